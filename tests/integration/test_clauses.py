"""The page of the clauses: it is up to date, and every clause has a rule, a scenario and a test."""

import re
import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "reference" / "clauses.md").read_text(encoding="utf-8")
PAGE = runpy.run_path(str(DOCS / "clauses.py"))

CLAUSES = [*(f"A{number}" for number in range(1, 21)), *(f"B{number}" for number in range(1, 14))]
COLUMNS = ["Id", "What it says", "What implements it", "Scenarios", "Tests"]


class TestPage:
    def test_up_to_date(self) -> None:
        """The page says what the code, the scenarios and the tests say now; if not, `make clauses` writes it anew."""
        assert PAGE["page"]() == TEXT

    def test_every_clause(self) -> None:
        """Every clause of both sources has a row, in order."""
        assert re.findall(r"^\| ([AB]\d+) \|", TEXT, re.MULTILINE) == CLAUSES
        assert list(PAGE["CLAUSES"]) == CLAUSES

    @pytest.mark.parametrize("clause", CLAUSES)
    def test_no_empty_cell(self, clause: str) -> None:
        """Every clause leads to what implements it, to a scenario in the folder of its source, and to a test."""
        cells = dict(zip(COLUMNS, PAGE["row"](clause), strict=True))
        assert [column for column, cell in cells.items() if not cell.strip()] == []
        assert "{py:" in cells["What implements it"]
        assert f"`{clause[0].lower()}/{clause[0].lower()}{int(clause[1:]):02}_" in cells["Scenarios"]


class TestCited:
    def test_ranges(self) -> None:
        """A range of clauses names each in it, and words that only look like a clause name none."""
        assert PAGE["cited"]("A6, A9 to A11 and B13; not AB1, A100 or B") == {"A6", "A9", "A10", "A11", "B13"}
