"""How long does it last? The days on which enough activities count, for all partners at all clients at once."""

import numpy as np

from managed_mrr.columnar.kernel.activity import ActivityRule, Gathered, Marks
from managed_mrr.columnar.kernel.days import DAY, DaySets, Places, changes, groups_of, spans
from managed_mrr.columnar.kernel.people import People
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.dates.edges import FOREVER
from managed_mrr.rules import LinkValidity, QualifyingActivity

__all__ = ["LiveDays", "windows"]


def __dir__() -> list[str]:
    return __all__


class LiveDays:
    """
    What the rules about activities answer.

    Args:
        scope: The evidence, the clients and the days.
        people: What the rules about people answer.
        gathered: The activities that qualify, of at least the clients and days of the scope.
    """

    def __init__(self, scope: Scope, people: People, gathered: Gathered) -> None:
        self.scope = scope
        self.people = people
        self.gathered = gathered
        self._attributed: dict[tuple[LinkValidity, QualifyingActivity], Marks] = {}
        self._by_pair: dict[tuple[LinkValidity, QualifyingActivity], Marks] = {}

    def days(self, rule: ActivityRule) -> DaySets:
        """For each pair the days on which as many activities count as the rule needs."""
        count, length = rule.needs
        relationship = rule.relationship
        if relationship.activity_outlives_employee:
            where = self.by_pair(relationship.link, rule.activity).where
            runs = self.people.relationships(relationship)
        else:
            where = self.attributed(relationship.link, rule.activity).where
            runs = self.people.managing(relationship)
        if count == 1 and not relationship.activity_revives:
            days = _joined(where, length, runs)
            return days if relationship.activity_outlives_employee else self._days_by_pair(days)
        starts, ends = windows(where, length, runs, revives=relationship.activity_revives)
        if not relationship.activity_outlives_employee:
            starts, ends = (np.sort(self.scope.by_pair(each), kind="stable") for each in (starts, ends))
        return DaySets.covered(starts, ends, count)

    def attributed(self, link: LinkValidity, activity: QualifyingActivity) -> Marks:
        """The activities that are attributed, by seat and day."""
        key = (link, activity)
        if key not in self._attributed:
            marks = self.gathered.at(activity, self.scope)
            self._attributed[key] = marks[self.people.able(link).inside(marks.where)]
        return self._attributed[key]

    def by_pair(self, link: LinkValidity, activity: QualifyingActivity) -> Marks:
        """The activities that are attributed, by pair and day."""
        key = (link, activity)
        if key not in self._by_pair:
            marks = self.attributed(link, activity)
            self._by_pair[key] = Marks.of(self.scope.by_pair(marks.where), marks.row)
        return self._by_pair[key]

    def _days_by_pair(self, days: DaySets) -> DaySets:
        return days.in_groups(self.scope.pair_of(groups_of(days.starts)))


def windows(where: Places, length: int, runs: DaySets, *, revives: bool) -> tuple[Places, Places]:
    """
    The places at which the windows of activities begin and end, each ascending.

    Args:
        where: The places of the activities, ascending; each is in a run of its group.
        length: How many days they count.
        runs: The relationship of each group, which cuts windows off.
        revives: Whether they count again in a relationship that begins anew.
    """
    ends = np.minimum(where + length, where | DAY)
    if not revives:
        first, last = np.searchsorted(where, runs.starts), np.searchsorted(where, runs.ends)
        return where, np.minimum(ends, np.repeat(runs.ends, last - first))
    first, last = np.searchsorted(runs.ends, where, side="right"), np.searchsorted(runs.starts, ends)
    window, run = np.repeat(np.arange(len(where)), last - first), spans(first, last)
    starts, ends = np.maximum(where[window], runs.starts[run]), np.minimum(ends[window], runs.ends[run])
    return np.sort(starts), np.sort(ends)


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
