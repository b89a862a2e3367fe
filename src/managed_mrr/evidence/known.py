"""What was known: evidence with everything dated later than a day left out."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

import attrs

from managed_mrr.evidence.facts import EmployeeAtClient, PartnerAtClient, account

__all__ = ["all_known", "known", "known_facts"]


def __dir__() -> list[str]:
    return __all__


R = TypeVar("R")

_BEGINNINGS = frozenset({"start", "on", "first"})
_ENDINGS = frozenset({"end", "refunded_on"})
_NESTED = frozenset({"agreements", "billing", "deactivated", "items", "not_in_good_standing"})


def known(record: R, day: date) -> R | None:
    """
    A record with everything dated later than a day left out; None if all of it is.

    A period that has begun and ends later is still open, as far as that day knows.

    Examples:
        >>> from managed_mrr.evidence import Link
        >>> known(Link("ann", client="acme", start=date(2024, 1, 1), end=date(2024, 6, 1)), date(2024, 3, 1))
        Link(employee='ann', client='acme', start=date(2024, 1, 1), end=None)
    """
    kind: Any = type(record)
    beginnings, endings, others = _names(kind)
    for name in beginnings:
        if getattr(record, name) > day:
            return None
    changes: dict[str, Any] = {}
    for name in endings:
        end = getattr(record, name)
        if end is not None and end > day:
            changes[name] = None
    for name in others:
        if value := getattr(record, name):
            left: Any = all_known(value, day) if isinstance(value, tuple) else known(value, day)
            if left != value:
                changes[name] = left
    return attrs.evolve(record, **changes) if changes else record  # type: ignore[misc] # a record is an attrs class


@cache
def _names(kind: Any) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:  # noqa: ANN401 -- any class of evidence
    """The fields of a class that say when it begins, when it ends, and those that may hold dates further down."""
    names = [field.name for field in attrs.fields(kind)]
    return (
        tuple(name for name in names if name in _BEGINNINGS),
        tuple(name for name in names if name in _ENDINGS),
        tuple(name for name in names if name in _NESTED),
    )


def all_known(records: Iterable[R], day: date) -> tuple[R, ...]:
    """
    What is left of records when everything dated later than a day is left out.

    Examples:
        >>> from managed_mrr.evidence import PartnerUser
        >>> all_known([PartnerUser("ann", start=date(2024, 1, 1))], date(2023, 12, 31))
        ()
    """
    return tuple(each for record in records if (each := known(record, day)) is not None)


def known_facts(facts: PartnerAtClient, day: date) -> PartnerAtClient:
    """
    The evidence about one partner at one client with everything dated later than a day left out.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> known_facts(acme.facts("north", "acme"), date(2024, 1, 14)).employees[0].activities
        ()
    """
    employees = (_known_employee(employee, day) for employee in facts.employees)
    records, record_places = _kept(facts.records, facts.positions["records"], day)
    subscriptions, places = _kept(facts.subscriptions, facts.positions["subscriptions"], day)
    items = [
        [place for place, item in zip(positions, each.items, strict=True) if item.start <= day]
        for each, positions in zip(facts.subscriptions, facts.item_positions, strict=True)
        if each.start <= day
    ]
    return attrs.evolve(
        facts,
        partner=all_known([facts.partner], day)[0],
        employees=tuple(each for each in employees if each.client_users or each.links or each.activities),
        records=records,
        subscriptions=subscriptions,
        positions={**facts.positions, "records": record_places, "subscriptions": places},
        item_positions=items,
    )


def _known_employee(facts: EmployeeAtClient, day: date) -> EmployeeAtClient:
    done = bisect_right(facts.days, day.toordinal())
    lists: dict[str, tuple[Any, ...]] = {}
    positions: dict[str, Sequence[int]] = {"activities": facts.positions["activities"][:done]}
    for name in ("partner_users", "client_users", "links"):
        lists[name], positions[name] = _kept(getattr(facts, name), facts.positions[name], day)
    return EmployeeAtClient.of(
        employee=facts.employee,
        client=facts.client,
        activities=facts.activities[:done],
        days=facts.days[:done],
        domain_matches=facts.domain_matches,
        in_partner_account=account(lists["partner_users"]),
        positions=positions,
        **lists,
    )


def _kept(records: Sequence[R], places: Sequence[int], day: date) -> tuple[tuple[R, ...], list[int]]:
    kept = [(left, place) for record, place in zip(records, places, strict=True) if (left := known(record, day))]
    return tuple(left for left, _ in kept), [place for _, place in kept]
