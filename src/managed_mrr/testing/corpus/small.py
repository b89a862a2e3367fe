"""Small: the few words from which the situations at a boundary are put together."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from managed_mrr.conformance import CaseReading
from managed_mrr.evidence import (
    Activity,
    Billing,
    Client,
    ClientUser,
    Employee,
    Item,
    Link,
    Partner,
    PartnerUser,
    Portfolio,
    Record,
    Subscription,
)
from managed_mrr.testing.corpus.situation import EVERY_POLICY, Situation, around

__all__ = [
    "ACME",
    "AWAY",
    "NORTH",
    "START",
    "THE_SERVICING",
    "after",
    "at",
    "did",
    "item",
    "paying",
    "situation",
    "staff",
]


def __dir__() -> list[str]:
    return __all__


START = date(2023, 1, 1)
"""From when on what is not asked about has been so."""

AWAY = {-1: "the day before", 0: "the same day", 1: "the day after"}
"""The neighbours of a day, and the day."""

NORTH, ACME = Partner("north"), Client("acme", currency="USD")

THE_SERVICING = EVERY_POLICY[:1]
"""Only the policy by default, for what the others do not look at."""


def at(text: str) -> date:
    """
    A day, shortly.

    Examples:
        >>> at("2024-02-29")
        datetime.date(2024, 2, 29)
    """
    return date.fromisoformat(text)


def after(day: date, *distances: int) -> list[date]:
    """
    The days so many days after a day.

    Examples:
        >>> after(date(2024, 2, 29), 0, 1)
        [datetime.date(2024, 2, 29), datetime.date(2024, 3, 1)]
    """
    return [day + timedelta(days=each) for each in distances]


def staff(
    employee: str = "ann",
    partner: str = "north",
    client: str = "acme",
    user: Record | None = None,
    *,
    linked: bool = True,
) -> list[Record]:
    """
    An employee with all it takes at a client since long ago; or with another user in the client's account.

    Examples:
        >>> [type(each).__name__ for each in staff()]
        ['Employee', 'PartnerUser', 'ClientUser', 'Link']
    """
    records: list[Record] = [Employee(employee, partner=partner), PartnerUser(employee, start=START)]
    records.append(user or ClientUser(employee, client=client, start=START))
    return [*records, *([Link(employee, client=client, start=START)] if linked else [])]


def did(*days: date, employee: str = "ann", client: str = "acme") -> list[Record]:
    """
    Qualifying activities of an employee.

    Examples:
        >>> did(date(2024, 1, 15))[0].tool
        'crm'
    """
    return [Activity(employee=employee, client=client, on=day, tool="crm", action="edit") for day in days]


def item(price: str = "1000", **other: object) -> Item:
    """
    An item paid since long ago, unless told otherwise.

    Examples:
        >>> item().monthly
        Fraction(1000, 1)
    """
    told: dict[str, object] = {"start": START, **other}
    return Item("Hub", price=price, **told)  # type: ignore[arg-type] # as Item has them


def paying(*items: Item, client: str = "acme", id: str = "", **other: object) -> Subscription:
    """
    A subscription billed every month since long ago, unless told otherwise.

    Examples:
        >>> paying(item()).id
        'acme-hub'
    """
    told: dict[str, object] = {"start": START, "billing": Billing(START), **other}
    return Subscription(id or f"{client}-hub", client=client, items=items or (item(),), **told)  # type: ignore[arg-type]


def situation(  # noqa: PLR0917 -- in the order in which a case tells them
    place: str,
    title: str,
    clauses: str,
    records: Sequence[Record],
    days: Iterable[date],
    readings: Sequence[CaseReading] = EVERY_POLICY,
) -> Situation:
    """
    A situation at a boundary, from topic, kind and name in one, and the days whose neighbours are asked about too.

    Examples:
        >>> situation("people/link/none", "Nobody is linked.", "A10", [NORTH, ACME], [START]).boundaries
        ('link',)
    """
    topic, kind, name = place.split("/")
    return Situation(
        topic=topic,
        name=f"{kind}/{name}".replace(" ", "-"),
        title=title,
        clauses=tuple(clauses.split()),
        boundaries=(kind,),
        portfolio=Portfolio.of(*records),
        days=around(days),
        readings=tuple(readings),
    )
