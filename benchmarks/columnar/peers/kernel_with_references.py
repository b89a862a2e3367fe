"""The kernel, saying of every segment which activity carries it."""

from pathlib import Path

import pyarrow as pa

from managed_mrr import columnar

__all__ = ["timelines"]


def timelines(folder: Path) -> pa.Table:
    """All timelines, worked out with the activities, of which the others know nothing."""
    found = columnar.timelines(columnar.read(folder, checked=False), references=True)
    return found.drop_columns(["activity"])
