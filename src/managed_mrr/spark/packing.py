"""Packing: the rows of tables by bucket, so that Spark moves and sorts a few large values and no single rows."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql
from pyspark.sql.types import IntegralType, StructType

from managed_mrr.columnar.kernel.days import changes, order_of_codes
from managed_mrr.columnar.tables.known import numbers, one_piece

__all__ = ["bucket_of", "by_bucket", "packed", "partitions", "spark_hash", "spread", "unpacked"]


def __dir__() -> list[str]:
    return __all__


ROWS = 1 << 20
"""How many rows are divided among the buckets in one go."""

BITS = (1 << 32) - 1
"""The bits of a number that Spark's hash is made of."""

BUCKET = "bucket"
PIECES = pa.schema([(BUCKET, pa.int32()), ("name", pa.string()), ("rows", pa.binary())])


def bucket_of(frame: DataFrame, key: str, buckets: int) -> Column:
    """
    The bucket of each row: the same wherever the same id stands, whatever the width of its column.

    Args:
        frame: The rows.
        key: The column with the id.
        buckets: How many buckets there are.
    """
    whole = isinstance(frame.schema[key].dataType, IntegralType)
    ids = sql.col(key).cast("bigint") if whole else sql.col(key)
    return sql.pmod(sql.xxhash64(ids), sql.lit(buckets)).cast("int")


def packed(frame: DataFrame, name: str, bucket: Column) -> DataFrame:
    """
    The rows of a frame in pieces, each of rows of one bucket.

    Args:
        frame: The rows.
        name: What the table is called when it is unpacked.
        bucket: The bucket of each row.
    """
    rows = frame.select(bucket.alias(BUCKET), *(sql.col(column) for column in frame.columns))
    return rows.mapInArrow(partial(_pieces, name=name), "bucket int, name string, rows binary")


def by_bucket(
    pieces: Iterable[DataFrame],
    buckets: int,
    answer: Callable[[dict[str, pa.Table]], pa.Table],
    schema: StructType | str,
) -> DataFrame:
    """
    What a function makes of the tables of each bucket.

    Args:
        pieces: The tables, packed.
        buckets: How many buckets there are.
        answer: Is given the rows of one bucket as tables by name; those without rows are left out.
        schema: The columns of what it returns.
    """

    def answered(pieces: pa.Table) -> pa.Table:
        return answer(unpacked(pieces))

    rows = reduce(DataFrame.union, pieces)
    names = sql.array(*map(sql.lit, spread(buckets, partitions(rows.sparkSession))))
    return rows.withColumn(BUCKET, names[sql.col(BUCKET)]).groupBy(BUCKET).applyInArrow(answered, schema)


def partitions(session: SparkSession) -> int:
    """How many partitions Spark makes of what it moves."""
    count = session.conf.get("spark.sql.shuffle.partitions") or ""
    return int(count) if count.isdigit() else 200  # some platforms have a word there


def spread(buckets: int, partitions: int) -> list[int]:
    """
    Numbers for buckets, which Spark puts into the partitions in turns.

    It chooses the partition of a group by a hash. Of plain numbers that leaves a third of the partitions empty where
    there are as many buckets, and gives others three.

    Examples:
        >>> [spark_hash(number) % 8 for number in spread(10, 8)]
        [0, 1, 2, 3, 4, 5, 6, 7, 0, 1]
    """
    found = [0] * buckets
    waiting = [list(range(first, buckets, partitions))[::-1] for first in range(partitions)]
    left, number = buckets, 0
    while left:
        if bucket := waiting[spark_hash(number) % partitions]:
            found[bucket.pop()] = number
            left -= 1
        number += 1
    return found


def spark_hash(number: int) -> int:
    """
    The hash by which Spark divides rows: that of a number of 32 bits by MurmurHash3, begun with 42.

    Examples:
        >>> spark_hash(1)
        -559580957
    """
    mixed = _turned(number * 0xCC9E2D51, 15) * 0x1B873593
    mixed = _turned(42 ^ mixed, 13) * 5 + 0xE6546B64 & BITS ^ 4
    mixed = (mixed ^ mixed >> 16) * 0x85EBCA6B & BITS
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35 & BITS
    mixed ^= mixed >> 16
    return mixed - (BITS + 1) if mixed > BITS >> 1 else mixed


def _turned(number: int, places: int) -> int:
    """The lowest 32 bits, turned left."""
    number &= BITS
    return (number << places | number >> 32 - places) & BITS


def unpacked(pieces: pa.Table) -> dict[str, pa.Table]:
    """
    The tables that pieces are of, by name.

    Examples:
        >>> table = pa.table({"bucket": pa.array([3, 2, 3], pa.int32()), "client": ["acme", "bolt", "cog"]})
        >>> [pieces] = _pieces(iter(table.to_batches()), name="clients")
        >>> unpacked(pa.table(pieces))["clients"]["client"].to_pylist()
        ['bolt', 'acme', 'cog']
    """
    parts: dict[str, list[pa.Table]] = {}
    for name, rows in zip(pieces["name"].to_pylist(), pieces["rows"], strict=True):
        parts.setdefault(name, []).append(pa.ipc.open_stream(rows.as_buffer()).read_all())
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}


def _pieces(batches: Iterator[pa.RecordBatch], name: str) -> Iterator[pa.RecordBatch]:
    gathered: list[pa.RecordBatch] = []
    for batch in batches:
        gathered.append(batch)
        if sum(each.num_rows for each in gathered) >= ROWS:
            yield _divided(pa.Table.from_batches(gathered), name)
            gathered = []
    if gathered:
        yield _divided(pa.Table.from_batches(gathered), name)


def _divided(table: pa.Table, name: str) -> pa.RecordBatch:
    bucket = numbers(one_piece(table[BUCKET]))
    order = order_of_codes(bucket)
    rows = table.drop_columns([BUCKET]).take(pa.array(order))
    first = np.flatnonzero(changes(bucket[order]))
    lengths = np.diff(np.append(first, len(order)))
    columns = [
        pa.array(bucket[order][first]),
        pa.repeat(name, len(first)),
        pa.array(
            [_written(rows.slice(*span)) for span in zip(first.tolist(), lengths.tolist(), strict=True)], pa.binary()
        ),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=PIECES)


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    made: bytes = sink.getvalue().to_pybytes()
    return made
