"""Compare: generate programmes, see that all answers are the same, and print how long each took."""

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pyarrow.parquet as pq

from benchmarks.columnar.decisions.comparing import compared
from benchmarks.columnar.generate import SIZES, write_programme
from benchmarks.columnar.measure import PEERS, PROGRAMME, QUESTIONS, TIMELINES, Measured, Peer, answers
from benchmarks.columnar.peers import duckdb_peer
from benchmarks.columnar.report import Results, tables
from benchmarks.report import Marks, markdown_table, replaced, text_table

WARM = "XS"
"""The programme that every measurement asks about first."""

MARKS = Marks(
    "% The next comparison of whole programmes writes what stands from here", "% to here, and it writes no further."
)
"""Between what the tables stand in a page."""


@attrs.frozen
class Task:
    """One measurement that every round repeats: a peer, a question and a size."""

    peer: str
    question: str
    size: str


def tasks(sizes: Sequence[str], peers: Sequence[str]) -> list[Task]:
    """The measurements of a round in the order in which they run: peers side by side, under the same conditions."""
    return [
        Task(peer, question, size)
        for question in QUESTIONS
        for size in sizes
        for peer in peers
        if size in (PEERS[peer].sizes or sizes) and answers(peer, question)
    ]


def run(todo: Sequence[Task], folder: Path, rounds: int, seed: int) -> Results:
    """
    Measure everything as often as there are rounds, all tasks of one round before the next.

    Raises:
        ValueError: Two peers, or two rounds, gave different answers to the same question.
    """
    results = Results()
    for number in range(rounds):
        for task in todo:
            _say(f"round {number + 1} of {rounds}: {task.peer}, {task.question}, {task.size}")
            results.add(task.peer, task.question, task.size, _measured(task, folder, seed))
    return results


def prepare(sizes: Sequence[str], folder: Path, seed: int) -> None:
    """Write what is not there of the programmes and of their timelines, as DuckDB answers them."""
    for size in dict.fromkeys((WARM, *sizes)):
        place = folder / f"{seed}-{size}"
        if not (place / PROGRAMME).exists():
            _say(f"generating {size}")
            unfinished = place / "unfinished"
            write_programme(unfinished, SIZES[size], seed)
            unfinished.rename(place / PROGRAMME)  # what is there is whole, even if an earlier run was interrupted
        if not (place / TIMELINES).exists():
            built = duckdb_peer.timelines(place / PROGRAMME)
            pq.write_table(built, place / "unfinished")
            (place / "unfinished").rename(place / TIMELINES)


def _measured(task: Task, folder: Path, seed: int) -> Measured:
    places = [str(folder / f"{seed}-{size}") for size in (task.size, WARM)]
    command = [sys.executable, "-m", "benchmarks.columnar.measure", task.peer, task.question, *places]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- this interpreter
    return Measured(**json.loads(done.stdout))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() if given is None else nullcontext(str(given)) as name:
        yield Path(name).absolute()


def _sizes(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in SIZES]:
        msg = f"no size {', '.join(unknown)}: expected some of {', '.join(SIZES)}, smallest first"
        raise argparse.ArgumentTypeError(msg)
    return names


def _peers(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in PEERS]:
        msg = f"no peer {', '.join(unknown)}: expected some of {', '.join(PEERS)}"
        raise argparse.ArgumentTypeError(msg)
    return names


def _there(name: str, peer: Peer) -> bool:
    missing = [package for package in peer.needs if not _version(package)]
    if missing:
        _say(f"skipping {name}: {', '.join(missing)} is not installed; see the dependency group bench")
    return not missing


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _how(rounds: int, seed: int) -> list[str]:
    packages = [
        f"{name} {_version(name)}" for name in ("numpy", "pyarrow", "duckdb", "polars", "pandas") if _version(name)
    ]
    return [
        f"Python {platform.python_version()}, {platform.machine()}; {', '.join(packages)}.",
        f"Rounds: {rounds}, seed: {seed}.",
        "Seconds and megabytes are medians over the rounds; a ratio is the median of the ratios within each round.",
        "All answers to a question were the same, row by row.",
    ]


def main() -> None:
    """Compare the kernel with what people would write by hand; each measurement runs in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.columnar", description=main.__doc__)
    parser.add_argument("--sizes", type=_sizes, default=["S", "M"], help="smallest first, such as S,M,L (default S,M)")
    parser.add_argument("--peers", type=_peers, default=[*PEERS], help=f"some of {', '.join(PEERS)} (default all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often to measure (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other programmes")
    parser.add_argument(
        "--data", type=Path, help="keep what is generated in this folder, and use what is already there"
    )
    parser.add_argument("--decisions", action="store_true", help="compare single decisions with rules engines, too")
    parser.add_argument("--json", type=Path, help="write all figures to this file, too")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("--page", type=Path, help="put the Markdown tables into this page, between its two marks")
    given = parser.parse_args()
    peers = [name for name in given.peers if _there(name, PEERS[name])]
    with _folder(given.data) as folder:
        prepare([*given.sizes, *["S"] * given.decisions], folder, given.seed)
        results = run(tasks(given.sizes, peers), folder, given.rounds, given.seed)
        found = tables(results, given.sizes)
        if given.decisions:
            found.append(compared(folder / f"{given.seed}-S" / PROGRAMME, folder, given.rounds))

    def report(form: Callable[[Sequence[Sequence[str]], str], str]) -> str:
        return "\n".join([*_how(given.rounds, given.seed), "", *(form(rows, title) for title, rows in found)])

    print(report(markdown_table if given.markdown else text_table))
    if given.page:
        page = given.page.read_text(encoding="utf-8")
        given.page.write_text(replaced(page, report(markdown_table), MARKS), encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps(results.plain(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
