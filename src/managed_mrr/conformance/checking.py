"""Checking: the cases replayed on any implementation, or compared with answers in a file."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

import attrs

from managed_mrr.conformance.answers import Implementation, Lines, Worth, as_lines, lines_from_data, worth_text
from managed_mrr.conformance.corpus import ANSWERS_FORMAT, Case, ConformanceError, cases
from managed_mrr.conformance.readings import CaseReading
from managed_mrr.evidence import LISTS

__all__ = ["ConformanceReport", "Failure", "Progress", "check_answers", "check_conformance", "selected"]


def __dir__() -> list[str]:
    return __all__


SHOWN = 10
"""How many failing cases a report shows; it says how many more there are."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told, after each case, how many have been replayed, and of how many."""


@attrs.frozen(kw_only=True)
class Failure:
    """
    One partner, one client, one day on which an implementation says something else than the corpus.

    Attributes:
        case: The case.
        as_of: The day.
        partner: Id of the partner.
        client: Id of the client.
        expected: What the line should say; None if there should be none.
        got: What it says; None if there is none.

    Examples:
        >>> lines = [(each, day) for each in cases() for day in each.expected if day.lines]
        >>> case, day = lines[0]
        >>> failure = _failures(case, day.as_of, as_lines(day.lines), {})[0]
        >>> str(failure).endswith("got no line")
        True
    """

    case: Case
    as_of: date
    partner: str
    client: str
    expected: Worth | None
    got: Worth | None

    def __str__(self) -> str:
        clauses = f" ({', '.join(self.case.clauses)})" if self.case.clauses else ""
        told = f"{self.case.id}{clauses}, {self.case.reading}, {self.as_of}, {self.partner} at {self.client}"
        return f"{told}: expected {worth_text(self.expected)}; got {worth_text(self.got)}"


@attrs.frozen(kw_only=True)
class ConformanceReport:
    """
    What came of a check: how much was compared, and where the answers differ.

    Attributes:
        cases: How many cases were replayed.
        days: On how many days in all.
        failures: Every line that differs, in the order of the corpus.
        unanswered: The days that a file of answers leaves out, as case id and day.

    Examples:
        >>> print(ConformanceReport(cases=2, days=9))
        2 cases, 9 days: all as expected
    """

    cases: int
    days: int
    failures: tuple[Failure, ...] = ()
    unanswered: tuple[tuple[str, date], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every day was answered, and rightly."""
        return not self.failures and not self.unanswered

    @property
    def simplest(self) -> tuple[Failure, ...]:
        """
        The first failure of each failing case, of the smallest portfolio first; the first place to look.

        Examples:
            >>> ConformanceReport(cases=2, days=9).simplest
            ()
        """
        first: dict[str, Failure] = {}
        for each in self.failures:
            first.setdefault(each.case.id, each)
        return tuple(sorted(first.values(), key=lambda each: _size(each.case)))

    @property
    def by_clause(self) -> dict[str, int]:
        """
        How many cases of each clause fail, most first.

        Examples:
            >>> ConformanceReport(cases=2, days=9).by_clause
            {}
        """
        failing = {each.case.id: each.case for each in self.failures}
        return dict(Counter(clause for case in failing.values() for clause in case.clauses).most_common())

    def __str__(self) -> str:
        read = f"{self.cases:,} cases, {self.days:,} days"
        if self.ok:
            return f"{read}: all as expected"
        failing, days = {each.case.id for each in self.failures}, {(each.case.id, each.as_of) for each in self.failures}
        parts = [f"{read}: {len(failing):,} cases fail, on {len(days):,} days"] if failing else []
        parts += [f"{read}: {len(self.unanswered):,} days have no answer"] if self.unanswered else []
        parts += [f"  {each}" for each in self.simplest[:SHOWN]]
        parts += [f"  and {len(failing) - SHOWN:,} cases more"] if len(failing) > SHOWN else []
        parts += [f"  no answer: {case}, {day}" for case, day in self.unanswered[:SHOWN]]
        parts += [f"  and {len(self.unanswered) - SHOWN:,} days more"] if len(self.unanswered) > SHOWN else []
        counts = ", ".join(f"{clause} {count}" for clause, count in self.by_clause.items())
        return "\n".join([*parts, *([f"  failing cases by clause: {counts}"] if counts else [])])


def check_conformance(
    evaluate: Implementation,
    *,
    policies: Iterable[str | CaseReading] = ("servicing",),
    version: int = 1,
    progress: Progress | None = None,
) -> ConformanceReport:
    """
    Replay the cases of some policies on an implementation.

    Args:
        evaluate: A function from a portfolio and a day to lines; :func:`as_lines` says in which forms.
        policies: What it implements: a policy by name, in its usual reading, or a :class:`CaseReading`. The cases of
            all of them are replayed on the one function.
        version: Of the corpus.
        progress: Called after each case with how many are done and how many there are.

    Returns:
        The report; ``report.ok`` says whether all lines are as expected.

    Raises:
        AnswerError: The implementation answers in another form.
        ConformanceError: There is no such version, or it has no case of such a policy.

    Examples:
        >>> from managed_mrr import evaluate, hubspot
        >>> policy = hubspot.COMBINED
        >>> check_conformance(
        ...     lambda portfolio, day: evaluate(portfolio, as_of=day, policy=policy), policies=["combined"]
        ... ).ok
        True
    """
    asked = selected(policies, version)
    failures: list[Failure] = []
    for done, case in enumerate(asked, start=1):
        for each in case.expected:
            failures += _failures(case, each.as_of, as_lines(each.lines), _asked(evaluate, case, each.as_of))
        if progress is not None:
            progress(done, len(asked))
    return ConformanceReport(cases=len(asked), days=_days(asked), failures=tuple(failures))


def check_answers(
    answers: Mapping[str, Any], *, policies: Iterable[str | CaseReading] | None = None
) -> ConformanceReport:
    """
    Compare the answers of another program with the corpus.

    Args:
        answers: What its file says, in format ``managed-mrr-conformance-answers/1``; it states the version.
        policies: Whose cases must be answered; None for all cases.

    Raises:
        AnswerError: A line has another form.
        ConformanceError: It is no such file, or names a case or a day that the version does not have.

    Examples:
        >>> told = {"format": "managed-mrr-conformance-answers/1", "version": 1, "answers": []}
        >>> len(check_answers(told, policies=["combined"]).unanswered) > 100
        True
    """
    if not isinstance(answers, Mapping) or answers.get("format") != ANSWERS_FORMAT:
        msg = f"no file of answers: expected an object with format {ANSWERS_FORMAT!r}, version and answers"
        raise ConformanceError(msg)
    version = answers.get("version")
    if not isinstance(version, int):
        msg = f"version is {version!r}: expected the version of the corpus that was answered, such as 1"
        raise ConformanceError(msg)
    asked = selected(policies, version)
    given = _given(answers.get("answers"), {each.id: each for each in cases(version)})
    failures: list[Failure] = []
    unanswered: list[tuple[str, date]] = []
    for case in asked:
        for each in case.expected:
            if (case.id, each.as_of) in given:
                failures += _failures(case, each.as_of, as_lines(each.lines), given[case.id, each.as_of])
            else:
                unanswered.append((case.id, each.as_of))
    return ConformanceReport(
        cases=len(asked), days=_days(asked), failures=tuple(failures), unanswered=tuple(unanswered)
    )


def selected(policies: Iterable[str | CaseReading] | None, version: int = 1) -> list[Case]:
    """
    The cases of some policies; of all if None is given.

    Raises:
        ConformanceError: There is no case of one of them, or no such version.

    Examples:
        >>> {case.reading.policy for case in selected(["combined"])}
        {'combined'}
    """
    every = cases(version)
    if policies is None:
        return list(every)
    readings = {CaseReading(policy=each) if isinstance(each, str) else each for each in policies}
    known = {case.reading for case in every}
    for strange in sorted(map(str, readings - known)):
        msg = f"no case of {strange!r}: expected one of {'; '.join(sorted(map(str, known)))}"
        raise ConformanceError(msg)
    return [case for case in every if case.reading in readings]


def _asked(evaluate: Implementation, case: Case, day: date) -> Lines:
    try:
        return as_lines(evaluate(case.portfolio, day))
    except Exception as error:
        error.add_note(f"in the conformance case {case.id} as of {day}")
        raise


def _given(told: object, known: Mapping[str, Case]) -> dict[tuple[str, date], Lines]:
    """The answers by case and day; what is not asked for is refused, so that no slip stays unseen."""
    days = {(case.id, each.as_of.isoformat()): each.as_of for case in known.values() for each in case.expected}
    given: dict[tuple[str, date], Lines] = {}
    for place, id, day, lines in _told(told):
        if (id, day) not in days:
            msg = f"{place}: case {id!r} on {day!r}: expected a case of the corpus and one of its days"
            raise ConformanceError(msg)
        if (id, days[id, day]) in given:
            msg = f"{place}: case {id!r} on {day!r} is answered twice: expected one answer"
            raise ConformanceError(msg)
        given[id, days[id, day]] = lines_from_data(lines, place)
    return given


def _told(told: Any) -> Iterator[tuple[str, str, str, object]]:  # noqa: ANN401 -- whatever a file says
    place = "answers"
    try:
        for number, case in enumerate(told):
            for index, each in enumerate(case["answers"]):
                place = f"answers[{number}].answers[{index}]"
                yield place, str(case["id"]), str(each["as_of"]), each["lines"]
    except (KeyError, TypeError) as error:
        wrong = f"no {error}" if isinstance(error, KeyError) else error
        msg = f"{place}: {wrong}; expected a list of objects with id and answers, and in each as_of and lines"
        raise ConformanceError(msg) from None


def _failures(case: Case, day: date, expected: Lines, got: Lines) -> list[Failure]:
    return [
        Failure(case=case, as_of=day, partner=pair[0], client=pair[1], expected=expected.get(pair), got=got.get(pair))
        for pair in sorted({*expected, *got})
        if expected.get(pair) != got.get(pair)
    ]


def _size(case: Case) -> int:
    return sum(len(getattr(case.portfolio, name)) for name in LISTS)


def _days(asked: Iterable[Case]) -> int:
    return sum(len(case.expected) for case in asked)
