"""
Spark: the kernel by buckets of clients and the same question as SQL, on two cores of this machine.

``python -m benchmarks.columnar.peers.spark_peer FOLDER`` measures both, from Parquet to Parquet, where PySpark is, and
says how many rows differ.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession

from benchmarks.columnar.generate import SIZES, write_programme
from benchmarks.columnar.peers.processes import cpu_seconds
from benchmarks.report import text_table
from managed_mrr import spark as on_spark
from managed_mrr.amounts.currencies import MINOR_UNITS
from managed_mrr.evidence import LISTS

__all__ = ["by_kernel", "by_sql", "differing", "session", "timelines"]

HERE = Path(__file__).parent
BUCKETS = 16
PARTITIONS = 8
NEVER = 10_000_000
"""A day after all days, as a whole number."""


def session() -> SparkSession:
    """A session with two tasks at a time, as whoever has two cores would set it up."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.driver.memory": "4g",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
        "spark.sql.execution.arrow.maxBytesPerBatch": str(2**31 - 1),  # or Spark adds up the batch at every row
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(PARTITIONS),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def timelines(folder: Path, *, checked: bool = False) -> pa.Table:
    """
    All timelines: a row for each partner, client and run of days.

    Args:
        folder: Where the Parquet files are.
        checked: Whether to check the evidence first, which a query does not.
    """
    return by_kernel(folder, checked=checked).toArrow()


def by_kernel(folder: Path, *, checked: bool = False) -> DataFrame:
    """The same as a frame, of which nothing is computed yet."""
    session()
    paths = {name: folder / f"{name}.parquet" for name in LISTS}
    return on_spark.timelines(paths, buckets=BUCKETS, checked=checked)


def by_sql(folder: Path) -> DataFrame:
    """
    All timelines by SQL alone; what is exact is in no lowest terms.

    What the text caches is computed at once. Its names and settings are in a session of their own.
    """
    spark = session().newSession()
    spark.catalog.clearCache()
    for name in LISTS:
        spark.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
    minor = pa.table({"currency": list(MINOR_UNITS), "parts": [10**digits for digits in MINOR_UNITS.values()]})
    spark.createDataFrame(minor).createOrReplaceTempView("minor_units")
    prices = pq.read_schema(folder / "subscriptions.parquet").field("items").type.value_type.field("price").type
    multipliers = pq.read_schema(folder / "clients.parquet").field("points_multiplier").type
    *before, query = _statements(unit=10**prices.scale, multiplier=10**multipliers.scale)
    for statement in before:
        spark.sql(statement)
    return spark.sql(query)


def _statements(**values: int) -> list[str]:
    lines = (HERE / "spark_timelines.sql").read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("--"))
    return text.format(never=NEVER, partitions=PARTITIONS, **values).removesuffix(";\n").split(";\n")


HEAD = ["round", "kernel s", "SQL s", "x SQL", "kernel cpu s", "SQL cpu s", "cpu x", "rows", "differing"]
FORMS: Mapping[str, Callable[[Path], DataFrame]] = {"kernel": by_kernel, "SQL": by_sql}


def differing(one: Path, other: Path) -> int:
    """
    How many rows of either answer the other does not have, exact values compared by what they are.

    Args:
        one: A folder of Parquet.
        other: Another.
    """
    [(count,)] = duckdb.execute(
        """
        WITH one AS (FROM read_parquet($one)), other AS (FROM read_parquet($other))
        SELECT greatest(count(*), abs((SELECT count(*) FROM one) - (SELECT count(*) FROM other)))
        FROM one FULL JOIN other USING (partner, client, start)
        WHERE one.sharing IS NULL OR other.sharing IS NULL
            OR (one."end", one.currency, one.sharing) IS DISTINCT FROM (other."end", other.currency, other.sharing)
            OR (one.credit, one.points) IS DISTINCT FROM (other.credit, other.points)
            OR one.credit_numerator::HUGEINT * other.credit_denominator
                IS DISTINCT FROM other.credit_numerator::HUGEINT * one.credit_denominator
            OR one.points_numerator::HUGEINT * other.points_denominator
                IS DISTINCT FROM other.points_numerator::HUGEINT * one.points_denominator
        """,
        {"one": f"{one}/*.parquet", "other": f"{other}/*.parquet"},
    ).fetchall()
    return int(count)


def _measured(form: str, programme: Path, answer: Path) -> tuple[float, float]:
    """Seconds on the wall and of processor time from files to files, of Java and all workers together."""
    wall, cpu = perf_counter(), cpu_seconds()
    FORMS[form](programme).write.mode("overwrite").parquet(str(answer))
    return perf_counter() - wall, cpu_seconds() - cpu


def main() -> None:
    """Measure all timelines on Spark, by the kernel and by SQL in turns, and say whether the rows are the same."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.columnar.peers.spark_peer", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="where the Parquet files of a programme are")
    parser.add_argument("--rounds", type=int, default=2, help="how often to measure (default 2)")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        here = Path(name)
        write_programme(here / "warm", SIZES["XS"])
        answers = {form: here / form for form in FORMS}
        for form, answer in answers.items():
            _measured(form, here / "warm", answer)
        for number in range(given.rounds):
            taken = [_measured(form, given.folder, answer) for form, answer in answers.items()]
            row = [f"{number + 1} of {given.rounds}"]
            for kernel, query in zip(*taken, strict=True):
                row += [f"{kernel:.1f}", f"{query:.1f}", f"{kernel / query:.2f}"]
            row += [
                f"{pq.read_table(answers['kernel'], columns=['start']).num_rows:,}",
                str(differing(*answers.values())),
            ]
            print(text_table([HEAD, row], "All timelines on Spark, from Parquet to Parquet"), flush=True)


if __name__ == "__main__":
    main()
