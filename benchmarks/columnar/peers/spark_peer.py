"""Spark: the kernel by buckets of clients, on two cores of this machine."""

from pathlib import Path

import pyarrow as pa
from pyspark.sql import SparkSession

from managed_mrr import spark as on_spark
from managed_mrr.evidence import LISTS

__all__ = ["session", "timelines"]

BUCKETS = 16


def session() -> SparkSession:
    """A session with two tasks at a time, as whoever has two cores would set it up."""
    settings = {
        "spark.driver.memory": "4g",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "8",
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
    session()
    paths = {name: folder / f"{name}.parquet" for name in LISTS}
    return on_spark.timelines(paths, buckets=BUCKETS, checked=checked).toArrow()
