"""What is wrong with evidence on a cluster is told in one report, the same however the work is divided."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyspark.errors import PythonException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

import managed_mrr as mm
from managed_mrr import columnar
from managed_mrr import spark as on_spark
from managed_mrr.testing import random_portfolio

Frames = dict[str, DataFrame]

DAY = date(2024, 3, 1)

REPORT = Path(__file__).with_name("report.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def faulty(spark: SparkSession) -> Frames:
    """A fault of every kind, some in rows that qualify and some in rows that do not."""
    done = [
        ("a1", "ann", "acme", DAY, "crm", "edit"),
        ("a1", "ann", "bolt", DAY, "crm", "edit"),
        ("a2", "ann", "acme", DAY, "crm", "login"),
        ("a2", "ann", "acme", DAY, "crm", "login"),
        ("a3", "eve", "bolt", DAY, "crm", "login"),
        ("a4", "ann", "bolt", DAY, "", "edit"),
        (None, "ann", "cog", DAY, "crm", "edit"),
        (None, "ann", None, DAY, "crm", "view"),
    ]
    return {
        "partners": spark.createDataFrame([("north",), ("north",)], "id string"),
        "clients": spark.createDataFrame([("acme", "EUR"), ("bolt", "USD")], "id string, currency string"),
        "employees": spark.createDataFrame([("ann", "north"), ("bob", "south")], "id string, partner string"),
        "links": spark.createDataFrame(
            [("ann", "acme", DAY, DAY), ("eve", "acme", DAY, None)],
            "employee string, client string, start date, end date",
        ),
        "activities": spark.createDataFrame(
            done, "id string, employee string, client string, on date, tool string, action string"
        ),
        "subscriptions": spark.createDataFrame(
            [("s1", "acme", DAY, []), ("s1", "cog", DAY, [])],
            "id string, client string, start date, items array<struct<product: string, price: string, start: date>>",
        ),
    }


def report(frames: Mapping[str, DataFrame], buckets: int) -> str:
    """What is wrong."""
    with pytest.raises(mm.PortfolioError) as caught:
        on_spark.timelines(frames, buckets=buckets)
    return str(caught.value)


class TestCheck:
    @pytest.mark.parametrize("buckets", [1, 7])
    def test_report(self, faulty: Frames, buckets: int) -> None:
        """Every fault stands in it once, with what tells the row from others, and without its bucket."""
        shuffled = {name: frame.repartition(3).orderBy(sql.rand(buckets)) for name, frame in faulty.items()}
        assert report(shuffled, buckets) + "\n" == REPORT

    def test_nothing_wrong(self, spark: SparkSession) -> None:
        """Good evidence passes, also with the same activity twice."""
        tables = columnar.tables_of(random_portfolio(1, clients=4, partners=2, activities=90))
        frames = {name: spark.createDataFrame(table) for name, table in tables.items()}
        frames["activities"] = frames["activities"].union(frames["activities"].limit(9))
        on_spark.check(frames, buckets=3)

    def test_too_much(self, faulty: Frames, spark: SparkSession) -> None:
        """Of very many faults a thousand are told, and that there are more."""
        links = pa.table({"employee": ["ann"] * 1200, "client": [f"c{n}" for n in range(1200)], "start": [DAY] * 1200})
        told = report({**faulty, "links": spark.createDataFrame(links)}, 2).splitlines()
        assert len(told) == 1002
        assert told[-1].endswith("got 'more rows with problems', expected none; mend those above, and check again")

    def test_unchecked(self, faulty: Frames) -> None:
        """Without the check, work ends at the first fault it meets."""
        good = {**faulty, "partners": faulty["partners"].limit(1), "employees": faulty["employees"].limit(1)}
        found = on_spark.timelines(good, buckets=2, checked=False)
        with pytest.raises(PythonException, match="the portfolio has"):
            found.collect()

    def test_people_unchecked(self, faulty: Frames) -> None:
        """What is about no client is always checked, as it is here anyway."""
        with pytest.raises(mm.PortfolioError, match=r"employees.*south"):
            on_spark.timelines(faulty, buckets=2, checked=False)


class TestColumns:
    def test_all_at_once(self, faulty: Frames, spark: SparkSession) -> None:
        """Columns that do not fit are told before any work is done."""
        instant = spark.createDataFrame(
            [(1, "ann", "acme", datetime(2024, 3, 1), "crm", "edit", "x")],
            "id int, employee string, client string, on timestamp, tool string, action string, note string",
        )
        with pytest.raises(mm.PortfolioError) as caught:
            on_spark.check({**faulty, "activities": instant, "link": faulty["links"]})
        assert [problem.path for problem in caught.value.problems] == ["activities.on", "activities.note", "link"]

    def test_missing(self, faulty: Frames) -> None:
        """So are tables that must be there."""
        with pytest.raises(mm.PortfolioError, match="the table 'clients', which must be there"):
            on_spark.check({"partners": faulty["partners"]})
