"""
Rules join as sets do: ``&`` is intersection, ``|`` union and ``~`` complement of the days on which they hold.

Conditions that hold together (A6), a policy that asks for several (A16, B1), conditions with exceptions, some of
several, conditions that are new on a day (B13) and readings of a user's own are all put together in this way.
"""

from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

import managed_mrr
from managed_mrr import (
    ALWAYS,
    NEVER,
    AllOf,
    AnyOf,
    AtLeast,
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
    RuleOverTime,
    Term,
    Unless,
    at_least,
)
from managed_mrr.testing import date_ranges, days, portfolios

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
        st.builds(lambda a, b: a.unless(b), inner, inner),
        st.builds(at_least, st.integers(1, 3), st.lists(inner, max_size=3)),
        st.builds(lambda a, day, b: a.from_date(day, before=b), inner, days(), st.none() | inner),
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
        held = {
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
        assert held["a & b"] == held["b & a"]
        assert held["a & (b | c)"] == held["(a & b) | (a & c)"]
        assert held["~(a | b)"] == held["~a & ~b"]
        assert held["~~a"] == held["a"] == held["a | (a & b)"]
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


@given(small, rules, rules, rules)
def test_an_exception_is_and_not(portfolio: Portfolio, a: PairRule, b: PairRule, c: PairRule) -> None:
    """A rule unless another is the rule and not the other; exceptions add up, in any order."""
    for facts in pairs(portfolio):
        assert a.unless(b).days(facts) == (a & ~b).days(facts) == a.days(facts) - b.days(facts)
        assert a.unless(b).unless(c).days(facts) == a.unless(c).unless(b).days(facts) == a.unless(b | c).days(facts)
        assert (~a.unless(b)).days(facts) == (~a | b).days(facts)
        assert a.unless(a).days(facts) == NEVER
        assert a.unless(AnyOf([])).days(facts) == a.days(facts)


@given(small, st.lists(rules, min_size=1, max_size=4, unique=True))
def test_at_least_lies_between_or_and_and(portfolio: Portfolio, several: list[PairRule]) -> None:
    """At least one is or, all is and, more holds on no more days, and so many hold unless too many do not."""
    most = len(several)
    any_of: PairRule = AnyOf(several)
    all_of: PairRule = AllOf(several)
    for facts in pairs(portfolio):
        by_count = [at_least(count, several).days(facts) for count in range(1, most + 2)]
        assert by_count[0] == any_of.days(facts)
        assert by_count[-2] == all_of.days(facts)
        assert by_count[-1] == NEVER
        assert all(more <= fewer for fewer, more in pairwise(by_count))
        for count in range(1, most + 1):
            by_choice: PairRule = AnyOf([AllOf(chosen) for chosen in combinations(several, count)])
            assert at_least(count, several).days(facts) == by_choice.days(facts)
            duals = at_least(most + 1 - count, [~rule for rule in several])
            assert (~at_least(count, several)).days(facts) == duals.days(facts)


@given(small, rules, rules, days())
def test_a_rule_from_a_day_on_is_cut_there(portfolio: Portfolio, a: PairRule, b: PairRule, day: date) -> None:
    """From the day on it is the one rule, before it the other; with none before, it always holds there."""
    after, before = DateSet([DateRange(day)]), DateSet([DateRange(None, day)])
    for facts in pairs(portfolio):
        assert a.from_date(day, before=b).days(facts) == (a.days(facts) & after) | (b.days(facts) & before)
        assert a.from_date(day).days(facts) == (a.days(facts) & after) | before
        assert a.from_date(day, before=a).days(facts) == a.days(facts)
        assert (~a.from_date(day, before=b)).days(facts) == (~a).from_date(day, before=~b).days(facts)
        assert (a & b).from_date(day).days(facts) == (a.from_date(day) & b.from_date(day)).days(facts)


@given(small, rules, days())
def test_findings_say_what_days_say(portfolio: Portfolio, rule: PairRule, day: date) -> None:
    """A finding holds on the days of the rule, is steady as far as they are, and follows from its parts."""
    for facts in pairs(portfolio):
        held, finding = rule.days(facts), rule.finding(facts, day)
        assert finding.holds is (day in held)
        assert finding.steady == held.steady(day)
        if isinstance(rule, (AllOf, AnyOf, Unless)):
            follow = any if isinstance(rule, AnyOf) else all
            assert finding.holds is follow(part.holds for part in finding.parts)
        if isinstance(rule, AtLeast):
            assert finding.value == sum(part.holds is True for part in finding.parts)
            assert finding.holds is (finding.value >= rule.count)
        assert all(part.steady is None or day in part.steady for part in finding.walk())
        decisive = [part.holds is finding.holds for part in finding.parts]
        if isinstance(rule, (AllOf, AnyOf, AtLeast, Unless)):
            assert decisive == sorted(decisive, reverse=True)


@given(rules)
def test_values(rule: PairRule) -> None:
    """A rule is written as the call that makes it, and equal rules hash alike."""
    again = eval(repr(rule), {**vars(managed_mrr), "date": date})  # noqa: S307 -- our own text
    assert again == rule
    assert hash(again) == hash(rule)
    assert str(again) == str(rule)


@given(small, rules, days())
def test_terms_without_a_gap(portfolio: Portfolio, rule: PairRule, day: date) -> None:
    """A rule in force by one term, or by two that say the same, is the rule."""
    whole, halves = [Term(rule)], [Term(rule, DateRange(None, day)), Term(rule, DateRange(day))]
    for facts in pairs(portfolio):
        assert RuleOverTime(whole).days(facts) == RuleOverTime(halves).days(facts) == rule.days(facts)


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
