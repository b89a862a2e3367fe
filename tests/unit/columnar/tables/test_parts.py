import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from managed_mrr.columnar import read
from managed_mrr.columnar.evidence import Batch
from managed_mrr.columnar.tables import parts
from managed_mrr.columnar.tables.sources import InMemory, given

JANUARY = dt.date(2024, 1, 1)


def table(rows: int, **other: object) -> pa.Table:
    """Activities of as many days, one on each."""
    return pa.table(
        {
            "employee": pa.array([1] * rows, pa.int32()),
            "client": [1] * rows,
            "on": [JANUARY + dt.timedelta(days=row) for row in range(rows)],
            "tool": ["blog", "crm"] * (rows // 2),
            "action": ["edit"] * rows,
            **other,
        }
    )


def batches_of(source: object, start: int = 0, end: int = 10**6, *, checked: bool = True) -> list[Batch]:
    """The batches with days from one to another, counted from the first of January."""
    portfolio = read(
        partners=pa.table({"id": [1]}),
        clients=pa.table({"id": [1], "currency": ["EUR"]}),
        employees=pa.table({"id": [1], "partner": [1]}),
        activities=source,
        checked=checked,
    )
    first = JANUARY.toordinal()
    return [batch() for batch in portfolio.evidence.activities.batches(first + start, first + end, each=True)]


def rows_of(batches: list[Batch]) -> list[list[int]]:
    """The places of activities in each batch."""
    return [batch.everything().row.tolist() for batch in batches]


class TestFiles:
    def test_row_groups(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Row groups are read one or several at a time, and those of other days are not."""
        path = tmp_path / "activities.parquet"
        pq.write_table(table(10), path, row_group_size=2)
        assert rows_of(batches_of(path)) == [list(range(10))]
        monkeypatch.setattr(parts, "ROWS", 5)
        assert rows_of(batches_of(path)) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
        assert rows_of(batches_of(path, 3, 4)) == [[0, 1, 2, 3]]
        assert rows_of(batches_of(path, 4, 8, checked=False)) == [[4, 5, 6, 7]]
        assert rows_of(batches_of(path, 10)) == []

    @pytest.mark.parametrize("statistics", [False, True])
    def test_statistics(self, tmp_path: Path, *, statistics: bool) -> None:
        """A row group that says nothing about its days is read, and one whose days no date can name."""
        path = tmp_path / "activities.parquet"
        days = pa.array([2932897, 0], pa.int32()).view(pa.date32()) if statistics else table(2)["on"]
        pq.write_table(table(2).set_column(2, "on", days), path, write_statistics=statistics)
        (part,) = parts.parts_of(given("activities", path))
        assert part.days == parts.EVER

    def test_other_columns(self, tmp_path: Path) -> None:
        """A table without days, or without rows, has parts as well, or none."""
        path = tmp_path / "activities.parquet"
        pq.write_table(pa.table({"tool": ["crm"]}), path)
        (part,) = parts.parts_of(given("activities", path))
        assert (part.days, part.has_ids) == (parts.EVER, False)
        pq.write_table(pa.table({"tool": pa.array([], pa.string())}), path)
        assert parts.parts_of(given("activities", path)) == ()

    def test_ids(self, tmp_path: Path) -> None:
        """Ids of which a file says that there are none are not read."""
        path = tmp_path / "activities.parquet"
        for ids, statistics, found in [
            ([None, None], True, False),
            ([None, None], False, True),
            (["a1", None], True, True),
        ]:
            pq.write_table(table(2, id=pa.array(ids, pa.string())), path, write_statistics=statistics)
            (part,) = parts.parts_of(given("activities", path))
            assert part.has_ids == found
            assert rows_of(batches_of(path)) == [[0, 1]]

    def test_words(self, tmp_path: Path) -> None:
        """Words are read as few different ones, whatever the type that was written."""
        path = tmp_path / "activities.parquet"
        for stored in (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())):
            tools = table(4)["tool"].combine_chunks().cast(stored)
            pq.write_table(table(4).set_column(3, "tool", tools), path, row_group_size=2)
            (batch,) = batches_of(path)
            assert [batch.tool.words[code] for code in batch.tool.codes] == ["blog", "crm", "blog", "crm"]


class TestMemory:
    def test_pieces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Large pieces are read as they are, small ones are joined first."""
        pieces = pa.concat_tables([table(4), table(4)])
        assert rows_of(batches_of(pieces)) == [list(range(8))]
        monkeypatch.setattr(parts, "FEW", 2)
        assert rows_of(batches_of(pieces)) == [[0, 1, 2, 3], [4, 5, 6, 7]]
        monkeypatch.setattr(parts, "ROWS", 3)
        assert rows_of(batches_of(pieces, 3)) == [[3], [7]]

    @pytest.mark.parametrize(
        "tools",
        [
            pa.array(["blog", "crm"], pa.string_view()),
            pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.uint8()), pa.array(["crm", "blog"])),
            pa.DictionaryArray.from_arrays(pa.array([0, 2]), pa.array(["blog", None, "crm"])),
        ],
    )
    def test_words(self, tools: pa.Array) -> None:
        """Text is the same however it is encoded."""
        (batch,) = batches_of(table(2).set_column(3, "tool", tools))
        assert [batch.tool.words[code] for code in batch.tool.codes] == ["blog", "crm"]

    def test_nothing(self) -> None:
        """No activities make no batches."""
        assert batches_of(table(2).slice(0, 0)) == []
        assert [len(part) for part in parts.parts_of(InMemory(table(2)))] == [2]

    def test_ids_by_different_ones(self) -> None:
        """Ids of activities may be encoded as words are."""
        ids = pa.array(["a1", "a1"]).dictionary_encode()
        same = pa.concat_tables([table(2).slice(0, 1)] * 2).append_column("id", ids)
        assert rows_of(batches_of(same)) == [[0]]
