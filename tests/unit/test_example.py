"""The shipped example: believable, the same every time, and every story in it true."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

import managed_mrr as mm
from managed_mrr.evidence import LISTS, Record
from managed_mrr.example import DEMO_DAY, NO_LINE, STORIES, Story, agency
from managed_mrr.example.__main__ import main
from managed_mrr.files import portfolio_to_json, read_portfolio

FILE = Path(__file__).parents[2] / "examples" / "agency.json"
TOLD = {story.title: story for story in STORIES}
SIGHTS = [
    pytest.param(story, day, credit, id=f"{story.clause} {story.title} {day}")
    for story in STORIES
    for day, credit in story.sights
]


@pytest.fixture(scope="module")
def portfolio() -> mm.Portfolio:
    """The example, made once."""
    return agency()


def without(portfolio: mm.Portfolio, gone: Callable[[Record], bool]) -> mm.Portfolio:
    """The portfolio as it would be had some records never been made."""
    return mm.Portfolio.of(*(each for name in LISTS for each in getattr(portfolio, name) if not gone(each)))


def line(portfolio: mm.Portfolio, title: str, day: date, policy: mm.Policy | None = None) -> mm.Line | None:
    """The line of a story's partner and client on a day, under the story's policy or another."""
    story = TOLD[title]
    statement = mm.evaluate(portfolio, as_of=day, policy=policy or story.policy)
    return statement.line(story.partner, story.client)


def points(portfolio: mm.Portfolio, title: str, day: date) -> Fraction | None:
    """The points of a story's line on a day that has one."""
    found = line(portfolio, title, day)
    assert found is not None
    return found.points


def said(portfolio: mm.Portfolio, title: str, day: date) -> str:
    """All that the explanation of a story's partner and client says about a day, one finding a line."""
    story = TOLD[title]
    finding = mm.explain(portfolio, partner=story.partner, client=story.client, as_of=day, policy=story.policy)
    return "\n".join(each.text for each in finding.walk())


class TestAgency:
    def test_same_every_time(self, portfolio: mm.Portfolio) -> None:
        """Making the example again makes the same portfolio."""
        assert agency() == portfolio

    def test_size(self, portfolio: mm.Portfolio) -> None:
        """A few partners, some dozens of clients and employees, thousands of activities, eight currencies."""
        assert len(portfolio.partners) == 5
        assert 40 <= len(portfolio.clients) <= 50
        assert 30 <= len(portfolio.employees) <= 50
        assert 3_000 <= len(portfolio.activities) <= 6_000
        currencies = {client.currency for client in portfolio.clients}
        assert currencies == {"USD", "EUR", "GBP", "JPY", "AUD", "SGD", "COP", "BRL"}

    def test_period(self, portfolio: mm.Portfolio) -> None:
        """Activities reach from July 2023 to September 2025, so that the change of rates is inside."""
        days = [activity.on for activity in portfolio.activities]
        assert date(2023, 7, 1) <= min(days) < date(2023, 7, 8)
        assert date(2025, 9, 23) < max(days) <= date(2025, 9, 30)

    def test_weekends_and_holidays(self, portfolio: mm.Portfolio) -> None:
        """Saturdays are rare, Sundays free, New Year's Day too, and Christmas everywhere but in Tokyo and Singapore."""
        days = [activity.on for activity in portfolio.activities]
        assert not [day for day in days if day.isoweekday() == 7]
        assert 0 < sum(day.isoweekday() == 6 for day in days) < len(days) / 20
        assert not [day for day in days if (day.month, day.day) == (1, 1)]
        partner = {employee.id: employee.partner for employee in portfolio.employees}
        at_christmas = [each for each in portfolio.activities if (each.on.month, each.on.day) == (12, 25)]
        assert {partner[each.employee] for each in at_christmas} == {"kanto"}

    def test_everyone_takes_part(self, portfolio: mm.Portfolio) -> None:
        """Every client has a line for somebody some day, and every employee did something."""
        assert {client for _, client in mm.timelines(portfolio)} == {each.id for each in portfolio.clients}
        assert {each.employee for each in portfolio.activities} == {each.id for each in portfolio.employees}

    def test_activities_given_twice(self, portfolio: mm.Portfolio) -> None:
        """The activities of one day stand twice under their ids, and leaving the second out changes no timeline."""
        copies = Counter(activity.id for activity in portfolio.activities)
        assert set(copies.values()) == {1, 2}
        once = mm.Portfolio(
            **{name: dict.fromkeys(getattr(portfolio, name)) for name in LISTS},
        )
        assert len(once.activities) == len(copies)
        assert dict(mm.timelines(once)) == dict(mm.timelines(portfolio))


class TestFile:
    def test_bytes(self) -> None:
        """The file in the project is what the generator writes, byte for byte."""
        assert FILE.read_bytes() == portfolio_to_json(agency()).encode()

    def test_read_back(self, portfolio: mm.Portfolio) -> None:
        """Reading the file gives the portfolio that the generator made."""
        assert read_portfolio(FILE) == portfolio

    def test_size(self) -> None:
        """The file stays small enough to look into."""
        assert FILE.stat().st_size < 1_200_000

    def test_command(self, tmp_path: Path) -> None:
        """The module writes the file that it is told to."""
        target = tmp_path / "agency.json"
        assert main([str(target)]) == 0
        assert target.read_bytes() == FILE.read_bytes()

    @pytest.mark.parametrize("arguments", [[], ["one.json", "two.json"]])
    def test_usage(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        """With no file, or with several, it says how it is used and writes nothing."""
        assert main(arguments) == 2
        assert capsys.readouterr() == ("", "usage: python -m managed_mrr.example FILE\n")


class TestStory:
    def test_clauses(self) -> None:
        """Every clause from A1 to A20 has a story, and so has every clause of source B about evidence."""
        clauses = {story.clause for story in STORIES}
        assert clauses == {f"A{number}" for number in range(1, 21)} | {f"B{number}" for number in range(1, 10)}

    def test_order(self) -> None:
        """Stories stand by clause, and no two have the same title."""
        numbers = [(story.clause[0], int(story.clause[1:])) for story in STORIES]
        assert numbers == sorted(numbers)
        assert len(TOLD) == len(STORIES)

    def test_values(self) -> None:
        """A story's representation makes an equal story, apart from the records it adds."""
        story = TOLD["Sixty days of silence"]
        scope = {**vars(mm), "Story": Story, "date": date, "Fraction": Fraction}
        assert eval(repr(story), scope) == story  # noqa: S307 -- what a representation is for

    def test_text(self) -> None:
        """A story reads as its clause, its title, whom it is about, and what is to be seen."""
        story = TOLD["Sixty days of silence"]
        assert str(story) == f"A14  Sixty days of silence ({story.partner} at {story.client}): {story.see}"

    @pytest.mark.parametrize(("story", "day", "credit"), SIGHTS)
    def test_sights(self, portfolio: mm.Portfolio, story: Story, day: date, credit: str) -> None:
        """On each day that a story points at, the line says what the story says; the timeline agrees."""
        found = mm.evaluate(portfolio, as_of=day, policy=story.policy).line(story.partner, story.client)
        assert (NO_LINE if found is None else str(found.credit)) == credit
        timeline = mm.timeline(portfolio, partner=story.partner, client=story.client, policy=story.policy)
        segment = timeline.at(day)
        assert (NO_LINE if segment is None else str(segment.credit)) == credit

    def test_demo_day(self, portfolio: mm.Portfolio) -> None:
        """The statement of the demo day has all partners, all currencies, a share of three, a zero and an unknown."""
        statement = mm.evaluate(portfolio, as_of=DEMO_DAY)
        assert len(statement.totals()) == len(portfolio.partners)
        assert {each.credit.currency for each in statement.lines} == {each.currency for each in portfolio.clients}
        assert {len(each.sharing) for each in statement.lines} == {1, 2, 3}
        assert any(each.credit.amount == 0 for each in statement.lines)
        assert [each.client for each in statement.lines if each.points is None] == ["maracuja"]


class TestPeople:
    def test_a_desk_before_a_login(self, portfolio: mm.Portfolio) -> None:
        """The explanation names the missing condition: no user in the partner's account (A6)."""
        text = said(portfolio, "A desk before a login", date(2024, 4, 30))
        assert "not attributed, mika is no user in kanto's account" in text

    def test_the_pixelwerk_addresses(self, portfolio: mm.Portfolio) -> None:
        """Jonas has no manual link; without the studio's domain he would not be an employee who counts (A9)."""
        assert "jonas" not in {link.employee for link in portfolio.links}
        (jonas,) = (each for each in portfolio.employees if each.id == "jonas")
        assert jonas.domain == "pixelwerk.example"
        assert jonas.domain in portfolio.partner("lighthouse").employee_domains
        by_hand = mm.hubspot.SERVICING.with_(link_by_domain=False)
        assert line(portfolio, "The Pixelwerk addresses", date(2023, 10, 10), by_hand) is None

    def test_the_link_came_two_weeks_late(self, portfolio: mm.Portfolio) -> None:
        """Two qualifying activities came before the link and are never attributed (A10)."""
        text = said(portfolio, "The link came two weeks late", date(2024, 2, 26))
        assert text.count("not attributed, kumo-hosting is not linked to ryo before 2024-02-19") == 2
        assert "ryo's crm edit of 2024-02-26: counts through 2024-04-25" in text

    def test_linked_by_address(self, portfolio: mm.Portfolio) -> None:
        """Nobody linked Lena by hand; it is the domain that links her (A11)."""
        assert "lena" not in {link.employee for link in portfolio.links}
        by_hand = mm.hubspot.SERVICING.with_(link_by_domain=False)
        assert line(portfolio, "Linked by address", date(2023, 10, 17), by_hand) is None

    def test_the_freelancer(self, portfolio: mm.Portfolio) -> None:
        """Without the manual link nothing of Yusuf's would count (A12)."""
        unlinked = without(portfolio, lambda each: isinstance(each, mm.Link) and each.employee == "yusuf")
        assert line(unlinked, "The freelancer", date(2024, 3, 1)) is None

    def test_nobody_linked_sam(self, portfolio: mm.Portfolio) -> None:
        """Sam worked every month without a line, and the explanation says why (A12)."""
        done = {each.on.replace(day=1) for each in portfolio.activities if each.employee == "sam"}
        assert {date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)} <= done
        assert "wombat-toys is not linked to sam" in said(portfolio, "Nobody linked Sam", date(2025, 2, 11))

    def test_the_clients_audit(self, portfolio: mm.Portfolio) -> None:
        """Wei is deactivated in the client's account and reactivated; who did that is not in the evidence (A13)."""
        (wei,) = (each for each in portfolio.client_users if each.employee == "wei")
        assert wei.deactivated == (mm.DateRange(date(2024, 2, 12), date(2024, 4, 29)),)
        before, after, _ = mm.timeline(portfolio, partner="kanto", client="orchid-logistics")
        assert before.end == date(2024, 2, 9) + timedelta(days=60)
        assert after.start == date(2024, 5, 2)

    def test_all_removed_at_the_client(self, portfolio: mm.Portfolio) -> None:
        """Four days after the last activity credit ended, for the removal alone (A18)."""
        text = said(portfolio, "All removed at the client", date(2024, 6, 10))
        assert "yuna's reports create of 2024-06-06: ended with the relationship on 2024-06-10" in text
        for name in ("hiro", "yuna"):
            assert f"{name} is no user in straits-marine's account since 2024-06-10" in text

    def test_the_last_one_left_the_agency(self, portfolio: mm.Portfolio) -> None:
        """Three days after the last activity credit ended, although the client's account still has the user (A18)."""
        text = said(portfolio, "The last one left the agency", date(2024, 11, 1))
        assert "valeria's crm edit of 2024-10-29: ended with the relationship on 2024-11-01" in text
        assert "valeria is no user in andina's account since 2024-11-01" in text
        users = [each for each in portfolio.client_users if each.employee == "valeria"]
        assert [each.end for each in users] == [None]

    def test_a_hand_over_on_one_day(self, portfolio: mm.Portfolio) -> None:
        """Had Ines not been added on that day, the relationship would have ended with Mats (A18)."""
        alone = without(
            portfolio,
            lambda each: isinstance(each, mm.ClientUser) and (each.employee, each.client) == ("ines", "hanse-boats"),
        )
        assert line(alone, "A hand-over on one day", date(2024, 4, 14)) is not None
        assert line(alone, "A hand-over on one day", date(2024, 4, 15)) is None
        (before, after) = mm.timeline(portfolio, partner="lighthouse", client="hanse-boats")
        assert before.end == after.start == date(2025, 7, 15)

    def test_parental_leave(self, portfolio: mm.Portfolio) -> None:
        """Under the stricter reading, deactivating Owen would have ended credit on the day (A19)."""
        strict = mm.hubspot.SERVICING.with_(deactivation_ends=True)
        assert line(portfolio, "Parental leave", date(2024, 1, 28), strict) is not None
        assert line(portfolio, "Parental leave", date(2024, 1, 29), strict) is None
        assert "owen's email publish of 2024-01-25: expired on 2024-03-25" in said(
            portfolio, "Parental leave", date(2024, 3, 25)
        )

    def test_the_project_was_over(self, portfolio: mm.Portfolio) -> None:
        """Day 59 after the last activity still has a line; logging in on the way did not help (A19)."""
        text = said(portfolio, "The project was over", date(2024, 4, 15))
        assert "nils's ads edit of 2024-02-15: expired on 2024-04-15" in text
        assert "nils's crm login of 2024-04-02: logging in never qualifies" in text


class TestActivities:
    def test_credit_follows_the_work(self, portfolio: mm.Portfolio) -> None:
        """One unbroken run of days from the first activity to 60 days after the last (A2)."""
        (segment,) = mm.timeline(portfolio, partner="lighthouse", client="gullwing")
        assert (segment.start, segment.end) == (date(2024, 2, 6), date(2024, 6, 25) + timedelta(days=60))

    def test_drafts_and_a_post(self, portfolio: mm.Portfolio) -> None:
        """Six drafts and edits of blog posts, each with the reason why it does not count (A7)."""
        text = said(portfolio, "Drafts, and drafts, and a post", date(2024, 2, 26))
        assert text.count("edit in blog does not qualify") == 5
        assert text.count("create in blog does not qualify") == 1

    def test_giles_only_looks_in(self, portfolio: mm.Portfolio) -> None:
        """Everything done until April was logging in (A8)."""
        early = [
            each.action
            for each in portfolio.activities
            if each.client == "quill-payroll" and each.on < date(2024, 4, 18)
        ]
        assert len(early) > 20
        assert set(early) == {"login"}
        assert "logging in never qualifies" in said(portfolio, "Giles only looks in", date(2024, 3, 1))

    def test_sixty_days_of_silence(self, portfolio: mm.Portfolio) -> None:
        """Day 59 counts and day 60 does not, unless a policy counts 61 days (A14)."""
        longer = mm.hubspot.SERVICING.with_(window=mm.ExpiryWindow(days=61))
        day_60 = date(2023, 12, 12) + timedelta(days=60)
        assert line(portfolio, "Sixty days of silence", day_60) is None
        assert line(portfolio, "Sixty days of silence", day_60, longer) is not None

    def test_the_last_one_carries_all(self, portfolio: mm.Portfolio) -> None:
        """Without Paula, credit would have stopped on 2 July, when Nils's last activity expired (A15)."""
        alone = without(portfolio, lambda each: isinstance(each, mm.Activity) and each.employee == "paula")
        assert line(alone, "The last one carries all", date(2024, 7, 1)) is not None
        assert line(alone, "The last one carries all", date(2024, 7, 2)) is None
        assert "expired on 2024-07-27" in said(portfolio, "The last one carries all", date(2024, 7, 27))

    def test_too_little_for_a_tier(self, portfolio: mm.Portfolio) -> None:
        """On the same day the shipped policy has a line: the minimum alone makes the difference (A16)."""
        title = "Too little for a tier that asks for more"
        for day, _ in TOLD[title].sights:
            assert line(portfolio, title, day, mm.hubspot.SERVICING) is not None
        assert "2 live activities, 3 needed" in said(portfolio, title, date(2024, 9, 16))


class TestMoney:
    def test_two_subscriptions(self, portfolio: mm.Portfolio) -> None:
        """The explanation adds up both subscriptions (A1)."""
        text = said(portfolio, "Two subscriptions, one credit", date(2024, 6, 3))
        assert "subscription jarrah-furniture-1 counts: AUD 1,320.00" in text
        assert "subscription jarrah-furniture-2 counts: AUD 70.00" in text

    def test_serviced_and_worth_nothing(self, portfolio: mm.Portfolio) -> None:
        """The foundation has no subscription; its line is worth 0 points, which are known (A1)."""
        assert "faro-foundation" not in {each.client for each in portfolio.subscriptions}
        assert points(portfolio, "Serviced, and worth nothing", DEMO_DAY) == 0

    def test_a_thousand_dollars_ten_points(self, portfolio: mm.Portfolio) -> None:
        """USD 1,000 makes exactly 10 points under both tables of rates (A3)."""
        for day in TOLD["A thousand dollars, ten points"].days:
            assert points(portfolio, "A thousand dollars, ten points", day) == 10

    def test_new_rates_in_july(self, portfolio: mm.Portfolio) -> None:
        """The last day of the old rates and the first of the new (A3)."""
        assert points(portfolio, "New rates in July", date(2025, 7, 14)) == Fraction(880, 75)
        assert points(portfolio, "New rates in July", date(2025, 7, 15)) == 10

    def test_a_growth_market(self, portfolio: mm.Portfolio) -> None:
        """The multiplier 2 doubles the points and nothing else (A3)."""
        assert points(portfolio, "A growth market", date(2025, 8, 1)) == Fraction(3_600_000 * 2, 408_000)
        assert [each.id for each in portfolio.clients if each.points_multiplier != 1] == ["cafe-altura"]

    def test_nobody_sold_it(self, portfolio: mm.Portfolio) -> None:
        """By source B nobody has credit for a client without a partner of record; by source A somebody has (A4)."""
        statement = mm.evaluate(portfolio, as_of=DEMO_DAY, policy=mm.hubspot.PARTNER_OF_RECORD)
        assert "oakhurst" not in {each.client for each in statement.lines}

    def test_shared_by_two_then_by_three(self, portfolio: mm.Portfolio) -> None:
        """The shares add up to what the client pays, whoever shares (A5)."""
        sharing = {}
        for day in (date(2023, 11, 6), date(2023, 11, 7), date(2024, 2, 6), date(2025, 5, 13)):
            lines = mm.evaluate(portfolio, as_of=day, client="meridian").lines
            assert sum(each.credit.amount for each in lines) == 4000
            assert len({each.credit for each in lines}) == 1
            sharing[day.year, day.month] = [each.partner for each in lines]
        assert sharing[2023, 11] == ["copperfield", "lighthouse"]
        assert sharing[2024, 2] == ["andina", "copperfield", "lighthouse"]
        assert sharing[2025, 5] == ["andina", "copperfield"]

    def test_points_unknown(self, portfolio: mm.Portfolio) -> None:
        """Credit in reais stands beside unknown points, and the total names the client (A17, A3)."""
        assert points(portfolio, "Points unknown", DEMO_DAY) is None
        total = mm.evaluate(portfolio, as_of=DEMO_DAY).totals()["andina"]
        assert total.points is None
        assert total.unknown == ("maracuja",)
        assert [each.currency for each in total.credit] == ["BRL", "COP", "USD"]

    def test_one_half_of_the_tier(self, portfolio: mm.Portfolio) -> None:
        """A total adds up the managed points of its lines; nothing in it was sold (A20)."""
        statement = mm.evaluate(portfolio, as_of=DEMO_DAY)
        lines = [each for each in statement.lines if each.partner == "copperfield"]
        assert statement.totals()["copperfield"].points == sum(each.points or 0 for each in lines) > 100
        assert "brightwell" in {each.client for each in lines}

    def test_the_agreement_nobody_renewed(self, portfolio: mm.Portfolio) -> None:
        """During the gap Wattle has no line for any client, and the explanation says why (B1)."""
        for day in (date(2024, 4, 12), date(2024, 5, 19)):
            assert "wattle" not in mm.evaluate(portfolio, as_of=day).totals()
        assert "no current agreement" in said(portfolio, "The agreement nobody renewed", date(2024, 4, 12))

    def test_the_other_one_gets_it_all(self, portfolio: mm.Portfolio) -> None:
        """Kanto shares with Wattle before and after the gap, and with nobody in it (B1)."""
        sharing = [
            found.sharing
            for day in TOLD["The other one gets it all"].days
            if (found := line(portfolio, "The other one gets it all", day)) is not None
        ]
        assert sharing == [("kanto", "wattle"), ("kanto",), ("kanto", "wattle")]

    def test_sold_by_one_serviced_by_another(self, portfolio: mm.Portfolio) -> None:
        """Each source names another partner, and where both conditions are asked nobody meets them (B2)."""
        credited = [
            [
                each.partner
                for each in mm.evaluate(portfolio, as_of=DEMO_DAY, policy=policy, client="caribe-tours").lines
            ]
            for policy in (mm.hubspot.SERVICING, mm.hubspot.PARTNER_OF_RECORD, mm.hubspot.COMBINED)
        ]
        assert credited == [["andina"], ["copperfield"], []]

    def test_an_unpaid_invoice(self, portfolio: mm.Portfolio) -> None:
        """The explanation of the zero says that the subscription is not in good standing (B3)."""
        text = said(portfolio, "An unpaid invoice", date(2024, 2, 15))
        assert "subscription harbour-dental-1 is not in good standing" in text

    def test_much_on_the_invoice(self, portfolio: mm.Portfolio) -> None:
        """Three of four items are worth nothing, each for a reason of its own (B4)."""
        text = said(portfolio, "Much on the invoice that does not count", DEMO_DAY)
        assert "Guided onboarding is one-time and does not count" in text
        assert "Calling add-on is fully discounted" in text
        assert "Payments is not eligible" in text

    def test_signed_and_never_billed(self, portfolio: mm.Portfolio) -> None:
        """The second subscription adds nothing, because it was never billed (B5)."""
        text = said(portfolio, "Signed, and never billed", DEMO_DAY)
        assert "subscription merlion-fintech-2 is not billed yet: SGD 0.00" in text

    def test_from_the_next_billing_on(self, portfolio: mm.Portfolio) -> None:
        """Between the change of partner and the next billing the subscription is not yet recognised (B5)."""
        text = said(portfolio, "From the next billing on", date(2024, 10, 4))
        assert "subscription great-ocean-wine-1 counts for this partner from 2024-10-05: AUD 0.00" in text

    def test_growing_with_the_client(self, portfolio: mm.Portfolio) -> None:
        """Credit only ever rises (B6)."""
        segments = mm.timeline(portfolio, partner="lighthouse", client="lindenhof").segments
        amounts = [segment.credit.amount for segment in segments]
        assert amounts == sorted(amounts)
        assert "less EUR 176.00 a month" in said(portfolio, "Growing with the client", DEMO_DAY)

    def test_down_a_tier(self, portfolio: mm.Portfolio) -> None:
        """Credit only ever falls, and the explanation says which item ended (B7)."""
        segments = mm.timeline(portfolio, partner="copperfield", client="pennine-rail").segments
        amounts = [segment.credit.amount for segment in segments]
        assert amounts == sorted(amounts, reverse=True)
        assert "Marketing Hub Enterprise ended on 2024-05-13" in said(
            portfolio, "Down a tier, and fewer seats", date(2024, 5, 13)
        )

    def test_cancelled_and_back_again(self, portfolio: mm.Portfolio) -> None:
        """Servicing goes on without a break, while what it is worth goes to 0 and comes back (B8)."""
        segments = mm.timeline(portfolio, partner="copperfield", client="acre-proptech").segments
        assert [segment.credit.amount for segment in segments] == [500, 0, 360]
        assert [segment.end for segment in segments[:2]] == [segment.start for segment in segments[1:]]

    def test_refunded_in_full(self, portfolio: mm.Portfolio) -> None:
        """The explanation names the refund; the other subscription goes on counting (B8)."""
        text = said(portfolio, "Refunded in full", date(2024, 6, 14))
        assert "subscription liffey-labs-2 was fully refunded on 2024-06-14" in text
        assert "subscription liffey-labs-1 counts: EUR 450.00" in text

    def test_no_longer_of_record(self, portfolio: mm.Portfolio) -> None:
        """Wattle had stopped working there, but was still servicing when it lost the record (B9)."""
        assert line(portfolio, "No longer of record", date(2024, 9, 16), mm.hubspot.SERVICING) is not None
        assert "wattle is not the partner of record of great-ocean-wine" in said(
            portfolio, "No longer of record", date(2024, 9, 16)
        )
