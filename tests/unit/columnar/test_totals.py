"""What the lines of partners add up to; that it is what statements add up to is a law."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from managed_mrr import columnar, managed_client
from managed_mrr.dates import DateError

JANUARY, DONE, MARCH = date(2024, 1, 1), date(2024, 1, 15), date(2024, 3, 15)


def built(*prices: int, currency: str = "USD") -> pa.Table:
    """The timeline of a partner with a client for each price."""
    portfolio = managed_client("north", "c0", start=JANUARY, activities=[DONE], currency=currency)
    for number, price in enumerate(prices, 1):
        portfolio |= managed_client(
            "north", f"c{number}", start=JANUARY, price=price, activities=[DONE], currency=currency
        )
    return columnar.timelines(columnar.read(columnar.tables_of(portfolio)))


class TestTotals:
    def test_by_change(self) -> None:
        """A row holds from its first day up to, and without, its last."""
        (row,) = columnar.totals(built(900, 700)).to_pylist()
        assert (row["start"], row["end"], row["lines"], row["points"]) == (DONE, MARCH, 3, Decimal("16.00"))

    def test_by_day(self) -> None:
        """By day there is a row for each day with lines, and none for the end."""
        found = columnar.totals(built(900), start=date(2024, 3, 13), end=date(2024, 3, 17), every="day", by="currency")
        assert found["day"].to_pylist() == [date(2024, 3, 13), date(2024, 3, 14)]
        assert found["credit"].to_pylist() == [900, 900]

    def test_clipped(self) -> None:
        """By change rows are clipped to the days asked for; with no days there are none."""
        found = columnar.totals(built(900), start=date(2024, 2, 1), end=date(2024, 2, 3))
        assert (found["start"].to_pylist(), found["end"].to_pylist()) == ([date(2024, 2, 1)], [date(2024, 2, 3)])
        assert columnar.totals(built(900), start=DONE, end=DONE).num_rows == 0
        assert columnar.totals(built(900), start=DONE, end=DONE, every="day").num_rows == 0

    def test_open(self) -> None:
        """What nothing ends has no end."""
        last = date.max - timedelta(days=3)
        forever = managed_client("north", "acme", start=JANUARY, price=900, activities=[last])
        found = columnar.totals(columnar.timelines(columnar.read(columnar.tables_of(forever))))
        assert (found["start"].to_pylist(), found["end"].to_pylist()) == ([last], [None])

    @pytest.mark.parametrize(("start", "end"), [(None, None), (JANUARY, None), (None, JANUARY)])
    def test_by_day_takes_two(self, start: date | None, end: date | None) -> None:
        """By day both ends are given."""
        with pytest.raises(DateError, match=r"^totals by day take start and end: expected two dates$"):
            columnar.totals(built(900), every="day", start=start, end=end)

    def test_no_dates(self) -> None:
        """An instant is no day."""
        with pytest.raises(DateError):
            columnar.totals(built(900), start=datetime(2024, 1, 1))

    @pytest.mark.parametrize("given", [{"every": "week"}, {"by": "client"}])
    def test_other_ways(self, given: Any) -> None:  # noqa: ANN401 -- a mistake
        """There are two ways in time and two of grouping, and no others."""
        with pytest.raises(ValueError, match=r" is '(week|client)': expected '(change|partner)' or '(day|currency)'$"):
            columnar.totals(built(900), **given)

    def test_unknown(self) -> None:
        """With a line of unknown points the points are unknown, and those of the others are known."""
        both = pa.concat_tables([built(900), built(5, currency="KWD")])
        (row,) = columnar.totals(both).to_pylist()
        assert (row["points"], row["known_points"], row["unknown"]) == (None, Decimal("9.00"), 2)
        by_currency = columnar.totals(both, by="currency").to_pylist()
        assert [(row["currency"], row["credit"], row["points"]) for row in by_currency] == [
            ("KWD", Decimal("5.0000"), None),
            ("USD", Decimal("900.0000"), Decimal("9.00")),
        ]

    def test_of_parts(self, tmp_path: Path) -> None:
        """Totals of a table in parts, or from files, are in order, too."""
        parts = [built(900).slice(1), built(900).slice(0, 1)]
        for number, part in enumerate(parts):
            pq.write_table(part, tmp_path / f"{number}.parquet")
        whole = columnar.totals(built(900))
        assert columnar.totals(pa.concat_tables(parts)).equals(whole)
        assert columnar.totals(pq.read_table(tmp_path)).to_pylist() == whole.to_pylist()

    def test_yen_beyond_64_bits(self) -> None:
        """Rounded sums of a currency without decimals may take more than 64 bits."""
        found = columnar.totals(built(*[2**60] * 9, currency="JPY"), by="currency")
        assert [int(each) for each in found["credit"].to_pylist()] == [9 * 2**60]
        assert found["credit_numerator"].to_pylist() == [9 * 2**60]

    def test_negative(self) -> None:
        """Credit below 0, as a rule of one's own may count, is added up as any other."""
        table = built(900)
        for name in ("credit", "points"):
            at = table.schema.get_field_index(f"{name}_numerator")
            below = pa.array([None if each is None else -each for each in table[at].to_pylist()], pa.int64())
            table = table.set_column(at, f"{name}_numerator", below)
        (row,) = columnar.totals(table, by="currency").to_pylist()
        assert (row["credit"], row["points"], row["credit_numerator"]) == (-900, -9, -900)

    def test_too_many_digits(self) -> None:
        """Fractions that have no common denominator of 38 digits are refused."""
        table = built(*range(1, 4))
        primes = [2**61 - 1, 2**31 - 1, 2**19 - 1, 2**53 - 111]
        at = table.schema.get_field_index("points_denominator")
        other = table.set_column(at, "points_denominator", pa.array(primes, pa.int64()))
        with pytest.raises(OverflowError, match="expected a denominator of at most 38 digits"):
            columnar.totals(other)
