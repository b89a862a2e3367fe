"""Comparing: every engine in an environment of its own, the same cases, and the time of one decision."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import attrs

from benchmarks.columnar.decisions.objects import write_cases
from benchmarks.columnar.report import Table, number

__all__ = ["compared"]

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements"
QUESTIONS = ("counts", "serves")


@attrs.frozen
class Engine:
    """
    Someone who decides.

    Args:
        module: The module beside this one.
        package: The package it needs, in an environment of its own; none if left out.
        arguments: What it is told beside the file of the cases.
    """

    module: str
    package: str | None = None
    arguments: tuple[str, ...] = ()


YARDSTICK = "objects, days at hand"

ENGINES: Mapping[str, Engine] = {
    "objects, days worked out": Engine("objects"),
    YARDSTICK: Engine("objects", arguments=("at-hand",)),
    "two Python functions": Engine("by_hand"),
    "zen-engine, expressions": Engine("zen_expression", "zen-engine"),
    "zen-engine, decision tables": Engine("zen_table", "zen-engine"),
    "rule-engine": Engine("rule", "rule-engine"),
    "datalogic-py": Engine("datalogic", "datalogic-py"),
    "openfisca-core, one by one": Engine("openfisca", "openfisca-core"),
    "openfisca-core, all at once": Engine("openfisca", "openfisca-core", ("together",)),
}


class UnableError(Exception):
    """An engine cannot be installed, or cannot decide; what it says is the last line of what it printed."""


def compared(programme: Path, folder: Path, rounds: int) -> Table:
    """
    Ask all engines in every round, and see that their answers are the same.

    Args:
        programme: From what the cases are drawn.
        folder: Where environments are made, and the cases are written.
        rounds: How often to ask.

    Raises:
        ValueError: An engine answers otherwise than the objects.
    """
    cases = folder / "decisions.json"
    write_cases(programme, cases)
    found: dict[str, list[Mapping[str, float]] | str] = {}
    right: dict[str, list[bool]] = {}
    for _ in range(rounds):
        for name, engine in ENGINES.items():
            earlier = found.setdefault(name, [])
            if isinstance(earlier, str):
                continue
            try:
                told = _asked(engine, programme if engine.module == "objects" else cases, folder)
            except UnableError as error:
                found[name] = str(error)
                continue
            earlier.append({question: told[question]["microseconds"] for question in QUESTIONS})
            answers = {question: told[question]["answers"] for question in QUESTIONS}
            if (right := right or answers) != answers:
                msg = f"{name} decides otherwise than {next(iter(ENGINES))}"
                raise ValueError(msg)
    assert all(len(set(answers)) == 2 for answers in right.values())
    return _title(right), _rows(found)


def _asked(engine: Engine, given: Path, folder: Path) -> dict[str, Any]:
    python = sys.executable if engine.package is None else _environment(engine.package, folder)
    command = [python, "-m", f"benchmarks.columnar.decisions.{engine.module}", str(given), *engine.arguments]
    told: dict[str, Any] = json.loads(_output(command))
    return told


def _environment(package: str, folder: Path) -> str:
    """The interpreter of an environment with one engine, made the first time; it is there only if it is whole."""
    place = folder / "environments" / package
    python = str(place / "bin" / "python")
    done = place / "installed"
    if not done.exists():
        _output([sys.executable, "-m", "venv", "--clear", str(place)])
        _output([python, "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS / f"{package}.txt")])
        done.touch()
    return python


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 -- made above
    if done.returncode:
        raise UnableError((done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1])
    return done.stdout


def _title(right: Mapping[str, Sequence[bool]]) -> str:
    return f"One decision, the median of {len(right['counts']):,} activities and of {len(right['serves']):,} days"


def _rows(found: Mapping[str, list[Mapping[str, float]] | str]) -> list[list[str]]:
    rows = [["", "activity counts, us", "serves on a day, us", f"x {YARDSTICK}", "x"]]
    yardstick = found[YARDSTICK]
    for name, rounds in found.items():
        if isinstance(rounds, str):
            rows.append([name, "cannot:", rounds, "", ""])
            continue
        medians = [median(each[question] for each in rounds) for question in QUESTIONS]
        ratios = [
            median(each[question] / other[question] for each, other in zip(rounds, yardstick, strict=True))
            for question in QUESTIONS
            if not isinstance(yardstick, str)
        ]
        rows.append([name, *map(number, (*medians, *ratios))])
    return rows
