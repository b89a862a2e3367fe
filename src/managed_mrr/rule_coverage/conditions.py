"""Conditions: the rules that an eligibility is joined from, what each says of a day, and whether that decides."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.rules import EVER, AllOf, AnyOf, AtLeast, Not, Rule, RuleOverTime, Unless

__all__ = ["Answer", "Condition", "answers", "condition", "one_day"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Condition:
    """
    A rule at its place in an eligibility, with the conditions it joins.

    Attributes:
        rule: The rule.
        place: Its place, as :meth:`managed_mrr.Policy.parameters` writes it.
        period: The days on which it is asked.
        parts: What it joins; nothing for a rule that answers by itself.

    Examples:
        >>> from managed_mrr import hubspot
        >>> [part.place for part in condition(hubspot.SERVICING.eligibility, "eligibility").parts]
        ['eligibility.rules[0]', 'eligibility.rules[1]']
    """

    rule: Rule[PartnerAtClient]
    place: str
    period: DateRange = EVER
    parts: tuple["Condition", ...] = ()

    def __str__(self) -> str:
        return type(self.rule).__name__ if self.parts else str(self.rule)

    def __iter__(self) -> Iterator["Condition"]:
        """Go through the condition and all below it."""
        yield self
        for part in self.parts:
            yield from part


def condition(rule: Rule[PartnerAtClient], place: str, period: DateRange = EVER) -> Condition:
    """A rule at a place with all the conditions it joins; see :class:`Condition`."""
    return Condition(rule, place, period, tuple(condition(*part) for part in _joined_by(rule, place)))


def _joined_by(rule: Rule[Any], place: str) -> Iterator[tuple[Rule[PartnerAtClient], str, DateRange]]:
    kind = type(rule)  # a subclass may join in a way of its own
    if kind in (AllOf, AnyOf, AtLeast):
        assert isinstance(rule, AllOf | AnyOf | AtLeast)
        yield from ((each, f"{place}.rules[{index}]", EVER) for index, each in enumerate(rule.rules))
    elif kind is Not:
        assert isinstance(rule, Not)
        yield rule.rule, f"{place}.rule", EVER
    elif kind is Unless:
        assert isinstance(rule, Unless)
        yield from ((rule.rule, f"{place}.rule", EVER), (rule.exception, f"{place}.exception", EVER))
    elif kind is RuleOverTime:
        assert isinstance(rule, RuleOverTime)
        for index, term in enumerate(rule.terms):
            yield term.value, f"{place}.terms.terms[{index}].value", term.period


@attrs.frozen
class Answer:
    """
    What one condition says of one day.

    Attributes:
        condition: The condition.
        holds: Whether it holds.
        decisive: Whether the eligibility would be another if this condition alone said the opposite.
    """

    condition: Condition
    holds: bool
    decisive: bool


_Said: TypeAlias = Mapping[str, bool]


def answers(root: Condition, facts: PartnerAtClient, day: int) -> Iterator[Answer]:
    """
    What every condition that is asked on a day says of it.

    Args:
        root: The eligibility.
        facts: What it is asked about.
        day: The ordinal of the day.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> rules = condition(hubspot.SERVICING.eligibility, "eligibility")
        >>> late = date(2024, 3, 15).toordinal()
        >>> for answer in answers(rules, acme.facts("north", "acme"), late):
        ...     print(answer.condition, answer.holds, answer.decisive)
        AllOf False True
        a live activity (counted 60 days) False True
        a current agreement True False
    """
    said: dict[str, bool] = {}
    _ask(root, facts, day, said)
    yield from _weighed(root, said, decisive=day >= facts.since)


def _ask(asked: Condition, facts: PartnerAtClient, day: int, said: dict[str, bool]) -> None:
    """Put down what a condition and all below it say; those out of force say nothing."""
    if not asked.parts:
        within = one_day(day)
        said[asked.place] = date.fromordinal(day) in asked.rule.days(facts, within)
        return
    for part in asked.parts:
        if date.fromordinal(day) in part.period:
            _ask(part, facts, day, said)
    said[asked.place] = _join(asked.rule, [said.get(part.place, False) for part in asked.parts])


def _join(rule: Rule[Any], values: Sequence[bool]) -> bool:
    """What a rule says when those it joins say this."""
    match rule:
        case AllOf():
            return all(values)
        case AtLeast():
            return sum(values) >= rule.count
        case Not():
            return not values[0]
        case Unless():
            return values[0] and not values[1]
        case _:
            return any(values)


def _weighed(asked: Condition, said: _Said, *, decisive: bool) -> Iterator[Answer]:
    yield Answer(asked, said[asked.place], decisive)
    values = [said.get(part.place, False) for part in asked.parts]
    for index, part in enumerate(asked.parts):
        if part.place in said:
            otherwise = [*values[:index], not values[index], *values[index + 1 :]]
            turns = _join(asked.rule, otherwise) is not said[asked.place]
            yield from _weighed(part, said, decisive=decisive and turns)


def one_day(day: int) -> DateRange:
    """
    A day as a range, by its ordinal.

    Examples:
        >>> print(one_day(date(2024, 3, 1).toordinal()))
        [2024-03-01, 2024-03-02)
    """
    return DateRange(date.fromordinal(day), day_of(min(day + 1, FOREVER)))
