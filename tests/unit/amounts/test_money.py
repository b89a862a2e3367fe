"""Exact amounts of one currency."""

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from managed_mrr.amounts import AmountError, Money, UnknownCurrencyError

MIXED = "currencies do not mix: USD and EUR; expected one currency; keep a total for each currency"


def usd(amount: str | int | Decimal | Fraction) -> Money:
    """Some dollars."""
    return Money(amount, "USD")


class TestMaking:
    @pytest.mark.parametrize("amount", ["12.50", Decimal("12.5"), Fraction(25, 2)])
    def test_exact(self, amount: str | Decimal | Fraction) -> None:
        """The amount is kept exactly, whatever exact type it came in."""
        assert Money(amount, "USD").amount == Fraction(25, 2)

    def test_float(self) -> None:
        """A float is refused."""
        with pytest.raises(AmountError, match=r"^not an exact amount: 12\.5 \(float\); .*such as '12\.5'$"):
            Money(12.5, "USD")  # type: ignore[arg-type]

    def test_currency(self) -> None:
        """The currency is a code in upper case."""
        with pytest.raises(UnknownCurrencyError, match=r"^cannot use currency 'usd': .*; write it as 'USD'$"):
            Money(1, "usd")

    def test_trusted(self) -> None:
        """Money made without checks is the same money."""
        assert Money.trusted(Fraction(1), "USD") == usd(1)
        assert hash(Money.trusted(Fraction(1), "USD")) == hash(usd(1))


class TestArithmetic:
    def test_sum_and_difference(self) -> None:
        """Amounts of one currency add and subtract exactly."""
        assert usd("0.10") + usd("0.20") == usd("0.30")
        assert usd("0.30") - usd("0.10") == usd("0.20")
        assert -usd(1) == usd(-1)

    def test_numbers(self) -> None:
        """A number multiplies from either side, and divides without rounding."""
        assert usd(2) * "1.5" == usd(3)
        assert 3 * usd(2) == usd(6)
        assert usd(100) / 3 * 3 == usd(100)

    @pytest.mark.parametrize("change", [operator.mul, operator.truediv])
    def test_float_factor(self, change: Callable[[Money, float], Money]) -> None:
        """A float neither multiplies nor divides money."""
        with pytest.raises(AmountError, match=r"^not an exact amount: 0\.5 \(float\)"):
            change(usd(1), 0.5)

    def test_order(self) -> None:
        """Amounts of one currency compare by amount."""
        assert usd(1) < usd(2) <= usd(2)
        assert usd(2) > usd(1) >= usd(1)

    def test_truth(self) -> None:
        """Only no money is false."""
        assert usd("0.01")
        assert not usd(0)

    def test_order_of_equals(self) -> None:
        """An amount is neither less nor more than itself."""
        assert not usd(1) < usd(1)
        assert not usd(1) > usd(1)


class TestMixing:
    @pytest.mark.parametrize(
        "join",
        [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge],
    )
    def test_currencies(self, join: Callable[[Any, Any], object]) -> None:
        """Two currencies neither add nor compare."""
        with pytest.raises(AmountError) as caught:
            join(usd(1), Money(1, "EUR"))
        assert str(caught.value) == MIXED

    def test_equality(self) -> None:
        """The same amount of another currency is not equal, and nor is anything else."""
        assert usd(1) != Money(1, "EUR")
        assert usd(1) != object()

    def test_number(self) -> None:
        """A number without a currency is not money."""
        with pytest.raises(AmountError) as caught:
            usd(1) + 1  # type: ignore[operator]
        assert str(caught.value) == "not money: 1; expected Money in USD"

    def test_money_times_money(self) -> None:
        """Money does not multiply money."""
        with pytest.raises(AmountError, match=r"^not an exact amount: Money\("):
            usd(2) * usd(2)  # type: ignore[operator]


class TestShowing:
    @pytest.mark.parametrize(
        ("money", "expected"),
        [
            (Money(Fraction(1000, 3), "USD"), "USD 333.33"),
            (Money("1234567.5", "JPY"), "JPY 1,234,568"),
            (Money("1.2345", "BHD"), "BHD 1.234"),
            (Money("-0.005", "EUR"), "EUR 0.00"),
        ],
    )
    def test_text(self, money: Money, expected: str) -> None:
        """People see the code and the amount rounded to the minor unit."""
        assert str(money) == expected

    def test_rounded(self) -> None:
        """Rounding is half-even to the minor unit, and leaves the exact amount alone."""
        exact = usd("0.125")
        assert exact.rounded() == usd("0.12")
        assert exact.amount == Fraction(1, 8)

    def test_decimal(self) -> None:
        """As plain decimal text the amount has as many digits as the minor unit, grouped on request."""
        assert Money("1234.5", "USD").decimal() == "1234.50"
        assert Money("1234.5", "USD").decimal(grouped=True) == "1,234.50"
