"""Evidence: all of it by client, and how one more record finds its place; nothing here is ever changed in a version."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeAlias

import attrs

from managed_mrr.evidence import (
    LISTS,
    Activity,
    Client,
    ClientUser,
    Employee,
    Link,
    Partner,
    PartnerAtClient,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Record,
    Subscription,
)
from managed_mrr.evidence.facts import period_edges
from managed_mrr.persistent import PersistentMap
from managed_mrr.prepared.facts import Colleague, Known, Placed, woven
from managed_mrr.prepared.standing import Standing, Work

__all__ = ["AtClient", "Evidence"]


def __dir__() -> list[str]:
    return __all__


Later: TypeAlias = "tuple[Later, Placed] | None"
"""What came later, as a list whose beginning is shared: what came before the last, and the last."""


def _in_order(later: Later) -> list[Placed]:
    """The records of a list whose beginning is shared, first things first."""
    found = []
    while later is not None:
        later, last = later
        found.append(last)
    return found[::-1]


@attrs.define(eq=False)
class AtClient:
    """
    One client: what was known when the portfolio was prepared, what came later, and what follows from it.

    Attributes:
        client: The client.
        work: Works out how the client stands.
        pairs: The facts as they were when the portfolio was prepared.
        sold: The client's subscriptions at that time, by place.
        known: Who the records speak of.
        later: What came later.
        stood: How the client stands; None until somebody asks, and the only thing that is ever filled in.
    """

    client: Client
    work: Work
    pairs: tuple[PartnerAtClient, ...]
    sold: Mapping[int, Subscription]
    known: Known
    later: Later = None
    stood: Standing | None = None

    @cached_property
    def facts(self) -> tuple[PartnerAtClient, ...]:
        """The facts about all partners at the client, with what came later."""
        if self.later is None:
            return self.pairs
        return woven(self.client, self.pairs, self.sold, _in_order(self.later), self.known)

    def standing(self) -> Standing:
        """How the client stands."""
        if self.stood is None:
            self.stood = self.work(self.facts)
        return self.stood

    def with_(self, placed: Placed, known: Known, stood: Standing | None = None) -> "AtClient":
        """The client after one more record; how it stands is worked out when somebody asks, unless it is given."""
        return AtClient(self.client, self.work, self.pairs, self.sold, known, (self.later, placed), stood)


class Evidence:
    """
    All the evidence by client, with what came after the portfolio was prepared.

    Args:
        portfolio: The portfolio.
        work: Works out how a client stands.
    """

    __slots__ = ("activities", "base", "clients", "counts", "known", "later", "subscriptions", "work")

    def __init__(self, portfolio: Portfolio, work: Work) -> None:
        self.base = portfolio
        self.work = work
        self.later: Later = None
        self.counts = {name: len(getattr(portfolio, name)) for name in LISTS}
        self.activities = PersistentMap({each.id: each for each in portfolio.activities if each.id is not None})
        self.subscriptions = PersistentMap({each.id: each for each in portfolio.subscriptions})
        self.known = _known(portfolio)
        sold: dict[str, dict[int, Subscription]] = {each.id: {} for each in portfolio.clients}
        for place, each in enumerate(portfolio.subscriptions):
            sold[each.client][place] = each
        self.clients = PersistentMap(
            {
                client.id: AtClient(client, work, portfolio.by_client[client.id], sold[client.id], self.known)
                for client in portfolio.clients
            }
        )

    def copy(self) -> "Evidence":
        """Another that shares everything with this one, for records to be added to."""
        made = Evidence.__new__(Evidence)
        made.base, made.work, made.later, made.counts = self.base, self.work, self.later, self.counts
        made.activities, made.subscriptions = self.activities, self.subscriptions
        made.known, made.clients = self.known, self.clients
        return made

    def add(self, record: Record) -> bool:
        """
        Take in one more record, unless it does not fit to what is there.

        Returns:
            Whether it fits.
        """
        name, take = _TAKING.get(type(record), ("", None))
        if take is None or not take(self, record, placed := (name, self.counts[name], record)):
            return False
        self.counts = {**self.counts, name: placed[1] + 1}
        self.later = self.later, placed
        return True

    def at(self, client: str) -> AtClient | None:
        """A client; None if there is none with that id."""
        return self.clients.get(client)

    def __iter__(self) -> Iterator[AtClient]:
        """All clients, in the order of the portfolio's list."""
        later = [record for _, _, record in _in_order(self.later) if isinstance(record, Client)]
        for client in (*self.base.clients, *later):
            found = self.at(client.id)
            assert found is not None
            yield found

    def portfolio(self) -> Portfolio:
        """The portfolio that all of that makes, with no client looked at again that nothing came about."""
        if self.later is None:
            return self.base
        more: dict[str, list[Record]] = {name: [] for name in LISTS}
        for name, _, record in _in_order(self.later):
            more[name].append(record)
        by_client = {each.client.id: each.facts for each in self}
        return Portfolio.indexed(by_client, **{name: (*getattr(self.base, name), *more[name]) for name in LISTS})

    def activity(self, activity: Activity, placed: Placed) -> bool:
        """Take in an activity; one that is there already, with its id, counts once."""
        colleague, at_client = self.known.colleagues.get(activity.employee), self.clients.get(activity.client)
        if colleague is None or at_client is None:
            return False
        if activity.id is not None:
            earlier = self.activities.get(activity.id)
            if earlier is not None:
                return earlier == activity
            self.activities = self.activities.with_(activity.id, activity)
        if activity.client not in colleague.clients:
            self._meets(colleague, activity.client)
        stood = None if at_client.stood is None else at_client.stood.after(activity)
        self.clients = self.clients.with_(activity.client, at_client.with_(placed, self.known, stood))
        return True

    def client(self, client: Client, _: Placed) -> bool:
        """Take in a client."""
        if self.clients.get(client.id) is not None:
            return False
        self.clients = self.clients.with_(client.id, AtClient(client, self.work, (), {}, self.known))
        return True

    def partner(self, partner: Partner, placed: Placed) -> bool:
        """Take in a partner."""
        partners = self.known.partners
        if partners.get(partner.id) is not None:
            return False
        self.known = Known(self.known.colleagues, partners.with_(partner.id, (placed[1], partner)))
        return True

    def employee(self, employee: Employee, _: Placed) -> bool:
        """Take in an employee."""
        known = self.known
        if known.partners.get(employee.partner) is None or known.colleagues.get(employee.id) is not None:
            return False
        self._learn(Colleague(employee))
        return True

    def partner_user(self, user: PartnerUser, placed: Placed) -> bool:
        """Take in a user in a partner's account, which matters to every client where the employee is."""
        colleague = self.known.colleagues.get(user.employee)
        if colleague is None:
            return False
        self._learn(attrs.evolve(colleague, users={**colleague.users, placed[1]: user}))
        for client in colleague.clients:
            self._touch(client, placed)
        return True

    def person_at_client(self, record: ClientUser | Link, placed: Placed) -> bool:
        """Take in a user in a client's account, or a link."""
        colleague = self.known.colleagues.get(record.employee)
        if colleague is None or self.at(record.client) is None:
            return False
        self._meets(colleague, record.client)
        self._touch(record.client, placed)
        return True

    def partner_of_record(self, record: PartnerOfRecord, placed: Placed) -> bool:
        """Take in a partner of record, when there is no other on any of its days."""
        at_client = self.at(record.client)
        if at_client is None or self.known.partners.get(record.partner) is None:
            return False
        start, end = period_edges(record)
        periods = (period_edges(each) for facts in at_client.facts for each in facts.records)
        if any(start < other_end and other_start < end for other_start, other_end in periods):
            return False
        self._touch(record.client, placed)
        return True

    def subscription(self, subscription: Subscription, placed: Placed) -> bool:
        """Take in a subscription."""
        if self.at(subscription.client) is None or self.subscriptions.get(subscription.id) is not None:
            return False
        self.subscriptions = self.subscriptions.with_(subscription.id, subscription)
        self._touch(subscription.client, placed)
        return True

    def _meets(self, colleague: Colleague, client: str) -> None:
        self._learn(attrs.evolve(colleague, clients=colleague.clients | {client}))

    def _learn(self, colleague: Colleague) -> None:
        colleagues = self.known.colleagues.with_(colleague.employee.id, colleague)
        self.known = Known(colleagues, self.known.partners)

    def _touch(self, client: str, placed: Placed) -> None:
        """Let a client be worked out anew, with one more record."""
        at_client = self.at(client)
        assert at_client is not None
        self.clients = self.clients.with_(client, at_client.with_(placed, self.known))


def _known(portfolio: Portfolio) -> Known:
    """Who the records of a portfolio speak of."""
    users: dict[str, dict[int, PartnerUser]] = {each.id: {} for each in portfolio.employees}
    for place, user in enumerate(portfolio.partner_users):
        users[user.employee][place] = user
    clients: dict[str, set[str]] = {each.id: set() for each in portfolio.employees}
    for client, pairs in portfolio.by_client.items():
        for facts in pairs:
            for employee in facts.employees:
                clients[employee.employee.id].add(client)
    return Known(
        PersistentMap(
            {each.id: Colleague(each, users[each.id], frozenset(clients[each.id])) for each in portfolio.employees}
        ),
        PersistentMap({each.id: (place, each) for place, each in enumerate(portfolio.partners)}),
    )


_Take: TypeAlias = Callable[[Evidence, Any, Placed], bool]

_TAKING: Mapping[type[Record], tuple[str, _Take]] = {
    Partner: ("partners", Evidence.partner),
    Client: ("clients", Evidence.client),
    Employee: ("employees", Evidence.employee),
    PartnerUser: ("partner_users", Evidence.partner_user),
    ClientUser: ("client_users", Evidence.person_at_client),
    Link: ("links", Evidence.person_at_client),
    Activity: ("activities", Evidence.activity),
    PartnerOfRecord: ("partners_of_record", Evidence.partner_of_record),
    Subscription: ("subscriptions", Evidence.subscription),
}
