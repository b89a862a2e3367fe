"""Parts of a whole, rounded by a named method."""

from fractions import Fraction
from itertools import permutations

import pytest

from managed_mrr.amounts import AmountError, Money, RoundedParts, Rounding, round_parts, round_table

THIRD = Money(100, "USD") / 3


def amounts(rounded: RoundedParts) -> dict[str, str]:
    """The rounded parts as plain text."""
    return {key: money.decimal() for key, money in rounded.parts}


class TestEqual:
    def test_equal_parts_stay_equal(self) -> None:
        """Equal parts are rounded alike, and what is left over is told."""
        rounded = round_parts({"a": THIRD, "b": THIRD, "c": THIRD}, Rounding.EQUAL)
        assert amounts(rounded) == {"a": "33.33", "b": "33.33", "c": "33.33"}
        assert rounded.residual == Money("0.01", "USD")

    def test_negative_residual(self) -> None:
        """Parts rounded up make more than the whole, and the residual is below zero."""
        part = Money("0.015", "USD")
        rounded = round_parts({"a": part, "b": part}, Rounding.EQUAL)
        assert amounts(rounded) == {"a": "0.02", "b": "0.02"}
        assert rounded.residual == Money("-0.01", "USD")


class TestConserving:
    def test_nothing_is_lost(self) -> None:
        """The parts add up to the rounded whole, so nothing is left over."""
        rounded = round_parts({"a": THIRD, "b": THIRD, "c": THIRD}, Rounding.CONSERVING)
        assert amounts(rounded) == {"a": "33.33", "b": "33.34", "c": "33.33"}
        assert rounded.residual == Money(0, "USD")

    def test_minor_unit(self) -> None:
        """A currency without a minor unit is rounded to whole units."""
        part = Money(Fraction(100, 3), "JPY")
        assert amounts(round_parts({"a": part, "b": part, "c": part}, Rounding.CONSERVING)) == {
            "a": "33",
            "b": "34",
            "c": "33",
        }


class TestBoth:
    @pytest.mark.parametrize("method", list(Rounding))
    @pytest.mark.parametrize("keys", list(permutations("abc")))
    def test_order_of_input(self, method: Rounding, keys: tuple[str, ...]) -> None:
        """The order in which the parts are given does not matter: they are taken by key."""
        expected = round_parts({"a": THIRD, "b": THIRD, "c": THIRD}, method)
        assert round_parts(dict.fromkeys(keys, THIRD), method) == expected

    @pytest.mark.parametrize("method", list(Rounding))
    def test_sign(self, method: Rounding) -> None:
        """Negating every part negates every result."""
        parts = {"a": Money("0.125", "USD"), "b": THIRD, "c": Money("0.005", "USD")}
        positive = round_parts(parts, method)
        negative = round_parts({key: -money for key, money in parts.items()}, method)
        assert negative.parts == tuple((key, -money) for key, money in positive.parts)
        assert negative.residual == -positive.residual

    @pytest.mark.parametrize("method", list(Rounding))
    def test_one_part(self, method: Rounding) -> None:
        """A single part is the rounded whole."""
        assert round_parts({"a": THIRD}, method).parts == (("a", Money("33.33", "USD")),)

    def test_by_text(self) -> None:
        """A method is one of the two, not its name."""
        with pytest.raises(AmountError) as caught:
            round_parts({"a": THIRD}, "conserving")  # type: ignore[arg-type]
        assert str(caught.value) == "not a rounding: 'conserving'; expected Rounding.EQUAL or Rounding.CONSERVING"

    def test_nothing(self) -> None:
        """Nothing cannot be rounded: it has no currency."""
        with pytest.raises(AmountError) as caught:
            round_parts({}, Rounding.EQUAL)
        assert str(caught.value) == "nothing to round: expected at least one part"

    def test_currencies(self) -> None:
        """Parts of one whole are of one currency."""
        with pytest.raises(AmountError) as caught:
            round_parts({"a": THIRD, "b": Money(1, "EUR")}, Rounding.EQUAL)
        assert str(caught.value) == (
            "currencies do not mix: USD and EUR; expected one currency; keep a total for each currency"
        )


class TestTable:
    CELLS = {(partner, bought): THIRD for partner in ("east", "north", "west") for bought in ("s1", "s2")}  # noqa: RUF012

    def test_both_margins(self) -> None:
        """Conserving, the cells of a row make what the partner is paid, those of a column what the subscription is."""
        table = round_table(self.CELLS, Rounding.CONSERVING)
        rows, columns = dict.fromkeys(("east", "north", "west"), THIRD * 2), dict.fromkeys(("s1", "s2"), THIRD * 3)
        assert table.by_row == round_parts(rows, Rounding.CONSERVING).parts
        assert table.by_column == round_parts(columns, Rounding.CONSERVING).parts
        assert [(row, money.decimal()) for row, money in table.by_row] == [
            ("east", "66.67"),
            ("north", "66.66"),
            ("west", "66.67"),
        ]
        assert [(column, money.decimal()) for column, money in table.by_column] == [("s1", "100.00"), ("s2", "100.00")]
        assert table.residual == Money(0, "USD")

    def test_equal(self) -> None:
        """Each cell on its own, equal cells stay equal, and what is left over is told."""
        table = round_table(self.CELLS, Rounding.EQUAL)
        assert {money for _, _, money in table.parts} == {Money("33.33", "USD")}
        assert table.residual == Money("0.02", "USD")

    def test_cells(self) -> None:
        """The cells come row by row in the order of the keys, and each can be asked for."""
        table = round_table({("b", "y"): THIRD, ("a", "x"): THIRD}, Rounding.EQUAL)
        assert [(row, column) for row, column, _ in table.parts] == [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
        assert table["b", "y"] == Money("33.33", "USD")
        assert table["a", "y"] == Money(0, "USD")

    def test_the_bound_is_met(self) -> None:
        """Where four running totals are halves, a cell is two minor units away, be it a cell of 0."""
        cells = {("a", "x"): Money("1.5", "JPY"), ("a", "y"): Money(1, "JPY"), ("b", "x"): Money(1, "JPY")}
        assert round_table(cells, Rounding.CONSERVING)["b", "y"] == Money(2, "JPY")

    def test_an_empty_column(self) -> None:
        """A column that is 0 stays 0."""
        cells = {**self.CELLS, **{(partner, "s1b"): Money(0, "USD") for partner in ("east", "north", "west")}}
        table = round_table(cells, Rounding.CONSERVING)
        assert {money for _, column, money in table.parts if column == "s1b"} == {Money(0, "USD")}

    def test_refused(self) -> None:
        """A table is of one currency, has cells, and a method that is one."""
        with pytest.raises(AmountError, match="currencies do not mix"):
            round_table({("a", "x"): THIRD, ("a", "y"): Money(1, "EUR")}, Rounding.EQUAL)
        with pytest.raises(AmountError, match="nothing to round"):
            round_table({}, Rounding.EQUAL)
        with pytest.raises(AmountError, match="not a rounding: 'equal'"):
            round_table({("a", "x"): THIRD}, "equal")  # type: ignore[arg-type]
