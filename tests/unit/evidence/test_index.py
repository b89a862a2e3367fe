"""Every record put where the questions about one client find it."""

from datetime import date
from itertools import pairwise

import attrs
import pytest

from managed_mrr import (
    Activity,
    Client,
    ClientUser,
    Employee,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Subscription,
)
from managed_mrr.evidence import Record
from managed_mrr.evidence.index import index_by_client

JANUARY = date(2024, 1, 1)
MARCH = date(2024, 3, 1)
PEOPLE = (
    Partner("south"),
    Partner("north"),
    Client("bolt", currency="USD"),
    Client("acme", currency="USD"),
    Employee("ann", partner="north"),
    Employee("abe", partner="north"),
    Employee("sue", partner="south"),
)
POST = Activity(employee="ann", client="acme", on=JANUARY, tool="blog", action="publish")


class TestWhoIsAtAClient:
    def test_nobody(self) -> None:
        """Every client is in the index, also one with nobody there."""
        assert index_by_client(Portfolio.of(*PEOPLE)) == {"bolt": (), "acme": ()}

    @pytest.mark.parametrize(
        "record",
        [
            ClientUser("ann", client="acme", start=JANUARY),
            Link("ann", client="acme", start=JANUARY),
            POST,
            PartnerOfRecord("acme", partner="north", start=JANUARY),
        ],
        ids=lambda record: type(record).__name__,
    )
    def test_any_evidence(self, record: Record) -> None:
        """A user, a link, an activity or a record puts a partner there."""
        index = index_by_client(Portfolio.of(*PEOPLE, record))
        assert [facts.partner.id for facts in index["acme"]] == ["north"]
        assert index["bolt"] == ()

    @pytest.mark.parametrize(
        "record",
        [
            PartnerUser("ann", start=JANUARY),
            Subscription("s1", client="acme", start=JANUARY, items=[]),
        ],
        ids=lambda record: type(record).__name__,
    )
    def test_not_enough(self, record: Record) -> None:
        """A user in the partner's own account, or a subscription, says nothing about who is at the client."""
        assert index_by_client(Portfolio.of(*PEOPLE, record))["acme"] == ()

    def test_order(self) -> None:
        """Partners and their employees are in the order of their ids, whatever the order of the records."""
        users = [ClientUser(who, client="acme", start=JANUARY) for who in ("sue", "ann", "abe")]
        index = index_by_client(Portfolio.of(*PEOPLE, *users))
        assert [(facts.partner.id, [each.employee.id for each in facts.employees]) for facts in index["acme"]] == [
            ("north", ["abe", "ann"]),
            ("south", ["sue"]),
        ]

    def test_order_of_many(self) -> None:
        """However many partners there are, and wherever they come from, they are in the order of their ids."""
        ids = [f"p{number}" for number in (5, 3, 8, 1, 7, 2, 6, 4)]
        years = [date(2024 + number, 1, 1) for number in range(len(ids) + 1)]
        records = [
            PartnerOfRecord("acme", partner=each, start=start, end=end)
            for each, (start, end) in zip(ids, pairwise(years), strict=True)
        ]
        index = index_by_client(Portfolio.of(*map(Partner, ids), Client("acme", currency="USD"), *records))
        assert [facts.partner.id for facts in index["acme"]] == sorted(ids)


class TestActivities:
    def test_by_day(self) -> None:
        """Activities are in order of days, and keep their places in the portfolio's list."""
        done = [attrs.evolve(POST, on=day) for day in (MARCH, JANUARY, date(2024, 2, 1))]
        (facts,) = index_by_client(Portfolio.of(*PEOPLE, *done))["acme"]
        employee = facts.employees[0]
        assert [activity.on for activity in employee.activities] == [JANUARY, date(2024, 2, 1), MARCH]
        assert list(employee.days) == [activity.on.toordinal() for activity in employee.activities]
        assert list(employee.positions["activities"]) == [1, 2, 0]

    def test_once(self) -> None:
        """An activity given twice under one id is in the index once; without an id each counts."""
        named = attrs.evolve(POST, id="a1")
        (facts,) = index_by_client(Portfolio.of(*PEOPLE, named, named, POST, POST))["acme"]
        assert facts.employees[0].activities == (named, POST, POST)
        assert list(facts.employees[0].positions["activities"]) == [0, 2, 3]


class TestPositions:
    def test_places(self) -> None:
        """Each list remembers where its records stand in the portfolio."""
        portfolio = Portfolio.of(
            *PEOPLE,
            PartnerUser("sue", start=JANUARY),
            PartnerUser("ann", start=JANUARY),
            PartnerUser("ann", start=MARCH),
            ClientUser("sue", client="acme", start=JANUARY),
            ClientUser("ann", client="acme", start=JANUARY),
            Link("sue", client="acme", start=JANUARY),
            Link("ann", client="acme", start=JANUARY),
            PartnerOfRecord("bolt", partner="north", start=JANUARY),
            PartnerOfRecord("acme", partner="north", start=JANUARY),
            Subscription("s1", client="bolt", start=JANUARY, items=[]),
            Subscription("s2", client="acme", start=JANUARY, items=[]),
        )
        north = portfolio.facts("north", "acme")
        assert north.positions == {"partner": [1], "records": [1], "subscriptions": [1]}
        assert north.employees[0].positions == {
            "partner_users": [1, 2],
            "client_users": [1],
            "links": [1],
            "activities": [],
        }
        assert north.employees[0].partner_users == portfolio.partner_users[1:]

    def test_items(self) -> None:
        """The items of a subscription have their places as well."""
        items = [Item(product, price=1, start=JANUARY) for product in ("Hub", "Add-on")]
        portfolio = Portfolio.of(*PEOPLE, POST, Subscription("s1", client="acme", start=JANUARY, items=items))
        assert [list(each) for each in portfolio.facts("north", "acme").item_positions] == [[0, 1]]
