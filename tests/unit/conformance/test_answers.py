"""Answers, in whatever form an implementation gives them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import managed_mrr as mm
from managed_mrr.conformance import AnswerError, as_lines, lines_data, lines_from_data

JANUARY = date(2024, 1, 15)
STATEMENT = mm.evaluate(
    mm.managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY]), as_of=JANUARY
)
LINES = {("north", "acme"): (Fraction(900), "USD", Fraction(9), ("north",))}

LINE: dict[str, Any] = {
    "partner": "north",
    "client": "acme",
    "credit": {"exact": "900", "currency": "USD"},
    "points": {"exact": "9"},
    "sharing": ["north"],
}


class TestAsLines:
    @pytest.mark.parametrize(
        "answer",
        [
            STATEMENT,
            STATEMENT.lines,
            LINES,
            {("north", "acme"): [Decimal("900.00"), "USD", 9, {"north"}]},
        ],
    )
    def test_forms(self, answer: object) -> None:
        """A statement, its lines, and a mapping say the same."""
        assert as_lines(answer) == LINES

    @pytest.mark.parametrize(
        ("answer", "message"),
        [
            (7, r"the answer is 7: expected a Statement, several Line, or a mapping"),
            (["north"], r"the answer is \['north'\]: expected a Statement"),
            ({"north": ()}, r"a line is of 'north': expected the id of a partner and the id of a client"),
            ({("north", "acme"): 9}, r"the line of \('north', 'acme'\) is 9: expected credit, currency, points and"),
            (
                {("north", "acme"): (900, "USD", 9.0, ["north"])},
                r"the points of .* are 9\.0 \(float\): expected an exact",
            ),
            (
                {("north", "acme"): ("much", "USD", 9, ["north"])},
                r"the credit of .* is 'much' \(str\): expected an exact",
            ),
        ],
    )
    def test_refused(self, answer: object, message: str) -> None:
        """An answer in another form is refused, with what is wrong with it."""
        with pytest.raises(AnswerError, match=message):
            as_lines(answer)


class TestLinesData:
    def test_there_and_back(self) -> None:
        """Lines written as data are read as the same lines, unknown points among them."""
        lines = {**LINES, ("south", "acme"): (Fraction(1, 3), "CHF", None, ("south",))}
        assert lines_from_data(lines_data(lines), "here") == lines
        assert lines_data(LINES) == [LINE]

    @pytest.mark.parametrize(
        ("told", "message"),
        [
            ({}, r"^here: the lines are \{\}: expected a list$"),
            ([{}], r"^here\.lines\[0\]: no 'partner'; expected partner, client, credit with exact and currency"),
            ([LINE | {"points": {"exact": 9.0}}], r"^here\.lines\[0\]: 9\.0 is no text; expected"),
            ([LINE | {"points": {"exact": "x"}}], r"^here\.lines\[0\]: Invalid literal for Fraction: 'x'; expected"),
            ([LINE | {"credit": 900}], r"^here\.lines\[0\]: 'int' object is not subscriptable; expected"),
            ([LINE, LINE], r"^here\.lines\[1\]: a second line of \('north', 'acme'\); expected one for each"),
        ],
    )
    def test_refused(self, told: object, message: str) -> None:
        """What is no list of lines is refused, with its place."""
        with pytest.raises(AnswerError, match=message):
            lines_from_data(told, "here")
