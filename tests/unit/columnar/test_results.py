"""Columns of numbers as Arrow has them; what is too large is in ``test_near_64_bits.py``."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from managed_mrr import columnar, managed_client
from managed_mrr.columnar.results import CREDIT, POINTS, dates, decimals, ordinals
from managed_mrr.dates.edges import FIRST, FOREVER


class TestDates:
    def test_first_and_last(self) -> None:
        """The first and the last day of the calendar are days; what nothing ends is null; all come back."""
        given = np.array([FIRST, FOREVER - 1, FOREVER])
        found = dates(given)
        assert found.to_pylist() == [date.min, date.max, None]
        assert ordinals(pa.chunked_array([found])).tolist() == given.tolist()

    def test_no_rows(self) -> None:
        """No days are none."""
        assert len(dates(np.zeros(0, np.int64))) == 0
        assert ordinals(pa.chunked_array([], pa.date32())).tolist() == []


class TestDecimals:
    @pytest.mark.parametrize("units", [0, 1, -1, 2**63 - 1, -(2**63) + 1, 2**64, -(2**64), 10**37, -(10**37)])
    def test_digits(self, units: int) -> None:
        """Every digit is there, on either side of 0 and of 64 bits."""
        fits = abs(units) < 2**63
        column = np.array([units], np.int64) if fits else np.array([units], object)
        assert decimals(column, POINTS).to_pylist() == [Decimal(units).scaleb(-2)]

    def test_unknown(self) -> None:
        """What is unknown is null, whatever stands there, beyond the first eight rows, too."""
        known = np.arange(20) % 3 > 0
        found = decimals(np.arange(20), CREDIT, known).to_pylist()
        assert found == [Decimal(each).scaleb(-4) if each % 3 else None for each in range(20)]


class TestTimelineTable:
    def test_columns(self) -> None:
        """A timeline without any segment has the columns, and their types, of one with some."""
        january = date(2024, 1, 1)
        given = [managed_client("north", "acme", start=january, activities=done) for done in ([january], [])]
        some, none = (columnar.timelines(columnar.read(columnar.tables_of(each))) for each in given)
        assert none.num_rows == 0
        assert none.schema == some.schema
        assert some.schema.names == [
            "partner",
            "client",
            "start",
            "end",
            "currency",
            "credit",
            "credit_numerator",
            "credit_denominator",
            "points",
            "points_numerator",
            "points_denominator",
            "sharing",
        ]
