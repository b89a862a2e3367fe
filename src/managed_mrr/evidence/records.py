"""Records: the frozen facts of a portfolio, one class for each list of the file."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import exact_date, optional_date, repr_date
from managed_mrr.evidence.values import (
    EvidenceError,
    an_id,
    currency_code,
    domains,
    flag,
    item_kind,
    not_negative,
    optional_email,
    optional_id,
    optional_periods,
    periods,
    positive,
    text,
    whole_months,
)

__all__ = [
    "Activity",
    "Billing",
    "Client",
    "ClientUser",
    "Employee",
    "Item",
    "Link",
    "Partner",
    "PartnerOfRecord",
    "PartnerUser",
    "Subscription",
]


def __dir__() -> list[str]:
    return __all__


def _check_period(record: "PartnerUser | ClientUser | Link | PartnerOfRecord | Item | Subscription") -> None:
    DateRange(record.start, record.end)


@attrs.frozen
class Partner:
    """
    A solutions partner.

    Args:
        id: The partner's id.
        name: For people; the id if left out.
        employee_domains: E-mail domains that mark an employee, compared without regard to case (A9, A11).
        agreements: When an agreement was current (B1); None for always, empty for never.

    Examples:
        >>> Partner("north", employee_domains=["north.example"]).name
        'north'
    """

    id: str = attrs.field(converter=an_id)
    name: str = attrs.field(kw_only=True, converter=text, default=attrs.Factory(lambda self: self.id, takes_self=True))
    employee_domains: tuple[str, ...] = attrs.field(kw_only=True, converter=domains, default=())
    agreements: tuple[DateRange, ...] | None = attrs.field(kw_only=True, converter=optional_periods, default=None)


@attrs.frozen
class Client:
    """
    A client and the currency it pays in.

    Args:
        id: The client's id.
        name: For people; the id if left out.
        currency: Upper-case ISO 4217 code of everything the client pays (A17).
        points_multiplier: By how much its points are multiplied, above 0; 2 in growth markets.

    Examples:
        >>> Client("acme", currency="EUR").points_multiplier
        Fraction(1, 1)
    """

    id: str = attrs.field(converter=an_id)
    currency: str = attrs.field(kw_only=True, converter=currency_code)
    name: str = attrs.field(kw_only=True, converter=text, default=attrs.Factory(lambda self: self.id, takes_self=True))
    points_multiplier: Fraction = attrs.field(kw_only=True, converter=positive, default=Fraction(1))


@attrs.frozen
class Employee:
    """
    A person who works for a partner.

    Args:
        id: The employee's id.
        partner: Id of the partner.
        email: Address whose domain may link the employee automatically (A11); None for never.

    Examples:
        >>> Employee("ann", partner="north", email="ann@north.example").domain
        'north.example'
    """

    id: str = attrs.field(converter=an_id)
    partner: str = attrs.field(kw_only=True, converter=an_id)
    email: str | None = attrs.field(kw_only=True, converter=optional_email, default=None)

    @property
    def domain(self) -> str | None:
        """
        The e-mail domain in lower case; None without an address.

        Examples:
            >>> Employee("ann", partner="north", email="Ann@North.Example").domain
            'north.example'
        """
        return None if self.email is None else self.email.partition("@")[2].lower()


@attrs.frozen
class PartnerUser:
    """
    A period in which an employee is a user, marked as a partner employee, in the partner's account (A6, A9).

    Args:
        employee: Id of the employee.
        start: First day.
        end: First day without the user; None while it lasts.
        deactivated: Periods in which the user was deactivated; they count inside this period only (A19).

    Examples:
        >>> PartnerUser("ann", start=date(2023, 1, 9)).end is None
        True
    """

    employee: str = attrs.field(converter=an_id)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    deactivated: tuple[DateRange, ...] = attrs.field(kw_only=True, converter=periods, default=())

    __attrs_post_init__ = _check_period


@attrs.frozen
class ClientUser:
    """
    A period in which an employee is a user in a client's account (A6).

    Args:
        employee: Id of the employee.
        client: Id of the client.
        start: First day.
        end: First day without the user; None while it lasts.
        deactivated: Periods in which the user was deactivated; they count inside this period only (A19).

    Examples:
        >>> ClientUser("ann", client="acme", start=date(2023, 2, 1)).deactivated
        ()
    """

    employee: str = attrs.field(converter=an_id)
    client: str = attrs.field(kw_only=True, converter=an_id)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    deactivated: tuple[DateRange, ...] = attrs.field(kw_only=True, converter=periods, default=())

    __attrs_post_init__ = _check_period


@attrs.frozen
class Link:
    """
    A period in which a client was linked to an employee by hand (A10, A12).

    Args:
        employee: Id of the employee.
        client: Id of the client.
        start: First day.
        end: First day without the link; None while it lasts.

    Examples:
        >>> Link("ann", client="acme", start=date(2023, 2, 1)).client
        'acme'
    """

    employee: str = attrs.field(converter=an_id)
    client: str = attrs.field(kw_only=True, converter=an_id)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)

    __attrs_post_init__ = _check_period


@attrs.frozen(kw_only=True)
class Activity:
    """
    Something an employee did in a client's account on a day (A7, A8).

    Args:
        employee: Id of the employee.
        client: Id of the client.
        on: The day.
        tool: The tool, in the catalogue's words, exact and in lower case.
        action: What was done with it, likewise.
        id: The activity's id; the same id with the same content counts once. None is never a duplicate.

    Examples:
        >>> Activity(employee="ann", client="acme", on=date(2024, 1, 15), tool="blog", action="publish").id is None
        True
    """

    employee: str = attrs.field(converter=an_id)
    client: str = attrs.field(converter=an_id)
    on: date = attrs.field(converter=exact_date, repr=repr_date)
    tool: str = attrs.field(converter=text)
    action: str = attrs.field(converter=text)
    id: str | None = attrs.field(converter=optional_id, default=None)


@attrs.frozen
class PartnerOfRecord:
    """
    A period in which a client names one partner as its partner of record (B2, B9).

    Args:
        client: Id of the client.
        partner: Id of the partner.
        start: First day.
        end: First day without it; None while it lasts.

    Examples:
        >>> PartnerOfRecord("acme", partner="north", start=date(2023, 2, 1)).partner
        'north'
    """

    client: str = attrs.field(converter=an_id)
    partner: str = attrs.field(kw_only=True, converter=an_id)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)

    __attrs_post_init__ = _check_period


@attrs.frozen
class Billing:
    """
    When a subscription is billed: on ``first`` and every so many months after it, counted from ``first`` (B5).

    Args:
        first: Day of the first billing.
        every_months: Whole months between billings.

    Examples:
        >>> Billing(date(2023, 2, 1)).every_months
        1
    """

    first: date = attrs.field(converter=exact_date, repr=repr_date)
    every_months: int = attrs.field(kw_only=True, converter=whole_months, default=1)


@attrs.frozen
class Item:
    """
    One position of a subscription: a product at a price, for a time (B4, B6, B7).

    Args:
        product: The product's name.
        price: List price per ``months``, in major units of the client's currency, 0 or more.
        start: First day.
        end: First day without it; None while it lasts.
        discount: What is taken off the price, 0 or more.
        months: How many months the price pays for.
        kind: ``"recurring"``, or ``"one_time"``, which never counts.
        eligible: Whether the product counts at all.

    Examples:
        >>> Item("Sales Hub", price="1200", discount="200", months=12, start=date(2024, 1, 1)).monthly
        Fraction(250, 3)
    """

    product: str = attrs.field(converter=text)
    price: Fraction = attrs.field(kw_only=True, converter=not_negative)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    discount: Fraction = attrs.field(kw_only=True, converter=not_negative, default=Fraction(0))
    months: int = attrs.field(kw_only=True, converter=whole_months, default=1)
    kind: str = attrs.field(kw_only=True, converter=item_kind, default="recurring")
    eligible: bool = attrs.field(kw_only=True, converter=flag, default=True)

    __attrs_post_init__ = _check_period

    @property
    def monthly(self) -> Fraction:
        """
        The price actually paid per month, never below 0, exactly (B6).

        Examples:
            >>> Item("Setup", price="100", discount="150", start=date(2024, 1, 1)).monthly
            Fraction(0, 1)
        """
        if self.discount >= self.price:
            return Fraction(0)
        net = self.price - self.discount if self.discount else self.price
        return net if self.months == 1 else net / self.months


def _items(values: Iterable[Item]) -> tuple[Item, ...]:
    items = tuple(values)
    for value in items:
        if not isinstance(value, Item):
            msg = f"not an item: {value!r}; expected Item objects"
            raise EvidenceError(msg)
    return items


def _billing(value: Billing | None) -> Billing | None:
    if value is not None and not isinstance(value, Billing):
        msg = f"not a billing: {value!r}; expected Billing(first, every_months=...) or None"
        raise EvidenceError(msg)
    return value


@attrs.frozen
class Subscription:
    """
    What a client buys: items in time, billed from a day on (B3 to B8).

    Args:
        id: The subscription's id.
        client: Id of the client.
        start: First day.
        items: The positions.
        end: First day after it, when it was cancelled or ran out; None while it lasts (B8).
        billing: When it is billed; None for never, and then it counts for nothing (B5).
        refunded_on: The day from which it is fully refunded, or None (B8).
        not_in_good_standing: Periods of bad standing or pause (B3).

    Examples:
        >>> Subscription.monthly("s1", client="acme", price="800.00", start=date(2023, 2, 1)).billing
        Billing(first=date(2023, 2, 1), every_months=1)
    """

    id: str = attrs.field(converter=an_id)
    client: str = attrs.field(kw_only=True, converter=an_id)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    items: tuple[Item, ...] = attrs.field(kw_only=True, converter=_items)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    billing: Billing | None = attrs.field(kw_only=True, converter=_billing, default=None)
    refunded_on: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    not_in_good_standing: tuple[DateRange, ...] = attrs.field(kw_only=True, converter=periods, default=())

    __attrs_post_init__ = _check_period

    @classmethod
    def monthly(
        cls,
        id: str,
        *,
        client: str,
        price: str | int | Decimal | Fraction,
        start: date,
        product: str = "Subscription",
    ) -> "Subscription":
        """
        A subscription of one item, paid and billed every month from its first day on.

        Examples:
            >>> Subscription.monthly("s1", client="acme", price=800, start=date(2023, 2, 1)).items[0].price
            Fraction(800, 1)
        """
        return cls(
            id,
            client=client,
            start=start,
            items=[Item(product, price=price, start=start)],
            billing=Billing(start),
        )
