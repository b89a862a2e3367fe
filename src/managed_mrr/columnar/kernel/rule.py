"""
Rules: the days on which any rule holds, for all partners at all clients at once.

A rule that the library ships has a columnar form, here or in the module of its question. Any other is asked pair by
pair, as objects; the rules around it are not.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from managed_mrr.columnar.evidence import Numbers
from managed_mrr.columnar.kernel.activity import ActivityRule, Gathered, beginnings
from managed_mrr.columnar.kernel.agreement import agreed
from managed_mrr.columnar.kernel.days import BITS, DaySets, Places, changes, groups_of, merged
from managed_mrr.columnar.kernel.expiry import LiveDays
from managed_mrr.columnar.kernel.objects import Objects
from managed_mrr.columnar.kernel.people import People
from managed_mrr.columnar.kernel.record import recorded
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    Catalogue,
    CatalogueEntry,
    CurrentAgreement,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Not,
    PartnerOfRecordStatus,
    QualifyingActivity,
    Rule,
    RuleOverTime,
    TierMinimum,
    Unless,
)
from managed_mrr.rules.bounds import joined

__all__ = ["FORMS", "Eligibility", "activity_rules", "grounded", "has_form", "joined"]


def __dir__() -> list[str]:
    return __all__


Asked: TypeAlias = Rule[PartnerAtClient]
"""A rule that decides on credit."""


def has_form(rule: Asked) -> bool:
    """
    Whether a rule has a columnar form: it ships with the library, and so do the rules it goes by.

    What it joins need not; it is asked in its own way.

    Examples:
        >>> has_form(LiveActivity())
        True
    """
    if type(rule) not in FORMS:
        return False
    return all(type(part) in _KNOWN for part in _goes_by(rule))


def grounded(rule: Asked) -> bool:
    """
    Whether a rule holds for a pair only if there is evidence that has the pair in it.

    Such a rule finds its pairs by itself; others, such as one that something is not so, have to be told them.

    Examples:
        >>> grounded(LiveActivity() & CurrentAgreement()), grounded(~LiveActivity())
        (True, False)
    """
    if not has_form(rule):
        return False
    inner = [grounded(each) for _, each in joined(rule)]
    if type(rule) is AllOf:
        return any(inner)
    if type(rule) is Unless:
        return inner[0]
    if type(rule) in (AnyOf, AtLeast, RuleOverTime):
        return all(inner)
    return type(rule) in (LiveActivity, MinimumActivity, ManagedRelationship, PartnerOfRecordStatus)


def _goes_by(rule: Asked) -> list[object]:
    """The values a rule about people and activities has in it, whose classes decide what it means."""
    if isinstance(rule, ManagedRelationship):
        return [rule, rule.link]
    if isinstance(rule, (LiveActivity, MinimumActivity)):
        return [*_goes_by(rule.relationship), rule.activity, rule.activity.catalogue, *rule.activity.catalogue.entries]
    if isinstance(rule, TierMinimum):
        return [part for _, each in _minimums(rule) for part in _goes_by(each)]
    return []


class Eligibility:
    """
    Which partners are eligible at which clients on which days.

    Args:
        scope: The evidence, the clients and the days.
        rule: The rule that decides.
        objects: Where rules without a columnar form are asked.
        gathered: The activities that :func:`activity_rules` may count, of at least the clients and days of the scope.
    """

    def __init__(self, scope: Scope, rule: Asked, objects: Objects, gathered: Gathered) -> None:
        self.scope = scope
        self.rule = rule
        self.objects = objects
        self.people = People(scope)
        self.live = LiveDays(scope, self.people, gathered)
        self._told: dict[Asked, DaySets] = {}

    def days(self) -> DaySets:
        """For each pair the days of the scope on which it is eligible, none earlier than its first evidence."""
        if grounded(self.rule):
            return self.holds(self.rule, None).within(self.scope.first, self.scope.after)
        days = self.holds(self.rule, self.evident.groups()) & self.evident
        return days.within(self.scope.first, self.scope.after)

    def latest(self, where: Places) -> Numbers:
        """
        For each of some places, by pair and day, the latest activity up to it that is attributed.

        Returns:
            Their places in the list of activities, -1 where there is none.

        Raises:
            PolicyError: The policy has rules by which different activities are attributed.
        """
        asked = {(rule.relationship.link, rule.activity) for rule in activity_rules(self.rule)}
        if len(asked) > 1:
            msg = f"{self.rule} attributes activities in {len(asked)} ways: expected one, to say which activity it is"
            raise PolicyError(msg)
        found = np.full(len(where), -1)
        for link, activity in asked:
            marks = self.live.by_pair(link, activity)
            place = np.searchsorted(marks.where, where, side="right") - 1
            there = np.flatnonzero(place >= 0)
            there = there[groups_of(marks.where[place[there]]) == groups_of(where[there])]
            if marks.row is not None:  # there is something at all
                found[there] = marks.row[place[there]]
        return found

    @cached_property
    def evident(self) -> DaySets:
        """Every pair there is any evidence of, from the first day of it on."""
        evidence, scope = self.scope.evidence, self.scope
        begun = [beginnings(scope)]
        for users in (evidence.client_users, evidence.links):
            rows = scope.wanted(users.client)
            begun.append(np.sort(scope.seats(users.client[rows], users.who[rows]) << BITS | users.start[rows]))
        where = merged(np.sort(scope.by_pair(merged(*begun)), kind="stable"), recorded(scope).starts)
        first = where[changes(groups_of(where))]
        return DaySets(first, groups_of(first) << BITS | FOREVER)

    def holds(self, rule: Asked, pairs: Places | None) -> DaySets:
        """
        For each pair the days on which a rule holds.

        Args:
            rule: The rule.
            pairs: The pairs that are asked about, ascending and different; if left out, which only a grounded rule
                allows, all it finds.
        """
        if rule not in self._told or pairs is not None:
            assert pairs is not None or grounded(rule)
            days = FORMS[type(rule)](self, rule, pairs) if has_form(rule) else self._as_objects(rule, pairs)
            if pairs is not None:
                return days.only(pairs)
            self._told[rule] = days
        return self._told[rule]

    def _as_objects(self, rule: Asked, pairs: Places | None) -> DaySets:
        assert pairs is not None  # no rule that is not known is grounded
        return self.objects.days(rule, pairs)


def activity_rules(rule: Asked) -> list[ActivityRule]:
    """All rules about activities that a rule is made of and that have a columnar form."""
    if not has_form(rule):
        return []
    if isinstance(rule, (LiveActivity, MinimumActivity)):
        return [rule]
    inner = _minimums(rule) if isinstance(rule, TierMinimum) else joined(rule)
    return [each for _, below in inner for each in activity_rules(below)]


def _minimums(rule: TierMinimum) -> list[tuple[str, Asked]]:
    found: list[tuple[str, Asked]] = list(rule.minimums)
    return found if rule.otherwise is None else [*found, ("otherwise", rule.otherwise)]


def _live(asked: Eligibility, rule: ActivityRule, _: Places | None) -> DaySets:
    return asked.live.days(rule)


def _related(asked: Eligibility, rule: ManagedRelationship, _: Places | None) -> DaySets:
    return asked.people.relationships(rule)


def _recorded(asked: Eligibility, _: Asked, __: Places | None) -> DaySets:
    return recorded(asked.scope)


def _agreed(asked: Eligibility, _: Asked, pairs: Places | None) -> DaySets:
    assert pairs is not None
    return agreed(asked.scope, pairs)


def _all_of(asked: Eligibility, rule: AllOf[PartnerAtClient], pairs: Places | None) -> DaySets:
    found: DaySets | None = None
    for each in sorted(rule.rules, key=grounded, reverse=True):
        days = asked.holds(each, pairs)
        found = days if found is None else found & days
        pairs = found.groups()
    if found is not None:
        return found
    assert pairs is not None
    return DaySets.whole(pairs)


def _any_of(asked: Eligibility, rule: AnyOf[PartnerAtClient], pairs: Places | None) -> DaySets:
    found = DaySets.none()
    for each in rule.rules:
        found |= asked.holds(each, pairs)
    return found


def _at_least(asked: Eligibility, rule: AtLeast[PartnerAtClient], pairs: Places | None) -> DaySets:
    days = [asked.holds(each, pairs) for each in rule.rules]
    starts, ends = merged(*(each.starts for each in days)), merged(*(each.ends for each in days))
    return DaySets.covered(starts, ends, rule.count)


def _not(asked: Eligibility, rule: Not[PartnerAtClient], pairs: Places | None) -> DaySets:
    assert pairs is not None
    return asked.holds(rule.rule, pairs).complement(pairs)


def _unless(asked: Eligibility, rule: Unless[PartnerAtClient], pairs: Places | None) -> DaySets:
    days = asked.holds(rule.rule, pairs)
    return days - asked.holds(rule.exception, days.groups())


def _over_time(asked: Eligibility, rule: RuleOverTime[PartnerAtClient], pairs: Places | None) -> DaySets:
    found = DaySets.none()
    for term in rule.terms:
        found |= asked.holds(term.value, pairs).within(*term.period.edges)
    return found


def _by_tier(asked: Eligibility, rule: TierMinimum, pairs: Places | None) -> DaySets:
    assert pairs is not None
    partners, found = asked.scope.partner_of(pairs), DaySets.none()
    names = asked.scope.evidence.partners.values.to_pylist()
    codes = {str(name): code for code, name in enumerate(names)}
    named = {codes[each.partner] for each in rule.tiers if each.partner in codes}
    for code in sorted(named):
        own = rule.asked_of(str(names[code]))
        found |= asked.holds(own, pairs[partners == code])
    others = pairs[~np.isin(partners, sorted(named))]
    return found | asked.holds(rule.asked_of(""), others)


FORMS: Mapping[type, Callable[[Eligibility, Any, Places | None], DaySets]] = {
    LiveActivity: _live,
    MinimumActivity: _live,
    ManagedRelationship: _related,
    PartnerOfRecordStatus: _recorded,
    CurrentAgreement: _agreed,
    AllOf: _all_of,
    AnyOf: _any_of,
    AtLeast: _at_least,
    Not: _not,
    Unless: _unless,
    RuleOverTime: _over_time,
    TierMinimum: _by_tier,
}
"""The columnar form of each rule that has one."""

_KNOWN = frozenset({*FORMS, LinkValidity, QualifyingActivity, Catalogue, CatalogueEntry})
"""The classes that rules with a columnar form go by."""

assert FIRST  # days begin at 1, so that no place of a day is that of its group alone
