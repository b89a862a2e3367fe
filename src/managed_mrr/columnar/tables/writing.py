"""Writing: portfolios out as tables, from which the same portfolios are read again."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from managed_mrr.columnar.tables.shape import TABLES, written_type
from managed_mrr.evidence import Portfolio
from managed_mrr.files import values
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
    schema = pa.schema([(key.name, written_type(key.kind)) for key in shape.keys.values()])
    return pa.Table.from_pylist(
        [_with_days(shape, row) for row in plain_records(name, getattr(portfolio, name))], schema
    )


def _with_days(kind: Kind, value: Any) -> Any:  # noqa: ANN401 -- what JSON can say, in and, but for days, out
    """Turn days, which files have as text, into days."""
    if isinstance(kind, ListOf):
        return [_with_days(kind.element, each) for each in value]
    if isinstance(kind, ObjectOf):
        return {name: _with_days(kind.keys[name].kind, each) for name, each in value.items() if each is not None}
    return date.fromisoformat(value) if kind is values.DAY else value


def write_parquet(tables: Portfolio | Mapping[str, pa.Table], folder: str | os.PathLike[str]) -> None:
    """
    Write a Parquet file for each table into a folder, which is made if it is not there.

    Raises:
        EvidenceError: A record holds what no table can hold; nothing is written.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from managed_mrr.columnar.tables.reading import read
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
