"""Checking: the laws run against an implementation by Hypothesis, and two implementations against each other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import attrs
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from managed_mrr.errors import UnknownIdError
from managed_mrr.evidence import Portfolio
from managed_mrr.testing.days import turning_days
from managed_mrr.testing.implementations import Implementation, as_lines
from managed_mrr.testing.laws.book import EVERY, LAWS, _same
from managed_mrr.testing.laws.law import Case, Law, LawBroken
from managed_mrr.testing.serviced import serviced_portfolios
from managed_mrr.testing.strategies import portfolios as small_portfolios

__all__ = ["LawReport", "LawsBroken", "Violation", "cases", "check_laws", "differential"]


def __dir__() -> list[str]:
    return __all__


FIRST = date(2024, 1, 1)
SERVICED = date(2024, 6, 3)


@attrs.frozen
class Violation:
    """
    A law that an implementation broke.

    Attributes:
        law: The law.
        case: The smallest case found on which it is broken.
        said: What was expected, and what came instead.
        test: The case as a test to put into one's own suite.

    Examples:
        >>> report = check_laws(lambda portfolio, day: {}, laws=["expires-at-the-window"], strict=False)
        >>> report.violations[0].said
        'there is no line 0 days after the only activity, of 2024-01-01: expected one'
    """

    law: Law
    case: Case
    said: str
    test: str


@attrs.frozen
class LawReport:
    """
    What came of running the laws.

    Attributes:
        checked: The names of the laws that were run, in order.
        violations: Those that were broken.

    Examples:
        >>> from managed_mrr.testing import engine
        >>> print(check_laws(engine(), examples=5))
        23 laws hold.
    """

    checked: tuple[str, ...]
    violations: tuple[Violation, ...]

    def __str__(self) -> str:
        if not self.violations:
            return f"{len(self.checked)} law{'s hold' if len(self.checked) != 1 else ' holds'}."
        broken = "\n\n".join(f"{each.law}\n{each.said}\n\n{each.test}" for each in self.violations)
        return f"{len(self.violations)} of {len(self.checked)} laws are broken.\n\n{broken}"


class LawsBroken(AssertionError):  # noqa: N818 -- laws are broken
    """
    An implementation broke laws.

    Attributes:
        report: Which, and on what.

    Examples:
        >>> try:
        ...     check_laws(lambda portfolio, day: {}, laws=["expires-at-the-window"])
        ... except LawsBroken as broken:
        ...     print(str(broken).splitlines()[0])
        1 of 1 laws are broken.
    """

    def __init__(self, report: LawReport) -> None:
        self.report = report
        super().__init__(str(report))


@st.composite
def cases(draw: DrawFn, *, portfolios: SearchStrategy[Portfolio] | None = None, window: int = 60) -> Case:
    """
    Cases to check a law on: evidence, and mostly a day on which something turns.

    Args:
        portfolios: Where the evidence comes from; :func:`~managed_mrr.testing.portfolios` and
            :func:`~managed_mrr.testing.serviced_portfolios` if left out.
        window: For how many days an activity counts.
    """
    turn = draw(st.integers(0, 11))
    if portfolios is None and draw(st.booleans()):
        return Case(draw(serviced_portfolios(on=SERVICED, window=window)), SERVICED, turn, window=window)
    portfolio = draw(_small() if portfolios is None else portfolios)
    days = turning_days(portfolio, windows=[window]) or [FIRST]
    return Case(portfolio, draw(st.sampled_from(days)), turn, window=window)


def check_laws(
    evaluate: Implementation,
    *,
    policy: str = "servicing",
    window: int = 60,
    laws: Iterable[str] | None = None,
    portfolios: SearchStrategy[Portfolio] | None = None,
    examples: int = 100,
    strict: bool = True,
    progress: Callable[[str], None] | None = None,
) -> LawReport:
    """
    Run the book of laws against an implementation of the programme.

    Each law is tried on many small portfolios, the same ones each time; where it is broken, the smallest case found is
    reported, with a test that shows it.

    Args:
        evaluate: A function from a :class:`~managed_mrr.Portfolio` and a day to the lines of the day, in any form that
            :func:`as_lines` knows.
        policy: Which policy it implements: ``"servicing"``, ``"partner-of-record"`` or ``"combined"``.
        window: For how many days an activity counts in it, its own among them.
        laws: Names of the laws to run; all that are true of the policy if left out.
        portfolios: Where the evidence comes from; small valid portfolios if left out.
        examples: How many cases each law is tried on.
        strict: Whether to raise if a law is broken.
        progress: Called with the name of each law before it is run.

    Raises:
        LawsBroken: A law is broken, and ``strict``.
        UnknownIdError: There is no such law or policy; the error names the nearest.

    Examples:
        >>> from managed_mrr.testing import engine
        >>> check_laws(engine(), laws=["split-is-even"], examples=5).violations
        ()
    """
    if policy not in EVERY:
        raise UnknownIdError("policy", policy, sorted(EVERY))
    chosen = [law for law in LAWS.values() if policy in law.policies] if laws is None else [_named(each) for each in laws]
    given_cases = cases(portfolios=portfolios, window=window)
    found = list[Violation]()
    for law in chosen:
        if progress is not None:
            progress(law.name)
        found += _violations(law, evaluate, given_cases, examples)
    report = LawReport(tuple(law.name for law in chosen), tuple(found))
    if strict and found:
        raise LawsBroken(report)
    return report


def _small() -> SearchStrategy[Portfolio]:
    return small_portfolios(max_partners=3, max_clients=2, max_employees=2)


def _named(name: str) -> Law:
    if name not in LAWS:
        raise UnknownIdError("law", name, LAWS)
    return LAWS[name]


def _violations(
    law: Law, evaluate: Implementation, given_cases: SearchStrategy[Case], examples: int
) -> Iterator[Violation]:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(given_cases)
    def holds(case: Case) -> None:
        law.check(evaluate, case)

    try:
        holds()
    except LawBroken as broken:
        yield Violation(law, broken.case, broken.said, str(broken).partition("\n\n")[2])


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
        LawsBroken: They differ, and ``strict``; the report has the smallest portfolio found on which they do.

    Examples:
        >>> from managed_mrr.testing import engine, reference
        >>> print(differential(engine(), reference(), examples=5))
        1 law holds.
    """
    law = Law(
        "agrees-with-the-other",
        "two implementations give the same lines",
        (),
        EVERY,
        lambda evaluate, case: _same(
            evaluate(case.portfolio, case.day), as_lines(other(case.portfolio, case.day)), f"on {case.day}"
        ),
    )

    @st.composite
    def drawn(draw: DrawFn) -> Case:
        portfolio = draw(_small() if portfolios is None else portfolios)
        for day in days(portfolio):
            if as_lines(one(portfolio, day)) != as_lines(other(portfolio, day)):
                return Case(portfolio, day)
        return Case(portfolio, FIRST)

    found = tuple(_violations(law, one, drawn(), examples))
    report = LawReport((law.name,), found)
    if strict and found:
        raise LawsBroken(report)
    return report
