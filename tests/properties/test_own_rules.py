"""
Rules of a user's own keep every law that the shipped ones keep, in every policy (A5, A14, B10, B13).

The two are those of the guide: a grace period, and a split by how much each partner does.
"""

from datetime import date, timedelta
from fractions import Fraction

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from managed_mrr import (
    EVER,
    CurrentAgreement,
    DateRange,
    DateSet,
    EvenSplit,
    LiveActivity,
    MinimumActivity,
    PartnerAtClient,
    PartnerOfRecordStatus,
    Policy,
    Portfolio,
    Program,
    Rule,
    StepFunction,
    Term,
    WeightedSplit,
    at_least,
    changes,
    evaluate,
    hubspot,
    managed_client,
    outlook,
    timelines,
)
from managed_mrr.testing import check_finding, days, portfolios, turning_days


@attrs.frozen
class GracePeriod(Rule[PartnerAtClient]):
    """A rule, and some days more after it stopped holding."""

    rule: Rule[PartnerAtClient]
    grace: int = 14

    def __str__(self) -> str:
        return f"{self.rule} with {self.grace} days of grace"

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """The days of the rule, each run longer at its end."""
        return self.rule.days(facts).extended(self.grace)


@attrs.frozen
class ByActivity(WeightedSplit):
    """Each partner gets a part in proportion to its live activities."""

    window: int = 60

    def __str__(self) -> str:
        return "divided by live activities"

    def weight(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """How many are live."""
        most = sum(len(each.activities) for each in facts.employees)
        live = (MinimumActivity(count=count, within=self.window).days(facts) for count in range(1, most + 1))
        return StepFunction.total((each.edges, Fraction(1)) for each in live)


def with_own(policy: Policy) -> Policy:
    """A policy with a grace period on who is eligible, and shares by activity."""
    return attrs.evolve(policy, eligibility=GracePeriod(policy.eligibility), split=ByActivity())


CHANGE = date(2024, 3, 1)
OWN = {name: with_own(policy) for name, policy in hubspot.POLICIES.items()}
OWN["program"] = Program(
    name="program",
    terms=[
        Term(hubspot.SERVICING, DateRange(None, CHANGE)),
        Term(OWN["servicing"], DateRange(CHANGE)),
    ],
)
policies = st.sampled_from(sorted(OWN)).map(OWN.__getitem__)
small = portfolios(max_partners=3, max_clients=1, max_employees=2)
rules = st.sampled_from([LiveActivity(), CurrentAgreement(), PartnerOfRecordStatus(), ~LiveActivity()])
TWO_SHARES = managed_client(
    "p1", "c1", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, day) for day in (2, 4, 9)]
) | managed_client("p2", "c1", start=date(2024, 1, 1), activities=[date(2024, 1, 3), date(2024, 1, 20)])


def busy(partner: str, every: int, price: int | None = None) -> Portfolio:
    """A partner that does something at the client every so many days."""
    done = [date(2024, 1, 1) + timedelta(days=each) for each in range(0, 700, every)]
    return managed_client(partner, "c1", start=date(2024, 1, 1), price=price, activities=done)


CROWD = busy("p1", 41, 900) | busy("p2", 83) | busy("p3", 67)
"""Three partners who come and go by turns; shares of one turn were once taken for those of another."""


@given(small, rules, st.integers(0, 90), st.integers(0, 90))
def test_grace_periods_add_up(portfolio: Portfolio, rule: Rule[PartnerAtClient], one: int, other: int) -> None:
    """A grace period of none is the rule; two are one of their sum; a longer one holds on no fewer days."""
    for facts in portfolio.by_client["c1"]:
        assert GracePeriod(rule, 0).days(facts) == rule.days(facts)
        assert GracePeriod(GracePeriod(rule, one), other).days(facts) == GracePeriod(rule, one + other).days(facts)
        assert rule.days(facts) <= GracePeriod(rule, one).days(facts) <= GracePeriod(rule, one + other).days(facts)


@given(small, days())
def test_a_grace_period_looks_back(portfolio: Portfolio, day: date) -> None:
    """It holds on a day if the rule held on any of so many days before."""
    for facts in portfolio.by_client["c1"]:
        held = [day - timedelta(days=back) in LiveActivity().days(facts) for back in range(15)]
        assert (day in GracePeriod(LiveActivity()).days(facts)) is any(held)


@given(small)
def test_weighted_shares_are_one(portfolio: Portfolio) -> None:
    """On every day the parts are of 0 or more and add up to 1, and are even when all do alike."""
    pairs = sorted(portfolio.by_client["c1"], key=lambda facts: facts.partner.id)
    for shares in ByActivity().shares(pairs).values if pairs else ():
        assert sum(share.fraction for share in shares) == 1
        assert all(share.fraction >= 0 for share in shares)
    for facts in pairs:
        halves = ByActivity().shares([facts, facts]).values
        assert {share.fraction for shares in halves for share in shares} == {Fraction(1, 2)}


@given(small, policies, st.data())
@example(TWO_SHARES, OWN["servicing"], None)
def test_the_credit_of_a_client_is_its_mrr(portfolio: Portfolio, policy: Policy, data: st.DataObject | None) -> None:
    """However the parts are weighed, they add up to what the client pays, where all are credited with the same."""
    policy = attrs.evolve(hubspot.SERVICING, eligibility=policy.eligibility, split=ByActivity())
    turning = [CHANGE, *turning_days(portfolio)]
    on = turning if data is None else data.draw(st.lists(st.sampled_from(turning), max_size=8))
    for day in on:
        lines = evaluate(portfolio, as_of=day, policy=policy).lines
        if lines:
            mrr = policy.revenue.mrr(portfolio.facts(lines[0].partner, "c1")).at(day)
            assert sum(line.credit.amount for line in lines) == mrr


@given(small, policies, st.lists(days(), max_size=5))
@example(TWO_SHARES, OWN["servicing"], [])
@example(CROWD, hubspot.SERVICING.with_(split=ByActivity()), [])
def test_a_timeline_says_what_each_day_says(portfolio: Portfolio, policy: Policy, more: list[date]) -> None:
    """At every edge of a timeline and around it the segment of the day is the line of the day."""
    found = timelines(portfolio, policy=policy)
    edges = {edge for each in found.values() for segment in each for edge in (segment.start, segment.end) if edge}
    for day in {*(edge + timedelta(days=away) for edge in edges for away in (-1, 0)), *more}:
        lines = {
            (line.partner, line.client): (line.credit, line.points, line.sharing)
            for line in evaluate(portfolio, as_of=day, policy=policy).lines
        }
        segments = {pair: segment for pair, each in found.items() if (segment := each.at(day))}
        assert lines == {pair: (each.credit, each.points, each.sharing) for pair, each in segments.items()}


@given(small, policies, days(), days())
@example(TWO_SHARES, OWN["servicing"], date(2024, 1, 2), date(2024, 4, 20))
def test_a_ledger_adds_up(portfolio: Portfolio, policy: Policy, one: date, other: date) -> None:
    """The movements between two days are the difference between their statements, exactly."""
    start, end = sorted((one, other))
    ledger = changes(portfolio, start=start, end=end, policy=policy)
    moved: dict[tuple[str, str], Fraction] = {}
    for movement in ledger:
        pair = movement.partner, movement.client
        moved[pair] = moved.get(pair, Fraction(0)) + movement.credit.amount
    for day, sign in ((start, 1), (end, -1)):
        for line in evaluate(portfolio, as_of=day, policy=policy).lines:
            pair = line.partner, line.client
            moved[pair] = moved.get(pair, Fraction(0)) + sign * line.credit.amount
    assert not any(moved.values())


@given(small, policies, days())
def test_explanations_say_what_lines_say(portfolio: Portfolio, policy: Policy, day: date) -> None:
    """An explanation has the credit of the line, and is well made from its root to its leaves."""
    statement = evaluate(portfolio, as_of=day, policy=policy)
    credit = {(line.partner, line.client): line.credit for line in statement.lines}
    for partner in portfolio.partners:
        finding = statement.explain(partner.id, "c1")
        assert finding.value == credit.get((partner.id, "c1"))
        assert all(each.steady is None or day in each.steady for each in finding.walk())
        assert check_finding(finding, portfolio, policy) == []


@attrs.frozen
class Alike(WeightedSplit):
    """Everyone weighs 7."""

    def weight(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """Seven."""
        return StepFunction.constant(Fraction(7))


@given(small, days())
def test_equal_weights_are_an_even_split(portfolio: Portfolio, day: date) -> None:
    """A split in which everyone weighs the same is the even one."""
    policy = hubspot.SERVICING.with_(split=Alike())
    even = evaluate(portfolio, as_of=day)
    assert [line.credit for line in evaluate(portfolio, as_of=day, policy=policy).lines] == [
        line.credit for line in even.lines
    ]
    assert EvenSplit() == even.policy.split


@attrs.frozen
class Unfamiliar(Rule[PartnerAtClient]):
    """Another rule, by a name that nothing knows."""

    rule: Rule[PartnerAtClient]

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """The days of the rule."""
        return self.rule.days(facts, within)


joined_rules = st.sampled_from(
    [
        LiveActivity(),
        at_least(2, [LiveActivity(), CurrentAgreement(), PartnerOfRecordStatus()]),
        at_least(2, [LiveActivity(), MinimumActivity(count=2, within=30), PartnerOfRecordStatus()]),
        LiveActivity().unless(PartnerOfRecordStatus()),
        LiveActivity().unless(MinimumActivity(count=2, within=30)),
        LiveActivity().from_date(CHANGE, before=MinimumActivity(count=2, within=30)),
        MinimumActivity(count=2, within=30).from_date(CHANGE),
    ]
)


@given(small, joined_rules, days())
def test_forecasts_need_not_know_a_rule(portfolio: Portfolio, rule: Rule[PartnerAtClient], day: date) -> None:
    """What is forecast under the rules shipped is what would be if nothing were known of them but their days."""
    known = attrs.evolve(hubspot.SERVICING, eligibility=rule)
    unfamiliar = attrs.evolve(hubspot.SERVICING, eligibility=Unfamiliar(rule))
    for partner in portfolio.partners:
        one, other = (
            outlook(portfolio, partner=partner.id, client="c1", as_of=day, policy=policy)
            for policy in (known, unfamiliar)
        )
        assert (one.expires_on, one.last_day_to_act, one.next_change) == (
            other.expires_on,
            other.last_day_to_act,
            other.next_change,
        )
