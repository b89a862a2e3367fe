"""Tables: rows of text, shown as aligned text, as escaped HTML that is capped in size, or as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from html import escape

import attrs

__all__ = ["HTML_BYTES", "HTML_ROWS", "Table", "folded", "printable"]


def __dir__() -> list[str]:
    return __all__


HTML_ROWS = 200
"""How many rows a notebook is shown; how many were left out is said below them."""

HTML_BYTES = 200_000
"""How many bytes of HTML a notebook is given; rows that do not fit are left out, which is said below them."""

_CELL = "padding:0.15em 0.6em;border-bottom:1px solid #8884;white-space:nowrap"


def _cells(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def _rows(values: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, values))


@attrs.frozen
class Table:
    """
    Rows of text under named columns.

    Args:
        columns: Names of the columns.
        rows: The cells of each row, as many as there are columns.
        title: A line above.
        numbers: Names of the columns that are aligned to the right.
        notes: Lines below.

    Examples:
        >>> print(Table(["client", "credit"], [["acme", "1.00"], ["bolt", "20.00"]], numbers=["credit"]).text())
        client  credit
        ------  ------
        acme      1.00
        bolt     20.00
    """

    columns: tuple[str, ...] = attrs.field(converter=_cells)
    rows: tuple[tuple[str, ...], ...] = attrs.field(converter=_rows)
    title: str = attrs.field(default="", kw_only=True)
    numbers: tuple[str, ...] = attrs.field(default=(), converter=_cells, kw_only=True)
    notes: tuple[str, ...] = attrs.field(default=(), converter=_cells, kw_only=True)

    def text(self) -> str:
        """The table as aligned plain text, whole."""
        cells = [[printable(cell) for cell in row] for row in (self.columns, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        right = [name in self.numbers for name in self.columns]
        lines = [
            "  ".join(
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            ).rstrip()
            for row in cells
        ]
        rule = "  ".join("-" * width for width in widths)
        above = [printable(self.title)] if self.title else []
        return "\n".join([*above, lines[0], rule, *lines[1:], *map(printable, self.notes)])

    def csv(self) -> str:
        """The table as CSV with a header line and plain line feeds; title and notes are left out."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()

    def html(self, picture: str = "", *, below: str = "") -> str:
        """
        The table as HTML that a notebook may show without trusting it: escaped, inline styles only.

        At most :data:`HTML_ROWS` rows and about :data:`HTML_BYTES` bytes; what was left out is said.

        Args:
            picture: Markup to put between the title and the rows.
            below: Markup to put after the notes.
        """
        head = "".join(self._cell("th", name, name) for name in self.columns)
        body = list(self._html_rows(HTML_BYTES * 3 // 4 - len(picture) - len(below)))
        left_out = len(self.rows) - len(body)
        notes = [*([_left_out(left_out, "row")] if left_out else []), *self.notes]
        return "".join(
            [
                "<div>",
                f"<p><strong>{escape(printable(self.title))}</strong></p>" if self.title else "",
                picture,
                f"<table style='border-collapse:collapse'><thead><tr>{head}</tr></thead>",
                f"<tbody>{''.join(body)}</tbody></table>",
                *self._html_notes(notes, HTML_BYTES // 5),
                below,
                "</div>",
            ]
        )

    def _html_rows(self, budget: int) -> Iterator[str]:
        for row in self.rows[:HTML_ROWS]:
            cells = (self._cell("td", name, cell) for name, cell in zip(self.columns, row, strict=True))
            line = f"<tr>{''.join(cells)}</tr>"
            budget -= len(line.encode())
            if budget < 0:
                return
            yield line

    def _html_notes(self, notes: Sequence[str], budget: int) -> Iterator[str]:
        for index, note in enumerate(notes):
            line = f"<p>{escape(printable(note))}</p>"
            budget -= len(line.encode())
            if budget < 0:
                yield f"<p>{_left_out(len(notes) - index, 'note')}</p>"
                return
            yield line

    def _cell(self, tag: str, column: str, text: str) -> str:
        align = "right" if column in self.numbers else "left"
        return f"<{tag} style='{_CELL};text-align:{align}'>{escape(printable(text))}</{tag}>"


def _left_out(count: int, noun: str) -> str:
    return f"1 more {noun} is not shown." if count == 1 else f"{count:,} more {noun}s are not shown."


def folded(title: str, lines: Iterable[str]) -> str:
    """
    Lines as HTML that is folded away under a title until somebody opens it; nothing if there are no lines.

    Examples:
        >>> folded("Assumptions", ["prices are net"])
        '<details><summary>Assumptions: 1</summary><ul><li>prices are net</li></ul></details>'
    """
    items = [f"<li>{escape(printable(line))}</li>" for line in lines]
    if not items:
        return ""
    return f"<details><summary>{escape(title)}: {len(items):,}</summary><ul>{''.join(items)}</ul></details>"


def printable(text: str) -> str:
    r"""
    The text with control characters as escapes, so that it can break no line and move no terminal's cursor.

    Examples:
        >>> print(printable("two\nlines"))
        two\nlines
    """
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
