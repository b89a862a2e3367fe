"""
Rounding loses nothing that is not reported, favours nobody, and is done only at the edge.

Shares are even and exact (A5); these are the two named ways to pay them out in whole minor units.
"""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import Money, Rounding, minor_unit, round_parts
from managed_mrr.testing import currencies, money

Parts = dict[str, Money]


@st.composite
def parts(draw: st.DrawFn) -> Parts:
    """A few amounts of one currency, some of them alike."""
    amounts = draw(st.lists(money(currency=draw(currencies())), min_size=1, max_size=5))
    again = draw(st.lists(st.sampled_from(amounts), max_size=2))
    return {f"p{place + 1}": amount for place, amount in enumerate([*amounts, *again])}


def total(amounts: list[Money]) -> Money:
    """The exact sum."""
    return sum(amounts[1:], amounts[0])


def unit(amount: Money) -> Fraction:
    """One minor unit of an amount's currency."""
    return Fraction(1, 10 ** minor_unit(amount.currency))


@given(parts(), st.sampled_from(Rounding))
def test_parts_and_residual_make_the_rounded_whole(exact: Parts, method: Rounding) -> None:
    """The rounded parts and the residual add up to the rounded whole."""
    rounded = round_parts(exact, method)
    paid = total([amount for _, amount in rounded.parts])
    assert paid + rounded.residual == total(list(exact.values())).rounded()


@given(parts())
def test_conserving_leaves_nothing(exact: Parts) -> None:
    """Conserving parts add up to the rounded whole themselves."""
    assert not round_parts(exact, Rounding.CONSERVING).residual


@given(parts(), st.sampled_from(Rounding))
def test_each_part_is_within_a_minor_unit(exact: Parts, method: Rounding) -> None:
    """No rounded part is more than one minor unit from the exact one, an equal one not more than half."""
    for key, amount in round_parts(exact, method).parts:
        most = unit(amount) if method is Rounding.CONSERVING else unit(amount) / 2
        assert abs((amount - exact[key]).amount) <= most
        assert (amount.amount / unit(amount)).denominator == 1


@given(parts(), st.sampled_from(Rounding))
def test_order_makes_no_difference(exact: Parts, method: Rounding) -> None:
    """Parts given in another order are rounded alike, and come in the order of their keys."""
    rounded = round_parts(exact, method)
    assert round_parts(dict(reversed(exact.items())), method) == rounded
    assert [key for key, _ in rounded.parts] == sorted(exact)


@given(parts(), st.sampled_from(Rounding))
def test_sign_makes_no_difference(exact: Parts, method: Rounding) -> None:
    """Negating every part negates every result."""
    rounded, mirrored = round_parts(exact, method), round_parts({key: -each for key, each in exact.items()}, method)
    assert mirrored.parts == tuple((key, -amount) for key, amount in rounded.parts)
    assert mirrored.residual == -rounded.residual


@given(parts())
def test_equal_parts_stay_equal(exact: Parts) -> None:
    """Rounded by the equal method, parts that were alike are alike."""
    rounded = dict(round_parts(exact, Rounding.EQUAL).parts)
    for one, amount in exact.items():
        assert all(rounded[one] == rounded[other] for other in exact if exact[other] == amount)


@given(parts(), st.sampled_from(Rounding))
def test_rounding_again_changes_nothing(exact: Parts, method: Rounding) -> None:
    """Parts that are rounded already stay as they are."""
    rounded = dict(round_parts(exact, method).parts)
    assert dict(round_parts(rounded, method).parts) == rounded


@given(money())
def test_halves_go_to_the_even_unit(amount: Money) -> None:
    """A rounded amount is a nearest whole number of minor units, of two as near the even one."""
    rounded = amount.rounded()
    away, units = abs((rounded - amount).amount), rounded.amount / unit(amount)
    assert away <= unit(amount) / 2
    assert away < unit(amount) / 2 or units % 2 == 0
