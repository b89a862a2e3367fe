from datetime import date

import numpy as np
import pytest

from managed_mrr import columnar, managed_client
from managed_mrr.columnar.kernel.exact import LARGEST, Fractions

JANUARY, FIRST = date(2024, 1, 1), date(2024, 1, 15)


def in_columns(price: int) -> columnar.ColumnarPortfolio:
    """A client that pays so much a month."""
    return columnar.read(
        columnar.tables_of(managed_client("north", "acme", start=JANUARY, price=price, activities=[FIRST]))
    )


class TestRounding:
    @pytest.mark.parametrize(
        ("numerator", "denominator", "digits", "rounded"),
        [
            (2**62, 2**62 + 1, 0, 1),
            (LARGEST - 1, LARGEST, 0, 1),
            (2**62, LARGEST, 0, 1),
            (2**62 - 1, LARGEST, 0, 0),
            (-1, 2, 0, 0),
            (-3, 2, 0, -2),
            (LARGEST, 2, 0, 2**62),
            (LARGEST, 1, 4, LARGEST * 10**4),
            (LARGEST, 7, 1, (LARGEST * 10 + 3) // 7),
        ],
    )
    def test_half_even(self, numerator: int, denominator: int, digits: int, rounded: int) -> None:
        """Fractions are rounded half to even, however near to 64 bits they are."""
        found = Fractions(np.array([numerator]), np.array([denominator])).rounded(np.array([digits]))
        assert found.tolist() == [rounded]

    def test_credit_is_shown_with_all_digits(self) -> None:
        """The decimal column holds amounts whose digits take more than 64 bits."""
        found = columnar.timelines(in_columns(10**17))
        assert [int(each) for each in found["credit"].to_pylist()] == [10**17]


class TestTooLarge:
    def test_credit(self) -> None:
        """An amount that takes more than 64 bits is refused; the message names the line and the day."""
        with pytest.raises(columnar.TooLargeError) as error:
            columnar.timelines(in_columns(10**19))
        assert str(error.value) == (
            "the credit of north for acme on 2024-01-15 is 10000000000000000000/1: "
            "expected numerator and denominator within 64 bits; ask the objects, which have no such limit"
        )
