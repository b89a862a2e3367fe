"""
The days of all groups on one axis are, group by group, the days the algebra of edges says.

So it is with step functions, and with months. The form of the evidence is no clause.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr.columnar.kernel.days import BITS, DaySets, Places, days_of, groups_of, merged, places, spans
from managed_mrr.columnar.kernel.months import add_months, first_steps_from
from managed_mrr.columnar.kernel.steps import Steps
from managed_mrr.dates import StepFunction, edges
from managed_mrr.dates import add_months as add_months_to
from managed_mrr.dates.edges import FIRST, FOREVER, Edges
from managed_mrr.dates.months import first_step_from

Period: TypeAlias = tuple[int, int, int]
"""A group, the first ordinal, and the first one after."""

GROUPS = range(4)
ordinals = st.sampled_from([FIRST, FIRST + 1, 5, 6, 7, 8, 9, 12, 20, FOREVER - 1, FOREVER])
amounts = st.integers(-3, 3) | st.sampled_from([2**53 + 1, 2**62, -(2**62)])
named_days = st.dates(max_value=date.max).map(date.toordinal) | st.sampled_from([FIRST, FOREVER - 1])


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """A period of a group, not empty."""
    start, end = draw(st.tuples(ordinals, ordinals).filter(lambda both: both[0] != both[1]).map(sorted))
    return draw(st.sampled_from(GROUPS)), start, end


several = st.lists(periods(), max_size=8)


def day_sets(given: Sequence[Period]) -> DaySets:
    """All of some periods."""
    columns = (np.array([each[place] for each in given], np.int64) for place in range(3))
    return DaySets.of(*columns)


def edges_of(given: Iterable[Period], group: int) -> Edges:
    """Those of one group, as edges."""
    return edges.union(*((start, end) for owner, start, end in given if owner == group))


def by_group(found: DaySets) -> dict[int, Edges]:
    """The days of each group, which are in canonical form."""
    assert (found.starts < found.ends).all()
    assert (np.diff(np.column_stack([found.starts, found.ends]).ravel()) > 0).all()
    answer: dict[int, Edges] = dict.fromkeys(GROUPS, ())
    rows = zip(
        groups_of(found.starts).tolist(), days_of(found.starts).tolist(), days_of(found.ends).tolist(), strict=True
    )
    for group, start, end in rows:
        answer[group] = (*answer[group], start, end)
    return answer


def same(found: DaySets, expected: Callable[[int], Edges]) -> None:
    """What is found is what is expected of each group."""
    assert by_group(found) == {group: expected(group) for group in GROUPS}


EVERY = np.arange(len(GROUPS))


class TestDaySets:
    @given(several)
    def test_of(self, given: list[Period]) -> None:
        """Periods make the union of each group's."""
        same(day_sets(given), lambda group: edges_of(given, group))

    @given(several, several)
    def test_either_both_and_one_without_the_other(self, one: list[Period], other: list[Period]) -> None:
        """``|``, ``&`` and ``-`` are union, intersection and difference."""
        mine, theirs = day_sets(one), day_sets(other)
        same(mine | theirs, lambda group: edges.union(edges_of(one, group), edges_of(other, group)))
        same(mine & theirs, lambda group: edges.intersection(edges_of(one, group), edges_of(other, group)))
        same(
            mine - theirs,
            lambda group: edges.intersection(edges_of(one, group), edges.complement(edges_of(other, group))),
        )

    @given(several)
    def test_complement(self, given: list[Period]) -> None:
        """The complement is that of each group, also of one without days; twice it is the set."""
        found = day_sets(given)
        outside = found.complement(EVERY)
        same(outside, lambda group: edges.complement(edges_of(given, group)))
        same(outside.complement(EVERY), lambda group: edges_of(given, group))

    @given(several, several)
    def test_from_first(self, one: list[Period], other: list[Period]) -> None:
        """Runs begin where a trigger first falls into them."""
        found = day_sets(one).from_first(day_sets(other))
        same(found, lambda group: edges.from_first(edges_of(one, group), edges_of(other, group)))

    @given(several, st.integers(1, 4))
    def test_covered(self, given: list[Period], count: int) -> None:
        """A day counts that lies in so many windows of its group, for any number of windows in a group."""
        owners = {group for group, *_ in given}
        enough = [each for each in given if sum(other[0] == each[0] for other in given) >= count]
        groups = np.array([each[0] for each in enough], np.int64)
        starts, ends = (places(groups, np.array([each[n] for each in enough], np.int64)) for n in (1, 2))
        found = DaySets.covered(np.sort(starts), np.sort(ends), count)
        assert owners >= set(groups.tolist())

        def expected(group: int) -> Edges:
            mine = [each[1:] for each in enough if each[0] == group]
            return edges.covered(sorted(start for start, _ in mine), sorted(end for _, end in mine), count)

        same(found, expected)

    @given(several, ordinals, ordinals)
    def test_within(self, given: list[Period], first: int, after: int) -> None:
        """Within a period only its days are left; within none, none."""
        clip = (first, after) if first < after else ()
        same(day_sets(given).within(first, after), lambda group: edges.intersection(edges_of(given, group), clip))
        whole = DaySets.whole(EVERY, first, after)
        same(whole, lambda group: clip)

    @given(several, st.lists(st.tuples(st.sampled_from(GROUPS), ordinals), max_size=8))
    def test_contain(self, given: list[Period], asked: list[tuple[int, int]]) -> None:
        """A place is in a set if its day is in its group's; ascending ones are found by their numbers, too."""
        asked = sorted((group, day) for group, day in asked if day < FOREVER)
        where = np.array([group << BITS | day for group, day in asked], np.int64)
        expected = [edges.contains(edges_of(given, group), day) for group, day in asked]
        found = day_sets(given)
        assert found.contain(where).tolist() == expected
        assert found.inside(where).tolist() == np.flatnonzero(expected).tolist()

    @given(several, st.sets(st.sampled_from(GROUPS)))
    def test_only(self, given: list[Period], groups: set[int]) -> None:
        """Only some groups' days are left, and all of theirs."""
        found = day_sets(given)
        same(
            found.only(np.array(sorted(groups), np.int64)), lambda each: edges_of(given, each) if each in groups else ()
        )
        assert found.groups().tolist() == sorted({group for group, *_ in given})

    @given(several, st.tuples(*[st.sampled_from(GROUPS)] * len(GROUPS)))
    def test_in_other_groups(self, given: list[Period], others: tuple[int, ...]) -> None:
        """Sets put into one group are joined; sets spread over groups are in each of them."""
        found = day_sets(given)
        joined = found.in_groups(np.array(others, np.int64)[groups_of(found.starts)])
        same(joined, lambda group: edges_of([(others[each[0]], *each[1:]) for each in given], group))
        same(found.spread(EVERY, np.array(others)), lambda group: edges_of(given, others[group]))


class TestColumns:
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=6))
    def test_spans(self, given: list[tuple[int, int]]) -> None:
        """Spans are ranges, one after the other."""
        first, length = (np.array([each[place] for each in given], np.int64) for place in (0, 1))
        expected = [number for start, count in given for number in range(start, start + count)]
        assert spans(first, first + length).tolist() == expected

    @given(st.lists(st.lists(st.integers(0, 99)).map(sorted), max_size=4))
    def test_merged(self, given: list[list[int]]) -> None:
        """Merged columns are sorted."""
        found = merged(*(np.array(each, np.int64) for each in given))
        assert found.tolist() == sorted(number for each in given for number in each)


class TestSteps:
    @given(st.lists(st.tuples(periods(), amounts), max_size=8), several)
    def test_total(self, given: list[tuple[Period, int]], asked: list[Period]) -> None:
        """What counts on each day is the sum of what counts of its group, beyond 64 bits, too."""
        columns = [np.array([period[place] for period, _ in given], np.int64) for place in range(3)]
        starts, ends = places(columns[0], columns[1]), places(columns[0], columns[2])
        steps = Steps.total(starts, ends, np.array([amount for _, amount in given], np.int64))
        runs = day_sets(asked)
        pieces = steps.cut(runs.starts, runs.ends)
        assert np.array_equal(groups_of(pieces.starts), groups_of(runs.starts)[pieces.run])
        found = list(
            zip(
                groups_of(pieces.starts).tolist(),
                days_of(pieces.starts).tolist(),
                days_of(pieces.ends).tolist(),
                steps.at(pieces.step).tolist(),
                strict=True,
            )
        )
        assert found == [row for group in GROUPS for row in self._expected(given, asked, group)]

    def _expected(
        self, given: list[tuple[Period, int]], asked: list[Period], group: int
    ) -> list[tuple[int, int, int, Fraction]]:
        mine = [(period[1:], Fraction(amount)) for period, amount in given if period[0] == group]
        total = StepFunction.total(mine)
        runs = edges_of(asked, group)
        return [
            (group, *run) for start, end in zip(runs[::2], runs[1::2], strict=True) for run in total.runs(start, end)
        ]


class TestMonths:
    @given(st.lists(st.tuples(named_days, st.integers(0, 200_000)), min_size=1, max_size=5))
    def test_add(self, given: list[tuple[int, int]]) -> None:
        """Months are added as to one day; beyond the last day a date can name is forever."""
        anchors, months = (np.array([each[place] for each in given], np.int64) for place in (0, 1))

        def expected(anchor: int, months: int) -> int:
            reached = add_months_to(date.fromordinal(anchor), months)
            return FOREVER if reached is None else reached.toordinal()

        assert add_months(anchors, months).tolist() == [expected(*each) for each in given]

    @given(named_days, st.integers(1, 30), named_days)
    def test_first_steps(self, anchor: int, every: int, day: int) -> None:
        """The first step that is not before a day is the one found by counting."""
        (found,) = first_steps_from(np.array([anchor]), np.array([every]), np.array([day]))
        expected = first_step_from(date.fromordinal(anchor), every, date.fromordinal(day))
        assert found == (FOREVER if expected is None else expected.toordinal())


def test_places() -> None:
    """A place is the group above the day, and gives both back."""
    where: Places = places(np.array([0, 3]), np.array([FIRST, FOREVER]))
    assert groups_of(where).tolist() == [0, 3]
    assert days_of(where).tolist() == [FIRST, FOREVER]
