"""Formats: what a portfolio file may say, key by key; reading, writing and the schema all follow this."""

from collections.abc import Mapping
from typing import Any

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.evidence import (
    LISTS,
    Activity,
    Billing,
    Client,
    ClientUser,
    Employee,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Subscription,
)
from managed_mrr.files import values
from managed_mrr.files.values import Scalar

__all__ = ["FORMAT", "PORTFOLIO", "RESERVED", "Key", "Kind", "ListOf", "ObjectOf"]


def __dir__() -> list[str]:
    return __all__


FORMAT = "managed-mrr/1"
"""The name of the format, which a file states."""

RESERVED = frozenset({"recorded_on", "withdrawn"})
"""Keys kept for a second time axis, when something became known, in a later format."""


@attrs.frozen(eq=False)
class ListOf:
    """A list whose elements are all of one kind."""

    element: "Scalar | ObjectOf"


@attrs.frozen(eq=False)
class ObjectOf:
    """
    An object with fixed keys, which is a record, or the file itself.

    Args:
        record: The class of the record; None for the file.
        keys: The keys, by name, in the order in which they are written.
    """

    record: type[attrs.AttrsInstance] | None
    keys: Mapping[str, "Key"]

    @property
    def name(self) -> str:
        """What it is called in the schema."""
        return "Portfolio" if self.record is None else self.record.__name__


Kind = Scalar | ListOf | ObjectOf


@attrs.frozen(eq=False, kw_only=True)
class Key:
    """
    A key of an object.

    Args:
        name: The key, which is also the attribute of the record.
        kind: What its value is.
        required: Whether it must be there.
        nullable: Whether null may stand for None.
        default: The record's value without the key.
        like: The key whose value is the default, where the default is not always the same.
    """

    name: str
    kind: Kind
    required: bool
    nullable: bool = False
    default: Any = None
    like: str | None = None


def _required(name: str, kind: Kind) -> Key:
    return Key(name=name, kind=kind, required=True)


def _optional(
    name: str,
    kind: Kind,
    *,
    nullable: bool = False,
    like: str | None = None,
) -> Key:
    return Key(name=name, kind=kind, required=False, nullable=nullable, like=like)


def _record(record: type[attrs.AttrsInstance], *keys: Key) -> ObjectOf:
    """Join keys to their record: what an optional one is without its key, the record itself says."""
    fields = attrs.fields_dict(record)
    return ObjectOf(
        record,
        {
            key.name: key if key.required or key.like else attrs.evolve(key, default=fields[key.name].default)
            for key in keys
        },
    )


_START = _required("start", values.DAY)
_END = _optional("end", values.DAY, nullable=True)
_PERIODS = ListOf(_record(DateRange, _START, _END))
_EMPLOYEE = _required("employee", values.REFERENCE)
_CLIENT = _required("client", values.REFERENCE)
_PARTNER = _required("partner", values.REFERENCE)

_ITEM = _record(
    Item,
    _required("product", values.TEXT),
    _optional("kind", values.KIND),
    _optional("eligible", values.FLAG),
    _required("price", values.NOT_NEGATIVE),
    _optional("discount", values.NOT_NEGATIVE),
    _optional("months", values.MONTHS),
    _START,
    _END,
)
_BILLING = _record(Billing, _required("first", values.DAY), _required("every_months", values.MONTHS))

_RECORDS: Mapping[type, ObjectOf] = {
    Partner: _record(
        Partner,
        _required("id", values.ID),
        _optional("name", values.TEXT, like="id"),
        _optional("employee_domains", ListOf(values.TEXT)),
        _optional("agreements", _PERIODS),
    ),
    Client: _record(
        Client,
        _required("id", values.ID),
        _optional("name", values.TEXT, like="id"),
        _required("currency", values.CURRENCY),
        _optional("points_multiplier", values.POSITIVE),
    ),
    Employee: _record(Employee, _required("id", values.ID), _PARTNER, _optional("email", values.EMAIL, nullable=True)),
    PartnerUser: _record(PartnerUser, _EMPLOYEE, _START, _END, _optional("deactivated", _PERIODS)),
    ClientUser: _record(ClientUser, _EMPLOYEE, _CLIENT, _START, _END, _optional("deactivated", _PERIODS)),
    Link: _record(Link, _EMPLOYEE, _CLIENT, _START, _END),
    Activity: _record(
        Activity,
        _optional("id", values.ID, nullable=True),
        _EMPLOYEE,
        _CLIENT,
        _required("on", values.DAY),
        _required("tool", values.WORD),
        _required("action", values.WORD),
    ),
    PartnerOfRecord: _record(PartnerOfRecord, _CLIENT, _PARTNER, _START, _END),
    Subscription: _record(
        Subscription,
        _required("id", values.ID),
        _CLIENT,
        _START,
        _END,
        _optional("billing", _BILLING, nullable=True),
        _optional("refunded_on", values.DAY, nullable=True),
        _optional("not_in_good_standing", _PERIODS),
        _required("items", ListOf(_ITEM)),
    ),
}

_LISTS = [
    Key(name=name, kind=ListOf(_RECORDS[record]), required=record in (Partner, Client), default=())
    for name, record in LISTS.items()
]

PORTFOLIO = ObjectOf(
    None,
    {
        key.name: key
        for key in (
            _required("format", values.constant("format", FORMAT, "this version reads no other format")),
            *_LISTS,
        )
    },
)
"""The whole file."""
