"""Days: those on which a portfolio's lines may turn out differently from the day before."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from managed_mrr.evidence import LISTS, Portfolio

__all__ = ["days_mentioned", "every_day", "turning_days"]


def __dir__() -> list[str]:
    return __all__


def every_day(first: date, last: date) -> Iterator[date]:
    """
    Each day from a first to a last.

    Examples:
        >>> [day.day for day in every_day(date(2024, 2, 28), date(2024, 3, 1))]
        [28, 29, 1]
    """
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def days_mentioned(portfolio: Portfolio) -> list[date]:
    """
    Every day that stands anywhere in a portfolio, in order.

    Examples:
        >>> from managed_mrr import managed_client
        >>> days_mentioned(managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)]))
        [datetime.date(2024, 1, 1), datetime.date(2024, 1, 15)]
    """
    return sorted({day for name in LISTS for day in _days_in(getattr(portfolio, name))})


def turning_days(portfolio: Portfolio, *, windows: Iterable[int] = (60,)) -> list[date]:
    """
    The days mentioned, the ends of windows after them, and the days before and after all of these, in order.

    Args:
        portfolio: The evidence.
        windows: For how many days an activity may count.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> [str(day) for day in turning_days(acme)][:4]
        ['2023-12-31', '2024-01-01', '2024-01-02', '2024-02-29']
    """
    distances = {around + window for window in (0, *windows) for around in (-1, 0, 1)}
    numbers = {day.toordinal() + away for day in days_mentioned(portfolio) for away in distances}
    return [date.fromordinal(each) for each in sorted(numbers) if date.min.toordinal() <= each <= date.max.toordinal()]


def _days_in(value: object) -> Iterator[date]:
    kind: Any = type(value)
    if isinstance(value, date):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _days_in(each)
    elif attrs.has(kind):
        for field in attrs.fields(kind):
            yield from _days_in(getattr(value, field.name))
