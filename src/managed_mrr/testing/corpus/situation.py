"""Situation: a portfolio, the days to ask about, and what it shows; a case is what the reference says of it."""

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from managed_mrr.conformance import CaseReading
from managed_mrr.evidence import Portfolio
from managed_mrr.testing.days import turning_days
from managed_mrr.testing.readings import Readings
from managed_mrr.testing.reference import Lines, reference_history

__all__ = ["EVERY_POLICY", "Situation", "around", "changes", "history"]


def __dir__() -> list[str]:
    return __all__


EVERY_POLICY = tuple(CaseReading(policy=name) for name in ("servicing", "partner-of-record", "combined"))
"""The shipped policies as they are usually read."""


@attrs.frozen(kw_only=True)
class Situation:
    """
    What becomes a case for each of its readings.

    Attributes:
        topic: Which file it goes to.
        name: Under the topic; with the topic, and the reading where that is not the usual one, it is the id.
        title: What it shows, in one sentence.
        clauses: The clauses it rests on.
        boundaries: The kinds of boundary it has.
        portfolio: The evidence.
        days: The days to ask about.
        readings: The policies and readings to ask for.
    """

    topic: str
    name: str
    title: str
    clauses: tuple[str, ...]
    boundaries: tuple[str, ...]
    portfolio: Portfolio
    days: tuple[date, ...]
    readings: tuple[CaseReading, ...] = EVERY_POLICY


def around(days: Iterable[date]) -> tuple[date, ...]:
    """
    The days, with the day before and the day after each.

    Examples:
        >>> [str(day) for day in around([date(2024, 3, 1), date(2024, 3, 2)])]
        ['2024-02-29', '2024-03-01', '2024-03-02', '2024-03-03']
    """
    return tuple(sorted({day + timedelta(days=away) for day in days for away in (-1, 0, 1)}))


def history(portfolio: Portfolio, days: Iterable[date], reading: CaseReading) -> dict[date, Lines]:
    """
    What the reference says on each of the days.

    Examples:
        >>> history(Portfolio(), [date(2024, 3, 1)], CaseReading())
        {datetime.date(2024, 3, 1): {}}
    """
    readings = Readings(
        policy=reading.policy,
        window=reading.window,
        minimum=reading.minimum,
        ends_with_employee=not reading.activity_outlives_employee,
    )
    return reference_history(portfolio, days, readings)


def changes(portfolio: Portfolio, reading: CaseReading) -> list[date]:
    """
    The days on which the reference says something else than on the day before, from the first day mentioned on.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> [str(day) for day in changes(acme, CaseReading())]
        ['2024-01-15', '2024-03-15']
    """
    turning = turning_days(portfolio, windows=[reading.window])
    length = (turning[-1] - turning[0]).days + 1 if turning else 0
    lived = history(portfolio, [turning[0] + timedelta(days=away) for away in range(length)], reading)
    return [day for day, lines in lived.items() if day > turning[0] and lines != lived[day - timedelta(days=1)]]
