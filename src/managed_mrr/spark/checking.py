"""Checking: what is wrong with evidence that lies on a cluster, found where it lies and told in one report."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import attrs
import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as sql
from pyspark.sql.types import StringType

from managed_mrr import columnar
from managed_mrr.columnar import ColumnarPortfolio
from managed_mrr.columnar.tables.known import numbers, one_piece
from managed_mrr.columnar.tables.repeats import given_twice
from managed_mrr.columnar.tables.shape import TABLES
from managed_mrr.columnar.tables.wording import LIMIT
from managed_mrr.errors import PortfolioError, Problem
from managed_mrr.spark.given import ACTIVITIES, Given, Tables, given
from managed_mrr.spark.packing import by_bucket, packed

__all__ = ["check", "raise_faults"]


def __dir__() -> list[str]:
    return __all__


CONTENT = ("employee", "client", "on", "tool", "action")

NAMING = ("id", "employee", "partner", "client", "on", "start", "end")
"""The columns that say which row is meant: the id, or all others, as rows on a cluster have no numbers."""

_ROW = re.compile(rf"\b({'|'.join(TABLES)})\[(\d+)\]")

PRINT = "print"
"""A number made of an id, the same for the same id, and seldom the same for two."""

_SAID = pa.schema([(name, pa.string()) for name in ("path", "value", "expected", "hint")])


def check(tables: Tables, *, buckets: int | None = None) -> None:
    """
    Check all evidence: each row by itself, that all ids are there, and that none is given twice.

    The work is done on the cluster, at once, and nothing is kept.

    Args:
        tables: As for :func:`~managed_mrr.spark.timelines`.
        buckets: As for :func:`~managed_mrr.spark.timelines`.

    Raises:
        PortfolioError: The evidence has errors; the exception has them all, up to a thousand, each with what tells the
            row from others.

    Examples:
        >>> from datetime import date
        >>> partners = spark.createDataFrame([("north",)], "id string")
        >>> clients = spark.createDataFrame([("acme", "EUR")], "id string, currency string")
        >>> links = spark.createDataFrame(
        ...     [("ann", "acme", date(2024, 1, 1))], "employee string, client string, start date"
        ... )
        >>> try:
        ...     check({"partners": partners, "clients": clients, "links": links}, buckets=2)
        ... except PortfolioError as error:
        ...     print(error)  # doctest: +ELLIPSIS
        the portfolio has 1 problem:
          links[...start=2024-01-01].employee: got 'ann', expected the id of an employee in employees; add ...
    """
    raise_faults(given(tables, buckets))


def raise_faults(evidence: Given) -> ColumnarPortfolio:
    """
    Partners and their people, if nothing is wrong with any of the evidence.

    Raises:
        PortfolioError: Something is.
    """
    faults = [*_in_buckets(evidence), *_repeated(evidence)]
    try:
        everyone = evidence.everyone()
    except PortfolioError as error:
        faults += _called(error.problems, evidence.known)
    if faults:
        raise PortfolioError(_report(faults))
    return everyone


def _report(faults: Iterable[Problem]) -> list[Problem]:
    different = sorted(set(faults), key=lambda problem: (problem.path, str(problem)))
    worded = [problem for problem in different if problem.path]
    ranks = {name: rank for rank, name in enumerate(TABLES)}
    worded.sort(key=lambda problem: ranks[problem.path.partition("[")[0]])
    if len(different) > len(worded) or len(worded) > LIMIT:
        more = Problem("", "more rows with problems", "none", "mend those above, and check again")
        return [*worded[:LIMIT], more]
    return worded


def _in_buckets(evidence: Given) -> list[Problem]:
    """What the reader of tables finds in each bucket; of the activities it is shown those that look wrong."""
    activities = evidence.frames.get(ACTIVITIES)
    suspects = None if activities is None else _suspects(evidence, activities)
    faults = by_bucket(evidence.pieces(suspects), evidence.buckets, partial(_faults, known=evidence.known), _ddl(_SAID))
    return [
        Problem(path, json.loads(value), expected, hint) for path, value, expected, hint in faults.distinct().collect()
    ]


def _ddl(schema: pa.Schema) -> str:
    return ", ".join(f"{name} string" for name in schema.names)


def _suspects(evidence: Given, activities: DataFrame) -> DataFrame:
    """
    All activities with something wrong in them, and perhaps some others.

    Names of employees and clients that nobody has are found by joins, so that the activities stay where they are.
    """
    found = activities
    conditions = [_looks_wrong(activities)]
    for kind in ("employee", "client"):
        if f"{kind}s" in evidence.frames:
            ids = evidence.frames[f"{kind}s"].select(sql.col("id").alias(kind)).distinct()
            found = found.join(ids.withColumn(f"known {kind}", sql.lit(True)), kind, "left")
            conditions.append(sql.col(f"known {kind}").isNull())
    return found.where(_either(conditions)).select(activities.columns)


def _looks_wrong(activities: DataFrame) -> Column:
    conditions = [sql.col(name).isNull() for name in CONTENT]
    texts = [field.name for field in activities.schema if isinstance(field.dataType, StringType)]
    conditions += [sql.col(name) == "" for name in texts]
    conditions.append(~sql.year("on").between(1, 9999))
    return _either(conditions)


def _either(conditions: Sequence[Column]) -> Column:
    found = conditions[0]
    for condition in conditions[1:]:
        found = found | condition
    return found


def _faults(tables: Mapping[str, pa.Table], *, known: Mapping[str, pa.Table]) -> pa.Table:
    complete = {**known, **{name: _ordered(table) for name, table in tables.items()}}
    try:
        columnar.read(complete)
    except PortfolioError as error:
        return _as_rows(each for each in _called(error.problems, complete) if not _of_several_buckets(each))
    return _as_rows([])


def _of_several_buckets(problem: Problem) -> bool:
    """Whether it is about ids that stand in several rows, which are looked for in all buckets at once."""
    again = ("the same content as ", "an id that no other subscription ")
    return problem.path.endswith("].id") and problem.expected.startswith(again)


def _ordered(table: pa.Table) -> pa.Table:
    """Rows by what tells them apart, so that what is said does not depend on how they came."""
    return table.sort_by([(name, "ascending") for name in NAMING if name in table.column_names])


def _as_rows(problems: Iterable[Problem]) -> pa.Table:
    rows = ((each.path, json.dumps(each.value), each.expected, each.hint) for each in problems)
    return pa.Table.from_pylist([dict(zip(_SAID.names, row, strict=True)) for row in rows], schema=_SAID)


def _called(problems: Iterable[Problem], tables: Mapping[str, pa.Table]) -> Iterator[Problem]:
    """Problems that say what is in a row instead of its number, and nothing that depends on the bucket it is in."""
    for problem in problems:
        path, expected = (_ROW.sub(partial(_row, tables=tables), text) for text in (problem.path, problem.expected))
        hint = problem.hint
        if found := re.fullmatch(r"the id of an? (\w+) in (\w+)", expected):
            hint = f"add the {found[1]} to {found[2]}"
        yield attrs.evolve(problem, path=path, expected=expected, hint=hint)


def _row(found: re.Match[str], tables: Mapping[str, pa.Table]) -> str:
    name, number = found[1], int(found[2])
    table = tables[name]
    row = {column: table[column][number].as_py() for column in NAMING if column in table.column_names}
    if row.get("id") is not None:
        row = {"id": row["id"]}
    return f"{name}[{', '.join(f'{column}={value}' for column, value in row.items() if value is not None)}]"


def _repeated(evidence: Given) -> Iterator[Problem]:
    """Ids that stand in several rows and should not, in whatever buckets the rows are."""
    for name, word in REPEATED.items():
        frame = evidence.frames.get(name)
        if frame is not None and "id" in frame.columns:
            for found in _given_again(evidence, frame, CONTENT if name == ACTIVITIES else ()):
                yield word(found)


def _given_again(evidence: Given, frame: DataFrame, content: Sequence[str]) -> list[Row]:
    """
    Ids that stand in several rows, with the first and the last content there is under them.

    Args:
        evidence: Where to look.
        frame: The rows.
        content: Columns that have to differ; any repetition counts if there are none.
    """
    rows = frame.where(sql.col("id").isNotNull()).withColumn(PRINT, sql.xxhash64("id"))
    again = by_bucket(
        [packed(rows.select(PRINT), PRINT, sql.pmod(PRINT, sql.lit(evidence.buckets)).cast("int"))],
        evidence.buckets,
        _given_twice,
        f"`{PRINT}` bigint",
    ).toArrow()
    if not again.num_rows:
        return []
    few = sql.broadcast(evidence.session.createDataFrame(again.combine_chunks()))
    kept = sql.struct(*content) if content else sql.lit(0)
    groups = rows.join(few, PRINT, "left_semi").groupBy("id")
    ids = groups.agg(sql.count("*").alias("rows"), sql.min(kept).alias("first"), sql.max(kept).alias("last"))
    differ = ~sql.col("first").eqNullSafe(sql.col("last")) if content else sql.col("rows") > 1
    found: list[Row] = ids.where(differ).orderBy("id").limit(LIMIT).collect()
    return found


def _given_twice(tables: Mapping[str, pa.Table]) -> pa.Table:
    prints = numbers(one_piece(tables[PRINT][PRINT])).view(np.uint64)
    return pa.table({PRINT: given_twice(prints).view(np.int64)})


def _conflict(found: Row) -> Problem:
    first, last = found["first"].asDict(), found["last"].asDict()
    parts = [f"{name} {first[name]} and {last[name]}" for name in first if first[name] != last[name]]
    return Problem(
        f"activities[id={found['id']}].id",
        str(found["id"]),
        f"the same content wherever it stands; there is {', '.join(parts)}",
        "give each activity an id of its own, or make them alike: then they count once",
    )


def _repetition(found: Row) -> Problem:
    return Problem(
        f"subscriptions[id={found['id']}].id",
        str(found["id"]),
        f"an id that no other subscription has; {found['rows']} have this one",
        "give each another id, or remove what is there twice",
    )


REPEATED: Mapping[str, Callable[[Row], Problem]] = {ACTIVITIES: _conflict, "subscriptions": _repetition}
"""The tables whose ids may stand in several buckets, and how it is told that they do."""
