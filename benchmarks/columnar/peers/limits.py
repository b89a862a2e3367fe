"""The limits: what the machine takes for the reading alone, and for reading, filtering and one sort."""

from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.columnar.peers.published import ACTIONS, TOOLS

__all__ = ["floor", "scan", "scan_by_duckdb"]

Numbers: TypeAlias = NDArray[Any]

COLUMNS = ["employee", "client", "on", "tool", "action"]


def scan(folder: Path) -> pa.Table:
    """Read the five columns of the activities into memory."""
    table = _read(folder)
    return pa.table({"rows": [len(table)]})


def scan_by_duckdb(folder: Path) -> pa.Table:
    """Read the five columns, and keep nothing but sums, which no statistics of the file can tell."""
    sums = 'sum(employee), sum(client), sum(dayofyear("on")), sum(length(tool)), sum(length(action))'
    found = duckdb.read_parquet(str(folder / "activities.parquet")).aggregate(f"count(*) AS rows, {sums}")
    return found.to_arrow_table().select(["rows"])


def floor(folder: Path) -> pa.Table:
    """Read the five columns, keep what qualifies, and sort it by client, employee and day: one number for each."""
    table = _read(folder)
    packed: Numbers = np.concatenate([_packed(batch) for batch in table.to_batches()])
    packed.sort()
    return pa.table({"rows": [len(packed)]})


def _read(folder: Path) -> pa.Table:
    return pq.read_table(folder / "activities.parquet", columns=COLUMNS, read_dictionary=["tool", "action"])


def _packed(batch: pa.RecordBatch) -> Numbers:
    tool, action = batch["tool"], batch["action"]
    tools, actions = tool.dictionary.to_pylist(), action.dictionary.to_pylist()
    counts = np.array(
        [[a in ACTIONS and t in TOOLS and (t != "blog" or a == "publish") for a in actions] for t in tools]
    )
    kept = counts[np.asarray(tool.indices), np.asarray(action.indices)]
    # Ids and days of these sizes fit into 24, 20 and 20 bits.
    client, employee, day = (np.asarray(batch[name].cast(pa.int32()))[kept] for name in ("client", "employee", "on"))
    keys: Numbers = (client.astype(np.int64) << 40) | (employee.astype(np.int64) << 20) | day
    return keys
