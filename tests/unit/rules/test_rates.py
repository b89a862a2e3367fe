"""How much of a currency makes one managed point."""

from datetime import date
from fractions import Fraction

import pytest

from managed_mrr import AmountError, Client, CurrencyToPoints, DateRange, PolicyError, Rate, hubspot
from managed_mrr.amounts import UnknownCurrencyError

BEFORE, AFTER = date(2025, 7, 14), date(2025, 7, 15)


class TestRate:
    def test_defaults(self) -> None:
        """Without a period a rate is always in force, and it need not have a source."""
        rate = Rate("USD", "100")
        assert (rate.per_point, rate.period, rate.source) == (Fraction(100), DateRange(), None)

    def test_unit(self) -> None:
        """The amount is one of a currency for each point."""
        assert Rate("GBP", "62.50").unit == "GBP per point"

    @pytest.mark.parametrize("amount", [0, "-1"])
    def test_not_positive(self, amount: str | int) -> None:
        """An amount per point is above 0."""
        with pytest.raises(PolicyError) as caught:
            Rate("USD", amount)
        assert str(caught.value) == f"an amount per point is {amount!r}: expected a number above 0"

    def test_float(self) -> None:
        """A float is refused."""
        with pytest.raises(AmountError, match=r"^not an exact amount: 62\.5 \(float\)"):
            Rate("GBP", 62.5)  # type: ignore[arg-type]

    def test_period(self) -> None:
        """The days on which a rate is in force are a range of days."""
        with pytest.raises(PolicyError) as caught:
            Rate("USD", 100, AFTER)  # type: ignore[arg-type]
        assert str(caught.value) == "not a period: datetime.date(2025, 7, 15); expected a DateRange"

    def test_currency(self) -> None:
        """The currency is a known code."""
        with pytest.raises(UnknownCurrencyError, match=r"^cannot use currency 'usd'"):
            Rate("usd", 100)


class TestPublished:
    @pytest.mark.parametrize(
        ("currency", "before", "after"),
        [
            ("USD", "100", "100"),
            ("AUD", "105", "154"),
            ("COP", "300300", "408000"),
            ("EUR", "75", "88"),
            ("GBP", "62.50", "74"),
            ("SGD", "140", "129"),
            ("JPY", "12000", "14400"),
            ("ZAR", "1545", "1768"),
            ("CAD", "130", "130"),
        ],
    )
    def test_tables(self, currency: str, before: str, after: str) -> None:
        """Each currency has the published amount until 14 July 2025 and from 15 July 2025 on."""
        points = CurrencyToPoints(hubspot.RATES).points_per_unit(Client("acme", currency=currency))
        assert points.at(date.min) == points.at(BEFORE) == 1 / Fraction(before)
        assert points.at(AFTER) == points.at(date.max) == 1 / Fraction(after)

    def test_all(self) -> None:
        """There are two tables of nine currencies, each with its source."""
        assert len(hubspot.RATES) == 18
        assert all(rate.source for rate in hubspot.RATES)
