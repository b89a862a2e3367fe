"""
Wide: columns of whole numbers of up to 127 bits, for sums over what has no small common denominator.

A number is kept as digits to the base ``2 ** 30``, one row of 64-bit integers for each; products of two digits, and
sums of billions of digits, cannot wrap. The digits are brought back below their base only when they are shown.
"""

from collections.abc import Sequence
from functools import lru_cache

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Numbers
from managed_mrr.columnar.exact import largest

__all__ = ["Wide"]


def __dir__() -> list[str]:
    return __all__


DIGIT = 30
"""How many bits a digit has."""

COUNT = 5
"""How many digits a number has; the last one has the sign."""

LOW = (1 << DIGIT) - 1

BITS = 127

SPARE = 26
"""How many bits are left for sums of many numbers."""


@attrs.frozen(eq=False)
class Wide:
    """
    A column of numbers.

    Attributes:
        digits: The digits, the lowest first: a row for each place, a column for each number.

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
            OverflowError: A product, or a sum of some million, takes more than 127 bits.
        """
        if (largest(one) * max(factors, default=0)).bit_length() > BITS - SPARE:
            msg = "sums over these amounts take more than 127 bits: expected amounts and rates with fewer digits"
            raise OverflowError(msg)
        theirs = np.array([[each >> DIGIT * place & LOW for each in factors] for place in range(COUNT)], np.int64)
        found = np.zeros((COUNT, len(one)), np.int64)
        for place, digit in enumerate((one & LOW, one >> DIGIT & LOW, one >> 2 * DIGIT)):
            for above in range(COUNT - place):
                if theirs[above].any():
                    found[place + above] += digit * theirs[above][which]
            _carry(found)
        return cls(found)

    def __getitem__(self, rows: Numbers) -> "Wide":
        return Wide(self.digits[:, rows])

    def running(self) -> "Wide":
        """The sums of the column up to each row."""
        return Wide(_carry(np.cumsum(self.digits, axis=1)))

    def rounded(self, times: int, denominator: int) -> Numbers:
        """
        So many times the numbers divided by a denominator, rounded half to even.

        Raises:
            OverflowError: A result takes more than 60 bits.

        Examples:
            >>> Wide.product(np.array([1, 3, 5]), [1], np.array([0, 0, 0])).rounded(1, 2).tolist()
            [0, 2, 2]
        """
        digits, exact = _carry(self.digits * (2 * times)), np.ones(self.digits.shape[1], np.bool_)
        for factor in _small_factors(denominator):
            digits, rest = _divided(digits, factor)
            exact &= rest == 0
        if digits[2:].any():
            msg = "a rounded sum takes more than 60 bits: expected smaller amounts"
            raise OverflowError(msg)
        halves = digits[0] | digits[1] << DIGIT
        whole, odd = halves >> 1, (halves & 1).astype(np.bool_)
        found: Numbers = whole + (odd & (~exact | (whole & 1).astype(np.bool_)))
        return found

    def halves(self) -> Numbers:
        """The numbers as 128 bits each, the lower half first, as Arrow has its decimals."""
        digits = self.digits.astype(np.uint64)
        found = np.empty((self.digits.shape[1], 2), np.uint64)
        found[:, 0] = digits[0] | digits[1] << np.uint64(DIGIT) | digits[2] << np.uint64(2 * DIGIT)
        found[:, 1] = digits[2] >> np.uint64(4) | digits[3] << np.uint64(26) | digits[4] << np.uint64(56)
        return found

    def list(self) -> list[int]:
        """The numbers one by one."""
        return [sum(int(digit) << DIGIT * place for place, digit in enumerate(each)) for each in self.digits.T]


def _carry(digits: Numbers) -> Numbers:
    """Bring every digit but the last one below the base, in place."""
    for place in range(COUNT - 1):
        digits[place + 1] += digits[place] >> DIGIT
        digits[place] &= LOW
    return digits


def _divided(digits: Numbers, by: int) -> tuple[Numbers, Numbers]:
    """Numbers divided by a small one, and what remains."""
    found, rest = np.zeros_like(digits), np.zeros(digits.shape[1], np.int64)
    filled = max((place for place in range(COUNT) if digits[place].any()), default=-1)
    for place in reversed(range(filled + 1)):
        rest = (rest << DIGIT) + digits[place]
        found[place] = rest // by
        rest -= found[place] * by
    return found, rest


@lru_cache(maxsize=64)
def _small_factors(number: int) -> tuple[int, ...]:
    """
    Numbers of at most 32 bits of which one is the product.

    Raises:
        OverflowError: It has a larger prime factor.
    """
    found, prime, left = [1], 2, number
    while left > 1:
        if prime * prime > left:
            prime = left
        if prime >= 1 << 32:
            msg = f"no division by {number}, which has a prime factor of more than 32 bits: expected simpler rates"
            raise OverflowError(msg)
        while left % prime == 0:
            left //= prime
            if found[-1] * prime < 1 << 32:
                found[-1] *= prime
            else:
                found.append(prime)
        prime += 1
    return tuple(found)
