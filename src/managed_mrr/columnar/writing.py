"""Writing: portfolios out as tables, from which the same portfolios are read again."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from managed_mrr.columnar.shape import TABLES, written_type
from managed_mrr.evidence import Portfolio
from managed_mrr.files.formats import Kind, ListOf, ObjectOf
from managed_mrr.files.write import plain_records

__all__ = ["tables_of", "write_parquet"]


def __dir__() -> list[str]:
    return __all__


def tables_of(portfolio: Portfolio) -> dict[str, pa.Table]:
    """
    The tables of a portfolio, by name; amounts are text, so that they have all their digits.

    Raises:
        EvidenceError: A record holds what no table can hold, such as a third of a euro.

    Examples:
        >>> from managed_mrr.evidence import Client
        >>> tables_of(Portfolio(clients=[Client("acme", currency="EUR")]))["clients"].to_pylist()
        [{'id': 'acme', 'name': None, 'currency': 'EUR', 'points_multiplier': None}]
    """
    return {name: _table(name, portfolio) for name in TABLES}


def _table(name: str, portfolio: Portfolio) -> pa.Table:
    shape = TABLES[name]
    rows = list(plain_records(name, getattr(portfolio, name)))
    return pa.Table.from_pylist(rows, _schema(shape, _as_in_files)).cast(_schema(shape, written_type))


def _schema(shape: ObjectOf, made: Callable[[Kind], pa.DataType]) -> pa.Schema:
    return pa.schema([(key.name, made(key.kind)) for key in shape.keys.values()])


def _as_in_files(kind: Kind) -> pa.DataType:
    """The type of a column that has days as text, as files have them."""
    if isinstance(kind, ListOf):
        return pa.list_(_as_in_files(kind.element))
    if isinstance(kind, ObjectOf):
        return pa.struct([(key.name, _as_in_files(key.kind)) for key in kind.keys.values()])
    written = written_type(kind)
    return pa.string() if types.is_date(written) else written


def write_parquet(tables: Portfolio | Mapping[str, pa.Table], folder: str | os.PathLike[str]) -> None:
    """
    Write a Parquet file for each table into a folder, which is made if it is not there.

    Raises:
        EvidenceError: A record holds what no table can hold; nothing is written.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from managed_mrr.columnar.reading import read
        >>> from managed_mrr.evidence import Client
        >>> with TemporaryDirectory() as folder:
        ...     write_parquet(Portfolio(clients=[Client("acme", currency="EUR")]), folder)
        ...     read(folder)
        <ColumnarPortfolio: 1 client>
    """
    found = tables_of(tables) if isinstance(tables, Portfolio) else tables
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, table in found.items():
        pq.write_table(table, Path(folder, f"{name}.parquet"), compression="zstd")
