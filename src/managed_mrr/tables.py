"""Tables: rows of text, shown as aligned text, as escaped HTML that is capped in size, or as CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from html import escape

import attrs

__all__ = ["HTML_BYTES", "HTML_ROWS", "Table"]


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
        printable = [[_printable(cell) for cell in row] for row in (self.columns, *self.rows)]
        widths = [max(map(len, column)) for column in zip(*printable, strict=True)]
        right = [name in self.numbers for name in self.columns]
        lines = [
            "  ".join(
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            ).rstrip()
            for row in printable
        ]
        rule = "  ".join("-" * width for width in widths)
        above = [_printable(self.title)] if self.title else []
        return "\n".join([*above, lines[0], rule, *lines[1:], *map(_printable, self.notes)])

    def csv(self) -> str:
        """The table as CSV with a header line and plain line feeds; title and notes are left out."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return out.getvalue()

    def html(self, picture: str = "") -> str:
        """
        The table as HTML that a notebook may show without trusting it: escaped, inline styles only.

        At most :data:`HTML_ROWS` rows and about :data:`HTML_BYTES` bytes; what was left out is said.

        Args:
            picture: Markup to put between the title and the rows.
        """
        head = "".join(self._cell("th", name, name) for name in self.columns)
        body = list(self._html_rows(HTML_BYTES - len(picture)))
        left_out = len(self.rows) - len(body)
        notes = [*self.notes, *([f"{left_out:,} more rows are not shown."] if left_out else [])]
        return "".join(
            [
                "<div>",
                f"<p><strong>{escape(self.title)}</strong></p>" if self.title else "",
                picture,
                f"<table style='border-collapse:collapse'><thead><tr>{head}</tr></thead>",
                f"<tbody>{''.join(body)}</tbody></table>",
                *(f"<p>{escape(note)}</p>" for note in notes),
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

    def _cell(self, tag: str, column: str, text: str) -> str:
        align = "right" if column in self.numbers else "left"
        return f"<{tag} style='{_CELL};text-align:{align}'>{escape(text)}</{tag}>"


def _printable(text: str) -> str:
    """Show control characters as escapes, so that no cell can break a line or move a terminal's cursor."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
