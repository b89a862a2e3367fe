"""What must hold between the records of a portfolio."""

from datetime import date
from typing import TypeVar

import attrs
import pytest

from managed_mrr import (
    Activity,
    Client,
    ClientUser,
    Employee,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Problem,
    Subscription,
)
from managed_mrr.evidence import LISTS, Record, consistency
from managed_mrr.evidence.consistency import MISSING, inconsistencies

R = TypeVar("R")

JANUARY = date(2024, 1, 1)
MARCH = date(2024, 3, 1)
NORTH = Partner("north")
SOUTH = Partner("south")
ACME = Client("acme", currency="USD")
ANN = Employee("ann", partner="north")
POST = Activity(employee="ann", client="acme", on=JANUARY, tool="blog", action="publish", id="a1")


@attrs.frozen(kw_only=True)
class Lists:
    """The lists of a portfolio, not yet checked."""

    partners: tuple[Partner, ...] = (NORTH, SOUTH)
    clients: tuple[Client, ...] = (ACME,)
    employees: tuple[Employee, ...] = (ANN,)
    partner_users: tuple[PartnerUser, ...] = ()
    client_users: tuple[ClientUser, ...] = ()
    links: tuple[Link, ...] = ()
    activities: tuple[Activity, ...] = ()
    partners_of_record: tuple[PartnerOfRecord, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()


def lists_with(name: str, *records: Record) -> Lists:
    """The lists with one of them replaced."""
    lists = Lists()
    object.__setattr__(lists, name, records)
    return lists


def unread(record: R, **fields: object) -> R:
    """A record as the reader hands it on when some of its values could not be read."""
    for name, value in fields.items():
        object.__setattr__(record, name, value)
    return record


class TestIds:
    @pytest.mark.parametrize(
        ("name", "kind", "record"),
        [
            ("partners", "partner", NORTH),
            ("clients", "client", ACME),
            ("employees", "employee", ANN),
            ("subscriptions", "subscription", Subscription("s1", client="acme", start=JANUARY, items=[])),
        ],
    )
    def test_repeated(self, name: str, kind: str, record: Record) -> None:
        """An id that two records of one list have is a problem of the later one."""
        assert list(inconsistencies(lists_with(name, record, record))) == [
            Problem(
                f"{name}[1].id",
                getattr(record, "id", None),
                f"an id that no other {kind} has; {name}[0] has this one",
                "give one of the two another id, or remove it",
            )
        ]

    def test_lists_apart(self) -> None:
        """A partner, a client, an employee and a subscription may have the same id."""
        lists = Lists(
            partners=(Partner("x"),),
            clients=(Client("x", currency="USD"),),
            employees=(Employee("x", partner="x"),),
            subscriptions=(Subscription("x", client="x", start=JANUARY, items=[]),),
        )
        assert list(inconsistencies(lists)) == []


class TestDangling:
    @pytest.mark.parametrize(
        ("name", "field", "record"),
        [
            ("employees", "partner", Employee("bob", partner="nobody")),
            ("partner_users", "employee", PartnerUser("nobody", start=JANUARY)),
            ("client_users", "employee", ClientUser("nobody", client="acme", start=JANUARY)),
            ("client_users", "client", ClientUser("ann", client="nobody", start=JANUARY)),
            ("links", "employee", Link("nobody", client="acme", start=JANUARY)),
            ("links", "client", Link("ann", client="nobody", start=JANUARY)),
            ("activities", "employee", attrs.evolve(POST, employee="nobody")),
            ("activities", "client", attrs.evolve(POST, client="nobody")),
            ("partners_of_record", "client", PartnerOfRecord("nobody", partner="north", start=JANUARY)),
            ("partners_of_record", "partner", PartnerOfRecord("acme", partner="nobody", start=JANUARY)),
            ("subscriptions", "client", Subscription("s1", client="nobody", start=JANUARY, items=[])),
        ],
    )
    def test_unknown(self, name: str, field: str, record: Record) -> None:
        """An id that nobody has is a problem in every field that names another record."""
        (problem,) = inconsistencies(lists_with(name, record))
        assert (problem.path, problem.value) == (f"{name}[0].{field}", "nobody")
        assert problem.expected == f"the id of {'an' if field == 'employee' else 'a'} {field} in {field}s"
        assert problem.hint == f"add the {field} to {field}s"

    def test_nearest(self) -> None:
        """A similar id is suggested."""
        (problem,) = inconsistencies(Lists(partner_users=(PartnerUser("anne", start=JANUARY),)))
        assert problem.hint == "did you mean 'ann'?"

    def test_costly_suggestions(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Once too many ids were compared, no more are: a hostile file cannot buy hours with megabytes."""
        monkeypatch.setattr(consistency, "COMPARISONS", 1)
        users = tuple(PartnerUser(name, start=JANUARY) for name in ("anna", "anne", "annn", "anna"))
        hints = [problem.hint for problem in inconsistencies(Lists(partner_users=users))]
        assert hints == [
            "did you mean 'ann'?",
            "did you mean 'ann'?",
            "add the employee to employees",
            "did you mean 'ann'?",
        ]


class TestRepeatedActivities:
    def test_same_content(self) -> None:
        """The same activity given twice is no problem, and nor are activities without an id."""
        nameless = attrs.evolve(POST, id=None)
        lists = Lists(activities=(POST, POST, nameless, attrs.evolve(nameless, action="edit")))
        assert list(inconsistencies(lists)) == []

    def test_different_content(self) -> None:
        """One id for two different activities is a problem of the later one."""
        lists = Lists(activities=(POST, POST, attrs.evolve(POST, on=MARCH)))
        assert list(inconsistencies(lists)) == [
            Problem(
                "activities[2].id",
                "a1",
                "the same content as activities[0], which has this id",
                "give it an id of its own, or make the two alike: then they count once",
            )
        ]


class TestOverlappingRecords:
    @pytest.mark.parametrize("partner", ["north", "south"])
    def test_overlap(self, partner: str) -> None:
        """A client has one partner of record at a time, and says so once."""
        lists = Lists(
            partners_of_record=(
                PartnerOfRecord("acme", partner=partner, start=date(2024, 2, 1), end=date(2024, 2, 5)),
                PartnerOfRecord("acme", partner="north", start=JANUARY, end=MARCH),
                PartnerOfRecord("acme", partner="south", start=MARCH),
            )
        )
        assert list(inconsistencies(lists)) == [
            Problem(
                "partners_of_record[0].start",
                "2024-02-01",
                "a day on which client 'acme' has no other partner of record; partners_of_record[1] covers it",
                "end the earlier record where the later one begins",
            )
        ]

    def test_without_end(self) -> None:
        """A record without end covers all later days, also those after a shorter one inside it."""
        lists = Lists(
            partners_of_record=(
                PartnerOfRecord("acme", partner="north", start=JANUARY),
                PartnerOfRecord("acme", partner="south", start=date(2024, 2, 1), end=MARCH),
                PartnerOfRecord("acme", partner="south", start=date(2025, 1, 1)),
            )
        )
        assert [problem.path for problem in inconsistencies(lists)] == [
            "partners_of_record[1].start",
            "partners_of_record[2].start",
        ]
        assert all("partners_of_record[0] covers it" in each.expected for each in inconsistencies(lists))

    def test_clients_apart(self) -> None:
        """Records of different clients never overlap."""
        lists = Lists(
            clients=(ACME, Client("bolt", currency="USD")),
            partners_of_record=(
                PartnerOfRecord("acme", partner="north", start=JANUARY),
                PartnerOfRecord("bolt", partner="south", start=JANUARY),
            ),
        )
        assert list(inconsistencies(lists)) == []


class TestMissing:
    def test_repr(self) -> None:
        """The mark is recognised in a debugger."""
        assert repr(MISSING) == "MISSING"

    def test_passed_over(self) -> None:
        """A value that could not be read has its problem already and makes no second one."""
        lists = Lists(
            partners=(NORTH, SOUTH, unread(Partner("x"), id=MISSING), unread(Partner("y"), id=MISSING)),
            employees=(ANN, unread(Employee("bob", partner="north"), partner=MISSING)),
            activities=(
                POST,
                unread(attrs.evolve(POST), on=MISSING),
                unread(attrs.evolve(POST), id=MISSING),
            ),
            partners_of_record=(
                PartnerOfRecord("acme", partner="north", start=JANUARY),
                unread(PartnerOfRecord("acme", partner="south", start=MARCH), start=MISSING),
            ),
        )
        assert list(inconsistencies(lists)) == []


class TestColumns:
    def test_portfolio(self) -> None:
        """A portfolio has the lists, and one that was made has nothing inconsistent."""
        portfolio = Portfolio.of(NORTH, ACME, ANN, POST)
        assert all(isinstance(getattr(portfolio, name), tuple) for name in LISTS)
        assert list(inconsistencies(portfolio)) == []
