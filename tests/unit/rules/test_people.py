"""Employees who are set up at a client, and the relationship they keep up."""

from datetime import date

import pytest

from managed_mrr import (
    NEVER,
    Client,
    ClientUser,
    DateRange,
    Employee,
    Link,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    Partner,
    PartnerUser,
    PolicyError,
    Portfolio,
)
from managed_mrr.evidence import Activity, EmployeeAtClient, PartnerAtClient, Record
from managed_mrr.rules.remedies import NOTHING_TO_DO, Remedy, RemedyKind

JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE = (date(2024, month, 1) for month in range(1, 7))
LAST_DAY_OF_MAY = date(2024, 5, 31)


def own(who: str, start: date, end: date | None = None, *off: DateRange) -> PartnerUser:
    """A user period in the partner's account."""
    return PartnerUser(who, start=start, end=end, deactivated=off)


def there(who: str, start: date, end: date | None = None, *off: DateRange) -> ClientUser:
    """A user period in the client's account."""
    return ClientUser(who, client="acme", start=start, end=end, deactivated=off)


def link(who: str, start: date, end: date | None = None) -> Link:
    """A manual link."""
    return Link(who, client="acme", start=start, end=end)


def north(*records: Record) -> PartnerAtClient:
    """The facts about a partner with Ann, Bob, and Dot whose e-mail domain is the partner's."""
    return Portfolio.of(
        Partner("north", employee_domains=["north.example"]),
        Client("acme", currency="USD"),
        Employee("ann", partner="north", email="ann@home.example"),
        Employee("bob", partner="north"),
        Employee("dot", partner="north", email="dot@north.example"),
        *records,
    ).facts("north", "acme")


def one(*records: Record) -> EmployeeAtClient:
    """The facts about the one employee there is evidence about."""
    (employee,) = north(*records).employees
    return employee


class TestLinkValidity:
    def test_all_together(self) -> None:
        """The rule holds while the employee is active in both accounts and linked."""
        facts = one(own("ann", JANUARY, MAY), there("ann", FEBRUARY), link("ann", MARCH))
        assert str(LinkValidity().days(facts)) == "[2024-03-01, 2024-05-01)"

    @pytest.mark.parametrize(
        "records",
        [
            (own("ann", JANUARY), there("ann", JANUARY)),
            (own("ann", JANUARY), link("ann", JANUARY)),
            (there("ann", JANUARY), link("ann", JANUARY)),
        ],
        ids=["no link", "no client user", "no partner user"],
    )
    def test_one_missing(self, records: tuple[Record, ...]) -> None:
        """Without a user in both accounts and a link it never holds."""
        facts = north(*records).employees
        assert [LinkValidity().days(each) for each in facts] in ([], [NEVER])

    def test_deactivated(self) -> None:
        """It does not hold while the employee is deactivated in either account."""
        facts = one(
            own("ann", JANUARY, None, DateRange(MARCH, APRIL)),
            there("ann", JANUARY, None, DateRange(APRIL, MAY)),
            link("ann", JANUARY),
        )
        assert str(LinkValidity().days(facts)) == "[2024-01-01, 2024-03-01) | [2024-05-01, ever)"

    def test_by_domain(self) -> None:
        """A matching e-mail domain links on every day of presence in both accounts."""
        facts = one(own("dot", JANUARY, MAY), there("dot", FEBRUARY, None, DateRange(MARCH, APRIL)))
        assert LinkValidity().by_domain(facts)
        assert LinkValidity().linked(facts) == (FEBRUARY.toordinal(), MAY.toordinal())
        assert str(LinkValidity().days(facts)) == "[2024-02-01, 2024-03-01) | [2024-04-01, 2024-05-01)"

    def test_not_by_domain(self) -> None:
        """In the reading without it only a manual link counts."""
        manual = LinkValidity(link_by_domain=False)
        facts = one(own("dot", JANUARY), there("dot", JANUARY), link("dot", MARCH, MAY))
        assert str(manual.days(facts)) == "[2024-03-01, 2024-05-01)"
        assert not manual.by_domain(facts)
        assert str(LinkValidity().days(facts)) == "[2024-01-01, ever)"

    def test_active_not_required(self) -> None:
        """In the reading that does not ask for it, a deactivated user is set up as well."""
        off = DateRange(MARCH, APRIL)
        facts = one(own("ann", JANUARY, None, off), there("ann", JANUARY, None, off), link("ann", JANUARY))
        present = LinkValidity(active_required=False)
        assert str(present.days(facts)) == "[2024-01-01, ever)"
        assert [part.holds for part in present.conditions(facts, MARCH)] == [True, True, True]
        assert [part.holds for part in LinkValidity().conditions(facts, MARCH)] == [False, False, True]

    def test_text(self) -> None:
        """The rule reads as what it asks for."""
        assert str(LinkValidity()) == "active in both accounts and linked"

    def test_repairs(self) -> None:
        """A link is asked of nobody who is linked by domain, and a reactivation only where being active is needed."""
        off = DateRange(FEBRUARY, APRIL)
        dot = one(own("dot", JANUARY), there("dot", JANUARY, None, off))
        reactivated = Remedy(RemedyKind.CLIENT_REACTIVATION, "dot")
        assert LinkValidity().repairs(dot, MARCH) == {frozenset([reactivated])}
        assert LinkValidity(active_required=False).repairs(dot, MARCH) == NOTHING_TO_DO
        manual = LinkValidity(link_by_domain=False).repairs(dot, MARCH)
        assert manual == {frozenset([reactivated, Remedy(RemedyKind.LINK, "dot")])}


class TestLinkFinding:
    def test_holds(self) -> None:
        """When all is set up every condition is told, with the records it rests on."""
        facts = one(own("ann", JANUARY), there("ann", JANUARY), link("ann", JANUARY))
        assert str(LinkValidity().finding(facts, MARCH)).splitlines() == [
            "yes  ann is set up at acme (A6)",
            "  yes  ann is an active user in north's account (A6, A9)  [partner_users[0]]",
            "  yes  ann is an active user in acme's account (A6)  [client_users[0]]",
            "  yes  acme is linked to ann (A10, A12)  [links[0]]",
        ]

    def test_fails(self) -> None:
        """When something lacks, what lacks comes first, with since when or until when."""
        facts = one(
            own("ann", JANUARY, None, DateRange(MARCH, MAY)), there("ann", APRIL), link("ann", JANUARY, FEBRUARY)
        )
        assert str(LinkValidity().finding(facts, MARCH)).splitlines() == [
            "no   ann is not set up at acme (A6)",
            "  no   ann is deactivated in north's account (A6, A9)  [partner_users[0]]",
            "  no   ann is no user in acme's account before 2024-04-01 (A6)  [client_users[0]]",
            "  no   acme is not linked to ann since 2024-02-01 (A10, A12)  [links[0]]",
        ]

    def test_never(self) -> None:
        """What never was is told without a day."""
        (part,) = [
            each for each in LinkValidity().conditions(one(there("ann", JANUARY)), MARCH) if each.rule == "Linked"
        ]
        assert str(part) == "no   acme is not linked to ann (A10, A12)"

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (MARCH, "yes  acme is linked to dot by e-mail domain (A11)"),
            (date(2023, 12, 1), "no   acme is not linked to dot before 2024-01-01 (A10, A12)"),
        ],
    )
    def test_by_domain(self, on: date, expected: str) -> None:
        """A link by e-mail domain says that it is one."""
        facts = one(own("dot", JANUARY), there("dot", JANUARY))
        assert str(LinkValidity().conditions(facts, on)[2]) == expected

    def test_what_lacks_comes_first(self) -> None:
        """The one condition that fails stands before those that hold."""
        facts = one(own("ann", JANUARY), there("ann", JANUARY))
        assert [part.holds for part in LinkValidity().finding(facts, MARCH).parts] == [False, True, True]


class TestManagedRelationship:
    def test_from_the_first_link_on(self) -> None:
        """Managing begins with the first linked day of a presence and lasts as long as that is unbroken."""
        facts = north(own("ann", JANUARY, MAY), there("ann", JANUARY), link("ann", FEBRUARY, MARCH))
        assert str(ManagedRelationship().days(facts)) == "[2024-02-01, 2024-05-01)"

    def test_broken_presence(self) -> None:
        """After a removal a new presence needs a link of its own."""
        facts = north(
            own("ann", JANUARY),
            there("ann", JANUARY, MARCH),
            there("ann", APRIL),
            link("ann", FEBRUARY, date(2024, 2, 15)),
        )
        assert str(ManagedRelationship().days(facts)) == "[2024-02-01, 2024-03-01)"

    def test_hand_over(self) -> None:
        """Employees whose days touch keep up one relationship; a day between them ends it."""
        touching = north(
            *(own(who, JANUARY) for who in ("ann", "bob")),
            there("ann", JANUARY, MARCH),
            there("bob", MARCH),
            *(link(who, JANUARY) for who in ("ann", "bob")),
        )
        assert str(ManagedRelationship().days(touching)) == "[2024-01-01, ever)"

    def test_nobody(self) -> None:
        """Without employees there is no relationship."""
        assert ManagedRelationship().days(north()) == NEVER

    def test_unlinking_ends(self) -> None:
        """In that reading managing ends with the link."""
        facts = north(own("ann", JANUARY), there("ann", JANUARY), link("ann", FEBRUARY, MARCH))
        assert str(ManagedRelationship().days(facts)) == "[2024-02-01, ever)"
        assert str(ManagedRelationship(unlinking_ends=True).days(facts)) == "[2024-02-01, 2024-03-01)"

    def test_unlinking_ends_not_by_domain(self) -> None:
        """A link by e-mail domain cannot be taken away, so that reading changes nothing there."""
        facts = north(own("dot", JANUARY), there("dot", JANUARY), link("dot", FEBRUARY, MARCH))
        assert str(ManagedRelationship(unlinking_ends=True).days(facts)) == "[2024-01-01, ever)"

    def test_deactivation_ends(self) -> None:
        """In that reading a deactivation counts as a removal."""
        facts = north(own("ann", JANUARY, None, DateRange(MARCH, APRIL)), there("ann", JANUARY), link("ann", JANUARY))
        assert str(ManagedRelationship().days(facts)) == "[2024-01-01, ever)"
        assert str(ManagedRelationship(deactivation_ends=True).days(facts)) == (
            "[2024-01-01, 2024-03-01) | [2024-04-01, ever)"
        )

    def test_link_reading(self) -> None:
        """The reading of links decides here as well."""
        facts = north(own("dot", JANUARY), there("dot", JANUARY))
        manual = ManagedRelationship(link=LinkValidity(link_by_domain=False))
        assert manual.days(facts) == NEVER

    def test_activity_outlives_employee(self) -> None:
        """An activity lives on while a colleague manages; in the other reading it ends with its employee."""
        facts = north(
            *(own(who, JANUARY) for who in ("ann", "bob")),
            *(link(who, JANUARY) for who in ("ann", "bob")),
            there("ann", JANUARY, FEBRUARY),
            there("bob", JANUARY),
            Activity(employee="ann", client="acme", on=date(2024, 1, 15), tool="blog", action="publish"),
        )
        assert str(LiveActivity().days(facts)) == "[2024-01-15, 2024-03-15)"
        strict = LiveActivity(relationship=ManagedRelationship(activity_outlives_employee=False))
        assert str(strict.days(facts)) == "[2024-01-15, 2024-02-01)"

    def test_activity_revives(self) -> None:
        """In that reading an activity counts again, for what is left of its window, with a new relationship."""
        facts = north(
            own("ann", JANUARY),
            link("ann", JANUARY),
            there("ann", JANUARY, FEBRUARY),
            there("ann", MARCH),
            Activity(employee="ann", client="acme", on=date(2024, 1, 15), tool="blog", action="publish"),
        )
        assert str(LiveActivity().days(facts)) == "[2024-01-15, 2024-02-01)"
        lenient = LiveActivity(relationship=ManagedRelationship(activity_revives=True))
        assert str(lenient.days(facts)) == "[2024-01-15, 2024-02-01) | [2024-03-01, 2024-03-15)"

    def test_contradiction(self) -> None:
        """A deactivation cannot end the relationship and leave activities to be attributed."""
        with pytest.raises(PolicyError) as caught:
            ManagedRelationship(deactivation_ends=True, link=LinkValidity(active_required=False))
        assert str(caught.value) == (
            "deactivation_ends contradicts active_required=False: expected at most one; drop one of the two"
        )

    def test_text(self) -> None:
        """The rule reads as what it asks for."""
        assert str(ManagedRelationship()) == "an employee is managing the client"


class TestRelationshipFinding:
    team: tuple[Record, ...] = (
        *(own(who, JANUARY) for who in ("ann", "bob")),
        *(link(who, JANUARY) for who in ("ann", "bob")),
        there("ann", JANUARY, MARCH),
        there("bob", FEBRUARY),
    )

    def test_holds(self) -> None:
        """While it holds, who is managing comes first, and what colleagues lack is told."""
        assert ManagedRelationship().finding(north(*self.team), APRIL).outline(parts=None).splitlines() == [
            "yes  north has a managed relationship with acme since 2024-01-01 (A18, A19)",
            "  yes  bob is managing acme (A6, A18)  [client_users[1]; partner_users[1]; links[1]]",
            "  no   ann is not managing acme since 2024-03-01 (A6, A18)  [client_users[0]; partner_users[0]; links[0]]",
            "    no   ann is no user in acme's account since 2024-03-01 (A6)  [client_users[0]]",
        ]

    def test_first_day_of_all(self) -> None:
        """A relationship since the first day there is has that day named."""
        facts = north(own("ann", date.min), there("ann", date.min), link("ann", date.min))
        assert (
            ManagedRelationship().finding(facts, date.min).text
            == "north has a managed relationship with acme since 0001-01-01"
        )

    def test_over(self) -> None:
        """Once it is over, since when is told, and for each employee what lacks."""
        facts = north(own("ann", JANUARY), there("ann", JANUARY, MARCH), link("ann", JANUARY))
        finding = ManagedRelationship().finding(facts, LAST_DAY_OF_MAY)
        assert finding.text == "north has no managed relationship with acme since 2024-03-01"
        assert finding.clauses == ("A18", "A19")

    def test_never_linked(self) -> None:
        """A relationship that never was rests on the clauses of what makes one."""
        finding = ManagedRelationship().finding(north(own("ann", JANUARY), there("ann", JANUARY)), MARCH)
        assert str(finding).splitlines() == [
            "no   north has no managed relationship with acme (A6, A10)",
            "  no   ann is not managing acme (A6, A18)  [client_users[0]; partner_users[0]]",
            "    no   acme is not linked to ann (A10, A12)",
        ]

    def test_nobody(self) -> None:
        """That nobody is there is said in so many words."""
        finding = ManagedRelationship().finding(north(), MARCH)
        assert str(finding) == "no   north has no employee at acme (A6, A10)"

    def test_managing_without_a_link(self) -> None:
        """Of whoever is managing nothing is told that lacks, though the link was taken away."""
        facts = north(own("ann", JANUARY), there("ann", JANUARY), link("ann", JANUARY, FEBRUARY))
        (ann,) = ManagedRelationship().finding(facts, MARCH).parts
        assert (ann.holds, ann.parts) == (True, ())
