"""Windows after activities, and the days on which enough of them are open."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from managed_mrr import (
    Activity,
    Citation,
    Client,
    ClientUser,
    DateError,
    DateRange,
    Employee,
    ExpiryWindow,
    Link,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    PartnerAtClient,
    PartnerUser,
    PolicyError,
    Portfolio,
    managed_client,
)
from managed_mrr.rules.remedies import RemedyKind

JANUARY, FEBRUARY, MARCH, JUNE = (date(2024, month, 1) for month in (1, 2, 3, 6))
POST = date(2024, 1, 15)
DAY_60 = date(2024, 3, 15)


def acme(*days: date, start: date = JANUARY) -> Portfolio:
    """One employee set up at a client, and the days of the employee's activities."""
    return managed_client("north", "acme", start=start, activities=days, employee="ann")


def north(portfolio: Portfolio) -> PartnerAtClient:
    """The facts about the partner at the client."""
    return portfolio.facts("north", "acme")


class TestExpiryWindow:
    @pytest.mark.parametrize(
        ("days", "last"), [(1, JANUARY), (60, date(2024, 2, 29)), (61, MARCH), (366, date(2024, 12, 31))]
    )
    def test_after(self, days: int, last: date) -> None:
        """The day of the activity is the first of so many days; with 60, day 59 is the last."""
        window = ExpiryWindow(days=days).after(JANUARY)
        assert last in window
        assert window.end == last + timedelta(days=1)

    def test_sixty_by_default(self) -> None:
        """An activity counts for 60 days unless another reading is chosen."""
        assert ExpiryWindow() == ExpiryWindow(days=60)

    @pytest.mark.parametrize(("on", "days"), [(date(9999, 12, 20), 60), (date.max, 1), (date(2024, 1, 1), 10**12)])
    def test_past_the_last_day(self, on: date, days: int) -> None:
        """A window that reaches past the last day there is has no end."""
        assert ExpiryWindow(days=days).after(on) == DateRange(on, None)

    @pytest.mark.parametrize("days", [0, -1, 60.0, "60", True, None])
    def test_refused(self, days: object) -> None:
        """A window is a whole number of days, at least 1."""
        with pytest.raises(PolicyError) as caught:
            ExpiryWindow(days=days)  # type: ignore[arg-type]
        assert str(caught.value) == f"ExpiryWindow.days is {days!r}: expected a whole number of at least 1"

    def test_datetime(self) -> None:
        """A datetime has no window."""
        with pytest.raises(DateError, match=r"take \.date\(\) of it in an explicit time zone$"):
            ExpiryWindow().after(datetime(2024, 1, 1))


class TestLiveActivity:
    def test_sixty_days(self) -> None:
        """One activity is live on 60 days, its own among them."""
        assert str(LiveActivity().days(north(acme(POST)))) == "[2024-01-15, 2024-03-15)"

    def test_another_window(self) -> None:
        """Another reading of the window is another value."""
        days = LiveActivity(window=ExpiryWindow(days=61)).days(north(acme(POST)))
        assert DAY_60 in days
        assert DAY_60 + timedelta(days=1) not in days

    def test_several(self) -> None:
        """The windows of several activities join where they overlap or touch."""
        assert str(LiveActivity().days(north(acme(POST, FEBRUARY, JUNE)))) == (
            "[2024-01-15, 2024-04-01) | [2024-06-01, 2024-07-31)"
        )

    def test_nothing_done(self) -> None:
        """Without any activity, or with none that is attributed, it never holds."""
        assert not LiveActivity().days(north(acme()))
        assert not LiveActivity().days(north(acme(date(2023, 12, 31))))

    def test_cut_off(self) -> None:
        """An activity ends with the unbroken relationship it fell in, and does not revive with another."""
        portfolio = Portfolio.of(
            *acme().partners,
            *acme().clients,
            *acme().employees,
            PartnerUser("ann", start=JANUARY),
            ClientUser("ann", client="acme", start=JANUARY, end=FEBRUARY),
            ClientUser("ann", client="acme", start=date(2024, 2, 10)),
            Link("ann", client="acme", start=JANUARY),
            Activity(employee="ann", client="acme", on=POST, tool="blog", action="publish"),
            Activity(employee="ann", client="acme", on=MARCH, tool="blog", action="publish"),
        )
        assert str(LiveActivity().days(north(portfolio))) == ("[2024-01-15, 2024-02-01) | [2024-03-01, 2024-04-30)")

    def test_two_employees(self) -> None:
        """The activities of all employees count together."""
        portfolio = acme(POST) | managed_client("north", "acme", start=JANUARY, activities=[FEBRUARY], employee="abe")
        assert str(LiveActivity().days(north(portfolio))) == "[2024-01-15, 2024-04-01)"
        strict = LiveActivity(relationship=ManagedRelationship(activity_outlives_employee=False))
        assert strict.days(north(portfolio)) == LiveActivity().days(north(portfolio))

    @pytest.mark.parametrize(
        "within",
        [
            DateRange(),
            DateRange(POST, date(2024, 1, 16)),
            DateRange(date(2024, 3, 14), DAY_60),
            DateRange(DAY_60, date(2024, 3, 16)),
            DateRange(date(2024, 1, 14), POST),
            DateRange(JUNE),
        ],
    )
    def test_within(self, within: DateRange) -> None:
        """Asked about some days only, the rule says the same of them."""
        facts = north(acme(POST, JUNE))
        whole, narrow = LiveActivity().days(facts), LiveActivity().days(facts, within)
        first, last = within.start or date.min, (within.end or date.max) - timedelta(days=1)
        assert (first in narrow, last in narrow) == (first in whole, last in whole)

    def test_last_days(self) -> None:
        """An activity in the last days there are has no end, and nothing overflows."""
        days = LiveActivity().days(north(acme(date(9999, 12, 20))))
        assert list(days) == [DateRange(date(9999, 12, 20), None)]

    def test_first_days(self) -> None:
        """An activity on the first day there is counts from it on."""
        days = LiveActivity().days(north(acme(date.min, start=date.min)))
        assert list(days) == [DateRange(None, date(1, 3, 2))]

    def test_text(self) -> None:
        """The rule reads as what it asks for."""
        assert str(LiveActivity()) == "a live activity (counted 60 days)"

    @pytest.mark.parametrize("done", [(POST, date(2024, 1, 25)), (POST, date(2024, 1, 20), date(2024, 1, 25))])
    def test_reviving(self, done: tuple[date, ...]) -> None:
        """Where activities revive, the days between two relationships stay free of credit, however many there are."""
        portfolio = Portfolio.of(
            *acme().partners,
            *acme().clients,
            *acme().employees,
            PartnerUser("ann", start=JANUARY),
            ClientUser("ann", client="acme", start=JANUARY, end=FEBRUARY),
            ClientUser("ann", client="acme", start=date(2024, 2, 10)),
            Link("ann", client="acme", start=JANUARY),
            *acme(*done).activities,
        )
        rule = LiveActivity(relationship=ManagedRelationship(activity_revives=True))
        assert str(rule.days(north(portfolio))) == "[2024-01-15, 2024-02-01) | [2024-02-10, 2024-03-25)"


class TestLiveFinding:
    def test_holds(self) -> None:
        """While it holds, the last day and the days in hand are told, live activities first."""
        finding = LiveActivity().finding(north(acme(POST, date(2023, 12, 20))), MARCH)
        assert finding.outline(parts=None).splitlines() == [
            "yes  1 live activity, 1 needed, through 2024-03-14 (A2, A6, A14, A15)",
            "  yes  north has a managed relationship with acme since 2024-01-01 (A18, A19)",
            "    yes  ann is managing acme (A6, A18)  [client_users[0]; partner_users[0]; links[0]]",
            "  yes  ann's blog publish of 2024-01-15: counts through 2024-03-14 (A14)  [activities[0]]",
            (
                "  no   ann's blog publish of 2023-12-20: not attributed, ann is no user in north's account before "
                "2024-01-01 (A6, A9)  [activities[1]]"
            ),
        ]
        assert (finding.value, finding.threshold, finding.margin) == (1, 1, 14)
        assert finding.steady == DateRange(POST, DAY_60)

    def test_margins_of_activities(self) -> None:
        """An activity knows its age, how long it counts and how many days it has left."""
        live, over = LiveActivity().finding(north(acme(POST, JANUARY)), date(2024, 3, 5)).parts[1:]
        assert (live.value, live.threshold, live.margin, live.steady) == (
            50,
            60,
            10,
            DateRange(POST, DAY_60),
        )
        assert over.text == "ann's blog publish of 2024-01-01: expired on 2024-03-01, 4 days ago"
        assert (over.margin, over.steady) == (-4, DateRange(MARCH, None))
        assert over.cites == (Citation("activities[1]"),)

    @pytest.mark.parametrize(
        ("on", "ago"), [(DAY_60, "today"), (date(2024, 3, 16), "1 day ago"), (date(2024, 3, 17), "2 days ago")]
    )
    def test_expired(self, on: date, ago: str) -> None:
        """An expired activity says since when, and so does the rule by a margin of 0 or less."""
        finding = LiveActivity().finding(north(acme(POST)), on)
        assert finding.text == "no live activity, 1 needed, each counting 60 days"
        assert finding.parts[1].text == f"ann's blog publish of 2024-01-15: expired on 2024-03-15, {ago}"
        assert finding.margin == (DAY_60 - on).days

    def test_later_activities(self) -> None:
        """Activities after the day are not in its explanation."""
        finding = LiveActivity().finding(north(acme(POST, JUNE)), MARCH)
        assert [part.rule for part in finding.parts] == ["ManagedRelationship", "Activity"]

    def test_before_anything(self) -> None:
        """Before the first activity there is nothing to be over."""
        finding = LiveActivity().finding(north(acme(POST)), date(2024, 1, 2))
        assert finding.text == "no live activity, 1 needed, and nothing was done yet"
        assert finding.margin is None

    def test_none_attributed(self) -> None:
        """That activities were never attributed is told apart from their being over."""
        login = Activity(employee="ann", client="acme", on=POST, tool="crm", action="login")
        finding = LiveActivity().finding(north(acme().with_(login)), MARCH)
        assert finding.text == "no live activity, 1 needed, and none of 1 was ever attributed"
        assert str(finding.parts[1]) == (
            "no   ann's crm login of 2024-01-15: logging in never qualifies (A8)  [activities[0]]"
        )

    def test_not_linked(self) -> None:
        """An activity before the link was never attributed, and the relationship that lacks comes first."""
        portfolio = Portfolio.of(
            *acme().partners,
            Client("acme", currency="USD"),
            Employee("ann", partner="north"),
            PartnerUser("ann", start=JANUARY),
            ClientUser("ann", client="acme", start=JANUARY),
            Link("ann", client="acme", start=JUNE),
            Activity(employee="ann", client="acme", on=POST, tool="blog", action="publish"),
        )
        finding = LiveActivity().finding(north(portfolio), MARCH)
        assert [part.rule for part in finding.parts] == ["ManagedRelationship", "Activity"]
        assert finding.parts[1].text == (
            "ann's blog publish of 2024-01-15: not attributed, acme is not linked to ann before 2024-06-01"
        )
        assert finding.parts[1].clauses == ("A10", "A12")

    @pytest.mark.parametrize("outlives", [True, False])
    def test_ended_with_the_relationship(self, *, outlives: bool) -> None:
        """An activity that a removal cut short says so, in either reading."""
        portfolio = Portfolio.of(
            *acme().partners,
            *acme().clients,
            *acme().employees,
            PartnerUser("ann", start=JANUARY, end=FEBRUARY),
            ClientUser("ann", client="acme", start=JANUARY),
            Link("ann", client="acme", start=JANUARY),
            Activity(employee="ann", client="acme", on=POST, tool="blog", action="publish"),
        )
        relationship = ManagedRelationship(activity_outlives_employee=outlives)
        finding = LiveActivity(relationship=relationship).finding(north(portfolio), date(2024, 2, 3))
        (activity,) = [part for part in finding.parts if part.rule == "Activity"]
        assert activity.text == (
            "ann's blog publish of 2024-01-15: ended with the relationship on 2024-02-01, 2 days ago"
        )
        assert activity.clauses == ("A18",)

    def test_without_end(self) -> None:
        """In the last days there are nothing ends any more."""
        finding = LiveActivity().finding(north(acme(date(9999, 12, 20))), date.max)
        assert finding.text == "1 live activity, 1 needed"
        assert (finding.margin, finding.steady) == (None, DateRange(date(9999, 12, 20), None))
        assert finding.parts[1].clauses == ("A14",)

    def test_youngest_first(self) -> None:
        """The activity of the day itself comes before that of the day before."""
        finding = LiveActivity().finding(north(acme(POST, date(2024, 1, 16))), date(2024, 1, 16))
        assert [part.value for part in finding.parts if part.rule == "Activity"] == [0, 1]

    def test_one_of_two_attributed(self) -> None:
        """That something once counted is told also if something else never did."""
        login = Activity(employee="ann", client="acme", on=POST, tool="crm", action="login")
        finding = LiveActivity().finding(north(acme(POST).with_(login)), DAY_60)
        assert finding.text == "no live activity, 1 needed, each counting 60 days"

    @pytest.mark.parametrize("outlives", [True, False])
    def test_when_a_colleague_stays(self, *, outlives: bool) -> None:
        """An activity says what became of it: with a colleague there it goes on, unless it ends with its employee."""
        gone = Portfolio.of(
            *acme().partners,
            *acme().clients,
            Employee("bob", partner="north"),
            PartnerUser("bob", start=JANUARY),
            ClientUser("bob", client="acme", start=JANUARY, end=FEBRUARY),
            Link("bob", client="acme", start=JANUARY),
            Activity(employee="bob", client="acme", on=POST, tool="blog", action="publish"),
        )
        rule = LiveActivity(relationship=ManagedRelationship(activity_outlives_employee=outlives))
        finding = rule.finding(north(acme() | gone), date(2024, 2, 3))
        (activity,) = [part for part in finding.parts if part.rule == "Activity"]
        assert (finding.holds, activity.holds) == (outlives, outlives)


class TestMinimumActivity:
    def test_days(self) -> None:
        """It holds while at least so many activities count, each for its own days."""
        facts = north(acme(POST, date(2024, 1, 20), date(2024, 2, 10)))
        assert str(MinimumActivity(count=2, within=30).days(facts)) == "[2024-01-20, 2024-02-19)"
        assert str(MinimumActivity(count=3, within=30).days(facts)) == "[2024-02-10, 2024-02-14)"
        assert not MinimumActivity(count=4, within=30).days(facts)

    def test_ending_in_another_order(self) -> None:
        """A window that is cut short with its employee may end before one that began earlier."""
        bob = Portfolio.of(
            *acme().partners,
            *acme().clients,
            Employee("bob", partner="north"),
            PartnerUser("bob", start=JANUARY),
            ClientUser("bob", client="acme", start=JANUARY, end=FEBRUARY),
            Link("bob", client="acme", start=JANUARY),
            Activity(employee="bob", client="acme", on=date(2024, 1, 20), tool="blog", action="publish"),
        )
        strict = ManagedRelationship(activity_outlives_employee=False)
        rule = MinimumActivity(count=2, within=60, relationship=strict)
        assert str(rule.days(north(acme(POST) | bob))) == "[2024-01-20, 2024-02-01)"

    def test_reviving(self) -> None:
        """Where activities revive, each counts again for what is left of its own window."""
        portfolio = Portfolio.of(
            *acme().partners,
            *acme().clients,
            *acme().employees,
            PartnerUser("ann", start=JANUARY),
            ClientUser("ann", client="acme", start=JANUARY, end=FEBRUARY),
            ClientUser("ann", client="acme", start=date(2024, 2, 10)),
            Link("ann", client="acme", start=JANUARY),
            *acme(POST, date(2024, 1, 20)).activities,
        )
        rule = MinimumActivity(count=2, within=60, relationship=ManagedRelationship(activity_revives=True))
        assert str(rule.days(north(portfolio))) == "[2024-01-20, 2024-02-01) | [2024-02-10, 2024-03-15)"

    def test_same_day(self) -> None:
        """Several activities of one day are several."""
        assert str(MinimumActivity(count=2, within=1).days(north(acme(POST, POST)))) == ("[2024-01-15, 2024-01-16)")

    def test_duplicates(self) -> None:
        """One activity given twice under one id is one."""
        post = Activity(employee="ann", client="acme", on=POST, tool="blog", action="publish", id="a1")
        facts = north(acme().with_(post, post))
        assert not MinimumActivity(count=2, within=30).days(facts)
        assert MinimumActivity(count=1, within=30).days(facts)

    def test_longer_than_the_window(self) -> None:
        """Its days are its own: an activity may count here after it is no longer live."""
        assert DAY_60 in MinimumActivity(count=1, within=90).days(north(acme(POST)))

    @pytest.mark.parametrize("name", ["count", "within"])
    @pytest.mark.parametrize("value", [0, -1, 1.5, "1", True])
    def test_refused(self, name: str, value: object) -> None:
        """Both numbers are whole and at least 1."""
        numbers: dict[str, Any] = {"count": 3, "within": 30, name: value}
        with pytest.raises(PolicyError) as caught:
            MinimumActivity(**numbers)
        assert str(caught.value) == (f"MinimumActivity.{name} is {value!r}: expected a whole number of at least 1")

    def test_finding(self) -> None:
        """How many count is held against how many are needed."""
        finding = MinimumActivity(count=2, within=30).finding(north(acme(POST, JANUARY)), date(2024, 2, 5))
        assert finding.text == "1 live activity, 2 needed, each counting 30 days"
        assert (finding.rule, finding.value, finding.threshold) == ("MinimumActivity", 1, 2)
        assert finding.margin == -5
        assert finding.clauses == ("A16",)

    def test_text(self) -> None:
        """The rule reads as what it asks for."""
        assert str(MinimumActivity(count=3, within=30)) == "at least 3 activities in 30 days"

    def test_repairs(self) -> None:
        """It takes as many activities as it asks for, not as many as it has days."""
        (way,) = MinimumActivity(count=3, within=30).repairs(north(acme()), MARCH)
        assert [(each.kind, each.count) for each in way] == [(RemedyKind.ACTIVITY, 3)]
