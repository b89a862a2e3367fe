"""Report: what was measured, a table for each question, everyone beside DuckDB."""

from collections.abc import Callable, Sequence
from statistics import median

import attrs

from benchmarks.columnar.measure import Measured

__all__ = ["Results", "Table", "number", "tables"]

YARDSTICK = "DuckDB"
"""By what the others are measured: SQL written by hand."""

Table = tuple[str, list[list[str]]]
"""A title and rows, the first of which is the head."""

LIMITS = {
    "scan": "read them into memory",
    "scan by DuckDB": "read them by DuckDB, keeping nothing",
    "floor": "read them, keep what qualifies, sort it by client, employee and day",
}
"""The questions that ask what the machine can do."""

TITLES = {
    "timelines": "All timelines, from files",
    "statement": "One statement, from files",
    "statement of timelines": "One statement, from built timelines in memory",
    "totals of timelines": "Points by partner on each day of a year, from built timelines in memory",
}


@attrs.define
class Results:
    """All that a run measured: by question, size and peer one for each round."""

    found: dict[tuple[str, str, str], list[Measured]] = attrs.field(factory=dict)

    def add(self, peer: str, question: str, size: str, measured: Measured) -> None:
        """
        Keep what one measurement found.

        Raises:
            ValueError: Someone gave another answer to the same question.
        """
        for (other, asked, about), earlier in self.found.items():
            if (asked, about) == (question, size) and earlier[0].digest != measured.digest:
                msg = f"{peer} and {other} differ about {question}, {size}: {measured} and {earlier[0]}"
                raise ValueError(msg)
        self.found.setdefault((peer, question, size), []).append(measured)

    def median(self, peer: str, question: str, size: str, of: Callable[[Measured], float]) -> float | None:
        """The median over the rounds; None if it was not measured."""
        found = self.found.get((peer, question, size))
        return median(map(of, found)) if found else None

    def ratio(
        self, one: tuple[str, str, str], other: tuple[str, str, str], of: Callable[[Measured], float]
    ) -> float | None:
        """The median over the rounds of the ratio of two measurements, each given as peer, question and size."""
        pairs = zip(self.found.get(one, ()), self.found.get(other, ()), strict=False)
        ratios = [of(first) / of(second) for first, second in pairs]
        return median(ratios) if ratios else None

    def plain(self) -> list[dict[str, object]]:
        """All of it as JSON values."""
        return [
            {"peer": peer, "question": question, "size": size, "rounds": [attrs.asdict(each) for each in found]}
            for (peer, question, size), found in self.found.items()
        ]


def _wall(measured: Measured) -> float:
    return measured.wall


def _cpu(measured: Measured) -> float:
    return measured.cpu


def _peak(measured: Measured) -> float:
    return measured.peak


def tables(results: Results, sizes: Sequence[str]) -> list[Table]:
    """A table for each question and size, and one of what the machine can do."""
    asked = dict.fromkeys(question for _, question, _ in results.found)
    return [
        *(
            _compared(results, question, sizes, place)
            for question in asked
            if question in TITLES
            for place in range(len(sizes))
        ),
        *([_limits(results, sizes)] if asked.keys() & LIMITS.keys() else []),
    ]


def _compared(results: Results, question: str, sizes: Sequence[str], place: int) -> Table:
    """For each peer the seconds on the wall and of the processor, both also as ratios, the memory, and how it grew."""
    size, smaller = sizes[place], sizes[place - 1] if place else None
    rows = [["", "s", "cpu s", "MB", f"x {YARDSTICK}", "cpu x", *([f"cpu, {size} : {smaller}"] if smaller else [])]]
    asked = {peer: found for (peer, *about), found in results.found.items() if about == [question, size]}
    for peer in asked:
        mine = (peer, question, size)
        figures = [results.median(*mine, of) for of in (_wall, _cpu, _peak)]
        ratios = [results.ratio(mine, (YARDSTICK, question, size), of) for of in (_wall, _cpu)]
        grown = [results.ratio(mine, (peer, question, smaller), _cpu)] if smaller else []
        rows.append([peer, *map(number, (*figures, *ratios, *grown))])
    lines = next((found[0].rows for found in asked.values()), 0)
    return f"{TITLES[question]}: {size}, {lines:,} rows", rows


def _limits(results: Results, sizes: Sequence[str]) -> Table:
    """What reading takes and what the floor takes, and how many times the floor every peer takes for timelines."""
    rows = [["", *(head for size in sizes for head in (f"{size} s", f"{size} cpu", f"{size} MB"))]]
    for limit, name in LIMITS.items():
        figures = [results.median("limits", limit, size, of) for size in sizes for of in (_wall, _cpu, _peak)]
        rows.append([name, *map(number, figures)])
    for peer in dict.fromkeys(peer for peer, asked, _ in results.found if asked == "timelines"):
        ratios = [
            None if of is _peak else results.ratio((peer, "timelines", size), ("limits", "floor", size), of)
            for size in sizes
            for of in (_wall, _cpu, _peak)
        ]
        rows.append([f"all timelines by {peer}, times the last", *map(number, ratios)])
    return "What the machine can do with the five columns of the activities", rows


def number(value: float | None) -> str:
    """Three digits that mean something, and all digits of large numbers."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
