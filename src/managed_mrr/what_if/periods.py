"""Periods: cutting the records that last, and finding the one that somebody may have meant."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol, TypeVar

import attrs

from managed_mrr.dates import DateError, DateRange
from managed_mrr.errors import UnknownIdError
from managed_mrr.evidence import (
    ClientUser,
    Employee,
    Item,
    Link,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Subscription,
)
from managed_mrr.evidence.records import Activity
from managed_mrr.what_if.edits import Edit, ScenarioError

__all__ = [
    "activity",
    "covers",
    "cut_from",
    "employee",
    "ended",
    "nearest_period",
    "period",
    "subscription",
    "without",
]


def __dir__() -> list[str]:
    return __all__


class Period(Protocol):
    """Anything with a first day and a first day after it."""

    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...


P = TypeVar("P", bound=PartnerUser | ClientUser | Link | PartnerOfRecord | Item | DateRange)
R = TypeVar("R", Employee, Subscription, Activity)


def covers(lasting: Period, day: date) -> bool:
    """
    Whether a day is inside a period.

    Examples:
        >>> covers(DateRange(date(2024, 1, 1), date(2024, 2, 1)), date(2024, 2, 1))
        False
    """
    return day in DateRange(lasting.start, lasting.end)


def without(lasting: P, day: date) -> P | None:
    """
    What is left of a period when nothing of it lasts beyond a day; None if it begins on the day or later.

    Examples:
        >>> print(without(DateRange(date(2024, 1, 1)), date(2024, 2, 1)))
        [2024-01-01, 2024-02-01)
        >>> without(DateRange(date(2024, 1, 1)), date(2024, 1, 1)) is None
        True
    """
    assert lasting.start is not None
    if lasting.start >= day:
        return None
    if lasting.end is not None and lasting.end <= day:
        return lasting
    return attrs.evolve(lasting, end=day)


def cut_from(periods: Iterable[P], day: date) -> tuple[P, ...]:
    """
    What is left of several periods when nothing of them lasts beyond a day.

    Examples:
        >>> cut_from([DateRange(date(2024, 3, 1))], date(2024, 2, 1))
        ()
    """
    return tuple(left for each in periods if (left := without(each, day)) is not None)


def ended(
    records: Sequence[PartnerUser | ClientUser | Link | PartnerOfRecord], day: date, wrong: str
) -> Iterator[Edit]:
    """
    The edits after which no record of several lasts beyond a day: those that cover it end, later ones go.

    Args:
        records: The records.
        day: The first day without them.
        wrong: What to say if none of them covers or follows the day.

    Raises:
        ScenarioError: None does.
    """
    edits = [Edit(each, left) for each in records if (left := without(each, day)) != each]
    if not edits:
        raise ScenarioError(wrong, "a day before the end of one", nearest_period(records, day))
    yield from edits


def period(start: date, end: date | None) -> DateRange:
    """
    A period that holds a day.

    Raises:
        ScenarioError: It ends before it starts, or at once.
    """
    try:
        return DateRange(start, end)
    except DateError:
        raise ScenarioError(f"the end {end} is not after the start {start}", "a later end") from None


def nearest_period(periods: Iterable[Period], day: date) -> str:
    """
    A hint that names the period nearest to a day.

    Examples:
        >>> nearest_period(
        ...     [DateRange(date(2023, 1, 1), date(2024, 1, 1)), DateRange(date(2026, 1, 1))], date(2024, 5, 1)
        ... )
        'the nearest period is [2023-01-01, 2024-01-01)'
    """
    ranges = [DateRange(each.start, each.end) for each in periods]
    if not ranges:
        return "there is no such period on any day"
    number = day.toordinal()
    return f"the nearest period is {min(ranges, key=lambda each: _distance(each, number))}"


def _distance(lasting: DateRange, number: int) -> int:
    start, end = lasting.edges
    return max(start - number, number - end + 1, 0)


def employee(portfolio: Portfolio, id: str) -> Employee:
    """
    The employee with an id.

    Raises:
        UnknownIdError: There is none; the error names the nearest.
    """
    return _named("employee", portfolio.employees, id)


def subscription(portfolio: Portfolio, id: str) -> Subscription:
    """
    The subscription with an id.

    Raises:
        UnknownIdError: There is none; the error names the nearest.
    """
    return _named("subscription", portfolio.subscriptions, id)


def activity(portfolio: Portfolio, id: str) -> Activity:
    """
    The activity with an id.

    Raises:
        UnknownIdError: There is none; the error names the nearest.
    """
    return _named("activity", portfolio.activities, id)


def _named(kind: str, records: Sequence[R], id: str) -> R:
    for record in records:
        if record.id == id:
            return record
    raise UnknownIdError(kind, id, [each.id for each in records if each.id is not None])
