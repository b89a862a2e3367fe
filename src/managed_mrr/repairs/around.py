"""What is known around one client: the little of a portfolio that a question about one pair needs."""

from datetime import date
from typing import Any

import attrs

from managed_mrr.evidence import LISTS, Employee, EmployeeAtClient, PartnerAtClient, Portfolio
from managed_mrr.evidence.facts import account
from managed_mrr.evidence.known import all_known, known_facts

__all__ = ["candidates", "known_around"]


def __dir__() -> list[str]:
    return __all__


NEWCOMER = "new-employee"
"""The id that an employee who does not exist yet is given."""


def known_around(portfolio: Portfolio, partner: str, client: str, day: date) -> Portfolio:
    """
    What a day knows of a client and everybody there, and of a partner that has nobody there all its employees.

    Credit is worked out client by client: for this pair it is the same as in the whole portfolio.

    Raises:
        UnknownIdError: There is no such partner or client; the error names the nearest.

    Examples:
        >>> from managed_mrr import managed_client
        >>> both = managed_client("north", "acme", start=date(2024, 1, 1)) | managed_client(
        ...     "north", "bolt", start=date(2024, 1, 1), activities=[date(2024, 1, 15)]
        ... )
        >>> known_around(both, "north", "acme", date(2024, 3, 1))
        <Portfolio: 1 partner, 1 client, 1 employee, 1 partner user, 1 client user, 1 link>
    """
    asked = known_facts(portfolio.facts(partner, client), day)
    others = [known_facts(each, day) for each in portfolio.by_client[client] if each.partner.id != partner]
    lists: dict[str, list[Any]] = {name: [] for name in LISTS}
    lists["clients"].append(asked.client)
    lists["subscriptions"] += asked.subscriptions
    for pair in (asked, *others):
        lists["partners"].append(pair.partner)
        lists["partners_of_record"] += pair.records
        for employee in pair.employees:
            lists["employees"].append(employee.employee)
            for name in ("partner_users", "client_users", "links", "activities"):
                lists[name] += getattr(employee, name)
    if not asked.employees:
        staff = [each for each in portfolio.employees if each.partner == partner]
        ids = {each.id for each in staff}
        lists["employees"] += staff
        lists["partner_users"] += all_known((each for each in portfolio.partner_users if each.employee in ids), day)
    return Portfolio.trusted(**lists)


def candidates(known: Portfolio, partner: str, client: str) -> PartnerAtClient:
    """
    The facts of a partner at a client, with somebody who could do something there.

    Where nobody of the partner is known at the client, that is any of its employees, and one more who does not
    exist yet.

    Examples:
        >>> from managed_mrr import Client, Partner
        >>> bare = Portfolio.of(Partner("north"), Client("acme", currency="USD"))
        >>> [each.employee.id for each in candidates(bare, "north", "acme").employees]
        ['new-employee']
    """
    facts = known.facts(partner, client)
    if facts.employees:
        return facts
    staff = [each for each in known.employees if each.partner == partner]
    newcomer = Employee(_unused(NEWCOMER, {each.id for each in known.employees}), partner=partner)
    strangers = tuple(_stranger(known, facts, each) for each in (*staff, newcomer))
    return attrs.evolve(facts, employees=strangers)


def _stranger(known: Portfolio, facts: PartnerAtClient, employee: Employee) -> EmployeeAtClient:
    users = tuple(each for each in known.partner_users if each.employee == employee.id)
    domains = {each.lower() for each in facts.partner.employee_domains}
    return EmployeeAtClient.of(
        employee=employee,
        client=facts.client,
        partner_users=users,
        client_users=(),
        links=(),
        activities=(),
        days=(),
        domain_matches=employee.domain in domains,
        in_partner_account=account(users),
        positions={},
    )


def _unused(id: str, taken: set[str]) -> str:
    names = (id, *(f"{id}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each not in taken)
