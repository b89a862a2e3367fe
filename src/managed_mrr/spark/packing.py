"""Packing: the rows of tables by bucket, so that Spark moves and sorts a few large values and no single rows."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as sql
from pyspark.sql.types import IntegralType, StructType

from managed_mrr.columnar.kernel.days import changes, order_of_codes
from managed_mrr.columnar.tables.known import numbers, one_piece

__all__ = ["bucket_of", "by_bucket", "packed", "unpacked"]


def __dir__() -> list[str]:
    return __all__


ROWS = 1 << 20
"""How many rows are divided among the buckets in one go."""

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
    pieces: Iterable[DataFrame], answer: Callable[[dict[str, pa.Table]], pa.Table], schema: StructType | str
) -> DataFrame:
    """
    What a function makes of the tables of each bucket.

    Args:
        pieces: The tables, packed.
        answer: Is given the rows of one bucket as tables by name; those without rows are left out.
        schema: The columns of what it returns.
    """

    def answered(pieces: pa.Table) -> pa.Table:
        return answer(unpacked(pieces))

    return reduce(DataFrame.union, pieces).groupBy(BUCKET).applyInArrow(answered, schema)


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
