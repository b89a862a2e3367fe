"""Who counts? Employees who are set up at the client, and the relationship they keep up."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Protocol

import attrs

from managed_mrr.dates import DateRange, DateSet
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.dates.ranges import ordinal
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import Citation, EmployeeAtClient, PartnerAtClient
from managed_mrr.evidence.facts import Account
from managed_mrr.findings import Finding, found
from managed_mrr.rules.remedies import NOTHING_TO_DO, Remedy, RemedyKind, Ways, one_of
from managed_mrr.rules.rule import EVER, Rule

__all__ = ["LinkValidity", "ManagedRelationship", "places_on"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(kw_only=True)
class LinkValidity(Rule[EmployeeAtClient]):
    """
    An employee is set up so that what they do at the client can be attributed.

    Holds on the days on which the employee is active in the partner's and in the client's account and the client
    is linked to them. A link is a manual one, or, with a matching e-mail domain, every day of presence in both
    accounts. Only user periods marked as partner employee stand in the evidence.

    Args:
        link_by_domain: Whether a matching e-mail domain links without further action (A11).
        active_required: Whether a deactivated user's activity counts for nothing; if not, presence is enough.

    Clause:
        A6, A9, A10, A11, A12.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 1), employee="ann").facts("north", "acme")
        >>> print(LinkValidity().days(facts.employees[0]))
        [2024-01-01, ever)
    """

    clauses: ClassVar[tuple[str, ...]] = ("A6", "A9", "A10", "A11", "A12")

    link_by_domain: bool = True
    active_required: bool = True

    def __str__(self) -> str:
        return "active in both accounts and linked"

    def linked(self, facts: EmployeeAtClient) -> Edges:
        """The days on which the client is linked to the employee, as edges."""
        by_hand = facts.manually_linked
        return algebra.union(by_hand, facts.present) if self.by_domain(facts) else by_hand

    def by_domain(self, facts: EmployeeAtClient) -> bool:
        """Whether presence in both accounts alone links the employee."""
        return self.link_by_domain and facts.domain_matches

    def days(self, facts: EmployeeAtClient, within: DateRange = EVER) -> DateSet:
        return DateSet.from_edges(self.edges(facts))

    def edges(self, facts: EmployeeAtClient) -> Edges:
        """The days as edges, for hot paths."""
        able = facts.active if self.active_required else facts.present
        if self.by_domain(facts):
            return able  # every day of presence is linked, and whoever is active is present
        return algebra.intersection(able, facts.manually_linked)

    def repairs(self, facts: EmployeeAtClient, on: date) -> Ways:
        name = facts.employee.id
        own, there = facts.in_partner_account, facts.in_client_account
        todo = [
            self._account(own, on, RemedyKind.PARTNER_USER, RemedyKind.PARTNER_REACTIVATION),
            self._account(there, on, RemedyKind.CLIENT_USER, RemedyKind.CLIENT_REACTIVATION),
        ]
        if not self.by_domain(facts) and not algebra.contains(facts.manually_linked, ordinal(on)):
            todo.append(RemedyKind.LINK)
        return frozenset([frozenset(Remedy(kind, name) for kind in todo if kind is not None)])

    def _account(self, user: Account, on: date, create: RemedyKind, reactivate: RemedyKind) -> RemedyKind | None:
        """What one account takes for its user to be active on a day."""
        if not algebra.contains(user.present, ordinal(on)):
            return create
        return reactivate if self.active_required and not algebra.contains(user.active, ordinal(on)) else None

    def finding(self, facts: EmployeeAtClient, on: date) -> Finding:
        days = self.days(facts)
        about: dict[str, Any] = {"employee": facts.employee.id, "client": facts.client.id}
        return found("link", on, days.steady(on), holds=on in days, parts=self.conditions(facts, on), **about)

    def conditions(self, facts: EmployeeAtClient, on: date) -> list[Finding]:
        """
        The conditions one by one, in the order in which a person would put them right.

        Returns:
            Whether the employee is an active user in the partner's account (A6, A9), an active user in the
            client's account (A6), and linked (A10 to A12).
        """
        own, there = facts.in_partner_account, facts.in_client_account
        return [
            _user("partner", facts, own.present, own.active if self.active_required else own.present, on),
            _user("client", facts, there.present, there.active if self.active_required else there.present, on),
            self._link(facts, on),
        ]

    def _link(self, facts: EmployeeAtClient, on: date) -> Finding:
        days = DateSet.from_edges(self.linked(facts))
        holds = on in days
        about: dict[str, Any] = {"employee": facts.employee.id, "client": facts.client.id}
        code = "linked.by-domain" if holds and self.by_domain(facts) else "linked"
        return found(code, on, days.steady(on), holds=holds, cites=_cited(facts, "links", on), **about)


@attrs.frozen(kw_only=True)
class ManagedRelationship(Rule[PartnerAtClient]):
    """
    At least one employee is managing the client.

    An employee manages the client on the days of an unbroken presence in both accounts from its first linked day
    on. The relationship is the union over the partner's employees; days that touch join, so a hand-over from one
    day to the next is no interruption. It ends at once when the last of them is removed from either account.

    Args:
        link: When a client is linked to an employee.
        unlinking_ends: Whether an employee stops managing when the link is taken away; by default that only stops
            new activities from being attributed.
        deactivation_ends: Whether deactivating counts as removing; by default it ends nothing (A19).
        activity_outlives_employee: Whether an activity stays live after its employee stops managing, while
            another employee still is. If not, it ends with its employee's own unbroken management.
        activity_revives: Whether an activity that was cut off counts again, for what is left of its window,
            when the relationship begins anew.

    Clause:
        A18, A19.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> print(
        ...     ManagedRelationship().days(
        ...         managed_client("north", "acme", start=date(2024, 1, 1)).facts("north", "acme")
        ...     )
        ... )
        [2024-01-01, ever)
    """

    clauses: ClassVar[tuple[str, ...]] = ("A18", "A19")

    link: LinkValidity = LinkValidity()
    unlinking_ends: bool = False
    deactivation_ends: bool = False
    activity_outlives_employee: bool = True
    activity_revives: bool = False

    def __attrs_post_init__(self) -> None:
        if self.deactivation_ends and not self.link.active_required:
            msg = "deactivation_ends contradicts active_required=False: expected at most one; drop one of the two"
            raise PolicyError(msg)

    def __str__(self) -> str:
        return "an employee is managing the client"

    def managing(self, facts: EmployeeAtClient) -> Edges:
        """The days on which one employee is managing the client, as edges."""
        present = facts.active if self.deactivation_ends else facts.present
        if self.link.by_domain(facts):
            return present
        linked = facts.manually_linked
        return algebra.intersection(present, linked) if self.unlinking_ends else algebra.from_first(present, linked)

    def edges(self, facts: PartnerAtClient) -> Edges:
        """The days of the relationship as edges, for hot paths."""
        return algebra.union(*map(self.managing, facts.employees))

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        return DateSet.from_edges(self.edges(facts))

    def repairs(self, facts: PartnerAtClient, on: date) -> Ways:
        if on in self.days(facts):
            return NOTHING_TO_DO
        return one_of(self.link.repairs(employee, on) for employee in facts.employees)

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        days = self.days(facts)
        parts = [self._managing(employee, on) for employee in facts.employees]
        about: dict[str, Any] = {"partner": facts.partner.id, "client": facts.client.id, "parts": parts}
        return found("relationship", on, days.steady(on), holds=on in days, **about)

    def _managing(self, facts: EmployeeAtClient, on: date) -> Finding:
        days = DateSet.from_edges(self.managing(facts))
        cites = [cite for name in ("client_users", "partner_users", "links") for cite in _cited(facts, name, on)]
        about: dict[str, Any] = {"employee": facts.employee.id, "client": facts.client.id, "cites": cites}
        about["parts"] = self.link.conditions(facts, on)
        return found("managing", on, days.steady(on), holds=on in days, **about)


class _Period(Protocol):
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date | None: ...


def _user(kind: str, facts: EmployeeAtClient, present: Edges, active: Edges, on: date) -> Finding:
    days, inside = DateSet.from_edges(active), DateSet.from_edges(present)
    state = "active" if on in days else "deactivated" if on in inside else "absent"
    same = {"active": days, "deactivated": inside - days, "absent": inside}[state]
    about: dict[str, Any] = {
        "employee": facts.employee.id,
        "partner": facts.employee.partner,
        "client": facts.client.id,
    }
    return found(f"{kind}-user.{state}", on, same.steady(on), cites=_cited(facts, f"{kind}_users", on), **about)


def places_on(records: Sequence[_Period], on: date) -> list[int]:
    """
    The places of the records whose period a day is in or, if it is in none, of all of them.

    Args:
        records: Records with a period, such as users or links.
        on: The day.
    """
    inside = [place for place, each in enumerate(records) if on in DateRange(each.start, each.end)]
    return inside or list(range(len(records)))


def _cited(facts: EmployeeAtClient, name: str, on: date) -> list[Citation]:
    return [facts.cite(name, place) for place in places_on(getattr(facts, name), on)]
