"""What is it worth? The recurring revenue of all clients, or of all partners at them, at once."""

from collections.abc import Sequence

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Amounts, Items, Numbers, Subscriptions
from managed_mrr.columnar.kernel.days import DaySets, Places, days_of, groups_of, places, spans
from managed_mrr.columnar.kernel.exact import LARGEST, Fractions, common, product, scaled
from managed_mrr.columnar.kernel.months import first_steps_from
from managed_mrr.columnar.kernel.record import recorded
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.kernel.steps import Steps
from managed_mrr.dates.edges import FOREVER
from managed_mrr.rules import FromNextBilling, RecurringRevenue

__all__ = ["Payments", "Revenue", "payments"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(eq=False)
class Payments:
    """
    Monthly amounts, each of a group in a period.

    Attributes:
        starts: The places of the first days.
        ends: The places of the first days after.
        amounts: What is paid a month, in major units of the client's currency.
    """

    starts: Places
    ends: Places
    amounts: Fractions

    def within(self, first: int, after: int) -> "Payments":
        """What of it is paid in a period, given by ordinals."""
        groups = groups_of(self.starts)
        starts = np.maximum(self.starts, places(groups, first))
        ends = np.minimum(self.ends, places(groups, after))
        return Payments(starts, ends, self.amounts).where(np.flatnonzero(starts < ends))

    def where(self, rows: Numbers) -> "Payments":
        """Some of them, by their numbers."""
        return Payments(self.starts[rows], self.ends[rows], self.amounts[rows])

    @classmethod
    def joined(cls, several: "Sequence[Payments]") -> "Payments":
        """All of several."""
        starts, ends = (np.concatenate([getattr(each, name) for each in several]) for name in ("starts", "ends"))
        return cls(starts, ends, Fractions.joined([each.amounts for each in several]))

    def total(self) -> "Revenue":
        """What they add up to on every day."""
        denominator = common(self.amounts.denominator)
        each = self.amounts.denominator if denominator <= LARGEST else self.amounts.denominator.astype(object)
        numerator = product(self.amounts.numerator, denominator // each)
        return Revenue(Steps.total(self.starts, self.ends, numerator), denominator)


@attrs.frozen(eq=False)
class Revenue:
    """
    The monthly revenue over time, for many groups.

    Attributes:
        steps: The numerators.
        denominator: What all of them are divided by.
    """

    steps: Steps
    denominator: int


def payments(scope: Scope, rule: RecurringRevenue, pairs: Places | None) -> Payments:
    """
    What counts of the items of all clients.

    Args:
        scope: The evidence and the clients.
        rule: What counts.
        pairs: The partners at clients that are asked about, ascending: then the groups of the payments are pairs. If
            left out they are clients, which is the same for all partners.
    """
    sold = scope.evidence.subscriptions
    counted = _counted(rule, sold, scope.wanted(sold.client))
    if isinstance(rule.recognition, FromNextBilling):
        assert pairs is not None  # who is of record differs from partner to partner
        owner, counted = _recognised(scope, counted, pairs)
    elif pairs is None:
        owner = sold.client[groups_of(counted.starts)].astype(np.int64)
    else:
        owner, counted = _at_pairs(scope, counted, pairs)
    return _paid(rule, scope.evidence.items, counted, owner)


def _counted(rule: RecurringRevenue, sold: Subscriptions, rows: Numbers) -> DaySets:
    """For each subscription, by row, the days on which it counts."""
    start = np.maximum(sold.start, sold.first_billing) if rule.billing_required else sold.start
    end = np.minimum(sold.end, sold.refunded_on)
    rows = rows[start[rows] < end[rows]]
    counted = DaySets(places(rows, start[rows]), places(rows, end[rows]))
    bad = sold.not_in_good_standing
    if not len(bad) or not rule.good_standing_required:
        return counted
    return counted - DaySets.of(bad.owner, bad.start, bad.end)


def _at_pairs(scope: Scope, counted: DaySets, pairs: Places) -> tuple[Places, DaySets]:
    """The runs of subscriptions once for every pair of the client, and the pairs."""
    client = scope.evidence.subscriptions.client[groups_of(counted.starts)]
    clients = scope.client_of(pairs)
    first, last = np.searchsorted(clients, client), np.searchsorted(clients, client, side="right")
    run = np.repeat(np.arange(len(counted)), last - first)
    return pairs[spans(first, last)], DaySets(counted.starts[run], counted.ends[run])


def _recognised(scope: Scope, counted: DaySets, pairs: Places) -> tuple[Places, DaySets]:
    """The runs of subscriptions from the first billing of each of the partner's records on, and the pairs."""
    sold = scope.evidence.subscriptions
    owner, runs = _at_pairs(scope, counted, pairs)
    records = recorded(scope)
    row = groups_of(runs.starts)
    first, last = (np.searchsorted(groups_of(records.starts), owner, side=side) for side in ("left", "right"))
    run, record = np.repeat(np.arange(len(runs)), last - first), spans(first, last)
    row, owner = row[run], owner[run]
    billed = first_steps_from(sold.first_billing[row], sold.every_months[row], days_of(records.starts[record]))
    starts = np.maximum(runs.starts[run], places(row, billed))
    ends = np.minimum(runs.ends[run], places(row, days_of(records.ends[record])))
    kept = (starts < ends) & (sold.first_billing[row] < FOREVER)
    return owner[kept], DaySets(starts[kept], ends[kept])


def _paid(rule: RecurringRevenue, items: Items, counted: DaySets, owner: Places) -> Payments:
    """What is paid for the items of subscriptions on days on which these count, each run being an owner's."""
    order = np.argsort(items.subscription, kind="stable")
    sorted_ = items.subscription[order]
    row = groups_of(counted.starts)
    first, last = (np.searchsorted(sorted_, row, side=side) for side in ("left", "right"))
    run, item = np.repeat(np.arange(len(row)), last - first), order[spans(first, last)]
    start = np.maximum(days_of(counted.starts[run]), items.start[item])
    end = np.minimum(days_of(counted.ends[run]), items.end[item])
    kept = np.flatnonzero((start < end) & items.recurring[item] & items.eligible[item])
    run, item = run[kept], item[kept]
    amounts = _monthly(rule, items, item)
    paid = np.flatnonzero(amounts.numerator)
    group, start, end = owner[run][paid], start[kept][paid], end[kept][paid]
    return Payments(places(group, start), places(group, end), amounts[paid])


def _monthly(rule: RecurringRevenue, items: Items, rows: Numbers) -> Fractions:
    """What items are worth a month; see :meth:`managed_mrr.RecurringRevenue.monthly`."""
    decimals = max(items.price.places, items.discount.places)
    net = _units(items.price, rows, decimals)
    if rule.net_of_discount:
        net = np.maximum(net - _units(items.discount, rows, decimals), 0)
    return Fractions(net, scaled(items.months[rows], 10**decimals))


def _units(amounts: Amounts, rows: Numbers, decimals: int) -> Numbers:
    """Amounts counted in units of so many decimal places."""
    return scaled(amounts.units[rows], 10 ** (decimals - amounts.places))
