"""
Rules join as sets do: ``&`` is intersection, ``|`` union and ``~`` complement of the days on which they hold.

Conditions that hold together (A6), a policy that asks for several (A16, B1) and readings of a user's own are
all put together in this way.
"""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    CurrentAgreement,
    DateRange,
    DateSet,
    ExpiryWindow,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    PartnerAtClient,
    PartnerOfRecordStatus,
    Portfolio,
    Rule,
)
from managed_mrr.testing import date_ranges, portfolios

PairRule = Rule[PartnerAtClient]

simple = st.sampled_from(
    [
        LiveActivity(),
        LiveActivity(window=ExpiryWindow(days=61)),
        LiveActivity(relationship=ManagedRelationship(activity_outlives_employee=False)),
        MinimumActivity(count=2, within=30),
        ManagedRelationship(),
        CurrentAgreement(),
        PartnerOfRecordStatus(),
    ]
)
rules = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(lambda rule: ~rule, inner),
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
    ),
    max_leaves=4,
)
small = portfolios(max_partners=2, max_clients=1, max_employees=2)


def pairs(portfolio: Portfolio) -> list[PartnerAtClient]:
    """All there is to ask rules about."""
    return [portfolio.facts(partner.id, client.id) for partner in portfolio.partners for client in portfolio.clients]


@given(small, rules, rules)
def test_operators_are_those_of_sets(portfolio: Portfolio, a: PairRule, b: PairRule) -> None:
    """Joined rules hold on the intersection, the union, the complement of the days of their parts."""
    for facts in pairs(portfolio):
        assert (a & b).days(facts) == a.days(facts) & b.days(facts)
        assert (a | b).days(facts) == a.days(facts) | b.days(facts)
        assert (~a).days(facts) == ~a.days(facts)


@given(small, rules, rules, rules)
def test_laws_of_sets(portfolio: Portfolio, a: PairRule, b: PairRule, c: PairRule) -> None:
    """Rules obey the axioms of Boolean algebra in the days they answer with."""
    for facts in pairs(portfolio):
        days = {
            name: rule.days(facts)
            for name, rule in {
                "a & b": a & b,
                "b & a": b & a,
                "a & (b | c)": a & (b | c),
                "(a & b) | (a & c)": (a & b) | (a & c),
                "~(a | b)": ~(a | b),
                "~a & ~b": ~a & ~b,
                "~~a": ~~a,
                "a": a,
                "a | (a & b)": a | (a & b),
            }.items()
        }
        assert days["a & b"] == days["b & a"]
        assert days["a & (b | c)"] == days["(a & b) | (a & c)"]
        assert days["~(a | b)"] == days["~a & ~b"]
        assert days["~~a"] == days["a"] == days["a | (a & b)"]
        assert (a & ~a).days(facts) == NEVER
        assert (a | ~a).days(facts) == ALWAYS


@given(rules, rules, rules)
def test_form(a: PairRule, b: PairRule, c: PairRule) -> None:
    """Joining is associative in form too, repeating a rule changes nothing, and a double not is none."""
    assert (a & b) & c == a & (b & c)
    assert (a | b) | c == a | (b | c)
    assert AllOf([a, a]) == AllOf([a])
    assert AnyOf([a, a]) == AnyOf([a])
    assert ~~a == a
    assert hash(a & b) == hash(AllOf([a, b]))


@given(small)
def test_joining_nothing(portfolio: Portfolio) -> None:
    """All of no rules hold always; any of no rules never does."""
    for facts in pairs(portfolio):
        assert AllOf[PartnerAtClient]([]).days(facts) == ALWAYS
        assert AnyOf[PartnerAtClient]([]).days(facts) == NEVER


@given(small, rules, date_ranges(open_start=True))
def test_a_narrow_question_has_the_same_answer(portfolio: Portfolio, rule: PairRule, within: DateRange) -> None:
    """Asked about some days only, a rule says of them what it says when asked about all."""
    asked = DateSet([within])
    for facts in pairs(portfolio):
        assert rule.days(facts, within) & asked == rule.days(facts) & asked


@given(small)
def test_an_activity_is_attributed_only_while_managing(portfolio: Portfolio) -> None:
    """An employee who is set up is managing (A6), and a live activity needs a relationship (A18)."""
    for facts in pairs(portfolio):
        relationship = ManagedRelationship()
        assert LiveActivity().days(facts) <= relationship.days(facts)
        for employee in facts.employees:
            assert LinkValidity().days(employee) <= DateSet.from_edges(relationship.managing(employee))


@given(small, st.integers(1, 4), st.integers(1, 90))
def test_asking_for_more_never_gives_more(portfolio: Portfolio, count: int, within: int) -> None:
    """A higher minimum or a shorter time holds on no other days (A16)."""
    for facts in pairs(portfolio):
        days = MinimumActivity(count=count, within=within).days(facts)
        assert MinimumActivity(count=count + 1, within=within).days(facts) <= days
        assert days <= MinimumActivity(count=count, within=within + 1).days(facts)


@given(small)
def test_one_activity_in_sixty_days_is_a_live_one(portfolio: Portfolio) -> None:
    """A minimum of one activity over the window is what makes a partner live, no more and no less."""
    for facts in pairs(portfolio):
        assert MinimumActivity(count=1, within=60).days(facts) == LiveActivity().days(facts)


@given(small)
def test_readings_are_ordered(portfolio: Portfolio) -> None:
    """The stricter reading, that an activity ends with its employee, holds on no other days."""
    strict = LiveActivity(relationship=ManagedRelationship(activity_outlives_employee=False))
    for facts in pairs(portfolio):
        assert strict.days(facts) <= LiveActivity().days(facts)
        longer = LiveActivity(window=ExpiryWindow(days=61)).days(facts)
        assert LiveActivity().days(facts) <= longer
        gained = longer - LiveActivity().days(facts)
        assert all(run.start and run.end == run.start + timedelta(days=1) for run in gained)
