"""The SQL that Spark is measured against gives the rows of the columns."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.columnar.generate import SIZES, write_programme
from benchmarks.columnar.peers import spark_peer
from managed_mrr import columnar


@pytest.mark.usefixtures("spark")
class TestSql:
    @pytest.mark.parametrize("text_ids", [False, True])
    def test_is_no_other_question(self, tmp_path: Path, *, text_ids: bool) -> None:
        """Start, end, credit, points and who shares them are the same, whatever ids are."""
        write_programme(tmp_path / "programme", SIZES["XS"], seed=2, text_ids=text_ids)
        expected = columnar.timelines(columnar.read(tmp_path / "programme"))
        (tmp_path / "columns").mkdir()
        pq.write_table(expected, tmp_path / "columns" / "timelines.parquet")
        spark_peer.by_sql(tmp_path / "programme").write.parquet(str(tmp_path / "sql"))
        assert expected.num_rows > 0
        assert spark_peer.differing(tmp_path / "columns", tmp_path / "sql") == 0
