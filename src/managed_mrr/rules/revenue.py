"""What is it worth? The recurring revenue a client pays in a month."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import ClassVar, Protocol, runtime_checkable

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange, DateSet, StepFunction
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.evidence import Citation, Item, PartnerAtClient, Subscription
from managed_mrr.evidence.facts import period_edges
from managed_mrr.findings import Finding, worded
from managed_mrr.rules.record import Recognition, WhileCounting
from managed_mrr.rules.remedies import NO_WAY, NOTHING_TO_DO, Remedy, RemedyKind, Ways, one_of, together

__all__ = ["RecurringRevenue", "RevenueRule"]


def __dir__() -> list[str]:
    return __all__


@runtime_checkable
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

    def repairs(self, facts: PartnerAtClient, on: date) -> Ways:
        """
        What may have to be done on a day for the partner to be credited with a subscription, in each way there is.

        A subscription that has ended, was refunded or has nothing to pay for is the client's to buy again: there
        is no way then.
        """
        asked = getattr(self.recognition, "repairs", None)
        recognised = NOTHING_TO_DO if asked is None else asked(facts, on)
        return together([recognised, one_of(self._billed(each, on) for each in facts.subscriptions)])

    def _billed(self, subscription: Subscription, on: date) -> Ways:
        """What it takes for a subscription to count from a day on."""
        refunded = subscription.refunded_on is not None and subscription.refunded_on <= on
        inside = on in DateRange(subscription.start, subscription.end) and not refunded
        if not inside or not any(self.monthly(item) for item in subscription.items if on in _period(item)):
            return NO_WAY
        unbilled = self.billing_required and subscription.billing is None
        bad = self.good_standing_required and any(on in each for each in subscription.not_in_good_standing)
        todo = [kind for kind, due in ((RemedyKind.BILLING, unbilled), (RemedyKind.STANDING, bad)) if due]
        return frozenset([frozenset(Remedy(kind, subscription.id) for kind in todo)])

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        mrr = self.mrr(facts)
        total = Money(mrr.at(on), facts.client.currency)
        parts = [self._subscription(facts, index, on) for index in range(len(facts.subscriptions))]
        parts.sort(key=lambda part: not part.value)
        return Finding(
            rule="RecurringRevenue",
            text=worded("revenue" if parts else "revenue.none", client=facts.client.id, mrr=total),
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
        code, day, clauses = self._standing(facts, subscription, on)
        items = [
            self._item(item, f"{place}.items[{number}]", facts.client.currency, on)
            for number, item in zip(facts.item_positions[index], subscription.items, strict=True)
        ]
        items.sort(key=lambda part: not part.value)
        return Finding(
            rule="Subscription",
            subject=subscription.id,
            text=worded(code, subscription=subscription.id, mrr=value, day=day),
            value=value,
            steady=mrr.steady(on),
            clauses=clauses,
            cites=[Citation(place, subscription.id)],
            parts=items,
        )

    def _standing(
        self, facts: PartnerAtClient, subscription: Subscription, on: date
    ) -> tuple[str, date | None, tuple[str, ...]]:
        """Whether a subscription counts on a day, or the first reason why not: code, day spoken of, clauses."""
        billing = subscription.billing
        if on in self.counted(subscription):
            recognised = self.recognition.days(facts, subscription)
            if on in recognised:
                return "subscription", None, ("B3",)
            later = recognised.next_edge(on)
            code = "subscription.recognised-from" if later else "subscription.not-recognised"
            return code, later, ("B5", "B9")
        if subscription.refunded_on is not None and on >= subscription.refunded_on:
            return "subscription.refunded", subscription.refunded_on, ("B8",)
        if subscription.end is not None and on >= subscription.end:
            return "subscription.ended", subscription.end, ("B8",)
        if on < subscription.start:
            return "subscription.starts", subscription.start, ("B5",)
        if billing is None:
            return "subscription.not-billed", None, ("B5",)
        if on < billing.first:
            return "subscription.billed-from", billing.first, ("B5",)
        return "subscription.bad-standing", None, ("B3",)

    def _item(self, item: Item, place: str, currency: str, on: date) -> Finding:
        inside = on in DateRange(item.start, item.end)
        value = Money(self.monthly(item) if inside else 0, currency)
        if on < item.start:
            text = worded("item.starts", product=item.product, day=item.start, mrr=value)
        elif not inside:
            text = worded("item.ended", product=item.product, day=item.end, mrr=value)
        elif item.kind != "recurring":
            text = worded("item.one-time", product=item.product, mrr=value)
        elif not item.eligible:
            text = worded("item.not-eligible", product=item.product, mrr=value)
        elif not value:
            text = worded("item.fully-discounted" if item.price else "item.free", product=item.product, mrr=value)
        else:
            text = worded(
                "item.discounted" if item.discount and self.net_of_discount else "item",
                product=item.product,
                price=Money(item.price, currency),
                discount=Money(item.discount, currency),
                months=item.months,
                mrr=value,
            )
        return Finding(
            rule="Item",
            subject=place,
            text=text,
            value=value,
            steady=DateSet([DateRange(item.start, item.end)]).steady(on),
            clauses=["B4", "B6"] if inside else ["B7"],
            cites=[Citation(place)],
        )


def _period(item: Item) -> DateRange:
    return DateRange(item.start, item.end)
