"""Amounts, points and days as JSON."""

from datetime import date
from fractions import Fraction

import pytest

from managed_mrr import DateRange, Line, Money, Segment, Total
from managed_mrr.files.numbers import money_data, points_data, range_data, total_data, worth_data

JANUARY, MARCH = date(2024, 1, 1), date(2024, 3, 1)
THIRD = {"amount": "0.33", "exact": "1/3"}


class TestMoneyData:
    @pytest.mark.parametrize(
        ("money", "amount", "exact"),
        [
            (Money(1000, "USD") / 3, "333.33", "1000/3"),
            (Money(-1, "JPY") / 3, "0", "-1/3"),
            (Money("0.1", "KWD"), "0.100", "1/10"),
            (Money(1234567, "USD"), "1234567.00", "1234567"),
        ],
        ids=["thirds", "no minor unit", "three digits", "no grouping"],
    )
    def test_both_forms(self, money: Money, amount: str, exact: str) -> None:
        """An amount is rounded to its currency's minor unit for people, and given exactly."""
        assert money_data(money) == {"amount": amount, "exact": exact, "currency": money.currency}


class TestPointsData:
    @pytest.mark.parametrize(
        ("points", "amount", "exact"), [(Fraction(-10, 3), "-3.33", "-10/3"), (Fraction(1284), "1284.00", "1284")]
    )
    def test_both_forms(self, points: Fraction, amount: str, exact: str) -> None:
        """Points are rounded to two digits for people, and given exactly."""
        assert points_data(points) == {"amount": amount, "exact": exact}


class TestRangeData:
    @pytest.mark.parametrize(
        ("days", "start", "end"),
        [
            (DateRange(JANUARY, MARCH), "2024-01-01", "2024-03-01"),
            (DateRange(JANUARY), "2024-01-01", None),
            (DateRange(None, MARCH), None, "2024-03-01"),
            (DateRange(None, None), None, None),
        ],
        ids=["closed", "no end", "no start", "all days"],
    )
    def test_ends(self, days: DateRange, start: str | None, end: str | None) -> None:
        """The end is the first day after; an open side is null."""
        assert range_data(days) == {"start": start, "end": end}


class TestWorthData:
    @pytest.mark.parametrize(
        "worth",
        [
            Line("north", "acme", Money(1, "USD") / 3, Fraction(1, 3), ("east", "north")),
            Segment(JANUARY, MARCH, Money(1, "USD") / 3, Fraction(1, 3), ("east", "north")),
        ],
        ids=["line", "segment"],
    )
    def test_line_and_segment(self, worth: Line | Segment) -> None:
        """A line and a segment say alike what they are worth and who shares it."""
        assert worth_data(worth) == {
            "credit": {**THIRD, "currency": "USD"},
            "points": THIRD,
            "sharing": ["east", "north"],
        }

    def test_unknown_points(self) -> None:
        """Unknown points are null, not 0."""
        assert worth_data(Line("north", "acme", Money(1, "BRL"), None, ("north",)))["points"] is None
        assert worth_data(Line("north", "acme", Money(1, "USD"), Fraction(0), ("north",)))["points"] == {
            "amount": "0.00",
            "exact": "0",
        }


class TestTotalData:
    def test_known(self) -> None:
        """A total has an amount for each currency, and its points twice where all are known."""
        total = Total("north", (Money(1, "EUR") / 3, Money(2, "USD")), Fraction(1, 3), Fraction(1, 3), ())
        assert total_data(total) == {
            "partner": "north",
            "credit": [
                {**THIRD, "currency": "EUR"},
                {"amount": "2.00", "exact": "2", "currency": "USD"},
            ],
            "points": THIRD,
            "known_points": THIRD,
            "unknown": [],
        }

    def test_unknown(self) -> None:
        """Where points are unknown the whole is null, and it is said what is known and for which clients it is not."""
        data = total_data(Total("north", (Money(1, "BRL"),), None, Fraction(1, 3), ("bolt",)))
        assert (data["points"], data["known_points"], data["unknown"]) == (None, THIRD, ["bolt"])
