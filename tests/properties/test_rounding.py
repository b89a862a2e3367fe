"""
Rounding loses nothing that is not reported, favours nobody, and is done only at the edge.

Shares are even and exact (A5); these are the two named ways to pay them out in whole minor units. A table of partners
and subscriptions (B10) is rounded by the same two ways, and conserving keeps the sums of its rows and of its columns.
"""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from managed_mrr import Money, Rounding, minor_unit, round_parts, round_table
from managed_mrr.testing import currencies, money

Parts = dict[str, Money]
Cells = dict[tuple[str, str], Money]


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


HALVES: Cells = {("p1", "s1"): Money("1.5", "JPY"), ("p1", "s2"): Money(1, "JPY"), ("p2", "s1"): Money(1, "JPY")}
"""A table in which every running total is half a unit."""


@st.composite
def tables(draw: st.DrawFn) -> Cells:
    """A few amounts of one currency by two keys, not every cell of the table being there."""
    keys = st.tuples(st.sampled_from(["p1", "p2", "p3"]), st.sampled_from(["", "s1", "s2"]))
    return draw(st.dictionaries(keys, money(currency=draw(currencies())), min_size=1, max_size=9))


def sums(cells: Cells, place: int) -> Parts:
    """The exact sums of the rows (0) or of the columns (1)."""
    keys = {key[place] for key in cells}
    return {key: total([amount for each, amount in cells.items() if each[place] == key]) for key in keys}


@given(tables())
@example(HALVES)
def test_a_conserved_table_keeps_both_margins(cells: Cells) -> None:
    """Rows and columns add up to what rounding their sums alone gives, and all to the rounded whole."""
    table = round_table(cells, Rounding.CONSERVING)
    assert table.by_row == round_parts(sums(cells, 0), Rounding.CONSERVING).parts
    assert table.by_column == round_parts(sums(cells, 1), Rounding.CONSERVING).parts
    assert total([amount for _, _, amount in table.parts]) == total(list(cells.values())).rounded()
    assert not table.residual


@given(tables(), st.sampled_from(Rounding))
@example(HALVES, Rounding.CONSERVING)
def test_each_cell_is_within_two_minor_units(cells: Cells, method: Rounding) -> None:
    """No conserved cell is more than two minor units from the exact one, which is met; an equal one not over half."""
    for row, column, amount in round_table(cells, method).parts:
        most = unit(amount) * 2 if method is Rounding.CONSERVING else unit(amount) / 2
        assert abs((amount - cells.get((row, column), amount * 0)).amount) <= most
        assert (amount.amount / unit(amount)).denominator == 1


@given(tables(), st.sampled_from(Rounding))
def test_order_and_sign_make_no_difference_to_a_table(cells: Cells, method: Rounding) -> None:
    """Cells given in another order are rounded alike; negating every cell negates every result."""
    table = round_table(cells, method)
    assert round_table(dict(reversed(cells.items())), method) == table
    mirrored = round_table({key: -amount for key, amount in cells.items()}, method)
    assert mirrored.parts == tuple((row, column, -amount) for row, column, amount in table.parts)
    assert mirrored.residual == -table.residual


@given(tables(), st.sampled_from(Rounding))
def test_rounding_a_table_again_changes_nothing(cells: Cells, method: Rounding) -> None:
    """Cells that are rounded already stay as they are."""
    table = round_table(cells, method)
    assert round_table({(row, column): amount for row, column, amount in table.parts}, method).parts == table.parts


@given(parts(), st.sampled_from(Rounding))
def test_one_column_is_rounded_as_parts_are(exact: Parts, method: Rounding) -> None:
    """A table of one column, or of one row, is rounded as its cells alone would be."""
    alone = round_parts(exact, method).parts
    assert round_table({(key, "s1"): part for key, part in exact.items()}, method).by_row == alone
    assert round_table({("p1", key): part for key, part in exact.items()}, method).by_column == alone
