"""Portfolios: small worlds in which things collide."""

# ruff: noqa: D417 -- ``draw`` is Hypothesis's own argument; callers never give it

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from managed_mrr.evidence import (
    Activity,
    Client,
    ClientUser,
    Employee,
    EmployeeAtClient,
    Link,
    Partner,
    PartnerAtClient,
    PartnerUser,
    Portfolio,
    Subscription,
)
from managed_mrr.testing.strategies.days import PALETTES
from managed_mrr.testing.strategies.kept import kept, up_to
from managed_mrr.testing.strategies.records import (
    PRICES,
    activities,
    client_users,
    clients,
    employees,
    histories_of_record,
    links,
    partner_users,
    partners,
    subscriptions,
)

__all__ = ["employees_at_clients", "partners_at_clients", "portfolios"]


def __dir__() -> list[str]:
    return __all__


Service: TypeAlias = tuple[list[ClientUser], list[Link], list[Activity]]

PARTNERS = (1, 2, 2, 2, 3, 4, 5)
CLIENTS = (1, 1, 1, 2, 3)
EMPLOYEES = (1, 1, 1, 2, 3, 4)
PLACES = (1, 2, 3)
SUBSCRIPTIONS = (0, 1, 1, 2)


@kept
@st.composite
def portfolios(
    draw: DrawFn,
    *,
    max_partners: int = 5,
    max_clients: int = 3,
    max_employees: int = 4,
    days: SearchStrategy[date] | None = None,
) -> Portfolio:
    """
    Valid portfolios of few records whose days are drawn from very few, and so coincide, touch and just miss.

    They shrink to few records with the ids ``p1``, ``c1``, ``e1`` and the days at the start of 2024.

    Args:
        max_partners: How many partners there may be, at least 1.
        max_clients: How many clients there may be, at least 1.
        max_employees: How many employees a partner may have.
        days: When anything may happen; if left out, a few days around which the others lie one day, 59, 60 or
            61 days away, chosen anew for each portfolio.
    """
    when = draw(st.sampled_from(PALETTES)) if days is None else days
    customers = [draw(clients(id=f"c{n + 1}")) for n in range(up_to(draw, max_clients, CLIENTS))]
    ids = tuple(client.id for client in customers)
    firms: list[Partner] = []
    staff: list[Employee] = []
    users: list[PartnerUser] = []
    there: list[Service] = []
    for place in range(up_to(draw, max_partners, PARTNERS)):
        firms.append(draw(partners(id=f"p{place + 1}", days=when)))
        for _ in range(up_to(draw, max_employees, EMPLOYEES)):  # each with all about it, so that it shrinks away whole
            employee, own, services = draw(_people(f"e{len(staff) + 1}", firms[-1].id, ids, when))
            staff.append(employee)
            users += own
            there += services
    names = tuple(firm.id for firm in firms)
    sold = [client for client in ids for _ in range(draw(st.sampled_from(SUBSCRIPTIONS)))]
    return Portfolio(
        partners=firms,
        clients=customers,
        employees=staff,
        partner_users=users,
        client_users=[user for added, _, _ in there for user in added],
        links=[link for _, linked, _ in there for link in linked],
        activities=_with_duplicates(draw, [each for _, _, done in there for each in done]),
        partners_of_record=[
            record for client in ids for record in draw(histories_of_record(client=client, partners=names, days=when))
        ],
        subscriptions=[draw(_sales(f"s{place + 1}", client, when)) for place, client in enumerate(sold)],
    )


@kept
def partners_at_clients(*, portfolios: SearchStrategy[Portfolio] | None = None) -> SearchStrategy[PartnerAtClient]:
    """
    One partner at one client, with the facts about them: what rules are asked about.

    Args:
        portfolios: Where they come from, with at least one partner and one client; small ones if left out.
    """
    from_portfolios = _few() if portfolios is None else portfolios
    return from_portfolios.flatmap(
        lambda each: st.builds(each.facts, st.sampled_from(_ids(each.partners)), st.sampled_from(_ids(each.clients)))
    )


@kept
def employees_at_clients() -> SearchStrategy[EmployeeAtClient]:
    """One employee at one client, with the facts about them: what rules about people are asked about."""
    found = partners_at_clients(portfolios=_few().filter(lambda each: bool(each.client_users)))
    return found.filter(lambda facts: bool(facts.employees)).flatmap(lambda facts: st.sampled_from(facts.employees))


def _few() -> SearchStrategy[Portfolio]:
    return portfolios(max_partners=1, max_clients=1, max_employees=2)


def _ids(records: Sequence[Partner] | Sequence[Client]) -> list[str]:
    return [record.id for record in records]


@kept
@st.composite
def _people(
    draw: DrawFn, employee: str, partner: str, clients: tuple[str, ...], days: SearchStrategy[date]
) -> tuple[Employee, list[PartnerUser], list[Service]]:
    """One employee, the user periods in the partner's account, and what is known of some clients."""
    who = draw(employees(id=employee, partner=partner))
    own = draw(_own_users(employee, days))
    # The client is a choice of its own, so that the same one, chosen for several employees, shrinks for all at once.
    places = [draw(st.sampled_from(clients)) for _ in range(up_to(draw, len(clients), PLACES))]
    return who, own, [draw(_service(employee, client, days)) for client in places]


@kept
@st.composite
def _service(draw: DrawFn, employee: str, client: str, days: SearchStrategy[date]) -> Service:
    """What is known of one employee at one client: nothing, a set-up, one that was undone, or anything at all."""
    kind = draw(st.sampled_from(("absent", "plain", "unlinked", "removed", "returned", "anything")))
    if kind == "absent":
        return [], [], []
    done = draw(st.lists(activities(employee=employee, client=client, days=days), max_size=3))
    if kind != "anything":
        since, *later = sorted((draw(days), draw(days)))
        until = None if kind == "plain" or later == [since] else later[0]
        gone = until if kind in ("removed", "returned") else None
        users = [ClientUser(employee, client=client, start=since, end=gone)]
        if kind == "returned" and until is not None:  # on the day itself, which is no interruption, or later
            users.append(ClientUser(employee, client=client, start=max(until, draw(days))))
        return users, [Link(employee, client=client, start=since, end=None if kind == "returned" else until)], done
    users = draw(st.lists(client_users(employee=employee, client=client, days=days), max_size=3))
    return users, draw(st.lists(links(employee=employee, client=client, days=days), max_size=2)), done


@kept
@st.composite
def _own_users(draw: DrawFn, employee: str, days: SearchStrategy[date]) -> list[PartnerUser]:
    """When an employee was a user in the partner's account: from a day on, or anything at all."""
    if draw(st.booleans()):
        return draw(st.lists(partner_users(employee=employee, days=days), max_size=3))
    return [PartnerUser(employee, start=min(draw(days), draw(days)))]


@kept
@st.composite
def _sales(draw: DrawFn, id: str, client: str, days: SearchStrategy[date]) -> Subscription:
    """A subscription billed every month at one price from a day on, or any at all."""
    if draw(st.booleans()):
        return draw(subscriptions(id=id, client=client, days=days))
    price, start = draw(st.sampled_from(PRICES)), min(draw(days), draw(days))
    return Subscription.monthly(id, client=client, price=price, start=start)


def _with_duplicates(draw: DrawFn, done: Sequence[Activity]) -> list[Activity]:
    """The activities, some of them given an id and put in a second time."""
    again = draw(st.lists(st.integers(0, len(done) - 1), max_size=3)) if done else []
    known = [evolve(each, id=f"a{place + 1}") if place in again else each for place, each in enumerate(done)]
    return [*known, *(known[place] for place in again)]
