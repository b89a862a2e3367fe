"""What is remarked on in a policy: faults seeded one by one, each of which gives exactly its code."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import ClassVar

import attrs
import pytest

from managed_mrr import (
    EVER,
    NEVER,
    AllOf,
    AnyOf,
    AtLeast,
    Catalogue,
    CatalogueEntry,
    Client,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    DateSet,
    EvenSplit,
    FromNextBilling,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Money,
    OverTime,
    PartnerAtClient,
    PartnerOfRecordStatus,
    Policy,
    Program,
    Rate,
    RecurringRevenue,
    Rule,
    RuleOverTime,
    Share,
    Source,
    StepFunction,
    Term,
    Unless,
    check,
    hubspot,
)

PairRule = Rule[PartnerAtClient]

SERVICING = hubspot.SERVICING
CHANGE, LATER = date(2024, 6, 1), date(2024, 9, 1)
BEFORE, AFTER = DateRange(None, CHANGE), DateRange(CHANGE)
SOURCE = Source("the contract", read="in May 2024", confidence="high")
LIVE, AGREED, RECORD = LiveActivity(), CurrentAgreement(), PartnerOfRecordStatus()
NOTHING: PairRule = AnyOf([])
TWICE, THRICE = MinimumActivity(count=2, within=30), MinimumActivity(count=3, within=30)


@attrs.frozen
class Large(Rule[PartnerAtClient]):
    """A minimum of something, over time."""

    clauses: ClassVar[tuple[str, ...]] = ("A16",)

    least: OverTime[object]

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Never: it is not asked here."""
        return NEVER


@attrs.frozen
class Uncited(Large):
    """The same, of no clause."""

    clauses: ClassVar[tuple[str, ...]] = ()


@attrs.frozen
class UncitedSplit:
    """An even split of no clause."""

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """Evenly."""
        return EvenSplit().shares(partners)


def eligible(rule: PairRule) -> Policy:
    """A policy that asks for a rule."""
    return attrs.evolve(SERVICING, eligibility=rule)


def over_time(earlier: Policy, later: Policy) -> Program:
    """A program of two terms, with their source."""
    return Program(name="program", terms=[Term(earlier, BEFORE, source=SOURCE), Term(later, AFTER, source=SOURCE)])


def dated(rule: PairRule, start: date, end: date) -> PairRule:
    """A rule in force for a time, before and after which nothing is an exception."""
    terms = ((NOTHING, DateRange(None, start)), (rule, DateRange(start, end)), (NOTHING, DateRange(end)))
    return RuleOverTime([Term(each, period, source=SOURCE) for each, period in terms])


def least(*terms: Term[object]) -> Policy:
    """A policy with a minimum of something over time."""
    return SERVICING.requiring(Large(OverTime(terms)))


FAULTS: list[tuple[str, str, Policy]] = [
    ("rule-never-holds", "eligibility", eligible(LIVE & AGREED & ~LIVE)),
    ("rule-never-holds", "eligibility", eligible(TWICE & ~LIVE)),
    ("rule-never-holds", "eligibility", eligible(LIVE.unless(LIVE | RECORD))),
    ("rule-never-holds", "eligibility.rules[2]", SERVICING.requiring(Unless(RECORD, RECORD))),
    ("rule-never-holds", "eligibility.rules[2]", SERVICING.requiring(AtLeast(3, [RECORD, TWICE]))),
    ("rule-never-holds", "eligibility.rules[2]", SERVICING.requiring(NOTHING)),
    ("rule-never-holds", "eligibility.rules[0].exception", eligible(LIVE.unless(AtLeast(2, [RECORD])) & AGREED)),
    ("rule-never-holds", "eligibility.rules[0]", SERVICING.with_(catalogue=Catalogue([], source=SOURCE.title))),
    (
        "rule-never-holds",
        "eligibility.rules[0]",
        SERVICING.with_(catalogue=Catalogue([CatalogueEntry("crm", [])], source=SOURCE.title)),
    ),
    (
        "rule-never-holds",
        "terms.terms[0].value.eligibility",
        over_time(
            SERVICING.with_(catalogue=Catalogue([CatalogueEntry("crm", ["edit"], AFTER)], source=SOURCE.title)),
            SERVICING,
        ),
    ),
    (
        "rule-never-holds",
        "eligibility.terms.terms[1].value",
        eligible(RuleOverTime([Term(NOTHING, BEFORE, source=SOURCE), Term(AGREED & ~AGREED, AFTER, source=SOURCE)])),
    ),
    (
        "parameter-without-effect",
        "eligibility.rules[0].activity_outlives_employee",
        eligible(ManagedRelationship(activity_outlives_employee=False) & AGREED),
    ),
    (
        "parameter-without-effect",
        "eligibility.activity_revives",
        eligible(ManagedRelationship(activity_revives=True)),
    ),
    (
        "parameter-without-effect",
        "eligibility.rule.link.active_required",
        eligible(~ManagedRelationship(link=LinkValidity(active_required=False))),
    ),
    (
        "parameter-without-effect",
        "revenue.billing_required",
        SERVICING.with_(revenue=RecurringRevenue(recognition=FromNextBilling(), billing_required=False)),
    ),
    ("parameter-without-effect", "points.multiplied", SERVICING.with_(points=CurrencyToPoints([], multiplied=False))),
    (
        "missing-citation",
        "points.rates[1]",
        SERVICING.with_(rates=[*hubspot.RATES[:1], Rate("BHD", 40), Rate("TND", 9)]),
    ),
    ("missing-citation", "eligibility.terms.terms[0]", eligible(LIVE.from_date(CHANGE))),
    (
        "missing-citation",
        "terms.terms[1]",
        Program(name="program", terms=[Term(SERVICING, BEFORE, source=SOURCE), Term(hubspot.COMBINED, AFTER)]),
    ),
    (
        "missing-citation",
        "eligibility.rules[0].activity.catalogue",
        SERVICING.with_(catalogue=Catalogue(hubspot.CATALOGUE.entries)),
    ),
    ("missing-citation", "eligibility.rules[2]", SERVICING.requiring(Uncited(OverTime([])))),
    ("missing-citation", "split", SERVICING.with_(split=UncitedSplit())),
    (
        "unit-mismatch",
        "eligibility.rules[2].least.terms[0].unit",
        least(Term(Rate("EUR", 75, source=SOURCE), unit="USD per point", source=SOURCE)),
    ),
    (
        "unit-mismatch",
        "eligibility.rules[2].least.terms[0].unit",
        least(Term(Money(5, "EUR"), unit="USD", source=SOURCE)),
    ),
    (
        "unit-mismatch",
        "eligibility.rules[2].least.terms[1].unit",
        least(Term(5, BEFORE, unit="points", source=SOURCE), Term(Fraction(6), AFTER, unit="EUR", source=SOURCE)),
    ),
    (
        "unit-mismatch",
        "eligibility.rules[2].least.terms[1].unit",
        least(Term(5, BEFORE, unit="points", source=SOURCE), Term(6, AFTER, source=SOURCE)),
    ),
    (
        "unit-mismatch",
        "terms.terms[0].unit",
        Program(name="program", terms=[Term(SERVICING, EVER, unit="points", source=SOURCE)]),
    ),
    ("overlapping-exceptions", "eligibility", eligible(LIVE.unless(RECORD).unless(RECORD & AGREED))),
    ("overlapping-exceptions", "eligibility", eligible(Unless(LIVE.unless(RECORD), RECORD & AGREED))),
    ("overlapping-exceptions", "eligibility.rules[0]", eligible(LIVE.unless(TWICE).unless(THRICE) & AGREED)),
    ("overlapping-exceptions", "eligibility.rule", eligible(~(LIVE.unless(TWICE | THRICE)))),
    (
        "overlapping-exceptions",
        "eligibility",
        eligible(LIVE.unless(dated(RECORD, CHANGE, LATER)).unless(dated(RECORD, date(2024, 8, 1), date(2025, 1, 1)))),
    ),
    (
        "exception-always-holds",
        "eligibility.exception",
        eligible(LIVE.unless(RECORD.from_date(CHANGE, source=SOURCE))),
    ),
    ("terms-change-nothing", "terms.terms[1]", over_time(SERVICING, SERVICING)),
    ("terms-change-nothing", "terms.terms[1]", over_time(SERVICING, SERVICING.with_(name="other"))),
    (
        "terms-change-nothing",
        "eligibility.terms.terms[1]",
        eligible(LIVE.from_date(CHANGE, before=LIVE, source=SOURCE)),
    ),
    (
        "terms-change-nothing",
        "eligibility.rules[2].least.terms[1]",
        least(Term(5, BEFORE, unit="points", source=SOURCE), Term(5, AFTER, unit="points", source=SOURCE)),
    ),
]
"""Policies with one fault each: the code it gives, the place, the policy."""

SOUND: list[Policy] = [
    *hubspot.POLICIES.values(),
    SERVICING.requiring(THRICE),
    SERVICING.requiring(THRICE.from_date(CHANGE, source=SOURCE)),
    eligible((LIVE & AGREED).unless(RECORD)),
    eligible(LIVE.unless(dated(RECORD, CHANGE, LATER)).unless(dated(RECORD, LATER, date(2025, 1, 1)))),
    eligible(LIVE.unless(RECORD.from_date(CHANGE, before=NOTHING, source=SOURCE))),
    eligible(AtLeast(2, [LIVE, AGREED, RECORD])),
    SERVICING.with_(activity_outlives_employee=False, activity_revives=True),
    over_time(SERVICING, hubspot.COMBINED),
    Program(name="program", terms=[Term(SERVICING, BEFORE, source=SOURCE)]),
    least(Term(5, BEFORE, unit="points", source=SOURCE), Term(6, AFTER, unit="points", source=SOURCE)),
    least(Term(Rate("EUR", 75, source=SOURCE), source=SOURCE)),
    least(Term(Money(5, "EUR"), BEFORE, source=SOURCE), Term(Money(6, "EUR"), AFTER, unit="EUR", source=SOURCE)),
    least(Term(5, DateRange(None, CHANGE), source=SOURCE), Term(5, DateRange(LATER), source=SOURCE)),
    least(Term(Client("acme", currency="EUR"), source=SOURCE)),
]
"""Policies without a fault."""


class TestRemarks:
    @pytest.mark.parametrize(("code", "place", "policy"), FAULTS, ids=map(str, range(len(FAULTS))))
    def test_one_fault(self, code: str, place: str, policy: Policy) -> None:
        """A policy with one fault gives one remark, with its code and its place."""
        assert [(each.code, each.path) for each in check(policy)] == [(code, place)]

    @pytest.mark.parametrize("policy", SOUND, ids=map(str, range(len(SOUND))))
    def test_no_fault(self, policy: Policy) -> None:
        """The shipped policies, and others that make sense, give none."""
        assert str(check(policy)) == "Nothing suspicious was found."

    def test_several(self) -> None:
        """Several faults are all told, kind by kind."""
        policy = over_time(SERVICING.requiring(~LIVE), SERVICING.with_(rates=[Rate("USD", 100)]))
        assert [each.code for each in check(policy)] == ["rule-never-holds", "missing-citation"]

    @pytest.mark.parametrize(
        ("policy", "text"),
        [
            (
                SERVICING.requiring(AtLeast(3, [RECORD, AGREED])),
                "'at least 3 of (partner of record; a current agreement)' can never hold: it asks for 3 of 2",
            ),
            (
                eligible(ManagedRelationship(activity_revives=True)),
                "it changes nothing: the relationship is asked for by itself, without activities",
            ),
            (
                least(Term(Money(5, "EUR"), unit="USD", source=SOURCE)),
                "the value is said to be in USD; it is in EUR",
            ),
            (
                Program(name="program", terms=[Term(SERVICING, EVER, unit="points", source=SOURCE)]),
                "the value is said to be in points; it is a Policy, which has no unit",
            ),
            (
                least(Term(5, BEFORE, unit="points", source=SOURCE), Term(6, AFTER, source=SOURCE)),
                "the value is said to be in no unit; the one before is in points",
            ),
            (
                eligible(LIVE.unless(THRICE).unless(TWICE)),
                f"'{THRICE}' and '{TWICE}' make an exception of the same always",
            ),
            (
                eligible(LIVE.unless(RECORD | ~RECORD) | AGREED),
                "'partner of record or not partner of record' holds always, whatever the evidence",
            ),
            (
                eligible(LIVE.unless(RECORD.from_date(CHANGE, source=SOURCE))),
                f"'{RECORD.from_date(CHANGE)}' holds on (ever, 2024-06-01), whatever the evidence",
            ),
            (over_time(SERVICING, SERVICING), "from 2024-06-01 on the same is in force as before"),
        ],
        ids=map(str, range(9)),
    )
    def test_text(self, policy: Policy, text: str) -> None:
        """A remark says what was seen."""
        assert text in [each.text for each in check(policy)]

    def test_count(self) -> None:
        """One remark stands for all values without a source, with the first of them."""
        (remark,) = check(SERVICING.with_(rates=[Rate("USD", 100), Rate("EUR", 75)]))
        assert str(remark) == (
            "missing-citation: points.rates[0] and 1 more: it does not say where it comes from; give its source"
        )

    def test_joined_nothing(self) -> None:
        """A policy that asks for nothing is one that makes sense."""
        assert len(check(eligible(AllOf([])))) == 0
