"""
Wide: columns of whole numbers of up to 38 digits, for sums over what has no small common denominator.

A number is kept as digits to the base ``2 ** 30``, one row of 64-bit integers for each, and what is above them in one
more row, with the sign. There are as many rows as the sums of a column need, so products of two digits, and sums of
billions of digits, cannot wrap. The digits are brought back below their base only when they are shown.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Numbers
from managed_mrr.columnar.kernel.exact import largest, whole_numbers

__all__ = ["MOST", "Wide"]


def __dir__() -> list[str]:
    return __all__


DIGIT = 30
"""How many bits a digit has."""

TOP = 62
"""How many bits the row above the digits may take, without the sign."""

LOW = (1 << DIGIT) - 1

MOST = 10**38 - 1
"""The largest number, which is that of Arrow's decimals."""


@attrs.frozen(eq=False)
class Wide:
    """
    A column of numbers.

    Attributes:
        digits: The digits, the lowest first: a row for each place, a column for each number. The last has the sign.

    Examples:
        >>> Wide.product(np.array([-3, 2**62]), [2**38, 7], np.array([0, 1])).list() == [-3 * 2**38, 7 * 2**62]
        True
    """

    digits: Numbers

    @classmethod
    def product(cls, one: Numbers, factors: Sequence[int], which: Numbers) -> "Wide":
        """
        The products of 64-bit numbers with others, row by row.

        Args:
            one: The numbers.
            factors: The different others, 0 or more.
            which: For each row the place of its factor.

        Raises:
            OverflowError: A product, or a sum of some of them, may take more than 38 digits.
        """
        size = np.abs(one)
        bound = _most(size, factors, which)
        if bound > MOST:
            msg = "sums over these amounts may take more than 38 digits: expected amounts and rates with fewer digits"
            raise OverflowError(msg)
        above = max(0, -((TOP - bound.bit_length()) // DIGIT))
        found = np.zeros((above + 1, len(one)), np.int64)
        for place in range(-(-largest(size).bit_length() // DIGIT)):
            digit = size >> DIGIT * place & LOW
            for other in range(-(-max(factors).bit_length() // DIGIT)):
                theirs = np.array([each >> DIGIT * other & LOW for each in factors], np.int64)[which]
                row = min(place + other, above)
                found[row] += digit * theirs << DIGIT * (place + other - row)
            _carry(found)
        return cls(_carry(found * np.sign(one)))

    def __getitem__(self, rows: Numbers) -> "Wide":
        return Wide(self.digits[:, rows])

    def running(self) -> "Wide":
        """The sums of the column up to each row."""
        return Wide(_carry(np.cumsum(self.digits, axis=1)))

    def rounded(self, times: int, denominator: int) -> Numbers:
        """
        So many times the numbers divided by a denominator, rounded half to even.

        Where 64 bits do not do, the column is of Python's own integers.

        Examples:
            >>> Wide.product(np.array([1, 3, -5]), [1], np.array([0, 0, 0])).rounded(1, 2).tolist()
            [0, 2, -2]
        """
        found = self._rounded_in_64_bits(times, denominator)
        if found is not None:
            return found
        return whole_numbers([round(Fraction(each * times, denominator)) for each in self.list()])

    def _rounded_in_64_bits(self, times: int, denominator: int) -> Numbers | None:
        """The same if twice the results fit into 64 bits, and the denominator is made of small factors."""
        factors = _small_factors(denominator)
        if factors is None:
            return None
        digits, exact = _carry(np.vstack([self.digits, np.zeros_like(self.digits[:1])])), True
        digits = _carry(digits * (2 * times))
        for factor in factors:
            digits, rest = _divided(digits, factor)
            exact = exact & (rest == 0)
        twice, above = Wide(digits).halves().view(np.int64).T
        if (above != twice >> 63).any():
            return None
        whole, odd = twice >> 1, (twice & 1).astype(np.bool_)
        found: Numbers = whole + (odd & (~exact | (whole & 1).astype(np.bool_)))
        return found

    def halves(self) -> Numbers:
        """The numbers as 128 bits each, the lower half first, as Arrow has its decimals."""
        found = np.empty((self.digits.shape[1], 2), np.uint64)
        *digits, top = self.digits
        low, high = top.view(np.uint64), (top >> 63).view(np.uint64)
        for digit in reversed(digits):
            high = high << np.uint64(DIGIT) | low >> np.uint64(64 - DIGIT)
            low = low << np.uint64(DIGIT) | digit.view(np.uint64)
        found[:, 0], found[:, 1] = low, high
        return found

    def list(self) -> list[int]:
        """The numbers one by one."""
        return [sum(int(digit) << DIGIT * place for place, digit in enumerate(each)) for each in self.digits.T]


def _carry(digits: Numbers) -> Numbers:
    """Bring every digit but the last row below the base, in place."""
    for place in range(len(digits) - 1):
        digits[place + 1] += digits[place] >> DIGIT
        digits[place] &= LOW
    return digits


def _divided(digits: Numbers, by: int) -> tuple[Numbers, Numbers]:
    """Numbers divided by a small one, and what remains."""
    found, rest = np.empty_like(digits), np.zeros(digits.shape[1], np.int64)
    for place in reversed(range(len(digits))):
        rest = (rest << DIGIT) + digits[place]
        np.floor_divide(rest, by, out=found[place])
        rest -= found[place] * by
    return found, rest


def _most(size: Numbers, factors: Sequence[int], which: Numbers) -> int:
    """How large the sum of some products can get, at most."""
    unseen = max(0, largest(size).bit_length() + len(size).bit_length() - TOP)
    sums = np.zeros(len(factors), np.int64)
    np.add.at(sums, which, (size >> unseen) + bool(unseen))
    return sum(each * factor for each, factor in zip(sums.tolist(), factors, strict=True)) << unseen


@lru_cache(maxsize=64)
def _small_factors(number: int) -> tuple[int, ...] | None:
    """Numbers of at most 32 bits of which one is the product; None if none are found quickly."""
    found, left = [1], number
    for factor in range(2, 1 << 16):
        if factor * factor > left:
            break
        while left % factor == 0:
            left //= factor
            if found[-1] * factor < 1 << 32:
                found[-1] *= factor
            else:
                found.append(factor)
    return (*found, left) if left < 1 << 32 else None
