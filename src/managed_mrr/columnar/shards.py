"""Shards: timelines of more than fits into memory, written part by part, and gone on with after a stop."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from managed_mrr.columnar.asking import ranges, shard
from managed_mrr.columnar.evidence import Evidence
from managed_mrr.columnar.progress import Progress
from managed_mrr.columnar.tables.portfolio import ColumnarPortfolio
from managed_mrr.errors import ManagedMRRError
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy, a_policy
from managed_mrr.policy_hash import policy_hash

__all__ = ["OtherTimelinesError", "write_timelines"]


def __dir__() -> list[str]:
    return __all__


MANIFEST = "_manifest.json"
"""What the parts in a folder are of; readers of Parquet folders pass over names with an underscore."""


class OtherTimelinesError(ManagedMRRError, FileExistsError):
    """
    A folder holds parts of other timelines than those that are to be written into it.

    Examples:
        >>> issubclass(OtherTimelinesError, FileExistsError)
        True
    """


def write_timelines(
    portfolio: ColumnarPortfolio,
    folder: Path | str,
    *,
    policy: Policy = SERVICING,
    shards: int = 16,
    progress: Progress | None = None,
) -> Path:
    """
    Write :func:`timelines` as a folder of Parquet files, one for each part of the clients.

    At any time only one part is in memory: its qualifying activities and its segments, beside the tables other than
    the activities. What stops the writing, such as an exception that ``progress`` raises, leaves the finished files;
    the same call goes on after them. A file is there whole or not at all.

    Args:
        portfolio: The evidence.
        folder: Where to; it is made if it is not there.
        policy: The rules in force.
        shards: In how many parts. Each reads the activities once more, as far as they are of days that matter.
        progress: Is told how many parts are done, of those that were there already, too.

    Returns:
        The folder. It is a data set whose rows are those of :func:`timelines`, in its order within each file.

    Raises:
        OtherTimelinesError: The folder holds parts of another policy, other evidence or another number of shards.
        PolicyError: It is no policy.
        TooLargeError: An exact number takes more than 64 bits.

    Examples:
        >>> from datetime import date
        >>> from tempfile import TemporaryDirectory
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> with TemporaryDirectory() as folder:
        ...     written = write_timelines(columnar.read(columnar.tables_of(acme)), folder, shards=1)
        ...     pq.read_table(written)["points"].to_pylist()
        [Decimal('9.00')]
    """
    a_policy(policy)
    parts = list(ranges(len(portfolio.evidence.clients), shards))
    where = Path(folder)
    where.mkdir(parents=True, exist_ok=True)
    _claim(where, {"policy": policy_hash(policy), "evidence": _fingerprint(portfolio.evidence), "shards": shards})
    for number, clients in enumerate(parts):
        file = where / f"part-{number:05d}.parquet"
        if not file.exists():
            _write_whole(file, shard(portfolio, policy, clients))
        if progress is not None:
            progress(number + 1, shards)
    return where


def _claim(folder: Path, manifest: dict[str, object]) -> None:
    """Say in a folder what is in it, unless it says so already."""
    file = folder / MANIFEST
    if not file.exists():
        if any(folder.glob("*.parquet")):
            msg = f"{folder} holds Parquet files that are no parts of timelines: expected none; name another folder"
            raise OtherTimelinesError(msg)
        file.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    before = json.loads(file.read_text(encoding="utf-8"))
    if differs := [name for name, value in manifest.items() if before.get(name) != value]:
        msg = (
            f"{folder} holds parts of timelines with other {' and '.join(differs)}: "
            "expected the same, to go on with them; name another folder, or empty this one"
        )
        raise OtherTimelinesError(msg)


def _write_whole(file: Path, table: pa.Table) -> None:
    unfinished = file.with_suffix(".unfinished")
    pq.write_table(table, unfinished, compression="zstd")
    unfinished.rename(file)


def _fingerprint(evidence: Evidence) -> str:
    """
    A hash of all tables but the activities, and of how many activities there are of which days.

    To hash each of these would take as long as the work itself.
    """
    found = sha256()
    names = [field.name for field in attrs.fields(Evidence) if field.name != "activities"]
    _add(found, (*(getattr(evidence, name) for name in names), evidence.activities.outline()))
    return found.hexdigest()


def _add(found: Any, value: object) -> None:  # noqa: ANN401 -- a hash object of hashlib
    if isinstance(value, np.ndarray):
        value = value.tolist() if value.dtype == object else (str(value.dtype), value.tobytes())
    if isinstance(value, pa.Array):
        value = value.to_pylist()
    if attrs.has(type(value)):
        value = tuple(getattr(value, field.name) for field in attrs.fields(type(value)))  # type: ignore[arg-type]
    if isinstance(value, tuple):
        for each in value:
            _add(found, each)
    else:
        found.update(repr(value).encode() if not isinstance(value, bytes) else value)
