"""Conditions that answer with days, and the algebra that joins them."""

import operator
from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
import pytest

from managed_mrr import (
    ALWAYS,
    EVER,
    NEVER,
    AllOf,
    AnyOf,
    CurrentAgreement,
    DateRange,
    DateSet,
    Finding,
    Not,
    PartnerAtClient,
    PartnerOfRecordStatus,
    Policy,
    PolicyError,
    Rule,
    evaluate,
    managed_client,
    timeline,
)

JANUARY = date(2024, 1, 1)
JUNE = date(2024, 6, 1)
FACTS = managed_client("north", "acme", start=JANUARY, of_record=True).facts("north", "acme")


@attrs.frozen
class Between(Rule[PartnerAtClient]):
    """Holds from one month of 2024 to before another."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"months {self.first} to {self.last}"

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """The months between."""
        return DateSet([DateRange(date(2024, self.first, 1), date(2024, self.last, 1))])


ONE, TWO, THREE = Between(1, 6), Between(3, 9), Between(11, 12)


def holds(rule: Rule[PartnerAtClient]) -> str:
    """The days of a rule, as text."""
    return str(rule.days(FACTS))


class TestAlgebra:
    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            (ONE & TWO, "[2024-03-01, 2024-06-01)"),
            (ONE | TWO, "[2024-01-01, 2024-09-01)"),
            (ONE | THREE, "[2024-01-01, 2024-06-01) | [2024-11-01, 2024-12-01)"),
            (~ONE, "(ever, 2024-01-01) | [2024-06-01, ever)"),
            (ONE & ~TWO, "[2024-01-01, 2024-03-01)"),
            (ONE & THREE & TWO, "never"),
            ((ONE | THREE) & TWO, "[2024-03-01, 2024-06-01)"),
            (AllOf([]), "(ever, ever)"),
            (AnyOf([]), "never"),
        ],
    )
    def test_days(self, rule: Rule[PartnerAtClient], expected: str) -> None:
        """And is intersection, or is union, not is complement."""
        assert holds(rule) == expected

    def test_flattening(self) -> None:
        """Nested rules of the same kind are taken apart, of another kind they stay."""
        assert (ONE & TWO) & THREE == ONE & (TWO & THREE) == AllOf([ONE, TWO, THREE])
        assert AnyOf([ONE, TWO, THREE]) == (ONE | TWO) | THREE
        assert ((ONE | TWO) & THREE).rules == (ONE | TWO, THREE)

    def test_duplicates(self) -> None:
        """A rule given twice is kept once, where it stood first."""
        assert (ONE & TWO & ONE).rules == (ONE, TWO)
        assert (ONE | TWO | Between(1, 6)).rules == (ONE, TWO)

    def test_not_twice(self) -> None:
        """Not not a rule is the rule itself."""
        assert ~~ONE is ONE

    @pytest.mark.parametrize("join", [operator.and_, operator.or_])
    @pytest.mark.parametrize("other", [5, "a rule", ALWAYS, None])
    def test_no_rule(self, join: Callable[[Any, Any], object], other: object) -> None:
        """A rule joins with rules only."""
        with pytest.raises(TypeError, match=r"^unsupported operand type"):
            join(ONE, other)

    @pytest.mark.parametrize("join", [AllOf, AnyOf])
    def test_no_rule_inside(self, join: Callable[[list[Any]], object]) -> None:
        """Joining something else by name is refused as a wrong policy."""
        with pytest.raises(PolicyError) as caught:
            join([ONE, 5])
        assert str(caught.value) == "not a rule: 5; expected an instance of a subclass of Rule"

    @pytest.mark.parametrize("join", [operator.and_, operator.or_])
    def test_unhashable(self, join: Callable[[Any, Any], object]) -> None:
        """A rule that cannot be hashed is refused with what to do."""

        @attrs.define
        class Loose(Rule[PartnerAtClient]):
            def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
                return ALWAYS

        with pytest.raises(PolicyError) as caught:
            join(Loose(), ONE)
        assert str(caught.value) == "Loose cannot be hashed: expected a frozen rule; decorate it with @attrs.frozen"

    def test_early_end(self) -> None:
        """Once no day is left the rules behind are not asked."""

        class Unasked(Between):
            def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
                raise AssertionError

        assert (ONE & THREE & Unasked(1, 2)).days(FACTS) == NEVER


class TestText:
    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            (ONE & TWO, "months 1 to 6 and months 3 to 9"),
            ((ONE | TWO) & THREE, "(months 1 to 6 or months 3 to 9) and months 11 to 12"),
            (~(ONE & TWO), "not (months 1 to 6 and months 3 to 9)"),
            (~ONE | AllOf([TWO]), "not months 1 to 6 or months 3 to 9"),
            (AllOf([]), "always"),
            (AnyOf([]), "never"),
        ],
    )
    def test_brackets(self, rule: Rule[PartnerAtClient], expected: str) -> None:
        """Joined rules read as a sentence, with brackets where one is inside another."""
        assert str(rule) == expected


class TestFinding:
    def test_default(self) -> None:
        """A rule that says no more answers with its name, its text and the days around."""
        assert ONE.finding(FACTS, JANUARY) == Finding(
            rule="Between", holds=True, text="months 1 to 6", steady=DateRange(JANUARY, JUNE)
        )

    def test_all_of(self) -> None:
        """A failed conjunction shows first what failed."""
        finding = (ONE & TWO).finding(FACTS, JUNE)
        assert finding.holds is False
        assert [(part.text, part.holds) for part in finding.parts] == [
            ("months 1 to 6", False),
            ("months 3 to 9", True),
        ]
        assert finding.steady == DateRange(JUNE, None)

    def test_any_of(self) -> None:
        """A disjunction that holds shows first what made it hold."""
        finding = (ONE | TWO).finding(FACTS, JUNE)
        assert finding.holds is True
        assert [part.text for part in finding.parts] == ["months 3 to 9", "months 1 to 6"]

    def test_not(self) -> None:
        """A complement shows what it is the complement of."""
        finding = (~ONE).finding(FACTS, JUNE)
        assert (finding.rule, finding.holds, finding.text) == ("Not", True, "not months 1 to 6")
        assert [(part.text, part.holds) for part in finding.parts] == [("months 1 to 6", False)]


class TestNot:
    def test_value(self) -> None:
        """The complement is a value like its rule."""
        assert Not(ONE) == ~ONE
        assert hash(Not(ONE)) == hash(~ONE)


class NoMoreThan(Rule[PartnerAtClient]):
    """A rule of the plainest kind: at most so many people were ever users at the client."""

    def __init__(self, people: int) -> None:
        self.people = people

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Ever or never."""
        return ALWAYS if len(facts.employees) <= self.people else NEVER


class TestOwnRule:
    def test_attrs_class(self) -> None:
        """A rule of a few lines works in a policy, in a timeline and in an explanation."""
        portfolio = managed_client("north", "acme", start=JANUARY, price=900, activities=[date(2024, 5, 20)])
        policy = Policy(name="half a year", eligibility=CurrentAgreement() & ONE)
        assert [str(line.credit) for line in evaluate(portfolio, as_of=JANUARY, policy=policy).lines] == ["USD 900.00"]
        assert evaluate(portfolio, as_of=JUNE, policy=policy).lines == ()
        (segment,) = timeline(portfolio, partner="north", client="acme", policy=policy)
        assert (segment.start, segment.end) == (JANUARY, JUNE)
        finding = evaluate(portfolio, as_of=JUNE, policy=policy).explain("north", "acme")
        assert [each.text for each in finding.walk()][2] == "months 1 to 6"

    def test_parameters(self) -> None:
        """The values of a rule of one's own are parameters of the policy."""
        policy = Policy(name="half a year", eligibility=CurrentAgreement() & ONE).with_(last=9)
        assert policy.eligibility == CurrentAgreement() & Between(1, 9)

    def test_plain_class(self) -> None:
        """A plain class with nothing but ``days`` is a rule too."""
        portfolio = managed_client("north", "acme", start=JANUARY, of_record=True)
        policy = Policy(name="small teams", eligibility=PartnerOfRecordStatus() & NoMoreThan(1))
        assert len(evaluate(portfolio, as_of=JANUARY, policy=policy).lines) == 1
        strict = Policy(name="nobody", eligibility=PartnerOfRecordStatus() & NoMoreThan(0))
        assert evaluate(portfolio, as_of=JANUARY, policy=strict).lines == ()

    def test_abstract(self) -> None:
        """A rule without ``days`` cannot be made."""
        with pytest.raises(TypeError, match=r"abstract method '?days'?"):
            Rule()  # type: ignore[abstract]
