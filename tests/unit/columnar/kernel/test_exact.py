"""Columns of whole numbers and fractions at the edge of 64 bits."""

from fractions import Fraction

import numpy as np
import pytest

from managed_mrr.columnar.kernel.exact import (
    LARGEST,
    Fractions,
    common,
    largest,
    product,
    running,
    scaled,
    whole_numbers,
)


def column(*values: int) -> np.ndarray:
    """A column of whole numbers."""
    return np.array(values, np.int64)


class TestWholeNumbers:
    @pytest.mark.parametrize("number", [2**53 + 1, LARGEST, -LARGEST])
    def test_within(self, number: int) -> None:
        """Up to the largest number of 64 bits a column has 64 bits, and is exact above 2 ** 53."""
        assert whole_numbers([number]).dtype == np.int64
        assert int(whole_numbers([number])[0]) == number

    @pytest.mark.parametrize("number", [LARGEST + 1, -LARGEST - 1])
    def test_beyond(self, number: int) -> None:
        """One further it is of Python's own integers."""
        assert whole_numbers([number]).dtype == object
        assert whole_numbers([number]).tolist() == [number]

    def test_no_rows(self) -> None:
        """No numbers are a column of 64 bits, and get nowhere."""
        assert whole_numbers([]).dtype == np.int64
        assert largest(column()) == 0
        assert common(column()) == 1
        assert running(column()).tolist() == []
        assert product(column(), column()).tolist() == scaled(column(), 10**30).tolist() == []


class TestFractions:
    def test_tie(self) -> None:
        """Half a unit goes to the even neighbour, below 0, too."""
        halves = Fractions.of([Fraction(each, 2) for each in (-3, -1, 1, 3, 5)])
        assert halves.rounded(np.zeros(5, np.int64)).tolist() == [-2, 0, 0, 2, 2]

    def test_no_rows(self) -> None:
        """No fractions are rounded to none."""
        assert Fractions.of([]).rounded(column()).tolist() == []
        assert Fractions.of([]).changes().tolist() == []
        assert len(Fractions.of([]).reduced()) == 0

    def test_one_denominator_for_all(self) -> None:
        """A single denominator stands for all rows when columns are multiplied."""
        cents = Fractions(column(100, 250), column(100))
        assert (cents * Fractions.of([Fraction(1, 2)] * 2)).list() == [Fraction(1, 2), Fraction(5, 4)]
