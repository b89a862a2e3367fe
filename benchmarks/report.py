"""Report: medians of what was measured, side by side, and how they grow."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple, TypeAlias

from benchmarks.measure import Figure

__all__ = ["Format", "Marks", "Results", "markdown", "markdown_table", "replaced", "text", "text_table"]


class Results:
    """All figures of a run: for every column and name, one for each round."""

    def __init__(self) -> None:
        self.rounds: dict[str, dict[str, list[Figure]]] = {}

    def add(self, column: str, figures: Mapping[str, Figure]) -> None:
        """Keep the figures of one measurement in one round."""
        for name, figure in figures.items():
            self.rounds.setdefault(column, {}).setdefault(name, []).append(figure)

    def names(self, columns: Sequence[str]) -> list[str]:
        """What was measured in any of some columns, in the order in which it was met."""
        return list(dict.fromkeys(name for column in columns for name in self.rounds.get(column, {})))

    def median(self, column: str, name: str) -> Figure | None:
        """The median over the rounds, of both clocks each for itself; None if it was not measured."""
        figures = self.rounds.get(column, {}).get(name)
        if not figures:
            return None
        cpu = [each.cpu for each in figures if each.cpu is not None]
        return Figure(figures[0].unit, median(each.value for each in figures), median(cpu) if cpu else None)

    def ratio(self, name: str, small: str, large: str) -> float | None:
        """The median over the rounds of the ratio of two columns; of processor times, where there are any."""
        below, above = (self.rounds.get(column, {}).get(name, []) for column in (small, large))
        ratios = [_cost(two) / _cost(one) for one, two in zip(below, above, strict=False) if _cost(one)]
        return median(ratios) if ratios else None

    def plain(self) -> dict[str, dict[str, object]]:
        """All of it as JSON values: the median and every round."""
        return {
            column: {
                name: {
                    "unit": figures[0].unit,
                    "median": median(each.value for each in figures),
                    "rounds": [each.value for each in figures],
                    "cpu_rounds": [each.cpu for each in figures if each.cpu is not None],
                }
                for name, figures in by_name.items()
            }
            for column, by_name in self.rounds.items()
        }


Format: TypeAlias = Callable[[Results, Sequence[str], str], str]
"""A way to show some columns of results below a title."""


def text(results: Results, columns: Sequence[str], title: str) -> str:
    """
    Some columns side by side as text.

    Args:
        results: The figures.
        columns: Which columns; the ratio is that of the last to the one before it.
        title: What the table is about.
    """
    return text_table(_rows(results, columns), title, left=2)


def text_table(rows: Sequence[Sequence[str]], title: str, left: int = 1) -> str:
    """
    Rows as text.

    Args:
        rows: The rows, the heads first.
        title: What the table is about.
        left: How many columns hold words; the others hold numbers.
    """
    return "\n".join([title, *_aligned(rows, left), ""])


def markdown(results: Results, columns: Sequence[str], title: str) -> str:
    """
    Some columns side by side as a Markdown table below a heading.

    Args:
        results: The figures.
        columns: Which columns; the ratio is that of the last to the one before it.
        title: What the table is about.
    """
    return markdown_table(_rows(results, columns), title, left=2)


def markdown_table(rows: Sequence[Sequence[str]], title: str, left: int = 1) -> str:
    """
    Rows as a Markdown table below a heading.

    Args:
        rows: The rows, the heads first.
        title: What the table is about.
        left: How many columns hold words; the others hold numbers.
    """
    heads, *below = rows
    sides = [*["---"] * left, *["---:"] * (len(heads) - left)]
    lines = (f"| {' | '.join(cells)} |" for cells in (heads, sides, *below))
    return "\n".join([f"### {title}", "", *lines, ""])


class Marks(NamedTuple):
    """The two lines of a page between which a report stands."""

    begin: str
    end: str


MARKS = Marks("% The next run of the benchmarks writes what stands from here", "% to here.")


def replaced(page: str, report: str, marks: Marks = MARKS) -> str:
    """
    A page with a report in the place of all that stands between its two marks, each a line of its own.

    Raises:
        ValueError: The page does not have both marks.
    """
    before, begin, rest = page.partition(f"{marks.begin}\n")
    _, end, after = rest.partition(f"{marks.end}\n")
    if not begin or not end:
        msg = f"the page has no place for the tables: expected a line {marks.begin!r}, and further down {marks.end!r}"
        raise ValueError(msg)
    return f"{before}{begin}\n{report}\n{end}{after}"


def _rows(results: Results, columns: Sequence[str]) -> list[list[str]]:
    compared = len(columns) > 1
    rows = [["", "unit", *(head for column in columns for head in (column, "cpu")), *["ratio"] * compared]]
    for name in results.names(columns):
        figures = [results.median(column, name) for column in columns]
        unit = next(figure.unit for figure in figures if figure is not None)
        cells = [cell for figure in figures for cell in _cells(figure)]
        ratio = results.ratio(name, *columns[-2:]) if compared else None
        rows.append([name, unit, *cells, *([_number(ratio)] if compared else [])])
    filled = [place for place in range(len(rows[0])) if place < 2 or any(row[place] for row in rows[1:])]
    return [[row[place] for place in filled] for row in rows]


def _cost(figure: Figure) -> float:
    return figure.value if figure.cpu is None else figure.cpu


def _cells(figure: Figure | None) -> tuple[str, str]:
    return ("", "") if figure is None else (_number(figure.value), _number(figure.cpu))


def _number(value: float | None) -> str:
    """Three digits that mean something, and all digits of whole numbers."""
    if value is None:
        return ""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _aligned(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
