"""Naming: what it is called when a condition begins to hold, or stops."""

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of, ordinal
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.ledger.movements import Cause
from managed_mrr.ledger.states import Condition, State
from managed_mrr.rules import (
    AnyOf,
    AtLeast,
    CurrentAgreement,
    ExpiryWindow,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Not,
    PartnerOfRecordStatus,
    Rule,
    RuleOverTime,
    TierMinimum,
)

__all__ = ["began", "stopped"]


def __dir__() -> list[str]:
    return __all__


_BOTH_WAYS = {
    CurrentAgreement: Cause.AGREEMENT,
    PartnerOfRecordStatus: Cause.PARTNER_OF_RECORD,
    TierMinimum: Cause.MINIMUM_ACTIVITY,
}


def stopped(condition: Condition, before: State, after: State) -> Cause | str:
    """
    What it is called that a condition does not hold any more.

    A live activity, or the minimum of them, is lost in one of two ways. If it would still be there had every
    activity counted forever, it lapsed. If the relationship does not hold, or an activity that counted forever
    would have been cut off by its end, the relationship ended, even if the window was over the same day.

    Clause:
        A15, A16, A18.

    Args:
        condition: The condition, as it was or as it is.
        before: The state in which it holds.
        after: The state in which it does not.
    """
    rule = _of_its_day(condition.rule, before, after, held=True)
    if isinstance(rule, Cause):
        return rule
    if rule is None or type(rule) is ManagedRelationship:
        return Cause.RELATIONSHIP_ENDED
    if type(rule) is LiveActivity or type(rule) is MinimumActivity:
        return _absent(rule, after)
    return _by_rule(rule)


def began(condition: Condition, before: State, after: State) -> Cause | str:
    """
    What it is called that a condition holds now.

    A live activity on the very day is an activity performed the first time, and renewed later. Without one, as
    between two portfolios, what was missing before decides: the relationship began, or else the activity was renewed.

    Clause:
        A6, A14, A16.

    Args:
        condition: The condition, as it was or as it is.
        before: The state in which it does not hold.
        after: The state in which it does.
    """
    rule = _of_its_day(condition.rule, before, after, held=False)
    if isinstance(rule, Cause):
        return rule
    if rule is None or type(rule) is ManagedRelationship:
        return Cause.RELATIONSHIP_BEGAN
    if type(rule) is not LiveActivity and type(rule) is not MinimumActivity:
        return _by_rule(rule)
    today = LiveActivity(window=ExpiryWindow(days=1), relationship=rule.relationship, activity=rule.activity)
    if not _holds(today, after) and _absent(rule, before) is Cause.RELATIONSHIP_ENDED:
        return Cause.RELATIONSHIP_BEGAN
    if type(rule) is MinimumActivity:
        return Cause.MINIMUM_ACTIVITY
    return Cause.ACTIVITY_RENEWED if _ever(rule, before) else Cause.ACTIVITY_PERFORMED


def _of_its_day(
    rule: Rule[PartnerAtClient] | None, before: State, after: State, *, held: bool
) -> Rule[PartnerAtClient] | Cause | None:
    """
    Of rules over time that of the day; where another one comes into force, the cause if it is that.

    It is if the rule of the day before would say on the day what it said then.
    """
    if not isinstance(rule, RuleOverTime):
        return rule
    earlier, now = rule.terms.on(before.on), rule.terms.on(after.on)
    if earlier is not None and (earlier is now or _holds(earlier.value, after) is not held):
        return earlier.value
    return Cause.TERMS


def _by_rule(rule: Rule[PartnerAtClient]) -> Cause | str:
    if isinstance(rule, (AnyOf, AtLeast, Not)):
        return str(rule)
    return _BOTH_WAYS.get(type(rule), type(rule).__name__)


def _absent(rule: LiveActivity | MinimumActivity, state: State) -> Cause:
    relationship = rule.relationship
    over = Cause.ACTIVITY_LAPSED if isinstance(rule, LiveActivity) else Cause.MINIMUM_ACTIVITY
    if _holds(_lasting(rule, relationship), state):
        return over
    forgiving = attrs.evolve(relationship, activity_outlives_employee=True, activity_revives=True)
    cut_off = not _holds(relationship, state) or _holds(_lasting(rule, forgiving), state)
    return Cause.RELATIONSHIP_ENDED if cut_off else over


def _lasting(rule: LiveActivity | MinimumActivity, relationship: ManagedRelationship) -> Rule[PartnerAtClient]:
    """The same rule as if an activity never expired."""
    if isinstance(rule, LiveActivity):
        return attrs.evolve(rule, relationship=relationship, window=ExpiryWindow(days=FOREVER))
    return attrs.evolve(rule, relationship=relationship, within=FOREVER)


def _holds(rule: Rule[PartnerAtClient], state: State) -> bool:
    day = ordinal(state.on)
    return algebra.contains(rule.days(state.facts, DateRange(state.on, day_of(day + 1))).edges, day)


def _ever(rule: Rule[PartnerAtClient], state: State) -> bool:
    """Whether a rule holds on the day or held on one before."""
    within = DateRange(None, day_of(ordinal(state.on) + 1))
    return bool(algebra.intersection(rule.days(state.facts, within).edges, within.edges))
