"""The kernel: what is measured against the others."""

from datetime import date
from pathlib import Path

import pyarrow as pa

from managed_mrr import columnar

__all__ = ["statement", "statement_of", "stored", "timelines", "totals_of"]


def timelines(folder: Path, *, checked: bool = True) -> pa.Table:
    """All timelines: a row for each partner, client and run of days."""
    return columnar.timelines(columnar.read(folder, checked=checked))


def statement(folder: Path, day: date, *, checked: bool = True) -> pa.Table:
    """One statement, from the files."""
    return columnar.evaluate(columnar.read(folder, checked=checked), as_of=day)


def stored(timelines: pa.Table) -> pa.Table:
    """Built timelines as they are."""
    return timelines


def statement_of(timelines: pa.Table, day: date) -> pa.Table:
    """One statement, from built timelines."""
    return columnar.evaluate(timelines, as_of=day)


def totals_of(timelines: pa.Table, start: date, end: date) -> pa.Table:
    """Points by partner and day, from built timelines."""
    return columnar.totals(timelines, start=start, end=end, every="day")
