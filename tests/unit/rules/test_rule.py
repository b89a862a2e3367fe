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
    AtLeast,
    Client,
    CurrentAgreement,
    DateRange,
    DateSet,
    Finding,
    Not,
    Partner,
    PartnerAtClient,
    PartnerOfRecordStatus,
    Policy,
    PolicyError,
    Portfolio,
    Rule,
    RuleOverTime,
    Source,
    Term,
    Unless,
    at_least,
    evaluate,
    managed_client,
    timeline,
)
from managed_mrr.rules.remedies import NO_WAY, NOTHING_TO_DO
from managed_mrr.rules.rule import clipped, conjuncts

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
NEVER_HOLDS: Rule[PartnerAtClient] = AnyOf([])


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
            (ONE.unless(TWO), "[2024-01-01, 2024-03-01)"),
            (ONE.unless(TWO).unless(Between(1, 2)), "[2024-02-01, 2024-03-01)"),
            (NEVER_HOLDS.unless(TWO), "never"),
            (at_least(1, [ONE, TWO, THREE]), "[2024-01-01, 2024-09-01) | [2024-11-01, 2024-12-01)"),
            (at_least(2, [ONE, TWO, THREE]), "[2024-03-01, 2024-06-01)"),
            (at_least(3, [ONE, TWO, THREE]), "never"),
            (at_least(3, [ONE, TWO]), "never"),
            (at_least(1, []), "never"),
            (TWO.from_date(JUNE), "(ever, 2024-09-01)"),
            (TWO.from_date(JUNE, before=ONE & TWO), "[2024-03-01, 2024-09-01)"),
            (TWO.from_date(JUNE, before=NEVER_HOLDS), "[2024-06-01, 2024-09-01)"),
            (RuleOverTime([]), "never"),
            (RuleOverTime([Term(TWO, DateRange(JUNE, date(2024, 7, 1)))]), "[2024-06-01, 2024-07-01)"),
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
            (ONE.unless(TWO), "months 1 to 6 unless months 3 to 9"),
            (
                (ONE & TWO).unless(THREE).unless(TWO),
                "(months 1 to 6 and months 3 to 9) unless (months 11 to 12 or months 3 to 9)",
            ),
            (ONE & TWO.unless(THREE), "months 1 to 6 and (months 3 to 9 unless months 11 to 12)"),
            (at_least(2, [ONE, TWO & THREE]), "at least 2 of (months 1 to 6; months 3 to 9 and months 11 to 12)"),
            (
                ONE & TWO.from_date(JUNE),
                "months 1 to 6 and (always in (ever, 2024-06-01), months 3 to 9 in [2024-06-01, ever))",
            ),
            (RuleOverTime([]), "no terms"),
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

    def test_unless(self) -> None:
        """An exception is shown as what must not hold; if it does, it comes first."""
        finding = ONE.unless(TWO).finding(FACTS, date(2024, 4, 1))
        assert (finding.rule, finding.holds, finding.steady) == ("Unless", False, DateRange(date(2024, 3, 1), None))
        assert [(part.text, part.holds) for part in finding.parts] == [
            ("not months 3 to 9", False),
            ("months 1 to 6", True),
        ]
        assert [part.text for part in finding.parts[0].parts] == ["months 3 to 9"]

    def test_at_least(self) -> None:
        """How many hold is counted against how many are needed, and those that decide come first."""
        finding = at_least(2, [ONE, TWO, THREE]).finding(FACTS, JUNE)
        assert (finding.rule, finding.holds, finding.value, finding.threshold) == ("AtLeast", False, 1, 2)
        assert finding.steady == DateRange(JUNE, None)
        assert [(part.text, part.holds) for part in finding.parts] == [
            ("months 1 to 6", False),
            ("months 11 to 12", False),
            ("months 3 to 9", True),
        ]

    def test_from_date(self) -> None:
        """What is in force on the day is told, and nothing beyond it; outside all terms nothing is known."""
        rule = TWO.from_date(JUNE, before=ONE)
        finding = rule.finding(FACTS, JUNE)
        assert (finding.rule, finding.holds, finding.text) == (
            "RuleOverTime",
            True,
            "months 3 to 9, in force [2024-06-01, ever)",
        )
        assert (finding.steady, finding.parts[0].steady) == (
            DateRange(JANUARY, date(2024, 9, 1)),
            DateRange(JUNE, date(2024, 9, 1)),
        )
        unknown = RuleOverTime([Term(ONE, DateRange(JUNE))]).finding(FACTS, JANUARY)
        assert (unknown.holds, unknown.text, unknown.parts) == (False, "no terms are known for 2024-01-01", ())


class TestUnless:
    def test_value(self) -> None:
        """An exception from an exception's rule is one more exception."""
        assert ONE.unless(TWO) == Unless(ONE, TWO)
        assert ONE.unless(TWO).unless(THREE) == Unless(ONE, TWO | THREE)
        assert ONE.unless(TWO).unless(TWO) == Unless(ONE, AnyOf([TWO]))

    def test_repairs(self) -> None:
        """What helps the rule helps, unless the exception holds, of which nobody can make an end."""
        rule = PartnerOfRecordStatus().unless(ONE)
        other = managed_client("south", "acme", start=JANUARY).facts("south", "acme")
        assert len(rule.repairs(other, JUNE)) == 1
        assert rule.repairs(other, JANUARY) == NO_WAY
        assert rule.repairs(FACTS, JUNE) == NOTHING_TO_DO


class TestAtLeast:
    def test_value(self) -> None:
        """The function makes the rule; a rule given twice is kept once."""
        assert at_least(2, [ONE, TWO, ONE]) == AtLeast(2, [ONE, TWO])
        assert hash(at_least(2, [ONE, TWO])) == hash(AtLeast(2, (ONE, TWO)))

    @pytest.mark.parametrize("count", [0, -1, True, "2", 1.0])
    def test_count(self, count: Any) -> None:  # noqa: ANN401 -- what a caller may give
        """How many is a whole number of at least 1."""
        with pytest.raises(PolicyError) as caught:
            at_least(count, [ONE])
        assert str(caught.value) == f"AtLeast.count is {count!r}: expected a whole number of at least 1"

    def test_no_list(self) -> None:
        """A single rule in place of a list is refused with what to write."""
        with pytest.raises(PolicyError) as caught:
            at_least(1, ONE)  # type: ignore[arg-type]
        assert str(caught.value) == f"not several rules: {ONE!r}; expected a list; write [{ONE!r}]"

    def test_repairs(self) -> None:
        """So many of the rules have to be helped, in every choice of them there is."""
        rules: list[Rule[PartnerAtClient]] = [PartnerOfRecordStatus(), CurrentAgreement(), ONE, TWO]
        none = Portfolio.of(Partner("west", agreements=[]), Client("acme", currency="USD")).facts("west", "acme")
        kinds = {
            count: {tuple(sorted(each.kind.name for each in way)) for way in at_least(count, rules).repairs(none, JUNE)}
            for count in (1, 2, 3, 4)
        }
        assert kinds == {
            1: {(), ("RECORD",), ("AGREEMENT",)},
            2: {("AGREEMENT",), ("RECORD",), ("AGREEMENT", "RECORD")},
            3: {("AGREEMENT", "RECORD")},
            4: set(),
        }

    def test_days_of_rules_with_gaps(self) -> None:
        """Every run of every rule counts."""
        rule = AtLeast(2, [Between(1, 3) | Between(5, 7) | Between(9, 11), Between(2, 10)])
        assert str(rule.days(FACTS)) == (
            "[2024-02-01, 2024-03-01) | [2024-05-01, 2024-07-01) | [2024-09-01, 2024-10-01)"
        )

    def test_days_of_rules_in_any_order(self) -> None:
        """The rule that holds first may stand last."""
        rule = AtLeast(1, [Between(6, 8), Between(2, 4), Between(3, 5)])
        assert str(rule.days(FACTS)) == "[2024-02-01, 2024-05-01) | [2024-06-01, 2024-08-01)"


class TestFromDate:
    def test_value(self) -> None:
        """It is a rule over time of two terms, which cite where the change was announced."""
        rule = ONE.from_date(JUNE, before=TWO, source="a letter")
        source = Source("a letter")
        assert rule == RuleOverTime(
            [Term(TWO, DateRange(None, JUNE), source=source), Term(ONE, DateRange(JUNE), source=source)]
        )

    def test_repairs(self) -> None:
        """What would help is what helps the rule of the day; with none nobody knows of a way."""
        other = managed_client("south", "acme", start=JANUARY).facts("south", "acme")
        rule = PartnerOfRecordStatus().from_date(JUNE)
        assert rule.repairs(other, JANUARY) == NOTHING_TO_DO
        assert rule.repairs(other, JUNE) == PartnerOfRecordStatus().repairs(other, JUNE)
        assert RuleOverTime[PartnerAtClient]([]).repairs(other, JUNE) == NO_WAY

    def test_no_rule(self) -> None:
        """A term holds a rule."""
        with pytest.raises(PolicyError) as caught:
            RuleOverTime([Term(5)])  # type: ignore[arg-type]
        assert str(caught.value) == "not a rule: 5; expected an instance of a subclass of Rule"


class TestConjuncts:
    def test_one_by_one(self) -> None:
        """Everything that has to hold is told one by one; what need not is left as it is."""
        assert conjuncts((ONE & (TWO | THREE)).unless(THREE) & TWO) == (ONE, TWO | THREE, ~THREE, TWO)


class TestClipped:
    def test_without_steady_days(self) -> None:
        """A finding that says nothing of other days says nothing of them in a period either."""
        finding = Finding(rule="Rule", text="so")
        assert clipped(finding, DateRange(JANUARY)) == finding


class TestNot:
    def test_value(self) -> None:
        """The complement is a value like its rule."""
        assert Not(ONE) == ~ONE
        assert hash(Not(ONE)) == hash(~ONE)


class OnePerson(Rule[PartnerAtClient]):
    """A rule of the plainest kind: no more than one person was ever a user at the client."""

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Ever or never."""
        return ALWAYS if len(facts.employees) <= 1 else NEVER


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
        """A plain class with nothing but ``days`` is a rule too, as long as it holds no values."""
        portfolio = managed_client("north", "acme", start=JANUARY, of_record=True)
        policy = Policy(name="small teams", eligibility=PartnerOfRecordStatus() & OnePerson())
        assert len(evaluate(portfolio, as_of=JANUARY, policy=policy).lines) == 1
        others = Policy(name="large teams", eligibility=PartnerOfRecordStatus() & ~OnePerson())
        assert evaluate(portfolio, as_of=JANUARY, policy=others).lines == ()

    def test_abstract(self) -> None:
        """A rule without ``days`` cannot be made."""
        with pytest.raises(TypeError, match=r"abstract method '?days'?"):
            Rule()  # type: ignore[abstract]
