"""Digest: a short text that two answers share only if all their rows are the same, in the same order."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["digest"]

PRIME = 2**61 - 1


def digest(table: pa.Table) -> str:
    """
    The digest of a table; of which types its columns are does not matter.

    Fractions that need not be in lowest terms, as in totals, are compared by their value.
    """
    made = sha256()
    for name, column in _columns(table):
        made.update(name.encode())
        for part in _parts(column):
            made.update(np.ascontiguousarray(part).tobytes())
    return made.hexdigest()[:16]


def _columns(table: pa.Table) -> Iterator[tuple[str, pa.Array]]:
    for name in table.column_names:
        if name == "known_points_numerator":
            yield "known_points_exactly", _fractions(table)
        elif name != "known_points_denominator":
            yield name, table[name].combine_chunks()


def _fractions(table: pa.Table) -> pa.Array:
    """Fractions by their value modulo a prime, which is the same in all terms."""
    wholes = pc.dictionary_encode(table["known_points_denominator"]).combine_chunks()
    wholes = wholes.combine_chunks() if isinstance(wholes, pa.ChunkedArray) else wholes
    inverse = [pow(int(whole), -1, PRIME) for whole in wholes.dictionary.to_pylist()]
    numbers = table["known_points_numerator"].to_pylist()
    values = (int(n) * inverse[at] % PRIME for n, at in zip(numbers, wholes.indices.to_pylist(), strict=True))
    return pa.array(np.fromiter(values, np.int64, len(numbers)))


def _parts(column: pa.Array) -> Iterator[NDArray[Any]]:
    """Arrays of numbers that tell all about a column."""
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    yield np.asarray(pc.is_valid(column).cast(pa.int8()))
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        yield np.asarray(pc.list_value_length(column)).astype(np.int64)
        yield from _parts(pc.list_flatten(column))
    elif pa.types.is_decimal(kind):
        fixed = pc.fill_null(column, 0).cast(pa.decimal128(38, 4)) if kind.scale else column
        yield np.frombuffer(fixed.buffers()[1], np.int64)[2 * fixed.offset :][: 2 * len(fixed)]
    elif pa.types.is_integer(kind) or pa.types.is_date(kind):
        plain = column.cast(pa.int32()) if pa.types.is_date(kind) else column
        yield np.asarray(pc.fill_null(plain, 0)).astype(np.int64)
    else:
        yield np.asarray([str(each) for each in column.to_pylist()], dtype="S")
