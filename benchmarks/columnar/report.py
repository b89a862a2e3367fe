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

LIMITS = ("scan", "scan by DuckDB", "floor")
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
    """A table for each question, and one of what the machine can do."""
    asked = dict.fromkeys(question for _, question, _ in results.found)
    return [
        *(_compared(results, question, sizes) for question in asked if question in TITLES),
        *([_limits(results, sizes)] if asked.keys() & set(LIMITS) else []),
    ]


def _compared(results: Results, question: str, sizes: Sequence[str]) -> Table:
    """For each peer and size the seconds on the wall and of the processor, both also as ratios, and the memory."""
    peers = dict.fromkeys(peer for peer, asked, _ in results.found if asked == question)
    heads = [[f"{size} s", f"{size} cpu", f"{size} MB", f"{size} x {YARDSTICK}", "cpu x"] for size in sizes]
    growth = [f"{sizes[-1]} : {sizes[-2]}"] if len(sizes) > 1 else []
    rows = [["", *(head for group in heads for head in group), *growth]]
    for peer in peers:
        cells = [cell for size in sizes for cell in _cells(results, peer, question, size)]
        grown = (
            [number(results.ratio((peer, question, sizes[-1]), (peer, question, sizes[-2]), _cpu))] if growth else []
        )
        rows.append([peer, *cells, *grown])
    return _title(results, question, sizes), rows


def _title(results: Results, question: str, sizes: Sequence[str]) -> str:
    rows = [
        next((each[0].rows for (_, asked, size), each in results.found.items() if (asked, size) == (question, name)), 0)
        for name in sizes
    ]
    return (
        f"{TITLES[question]} ({', '.join(f'{name}: {count:,}' for name, count in zip(sizes, rows, strict=True))} rows)"
    )


def _cells(results: Results, peer: str, question: str, size: str) -> list[str]:
    mine, theirs = (peer, question, size), (YARDSTICK, question, size)
    figures = [results.median(*mine, of) for of in (_wall, _cpu, _peak)]
    return [*map(number, figures), *(number(results.ratio(mine, theirs, of)) for of in (_wall, _cpu))]


def _limits(results: Results, sizes: Sequence[str]) -> Table:
    heads = [[f"{size} s", f"{size} cpu", f"{size} MB"] for size in sizes]
    rows = [["", *(head for group in heads for head in group)]]
    for limit, name in zip(LIMITS, LIMIT_NAMES, strict=True):
        figures = [results.median("limits", limit, size, of) for size in sizes for of in (_wall, _cpu, _peak)]
        rows.append([name, *map(number, figures)])
    for question in (each for each in TITLES if each == "timelines"):
        for peer in dict.fromkeys(peer for peer, asked, _ in results.found if asked == question):
            ratios = [
                results.ratio((peer, question, size), ("limits", "floor", size), of)
                for size in sizes
                for of in (_wall, _cpu)
            ]
            cells = [cell for at in range(0, len(ratios), 2) for cell in (*map(number, ratios[at : at + 2]), "")]
            rows.append([f"{question} by {peer}, times the last", *cells])
    return "What the machine can do with the five columns of the activities", rows


LIMIT_NAMES = (
    "read them into memory",
    "read them by DuckDB, keeping nothing",
    "read them, keep what qualifies, sort it by client, employee and day",
)


def number(value: float | None) -> str:
    """Three digits that mean something, and all digits of large numbers."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
