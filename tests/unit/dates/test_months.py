"""Whole months counted from an anchor."""

from datetime import date, datetime

import pytest

from managed_mrr.dates import DateError, add_months, first_step_from

END_OF_JANUARY = date(2024, 1, 31)


class TestAddMonths:
    @pytest.mark.parametrize(
        ("months", "expected"),
        [
            (0, date(2024, 1, 31)),
            (1, date(2024, 2, 29)),
            (2, date(2024, 3, 31)),
            (3, date(2024, 4, 30)),
            (13, date(2025, 2, 28)),
            (-1, date(2023, 12, 31)),
        ],
    )
    def test_month_ends(self, months: int, expected: date) -> None:
        """In a shorter month the step is its last day, and the next one is counted from the anchor again."""
        assert add_months(END_OF_JANUARY, months) == expected

    @pytest.mark.parametrize("months", [1, 12, 10**6, 10**30])
    def test_after_the_last_day(self, months: int) -> None:
        """A step that no date can name is None."""
        assert add_months(date(9999, 12, 31), months) is None

    def test_datetime(self) -> None:
        """A datetime is refused as an anchor, not taken for a step after the last day."""
        with pytest.raises(DateError, match=r"take \.date\(\) of it in an explicit time zone$"):
            add_months(datetime(2024, 1, 1), 1)


class TestFirstStepFrom:
    @pytest.mark.parametrize(
        ("every", "day", "expected"),
        [
            (1, date(2020, 1, 1), END_OF_JANUARY),
            (1, END_OF_JANUARY, END_OF_JANUARY),
            (1, date(2024, 2, 1), date(2024, 2, 29)),
            (1, date(2024, 2, 29), date(2024, 2, 29)),
            (1, date(2024, 3, 1), date(2024, 3, 31)),
            (12, date(2024, 2, 1), date(2025, 1, 31)),
            (12, date(2025, 1, 31), date(2025, 1, 31)),
            (5, date(2025, 6, 1), date(2025, 9, 30)),
            (1, date(9999, 12, 31), date(9999, 12, 31)),
        ],
    )
    def test_first_not_before(self, every: int, day: date, expected: date) -> None:
        """The step is the first that is not before the day, and never before the anchor."""
        assert first_step_from(END_OF_JANUARY, every, day) == expected

    @pytest.mark.parametrize("every", [12, 10**30])
    def test_none_left(self, every: int) -> None:
        """When no step can be named any more there is none."""
        assert first_step_from(END_OF_JANUARY, every, date(9999, 6, 1)) is None
