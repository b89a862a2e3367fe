"""Rules of a user's own, as the guide writes them, in every policy and every question."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import attrs
import pytest

import managed_mrr as mm

JANUARY, MARCH, LAST, GONE = date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 4), date(2024, 5, 10)
CHANGE = date(2024, 4, 1)


@attrs.frozen
class GracePeriod(mm.Rule[mm.PartnerAtClient]):
    """A rule, and some days more after it stopped holding."""

    rule: mm.Rule[mm.PartnerAtClient]
    grace: int = 14

    def __str__(self) -> str:
        return f"{self.rule} with {self.grace} days of grace"

    def days(self, facts: mm.PartnerAtClient, within: mm.DateRange = mm.EVER) -> mm.DateSet:
        """The days of the rule, each run longer at its end."""
        return self.rule.days(facts).extended(self.grace)

    def finding(self, facts: mm.PartnerAtClient, on: date) -> mm.Finding:
        """The rule's own finding below."""
        return attrs.evolve(super().finding(facts, on), parts=[self.rule.finding(facts, on)])


@attrs.frozen
class ByActivity(mm.WeightedSplit):
    """Each partner gets a part in proportion to its live activities."""

    def __str__(self) -> str:
        return "divided by live activities"

    def weight(self, facts: mm.PartnerAtClient) -> mm.StepFunction[Fraction]:
        """How many are live."""
        done = sum(len(each.activities) for each in facts.employees)
        live = [mm.MinimumActivity(count=count, within=60).days(facts) for count in range(1, done + 1)]
        return mm.StepFunction.total((each.edges, Fraction(1)) for each in live)


def with_own(policy: mm.Policy) -> mm.Policy:
    """A policy with a grace period after a live activity, or after the record, and with shares by activity."""
    lenient = GracePeriod(mm.at_least(1, [mm.LiveActivity(), mm.PartnerOfRecordStatus()]))
    eligibility = (policy.eligibility | lenient).unless(~mm.CurrentAgreement()).from_date(JANUARY)
    return attrs.evolve(policy, name=f"own {policy.name}", eligibility=eligibility, split=ByActivity())


SERVICING = attrs.evolve(
    mm.hubspot.SERVICING,
    name="lenient",
    eligibility=GracePeriod(mm.LiveActivity()) & mm.CurrentAgreement(),
    split=ByActivity(),
)
POLICIES: dict[str, mm.Policy] = {name: with_own(policy) for name, policy in mm.hubspot.POLICIES.items()}
POLICIES["lenient"] = SERVICING
POLICIES["program"] = mm.Program(
    name="program",
    terms=[
        mm.Term(mm.hubspot.SERVICING, mm.DateRange(None, CHANGE)),
        mm.Term(SERVICING, mm.DateRange(CHANGE)),
    ],
)
NAMES = sorted(POLICIES)

NORTH = mm.managed_client(
    "north",
    "acme",
    start=JANUARY,
    price=900,
    activities=[date(2024, 1, 15), date(2024, 2, 20)],
    employee="ann",
    of_record=True,
)
ACME = NORTH | mm.managed_client("south", "acme", start=JANUARY, activities=[date(2024, 2, 1)], employee="ben")
LEAVES = mm.Scenario([mm.what_if.Leaves("ann", on=date(2024, 3, 10))])

QUESTIONS: dict[str, Callable[[mm.Policy], object]] = {
    "evaluate": lambda policy: mm.evaluate(ACME, as_of=MARCH, policy=policy),
    "totals": lambda policy: mm.evaluate(ACME, as_of=MARCH, policy=policy).totals(),
    "by subscription": lambda policy: mm.evaluate(ACME, as_of=MARCH, policy=policy).by_subscription(),
    "timelines": lambda policy: mm.timelines(ACME, policy=policy),
    "explain": lambda policy: mm.explain(ACME, partner="north", client="acme", as_of=MARCH, policy=policy),
    "why not": lambda policy: mm.why_not(ACME, partner="south", client="acme", as_of=GONE, policy=policy),
    "outlook": lambda policy: mm.outlook(ACME, partner="north", client="acme", as_of=MARCH, policy=policy),
    "expiring": lambda policy: mm.expiring(ACME, as_of=MARCH, within=90, policy=policy),
    "single points": lambda policy: mm.single_points(ACME, as_of=MARCH, policy=policy),
    "renewals": lambda policy: mm.renewals(ACME, as_of=MARCH, within=90, policy=policy),
    "changes": lambda policy: mm.changes(ACME, start=JANUARY, end=GONE, policy=policy),
    "compare": lambda policy: mm.compare(ACME, LEAVES, policy=policy),
    "impact": lambda policy: mm.impact(mm.hubspot.SERVICING, policy, ACME),
    "check a portfolio": lambda policy: mm.check(ACME, policy=policy),
    "check a policy": mm.check,
}


class TestEveryQuestion:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("question", QUESTIONS)
    def test_answers(self, name: str, question: str) -> None:
        """Every question has an answer under every policy with rules of a user's own, the same each time."""
        ask = QUESTIONS[question]
        first, again = ask(POLICIES[name]), ask(POLICIES[name])
        assert str(first) == str(again)
        assert str(first)

    @pytest.mark.parametrize("name", NAMES)
    def test_they_agree(self, name: str) -> None:
        """Statements, timelines, explanations and the ledger tell the same story."""
        policy = POLICIES[name]
        found = mm.timelines(ACME, policy=policy)
        days = {JANUARY, MARCH, CHANGE, LAST, GONE, *(segment.start for each in found.values() for segment in each)}
        for day in sorted(days):
            statement = mm.evaluate(ACME, as_of=day, policy=policy)
            lines = {(line.partner, line.client): line.credit for line in statement.lines}
            assert lines == {pair: segment.credit for pair, each in found.items() if (segment := each.at(day))}
            for partner in ("north", "south"):
                assert statement.explain(partner, "acme").value == lines.get((partner, "acme"))
            moved = sum(each.credit.amount for each in mm.changes(ACME, start=date(2023, 1, 1), end=day, policy=policy))
            assert moved == sum(credit.amount for credit in lines.values())


class TestLenient:
    def test_shares_change_over_time(self) -> None:
        """Shares change on the days on which an activity begins or stops to be live, among the same partners."""
        segments = mm.timeline(ACME, partner="north", client="acme", policy=SERVICING).segments
        assert [(str(each.start), int(each.credit.amount), each.sharing) for each in segments] == [
            ("2024-01-15", 900, ("north",)),
            ("2024-02-01", 450, ("north", "south")),
            ("2024-02-20", 600, ("north", "south")),
            ("2024-03-15", 450, ("north", "south")),
            ("2024-04-01", 900, ("north", "south")),
            ("2024-04-15", 900, ("north",)),
        ]
        assert segments[-1].end == LAST

    def test_explained(self) -> None:
        """The tree shows the rule that is made lenient, down to its records, and how the split divides."""
        finding = mm.explain(ACME, partner="south", client="acme", as_of=date(2024, 4, 5), policy=SERVICING)
        texts = [each.text for each in finding.walk()]
        assert "a live activity (counted 60 days) with 14 days of grace" in texts
        assert "ben's blog publish of 2024-02-01: expired on 2024-04-01, 4 days ago" in texts
        assert "divided by live activities, shared with north: 0 of USD 900.00 is USD 0.00" in texts

    def test_causes(self) -> None:
        """A change of the shares among the same partners has the name of the split."""
        ledger = mm.changes(ACME, start=date(2024, 2, 10), end=date(2024, 2, 25), policy=SERVICING)
        assert [(each.partner, str(each.cause), int(each.credit.amount)) for each in ledger] == [
            ("north", "ByActivity", 150),
            ("south", "ByActivity", -150),
        ]

    def test_until_when(self) -> None:
        """The forecast counts the grace period in."""
        outlook = mm.outlook(NORTH, partner="north", client="acme", as_of=MARCH, policy=SERVICING)
        assert outlook.expires_on == date(2024, 5, 4)

    def test_why_not(self) -> None:
        """What is missing is named as the rule is, inside all that joins it."""
        policy = attrs.evolve(SERVICING, eligibility=SERVICING.eligibility.unless(mm.PartnerOfRecordStatus()))
        answer = mm.why_not(ACME, partner="north", client="acme", as_of=GONE, policy=policy)
        assert [each.near for each in answer.shortfalls] == [
            "'a live activity (counted 60 days) with 14 days of grace' does not hold",
            "'not partner of record' does not hold",
        ]

    def test_other_readings(self) -> None:
        """Its values are parameters of the policy, as those inside it are."""
        assert SERVICING.with_(grace=0, window=mm.ExpiryWindow(days=30)).eligibility == (
            GracePeriod(mm.LiveActivity(window=mm.ExpiryWindow(days=30)), 0) & mm.CurrentAgreement()
        )
