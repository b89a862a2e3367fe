"""Rounding: parts of a whole, rounded at the edge by a named method."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import accumulate, pairwise

import attrs

from managed_mrr.amounts.exact import AmountError
from managed_mrr.amounts.money import Money

__all__ = ["RoundedParts", "RoundedTable", "Rounding", "round_parts", "round_table"]


def __dir__() -> list[str]:
    return __all__


class Rounding(Enum):
    """
    How the parts of one whole become payable amounts.

    Both round half-even to the currency's ISO 4217 minor unit and do not depend on the order in which the
    parts are given; negating every part negates every result.

    Examples:
        >>> [method.value for method in Rounding]
        ['equal', 'conserving']
    """

    EQUAL = "equal"
    """Each part on its own: equal parts stay equal, and what is left over is reported as the residual."""

    CONSERVING = "conserving"
    """Running totals in the order of the parts' keys: the parts add up to the rounded whole, in a table both ways."""


@attrs.frozen(kw_only=True)
class RoundedParts:
    """
    Rounded parts, with what the rounding left over.

    Attributes:
        parts: Pairs of key and rounded amount, in the order of the keys.
        residual: The rounded whole less the sum of the rounded parts; zero if conserving.

    Examples:
        >>> half = Money("0.05", "USD") / 2
        >>> round_parts({"a": half, "b": half}, Rounding.EQUAL).residual
        Money(amount=Fraction(1, 100), currency='USD')
    """

    parts: tuple[tuple[str, Money], ...]
    residual: Money


def round_parts(parts: Mapping[str, Money], method: Rounding) -> RoundedParts:
    """
    Round the parts of one whole by a named method.

    Args:
        parts: The exact parts by key (a partner id, say), at least one, all in one currency.
        method: How to round; see :class:`Rounding`.

    Raises:
        AmountError: There are no parts, they are of several currencies, or the method is none.

    Clause:
        A5: the division is even and exact; these roundings are for paying it out.

    Examples:
        >>> third = Money(100, "USD") / 3
        >>> equal = round_parts({"a": third, "b": third, "c": third}, Rounding.EQUAL)
        >>> [str(money) for _, money in equal.parts], str(equal.residual)
        (['USD 33.33', 'USD 33.33', 'USD 33.33'], 'USD 0.01')
        >>> [str(money) for _, money in round_parts(dict(a=third, b=third, c=third), Rounding.CONSERVING).parts]
        ['USD 33.33', 'USD 33.34', 'USD 33.33']
    """
    table = round_table({(key, ""): part for key, part in parts.items()}, method)
    return RoundedParts(parts=table.by_row, residual=table.residual)


@attrs.frozen(kw_only=True)
class RoundedTable:
    """
    The rounded cells of a table, with what the rounding left over.

    Attributes:
        parts: The key of the row, the key of the column and the rounded amount of every cell, row by row in the
            order of the keys.
        residual: The rounded whole less the sum of the rounded cells; zero if conserving.

    Examples:
        >>> third = Money(100, "USD") / 3
        >>> cells = {(partner, bought): third for partner in ("east", "west") for bought in ("s1", "s2")}
        >>> table = round_table(cells, Rounding.CONSERVING)
        >>> print(table["west", "s2"])
        USD 33.32
        >>> [(partner, str(paid)) for partner, paid in table.by_row]
        [('east', 'USD 66.67'), ('west', 'USD 66.66')]
    """

    parts: tuple[tuple[str, str, Money], ...]
    residual: Money

    def __getitem__(self, cell: tuple[str, str]) -> Money:
        """The rounded amount of a row and a column."""
        return {(row, column): part for row, column, part in self.parts}[cell]

    @property
    def by_row(self) -> tuple[tuple[str, Money], ...]:
        """What the rounded cells of each row add up to, by the row's key."""
        return _summed((row, part) for row, _, part in self.parts)

    @property
    def by_column(self) -> tuple[tuple[str, Money], ...]:
        """What the rounded cells of each column add up to, by the column's key."""
        return _summed((column, part) for _, column, part in self.parts)


def _summed(parts: Iterator[tuple[str, Money]]) -> tuple[tuple[str, Money], ...]:
    sums: dict[str, Money] = {}
    for key, part in parts:
        sums[key] = sums[key] + part if key in sums else part
    return tuple(sums.items())


def round_table(cells: Mapping[tuple[str, str], Money], method: Rounding) -> RoundedTable:
    """
    Round the cells of a table of one whole by a named method.

    Conserving, each row adds up to what :func:`round_parts` makes of the exact sums of the rows, each column to what
    it makes of those of the columns, and the whole to the rounded whole. A cell is then at most two minor units away
    from the exact one; so far only where four running totals are halves of a unit, and a cell of 0 may come to
    something, unless its whole row or column is 0.

    Args:
        cells: The exact amounts by the keys of their row and column (partner and subscription, say), at least one,
            all in one currency; a cell that is left out is 0.
        method: How to round; see :class:`Rounding`.

    Raises:
        AmountError: There are no cells, they are of several currencies, or the method is none.

    Clause:
        A5, B10.

    Examples:
        >>> half = Money("0.05", "USD") / 2
        >>> cells = {("east", "s1"): half, ("west", "s1"): half, ("west", "s2"): half}
        >>> for row, column, paid in round_table(cells, Rounding.CONSERVING).parts:
        ...     print(row, column, paid)
        east s1 USD 0.02
        east s2 USD 0.00
        west s1 USD 0.03
        west s2 USD 0.03
    """
    if not isinstance(method, Rounding):
        msg = f"not a rounding: {method!r}; expected {' or '.join(map(str, Rounding))}"
        raise AmountError(msg)
    if not cells:
        msg = "nothing to round: expected at least one part"
        raise AmountError(msg)
    rows, columns = (sorted(set(keys)) for keys in zip(*cells, strict=True))
    zero = cells[min(cells)] * 0
    parts: list[tuple[str, str, Money]] = []
    # The running totals of the rows above, column by column; a cell is what its four corners, rounded, leave for it.
    above = [zero] * len(columns)
    for row in rows:
        exact = [cells.get((row, column), zero) for column in columns]
        totals = [before + so_far for before, so_far in zip(above, accumulate(exact), strict=True)]
        made = _steps(totals, above) if method is Rounding.CONSERVING else [each.rounded() for each in exact]
        parts += ((row, column, part) for column, part in zip(columns, made, strict=True))
        above = totals
    paid = sum((part for _, _, part in parts), zero)
    return RoundedTable(parts=tuple(parts), residual=above[-1].rounded() - paid)


def _steps(totals: Sequence[Money], above: Sequence[Money]) -> list[Money]:
    """What each rounded running total adds to the one before it and to the one above it."""
    rows = [total.rounded() - before.rounded() for total, before in zip(totals, above, strict=True)]
    return [rows[0], *(now - before for before, now in pairwise(rows))]
