"""Numbers as data: the JSON forms of amounts, points and days that all results share."""

from collections.abc import Iterable
from fractions import Fraction

from managed_mrr.amounts import Money, decimal_text, exact_text
from managed_mrr.by_subscription import SubscriptionCredit
from managed_mrr.dates import DateRange
from managed_mrr.policy import Policy
from managed_mrr.policy_hash import policy_hash
from managed_mrr.questions import Assumption
from managed_mrr.segments import Segment
from managed_mrr.statement import Line, Total

__all__ = [
    "MOVED",
    "WORTH",
    "assumptions_data",
    "money_data",
    "moved_cells",
    "points_data",
    "policy_data",
    "range_data",
    "total_data",
    "worth_cells",
    "worth_data",
]


def __dir__() -> list[str]:
    return __all__


MOVED = ("currency", "credit", "credit_exact", "points", "points_exact")
"""The columns of what an amount moved by."""

WORTH = (*MOVED, "sharing")
"""The columns of what a line or a segment is worth."""


def assumptions_data(assumptions: Iterable[Assumption]) -> dict[str, str]:
    """What was assumed, by the names of the questions; the words of :class:`~managed_mrr.Assumption`."""
    return {each.question.name: each.labelled for each in assumptions}


def moved_cells(credit: Money, points: Fraction | None) -> list[str]:
    """A row's cells under :data:`MOVED`: rounded and exact; unknown points are empty."""
    made = ("", "") if points is None else (decimal_text(points, 2), exact_text(points))
    return [credit.currency, credit.decimal(), exact_text(credit.amount), *made]


def worth_cells(worth: Line | Segment | SubscriptionCredit) -> list[str]:
    """A row's cells under :data:`WORTH`; the partners that share are joined by semicolons."""
    return [*moved_cells(worth.credit, worth.points), ";".join(worth.sharing)]


def worth_data(worth: Line | Segment | SubscriptionCredit) -> dict[str, object]:
    """What a line, a segment or a part of a line is worth, and who shares it."""
    return {
        "credit": money_data(worth.credit),
        "points": None if worth.points is None else points_data(worth.points),
        "sharing": list(worth.sharing),
    }


def total_data(total: Total) -> dict[str, object]:
    """What a partner's lines add up to."""
    return {
        "partner": total.partner,
        "credit": [money_data(each) for each in total.credit],
        "points": None if total.points is None else points_data(total.points),
        "known_points": points_data(total.known_points),
        "unknown": list(total.unknown),
    }


def money_data(money: Money) -> dict[str, str]:
    """An amount both rounded for people and exact, with its currency."""
    return {"amount": money.decimal(), "exact": exact_text(money.amount), "currency": money.currency}


def policy_data(policy: Policy) -> dict[str, object]:
    """Under which policy a result was worked out: its name, and the hash of what in it decides a number."""
    return {"policy": policy.name, "policy_hash": policy_hash(policy)}


def points_data(points: Fraction) -> dict[str, str]:
    """Points both rounded to two digits and exact."""
    return {"amount": decimal_text(points, 2), "exact": exact_text(points)}


def range_data(days: DateRange) -> dict[str, str | None]:
    """A run of days; an open end is null."""
    return {
        "start": None if days.start is None else days.start.isoformat(),
        "end": None if days.end is None else days.end.isoformat(),
    }
