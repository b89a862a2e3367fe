"""Faults: which rows of a table a reader of files would refuse, found a column at a time."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from managed_mrr.columnar.evidence import Flags
from managed_mrr.files import values
from managed_mrr.files.formats import Kind, ListOf, ObjectOf
from managed_mrr.files.values import RefusedError, Scalar

__all__ = ["EPOCH", "either", "faulty_rows", "plain_rows", "plain_values"]


def __dir__() -> list[str]:
    return __all__


EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY = date.min.toordinal() - EPOCH
LAST_DAY = date.max.toordinal() - EPOCH


def faulty_rows(shape: ObjectOf, columns: Mapping[str, pa.Array]) -> Flags | None:
    """
    Which rows have something wrong in them, looked at by themselves.

    Args:
        shape: What a row may hold; a key without a column is passed over.
        columns: The columns, by name, of their canonical types.

    Returns:
        A mark for each row; None if none is wrong, as is most often so.

    Examples:
        >>> from managed_mrr.columnar.tables.shape import TABLES
        >>> ids = pa.array(["acme", "bolt"], pa.large_string())
        >>> faulty_rows(TABLES["clients"], {"id": ids, "currency": pa.array(["EUR", "EURO"], pa.large_string())})
        array([False,  True])
    """
    found = None
    for name, column in columns.items():
        key = shape.keys[name]
        found = either(found, _refused(key.kind, column))
        if key.required and column.null_count:
            found = either(found, _flags(column.is_null()))
    if "start" in columns and "end" in columns:
        found = either(found, _flags(pc.less_equal(columns["end"], columns["start"])))
    return found


def either(one: Flags | None, other: Flags | None) -> Flags | None:
    """
    The marks of both, where none at all may stand for no mark.

    Examples:
        >>> either(None, np.array([False, True])), either(None, np.array([False]))
        (array([False,  True]), None)
    """
    if other is None or not other.any():
        return one
    return other if one is None else one | other


def _flags(column: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(column, fill_value=False).to_numpy(zero_copy_only=False)
    return flags


def _refused(kind: Kind, column: pa.Array) -> Flags | None:
    """Which values that are there are not of their kind."""
    if isinstance(kind, ListOf):
        flat = column.flatten()
        inner = either(_refused(kind.element, flat), _flags(flat.is_null()))
        return None if inner is None else _spread(inner, column)
    if isinstance(kind, ObjectOf):
        inner = faulty_rows(kind, _children(column))
        return None if inner is None else inner & _flags(column.is_valid())
    if _within_limits(kind, column):
        return None
    suspects = _flags(pc.and_(column.is_valid(), pc.invert(_plainly_right(kind, column))))
    if suspects.any():
        suspects[suspects] = _judged(kind, column.filter(pa.array(suspects)))
    return suspects


def _spread(inner: Flags, lists: pa.Array) -> Flags:
    """Mark each list in which something is marked."""
    found = np.zeros(len(lists), np.bool_)
    found[pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)[inner]] = True
    return found


def _children(column: pa.Array) -> dict[str, pa.Array]:
    return dict(zip((field.name for field in column.type), column.flatten(), strict=True))


def _schemas(kind: Scalar) -> Sequence[Mapping[str, Any]]:
    """What the schema says about text and about numbers, in this order if it says something about both."""
    either_of: Any = kind.schema.get("anyOf", (kind.schema,))
    return tuple(either_of)


def _within_limits(kind: Scalar, column: pa.Array) -> bool:
    """Whether all values are right because the lowest and the highest are."""
    if types.is_boolean(column.type):
        return True
    if types.is_large_string(column.type):
        return not _schemas(kind)[0].keys() & {"enum", "minLength", "pattern"}
    is_day = types.is_date(column.type)
    limits = {"minimum": FIRST_DAY, "maximum": LAST_DAY} if is_day else _schemas(kind)[-1]
    extremes = pc.min_max(column.view(pa.int32()) if is_day else column)
    low, high = extremes["min"].as_py(), extremes["max"].as_py()
    return low is None or (limits.get("minimum", low) <= low and high <= limits.get("maximum", high))


def _plainly_right(kind: Scalar, column: pa.Array) -> pa.Array:
    """Which values the schema of their kind plainly allows; the others are looked at one by one."""
    if not types.is_large_string(column.type):
        return column.is_null()
    return _allowed_text(_schemas(kind)[0], column)


def _allowed_text(schema: Mapping[str, Any], column: pa.Array) -> pa.Array:
    if "enum" in schema:
        return pc.is_in(column, value_set=pa.array(schema["enum"], column.type))
    pattern = schema.get("pattern", "")
    if "(?" in pattern:  # looks ahead, which Arrow's expressions cannot
        return column.is_null()
    if pattern:
        return pc.match_substring_regex(column, pattern)
    return pc.greater_equal(pc.binary_length(column), schema["minLength"])


def _judged(kind: Scalar, column: pa.Array) -> Flags:
    """Ask the kind itself about each different value that is there."""
    encoded = column.dictionary_encode()
    verdicts = np.array([_refuses(kind, raw) for raw in plain_values(kind, encoded.dictionary)], np.bool_)
    refused: Flags = verdicts[encoded.indices.to_numpy(zero_copy_only=False)]
    return refused


def _refuses(kind: Scalar, raw: object) -> bool:
    try:
        kind.read(raw)
    except RefusedError:
        return True
    return False


def plain_rows(shape: ObjectOf, columns: Mapping[str, pa.Array], count: int) -> list[dict[str, object]]:
    """
    Rows as a portfolio file has them: the records before they are decoded.

    Args:
        shape: What a row may hold.
        columns: The columns, by name, of their canonical types.
        count: How many rows there are.

    Examples:
        >>> from managed_mrr.columnar.tables.shape import TABLES
        >>> columns = {"id": pa.array([7]), "currency": pa.array(["EUR"]), "name": pa.array([None], pa.string())}
        >>> plain_rows(TABLES["clients"], columns, 1)
        [{'id': '7', 'currency': 'EUR'}]
    """
    rows: list[dict[str, object]] = [{} for _ in range(count)]
    for name, column in columns.items():
        key = shape.keys[name]
        for row, value in zip(rows, plain_values(key.kind, column), strict=True):
            if value is not None or key.required:
                row[name] = value
    return rows


def plain_values(kind: Kind, column: pa.Array) -> list[Any]:
    """
    The values of a column as a portfolio file has them: days and amounts as text, ids as text even if they are numbers.

    Examples:
        >>> from decimal import Decimal
        >>> plain_values(values.NOT_NEGATIVE, pa.array([Decimal("800.00")]))
        ['800.00']
    """
    if isinstance(kind, ListOf):
        flat = iter(plain_values(kind.element, column.flatten()))
        lengths = pc.list_value_length(column).to_pylist()
        return [None if length is None else list(islice(flat, length)) for length in lengths]
    if isinstance(kind, ObjectOf):
        rows = plain_rows(kind, _children(column), len(column))
        return [row if given else None for row, given in zip(rows, column.is_valid().to_pylist(), strict=True)]
    if types.is_decimal(column.type):
        return [None if each is None else format(each, "f") for each in column.to_pylist()]
    if types.is_date(column.type) or (types.is_integer(column.type) and kind in (values.ID, values.REFERENCE)):
        return list(column.cast(pa.string()).to_pylist())
    return list(column.to_pylist())
