"""How long does it last? Windows after activities, and the days on which enough of them are open."""

from abc import abstractmethod
from bisect import bisect_left, bisect_right
from datetime import date
from itertools import chain
from typing import Any, ClassVar

import attrs

from managed_mrr.dates import DateRange, DateSet
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FOREVER, Edges
from managed_mrr.dates.ranges import day_of, ordinal
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import Activity, EmployeeAtClient, PartnerAtClient
from managed_mrr.findings import Finding, found
from managed_mrr.rules.activity import QualifyingActivity
from managed_mrr.rules.people import ManagedRelationship
from managed_mrr.rules.remedies import Ways, one_of, together
from managed_mrr.rules.rule import EVER, Rule

__all__ = ["ExpiryWindow", "LiveActivity", "MinimumActivity"]


def __dir__() -> list[str]:
    return __all__


def _at_least_one(instance: object, attribute: "attrs.Attribute[int]", value: int) -> None:
    if type(value) is not int or value < 1:
        msg = f"{type(instance).__name__}.{attribute.name} is {value!r}: expected a whole number of at least 1"
        raise PolicyError(msg)


@attrs.frozen(kw_only=True)
class ExpiryWindow:
    """
    How long one qualifying activity keeps counting.

    The day of the activity is day 0; with 60 days, day 59 is the last day it counts and day 60 the first without
    it. The reading that day 60 is still inside is ``ExpiryWindow(days=61)``.

    Args:
        days: How many days one activity counts, its own day among them.

    Clause:
        A14, A15, A19.

    Examples:
        >>> ExpiryWindow(days=60).after(date(2024, 1, 1))
        DateRange(start=date(2024, 1, 1), end=date(2024, 3, 1))
    """

    days: int = attrs.field(default=60, validator=_at_least_one)

    def after(self, on: date) -> DateRange:
        """
        The days on which an activity of a day counts, if nothing cuts it short.

        Examples:
            >>> ExpiryWindow(days=1).after(date(2024, 1, 1))
            DateRange(start=date(2024, 1, 1), end=date(2024, 1, 2))
        """
        return DateRange(on, day_of(min(ordinal(on) + self.days, FOREVER)))


@attrs.frozen(kw_only=True)
class _ActivityRule(Rule[PartnerAtClient]):
    """What rules about attributed activities share: which are attributed, and what cuts their windows."""

    relationship: ManagedRelationship = ManagedRelationship()
    activity: QualifyingActivity = QualifyingActivity()

    @property
    @abstractmethod
    def needs(self) -> tuple[int, int]:
        """How many activities must count on a day, and for how many days each counts."""

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        starts, ends = self._windows(facts, *within.edges)
        return DateSet.from_edges(algebra.covered(starts, ends, self.needs[0]))

    def repairs(self, facts: PartnerAtClient, on: date) -> Ways:
        # Also where the rule holds on the day: credit may only begin when what is live then has expired.
        return one_of(
            together([self.relationship.link.repairs(employee, on), self._done(employee, on)])
            for employee in facts.employees
        )

    def _done(self, facts: EmployeeAtClient, on: date) -> Ways:
        """As many activities of one employee as the rule needs when nothing else counts."""
        return frozenset(
            frozenset(attrs.evolve(each, count=self.needs[0]) for each in way)
            for way in self.activity.repairs(facts, on)
        )

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        days = self.days(facts)
        activities = [
            self._activity(employee, index, on, facts)
            for employee in facts.employees
            for index in range(bisect_right(employee.days, ordinal(on)))
        ]
        activities.sort(key=lambda part: part.value or 0)
        parts = [self.relationship.finding(facts, on), *activities]
        return found("live", on, days.steady(on), rule=self, holds=on in days, parts=parts)

    def _windows(self, facts: PartnerAtClient, low: int, high: int) -> tuple[list[int], list[int]]:
        """
        The first days and the ends of the windows of all attributed activities that can reach into a range.

        Both are sorted, each for itself; see :func:`managed_mrr.dates.edges.covered`.
        """
        _, length = self.needs
        done = [(employee, self._attributed(employee, low - length, high)) for employee in facts.employees]
        done = [(employee, days) for employee, days in done if days]
        if not done:
            return [], []
        if self.relationship.activity_outlives_employee:
            days = done[0][1] if len(done) == 1 else sorted(day for _, days in done for day in days)
            return self._windows_in(self.relationship.edges(facts), days)
        windows = [self._windows_in(self.relationship.managing(employee), days) for employee, days in done]
        return sorted(chain(*(starts for starts, _ in windows))), sorted(chain(*(ends for _, ends in windows)))

    def opened(self, runs: Edges, day: int) -> Edges:
        """
        The days on which an attributed activity counts, as edges.

        Args:
            runs: The days on which what it counts under lasts: the relationship, or its employee's part in it.
            day: The ordinal of its day, which is in one of the runs.
        """
        end, until = day + self.needs[1], runs[bisect_right(runs, day)]
        if end <= until:
            return day, end
        return algebra.intersection((day, end), runs) if self.relationship.activity_revives else (day, until)

    def managed(self, facts: PartnerAtClient, employee: EmployeeAtClient) -> Edges:
        """The days on which what an employee's activities count under lasts, as edges."""
        outlives = self.relationship.activity_outlives_employee
        return self.relationship.edges(facts) if outlives else self.relationship.managing(employee)

    def _windows_in(self, runs: Edges, days: list[int]) -> tuple[list[int], list[int]]:
        """The starts and ends of the windows that open on some days, each of which lies in one of the runs."""
        _, length = self.needs
        if not self.relationship.activity_revives:
            return days, _cut(days, length, runs)
        pieces = [algebra.intersection((day, day + length), runs) for day in days]
        return sorted(chain(*(each[::2] for each in pieces))), sorted(chain(*(each[1::2] for each in pieces)))

    def _attributed(self, facts: EmployeeAtClient, after: int, before: int) -> list[int]:
        """The days of one employee's attributed activities, later than one day and earlier than another."""
        days = facts.days
        first, last = bisect_right(days, after), bisect_left(days, before)
        if first == last:
            return []
        found: list[int] = []
        valid = self.relationship.link.edges(facts)
        for start, end in zip(valid[::2], valid[1::2], strict=True):
            begin, until = bisect_left(days, start, first, last), bisect_left(days, end, first, last)
            if begin < until:
                found += self.activity.numbers(facts, begin, until)
        return found

    def _activity(self, facts: EmployeeAtClient, index: int, on: date, everyone: PartnerAtClient) -> Finding:
        """What became of one activity by a day: live, over, or why it was never attributed."""
        activity = facts.activities[index]
        _, length = self.needs
        about: dict[str, Any] = {"record": activity, "cites": [facts.cite("activities", index)]}
        if (objection := self._objection(facts, activity)) is not None:
            code, clauses, reason = objection
            return found(code, on, DateRange(activity.on), clauses=clauses, reason=reason, **about)
        edges = self.opened(self.managed(everyone, facts), facts.days[index])
        days, end = DateSet.from_edges(edges), edges[-1]
        early = end < min(facts.days[index] + length, FOREVER)
        code = "activity.live" if ordinal(on) < end else "activity.ended" if early else "activity.expired"
        return found(code, on, days.steady(on), rule=self, holds=on in days, **about)

    def _objection(self, facts: EmployeeAtClient, activity: Activity) -> tuple[str, tuple[str, ...], str | None] | None:
        """Why an activity is not attributed: the code of a sentence, the clauses, the first condition that fails."""
        if (objection := self.activity.objection(activity)) is not None:
            return *objection, None
        for condition in self.relationship.link.conditions(facts, activity.on):
            if not condition.holds:
                return "activity.not-attributed", condition.clauses, condition.text
        return None


def _cut(days: list[int], length: int, runs: Edges) -> list[int]:
    """
    Where the windows that open on some days end: after a length, or earlier with the run the day is in.

    The days are ascending and each lies in a run, so the result is ascending too.
    """
    ends: list[int] = []
    place = 0
    for until in runs[1::2]:
        after = bisect_left(days, until, place)
        ends += [end if (end := day + length) < until else until for day in days[place:after]]
        place = after
    assert place == len(days)  # an employee who is active and linked is managing
    return ends


@attrs.frozen(kw_only=True)
class LiveActivity(_ActivityRule):
    """
    At least one attributed activity is live.

    An activity is attributed when it qualifies and its employee is, on that day, set up at the client. It is live
    from its day on for the window, cut off where the unbroken relationship it fell in ends; it does not revive
    when a relationship begins anew.

    Args:
        window: How long one activity counts.
        relationship: Who counts, and what ends early.
        activity: Which activities qualify.

    Clause:
        A2, A14, A15, A18, A19.

    Examples:
        >>> from managed_mrr import managed_client
        >>> portfolio = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> print(LiveActivity().days(portfolio.facts("north", "acme")))
        [2024-01-15, 2024-03-15)
    """

    clauses: ClassVar[tuple[str, ...]] = ("A2", "A6", "A14", "A15")

    window: ExpiryWindow = ExpiryWindow()

    @property
    def needs(self) -> tuple[int, int]:
        """One activity, for the window."""
        return 1, self.window.days

    def __str__(self) -> str:
        return f"a live activity (counted {self.window.days} days)"


@attrs.frozen(kw_only=True)
class MinimumActivity(_ActivityRule):
    """
    At least so many attributed activities within so many days.

    Each attributed activity counts from its day on for ``within`` days, with the cut-off of a live one. The
    programme asks this of some tiers and gives no numbers, so there is no default: join it to a policy with
    :meth:`managed_mrr.Policy.requiring`.

    Args:
        count: How many activities must count on a day.
        within: For how many days one counts, its own day among them.
        relationship: Who counts, and what ends early.
        activity: Which activities qualify.

    Clause:
        A16.

    Examples:
        >>> from managed_mrr import managed_client
        >>> days = [date(2024, 1, 15), date(2024, 1, 20)]
        >>> portfolio = managed_client("north", "acme", start=date(2024, 1, 1), activities=days)
        >>> print(MinimumActivity(count=2, within=30).days(portfolio.facts("north", "acme")))
        [2024-01-20, 2024-02-14)
    """

    clauses: ClassVar[tuple[str, ...]] = ("A16",)

    count: int = attrs.field(validator=_at_least_one)
    within: int = attrs.field(validator=_at_least_one)

    @property
    def needs(self) -> tuple[int, int]:
        """As many activities as given, for as many days."""
        return self.count, self.within

    def __str__(self) -> str:
        return f"at least {self.count} activities in {self.within} days"
