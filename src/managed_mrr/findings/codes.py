"""Codes: what the codes of findings mean, as data: the answer, the clauses, the numbers, the days they tell."""

from collections.abc import Callable, Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import attrs

__all__ = ["CLAUSES", "DAYS", "DECIDED", "KINDS", "REASONS", "YES", "Kind", "reason"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Kind:
    """
    What the codes of one family have in common; the family of ``managing.not.since`` is ``managing``.

    Attributes:
        rule: What the finding answers; empty if that is the rule that says it, by its own name and clauses.
        subject: What it is about, from the values it speaks of; ``{place}`` is that of the first record it cites.
        clauses: The clauses it rests on, unless :data:`CLAUSES` says otherwise.
        value: The name of the value that is the number found.
        threshold: The name of the value it is held against.
        cites: The lists of the portfolio whose records it cites: those the day is in or, if it is in none, all there
            are about whom or what it is about.

    Examples:
        >>> KINDS["managing"].rule, KINDS["managing"].clauses
        ('Managing', ('A6', 'A18'))
    """

    rule: str
    subject: str = ""
    clauses: tuple[str, ...] = ()
    value: str = ""
    threshold: str = ""
    cites: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "rule": Kind(""),
        "total": Kind("Total", "{partner}", ("A1", "A17"), value="points", cites=("partners",)),
        "credit": Kind("Credit", "{credit.currency}", ("A1", "A17"), value="credit"),
        "line": Kind("Line", "{partner} at {client}", ("A1", "A17"), value="credit"),
        "agreement": Kind("CurrentAgreement", "", ("B1",), cites=("partners",)),
        "of-record": Kind("PartnerOfRecordStatus", "", ("B2", "B9"), cites=("partners_of_record",)),
        "live": Kind("", value="live", threshold="needed"),
        "activity": Kind("Activity", "{place}", ("A14",), value="age", threshold="days", cites=("activities",)),
        "relationship": Kind("ManagedRelationship", "", ("A18", "A19")),
        "managing": Kind("Managing", "{employee}", ("A6", "A18"), cites=("client_users", "partner_users", "links")),
        "link": Kind("LinkValidity", "{employee}", ("A6",)),
        "linked": Kind("Linked", "", ("A10", "A12"), cites=("links",)),
        "user": Kind("ActiveUser", "{account}", ("A6",)),
        "revenue": Kind("RecurringRevenue", "", ("B3", "B4", "B6", "B7", "B8"), value="mrr"),
        "subscription": Kind("Subscription", "{subscription}", ("B5",), value="mrr", cites=("subscriptions",)),
        "item": Kind("Item", "{place}", ("B4", "B6"), value="mrr"),
        "share": Kind("", value="credit"),
        "sharing": Kind("Sharing", "{partner}", cites=("partners",)),
        "points": Kind("CurrencyToPoints", "", ("A3",), value="points"),
        "rate": Kind("Rate", "", ("A3",), value="rate"),
    }
)
"""The families of codes."""

CLAUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "line.none": (),
        "activity.ended": ("A18",),
        "activity.login": ("A8",),
        "activity.not-qualifying": ("A7",),
        "activity.unclassified": ("A7",),
        "relationship.not": ("A6", "A10"),
        "relationship.nobody": ("A6", "A10"),
        "linked.by-domain": ("A11",),
        "subscription": ("B3",),
        "subscription.bad-standing": ("B3",),
        "subscription.refunded": ("B8",),
        "subscription.ended": ("B8",),
        "subscription.not-recognised": ("B5", "B9"),
        "subscription.recognised-from": ("B5", "B9"),
        "item.starts": ("B7",),
        "item.ended": ("B7",),
    }
)
"""The clauses of the codes that rest on others than their family does."""

YES = frozenset(
    {
        *("line", "sharing", "agreement", "agreement.always", "of-record", "live", "live.through", "activity.live"),
        *("relationship", "managing", "link", "linked", "linked.by-domain", "user"),
    }
)
"""The codes that say that something holds; the others of their families say that it does not."""

DECIDED = frozenset({"relationship", "revenue", "subscription"})
"""The families whose parts come in this order: first those that came out as the whole did, or are not nothing."""

DAYS: Mapping[str, str] = MappingProxyType(
    {
        "since": "first",
        "before": "after",
        "through": "last",
        "relationship": "first",
        "activity.live": "last",
        "activity.expired": "first",
        "activity.ended": "first",
    }
)
"""
Which day the sentence of a code, or of all codes with an ending, tells.

It is the first or the last of the days on which the answer stays the same, or the first after them.
"""


def _no_day(_: object) -> None:
    return None


REASONS: Mapping[str, tuple[Callable[[Any, date], object], Callable[[Any], date | None]]] = MappingProxyType(
    {
        "subscription.refunded": (
            lambda sold, on: sold.refunded_on and sold.refunded_on <= on,
            attrgetter("refunded_on"),
        ),
        "subscription.ended": (lambda sold, on: sold.end and sold.end <= on, attrgetter("end")),
        "subscription.starts": (lambda sold, on: on < sold.start, attrgetter("start")),
        "subscription.not-billed": (lambda sold, _: sold.billing is None, _no_day),
        "subscription.billed-from": (lambda sold, on: on < sold.billing.first, attrgetter("billing.first")),
        "subscription.bad-standing": (lambda sold, on: any(on in each for each in sold.not_in_good_standing), _no_day),
        "item.starts": (lambda item, on: on < item.start, attrgetter("start")),
        "item.ended": (lambda item, on: item.end and item.end <= on, attrgetter("end")),
        "item.one-time": (lambda item, _: item.kind != "recurring", _no_day),
        "item.not-eligible": (lambda item, _: not item.eligible, _no_day),
        "item.free": (lambda item, _: not item.price, _no_day),
        "item.fully-discounted": (lambda item, _: item.discount >= item.price, _no_day),
        "item.discounted": (lambda item, _: item.discount, _no_day),
    }
)
"""Of which record, on which day, each code is said that gives a reason, and the day it tells; the first applies."""


def reason(family: str, record: object, on: date) -> tuple[str, date | None]:
    """
    The first reason that applies to a record on a day, by its code, and the day it tells.

    If there is none, the code is the family itself.

    Examples:
        >>> from managed_mrr.evidence import Item
        >>> reason("item", Item("Trial", price=0, start=date(2024, 1, 1)), date(2024, 3, 1))
        ('item.free', None)
    """
    reasons = (code for code in REASONS if code.startswith(f"{family}."))
    code = next((code for code in reasons if REASONS[code][0](record, on)), family)
    return code, REASONS[code][1](record) if code in REASONS else None
