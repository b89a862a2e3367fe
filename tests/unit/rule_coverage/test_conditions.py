"""Conditions."""

from collections.abc import Callable
from datetime import date
from itertools import product

import attrs
import pytest

from managed_mrr import EVER, AllOf, AnyOf, DateRange, DateSet, Not, PartnerAtClient, Rule, at_least, managed_client
from managed_mrr.dates import ALWAYS, NEVER
from managed_mrr.rule_coverage.conditions import answers, condition

FACTS = managed_client("north", "acme", start=date(2024, 1, 1)).facts("north", "acme")
DAY = date(2024, 3, 1)


@attrs.frozen
class Says(Rule[PartnerAtClient]):
    """A rule that says what it is told to."""

    name: str
    holds: bool

    def __str__(self) -> str:
        return self.name

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Every day, or none."""
        return ALWAYS if self.holds else NEVER


def said(rule: Rule[PartnerAtClient], on: date = DAY) -> dict[str, tuple[bool, bool]]:
    """What each condition says of a day, and whether it decides, by place."""
    found = answers(condition(rule, "eligibility"), FACTS, on.toordinal())
    return {each.condition.place: (each.holds, each.decisive) for each in found}


JOINED: list[Callable[[list[Rule[PartnerAtClient]]], Rule[PartnerAtClient]]] = [
    AllOf,
    AnyOf,
    lambda rules: at_least(2, rules),
    lambda rules: rules[0].unless(rules[1]) & rules[2],
    lambda rules: Not(rules[0] & (rules[1] | rules[2])),
    lambda rules: rules[0].from_date(DAY, before=rules[1]) & rules[2],
    lambda rules: rules[0].from_date(date(2024, 3, 2), before=rules[1]) | ~rules[2],
]


class TestAnswers:
    @pytest.mark.parametrize("join", JOINED, ids=range(len(JOINED)))
    @pytest.mark.parametrize("holds", list(product([True, False], repeat=3)))
    def test_what_decides_is_what_turns_the_answer(
        self, join: Callable[[list[Rule[PartnerAtClient]]], Rule[PartnerAtClient]], holds: tuple[bool, ...]
    ) -> None:
        """A rule decides if and only if the whole says otherwise when the rule alone says otherwise."""
        names = "abc"
        rule = join([Says(name, each) for name, each in zip(names, holds, strict=True)])
        whole = DAY in rule.days(FACTS)
        root = condition(rule, "eligibility")
        asked = {str(each.condition): each for each in answers(root, FACTS, DAY.toordinal())}
        assert said(rule)["eligibility"] == (whole, True)
        for index, name in enumerate(names):
            flipped = [
                Says(name, each is not (at == index)) for at, (name, each) in enumerate(zip(names, holds, strict=True))
            ]
            turns = (DAY in join([*flipped]).days(FACTS)) is not whole
            if name in asked:
                assert (asked[name].holds, asked[name].decisive) == (holds[index], turns)
            else:
                assert not turns  # its term is not the one of the day

    def test_places_are_those_of_the_parameters(self) -> None:
        """Each condition stands where the policy says that its values stand."""
        a, b, c, d = (Says(name, holds=True) for name in "abcd")
        rule = (a | ~b).unless(c) & at_least(1, [d]).from_date(DAY, before=a)
        assert [(each.place, str(each)) for each in condition(rule, "eligibility")] == [
            ("eligibility", "AllOf"),
            ("eligibility.rules[0]", "Unless"),
            ("eligibility.rules[0].rule", "AnyOf"),
            ("eligibility.rules[0].rule.rules[0]", "a"),
            ("eligibility.rules[0].rule.rules[1]", "Not"),
            ("eligibility.rules[0].rule.rules[1].rule", "b"),
            ("eligibility.rules[0].exception", "c"),
            ("eligibility.rules[1]", "RuleOverTime"),
            ("eligibility.rules[1].terms.terms[0].value", "a"),
            ("eligibility.rules[1].terms.terms[1].value", "AtLeast"),
            ("eligibility.rules[1].terms.terms[1].value.rules[0]", "d"),
        ]

    def test_out_of_force(self) -> None:
        """A rule is not asked about a day outside its term."""
        rule = Says("new", holds=False).from_date(DAY, before=Says("old", holds=True))
        new, old = "eligibility.terms.terms[1].value", "eligibility.terms.terms[0].value"
        assert said(rule) == {"eligibility": (False, True), new: (False, True)}
        assert said(rule, date(2024, 2, 29)) == {"eligibility": (True, True), old: (True, True)}

    def test_nothing_decides_before_there_is_evidence(self) -> None:
        """On a day before anything is said about the partner at the client there is no line whatever the rules say."""
        assert said(Says("a", holds=True) & Says("b", holds=True), date(2023, 12, 31)) == {
            "eligibility": (True, False),
            "eligibility.rules[0]": (True, False),
            "eligibility.rules[1]": (True, False),
        }
