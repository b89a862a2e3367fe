"""Wording: what findings say to people, one sentence for each code, filled with the values it speaks of."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from string import Formatter
from types import MappingProxyType
from typing import Self, TypeAlias

from managed_mrr.amounts import Money, decimal_text
from managed_mrr.dates import DateRange

__all__ = ["SENTENCES", "Said", "Wording", "names_in", "worded", "worded_gap"]


def __dir__() -> list[str]:
    return __all__


Said: TypeAlias = str | int | date | Fraction | Money | None
"""What a sentence may speak of."""

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "rule": "{rule}",
        "line": "{partner} has {credit} credit a month for {client} on {on}, {points:points} ({policy})",
        "line.not": "{partner} has no credit for {client} on {on} ({policy})",
        "total": "{partner} has {points:points} on {on} ({policy}) from {lines:line/lines}",
        "total.unknown": "{partner} has {points:points} on {on} ({policy}) from {lines:line/lines}, and unknown points "
        "from {unknown:line/lines} of them",
        "credit": "{credit} a month from {lines:line/lines}",
        "link": "{employee} is set up at {client}",
        "link.not": "{employee} is not set up at {client}",
        "linked": "{client} is linked to {employee}",
        "linked.by-domain": "{client} is linked to {employee} by e-mail domain",
        "linked.not": "{client} is not linked to {employee}",
        "linked.not.since": "{client} is not linked to {employee} since {day}",
        "linked.not.before": "{client} is not linked to {employee} before {day}",
        "partner-user.active": "{employee} is an active user in {partner}'s account",
        "partner-user.deactivated": "{employee} is deactivated in {partner}'s account",
        "partner-user.absent": "{employee} is no user in {partner}'s account",
        "partner-user.absent.since": "{employee} is no user in {partner}'s account since {day}",
        "partner-user.absent.before": "{employee} is no user in {partner}'s account before {day}",
        "client-user.active": "{employee} is an active user in {client}'s account",
        "client-user.deactivated": "{employee} is deactivated in {client}'s account",
        "client-user.absent": "{employee} is no user in {client}'s account",
        "client-user.absent.since": "{employee} is no user in {client}'s account since {day}",
        "client-user.absent.before": "{employee} is no user in {client}'s account before {day}",
        "relationship": "{partner} has a managed relationship with {client} since {day}",
        "relationship.nobody": "{partner} has no employee at {client}",
        "relationship.not": "{partner} has no managed relationship with {client}",
        "relationship.not.since": "{partner} has no managed relationship with {client} since {day}",
        "relationship.not.before": "{partner} has no managed relationship with {client} before {day}",
        "managing": "{employee} is managing {client}",
        "managing.not": "{employee} is not managing {client}",
        "managing.not.since": "{employee} is not managing {client} since {day}",
        "managing.not.before": "{employee} is not managing {client} before {day}",
        "live": "{live:live activity/live activities}, {needed} needed",
        "live.through": "{live:live activity/live activities}, {needed} needed, through {day}",
        "live.nothing": "{live:live activity/live activities}, {needed} needed, and nothing was done yet",
        "live.never": "{live:live activity/live activities}, {needed} needed, and none of {done} was ever attributed",
        "live.over": "{live:live activity/live activities}, {needed} needed, each counting {days} days",
        "activity.live": "{employee}'s {tool} {action} of {on}: counts through {day}",
        "activity.expired": "{employee}'s {tool} {action} of {on}: expired on {day}, {gone:ago}",
        "activity.ended": "{employee}'s {tool} {action} of {on}: ended with the relationship on {day}, {gone:ago}",
        "activity.login": "{employee}'s {tool} {action} of {on}: logging in never qualifies",
        "activity.not-qualifying": "{employee}'s {tool} {action} of {on}: {action} in {tool} does not qualify",
        "activity.unclassified": "{employee}'s {tool} {action} of {on}: unclassified, the catalogue has no {action!r} "
        "in {tool!r}",
        "activity.not-attributed": "{employee}'s {tool} {action} of {on}: not attributed, {reason}",
        "agreement": "{partner} has a current agreement",
        "agreement.always": "{partner} has a current agreement (none recorded: always)",
        "agreement.not": "{partner} has no current agreement",
        "of-record": "{partner} is the partner of record of {client}",
        "of-record.not": "{partner} is not the partner of record of {client}",
        "of-record.not.since": "{partner} is not the partner of record of {client} since {day}",
        "of-record.not.before": "{partner} is not the partner of record of {client} before {day}",
        "revenue": "{client} pays {mrr} a month",
        "revenue.none": "{client} has no subscription: {mrr} a month",
        "subscription": "subscription {subscription} counts: {mrr}",
        "subscription.not-recognised": "subscription {subscription} is not yet recognised for this partner: {mrr}",
        "subscription.not-recognised.before": "subscription {subscription} counts for this partner from {day}: {mrr}",
        "subscription.refunded": "subscription {subscription} was fully refunded on {day}: {mrr}",
        "subscription.ended": "subscription {subscription} ended on {day}: {mrr}",
        "subscription.starts": "subscription {subscription} starts on {day}: {mrr}",
        "subscription.not-billed": "subscription {subscription} is not billed yet: {mrr}",
        "subscription.billed-from": "subscription {subscription} is first billed on {day}: {mrr}",
        "subscription.bad-standing": "subscription {subscription} is not in good standing: {mrr}",
        "item": "{product} costs {price} {months:term}: {mrr}",
        "item.discounted": "{product} costs {price} less {discount} {months:term}: {mrr}",
        "item.starts": "{product} starts on {day}: {mrr}",
        "item.ended": "{product} ended on {day}: {mrr}",
        "item.one-time": "{product} is one-time and does not count: {mrr}",
        "item.not-eligible": "{product} is not eligible: {mrr}",
        "item.fully-discounted": "{product} is fully discounted: {mrr}",
        "item.free": "{product} is free: {mrr}",
        "share.alone": "{whole}, shared with nobody",
        "share": "{how}, shared with {others}: {part} of {whole} is {credit}",
        "sharing": "{other} shares {client}",
        "points": "{credit} / {per_point} per point = {points:points}",
        "points.multiplied": "{credit} / {per_point} per point x {points_multiplier} = {points:points}",
        "points.unknown": "points unknown: no rate for {currency} on {on}",
        "rate": "{per_point} per point, {period}, {source}",
        "rate.unsourced": "{per_point} per point, {period}, no source given",
        "terms": "{rule}, in force {period}",
        "terms.unknown": "no terms are known for {on}",
    }
)
"""What each code says; the names in braces are the values it speaks of."""


class Wording(str):  # noqa: SLOT000 -- text of any length leaves no room for slots
    """
    A sentence that still knows what it was made of; it is equal to its text.

    Attributes:
        code: Which sentence of :data:`SENTENCES` it is.
        about: The values it speaks of, by name.

    Examples:
        >>> said = worded("linked", employee="ann", client="acme")
        >>> said, said.code, said.about["employee"]
        ('acme is linked to ann', 'linked', 'ann')
    """

    code: str
    about: Mapping[str, Said]

    def __new__(cls, code: str, about: Mapping[str, Said]) -> Self:
        """Fill the sentence of a code with values."""
        made = super().__new__(cls, _Sentence().vformat(SENTENCES[code], (), about))
        made.code = code
        made.about = MappingProxyType(dict(about))
        return made

    def __reduce__(self) -> tuple[type["Wording"], tuple[str, dict[str, Said]]]:
        return type(self), (self.code, dict(self.about))


@cache
def names_in(code: str) -> tuple[str, ...]:
    """
    The names of the values that the sentence of a code speaks of.

    Examples:
        >>> names_in("managing")
        ('employee', 'client')
    """
    return tuple(dict.fromkeys(name.partition("!")[0] for _, name, _, _ in Formatter().parse(SENTENCES[code]) if name))


def worded(code: str, **about: Said) -> Wording:
    """
    The sentence of a code, filled with values.

    Examples:
        >>> worded("live.over", live=0, needed=1, days=60)
        'no live activity, 1 needed, each counting 60 days'
    """
    return Wording(code, about)


def worded_gap(code: str, gap: DateRange, **about: Said) -> Wording:
    """
    The sentence of a code about something that does not hold: since a day, before a day, or ever.

    Args:
        code: The code of what is said if it never holds; ``.since`` and ``.before`` are put after it.
        gap: The days on which it does not hold.
        **about: The values the sentence speaks of, besides the ``day``.

    Examples:
        >>> worded_gap("linked.not", DateRange(date(2024, 3, 1), None), employee="ann", client="acme")
        'acme is not linked to ann since 2024-03-01'
    """
    if gap.start is not None:
        return worded(f"{code}.since", day=gap.start, **about)
    return worded(code, **about) if gap.end is None else worded(f"{code}.before", day=gap.end, **about)


class _Sentence(Formatter):
    """Writes numbers with their nouns, terms, points and distances in days as people say them."""

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "ago" and isinstance(value, int):
            return "today" if value == 0 else f"{value} day{'s' if value != 1 else ''} ago"
        if format_spec == "term" and isinstance(value, int):
            return "a month" if value == 1 else f"for {value} months"
        if format_spec == "points":
            return "points unknown" if value is None else f"{_digits(value)} points"
        one, slash, several = format_spec.partition("/")
        if slash:
            return f"{value or 'no'} {several if isinstance(value, int) and value > 1 else one}"
        return str(value)


def _digits(value: object) -> str:
    return decimal_text(value, 2) if isinstance(value, Fraction) else str(value)
