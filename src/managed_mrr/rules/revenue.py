"""What is it worth? The recurring revenue a client pays in a month."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Protocol, runtime_checkable

import attrs

from managed_mrr.dates import DateRange, DateSet, StepFunction
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.evidence import Citation, Item, PartnerAtClient, Subscription
from managed_mrr.evidence.facts import period_edges
from managed_mrr.findings import Finding, found
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
        parts = [self._subscription(facts, index, on) for index in range(len(facts.subscriptions))]
        about: dict[str, Any] = {"client": facts.client.id, "mrr": mrr.at(on), "currency": facts.client.currency}
        return found("revenue", on, mrr.steady(on), parts=parts, **about)

    def _subscription(self, facts: PartnerAtClient, index: int, on: date) -> Finding:
        subscription = facts.subscriptions[index]
        place = f"subscriptions[{facts.positions['subscriptions'][index]}]"
        mrr = StepFunction.total(self._parts(facts, subscription))
        items = [
            self._item(item, f"{place}.items[{number}]", facts.client.currency, on)
            for number, item in zip(facts.item_positions[index], subscription.items, strict=True)
        ]
        about: dict[str, Any] = {"subscription": subscription.id, "mrr": mrr.at(on), "currency": facts.client.currency}
        about |= {"recognised": on in self.recognition.days(facts, subscription), "parts": items}
        about["record"] = None if on in self.counted(subscription) else subscription
        return found("subscription", on, mrr.steady(on), cites=[Citation(place, subscription.id)], **about)

    def _item(self, item: Item, place: str, currency: str, on: date) -> Finding:
        days = DateSet([_period(item)])
        mrr = self.monthly(item) if on in days else Fraction(0)
        paid = item if self.net_of_discount else attrs.evolve(item, discount=0)
        return found("item", on, days.steady(on), record=paid, mrr=mrr, currency=currency, cites=[Citation(place)])


def _period(item: Item) -> DateRange:
    return DateRange(item.start, item.end)
