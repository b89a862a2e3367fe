"""Amounts: currencies, money and exact numbers."""

from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from managed_mrr.amounts import Money
from managed_mrr.testing.strategies.kept import kept

__all__ = ["currencies", "money"]


def __dir__() -> list[str]:
    return __all__


@kept
def currencies() -> SearchStrategy[str]:
    """Codes of currencies: with and without a published rate, with two, three and no minor digits."""
    return st.sampled_from(("USD", "EUR", "JPY", "BHD", "BRL"))


@kept
def money(*, currency: str | None = None) -> SearchStrategy[Money]:
    """
    Amounts of either sign, among them halves of a minor unit and fractions no currency can pay.

    Args:
        currency: The currency of all of them; any of :func:`currencies` if left out.
    """
    near_half = st.integers(-2000, 2000).map(lambda half: Fraction(half, 2000))
    amounts = near_half | st.fractions(-1000, 1000, max_denominator=36)
    return st.builds(Money, amounts, currencies() if currency is None else st.just(currency))
