"""Drawing: random columns, the same for the same seed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

import attrs
import numpy as np
from numpy.typing import NDArray

__all__ = ["DAYS", "FIRST_DAY", "Draws", "Runs"]

Numbers = NDArray[Any]

FIRST_DAY = date(2024, 1, 1)
"""The first day of the evidence; days are counted from it."""

DAYS = 730
"""Over how many days the evidence is spread."""


@attrs.frozen(eq=False)
class Runs:
    """
    Periods of days, in the order of their owners.

    Attributes:
        owner: Whose period it is.
        start: First day.
        end: First day after it; ``NEVER`` if it has no end.
    """

    NEVER: ClassVar[int] = 1 << 20

    owner: Numbers
    start: Numbers
    end: Numbers

    def __len__(self) -> int:
        return len(self.owner)

    def at(self, kept: Numbers) -> "Runs":
        """Those at some places."""
        return Runs(self.owner[kept], self.start[kept], self.end[kept])

    def first_start(self, count: int) -> Numbers:
        """The start of the first period of each of so many owners, all of whom have one."""
        return self.start[np.searchsorted(self.owner, np.arange(count))]

    def first_end(self, count: int) -> Numbers:
        """The end of the first period of each of so many owners; no later than the evidence."""
        return np.minimum(self.end[np.searchsorted(self.owner, np.arange(count))], DAYS)


class Draws:
    """Random columns from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def fraction(self, count: int) -> Numbers:
        """Numbers from 0 on and below 1."""
        return self.random.random(count)

    def below(self, most: Numbers) -> Numbers:
        """For each a whole number from 0 on and below it."""
        return (self.random.random(len(most)) * most).astype(np.int64)

    def within(self, start: int, end: int, count: int) -> Numbers:
        """Whole numbers from one on and below another."""
        return self.random.integers(start, end, count)

    def chance(self, share: float, count: int) -> Numbers:
        """Yes for about such a share, no for the others."""
        return self.random.random(count) < share

    def one(self, values: Sequence[float], count: int) -> Numbers:
        """Some of a few values, each as often as the others."""
        return np.array(values)[self.random.integers(0, len(values), count)]

    def weighted(self, weights: Sequence[float], count: int) -> Numbers:
        """Places in a short list, each as often as its weight says."""
        sums = np.cumsum(weights)
        return np.searchsorted(sums / sums[-1], self.random.random(count), side="right")

    def places(self, weights: Numbers, count: int) -> Numbers:
        """Places in a long list, each as often as its weight says, sorted."""
        return np.repeat(np.arange(len(weights)), self.random.multinomial(count, weights / weights.sum()))

    def tail(self, count: int) -> Numbers:
        """Numbers from 1 on, above ten in one case of ten and above a hundred in one of a hundred."""
        return 1 / (1 - self.random.random(count))

    def early(self, count: int) -> Numbers:
        """First days: half of all begin with the log, the others in its first half."""
        return np.where(self.chance(0.5, count), 0, self.within(0, DAYS // 2, count))

    def runs(self, start: Numbers, gap: float) -> Runs:
        """
        From a day on for good; for some with an end, and for half of those with a new start, on that day or later.

        Args:
            start: For each owner its first day.
            gap: How many end.
        """
        count = len(start)
        ends = self.chance(gap, count)
        end = np.where(ends, start + 1 + self.below(DAYS - 1 - start), Runs.NEVER)
        again = end + self.one((0, 1, 5, 20, 60, 120), count)
        back = ends & (again < DAYS) & self.chance(0.5, count)
        owner = np.concatenate([np.arange(count), np.flatnonzero(back)])
        starts = np.concatenate([start, again[back]])
        until = np.concatenate([end, np.full(back.sum(), Runs.NEVER)])
        order = np.lexsort((starts, owner))
        return Runs(owner[order], starts[order], until[order])

    def inside(self, owner: Numbers, start: Numbers) -> Runs:
        """A period for each owner, from its start or some later day on, mostly short."""
        begin = start + self.below(np.maximum(DAYS - start, 1))
        end = begin + self.within(1, 90, len(owner))
        return Runs(owner, begin, np.where(end < DAYS, end, Runs.NEVER))
