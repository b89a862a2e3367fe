"""Recording, and what comes of it."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

import managed_mrr as mm
from managed_mrr import explanation
from managed_mrr.rule_coverage import RuleCoverage, record_rules
from managed_mrr.segments import Segmenter
from managed_mrr.timeline import Timeline

DONE, LAST, AFTER = date(2024, 1, 15), date(2024, 3, 14), date(2024, 3, 15)
ACME = mm.managed_client("north", "acme", start=date(2024, 1, 1), activities=[DONE])
DAY_59 = "day 59 after an activity"


def missing(coverage: RuleCoverage) -> set[str]:
    """The names of what is missing in the only policy."""
    (only,) = coverage.policies()
    return {goal.name for goal in only.missing}


QUESTIONS: dict[str, Callable[[], object]] = {
    "statement": lambda: mm.evaluate(ACME, as_of=LAST),
    "explanation": lambda: mm.explain(ACME, partner="north", client="acme", as_of=LAST),
    "explanation of a total": lambda: explanation.explain_total(ACME, partner="north", as_of=LAST),
    "day of a timeline": lambda: mm.timeline(ACME, partner="north", client="acme").at(LAST),
    "explanation of a timeline": lambda: mm.timeline(ACME, partner="north", client="acme").explain(LAST),
}


class TestRecordRules:
    @pytest.mark.parametrize("question", QUESTIONS)
    def test_questions_as_of_a_day(self, question: str) -> None:
        """Statements, explanations and the days looked up in a timeline count."""
        with record_rules() as coverage:
            QUESTIONS[question]()
        assert DAY_59 not in missing(coverage)
        assert "day 60 after an activity" in missing(coverage)

    def test_explanations_know_the_last_day(self) -> None:
        """That a day is the last is seen by whoever explains it, though the explanation itself cannot tell."""
        end = date(2024, 2, 1)
        ended = mm.Portfolio(
            partners=[mm.Partner("north")],
            clients=[mm.Client("acme", currency="EUR")],
            partners_of_record=[mm.PartnerOfRecord("acme", partner="north", start=DONE, end=end)],
        )
        with record_rules() as coverage:
            mm.explain(
                ended, partner="north", client="acme", as_of=date(2024, 1, 31), policy=mm.hubspot.PARTNER_OF_RECORD
            )
        (of_record,) = coverage.policies()
        assert ("eligibility.rules[0]", "its last day") not in {(each.place, each.name) for each in of_record.missing}

    def test_timelines(self) -> None:
        """A timeline counts only if it is said to, and then all its days do."""
        with record_rules() as asked, record_rules(timelines=True) as all_days:
            mm.timelines(ACME)
        assert asked.policies() == ()
        assert not {DAY_59, "day 60 after an activity", "day 0 after an activity"} & missing(all_days)

    def test_explaining_is_one_question(self) -> None:
        """The history that an explanation works out on its way is not asked about, even where timelines count."""
        with record_rules(timelines=True) as coverage:
            mm.explain(ACME, partner="north", client="acme", as_of=date(2024, 2, 1))
        assert DAY_59 in missing(coverage)

    def test_nothing_is_left_behind(self) -> None:
        """While nobody records, the engine is what it was; recordings end in any order."""
        before = (
            Segmenter.segments,
            Timeline.at,
            Timeline.explain,
            explanation.finding_for,
            vars(explanation)["known_facts"],
        )
        one, other = record_rules(), record_rules()
        first, second = one.__enter__(), other.__enter__()
        one.__exit__(None, None, None)
        mm.evaluate(ACME, as_of=LAST)
        other.__exit__(None, None, None)
        mm.evaluate(ACME, as_of=AFTER)
        after = (
            Segmenter.segments,
            Timeline.at,
            Timeline.explain,
            explanation.finding_for,
            vars(explanation)["known_facts"],
        )
        assert after == before
        assert first.policies() == ()
        assert "day 60 after an activity" in missing(second)

    def test_an_error_ends_it(self) -> None:
        """A test that fails stops recording like any other."""
        before = Segmenter.segments
        with pytest.raises(mm.UnknownIdError), record_rules():
            mm.evaluate(ACME, as_of=LAST, partner="nroth")
        assert Segmenter.segments is before


class TestChosenPolicies:
    LONGER = mm.hubspot.SERVICING.with_(window=mm.ExpiryWindow(days=61))
    OWN = mm.Policy(name="own", eligibility=mm.CurrentAgreement())

    @pytest.mark.parametrize(
        ("chosen", "expected"),
        [
            (None, ["servicing"]),
            (["servicing"], ["servicing"]),
            (["combined"], []),
            ([LONGER], ["servicing"]),
            (["own", "combined"], ["own"]),
            ([OWN, mm.hubspot.SERVICING], ["own", "servicing"]),
        ],
    )
    def test_by_name_or_itself(self, chosen: list[mm.Policy | str] | None, expected: list[str]) -> None:
        """Policies are chosen by name or in person; a shipped name means the shipped policy, unchanged."""
        with record_rules(chosen) as coverage:
            for policy in (mm.hubspot.SERVICING, self.LONGER, self.OWN):
                mm.evaluate(ACME, as_of=LAST, policy=policy)
        assert [each.policy for each in coverage.policies()] == expected

    def test_what_was_never_asked(self) -> None:
        """The policies that no question was asked of are named."""
        with record_rules(["servicing", "own", self.LONGER, "combined"]) as coverage:
            mm.evaluate(ACME, as_of=LAST)
        assert coverage.never_asked() == ("own", "combined")

    def test_two_of_one_name(self) -> None:
        """Policies of one name that say different things are told apart."""
        other = mm.Policy(name="own", eligibility=mm.PartnerOfRecordStatus())
        with record_rules(["own"]) as coverage:
            for policy in (self.OWN, other, self.OWN):
                mm.evaluate(ACME, as_of=LAST, policy=policy)
        names = [each.policy for each in coverage.policies()]
        assert len(set(names)) == 2
        assert all(name.startswith("own (") for name in names)


class TestRuleCoverage:
    def test_by_hand(self) -> None:
        """Questions that go to another implementation can be recorded by hand."""
        with record_rules() as listening:
            mm.evaluate(ACME, as_of=LAST)
        coverage = RuleCoverage()
        coverage.ask(ACME, as_of=LAST)
        assert coverage.policies() == listening.policies()

    def test_days_are_dates(self) -> None:
        """A day is exactly a date."""
        with pytest.raises(mm.DateError):
            RuleCoverage().ask(ACME, as_of="2024-03-14")  # type: ignore[arg-type] # no date

    def test_fraction(self) -> None:
        """Fractions are exact."""
        coverage = RuleCoverage([mm.Policy(name="own", eligibility=mm.CurrentAgreement())])
        coverage.ask(ACME, as_of=LAST, policy=mm.Policy(name="own", eligibility=mm.CurrentAgreement()))
        (own,) = coverage.policies()
        assert own.fraction == Fraction(2, 26)
        assert repr(coverage) == "<RuleCoverage, own: 2/26 reached>"
        assert str(own).startswith("own: 2/26 reached; missing: eligibility a current agreement: made false; ")

    def test_everything_reached(self) -> None:
        """When all is reached nothing is said to be missing, and further questions change nothing."""
        rates = mm.CurrencyToPoints([])
        own = mm.Policy(name="own", eligibility=~mm.CurrentAgreement(), points=rates)
        partner = mm.Partner("north", agreements=[mm.DateRange(date(2024, 2, 1), date(2024, 3, 1))])
        client = mm.Client("acme", currency="EUR")
        records = [mm.PartnerOfRecord("acme", partner="north", start=date(2024, 1, 1))]
        acme = mm.Portfolio(partners=[partner], clients=[client], partners_of_record=records)
        with record_rules([own]) as coverage:
            for day in (date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2)):
                mm.evaluate(acme, as_of=day, policy=own)
        (only,) = coverage.policies()
        assert str(only) == "own: 10/10 reached"
        assert only.fraction == 1
        assert coverage.table().notes == ("own: 10/10 reached",)

    def test_table(self) -> None:
        """The table has a row for each rule, and says below what is missing where."""
        own = mm.Policy(name="own", eligibility=mm.CurrentAgreement(), points=mm.CurrencyToPoints([mm.Rate("EUR", 75)]))
        coverage = RuleCoverage([own])
        coverage.ask(ACME, as_of=LAST, policy=own)
        all_days = "the day before it begins; its first day; its last day; the first day after it"
        assert str(coverage).splitlines() == [
            "Coverage of rules",
            "rule                                  true  false  decisive  days  periods  reached",
            "------------------------------------  ----  -----  --------  ----  -------  -------",
            "own: eligibility a current agreement  yes   no                0/4               1/6",
            "own: points.rates points by currency                                   0/1      0/1",
            "own: 1/7 reached",
            f"missing: made false; {all_days} (own: eligibility)",
            "missing: EUR (own: points.rates)",
        ]
        assert "<td" in coverage._repr_html_()

    def test_nothing_asked(self) -> None:
        """Of nothing there is a table that says so."""
        assert str(RuleCoverage()).splitlines()[-1] == "No policy was asked about any day."
        assert repr(RuleCoverage()) == "<RuleCoverage, nothing>"

    def test_records_add_up(self) -> None:
        """What was recorded in several processes adds up to what one would have recorded."""
        whole, parts = RuleCoverage(), [RuleCoverage(), RuleCoverage()]
        for coverage, day in zip(parts, (LAST, AFTER), strict=True):
            coverage.ask(ACME, as_of=day)
            whole.ask(ACME, as_of=day)
        gathered = RuleCoverage()
        for coverage in parts:
            gathered.add(coverage.records())
        assert gathered.policies() == whole.policies()
        assert {DAY_59, "day 60 after an activity"}.isdisjoint(missing(gathered))
