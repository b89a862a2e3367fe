"""
What is told of rules before any evidence is seen is so whatever the evidence (B13).

The checks of a policy rest on it: a rule is said never to hold, or an exception to add nothing, only if that is sure.
"""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    AllOf,
    AnyOf,
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
    Portfolio,
    QualifyingActivity,
    Rule,
    at_least,
)
from managed_mrr.rules.bounds import implies, possible_days
from managed_mrr.testing import days, portfolios

PairRule = Rule[PartnerAtClient]

SPRING = Catalogue([CatalogueEntry("crm", ["edit"], DateRange(date(2024, 1, 5), date(2024, 2, 1)))])
simple = st.sampled_from(
    [
        LiveActivity(),
        LiveActivity(window=ExpiryWindow(days=30)),
        LiveActivity(activity=QualifyingActivity(SPRING)),
        MinimumActivity(count=2, within=30),
        ManagedRelationship(),
        CurrentAgreement(),
        PartnerOfRecordStatus(),
        AllOf([]),
        AnyOf([]),
    ]
)
rules = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(lambda rule: ~rule, inner),
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a, b: a.unless(b), inner, inner),
        st.builds(at_least, st.integers(1, 3), st.lists(inner, max_size=3)),
        st.builds(lambda a, day, b: a.from_date(day, before=b), inner, days(), st.none() | inner),
    ),
    max_leaves=5,
)
small = portfolios(max_partners=2, max_clients=1, max_employees=2)


@given(small, rules)
def test_a_rule_holds_on_possible_days_only(portfolio: Portfolio, rule: PairRule) -> None:
    """No evidence makes a rule hold on a day on which it is said not to, or stop where it is said always to hold."""
    for facts in portfolio.by_client["c1"]:
        assert rule.days(facts) <= possible_days(rule)
        assert ~possible_days(~rule) <= rule.days(facts)


@given(small, rules, rules)
def test_what_implies_another_holds_on_no_other_day(portfolio: Portfolio, one: PairRule, other: PairRule) -> None:
    """If a rule is said to imply another, it holds on no day on which the other does not."""
    for left, right in ((one, other), (one & other, other), (one, one | other), (one.unless(other), one)):
        for facts in portfolio.by_client["c1"]:
            assert not implies(left, right) or left.days(facts) <= right.days(facts)


@given(rules, rules)
def test_what_is_sure_by_form(one: PairRule, other: PairRule) -> None:
    """A rule implies itself, and what it is joined to by or; a rule and its opposite never hold together."""
    assert implies(one, one)
    assert implies(one, one | other)
    assert implies(one & other, one)
    assert not possible_days(one & ~one)
    assert not possible_days(AnyOf([one & ~one, other.unless(other)]))
