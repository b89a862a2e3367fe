"""What every test run shares: Hypothesis profiles, and the examples in documents and docstrings as tests."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from sybil import Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser
from sybil.sybil import SybilCollection

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, print_blob=True)
# Watching each line trebles the time a law takes; what only rare examples would visit deserves a test of its own.
settings.register_profile("few", max_examples=20, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("thorough", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

readme = Sybil([PythonCodeBlockParser(), SkipParser()], pattern="README.md")
pages = Sybil([PythonCodeBlockParser(), SkipParser()], path="docs", pattern="*.md", excludes=["how-to/spark.md"])
docstrings = Sybil([DocTestParser()], path="src", pattern="*.py", excludes=["managed_mrr/spark/*"])
on_spark = Sybil([DocTestParser()], path="src/managed_mrr/spark", pattern="*.py", fixtures=["spark"])
spark_page = Sybil([PythonCodeBlockParser(), SkipParser()], path="docs/how-to", pattern="spark.md", fixtures=["spark"])

pytest_collect_file = SybilCollection([readme, pages, docstrings, on_spark, spark_page]).pytest()

collect_ignore = ["tests/spark", "src/managed_mrr/spark", "docs/how-to/spark.md"]
"""What takes PySpark, which is too large to be part of every run; `make spark` names it."""

SETTINGS = {
    "spark.driver.memory": "2g",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "3",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A Spark session on this machine: two tasks at a time, each tried up to three times, nothing shown."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- not there in an ordinary run

    builder = SparkSession.builder.master("local[2,3]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
