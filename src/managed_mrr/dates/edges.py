"""
Edges: the set algebra of days on flat tuples of integers, for the inside of hot paths.

A set of days is the increasing tuple ``(start, end, start, end, ...)`` of the ordinals at which membership
changes; each end is the first day outside. ``FIRST`` stands for "since ever", ``FOREVER`` for "without end": it
is the ordinal after the last day a :class:`datetime.date` can name, so an open end needs no case of its own.
"""

from bisect import bisect_left, bisect_right
from datetime import date
from typing import TypeAlias

__all__ = [
    "FIRST",
    "FOREVER",
    "Edges",
    "complement",
    "contains",
    "covered",
    "filled",
    "from_first",
    "intersection",
    "missing",
    "run_at",
    "union",
    "within",
]


def __dir__() -> list[str]:
    return __all__


Edges: TypeAlias = tuple[int, ...]

FIRST = date.min.toordinal()
FOREVER = date.max.toordinal() + 1


def contains(edges: Edges, day: int) -> bool:
    """
    Whether a day is in the set.

    Examples:
        >>> contains((10, 20), 10), contains((10, 20), 20)
        (True, False)
    """
    return bisect_right(edges, day) % 2 == 1


def run_at(edges: Edges, day: int) -> tuple[int, int] | None:
    """
    The unbroken run of days around a day of the set; None for a day outside.

    Examples:
        >>> run_at((10, 20, 30, 40), 35)
        (30, 40)
    """
    index = bisect_right(edges, day)
    return (edges[index - 1], edges[index]) if index % 2 else None


def union(*sets: Edges) -> Edges:
    """
    The days in at least one of the sets; runs that overlap or touch become one.

    Examples:
        >>> union((10, 20), (20, 30), (40, 50))
        (10, 30, 40, 50)
    """
    filled = [edges for edges in sets if edges]
    if len(filled) < 2:
        return filled[0] if filled else ()
    starts = sorted(start for edges in filled for start in edges[::2])
    ends = sorted(end for edges in filled for end in edges[1::2])
    return covered(starts, ends)


def covered(starts: list[int], ends: list[int], count: int = 1) -> Edges:
    """
    The days inside at least ``count`` of many windows, given their sorted starts and their sorted ends.

    Which start belongs to which end does not matter: a day lies inside as many windows as have started
    by then less those that have ended.

    Args:
        starts: First days of the windows, ascending.
        ends: First days after the windows, ascending, as many as ``starts``.
        count: How many windows a day must lie in, at least 1.

    Examples:
        >>> covered([1, 3], [5, 9])
        (1, 9)
        >>> covered([1, 3], [5, 9], count=2)
        (3, 5)
    """
    edges: list[int] = []
    last = 0
    for position in range(count - 1, len(starts)):
        # At starts[position] the windows begun number position + 1, so it opens a run as soon as
        # fewer than position + 2 - count of them are over; the run lasts until that many are.
        start, end = starts[position], ends[position + 1 - count]
        if end <= start:
            continue
        if start > last:
            edges += (last, start)
        if end > last:
            last = end
    return (*edges[1:], last) if edges else ()


def intersection(one: Edges, other: Edges) -> Edges:
    """
    The days in both sets.

    Examples:
        >>> intersection((10, 20, 30, 40), (15, 35))
        (15, 20, 30, 35)
    """
    if len(one) == len(other) == 2:  # by far the most frequent case, worth a third of a timeline's time
        start = one[0] if one[0] > other[0] else other[0]
        end = one[1] if one[1] < other[1] else other[1]
        return (start, end) if start < end else ()
    edges: list[int] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start = max(one[i], other[j])
        one_end, other_end = one[i + 1], other[j + 1]
        if one_end < other_end:
            end = one_end
            i += 2
        else:
            end = other_end
            j += 2
        if start < end:
            edges += (start, end)
    return tuple(edges)


def complement(edges: Edges) -> Edges:
    """
    The days outside the set.

    Examples:
        >>> complement((FIRST, 20, 30, FOREVER))
        (20, 30)
    """
    opened = edges[1:] if edges and edges[0] == FIRST else (FIRST, *edges)
    return opened[:-1] if opened and opened[-1] == FOREVER else (*opened, FOREVER)


def from_first(edges: Edges, trigger: Edges) -> Edges:
    """
    Each run of a set from the first day of it that is also in ``trigger`` on; runs without one fall away.

    Examples:
        >>> from_first((10, 20, 30, 40), (5, 6, 12, 13, 14, 15))
        (12, 20)
    """
    kept: list[int] = []
    both = intersection(edges, trigger)
    for start in both[::2]:
        if not kept or start >= kept[-1]:
            kept += (start, edges[bisect_right(edges, start)])
    return tuple(kept)


def within(edges: Edges, start: int, end: int) -> Edges:
    """
    The days of the set from one day until before another, found by bisection.

    Examples:
        >>> within((10, 20, 30, 40), 15, 30)
        (15, 20)
    """
    first, last = bisect_right(edges, start), bisect_left(edges, end)
    inside = edges[first:last]
    if first % 2:
        inside = (start, *inside)
    return (*inside, end) if last % 2 else inside


def missing(edges: Edges, start: int, end: int) -> Edges:
    """
    The days from one day until before another that are not in the set, found by bisection.

    Examples:
        >>> missing((10, 20, 30, 40), 15, 30)
        (20, 30)
    """
    first, last = bisect_right(edges, start), bisect_left(edges, end)
    outside = edges[first:last]
    if not first % 2:
        outside = (start, *outside)
    return outside if last % 2 else (*outside, end)


def filled(edges: Edges, start: int, end: int) -> Edges:
    """
    The set with all days from one day until before another; all other edges stay where they are.

    Examples:
        >>> filled((10, 20, 30, 40), 15, 30)
        (10, 40)
    """
    first, last = bisect_left(edges, start), bisect_right(edges, end)
    opened = edges[:first] if first % 2 else (*edges[:first], start)
    return opened + (edges[last:] if last % 2 else (end, *edges[last:]))
