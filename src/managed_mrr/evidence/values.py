"""Values: what the fields of records accept, and how what they refuse is told."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from managed_mrr.amounts import AmountError, exact, minor_unit
from managed_mrr.dates import DateRange
from managed_mrr.errors import ManagedMRRError

__all__ = [
    "EvidenceError",
    "an_id",
    "currency_code",
    "domains",
    "email_problem",
    "flag",
    "item_kind",
    "not_negative",
    "optional_email",
    "optional_id",
    "optional_periods",
    "periods",
    "positive",
    "text",
    "whole_months",
]


def __dir__() -> list[str]:
    return __all__


class EvidenceError(ManagedMRRError, ValueError):
    """
    A record holds a value that no such record can hold.

    Examples:
        >>> try:
        ...     an_id("")
        ... except EvidenceError as error:
        ...     print(error)
        an id is empty: expected text of at least one character
    """


def text(value: str) -> str:
    """Text."""
    if not isinstance(value, str):
        msg = f"not text: {value!r} ({type(value).__name__}); expected a str"
        raise EvidenceError(msg)
    return value


def an_id(value: str) -> str:
    """An id: text of at least one character."""
    if not text(value):
        msg = "an id is empty: expected text of at least one character"
        raise EvidenceError(msg)
    return value


def optional_id(value: str | None) -> str | None:
    """An id or None."""
    return None if value is None else an_id(value)


def email_problem(email: str) -> str | None:
    """
    What an e-mail address lacks, or None.

    Examples:
        >>> email_problem("ann@north.example") is None, email_problem("ann.north.example")
        (True, 'a name and a domain around one @')
    """
    name, _, domain = email.partition("@")
    return None if name and domain and "@" not in domain else "a name and a domain around one @"


def optional_email(value: str | None) -> str | None:
    """An e-mail address or None."""
    if value is not None and (problem := email_problem(text(value))):
        msg = f"not an e-mail address: {value!r}; expected {problem}"
        raise EvidenceError(msg)
    return value


def currency_code(value: str) -> str:
    """The code of a currency with a minor unit."""
    minor_unit(text(value))
    return value


def positive(value: str | int | Decimal | Fraction) -> Fraction:
    """An exact number above 0."""
    if (number := exact(value)) <= 0:
        msg = f"not above 0: {value!r}; expected a positive number"
        raise AmountError(msg)
    return number


def not_negative(value: str | int | Decimal | Fraction) -> Fraction:
    """An exact number of 0 or more."""
    if (number := exact(value)) < 0:
        msg = f"negative: {value!r}; expected 0 or more"
        raise AmountError(msg)
    return number


def whole_months(value: int) -> int:
    """A whole number of months, at least 1."""
    if type(value) is not int or value < 1:
        msg = f"not a number of months: {value!r}; expected a whole number of at least 1"
        raise EvidenceError(msg)
    return value


def flag(value: bool) -> bool:  # noqa: FBT001 -- an attrs converter takes its value by position
    """True or false, and nothing that merely counts as either."""
    if not isinstance(value, bool):
        msg = f"not true or false: {value!r}; expected a bool"
        raise EvidenceError(msg)
    return value


def item_kind(value: str) -> str:
    """What an item is: recurring or one-time."""
    if value not in ("recurring", "one_time"):
        msg = f"unknown kind: {value!r}; expected 'recurring' or 'one_time'"
        raise EvidenceError(msg)
    return value


def domains(values: Iterable[str]) -> tuple[str, ...]:
    """Several e-mail domains."""
    if isinstance(values, str):
        msg = f"not a list of domains: {values!r}; expected several; write ({values!r},)"
        raise EvidenceError(msg)
    return tuple(text(value) for value in values)


def periods(values: Iterable[DateRange]) -> tuple[DateRange, ...]:
    """Several periods, each with a first day."""
    if isinstance(values, DateRange):
        msg = f"not a list of periods: {values!r}; expected several; write [{values!r}]"
        raise EvidenceError(msg)
    ranges = tuple(values)
    for value in ranges:
        if not isinstance(value, DateRange) or value.start is None:
            msg = f"not a period with a first day: {value!r}; expected a DateRange with a start"
            raise EvidenceError(msg)
    return ranges


def optional_periods(values: Iterable[DateRange] | None) -> tuple[DateRange, ...] | None:
    """Several periods, or None where nothing is said."""
    return None if values is None else periods(values)
