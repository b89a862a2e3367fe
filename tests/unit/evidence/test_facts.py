"""The evidence about one partner, or one employee, at one client."""

from datetime import date

import pytest

from managed_mrr import (
    Activity,
    Citation,
    Client,
    ClientUser,
    DateRange,
    Employee,
    EmployeeAtClient,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Subscription,
)
from managed_mrr.dates.edges import FOREVER, Edges
from managed_mrr.evidence.facts import Account, account, period_edges

NORTH = Partner("north", employee_domains=["North.Example"])
ACME = Client("acme", currency="USD")


def day(number: int) -> date:
    """A day early in the first year, whose ordinal is easy to read."""
    return date(1, 1, number)


def user(start: int, end: int | None, *off: tuple[int, int]) -> PartnerUser:
    """A user period with deactivations."""
    return PartnerUser(
        "ann",
        start=day(start),
        end=None if end is None else day(end),
        deactivated=[DateRange(day(first), day(last)) for first, last in off],
    )


def ann(*records: PartnerUser | ClientUser | Link | Activity, email: str | None = None) -> EmployeeAtClient:
    """The facts about Ann at Acme."""
    employee = Employee("ann", partner="north", email=email)
    return Portfolio.of(NORTH, ACME, employee, *records).facts("north", "acme").employees[0]


class TestCitation:
    def test_text(self) -> None:
        """A citation is a place, with the record's own id where it has one."""
        assert str(Citation("activities[17]", "a1")) == "activities[17] (a1)"
        assert str(Citation("links[0]")) == "links[0]"


class TestPeriodEdges:
    @pytest.mark.parametrize(
        "record",
        [
            PartnerUser("ann", start=day(2), end=day(5)),
            ClientUser("ann", client="acme", start=day(2), end=day(5)),
            Link("ann", client="acme", start=day(2), end=day(5)),
            PartnerOfRecord("acme", partner="north", start=day(2), end=day(5)),
            Item("Hub", price=1, start=day(2), end=day(5)),
            Subscription("s1", client="acme", start=day(2), end=day(5), items=[]),
        ],
        ids=lambda record: type(record).__name__,
    )
    def test_records(self, record: PartnerUser | ClientUser | Link | PartnerOfRecord | Item | Subscription) -> None:
        """Every record with a period has its edges."""
        assert period_edges(record) == (2, 5)

    def test_without_end(self) -> None:
        """A record without end lasts for ever."""
        assert period_edges(Link("ann", client="acme", start=day(2))) == (2, FOREVER)


class TestAccount:
    @pytest.mark.parametrize(
        ("users", "present", "active"),
        [
            ([], (), ()),
            ([user(2, 9)], (2, 9), (2, 9)),
            ([user(2, 5), user(5, 9)], (2, 9), (2, 9)),
            ([user(2, 5), user(6, None)], (2, 5, 6, FOREVER), (2, 5, 6, FOREVER)),
            ([user(2, 9, (4, 6))], (2, 9), (2, 4, 6, 9)),
            ([user(2, 9, (4, 6), (5, 7))], (2, 9), (2, 4, 7, 9)),
            ([user(2, 5, (4, 8)), user(5, 9)], (2, 9), (2, 4, 5, 9)),
            ([user(2, 9, (4, 6)), user(3, 7)], (2, 9), (2, 9)),
            ([user(2, 5, (7, 9)), user(6, 12)], (2, 5, 6, 12), (2, 5, 6, 12)),
        ],
    )
    def test_periods(self, users: list[PartnerUser], present: Edges, active: Edges) -> None:
        """Periods join, and a deactivation counts inside its own period only."""
        assert account(users) == Account(present, active)


class TestEmployeeAtClient:
    def test_both_accounts(self) -> None:
        """Present and active are about both accounts at once."""
        there = ClientUser("ann", client="acme", start=day(4), end=day(12))
        facts = ann(user(2, 9, (6, 7)), there)
        assert facts.in_partner_account == Account((2, 9), (2, 6, 7, 9))
        assert facts.in_client_account == Account((4, 12), (4, 12))
        assert (facts.present, facts.active) == ((4, 9), (4, 6, 7, 9))

    def test_links(self) -> None:
        """Manual links join."""
        links = [Link("ann", client="acme", start=day(s), end=day(e)) for s, e in [(2, 5), (4, 8)]]
        assert ann(*links).manually_linked == (2, 8)

    @pytest.mark.parametrize(
        ("email", "matches"),
        [
            ("ann@north.example", True),
            ("Ann@NORTH.EXAMPLE", True),
            ("ann@sub.north.example", False),
            ("ann@south.example", False),
            (None, False),
        ],
    )
    def test_domain(self, email: str | None, *, matches: bool) -> None:
        """The domain matches exactly, without regard to case."""
        assert ann(Link("ann", client="acme", start=day(2)), email=email).domain_matches is matches

    def test_cite(self) -> None:
        """A record is cited by its place in the portfolio's list, with its id if it has one."""
        done = [
            Activity(employee="ann", client="acme", on=day(n), tool="blog", action="edit", id=f"a{n}") for n in (5, 3)
        ]
        facts = ann(*done, Link("ann", client="acme", start=day(2)))
        assert facts.cite("activities", 0) == Citation("activities[1]", "a3")
        assert facts.cite("links", 0) == Citation("links[0]")

    def test_of(self) -> None:
        """The facts that records make have the sets of days that follow from them."""
        whole = ann(
            user(2, 9), ClientUser("ann", client="acme", start=day(4)), Link("ann", client="acme", start=day(5))
        )
        again = EmployeeAtClient.of(
            employee=whole.employee,
            client=whole.client,
            partner_users=whole.partner_users,
            client_users=whole.client_users,
            links=whole.links,
            activities=whole.activities,
            days=whole.days,
            domain_matches=whole.domain_matches,
            in_partner_account=whole.in_partner_account,
            positions=whole.positions,
        )
        assert repr(again) == repr(whole)

    def test_since(self) -> None:
        """The first day of which anything is said may be that of an activity, before any user or link."""
        done = [Activity(employee="ann", client="acme", on=day(n), tool="blog", action="edit") for n in (3, 4)]
        assert ann(*done, Link("ann", client="acme", start=day(5))).since == 3


class TestPartnerAtClient:
    def test_since(self) -> None:
        """The first day of which anything is said is that of whoever came first, or of the record."""
        people = [Employee(each, partner="north") for each in ("abe", "bob")]
        links = [Link("abe", client="acme", start=day(6)), Link("bob", client="acme", start=day(4))]
        portfolio = Portfolio.of(NORTH, ACME, *people, *links)
        assert portfolio.facts("north", "acme").since == 4
        record = PartnerOfRecord("acme", partner="north", start=day(2))
        assert portfolio.with_(record).facts("north", "acme").since == 2
