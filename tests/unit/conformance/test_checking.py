"""Checks of implementations and of answers in files."""

from datetime import date
from typing import Any

import pytest

import managed_mrr as mm
from managed_mrr.conformance import (
    AnswerError,
    CaseReading,
    ConformanceError,
    ConformanceReport,
    cases,
    check_answers,
    check_conformance,
    lines_data,
)
from managed_mrr.conformance.answers import as_lines

MINIMUM = CaseReading(minimum=(2, 60))
"""A reading of which there are few cases."""


def engine(portfolio: mm.Portfolio, day: date) -> mm.Statement:
    """What the engine says by the reading of few cases."""
    return mm.evaluate(portfolio, as_of=day, policy=MINIMUM.as_policy())


def nothing(portfolio: mm.Portfolio, day: date) -> dict[object, object]:
    """A program to which nothing is ever worth a line."""
    return {}


def answered(**changed: object) -> dict[str, Any]:
    """The right answers to the few cases, as another program would write them."""
    told = [
        {
            "id": case.id,
            "answers": [
                {"as_of": str(each.as_of), "lines": lines_data(as_lines(each.lines))} for each in case.expected
            ],
        }
        for case in cases()
        if case.reading == MINIMUM
    ]
    return {"format": "managed-mrr-conformance-answers/1", "version": 1, "answers": told, **changed}


class TestCheckConformance:
    def test_right(self) -> None:
        """What is right is said to be so, and progress is told after each case."""
        seen: list[tuple[int, int]] = []
        report = check_conformance(engine, policies=[MINIMUM], progress=lambda done, of: seen.append((done, of)))
        assert report.ok
        assert seen == [(number + 1, report.cases) for number in range(report.cases)]

    def test_wrong(self) -> None:
        """Each line that differs is listed with its case, clause, day, and both answers; the rest is counted."""
        report = check_conformance(nothing)
        assert not report.ok
        assert report.by_clause["A14"] > 1
        text = str(report)
        day_sixty = (
            "  scenarios/readings/a14_day_sixty_still_inside (A14), servicing, 2024-01-15, north at acme: expected USD"
        )
        assert day_sixty in text
        assert "got no line" in text
        assert f"and {len(report.simplest) - 10:,} cases more" in text
        assert text.splitlines()[-1].startswith("  failing cases by clause: ")

    def test_line_too_many(self) -> None:
        """A line where none should be is a failure too."""
        report = check_conformance(
            lambda portfolio, day: {("north", "acme"): (1, "USD", None, ["north"])}, policies=[MINIMUM]
        )
        assert any(
            "expected no line; got USD 1, points unknown, shared by north" in str(each) for each in report.failures
        )

    def test_no_clause(self) -> None:
        """A case drawn at random rests on no clause in particular, and its failures name none."""
        failure = next(each for each in check_conformance(nothing).failures if each.case.id.startswith("random/"))
        assert str(failure).startswith(f"{failure.case.id}, servicing, {failure.as_of}, ")

    def test_error(self) -> None:
        """An error of the implementation comes through, and says in which case."""
        with pytest.raises(AnswerError, match="the answer is 7") as raised:
            check_conformance(lambda portfolio, day: 7, policies=["combined"])
        assert raised.value.__notes__[0].startswith("in the conformance case scenarios/a/")

    @pytest.mark.parametrize("policy", ["service", CaseReading(window=7)])
    def test_unknown_policy(self, policy: str | CaseReading) -> None:
        """A policy without cases is refused, so that nobody passes by having none."""
        with pytest.raises(ConformanceError, match=f"no case of '{policy}.*': expected one of combined; "):
            check_conformance(nothing, policies=[policy])

    def test_unknown_version(self) -> None:
        """A version that is not there is refused."""
        with pytest.raises(ConformanceError, match="version 2 of the corpus: expected one of 1"):
            check_conformance(nothing, version=2)


class TestCheckAnswers:
    def test_right(self) -> None:
        """The right answers of another program pass."""
        assert check_answers(answered(), policies=[MINIMUM]).ok

    def test_left_out(self) -> None:
        """Days without an answer are listed, of whatever policy, unless only some policies are asked for."""
        report = check_answers(answered())
        assert not report.ok
        assert not report.failures
        assert "days have no answer" in str(report)
        assert f"  and {len(report.unanswered) - 10:,} days more" in str(report)

    def test_wrong(self) -> None:
        """A wrong answer is listed as that of an implementation is."""
        told = answered()
        day = next(each for each in told["answers"][0]["answers"] if each["lines"])
        day["lines"] = []
        report = check_answers(told, policies=[MINIMUM])
        assert (len(report.failures), report.failures[0].got) == (1, None)
        assert "1 cases fail, on 1 days" in str(report)

    @pytest.mark.parametrize(
        ("told", "message"),
        [
            ({}, r"no file of answers: expected an object with format 'managed-mrr-conformance-answers/1'"),
            (answered(format="x"), r"no file of answers"),
            (answered(version="1"), r"version is '1': expected the version of the corpus that was answered, such as 1"),
            (answered(answers=None), r"answers: 'NoneType' object is not iterable; expected a list of objects with id"),
            (answered(answers=[{"id": "x"}]), r"answers: no 'answers'; expected a list of objects with id and answers"),
            (
                answered(answers=[{"id": "x", "answers": [{"as_of": "2024-01-01", "lines": []}]}]),
                r"answers\[0\]\.answers\[0\]: case 'x' on '2024-01-01': expected a case of the corpus and one of",
            ),
            (answered(answers=answered()["answers"] * 2), r"is answered twice: expected one answer"),
        ],
    )
    def test_refused(self, told: dict[str, Any], message: str) -> None:
        """What is no file of answers to this version is refused."""
        with pytest.raises(ConformanceError, match=message):
            check_answers(told)


class TestReport:
    def test_few_left_out(self) -> None:
        """A few days without an answer are all named."""
        report = ConformanceReport(cases=1, days=1, unanswered=(("one", date(2024, 1, 1)),))
        assert str(report) == "1 cases, 1 days: 1 days have no answer\n  no answer: one, 2024-01-01"
