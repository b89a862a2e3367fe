import datetime as dt
import sys
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import dataset

import managed_mrr as mm
from managed_mrr.columnar import read
from managed_mrr.columnar.tables.sources import given

JANUARY = dt.date(2024, 1, 1)
LINKS: dict[str, list[Any]] = {"employee": ["ann"], "client": ["acme"], "start": [JANUARY]}


def links_from(source: object) -> tuple[mm.Link, ...]:
    """The links that are read from a table."""
    return (
        read(
            partners=pa.table({"id": ["north"]}),
            clients=pa.table({"id": ["acme"], "currency": ["EUR"]}),
            employees=pa.table({"id": ["ann"], "partner": ["north"]}),
            links=source,
        )
        .portfolio()
        .links
    )


class TestGiven:
    @pytest.mark.parametrize(
        "source",
        [
            pa.table(LINKS),
            pa.record_batch(LINKS),
            pa.table(LINKS).to_reader(),
            dataset.dataset(pa.table(LINKS)),
            pl.DataFrame(LINKS),
            pl.LazyFrame(LINKS),
            pd.DataFrame(LINKS),
            nw.from_native(pd.DataFrame(LINKS)),
            nw.from_native(pl.LazyFrame(LINKS)),
        ],
        ids=lambda source: f"{type(source).__module__}.{type(source).__name__}",
    )
    def test_frames(self, source: object) -> None:
        """A table may be any frame that Arrow or narwhals knows."""
        assert links_from(source) == (mm.Link("ann", client="acme", start=JANUARY),)

    def test_duckdb(self) -> None:
        """A relation of DuckDB is a table."""
        relation = duckdb.sql("SELECT 'ann' AS employee, 'acme' AS client, DATE '2024-01-01' AS start")
        assert links_from(relation) == (mm.Link("ann", client="acme", start=JANUARY),)

    def test_paths(self, tmp_path: Path) -> None:
        """A path is text or a path, and names a file or a folder."""
        pq.write_table(pa.table(LINKS), tmp_path / "a.parquet")
        for source in (tmp_path, str(tmp_path), tmp_path / "a.parquet", [str(tmp_path / "a.parquet")]):
            assert len(given("links", source)) == 1

    def test_damaged_dataset(self, tmp_path: Path) -> None:
        """A dataset that cannot be read is part of the report."""
        pq.write_table(pa.table(LINKS), tmp_path / "a.parquet")
        files = dataset.dataset(tmp_path / "a.parquet")
        (tmp_path / "a.parquet").write_bytes(b"no longer")
        with pytest.raises(mm.PortfolioError) as raised:
            links_from(files)
        (problem,) = raised.value.problems
        assert (problem.path, problem.hint) == ("links", "make it again")

    def test_without_narwhals(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Frames that only narwhals knows take the extra."""
        monkeypatch.setitem(sys.modules, "narwhals", None)
        with pytest.raises(mm.MissingExtraError, match=r"install managed-mrr\[columnar\]"):
            links_from(pl.LazyFrame(LINKS))
