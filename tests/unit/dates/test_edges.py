"""The algebra of days on flat tuples of ordinals."""

import pytest

from managed_mrr.dates import edges
from managed_mrr.dates.edges import FIRST, FOREVER, Edges

EVER = (FIRST, FOREVER)


class TestContains:
    @pytest.mark.parametrize(
        ("day", "expected"), [(9, False), (10, True), (19, True), (20, False), (30, True), (40, False)]
    )
    def test_half_open(self, day: int, *, expected: bool) -> None:
        """The first day of a run is inside, its end is not."""
        assert edges.contains((10, 20, 30, 40), day) is expected

    def test_nothing(self) -> None:
        """No day is in the empty set."""
        assert not edges.contains((), 10)


class TestRunAt:
    @pytest.mark.parametrize(
        ("day", "expected"), [(9, None), (10, (10, 20)), (19, (10, 20)), (20, None), (39, (30, 40)), (40, None)]
    )
    def test_around_a_day(self, day: int, expected: tuple[int, int] | None) -> None:
        """The run is the one that holds the day, and there is none around a day outside."""
        assert edges.run_at((10, 20, 30, 40), day) == expected


class TestUnion:
    @pytest.mark.parametrize(
        ("sets", "expected"),
        [
            ((), ()),
            (((),), ()),
            (((10, 20),), (10, 20)),
            (((10, 20), ()), (10, 20)),
            (((10, 20), (20, 30)), (10, 30)),
            (((10, 20), (21, 30)), (10, 20, 21, 30)),
            (((10, 40), (20, 30)), (10, 40)),
            (((30, 40), (10, 20)), (10, 20, 30, 40)),
            (((10, 20, 30, 40), (20, 30)), (10, 40)),
            (((10, 20), (10, 20), (10, 20)), (10, 20)),
            (((FIRST, 20), (10, FOREVER)), EVER),
        ],
    )
    def test_canonical(self, sets: tuple[Edges, ...], expected: Edges) -> None:
        """Runs that overlap or touch become one, and runs a day apart stay two."""
        assert edges.union(*sets) == expected


class TestCovered:
    @pytest.mark.parametrize(
        ("starts", "ends", "count", "expected"),
        [
            ([], [], 1, ()),
            ([1, 3], [5, 9], 1, (1, 9)),
            ([1, 3], [5, 9], 2, (3, 5)),
            ([1, 3], [5, 9], 3, ()),
            ([1, 5], [5, 9], 2, ()),
            ([1, 1, 1], [4, 4, 4], 3, (1, 4)),
            ([1, 2, 8, 9], [4, 5, 11, 12], 2, (2, 4, 9, 11)),
            ([1, 2, 3], [5, 6, 7], 2, (2, 6)),
            ([FIRST], [FOREVER], 1, EVER),
        ],
    )
    def test_enough_windows(self, starts: list[int], ends: list[int], count: int, expected: Edges) -> None:
        """A day is covered when at least as many windows are open on it as were asked for."""
        assert edges.covered(starts, ends, count) == expected


class TestIntersection:
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ((), (10, 20), ()),
            ((10, 20), (15, 30), (15, 20)),
            ((10, 20), (20, 30), ()),
            ((10, 20), EVER, (10, 20)),
            ((10, 20, 30, 40), (15, 35), (15, 20, 30, 35)),
            ((15, 35), (10, 20, 30, 40), (15, 20, 30, 35)),
            ((10, 20, 30, 40), (20, 30), ()),
            ((10, 20, 30, 40), (10, 20, 30, 40), (10, 20, 30, 40)),
        ],
    )
    def test_common_days(self, one: Edges, other: Edges, expected: Edges) -> None:
        """Only days in both sets are kept, and runs that merely touch have none in common."""
        assert edges.intersection(one, other) == expected


class TestComplement:
    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            ((), EVER),
            (EVER, ()),
            ((10, 20), (FIRST, 10, 20, FOREVER)),
            ((FIRST, 20), (20, FOREVER)),
            ((20, FOREVER), (FIRST, 20)),
            ((FIRST, 20, 30, FOREVER), (20, 30)),
        ],
    )
    def test_other_days(self, days: Edges, expected: Edges) -> None:
        """The complement has the other days, and its complement is the set itself."""
        assert edges.complement(days) == expected
        assert edges.complement(expected) == days


class TestFromFirst:
    @pytest.mark.parametrize(
        ("days", "trigger", "expected"),
        [
            ((10, 20), (), ()),
            ((), (10, 20), ()),
            ((10, 20), (20, 30), ()),
            ((10, 20), (5, 12), (10, 20)),
            ((10, 20), (12, 13), (12, 20)),
            ((10, 20), (12, 13, 15, 16), (12, 20)),
            ((10, 20, 30, 40), (12, 13), (12, 20)),
            ((10, 20, 30, 40), (12, 35), (12, 20, 30, 40)),
            ((10, 20, 30, 40), (19, 20, 39, FOREVER), (19, 20, 39, 40)),
        ],
    )
    def test_from_the_trigger_on(self, days: Edges, trigger: Edges, expected: Edges) -> None:
        """Each run begins with its first triggering day, and a run without one falls away."""
        assert edges.from_first(days, trigger) == expected

    def test_two_triggers_in_a_later_run(self) -> None:
        """A second triggering day of a run changes nothing, in a later run neither."""
        assert edges.from_first((10, 20, 30, 40), (12, 13, 32, 33, 35, 36)) == (12, 20, 32, 40)
