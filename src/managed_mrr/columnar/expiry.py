"""How long does it last? The days on which enough activities count, for all partners at all clients at once."""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from managed_mrr.columnar.activity import qualifying
from managed_mrr.columnar.days import DAY, DaySets, Places, changes, groups_of, spans
from managed_mrr.columnar.people import People
from managed_mrr.columnar.scope import Scope
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.rules import LinkValidity, LiveActivity, MinimumActivity, QualifyingActivity

__all__ = ["ActivityRule", "LiveDays", "windows"]


def __dir__() -> list[str]:
    return __all__


ActivityRule: TypeAlias = LiveActivity | MinimumActivity


class LiveDays:
    """
    What the rules about activities answer.

    Args:
        scope: The evidence, the clients and the days.
        people: What the rules about people answer.
        rules: All rules about activities that will ask, so that the activities are read once for all.
    """

    def __init__(self, scope: Scope, people: People, rules: Iterable[ActivityRule]) -> None:
        self.scope = scope
        self.people = people
        self.rules = tuple(rules)
        self._done: dict[QualifyingActivity, Places] | None = None
        self._attributed: dict[tuple[LinkValidity, QualifyingActivity], Places] = {}

    def days(self, rule: ActivityRule) -> DaySets:
        """For each pair the days on which as many activities count as the rule needs."""
        count, length = rule.needs
        relationship = rule.relationship
        where = self.attributed(relationship.link, rule.activity)
        if relationship.activity_outlives_employee:
            where = self.scope.by_pair(where)
            runs = self.people.relationships(relationship)
        else:
            runs = self.people.managing(relationship)
        if count == 1 and not relationship.activity_revives:
            days = _joined(where, length, runs)
            return days if relationship.activity_outlives_employee else self._days_by_pair(days)
        starts, ends = windows(where, rule, runs)
        if not relationship.activity_outlives_employee:
            starts, ends = self.scope.by_pair(starts), self.scope.by_pair(ends)
        return DaySets.covered(starts, ends, count)

    def attributed(self, link: LinkValidity, activity: QualifyingActivity) -> Places:
        """The places, by seat and day, of the activities that are attributed, ascending."""
        key = (link, activity)
        if key not in self._attributed:
            where = self._qualifying()[activity]
            self._attributed[key] = where[self.people.able(link).inside(where)]
        return self._attributed[key]

    def _qualifying(self) -> dict[QualifyingActivity, Places]:
        if self._done is None:
            asked = tuple(dict.fromkeys(rule.activity for rule in self.rules))
            first = max(FIRST, self.scope.first - max(rule.needs[1] for rule in self.rules) + 1)
            each = any(rule.needs[0] > 1 for rule in self.rules)
            found = qualifying(self.scope, asked, first, self.scope.after, each=each)
            self._done = dict(zip(asked, found, strict=True))
        return self._done

    def _days_by_pair(self, days: DaySets) -> DaySets:
        return days.in_groups(self.scope.pair_of(groups_of(days.starts)))


def windows(where: Places, rule: ActivityRule, runs: DaySets) -> tuple[Places, Places]:
    """
    The places at which the windows of activities begin and end, each ascending.

    Args:
        where: The places of the activities, ascending; each is in a run of its group.
        rule: The rule that says how long they count.
        runs: The relationship of each group, which cuts windows off.
    """
    length = rule.needs[1]
    ends = np.minimum(where + length, where | DAY)
    if not rule.relationship.activity_revives:
        first, last = np.searchsorted(where, runs.starts), np.searchsorted(where, runs.ends)
        return where, np.minimum(ends, np.repeat(runs.ends, last - first))
    first, last = np.searchsorted(runs.ends, where, side="right"), np.searchsorted(runs.starts, ends)
    window, run = np.repeat(np.arange(len(where)), last - first), spans(first, last)
    starts, ends = np.maximum(where[window], runs.starts[run]), np.minimum(ends[window], runs.ends[run])
    starts.sort()
    ends.sort()
    return starts, ends


def _joined(where: Places, length: int, runs: DaySets) -> DaySets:
    """
    The days inside at least one window, without making them all.

    An activity begins a run of days if the last one is as long ago as its window, or was in another run of the
    relationship, which cuts its window off.
    """
    opens = changes(where)
    np.greater(where[1:] - where[:-1], length, out=opens[1:])
    first = np.searchsorted(where, runs.starts)
    opens[first[first < np.searchsorted(where, runs.ends)]] = True
    begin = np.flatnonzero(opens)
    last = np.append(begin[1:], len(where))[: len(begin)] - 1
    ends = runs.ends[runs.run_at(where[begin])]
    return DaySets(where[begin], np.minimum(where[last] + length, ends))


assert FOREVER <= DAY  # so that a window cut off at the end of its group's stretch is one cut off at the end of days
