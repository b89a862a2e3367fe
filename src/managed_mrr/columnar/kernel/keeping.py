"""
Keeping: who keeps lines, and what would keep them longer, for all pairs at once; see :mod:`managed_mrr.forecast`.

No evidence is varied for it: with somebody's activities taken away, or with one more, other rules say what they said,
and those about activities count fewer, or one more.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import TypeAlias

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.columnar.kernel.activity import ActivityRule
from managed_mrr.columnar.kernel.days import DaySets, Places, among, days_of, distinct, groups_of, merged, places, spans
from managed_mrr.columnar.kernel.expiry import windows
from managed_mrr.columnar.kernel.rule import Asked, Eligibility, activity_rules
from managed_mrr.dates.edges import FOREVER
from managed_mrr.forecast.forecaster import Forecaster
from managed_mrr.policy import Policy
from managed_mrr.rules import AllOf, AnyOf, AtLeast, LiveActivity, MinimumActivity, RuleOverTime

__all__ = ["Keepers", "Keeping"]


def __dir__() -> list[str]:
    return __all__


Counted: TypeAlias = Callable[[ActivityRule], Numbers]
"""How many activities count by a rule, row by row."""


@attrs.frozen(eq=False)
class Keepers:
    """
    The employees who keep lines.

    Attributes:
        seats: The employees at clients who have a live activity, ascending.
        needed: Which of them are needed: without their activities there would be no line.
    """

    seats: Places
    needed: Flags


class Keeping:
    """
    Asks about lines what :class:`~managed_mrr.forecast.forecaster.Forecaster` asks about one.

    Args:
        eligible: Who is eligible, by what the day knows.
        forecaster: The policy and the day.
    """

    def __init__(self, eligible: Eligibility, forecaster: Forecaster) -> None:
        self.eligible = eligible
        self.scope = eligible.scope
        self.forecaster = forecaster
        self._counts: dict[ActivityRule, _Counts] = {}

    @property
    def possible(self) -> bool:
        """Whether the policy only has rules that ship with the library and to which more activity does no harm."""
        known = set(activity_rules(self.eligible.rule))
        return self.forecaster.plain and known == set(_rules(self.forecaster.policy))

    def keepers(self, pairs: Places) -> Keepers:
        """The employees who keep the lines of some pairs, ascending and different, on the day."""
        day = self.forecaster.number
        rules = _rules(self.forecaster.policy.in_force(self.forecaster.day))
        seats = self._at(pairs, [self._counted(rule).seats_on(day) for rule in rules])
        lines, mine = places(self.scope.pair_of(seats), day), places(seats, day)
        all_ = self._as_it_is(lines)
        held = self._holds(self.eligible.rule, lines, lambda rule: all_(rule) - self._counted(rule).by_seat(mine))
        return Keepers(seats, ~held)

    def ended_by_terms(self, pairs: Places, ends: Numbers) -> Flags:
        """Which lines of some pairs would go on past their ends by the terms of the day before."""
        found = np.zeros(len(pairs), np.bool_)
        policy = self.forecaster.policy
        for start in (term.period.edges[0] for term in policy.over_time()):
            if len(rows := np.flatnonzero(ends == start)):
                last, where = policy.in_force(date.fromordinal(start - 1)), places(pairs[rows], start)
                found[rows] = self._holds(last.eligibility, where, self._as_it_is(where))
        return found

    def last_days(self, pairs: Places, ends: Numbers) -> Numbers:
        """
        The latest days on which one activity more makes the lines of some pairs go on past their ends.

        Args:
            pairs: The pairs, ascending and different.
            ends: Ordinals of the first days without a line.

        Returns:
            Ordinals; ``FOREVER`` where no day does.
        """
        seats = self._at(pairs, [self._able_on(self.eligible.people.able(link)) for link in self.forecaster.links])
        more = _More.of(self, pairs, ends, seats)
        asked = places(pairs[more.line], more.end)
        all_ = self._as_it_is(asked)
        helps = self._holds(self.eligible.rule, asked, lambda rule: all_(rule) + more.counted(rule))
        latest = np.zeros(len(pairs), np.int64)
        np.maximum.at(latest, more.line[helps], more.on[helps])
        return np.where(latest > 0, latest, FOREVER)

    def _as_it_is(self, where: Places) -> Counted:
        """How many of all activities count at places by pair."""
        return lambda rule: self._counted(rule).by_pair(where)

    def _counted(self, rule: ActivityRule) -> "_Counts":
        if rule not in self._counts:
            self._counts[rule] = _Counts(self.eligible, rule)
        return self._counts[rule]

    def _able_on(self, able: DaySets) -> Places:
        """The seats whose days have the day among them."""
        seats = groups_of(able.starts)
        day = places(seats, self.forecaster.number)
        return seats[(able.starts <= day) & (day < able.ends)]

    def _at(self, pairs: Places, several: Sequence[Places]) -> Places:
        """Some ascending seats, each once, as far as they are of some pairs."""
        seats = distinct(merged(*several))
        return seats[among(self.scope.pair_of(seats), pairs)]

    def _holds(self, rule: Asked, where: Places, counted: Counted) -> Flags:
        """Where a rule holds, if activities count as they are counted."""
        if isinstance(rule, (LiveActivity, MinimumActivity)):
            return counted(rule) >= rule.needs[0]
        if isinstance(rule, (AllOf, AnyOf, AtLeast)):
            holding = np.zeros(len(where), np.int64)
            for each in rule.rules:
                holding += self._holds(each, where, counted)
            return holding >= _least(rule)
        if isinstance(rule, RuleOverTime):
            found, days = np.zeros(len(where), np.bool_), days_of(where)
            for term in rule.terms:
                start, end = term.period.edges
                found |= (start <= days) & (days < end) & self._holds(term.value, where, counted)
            return found
        return self.eligible.holds(rule, distinct(np.sort(groups_of(where)))).contain(where)


def _least(rule: Asked) -> int:
    """How many of the rules that a rule joins have to hold."""
    if isinstance(rule, AtLeast):
        return rule.count
    return len(rule.rules) if isinstance(rule, AllOf) else 1


def _rules(policy: Policy) -> tuple[ActivityRule, ...]:
    return tuple(dict.fromkeys((*policy.parts(LiveActivity), *policy.parts(MinimumActivity))))


class _Counts:
    """How many activities count by one rule."""

    def __init__(self, eligible: Eligibility, rule: ActivityRule) -> None:
        self.scope = eligible.scope
        relationship = rule.relationship
        where = eligible.live.attributed(relationship.link, rule.activity).where
        if relationship.activity_outlives_employee:
            seats = distinct(groups_of(where))
            runs = eligible.people.relationships(relationship).spread(seats, self.scope.pair_of(seats))
        else:
            runs = eligible.people.managing(relationship)
        self.starts, self.ends = windows(where, rule.needs[1], runs, revives=relationship.activity_revives)

    @cached_property
    def _of_pairs(self) -> tuple[Places, Places]:
        starts, ends = (np.sort(self.scope.by_pair(each), kind="stable") for each in (self.starts, self.ends))
        return starts, ends

    def by_seat(self, where: Places) -> Numbers:
        """How many of an employee's activities count at places by seat."""
        return _inside(self.starts, self.ends, where)

    def by_pair(self, where: Places) -> Numbers:
        """How many of a partner's activities count at places by pair."""
        return _inside(*self._of_pairs, where)

    def seats_on(self, day: int) -> Places:
        """The seats of which any activity counts on a day, ascending."""
        seats = distinct(groups_of(self.starts))
        return seats[self.by_seat(places(seats, day)) > 0]


def _inside(starts: Places, ends: Places, where: Places) -> Numbers:
    """In how many windows each place is."""
    found: Numbers = np.searchsorted(starts, where, side="right") - np.searchsorted(ends, where, side="right")
    return found


@attrs.frozen(eq=False, kw_only=True)
class _More:
    """
    Single activities that might be done, a row for each.

    Attributes:
        keeping: Who asks.
        seat: Whose it is.
        line: The number of the line that it is to keep.
        end: Ordinal of the first day without that line.
        on: Ordinal of its day.
        kind: The number of what is done, among ``kinds``.
        kinds: Day, tool and action.
    """

    keeping: Keeping
    seat: Places
    line: Places
    end: Numbers
    on: Numbers
    kind: Places
    kinds: Sequence[tuple[int, str, str]]

    @classmethod
    def of(cls, keeping: Keeping, pairs: Places, ends: Numbers, seats: Places) -> "_More":
        """All that is worth a try: what some employees who are set up might do on the days that count."""
        different = distinct(np.sort(ends))
        kinds = [_kinds(keeping.forecaster, end) for end in different.tolist()]
        edges = np.cumsum([0, *map(len, kinds)])
        line = np.searchsorted(pairs, keeping.scope.pair_of(seats))
        which = np.searchsorted(different, ends[line])
        row = np.repeat(np.arange(len(seats)), edges[which + 1] - edges[which])
        kind = spans(edges[which], edges[which + 1])
        listed = [each for some in kinds for each in some]
        on = np.array([on for on, _, _ in listed], np.int64)[kind]
        return cls(
            keeping=keeping, seat=seats[row], line=line[row], end=ends[line[row]], on=on, kind=kind, kinds=listed
        )

    def counted(self, rule: ActivityRule) -> Numbers:
        """Whether each would count by a rule on the day on which its line ends: once, or not at all."""
        people, relationship = self.keeping.eligible.people, rule.relationship
        qualifies = [
            rule.activity.catalogue.qualifies(what[1], what[2], date.fromordinal(what[0])) for what in self.kinds
        ]
        found: Flags = np.array(qualifies, np.bool_)[self.kind]
        found &= people.able(relationship.link).contain(places(self.seat, self.on)) & (
            self.end < self.on + rule.needs[1]
        )
        if relationship.activity_outlives_employee:
            runs, group = people.relationships(relationship), self.keeping.scope.pair_of(self.seat)
        else:
            runs, group = people.managing(relationship), self.seat
        last = places(group, self.end)
        found &= runs.contain(last)
        if not relationship.activity_revives:
            found &= runs.run_at(places(group, self.on)) == runs.run_at(last)
        return found.astype(np.int64)


def _kinds(forecaster: Forecaster, end: int) -> list[tuple[int, str, str]]:
    """What might be done, and on which day, so that a line goes on past its end."""
    return [(on, *kind) for on in forecaster.days_to_act(end) for kind in forecaster.qualifying(on)]
