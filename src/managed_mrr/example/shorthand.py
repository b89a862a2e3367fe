"""Shorthand: the records of the example in few words, with days as people write them."""

from datetime import date

from managed_mrr.dates import DateRange
from managed_mrr.evidence import (
    Activity,
    Billing,
    ClientUser,
    Item,
    Link,
    PartnerOfRecord,
    PartnerUser,
    Subscription,
)

__all__ = [
    "colleague",
    "contract",
    "day",
    "did",
    "linked",
    "of_record",
    "off",
    "recurring",
    "user",
]


def __dir__() -> list[str]:
    return __all__


def day(text: str) -> date:
    """
    A day written as ``YYYY-MM-DD``.

    Examples:
        >>> day("2024-03-01")
        datetime.date(2024, 3, 1)
    """
    return date.fromisoformat(text)


def _last(text: str | None) -> date | None:
    return None if text is None else day(text)


def off(start: str, end: str | None = None) -> DateRange:
    """
    A period in which somebody is deactivated or something is paused.

    Examples:
        >>> print(off("2024-02-12", "2024-04-29"))
        [2024-02-12, 2024-04-29)
    """
    return DateRange(day(start), _last(end))


def colleague(employee: str, start: str, end: str | None = None, *deactivated: DateRange) -> PartnerUser:
    """
    An employee as a user in the partner's account.

    Examples:
        >>> colleague("ines", "2020-02-03")
        PartnerUser(employee='ines', start=date(2020, 2, 3), end=None, deactivated=())
    """
    return PartnerUser(employee, start=day(start), end=_last(end), deactivated=deactivated)


def user(employee: str, client: str, start: str, end: str | None = None, *deactivated: DateRange) -> ClientUser:
    """
    An employee as a user in a client's account.

    Examples:
        >>> user("ines", "fjordkaffe", "2023-07-03").client
        'fjordkaffe'
    """
    return ClientUser(employee, client=client, start=day(start), end=_last(end), deactivated=deactivated)


def linked(employee: str, client: str, start: str, end: str | None = None) -> Link:
    """
    A client linked to an employee by hand.

    Examples:
        >>> linked("yusuf", "marzipan", "2023-10-02").employee
        'yusuf'
    """
    return Link(employee, client=client, start=day(start), end=_last(end))


def did(employee: str, client: str, on: str, what: str) -> Activity:
    """
    One activity; what was done is a tool and an action, such as ``"blog publish"``.

    Examples:
        >>> did("ines", "fjordkaffe", "2023-07-04", "blog publish").action
        'publish'
    """
    tool, action = what.split()
    return Activity(employee=employee, client=client, on=day(on), tool=tool, action=action)


def of_record(client: str, partner: str, start: str, end: str | None = None) -> PartnerOfRecord:
    """
    A client that names a partner as its partner of record.

    Examples:
        >>> of_record("fjordkaffe", "lighthouse", "2022-01-01").partner
        'lighthouse'
    """
    return PartnerOfRecord(client, partner=partner, start=day(start), end=_last(end))


def recurring(product: str, price: str, start: str, end: str | None = None, *, discount: str = "0") -> Item:
    """
    An item paid every month.

    Examples:
        >>> recurring("Sales Hub Professional", "450", "2023-07-01", discount="50").monthly
        Fraction(400, 1)
    """
    return Item(product, price=price, start=day(start), end=_last(end), discount=discount)


def contract(client: str, start: str, *items: Item, number: int = 1) -> Subscription:
    """
    A subscription billed every month from its first day on, without an end.

    Examples:
        >>> contract("fjordkaffe", "2023-07-01").id
        'fjordkaffe-1'
    """
    first = day(start)
    return Subscription(f"{client}-{number}", client=client, start=first, items=items, billing=Billing(first))
