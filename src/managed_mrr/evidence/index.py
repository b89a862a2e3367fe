"""The index: every record of a portfolio put where the questions about one client find it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from operator import le
from typing import Any, TypeVar

import attrs

from managed_mrr.bulk import uncollected
from managed_mrr.evidence.consistency import Columns
from managed_mrr.evidence.facts import Account, EmployeeAtClient, PartnerAtClient, account
from managed_mrr.evidence.records import Activity, Client, Employee

__all__ = ["index_by_client"]


def __dir__() -> list[str]:
    return __all__


R = TypeVar("R")


@attrs.define
class _Gathered:
    """
    What was found about one employee at one client.

    Attributes:
        client_users: Places of records.
        links: Places of records.
        activities: Of each activity its place, the ordinal of its day, and itself, one after the other.
    """

    client_users: list[int] = attrs.field(factory=list)
    links: list[int] = attrs.field(factory=list)
    activities: list[int | Activity] = attrs.field(factory=list)

    def by_day(self) -> tuple[Sequence[int], Sequence[int], Sequence[Activity]]:
        """The activities in the order of their days, and of the portfolio within a day: places, days, themselves."""
        columns: list[list[Any]] = [self.activities[column::3] for column in range(3)]
        days = columns[1]
        if not all(map(le, days, islice(days, 1, None))):
            order = sorted(range(len(days)), key=days.__getitem__)
            columns = [list(map(column.__getitem__, order)) for column in columns]
        return columns[0], columns[1], columns[2]


def index_by_client(columns: Columns) -> dict[str, tuple[PartnerAtClient, ...]]:
    """
    For every client the partners about which there is any evidence there, by id.

    A partner is at a client when one of its employees has a user, a link or an activity there, or when it is or
    was the client's partner of record.

    Args:
        columns: The records of a portfolio whose ids are consistent.
    """
    with uncollected():
        return _Indexer(columns).clients()


class _Indexer:
    """Reads each list of a portfolio once."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.employees = {each.id: each for each in columns.employees}
        self.partner_users = _places_by(columns.partner_users, "employee")
        self.records = _places_by(columns.partners_of_record, "client")
        self.subscriptions = _places_by(columns.subscriptions, "client")
        self.partner_places = {each.id: place for place, each in enumerate(columns.partners)}
        self.domains = {
            each.id: frozenset(domain.lower() for domain in each.employee_domains) for each in columns.partners
        }
        self.accounts: dict[str, Account] = {}

    def clients(self) -> dict[str, tuple[PartnerAtClient, ...]]:
        people = self._people()
        return {client.id: self._partners(client, people.get(client.id, {})) for client in self.columns.clients}

    def _people(self) -> dict[str, defaultdict[str, _Gathered]]:
        people: defaultdict[str, defaultdict[str, _Gathered]] = defaultdict(lambda: defaultdict(_Gathered))
        for place, user in enumerate(self.columns.client_users):
            people[user.client][user.employee].client_users.append(place)
        for place, link in enumerate(self.columns.links):
            people[link.client][link.employee].links.append(place)
        ordinals = _Ordinals()
        for place, activity in _once(self.columns.activities):
            # Everything about an activity is fetched in this one pass, and put into one list: coming back to millions
            # of records, or to three lists, in another order costs more than all the rest of the index.
            people[activity.client][activity.employee].activities.extend((place, ordinals[activity.on], activity))
        return people

    def _partners(self, client: Client, people: Mapping[str, _Gathered]) -> tuple[PartnerAtClient, ...]:
        staff: dict[str, list[EmployeeAtClient]] = {}
        for employee_id in sorted(people):
            employee = self.employees[employee_id]
            staff.setdefault(employee.partner, []).append(self._employee(employee, client, people[employee_id]))
        records: dict[str, list[int]] = {}
        for place in self.records.get(client.id, ()):
            records.setdefault(self.columns.partners_of_record[place].partner, []).append(place)
        subscriptions = self.subscriptions.get(client.id, [])
        return tuple(
            PartnerAtClient(
                partner=self.columns.partners[self.partner_places[partner]],
                client=client,
                employees=tuple(staff.get(partner, ())),
                records=_take(self.columns.partners_of_record, records.get(partner, [])),
                subscriptions=_take(self.columns.subscriptions, subscriptions),
                positions={
                    "partner": [self.partner_places[partner]],
                    "records": records.get(partner, []),
                    "subscriptions": subscriptions,
                },
            )
            for partner in sorted({*staff, *records})
        )

    def _employee(self, employee: Employee, client: Client, gathered: _Gathered) -> EmployeeAtClient:
        partner_users = self.partner_users.get(employee.id, [])
        places, days, activities = gathered.by_day()
        return EmployeeAtClient.of(
            employee=employee,
            client=client,
            partner_users=_take(self.columns.partner_users, partner_users),
            client_users=_take(self.columns.client_users, gathered.client_users),
            links=_take(self.columns.links, gathered.links),
            activities=tuple(activities),
            days=days,
            domain_matches=employee.domain in self.domains[employee.partner],
            in_partner_account=self._account(employee.id),
            positions={
                "partner_users": partner_users,
                "client_users": gathered.client_users,
                "links": gathered.links,
                "activities": places,
            },
        )

    def _account(self, employee: str) -> Account:
        found = self.accounts.get(employee)
        if found is None:
            users = _take(self.columns.partner_users, self.partner_users.get(employee, []))
            found = self.accounts[employee] = account(users)
        return found


class _Ordinals(dict[date, int]):
    """The number of each day met; one integer is shared by all activities of a day, of which there are many."""

    def __missing__(self, day: date) -> int:
        self[day] = number = day.toordinal()
        return number


def _once(activities: Sequence[Activity]) -> Iterable[tuple[int, Activity]]:
    """The activities with their places; of those with the same id the first."""
    ids = [activity.id for activity in activities if activity.id is not None]
    if len(set(ids)) == len(ids):
        return enumerate(activities)
    first: dict[str | int, int] = {}
    for place, activity in enumerate(activities):
        first.setdefault(place if activity.id is None else activity.id, place)
    return ((place, activities[place]) for place in first.values())


def _places_by(records: Sequence[object], field: str) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        places.setdefault(getattr(record, field), []).append(place)
    return places


def _take(records: Sequence[R], places: list[int]) -> tuple[R, ...]:
    return tuple([records[place] for place in places])
