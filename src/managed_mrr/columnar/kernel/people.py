"""Who counts? The days of links and relationships, for all employees and partners at all clients at once."""

from functools import cached_property

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Flags, Numbers, Periods, Users
from managed_mrr.columnar.kernel.days import DaySets, groups_of
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.rules import LinkValidity, ManagedRelationship

__all__ = ["People"]


def __dir__() -> list[str]:
    return __all__


class People:
    """
    What the rules about people answer, worked out once for all rules that ask.

    Args:
        scope: The evidence and the clients; days are not clipped.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._able: dict[LinkValidity, DaySets] = {}
        self._managing: dict[ManagedRelationship, DaySets] = {}
        self._relationships: dict[ManagedRelationship, DaySets] = {}

    def able(self, link: LinkValidity) -> DaySets:
        """For each seat the days on which the employee is set up; see :class:`~managed_mrr.LinkValidity`."""
        if link not in self._able:
            days = self._active if link.active_required else self._present
            self._able[link] = days & self._linked(link)
        return self._able[link]

    def managing(self, rule: ManagedRelationship) -> DaySets:
        """For each seat the days on which the employee is managing the client."""
        if rule not in self._managing:
            present = self._active if rule.deactivation_ends else self._present
            linked = self._linked(rule.link)
            self._managing[rule] = present & linked if rule.unlinking_ends else present.from_first(linked)
        return self._managing[rule]

    def relationships(self, rule: ManagedRelationship) -> DaySets:
        """For each pair the days of the relationship; see :class:`~managed_mrr.ManagedRelationship`."""
        if rule not in self._relationships:
            managing = self.managing(rule)
            self._relationships[rule] = managing.in_groups(self.scope.pair_of(groups_of(managing.starts)))
        return self._relationships[rule]

    @cached_property
    def _present(self) -> DaySets:
        return self._both(self._there.present, self._own.present)

    @cached_property
    def _active(self) -> DaySets:
        if self._own.active is self._own.present and self._there.active is self._there.present:
            return self._present
        return self._both(self._there.active, self._own.active)

    def _both(self, there: DaySets, own: DaySets) -> DaySets:
        """The days in the client's account that are also days in the partner's."""
        seats = there.groups()
        return there & own.spread(seats, self.scope.employee_of(seats))

    @cached_property
    def _own(self) -> "_Account":
        users = self.scope.evidence.partner_users
        return _Account.of(users, np.arange(len(users)), users.who)

    @cached_property
    def _there(self) -> "_Account":
        users = self.scope.evidence.client_users
        rows = self.scope.wanted(users.client)
        return _Account.of(users, rows, self.scope.seats(users.client[rows], users.who[rows]))

    @cached_property
    def _by_hand(self) -> DaySets:
        links = self.scope.evidence.links
        rows = self.scope.wanted(links.client)
        return DaySets.of(self.scope.seats(links.client[rows], links.who[rows]), links.start[rows], links.end[rows])

    def _linked(self, link: LinkValidity) -> DaySets:
        if not link.link_by_domain:
            return self._by_hand
        employees = self.scope.employee_of(groups_of(self._present.starts))
        return self._by_hand | self._present.where(self.scope.evidence.by_domain[employees])


@attrs.frozen(eq=False)
class _Account:
    """When employees were users in accounts; see :class:`managed_mrr.evidence.facts.Account`."""

    present: DaySets
    active: DaySets

    @classmethod
    def of(cls, users: Users, rows: Numbers, groups: Numbers) -> "_Account":
        """The days of some user periods, each in a group."""
        present = DaySets.of(groups, users.start[rows], users.end[rows])
        off = np.zeros(len(users), np.bool_)
        off[users.deactivated.owner] = True
        off = off[rows]
        if not off.any():
            return cls(present, present)
        always = DaySets.of(groups[~off], users.start[rows][~off], users.end[rows][~off])
        active = _outside(users, users.deactivated, rows[off])
        where = np.searchsorted(rows, groups_of(active.starts))
        return cls(present, always | active.in_groups(np.asarray(groups[where], np.int64)))


def _outside(users: Users, deactivated: Periods, rows: Numbers) -> DaySets:
    """For each of some user periods, by row, its days outside the deactivations recorded with it."""
    mine: Flags = np.isin(deactivated.owner, rows)
    off = DaySets.of(deactivated.owner[mine], deactivated.start[mine], deactivated.end[mine])
    return DaySets.of(rows, users.start[rows], users.end[rows]) - off
