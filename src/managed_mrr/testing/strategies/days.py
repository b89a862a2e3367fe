"""Days: those whose distances from each other decide something, and runs, sets and functions of them."""

# ruff: noqa: D417 -- ``draw`` is Hypothesis's own argument; callers never give it

from datetime import date, timedelta
from fractions import Fraction
from operator import itemgetter
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from managed_mrr.dates import DateRange, DateSet, StepFunction
from managed_mrr.testing.strategies.kept import kept

__all__ = [
    "MONTH_ENDS",
    "PALETTES",
    "date_ranges",
    "date_sets",
    "days",
    "first_day",
    "or_days",
    "step_functions",
]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

EPOCHS = (date(2024, 1, 1), date(2023, 12, 31), date(2025, 5, 16))
"""Days from which 60 days reach over a leap day, or to the day the published rates changed."""

MONTH_ENDS = (date(2024, 1, 31), date(2024, 2, 29), date(2023, 11, 30), date(2025, 3, 31))
"""Days on which monthly billing meets months of other lengths."""

STEPS = (0, 1, 2, 58, 59, 60, 61, 62, 119, 120, 121)
"""Distances between days that decide whether an activity counts."""

FEW_STEPS = (0, 1, 59, 60, 61)
"""So few that most records of a portfolio begin or end together, or a day apart."""


@kept
def days(*, since: date = EPOCHS[0]) -> SearchStrategy[date]:
    """
    Days from one day on, mostly at distances from it, and so from each other, that decide something.

    Args:
        since: The earliest day, and the simplest.
    """
    return days_after(since, STEPS) | days_within(since)


@kept
def days_after(since: date, steps: tuple[int, ...]) -> SearchStrategy[date]:
    """Days so far from one of them."""
    return st.sampled_from([since + timedelta(days=step) for step in steps])


@kept
def days_within(since: date) -> SearchStrategy[date]:
    """Days of the five months from one of them on."""
    return st.integers(0, 150).map(lambda distance: since + timedelta(days=distance))


@kept
@st.composite
def date_ranges(
    draw: DrawFn, *, days: SearchStrategy[date] | None = None, open_start: bool = False, open_end: bool = True
) -> DateRange:
    """
    Half-open runs of days.

    Args:
        days: Where the bounds come from; :func:`days` if left out.
        open_start: Whether a run may have no start.
        open_end: Whether a run may have no end.
    """
    when = or_days(days)
    if open_start and draw(st.booleans()):
        return DateRange(None, None if open_end and draw(st.booleans()) else draw(when))
    if open_end and draw(st.booleans()):
        return DateRange(draw(when), None)
    start, end = sorted((draw(when), draw(when)))
    return DateRange(start, end if start < end else start + timedelta(days=1))


@kept
def date_sets(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[DateSet]:
    """
    Sets of days, bounded and not, empty and whole among them.

    Args:
        days: Where the bounds come from; :func:`days` if left out.
    """
    ranges = date_ranges(days=days, open_start=True)
    return st.lists(ranges, max_size=4).map(DateSet)


@kept
def step_functions(
    *, values: SearchStrategy[T] | None = None, days: SearchStrategy[date] | None = None
) -> SearchStrategy[StepFunction[T]]:
    """
    Values over time that change on few days, or never.

    Args:
        values: The values; small whole numbers, as fractions, if left out.
        days: When they change; :func:`days` if left out.
    """
    wanted: SearchStrategy[Any] = st.integers(0, 3).map(Fraction) if values is None else values
    changes = st.lists(st.tuples(or_days(days), wanted), max_size=4, unique_by=itemgetter(0))
    return st.builds(lambda steps, before: StepFunction.of(sorted(steps, key=itemgetter(0)), before), changes, wanted)


PALETTES = tuple(
    palette
    for since in EPOCHS
    for palette in (days_after(since, FEW_STEPS), days_after(since, STEPS), days_within(since))
)
"""Few days each, around which others lie one day, 59, 60 or 61 days away: one is drawn for a whole portfolio."""


def or_days(given: SearchStrategy[date] | None) -> SearchStrategy[date]:
    """The days given, or those one gets if none are."""
    return days() if given is None else given


def first_day(period: DateRange) -> date:
    """The first day of a range that has one."""
    assert period.start is not None  # only a range that was asked for may lack a start
    return period.start
