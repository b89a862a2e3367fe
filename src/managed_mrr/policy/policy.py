"""Policies: one rule for each question, and another reading of one as a change of a named value."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

import attrs

from managed_mrr.errors import PolicyError, nearest
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy.asking import asked_for_days, asked_for_points, asked_for_revenue, asked_for_shares
from managed_mrr.policy.parts import Parameter, parameters_of, parts_of, replaced, wrong_types
from managed_mrr.questions import (
    Answer,
    Assumption,
    Question,
    conditions,
    known_question,
    to_questions,
    together,
    with_condition,
)
from managed_mrr.rules import (
    CurrencyToPoints,
    EvenSplit,
    ManagedRelationship,
    OverTime,
    PointsRule,
    QualifyingActivity,
    RecurringRevenue,
    RevenueRule,
    Rule,
    SplitRule,
    Term,
)
from managed_mrr.rules.soundness import answering_alike, is_own, sound

__all__ = ["LONGEST", "Policy", "a_policy"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

LONGEST = 60
"""How many characters of a value an assumption shows, at the most."""


@attrs.frozen(kw_only=True)
class Policy:
    """
    The rules in force: who is credited and when, with what, how it is shared, what points it makes.

    Args:
        name: What the policy is called in results.
        eligibility: The days on which a partner has a line for a client.
        revenue: What the partner is credited with before sharing.
        split: How the partners eligible on a day share it.
        points: How credit becomes points.
        questions: What the sources leave open about it. Two policies that say the same are equal whatever they ask.

    Raises:
        PolicyError: A part, or a value in it, is not of the type its place asks for, can change, looks at more than
            the facts it is asked about, or does not answer with what the question asks for, twice alike.
        AmountError: A split has a part or a weight that is not exact, such as a float.

    Examples:
        >>> from managed_mrr import CurrentAgreement
        >>> Policy(name="everyone under agreement", eligibility=CurrentAgreement()).split
        EvenSplit()
    """

    name: str
    eligibility: Rule[PartnerAtClient]
    revenue: RevenueRule = RecurringRevenue()
    split: SplitRule = EvenSplit()
    points: PointsRule = CurrencyToPoints()
    questions: tuple[Question, ...] = attrs.field(default=(), converter=to_questions, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if wrong := "; ".join(wrong_types(self.parts(object))):
            raise PolicyError(wrong)
        if any([is_own(sound(part)) for part in self.parts(object)]):  # noqa: C419 -- each is to be looked at
            own = (part for part in self.parts(object) if isinstance(part, Rule) and is_own(part))
            for rule in (*own, self.eligibility):
                answering_alike(rule, asked_for_days)
            answering_alike(self.revenue, asked_for_revenue)
            answering_alike(self.split, asked_for_shares)
            answering_alike(self.points, asked_for_points)

    def __str__(self) -> str:
        return self.name

    def in_force(self, day: date) -> "Policy":  # noqa: ARG002 -- programs go by it
        """
        The policy of a day: this one, unless it is a program, which has one for each of its terms.

        Args:
            day: The day.

        Raises:
            UnknownTermsError: It is a program, and no terms are known for the day.

        Examples:
            >>> from managed_mrr import hubspot
            >>> hubspot.SERVICING.in_force(date(2024, 3, 1)) is hubspot.SERVICING
            True
        """
        return self

    def over_time(self) -> OverTime["Policy"]:
        """
        The policies that are in force one after another: this one, ever, unless it is a program.

        Examples:
            >>> from managed_mrr import hubspot
            >>> print(hubspot.SERVICING.over_time())
            servicing, in force (ever, ever)
        """
        return OverTime([Term(self)])

    def requiring(self, rule: Rule[PartnerAtClient]) -> "Policy":
        """
        This policy with one more condition on who is credited; whoever fails it is out of the divisor too.

        The rule asks about the same people and activities as the policy does: a ``relationship`` and an
        ``activity`` it holds become those of the policy.

        Clause:
            A16, for :class:`~managed_mrr.MinimumActivity`.

        Examples:
            >>> from managed_mrr import MinimumActivity, hubspot
            >>> print(hubspot.SERVICING.requiring(MinimumActivity(count=3, within=30)).eligibility)
            a live activity (counted 60 days) and a current agreement and at least 3 activities in 30 days
        """
        return attrs.evolve(self, eligibility=self.eligibility & self._in_common(rule))

    def _in_common(self, rule: Rule[PartnerAtClient]) -> Rule[PartnerAtClient]:
        """A rule that asks about the same people and activities as the policy does."""
        shared = {
            each.name: each.value
            for each in self.parameters()
            if isinstance(each.value, (ManagedRelationship, QualifyingActivity))
        }
        return replaced(rule, shared)

    def with_(self, **values: object) -> "Policy":
        """
        Another reading: the same policy with named values changed, wherever in it they stand.

        Args:
            **values: New values by parameter name; :meth:`parameters` lists the names. A name that stands in
                several places is changed in all of them, provided they agree now.

        Raises:
            PolicyError: No parameter has the name, or several have it with different values.

        Examples:
            >>> from managed_mrr import ExpiryWindow, hubspot
            >>> print(hubspot.SERVICING.with_(window=ExpiryWindow(days=61)).eligibility)
            a live activity (counted 61 days) and a current agreement
        """
        for name in values:
            found = [each for each in self.parameters() if each.name == name]
            if not found:
                raise PolicyError(_unknown(name, self))
            if any(each.value != found[0].value for each in found):
                places = ", ".join(f"{each.place} = {_listed([each.value])}" for each in found)
                msg = f"{name!r} names different values: {places}; expected one; change the part that holds it"
                raise PolicyError(msg)
        return replaced(self, values)

    def question(self, name: str) -> Question:
        """
        The open question of a name.

        Raises:
            PolicyError: The policy does not ask it; the error names the nearest.

        Examples:
            >>> from managed_mrr import hubspot
            >>> print(hubspot.SERVICING.question("minimum_activity"))
            Is there a minimum number of activities? (A16)
        """
        return known_question(name, self.questions, f"policy {self.name!r}")

    def asking(self, *questions: Question) -> "Policy":
        """
        This policy with more open questions; one of the name of an earlier question takes its place.

        Examples:
            >>> from managed_mrr import Answer, Question, hubspot
            >>> shared = Question("shared", "Is credit shared?", [Answer("yes", {"split": EvenSplit()})])
            >>> hubspot.SERVICING.asking(shared).question("shared").text
            'Is credit shared?'
        """
        asked = {each.name: each for each in (*self.questions, *to_questions(questions))}
        return attrs.evolve(self, questions=asked.values())

    def assuming(self, **answers: str) -> "Policy":
        """
        This policy with other answers to open questions.

        Args:
            **answers: The text of an answer by the name of its question.

        Raises:
            PolicyError: The policy does not ask a question, a question does not have an answer, or the answers
                contradict each other.

        Examples:
            >>> from managed_mrr import hubspot
            >>> print(hubspot.SERVICING.assuming(window="yes", agreement="no").eligibility)
            a live activity (counted 61 days)
        """
        values, kinds = together(self.question(name).answer(text) for name, text in answers.items())
        changed = self.with_(**values)
        eligibility = changed.eligibility
        for kind, rule in kinds.items():
            eligibility = with_condition(eligibility, kind, None if rule is None else changed._in_common(rule))  # noqa: SLF001 -- a policy too
        return changed if eligibility is changed.eligibility else attrs.evolve(changed, eligibility=eligibility)

    def assumptions(self) -> tuple[Assumption, ...]:
        """
        What the policy takes for the answer to each of its questions; those that do not arise are left out.

        Examples:
            >>> from managed_mrr import ExpiryWindow, hubspot
            >>> print(hubspot.SERVICING.with_(window=ExpiryWindow(days=45)).assumptions()[0])
            Is day 60 after an activity still inside? (A14) window = ExpiryWindow(days=45) (another reading)
        """
        values: dict[str, list[object]] = {}
        for each in self.parameters():
            values.setdefault(each.name, []).append(each.value)
        return tuple(
            self._assumption(question, values) for question in self.questions if question.names <= values.keys()
        )

    def _assumption(self, question: Question, values: Mapping[str, list[object]]) -> Assumption:
        for answer in sorted(question.answers, key=lambda answer: not answer.changes):
            if self._assumes(answer, values):
                return Assumption(question, answer.text, guess=answer.guess)
        instead = [f"{name} = {_listed(values[name])}" for name in sorted(question.names)]
        there = [str(each) for each in conditions(self.eligibility) if type(each).__name__ in question.conditions]
        none = ["not asked"] if question.conditions and not there else []
        return Assumption(question, "; ".join([*instead, *there, *none]), declared=False)

    def _assumes(self, answer: Answer, values: Mapping[str, list[object]]) -> bool:
        """Whether an answer is in force, by the values that the policy has under each name."""
        if any(each != value for name, value in answer.values for each in values[name]):
            return False
        if not answer.condition:
            return True
        wanted = [] if answer.requiring is None else [self._in_common(answer.requiring)]
        return wanted == [each for each in conditions(self.eligibility) if type(each).__name__ == answer.condition]

    def parameters(self) -> tuple[Parameter, ...]:
        """
        Every named value of the policy and of its rules, outermost first.

        Examples:
            >>> from managed_mrr import hubspot
            >>> [each.place for each in hubspot.SERVICING.parameters() if each.name == "days"]
            ['eligibility.rules[0].window.days']
        """
        return self._all_parameters

    @cached_property
    def _all_parameters(self) -> tuple[Parameter, ...]:
        return tuple(parameters_of(self, ""))

    def parts(self, kind: type[T]) -> tuple[T, ...]:
        """
        The rules and values of one kind that the policy is made of, wherever in it they stand.

        Examples:
            >>> from managed_mrr import ExpiryWindow, hubspot
            >>> hubspot.SERVICING.parts(ExpiryWindow)
            (ExpiryWindow(days=60),)
        """
        return tuple(each for each in self._all_parts if isinstance(each, kind))

    @cached_property
    def _all_parts(self) -> tuple[object, ...]:
        return tuple(parts_of(self))


def _listed(values: Iterable[object]) -> str:
    """Each different value once, shortened where it is long."""
    texts = dict.fromkeys(map(repr, values))
    return " or ".join(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in texts)


def _unknown(name: str, policy: Policy) -> str:
    known = sorted({each.name for each in policy.parameters()})
    near = nearest(name, known)
    hint = f"did you mean {near!r}?" if near else f"it has {', '.join(known)}"
    return f"policy {policy.name!r} has no parameter {name!r}; {hint}"


def a_policy(value: object) -> Policy:
    """
    The value itself if it is a policy, so that a question asked with anything else says so at once.

    Raises:
        PolicyError: It is none, such as the name of one.

    Examples:
        >>> from managed_mrr import hubspot
        >>> a_policy(hubspot.SERVICING).name
        'servicing'
    """
    if isinstance(value, Policy):
        return value
    msg = f"not a policy: {value!r}; expected a Policy, such as hubspot.SERVICING, or one from read_policy"
    raise PolicyError(msg)
