"""Policies: one rule for each question, and another reading of one as a change of a named value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from types import UnionType
from typing import Any, TypeVar, get_origin, get_type_hints

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange, DateSet, StepFunction
from managed_mrr.errors import ManagedMRRError, PolicyError, nearest
from managed_mrr.evidence import PartnerAtClient
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
    Share,
    Source,
    SplitRule,
    Term,
)
from managed_mrr.rules.soundness import answering_alike, is_own, sound

__all__ = ["Parameter", "Policy", "a_policy", "single_differences"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

LONGEST = 60
"""How many characters of a value an assumption shows, at the most."""


@attrs.frozen
class Parameter:
    """
    One named value of a policy.

    Attributes:
        name: The name by which :meth:`Policy.with_` changes it.
        place: Where it stands, such as ``eligibility.rules[0].window.days``.
        value: What it is.

    Examples:
        >>> from managed_mrr import hubspot
        >>> next(each for each in hubspot.SERVICING.parameters() if each.name == "days")
        Parameter(name='days', place='eligibility.rules[0].window.days', value=60)
    """

    name: str
    place: str
    value: object


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
        if wrong := "; ".join(_wrong_types(self)):
            raise PolicyError(wrong)
        if any([is_own(sound(part)) for part in self.parts(object)]):  # noqa: C419 -- each is to be looked at
            own = (part for part in self.parts(object) if isinstance(part, Rule) and is_own(part))
            for rule in (*own, self.eligibility):
                answering_alike(rule, _asked_for_days)
            answering_alike(self.revenue, _asked_for_revenue)
            answering_alike(self.split, _asked_for_shares)
            answering_alike(self.points, _asked_for_points)

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
        return _replaced(rule, shared)

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
        return _replaced(self, values)

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
        return tuple(_parameters(self, ""))

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
        return tuple(_parts(self))


def _asked_for_days(rule: Rule[PartnerAtClient], partners: Sequence[PartnerAtClient]) -> list[DateSet]:
    return [_of_kind(DateSet, rule.days(facts), f"{type(rule).__name__}.days") for facts in partners]


def _asked_for_revenue(rule: RevenueRule, partners: Sequence[PartnerAtClient]) -> list[StepFunction[Fraction]]:
    return [_exact_steps(rule.mrr(facts), f"{type(rule).__name__}.mrr") for facts in partners]


def _asked_for_shares(rule: SplitRule, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
    return _of_kind(StepFunction, rule.shares(partners), f"{type(rule).__name__}.shares")


def _asked_for_points(rule: PointsRule, partners: Sequence[PartnerAtClient]) -> list[StepFunction[Fraction | None]]:
    return [
        _exact_steps(rule.points_per_unit(facts.client), f"{type(rule).__name__}.points_per_unit") for facts in partners
    ]


def _exact_steps(answer: StepFunction[T], asked: str) -> StepFunction[T]:
    """The answer of a user's rule itself, if it is a number for every day and none of them is inexact."""
    for value in _of_kind(StepFunction, answer, asked).values:
        if isinstance(value, (float, Decimal)):
            msg = f"{asked} answers with {value!r} ({type(value).__name__}): expected exact numbers; give a Fraction"
            raise PolicyError(msg)
    return answer


def _of_kind(kind: type[T], answer: T, asked: str) -> T:
    """The answer of a user's rule itself, if it is what the question asks for."""
    if not isinstance(answer, kind):
        msg = f"{asked} answers with {answer!r}: expected a {kind.__name__}"
        raise PolicyError(msg)
    return answer


def _listed(values: Iterable[object]) -> str:
    """Each different value once, shortened where it is long."""
    texts = dict.fromkeys(map(repr, values))
    return " or ".join(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…" for text in texts)


def _unknown(name: str, policy: Policy) -> str:
    known = sorted({each.name for each in policy.parameters()})
    near = nearest(name, known)
    hint = f"did you mean {near!r}?" if near else f"it has {', '.join(known)}"
    return f"policy {policy.name!r} has no parameter {name!r}; {hint}"


def _fields(value: object) -> dict[str, object]:
    """The parameters of one part of a policy by name; none for a plain value, such as a number or a period."""
    kind: Any = type(value)
    if not attrs.has(kind) or isinstance(value, (DateRange, Money, Source)):
        return {}
    return {str(field.alias): getattr(value, field.name) for field in attrs.fields(kind) if field.init and field.eq}


def _parts(value: object) -> Iterator[object]:
    yield value
    for each in value if isinstance(value, tuple) else _fields(value).values():
        yield from _parts(each)


def _parameters(value: object, place: str) -> Iterator[Parameter]:
    if isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _parameters(each, f"{place}[{index}]")
    for name, inner in _fields(value).items():
        here = f"{place}.{name}" if place else name
        yield Parameter(name, here, inner)
        yield from _parameters(inner, here)


def _replaced(value: T, new: Mapping[str, object]) -> T:
    """The same tree of values with every parameter of some names holding a new value."""
    copy: Any = value
    if isinstance(value, tuple):
        changed = [_replaced(each, new) for each in value]
        if any(after is not before for after, before in zip(changed, value, strict=True)):
            copy = tuple(changed)
    elif before := _fields(value):
        after = {name: new.get(name, _replaced(inner, new)) for name, inner in before.items()}
        if any(after[name] is not before[name] for name in before):
            copy = attrs.evolve(copy, **after)
    made: T = copy
    return made


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


def single_differences(one: T, other: T, place: str = "") -> Iterator[tuple[str, T]]:
    """
    One policy, or part of one, with each of the values in which another differs, changed alone.

    Args:
        one: The policy.
        other: The other.
        place: Where the two stand, if they are parts.

    Returns:
        For each value in which they differ its place, and the first policy with only that value of the other.

    Examples:
        >>> from managed_mrr import ExpiryWindow, hubspot
        >>> later = hubspot.SERVICING.with_(window=ExpiryWindow(days=61))
        >>> [place for place, _ in single_differences(hubspot.SERVICING, later)]
        ['eligibility.rules[0].window.days']
    """
    if one == other:
        return
    made: Any = one
    mine, theirs = _fields(one), _fields(other)
    if type(one) is type(other) and mine:
        for name, inner in mine.items():
            for where, changed in single_differences(inner, theirs[name], f"{place}.{name}" if place else name):
                with suppress(ManagedMRRError):  # what takes two changes at once is no single difference
                    yield where, attrs.evolve(made, **{name: changed})
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for index, (inner, wanted) in enumerate(zip(one, other, strict=True)):
            for where, changed in single_differences(inner, wanted, f"{place}[{index}]"):
                made = (*one[:index], changed, *one[index + 1 :])
                yield where, made
    else:
        yield place, other


@cache
def _classes(kind: Any) -> dict[str, type]:  # noqa: ANN401 -- any class of a part
    """The classes that the hints of a part's fields name; hints of another form are left out."""
    try:
        hints = {name: get_origin(hint) or hint for name, hint in get_type_hints(kind).items()}
    except NameError:  # a name that is there for type checkers only
        return {}
    return {name: hint for name, hint in hints.items() if isinstance(hint, type) and _tells(hint)}


def _tells(hint: type) -> bool:
    """Whether it can be asked if a value is of a class: not of unions, of ``Any`` and of most protocols."""
    try:
        isinstance(None, hint)
    except TypeError:
        return False
    return hint is not UnionType


def _wrong_types(policy: Policy) -> Iterator[str]:
    """What is not of the class its place asks for, part by part."""
    for part in policy.parts(object):
        kind: Any = type(part)
        for name, value in _fields(part).items():
            wanted = _classes(kind).get(name, object)
            if not isinstance(value, wanted) or isinstance(value, type):
                yield f"{kind.__name__}.{name} is {value!r}: expected {wanted.__name__}"
