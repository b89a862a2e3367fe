"""States: everything that one partner's credit for one client depends on, on one day, part by part."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import TypeAlias

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange, StepFunction
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FOREVER, Edges
from managed_mrr.dates.ranges import day_of, exact_date, ordinal, repr_date
from managed_mrr.evidence import Item, PartnerAtClient, Portfolio, Subscription
from managed_mrr.evidence.facts import period_edges
from managed_mrr.hubspot import SERVICING
from managed_mrr.ledger.movements import Cause
from managed_mrr.policy import Policy
from managed_mrr.rules import EVER, CurrencyToPoints, RecurringRevenue, Rule, Share
from managed_mrr.rules.rule import conjuncts

__all__ = ["KNOWN", "Charge", "Condition", "Paid", "State", "StatesAtClient"]


def __dir__() -> list[str]:
    return __all__


KNOWN = ""
"""The name of the condition that there is any evidence about the partner at the client."""

_ZERO = Fraction(0)
_ONE = Fraction(1)


@attrs.frozen
class Condition:
    """
    One part of a policy's eligibility on one day.

    Attributes:
        name: The class name of its rule, numbered from the second of a kind on.
        rule: The rule; None for the condition that there is any evidence at all.
        holds: Whether it holds on the day.

    Examples:
        >>> Condition(KNOWN, None, holds=False).holds
        False
    """

    name: str
    rule: Rule[PartnerAtClient] | None
    holds: bool


@attrs.frozen
class Charge:
    """
    What is charged a month for one item in force on a day.

    Attributes:
        product: The product's name.
        price: The list price a month.
        discount: What is taken off it a month; it may be more than the price.

    Examples:
        >>> Charge("Sales Hub", Fraction(100), Fraction(30)).net
        Fraction(70, 1)
    """

    product: str
    price: Fraction
    discount: Fraction

    @property
    def net(self) -> Fraction:
        """The price less the discount, the discount taking off no more than there is."""
        return max(self.price - self.discount, _ZERO) if self.discount else self.price


@attrs.frozen
class Paid:
    """
    What one subscription is worth a month on a day, and what keeps it from counting.

    Attributes:
        subscription: Its id; None for a revenue rule that is not made of subscriptions.
        charges: What is charged for its items, whether or not it counts.
        barred: Why it does not count: any of subscription started, cancellation, refund, standing, recognition.
        rule: The class name of a revenue rule that is not made of subscriptions.

    Examples:
        >>> charges = (Charge("Sales Hub", Fraction(100), Fraction(30)),)
        >>> Paid("s1", charges).amount, Paid("s1", charges, frozenset({Cause.REFUND})).amount
        (Fraction(70, 1), Fraction(0, 1))
    """

    subscription: str | None
    charges: tuple[Charge, ...]
    barred: frozenset[Cause] = frozenset()
    rule: str | None = None

    @property
    def amount(self) -> Fraction:
        """What it adds to the MRR."""
        return _ZERO if self.barred else sum((charge.net for charge in self.charges), _ZERO)


@attrs.frozen(kw_only=True)
class State:
    """
    Everything that one partner's credit for one client depends on, on one day, part by part.

    Attributes:
        on: The day.
        facts: The evidence about the partner at the client.
        policy: The rules in force on the day.
        program: The rules over time; the same, unless they change.
        conditions: The parts of the eligibility, each with whether it holds.
        share: The partner's share; None if it has no line.
        paid: What each subscription is worth.
        rate: The points that one unit of the currency makes, the client's multiplier apart; None if not known.
        multiplier: By how much the client's points are multiplied.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> state = State.of(acme, partner="north", client="acme", on=date(2024, 3, 15))
        >>> [(each.name, each.holds) for each in state.conditions], state.mrr
        ([('LiveActivity', False), ('CurrentAgreement', True)], Fraction(1000, 1))
    """

    on: date = attrs.field(repr=repr_date)
    facts: PartnerAtClient = attrs.field(repr=False, eq=False)
    policy: Policy = attrs.field(repr=False)
    program: Policy = attrs.field(repr=False, eq=False)
    conditions: tuple[Condition, ...]
    share: Share | None
    paid: tuple[Paid, ...]
    rate: Fraction | None
    multiplier: Fraction

    @classmethod
    def of(cls, portfolio: Portfolio, *, partner: str, client: str, on: date, policy: Policy = SERVICING) -> "State":
        """
        The state of one partner at one client on a day.

        Raises:
            DateError: ``on`` is not exactly a date.
            UnknownIdError: There is no such partner or client; the error names the nearest.
            UnknownTermsError: The policy is a program that does not know the terms of the day.
        """
        facts = portfolio.facts(partner, client)
        within = DateRange(exact_date(on), day_of(ordinal(on) + 1))
        pairs = portfolio.by_client[client]
        return StatesAtClient(pairs, policy.in_force(on), within, program=policy).of(facts, ordinal(on))

    @property
    def partner(self) -> str:
        """Id of the partner."""
        return self.facts.partner.id

    @property
    def client(self) -> str:
        """Id of the client."""
        return self.facts.client.id

    @property
    def has_line(self) -> bool:
        """Whether the partner has a line for the client on the day."""
        return self.share is not None

    @property
    def unknown(self) -> bool:
        """Whether there is a line whose points are not known."""
        return self.share is not None and self.rate is None

    @property
    def mrr(self) -> Fraction:
        """What the client pays a month, as far as the partner is credited with it, before it is shared."""
        return sum((each.amount for each in self.paid), _ZERO)

    @property
    def credit(self) -> Money:
        """The credit of the line; 0 without one."""
        return Money.trusted(self.mrr * self.share.fraction if self.share else _ZERO, self.facts.client.currency)

    @property
    def points(self) -> Fraction | None:
        """The points of the line, None if they are not known; 0 without a line."""
        if self.share is None:
            return _ZERO
        return None if self.rate is None else self.credit.amount * self.rate * self.multiplier

    def had_line(self) -> bool:
        """Whether the partner has a line for the client on the day or had one on any day before."""
        within = DateRange(None, day_of(ordinal(self.on) + 1))
        known = algebra.intersection((self.facts.since, FOREVER), within.edges)
        return bool(algebra.intersection(self.program.eligibility.days(self.facts, within).edges, known))


_Known: TypeAlias = tuple[Edges, Condition, Condition]


def _on(known: Sequence[_Known], day: int) -> tuple[Condition, ...]:
    return tuple(true if algebra.contains(edges, day) else false for edges, false, true in known)


def _eligible(known: Sequence[_Known]) -> Edges:
    """The days on which all conditions hold."""
    return reduce(algebra.intersection, (edges for edges, _, _ in known), EVER.edges)


class StatesAtClient:
    """
    The states of the partners at one client, on any day of a range, by one policy whatever the day.

    Args:
        pairs: All partners about which there is any evidence at the client.
        policy: The rules; no program, which has others for each of its terms.
        within: Only days of this range will be asked for.
        program: The rules over time, if they change.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> states = StatesAtClient(acme.by_client["acme"], SERVICING)
        >>> str(states.of(acme.facts("north", "acme"), date(2024, 2, 1).toordinal()).credit)
        'USD 90.00'
    """

    def __init__(
        self,
        pairs: Sequence[PartnerAtClient],
        policy: Policy,
        within: DateRange = EVER,
        *,
        program: Policy | None = None,
    ) -> None:
        self.policy = policy
        self.program = policy if program is None else program
        self.within = within
        self.pairs = {facts.partner.id: facts for facts in pairs}
        self.conditions = {facts.partner.id: self._of_known(facts) for facts in pairs}
        self.eligible = {partner: _eligible(conditions) for partner, conditions in self.conditions.items()}
        self.shares: dict[tuple[str, ...], StepFunction[tuple[Share, ...]]] = {}
        self.recognised: dict[tuple[str, str], Edges] = {}
        self.charged: dict[str, list[tuple[int, int, Charge]]] = {}

    def of(self, facts: PartnerAtClient, day: int) -> State:
        """The state of one partner on the day with a number."""
        partner = facts.partner.id
        conditions = _on(self.conditions[partner], day) if partner in self.pairs else self._of_stranger(facts, day)
        client, points = facts.client, self.policy.points
        per_unit = points.points_per_unit(client).at(date.fromordinal(day))
        multiplier = client.points_multiplier if type(points) is CurrencyToPoints and points.multiplied else _ONE
        return State(
            on=date.fromordinal(day),
            facts=facts,
            policy=self.policy,
            program=self.program,
            conditions=conditions,
            share=self._share(partner, day) if all(each.holds for each in conditions) else None,
            paid=tuple(self._paid(facts, day)),
            rate=per_unit / multiplier if per_unit is not None and multiplier != 1 else per_unit,
            multiplier=multiplier,
        )

    def _conditions(self, facts: PartnerAtClient) -> list[_Known]:
        seen: Counter[str] = Counter()
        found = []
        for rule in conjuncts(self.policy.eligibility):
            kind = type(rule).__name__
            seen[kind] += 1
            name = kind if seen[kind] == 1 else f"{kind} {seen[kind]}"
            edges = rule.days(facts, self.within).edges
            found.append((edges, Condition(name, rule, holds=False), Condition(name, rule, holds=True)))
        return found

    def _of_known(self, facts: PartnerAtClient) -> list[_Known]:
        """The conditions; where they hold before there is any evidence, that there is some is one of them."""
        found = self._conditions(facts)
        eligible, since = _eligible(found), facts.since
        if eligible and eligible[0] < since:
            found.append(((since, FOREVER), Condition(KNOWN, None, holds=False), Condition(KNOWN, None, holds=True)))
        return found

    def _of_stranger(self, facts: PartnerAtClient, day: int) -> tuple[Condition, ...]:
        """What holds for a partner about which there is no evidence at the client, and so never is a line."""
        conditions = _on(self._conditions(facts), day)
        return (*conditions, Condition(KNOWN, None, holds=not all(each.holds for each in conditions)))

    def _share(self, partner: str, day: int) -> Share | None:
        partners = tuple(sorted(each for each, edges in self.eligible.items() if algebra.contains(edges, day)))
        if partners not in self.shares:
            self.shares[partners] = self.policy.split.shares([self.pairs[each] for each in partners])
        shares = self.shares[partners].at(date.fromordinal(day))
        return next((share for share in shares if share.partner == partner), None)

    def _paid(self, facts: PartnerAtClient, day: int) -> Iterator[Paid]:
        revenue = self.policy.revenue
        if type(revenue) is not RecurringRevenue:
            amount = revenue.mrr(facts).at(date.fromordinal(day))
            yield Paid(None, (Charge("", amount, _ZERO),), rule=type(revenue).__name__)
            return
        for subscription in facts.subscriptions:
            barred = frozenset(_barred(revenue, subscription, day))
            if not algebra.contains(self._recognised(revenue, facts, subscription), day):
                barred |= {Cause.RECOGNITION}
            charges = self._charged(revenue, subscription)
            in_force = tuple(charge for start, end, charge in charges if start <= day < end)
            yield Paid(subscription.id, in_force, barred)

    def _recognised(self, revenue: RecurringRevenue, facts: PartnerAtClient, subscription: Subscription) -> Edges:
        key = (facts.partner.id, subscription.id)
        if key not in self.recognised:
            self.recognised[key] = revenue.recognition.days(facts, subscription).edges
        return self.recognised[key]

    def _charged(self, revenue: RecurringRevenue, subscription: Subscription) -> list[tuple[int, int, Charge]]:
        if subscription.id not in self.charged:
            self.charged[subscription.id] = [
                (*period_edges(item), _charge(revenue, item))
                for item in subscription.items
                if item.kind == "recurring" and item.eligible and item.price
            ]
        return self.charged[subscription.id]


def _charge(revenue: RecurringRevenue, item: Item) -> Charge:
    discount = item.discount if revenue.net_of_discount else _ZERO
    return Charge(item.product, item.price / item.months, discount / item.months)


def _barred(revenue: RecurringRevenue, subscription: Subscription, day: int) -> Iterator[Cause]:
    """Why a subscription does not count on a day, whoever asks."""
    start, end = period_edges(subscription)
    billing, refunded = subscription.billing, subscription.refunded_on
    billed = not revenue.billing_required or (billing is not None and billing.first.toordinal() <= day)
    if day < start or not billed:
        yield Cause.SUBSCRIPTION_STARTED
    if day >= end:
        yield Cause.CANCELLATION
    if refunded is not None and refunded.toordinal() <= day:
        yield Cause.REFUND
    on = date.fromordinal(day)
    if revenue.good_standing_required and any(on in each for each in subscription.not_in_good_standing):
        yield Cause.STANDING
