"""Asking: the questions, answered bucket by bucket where the evidence lies."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeAlias

import pyarrow as pa
from pyarrow import types
from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from managed_mrr import columnar
from managed_mrr.columnar import ColumnarPortfolio
from managed_mrr.columnar.totals import By, Every
from managed_mrr.dates.ranges import exact_date
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.spark.checking import raise_faults
from managed_mrr.spark.given import ACTIVITIES, Given, Tables, given
from managed_mrr.spark.needs import Needs, day
from managed_mrr.spark.packing import by_bucket

__all__ = ["evaluate", "timelines", "totals"]


def __dir__() -> list[str]:
    return __all__


Question: TypeAlias = Callable[[ColumnarPortfolio], pa.Table]


def timelines(
    tables: Tables,
    *,
    policy: Policy = SERVICING,
    buckets: int | None = None,
    checked: bool = True,
) -> DataFrame:
    """
    The whole history of every partner and client that ever has a line; see :func:`managed_mrr.columnar.timelines`.

    Args:
        tables: For each list of the portfolio format a frame, or a path of Parquet that Spark reads.
        policy: The rules in force; rules without a columnar form are asked as objects, in the worker of the bucket.
        buckets: How many buckets the clients are put into, each of which is answered in one go in the memory of one
            Python worker; as many as ``spark.sql.shuffle.partitions`` if left out. The answer is the same.
        checked: Whether to check all evidence first, as :func:`check` does. If not, nothing is run yet, and what is
            wrong with an activity that would count, or with another table, ends the work that meets it.

    Returns:
        The same columns, in no order of rows.

    Raises:
        PortfolioError: The evidence has errors.
        PolicyError: It is no policy.

    Examples:
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> tables = {name: spark.createDataFrame(table) for name, table in columnar.tables_of(acme).items()}
        >>> timelines(tables, buckets=2).select("client", "start", "end", "credit").show()
        +------+----------+----------+--------+
        |client|     start|       end|  credit|
        +------+----------+----------+--------+
        |  acme|2024-01-15|2024-03-15|900.0000|
        +------+----------+----------+--------+
        <BLANKLINE>
    """
    evidence = given(tables, buckets)
    return _answers(evidence, policy, partial(columnar.timelines, policy=policy), checked=checked)


def evaluate(
    source: Tables | DataFrame,
    *,
    as_of: date,
    policy: Policy = SERVICING,
    buckets: int | None = None,
    checked: bool = True,
) -> DataFrame:
    """
    The credit and points of every partner for every client as of a day; see :func:`managed_mrr.columnar.evaluate`.

    Args:
        source: The tables, as for :func:`timelines`; or what it made of them, which takes a fraction of the time.
        as_of: The day.
        policy: The rules in force; of a built timeline it is that by which it was made.
        buckets: As for :func:`timelines`.
        checked: As for :func:`timelines`.

    Returns:
        The columns of :func:`timelines` without ``start`` and ``end``, in no order of rows.

    Raises:
        PortfolioError: The evidence has errors.
        PolicyError: It is no policy.
        DateError: ``as_of`` is not exactly a date.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Examples:
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> tables = {name: spark.createDataFrame(table) for name, table in columnar.tables_of(acme).items()}
        >>> evaluate(timelines(tables, buckets=2), as_of=date(2024, 3, 1)).first().points
        Decimal('9.00')
    """
    on = exact_date(as_of)
    if isinstance(source, DataFrame):
        lasts = sql.col("end").isNull() | (sql.col("end") > day(on))
        return source.where((sql.col("start") <= day(on)) & lasts).drop("start", "end")
    evidence = given(source, buckets)
    question = partial(columnar.evaluate, as_of=on, policy=policy)
    return _answers(evidence, policy, question, as_of=on, checked=checked)


def totals(
    timelines: DataFrame,
    *,
    start: date | None = None,
    end: date | None = None,
    every: Every = "change",
    by: By = "partner",
) -> DataFrame:
    """
    What the lines of each partner add up to, over time; see :func:`managed_mrr.columnar.totals`.

    Args:
        timelines: What :func:`timelines` found.
        start: First day; the first there is if left out.
        end: First day that is no longer wanted; all there are if left out.
        every: ``"change"`` for a row for each run of days on which nothing changes, ``"day"`` for one for each day.
        by: ``"partner"`` for the points of each partner; ``"currency"`` for credit and points by currency.

    Returns:
        The same columns, in no order of rows. What is exact has the denominator of its partner, as each is summed by
        itself.

    Raises:
        DateError: A day is not exactly a date, or by day an end is left out.

    Examples:
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> tables = {name: spark.createDataFrame(table) for name, table in columnar.tables_of(acme).items()}
        >>> totals(timelines(tables, buckets=2)).select("partner", "start", "lines", "points").show()
        +-------+----------+-----+------+
        |partner|     start|lines|points|
        +-------+----------+-----+------+
        |  north|2024-01-15|    1|  9.00|
        +-------+----------+-----+------+
        <BLANKLINE>
    """
    summed = partial(columnar.totals, start=start, end=end, every=every, by=by)
    none = plain(summed(timelines.limit(0).toArrow()))
    shape, schema = none.schema, timelines.sparkSession.createDataFrame(none.schema.empty_table()).schema

    def of_partner(lines: pa.Table) -> pa.Table:
        return plain(summed(lines)).cast(shape)

    return timelines.groupBy("partner").applyInArrow(of_partner, schema)


def _answers(
    evidence: Given, policy: Policy, question: Question, *, as_of: date | None = None, checked: bool
) -> DataFrame:
    everyone = raise_faults(evidence) if checked else evidence.everyone()
    none = plain(question(everyone))
    schema = evidence.session.createDataFrame(none.schema.empty_table()).schema
    activities = evidence.frames.get(ACTIVITIES)
    needs = Needs.of(policy)
    wanted = activities if activities is None else needs.among(activities, as_of)
    answer = partial(_answer, known=evidence.known, needs=needs, question=question, schema=none.schema)
    return by_bucket(evidence.pieces(wanted), evidence.buckets, answer, schema)


def _answer(
    tables: dict[str, pa.Table],
    *,
    known: Mapping[str, pa.Table],
    needs: Needs,
    question: Question,
    schema: pa.Schema,
) -> pa.Table:
    if ACTIVITIES in tables:
        tables[ACTIVITIES] = needs.worded(tables[ACTIVITIES])
    portfolio = columnar.read({**known, **tables}, checked=False)
    return plain(question(portfolio)).cast(schema)


def plain(table: pa.Table) -> pa.Table:
    """
    A table with the types that Spark has, and without what is Arrow's alone.

    Examples:
        >>> plain(pa.table({"currency": pa.array(["EUR"], pa.large_string()).dictionary_encode()})).schema
        currency: string
    """
    return table.cast(pa.schema([(field.name, _plain(field.type)) for field in table.schema]))


def _plain(kind: pa.DataType) -> pa.DataType:
    if types.is_dictionary(kind):
        return _plain(kind.value_type)
    if types.is_list(kind):
        return pa.list_(_plain(kind.value_type))
    return pa.string() if types.is_large_string(kind) else kind
