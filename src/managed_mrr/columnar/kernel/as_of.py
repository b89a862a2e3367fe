"""As of: coded evidence with everything dated later than a day left out; see :mod:`managed_mrr.evidence.known`."""

from collections.abc import Callable, Sequence
from functools import partial

import attrs
import numpy as np

from managed_mrr.columnar.evidence import (
    Activities,
    Amounts,
    Batch,
    Evidence,
    Flags,
    Items,
    Numbers,
    Periods,
    Subscriptions,
    Users,
    Words,
)
from managed_mrr.dates.edges import FIRST, FOREVER

__all__ = ["KnownActivities", "known_on"]


def __dir__() -> list[str]:
    return __all__


def known_on(evidence: Evidence, day: int) -> Evidence:
    """
    The evidence as a day knows it: what is dated later is left out, and what ends later is open.

    Ids keep their codes, so a pair or a seat has one number in both.

    Args:
        evidence: All of it.
        day: Ordinal of the day.
    """
    sold = evidence.subscriptions
    begun = sold.start <= day
    return attrs.evolve(
        evidence,
        agreements=_periods(evidence.agreements, np.ones(len(evidence.partners), np.bool_), day),
        partner_users=_users(evidence.partner_users, day),
        client_users=_users(evidence.client_users, day),
        links=_users(evidence.links, day),
        records=_users(evidence.records, day),
        subscriptions=_subscriptions(sold, begun, day),
        items=_items(evidence.items, begun, day),
        activities=KnownActivities(evidence.activities, day),
    )


@attrs.frozen(eq=False)
class KnownActivities:
    """
    The activities up to a day.

    Attributes:
        activities: All there are.
        day: Ordinal of the last day whose activities are known.
    """

    activities: Activities
    day: int

    def __len__(self) -> int:
        return sum(len(read()) for read in self.batches(FIRST, FOREVER, each=True))

    def outline(self) -> tuple[tuple[int, int, int], ...]:
        """For each batch how many there are at most, of which first and last day."""
        batches = self.activities.outline()
        return tuple((count, first, min(last, self.day)) for count, first, last in batches if first <= self.day)

    def batches(self, start: int, end: int, *, each: bool) -> Sequence[Callable[[], Batch]]:
        """Functions that each read one batch; see :class:`~managed_mrr.columnar.evidence.Activities`."""
        reads = self.activities.batches(start, min(end, self.day + 1), each=each)
        return [partial(self._known, read) for read in reads]

    def _known(self, read: Callable[[], Batch]) -> Batch:
        batch = read()
        done = batch.take(np.arange(len(batch)))
        rows = np.flatnonzero(done.on <= self.day)
        tool, action = (Words(each.codes[rows], each.words) for each in (batch.tool, batch.action))
        return Batch(tool=tool, action=action, take=done[rows].__getitem__)


def _open(ends: Numbers, day: int) -> Numbers:
    """The ends that a day knows: one that is to come is none."""
    return np.where(ends > day, FOREVER, ends)


def _places(owner: Numbers, kept: Flags) -> Numbers:
    """The places that rows have among those of them that are kept."""
    found: Numbers = (np.cumsum(kept) - 1)[owner]
    return found


def _periods(periods: Periods, kept: Flags, day: int) -> Periods:
    """The periods that have begun, of the owners that are kept."""
    rows = kept[periods.owner] & (periods.start <= day)
    return Periods(_places(periods.owner[rows], kept), periods.start[rows], _open(periods.end[rows], day))


def _users(users: Users, day: int) -> Users:
    rows = users.start <= day
    return Users(
        who=users.who[rows],
        client=users.client[rows],
        start=users.start[rows],
        end=_open(users.end[rows], day),
        deactivated=_periods(users.deactivated, rows, day),
    )


def _subscriptions(sold: Subscriptions, rows: Flags, day: int) -> Subscriptions:
    billed = sold.first_billing[rows] <= day
    return Subscriptions(
        client=sold.client[rows],
        start=sold.start[rows],
        end=_open(sold.end[rows], day),
        first_billing=_open(sold.first_billing[rows], day),
        every_months=np.where(billed, sold.every_months[rows], 1),
        refunded_on=_open(sold.refunded_on[rows], day),
        not_in_good_standing=_periods(sold.not_in_good_standing, rows, day),
    )


def _items(items: Items, kept: Flags, day: int) -> Items:
    """The items that have begun, of the subscriptions that are kept."""
    rows = kept[items.subscription] & (items.start <= day)
    return Items(
        subscription=_places(items.subscription[rows], kept),
        start=items.start[rows],
        end=_open(items.end[rows], day),
        price=Amounts(items.price.units[rows], items.price.places),
        discount=Amounts(items.discount.units[rows], items.discount.places),
        months=items.months[rows],
        recurring=items.recurring[rows],
        eligible=items.eligible[rows],
    )
