"""Until when: the outlook of a line, the lines that end soon, and employees nobody could replace."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    EVER,
    Activity,
    Billing,
    Catalogue,
    CatalogueEntry,
    Citation,
    CurrentAgreement,
    DateError,
    DateRange,
    DateSet,
    Item,
    Line,
    LiveActivity,
    MinimumActivity,
    Money,
    PartnerAtClient,
    PartnerOfRecord,
    Policy,
    Portfolio,
    QualifyingActivity,
    Rule,
    Subscription,
    UnknownIdError,
    evaluate,
    hubspot,
    managed_client,
    timeline,
)
from managed_mrr.forecast import (
    Expiring,
    NextChange,
    Outlook,
    SinglePoint,
    SinglePoints,
    expiring,
    outlook,
    single_points,
)
from managed_mrr.forecast.icalendar import Event, calendar_text

JANUARY, POST, DAY, END = date(2024, 1, 1), date(2024, 1, 15), date(2024, 3, 1), date(2024, 3, 15)
LATER = date(2024, 2, 20)
HOSTILE = "<b>\x1b[31m\nno; a, \\"


def at(partner: str, client: str, *activities: date, employee: str = "ann", price: int | None = 1000) -> Portfolio:
    """One employee of a partner at a client from January on."""
    return managed_client(partner, client, start=JANUARY, price=price, employee=employee, activities=activities)


ACME = at("north", "acme", POST)
WITH_BOB = at("north", "acme", POST) | at("north", "acme", LATER, employee="bob")


def ahead(portfolio: Portfolio, policy: Policy = hubspot.SERVICING, *, as_of: date = DAY) -> Outlook:
    """The outlook of north at acme."""
    return outlook(portfolio, partner="north", client="acme", as_of=as_of, policy=policy)


@attrs.frozen
class Within(Rule[PartnerAtClient]):
    """A rule of a user's own, about which nothing is known."""

    period: DateRange

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Some days, whatever the facts."""
        return DateSet([self.period])


WEEKEND = Policy(name="weekend", eligibility=Within(DateRange(date(2024, 3, 2), date(2024, 3, 4))))


class TestOutlook:
    def test_one_activity(self) -> None:
        """A line that rests on one activity ends 60 days after it, and one employee holds it."""
        found = ahead(ACME)
        line = evaluate(ACME, as_of=DAY).line("north", "acme")
        assert found.line == line
        assert found.next_change == NextChange(END, line, None)
        assert found.next_change.what == ("line",)
        assert (found.expires_on, found.last_day_to_act, found.note) == (END, END, "")
        assert (found.employees, found.needed_employees, found.single_point) == (("ann",), ("ann",), "ann")
        (held,) = found.holding
        assert (held.activity, held.cite, held.until) == (ACME.activities[0], Citation("activities[0]"), END)
        assert held.needed
        assert held.carries

    def test_two_employees(self) -> None:
        """With two live activities none is needed now, and the later one carries the line to its end."""
        found = ahead(WITH_BOB)
        assert found.expires_on == LATER + timedelta(days=60)
        assert (found.employees, found.needed_employees, found.single_point) == (("ann", "bob"), (), None)
        (held,) = found.holding
        assert (held.activity.employee, held.needed, held.carries) == ("bob", False, True)
        assert str(held) == "bob's blog publish of 2024-02-20, counts until 2024-04-20, last  [activities[1]]"

    def test_the_last_day_of_a_window(self) -> None:
        """On the last day on which an activity counts it still holds the line."""
        found = ahead(ACME, as_of=END - timedelta(days=1))
        assert (found.expires_on, found.last_day_to_act, found.single_point) == (END, END, "ann")
        assert len(found.holding) == 1

    def test_no_line(self) -> None:
        """Without a line there is nothing to keep, and nothing is held."""
        found = ahead(ACME, as_of=END)
        assert (found.line, found.next_change, found.expires_on, found.segments) == (None, None, None, ())
        assert (found.last_day_to_act, found.note) == (None, "there is no line to keep")
        assert (found.holding, found.employees, found.single_point) == ((), (), None)

    def test_later_evidence_has_no_say(self) -> None:
        """What is dated after the day, activities and ends alike, is not foreseen."""
        user = attrs.evolve(ACME.client_users[0], end=date(2024, 3, 5))
        more = Activity(employee="ann", client="acme", on=date(2024, 3, 2), tool="blog", action="publish")
        assert ahead(attrs.evolve(ACME, client_users=[user]).with_(more)) == ahead(ACME)

    def test_a_partner_of_record_has_no_end(self) -> None:
        """A record whose end is not known by the day goes on, and needs no activity."""
        portfolio = ACME.with_(PartnerOfRecord("acme", partner="north", start=JANUARY, end=date(2024, 6, 1)))
        found = ahead(portfolio, hubspot.PARTNER_OF_RECORD)
        assert found.line is not None
        assert (found.expires_on, found.next_change, found.last_day_to_act) == (None, None, None)
        assert found.note == "nothing known ends the line"
        assert (found.holding, found.employees, found.needed_employees) == ((), (), ())

    def test_combined_ends_with_servicing(self) -> None:
        """The partner of record that has to service has until its last activity expires."""
        portfolio = ACME.with_(PartnerOfRecord("acme", partner="north", start=JANUARY))
        found = ahead(portfolio, hubspot.COMBINED)
        assert (found.expires_on, found.last_day_to_act, found.single_point) == (END, END, "ann")

    def test_nobody_is_set_up(self) -> None:
        """When every employee is deactivated, no activity helps, and that is said."""
        user = attrs.evolve(ACME.client_users[0], deactivated=[DateRange(LATER, None)])
        found = ahead(attrs.evolve(ACME, client_users=[user]))
        assert (found.expires_on, found.last_day_to_act, found.note) == (END, None, "no employee is set up")

    def test_one_activity_is_not_enough(self) -> None:
        """Where two activities expire on one day and two are needed, one more does not keep the line."""
        policy = hubspot.SERVICING.requiring(MinimumActivity(count=2, within=60))
        found = ahead(at("north", "acme", POST, POST), policy)
        assert (found.expires_on, found.last_day_to_act, found.note) == (END, None, "one activity more is not enough")
        assert [each.needed for each in found.holding] == [True, True]

    def test_a_minimum(self) -> None:
        """Under a minimum each of two employees may be needed, and then there is no single one."""
        policy = hubspot.SERVICING.requiring(MinimumActivity(count=2, within=50))
        found = ahead(WITH_BOB, policy)
        assert found.expires_on == POST + timedelta(days=50)
        assert found.last_day_to_act == found.expires_on
        assert (found.needed_employees, found.single_point) == (("ann", "bob"), None)
        assert [(each.activity.employee, each.needed, each.carries) for each in found.holding] == [
            ("ann", True, True),
            ("bob", True, False),
        ]

    def test_what_qualifies_may_end_before(self) -> None:
        """When the catalogue ends before the line does, its last day is the last one to act."""
        last = date(2024, 3, 10)
        catalogue = Catalogue([CatalogueEntry("blog", ["publish"], DateRange(None, last))])
        policy = hubspot.SERVICING.with_(catalogue=catalogue)
        assert ahead(ACME, policy).last_day_to_act == last - timedelta(days=1)

    def test_rules_differ_in_what_qualifies(self) -> None:
        """Where rules have catalogues of their own, an activity that counts for the one that lapses is tried."""
        posts = QualifyingActivity(catalogue=Catalogue([CatalogueEntry("blog", ["publish"])]))
        mails = QualifyingActivity(catalogue=Catalogue([CatalogueEntry("email", ["create"])]))
        policy = Policy(name="both", eligibility=LiveActivity(activity=mails) & LiveActivity(activity=posts))
        mail = Activity(employee="ann", client="acme", on=LATER, tool="email", action="create")
        found = ahead(ACME.with_(mail), policy)
        assert (found.expires_on, found.last_day_to_act) == (END, END)
        assert [(each.activity.tool, each.needed, each.carries) for each in found.holding] == [
            ("blog", True, True),
            ("email", True, False),
        ]

    def test_more_activity_may_do_harm(self) -> None:
        """Under a rule against too much at once, only an earlier day may keep the line."""
        pause = DateRange(END - timedelta(days=7), END - timedelta(days=1))
        calm = LiveActivity() & ~MinimumActivity(count=1, within=5)
        found = ahead(ACME, Policy(name="calm", eligibility=calm | Within(pause)))
        assert (found.expires_on, found.last_day_to_act) == (END, END - timedelta(days=6))

    def test_a_rule_of_ones_own(self) -> None:
        """What a rule of one's own does not tell is not known, and that is said."""
        found = ahead(ACME, WEEKEND, as_of=date(2024, 3, 3))
        assert (found.expires_on, found.last_day_to_act) == (date(2024, 3, 4), None)
        assert found.note == "the policy does not say what qualifies"
        assert (found.holding, found.needed_employees) == ((), ())

    def test_a_line_may_begin(self) -> None:
        """Under a rule of one's own a line may be known to begin; it is then the next change."""
        found = ahead(ACME, WEEKEND)
        assert found.line is None
        assert found.expires_on is None
        assert str(found.next_change) == "2024-03-02: a line begins, USD 1,000.00 a month, 10.00 points"
        assert "no line" in str(found)

    def test_a_rule_of_ones_own_about_activities(self) -> None:
        """An activity without which a rule of one's own does not hold is found, with no day on which it ends."""

        @attrs.frozen
        class Ever(Rule[PartnerAtClient]):
            def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
                """From the first activity on."""
                done = [DateRange(each.on, None) for one in facts.employees for each in one.activities]
                return DateSet(done)

        found = ahead(ACME, Policy(name="ever", eligibility=Ever()))
        (held,) = found.holding
        assert (held.until, held.needed, held.carries) == (None, True, False)
        assert str(held) == "ann's blog publish of 2024-01-15, needed now  [activities[0]]"
        assert (found.employees, found.single_point) == (("ann",), "ann")

    def test_the_other_partner_leaves(self) -> None:
        """When the partner it shares with expires first, credit, points and sharing change, and the line goes on."""
        portfolio = at("north", "acme", LATER) | at("south", "acme", POST, employee="sue", price=None)
        found = ahead(portfolio)
        assert found.next_change is not None
        assert found.next_change.what == ("credit", "points", "sharing")
        assert str(found.next_change) == (
            "2024-03-15: credit and points and sharing: USD 500.00 a month, 5.00 points, shared with south "
            "becomes USD 1,000.00 a month, 10.00 points"
        )
        assert found.expires_on == LATER + timedelta(days=60)
        assert [each.start for each in found.segments] == [DAY, END]

    def test_a_new_rate(self) -> None:
        """A published rate that is to change is foreseen: the points change, the credit does not."""
        portfolio = managed_client("north", "acme", start=JANUARY, price=880, currency="EUR", of_record=True)
        found = ahead(portfolio, hubspot.PARTNER_OF_RECORD)
        assert found.next_change is not None
        assert (found.next_change.on, found.next_change.what) == (date(2025, 7, 15), ("points",))
        assert found.expires_on is None

    def test_a_coming_billing(self) -> None:
        """A billing to come after a record began is foreseen: credit then begins."""
        item = Item("Hub", price=10, start=JANUARY)
        sold = Subscription("s1", client="acme", start=JANUARY, billing=Billing(JANUARY, every_months=3), items=[item])
        portfolio = at("north", "acme", price=None).with_(sold, PartnerOfRecord("acme", partner="north", start=LATER))
        found = ahead(portfolio, hubspot.PARTNER_OF_RECORD)
        assert found.next_change is not None
        assert (found.next_change.on, found.next_change.what) == (date(2024, 4, 1), ("credit", "points"))

    def test_strangers(self) -> None:
        """A partner without any evidence at the client has no line."""
        portfolio = ACME | at("south", "bolt", POST, employee="sue")
        found = outlook(portfolio, partner="south", client="acme", as_of=DAY)
        assert (found.line, found.segments) == (None, ())

    def test_the_last_days_there_are(self) -> None:
        """At the end of the calendar windows are open, and nothing fails."""
        found = ahead(at("north", "acme", date.max), as_of=date.max)
        assert found.line is not None
        assert (found.expires_on, found.note) == (None, "nothing known ends the line")

    def test_the_forecast_is_the_timeline(self) -> None:
        """The segments are those of the timeline of what is known, from the day on."""
        portfolio = at("north", "acme", LATER) | at("south", "acme", POST, employee="sue", price=None)
        later = timeline(portfolio.as_of(DAY), partner="north", client="acme")
        assert [each.end for each in ahead(portfolio).segments] == [each.end for each in later]

    def test_text(self) -> None:
        """The text says what holds and that nothing known ends the line."""
        portfolio = managed_client("north", "acme", start=JANUARY, price=5, currency="CHF", of_record=True)
        found = ahead(portfolio, hubspot.PARTNER_OF_RECORD)
        assert str(found).splitlines()[3:] == [
            "now              CHF 5.00 a month, points unknown",
            "next change      none known",
            "ends on          nothing known ends it",
            "last day to act  none: nothing known ends the line",
            "kept by          nobody's activity",
            "single point     none",
        ]
        assert repr(found) == "<Outlook of north at acme from 2024-03-01, policy partner-of-record>"
        assert found._repr_html_().startswith("<div>")

    def test_hostile_names(self) -> None:
        """Names that look like markup or terminal codes are shown harmlessly."""
        portfolio = at(HOSTILE, "acme", POST, employee=HOSTILE)
        found = outlook(portfolio, partner=HOSTILE, client="acme", as_of=DAY)
        for text in (str(found), *map(str, found.holding), *map(str, single_points(portfolio, as_of=DAY))):
            assert "\x1b" not in text
        assert "<b>" not in found._repr_html_()

    def test_refused(self) -> None:
        """Unknown ids and instants are refused."""
        with pytest.raises(UnknownIdError, match="did you mean 'north'"):
            outlook(ACME, partner="nort", client="acme", as_of=DAY)
        with pytest.raises(UnknownIdError, match="did you mean 'acme'"):
            outlook(ACME, partner="north", client="acm", as_of=DAY)
        with pytest.raises(DateError, match="not a date"):
            outlook(ACME, partner="north", client="acme", as_of=datetime(2024, 3, 1))


ALL = (
    ACME
    | at("south", "acme", LATER, employee="sue", price=None)
    | at("north", "bolt", POST, price=500)
    | managed_client("north", "cargo", start=JANUARY, price=70, currency="CHF", employee="ann", activities=[LATER])
)


def soon(within: int = 30, **more: str) -> Expiring:
    """What ends soon after the first of March."""
    return expiring(ALL, as_of=DAY, within=within, **more)  # type: ignore[arg-type]


class TestExpiring:
    def test_within(self) -> None:
        """Lines that end on the last of the days are in it, those that end a day later are not."""
        assert [len(soon(within)) for within in (13, 14, 49, 50)] == [0, 2, 2, 4]

    def test_order(self) -> None:
        """The lines are by day, then partner, then client."""
        found = [(str(each.expires_on), each.line.partner, each.line.client) for each in soon(60)]
        assert found == [
            ("2024-03-15", "north", "acme"),
            ("2024-03-15", "north", "bolt"),
            ("2024-04-20", "north", "cargo"),
            ("2024-04-20", "south", "acme"),
        ]

    def test_what_is_at_stake(self) -> None:
        """What is at stake is the line of the day, with who keeps it and until when to act."""
        first = next(iter(soon()))
        assert first.line == Line("north", "acme", Money(500, "USD"), Fraction(5), ("north", "south"))
        assert (first.last_day_to_act, first.employees, first.single_point) == (END, ("ann",), "ann")

    def test_totals(self) -> None:
        """Totals are per partner and currency, and unknown points are kept apart."""
        totals = soon(60).totals()
        assert totals["north"].credit == (Money(70, "CHF"), Money(1000, "USD"))
        assert (totals["north"].points, totals["north"].known_points) == (None, Fraction(10))
        assert totals["north"].unknown == ("cargo",)

    def test_one_partner(self) -> None:
        """Only one partner's lines may be asked for."""
        assert [each.line.client for each in soon(60, partner="south")] == ["acme"]

    def test_later_evidence_has_no_say(self) -> None:
        """An activity dated later keeps no line, and a removal dated later ends none."""
        later = at("north", "acme", POST, LATER + timedelta(days=30))
        assert [each.expires_on for each in expiring(later, as_of=DAY, within=30)] == [END]
        user = attrs.evolve(ACME.client_users[0], end=date(2024, 3, 5))
        removed = attrs.evolve(ACME, client_users=[user])
        assert [each.expires_on for each in expiring(removed, as_of=DAY, within=30)] == [END]

    def test_no_activity_helps(self) -> None:
        """A line that no activity keeps has no last day to act, and its event is on the day it ends."""
        found = expiring(ACME, as_of=date(2024, 3, 3), within=1, policy=WEEKEND)
        assert [each.last_day_to_act for each in found] == [None]
        assert "none helps" in str(found)
        assert "DTSTART;VALUE=DATE:20240304\r\nSUMMARY:north's credit for acme ends\r\n" in found.calendar()
        assert "kept by nobody" in found.calendar().replace("\r\n ", "")

    def test_text(self) -> None:
        """The table shows each line and below it what is at stake."""
        assert str(soon()) == (
            "Lines that end within 30 days of 2024-03-01, if nothing new happens (servicing)\n"
            "ends on     partner  client  currency  credit a month  points  last day to act  kept by\n"
            "----------  -------  ------  --------  --------------  ------  ---------------  -------\n"
            "2024-03-15  north    acme    USD               500.00    5.00  2024-03-15       ann\n"
            "2024-03-15  north    bolt    USD               500.00    5.00  2024-03-15       ann\n"
            "at stake for north: USD 1,000.00; 10.00 points"
        )
        assert repr(soon()) == "<Expiring within 30 days of 2024-03-01, policy servicing, lines: 2>"
        assert str(soon(1)).endswith("No line ends in this time.")
        assert "<td" in soon()._repr_html_()

    def test_the_last_days_there_are(self) -> None:
        """At the end of the calendar nothing fails."""
        assert len(expiring(at("north", "acme", date.max), as_of=date.max, within=9)) == 0

    @pytest.mark.parametrize("within", [0, -1, True, 1.5, "30"])
    def test_refused_days(self, within: int) -> None:
        """The days are a whole number of at least 1."""
        with pytest.raises(DateError, match=r"^within is .*: expected a whole number of days of at least 1$"):
            soon(within)

    def test_refused(self) -> None:
        """Unknown partners and instants are refused."""
        with pytest.raises(UnknownIdError, match="did you mean 'north'"):
            soon(partner="nort")
        with pytest.raises(DateError, match="not a date"):
            expiring(ALL, as_of=datetime(2024, 3, 1), within=30)


class TestCalendar:
    def test_events(self) -> None:
        """There is an all-day event for each line on the last day to act, stamped with the day asked about."""
        text = soon().calendar()
        assert text == soon().calendar()
        lines = text.replace("\r\n ", "").split("\r\n")
        assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//managed_mrr//forecast//EN"]
        assert lines[3:5] == ["BEGIN:VEVENT", "UID:" + lines[4].removeprefix("UID:")]
        assert lines[5:11] == [
            "DTSTAMP:20240301T000000Z",
            "DTSTART;VALUE=DATE:20240315",
            "SUMMARY:Last day to act: north's credit for acme ends",
            "DESCRIPTION:USD 500.00 a month\\, 5.00 points\\, shared with south\\; ends on 2024-03-15\\; kept by ann",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
        assert lines[-2:] == ["END:VCALENDAR", ""]
        assert len({line for line in lines if line.startswith("UID:")}) == 2

    def test_the_same_event_again(self) -> None:
        """A later export of the same pair is the same event on another day."""
        later = expiring(WITH_BOB, as_of=DAY, within=60).calendar()
        now = expiring(ACME, as_of=DAY, within=60).calendar()
        assert [line for line in now.split("\r\n") if line.startswith("UID:")] == [
            line for line in later.split("\r\n") if line.startswith("UID:")
        ]
        assert "DATE:20240420" in later

    def test_escaped_and_folded(self) -> None:
        """Text is escaped, and no line is longer than 75 bytes."""
        event = Event(identity=(HOSTILE,), on=DAY, summary=HOSTILE, description="é" * 100)
        text = calendar_text([event], made_on=DAY)
        assert "SUMMARY:<b> [31m no\\; a\\, \\\\\r\n" in text
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
        assert "é" * 100 in text.replace("\r\n ", "")


class TestSinglePoints:
    def test_who_keeps_what(self) -> None:
        """For each employee the clients that only they keep, with what they are worth."""
        ann, sue = single_points(ALL, as_of=DAY)
        assert (ann.partner, ann.employee, ann.clients) == ("north", "ann", ("acme", "bolt", "cargo"))
        assert str(ann) == "only ann keeps these 3 clients: acme, bolt, cargo"
        assert ann.total.credit == (Money(70, "CHF"), Money(1000, "USD"))
        assert str(sue) == "only sue keeps this client: acme"

    def test_two_keep_one(self) -> None:
        """A client that two employees keep is nobody's alone."""
        assert len(single_points(WITH_BOB, as_of=DAY)) == 0
        assert [each.employee for each in single_points(WITH_BOB, as_of=END)] == ["bob"]

    def test_one_partner(self) -> None:
        """Only one partner's employees may be asked for."""
        assert [each.employee for each in single_points(ALL, as_of=DAY, partner="south")] == ["sue"]

    def test_text(self) -> None:
        """The table shows each employee and the clients."""
        assert str(single_points(ALL, as_of=DAY)) == (
            "Single points of failure as of 2024-03-01 (servicing)\n"
            "partner  employee  clients only they keep            credit a month                     points\n"
            "-------  --------  ----------------------  ------------------------  -------------------------\n"
            "north    ann       acme, bolt, cargo       CHF 70.00 + USD 1,000.00  10.00 + unknown for cargo\n"
            "south    sue       acme                                  USD 500.00                       5.00"
        )
        assert "No line depends on one employee." in str(single_points(WITH_BOB, as_of=DAY))
        assert repr(single_points(ALL, as_of=DAY)) == (
            "<SinglePoints as of 2024-03-01, policy servicing, employees: 2>"
        )
        assert "<td" in single_points(ALL, as_of=DAY)._repr_html_()

    def test_equal(self) -> None:
        """Results are values: equal when what they say is equal."""
        assert single_points(ACME, as_of=DAY) == SinglePoints(
            DAY,
            hubspot.SERVICING,
            (SinglePoint("north", "ann", evaluate(ACME, as_of=DAY).lines),),
        )

    def test_no_activity_needed(self) -> None:
        """Where no activity is asked for, nobody is a single point of failure."""
        policy = Policy(name="agreement", eligibility=CurrentAgreement())
        assert len(single_points(ACME, as_of=DAY, policy=policy)) == 0

    def test_refused(self) -> None:
        """Unknown partners and instants are refused."""
        with pytest.raises(UnknownIdError, match="did you mean 'north'"):
            single_points(ALL, as_of=DAY, partner="nort")
        with pytest.raises(DateError, match="not a date"):
            single_points(ALL, as_of=datetime(2024, 3, 1))
