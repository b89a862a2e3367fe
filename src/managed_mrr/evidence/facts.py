"""Facts: the evidence about one partner, or one employee, at one client, as rules are asked about it."""

from collections.abc import Mapping, Sequence

import attrs

from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FOREVER, Edges
from managed_mrr.dates.ranges import DateRange
from managed_mrr.evidence.records import (
    Activity,
    Client,
    ClientUser,
    Employee,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Subscription,
)

__all__ = ["Account", "Citation", "EmployeeAtClient", "PartnerAtClient", "account", "period_edges"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Citation:
    """
    A record that a finding rests on.

    Attributes:
        path: Its place in the portfolio, such as ``activities[17]``.
        id: Its own id; None if it has none.

    Examples:
        >>> print(Citation("activities[17]", "a18"))
        activities[17] (a18)
    """

    path: str
    id: str | None = None

    def __str__(self) -> str:
        return self.path if self.id is None else f"{self.path} ({self.id})"


def period_edges(record: PartnerUser | ClientUser | Link | PartnerOfRecord | Subscription | Item) -> tuple[int, int]:
    """
    The period of a record as ordinals; see :mod:`managed_mrr.dates.edges`.

    Examples:
        >>> from datetime import date
        >>> period_edges(Link("ann", client="acme", start=date(1, 1, 2), end=date(1, 1, 5)))
        (2, 5)
    """
    return (record.start.toordinal(), FOREVER if record.end is None else record.end.toordinal())


def _ranges_edges(ranges: Sequence[DateRange]) -> Edges:
    return algebra.union(*(each.edges for each in ranges))


@attrs.frozen
class Account:
    """
    When an employee was a user in one account.

    Attributes:
        present: The days inside a user period; periods that overlap or touch join.
        active: The days inside a period and not inside a deactivation recorded with that period.
    """

    present: Edges
    active: Edges


def account(users: Sequence[PartnerUser] | Sequence[ClientUser]) -> Account:
    """
    When an employee was present and active in an account, from the user periods there.

    Examples:
        >>> from datetime import date
        >>> off = [DateRange(date(1, 1, 4), date(1, 1, 6))]
        >>> account([PartnerUser("ann", start=date(1, 1, 2), end=date(1, 1, 9), deactivated=off)])
        Account(present=(2, 9), active=(2, 4, 6, 9))
    """
    present = algebra.union(*map(period_edges, users))
    if not any(user.deactivated for user in users):
        return Account(present, present)
    active = (
        algebra.intersection(period_edges(user), algebra.complement(_ranges_edges(user.deactivated))) for user in users
    )
    return Account(present, algebra.union(*active))


@attrs.frozen(kw_only=True, eq=False)
class EmployeeAtClient:
    """
    One employee at one client: the scope of rules about people.

    Attributes:
        employee: The employee.
        client: The client.
        partner_users: The user periods in the partner's account.
        client_users: The user periods in the client's account.
        links: The manual links to the client.
        activities: What the employee did there, by day; an activity given twice under one id is in it once.
        days: The ordinals of those days, one for each activity.
        domain_matches: Whether the e-mail domain is one of the partner's employee domains (A11).
        in_partner_account: When the employee was a user in the partner's account.
        in_client_account: When the employee was a user in the client's account.
        present: The days of presence in both accounts.
        active: The days of being active in both accounts.
        manually_linked: The days inside a manual link.
        positions: For each list above, by its name, the places of its records in the portfolio's list.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), employee="ann")
        >>> acme.facts("north", "acme").employees[0].cite("links", 0)
        Citation(path='links[0]', id=None)
    """

    employee: Employee
    client: Client
    partner_users: tuple[PartnerUser, ...]
    client_users: tuple[ClientUser, ...]
    links: tuple[Link, ...]
    activities: tuple[Activity, ...]
    days: Sequence[int]
    domain_matches: bool
    in_partner_account: Account
    in_client_account: Account
    present: Edges
    active: Edges
    manually_linked: Edges
    positions: Mapping[str, Sequence[int]] = attrs.field(repr=False)

    @classmethod
    def of(
        cls,
        *,
        employee: Employee,
        client: Client,
        partner_users: tuple[PartnerUser, ...],
        client_users: tuple[ClientUser, ...],
        links: tuple[Link, ...],
        activities: tuple[Activity, ...],
        days: Sequence[int],
        domain_matches: bool,
        in_partner_account: Account,
        positions: Mapping[str, Sequence[int]],
    ) -> "EmployeeAtClient":
        """The facts that these records make, with the sets of days that follow from them."""
        there = account(client_users)
        return cls(
            employee=employee,
            client=client,
            partner_users=partner_users,
            client_users=client_users,
            links=links,
            activities=activities,
            days=days,
            domain_matches=domain_matches,
            in_partner_account=in_partner_account,
            in_client_account=there,
            present=algebra.intersection(in_partner_account.present, there.present),
            active=algebra.intersection(in_partner_account.active, there.active),
            manually_linked=algebra.union(*map(period_edges, links)),
            positions=positions,
        )

    @property
    def since(self) -> int:
        """The ordinal of the first day of which anything is said about the employee at the client."""
        users = [each.start.toordinal() for each in self.client_users]
        links = [each.start.toordinal() for each in self.links]
        return min([*users, *links, *self.days[:1]], default=FOREVER)

    def cite(self, name: str, index: int) -> Citation:
        """The citation of one record of a list above, by the list's name and the record's place in it."""
        record = getattr(self, name)[index]
        return Citation(f"{name}[{self.positions[name][index]}]", getattr(record, "id", None))


@attrs.frozen(kw_only=True, eq=False)
class PartnerAtClient:
    """
    One partner at one client: the scope of rules that decide who is credited, and with what.

    Attributes:
        partner: The partner.
        client: The client.
        employees: The partner's employees about whom there is any evidence at the client, by id.
        records: The periods in which the client names this partner as its partner of record.
        subscriptions: All subscriptions of the client.
        positions: For ``partner`` and each list of records above, by name, their places in the portfolio's lists.
        item_positions: For each subscription the places of its items in the portfolio's record of it.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 1), employee="ann").facts("north", "acme")
        >>> [each.employee.id for each in facts.employees]
        ['ann']
    """

    partner: Partner
    client: Client
    employees: tuple[EmployeeAtClient, ...]
    records: tuple[PartnerOfRecord, ...]
    subscriptions: tuple[Subscription, ...]
    positions: Mapping[str, Sequence[int]] = attrs.field(repr=False)
    item_positions: Sequence[Sequence[int]] = attrs.field(
        repr=False,
        default=attrs.Factory(lambda self: [range(len(s.items)) for s in self.subscriptions], takes_self=True),
    )

    @property
    def since(self) -> int:
        """The ordinal of the first day of which anything is said about the partner at the client."""
        starts = [each.start.toordinal() for each in self.records]
        return min([*starts, *(each.since for each in self.employees)], default=FOREVER)
