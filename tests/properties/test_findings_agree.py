"""
An explanation never says anything else than the rules: it holds on the days on which they do.

A partner sees credit and what changed (B10), and looks for the cause of a drop (B11); a reason that does not fit
the number would be worse than none.
"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
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
    evaluate,
    hubspot,
    timeline,
)
from managed_mrr.testing import portfolios, turning_days

PairRule = Rule[PartnerAtClient]

rules = st.sampled_from(
    [
        LiveActivity(),
        LiveActivity(window=ExpiryWindow(days=61)),
        LiveActivity(relationship=ManagedRelationship(activity_outlives_employee=False)),
        MinimumActivity(count=2, within=30),
        ManagedRelationship(),
        CurrentAgreement(),
        PartnerOfRecordStatus(),
        LiveActivity() & ~PartnerOfRecordStatus(),
        ~CurrentAgreement() | MinimumActivity(count=2, within=60),
    ]
)
POLICIES = {
    **hubspot.POLICIES,
    "servicing with a minimum": hubspot.SERVICING.requiring(MinimumActivity(count=2, within=61)),
}
policies = st.sampled_from(sorted(POLICIES))
small = portfolios(max_partners=2, max_clients=1, max_employees=2)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Portfolio, str, str, list[date]]:
    """A portfolio, a partner and a client of it, and some days that matter."""
    portfolio = draw(small)
    days = turning_days(portfolio) or [date(2024, 1, 1)]
    partner = draw(st.sampled_from(portfolio.partners)).id
    client = draw(st.sampled_from(portfolio.clients)).id
    return portfolio, partner, client, draw(st.lists(st.sampled_from(days), min_size=1, max_size=4))


Question = tuple[Portfolio, str, str, list[date]]


@given(questions(), rules)
def test_a_finding_holds_just_on_the_days_of_its_rule(question: Question, rule: PairRule) -> None:
    """Asked about one day, a rule finds what it answers with days, and says for how long."""
    portfolio, partner, client, days = question
    facts = portfolio.facts(partner, client)
    for on in days:
        finding, answer = rule.finding(facts, on), rule.days(facts)
        assert finding.holds is (on in answer)
        assert finding.steady == answer.steady(on)


@given(questions(), st.booleans())
def test_findings_about_employees(question: Question, by_domain: bool) -> None:  # noqa: FBT001 -- drawn
    """Whether an employee is set up is the same asked by day and by days, and needs all conditions."""
    portfolio, partner, client, days = question
    rule = LinkValidity(link_by_domain=by_domain)
    for employee in portfolio.facts(partner, client).employees:
        for on in days:
            finding = rule.finding(employee, on)
            assert finding.holds is (on in rule.days(employee))
            assert finding.holds is all(part.holds for part in finding.parts)


@given(questions(), policies)
def test_everything_said_is_true_for_as_long_as_said(question: Question, policy_name: str) -> None:
    """Each finding of a tree is steady around the day asked about, and no finding cites what is not there."""
    policy = POLICIES[policy_name]
    portfolio, partner, client, days = question
    for on in days:
        for finding in evaluate(portfolio, as_of=on, policy=policy).explain(partner, client).walk():
            assert finding.steady is None or on in finding.steady
            for citation in finding.cites:
                name, _, rest = citation.path.partition("[")
                assert getattr(portfolio, name)[int(rest.partition("]")[0])]


@given(questions(), policies)
def test_an_explanation_is_of_the_line(question: Question, policy_name: str) -> None:
    """There is an explanation of credit just where there is a line, of its amount for as long as its segment."""
    policy = POLICIES[policy_name]
    portfolio, partner, client, days = question
    history = timeline(portfolio, partner=partner, client=client, policy=policy)
    for on in days:
        statement = evaluate(portfolio, as_of=on, policy=policy)
        line, segment = statement.line(partner, client), history.at(on)
        finding, known = history.explain(on), statement.explain(partner, client)
        assert finding.holds is known.holds is (line is not None) is (segment is not None)
        if line is not None and segment is not None:
            assert finding.value == known.value == line.credit
            assert finding.steady == DateRange(segment.start, segment.end)
        else:
            assert finding.steady is not None
            assert not DateSet([finding.steady]) & DateSet(DateRange(each.start, each.end) for each in history)


@given(questions(), st.integers(1, 3), st.sampled_from([1, 30, 60, 61]))
def test_the_margin_is_the_days_in_hand(question: Question, count: int, within: int) -> None:
    """A rule about activities holds for as many days more as its margin says, or stopped that long ago."""
    portfolio, partner, client, days = question
    rule = MinimumActivity(count=count, within=within)
    facts = portfolio.facts(partner, client)
    for on in days:
        finding, answer = rule.finding(facts, on), rule.days(facts)
        assert isinstance(finding.value, int)
        assert (finding.value >= count) is finding.holds
        if finding.margin is None:
            assert answer.next_edge(on) is None if finding.holds else answer.steady(on).start is None
        elif finding.holds:
            assert answer.next_edge(on) == on + timedelta(days=finding.margin)
        else:
            assert answer.steady(on).start == on + timedelta(days=finding.margin)
