"""Values of a policy, one by one, for people."""

from collections.abc import Iterator

from managed_mrr.dates import DateRange
from managed_mrr.difference.sentences import value_text
from managed_mrr.policy import Policy
from managed_mrr.policy_hash import deciding, policy_hash
from managed_mrr.rules import EVER, CatalogueEntry, OverTime, Rate
from managed_mrr.tables import Table

__all__ = ["policy_table"]


def __dir__() -> list[str]:
    return __all__


def policy_table(policy: Policy) -> Table:
    """
    Every value of a policy or program that decides a number, as a table for people, with the hash below.

    Examples:
        >>> import attrs
        >>> from managed_mrr import CurrencyToPoints, CurrentAgreement
        >>> table = policy_table(Policy(name="ours", eligibility=CurrentAgreement(), points=CurrencyToPoints([])))
        >>> print(attrs.evolve(table, notes=[]).text())
        Policy ours
        place                           value
        ------------------------------  --------------------
        eligibility                     a current agreement
        revenue                         recurring revenue
        revenue.recognition             as long as it counts
        revenue.billing_required        True
        revenue.good_standing_required  True
        revenue.net_of_discount         True
        split                           divided evenly
        points                          points by currency
        points.multiplied               True
    """
    rows = [row for name, value in deciding(policy).items() for row in _told(value, name)]
    kind = type(policy).__name__
    return Table(["place", "value"], rows, title=f"{kind} {policy}", notes=[f"hash {policy_hash(policy)}"])


def _told(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Rate):
        yield place, f"{value.unit}: {value_text(value.per_point)}{_dated_by(value)}"
    elif isinstance(value, CatalogueEntry):
        yield place, f"{value.tool}: {value_text(value.actions)}{_dated_by(value)}"
    elif isinstance(value, tuple | OverTime):
        for index, each in enumerate(value):
            yield from _told(each, f"{place}[{index}]")
    elif isinstance(value, DateRange) or not (fields := deciding(value)):
        yield place, value_text(value)
    else:
        if place.endswith("]") or "." not in place:
            yield place, value_text(value)
        for name, inner in fields.items():
            yield from _told(inner, f"{place}.{name}")


def _dated_by(value: Rate | CatalogueEntry) -> str:
    return "" if value.period == EVER else f", {value.period}"
