"""People: the changes that happen to employees, their users and their links."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import exact_date, optional_date, repr_date
from managed_mrr.evidence import Activity, ClientUser, Link, PartnerUser, Portfolio
from managed_mrr.what_if.edits import Edit, ScenarioError
from managed_mrr.what_if.periods import covers, cut_from, employee, ended, nearest_period, period

__all__ = [
    "Deactivated",
    "Leaves",
    "Linked",
    "Performed",
    "Reactivated",
    "RemovedFromClient",
    "RemovedFromPartner",
    "Unlinked",
]


def __dir__() -> list[str]:
    return __all__


def _ids(values: Iterable[str] | None) -> tuple[str, ...] | None:
    if isinstance(values, str):
        raise ScenarioError(f"not several employees: {values!r}", "a list of ids", f"write [{values!r}]")
    return None if values is None else tuple(values)


@attrs.frozen
class Leaves:
    """
    An employee leaves: removed from the partner's account and from every client account.

    Every user period that covers the day ends on it, and every later one is gone.

    Args:
        employee: Id of the employee.
        on: The first day without.

    Clause:
        A18.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), employee="ann")
        >>> [str(edit.new.end) for edit in Leaves("ann", on=date(2024, 8, 15)).edits(acme)]
        ['2024-08-15', '2024-08-15']
    """

    employee: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.employee} leaves on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The employee's user periods, ended or gone."""
        employee(portfolio, self.employee)
        users: list[PartnerUser | ClientUser] = [*portfolio.partner_users, *portfolio.client_users]
        own = [user for user in users if user.employee == self.employee]
        return tuple(ended(own, self.on, f"employee {self.employee!r} has no user on or after {self.on}"))


@attrs.frozen
class RemovedFromClient:
    """
    All employees of a partner are removed from a client's account.

    Args:
        partner: Id of the partner.
        client: Id of the client.
        on: The first day without them.

    Clause:
        A18.

    Examples:
        >>> print(RemovedFromClient("north", "acme", on=date(2024, 8, 15)))
        all employees of north are removed from acme on 2024-08-15
    """

    partner: str
    client: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"all employees of {self.partner} are removed from {self.client} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The user periods in the client's account, ended or gone."""
        staff = _staff(portfolio, self.partner)
        portfolio.client(self.client)
        users = [each for each in portfolio.client_users if each.client == self.client and each.employee in staff]
        wrong = f"partner {self.partner!r} has no user at client {self.client!r} on or after {self.on}"
        return tuple(ended(users, self.on, wrong))


@attrs.frozen
class RemovedFromPartner:
    """
    Employees are removed from their partner's account.

    Args:
        partner: Id of the partner.
        on: The first day without them.
        employees: Ids of the employees; all of the partner's if left out.

    Clause:
        A18.

    Examples:
        >>> print(RemovedFromPartner("north", on=date(2024, 8, 15)))
        all employees are removed from the account of north on 2024-08-15
    """

    partner: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    employees: tuple[str, ...] | None = attrs.field(kw_only=True, converter=_ids, default=None)

    def __str__(self) -> str:
        who = "all employees" if self.employees is None else ", ".join(self.employees)
        verb = "is" if self.employees is not None and len(self.employees) == 1 else "are"
        return f"{who} {verb} removed from the account of {self.partner} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The user periods in the partner's account, ended or gone."""
        staff = _staff(portfolio, self.partner)
        if self.employees is None:
            users = [each for each in portfolio.partner_users if each.employee in staff]
            wrong = f"partner {self.partner!r} has no user on or after {self.on}"
            return tuple(ended(users, self.on, wrong))
        return tuple(
            chain.from_iterable(self._removed(portfolio, each, staff) for each in dict.fromkeys(self.employees))
        )

    def _removed(self, portfolio: Portfolio, id: str, staff: frozenset[str]) -> Iterable[Edit]:
        if employee(portfolio, id).id not in staff:
            wrong = f"employee {id!r} does not work for partner {self.partner!r}"
            raise ScenarioError(wrong, f"one of {', '.join(sorted(staff)) or 'no employees'}")
        users = [each for each in portfolio.partner_users if each.employee == id]
        return ended(users, self.on, f"employee {id!r} has no user in the partner's account on or after {self.on}")


@attrs.frozen
class Deactivated:
    """
    An employee's user is deactivated, in the partner's account or in a client's.

    It counts inside the user period of that day only: a user removed and added again is active.

    Args:
        employee: Id of the employee.
        on: The first day of it.
        until: The first day after it; None for as long as the user lasts.
        client: Id of the client in whose account; None for the partner's account.

    Clause:
        A19.

    Examples:
        >>> print(Deactivated("ann", on=date(2024, 5, 1), until=date(2024, 6, 1), client="acme"))
        ann is deactivated at acme from 2024-05-01 until 2024-06-01
    """

    employee: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    until: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    client: str | None = attrs.field(kw_only=True, default=None)

    def __attrs_post_init__(self) -> None:
        period(self.on, self.until)

    def __str__(self) -> str:
        until = "" if self.until is None else f" until {self.until}"
        return f"{self.employee} is deactivated {_where(self.client)} from {self.on}{until}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The user periods of that day, with one more deactivation."""
        users = _users_on(portfolio, self.employee, self.client, self.on)
        active = [user for user in users if not _off(user, self.on)]
        if not active:
            wrong = f"employee {self.employee!r} is already deactivated {_where(self.client)} on {self.on}"
            off = [each for user in users for each in user.deactivated if covers(each, self.on)]
            raise ScenarioError(wrong, "a day on which the user is active", nearest_period(off, self.on))
        off_then = period(self.on, self.until)
        return tuple(Edit(user, attrs.evolve(user, deactivated=(*user.deactivated, off_then))) for user in active)


@attrs.frozen
class Reactivated:
    """
    A deactivation of an employee's user ends, in the partner's account or in a client's.

    Args:
        employee: Id of the employee.
        on: The first day on which the user is active again.
        client: Id of the client in whose account; None for the partner's account.

    Clause:
        A13, A19.

    Examples:
        >>> print(Reactivated("ann", on=date(2024, 5, 1)))
        ann is reactivated in the partner's account on 2024-05-01
    """

    employee: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    client: str | None = attrs.field(kw_only=True, default=None)

    def __str__(self) -> str:
        return f"{self.employee} is reactivated {_where(self.client)} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The user periods of that day, with the deactivation cut."""
        users = _users_on(portfolio, self.employee, self.client, self.on)
        deactivated = [user for user in users if _off(user, self.on)]
        if not deactivated:
            wrong = f"employee {self.employee!r} is not deactivated {_where(self.client)} on {self.on}"
            hint = nearest_period([each for user in users for each in user.deactivated], self.on)
            raise ScenarioError(wrong, "a day inside a deactivation", hint)
        return tuple(
            Edit(user, attrs.evolve(user, deactivated=_cut_on(user.deactivated, self.on))) for user in deactivated
        )


@attrs.frozen
class Linked:
    """
    A client is linked to an employee by hand, from a day on.

    Args:
        employee: Id of the employee.
        client: Id of the client.
        on: The first day.

    Clause:
        A10, A12.

    Examples:
        >>> print(Linked("ann", "acme", on=date(2024, 5, 1)))
        ann is linked to acme on 2024-05-01
    """

    employee: str
    client: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.employee} is linked to {self.client} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """One more link."""
        links = _links(portfolio, self.employee, self.client)
        if any(covers(each, self.on) for each in links):
            wrong = f"employee {self.employee!r} is already linked to {self.client!r} on {self.on}"
            raise ScenarioError(wrong, "a day without the link", nearest_period(links, self.on))
        return (Edit(None, Link(self.employee, client=self.client, start=self.on)),)


@attrs.frozen
class Unlinked:
    """
    The manual links of an employee to a client end on a day, and later ones are gone.

    Whom an e-mail domain links stays linked (A11).

    Args:
        employee: Id of the employee.
        client: Id of the client.
        on: The first day without.

    Clause:
        A10, A12.

    Examples:
        >>> print(Unlinked("ann", "acme", on=date(2024, 5, 1)))
        ann is unlinked from acme on 2024-05-01
    """

    employee: str
    client: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.employee} is unlinked from {self.client} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The links, ended or gone."""
        links = _links(portfolio, self.employee, self.client)
        wrong = f"employee {self.employee!r} has no manual link to {self.client!r} on or after {self.on}"
        return tuple(ended(links, self.on, wrong))


@attrs.frozen
class Performed:
    """
    An employee does something in a client's account.

    Args:
        employee: Id of the employee.
        client: Id of the client.
        on: The day.
        tool: The tool, in the catalogue's words.
        action: What is done with it, likewise.

    Clause:
        A7, A14.

    Examples:
        >>> print(Performed("ann", "acme", on=date(2024, 5, 1)))
        ann does blog publish at acme on 2024-05-01
    """

    employee: str
    client: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    tool: str = attrs.field(kw_only=True, default="blog")
    action: str = attrs.field(kw_only=True, default="publish")

    def __str__(self) -> str:
        return f"{self.employee} does {self.tool} {self.action} at {self.client} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """One more activity, without an id."""
        employee(portfolio, self.employee)
        portfolio.client(self.client)
        done = Activity(employee=self.employee, client=self.client, on=self.on, tool=self.tool, action=self.action)
        return (Edit(None, done),)


def _staff(portfolio: Portfolio, partner: str) -> frozenset[str]:
    portfolio.partner(partner)
    return frozenset(each.id for each in portfolio.employees if each.partner == partner)


def _where(client: str | None) -> str:
    return "in the partner's account" if client is None else f"at {client}"


def _links(portfolio: Portfolio, who: str, client: str) -> list[Link]:
    employee(portfolio, who)
    portfolio.client(client)
    return [each for each in portfolio.links if each.employee == who and each.client == client]


def _users_on(portfolio: Portfolio, who: str, client: str | None, day: date) -> list[PartnerUser | ClientUser]:
    """The user periods of an employee in one account that cover a day; there is one at least."""
    employee(portfolio, who)
    users: list[PartnerUser | ClientUser] = (
        [each for each in portfolio.partner_users if each.employee == who]
        if client is None
        else [
            each
            for each in portfolio.client_users
            if (each.employee, each.client) == (who, portfolio.client(client).id)
        ]
    )
    there = [user for user in users if covers(user, day)]
    if not there:
        wrong = f"employee {who!r} is no user {_where(client)} on {day}"
        raise ScenarioError(wrong, "a day inside a user period", nearest_period(users, day))
    return there


def _off(user: PartnerUser | ClientUser, day: date) -> bool:
    return any(covers(each, day) for each in user.deactivated)


def _cut_on(ranges: Sequence[DateRange], day: date) -> tuple[DateRange, ...]:
    return tuple(left for each in ranges for left in (cut_from([each], day) if covers(each, day) else (each,)))
