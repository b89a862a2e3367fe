"""Terms: the states of a client by the rules of each day, and what a change of the rules does by itself."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.ledger.decomposition import Effects, decompose, effects, movements_of
from managed_mrr.ledger.movements import Cause, Movement
from managed_mrr.ledger.states import State, StatesAtClient
from managed_mrr.policy import Policy

__all__ = ["StatesOverTime", "through_a_change"]


def __dir__() -> list[str]:
    return __all__


class StatesOverTime:
    """
    The states of the partners at one client, each by the rules of its day, and the movements from day to day.

    Args:
        pairs: All partners about which there is any evidence at the client.
        policy: The rules, over time if it is a program.
        within: Only days of this range will be asked for.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> states = StatesOverTime(acme.by_client["acme"], hubspot.SERVICING, DateRange(date(2024, 1, 1)))
        >>> [str(each.cause) for each in states.movements("north", date(2024, 3, 15).toordinal())]
        ['activity lapsed']
    """

    def __init__(self, pairs: Sequence[PartnerAtClient], policy: Policy, within: DateRange) -> None:
        self.pairs = {facts.partner.id: facts for facts in pairs}
        self.policy = policy
        self.within = within
        self._by: dict[int, StatesAtClient] = {}

    def movements(self, partner: str, day: int) -> tuple[Movement, ...]:
        """What changed for one partner from the day before to the day with a number."""
        facts = self.pairs[partner]
        old, new = self._in_force(day - 1), self._in_force(day)
        before, after = old.of(facts, day - 1), new.of(facts, day)
        if old is new:
            return decompose(before, after)
        return through_a_change(before, old.of(facts, day), new.of(facts, day - 1), after)

    def _in_force(self, day: int) -> StatesAtClient:
        policy = self.policy.in_force(date.fromordinal(day))
        found = self._by.get(id(policy))
        if found is None:
            pairs = tuple(self.pairs.values())
            found = self._by[id(policy)] = StatesAtClient(pairs, policy, self.within, program=self.policy)
        return found


def through_a_change(before: State, kept: State, early: State, after: State) -> tuple[Movement, ...]:
    """
    The movements from one day to the next if the terms change between them.

    There are two ways from the one state to the other: first the evidence moves on, by the old terms, and then the
    terms change; or first the terms change, and then the evidence moves on, by the new ones. Each cause gets the
    mean of what it does on the two ways; what the change of terms itself does is ``Cause.TERMS``.
    So neither comes first, and nothing remains. Rates and multipliers are dated values like the evidence: they change
    with the day, on both ways, under their own name. Terms that differ in nothing else are no cause.

    Args:
        before: The day before, by the old terms.
        kept: The day, as it would be by the old terms.
        early: The day before, as it would have been by the new terms.
        after: The day, by the new terms.

    Returns:
        The movements, by subscription, then cause; they add up to ``after.credit - before.credit``.

    Clause:
        B11, B13.

    Examples:
        >>> from managed_mrr import ExpiryWindow, hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> shorter = hubspot.SERVICING.with_(window=ExpiryWindow(days=30))
        >>> states = [
        ...     State.of(acme, partner="north", client="acme", on=day, policy=policy)
        ...     for policy in (hubspot.SERVICING, shorter)
        ...     for day in (date(2024, 2, 19), date(2024, 2, 20))
        ... ]
        >>> print(*through_a_change(*states))
        2024-02-20  north at acme, acme-subscription: lost USD -90.00, -0.90 points (change of terms)
    """
    if not before.has_line and not after.has_line:
        return ()
    was, now = before if before.has_line else after, after if after.has_line else before
    first, kept = _with_points_of(was, before), _with_points_of(now, kept)
    early, last = _with_points_of(was, early), _with_points_of(now, after)
    moved: Effects = {}
    for evidence, terms in (((first, kept), (kept, last)), ((early, last), (first, early))):
        _add(moved, effects(*evidence))
        _add(moved, {(subscription, Cause.TERMS): made for subscription, made in _by_subscription(*terms).items()})
    return movements_of(before, after, moved)


_Made = tuple[Fraction, Fraction]

_ZERO = Fraction(0)


def _add(moved: Effects, more: Effects) -> None:
    """Add half of what some causes do."""
    for key, (credit, known) in more.items():
        have = moved.get(key, (_ZERO, _ZERO))
        moved[key] = have[0] + credit / 2, have[1] + known / 2


def _by_subscription(before: State, after: State) -> dict[str | None, _Made]:
    """All that differs between two states, whatever the cause."""
    made: dict[str | None, _Made] = {}
    for (subscription, _), (credit, known) in effects(before, after).items():
        have = made.get(subscription, (_ZERO, _ZERO))
        made[subscription] = have[0] + credit, have[1] + known
    return made


def _with_points_of(other: State, state: State) -> State:
    """A state in which credit makes the points it makes in another one."""
    if state.rate == other.rate and state.multiplier == other.multiplier:
        return state
    policy = attrs.evolve(state.policy, points=other.policy.points)
    return attrs.evolve(state, policy=policy, rate=other.rate, multiplier=other.multiplier)
