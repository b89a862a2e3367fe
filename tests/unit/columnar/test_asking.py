"""Asking: shards, progress, days."""

from datetime import date, datetime, timedelta

import pytest

from managed_mrr import (
    DateRange,
    PolicyError,
    Program,
    Term,
    UnknownTermsError,
    columnar,
    hubspot,
    managed_client,
)
from managed_mrr.columnar.asking import ranges
from managed_mrr.dates import DateError

JANUARY, DONE, LAST, DAY = date(2024, 1, 1), date(2024, 1, 15), date(2024, 3, 14), timedelta(days=1)
PORTFOLIO = columnar.read(
    columnar.tables_of(
        managed_client("north", "acme", start=JANUARY, price=900, activities=[DONE])
        | managed_client("east", "bolt", start=JANUARY, price=700, activities=[DONE])
        | managed_client("north", "cole", start=JANUARY, activities=[DONE])
    )
)


class TestRanges:
    def test_parts(self) -> None:
        """Every client is in one shard, also where there are more shards than clients."""
        assert list(ranges(2, 3)) == [(0, 0), (0, 1), (1, 2)]
        assert list(ranges(0, 1)) == [(0, 0)]

    @pytest.mark.parametrize("shards", [0, -1])
    def test_none(self, shards: int) -> None:
        """There is at least one."""
        with pytest.raises(ValueError, match=f"^shards is {shards}: expected at least 1$"):
            columnar.timelines(PORTFOLIO, shards=shards)


class TestTimelines:
    def test_order(self) -> None:
        """Rows are by partner, client and day, for any number of shards."""
        pairs = [("east", "bolt"), ("north", "acme"), ("north", "cole")]
        for shards in (1, 2, 5):
            found = columnar.timelines(PORTFOLIO, shards=shards)
            assert list(zip(found["partner"].to_pylist(), found["client"].to_pylist(), strict=True)) == pairs

    def test_cancelled(self) -> None:
        """What progress raises stops the work after the shard it was told of."""
        told = []

        def progress(done: int, total: int) -> None:
            told.append((done, total))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            columnar.timelines(PORTFOLIO, shards=3, progress=progress)
        assert told == [(1, 3)]

    def test_no_policy(self) -> None:
        """Something that is no policy is refused at once."""
        with pytest.raises(PolicyError):
            columnar.timelines(PORTFOLIO, policy="servicing")  # type: ignore[arg-type]

    def test_policy_is_kept(self) -> None:
        """The table says under which policy it was made."""
        found = columnar.timelines(PORTFOLIO, policy=hubspot.COMBINED)
        assert found.schema.metadata == {b"policy": b"combined"}


class TestEvaluate:
    @pytest.mark.parametrize(("day", "rows"), [(DONE - DAY, 0), (DONE, 3), (LAST, 3), (LAST + DAY, 0)])
    def test_boundaries(self, day: date, rows: int) -> None:
        """There is a line from the first day on, and none on the first day after, whatever it is asked of."""
        for source in (PORTFOLIO, columnar.timelines(PORTFOLIO)):
            assert columnar.evaluate(source, as_of=day).num_rows == rows

    def test_no_date(self) -> None:
        """An instant is no day."""
        with pytest.raises(DateError):
            columnar.evaluate(PORTFOLIO, as_of=datetime(2024, 3, 1))

    def test_unknown_terms(self) -> None:
        """A day beyond a program's terms is refused."""
        program = Program(name="terms", terms=[Term(hubspot.SERVICING, DateRange(JANUARY))])
        with pytest.raises(UnknownTermsError):
            columnar.evaluate(PORTFOLIO, as_of=date(2023, 12, 31), policy=program)
