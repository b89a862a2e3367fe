"""Can it hold at all? What can be told of rules before any evidence is seen."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise

from managed_mrr.dates import ALWAYS, DateSet
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.rules.expiry import LiveActivity, MinimumActivity
from managed_mrr.rules.rule import AllOf, AnyOf, AtLeast, Not, Rule, RuleOverTime, Unless

__all__ = ["implies", "joined", "possible_days"]


def __dir__() -> list[str]:
    return __all__


_MOST = 10
"""How many different rules may be joined in one for all their combinations to be gone through."""


def joined(rule: Rule[PartnerAtClient]) -> list[tuple[str, Rule[PartnerAtClient]]]:
    """
    The rules that a rule joins, by where in it they stand; none of a rule that joins no others.

    Examples:
        >>> from managed_mrr import CurrentAgreement
        >>> [(place, str(each)) for place, each in joined(~CurrentAgreement())]
        [('rule', 'a current agreement')]
    """
    if isinstance(rule, (AllOf, AnyOf, AtLeast)):
        return [(f"rules[{index}]", each) for index, each in enumerate(rule.rules)]
    if isinstance(rule, RuleOverTime):
        return [(f"terms.terms[{index}].value", term.value) for index, term in enumerate(rule.terms)]
    if isinstance(rule, Unless):
        return [("rule", rule.rule), ("exception", rule.exception)]
    return [("rule", rule.rule)] if isinstance(rule, Not) else []


def possible_days(rule: Rule[PartnerAtClient]) -> DateSet:
    """
    Days outside which a rule holds on none, whatever the evidence.

    The rules it joins are taken to hold or not in every combination, but for those that cannot be: what asks for more
    holds on no day on which what asks for less does not, and no activity counts when nothing qualifies. Of a rule that
    joins more different ones than can be gone through, nothing is told: it may hold on any day.

    Examples:
        >>> print(possible_days(LiveActivity() & ~LiveActivity()))
        never
    """
    leaves = tuple(dict.fromkeys(_leaves(rule)))
    if len(leaves) > _MOST:
        return ALWAYS
    bounds = {leaf: _bounds(leaf) for leaf in leaves}
    worlds = [
        frozenset(chosen)
        for count in range(len(leaves) + 1)
        for chosen in combinations(leaves, count)
        if all(other in chosen for one in chosen for other in leaves if _is_stricter(one, other))
    ]
    cuts = {FIRST, FOREVER, *_cuts(rule), *(edge for days in bounds.values() for edge in days.edges)}
    possible = []
    for start, end in pairwise(sorted(cuts)):
        day = date.fromordinal(start)
        there = {leaf for leaf, days in bounds.items() if day in days}
        if any(_holds(rule, world, day) for world in worlds if world <= there):
            possible.append((start, end))
    return DateSet.from_edges(algebra.union(*possible))


def implies(one: Rule[PartnerAtClient], other: Rule[PartnerAtClient]) -> bool:
    """
    Whether it can be told that a rule holds on no day on which another does not.

    Examples:
        >>> implies(MinimumActivity(count=3, within=30), LiveActivity())
        True
        >>> implies(LiveActivity(), MinimumActivity(count=3, within=30))
        False
    """
    return not possible_days(one.unless(other))


def _leaves(rule: Rule[PartnerAtClient]) -> Iterator[Rule[PartnerAtClient]]:
    """The rules that a rule is made of and that join no others."""
    if not isinstance(rule, (AllOf, AnyOf, AtLeast, Not, RuleOverTime, Unless)):
        yield rule
    for _, inner in joined(rule):
        yield from _leaves(inner)


def _cuts(rule: Rule[PartnerAtClient]) -> Iterator[int]:
    """The ordinals at which another of the rules over time comes into force."""
    if isinstance(rule, RuleOverTime):
        for term in rule.terms:
            yield from term.period.edges
    for _, inner in joined(rule):
        yield from _cuts(inner)


def _bounds(leaf: Rule[PartnerAtClient]) -> DateSet:
    """The days on which one rule may hold: of those about activities, while something that qualifies can count."""
    if isinstance(leaf, (LiveActivity, MinimumActivity)):
        qualifying = DateSet(entry.period for entry in leaf.activity.catalogue.entries if entry.actions)
        return qualifying.extended(leaf.needs[1] - 1)
    return ALWAYS


def _holds(rule: Rule[PartnerAtClient], world: frozenset[Rule[PartnerAtClient]], day: date) -> bool:
    """Whether a rule holds on a day on which just the rules of a world do."""
    if isinstance(rule, RuleOverTime):
        term = rule.terms.on(day)
        return term is not None and _holds(term.value, world, day)
    inside = [_holds(each, world, day) for _, each in joined(rule)]
    if isinstance(rule, AtLeast):
        return sum(inside) >= rule.count
    if isinstance(rule, Unless):
        return inside == [True, False]
    if isinstance(rule, (AllOf, Not)):
        return all(inside) is isinstance(rule, AllOf)
    return any(inside) if isinstance(rule, AnyOf) else rule in world


def _is_stricter(one: Rule[PartnerAtClient], other: Rule[PartnerAtClient]) -> bool:
    """Whether a rule about activities asks for at least what another rule asks for."""
    if not isinstance(one, (LiveActivity, MinimumActivity)):
        return False
    if isinstance(other, (LiveActivity, MinimumActivity)):
        alike = (one.relationship, one.activity) == (other.relationship, other.activity)
        return alike and one.needs[0] >= other.needs[0] and one.needs[1] <= other.needs[1]
    return other == one.relationship
