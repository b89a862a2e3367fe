"""Unit tests of the days on which something turns."""

from datetime import date

from managed_mrr import DateRange, Partner, Portfolio
from managed_mrr.testing import turning_days


class TestTurningDays:
    def test_first_and_last_day(self) -> None:
        """Days that no date can name are left out."""
        ever = Portfolio.of(Partner("north", agreements=[DateRange(date.min, date.max)]))
        days = turning_days(ever)
        assert (days[0], days[1], days[-1]) == (date.min, date(1, 1, 2), date.max)

    def test_windows(self) -> None:
        """Around each day and the end of each window after it, one day before and one after."""
        one = Portfolio.of(Partner("north", agreements=[DateRange(date(2024, 1, 1))]))
        assert [(each - date(2024, 1, 1)).days for each in turning_days(one, windows=[30])] == [-1, 0, 1, 29, 30, 31]
