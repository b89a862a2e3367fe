"""Whether rules can hold at all, told before any evidence is seen."""

from datetime import date

import pytest

from managed_mrr import (
    AllOf,
    AnyOf,
    AtLeast,
    Catalogue,
    CatalogueEntry,
    CurrentAgreement,
    DateRange,
    ExpiryWindow,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    PartnerAtClient,
    PartnerOfRecordStatus,
    QualifyingActivity,
    Rule,
    RuleOverTime,
    Term,
    Unless,
)
from managed_mrr.rules.bounds import implies, possible_days

PairRule = Rule[PartnerAtClient]

DAY = date(2024, 3, 1)
LIVE, AGREED, RECORD, RELATED = LiveActivity(), CurrentAgreement(), PartnerOfRecordStatus(), ManagedRelationship()
SHORT = LiveActivity(window=ExpiryWindow(days=30))
TWICE = MinimumActivity(count=2, within=30)
MARCH = QualifyingActivity(Catalogue([CatalogueEntry("crm", ["edit"], DateRange(DAY, date(2024, 4, 1)))]))
NOTHING = QualifyingActivity(Catalogue([CatalogueEntry("crm", [])]))
NEVER: PairRule = AnyOf([])


class TestPossibleDays:
    @pytest.mark.parametrize(
        "rule",
        [
            NEVER,
            ~AllOf([]),
            LIVE & ~LIVE,
            TWICE & ~LIVE,
            LIVE & AGREED & ~(LIVE | RECORD),
            (LIVE & AGREED) & ~(AGREED | RECORD),
            Unless(LIVE, LIVE),
            Unless(SHORT, LIVE),
            ~(LIVE | ~LIVE),
            ~Unless(LIVE | ~LIVE, NEVER),
            AtLeast(3, [LIVE, AGREED]),
            AtLeast(2, [LIVE, NEVER]),
            ~AtLeast(1, [LIVE, ~LIVE]),
            RuleOverTime([]),
            RuleOverTime([Term(NEVER, DateRange(DAY))]),
            ~RuleOverTime([Term(AllOf([]))]),
            LiveActivity(activity=NOTHING),
            MinimumActivity(count=2, within=30, activity=NOTHING),
            LIVE & ~RELATED,
            LIVE & (~LIVE | (NEVER & RECORD)),
            LIVE & (AGREED | RECORD) & ~(LIVE & AGREED) & ~RECORD,
        ],
        ids=str,
    )
    def test_never(self, rule: PairRule) -> None:
        """A rule that contradicts itself, or for which nothing is enough, can hold on no day."""
        assert str(possible_days(rule)) == "never"

    @pytest.mark.parametrize(
        "rule",
        [
            LIVE,
            AllOf([]),
            ~NEVER,
            ~LIVE,
            LIVE & ~TWICE,
            LIVE & ~SHORT,
            LIVE | ~LIVE,
            Unless(LIVE, SHORT),
            AtLeast(2, [LIVE, AGREED]),
            ~AtLeast(3, [LIVE, AGREED]),
            ~RuleOverTime([]),
            MinimumActivity(count=50, within=1),
        ],
        ids=str,
    )
    def test_ever(self, rule: PairRule) -> None:
        """Any other may hold on any day, as far as can be told."""
        assert str(possible_days(rule)) == "(ever, ever)"

    def test_too_many(self) -> None:
        """Of a rule that joins very many others nothing is told."""
        many: PairRule = AllOf([MinimumActivity(count=count, within=30) for count in range(1, 12)])
        assert str(possible_days(many & ~LIVE)) == "(ever, ever)"

    def test_just_not_too_many(self) -> None:
        """Ten different rules can still be gone through."""
        nine: PairRule = AllOf([MinimumActivity(count=count, within=30) for count in range(1, 10)])
        assert str(possible_days(nine & ~LIVE)) == "never"

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            (LiveActivity(activity=MARCH), "[2024-03-01, 2024-05-30)"),
            (MinimumActivity(count=2, within=1, activity=MARCH), "[2024-03-01, 2024-04-01)"),
            (RuleOverTime([Term(LIVE, DateRange(DAY))]), "[2024-03-01, ever)"),
            (~RuleOverTime([Term(AllOf([]), DateRange(DAY))]), "(ever, 2024-03-01)"),
            (~LIVE.from_date(DAY), "[2024-03-01, ever)"),
        ],
    )
    def test_some(self, rule: PairRule, expected: str) -> None:
        """Some rules may hold on some days."""
        assert str(possible_days(rule)) == expected


class TestImplies:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (LIVE, LIVE),
            (SHORT, LIVE),
            (TWICE, LIVE),
            (TWICE, SHORT),
            (~LIVE, ~TWICE),
            (LIVE, RELATED),
            (LIVE & AGREED, AGREED),
            (LIVE.unless(RECORD), LIVE),
            (LIVE.unless(RECORD), ~RECORD),
            (SHORT & AGREED, AGREED & LIVE),
            (SHORT.unless(RECORD), LIVE.unless(RECORD)),
            (SHORT | TWICE, LIVE | AGREED),
            (NEVER, LIVE),
        ],
        ids=str,
    )
    def test_stricter(self, one: PairRule, other: PairRule) -> None:
        """What asks for more implies what asks for less, and not the other way round."""
        assert implies(one, other)
        assert one == other or not implies(other, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (LIVE, AGREED),
            (LIVE, LiveActivity(activity=MARCH)),
            (LIVE, ManagedRelationship(unlinking_ends=True)),
            (MinimumActivity(count=2, within=90), LIVE),
            (LIVE | AGREED, LIVE),
            (AGREED, LIVE & AGREED),
        ],
        ids=str,
    )
    def test_not_told(self, one: PairRule, other: PairRule) -> None:
        """Of rules about other things, or with other readings, it cannot be told."""
        assert not implies(one, other)
