"""Whole-month steps from many days; that they are those of single days is a law."""

from datetime import date

import numpy as np

from managed_mrr.columnar.kernel.months import add_months, first_steps_from
from managed_mrr.dates.edges import FOREVER


def ordinals(*days: date) -> np.ndarray:
    """Days as ordinals."""
    return np.array([day.toordinal() for day in days], np.int64)


class TestAddMonths:
    def test_the_last_day_of_a_month(self) -> None:
        """31 January, counted from itself: 29 February, 31 March, 30 April."""
        found = add_months(np.repeat(ordinals(date(2024, 1, 31)), 4), np.arange(4))
        expected = ordinals(date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30))
        assert found.tolist() == expected.tolist()

    def test_the_last_month(self) -> None:
        """December 9999 is a month; there is none after it, however many are added."""
        days = np.repeat(ordinals(date(9999, 11, 30)), 3)
        assert add_months(days, np.array([1, 2, 2**62])).tolist() == [date(9999, 12, 30).toordinal(), FOREVER, FOREVER]


class TestFirstStepsFrom:
    def test_the_day_itself(self) -> None:
        """A step on the day is the first; one day later it is the next."""
        anchor = np.repeat(ordinals(date(2024, 1, 31)), 3)
        days = ordinals(date(2023, 1, 1), date(2024, 2, 29), date(2024, 3, 1))
        found = first_steps_from(anchor, np.ones(3, np.int64), days)
        assert found.tolist() == ordinals(date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)).tolist()

    def test_no_rows(self) -> None:
        """No days have no steps."""
        nothing = np.zeros(0, np.int64)
        assert first_steps_from(nothing, nothing, nothing).tolist() == []
