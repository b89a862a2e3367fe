"""Small portfolios: one partner managing one client, with every record that takes, from a few words."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from managed_mrr.evidence.portfolio import Portfolio, Record
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

__all__ = ["managed_client"]


def __dir__() -> list[str]:
    return __all__


def managed_client(
    partner: str,
    client: str,
    *,
    start: date,
    activities: Iterable[date] = (),
    price: str | int | Decimal | Fraction | None = None,
    currency: str = "USD",
    employee: str | None = None,
    of_record: bool = False,
) -> Portfolio:
    """
    A portfolio in which one employee of a partner is set up at a client from a day on.

    The employee is a user in both accounts and linked to the client from ``start`` on, without end; each activity
    publishes a blog post. Join several with ``|`` for more partners and clients, and add records with
    :meth:`Portfolio.with_`.

    Args:
        partner: Id of the partner.
        client: Id of the client.
        start: First day of the users, the link, and the subscription if there is a price.
        activities: The days of the employee's activities.
        price: What the client pays a month, in major units of its currency; None for no subscription.
        currency: The client's currency.
        employee: Id of the employee; ``"<partner>-employee"`` if left out.
        of_record: Whether the partner is the client's partner of record from ``start`` on.

    Examples:
        >>> managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        <Portfolio: 1 partner, 1 client, 1 employee, 1 partner user, 1 client user, 1 link, 1 activity, 1 subscription>
    """
    who = f"{partner}-employee" if employee is None else employee
    records: list[Record] = [
        Partner(partner),
        Client(client, currency=currency),
        Employee(who, partner=partner),
        PartnerUser(who, start=start),
        ClientUser(who, client=client, start=start),
        Link(who, client=client, start=start),
    ]
    records += [Activity(employee=who, client=client, on=day, tool="blog", action="publish") for day in activities]
    if price is not None:
        records.append(Subscription.monthly(f"{client}-subscription", client=client, price=price, start=start))
    if of_record:
        records.append(PartnerOfRecord(client, partner=partner, start=start))
    return Portfolio.of(*records)
