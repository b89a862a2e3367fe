"""All the evidence, checked as a whole."""

from datetime import date, datetime

import attrs
import pytest

from managed_mrr import (
    Activity,
    Client,
    ClientUser,
    DateError,
    DateRange,
    Employee,
    EvidenceError,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    PortfolioError,
    Subscription,
    UnknownIdError,
    evaluate,
    managed_client,
)
from managed_mrr.evidence import LISTS

JANUARY = date(2024, 1, 1)
NORTH = Partner("north")
ACME = Client("acme", currency="USD")
ANN = Employee("ann", partner="north")


def acme() -> Portfolio:
    """One partner at one client."""
    return managed_client("north", "acme", start=JANUARY, price=1000, activities=[date(2024, 1, 15)])


class TestMaking:
    def test_keywords(self) -> None:
        """Lists become tuples, in the order given."""
        portfolio = Portfolio(partners=[NORTH], clients=[ACME], employees=[ANN])
        assert (portfolio.partners, portfolio.clients, portfolio.employees) == ((NORTH,), (ACME,), (ANN,))

    def test_wrong_kind(self) -> None:
        """A record in the wrong list is refused with its place."""
        with pytest.raises(EvidenceError) as caught:
            Portfolio(partners=[NORTH], clients=[ACME, NORTH])  # type: ignore[list-item]
        assert str(caught.value) == (f"clients[1] is not a Client: {NORTH!r}; expected Client records")

    def test_of(self) -> None:
        """Records in any order are put into their lists by type."""
        assert Portfolio.of(ANN, ACME, NORTH) == Portfolio(partners=[NORTH], clients=[ACME], employees=[ANN])

    def test_of_no_record(self) -> None:
        """Whatever is no record is refused with the list of what is."""
        with pytest.raises(EvidenceError) as caught:
            Portfolio.of(NORTH, "acme")  # type: ignore[arg-type]
        assert str(caught.value) == (
            "not a record: 'acme'; expected one of Partner, Client, Employee, PartnerUser, ClientUser, Link, "
            "Activity, PartnerOfRecord, Subscription"
        )

    def test_trusted(self) -> None:
        """A portfolio made without checks is equal and answers alike."""
        whole = acme()
        trusted = Portfolio.trusted(**{name: getattr(whole, name) for name in LISTS})
        assert trusted == whole
        assert trusted.facts("north", "acme").positions == whole.facts("north", "acme").positions

    def test_frozen(self) -> None:
        """A portfolio never changes."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            acme().partners = ()  # type: ignore[misc]

    def test_hash(self) -> None:
        """Equal portfolios hash alike."""
        assert hash(acme()) == hash(acme())


class TestJoining:
    def test_with(self) -> None:
        """Adding records makes another portfolio and leaves this one alone."""
        before = acme()
        after = before.with_(Partner("south"))
        assert [partner.id for partner in after.partners] == ["north", "south"]
        assert [partner.id for partner in before.partners] == ["north"]

    def test_with_checks(self) -> None:
        """The portfolio that is made is checked as a whole."""
        with pytest.raises(PortfolioError, match=r"^the portfolio has 1 problem:\n  links\[1\]\.employee: "):
            acme().with_(Link("bob", client="acme", start=JANUARY))

    def test_or(self) -> None:
        """Joining keeps a record that stands in both once."""
        joined = acme() | managed_client("south", "acme", start=JANUARY)
        assert [partner.id for partner in joined.partners] == ["north", "south"]
        assert joined.clients == (ACME,)
        assert acme() | acme() == acme()

    def test_or_disagreeing(self) -> None:
        """Two records of one id that disagree are a problem, not a choice."""
        with pytest.raises(PortfolioError, match=r"clients\[1\]\.id: got 'acme'"):
            acme() | managed_client("south", "acme", start=JANUARY, currency="EUR")

    def test_or_anything_else(self) -> None:
        """Only portfolios join."""
        with pytest.raises(TypeError, match=r"^unsupported operand type"):
            acme() | NORTH  # type: ignore[operator]


class TestAsking:
    def test_partner_and_client(self) -> None:
        """Partners and clients are found by id."""
        assert acme().partner("north") == NORTH
        assert acme().client("acme") == ACME

    def test_unknown(self) -> None:
        """An unknown id is refused with the nearest one."""
        with pytest.raises(UnknownIdError) as caught:
            acme().partner("nort")
        assert str(caught.value) == (
            "unknown partner 'nort': expected the id of a partner in the evidence; did you mean 'north'?"
        )
        with pytest.raises(UnknownIdError) as caught:
            acme().client("zzz")
        assert str(caught.value) == (
            "unknown client 'zzz': expected the id of a client in the evidence; the evidence has no similar client"
        )

    def test_facts(self) -> None:
        """The facts are about one partner at one client."""
        facts = acme().facts("north", "acme")
        assert (facts.partner.id, facts.client.id) == ("north", "acme")
        assert [each.employee.id for each in facts.employees] == ["north-employee"]

    @pytest.mark.parametrize(
        ("partner", "client", "message"),
        [
            ("north", "acm", "unknown client 'acm': .*did you mean 'acme'"),
            ("nort", "acme", "unknown partner 'nort': .*did you mean 'north'"),
        ],
    )
    def test_facts_unknown(self, partner: str, client: str, message: str) -> None:
        """The facts of an unknown partner or client are refused with the nearest id."""
        with pytest.raises(UnknownIdError, match=message):
            acme().facts(partner, client)

    def test_facts_of_strangers(self) -> None:
        """A partner without any evidence at a client has no employees there, and the client what it buys."""
        portfolio = acme().with_(
            Partner("south"),
            Client("bolt", currency="USD"),
            Subscription.monthly("bolt-subscription", client="bolt", price=1, start=JANUARY),
        )
        facts = portfolio.facts("south", "bolt")
        assert (facts.employees, facts.records) == ((), ())
        assert [each.id for each in facts.subscriptions] == ["bolt-subscription"]
        assert facts.positions == {"partner": [1], "records": [], "subscriptions": [1]}


class TestAsOf:
    def test_later_is_left_out(self) -> None:
        """What is dated later is left out, and what ends later is open."""
        before = Portfolio.of(NORTH, ACME, ANN, Link("ann", client="acme", start=JANUARY))
        after = Portfolio.of(
            NORTH,
            ACME,
            ANN,
            Link("ann", client="acme", start=JANUARY, end=date(2024, 6, 1)),
            Link("ann", client="acme", start=date(2024, 7, 1)),
        )
        assert after.as_of(date(2024, 3, 1)) == before
        assert after.as_of(date(2024, 7, 1)) == after

    def test_same_answer(self) -> None:
        """What holds as of the day is the same for what the day knows."""
        day = date(2024, 1, 20)
        portfolio = acme() | managed_client("south", "acme", start=date(2024, 2, 1), activities=[date(2024, 2, 1)])
        assert evaluate(portfolio.as_of(day), as_of=day) == evaluate(portfolio, as_of=day)

    def test_datetime(self) -> None:
        """The day is exactly a date."""
        with pytest.raises(DateError, match=r"take \.date\(\) of it in an explicit time zone$"):
            acme().as_of(datetime(2024, 1, 1))


class TestText:
    def test_empty(self) -> None:
        """A portfolio without records says so."""
        assert repr(Portfolio()) == "<Portfolio: empty>"

    def test_one_of_each(self) -> None:
        """One of each list is counted in the singular."""
        whole = managed_client("north", "acme", start=JANUARY, price=1, activities=[JANUARY], of_record=True)
        assert repr(whole) == (
            "<Portfolio: 1 partner, 1 client, 1 employee, 1 partner user, 1 client user, 1 link, 1 activity, "
            "1 partner of record, 1 subscription>"
        )

    def test_several(self) -> None:
        """Several are counted in the plural, thousands set apart."""
        portfolio = managed_client(
            "north", "acme", start=JANUARY, price=1, activities=[JANUARY] * 1200, of_record=True
        ) | managed_client("south", "bolt", start=JANUARY, price=1, of_record=True)
        assert repr(portfolio) == (
            "<Portfolio: 2 partners, 2 clients, 2 employees, 2 partner users, 2 client users, 2 links, "
            "1,200 activities, 2 partners of record, 2 subscriptions>"
        )


class TestErrors:
    def test_all_at_once(self) -> None:
        """Every problem is in the error, list by list, and nothing is made."""
        with pytest.raises(PortfolioError) as caught:
            Portfolio(
                partners=[NORTH, NORTH],
                clients=[ACME],
                employees=[Employee("ann", partner="nort")],
                partner_users=[PartnerUser("anne", start=JANUARY)],
                client_users=[ClientUser("ann", client="acmee", start=JANUARY)],
            )
        assert [problem.path for problem in caught.value.problems] == [
            "partners[1].id",
            "employees[0].partner",
            "partner_users[0].employee",
            "client_users[0].client",
        ]
        assert str(caught.value).startswith("the portfolio has 4 problems:\n  partners[1].id: got 'north'")

    def test_overlaps_are_legal(self) -> None:
        """Users, links and agreements that overlap are no problem: they join."""
        twice = [PartnerUser("ann", start=JANUARY), PartnerUser("ann", start=date(2024, 2, 1))]
        partner = Partner("north", agreements=[DateRange(JANUARY), DateRange(date(2024, 2, 1))])
        assert Portfolio(partners=[partner], employees=[ANN], partner_users=twice).partner_users == tuple(twice)

    def test_repeated_activity(self) -> None:
        """An activity given twice under one id with the same content is no problem."""
        done = Activity(employee="ann", client="acme", on=JANUARY, tool="blog", action="publish", id="a1")
        portfolio = Portfolio.of(NORTH, ACME, ANN, done, done)
        assert len(portfolio.activities) == 2
        assert portfolio.facts("north", "acme").employees[0].activities == (done,)

    def test_touching_records(self) -> None:
        """One partner of record may follow on another on the same day."""
        portfolio = Portfolio.of(
            NORTH,
            Partner("south"),
            ACME,
            PartnerOfRecord("acme", partner="south", start=date(2024, 2, 1)),
            PartnerOfRecord("acme", partner="north", start=JANUARY, end=date(2024, 2, 1)),
        )
        assert len(portfolio.partners_of_record) == 2
