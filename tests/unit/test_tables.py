"""Rows of text as text, HTML and CSV."""

import pytest

from managed_mrr.tables import HTML_BYTES, HTML_ROWS, Table

TWO = Table(
    ["client", "credit"],
    [["acme", "1.00"], ["bolt", "20.00"]],
    title="Credit",
    numbers=["credit"],
    notes=["in dollars"],
)
HOSTILE = '<script>alert("x")</script>&\''


class TestText:
    def test_aligned(self) -> None:
        """Text is aligned to the left, numbers to the right, and no line ends in blanks."""
        assert TWO.text().splitlines() == [
            "Credit",
            "client  credit",
            "------  ------",
            "acme      1.00",
            "bolt     20.00",
            "in dollars",
        ]

    def test_plain(self) -> None:
        """Without title, notes and rows only the columns are left."""
        assert Table(["client", "credit"], []).text().splitlines() == ["client  credit", "------  ------"]

    def test_blank_last_cell(self) -> None:
        """A blank cell at the end leaves no blanks behind."""
        assert Table(["a", "b"], [["x", ""]]).text().splitlines()[-1] == "x"

    @pytest.mark.parametrize(
        ("cell", "shown"),
        [
            ("a\nb", "a\\nb"),
            ("a\tb", "a\\tb"),
            ("\x1b[2J", "\\x1b[2J"),
            ("\u202eevil", "\\u202eevil"),
            ("\x00", "\\x00"),
            ("no\ud800", "no\\ud800"),
            ("Zürich", "Zürich"),
        ],
    )
    def test_control_characters(self, cell: str, shown: str) -> None:
        """Control characters are shown as escapes in titles, columns, cells and notes."""
        lines = Table([cell], [[cell]], title=cell, notes=[cell]).text().split("\n")
        assert [lines[0], lines[1], lines[3], lines[4]] == [shown] * 4


class TestCsv:
    def test_lines(self) -> None:
        """A header and the rows, without title and notes, quoted where needed."""
        table = Table(["client", "shared with"], [["acme", "north, south"], ['a "b"', ""]], title="Credit")
        assert table.csv() == 'client,shared with\nacme,"north, south"\n"a ""b""",\n'


class TestHtml:
    def test_table(self) -> None:
        """A table with inline styles only, its numbers to the right."""
        html = TWO.html("<hr>")
        assert html.startswith("<div><p><strong>Credit</strong></p><hr><table ")
        assert html.endswith("</tbody></table><p>in dollars</p></div>")
        assert html.count("<tr>") == 3
        assert html.count("text-align:right") == 3
        assert "<style" not in html

    def test_no_title(self) -> None:
        """Without a title there is no heading."""
        assert Table(["a"], []).html().startswith("<div><table ")

    def test_escaped(self) -> None:
        """Nothing in a title, a column, a cell or a note can become markup."""
        html = Table([HOSTILE], [[HOSTILE]], title=HOSTILE, notes=[HOSTILE]).html()
        assert "<script" not in html
        assert html.count("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#x27;") == 4

    @pytest.mark.parametrize("extra", [0, 1, 1234])
    def test_rows_capped(self, extra: int) -> None:
        """At most so many rows are shown, and how many were left out is said."""
        html = Table(["n"], [[str(index)] for index in range(HTML_ROWS + extra)]).html()
        assert html.count("<tr>") == HTML_ROWS + 1
        rest = "1 more row is" if extra == 1 else f"{extra:,} more rows are"
        assert (f"<p>{rest} not shown.</p>" in html) == (extra > 0)

    def test_bytes_capped(self) -> None:
        """Rows that do not fit into so many bytes are left out, which is said."""
        html = Table(["n"], [["é" * 15_000] for _ in range(20)]).html()
        assert len(html.encode()) < HTML_BYTES
        assert "<p>16 more rows are not shown.</p>" in html

    def test_picture_counts(self) -> None:
        """A picture takes room from the rows."""
        html = Table(["n"], [["x" * 90_000]] * 2).html("p" * 50_000)
        assert "<p>1 more row is not shown.</p>" in html

    def test_notes_count(self) -> None:
        """Notes take room as well: a statement has one for each partner."""
        html = Table(["a"], [], notes=["north: USD 1.00; 0.01 points"] * 50_000).html()
        assert len(html.encode()) <= HTML_BYTES

    def test_surrogate(self) -> None:
        """A name that is half a character is shown as an escape, so that the page can be sent."""
        html = Table(["no\ud800"], []).html()
        assert "no\\ud800" in html
        assert html.encode()
