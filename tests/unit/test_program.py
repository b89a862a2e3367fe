"""Policies over time, and what each question says of a change of terms."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

import attrs
import pytest

from managed_mrr import (
    Activity,
    Catalogue,
    CatalogueEntry,
    Cause,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    DateSet,
    EvenSplit,
    ExpiryWindow,
    LiveActivity,
    MinimumActivity,
    OverTime,
    PartnerOfRecord,
    Policy,
    PolicyError,
    Portfolio,
    Program,
    QualifyingActivity,
    Rate,
    RuleOverTime,
    Scenario,
    Term,
    Undivided,
    UnknownTermsError,
    changes,
    check,
    compare,
    evaluate,
    expiring,
    explain,
    hubspot,
    managed_client,
    outlook,
    single_points,
    timeline,
    timelines,
    what_if,
    why_not,
)
from managed_mrr.explanation import explain_total
from managed_mrr.forecast.forecaster import Forecaster
from managed_mrr.ledger import State, through_a_change

JANUARY, POST, CHANGE, DAY = date(2024, 1, 1), date(2024, 1, 15), date(2024, 2, 20), date(2024, 2, 18)
LAST = date(2026, 1, 1)
BEFORE, AFTER = DateRange(None, CHANGE), DateRange(CHANGE)
SERVICING = hubspot.SERVICING
MONTH = SERVICING.with_(window=ExpiryWindow(days=30))
ACME = managed_client("north", "acme", start=JANUARY, price=900, activities=[POST], employee="ann")
PAIR = {"partner": "north", "client": "acme"}


def then(later: Policy, first: Policy = SERVICING, until: date | None = None) -> Program:
    """A program whose terms change on 20 February 2024."""
    return Program(name="x", terms=[Term(first, BEFORE), Term(later, DateRange(CHANGE, until))])


SHORTER = then(MONTH)
BOUNDED = then(MONTH, until=LAST)
NAMED = then(hubspot.PARTNER_OF_RECORD)
CHEAPER = then(SERVICING.with_(points=CurrencyToPoints([Rate("USD", 80)])))


def told(portfolio: Portfolio, program: Policy, since: date = POST, until: date = date(2024, 6, 1)) -> list[str]:
    """The movements of a time, as people read them."""
    return [str(each) for each in changes(portfolio, start=since, end=until, policy=program)]


class TestBuilding:
    def test_no_terms(self) -> None:
        """A program has terms."""
        with pytest.raises(
            PolicyError, match=r"^a program has no terms: expected at least one Term\(policy, period\)$"
        ):
            Program(name="x", terms=[])

    @pytest.mark.parametrize("value", [3, SHORTER])
    def test_no_policy(self, value: object) -> None:
        """Its terms are policies, and no programs themselves."""
        with pytest.raises(
            PolicyError,
            match=r"^the term \(ever, ever\) has (3|the program '.*'): expected a Policy that is no program",
        ):
            Program(name="x", terms=[Term(cast("Any", value))])

    def test_gap(self) -> None:
        """A gap between two terms is refused; both are named."""
        with pytest.raises(
            PolicyError,
            match=r"^no terms between servicing, in force \(ever, 2024-02-20\) and combined, in force "
            r"\[2024-02-21, ever\): expected no gap; end the earlier where the later begins, or put in what was",
        ):
            Program(
                name="x",
                terms=[Term(hubspot.COMBINED, DateRange(date(2024, 2, 21))), Term(SERVICING, BEFORE)],
            )

    def test_overlap(self) -> None:
        """Two policies on one day are refused; both are named."""
        with pytest.raises(
            PolicyError,
            match=r"^two values are in force on the same days: servicing, in force \(ever, 2024-02-20\) and "
            r"combined, in force \[2024-02-19, ever\)",
        ):
            Program(name="x", terms=[Term(SERVICING, BEFORE), Term(hubspot.COMBINED, DateRange(date(2024, 2, 19)))])

    def test_value(self) -> None:
        """Programs of equal terms are equal, hash, and differ from the policies in them."""
        assert then(MONTH) == SHORTER
        assert hash(then(MONTH)) == hash(SHORTER)
        assert Program(name="servicing", terms=[Term(SERVICING)]) != SERVICING
        assert str(SHORTER) == "x"


class TestTerms:
    def test_in_force(self) -> None:
        """A day has the policy of its term."""
        days = [date.min, date(2024, 2, 19), CHANGE, date.max]
        assert [SHORTER.in_force(day) for day in days] == [SERVICING, SERVICING, MONTH, MONTH]

    def test_over_time(self) -> None:
        """A program has its terms, another policy one, which is in force ever."""
        assert SHORTER.over_time() == SHORTER.terms
        assert SERVICING.over_time() == OverTime([Term(SERVICING)])

    def test_requiring(self) -> None:
        """One more condition is one more in each term."""
        rule = MinimumActivity(count=2, within=30)
        assert [term.value for term in SHORTER.requiring(rule).terms] == [
            SERVICING.requiring(rule),
            MONTH.requiring(rule),
        ]

    def test_with_(self) -> None:
        """A named value on which all terms agree can be changed in all of them."""
        assert SHORTER.with_(multiplied=False).in_force(CHANGE) == MONTH.with_(multiplied=False)
        with pytest.raises(PolicyError, match=r"^'window' names different values: terms\.terms\[0\]\.value\."):
            SHORTER.with_(window=ExpiryWindow(days=7))


QUESTIONS: dict[str, Callable[[Program, date], object]] = {
    "statement": lambda program, day: evaluate(ACME, as_of=day, policy=program),
    "explanation": lambda program, day: explain(ACME, as_of=day, policy=program, **PAIR),
    "total": lambda program, day: explain_total(ACME, partner="north", as_of=day, policy=program),
    "timeline": lambda program, day: timeline(ACME, policy=program, **PAIR).at(day),
    "explained timeline": lambda program, day: timeline(ACME, policy=program, **PAIR).explain(day),
    "why not": lambda program, day: why_not(ACME, as_of=day, policy=program, **PAIR),
    "outlook": lambda program, day: outlook(ACME, as_of=day, policy=program, **PAIR),
    "expiring": lambda program, day: expiring(ACME, as_of=day, within=30, policy=program),
    "single points": lambda program, day: single_points(ACME, as_of=day, policy=program),
    "changes": lambda program, day: changes(ACME, start=DAY, end=day, policy=program),
    "state": lambda program, day: State.of(ACME, on=day, policy=program, **PAIR),
    "scenario": lambda program, day: compare(ACME, Scenario([], policy=program)).as_of(day),
    "comparison": lambda program, day: compare(ACME, Scenario([], policy=SERVICING), policy=program).as_of(day),
}


class TestUnknownTerms:
    @pytest.mark.parametrize("name", QUESTIONS)
    def test_outside(self, name: str) -> None:
        """Whatever is asked about a day outside all terms, the error names the days that are known."""
        question = QUESTIONS[name]
        assert question(BOUNDED, date(2025, 12, 31)) is not BOUNDED
        with pytest.raises(
            UnknownTermsError,
            match=r"^program 'x' knows no terms for 2026-01-01: expected a day in \(ever, 2026-01-01\); "
            "add the terms of that day, or ask about another$",
        ):
            question(BOUNDED, LAST)

    def test_movements_from_before(self) -> None:
        """Movements from a day before the first term on are not made up."""
        program = Program(name="x", terms=[Term(SERVICING, AFTER)])
        with pytest.raises(UnknownTermsError, match=r"knows no terms for 2024-02-19"):
            changes(ACME, start=date(2024, 2, 19), end=date(2024, 3, 1), policy=program)

    def test_timeline(self) -> None:
        """A timeline ends with the terms, and says that it does not know what comes then."""
        kept = ACME.with_(Activity(employee="ann", client="acme", on=date(2025, 12, 20), tool="blog", action="publish"))
        history = timeline(kept, policy=BOUNDED, **PAIR)
        assert history.segments[-1].end == LAST
        note = "The terms of x are known on (ever, 2026-01-01) only; of other days nothing is said."
        assert str(history).splitlines()[-1] == note
        assert str(timelines(kept, policy=BOUNDED)).splitlines()[-1] == note
        assert note not in str(timelines(kept, policy=SHORTER))

    def test_comparison(self) -> None:
        """What would be different is told of days only of which both policies know the terms."""
        kept = ACME.with_(Activity(employee="ann", client="acme", on=date(2025, 12, 20), tool="blog", action="publish"))
        comparison = compare(kept, Scenario([], policy=BOUNDED))
        assert [(each.start, each.end) for each in comparison] == [(CHANGE, date(2024, 3, 15))]
        assert str(comparison).splitlines()[-1].startswith("The terms of x are known on")


class TestTimeline:
    def test_through_a_change(self) -> None:
        """A timeline runs through a change of terms, and cuts where the line changes."""
        assert [(each.start, each.end) for each in timeline(ACME, policy=SHORTER, **PAIR)] == [(POST, CHANGE)]
        assert [(each.start, each.points) for each in timeline(ACME, policy=CHEAPER, **PAIR)] == [
            (POST, 9),
            (CHANGE, 11 + 1 / cast("Any", 4)),
        ]

    def test_no_change_no_cut(self) -> None:
        """Where a change of terms leaves the line as it is there is no cut."""
        longer = then(SERVICING.with_(window=ExpiryWindow(days=61)))
        assert [(each.start, each.end) for each in timeline(ACME, policy=longer, **PAIR)] == [(POST, date(2024, 3, 16))]

    def test_another_kind_of_policy(self) -> None:
        """From servicing to the partner of record: the line goes on for the partner that is named."""
        named = ACME.with_(PartnerOfRecord("acme", partner="north", start=JANUARY))
        assert [(each.start, each.end) for each in timeline(named, policy=NAMED, **PAIR)] == [(POST, None)]


class TestExplanation:
    def test_text(self) -> None:
        """An explanation names the terms of the day."""
        assert "a current agreement, in force (ever, 2024-02-20) (B13)" in str(
            evaluate(ACME, as_of=DAY, policy=SHORTER).explain("north", "acme")
        )

    def test_no_longer_than_the_terms(self) -> None:
        """How long there is no line is told only of days whose terms are known."""
        assert explain(ACME, as_of=date(2025, 1, 1), policy=BOUNDED, **PAIR).steady == DateRange(CHANGE, LAST)

    def test_split_of_the_day(self) -> None:
        """The share is that of the split of the day, by name."""
        both = ACME | managed_client("south", "acme", start=JANUARY, activities=[POST])
        undivided = then(SERVICING.with_(split=Undivided()))
        shares = [explain(both, as_of=day, policy=undivided, **PAIR).parts[2] for day in (DAY, CHANGE)]
        assert [each.rule for each in shares] == ["EvenSplit", "Undivided"]


class TestLedger:
    def test_change_of_terms(self) -> None:
        """What the change of terms itself does has a cause of its own."""
        assert told(ACME, SHORTER) == [
            "2024-02-20  north at acme, acme-subscription: lost USD -900.00, -9.00 points (change of terms)"
        ]

    def test_to_a_partner_of_record(self) -> None:
        """A line that another kind of policy ends, or begins, is one by the terms too."""
        south = ACME.with_(*managed_client("south", "bolt", start=JANUARY).partners)
        named = south.with_(PartnerOfRecord("acme", partner="south", start=JANUARY))
        assert told(named, NAMED) == [
            "2024-02-20  north at acme, acme-subscription: lost USD -900.00, -9.00 points (change of terms)",
            "2024-02-20  south at acme, acme-subscription: gained USD +900.00, +9.00 points (change of terms)",
        ]

    def test_regained_from_earlier_terms(self) -> None:
        """A line that earlier terms had given is regained under later ones."""
        longer = then(SERVICING, first=MONTH)
        assert told(ACME, longer)[1] == (
            "2024-02-20  north at acme, acme-subscription: regained USD +900.00, +9.00 points (change of terms)"
        )

    def test_rates(self) -> None:
        """Terms that differ in rates only are no cause: the rate is."""
        assert told(ACME, CHEAPER, until=CHANGE) == [
            "2024-02-20  north at acme, acme-subscription: up USD 0.00, +2.25 points (rate)"
        ]

    def test_multiplier(self) -> None:
        """Nor are terms that differ only in whether the client's multiplier counts."""
        double = attrs.evolve(ACME, clients=[attrs.evolve(ACME.clients[0], points_multiplier=2)])
        assert told(double, then(SERVICING.with_(multiplied=False)), until=CHANGE) == [
            "2024-02-20  north at acme, acme-subscription: down USD 0.00, -9.00 points (multiplier)"
        ]

    def test_evidence_on_the_same_day(self) -> None:
        """What evidence and terms do together on one day is shared: each comes first on one of the two ways."""
        both = ACME | managed_client("south", "acme", start=JANUARY, activities=[POST], employee="bo")
        dearer = what_if.ItemChanged("acme-subscription", "Subscription", on=CHANGE, price=1200)
        alone = then(SERVICING.with_(split=Undivided()))
        # Evidence first: 450 becomes 600, and then 1,200. Terms first: 450 becomes 900, and then 1,200.
        assert told(Scenario([dearer]).apply(both), alone)[:2] == [
            "2024-02-20  north at acme, acme-subscription: up USD +525.00, +5.25 points (change of terms)",
            "2024-02-20  north at acme, acme-subscription: up USD +225.00, +2.25 points (upgrade or item added)",
        ]

    def test_both_end_it(self) -> None:
        """A line that the evidence and the terms would each have ended is lost to both, half and half."""
        leaves = Scenario([what_if.RemovedFromClient("north", "acme", on=CHANGE)]).apply(ACME)
        assert told(leaves, SHORTER) == [
            "2024-02-20  north at acme, acme-subscription: lost USD -450.00, -4.50 points (change of terms)",
            "2024-02-20  north at acme, acme-subscription: lost USD -450.00, -4.50 points (relationship ended)",
        ]

    def test_without_credit(self) -> None:
        """A line without credit that the terms end is one movement of 0."""
        free = managed_client("north", "acme", start=JANUARY, activities=[POST], employee="ann")
        assert told(free, SHORTER) == ["2024-02-20  north at acme: lost USD 0.00, 0.00 points (change of terms)"]

    def test_unknown_points(self) -> None:
        """Points that the new terms do not know become unknown by the rate, also where there is no credit."""
        free = managed_client("north", "acme", start=JANUARY, activities=[POST], employee="ann")
        unknown = then(SERVICING.with_(points=CurrencyToPoints([])))
        assert told(free, unknown, until=CHANGE) == ["2024-02-20  north at acme: down USD 0.00, points unknown (rate)"]
        assert told(ACME, unknown, until=CHANGE) == [
            "2024-02-20  north at acme, acme-subscription: down USD 0.00, points unknown (rate)"
        ]

    def test_nothing_at_all(self) -> None:
        """Where neither day has a line there is no movement, whatever would have been under the other terms."""
        with_line, without = (State.of(ACME, on=DAY, policy=policy, **PAIR) for policy in (SERVICING, MONTH))
        assert (with_line.has_line, without.has_line) == (True, False)
        assert through_a_change(without, with_line, with_line, without) == ()


class TestRulesOverTime:
    """A rule of one policy that changes, as with ``from_date``, is named like a change of terms."""

    def test_new_condition(self) -> None:
        """A condition that is asked from a day on ends a line by a change of terms."""
        minimum = RuleOverTime([Term(CurrentAgreement(), BEFORE), Term(MinimumActivity(count=2, within=60), AFTER)])
        policy = SERVICING.requiring(minimum)
        assert told(ACME, policy) == [
            "2024-02-20  north at acme, acme-subscription: lost USD -900.00, -9.00 points (change of terms)"
        ]

    def test_within_a_term(self) -> None:
        """Within one term the rule of that term gives the name."""
        policy = Policy(name="x", eligibility=RuleOverTime([Term(LiveActivity(), DateRange(JANUARY, LAST))]))
        assert [each.cause for each in changes(ACME, start=JANUARY, end=date(2024, 6, 1), policy=policy)] == [
            Cause.ACTIVITY_PERFORMED,
            Cause.ACTIVITY_LAPSED,
        ]

    def test_beyond_all_terms(self) -> None:
        """Where its terms begin or end, that is the cause."""
        rule = RuleOverTime([Term(CurrentAgreement(), DateRange(date(2024, 2, 1), CHANGE))])
        assert [each.cause for each in changes(ACME, start=JANUARY, end=LAST, policy=SERVICING.requiring(rule))] == [
            Cause.TERMS,
            Cause.TERMS,
        ]

    def test_the_day_of_a_change(self) -> None:
        """On the day of a change the earlier rule gives the name if the evidence would have changed its answer."""
        days = MONTH.parts(LiveActivity)[0]
        lapses = DateRange(None, date(2024, 2, 14))
        rule = RuleOverTime([Term(days, lapses), Term(CurrentAgreement() & days, DateRange(date(2024, 2, 14)))])
        policy = Policy(name="x", eligibility=rule)
        (movement,) = changes(ACME, start=POST, end=LAST, policy=policy)
        assert (movement.on, movement.cause) == (date(2024, 2, 14), Cause.ACTIVITY_LAPSED)


class TestForecast:
    def test_foreseen(self) -> None:
        """An announced change of terms that ends a line is foreseen, and said."""
        ahead = outlook(ACME, as_of=DAY, policy=SHORTER, **PAIR)
        assert (ahead.expires_on, ahead.by_terms, ahead.last_day_to_act) == (CHANGE, True, CHANGE)
        assert str(ahead.next_change) == "2024-02-20: the line ends, by a change of terms"
        assert "ends on          2024-02-20, by a change of terms" in str(ahead)
        (held,) = ahead.holding
        assert (held.until, held.carries) == (CHANGE, True)

    def test_not_by_the_terms(self) -> None:
        """A line that lapses on its own, before the change or after it, does not end by the terms."""
        ahead = outlook(ACME, as_of=DAY, policy=then(SERVICING.with_(window=ExpiryWindow(days=61))), **PAIR)
        assert (ahead.expires_on, ahead.by_terms) == (date(2024, 3, 16), False)
        assert str(ahead.next_change) == "2024-03-16: the line ends"
        assert ahead.holding[0].until == date(2024, 3, 16)

    def test_changes_of_points(self) -> None:
        """A change of rates is foreseen too, and so is a line that begins."""
        ahead = outlook(ACME, as_of=DAY, policy=CHEAPER, **PAIR)
        assert str(ahead.next_change) == (
            "2024-02-20: points: USD 900.00 a month, 9.00 points becomes USD 900.00 a month, 11.25 points, "
            "by a change of terms"
        )
        begins = outlook(ACME, as_of=DAY, policy=then(SERVICING, first=MONTH), **PAIR)
        assert str(begins.next_change) == (
            "2024-02-20: a line begins, USD 900.00 a month, 9.00 points, by a change of terms"
        )

    def test_no_activity_helps(self) -> None:
        """Where no activity keeps the line under the coming terms, there is no last day to act, and it says why."""
        ahead = outlook(ACME, as_of=DAY, policy=NAMED, **PAIR)
        assert (ahead.expires_on, ahead.last_day_to_act) == (CHANGE, None)
        assert ahead.note == "the terms change, and one activity more is not enough"

    def test_end_of_the_known_terms(self) -> None:
        """Where the known terms end, it is not said that the line does."""
        program = Program(name="x", terms=[Term(SERVICING, DateRange(None, date(2024, 3, 1)))])
        ahead = outlook(ACME, as_of=DAY, policy=program, **PAIR)
        assert (ahead.expires_on, ahead.next_change, ahead.last_day_to_act) == (None, None, None)
        assert ahead.note == "nothing known ends the line"
        assert [each.until for each in ahead.holding] == [None]
        assert str(ahead).splitlines()[-1] == (
            "The terms of x are known on (ever, 2024-03-01) only; of other days nothing is said."
        )
        assert expiring(ACME, as_of=DAY, within=60, policy=program).expiries == ()

    def test_no_line(self) -> None:
        """A line that is not there ends on the day itself, whatever the terms."""
        ahead = Forecaster(SHORTER, CHANGE)
        assert ahead.end(ACME.facts("north", "acme"), CHANGE.toordinal() + 9) == CHANGE.toordinal()

    def test_expiring(self) -> None:
        """Lines that a change of terms ends are among those that end, and told apart."""
        found = expiring(ACME, as_of=DAY, within=30, policy=SHORTER)
        assert [(each.expires_on, each.by_terms) for each in found] == [(CHANGE, True)]
        assert str(found).splitlines()[-1] == "by a change of terms: north at acme"

    def test_live_by_the_terms_of_the_day(self) -> None:
        """An activity that only earlier terms would count keeps nothing."""
        again = ACME.with_(Activity(employee="ann", client="acme", on=CHANGE, tool="blog", action="publish"))
        bo = managed_client("north", "acme", start=JANUARY, activities=[POST], employee="bo")
        ahead = outlook(again | bo, as_of=CHANGE, policy=SHORTER, **PAIR)
        assert (ahead.employees, ahead.needed_employees) == (("ann",), ("ann",))
        assert [str(each) for each in single_points(again | bo, as_of=CHANGE, policy=SHORTER)] == [
            "only ann keeps this client: acme"
        ]


class TestRepairs:
    def test_rule_of_the_day(self) -> None:
        """What fails is told by the rules of the day, and that earlier ones would have done."""
        changed = "the terms changed 2 days ago, on 2024-02-20; by those before there would be credit"
        assert str(why_not(ACME, as_of=date(2024, 2, 22), policy=SHORTER, **PAIR)).splitlines() == [
            "north has no credit for acme on 2024-02-22 (x)",
            "  ran out (A14, A15, A19): the last activity expired 8 days ago: ann's blog publish of 2024-01-15",
            f"  change of terms (B13): {changed}",
            "repair: from 2024-02-22 USD 900.00 a month, 9.00 points:",
            "  perform a qualifying activity at acme, such as blog publish [ann; A7, A14]",
        ]

    def test_earlier_terms_would_not_do(self) -> None:
        """Once the earlier terms would not give credit either, they are not named."""
        answer = why_not(ACME, as_of=date(2024, 4, 1), policy=SHORTER, **PAIR)
        assert [each.verdict.value for each in answer.shortfalls] == ["ran out"]

    def test_partner_of_record(self) -> None:
        """Under later terms of another kind other steps help."""
        answer = why_not(ACME, as_of=CHANGE, policy=NAMED, **PAIR)
        assert [each.verdict.value for each in answer.shortfalls] == ["not partner of record", "change of terms"]
        assert [step.what for step in answer.repairs[0].steps] == ["name north partner of record"]

    def test_begins_by_itself(self) -> None:
        """Credit that coming terms will give is foreseen."""
        assert why_not(ACME, as_of=DAY, policy=then(SERVICING, first=MONTH), **PAIR).begins == CHANGE

    def test_beyond_the_terms_of_a_rule(self) -> None:
        """A rule whose own terms are not known on the day is named as it is."""
        rule = RuleOverTime([Term(CurrentAgreement(), BEFORE)])
        answer = why_not(ACME, as_of=CHANGE, policy=SERVICING.requiring(rule), **PAIR)
        assert answer.near == "'a current agreement in (ever, 2024-02-20)' does not hold"


class TestComparison:
    def test_announced_terms(self) -> None:
        """What a change of terms would do is a scenario of another policy."""
        comparison = compare(ACME, Scenario([], policy=SHORTER))
        assert [(each.start, each.end, str(each.credit)) for each in comparison] == [
            (CHANGE, date(2024, 3, 15), "USD -900.00")
        ]
        (movement,) = comparison.as_of(CHANGE).movements
        assert movement.cause is Cause.ACTIVITY_LAPSED


class TestCheck:
    def podcast(self, on: date) -> Portfolio:
        """Ann did a podcast."""
        return ACME.with_(Activity(employee="ann", client="acme", on=on, tool="podcast", action="publish"))

    LATER = SERVICING.with_(activity=QualifyingActivity(Catalogue([CatalogueEntry("podcast", ["publish"])])))

    def test_counted_by_any_terms(self) -> None:
        """An activity that the rules of any term attribute counts for something."""
        assert [each.code for each in check(self.podcast(DAY), policy=SHORTER)] == ["unclassified-activity"]
        assert len(check(self.podcast(DAY), policy=then(self.LATER))) == 0

    def test_told_once_by_the_rule_of_the_day(self) -> None:
        """What counts for nothing is told once, however many terms there are, by the rule of its day."""
        bounded = Program(name="x", terms=[Term(SERVICING, DateRange(JANUARY, CHANGE)), Term(self.LATER, AFTER)])
        odd = [
            Activity(employee="ann", client="acme", on=on, tool="telepathy", action="create")
            for on in (date(2023, 12, 1), DAY, CHANGE)
        ]
        (remark,) = check(ACME.with_(*odd), policy=bounded)
        assert (remark.code, remark.count) == ("unclassified-activity", 3)

    def test_rates(self) -> None:
        """That points are unknown is told only of days whose terms are known."""
        program = Program(name="x", terms=[Term(SERVICING, DateRange(JANUARY, LAST))])
        assert len(check(ACME, policy=program)) == 0
        dear = then(SERVICING.with_(points=CurrencyToPoints([])), until=LAST)
        (remark,) = check(ACME, policy=dear)
        assert remark.text == "USD has no rate on [2024-02-20, 2026-01-01): points are unknown then"

    def test_without_activities(self) -> None:
        """Where no terms ask about activities, nothing is said of them."""
        of_record = Program(name="x", terms=[Term(hubspot.PARTNER_OF_RECORD)])
        assert len(check(self.podcast(DAY), policy=of_record)) == 0


def test_parts_of_a_program() -> None:
    """The parts of a program are those of all its terms, none of them twice over."""
    assert SHORTER.parts(ExpiryWindow) == (ExpiryWindow(days=60), ExpiryWindow(days=30))
    assert SHORTER.parts(EvenSplit) == (EvenSplit(), EvenSplit())
    assert SHORTER.terms.known() == DateSet([DateRange()])
