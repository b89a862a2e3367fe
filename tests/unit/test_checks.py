from datetime import date

import pytest

from managed_mrr import (
    Activity,
    Billing,
    Client,
    ClientUser,
    CurrentAgreement,
    DateRange,
    Employee,
    Item,
    Link,
    Partner,
    PartnerUser,
    Policy,
    Portfolio,
    Remark,
    Report,
    Subscription,
    check,
    managed_client,
)
from managed_mrr.evidence import Record

START = date(2024, 1, 10)
ACME = managed_client("north", "acme", start=START, price=100, employee="ann")


def activity(on: date, *, employee: str = "ann", tool: str = "blog", action: str = "publish") -> Activity:
    """Something done at acme."""
    return Activity(employee=employee, client="acme", on=on, tool=tool, action=action)


def remarks(*records: Record) -> list[tuple[str, str, int]]:
    """What is said when these records join a portfolio without remarks."""
    return [(each.code, each.path, each.count) for each in check(ACME.with_(*records))]


def subscription(*items: Item, start: date = START, billing: Billing | None = Billing(START)) -> Subscription:  # noqa: B008 -- frozen
    """A second subscription of acme."""
    return Subscription("s2", client="acme", start=start, end=date(2025, 1, 1), items=items, billing=billing)


class TestActivities:
    """Activities that count for nothing although somebody did them."""

    def test_nothing_suspicious(self) -> None:
        """A portfolio in which everything counts has no remarks."""
        report = check(ACME.with_(activity(date(2024, 2, 1))))
        assert len(report) == 0
        assert str(report) == "Nothing suspicious was found."
        assert repr(report) == "<Report, remarks: 0>"

    def test_unclassified(self) -> None:
        """Names the catalogue does not have are reported once, with how often they occur."""
        fax = [activity(date(2024, 2, day), tool="fax", action="send") for day in (1, 2, 3)]
        (remark,) = check(ACME.with_(*fax))
        assert remark == Remark(
            code="unclassified-activity",
            path="activities[0]",
            count=3,
            text="the catalogue has no 'send' in 'fax': it counts for nothing",
            hint="correct the names, or add the tool to the catalogue of the policy",
        )
        assert str(remark) == (
            "unclassified-activity: activities[0] and 2 more: the catalogue has no 'send' in 'fax': it counts for "
            "nothing; correct the names, or add the tool to the catalogue of the policy"
        )

    def test_classified(self) -> None:
        """Logging in and drafts are known not to qualify, so they are no surprise."""
        day = date(2024, 2, 1)
        assert remarks(activity(day, tool="fax", action="login"), activity(day, tool="blog", action="edit")) == []

    @pytest.mark.parametrize("account", ["partner", "client"])
    def test_deactivated_user(self, account: str) -> None:
        """An activity while its employee was deactivated in either account is reported."""
        off = [DateRange(date(2024, 2, 1), date(2024, 3, 1))]
        bob = Employee("bob", partner="north")
        own = PartnerUser("bob", start=START, deactivated=off if account == "partner" else ())
        there = ClientUser("bob", client="acme", start=START, deactivated=off if account == "client" else ())
        link = Link("bob", client="acme", start=START)
        found = remarks(bob, own, there, link, activity(date(2024, 2, 1), employee="bob"))
        assert found == [("activity-by-deactivated-user", "activities[0]", 1)]

    def test_removed_user(self) -> None:
        """An activity after its employee was removed is told from one before there was a user."""
        people: list[Record] = [
            Employee("bob", partner="north"),
            PartnerUser("bob", start=START),
            ClientUser("bob", client="acme", start=START, end=date(2024, 2, 1)),
            Link("bob", client="acme", start=START),
        ]
        found = remarks(*people, activity(date(2024, 2, 1), employee="bob"), activity(date(2024, 1, 9), employee="bob"))
        assert found == [
            ("activity-by-removed-user", "activities[0]", 1),
            ("activity-without-user", "activities[1]", 1),
        ]

    def test_link(self) -> None:
        """An activity before its link is told from one after it (A10)."""
        people: list[Record] = [
            Employee("bob", partner="north"),
            PartnerUser("bob", start=START),
            ClientUser("bob", client="acme", start=START),
            Link("bob", client="acme", start=date(2024, 2, 1), end=date(2024, 3, 1)),
        ]
        found = remarks(
            *people, activity(date(2024, 3, 1), employee="bob"), activity(date(2024, 1, 31), employee="bob")
        )
        assert found == [("activity-before-link", "activities[1]", 1), ("activity-without-link", "activities[0]", 1)]

    def test_repeated(self) -> None:
        """An activity given again under its id is reported, since it counts once; one without an id never is."""
        once = Activity(employee="ann", client="acme", on=date(2024, 2, 1), tool="blog", action="publish", id="a1")
        other = activity(date(2024, 2, 1))
        assert remarks(once, once, once, other, other) == [("repeated-activity", "activities[1]", 2)]

    def test_policy_without_activities(self) -> None:
        """A policy that asks for no activity has nothing to say about them."""
        strangers = ACME.with_(Employee("bob", partner="north"), activity(date(2024, 1, 1), tool="fax"))
        report = check(strangers, policy=Policy(name="agreed", eligibility=CurrentAgreement()))
        assert report == Report([])


class TestPeople:
    """Employees, users and links that cannot work as recorded."""

    def test_employee_without_link(self) -> None:
        """Whoever has neither a link nor a matching domain anywhere is reported (A11, A12)."""
        assert remarks(Employee("bob", partner="north")) == [("employee-without-link", "employees[1]", 1)]

    def test_employee_with_domain(self) -> None:
        """A matching domain is as good as a link (A11)."""
        portfolio = Portfolio.of(
            Partner("north", employee_domains=["north.example"]),
            Client("acme", currency="USD"),
            Employee("ann", partner="north", email="ann@North.example"),
            PartnerUser("ann", start=START),
            ClientUser("ann", client="acme", start=START),
            Subscription.monthly("s1", client="acme", price=1, start=START),
        )
        assert len(check(portfolio)) == 0

    def test_overlapping_periods(self) -> None:
        """Periods of one user or link that overlap are reported; those that touch are not."""
        touching = PartnerUser("bob", start=date(2024, 3, 1))
        found = remarks(
            Employee("bob", partner="north"),
            PartnerUser("bob", start=START, end=date(2024, 3, 1)),
            touching,
            ClientUser("ann", client="acme", start=date(2024, 2, 1)),
            Link("bob", client="acme", start=START),
            Link("bob", client="acme", start=START),
        )
        assert found == [("overlapping-periods", "client_users[1]", 1), ("overlapping-periods", "links[2]", 1)]

    def test_deactivation_outside(self) -> None:
        """A deactivation that reaches outside the period it is recorded with is reported."""
        off = [DateRange(START, date(2024, 2, 1)), DateRange(date(2024, 2, 20), date(2024, 3, 2))]
        link = Link("bob", client="acme", start=START)
        user = PartnerUser("bob", start=START, end=date(2024, 3, 1), deactivated=off)
        found = remarks(Employee("bob", partner="north"), link, user)
        assert found == [("deactivation-outside-period", "partner_users[1].deactivated[1]", 1)]


class TestSubscriptions:
    """Clients, subscriptions and items that are worth less, or more, than they look."""

    def test_client_without_subscription(self) -> None:
        """A client that pays nothing is reported."""
        assert remarks(Client("bolt", currency="USD")) == [("client-without-subscription", "clients[1]", 1)]

    def test_never_billed(self) -> None:
        """A subscription that was never billed is reported (B5)."""
        assert remarks(subscription(billing=None)) == [("never-billed", "subscriptions[1]", 1)]

    def test_overlapping_items(self) -> None:
        """One product twice on the same day is reported; its successor from the next day on is not."""
        items = [
            Item("Hub", price=1, start=START, end=date(2024, 3, 1)),
            Item("Hub", price=2, start=date(2024, 3, 1)),
            Item("Hub", price=3, start=date(2024, 4, 1)),
            Item("Other", price=3, start=START),
        ]
        assert remarks(subscription(*items)) == [("overlapping-items", "subscriptions[1].items[2]", 1)]

    def test_item_outside(self) -> None:
        """An item on none of its subscription's days is reported."""
        late = Item("Hub", price=1, start=date(2025, 1, 1))
        assert remarks(subscription(late)) == [("item-outside-subscription", "subscriptions[1].items[0]", 1)]

    def test_discount(self) -> None:
        """A discount above the price is reported, with both in the client's currency."""
        free = Item("Hub", price=10, discount="10.01", start=START)
        (remark,) = check(ACME.with_(subscription(free)))
        assert (remark.code, remark.text) == (
            "discount-above-price",
            "Hub costs USD 10.00 less USD 10.01: it is worth 0",
        )


class TestRates:
    """Currencies that make no points."""

    def test_currency_without_rate(self) -> None:
        """A currency without a rate is reported once, with its clients and the days without."""
        brl = [
            record
            for name in ("bolt", "cord")
            for record in (
                Client(name, currency="BRL"),
                Subscription.monthly(f"s-{name}", client=name, price=1, start=START),
            )
        ]
        (remark,) = check(ACME.with_(*brl))
        assert (remark.code, remark.path, remark.count) == ("currency-without-rate", "clients[1].currency", 2)
        assert remark.text == "BRL has no rate on (ever, ever): points are unknown then"


class TestReport:
    """The report as a table."""

    def test_table(self) -> None:
        """Every remark is a row, for notebooks too."""
        report = check(ACME.with_(Client("<b>", currency="USD")))
        assert report.table().rows == (
            (
                "client-without-subscription",
                "clients[1]",
                "1",
                "<b> has no subscription: managing it earns 0",
                "add its subscriptions if it pays for any",
            ),
        )
        assert "&lt;b&gt; has no subscription" in report._repr_html_()
        assert check(ACME).table().notes == ("Nothing suspicious was found.",)
