"""Policy hashes: one short text for everything in a policy that decides a number."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from typing import Any

import attrs

from managed_mrr.errors import PolicyError
from managed_mrr.policy import Policy
from managed_mrr.rules import AllOf, AnyOf, AtLeast, Catalogue, CurrencyToPoints, Rate, Term

__all__ = ["deciding", "policy_hash"]


def __dir__() -> list[str]:
    return __all__


LABELS: Mapping[type, frozenset[str]] = {
    Policy: frozenset({"name", "questions"}),
    Term: frozenset({"source"}),
    Rate: frozenset({"source"}),
    Catalogue: frozenset({"source"}),
}
"""The values that are for people: what something is called, where it comes from, what is asked about it."""

UNORDERED: Mapping[type, str] = {
    AllOf: "rules",
    AnyOf: "rules",
    AtLeast: "rules",
    Catalogue: "entries",
    CurrencyToPoints: "rates",
}
"""The lists of which another order means the same."""


def policy_hash(policy: Policy) -> str:
    """
    The SHA-256 of everything in a policy or program that decides a number, as 64 hexadecimal digits.

    Names and sources are not in it, nor is the order of rules that must all hold. Two policies with the same
    hash give the same credit and points for every portfolio on every day.

    A rule of one's own is in it with its qualified name and its values. Its code is not: give the class another
    name, or a value that you raise, when what it does changes.

    Args:
        policy: The policy or program.

    Raises:
        PolicyError: A rule holds a value that has no exact form, such as a float.

    Examples:
        >>> from managed_mrr import ExpiryWindow, hubspot
        >>> len(policy_hash(hubspot.SERVICING))
        64
        >>> renamed = hubspot.SERVICING.with_(name="ours")
        >>> policy_hash(renamed) == policy_hash(hubspot.SERVICING)
        True
        >>> longer = hubspot.SERVICING.with_(window=ExpiryWindow(days=61))
        >>> policy_hash(longer) == policy_hash(hubspot.SERVICING)
        False
    """
    return sha256(_text(_canonical(policy, "")).encode()).hexdigest()


def deciding(part: object) -> dict[str, object]:
    """
    The values of one part of a policy that decide a number, by name; none for what is no part but a plain value.

    Examples:
        >>> from managed_mrr import EvenSplit, ExpiryWindow
        >>> deciding(ExpiryWindow()), deciding(Rate("EUR", 75, source="a table")).keys() & {"source"}
        ({'days': 60}, set())
    """
    kind: Any = type(part)
    if not attrs.has(kind):
        return {}
    labels = frozenset[str]().union(*(LABELS.get(base, ()) for base in kind.__mro__))
    return {
        str(field.alias): getattr(part, field.name)
        for field in attrs.fields(kind)
        if field.init and field.alias not in labels
    }


def _text(data: object) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def _canonical(value: object, place: str) -> object:
    """A value as JSON, so that no two different values of one place look alike."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, Enum):
        return {_class(type(value)): value.name}
    if isinstance(value, Fraction):
        return {"Fraction": str(value)}
    if isinstance(value, Decimal) and value.is_finite():
        return {"Decimal": str(Fraction(value))}
    if type(value) is date:
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return [_canonical(each, f"{place}[{index}]") for index, each in enumerate(value)]
    if isinstance(value, frozenset):
        return {"frozenset": sorted((_canonical(each, place) for each in value), key=_text)}
    if attrs.has(type(value)):
        return {_class(type(value)): _fields(value, place)}
    msg = (
        f"{place} is {value!r}: expected a value with an exact form (text, a whole number, a Fraction, a date, "
        "a tuple, or a class made with @attrs.frozen)"
    )
    raise PolicyError(msg)


def _fields(part: object, place: str) -> dict[str, object]:
    fields = {name: _canonical(value, f"{place}.{name}" if place else name) for name, value in deciding(part).items()}
    unordered = UNORDERED.get(type(part))
    if unordered is not None:
        listed = fields[unordered]
        assert isinstance(listed, list)
        listed.sort(key=_text)
    return fields


def _class(kind: type) -> str:
    """The name of a class; our own may move from module to module without changing a hash."""
    return kind.__name__ if kind.__module__.startswith("managed_mrr.") else f"{kind.__module__}.{kind.__qualname__}"
