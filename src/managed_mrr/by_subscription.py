"""By subscription: lines of credit opened into the subscriptions they are made of."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Protocol, runtime_checkable

import attrs

from managed_mrr.amounts import Money, RoundedTable, Rounding, decimal_text, round_table
from managed_mrr.dates import DateRange, StepFunction
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of, ordinal, repr_date
from managed_mrr.evidence import PartnerAtClient, Portfolio, Subscription
from managed_mrr.evidence.known import known_facts
from managed_mrr.findings import Finding, Wording
from managed_mrr.policy import Policy
from managed_mrr.questions import Assumption
from managed_mrr.rules import RevenueRule, Share
from managed_mrr.segments import Segmenter
from managed_mrr.tables import Table, folded

__all__ = ["CreditBySubscription", "RevenueBySubscription", "SubscriptionCredit", "credit_by_subscription"]


def __dir__() -> list[str]:
    return __all__


@runtime_checkable
class RevenueBySubscription(Protocol):
    """A revenue rule that says what each subscription adds to the amount it counts."""

    def by_subscription(self, facts: PartnerAtClient) -> Iterable[tuple[Subscription, StepFunction[Fraction]]]:
        """For each subscription of the client, the monthly amount over time that the partner is credited with."""


@attrs.frozen(kw_only=True)
class SubscriptionCredit:
    """
    What one subscription adds to one line of credit.

    The four amounts are kept apart: what the list says, what is paid after discounts, what of it counts for the
    partner, and the partner's share of that. Prices are those of the recurring items in force, whether or not they
    count.

    Attributes:
        partner: Id of the partner.
        client: Id of the client.
        subscription: Id of the subscription; None for what the revenue rule counts without one.
        list_price: The list price a month; None without a subscription.
        net_price: The price a month after discounts; None without a subscription.
        mrr: What of it counts for the partner a month, before sharing; 0 while the subscription does not count.
        credit: The partner's share of that a month, exactly.
        points: The managed points it makes, exactly; None if no rate is known for the day.
        sharing: Ids of the partners that share the client, this one among them, sorted.
        reasons: Why the subscription, or an item in force, counts for nothing.

    Clause:
        B4, B6, B10.

    Examples:
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> (part,) = evaluate(acme, as_of=date(2024, 2, 1)).by_subscription()
        >>> part.subscription, str(part.net_price), str(part.credit)
        ('acme-subscription', 'USD 900.00', 'USD 900.00')
    """

    partner: str
    client: str
    subscription: str | None
    list_price: Money | None
    net_price: Money | None
    mrr: Money
    credit: Money
    points: Fraction | None
    sharing: tuple[str, ...]
    reasons: tuple[str, ...] = ()


@attrs.frozen(repr=False)
class CreditBySubscription:
    """
    Lines of credit as of one day, opened into their subscriptions.

    The parts of a line add up to it exactly, in credit and in points, and every line has at least one.

    Attributes:
        as_of: The day.
        policy: The rules it was worked out by.
        parts: What each subscription adds, by partner, then client, then subscription; what belongs to none comes
            first.

    Clause:
        B10.

    Examples:
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> evaluate(acme, as_of=date(2024, 2, 1)).by_subscription()
        <CreditBySubscription as of 2024-02-01, policy servicing, parts: 1>
    """

    as_of: date = attrs.field(repr=repr_date)
    policy: Policy
    parts: tuple[SubscriptionCredit, ...]

    def __repr__(self) -> str:
        return f"<CreditBySubscription as of {self.as_of}, policy {self.policy.name}, parts: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html(below=folded("Assumptions", map(str, self.assumptions)))

    def __len__(self) -> int:
        return len(self.parts)

    def __iter__(self) -> Iterator[SubscriptionCredit]:
        return iter(self.parts)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed where the sources leave something open."""
        return self.policy.assumptions()

    def rounded(self, client: str, method: Rounding) -> RoundedTable:
        """
        The credit of all partners and subscriptions of one client, rounded for paying out by a named method.

        Conserving, what a partner's subscriptions are rounded to adds up to what the partner is paid by
        :meth:`Statement.rounded`, and what the partners get of a subscription to the rounded credit of it.

        Args:
            client: Id of the client.
            method: How to round; see :class:`~managed_mrr.Rounding`.

        Returns:
            A table with a row for each partner and a column for each subscription; what belongs to no subscription
            stands in the column ``""``.

        Raises:
            AmountError: There is no part of this client.
        """
        cells = {(each.partner, each.subscription or ""): each.credit for each in self if each.client == client}
        return round_table(cells, method)

    def table(self) -> Table:
        """The parts as a table for people, with below it why something counts for nothing."""
        rows = [
            [
                each.partner,
                each.client,
                each.subscription or "",
                each.credit.currency,
                *("" if amount is None else amount.decimal(grouped=True) for amount in _amounts(each)),
                "unknown" if each.points is None else decimal_text(each.points, 2, grouped=True),
            ]
            for each in self
        ]
        numbers = ["list price", "net price", "counts", "credit a month", "points"]
        reasons = dict.fromkeys(f"{each.client}: {reason}" for each in self for reason in each.reasons)
        return Table(
            ["partner", "client", "subscription", "currency", *numbers],
            rows,
            title=f"Managed MRR credit by subscription as of {self.as_of} ({self.policy.name})",
            numbers=numbers,
            notes=list(reasons) if rows else ["No partner has credit on this day."],
        )


def _amounts(part: SubscriptionCredit) -> tuple[Money | None, ...]:
    return part.list_price, part.net_price, part.mrr, part.credit


def credit_by_subscription(
    portfolio: Portfolio, pairs: Iterable[tuple[str, str]], *, as_of: date, policy: Policy
) -> CreditBySubscription:
    """
    Some lines as of a day, opened into their subscriptions.

    Subscriptions that are in force on the day are told, also if they count for nothing; so is any other that the
    revenue rule counts something for. What a rule counts without a subscription stands in a part without one, which is
    all there is of a rule that is not made of subscriptions.

    Args:
        portfolio: The evidence.
        pairs: The ids of partner and client of each line.
        as_of: The day.
        policy: The rules in force.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> found = credit_by_subscription(acme, [("north", "acme")], as_of=date(2024, 2, 1), policy=hubspot.SERVICING)
        >>> [str(part.credit) for part in found]
        ['USD 900.00']
    """
    wanted: dict[str, set[str]] = {}
    for partner, client in pairs:
        wanted.setdefault(client, set()).add(partner)
    today = _Day(policy, as_of)
    parts = [part for client, partners in wanted.items() for part in today.parts(portfolio.by_client[client], partners)]
    parts.sort(key=lambda part: (part.partner, part.client, part.subscription or ""))
    return CreditBySubscription(as_of, policy, tuple(parts))


class _Day:
    """Opens the lines of one day, client by client."""

    def __init__(self, policy: Policy, day: date) -> None:
        self.policy = policy
        self.day = day
        self.segmenter = Segmenter(policy, DateRange(day, day_of(min(ordinal(day) + 1, FOREVER))))

    def parts(self, pairs: Sequence[PartnerAtClient], partners: set[str]) -> Iterator[SubscriptionCredit]:
        """The parts of the lines of some partners at one client."""
        credited = self.segmenter.segments(pairs)
        eligible = [facts for facts in pairs if facts.partner.id in credited]
        revenue = self.policy.in_force(self.day).revenue
        shares = {share.partner: share for share in self.policy.split.shares(eligible).at(self.day)}
        for facts in eligible:
            if facts.partner.id in partners:
                rate = self.policy.points.points_per_unit(facts.client).at(self.day)
                yield from _OpenedLine(facts, self.day, revenue, shares[facts.partner.id], rate).parts()


class _OpenedLine:
    """One line of a day, subscription by subscription."""

    def __init__(
        self, facts: PartnerAtClient, day: date, revenue: RevenueRule, share: Share, rate: Fraction | None
    ) -> None:
        self.facts = facts
        self.day = day
        self.revenue = revenue
        self.share = share
        self.rate = rate

    def parts(self) -> list[SubscriptionCredit]:
        """The parts; what is left when those of the subscriptions are taken away comes first."""
        revenue, facts = self.revenue, self.facts
        rest = revenue.mrr(facts).at(self.day)
        parts: list[SubscriptionCredit] = []
        for subscription, over_time in (
            revenue.by_subscription(facts) if isinstance(revenue, RevenueBySubscription) else ()
        ):
            mrr = over_time.at(self.day)
            rest -= mrr
            if mrr or self.day in DateRange(subscription.start, subscription.end):
                parts.append(self._of_subscription(subscription, mrr))
        return parts if parts and not rest else [self._part(rest), *parts]

    def _part(self, mrr: Fraction) -> SubscriptionCredit:
        credit, currency = mrr * self.share.fraction, self.facts.client.currency
        return SubscriptionCredit(
            partner=self.facts.partner.id,
            client=self.facts.client.id,
            subscription=None,
            list_price=None,
            net_price=None,
            mrr=Money.trusted(mrr, currency),
            credit=Money.trusted(credit, currency),
            points=None if self.rate is None else credit * self.rate,
            sharing=self.share.sharing,
        )

    def _of_subscription(self, subscription: Subscription, mrr: Fraction) -> SubscriptionCredit:
        currency = self.facts.client.currency
        items = [each for each in subscription.items if self.day in DateRange(each.start, each.end)]
        charged = [each for each in items if each.kind == "recurring"]
        net = sum((each.monthly for each in charged), Fraction(0))
        counts_whole = mrr == net and all(each.kind == "recurring" and each.monthly for each in items)
        return attrs.evolve(
            self._part(mrr),
            subscription=subscription.id,
            list_price=Money.trusted(sum((each.price / each.months for each in charged), Fraction(0)), currency),
            net_price=Money.trusted(net, currency),
            reasons=() if counts_whole else tuple(self._reasons(subscription)),
        )

    @cached_property
    def _finding(self) -> Finding:
        """What the revenue rule says of the day, as far as it was known then."""
        return self.revenue.finding(known_facts(self.facts, self.day), self.day)

    def _reasons(self, subscription: Subscription) -> Iterator[str]:
        for said in (each for each in self._finding.parts if each.subject == subscription.id):
            if not said.value and _code(said) != "subscription":
                yield str(said.text)
            yield from (str(each.text) for each in said.parts if _code(each) in _COUNTS_FOR_NOTHING)


_COUNTS_FOR_NOTHING = frozenset({"item.free", "item.fully-discounted", "item.not-eligible", "item.one-time"})
"""What is said of items that are in force and count for nothing."""


def _code(finding: Finding) -> str | None:
    return finding.text.code if isinstance(finding.text, Wording) else None
