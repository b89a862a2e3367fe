"""Dated: values that are in force for a time, and where they come from."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from managed_mrr.dates import DateRange
from managed_mrr.rules import OverTime, Source, Term
from managed_mrr.testing.strategies.days import date_ranges, or_days
from managed_mrr.testing.strategies.kept import kept

__all__ = ["in_turn", "sources", "terms", "values_over_time"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")


@kept
def sources() -> SearchStrategy[Source]:
    """Sources of every confidence, and some of which nobody said how far they can be trusted."""
    confidences = st.sampled_from([None, "high", "medium", "low"])
    return st.builds(Source, st.sampled_from(["a letter", "a page"]), read=_reading(), confidence=confidences)


def _reading() -> SearchStrategy[str]:
    return st.sampled_from(["", "in March"])


def _numbers(given: SearchStrategy[T] | None) -> SearchStrategy[Any]:
    return st.integers(0, 3) if given is None else given


@kept
def terms(
    *, values: SearchStrategy[T] | None = None, days: SearchStrategy[date] | None = None
) -> SearchStrategy[Term[T]]:
    """
    Values with a period in which they are in force, and perhaps a source.

    Args:
        values: The values; small numbers if left out.
        days: When they begin and end to be in force; :func:`days` if left out.
    """
    periods = st.just(DateRange()) | date_ranges(days=days, open_start=True)
    return st.builds(Term, _numbers(values), periods, source=st.none() | sources())


@kept
def values_over_time(
    *, values: SearchStrategy[T] | None = None, days: SearchStrategy[date] | None = None
) -> SearchStrategy[OverTime[T]]:
    """
    One to three values in force one after the other, at times with days on which none is.

    Args:
        values: The values; small numbers if left out.
        days: When one begins or ends to be in force; :func:`days` if left out.
    """
    return st.builds(
        in_turn,
        st.lists(or_days(days), max_size=3, unique=True).map(sorted),
        st.lists(_numbers(values), min_size=4, max_size=4),
        st.sets(st.integers(0, 3), max_size=1),
    )


def in_turn(
    edges: Sequence[date], values: Sequence[T], left_out: frozenset[int] | set[int] = frozenset()
) -> OverTime[T]:
    """
    Values in force one after the other.

    Args:
        edges: The days on which the next one begins, in order.
        values: The values, at least one more than there are edges.
        left_out: The places of those that are not there, if there is more than one.
    """
    periods = [DateRange(start, end) for start, end in pairwise([None, *edges, None])]
    return OverTime(
        Term(values[place], period) for place, period in enumerate(periods) if place not in left_out or not edges
    )
