"""The objects: the engine that explains itself, on records in memory."""

from datetime import date
from pathlib import Path

import pyarrow as pa

import managed_mrr as mm
from benchmarks.columnar.objects import read_objects, rows_of_statement, rows_of_timelines, table_of

__all__ = ["read", "statement", "timelines"]


def read(folder: Path) -> mm.Portfolio:
    """The evidence as records."""
    return read_objects(folder)


def timelines(portfolio: mm.Portfolio) -> pa.Table:
    """All timelines: a row for each partner, client and run of days."""
    return table_of(rows_of_timelines(mm.timelines(portfolio)))


def statement(portfolio: mm.Portfolio, day: date) -> pa.Table:
    """One statement."""
    return table_of(rows_of_statement(mm.evaluate(portfolio, as_of=day)))
