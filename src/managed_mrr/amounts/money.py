"""Money: an exact amount of one currency."""

from decimal import Decimal
from fractions import Fraction

import attrs

from managed_mrr.amounts.currencies import minor_unit
from managed_mrr.amounts.exact import AmountError, decimal_text, exact

__all__ = ["Money"]


def __dir__() -> list[str]:
    return __all__


def _to_currency(currency: str) -> str:
    minor_unit(currency)
    return currency


@attrs.frozen(order=False)
class Money:
    """
    An exact amount of one currency, in major units (euros, not cents); never rounded until asked.

    Amounts of one currency add, subtract and compare; a number multiplies or divides one; two currencies
    never mix.

    Args:
        amount: The amount in major units: text, int, Decimal or Fraction, never a float.
        currency: Upper-case ISO 4217 code.

    Raises:
        AmountError: The amount is not exact, or two currencies meet.
        UnknownCurrencyError: The currency is not a code with a minor unit.

    Examples:
        >>> share = Money("1000.00", "USD") / 3
        >>> share
        Money(amount=Fraction(1000, 3), currency='USD')
        >>> print(share)
        USD 333.33
    """

    amount: Fraction = attrs.field(converter=exact)
    currency: str = attrs.field(converter=_to_currency)

    @classmethod
    def trusted(cls, amount: Fraction, currency: str) -> "Money":
        """
        Money from parts that were checked before, for hot paths.

        Examples:
            >>> Money.trusted(Fraction(1), "USD") == Money(1, "USD")
            True
        """
        made = cls.__new__(cls)
        object.__setattr__(made, "amount", amount)
        object.__setattr__(made, "currency", currency)
        return made

    def __str__(self) -> str:
        return f"{self.currency} {self.decimal(grouped=True)}"

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __add__(self, other: "Money") -> "Money":
        return Money.trusted(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money.trusted(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money.trusted(-self.amount, self.currency)

    def __mul__(self, factor: str | int | Decimal | Fraction) -> "Money":
        return Money.trusted(self.amount * exact(factor), self.currency)

    __rmul__ = __mul__

    def __truediv__(self, divisor: str | int | Decimal | Fraction) -> "Money":
        return Money.trusted(self.amount / exact(divisor), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def rounded(self) -> "Money":
        """
        The amount half-even to the currency's ISO 4217 minor unit.

        Examples:
            >>> Money("0.125", "USD").rounded(), Money("2.5", "JPY").rounded()
            (Money(amount=Fraction(3, 25), currency='USD'), Money(amount=Fraction(2, 1), currency='JPY'))
        """
        return Money.trusted(round(self.amount, minor_unit(self.currency)), self.currency)

    def decimal(self, *, grouped: bool = False) -> str:
        """
        The rounded amount as plain decimal text, with as many digits as the minor unit has.

        Examples:
            >>> (Money(1000, "USD") / 3).decimal(), Money("1234567", "JPY").decimal(grouped=True)
            ('333.33', '1,234,567')
        """
        return decimal_text(self.amount, minor_unit(self.currency), grouped=grouped)

    def _same(self, other: "Money") -> Fraction:
        if not isinstance(other, Money):
            msg = f"not money: {other!r}; expected Money in {self.currency}"
            raise AmountError(msg)
        if other.currency != self.currency:
            msg = (
                f"currencies do not mix: {self.currency} and {other.currency}; expected one currency; "
                "keep a total for each currency"
            )
            raise AmountError(msg)
        return other.amount
