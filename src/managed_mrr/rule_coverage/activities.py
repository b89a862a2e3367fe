"""Activity rules from inside: the window, the relationship, the link and the catalogue, and what hung on each."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TypeAlias

import attrs

from managed_mrr.dates.edges import FOREVER, Edges, contains, union
from managed_mrr.evidence import Activity, EmployeeAtClient, PartnerAtClient
from managed_mrr.rule_coverage.conditions import Answer, Condition, one_day
from managed_mrr.rule_coverage.goals import RUN_DAYS, Goal, Place, dated_goals, dated_reached, run_days
from managed_mrr.rules import CatalogueEntry, LiveActivity, MinimumActivity

__all__ = ["ActivityParts", "ActivityRule"]


def __dir__() -> list[str]:
    return __all__


ActivityRule: TypeAlias = LiveActivity | MinimumActivity


@attrs.frozen
class _Done:
    """An activity whose window, if it counted at all, would be open on the day asked about."""

    employee: EmployeeAtClient
    activity: Activity
    day: int
    qualifies: bool
    linked: bool

    @property
    def attributed(self) -> bool:
        return self.qualifies and self.linked


class ActivityParts:
    """
    The goals inside one activity rule, and which of them a question reaches.

    Args:
        condition: The condition whose rule it is.
        rule: The rule.

    Examples:
        >>> from managed_mrr.rule_coverage.conditions import condition
        >>> rule = LiveActivity()
        >>> [goal.name for goal in ActivityParts(condition(rule, "eligibility"), rule).goals()][:3]
        ['day 0 after an activity', 'day 59 after an activity', 'day 60 after an activity']
    """

    def __init__(self, condition: Condition, rule: ActivityRule) -> None:
        self.rule = rule
        self.needed, self.length = rule.needs
        self.own = Place(condition.place, str(condition))
        inside = f"{condition.place}.relationship"
        self.relationship = Place(inside, str(rule.relationship))
        self.link = Place(f"{inside}.link", str(rule.relationship.link))
        self.activity = Place(f"{condition.place}.activity", str(rule.activity))

    def goals(self) -> Iterator[Goal]:
        """All there is to reach, the answers of the rule itself left out."""
        yield from (self._window_day(after) for after in (0, self.length - 1, self.length))
        yield from self.relationship.both()
        yield from map(self.relationship.day, RUN_DAYS[2:])  # that it has begun is the link's to show
        yield from self.link.both()
        yield from (self.link.day(_of_activity(name)) for name in RUN_DAYS)
        yield from self.activity.both()
        entries = self.rule.activity.catalogue.entries
        yield from dated_goals(self.activity, ((entry.tool, entry.period) for entry in entries))

    def _window_day(self, after: int) -> Goal:
        return self.own.day(f"day {after} after an activity")

    def turns(self, facts: PartnerAtClient) -> Iterator[int]:
        """The days on which a question may reach something, going by the activities and by what ends them."""
        edges = self.rule.relationship.edges(facts)
        yield from (day for edge in edges for day in (edge - 1, edge))
        for employee in facts.employees:
            for day in employee.days:
                yield from (day, day + self.length - 1, day + self.length)

    def reached(self, facts: PartnerAtClient, day: int, answer: Answer, missing: AbstractSet[Goal]) -> Iterator[Goal]:
        """
        What a question about one day reaches.

        Args:
            facts: What is asked about.
            day: The ordinal of the day.
            answer: What the rule said of it.
            missing: What has not been reached yet; what is not in it need not be looked into.
        """
        done = list(self._done(facts, day))
        yield from self._window(facts, day)
        yield from self._relationship(facts, day, answer, done)
        for each in done:
            yield from self._link(facts, day, answer, each, missing)
            yield from self._activity(facts, day, answer, each, missing)

    def _done(self, facts: PartnerAtClient, day: int) -> Iterator[_Done]:
        """The activities that could count on a day."""
        for employee in facts.employees:
            linked = self.rule.relationship.link.edges(employee)
            first, after = bisect_right(employee.days, day - self.length), bisect_right(employee.days, day)
            for on, activity in zip(employee.days[first:after], employee.activities[first:after], strict=True):
                qualifies = self.rule.activity.qualifies(activity)
                yield _Done(employee, activity, on, qualifies, contains(linked, on))

    def _window(self, facts: PartnerAtClient, day: int) -> Iterator[Goal]:
        """The days of a window count where the answer turns on them, and an activity made it turn."""
        turns = set(run_days(self.rule.days(facts).edges, day))
        for name, after in zip(RUN_DAYS[1:], (0, self.length - 1, self.length), strict=True):
            if name in turns and self._attributed_on(facts, day - after):
                yield self._window_day(after)

    def _attributed_on(self, facts: PartnerAtClient, day: int) -> bool:
        return any(each.attributed and each.day == day for each in self._done(facts, day))

    def _relationship(self, facts: PartnerAtClient, day: int, answer: Answer, done: list[_Done]) -> Iterator[Goal]:
        edges = self.rule.relationship.edges(facts)
        holds = contains(edges, day)
        yield self.relationship.made(holds)
        enough = sum(each.attributed for each in done) >= self.needed
        # Without the relationship nothing counts; with it all does whose window is open.
        if answer.decisive and (answer.holds if holds else enough):
            yield self.relationship.decisive(holds)
        if answer.holds and not contains(edges, day + 1) and day + 1 < FOREVER:
            lasting = sum(each.attributed and day + 1 < each.day + self.length for each in done)
            if lasting >= self.needed:
                yield self.relationship.day(RUN_DAYS[2])
        if enough and not holds and contains(edges, day - 1):
            yield self.relationship.day(RUN_DAYS[3])

    def _link(
        self, facts: PartnerAtClient, day: int, answer: Answer, done: _Done, missing: AbstractSet[Goal]
    ) -> Iterator[Goal]:
        yield self.link.made(done.linked)
        edges = self.rule.relationship.link.edges(done.employee)
        goals = [self.link.day(_of_activity(name)) for name in run_days(edges, done.day)]
        decisive = self.link.decisive(done.linked)
        if missing.isdisjoint([*goals, decisive]):
            return
        change = _without if done.linked else _linked
        if self._turns(facts, day, answer, done, change):
            yield from goals
            if answer.decisive:
                yield decisive

    def _activity(
        self, facts: PartnerAtClient, day: int, answer: Answer, done: _Done, missing: AbstractSet[Goal]
    ) -> Iterator[Goal]:
        yield self.activity.made(done.qualifies)
        on = done.activity.on
        if done.attributed and (entry := self._entry(done.activity)) is not None:
            yield from dated_reached(self.activity, entry.tool, entry.period, on)
        decisive = self.activity.decisive(done.qualifies)
        if answer.decisive and decisive in missing:
            change = _without_one if done.qualifies else self._qualifying
            if self._turns(facts, day, answer, done, change):
                yield decisive

    def _entry(self, activity: Activity) -> CatalogueEntry | None:
        entries = self.rule.activity.catalogue.entries
        found = (each for each in entries if each.tool == activity.tool and activity.on in each.period)
        return next((each for each in found if activity.action in each.actions), None)

    def _turns(
        self,
        facts: PartnerAtClient,
        day: int,
        answer: Answer,
        done: _Done,
        change: Callable[[_Done], EmployeeAtClient],
    ) -> bool:
        """Whether the rule would answer otherwise if one employee's evidence were another."""
        changed = change(done)
        employees = tuple(changed if each is done.employee else each for each in facts.employees)
        days = self.rule.days(attrs.evolve(facts, employees=employees), one_day(day))
        return (date.fromordinal(day) in days) is not answer.holds

    def _qualifying(self, done: _Done) -> EmployeeAtClient:
        """The employee having done on the day what the catalogue counts, if it counts anything then."""
        for entry in self.rule.activity.catalogue.entries:
            if entry.actions and done.activity.on in entry.period:
                made = attrs.evolve(done.activity, tool=entry.tool, action=max(entry.actions))
                activities = done.employee.activities
                return _with(done.employee, [made if each is done.activity else each for each in activities])
        return done.employee


def _of_activity(name: str) -> str:
    return f"an activity on {name}"


def _with(employee: EmployeeAtClient, activities: list[Activity]) -> EmployeeAtClient:
    return attrs.evolve(employee, activities=tuple(activities), days=tuple(each.on.toordinal() for each in activities))


def _without(done: _Done) -> EmployeeAtClient:
    """The employee with nothing attributed on the day."""
    return _with(done.employee, [each for each in done.employee.activities if each.on != done.activity.on])


def _without_one(done: _Done) -> EmployeeAtClient:
    return _with(done.employee, [each for each in done.employee.activities if each is not done.activity])


def _linked(done: _Done) -> EmployeeAtClient:
    """The employee active in both accounts and linked on the day."""
    day: Edges = (done.day, done.day + 1)
    employee = done.employee
    return attrs.evolve(
        employee,
        present=union(employee.present, day),
        active=union(employee.active, day),
        manually_linked=union(employee.manually_linked, day),
    )
