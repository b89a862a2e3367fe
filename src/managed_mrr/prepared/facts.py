"""Facts: those about one client, woven anew from what they were made of and what came later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from managed_mrr.evidence import (
    LISTS,
    Client,
    Employee,
    EmployeeAtClient,
    Partner,
    PartnerAtClient,
    PartnerUser,
    Record,
    Subscription,
)
from managed_mrr.evidence.index import index_by_client
from managed_mrr.persistent import PersistentMap

__all__ = ["Colleague", "Known", "Placed", "woven"]


def __dir__() -> list[str]:
    return __all__


Placed: TypeAlias = tuple[str, int, Record]
"""A record, with the list of the portfolio it is in and its place there."""

_ByPlace: TypeAlias = defaultdict[str, dict[int, Any]]


@attrs.frozen(eq=False)
class Colleague:
    """
    What is known of an employee everywhere.

    Attributes:
        employee: The employee.
        users: The user periods in the partner's account, by their places in the portfolio's list.
        clients: Ids of the clients at which there is any evidence about the employee.
    """

    employee: Employee
    users: Mapping[int, PartnerUser] = attrs.field(factory=dict)
    clients: frozenset[str] = frozenset()


@attrs.frozen(eq=False)
class Known:
    """
    Who the records of clients speak of.

    Attributes:
        colleagues: The employees, by id.
        partners: The partners with their places in the portfolio's list, by id.
    """

    colleagues: PersistentMap[str, Colleague]
    partners: PersistentMap[str, tuple[int, Partner]]

    def colleague(self, id: str) -> Colleague:
        """The employee with an id that is known."""
        found = self.colleagues.get(id)
        assert found is not None
        return found

    def partner(self, id: str) -> tuple[int, Partner]:
        """The partner with an id that is known, and its place."""
        found = self.partners.get(id)
        assert found is not None
        return found


def woven(
    client: Client,
    pairs: Sequence[PartnerAtClient],
    sold: Mapping[int, Subscription],
    later: Iterable[Placed],
    known: Known,
) -> tuple[PartnerAtClient, ...]:
    """
    The facts about a client as the index of the whole portfolio would have them.

    Args:
        client: The client.
        pairs: The facts as they were.
        sold: The client's subscriptions at that time, by place.
        later: What came later, each activity once.
        known: Who all of that speaks of.
    """
    records: _ByPlace = defaultdict(dict)
    records["clients"][0] = client
    records["subscriptions"].update(sold)
    for facts in pairs:
        _unravel(facts, records)
    for name, place, record in later:
        records[name][place] = record
    _people(records, known)
    places = {name: sorted(records[name]) for name in LISTS}
    columns = _Columns(**{name: tuple(map(records[name].__getitem__, places[name])) for name in LISTS})
    return tuple(_placed(facts, places) for facts in index_by_client(columns)[client.id])


def _unravel(facts: PartnerAtClient, records: _ByPlace) -> None:
    """Put the records that facts were made of back into their lists."""
    records["partners_of_record"].update(zip(facts.positions["records"], facts.records, strict=True))
    for employee in facts.employees:
        for name in ("client_users", "links", "activities"):
            records[name].update(zip(employee.positions[name], getattr(employee, name), strict=True))


def _people(records: _ByPlace, known: Known) -> None:
    """Add the employees that the records speak of, with their users, and the partners."""
    named = {each.employee for name in ("client_users", "links", "activities") for each in records[name].values()}
    records["partner_users"].clear()
    for number, name in enumerate(sorted(named)):
        colleague = known.colleague(name)
        records["employees"][number] = colleague.employee
        records["partner_users"].update(colleague.users)
    present = (*records["employees"].values(), *records["partners_of_record"].values())
    records["partners"].update(known.partner(each.partner) for each in present)


def _placed(facts: PartnerAtClient, places: Mapping[str, Sequence[int]]) -> PartnerAtClient:
    """Facts that say where in the whole portfolio their records are, and not where among the client's."""
    lists = {"partner": "partners", "records": "partners_of_record", "subscriptions": "subscriptions"}
    positions = {name: _moved(facts.positions[name], places[lists[name]]) for name in facts.positions}
    employees = tuple(_employee_placed(each, places) for each in facts.employees)
    return attrs.evolve(facts, employees=employees, positions=positions)


def _employee_placed(facts: EmployeeAtClient, places: Mapping[str, Sequence[int]]) -> EmployeeAtClient:
    return attrs.evolve(facts, positions={name: _moved(each, places[name]) for name, each in facts.positions.items()})


def _moved(positions: Sequence[int], places: Sequence[int]) -> list[int]:
    return [places[position] for position in positions]


@attrs.frozen(eq=False)
class _Columns:
    """The lists of a portfolio with the records of one client only."""

    partners: tuple[Any, ...]
    clients: tuple[Any, ...]
    employees: tuple[Any, ...]
    partner_users: tuple[Any, ...]
    client_users: tuple[Any, ...]
    links: tuple[Any, ...]
    activities: tuple[Any, ...]
    partners_of_record: tuple[Any, ...]
    subscriptions: tuple[Any, ...]
