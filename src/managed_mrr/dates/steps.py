"""Step functions: values that change on certain days and stay as they are in between."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import cycle
from typing import Generic, TypeVar

import attrs

from managed_mrr.dates.edges import FIRST, FOREVER, Edges
from managed_mrr.dates.ranges import DateError, DateRange, day_of, ordinal
from managed_mrr.dates.sets import DateSet

__all__ = ["StepFunction"]


def __dir__() -> list[str]:
    return __all__


V = TypeVar("V")
W = TypeVar("W")
X = TypeVar("X")

_ZERO = Fraction(0)


@attrs.frozen
class StepFunction(Generic[V]):
    """
    A value for every day there is, kept as the days on which it changes.

    Build one with :meth:`constant`, :meth:`of` or :meth:`total`; the form is canonical: neighbouring steps
    differ, so equal functions compare equal.

    Attributes:
        starts: The ordinals at which a step begins, ascending; the first is ``FIRST``.
        values: The value from each start until the next.

    Examples:
        >>> price = StepFunction.of([(date(2024, 1, 1), 100), (date(2024, 6, 1), 120)], before=0)
        >>> price.at(date(2024, 5, 31)), price.at(date(2024, 6, 1))
        (100, 120)
    """

    starts: tuple[int, ...]
    values: tuple[V, ...]

    @classmethod
    def from_steps(cls, steps: Iterable[tuple[int, V]]) -> "StepFunction[V]":
        """
        The function with these ``(ordinal, value)`` steps, ascending, the first at ``FIRST``.

        Examples:
            >>> StepFunction.from_steps([(FIRST, 1), (5, 1), (9, 2)])
            StepFunction(starts=(1, 9), values=(1, 2))
        """
        starts: list[int] = []
        values: list[V] = []
        for start, value in steps:
            if not values or value != values[-1]:
                starts.append(start)
                values.append(value)
        return cls(tuple(starts), tuple(values))

    @classmethod
    def constant(cls, value: V) -> "StepFunction[V]":
        """
        The same value on every day.

        Examples:
            >>> StepFunction.constant(7).at(date(2024, 1, 1))
            7
        """
        return cls((FIRST,), (value,))

    @classmethod
    def of(cls, steps: Iterable[tuple[date, V]], before: V) -> "StepFunction[V]":
        """
        The function that is ``before`` at first and takes each value from its day on.

        Args:
            steps: Pairs of a day and the value from that day on, in order of days.
            before: The value on all days before the first step.

        Raises:
            DateError: A step comes before one that stands earlier.

        Examples:
            >>> StepFunction.of([(date(1, 1, 9), "b")], before="a")
            StepFunction(starts=(1, 9), values=('a', 'b'))
        """
        by_start = {FIRST: before}
        for day, value in steps:
            start = ordinal(day)
            if start < max(by_start):
                msg = f"the step of {day} is out of order: expected steps in the order of their days"
                raise DateError(msg)
            by_start[start] = value
        return cls.from_steps(by_start.items())

    @staticmethod
    def total(parts: Iterable[tuple[Edges, Fraction]]) -> "StepFunction[Fraction]":
        """
        On each day the sum of the amounts whose days include it; 0 where none does.

        Args:
            parts: Pairs of days, as edges, and the amount that counts on them.

        Examples:
            >>> total = StepFunction.total([((5, 9), Fraction(10)), ((7, 12), Fraction(1))])
            >>> [int(value) for value in total.values]
            [0, 10, 11, 1, 0]
        """
        given = [(edges, amount) for edges, amount in parts if edges and amount]
        changes: dict[int, Fraction] = {FIRST: _ZERO}
        if len(given) == 1:  # one part needs no sorting and no sums, and most clients have one
            ((edges, amount),) = given
            changes.update(zip(edges, cycle((amount, _ZERO)), strict=False))
            changes.pop(FOREVER, None)
            return StepFunction(tuple(changes), tuple(changes.values()))
        for edges, amount in given:
            for index, edge in enumerate(edges):
                change = -amount if index % 2 else amount
                changes[edge] = changes[edge] + change if changes.get(edge) else change
        changes.pop(FOREVER, None)
        value = changes.pop(FIRST)
        starts, values = [FIRST], [value]
        for start in sorted(start for start, change in changes.items() if change):
            value = value + changes[start] if value else changes[start]
            starts.append(start)
            values.append(value)
        return StepFunction(tuple(starts), tuple(values))

    @staticmethod
    def in_turn(parts: "Iterable[tuple[DateRange, StepFunction[W]]]", otherwise: W) -> "StepFunction[W]":
        """
        In each period the function that stands with it.

        Args:
            parts: Periods in order, none overlapping another, each with its function.
            otherwise: The value outside all of them.

        Examples:
            >>> later = DateRange(date(2024, 1, 1))
            >>> StepFunction.in_turn([(later, StepFunction.constant(7))], otherwise=0).values
            (0, 7)
        """
        steps: dict[int, W] = {FIRST: otherwise}
        for period, function in parts:
            start, end = period.edges
            steps.update((begin, value) for begin, _, value in function.runs(start, end))
            steps[end] = otherwise
        steps.pop(FOREVER, None)
        return StepFunction.from_steps(steps.items())

    def __iter__(self) -> Iterator[tuple[DateRange, V]]:
        for start, end, value in self.runs(FIRST, FOREVER):
            yield DateRange(None if start == FIRST else day_of(start), day_of(end)), value

    def runs(self, start: int, end: int) -> list[tuple[int, int, V]]:
        """
        The steps between two ordinals, as ``(start, end, value)`` clipped to them.

        Examples:
            >>> StepFunction.from_steps([(FIRST, "a"), (5, "b"), (9, "c")]).runs(4, 9)
            [(4, 5, 'a'), (5, 9, 'b')]
        """
        starts, values = self.starts, self.values
        first, last = bisect_right(starts, start), bisect_left(starts, end)
        if first == last:
            return [(start, end, values[first - 1])]
        bounds = [start, *starts[first:last], end]
        return list(zip(bounds, bounds[1:], values[first - 1 : last], strict=False))

    def at(self, day: date) -> V:
        """
        The value on a day.

        Examples:
            >>> StepFunction.constant(7).at(date(2024, 1, 1))
            7
        """
        return self.values[bisect_right(self.starts, ordinal(day)) - 1]

    def steady(self, day: date) -> DateRange:
        """
        The unbroken run of days around ``day`` on which the value stays what it is on that day.

        Examples:
            >>> print(StepFunction.of([(date(2024, 1, 1), 5)], before=0).steady(date(2024, 2, 1)))
            [2024-01-01, ever)
        """
        index = bisect_right(self.starts, ordinal(day))
        start = self.starts[index - 1]
        end = self.starts[index] if index < len(self.starts) else FOREVER
        return DateRange(None if start == FIRST else day_of(start), day_of(end))

    def map(self, change: Callable[[V], W]) -> "StepFunction[W]":
        """
        The function with every value changed in the same way.

        Examples:
            >>> StepFunction.constant(7).map(str).values
            ('7',)
        """
        return StepFunction.from_steps(zip(self.starts, map(change, self.values), strict=True))

    def combine(self, other: "StepFunction[W]", join: Callable[[V, W], X]) -> "StepFunction[X]":
        """
        On each day ``join`` of the two values of that day.

        Examples:
            >>> two = StepFunction.of([(date(1, 1, 9), 3)], before=2)
            >>> StepFunction.constant(10).combine(two, lambda a, b: a * b).values
            (20, 30)
        """
        return StepFunction.from_steps(
            (start, join(mine, theirs))
            for begin, until, mine in self.runs(FIRST, FOREVER)
            for start, _, theirs in other.runs(begin, until)
        )

    def where(self, wanted: Callable[[V], bool]) -> DateSet:
        """
        The days on which the value is wanted.

        Examples:
            >>> print(StepFunction.of([(date(2024, 1, 1), 5)], before=0).where(bool))
            [2024-01-01, ever)
        """
        return DateSet(days for days, value in self if wanted(value))
