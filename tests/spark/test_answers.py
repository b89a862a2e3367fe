"""
On Spark the answers are those of the objects, for any number of buckets, in whatever order the rows come.

How the work is divided is no clause; every client sees the same evidence and the same rules.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pyspark import cloudpickle
from pyspark.errors import PythonException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

import managed_mrr as mm
from managed_mrr import columnar
from managed_mrr import spark as on_spark
from managed_mrr.evidence import LISTS
from managed_mrr.spark.asking import plain
from managed_mrr.testing import portfolios, random_portfolio

by_value: Callable[[ModuleType], None] = cloudpickle.register_pickle_by_value
by_value(sys.modules[__name__])  # the workers do not have the tests

Row = tuple[Any, ...]

MANY = 300
"""How many random portfolios are answered as one."""

DAY = date(2024, 3, 1)
IDS = ("id", "partner", "client", "employee")
ORDER = [(name, "ascending") for name in ("partner", "client", "start")]


@attrs.frozen
class OnWeekends(mm.Rule[mm.PartnerAtClient]):
    """Holds from the first Saturday after anybody's first link on, and has no columnar form."""

    def __str__(self) -> str:
        return "since a weekend"

    def days(self, facts: mm.PartnerAtClient, within: mm.DateRange = mm.EVER) -> mm.DateSet:
        """From that Saturday on."""
        starts = [link.start.toordinal() for each in facts.employees for link in each.links]
        if not starts:
            return mm.DateSet()
        saturday = min(starts) + (6 - min(starts)) % 7
        return mm.DateSet([mm.DateRange(date.fromordinal(saturday), None)])


POLICIES: Mapping[str, mm.Policy] = {
    "servicing": mm.hubspot.SERVICING,
    "partner of record": mm.hubspot.PARTNER_OF_RECORD,
    "combined": mm.hubspot.COMBINED,
    "a minimum, which counts": attrs.evolve(
        mm.hubspot.SERVICING, eligibility=mm.LiveActivity() & mm.MinimumActivity(count=2, within=30)
    ),
    "one that holds without evidence": attrs.evolve(mm.hubspot.SERVICING, eligibility=~mm.LiveActivity()),
    "a rule without a columnar form": attrs.evolve(mm.hubspot.SERVICING, eligibility=mm.LiveActivity() & OnWeekends()),
    "two terms": mm.Program(
        name="two terms",
        terms=[
            mm.Term(mm.hubspot.SERVICING, mm.DateRange(None, DAY)),
            mm.Term(mm.hubspot.COMBINED, mm.DateRange(DAY, None)),
        ],
    ),
}


@cache
def cases() -> tuple[mm.Portfolio, ...]:
    """Random portfolios whose exact numbers fit into columns, with nothing of one in another."""
    found: list[mm.Portfolio] = []

    @settings(
        max_examples=MANY,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(portfolios())
    def collect(portfolio: mm.Portfolio) -> None:
        if all(fits(row) for row in of_objects(portfolio, POLICIES["one that holds without evidence"])):
            found.append(marked(portfolio, f"{len(found)}."))

    collect()
    return tuple(found)


def fits(row: Row) -> bool:
    """Whether the exact numbers of a row take no more than 64 bits, whoever shares."""
    exact = [each for each in row if isinstance(each, Fraction)]
    return all(max(abs(each.numerator), each.denominator) < 1 << 55 for each in exact)


def marked(portfolio: mm.Portfolio, mark: str) -> mm.Portfolio:
    """A portfolio in which every id begins with a mark."""
    return mm.Portfolio(**{name: [_marked(record, mark) for record in getattr(portfolio, name)] for name in LISTS})


def _marked(record: Any, mark: str) -> Any:  # noqa: ANN401 -- a record of any list
    ids = {field.name: getattr(record, field.name) for field in attrs.fields(type(record)) if field.name in IDS}
    return attrs.evolve(record, **{name: mark + value for name, value in ids.items() if value is not None})


def united(portfolios: Iterable[mm.Portfolio]) -> dict[str, pa.Table]:
    """Many portfolios as the tables of one."""
    tables = [columnar.tables_of(portfolio) for portfolio in portfolios]
    return {name: pa.concat_tables([each[name] for each in tables]).combine_chunks() for name in LISTS}


def frames(spark: SparkSession, tables: Mapping[str, pa.Table]) -> dict[str, DataFrame]:
    """Tables as Spark has them."""
    return {name: spark.createDataFrame(table) for name, table in tables.items()}


def of_objects(portfolio: mm.Portfolio, policy: mm.Policy) -> Iterator[Row]:
    """The timelines of the objects as rows."""
    for (partner, client), timeline in mm.timelines(portfolio, policy=policy).items():
        for each in timeline.segments:
            yield (partner, client, each.start, each.end, *worth(each))


def worth(each: Any) -> Row:  # noqa: ANN401 -- a line or a segment
    """What a line or a segment is worth, exactly."""
    return (each.credit.currency, each.credit.amount, each.points, tuple(each.sharing))


def of_frame(found: DataFrame) -> list[Row]:
    """The same of a frame."""
    return sorted((_of_row(row.asDict()) for row in found.collect()), key=str)


def _of_row(row: dict[str, Any]) -> Row:
    points = (
        row["points_numerator"]
        if row["points_numerator"] is None
        else Fraction(row["points_numerator"], row["points_denominator"])
    )
    credit = Fraction(row["credit_numerator"], row["credit_denominator"])
    days = (row["start"], row["end"]) if "start" in row else ()
    return (row["partner"], row["client"], *days, row["currency"], credit, points, tuple(row["sharing"]))


@pytest.fixture(scope="module")
def many(spark: SparkSession) -> dict[str, DataFrame]:
    """The random portfolios on Spark."""
    return {name: frame.cache() for name, frame in frames(spark, united(cases())).items()}


@pytest.fixture(scope="module")
def programme() -> dict[str, pa.Table]:
    """A larger portfolio, believable and the same each time."""
    return columnar.tables_of(random_portfolio(20240207, clients=60, partners=9, activities=6_000))


@pytest.fixture(scope="module")
def expected(programme: Mapping[str, pa.Table]) -> pa.Table:
    """Its timelines in one piece."""
    return plain(columnar.timelines(columnar.read(programme))).sort_by(ORDER)


class TestTimelines:
    @pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES.keys())
    def test_as_objects(self, many: Mapping[str, DataFrame], policy: mm.Policy) -> None:
        """The timelines of hundreds of portfolios are those of the objects, under policies of every kind."""
        found = on_spark.timelines(many, policy=policy, buckets=3, checked=False)
        assert of_frame(found) == sorted((row for each in cases() for row in of_objects(each, policy)), key=str)

    def test_as_columns(self, spark: SparkSession, programme: Mapping[str, pa.Table], expected: pa.Table) -> None:
        """All columns are those of the columns, rounded amounts and types too."""
        assert on_spark.timelines(frames(spark, programme)).toArrow().sort_by(ORDER) == expected

    @pytest.mark.parametrize("buckets", [1, 2, 16])
    def test_buckets(
        self, spark: SparkSession, programme: Mapping[str, pa.Table], expected: pa.Table, buckets: int
    ) -> None:
        """However many buckets there are, and in whatever order and partitions the rows come, the rows are the same."""
        shuffled = {
            name: each.repartition(5).orderBy(sql.rand(buckets)) for name, each in frames(spark, programme).items()
        }
        found = on_spark.timelines(shuffled, buckets=buckets, checked=False)
        assert found.toArrow().sort_by(ORDER) == expected

    def test_whole_numbers(self, spark: SparkSession, programme: Mapping[str, pa.Table], expected: pa.Table) -> None:
        """Ids may be numbers, in columns of different widths."""
        tables = frames(spark, {name: numbered(table) for name, table in programme.items()})
        tables["activities"] = tables["activities"].withColumn("client", sql.col("client").cast("smallint"))
        found = on_spark.timelines(tables, buckets=3).toArrow()
        assert found.schema.field("client").type == pa.int64()
        columns = ["partner", "client", "start", "credit_numerator"]
        assert found.sort_by(ORDER).select(columns) == numbered(expected).sort_by(ORDER).select(columns)

    def test_tried_again(
        self, spark: SparkSession, programme: Mapping[str, pa.Table], expected: pa.Table, tmp_path: Path
    ) -> None:
        """Work that fails and is tried again gives the same rows."""
        tables = frames(spark, programme)
        tables["links"] = stumbling(tables["links"], tmp_path / "links")
        tables["activities"] = stumbling(tables["activities"].repartition(3), tmp_path / "activities")
        found = on_spark.timelines(tables, buckets=4, checked=False).toArrow()
        assert found.sort_by(ORDER) == expected
        assert {path.name for path in tmp_path.iterdir()} == {"links", "activities"}

    def test_parquet(
        self, spark: SparkSession, programme: dict[str, pa.Table], expected: pa.Table, tmp_path: Path
    ) -> None:
        """Parquet goes in and comes out."""
        columnar.write_parquet(programme, tmp_path / "in")
        paths = {name: tmp_path / "in" / f"{name}.parquet" for name in LISTS}
        on_spark.timelines(paths, buckets=2).write.parquet(str(tmp_path / "out"))
        assert plain(pq.read_table(tmp_path / "out")).sort_by(ORDER).cast(expected.schema) == expected

    def test_only_what_must_be_there(self, spark: SparkSession) -> None:
        """Without lists that may be left out nobody has a line."""
        partners = spark.createDataFrame([("north",)], "id string")
        clients = spark.createDataFrame([("acme", "EUR")], "id string, currency string")
        assert on_spark.timelines({"partners": partners, "clients": clients}, buckets=2).count() == 0

    def test_no_policy(self, many: Mapping[str, DataFrame]) -> None:
        """What is no policy is refused at once."""
        with pytest.raises(mm.PolicyError, match="expected"):
            on_spark.timelines(many, policy="servicing", checked=False)  # type: ignore[arg-type]

    def test_no_bucket(self, many: Mapping[str, DataFrame]) -> None:
        """There is at least one bucket."""
        with pytest.raises(ValueError, match=r"^buckets is 0: expected at least 1$"):
            on_spark.timelines(many, buckets=0)

    def test_too_large(self, spark: SparkSession) -> None:
        """A number that does not fit ends the work, with what the columns say about it."""
        price = Decimal(10**20)
        acme = mm.managed_client("north", "acme", start=date(2024, 1, 1), price=price, activities=[date(2024, 1, 15)])
        found = on_spark.timelines(frames(spark, columnar.tables_of(acme)), buckets=2)
        with pytest.raises(PythonException, match="expected numerator and denominator within 64 bits"):
            found.collect()


class TestEvaluate:
    @pytest.mark.parametrize("name", ["servicing", "one that holds without evidence", "two terms"])
    def test_as_objects(self, many: Mapping[str, DataFrame], name: str) -> None:
        """The lines of a day are those of the objects."""
        policy = POLICIES[name]
        lines = [line for each in cases() for line in mm.evaluate(each, as_of=DAY, policy=policy).lines]
        found = on_spark.evaluate(many, as_of=DAY, policy=policy, buckets=3, checked=False)
        assert of_frame(found) == sorted(((line.partner, line.client, *worth(line)) for line in lines), key=str)

    def test_of_a_timeline(self, many: Mapping[str, DataFrame]) -> None:
        """The lines of a day stand in a built timeline."""
        built = on_spark.timelines(many, buckets=3, checked=False)
        found = on_spark.evaluate(many, as_of=DAY, buckets=3, checked=False)
        assert of_frame(on_spark.evaluate(built, as_of=DAY)) == of_frame(found)

    def test_before_anything(self, many: Mapping[str, DataFrame]) -> None:
        """On the first day there is nobody has a line."""
        assert on_spark.evaluate(many, as_of=date.min, buckets=3, checked=False).count() == 0

    def test_no_day(self, many: Mapping[str, DataFrame]) -> None:
        """The day is exactly a date."""
        with pytest.raises(mm.DateError):
            on_spark.evaluate(many, as_of="2024-03-01")  # type: ignore[arg-type]


class TestTotals:
    @pytest.mark.parametrize("by", ["partner", "currency"])
    def test_as_columns(self, spark: SparkSession, expected: pa.Table, by: Literal["partner", "currency"]) -> None:
        """Totals are those of the columns; what is exact may have another denominator."""
        found = on_spark.totals(spark.createDataFrame(expected), by=by).toArrow()
        whole = plain(columnar.totals(expected, by=by))
        names = [name for name in whole.column_names if not name.endswith(("numerator", "denominator"))]
        order = [(name, "ascending") for name in names[:3]]
        assert found.select(names).sort_by(order) == whole.select(names).sort_by(order)

    def test_by_day(self, spark: SparkSession, expected: pa.Table) -> None:
        """So are those of each day."""
        start, end = date(2024, 6, 1), date(2024, 6, 4)
        found = on_spark.totals(spark.createDataFrame(expected), start=start, end=end, every="day")
        whole = columnar.totals(expected, start=start, end=end, every="day")
        assert sorted(map(str, rows(found.toArrow()))) == sorted(map(str, rows(whole)))


def rows(table: pa.Table, names: Sequence[str] = ("partner", "day", "lines", "points", "unknown")) -> list[Row]:
    """Some columns of a table, row by row."""
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def numbered(table: pa.Table) -> pa.Table:
    """A table with the digits of ids as numbers."""
    for place, name in enumerate(table.column_names):
        if name in IDS:
            digits = pc.replace_substring_regex(table[name], r"\D", "")
            table = table.set_column(place, name, digits.cast(pa.int64()))
    return table


def stumbling(frame: DataFrame, mark: Path) -> DataFrame:
    """A frame that the first to read it cannot read to its end."""

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield batch
            if not mark.exists():
                mark.touch()
                msg = "a worker is lost"
                raise OSError(msg)

    return frame.mapInArrow(read, frame.schema)
