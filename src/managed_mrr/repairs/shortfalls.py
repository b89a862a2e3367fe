"""Shortfalls: every condition of a policy that fails on a day, and how near each was to holding."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from managed_mrr.dates import DateRange, DateSet
from managed_mrr.dates.ranges import day_of, ordinal
from managed_mrr.evidence import PartnerAtClient, Portfolio, Subscription
from managed_mrr.policy import Policy
from managed_mrr.repairs.activities import activity_shortfall, ago, days_text, managing_shortfall
from managed_mrr.repairs.verdicts import Shortfall, Verdict
from managed_mrr.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    CurrentAgreement,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    PartnerOfRecordStatus,
    RecurringRevenue,
    Rule,
    RuleOverTime,
    TierMinimum,
    Unless,
)
from managed_mrr.segments import Segmenter

__all__ = ["failing", "shortfalls"]


def __dir__() -> list[str]:
    return __all__


def shortfalls(known: Portfolio, facts: PartnerAtClient, day: date, policy: Policy) -> tuple[Shortfall, ...]:
    """
    Every condition that fails, in the order of the policy; none if there is credit.

    Args:
        known: The evidence about the client, as known on the day.
        facts: That about one partner.
        day: The day.
        policy: The rules in force.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> for each in shortfalls(acme, acme.facts("north", "acme"), date(2024, 3, 1), hubspot.COMBINED):
        ...     print(each)
        not partner of record (B2, B9): north was never partner of record of acme
        never began (A6, A10): no employee of north has done anything at acme
        pays nothing (B3, B4, B7, B8): acme has no subscription
    """
    found = [_of_rule(rule, known, facts, day) for rule in failing(policy.eligibility, facts, day)]
    if not policy.revenue.mrr(facts).at(day):
        found.append(_unpaid(policy, known, facts, day))
    if not found:
        nothing = f"{policy.in_force(day).split} leaves {facts.partner.id} nothing"
        found.append(Shortfall(Verdict.ANOTHER_CONDITION, nothing))
    found += _by_the_terms(known, facts, day, policy)
    return tuple(dict.fromkeys(found))


def _by_the_terms(known: Portfolio, facts: PartnerAtClient, day: date, policy: Policy) -> Iterator[Shortfall]:
    """That there would be credit on a day by the terms before those of the day, if so."""
    within = DateRange(day, day_of(ordinal(day) + 1))
    for earlier, now in pairwise(policy.over_time()):
        if day in now.period:
            assert now.period.start is not None  # other terms come before it
            segments = Segmenter(earlier.value, within).segments(known.by_client[facts.client.id])
            if any(each.credit for each in segments.get(facts.partner.id, ())):
                changed = f"the terms changed {ago((day - now.period.start).days)}, on {now.period.start}"
                yield Shortfall(Verdict.OTHER_TERMS, f"{changed}; by those before there would be credit")


def failing(rule: Rule[PartnerAtClient], facts: PartnerAtClient, day: date) -> Iterator[Rule[PartnerAtClient]]:
    """
    The rules inside a rule that keep it from holding on a day; none if it holds.

    Examples:
        >>> from managed_mrr import managed_client
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 1)).facts("north", "acme")
        >>> [str(each) for each in failing(LiveActivity() & CurrentAgreement(), facts, date(2024, 3, 1))]
        ['a live activity (counted 60 days)']
    """
    if day in rule.days(facts):
        return
    if isinstance(rule, (AllOf, AnyOf, AtLeast)):
        for part in rule.rules:
            yield from failing(part, facts, day)
    elif isinstance(rule, Unless):
        yield from failing(rule.rule & ~rule.exception, facts, day)
    elif isinstance(rule, TierMinimum):
        yield from failing(rule.asked_of(facts.partner.id), facts, day)
    elif isinstance(rule, RuleOverTime) and (term := rule.terms.on(day)) is not None:
        yield from failing(term.value, facts, day)
    else:
        yield rule


def _of_rule(rule: Rule[PartnerAtClient], known: Portfolio, facts: PartnerAtClient, day: date) -> Shortfall:
    partner = facts.partner.id
    if isinstance(rule, (LiveActivity, MinimumActivity)):
        return activity_shortfall(rule, facts, day)
    if isinstance(rule, ManagedRelationship):
        return managing_shortfall(rule, facts, day)
    over = rule.days(facts).steady(day).start
    if isinstance(rule, CurrentAgreement):
        never, ended = f"{partner} never had an agreement", f"the agreement of {partner} ended"
        return Shortfall(Verdict.NOT_UNDER_AGREEMENT, _ended(over, day, ended, never))
    if isinstance(rule, PartnerOfRecordStatus):
        never, ended = f"{partner} was never partner of record of {facts.client.id}", f"{partner}'s record ended"
        return Shortfall(Verdict.NOT_OF_RECORD, _ended(over, day, ended, never) + _instead(known, day))
    return Shortfall(Verdict.ANOTHER_CONDITION, f"{str(rule)!r} does not hold")


def _ended(over: date | None, day: date, ended: str, never: str) -> str:
    return never if over is None else f"{ended} {ago((day - over).days)}"


def _instead(known: Portfolio, day: date) -> str:
    named = [each for each in known.partners_of_record if day in DateRange(each.start, each.end)]
    return "".join(f"; {each.partner} is it since {each.start}" for each in named)


def _unpaid(policy: Policy, known: Portfolio, facts: PartnerAtClient, day: date) -> Shortfall:
    """Why nothing is credited on a day."""
    rule, client = policy.in_force(day).revenue, facts.client.id
    if not isinstance(rule, RecurringRevenue):
        return Shortfall(Verdict.PAYS_NOTHING, f"{client} pays nothing that counts")
    if not facts.subscriptions:
        return Shortfall(Verdict.PAYS_NOTHING, f"{client} has no subscription")
    paying = [each for each in facts.subscriptions if day in rule.counted(each) and _pays(rule, each, day)]
    if paying:
        waits = [(wait, each.id) for each in paying if (wait := _recognised(rule, facts, each, day)) is not None]
        if not waits and day not in PartnerOfRecordStatus().days(facts):
            return _of_rule(PartnerOfRecordStatus(), known, facts, day)
        if not waits:
            near = f"no subscription of {client} is credited to {facts.partner.id}"
            return Shortfall(Verdict.ANOTHER_CONDITION, near)
        wait, id = min(waits)
        near = f"{id} is credited from its next billing on {wait}, in {days_text((wait - day).days)}"
        return Shortfall(Verdict.NOT_YET_RECOGNISED, near)
    _, near = min(_status(rule, each, day) for each in facts.subscriptions)
    return Shortfall(Verdict.PAYS_NOTHING, near)


def _recognised(rule: RecurringRevenue, facts: PartnerAtClient, subscription: Subscription, day: date) -> date | None:
    return rule.recognition.days(facts, subscription).next_edge(day)


def _pays(rule: RecurringRevenue, subscription: Subscription, day: date) -> bool:
    return any(rule.monthly(item) for item in subscription.items if day in DateRange(item.start, item.end))


def _status(rule: RecurringRevenue, subscription: Subscription, day: date) -> tuple[tuple[int, int], str]:
    """How near a subscription is to counting, and why it does not, in words."""
    id, refunded, end = subscription.id, subscription.refunded_on, subscription.end
    over = [(gone, said) for gone, said in ((refunded, "was fully refunded"), (end, "ended")) if gone is not None]
    if over:
        gone, said = min(over)
        return (4, (day - gone).days), f"{id} {said} {ago((day - gone).days)}"
    if not _pays(rule, subscription, day):
        return (3, 0), f"{id} has no item to pay for"
    if rule.billing_required and subscription.billing is None:
        return (2, 0), f"{id} is not billed yet"
    since = DateSet(subscription.not_in_good_standing).steady(day).start
    assert since is not None
    days = (day - since).days
    return (1, days), f"{id} fell out of good standing {ago(days)}"
