"""Run all measurements, each in its own process, and print tables of medians, or put them into a page."""

import argparse
import json
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from benchmarks.generate import SIZES, Size, write_portfolio_file
from benchmarks.measure import Figure
from benchmarks.report import Format, Results, markdown, replaced, text

BY_SIZE = ("reading", "memory", "statement", "histories", "single", "forecasts", "ledger", "what-if", "appending")
"""What is measured on every size."""

DEEP = Size(clients=100, partners=10, activities=10_000)
"""The portfolio of which one with ten times the activities is made."""

BEFORE = {f"{count:,} before": Size(clients=1, partners=1, activities=count) for count in (100, 1_000, 10_000, 100_000)}
"""How many activities a client has at which another one arrives, by the column."""


@attrs.frozen
class Task:
    """
    One measurement that every round repeats.

    Attributes:
        column: Under what the figures stand in the table.
        question: What to measure; see :data:`benchmarks.measure.QUESTIONS`.
        size: The portfolio to ask.
    """

    column: str
    question: str
    size: Size

    @property
    def file_name(self) -> str:
        """The file's name says all that decides what is in it, but the seed."""
        return f"{self.size.clients}-{self.size.partners}-{self.size.activities}-{self.size.days}.json"


def tasks(names: Sequence[str]) -> list[Task]:
    """The measurements for some sizes, those of a round in the order in which they run."""
    smallest = SIZES[names[0]]
    return [
        *(Task(name, question, SIZES[name]) for question in BY_SIZE for name in names),
        *(Task(f"in {name}", "reach", SIZES[name]) for name in ("tiny", *names)),
        Task("1x activities", "depth", DEEP),
        Task("10x activities", "depth", attrs.evolve(DEEP, activities=10 * DEEP.activities)),
        Task("1x", "histories", smallest),
        Task("10x", "histories", attrs.evolve(smallest, days=10 * smallest.days)),
        Task("day by day", "day-loop", SIZES["tiny"]),
        *(Task(column, "arriving", size) for column, size in BEFORE.items()),
        Task("one client", "long-history", SIZES["tiny"]),
        Task("package", "importing", SIZES["tiny"]),
    ]


def run(todo: Sequence[Task], folder: Path, rounds: int, seed: int) -> Results:
    """Measure everything as often as there are rounds, all tasks of one round before the next."""
    results = Results()
    for number in range(rounds):
        for task in todo:
            file = folder / f"{seed}-{task.file_name}"
            if not file.exists():
                _say(f"generating {file.name}")
                _generate(file, task.size, seed)
            _say(f"round {number + 1} of {rounds}: {task.question}, {task.column}")
            results.add(task.column, _measured(task.question, file))
    return results


def _generate(file: Path, size: Size, seed: int) -> None:
    """Write a portfolio file; one that is there is whole, even if an earlier run was interrupted."""
    unfinished = file.with_suffix(".part")
    write_portfolio_file(unfinished, size, seed)
    unfinished.rename(file)


def _measured(question: str, file: Path) -> dict[str, Figure]:
    command = [sys.executable, "-m", "benchmarks.measure", question, str(file)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- this interpreter
    return {name: Figure(**figure) for name, figure in json.loads(done.stdout).items()}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() if given is None else nullcontext(str(given)) as name:
        yield Path(name)


def _sizes(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in SIZES]:
        msg = f"no size {', '.join(unknown)}: expected some of {', '.join(SIZES)}, smallest first"
        raise argparse.ArgumentTypeError(msg)
    return names


def _report(results: Results, names: Sequence[str], rounds: int, seed: int, form: Format) -> str:
    """All tables, each with what it is about, below how they were measured."""
    among = [f"in {name}" for name in dict.fromkeys(("tiny", *names))]
    tables = [
        (names, "Portfolios by size"),
        (among, "The same 200 clients in portfolios of every size, one pair of partner and client at a time"),
        (["1x activities", "10x activities"], "The same 100 clients, each with ten times the activities"),
        (["1x", "10x"], f"Size {names[0]}, its evidence spread over ten times the days"),
        (["day by day"], "Size tiny, what a loop over days costs"),
        (list(BEFORE), "One activity arrives at a client of a prepared portfolio"),
        (["one client"], "A long history"),
        (["package"], "No portfolio"),
    ]
    how = [
        f"Python {platform.python_version()}, {platform.machine()}, rounds: {rounds}, seed: {seed}.",
        "Medians; the ratio, of the last size to the one before it, is the median of the ratios within each round.",
    ]
    return "\n".join([*how, "", *(form(results, columns, title) for columns, title in tables)])


def main() -> None:
    """Measure speed and memory on generated portfolios; each measurement runs in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--sizes", type=_sizes, default=["S", "M"], help="smallest first, such as S,M (default)")
    parser.add_argument("--rounds", type=int, default=3, help="how often to measure (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other portfolios")
    parser.add_argument("--data", type=Path, help="keep generated files in this folder, and use those already there")
    parser.add_argument("--json", type=Path, help="write all figures to this file, too")
    parser.add_argument("--markdown", action="store_true", help="print Markdown tables")
    parser.add_argument("--page", type=Path, help="put the Markdown tables into this page, between its two marks")
    given = parser.parse_args()
    if given.page:
        replaced(given.page.read_text(encoding="utf-8"), "")
    with _folder(given.data) as folder:
        results = run(tasks(given.sizes), folder, given.rounds, given.seed)

    def report(form: Format) -> str:
        return _report(results, given.sizes, given.rounds, given.seed, form)

    print(report(markdown if given.markdown else text))
    if given.page:
        page = given.page.read_text(encoding="utf-8")
        given.page.write_text(replaced(page, report(markdown)), encoding="utf-8")
    if given.json:
        given.json.write_text(json.dumps(results.plain(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
