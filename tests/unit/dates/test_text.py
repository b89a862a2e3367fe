"""Dates as text."""

from datetime import date

import pytest

from managed_mrr.dates.text import parse_date


class TestParseDate:
    @pytest.mark.parametrize("day", [date.min, date(2024, 2, 29), date.max])
    def test_round_trip(self, day: date) -> None:
        """A day written as ISO text is read as the same day."""
        assert parse_date(day.isoformat()) == day

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "20240229",
            "2024-2-9",
            "2024-02-29T00:00",
            " 2024-02-29",
            "2024-02-29\n",
            "2024-W09-4",
            "２０２４-02-29",  # noqa: RUF001 -- digits, but none of the ten
            "2023-02-29",
            "2024-13-01",
            "0000-01-01",
        ],
    )
    def test_no_day(self, text: str) -> None:
        """Any other writing, and a day that does not exist, names none."""
        assert parse_date(text) is None
