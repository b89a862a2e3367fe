"""The portfolio: all the evidence there is, checked when it is made, indexed by client when it is asked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

import attrs

from managed_mrr.dates.ranges import exact_date
from managed_mrr.errors import PortfolioError, UnknownIdError
from managed_mrr.evidence.consistency import inconsistencies
from managed_mrr.evidence.facts import PartnerAtClient
from managed_mrr.evidence.index import index_by_client
from managed_mrr.evidence.known import all_known
from managed_mrr.evidence.records import (
    Activity,
    Client,
    ClientUser,
    Employee,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Subscription,
)
from managed_mrr.evidence.values import EvidenceError

__all__ = ["LISTS", "Portfolio", "Record", "ToPortfolio", "in_numbers", "portfolio_of"]


def __dir__() -> list[str]:
    return __all__


Record = Partner | Client | Employee | PartnerUser | ClientUser | Link | Activity | PartnerOfRecord | Subscription

LISTS: Mapping[str, type[Record]] = {
    "partners": Partner,
    "clients": Client,
    "employees": Employee,
    "partner_users": PartnerUser,
    "client_users": ClientUser,
    "links": Link,
    "activities": Activity,
    "partners_of_record": PartnerOfRecord,
    "subscriptions": Subscription,
}

R = TypeVar("R")


def _all_of(kind: type[R], name: str, values: Iterable[R]) -> tuple[R, ...]:
    records = tuple(values)
    for index, record in enumerate(records):
        if not isinstance(record, kind):
            msg = f"{name}[{index}] is not a {kind.__name__}: {record!r}; expected {kind.__name__} records"
            raise EvidenceError(msg)
    return records


@attrs.frozen(init=False, repr=False)
class Portfolio:
    """
    All the evidence: partners, clients and what happened between them.

    A portfolio is checked as a whole when it is made, and never changes. The order of its records never
    matters to a result.

    Args:
        partners: The partners.
        clients: The clients.
        employees: The partners' employees.
        partner_users: When employees were users in their partner's account.
        client_users: When employees were users in clients' accounts.
        links: When clients were linked to employees by hand.
        activities: What employees did in clients' accounts.
        partners_of_record: Which partner a client named as its partner of record, and when.
        subscriptions: What clients buy.

    Raises:
        PortfolioError: Records do not fit together; the error has every problem.

    Examples:
        >>> Portfolio(partners=[Partner("north")], clients=[Client("acme", currency="USD")])
        <Portfolio: 1 partner, 1 client>
    """

    partners: tuple[Partner, ...]
    clients: tuple[Client, ...]
    employees: tuple[Employee, ...]
    partner_users: tuple[PartnerUser, ...]
    client_users: tuple[ClientUser, ...]
    links: tuple[Link, ...]
    activities: tuple[Activity, ...]
    partners_of_record: tuple[PartnerOfRecord, ...]
    subscriptions: tuple[Subscription, ...]

    def __init__(
        self,
        *,
        partners: Iterable[Partner] = (),
        clients: Iterable[Client] = (),
        employees: Iterable[Employee] = (),
        partner_users: Iterable[PartnerUser] = (),
        client_users: Iterable[ClientUser] = (),
        links: Iterable[Link] = (),
        activities: Iterable[Activity] = (),
        partners_of_record: Iterable[PartnerOfRecord] = (),
        subscriptions: Iterable[Subscription] = (),
    ) -> None:
        self.__attrs_init__(
            partners=_all_of(Partner, "partners", partners),
            clients=_all_of(Client, "clients", clients),
            employees=_all_of(Employee, "employees", employees),
            partner_users=_all_of(PartnerUser, "partner_users", partner_users),
            client_users=_all_of(ClientUser, "client_users", client_users),
            links=_all_of(Link, "links", links),
            activities=_all_of(Activity, "activities", activities),
            partners_of_record=_all_of(PartnerOfRecord, "partners_of_record", partners_of_record),
            subscriptions=_all_of(Subscription, "subscriptions", subscriptions),
        )
        if problems := tuple(inconsistencies(self)):
            raise PortfolioError(problems)

    @classmethod
    def trusted(cls, **lists: Sequence[Record]) -> "Portfolio":
        """
        A portfolio of records that were checked before, one list for every name in :data:`managed_mrr.evidence.LISTS`.

        Examples:
            >>> Portfolio.trusted(**{name: () for name in LISTS})
            <Portfolio: empty>
        """
        return cls.indexed(None, **lists)

    @classmethod
    def indexed(
        cls, by_client: Mapping[str, tuple[PartnerAtClient, ...]] | None, /, **lists: Sequence[Record]
    ) -> "Portfolio":
        """
        The same, of which the facts about each client were put together before, too.

        Args:
            by_client: The facts; if None, they are put together now.
            **lists: The records.

        Examples:
            >>> Portfolio.indexed({}, **{name: () for name in LISTS})
            <Portfolio: empty>
        """
        made = cls.__new__(cls)
        for name in LISTS:
            object.__setattr__(made, name, tuple(lists[name]))
        if by_client is not None:
            object.__setattr__(made, "by_client", by_client)
        return made

    @classmethod
    def of(cls, *records: Record) -> "Portfolio":
        """
        A portfolio of records in any order, each put into its list by its type.

        Raises:
            EvidenceError: Something is not a record.
            PortfolioError: Records do not fit together.

        Examples:
            >>> Portfolio.of(Client("acme", currency="USD"), Partner("north")) == Portfolio(
            ...     partners=[Partner("north")], clients=[Client("acme", currency="USD")]
            ... )
            True
        """
        return cls(**_by_list(records))

    def with_(self, *records: Record) -> "Portfolio":
        """
        This portfolio with more records; this one stays as it is.

        Examples:
            >>> Portfolio().with_(Partner("north"), Client("acme", currency="USD"))
            <Portfolio: 1 partner, 1 client>
        """
        more = _by_list(records)
        return type(self)(**{name: (*getattr(self, name), *more[name]) for name in LISTS})

    def __or__(self, other: "Portfolio") -> "Portfolio":
        """Join two portfolios; a record that stands in both is kept once."""
        if not isinstance(other, Portfolio):
            return NotImplemented
        mine = {name: frozenset(getattr(self, name)) for name in LISTS}
        return self.with_(*(each for name in LISTS for each in getattr(other, name) if each not in mine[name]))

    # What is worked out from the records waits until it is asked for: of a chain of portfolios, each made of the one
    # before it, only the last is ever asked.

    @cached_property
    def by_client(self) -> Mapping[str, tuple[PartnerAtClient, ...]]:
        """For every client the evidence about the partners of which there is any there, by id."""
        return index_by_client(self)

    @cached_property
    def _partners(self) -> Mapping[str, Partner]:
        return {each.id: each for each in self.partners}

    @cached_property
    def _clients(self) -> Mapping[str, Client]:
        return {each.id: each for each in self.clients}

    @cached_property
    def _subscriptions_of(self) -> Mapping[str, list[int]]:
        """The places of the subscriptions of each client that has any."""
        places: dict[str, list[int]] = {}
        for place, each in enumerate(self.subscriptions):
            places.setdefault(each.client, []).append(place)
        return places

    def __repr__(self) -> str:
        return f"<Portfolio: {in_numbers({name: len(getattr(self, name)) for name in LISTS})}>"

    def as_of(self, day: date) -> "Portfolio":
        """
        The evidence as a day knows it: everything dated later is left out, and what ends later is open.

        What holds as of the day, and why, is the same for this portfolio and for the whole one.

        Examples:
            >>> from managed_mrr import managed_client
            >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
            >>> acme.as_of(date(2024, 1, 14)).activities
            ()
        """
        return type(self)(**{name: all_known(getattr(self, name), exact_date(day)) for name in LISTS})

    def facts(self, partner: str, client: str) -> PartnerAtClient:
        """
        The evidence about one partner at one client.

        Raises:
            UnknownIdError: There is no such partner or client; the error names the nearest.

        Examples:
            >>> Portfolio.of(Partner("north"), Client("acme", currency="USD")).facts("north", "acme").employees
            ()
        """
        self.client(client)
        for facts in self.by_client[client]:
            if facts.partner.id == partner:
                return facts
        return self._strangers(self.partner(partner), client)

    def partner(self, id: str) -> Partner:
        """
        The partner with an id.

        Raises:
            UnknownIdError: There is none; the error names the nearest.

        Examples:
            >>> Portfolio.of(Partner("north", name="North")).partner("north").name
            'North'
        """
        if id not in self._partners:
            raise UnknownIdError("partner", id, self._partners)
        return self._partners[id]

    def client(self, id: str) -> Client:
        """
        The client with an id.

        Raises:
            UnknownIdError: There is none; the error names the nearest.

        Examples:
            >>> Portfolio.of(Client("acme", currency="USD")).client("acme").currency
            'USD'
        """
        if id not in self._clients:
            raise UnknownIdError("client", id, self._clients)
        return self._clients[id]

    def _strangers(self, partner: Partner, client: str) -> PartnerAtClient:
        subscriptions = self._subscriptions_of.get(client, [])
        return PartnerAtClient(
            partner=partner,
            client=self.client(client),
            employees=(),
            records=(),
            subscriptions=tuple(self.subscriptions[place] for place in subscriptions),
            positions={
                "partner": [self.partners.index(partner)],
                "records": [],
                "subscriptions": subscriptions,
            },
        )


class ToPortfolio(Protocol):
    """What has a portfolio, and perhaps puts it together only when it is asked for it."""

    @property
    def portfolio(self) -> Portfolio:
        """The evidence."""


def portfolio_of(evidence: Portfolio | ToPortfolio) -> Portfolio:
    """
    The portfolio itself, or the one that something has.

    Examples:
        >>> portfolio_of(Portfolio())
        <Portfolio: empty>
    """
    return evidence if isinstance(evidence, Portfolio) else evidence.portfolio


def _by_list(records: Iterable[Record]) -> dict[str, list[Any]]:
    lists: dict[str, list[Any]] = {name: [] for name in LISTS}
    names = {kind: name for name, kind in LISTS.items()}
    for record in records:
        if type(record) not in names:
            kinds = ", ".join(kind.__name__ for kind in names)
            msg = f"not a record: {record!r}; expected one of {kinds}"
            raise EvidenceError(msg)
        lists[names[type(record)]].append(record)
    return lists


def in_numbers(counts: Mapping[str, int]) -> str:
    """
    How many records there are, for people.

    Args:
        counts: How many there are in each list.

    Examples:
        >>> in_numbers({"partners": 2, "links": 1, "clients": 0})
        '2 partners, 1 link'
    """
    words = (
        f"{counts[name]:,} {_noun(kind.__name__, counts[name])}" for name, kind in LISTS.items() if counts.get(name)
    )
    return ", ".join(words) or "empty"


_PLURALS = {"Activity": "activities", "PartnerOfRecord": "partners of record"}


def _noun(kind: str, count: int) -> str:
    """Say a class name as people do: ``2 client users``."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
    return words if count == 1 else _PLURALS.get(kind, f"{words}s")
