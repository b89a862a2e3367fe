"""Credit divided by a dated amount per point."""

from datetime import date
from fractions import Fraction

import pytest

from managed_mrr import Client, CurrencyToPoints, DateRange, Money, PolicyError, Rate, StepFunction

JANUARY, MARCH, MAY = date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 1)
ACME = Client("acme", currency="USD")
GROWING = Client("bolt", currency="USD", points_multiplier=2)
GAP = CurrencyToPoints([Rate("USD", 100, DateRange(end=JANUARY)), Rate("USD", 50, DateRange(MARCH, MAY))])


class TestRates:
    def test_overlap(self) -> None:
        """A currency has one rate for a day."""
        with pytest.raises(PolicyError) as caught:
            CurrencyToPoints([Rate("USD", 100, DateRange(JANUARY)), Rate("USD", 50, DateRange(MARCH, MAY))])
        assert str(caught.value) == (
            "USD has two rates for the same days: 100 on [2024-01-01, ever) and 50 on [2024-03-01, 2024-05-01); "
            "expected one; end the earlier where the later begins"
        )

    def test_touching(self) -> None:
        """Periods that touch do not overlap, and nor do those of two currencies, in any order."""
        rule = CurrencyToPoints(
            [Rate("USD", 50, DateRange(MARCH)), Rate("EUR", 1), Rate("USD", 100, DateRange(end=MARCH))]
        )
        expected = StepFunction.of([(MARCH, Fraction(1, 50))], before=Fraction(1, 100))
        assert rule.points_per_unit(ACME) == expected


class TestPointsPerUnit:
    def test_gap(self) -> None:
        """On days without a rate the points are unknown, which is not zero."""
        days = [date.min, JANUARY, MARCH, date(2024, 4, 30), MAY, date.max]
        points = GAP.points_per_unit(ACME)
        assert [points.at(day) for day in days] == [
            Fraction(1, 100),
            None,
            Fraction(1, 50),
            Fraction(1, 50),
            None,
            None,
        ]

    def test_no_rate(self) -> None:
        """A currency without any rate makes unknown points on every day."""
        points = CurrencyToPoints().points_per_unit(Client("acme", currency="CHF"))
        assert points == StepFunction.constant(None)

    def test_multiplier(self) -> None:
        """The client's multiplier counts, and unknown stays unknown."""
        points = GAP.points_per_unit(GROWING)
        assert (points.at(MARCH), points.at(MAY)) == (Fraction(1, 25), None)

    def test_not_multiplied(self) -> None:
        """In the reading without it the multiplier does not count."""
        rule = CurrencyToPoints(multiplied=False)
        assert rule.points_per_unit(GROWING).at(MARCH) == Fraction(1, 100)


class TestFinding:
    def test_known(self) -> None:
        """The calculation is told, with the rate, its days and its source."""
        rule = CurrencyToPoints([Rate("USD", 100, DateRange(JANUARY), source="a table")])
        finding = rule.finding(ACME, Money(1000, "USD"), MARCH)
        assert str(finding) == (
            "USD 1,000.00 / USD 100.00 per point = 10.00 points (A3)\n"
            "  USD 100.00 per point, [2024-01-01, ever), a table (A3)"
        )
        assert (finding.value, finding.steady) == (Fraction(10), DateRange(JANUARY))

    def test_multiplied(self) -> None:
        """A multiplier is part of the calculation, and a rate without a source says so."""
        finding = CurrencyToPoints([Rate("USD", 100)]).finding(GROWING, Money(1000, "USD"), MARCH)
        assert str(finding) == (
            "USD 1,000.00 / USD 100.00 per point x 2 = 20.00 points (A3)\n"
            "  USD 100.00 per point, (ever, ever), no source given (A3)"
        )

    def test_not_multiplied(self) -> None:
        """In the reading without it the multiplier is no part of the calculation."""
        rule = CurrencyToPoints([Rate("USD", 100)], multiplied=False)
        assert rule.finding(GROWING, Money(1000, "USD"), MARCH).value == Fraction(10)

    def test_unknown(self) -> None:
        """Without a rate the points are unknown, and the days without one are told."""
        finding = GAP.finding(ACME, Money(0, "USD"), JANUARY)
        assert (finding.text, finding.value) == ("points unknown: no rate for USD on 2024-01-01", None)
        assert finding.steady == DateRange(JANUARY, MARCH)

    def test_text(self) -> None:
        """The rule reads as what it does."""
        assert str(CurrencyToPoints()) == "points by currency"
