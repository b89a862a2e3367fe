"""Records: the frozen facts of a portfolio, one class for each list of the file."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from managed_mrr.amounts import AmountError, exact, minor_unit
from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import exact_date, optional_date, repr_date
from managed_mrr.errors import ManagedMRRError

__all__ = [
    "Activity",
    "Billing",
    "Client",
    "ClientUser",
    "Employee",
    "EvidenceError",
    "Item",
    "Link",
    "Partner",
    "PartnerOfRecord",
    "PartnerUser",
    "Subscription",
    "email_problem",
]


def __dir__() -> list[str]:
    return __all__


class EvidenceError(ManagedMRRError, ValueError):
    """
    A record holds a value that no such record can hold.

    Examples:
        >>> try:
        ...     Partner("")
        ... except EvidenceError as error:
        ...     print(error)
        an id is empty: expected text of at least one character
    """


def _text(value: str) -> str:
    if not isinstance(value, str):
        msg = f"not text: {value!r} ({type(value).__name__}); expected a str"
        raise EvidenceError(msg)
    return value


def _id(value: str) -> str:
    if not _text(value):
        msg = "an id is empty: expected text of at least one character"
        raise EvidenceError(msg)
    return value


def _optional_id(value: str | None) -> str | None:
    return None if value is None else _id(value)


def email_problem(email: str) -> str | None:
    """
    What an e-mail address lacks, or None.

    Examples:
        >>> email_problem("ann@north.example") is None, email_problem("ann.north.example")
        (True, 'a name and a domain around one @')
    """
    name, _, domain = email.partition("@")
    return None if name and domain and "@" not in domain else "a name and a domain around one @"


def _email(value: str | None) -> str | None:
    if value is not None and (problem := email_problem(_text(value))):
        msg = f"not an e-mail address: {value!r}; expected {problem}"
        raise EvidenceError(msg)
    return value


def _currency(value: str) -> str:
    minor_unit(_text(value))
    return value


def _positive(value: str | int | Decimal | Fraction) -> Fraction:
    if (number := exact(value)) <= 0:
        msg = f"not above 0: {value!r}; expected a positive number"
        raise AmountError(msg)
    return number


def _not_negative(value: str | int | Decimal | Fraction) -> Fraction:
    if (number := exact(value)) < 0:
        msg = f"negative: {value!r}; expected 0 or more"
        raise AmountError(msg)
    return number


def _months(value: int) -> int:
    if type(value) is not int or value < 1:
        msg = f"not a number of months: {value!r}; expected a whole number of at least 1"
        raise EvidenceError(msg)
    return value


def _flag(value: bool) -> bool:  # noqa: FBT001 -- an attrs converter takes its value by position
    if not isinstance(value, bool):
        msg = f"not true or false: {value!r}; expected a bool"
        raise EvidenceError(msg)
    return value


def _kind(value: str) -> str:
    if value not in ("recurring", "one_time"):
        msg = f"unknown kind: {value!r}; expected 'recurring' or 'one_time'"
        raise EvidenceError(msg)
    return value


def _domains(values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str):
        msg = f"not a list of domains: {values!r}; expected several; write ({values!r},)"
        raise EvidenceError(msg)
    return tuple(_text(value) for value in values)


def _ranges(values: Iterable[DateRange]) -> tuple[DateRange, ...]:
    if isinstance(values, DateRange):
        msg = f"not a list of periods: {values!r}; expected several; write [{values!r}]"
        raise EvidenceError(msg)
    ranges = tuple(values)
    for value in ranges:
        if not isinstance(value, DateRange) or value.start is None:
            msg = f"not a period with a first day: {value!r}; expected a DateRange with a start"
            raise EvidenceError(msg)
    return ranges


def _agreements(values: Iterable[DateRange] | None) -> tuple[DateRange, ...] | None:
    return None if values is None else _ranges(values)


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

    id: str = attrs.field(converter=_id)
    name: str = attrs.field(kw_only=True, converter=_text, default=attrs.Factory(lambda self: self.id, takes_self=True))
    employee_domains: tuple[str, ...] = attrs.field(kw_only=True, converter=_domains, default=())
    agreements: tuple[DateRange, ...] | None = attrs.field(kw_only=True, converter=_agreements, default=None)


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

    id: str = attrs.field(converter=_id)
    currency: str = attrs.field(kw_only=True, converter=_currency)
    name: str = attrs.field(kw_only=True, converter=_text, default=attrs.Factory(lambda self: self.id, takes_self=True))
    points_multiplier: Fraction = attrs.field(kw_only=True, converter=_positive, default=Fraction(1))


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

    id: str = attrs.field(converter=_id)
    partner: str = attrs.field(kw_only=True, converter=_id)
    email: str | None = attrs.field(kw_only=True, converter=_email, default=None)

    @property
    def domain(self) -> str | None:
        """
        The e-mail domain in lower case; None without an address.

        Examples:
            >>> Employee("ann", partner="north", email="Ann@North.Example").domain
            'north.example'
        """
        return None if self.email is None else self.email.partition("@")[2].lower()


def _check_period(record: "PartnerUser | ClientUser | Link | PartnerOfRecord | Item | Subscription") -> None:
    DateRange(record.start, record.end)


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

    employee: str = attrs.field(converter=_id)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    deactivated: tuple[DateRange, ...] = attrs.field(kw_only=True, converter=_ranges, default=())

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

    employee: str = attrs.field(converter=_id)
    client: str = attrs.field(kw_only=True, converter=_id)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    deactivated: tuple[DateRange, ...] = attrs.field(kw_only=True, converter=_ranges, default=())

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

    employee: str = attrs.field(converter=_id)
    client: str = attrs.field(kw_only=True, converter=_id)
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

    employee: str = attrs.field(converter=_id)
    client: str = attrs.field(converter=_id)
    on: date = attrs.field(converter=exact_date, repr=repr_date)
    tool: str = attrs.field(converter=_text)
    action: str = attrs.field(converter=_text)
    id: str | None = attrs.field(converter=_optional_id, default=None)


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

    client: str = attrs.field(converter=_id)
    partner: str = attrs.field(kw_only=True, converter=_id)
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
    every_months: int = attrs.field(kw_only=True, converter=_months, default=1)


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

    product: str = attrs.field(converter=_text)
    price: Fraction = attrs.field(kw_only=True, converter=_not_negative)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    discount: Fraction = attrs.field(kw_only=True, converter=_not_negative, default=Fraction(0))
    months: int = attrs.field(kw_only=True, converter=_months, default=1)
    kind: str = attrs.field(kw_only=True, converter=_kind, default="recurring")
    eligible: bool = attrs.field(kw_only=True, converter=_flag, default=True)

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

    id: str = attrs.field(converter=_id)
    client: str = attrs.field(kw_only=True, converter=_id)
    start: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)
    items: tuple[Item, ...] = attrs.field(kw_only=True, converter=_items)
    end: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    billing: Billing | None = attrs.field(kw_only=True, converter=_billing, default=None)
    refunded_on: date | None = attrs.field(kw_only=True, converter=optional_date, repr=repr_date, default=None)
    not_in_good_standing: tuple[DateRange, ...] = attrs.field(kw_only=True, converter=_ranges, default=())

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
