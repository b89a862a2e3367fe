"""Codes: what the codes of findings mean, as data: the answer, the clauses, the numbers, the days they tell."""

from collections.abc import Callable, Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import attrs

__all__ = [
    "CLAUSES",
    "DAYS",
    "DECIDED",
    "FAILING",
    "KINDS",
    "MONEY",
    "NEVER",
    "REASONS",
    "VARIANTS",
    "YES",
    "Kind",
    "reason",
]


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
        parts: The families of the findings it is made of, in this order.
        asks: The question whose answer it tells, from the rule that says it; by default what is answered.

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
    parts: tuple[str, ...] = ()
    asks: str = attrs.field(default=attrs.Factory(lambda self: self.rule or _RULE, takes_self=True))


_RULE = "{rule.__class__.__name__}"
_ABLE = ("partner-user", "client-user", "linked")

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "rule": Kind("", parts=("rule",)),
        "total": Kind("Total", "{partner}", ("A1", "A17"), "points", cites=("partners",), parts=("credit", "line")),
        "credit": Kind("Credit", "{credit.currency}", ("A1", "A17"), "credit", parts=("line",)),
        "line": Kind(
            "Line", "{partner} at {client}", ("A1", "A17"), "credit", parts=("rule", "revenue", "share", "points")
        ),
        "agreement": Kind("CurrentAgreement", "", ("B1",), cites=("partners",)),
        "of-record": Kind("PartnerOfRecordStatus", "", ("B2", "B9"), cites=("partners_of_record",)),
        "live": Kind("", "", (), "live", "needed", parts=("relationship", "activity")),
        "activity": Kind("Activity", "{place}", ("A14",), "age", "days", cites=("activities",), asks=_RULE),
        "relationship": Kind("ManagedRelationship", "", ("A18", "A19"), parts=("managing",)),
        "managing": Kind(
            "Managing", "{employee}", ("A6", "A18"), cites=("client_users", "partner_users", "links"), parts=_ABLE
        ),
        "link": Kind("LinkValidity", "{employee}", ("A6",), parts=_ABLE),
        "partner-user": Kind("ActiveUser", "{partner}", ("A6", "A9"), cites=("partner_users",), asks="partner_users"),
        "client-user": Kind("ActiveUser", "{client}", ("A6",), cites=("client_users",), asks="client_users"),
        "linked": Kind("Linked", "", ("A10", "A12"), cites=("links",)),
        "revenue": Kind("RecurringRevenue", "", ("B3", "B4", "B6", "B7", "B8"), "mrr", parts=("subscription",)),
        "subscription": Kind(
            "Subscription", "{subscription}", ("B5",), "mrr", cites=("subscriptions",), parts=("item",)
        ),
        "item": Kind("Item", "{place}", ("B4", "B6"), "mrr", cites=("items",)),
        "share": Kind("", "", (), "credit", parts=("sharing",), asks="Share"),
        "sharing": Kind("Sharing", "{other}", cites=("partners",), parts=("rule",)),
        "points": Kind("CurrencyToPoints", "", ("A3",), "points", parts=("rate",)),
        "rate": Kind("Rate", "", ("A3",), "per_point"),
    }
)
"""The families of codes."""

CLAUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "line.not": (),
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
        "subscription.not-recognised.before": ("B5", "B9"),
        "item.starts": ("B7",),
        "item.ended": ("B7",),
    }
)
"""The clauses of the codes that rest on others than their family does."""

YES = frozenset(
    {
        *("line", "sharing", "agreement", "agreement.always", "of-record", "live", "live.through", "activity.live"),
        *("relationship", "managing", "link", "linked", "linked.by-domain"),
        *("partner-user.active", "client-user.active"),
    }
)
"""The codes that say that something holds; the others of their families say that it does not."""

NEVER = frozenset(f"activity.{why}" for why in ("login", "not-qualifying", "unclassified", "not-attributed"))
"""The codes of what never counted, so that no number of days is there to hold it against."""

MONEY = frozenset({"credit", "discount", "mrr", "per_point", "price", "whole"})
"""The values that are amounts of money."""

DECIDED = frozenset({"rule", "relationship", "link", "revenue", "subscription"})
"""
The families whose parts come in this order: first those that came out as the whole did, or are not nothing.

Of the others those come first that hold or are numbers.
"""

FAILING = frozenset({"line", "managing"})
"""The families of which, where they say whether they hold, no parts are told but those that failed, if they did too."""

VARIANTS: Mapping[str, Callable[[Mapping[str, Any]], object]] = MappingProxyType(
    {
        "total.unknown": lambda about: about["unknown"],
        "live.nothing": lambda about: about["holds"] is False and not about["done"],
        "live.never": lambda about: about["holds"] is False and not about["attributed"],
        "live.over": lambda about: about["holds"] is False,
        "relationship.nobody": lambda about: not about["parts"],
        "revenue.none": lambda about: not about["parts"],
        "share.alone": lambda about: not about["parts"],
        "points.unknown": lambda about: about["points"] is None,
        "points.multiplied": lambda about: about["points_multiplier"] != 1,
        "rate.unsourced": lambda about: about["source"] is None,
        "subscription.not-recognised": lambda about: not about["recognised"],
    }
)
"""Of which values each code is said in place of that of its family; the first applies."""

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
        "agreement.always": (lambda partner, _: partner.agreements is None, _no_day),
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
