"""
Exact: columns of whole numbers and fractions that never wrap and never round.

Numbers of 64 bits are quick and wrap silently, so every product is asked beforehand how large it can get. Where 64
bits do not do, the column goes on in Python's own integers: slower, and as exact.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Flags, Numbers

__all__ = ["LARGEST", "Fractions", "common", "largest", "product", "running", "scaled", "total", "whole_numbers"]


def __dir__() -> list[str]:
    return __all__


LARGEST = 2**63 - 1
"""The largest number of 64 bits."""


def largest(column: Numbers) -> int:
    """
    How far from 0 a column gets.

    Examples:
        >>> largest(np.array([-7, 3])), largest(np.array([], np.int64))
        (7, 0)
    """
    return max(abs(int(column.max())), abs(int(column.min()))) if len(column) else 0


def whole_numbers(values: Sequence[int]) -> Numbers:
    """
    Whole numbers as a column, of 64 bits if they all fit.

    Examples:
        >>> whole_numbers([1, 2]).dtype, whole_numbers([1, 2**70]).dtype
        (dtype('int64'), dtype('O'))
    """
    column: Numbers = np.empty(len(values), object)
    column[:] = values
    return column.astype(np.int64) if largest(column) <= LARGEST else column


def product(one: Numbers, other: Numbers) -> Numbers:
    """
    The products of two columns, row by row.

    Examples:
        >>> product(np.array([2**40]), np.array([2**40])).tolist() == [2**80]
        True
    """
    if object not in (one.dtype, other.dtype) and largest(one) * largest(other) <= LARGEST:
        found: Numbers = one.astype(np.int64, copy=False) * other
        return found
    wide: Numbers = one.astype(object) * other.astype(object)
    return wide


def total(one: Numbers, other: Numbers) -> Numbers:
    """
    The sums of two columns, row by row.

    Examples:
        >>> total(np.array([2**62]), np.array([2**62])).tolist() == [2**63]
        True
    """
    if object not in (one.dtype, other.dtype) and largest(one) + largest(other) <= LARGEST:
        return one + other
    wide: Numbers = one.astype(object) + other.astype(object)
    return wide


def scaled(column: Numbers, factor: int) -> Numbers:
    """
    A column times one number.

    Examples:
        >>> scaled(np.array([2]), 10**20).tolist()
        [200000000000000000000]
    """
    if column.dtype != object and largest(column) * factor <= LARGEST and factor <= LARGEST:
        found: Numbers = column.astype(np.int64, copy=False) * factor
        return found
    wide: Numbers = column.astype(object) * factor
    return wide


def running(column: Numbers) -> Numbers:
    """
    The sums of a column up to each row.

    Examples:
        >>> running(np.array([2**62, 2**62, 2**62])).tolist()[-1] == 3 * 2**62
        True
    """
    wide = column.dtype != object and largest(column) * len(column) > LARGEST
    found: Numbers = np.cumsum(column.astype(object) if wide else column)
    return found


def common(denominators: Numbers) -> int:
    """
    The least number that is a multiple of all of a column.

    Examples:
        >>> common(np.array([4, 6, 4]))
        12
    """
    return lcm(*map(int, set(denominators.tolist()))) if len(denominators) else 1


@attrs.frozen(eq=False)
class Fractions:
    """
    A column of exact fractions.

    Attributes:
        numerator: The numerators.
        denominator: The denominators, above 0.

    Examples:
        >>> half = Fractions(np.array([1]), np.array([2]))
        >>> (half * Fractions(np.array([4]), np.array([3]))).reduced().list()
        [Fraction(2, 3)]
    """

    numerator: Numbers
    denominator: Numbers

    @classmethod
    def of(cls, values: Sequence[Fraction]) -> "Fractions":
        """The column of some fractions."""
        numerators, denominators = ([getattr(each, name) for each in values] for name in ("numerator", "denominator"))
        return cls(whole_numbers(numerators), whole_numbers(denominators))

    @classmethod
    def joined(cls, several: "Sequence[Fractions]") -> "Fractions":
        """The columns one below the other."""
        names = ("numerator", "denominator")
        return cls(*(np.concatenate([getattr(each, name) for each in several]) for name in names))

    def __len__(self) -> int:
        return len(self.numerator)

    def __getitem__(self, rows: Numbers | slice) -> "Fractions":
        return Fractions(self.numerator[rows], self.denominator[rows])

    def __mul__(self, other: "Fractions") -> "Fractions":
        return Fractions(product(self.numerator, other.numerator), product(self.denominator, other.denominator))

    def __sub__(self, other: "Fractions") -> "Fractions":
        one, two = product(self.numerator, other.denominator), product(other.numerator, self.denominator)
        return Fractions(total(one, -two), product(self.denominator, other.denominator))

    def reduced(self) -> "Fractions":
        """The same fractions in lowest terms."""
        shared = np.gcd(self.numerator, self.denominator)
        return Fractions(self.numerator // shared, self.denominator // shared)

    def rounded(self, digits: Numbers) -> Numbers:
        """
        The fractions rounded half to even, counted in units of so many decimal places, row by row.

        Examples:
            >>> Fractions(np.array([1, 3, 2]), np.array([8, 8, 3])).rounded(np.array([2, 2, 0])).tolist()
            [12, 38, 1]
        """
        power = np.array([10**each for each in range(int(digits.max(initial=0)) + 1)], np.int64)[digits]
        whole = self.numerator // self.denominator
        rest = product(self.numerator - whole * self.denominator, power)
        units = rest // self.denominator
        rest -= units * self.denominator
        found = total(product(whole, power), units)
        up = (rest > self.denominator - rest) | ((rest == self.denominator - rest) & (found % 2 == 1))
        return total(found, up.astype(np.int64))

    def changes(self) -> Flags:
        """Where fractions in lowest terms differ from the row before; the first counts as a change."""
        found = np.ones(len(self), np.bool_)
        one, other = self[slice(1, None)], self[slice(None, -1)]
        np.not_equal(one.numerator, other.numerator, out=found[1:])
        found[1:] |= one.denominator != other.denominator
        return found

    def list(self) -> list[Fraction]:
        """The fractions one by one."""
        return [Fraction(int(one), int(other)) for one, other in zip(self.numerator, self.denominator, strict=True)]
