"""Decomposition: the difference between two states of one pair, shared exactly among its causes."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, prod
from typing import TypeAlias

import attrs

from managed_mrr.amounts import Money
from managed_mrr.ledger.movements import Cause, Kind, Movement
from managed_mrr.ledger.naming import began, stopped
from managed_mrr.ledger.states import Charge, Condition, Paid, State
from managed_mrr.rules import CurrencyToPoints

__all__ = ["Effects", "decompose", "effects", "movements_of", "shapley"]


def __dir__() -> list[str]:
    return __all__


_ZERO = Fraction(0)
_ONE = Fraction(1)

Why: TypeAlias = Cause | str

Effects: TypeAlias = dict[tuple[str | None, Why], tuple[Fraction, Fraction]]
"""By subscription and cause, what it does to the credit and to the points that are known."""


@attrs.frozen
class _Factor:
    """One number that differs between the two states, and what that is called."""

    why: Why
    before: Fraction
    after: Fraction


@attrs.frozen
class _Part:
    """
    A part of the revenue that changes for reasons of its own, or not at all.

    Its amount is the first of ``amounts`` less the second, if there is one, never below 0, times all of ``gates``.
    """

    subscription: str | None
    amounts: tuple[_Factor, ...]
    gates: tuple[_Factor, ...] = ()


def decompose(before: State, after: State) -> tuple[Movement, ...]:
    """
    The movements between two states of one partner at one client, dated with the day of the later state.

    The states are those of a day and of the day before it, or of one day in two portfolios or under two policies.

    Credit is the product of whether the partner has a line, its share, and the sum of what each subscription is
    worth; points are that times the rate and the multiplier. Whatever of this differs is a factor. Where several
    factors differ, each gets its *Shapley value*: the effect of changing it, averaged over all orders in which the
    factors might be changed one after the other. That depends on no order, leaves no remainder, and gives nothing
    to what did not differ. It is worked out for each subscription by itself, exactly.

    What only exists on one of the two days has no factors of its own: a line comes and goes with the share, the
    recognition, the rate and the multiplier of the day on which it is there; a subscription comes and goes with the
    items of the day on which it counts. Products that disappear from a subscription while others appear in it are
    one factor, an upgrade or a downgrade by what that does to the net price. A line that comes or goes without credit
    is one movement of 0 for each condition that changed.

    Args:
        before: The state that was.
        after: The state that is.

    Returns:
        The movements, by subscription, then cause; they add up to ``after.credit - before.credit``.

    Clause:
        B10, B11.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> days = date(2024, 3, 14), date(2024, 3, 15)
        >>> for each in decompose(*(State.of(acme, partner="north", client="acme", on=day) for day in days)):
        ...     print(each)
        2024-03-15  north at acme, acme-subscription: lost USD -1,000.00, -10.00 points (activity lapsed)
    """
    both = before.has_line and after.has_line
    if both and before.facts.client.currency != after.facts.client.currency:
        return tuple(_exchanged(before, after))
    return movements_of(before, after, effects(before, after))


def effects(before: State, after: State) -> Effects:
    """
    What each cause does to the credit and the known points of each subscription; see :func:`decompose`.

    A line that comes or goes without credit has effects of 0.
    """
    if not before.has_line and not after.has_line:
        return {}
    lines, points = list(_line_factors(before, after)), list(_points_factors(before, after))
    scales = _scales(before, after)
    moved: Effects = {}
    for part in _parts(before, after):
        for why, credit, known in _moved(part, lines, points, scales):
            have = moved.get((part.subscription, why), (_ZERO, _ZERO))
            moved[part.subscription, why] = (have[0] + credit, have[1] + known)
    if before.has_line != after.has_line and not any(map(any, moved.values())):
        return {(None, each.why): (_ZERO, _ZERO) for each in lines}
    return moved


def movements_of(before: State, after: State, moved: Effects) -> tuple[Movement, ...]:
    """
    The movements between two states, once it is known what each cause did.

    Effects of 0 are told only of a line that came or went, or whose points became known or unknown, without credit.

    Args:
        before: The state that was.
        after: The state that is, in the same currency if both have a line.
        moved: What each cause did.
    """
    nonzero = {key: amounts for key, amounts in moved.items() if any(amounts)}
    if nonzero or before.has_line == after.has_line:
        moved = nonzero
    unknown = before.unknown or after.unknown
    if not moved and before.has_line and before.unknown != after.unknown:
        moved = {(None, _rate_cause(before, after)): (_ZERO, _ZERO)}
    currency = (after if after.has_line else before).facts.client.currency
    came = None if before.has_line else Kind.REGAINED if before.had_line() else Kind.GAINED
    movements = [
        Movement(
            on=after.on,
            partner=after.partner,
            client=after.client,
            subscription=subscription,
            kind=came or _kind(after, credit or known),
            cause=why,
            credit=Money.trusted(credit, currency),
            points=None if unknown else known,
            known_points=known,
        )
        for (subscription, why), (credit, known) in moved.items()
    ]
    return tuple(sorted(movements, key=lambda each: (each.subscription or "", each.cause)))


def shapley(
    before: Sequence[Fraction], after: Sequence[Fraction], worth: Callable[[Sequence[Fraction]], Fraction]
) -> list[Fraction]:
    """
    What each of some numbers that change together adds to a worth that depends on all of them.

    Each gets the effect of changing it, averaged over all orders of changing one after the other. The results add up
    to ``worth(after) - worth(before)`` exactly.

    Args:
        before: The numbers as they were.
        after: The numbers as they are.
        worth: What any mixture of the two is worth.

    Examples:
        >>> shapley([Fraction(10), Fraction(2)], [Fraction(20), Fraction(3)], prod)
        [Fraction(25, 1), Fraction(15, 1)]
    """
    count = len(before)
    places = range(count)
    values = {
        frozenset(changed): worth([after[each] if each in changed else before[each] for each in places])
        for size in range(count + 1)
        for changed in combinations(places, size)
    }
    weights = [Fraction(factorial(size) * factorial(count - size - 1), factorial(count)) for size in range(count)]
    return [
        sum(
            (
                weights[len(rest)] * (values[rest | {each}] - value)
                for rest, value in values.items()
                if each not in rest
            ),
            _ZERO,
        )
        for each in places
    ]


_Scales: TypeAlias = tuple[Fraction, Fraction]


def _scales(before: State, after: State) -> _Scales:
    """The share, and the points a unit makes, as far as they do not differ or only one state has a line."""
    state = after if after.has_line else before
    both = before.has_line and after.has_line
    share = state.share.fraction if state.share else _ZERO
    other = before.share.fraction if before.share else _ZERO
    scale = _ONE if both and share != other else share
    per_unit = _ONE
    for mine, theirs in zip(_per_unit(state), _per_unit(before), strict=True):
        per_unit *= _ONE if both and mine != theirs else mine
    return scale, per_unit


def _per_unit(state: State) -> tuple[Fraction, Fraction]:
    return (_ZERO if state.rate is None else state.rate), state.multiplier


def _line_factors(before: State, after: State) -> Iterator[_Factor]:
    """What decides whether there is a line, if only one state has one; else the share."""
    if before.share is not None and after.share is not None:
        if before.share.fraction != after.share.fraction:
            same = before.share.sharing == after.share.sharing
            why: Why = type(after.policy.split).__name__ if same else Cause.SHARING
            yield _Factor(why, before.share.fraction, after.share.fraction)
        return
    found = list(_condition_factors(before, after))
    # Where no condition changed, the split left the partner out on one of the two days.
    yield from found or [_Factor(Cause.SHARING, Fraction(before.has_line), Fraction(after.has_line))]


def _condition_factors(before: State, after: State) -> Iterator[_Factor]:
    held = {each.name: each for each in before.conditions}
    holding = {each.name: each for each in after.conditions}
    for name in {**held, **holding}:
        was, now = _in(held, holding, name), _in(holding, held, name)
        if was.holds and not now.holds:
            yield _Factor(stopped(now, before, after), _ONE, _ZERO)
        elif now.holds and not was.holds:
            yield _Factor(began(was, before, after), _ZERO, _ONE)


def _in(conditions: dict[str, Condition], others: dict[str, Condition], name: str) -> Condition:
    """The condition of a name; one that another policy asks, or about evidence there is, holds."""
    return conditions[name] if name in conditions else attrs.evolve(others[name], holds=True)


def _points_factors(before: State, after: State) -> Iterator[_Factor]:
    if not (before.has_line and after.has_line):
        return
    whys = (_rate_cause(before, after), Cause.MULTIPLIER)
    for why, was, now in zip(whys, _per_unit(before), _per_unit(after), strict=True):
        if was != now:
            yield _Factor(why, was, now)


def _rate_cause(before: State, after: State) -> Why:
    kinds = (type(each.policy.points) for each in (after, before))
    return next((kind.__name__ for kind in kinds if kind is not CurrencyToPoints), Cause.RATE)


def _moved(
    part: _Part, lines: list[_Factor], points: list[_Factor], scales: _Scales
) -> Iterator[tuple[Why, Fraction, Fraction]]:
    """What each cause does to the credit and to the points that one part of the revenue makes."""
    share, per_unit = scales
    first = len(part.amounts)
    factors = [*part.amounts, *part.gates, *lines]

    def worth(values: Sequence[Fraction]) -> Fraction:
        net = values[0] if first == 1 else max(values[0] - values[1], _ZERO)
        return net * prod(values[first:], start=share)

    credits_ = _shared(factors, worth)
    known = [each * per_unit if each else each for each in credits_]
    if points:
        factors += points
        known = _shared(factors, lambda values: worth(values) * per_unit)
        credits_ += [_ZERO] * len(points)
    for factor, credit, made in zip(factors, credits_, known, strict=True):
        if credit or made:
            yield factor.why, credit, made


def _shared(factors: Sequence[_Factor], worth: Callable[[Sequence[Fraction]], Fraction]) -> list[Fraction]:
    """The Shapley value of each factor; 0 for those that do not differ, and for all if nothing was or is worth."""
    before, after = [each.before for each in factors], [each.after for each in factors]
    differ = [place for place, each in enumerate(factors) if each.before != each.after]
    values = [_ZERO] * len(factors)
    if not differ:
        return values
    was, now = worth(before), worth(after)
    if len(differ) == 1:
        values[differ[0]] = now - was
    elif was or now:

        def mixed(chosen: Sequence[Fraction]) -> Fraction:
            numbers = list(before)
            for place, number in zip(differ, chosen, strict=True):
                numbers[place] = number
            return worth(numbers)

        found = shapley([before[place] for place in differ], [after[place] for place in differ], mixed)
        for place, value in zip(differ, found, strict=True):
            values[place] = value
    return values


def _parts(before: State, after: State) -> Iterator[_Part]:
    """The revenue of the two states, taken apart into parts that change independently."""
    rule = next((each.rule for each in (*after.paid, *before.paid) if each.rule), None)
    if rule is not None:
        yield _Part(None, (_Factor(rule, before.mrr, after.mrr),))
        return
    was = {each.subscription: each for each in before.paid}
    now = {each.subscription: each for each in after.paid}
    for subscription in {**was, **now}:
        old, new = was.get(subscription), now.get(subscription)
        if old is None:
            assert new is not None
            old = attrs.evolve(new, barred=frozenset({Cause.SUBSCRIPTION_STARTED}))
        elif new is None:
            new = attrs.evolve(old, barred=frozenset({Cause.CANCELLATION}))
        if not (before.has_line and after.has_line):
            old, new = _recognised_alike(old, new, after)
        yield from _of_subscription(old, new)


def _recognised_alike(old: Paid, new: Paid, after: State) -> tuple[Paid, Paid]:
    """Both as they are recognised where there is a line: recognition for a partner without one says nothing."""
    only = {Cause.RECOGNITION}
    if after.has_line:
        return attrs.evolve(old, barred=(old.barred - only) | (new.barred & only)), new
    return old, attrs.evolve(new, barred=(new.barred - only) | (old.barred & only))


def _of_subscription(old: Paid, new: Paid) -> Iterator[_Part]:
    if old.barred and new.barred:
        return
    if old.barred or new.barred:
        counting = new if old.barred else old
        gates = [_Factor(why, _ZERO, _ONE) for why in old.barred] + [_Factor(why, _ONE, _ZERO) for why in new.barred]
        gates.sort(key=lambda gate: gate.why)
        yield _Part(old.subscription, (_same(counting.amount),), tuple(gates))
        return
    went, came = list(old.charges), list(new.charges)
    kept = [went.pop(went.index(charge)) for charge in came if charge in went]
    for charge in kept:
        came.remove(charge)
    if kept:
        yield _Part(old.subscription, (_same(_net(kept)),))
    if not went and not came:
        return
    products = sorted({each.product for each in went} & {each.product for each in came})
    for product in products:
        yield _Part(old.subscription, _repriced(_of(product, went), _of(product, came)))
    removed = _net([each for each in went if each.product not in products])
    added = _net([each for each in came if each.product not in products])
    yield _Part(old.subscription, (_priced(removed, added),))


def _same(amount: Fraction) -> _Factor:
    return _Factor("", amount, amount)


def _priced(was: Fraction, now: Fraction) -> _Factor:
    return _Factor(Cause.UPGRADE if now > was else Cause.DOWNGRADE, was, now)


def _repriced(was: Charge, now: Charge) -> tuple[_Factor, _Factor]:
    return _priced(was.price, now.price), _Factor(Cause.DISCOUNT, was.discount, now.discount)


def _net(charges: Sequence[Charge]) -> Fraction:
    return sum((each.net for each in charges), _ZERO)


def _of(product: str, charges: Sequence[Charge]) -> Charge:
    """All charges for one product as one; of several, each is discounted by no more than its price."""
    found = [each for each in charges if each.product == product]
    if len(found) == 1:
        return found[0]
    price = sum((each.price for each in found), _ZERO)
    return Charge(product, price, price - _net(found))


def _kind(after: State, change: Fraction) -> Kind:
    """What became of a line that was there; without a change its points became known, or unknown."""
    if not after.has_line:
        return Kind.LOST
    return Kind.UP if change > 0 or (not change and not after.unknown) else Kind.DOWN


def _exchanged(before: State, after: State) -> Iterator[Movement]:
    """A line that is in another currency now: all of the one goes, all of the other comes."""
    for state, kind, sign in ((before, Kind.DOWN, -1), (after, Kind.UP, 1)):
        known = (state.points or _ZERO) * sign
        yield Movement(
            on=after.on,
            partner=after.partner,
            client=after.client,
            subscription=None,
            kind=kind,
            cause=Cause.CURRENCY,
            credit=state.credit * sign,
            points=None if before.unknown or after.unknown else known,
            known_points=known,
        )
