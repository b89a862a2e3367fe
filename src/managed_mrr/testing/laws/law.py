"""Laws: a sentence about every implementation, and the check that it is true of one case."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias

import attrs

from managed_mrr.dates.ranges import repr_date
from managed_mrr.evidence import Portfolio
from managed_mrr.testing.implementations import History, Implementation, Runs, as_lines, as_runs
from managed_mrr.testing.laws.writing import as_plain_test, as_test
from managed_mrr.testing.reference import Lines

__all__ = ["Ask", "Case", "Evaluate", "Law", "LawBroken", "Remember", "Violation", "WrongAnswer"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Case:
    """
    What one check of a law is about.

    Attributes:
        portfolio: The evidence.
        day: The day.
        turn: Which of several choices a law makes where it has one, such as which client it leaves out.
        window: For how many days an activity counts, its own among them.
        needed: How many activities must count at once.
        policy: Which policy the implementation is of.

    Examples:
        >>> Case(Portfolio(), date(2024, 3, 1)).window
        60
    """

    portfolio: Portfolio
    day: date = attrs.field(repr=repr_date)
    turn: int = attrs.field(default=0, kw_only=True)
    window: int = attrs.field(default=60, kw_only=True)
    needed: int = attrs.field(default=1, kw_only=True)
    policy: str = attrs.field(default="servicing", kw_only=True)


Evaluate: TypeAlias = Callable[[Portfolio, date], Lines]
"""An implementation whose answers are known to be lines."""

Remember: TypeAlias = Callable[[Portfolio], Runs]
"""Timelines whose answers are known to be runs of days."""


@attrs.frozen
class WrongAnswer:
    """
    What is wrong with an answer about evidence that the law made itself.

    Attributes:
        said: What was expected, and what came instead.
        portfolio: The evidence.
        day: The day asked about.
        expected: What is to be true of ``lines``, in Python.

    Examples:
        >>> WrongAnswer("there is a line: expected none", Portfolio(), date(2024, 3, 1), "not lines").expected
        'not lines'
    """

    said: str
    portfolio: Portfolio
    day: date = attrs.field(repr=repr_date)
    expected: str


Ask: TypeAlias = Callable[[Evaluate, Case, Remember], Iterable[str | WrongAnswer]]
"""What a law asks of an implementation: it gives what is wrong with the answers."""


@attrs.frozen
class Violation:
    """
    A law that an implementation broke.

    Attributes:
        law: The law.
        case: The case on which it is broken.
        said: What was expected, and what came instead.
        answered: Whether there was an answer at all; without one every law that asks is broken.
        wrong: The answer itself, where the law is about evidence of its own making.

    Examples:
        >>> from managed_mrr.testing import check_laws
        >>> report = check_laws(lambda portfolio, day: {}, laws=["expires-at-the-window"], strict=False)
        >>> report.violations[0].law.name
        'expires-at-the-window'
    """

    law: "Law"
    case: Case
    said: str
    answered: bool = True
    wrong: WrongAnswer | None = None

    @property
    def test(self) -> str:
        """The case as a test for one's own suite, in which ``evaluate`` is the implementation."""
        if self.wrong is not None:
            return as_plain_test(self.law.name, self.wrong.portfolio, self.wrong.day, self.wrong.expected)
        plain = Case(self.case.portfolio, self.case.day)
        choices = {name: getattr(self.case, name) for name in ("turn", "window", "needed", "policy")}
        others = {name: choice for name, choice in choices.items() if choice != getattr(plain, name)}
        return as_test(self.law.name, self.case.portfolio, self.case.day, timelines=self.law.of_timelines, **others)

    def __str__(self) -> str:
        return f"{self.law}\n{self.said}\n\n{self.test}"


class LawBroken(AssertionError):  # noqa: N818 -- a law is broken
    """
    An implementation broke a law.

    Attributes:
        violation: Which law, on which case, and how.

    Examples:
        >>> from managed_mrr.testing import LAWS
        >>> try:
        ...     LAWS["expires-at-the-window"].check(lambda portfolio, day: {}, Case(Portfolio(), date(2024, 3, 1)))
        ... except AssertionError as broken:
        ...     print(broken.violation.said)
        there is no line 0 days after 2024-03-01, the day of the only activity: expected one
    """

    def __init__(self, violation: Violation) -> None:
        self.violation = violation
        super().__init__(str(violation))


class _NoAnswerError(Exception):
    """The implementation raised, or answered in no known form."""


@attrs.frozen
class Law:
    """
    One thing that is true of every implementation.

    Attributes:
        name: What it is called.
        sentence: What it says.
        clauses: The clauses it follows from.
        policies: Of which shipped policies it is true.
        of_timelines: Whether it is about timelines too.
        ask: What it asks of an implementation on a case; it gives what is wrong.

    Examples:
        >>> from managed_mrr.testing import LAWS
        >>> print(LAWS["split-is-even"])
        split-is-even: partners that share a client get equal parts (A5)
    """

    name: str
    sentence: str
    clauses: tuple[str, ...]
    policies: frozenset[str]
    ask: Ask = attrs.field(repr=False)
    of_timelines: bool = False

    def __str__(self) -> str:
        clauses = f" ({', '.join(self.clauses)})" if self.clauses else ""
        return f"{self.name}: {self.sentence}{clauses}"

    def violation(self, evaluate: Implementation, case: Case, *, timelines: History | None = None) -> Violation | None:
        """
        How an implementation breaks the law on one case; None if it does not.

        Args:
            evaluate: The implementation.
            case: The case.
            timelines: Its timelines, without which a law about them asks nothing.

        Examples:
            >>> from managed_mrr.testing import LAWS, engine
            >>> LAWS["split-is-even"].violation(engine(), Case(Portfolio(), date(2024, 3, 1))) is None
            True
        """
        if self.of_timelines and timelines is None:
            return None

        def answer(portfolio: Portfolio, day: date) -> Lines:
            try:
                return as_lines(evaluate(portfolio, day))
            except Exception as error:
                raise _NoAnswerError(f"{type(error).__name__}: {error}") from error

        def remember(portfolio: Portfolio) -> Runs:
            assert timelines is not None  # only a law about timelines asks for them
            try:
                return as_runs(timelines(portfolio))
            except Exception as error:
                raise _NoAnswerError(f"{type(error).__name__}: {error}") from error

        try:
            wrong = next(iter(self.ask(answer, case, remember)), None)
        except _NoAnswerError as error:
            return Violation(self, case, f"there is no answer: {error}", answered=False)
        if isinstance(wrong, WrongAnswer):
            return Violation(self, case, wrong.said, wrong=wrong)
        return None if wrong is None else Violation(self, case, wrong)

    def check(self, evaluate: Implementation, case: Case, *, timelines: History | None = None) -> None:
        """
        Check one case.

        Args:
            evaluate: The implementation.
            case: The case.
            timelines: Its timelines, without which a law about them asks nothing.

        Raises:
            LawBroken: The law is not true of the implementation, or that raised or answered in no known form.

        Examples:
            >>> from managed_mrr.testing import LAWS, engine
            >>> LAWS["split-is-even"].check(engine(), Case(Portfolio(), date(2024, 3, 1)))
        """
        found = self.violation(evaluate, case, timelines=timelines)
        if found is not None:
            raise LawBroken(found)
