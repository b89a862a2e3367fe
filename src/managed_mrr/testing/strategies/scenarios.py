"""Scenarios: things that might happen, to a small client or to a portfolio of one's own."""

# ruff: noqa: D417 -- ``draw`` is Hypothesis's own argument; callers never give it

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from managed_mrr.dates import DateRange
from managed_mrr.errors import ManagedMRRError
from managed_mrr.evidence import (
    LISTS,
    ClientUser,
    Employee,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Record,
    Subscription,
    managed_client,
)
from managed_mrr.scenario import Change, Edit, Scenario
from managed_mrr.testing.days import days_mentioned
from managed_mrr.testing.strategies.days import or_days
from managed_mrr.testing.strategies.policies import READINGS
from managed_mrr.testing.strategies.records import TOOLS_AND_ACTIONS
from managed_mrr.what_if import (
    Add,
    AgreementEnded,
    AgreementSigned,
    BecomesPartnerOfRecord,
    Cancelled,
    Deactivated,
    End,
    ItemAdded,
    ItemChanged,
    ItemRemoved,
    Leaves,
    Linked,
    Move,
    Performed,
    Reactivated,
    RecordEnded,
    Refunded,
    Remove,
    RemovedFromClient,
    RemovedFromPartner,
    Replace,
    Settled,
    Unlinked,
)

__all__ = ["CHANGES", "edits", "scenario_changes", "scenarios"]


def __dir__() -> list[str]:
    return __all__


def _busy() -> Portfolio:
    """A client to which every change there is may happen, and a partner and an employee of which nothing is known."""
    start, off = date(2024, 1, 1), [DateRange(date(2024, 1, 2))]
    plain = managed_client("p1", "c1", start=start, price=100, activities=[start], employee="e1", of_record=True)
    return attrs.evolve(
        plain,
        partners=[*plain.partners, Partner("p2", agreements=[])],
        employees=[*plain.employees, Employee("e2", partner="p1")],
        client_users=[attrs.evolve(each, deactivated=off) for each in plain.client_users],
        subscriptions=[attrs.evolve(each, not_in_good_standing=off) for each in plain.subscriptions],
    )


BUSY = _busy()


class _NothingThereError(Exception):
    """A change would be about something of which the evidence has nothing."""


class _Base:
    """A portfolio and the values a change of it may have, drawn one after the other."""

    def __init__(self, draw: DrawFn, portfolio: Portfolio, days: SearchStrategy[date]) -> None:
        self.draw = draw
        self.portfolio = portfolio
        self.days = days

    def one(self, values: Iterable[Any]) -> Any:  # noqa: ANN401 -- of the values' own type
        """One of several values; there may be none."""
        choices = tuple(values)
        if not choices:
            raise _NothingThereError
        return self.draw(st.sampled_from(choices))

    def id(self, name: str) -> str:
        """The id of one record of a list."""
        return str(self.one(each.id for each in getattr(self.portfolio, name)))

    def day(self) -> date:
        """A day, most often one on which something happens, or the day after."""
        return self.draw(self.days)

    def product(self, subscription: str) -> str:
        """A product of a subscription."""
        bought = (each for each in self.portfolio.subscriptions if each.id == subscription)
        return str(self.one(item.product for each in bought for item in each.items))

    def record(self) -> Record:
        """Any record."""
        found: Record = self.one(each for name in LISTS for each in getattr(self.portfolio, name))
        return found

    def lasting(self) -> Any:  # noqa: ANN401 -- one of several kinds of record
        """A record that may end."""
        kinds = PartnerUser | ClientUser | Link | PartnerOfRecord | Subscription
        return self.one(each for name in LISTS for each in getattr(self.portfolio, name) if isinstance(each, kinds))

    def user(self) -> tuple[str, str | None]:
        """An employee, and a client with a user or None for the partner's account."""
        inside = [(each.employee, None) for each in self.portfolio.partner_users]
        chosen: tuple[str, str | None] = self.one(
            [*inside, *((each.employee, each.client) for each in self.portfolio.client_users)]
        )
        return chosen


def _changed_item(base: _Base) -> Change:
    bought = base.id("subscriptions")
    price, discount = base.draw(st.sampled_from(((50, None), (200, None), (None, 7), (0, 0))))
    return ItemChanged(bought, base.product(bought), on=base.day(), price=price, discount=discount)


def _removed_item(base: _Base) -> Change:
    bought = base.id("subscriptions")
    return ItemRemoved(bought, base.product(bought), on=base.day())


def _deactivated(base: _Base) -> Change:
    employee, client = base.user()
    on = base.day()
    lasting = base.draw(st.sampled_from((None, 1, 60)))
    return Deactivated(employee, on=on, until=None if lasting is None else on + timedelta(lasting), client=client)


def _reactivated(base: _Base) -> Change:
    employee, client = base.user()
    return Reactivated(employee, on=base.day(), client=client)


def _performed(base: _Base) -> Change:
    tool, action = base.draw(TOOLS_AND_ACTIONS)
    return Performed(base.id("employees"), base.id("clients"), on=base.day(), tool=tool, action=action)


def _replaced(base: _Base) -> Change:
    client = base.one(base.portfolio.clients)
    return Replace(client, attrs.evolve(client, points_multiplier=2))


def _added(base: _Base) -> Change:
    return Add(Link(base.id("employees"), client=base.id("clients"), start=base.day()))


CHANGES: Mapping[type, Callable[[_Base], Change]] = {
    Performed: _performed,
    Leaves: lambda base: Leaves(base.id("employees"), on=base.day()),
    Linked: lambda base: Linked(base.id("employees"), base.id("clients"), on=base.day()),
    Unlinked: lambda base: Unlinked(base.id("employees"), base.id("clients"), on=base.day()),
    RemovedFromClient: lambda base: RemovedFromClient(base.id("partners"), base.id("clients"), on=base.day()),
    RemovedFromPartner: lambda base: RemovedFromPartner(base.id("partners"), on=base.day()),
    Deactivated: _deactivated,
    Reactivated: _reactivated,
    AgreementSigned: lambda base: AgreementSigned(base.id("partners"), on=base.day()),
    AgreementEnded: lambda base: AgreementEnded(base.id("partners"), on=base.day()),
    BecomesPartnerOfRecord: lambda base: BecomesPartnerOfRecord(base.id("partners"), base.id("clients"), on=base.day()),
    RecordEnded: lambda base: RecordEnded(base.id("clients"), on=base.day()),
    Cancelled: lambda base: Cancelled(base.id("subscriptions"), on=base.day()),
    Refunded: lambda base: Refunded(base.id("subscriptions"), on=base.day()),
    Settled: lambda base: Settled(base.id("subscriptions"), on=base.day()),
    ItemAdded: lambda base: ItemAdded(base.id("subscriptions"), Item("Add-on", price=40, start=base.day())),
    ItemRemoved: _removed_item,
    ItemChanged: _changed_item,
    Add: _added,
    Remove: lambda base: Remove(base.record()),
    End: lambda base: End(base.lasting(), on=base.day()),
    Move: lambda base: Move(base.one(base.portfolio.activities), to=base.day()),
    Replace: _replaced,
}
"""How each kind of change is made for a portfolio; what comes out may still contradict it."""

TRIES = 5


def _when(portfolio: Portfolio, days: SearchStrategy[date] | None) -> SearchStrategy[date]:
    mentioned = days_mentioned(portfolio)
    if days is not None or not mentioned:
        return or_days(days)
    return st.sampled_from(sorted({day + timedelta(away) for day in mentioned for away in (0, 1)}))


def _fits(portfolio: Portfolio, change: Change) -> bool:
    try:
        Scenario([change]).apply(portfolio)
    except ManagedMRRError:
        return False
    return True


def _fitting(draw: DrawFn, portfolio: Portfolio, kinds: tuple[type, ...], days: SearchStrategy[date]) -> Change | None:
    """A change that a portfolio allows, or None if none was found soon."""
    for _ in range(TRIES):
        try:
            change = CHANGES[draw(st.sampled_from(kinds))](_Base(draw, portfolio, days))
        except (ManagedMRRError, _NothingThereError):
            continue
        if _fits(portfolio, change):
            return change
    return None


@st.composite
def scenario_changes(
    draw: DrawFn,
    *,
    portfolio: Portfolio = BUSY,
    kind: type | None = None,
    days: SearchStrategy[date] | None = None,
) -> Change:
    """
    Things that might happen, none of which contradicts the evidence.

    Args:
        portfolio: The evidence to which they may happen; a small client to which everything may, if left out.
        kind: The class of all of them, from :mod:`managed_mrr.what_if`; any if left out.
        days: When they happen; days the evidence mentions, and the days after these, if left out.
    """
    kinds = tuple(CHANGES) if kind is None else (kind,)
    change = _fitting(draw, portfolio, kinds, _when(portfolio, days))
    return reject() if change is None else change


@st.composite
def scenarios(
    draw: DrawFn,
    *,
    portfolio: Portfolio = BUSY,
    days: SearchStrategy[date] | None = None,
    max_changes: int = 3,
) -> Scenario:
    """
    Scenarios that can be applied to a portfolio: each change fits the evidence as those before it leave it.

    Args:
        portfolio: The evidence; a small client to which everything may happen, if left out.
        days: When it happens; days the evidence mentions, and the days after these, if left out.
        max_changes: How many changes there may be.
    """
    when, made, now = _when(portfolio, days), Scenario(), portfolio
    for _ in range(draw(st.integers(0, max_changes))):
        change = _fitting(draw, now, tuple(CHANGES), when)
        if change is not None:
            made += Scenario([change])
            now = Scenario([change]).apply(now)
    policy = draw(st.none() | st.sampled_from(READINGS))
    return attrs.evolve(made, policy=policy, name=draw(st.sampled_from(("", "what if"))))


def edits(*, portfolio: Portfolio = BUSY) -> SearchStrategy[Edit]:
    """
    What changes do to single records of a portfolio.

    Args:
        portfolio: The evidence; a small client to which everything may happen, if left out.
    """
    return scenario_changes(portfolio=portfolio).flatmap(lambda change: st.sampled_from(change.edits(portfolio)))
