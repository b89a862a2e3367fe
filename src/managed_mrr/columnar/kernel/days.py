"""
Days: the sets of days of many groups at once, on one axis.

It is the algebra of :mod:`managed_mrr.dates.edges`, for all groups in one go. Every group, such as a partner at a
client, has a stretch of the axis to itself: a *place* is ``group << BITS | ordinal``. A set ends where its group
does, so runs of two groups never meet, and what is true of one set of days is true of all of them laid end to end.
"""

from typing import TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.dates.edges import FIRST, FOREVER

__all__ = [
    "BITS",
    "DAY",
    "DaySets",
    "Places",
    "among",
    "changes",
    "days_of",
    "distinct",
    "groups_of",
    "merged",
    "order_of_codes",
    "places",
    "spans",
]


def __dir__() -> list[str]:
    return __all__


Places: TypeAlias = NDArray[np.int64]

BITS = FOREVER.bit_length()
"""How many bits of a place are the day."""

DAY = (1 << BITS) - 1
"""The bits of a place that are the day."""


def places(groups: Numbers | int | np.int64, ordinals: Numbers | int | np.int64) -> Places:
    """
    The places of days of groups.

    Examples:
        >>> places(np.array([0, 1]), np.array([5, 5])) == [5, (1 << BITS) + 5]
        array([ True,  True])
    """
    found: Places = np.asarray(groups, np.int64) << BITS
    found |= ordinals
    return found


def groups_of(where: Places) -> Places:
    """The groups of places."""
    return where >> BITS


def days_of(where: Places) -> Places:
    """The ordinals of places."""
    return where & DAY


def changes(column: Numbers) -> Flags:
    """
    Where a column differs from the row before; the first row counts as a change.

    Examples:
        >>> changes(np.array([3, 3, 5, 5, 3])).tolist()
        [True, False, True, False, True]
    """
    found = np.ones(len(column), np.bool_)
    np.not_equal(column[1:], column[:-1], out=found[1:])
    return found


def order_of_codes(column: Numbers) -> Numbers:
    """
    The rows of a column of small numbers of 0 or more in the order of these, equal ones as they come.

    Numbers of 16 bits are counted, not compared, in a quarter of the time.

    Examples:
        >>> order_of_codes(np.array([2, 0, 2, 1])).tolist()
        [1, 3, 0, 2]
    """
    found: Numbers = np.argsort(column.astype(np.uint16) if column.max(initial=0) < 1 << 16 else column, kind="stable")
    return found


def distinct(column: Numbers) -> Numbers:
    """
    The different numbers of an ascending column.

    Examples:
        >>> distinct(np.array([3, 3, 5])).tolist()
        [3, 5]
    """
    return column[changes(column)]


def among(column: Numbers, wanted: Numbers) -> Flags:
    """
    Which numbers are among some others, which are ascending.

    Examples:
        >>> among(np.array([5, 1, 4]), np.array([1, 5])).tolist()
        [True, True, False]
    """
    if not len(wanted):
        return np.zeros(len(column), np.bool_)
    found: Flags = wanted[np.minimum(np.searchsorted(wanted, column), len(wanted) - 1)] == column
    return found


def spans(first: Numbers, last: Numbers) -> Places:
    """
    The numbers from each first up to, and without, its last, one span after the other.

    Examples:
        >>> spans(np.array([2, 7, 7]), np.array([5, 7, 9])).tolist()
        [2, 3, 4, 7, 8]
    """
    counts = last - first
    ends = np.cumsum(counts)
    found: Places = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64)
    found += np.repeat(first - (ends - counts), counts)
    return found


def merged(*columns: Places) -> Places:
    """
    Sorted columns as one sorted column.

    Examples:
        >>> merged(np.array([1, 5]), np.array([2, 3])).tolist()
        [1, 2, 3, 5]
    """
    filled = [each for each in columns if len(each)]
    if len(filled) < 2:
        return filled[0] if filled else np.zeros(0, np.int64)
    joined = np.concatenate(filled)
    joined.sort(kind="stable")  # which finds the sorted columns again and merges them
    return joined


@attrs.frozen(eq=False)
class DaySets:
    """
    For each of many groups a set of days, in canonical form: runs that neither overlap nor touch, in order.

    Attributes:
        starts: The places of the first days of the runs, ascending.
        ends: The places of the first days after them, ascending.

    Examples:
        >>> print(DaySets.of(np.array([1, 0, 0]), np.array([2, 5, 9]), np.array([4, 9, 12])))
        0: 5 to 12; 1: 2 to 4
    """

    starts: Places
    ends: Places

    @classmethod
    def none(cls) -> "DaySets":
        """No days of any group."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))

    @classmethod
    def of(cls, groups: Numbers, first: Numbers, after: Numbers) -> "DaySets":
        """The days inside at least one of some periods, each a group's, given by ordinals."""
        starts, ends = places(groups, first), places(groups, after)
        starts.sort()
        ends.sort()
        return cls.covered(starts, ends)

    @classmethod
    def whole(cls, groups: Numbers, first: int = FIRST, after: int = FOREVER) -> "DaySets":
        """The same days of each of some groups, which are ascending and different; all days if left out."""
        if first >= after:
            return cls.none()
        each = np.asarray(groups, np.int64) << BITS
        return cls(each | first, each | after)

    @classmethod
    def covered(cls, starts: Places, ends: Places, count: int = 1) -> "DaySets":
        """
        The days inside at least ``count`` windows of their group; see :func:`managed_mrr.dates.edges.covered`.

        Args:
            starts: The places of the first days of the windows, ascending.
            ends: The places of the first days after them, ascending; no window reaches into another group.
            count: How many windows a day must lie in.
        """
        if count > 1:
            starts, ends = starts[count - 1 :], ends[: max(len(ends) - count + 1, 0)]
        filled = ends > starts
        if not filled.all():
            starts, ends = starts[filled], ends[filled]
        opens = np.ones(len(starts), np.bool_)
        np.greater(starts[1:], ends[:-1], out=opens[1:])
        if opens.all():
            return cls(starts, ends)
        closes = np.ones(len(ends), np.bool_)
        closes[:-1] = opens[1:]
        return cls(starts[opens], ends[closes])

    def __len__(self) -> int:
        return len(self.starts)

    def __str__(self) -> str:
        runs = zip(groups_of(self.starts), days_of(self.starts), days_of(self.ends), strict=True)
        return "; ".join(f"{group}: {start} to {end}" for group, start, end in runs)

    def __or__(self, other: "DaySets") -> "DaySets":
        return DaySets.covered(merged(self.starts, other.starts), merged(self.ends, other.ends))

    def __and__(self, other: "DaySets") -> "DaySets":
        return DaySets.covered(merged(self.starts, other.starts), merged(self.ends, other.ends), 2)

    def __sub__(self, other: "DaySets") -> "DaySets":
        others = other.only(self.groups())
        return self & others.complement(self.groups()) if len(others) else self

    def complement(self, groups: Places) -> "DaySets":
        """The days outside the set, of groups that are ascending and different and have all there are in it."""
        each = groups << BITS
        return DaySets.covered(merged(each | FIRST, self.ends), merged(self.starts, each | FOREVER))

    def from_first(self, trigger: "DaySets") -> "DaySets":
        """Each run from its first day that is also in a trigger on; runs without one fall away."""
        both = self & trigger
        run = self.run_at(both.starts)
        first = changes(run)
        return DaySets(both.starts[first], self.ends[run[first]])

    def run_at(self, where: Places) -> Places:
        """The number of the run that each place is in; of a place in none, that of the run before it."""
        return np.searchsorted(self.starts, where, side="right") - 1

    def contain(self, where: Places) -> Flags:
        """Which of the places are in the set."""
        if not len(self):
            return np.zeros(len(where), np.bool_)
        run = self.run_at(where)
        inside: Flags = (run >= 0) & (where < self.ends[run])
        return inside

    def inside(self, where: Places) -> Places:
        """Which of some ascending places are in the set, by their numbers."""
        return spans(np.searchsorted(where, self.starts), np.searchsorted(where, self.ends))

    def groups(self) -> Places:
        """The groups that have any days, ascending."""
        return distinct(groups_of(self.starts))

    def only(self, groups: Places) -> "DaySets":
        """The sets of some groups, which are ascending."""
        found = among(groups_of(self.starts), groups)
        return self if found.all() else self.where(found)

    def where(self, runs: Flags) -> "DaySets":
        """Some of the runs."""
        return DaySets(self.starts[runs], self.ends[runs])

    def within(self, first: int, after: int) -> "DaySets":
        """The days of a period, given by ordinals."""
        if first <= FIRST and after >= FOREVER:
            return self
        groups = groups_of(self.starts) << BITS
        starts, ends = np.maximum(self.starts, groups | first), np.minimum(self.ends, groups | after)
        return DaySets(starts, ends).where(starts < ends)

    def in_groups(self, groups: Places) -> "DaySets":
        """The sets put into other groups, given run by run; the days of those in one group are joined."""
        shift = (groups - groups_of(self.starts)) << BITS
        starts, ends = self.starts + shift, self.ends + shift
        starts.sort(kind="stable")
        ends.sort(kind="stable")
        return DaySets.covered(starts, ends)

    def spread(self, groups: Places, sources: Numbers) -> "DaySets":
        """
        For each of some other groups the set of the group it goes by.

        Args:
            groups: The groups wanted, ascending and different.
            sources: For each the group whose set is its own, too.
        """
        begin = np.asarray(sources, np.int64) << BITS
        first, last = np.searchsorted(self.starts, begin), np.searchsorted(self.starts, begin | DAY)
        runs = spans(first, last)
        base = np.repeat(groups << BITS, last - first)
        return DaySets(base | days_of(self.starts[runs]), base | days_of(self.ends[runs]))
