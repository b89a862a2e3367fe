"""
Columns of numbers never wrap and never round but on request: they say what Python's own integers and fractions say.

Exactness is A3 and A5 taken at their word: an even part of a credit is exactly that part.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import Money
from managed_mrr.amounts import MINOR_UNITS
from managed_mrr.columnar.kernel.exact import Fractions, common, largest, product, running, scaled, total, whole_numbers
from managed_mrr.columnar.kernel.wide import Wide

LIMIT = 2**63 - 1
edges = st.sampled_from([0, 1, -1, 2**31, 2**53, 2**53 + 1, 2**62, LIMIT, -LIMIT])
in_64_bits = edges | st.integers(-LIMIT, LIMIT) | st.integers(-9, 9)
beyond = in_64_bits | st.integers(-(2**130), 2**130)
pairs = st.lists(st.tuples(beyond, beyond), max_size=6)
fractions = st.builds(Fraction, beyond, st.integers(1, 9) | st.integers(1, 2**70))
small = st.builds(Fraction, in_64_bits, st.integers(1, 9) | st.integers(1, LIMIT))


def both(given: Sequence[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Two columns."""
    return whole_numbers([one for one, _ in given]), whole_numbers([other for _, other in given])


class TestWholeNumbers:
    @given(st.lists(beyond))
    def test_column(self, given: list[int]) -> None:
        """A column has the numbers it was given, in 64 bits if they fit, and knows how far they get."""
        column = whole_numbers(given)
        assert column.tolist() == given
        assert (column.dtype == np.int64) is all(abs(each) <= LIMIT for each in given)
        assert largest(column) == max(map(abs, given), default=0)

    @given(pairs)
    def test_products_and_sums(self, given: list[tuple[int, int]]) -> None:
        """Products and sums, row by row, are those of whole numbers."""
        assert product(*both(given)).tolist() == [one * other for one, other in given]
        assert total(*both(given)).tolist() == [one + other for one, other in given]

    @given(st.lists(beyond), st.sampled_from([1, 7, 10**10, 10**20]))
    def test_scaled(self, given: list[int], factor: int) -> None:
        """So are the products with one number."""
        assert scaled(whole_numbers(given), factor).tolist() == [each * factor for each in given]

    @given(st.lists(beyond))
    def test_running(self, given: list[int]) -> None:
        """Running sums are those of whole numbers."""
        assert running(whole_numbers(given)).tolist() == [sum(given[: row + 1]) for row in range(len(given))]

    @given(st.lists(st.integers(1, 2**70)))
    def test_common(self, given: list[int]) -> None:
        """The common multiple is the least."""
        assert common(whole_numbers(given)) == lcm(*given)


class TestFractions:
    @given(st.lists(fractions))
    def test_column(self, given: list[Fraction]) -> None:
        """A column has the fractions it was given."""
        assert Fractions.of(given).list() == given
        assert Fractions.joined([Fractions.of(given), Fractions.of(given)]).list() == given * 2

    @given(st.lists(st.tuples(fractions, fractions)))
    def test_products_and_differences(self, given: list[tuple[Fraction, Fraction]]) -> None:
        """Products and differences are those of fractions; in lowest terms, too."""
        one, other = (Fractions.of([each[place] for each in given]) for place in (0, 1))
        assert (one * other).list() == [mine * theirs for mine, theirs in given]
        assert (one - other).list() == [mine - theirs for mine, theirs in given]
        reduced = (one * other).reduced()
        assert reduced.numerator.tolist() == [(mine * theirs).numerator for mine, theirs in given]

    @given(st.lists(fractions))
    def test_changes(self, given: list[Fraction]) -> None:
        """Where a fraction differs from the row before is found."""
        expected = [row == 0 or each != given[row - 1] for row, each in enumerate(given)]
        assert Fractions.of(given).changes().tolist() == expected

    @given(st.lists(st.tuples(fractions | small, st.sampled_from(sorted(MINOR_UNITS)))))
    def test_rounded(self, given: list[tuple[Fraction, str]]) -> None:
        """Rounding is half to even, to the currency's minor unit, as for single amounts."""
        digits = np.array([MINOR_UNITS[currency] for _, currency in given], np.int64)
        found = Fractions.of([each for each, _ in given]).rounded(digits).tolist()
        expected = [Fraction(Money(each, currency).decimal()) * 10 ** MINOR_UNITS[currency] for each, currency in given]
        assert found == expected


factors = st.lists(st.integers(0, 9) | st.integers(0, 2**40), min_size=1, max_size=4)
denominators = st.sampled_from([1, 2, 3, 10, 2**40, 10**20, 7**30, 2**61 - 1, (2**31 - 1) ** 2, 65_537**2])


class TestWide:
    @given(st.lists(in_64_bits, max_size=6), factors, st.data())
    def test_products_and_sums(self, given: list[int], factors: list[int], data: st.DataObject) -> None:
        """Products, their running sums, and their bits are those of whole numbers."""
        rows = st.integers(0, len(factors) - 1)
        which = data.draw(st.lists(rows, min_size=len(given), max_size=len(given)))
        expected = [each * factors[place] for each, place in zip(given, which, strict=True)]
        found = Wide.product(np.array(given, np.int64), factors, np.array(which, np.int64))
        assert found.list() == expected
        sums = [sum(expected[: row + 1]) for row in range(len(expected))]
        assert found.running().list() == sums
        halves = found.halves().tolist()
        assert [low | high << 64 for low, high in halves] == [each & (2**128 - 1) for each in expected]

    @given(st.lists(in_64_bits, max_size=6), st.sampled_from([1, 10**9, 2**55]), st.integers(0, 4), denominators)
    def test_rounded(self, given: list[int], factor: int, digits: int, denominator: int) -> None:
        """Rounding is half to even, whatever is divided by, and however many bits it takes."""
        wide = Wide.product(np.array(given, np.int64), [factor], np.zeros(len(given), np.int64))
        found = wide.rounded(10**digits, denominator).tolist()
        assert found == [round(Fraction(each * factor * 10**digits, denominator)) for each in given]
