"""The forecaster: asks a policy about one day and what follows it, of evidence that is varied."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from managed_mrr.dates import ALWAYS, DateRange
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of, ordinal, repr_date
from managed_mrr.evidence import Activity, Citation, EmployeeAtClient, PartnerAtClient
from managed_mrr.forecast.lines import line_of
from managed_mrr.forecast.variants import changed, keeping, only, with_one
from managed_mrr.policy import Policy, a_policy
from managed_mrr.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    Catalogue,
    CurrentAgreement,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    PartnerOfRecordStatus,
    QualifyingActivity,
    Rule,
    RuleOverTime,
    Term,
)
from managed_mrr.segments import Segmenter
from managed_mrr.statement import Line
from managed_mrr.tables import printable

__all__ = [
    "Forecaster",
    "HoldingActivity",
]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class HoldingActivity:
    """
    A live activity that holds a line.

    Attributes:
        activity: The activity.
        cite: Its place in the portfolio.
        until: First day on which it no longer counts; None if the policy's rules do not tell.
        needed: Whether there would be no line now without it.
        carries: Whether it counts up to the day on which the line ends.

    Examples:
        >>> done = Activity(employee="ann", client="acme", on=date(2024, 1, 15), tool="blog", action="publish")
        >>> print(HoldingActivity(done, Citation("activities[0]"), date(2024, 3, 15), needed=True, carries=False))
        ann's blog publish of 2024-01-15, counts until 2024-03-15, needed now  [activities[0]]
    """

    activity: Activity
    cite: Citation
    until: date | None = attrs.field(repr=repr_date)
    needed: bool
    carries: bool

    def __str__(self) -> str:
        did = self.activity
        counts = "" if self.until is None else f", counts until {self.until}"
        roles = [said for said, applies in (("needed now", self.needed), ("last", self.carries)) if applies]
        done = f"{did.employee}'s {did.tool} {did.action} of {did.on}"
        return printable(f"{done}{counts}, {', '.join(roles)}  [{self.cite}]")


_PLAIN = {
    AllOf,
    AnyOf,
    AtLeast,
    CurrentAgreement,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    PartnerOfRecordStatus,
    QualifyingActivity,
    RuleOverTime,
}
"""Rules that never hold on fewer days because more was done, and that forget what is older than a window."""


def _single_activities(policy: Policy) -> tuple[Rule[PartnerAtClient], ...]:
    """The policy's rules about activities, each over time, as if one activity always were enough."""
    by_term = policy.over_time().map(_of_one_term)
    if by_term.known() == ALWAYS and len(by_term.terms) == 1:
        return by_term.terms[0].value
    most = max(len(term.value) for term in by_term)
    return tuple(
        RuleOverTime(Term(term.value[place], term.period) for term in by_term if place < len(term.value))
        for place in range(most)
    )


def _of_one_term(policy: Policy) -> tuple[Rule[PartnerAtClient], ...]:
    minimums = (attrs.evolve(rule, count=1) for rule in policy.parts(MinimumActivity))
    return tuple(dict.fromkeys((*policy.parts(LiveActivity), *minimums)))


class Forecaster:
    """
    Asks a policy about one day and what follows it, of evidence with activities added and taken away.

    The policy's rules are asked again and never second-guessed, so the answers hold for rules of any kind. Only
    which activities are live, and until when, is asked of the shipped rules about activities alone.

    Args:
        policy: The rules in force.
        day: The day; the evidence handed in is to be what is known on it.

    Raises:
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> forecaster = Forecaster(hubspot.SERVICING, date(2024, 3, 1))
        >>> date.fromordinal(forecaster.end(acme.facts("north", "acme"), FOREVER))
        datetime.date(2024, 3, 15)
    """

    def __init__(self, policy: Policy, day: date) -> None:
        a_policy(policy).in_force(day)
        self.policy = policy
        self.day = day
        self.number = ordinal(day)
        self.today = DateRange(day, day_of(self.number + 1))
        self.segmenter = Segmenter(policy, self.today)
        self.known_until = policy.over_time().known().steady(day).edges[1]
        self.rules = _single_activities(policy)
        asked = (*policy.parts(LiveActivity), *policy.parts(MinimumActivity))
        self.lengths = sorted({rule.needs[1] for rule in asked})
        self.links = tuple(dict.fromkeys(policy.parts(LinkValidity)))
        self.catalogues = tuple(dict.fromkeys(policy.parts(Catalogue)))
        self.plain = all(type(part) in _PLAIN for part in policy.parts(object) if isinstance(part, Rule))
        self._kinds: dict[int, list[tuple[str, str]]] = {}

    def lines(self, client: str, pairs: Sequence[PartnerAtClient]) -> list[Line]:
        """The lines of the day at one client, by partner."""
        segments = self.segmenter.segments(pairs)
        return [line_of(partner, client, segments[partner][0]) for partner in sorted(segments)]

    def eligible(self, facts: PartnerAtClient) -> bool:
        """Whether there is a line on the day."""
        return self.day in self.policy.eligibility.days(facts, self.today)

    def end(self, facts: PartnerAtClient, before: int) -> int:
        """
        The first day without a line, the day itself if it has none; ``before`` if that is later.

        A line that is there when the known terms end goes on, as far as anybody knows.
        """
        days = self.policy.eligibility.days(facts, DateRange(self.day, day_of(before)))
        run = algebra.run_at(days.edges, self.number)
        if run is None:
            return self.number
        return before if run[1] == self.known_until else min(run[1], before)

    def ended_by_terms(self, facts: PartnerAtClient, end: int) -> bool:
        """Whether a line that ends on the day with a number would go on by the terms of the day before."""
        if end == FOREVER:
            return False
        last = self.policy.in_force(date.fromordinal(end - 1))
        days = last.eligibility.days(facts, DateRange(date.fromordinal(end), day_of(end + 1)))
        return algebra.contains(days.edges, end)

    def changed_by_terms(self, pairs: Sequence[PartnerAtClient], partner: str, on: date) -> bool:
        """Whether what changes on a day would not change by the terms of the day before."""
        number = ordinal(on)
        around = DateRange(date.fromordinal(number - 1), day_of(number + 1))
        before = self.policy.in_force(date.fromordinal(number - 1))
        if before is self.policy.in_force(on):
            return False
        segments = Segmenter(before, around).segments(pairs).get(partner, ())
        return not segments or DateRange(segments[0].start, segments[0].end) == around

    def recent(self, facts: PartnerAtClient) -> PartnerAtClient:
        """The evidence without the activities that can no longer count."""
        employees = tuple(keeping(each, list(self._candidates(each))) for each in facts.employees)
        return attrs.evolve(facts, employees=employees)

    def _candidates(self, employee: EmployeeAtClient) -> range:
        """The places of the activities that may count on the day."""
        reach = max(self.lengths, default=0)
        first = bisect_right(employee.days, self.number - reach) if self.plain else 0
        return range(first, bisect_right(employee.days, self.number))

    def keepers(self, facts: PartnerAtClient, needed: tuple[str, ...]) -> tuple[str, ...]:
        """The employees with a live activity, and those who are needed."""
        return tuple(
            each.employee.id
            for each in facts.employees
            if each.employee.id in needed
            or (self._candidates(each) and self._live(only(facts, each, list(self._candidates(each)))))
        )

    def _live(self, facts: PartnerAtClient) -> bool:
        return any(self.day in rule.days(facts, self.today) for rule in self.rules)

    def needed(self, facts: PartnerAtClient) -> tuple[str, ...]:
        """The employees without whose activities there would be no line on the day."""
        return tuple(
            each.employee.id
            for each in facts.employees
            if self._candidates(each) and not self.eligible(changed(facts, keeping(each, [])))
        )

    def holding(self, facts: PartnerAtClient, expires_on: date | None) -> Iterator[HoldingActivity]:
        """The live activities without which there would be no line, and those that count up to a day."""
        for employee in facts.employees:
            # Rules to which more activity never does harm need no activity of somebody they can do without.
            vital = not self.plain or not self.eligible(changed(facts, keeping(employee, [])))
            for place, activity in enumerate(employee.activities):
                alone = only(facts, employee, [place])
                days = [found for rule in self.rules if self.day in (found := rule.days(alone))]
                ends = [found.next_edge(self.day) for found in days]
                needed = vital and not self.eligible(changed(facts, keeping(employee, _all_but(employee, place))))
                carries = expires_on is not None and expires_on in ends
                if needed or carries:
                    known = (end for end in ends if end is not None and end.toordinal() != self.known_until)
                    until = max(known, default=None)
                    yield HoldingActivity(activity, employee.cite("activities", place), until, needed, carries)

    def last_day(self, facts: PartnerAtClient, end: int) -> date | None:
        """The latest day on which one more activity makes a line go on past its end; None if no day does."""
        able = self._able(facts) if self.catalogues else []
        if not able:
            return None
        return next((date.fromordinal(on) for on in self.days_to_act(end) if self._helps(facts, able, on, end)), None)

    def _able(self, facts: PartnerAtClient) -> list[EmployeeAtClient]:
        """The employees who are set up, on the day and, as far as it knows, from then on."""
        return [
            each
            for each in facts.employees
            if not self.links or any(algebra.contains(link.edges(each), self.number) for link in self.links)
        ]

    def days_to_act(self, end: int) -> Sequence[int]:
        """
        The days worth a try, latest first.

        For rules to which more activity never does harm, the end itself is as good as any earlier day on which the
        same things qualify. Of other rules nothing is known, so they are asked about every day.
        """
        if not self.plain:
            return range(end, self.number - 1, -1)
        periods = (entry.period.edges for catalogue in self.catalogues for entry in catalogue.entries)
        lasts = {end, *(edge - 1 for period in periods for edge in period)}
        return sorted((day for day in lasts if self.number <= day <= end), reverse=True)

    def _helps(self, facts: PartnerAtClient, able: Sequence[EmployeeAtClient], on: int, end: int) -> bool:
        day = date.fromordinal(on)
        for employee in able:
            for tool, action in self.qualifying(on):
                more = Activity(employee=employee.employee.id, client=facts.client.id, on=day, tool=tool, action=action)
                if self.end(changed(facts, with_one(employee, more)), end + 1) > end:
                    return True
        return False

    def qualifying(self, on: int) -> list[tuple[str, str]]:
        """One tool and action for each way in which an activity of a day can qualify by the policy's catalogues."""
        found = self._kinds.get(on)
        if found is None:
            day = date.fromordinal(on)
            ways: dict[tuple[bool, ...], tuple[str, str]] = {}
            for entry in (each for catalogue in self.catalogues for each in catalogue.entries):
                for action in sorted(entry.actions):
                    way = tuple(each.qualifies(entry.tool, action, day) for each in self.catalogues)
                    ways.setdefault(way, (entry.tool, action))
            found = self._kinds[on] = [kind for way, kind in ways.items() if any(way)]
        return found

    def why_no_last_day(self, facts: PartnerAtClient, end: int) -> str:
        """Why no single activity is needed, or helps."""
        if end == FOREVER:
            return "nothing known ends the line"
        if self.ended_by_terms(facts, end):
            return "the terms change, and one activity more is not enough"
        if not self.catalogues:
            return "the policy does not say what qualifies"
        return "one activity more is not enough" if self._able(facts) else "no employee is set up"


def _all_but(employee: EmployeeAtClient, place: int) -> list[int]:
    return [each for each in range(len(employee.days)) if each != place]
