"""What is it worth? The recurring revenue a client pays in a month."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import ClassVar, Protocol

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange, DateSet, StepFunction
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.evidence import Citation, Item, PartnerAtClient, Subscription
from managed_mrr.evidence.facts import period_edges
from managed_mrr.findings import Finding
from managed_mrr.rules.record import Recognition, WhileCounting

__all__ = ["RecurringRevenue", "RevenueRule"]


def __dir__() -> list[str]:
    return __all__


class RevenueRule(Protocol):
    """How much of a client's revenue a partner is credited with, before it is shared."""

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The monthly amount over time, in major units of the client's currency, exactly."""

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        """The amount on a day, and what it is made of."""


@attrs.frozen(kw_only=True)
class RecurringRevenue:
    """
    The price actually paid per month for recurring, eligible items of subscriptions that count.

    A subscription counts from its start or its first billing, whichever is later, until it ends or is fully
    refunded, outside the periods in which it is not in good standing. An item counts inside its own period and is
    worth ``max(price - discount, 0) / months`` a month, exactly.

    Args:
        recognition: From when a partner is credited with a subscription that counts.
        billing_required: Whether a subscription counts only once it was billed (B5).
        good_standing_required: Whether periods out of good standing count for nothing (B3).
        net_of_discount: Whether the discount is taken off; if not, the list price counts (B6).

    Clause:
        B3, B4, B6, B7, B8.

    Examples:
        >>> from managed_mrr import managed_client
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 1), price="800.00").facts("north", "acme")
        >>> RecurringRevenue().mrr(facts).at(date(2024, 3, 1))
        Fraction(800, 1)
    """

    clauses: ClassVar[tuple[str, ...]] = ("B3", "B4", "B6", "B7", "B8")

    recognition: Recognition = WhileCounting()
    billing_required: bool = True
    good_standing_required: bool = True
    net_of_discount: bool = True

    def __str__(self) -> str:
        return "recurring revenue"

    def counted(self, subscription: Subscription) -> DateSet:
        """
        The days on which a subscription counts.

        Examples:
            >>> print(RecurringRevenue().counted(Subscription("s1", client="acme", start=date(2024, 1, 1), items=[])))
            never
        """
        return DateSet.from_edges(self._counted(subscription))

    def _counted(self, subscription: Subscription) -> Edges:
        start, end = period_edges(subscription)
        if self.billing_required:
            if subscription.billing is None:
                return ()
            start = max(start, subscription.billing.first.toordinal())
        if subscription.refunded_on is not None:
            end = min(end, subscription.refunded_on.toordinal())
        if start >= end:
            return ()
        if subscription.not_in_good_standing and self.good_standing_required:
            standing = algebra.complement(DateSet(subscription.not_in_good_standing).edges)
            return algebra.intersection((start, end), standing)
        return (start, end)

    def monthly(self, item: Item) -> Fraction:
        """
        What an item is worth a month while it counts; 0 if it is one-time or not eligible.

        Examples:
            >>> RecurringRevenue().monthly(Item("Onboarding", price="500", kind="one_time", start=date(2024, 1, 1)))
            Fraction(0, 1)
        """
        if item.kind != "recurring" or not item.eligible:
            return Fraction(0)
        return item.monthly if self.net_of_discount else item.price / item.months

    def by_subscription(self, facts: PartnerAtClient) -> Iterator[tuple[Subscription, StepFunction[Fraction]]]:
        """For each subscription of the client, the monthly amount over time that the partner is credited with."""
        for subscription in facts.subscriptions:
            yield subscription, StepFunction.total(self._parts(facts, subscription))

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The monthly amount over time, summed over the client's subscriptions, in major units of its currency."""
        return StepFunction.total(
            part for subscription in facts.subscriptions for part in self._parts(facts, subscription)
        )

    def _parts(self, facts: PartnerAtClient, subscription: Subscription) -> list[tuple[Edges, Fraction]]:
        """The days and monthly amounts of the items the partner is credited with."""
        recognised = self.recognition.days(facts, subscription).edges
        days = algebra.intersection(self._counted(subscription), recognised)
        if not days:
            return []
        return [
            (algebra.intersection(days, period_edges(item)), amount)
            for item in subscription.items
            if (amount := self.monthly(item))
        ]

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        mrr = self.mrr(facts)
        total = Money(mrr.at(on), facts.client.currency)
        parts = [self._subscription(facts, index, on) for index in range(len(facts.subscriptions))]
        parts.sort(key=lambda part: not part.value)
        return Finding(
            rule="RecurringRevenue",
            text=f"{facts.client.id} pays {total} a month"
            if parts
            else f"{facts.client.id} has no subscription: {total} a month",
            value=total,
            steady=mrr.steady(on),
            clauses=self.clauses,
            parts=parts,
        )

    def _subscription(self, facts: PartnerAtClient, index: int, on: date) -> Finding:
        subscription = facts.subscriptions[index]
        place = f"subscriptions[{facts.positions['subscriptions'][index]}]"
        mrr = StepFunction.total(self._parts(facts, subscription))
        value = Money(mrr.at(on), facts.client.currency)
        said, clauses = self._standing(facts, subscription, on)
        items = [
            self._item(item, f"{place}.items[{number}]", facts.client.currency, on)
            for number, item in zip(facts.item_positions[index], subscription.items, strict=True)
        ]
        items.sort(key=lambda part: not part.value)
        return Finding(
            rule="Subscription",
            text=f"subscription {subscription.id} {said}: {value}",
            value=value,
            steady=mrr.steady(on),
            clauses=clauses,
            cites=[Citation(place, subscription.id)],
            parts=items,
        )

    def _standing(self, facts: PartnerAtClient, subscription: Subscription, on: date) -> tuple[str, list[str]]:
        """Whether a subscription counts on a day, in words, or the first reason why not."""
        billing = subscription.billing
        if on in self.counted(subscription):
            recognised = on in self.recognition.days(facts, subscription)
            return ("counts", ["B3"]) if recognised else ("is not yet recognised for this partner", ["B5", "B9"])
        if subscription.refunded_on is not None and on >= subscription.refunded_on:
            return f"was fully refunded on {subscription.refunded_on}", ["B8"]
        if subscription.end is not None and on >= subscription.end:
            return f"ended on {subscription.end}", ["B8"]
        if on < subscription.start:
            return f"starts on {subscription.start}", ["B5"]
        if billing is None or on < billing.first:
            return "is not billed yet" if billing is None else f"is first billed on {billing.first}", ["B5"]
        return "is not in good standing", ["B3"]

    def _item(self, item: Item, place: str, currency: str, on: date) -> Finding:
        inside = on in DateRange(item.start, item.end)
        value = Money(self.monthly(item) if inside else 0, currency)
        if not inside:
            said = f"starts on {item.start}" if on < item.start else f"ended on {item.end}"
        elif item.kind != "recurring":
            said = "is one-time and does not count"
        elif not item.eligible:
            said = "is not eligible"
        elif not value:
            said = "is fully discounted" if item.price else "is free"
        else:
            off = f" less {Money(item.discount, currency)}" if item.discount and self.net_of_discount else ""
            per = "a month" if item.months == 1 else f"for {item.months} months"
            said = f"costs {Money(item.price, currency)}{off} {per}"
        return Finding(
            rule="Item",
            text=f"{item.product} {said}: {value}",
            value=value,
            clauses=["B4", "B6"] if inside else ["B7"],
            cites=[Citation(place)],
        )
