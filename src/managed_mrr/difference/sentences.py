"""Sentences: what it means that a value of a policy is another."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs

from managed_mrr.amounts import decimal_text
from managed_mrr.policy import Policy
from managed_mrr.rules import (
    CurrencyToPoints,
    ExpiryWindow,
    FromNextBilling,
    LinkValidity,
    ManagedRelationship,
    MinimumActivity,
    RecurringRevenue,
    WhileCounting,
)

__all__ = ["said_of_dated", "said_of_value", "value_text"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class _Said:
    """The sentence about a value, for a switch that of one turned on and that of one turned off, and the clauses."""

    text: str
    off: str
    clauses: tuple[str, ...]


def _said(text: str, *clauses: str, off: str = "") -> _Said:
    return _Said(text, off, clauses)


_SAID: Mapping[tuple[type, str], _Said] = {
    (ExpiryWindow, "days"): _said("an activity counts {after} days instead of {before}", "A14", "A15", "A19"),
    (MinimumActivity, "count"): _said("at least {after} activities are needed instead of {before}", "A16"),
    (MinimumActivity, "within"): _said(
        "an activity counts towards the minimum for {after} days instead of {before}", "A16"
    ),
    (LinkValidity, "link_by_domain"): _said(
        "a matching e-mail domain links an employee", "A11", off="a matching e-mail domain links nobody by itself"
    ),
    (LinkValidity, "active_required"): _said(
        "what a deactivated employee does counts for nothing",
        "A6",
        off="what a deactivated employee does counts while present",
    ),
    (ManagedRelationship, "unlinking_ends"): _said(
        "taking the link away ends an employee's managing",
        "A18",
        off="taking the link away ends nothing but the attribution of new activities",
    ),
    (ManagedRelationship, "deactivation_ends"): _said(
        "deactivating an employee counts as removing", "A18", "A19", off="deactivating an employee ends nothing at once"
    ),
    (ManagedRelationship, "activity_outlives_employee"): _said(
        "an activity stays live after its employee stops managing, while another still is",
        "A18",
        off="an activity ends when its own employee stops managing",
    ),
    (ManagedRelationship, "activity_revives"): _said(
        "an activity that was cut off counts again when the relationship begins anew",
        "A18",
        off="an activity that was cut off does not count again",
    ),
    (RecurringRevenue, "recognition"): _said("a subscription is credited {after} instead of {before}", "B5", "B9"),
    (RecurringRevenue, "billing_required"): _said(
        "a subscription counts only once it was billed", "B5", off="a subscription counts also before it was billed"
    ),
    (RecurringRevenue, "good_standing_required"): _said(
        "periods out of good standing count for nothing", "B3", off="periods out of good standing count too"
    ),
    (RecurringRevenue, "net_of_discount"): _said(
        "the price after discounts counts", "B6", off="the list price counts, before discounts"
    ),
    (Policy, "split"): _said("credit is {after} instead of {before}", "A5", "B2"),
    (CurrencyToPoints, "multiplied"): _said(
        "the client's multiplier counts", "A3", off="the client's multiplier is left out"
    ),
}

_NAMES: Mapping[type, str] = {
    WhileCounting: "as long as it counts",
    FromNextBilling: "from the first billing on or after the day the partner's record began",
}

LONGEST = 120
"""How much of a value a sentence shows, in characters."""


def said_of_value(owner: type, name: str, before: object, after: object) -> tuple[str, tuple[str, ...]]:
    """
    The sentence about a value that is another, and the clauses if the value has some of its own.

    Args:
        owner: The class of the part that has the value.
        name: What the value is called.
        before: What it was.
        after: What it is.

    Examples:
        >>> said_of_value(ExpiryWindow, "days", 60, 61)
        ('an activity counts 61 days instead of 60', ('A14', 'A15', 'A19'))
    """
    said = _SAID.get((owner, name), _Said(f"{name.replace('_', ' ')} is {{after}} instead of {{before}}", "", ()))
    text = said.off if after is False and said.off else said.text
    return text.format(before=value_text(before), after=value_text(after)), said.clauses


def said_of_dated(name: str, before: object, after: object) -> str:
    """
    The sentence about a rate or the actions in a tool, on days on which they are others.

    Args:
        name: The currency or the tool.
        before: The amount per point or the actions; None if none were known.
        after: Likewise.

    Examples:
        >>> said_of_dated("EUR", Fraction(75), Fraction(88))
        'EUR 88 make a point instead of 75'
    """
    if isinstance(before, frozenset) or isinstance(after, frozenset):
        return _said_of_tool(name, before, after)
    if before is None:
        return f"{name} {value_text(after)} make a point, where no rate is known"
    if after is None:
        return f"no rate of {name} is known, instead of {value_text(before)} for a point"
    return f"{name} {value_text(after)} make a point instead of {value_text(before)}"


def _said_of_tool(tool: str, before: Any, after: Any) -> str:  # noqa: ANN401 -- a set of actions, or None
    if after is None:
        return f"{tool} is not in the catalogue"
    new, old = after - (before or frozenset()), (before or frozenset()) - after
    parts = [f"{value_text(new)} in {tool} qualifies"] if new else []
    parts += [f"{value_text(old)} in {tool} does not qualify"] if old else []
    return "; ".join(parts) or f"{tool} is in the catalogue, and nothing in it qualifies"


def _number(value: Fraction) -> str:
    """A number with its decimals, if it has few."""
    return next(
        (decimal_text(value, digits) for digits in range(7) if (value * 10**digits).denominator == 1), str(value)
    )


def value_text(value: object) -> str:
    """
    A value of a policy in words.

    Examples:
        >>> value_text(Fraction(125, 2)), value_text(frozenset({"edit", "create"}))
        ('62.5', 'create, edit')
    """
    if isinstance(value, Fraction):
        return _number(value)
    if isinstance(value, frozenset | tuple):
        shown = map(value_text, value)
        return ", ".join(sorted(shown) if isinstance(value, frozenset) else shown) or "nothing"
    text = _NAMES.get(type(value)) or str(value) or "nothing"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
