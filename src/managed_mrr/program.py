"""Programs: policies over time, each in force until the next."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import exact_date
from managed_mrr.errors import PolicyError, UnknownTermsError
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy import Policy
from managed_mrr.questions import Assumption, Question
from managed_mrr.rules import (
    OverTime,
    PointsOverTime,
    PointsRule,
    RevenueOverTime,
    RevenueRule,
    Rule,
    RuleOverTime,
    SplitOverTime,
    SplitRule,
    Term,
)

__all__ = ["Program", "unknown_terms"]


def __dir__() -> list[str]:
    return __all__


def _terms(values: Iterable[Term[Policy]]) -> OverTime[Policy]:
    terms = OverTime(values)
    if not terms.terms:
        msg = "a program has no terms: expected at least one Term(policy, period)"
        raise PolicyError(msg)
    for term in terms:
        if not isinstance(term.value, Policy) or isinstance(term.value, Program):
            shown = f"the program {term.value.name!r}" if isinstance(term.value, Program) else repr(term.value)
            msg = f"the term {term.period} has {shown}: expected a Policy that is no program itself"
            raise PolicyError(msg)
    for earlier, later in pairwise(terms):
        if earlier.period.end != later.period.start:
            msg = (
                f"no terms between {earlier} and {later}: expected no gap; "
                "end the earlier where the later begins, or put in what was in force between them"
            )
            raise PolicyError(msg)
    return terms


@attrs.frozen(kw_only=True)
class Program(Policy):
    """
    Policies over time: on each day the rules of that day, asked about all the evidence.

    A program is a policy in every question: timelines run through a change of terms, and forecasts see announced ones
    coming. On days before its first term and after its last the terms are not known.

    Args:
        name: What the program is called in results.
        terms: The policies with the periods in which they are in force, without a gap between two.

    Raises:
        PolicyError: There are no terms, two overlap, or there is a gap; both neighbours are named.

    Clause:
        B13.

    Examples:
        >>> from managed_mrr import DateRange, ExpiryWindow, hubspot
        >>> change = date(2025, 1, 1)
        >>> stricter = hubspot.SERVICING.with_(window=ExpiryWindow(days=30))
        >>> program = Program(
        ...     name="stricter from 2025",
        ...     terms=[Term(hubspot.SERVICING, DateRange(None, change)), Term(stricter, DateRange(change))],
        ... )
        >>> program.in_force(date(2025, 3, 1)) == stricter
        True
    """

    terms: OverTime[Policy] = attrs.field(converter=_terms)
    eligibility: Rule[PartnerAtClient] = attrs.field(init=False, eq=False, repr=False)
    revenue: RevenueRule = attrs.field(init=False, eq=False, repr=False)
    split: SplitRule = attrs.field(init=False, eq=False, repr=False)
    points: PointsRule = attrs.field(init=False, eq=False, repr=False)
    questions: tuple[Question, ...] = attrs.field(init=False, eq=False, repr=False)

    @eligibility.default
    def _eligibility(self) -> Rule[PartnerAtClient]:
        return RuleOverTime(self.terms.map(lambda policy: policy.eligibility))

    @revenue.default
    def _revenue(self) -> RevenueRule:
        return RevenueOverTime(self.terms.map(lambda policy: policy.revenue))

    @split.default
    def _split(self) -> SplitRule:
        return SplitOverTime(self.terms.map(lambda policy: policy.split))

    @points.default
    def _points(self) -> PointsRule:
        return PointsOverTime(self.terms.map(lambda policy: policy.points))

    @questions.default
    def _questions(self) -> tuple[Question, ...]:
        asked: dict[str, Question] = {}
        for term in self.terms:
            for each in term.value.questions:
                asked[each.name] = asked[each.name].with_answers(*each.answers) if each.name in asked else each
        return tuple(asked.values())

    def in_force(self, day: date) -> Policy:
        """The policy of the term that a day is in; see :meth:`Policy.in_force`."""
        term = self.terms.on(exact_date(day))
        if term is None:
            msg = (
                f"program {self.name!r} knows no terms for {day}: expected a day in {self.terms.known()}; "
                "add the terms of that day, or ask about another"
            )
            raise UnknownTermsError(msg)
        return term.value

    def over_time(self) -> OverTime[Policy]:
        """The terms of the program."""
        return self.terms

    def requiring(self, rule: Rule[PartnerAtClient]) -> "Program":
        """The program of which each policy asks one more condition; see :meth:`Policy.requiring`."""
        return attrs.evolve(self, terms=self.terms.map(lambda policy: policy.requiring(rule)))

    def asking(self, *questions: Question) -> "Program":
        """The program of which each policy has more open questions; see :meth:`Policy.asking`."""
        return attrs.evolve(self, terms=self.terms.map(lambda policy: policy.asking(*questions)))

    def assuming(self, **answers: str) -> "Program":
        """
        The program with other answers in each term that asks the question and has one of its answers now.

        See :meth:`Policy.assuming`. A term whose policy settles the question in a way of its own stays as it is.
        """
        for name, text in answers.items():
            self.question(name).answer(text)

        def assumed(policy: Policy) -> Policy:
            asked = {each.question.name: each.question for each in policy.assumptions() if each.declared}
            texts = {name: [answer.text for answer in question.answers] for name, question in asked.items()}
            return policy.assuming(**{name: text for name, text in answers.items() if text in texts.get(name, ())})

        return attrs.evolve(self, terms=self.terms.map(assumed))

    def assumptions(self) -> tuple[Assumption, ...]:
        """What the policies take for the answer to each question, by term where they differ."""
        terms = [(term.period, {each.question.name: each for each in term.value.assumptions()}) for term in self.terms]
        return tuple(
            _together(question, [(period, asked[question.name]) for period, asked in terms if question.name in asked])
            for question in self.questions
            if any(question.name in asked for _, asked in terms)
        )


def _together(question: Question, assumed: Sequence[tuple[DateRange, Assumption]]) -> Assumption:
    answers = {each.answer for _, each in assumed}
    by_term = "; ".join(f"{each.answer} in {period}" for period, each in assumed)
    return Assumption(
        question,
        by_term if len(answers) > 1 else answers.pop(),
        declared=all(each.declared for _, each in assumed),
        guess=any(each.guess for _, each in assumed),
    )


def unknown_terms(*policies: Policy) -> list[str]:
    """
    What to tell below an answer over time: on which days the terms are known, if not on all.

    Examples:
        >>> from managed_mrr import DateRange, hubspot
        >>> unknown_terms(Program(name="from 2025", terms=[Term(hubspot.SERVICING, DateRange(date(2025, 1, 1)))]))
        ['The terms of from 2025 are known on [2025-01-01, ever) only; of other days nothing is said.']
    """
    known = {policy.name: policy.over_time().known() for policy in policies}
    return [
        f"The terms of {name} are known on {days} only; of other days nothing is said."
        for name, days in known.items()
        if ~days
    ]
