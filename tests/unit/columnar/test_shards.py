"""Timelines written part by part, and gone on with after a stop."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from managed_mrr import Portfolio, columnar, hubspot, managed_client
from managed_mrr.columnar.shards import _fingerprint

JANUARY, DONE = date(2024, 1, 1), date(2024, 1, 15)
TWO = managed_client("north", "acme", start=JANUARY, price=900, activities=[DONE]) | managed_client(
    "east", "bolt", start=JANUARY, price=700, activities=[DONE]
)


def columns_of(portfolio: Portfolio = TWO) -> columnar.ColumnarPortfolio:
    """The same evidence as columns."""
    return columnar.read(columnar.tables_of(portfolio))


class TestWriteTimelines:
    def test_parts(self, tmp_path: Path) -> None:
        """There is a file for each shard, together they are the timelines, and no unfinished file is left."""
        told: list[tuple[int, int]] = []
        folder = columnar.write_timelines(
            columns_of(), tmp_path / "out", shards=3, progress=lambda *step: told.append(step)
        )
        files = sorted(folder.glob("*.parquet"))
        assert [file.name for file in files] == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
        assert {file.name for file in folder.iterdir()} == {*(file.name for file in files), "_manifest.json"}
        found = pa.concat_tables([pq.read_table(file) for file in files]).to_pylist()
        whole = columnar.timelines(columns_of()).to_pylist()
        assert sorted(found, key=lambda row: row["partner"]) == whole
        assert told == [(1, 3), (2, 3), (3, 3)]

    def test_goes_on(self, tmp_path: Path) -> None:
        """After a stop the finished files stay as they are, and the others are written."""

        def stop(done: int, total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            columnar.write_timelines(columns_of(), tmp_path, shards=2, progress=stop)
        (finished,) = tmp_path.glob("*.parquet")
        before = finished.stat().st_mtime_ns
        columnar.write_timelines(columns_of(), tmp_path, shards=2)
        assert finished.stat().st_mtime_ns == before
        assert len(list(tmp_path.glob("*.parquet"))) == 2

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"policy": hubspot.COMBINED}, "policy"),
            ({"shards": 3}, "shards"),
            ({"portfolio": columns_of(managed_client("north", "acme", start=JANUARY))}, "evidence"),
        ],
        ids=["policy", "shards", "evidence"],
    )
    def test_other_timelines(self, tmp_path: Path, change: dict[str, object], said: str) -> None:
        """A folder with parts of other timelines is refused, and says in what they differ."""
        columnar.write_timelines(columns_of(), tmp_path, shards=2)
        given: dict[str, object] = {"portfolio": columns_of(), "folder": tmp_path, "shards": 2, **change}
        with pytest.raises(columnar.OtherTimelinesError, match=f"holds parts of timelines with other {said}: expected"):
            columnar.write_timelines(**given)  # type: ignore[arg-type]

    def test_other_files(self, tmp_path: Path) -> None:
        """So is one with other Parquet files."""
        pq.write_table(pa.table({"id": [1]}), tmp_path / "clients.parquet")
        with pytest.raises(columnar.OtherTimelinesError, match="holds Parquet files that are no parts of timelines"):
            columnar.write_timelines(columns_of(), tmp_path)

    def test_amounts_beyond_64_bits(self) -> None:
        """Amounts in the evidence that take more than 64 bits are told apart, too."""
        prints = {
            _fingerprint(columns_of(managed_client("north", "acme", start=JANUARY, price=10**30 + more)).evidence)
            for more in (0, 1, 1)
        }
        assert len(prints) == 2
