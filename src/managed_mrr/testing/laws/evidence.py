"""Evidence: how the laws change it, or make some of their own."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.evidence import LISTS, Billing, Portfolio, Subscription, managed_client
from managed_mrr.testing.laws.law import Case

__all__ = [
    "ACTIVE",
    "DAY",
    "EVERY",
    "OF_RECORD",
    "SERVICING",
    "UNPAID",
    "active",
    "changed",
    "deactivated",
    "ended",
    "only",
    "paid_a_month",
    "within_reach",
]


def __dir__() -> list[str]:
    return __all__


SERVICING = frozenset({"servicing"})
ACTIVE = frozenset({"servicing", "combined"})
OF_RECORD = frozenset({"partner-of-record", "combined"})
EVERY = ACTIVE | OF_RECORD

DAY = timedelta(days=1)

UNPAID: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("is not billed yet", lambda sold, day: attrs.evolve(sold, billing=Billing(day + DAY))),
    ("is never billed", lambda sold, **_: attrs.evolve(sold, billing=None)),
    ("is refunded", lambda sold, day: attrs.evolve(sold, refunded_on=max(day, sold.start))),
    ("is not in good standing", lambda sold, day: attrs.evolve(sold, not_in_good_standing=[DateRange(day, day + DAY)])),
    ("is paid once", lambda sold, **_: _having(sold, kind="one_time")),
    ("is not eligible", lambda sold, **_: _having(sold, eligible=False)),
    ("begins later", lambda sold, day: attrs.evolve(sold, start=day + DAY, end=None)),
)
"""Ways in which what a client has makes no credit on a day."""


def within_reach(case: Case) -> date:
    """The day of the case, or the last with a whole window after it."""
    return min(max(case.day, date.min + DAY), date.max - timedelta(days=case.window + 14))


def active(case: Case, on: date) -> Portfolio:
    """One partner that did just enough at one client, on a day, and is of record where that is asked for."""
    of_record = case.policy in OF_RECORD
    return managed_client("p1", "c1", start=on, price=100, activities=[on] * case.needed, of_record=of_record)


def changed(portfolio: Portfolio, **changes: Callable[[Any], Any]) -> Portfolio:
    """The evidence with every record of some lists made another, or left out where that is None."""
    lists: dict[str, Any] = {name: getattr(portfolio, name) for name in LISTS}
    for name, change in changes.items():
        lists[name] = [new for each in lists[name] if (new := change(each)) is not None]
    return Portfolio(**lists)


def ended(user: Any, on: date) -> Any:  # noqa: ANN401 -- a user in either account
    """A user period that is over by a day; None if it had not begun by then."""
    if user.start >= on:
        return None
    return user if user.end is not None and user.end <= on else attrs.evolve(user, end=on)


def deactivated(user: Any, since: date) -> Any:  # noqa: ANN401 -- a user in either account
    """A user period that is deactivated from a day on."""
    return attrs.evolve(user, deactivated=[*user.deactivated, DateRange(since)])


def only(portfolio: Portfolio, client: str) -> Portfolio:
    """The evidence without whatever is about another client."""
    lists = {
        name: [each for each in getattr(portfolio, name) if getattr(each, "client", client) == client] for name in LISTS
    }
    lists["clients"] = [each for each in portfolio.clients if each.id == client]
    return Portfolio(**lists)


def paid_a_month(portfolio: Portfolio, client: str, day: date) -> Fraction:
    """What a client pays a month for what counts on a day, from the records alone."""
    paid = Fraction(0)
    for sold in portfolio.subscriptions:
        billed = sold.billing is not None and sold.billing.first <= day
        refunded = sold.refunded_on is not None and sold.refunded_on <= day
        good = not any(day in each for each in sold.not_in_good_standing)
        if sold.client != client or not billed or refunded or not good or day not in DateRange(sold.start, sold.end):
            continue
        for item in sold.items:
            if item.kind == "recurring" and item.eligible and day in DateRange(item.start, item.end):
                paid += max(item.price - item.discount, Fraction(0)) / item.months
    return paid


def _having(sold: Subscription, **values: Any) -> Subscription:  # noqa: ANN401 -- of an item
    return attrs.evolve(sold, items=[attrs.evolve(item, **values) for item in sold.items])
