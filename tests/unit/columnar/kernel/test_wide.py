"""Numbers of up to 38 digits."""

import numpy as np
import pytest

from managed_mrr.columnar.kernel.wide import MOST, Wide


def wide(numbers: list[int], factor: int) -> Wide:
    """Some numbers times one."""
    return Wide.product(np.array(numbers, np.int64), [factor], np.zeros(len(numbers), np.int64))


class TestProduct:
    def test_largest(self) -> None:
        """38 digits are the most, so that Arrow's decimals hold them."""
        assert wide([-9], MOST // 9).list() == [-MOST]
        with pytest.raises(OverflowError, match="may take more than 38 digits: expected amounts and rates with fewer"):
            wide([10], MOST // 9)

    def test_sums(self) -> None:
        """What all of them may add up to is within 38 digits, too."""
        assert wide([9], 10**37).running().list() == [9 * 10**37]
        with pytest.raises(OverflowError, match="38 digits"):
            wide([9, 9], 10**37)

    def test_negative(self) -> None:
        """A number below 0 times one of many digits has the sign and all digits."""
        assert wide([-3, 2], 10**36 + 7).list() == [-3 * (10**36 + 7), 2 * (10**36 + 7)]

    def test_no_rows(self) -> None:
        """No numbers add up to none."""
        found = Wide.product(np.zeros(0, np.int64), [], np.zeros(0, np.int64))
        assert found.running().list() == found.rounded(100, 7).tolist() == []
        assert found.halves().shape == (0, 2)


class TestRounded:
    def test_negative(self) -> None:
        """A sum below 0 is rounded half to even as well."""
        assert wide([-1, -3, -5, -7], 1).rounded(1, 2).tolist() == [0, -2, -2, -4]
        assert wide([-1], 1).rounded(100, 3).tolist() == [-33]

    @pytest.mark.parametrize("sign", [1, -1])
    def test_beyond_64_bits(self, sign: int) -> None:
        """A result beyond 64 bits is one of Python's own integers."""
        assert wide([sign], 2**70).rounded(10, 1).tolist() == [sign * 10 * 2**70]
        assert wide([sign], 2**59).rounded(1, 1).tolist() == [sign * 2**59]

    @pytest.mark.parametrize("denominator", [2**61 - 1, (2**31 - 1) ** 3, 65_537 * 65_539 * 65_543])
    def test_large_prime_factors(self, denominator: int) -> None:
        """A denominator that takes long to factor is divided by all the same."""
        assert wide([7], denominator).rounded(1, denominator).tolist() == [7]

    def test_a_large_factor_within_32_bits(self) -> None:
        """What is left after the small factors is divided by as it is."""
        assert wide([3 * 65_521**2], 2**31 - 1).rounded(1, (2**31 - 1) * 2**40).tolist() == [
            round(3 * 65_521**2 * (2**31 - 1) / ((2**31 - 1) * 2**40))
        ]
