"""Date sets: any days at all, kept as the fewest half-open runs."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Self

import attrs

from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FIRST, FOREVER, Edges
from managed_mrr.dates.ranges import DateError, DateRange, day_of, ordinal

__all__ = ["ALWAYS", "NEVER", "DateSet"]


def __dir__() -> list[str]:
    return __all__


def _to_edges(ranges: Iterable[DateRange]) -> Edges:
    if isinstance(ranges, DateRange):
        msg = f"not several ranges: {ranges!r}; expected a list; write [{ranges!r}]"
        raise DateError(msg)
    ranges = tuple(ranges)
    for each in ranges:
        if not isinstance(each, DateRange):
            msg = f"not a range of days: {each!r}; expected DateRange objects"
            raise DateError(msg)
    return algebra.union(*(each.edges for each in ranges))


def _range(start: int, end: int) -> DateRange:
    return DateRange(None if start == FIRST else day_of(start), day_of(end))


@attrs.frozen
class DateSet:
    """
    A set of days, in one canonical form: maximal half-open runs, in order.

    ``&``, ``|``, ``-`` and ``~`` are intersection, union, difference and complement; ``in`` asks for a day;
    iterating gives the runs; ``<=`` and ``<`` are "is a (proper) subset of". Two sets of the same days are
    equal whatever they were built from.

    Args:
        ranges: Runs of days in any order; those that overlap or touch are joined.

    Examples:
        >>> spring = DateSet([DateRange(date(2024, 3, 1), date(2024, 6, 1))])
        >>> date(2024, 5, 31) in spring, date(2024, 6, 1) in spring
        (True, False)
        >>> print(~spring)
        (ever, 2024-03-01) | [2024-06-01, ever)
    """

    edges: Edges = attrs.field(alias="ranges", converter=_to_edges, default=(), repr=False)

    @classmethod
    def from_edges(cls, edges: Edges) -> Self:
        """
        A set from its canonical edges, unchecked; see :mod:`managed_mrr.dates.edges`.

        Examples:
            >>> DateSet.from_edges((1, 3))
            DateSet([DateRange(start=None, end=date(1, 1, 3))])
        """
        made = cls.__new__(cls)
        object.__setattr__(made, "edges", edges)
        return made

    def __repr__(self) -> str:
        return f"DateSet({list(self)!r})" if self.edges else "DateSet()"

    def __str__(self) -> str:
        return " | ".join(map(str, self)) or "never"

    def __iter__(self) -> Iterator[DateRange]:
        return (_range(*run) for run in zip(self.edges[::2], self.edges[1::2], strict=True))

    def __len__(self) -> int:
        """Count the runs, not the days."""
        return len(self.edges) // 2

    def __bool__(self) -> bool:
        return bool(self.edges)

    def __contains__(self, day: date) -> bool:
        return algebra.contains(self.edges, ordinal(day))

    def __and__(self, other: "DateSet") -> "DateSet":
        if not isinstance(other, DateSet):
            return NotImplemented
        return DateSet.from_edges(algebra.intersection(self.edges, other.edges))

    def __or__(self, other: "DateSet") -> "DateSet":
        if not isinstance(other, DateSet):
            return NotImplemented
        return DateSet.from_edges(algebra.union(self.edges, other.edges))

    def __sub__(self, other: "DateSet") -> "DateSet":
        return self & ~other if isinstance(other, DateSet) else NotImplemented

    def __invert__(self) -> "DateSet":
        return DateSet.from_edges(algebra.complement(self.edges))

    def __le__(self, other: "DateSet") -> bool:
        return (self & other).edges == self.edges if isinstance(other, DateSet) else NotImplemented

    def __lt__(self, other: "DateSet") -> bool:
        return self <= other and self != other if isinstance(other, DateSet) else NotImplemented

    def from_first(self, trigger: "DateSet") -> "DateSet":
        """
        Each run from its first day that is in ``trigger`` on; a run without such a day falls away.

        Examples:
            >>> year = DateSet([DateRange(date(2024, 1, 1), date(2025, 1, 1))])
            >>> visit = DateSet([DateRange(date(2024, 3, 5), date(2024, 3, 6))])
            >>> print(year.from_first(visit))
            [2024-03-05, 2025-01-01)
        """
        return DateSet.from_edges(algebra.from_first(self.edges, trigger.edges))

    def extended(self, days: int) -> "DateSet":
        """
        Each run so many days longer at its end; runs that then overlap or touch are joined.

        Args:
            days: How many days, 0 or more.

        Raises:
            DateError: ``days`` is not a whole number of at least 0.

        Examples:
            >>> print(DateSet([DateRange(date(2024, 3, 1), date(2024, 6, 1))]).extended(14))
            [2024-03-01, 2024-06-15)
        """
        if type(days) is not int or days < 0:
            msg = f"not a number of days: {days!r}; expected a whole number of at least 0"
            raise DateError(msg)
        ends = [min(end + days, FOREVER) for end in self.edges[1::2]]
        return DateSet.from_edges(algebra.covered(list(self.edges[::2]), ends))

    def next_edge(self, day: date) -> date | None:
        """
        The first later day on which membership is not what it is on ``day``; None if it never changes.

        Examples:
            >>> DateSet([DateRange(date(2024, 3, 1), date(2024, 6, 1))]).next_edge(date(2024, 3, 1))
            datetime.date(2024, 6, 1)
        """
        return self.steady(day).end

    def steady(self, day: date) -> DateRange:
        """
        The unbroken run of days around ``day`` on which membership is what it is on that day.

        Examples:
            >>> print(DateSet([DateRange(date(2024, 3, 1), None)]).steady(date(2024, 1, 1)))
            (ever, 2024-03-01)
        """
        inside = algebra.run_at(self.edges, ordinal(day))
        run = inside or algebra.run_at(algebra.complement(self.edges), ordinal(day))
        assert run is not None  # a day is in a set or in its complement
        return _range(*run)


ALWAYS = DateSet([DateRange()])
"""Every day there is."""

NEVER = DateSet()
"""No day at all."""
