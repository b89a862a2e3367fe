"""Days of many groups on one axis; what holds of all sets is in ``tests/properties/test_columnar_days.py``."""

import numpy as np

from managed_mrr.columnar.kernel.days import BITS, DAY, DaySets, changes, days_of, groups_of, merged, places
from managed_mrr.dates.edges import FIRST, FOREVER


def column(*values: int) -> np.ndarray:
    """A column of whole numbers."""
    return np.array(values, np.int64)


class TestPlaces:
    def test_first_and_last(self) -> None:
        """The first day of the calendar and the end of all days fit below their group."""
        where = places(column(0, 5), column(FIRST, FOREVER))
        assert groups_of(where).tolist() == [0, 5]
        assert days_of(where).tolist() == [FIRST, FOREVER]

    def test_small_numbers(self) -> None:
        """Groups of 32 bits do not wrap."""
        assert places(np.array([2**31 - 1], np.int32), np.array([1], np.int32)).tolist() == [(2**31 - 1 << BITS) + 1]

    def test_one_group(self) -> None:
        """A single group has the days of a column."""
        assert places(1, column(5, 6)).tolist() == [(1 << BITS) + 5, (1 << BITS) + 6]


class TestColumns:
    def test_no_rows(self) -> None:
        """No column has no changes, and no columns are merged into none."""
        assert changes(column()).tolist() == []
        assert merged().tolist() == merged(column(), column()).tolist() == []


class TestDaySets:
    def test_touching(self) -> None:
        """Runs that touch are one, those a day apart are two, and those of two groups never meet."""
        assert str(DaySets.of(column(0, 0), column(1, 5), column(5, 9))) == "0: 1 to 9"
        assert str(DaySets.of(column(0, 0), column(1, 6), column(5, 9))) == "0: 1 to 5; 0: 6 to 9"
        assert len(DaySets.of(column(0, 1), column(1, FIRST), column(FOREVER, 9))) == 2

    def test_whole_of_nothing(self) -> None:
        """A period that ends where it begins, or earlier, has no days."""
        assert len(DaySets.whole(column(0, 1), 5, 5)) == len(DaySets.whole(column(0), 9, 5)) == 0

    def test_more_windows_than_there_are(self) -> None:
        """Where fewer windows are than must count, none do."""
        assert len(DaySets.covered(column(1), column(5), 3)) == 0

    def test_outside_of_nothing(self) -> None:
        """All days are outside no days."""
        found = DaySets.none().complement(column(3))
        assert str(found) == f"3: {FIRST} to {FOREVER}"
        assert str(DaySets.whole(column(3)).complement(column(3))) == ""

    def test_contain_nothing(self) -> None:
        """No place is in a set without days, nor before or after one."""
        assert DaySets.none().contain(column(5)).tolist() == [False]
        assert DaySets.of(column(0), column(5), column(6)).contain(column(4, 5, 6)).tolist() == [False, True, False]

    def test_of_no_groups(self) -> None:
        """Of no groups no days are left; of all groups the set is left as it is."""
        found = DaySets.of(column(0, 2), column(1, 1), column(5, 5))
        assert len(found.only(column())) == 0
        assert found.only(column(0, 2)) is found
        assert str(found.only(column(2, 9))) == "2: 1 to 5"

    def test_within_all_days(self) -> None:
        """Within all days the set is left as it is."""
        found = DaySets.of(column(0), column(1), column(5))
        assert found.within(FIRST, FOREVER) is found

    def test_without_others(self) -> None:
        """Less days of other groups the set is left as it is."""
        found = DaySets.of(column(0), column(1), column(5))
        assert found - DaySets.of(column(1), column(1), column(5)) is found

    def test_spread_over_two(self) -> None:
        """A set may be that of several other groups, and of none."""
        found = DaySets.of(column(0), column(1), column(5)).spread(column(3, 4, 6), column(0, 1, 0))
        assert str(found) == "3: 1 to 5; 6: 1 to 5"

    def test_the_end_of_a_group(self) -> None:
        """The end of all days of one group is before the first day of the next."""
        assert FOREVER <= DAY
        assert places(0, column(FOREVER))[0] < places(1, column(FIRST))[0]
