"""
Measure: one question asked of one peer about one programme, in a process of its own.

``python -m benchmarks.columnar.measure PEER QUESTION PROGRAMME WARM`` answers for a small programme first, so that
nothing is imported or met for the first time while the clock runs, and prints what was measured as JSON.
"""

import argparse
import gc
import importlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.columnar.digest import digest
from benchmarks.measure import peak

__all__ = ["AS_OF", "PEERS", "PROGRAMME", "QUESTIONS", "TIMELINES", "YEAR", "Measured", "Peer"]

AS_OF = date(2025, 6, 1)
"""A day on which most clients are served."""

YEAR = date(2025, 1, 1), date(2026, 1, 1)
"""The days of which totals are asked."""

PROGRAMME, TIMELINES = "programme", "timelines.parquet"
"""What stands in the folder of a programme: the folder with its lists, and the timelines of it."""

Answer = Callable[[], pa.Table]


@attrs.frozen
class Measured:
    """
    What one measurement found.

    Attributes:
        wall: Seconds by the clock on the wall.
        cpu: Seconds of processor time, of all threads together.
        peak: The most memory that was held, in megabytes, with the interpreter and all packages.
        rows: How many rows the answer has.
        digest: What two answers share only if they are the same.
    """

    wall: float
    cpu: float
    peak: float
    rows: int
    digest: str


@attrs.frozen
class Peer:
    """
    Someone who answers questions.

    Args:
        module: Where the answers are, below :mod:`benchmarks.columnar.peers`.
        needs: The packages that have to be there.
        options: What its functions are told beside.
        sizes: The sizes that are bearable; all if left out.
    """

    module: str
    needs: tuple[str, ...] = ()
    options: Mapping[str, object] = attrs.field(factory=dict)
    sizes: tuple[str, ...] | None = None


PEERS: Mapping[str, Peer] = {
    "kernel": Peer("kernel_peer"),
    "kernel, unchecked": Peer("kernel_peer", options={"checked": False}),
    "kernel, references": Peer("kernel_with_references"),
    "DuckDB": Peer("duckdb_peer", ("duckdb",)),
    "Polars": Peer("polars_peer", ("polars",)),
    "pandas": Peer("pandas_peer", ("pandas",)),
    "objects": Peer("objects_peer", sizes=("XS", "S")),
    "limits": Peer("limits", ("duckdb",)),
}
"""All that is compared, by name."""


def _built(module: Any, folder: Path) -> Any:  # noqa: ANN401 -- each peer keeps timelines in its own form
    return module.stored(pq.read_table(folder / TIMELINES))


def _timelines(module: Any, folder: Path, **options: object) -> Answer:  # noqa: ANN401 -- a module
    if hasattr(module, "read"):
        evidence = module.read(folder / PROGRAMME)
        return lambda: module.timelines(evidence)
    return lambda: module.timelines(folder / PROGRAMME, **options)


def _statement(module: Any, folder: Path, **options: object) -> Answer:  # noqa: ANN401 -- a module
    if hasattr(module, "read"):
        evidence = module.read(folder / PROGRAMME)
        return lambda: module.statement(evidence, AS_OF)
    return lambda: module.statement(folder / PROGRAMME, AS_OF, **options)


def _statement_of(module: Any, folder: Path) -> Answer:  # noqa: ANN401 -- a module
    built = _built(module, folder)
    return lambda: module.statement_of(built, AS_OF)


def _totals_of(module: Any, folder: Path) -> Answer:  # noqa: ANN401 -- a module
    built = _built(module, folder)
    return lambda: module.totals_of(built, *YEAR)


def _limit(name: str) -> Callable[..., Answer]:
    return lambda module, folder: lambda: getattr(module, name)(folder / PROGRAMME)


QUESTIONS: Mapping[str, tuple[str, Callable[..., Answer]]] = {
    "timelines": ("timelines", _timelines),
    "statement": ("statement", _statement),
    "statement of timelines": ("statement_of", _statement_of),
    "totals of timelines": ("totals_of", _totals_of),
    "scan": ("scan", _limit("scan")),
    "scan by DuckDB": ("scan_by_duckdb", _limit("scan_by_duckdb")),
    "floor": ("floor", _limit("floor")),
}
"""The questions by name: by which function of a peer each is answered, and how it is prepared."""


def answers(peer: str, question: str) -> bool:
    """Whether a peer has an answer to a question, and one of its own with its options."""
    name, _ = QUESTIONS[question]
    module = importlib.import_module(f"benchmarks.columnar.peers.{PEERS[peer].module}")
    return hasattr(module, name) and not (PEERS[peer].options and name.endswith("_of"))


def measured(peer: str, question: str, folder: Path, warm: Path) -> Measured:
    """Ask about a small programme, then about that which is measured."""
    module = importlib.import_module(f"benchmarks.columnar.peers.{PEERS[peer].module}")
    _, prepare = QUESTIONS[question]
    prepare(module, warm, **PEERS[peer].options)()
    answer = prepare(module, folder, **PEERS[peer].options)
    gc.collect()
    wall, cpu = perf_counter(), process_time()
    found = answer()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return Measured(wall=wall, cpu=cpu, peak=peak(), rows=found.num_rows, digest=digest(found))


def main() -> None:
    """Measure one question and print what was found as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.columnar.measure", description=main.__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("question", choices=QUESTIONS)
    parser.add_argument("programme", type=Path)
    parser.add_argument("warm", type=Path)
    given = parser.parse_args()
    print(json.dumps(attrs.asdict(measured(given.peer, given.question, given.programme, given.warm))))


if __name__ == "__main__":
    main()
