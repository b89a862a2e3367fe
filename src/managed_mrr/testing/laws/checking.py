"""Checking: the laws run against an implementation, and two implementations against each other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from managed_mrr.dates.ranges import repr_date
from managed_mrr.errors import UnknownIdError
from managed_mrr.evidence import LISTS, Portfolio
from managed_mrr.testing.days import turning_days
from managed_mrr.testing.implementations import History, Implementation, as_lines
from managed_mrr.testing.laws.book import LAWS
from managed_mrr.testing.laws.evidence import EVERY
from managed_mrr.testing.laws.law import Case, Evaluate, Law, Remember, Violation, WrongAnswer
from managed_mrr.testing.laws.reducing import reduced
from managed_mrr.testing.laws.telling import difference
from managed_mrr.testing.strategies import portfolios as any_portfolios
from managed_mrr.testing.strategies import serviced_portfolios

__all__ = ["LawReport", "LawsBroken", "cases", "check_laws", "differential", "differential_law"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

FEW = 2
"""How many of the cases on which a law is broken are made smaller, to show the smallest."""

SERVICED = date(2024, 6, 3)
"""The day on which what is drawn is serviced, and on which evidence that mentions no day is looked at."""


@attrs.frozen
class LawReport:
    """
    What came of running the laws.

    Attributes:
        checked: The names of the laws that were run, in order.
        violations: Those that were broken, each on the smallest case found.

    Examples:
        >>> from managed_mrr.testing import check_laws, engine
        >>> print(check_laws(engine(), laws=["split-conserves", "split-is-even"], examples=5))
        2 laws hold.
    """

    checked: tuple[str, ...]
    violations: tuple[Violation, ...]

    def __str__(self) -> str:
        count = len(self.checked)
        if not self.violations:
            return "1 law holds." if count == 1 else f"{count} laws hold."
        broken = "\n\n".join(map(str, self.violations))
        return f"{len(self.violations)} of {count} law{'s' * (count != 1)} broken.\n\n{broken}"


class LawsBroken(AssertionError):  # noqa: N818 -- laws are broken
    """
    An implementation broke laws.

    Attributes:
        report: Which, and on what.

    Examples:
        >>> from managed_mrr.testing import check_laws
        >>> try:
        ...     check_laws(lambda portfolio, day: {}, laws=["expires-at-the-window"])
        ... except AssertionError as broken:
        ...     print(str(broken).splitlines()[0])
        1 of 1 law broken.
    """

    def __init__(self, report: LawReport) -> None:
        self.report = report
        super().__init__(str(report))


@st.composite
def cases(  # noqa: D417 -- ``draw`` is Hypothesis's own argument
    draw: DrawFn,
    *,
    portfolios: SearchStrategy[Portfolio] | None = None,
    window: int = 60,
    needed: int = 1,
    policy: str = "servicing",
) -> Case:
    """
    Cases to check a law on: evidence, and mostly a day on which something turns.

    Args:
        portfolios: Where the evidence comes from; :func:`portfolios` and :func:`serviced_portfolios` if left out.
        window: For how many days an activity counts.
        needed: How many activities must count at once.
        policy: Which policy the implementation is of.
    """
    choices: dict[str, Any] = {"window": window, "needed": needed, "policy": policy}
    turn = draw(st.integers(0, 11))
    if portfolios is None and draw(st.booleans()):
        return Case(draw(serviced_portfolios(on=SERVICED, window=window)), SERVICED, turn=turn, **choices)
    portfolio = draw(_small() if portfolios is None else portfolios)
    days = turning_days(portfolio, windows=[window]) or [SERVICED]
    return Case(portfolio, draw(st.sampled_from(days)), turn=turn, **choices)


def check_laws(
    evaluate: Implementation,
    *,
    timelines: History | None = None,
    policy: str = "servicing",
    window: int = 60,
    needed: int = 1,
    laws: Iterable[str] | None = None,
    portfolios: SearchStrategy[Portfolio] | None = None,
    examples: int = 100,
    strict: bool = True,
) -> LawReport:
    """
    Run the book of laws against an implementation of the programme.

    Each law is tried on many small portfolios, the same ones each time. A law that is broken is reported on evidence
    from which nothing more can be left out, with a test that shows it. Where the implementation raises, or answers in
    no known form, that is reported once and not for every law.

    Args:
        evaluate: A function from a :class:`~managed_mrr.Portfolio` and a day to the lines of the day, in any form that
            :func:`as_lines` knows.
        timelines: A function from a portfolio to all its timelines, in any form that :func:`as_runs` knows; without
            one the law about them is left out.
        policy: Which policy it implements: ``"servicing"``, ``"partner-of-record"`` or ``"combined"``.
        window: For how many days an activity counts in it, its own among them.
        needed: How many activities must count at once in it.
        laws: Names of the laws to run; all that are true of the policy if left out.
        portfolios: Where the evidence comes from; small valid portfolios if left out.
        examples: On how many cases each law is tried.
        strict: Whether to raise if a law is broken.

    Raises:
        LawsBroken: A law is broken, and ``strict``.
        UnknownIdError: There is no such law or policy; the error names the nearest.

    Examples:
        >>> from managed_mrr import timelines
        >>> from managed_mrr.testing import engine
        >>> print(check_laws(engine(), timelines=timelines, examples=5))
        25 laws hold.
    """
    if policy not in EVERY:
        raise UnknownIdError("policy", policy, sorted(EVERY))
    chosen = (
        [law for law in LAWS.values() if policy in law.policies] if laws is None else [_named(each) for each in laws]
    )
    chosen = [law for law in chosen if timelines is not None or not law.of_timelines]
    if portfolios is None:
        tried: Iterable[Case] = _usual_cases(window, needed, policy, examples)
    else:
        tried = _drawn(cases(portfolios=portfolios, window=window, needed=needed, policy=policy), examples)
    broken = [each for law in chosen if (each := _violations(law, evaluate, tried, timelines))]
    silent = [each for each in broken if not each[0].answered]
    found = [_smallest(each, evaluate, timelines) for each in broken if each[0].answered or each is silent[0]]
    return _report(LawReport(tuple(law.name for law in chosen), tuple(found)), strict=strict)


def _violations(
    law: Law, evaluate: Implementation, tried: Iterable[Case], timelines: History | None
) -> list[Violation]:
    """The cases on which a wrong answer breaks a law; or else those without any answer."""
    found = [each for case in tried if (each := law.violation(evaluate, case, timelines=timelines)) is not None]
    return [each for each in found if each.answered] or found


def _smallest(found: Iterable[Violation], evaluate: Implementation, timelines: History | None) -> Violation:
    """The smallest that a few of the cases come down to: what cannot be made smaller need not be the smallest."""
    few = sorted(found, key=_size)[:FEW]
    return min((reduced(each.law, evaluate, each.case, timelines=timelines) for each in few), key=_size)


def _size(violation: Violation) -> int:
    return sum(len(getattr(violation.case.portfolio, name)) for name in LISTS)


def differential(
    one: Implementation,
    other: Implementation,
    *,
    portfolios: SearchStrategy[Portfolio] | None = None,
    days: Callable[[Portfolio], Sequence[date]] = turning_days,
    examples: int = 100,
    strict: bool = True,
) -> LawReport:
    """
    Compare two implementations on many portfolios, on every day on which something may turn.

    Args:
        one: The one.
        other: The other, which counts as right in what is reported.
        portfolios: Where the evidence comes from; small valid portfolios if left out.
        days: The days of a portfolio on which they are compared.
        examples: How many portfolios.
        strict: Whether to raise if they differ.

    Raises:
        LawsBroken: They differ, and ``strict``; the report has evidence on which they do, and from which nothing more
            can be left out.

    Examples:
        >>> from managed_mrr.testing import engine, reference_model
        >>> print(differential(engine(), reference_model(), examples=5))
        1 law holds.
    """
    law = differential_law(other)
    drawn = _drawn(_small() | serviced_portfolios() if portfolios is None else portfolios, examples)
    tried = (Case(portfolio, day) for portfolio in drawn for day in days(portfolio))
    differ = _violations(law, one, tried, None)
    return _report(LawReport((law.name,), (_smallest(differ, one, None),) if differ else ()), strict=strict)


def differential_law(other: Implementation) -> Law:
    """
    The law that an implementation gives the same lines as another.

    Args:
        other: The other, which counts as right.

    Examples:
        >>> from managed_mrr.testing import engine
        >>> differential_law(engine()).violation(engine(), Case(Portfolio(), date(2024, 3, 1))) is None
        True
    """

    def ask(evaluate: Evaluate, case: Case, _: Remember) -> Iterator[WrongAnswer]:
        right = as_lines(other(case.portfolio, case.day))
        expected = f"lines == as_lines(other(portfolio, {repr_date(case.day)}))"
        for said in difference(evaluate(case.portfolio, case.day), right, f"on {case.day}"):
            yield WrongAnswer(said, case.portfolio, case.day, expected)

    return Law("agrees-with-the-other", "two implementations give the same lines", (), EVERY, ask)


def _small() -> SearchStrategy[Portfolio]:
    return any_portfolios(max_partners=3, max_clients=2, max_employees=2)


def _named(name: str) -> Law:
    if name not in LAWS:
        raise UnknownIdError("law", name, LAWS)
    return LAWS[name]


def _drawn(strategy: SearchStrategy[T], examples: int) -> tuple[T, ...]:
    """What is drawn, the same each time."""
    drawn: list[T] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],  # what is found is made smaller as evidence, not as draws
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def each(value: T) -> None:
        drawn.append(value)

    each()
    return tuple(drawn)


@lru_cache(maxsize=8)
def _usual_cases(window: int, needed: int, policy: str, examples: int) -> tuple[Case, ...]:
    """The cases drawn where nobody asks for others, kept: drawing takes longer than most implementations do."""
    return _drawn(cases(window=window, needed=needed, policy=policy), examples)


def _report(report: LawReport, *, strict: bool) -> LawReport:
    if strict and report.violations:
        raise LawsBroken(report)
    return report
