"""
Sets of days obey the laws of sets, and have one form.

Every rule's answer is such a set, so every clause rests on this; the periods of the evidence are half-open and
join where they overlap or touch. The oracle is portion, an interval library that shares no code with this one.
"""

from datetime import date, timedelta
from itertools import pairwise

import portion
import pytest
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import ALWAYS, NEVER, DateRange, DateSet
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.testing import date_ranges, date_sets, days

HORIZON = [date(2023, 12, 30) + timedelta(days=number) for number in range(156)]
"""All days that strategies draw bounds from, and some on either side."""


def oracle(days: DateSet) -> portion.Interval:
    """The same days in the other library."""
    return portion.Interval(
        *(
            portion.closedopen(
                -portion.inf if run.start is None else run.start, portion.inf if run.end is None else run.end
            )
            for run in days
        )
    )


def members(days: DateSet) -> set[date]:
    """The days of the horizon that are in the set, asked one by one."""
    return {day for day in HORIZON if day in days}


def windows() -> st.SearchStrategy[list[Edges]]:
    """Bounded windows of days, as edges."""
    return st.lists(date_ranges(open_end=False).map(lambda each: each.edges), max_size=6)


class TestForm:
    @given(st.lists(date_ranges(open_start=True), max_size=6))
    def test_runs_are_ordered_and_apart(self, ranges: list[DateRange]) -> None:
        """However a set is built, its runs are in order and a day lies between any two."""
        edges = DateSet(ranges).edges
        assert all(before < after for before, after in pairwise(edges))

    @given(st.lists(date_ranges(open_start=True), max_size=6), days())
    def test_equal_whatever_it_is_built_from(self, ranges: list[DateRange], day: date) -> None:
        """Reversing, repeating or cutting the ranges makes an equal set with an equal hash."""
        before, after = DateSet([DateRange(None, day)]), DateSet([DateRange(day, None)])
        whole = DateSet(ranges)
        pieces = [run for each in reversed(ranges) for half in (before, after) for run in half & DateSet([each])]
        again = DateSet([*pieces, *ranges])
        assert again == whole
        assert hash(again) == hash(whole)

    @given(date_sets())
    def test_repr_makes_it_again(self, days: DateSet) -> None:
        """The repr of a set is an expression that makes an equal one."""
        assert eval(repr(days)) == days  # noqa: S307 -- our own text

    @given(date_sets())
    def test_iterating_gives_the_runs(self, days: DateSet) -> None:
        """A set is made again from its own runs, and its length counts them."""
        assert DateSet(list(days)) == days
        assert len(list(days)) == len(days) == len(oracle(days) if days else ())


class TestOracle:
    @given(date_sets(), date_sets())
    def test_operations_agree(self, a: DateSet, b: DateSet) -> None:
        """Intersection, union, difference and complement are those of the other library."""
        assert oracle(a & b) == oracle(a) & oracle(b)
        assert oracle(a | b) == oracle(a) | oracle(b)
        assert oracle(a - b) == oracle(a) - oracle(b)
        assert oracle(~a) == ~oracle(a)

    @given(date_sets())
    def test_membership_agrees(self, a: DateSet) -> None:
        """A day is in the set just if it is in the other library's, on every day of a horizon."""
        there = oracle(a)
        assert members(a) == {day for day in HORIZON if day in there}

    @given(date_sets(), date_sets())
    def test_inclusion_agrees(self, a: DateSet, b: DateSet) -> None:
        """One set is part of another just if it is so in the other library."""
        assert (a <= b) is (oracle(b).contains(oracle(a)))
        assert (a < b) is (a <= b and a != b)
        assert a & b <= a <= a | b


class TestLaws:
    @given(date_sets(), date_sets(), date_sets())
    def test_boolean_algebra(self, a: DateSet, b: DateSet, c: DateSet) -> None:
        """The axioms of Boolean algebra hold, with NEVER and ALWAYS as its bounds."""
        assert a & b == b & a
        assert a | b == b | a
        assert a & (b & c) == (a & b) & c
        assert a | (b | c) == (a | b) | c
        assert a & (b | c) == (a & b) | (a & c)
        assert a | (b & c) == (a | b) & (a | c)
        assert a & (a | b) == a == a | (a & b)
        assert a & ALWAYS == a == a | NEVER
        assert a & ~a == NEVER
        assert a | ~a == ALWAYS

    @given(date_sets(), date_sets())
    def test_complement(self, a: DateSet, b: DateSet) -> None:
        """Complement undoes itself and exchanges union and intersection."""
        assert ~~a == a
        assert ~(a & b) == ~a | ~b
        assert ~(a | b) == ~a & ~b
        assert a - b == a & ~b

    @pytest.mark.parametrize("operation", ["__and__", "__or__", "__sub__", "__le__", "__lt__"])
    def test_other_things_are_no_sets(self, operation: str) -> None:
        """Joining or comparing with something else is left to that something."""
        assert getattr(NEVER, operation)(frozenset()) is NotImplemented


class TestQuestions:
    @given(date_sets(), days())
    def test_next_edge(self, a: DateSet, day: date) -> None:
        """The next edge is the first later day on which the answer is another."""
        edge = a.next_edge(day)
        later = [each for each in HORIZON if each > day and (each in a) != (day in a)]
        assert (edge if edge in HORIZON else None) == min(later, default=None)

    @given(date_sets(), days())
    def test_steady(self, a: DateSet, day: date) -> None:
        """Around a day the answer stays the same just as long as is said."""
        run = a.steady(day)
        assert day in run
        assert DateSet([run]) in ({DateSet([each]) for each in a} if day in a else {DateSet([each]) for each in ~a})

    @given(date_sets(), date_sets())
    def test_from_first(self, a: DateSet, trigger: DateSet) -> None:
        """From its first trigger on, a run is kept; before, and without one, it is not."""
        kept, wanted = a.from_first(trigger), set[date]()
        on = False
        for day in HORIZON:
            started_before = any(run.start is None or run.start < HORIZON[0] for run in trigger & a if day in run)
            on = day in a and (on or day in trigger or started_before)
            wanted |= {day} if on else set()
        assert members(kept) == wanted
        assert kept <= a

    @given(windows(), st.integers(1, 4))
    def test_covered(self, each: list[Edges], count: int) -> None:
        """A day is covered just if it lies in as many windows as are asked for."""
        starts, ends = sorted(start for start, _ in each), sorted(end for _, end in each)
        covered = DateSet.from_edges(algebra.covered(starts, ends, count))
        inside = {day for day in HORIZON if sum(a <= day.toordinal() < b for a, b in each) >= count}
        assert members(covered) == inside
        assert DateSet(list(covered)) == covered

    @given(date_sets(), days())
    def test_run_at(self, a: DateSet, day: date) -> None:
        """The run around a day is that of the set; there is none around a day outside."""
        run = algebra.run_at(a.edges, day.toordinal())
        assert (run is not None) is (day in a)
        assert run is None or a.steady(day).edges == run


class TestExtended:
    @given(date_sets(), date_sets(), st.integers(0, 70), st.integers(0, 70))
    def test_laws(self, one: DateSet, other: DateSet, more: int, yet_more: int) -> None:
        """No day more is the same set, days more add up, unions go through, and nothing gets lost."""
        assert one.extended(0) == one
        assert one.extended(more).extended(yet_more) == one.extended(more + yet_more)
        assert (one | other).extended(more) == one.extended(more) | other.extended(more)
        assert one <= one.extended(more) <= one.extended(more + yet_more)

    @given(date_sets(), st.integers(0, 70), days())
    def test_members(self, one: DateSet, more: int, day: date) -> None:
        """A day is in the longer set if it, or any of so many days before it, is in the set."""
        assert (day in one.extended(more)) is any(day - timedelta(days=back) in one for back in range(more + 1))
