"""The portfolio: all the evidence there is, checked and indexed by client when it is made."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
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

__all__ = ["LISTS", "Portfolio", "Record", "ToPortfolio", "portfolio_of"]


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
    by_client: Mapping[str, tuple[PartnerAtClient, ...]] = attrs.field(init=False, eq=False)
    _partners: Mapping[str, Partner] = attrs.field(init=False, eq=False)
    _clients: Mapping[str, Client] = attrs.field(init=False, eq=False)

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
        _index(self)

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
        _index(made, by_client)
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

    def __repr__(self) -> str:
        counts = [(len(getattr(self, name)), kind.__name__) for name, kind in LISTS.items()]
        words = [f"{count:,} {_noun(kind, count)}" for count, kind in counts if count]
        return f"<Portfolio: {', '.join(words) or 'empty'}>"

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
        subscriptions = [place for place, each in enumerate(self.subscriptions) if each.client == client]
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


def _index(portfolio: Portfolio, by_client: Mapping[str, tuple[PartnerAtClient, ...]] | None = None) -> None:
    """Fill in what is worked out from the records once, when the portfolio is made."""
    object.__setattr__(portfolio, "by_client", index_by_client(portfolio) if by_client is None else by_client)
    object.__setattr__(portfolio, "_partners", {each.id: each for each in portfolio.partners})
    object.__setattr__(portfolio, "_clients", {each.id: each for each in portfolio.clients})


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


_PLURALS = {"Activity": "activities", "PartnerOfRecord": "partners of record"}


def _noun(kind: str, count: int) -> str:
    """Say a class name as people do: ``2 client users``."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in kind).strip()
    return words if count == 1 else _PLURALS.get(kind, f"{words}s")
