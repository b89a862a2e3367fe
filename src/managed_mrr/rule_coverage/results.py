"""Results: how much of the rules of each policy was reached, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from typing import TypedDict

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import exact_date, ordinal
from managed_mrr.evidence import PartnerAtClient, Portfolio
from managed_mrr.hubspot import POLICIES, SERVICING
from managed_mrr.policy import Policy
from managed_mrr.rule_coverage.goals import Goal, GoalKind
from managed_mrr.rule_coverage.watched import Watched
from managed_mrr.tables import Table

__all__ = ["PolicyCoverage", "PolicyRecord", "RuleCoverage"]


def __dir__() -> list[str]:
    return __all__


class PolicyRecord(TypedDict):
    """What was reached in one policy, in plain values that one process can send to another."""

    name: str
    goals: list[tuple[str, str, str, str]]
    reached: list[int]


def _goals(values: Iterable[Goal]) -> tuple[Goal, ...]:
    return tuple(values)


@attrs.frozen(kw_only=True)
class PolicyCoverage:
    """
    How much of the rules of one policy was reached.

    Attributes:
        policy: The policy's name; with the beginning of a digest where several of one name were asked about.
        goals: All there is to reach, rule by rule.
        missing: What has not been reached.

    Examples:
        >>> goals = [Goal("eligibility", "a rule", "made", f"made {said}") for said in ("true", "false")]
        >>> print(PolicyCoverage(policy="own", goals=goals, missing=goals[1:]))
        own: 1/2 reached; missing: eligibility a rule: made false
    """

    policy: str
    goals: tuple[Goal, ...] = attrs.field(converter=_goals)
    missing: tuple[Goal, ...] = attrs.field(converter=_goals)

    def __str__(self) -> str:
        missing = f"; missing: {'; '.join(map(str, self.missing))}" if self.missing else ""
        return f"{self.policy}: {self.counted} reached{missing}"

    @property
    def counted(self) -> str:
        """How many of its goals were reached, as a fraction that is not reduced."""
        return _of(self.goals, self.missing)

    @property
    def fraction(self) -> Fraction:
        """The part of its goals that was reached, exactly."""
        return Fraction(len(self.goals) - len(self.missing), len(self.goals))


class _Seen:
    """What was reached in one policy so far."""

    def __init__(self, name: str, goals: Iterable[Goal]) -> None:
        self.name = name
        self.goals = tuple(goals)
        self.missing = set(self.goals)


class RuleCoverage:
    """
    What the questions of a test suite have reached in the rules of the policies they were asked of.

    :func:`~managed_mrr.rule_coverage.record_rules` fills one; :meth:`ask` does so by hand.

    Args:
        policies: The policies to look at: a policy, or the name of any; the shipped ones if left out.
        timelines: Whether a timeline counts as asking about every day it covers.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> coverage = RuleCoverage()
        >>> coverage.ask(acme, as_of=date(2024, 3, 14))
        >>> (of_servicing,) = coverage.policies()
        >>> any(goal.name == "day 59 after an activity" for goal in of_servicing.missing)
        False
    """

    def __init__(self, policies: Iterable[Policy | str] | None = None, *, timelines: bool = False) -> None:
        wanted = POLICIES.values() if policies is None else policies
        self._wanted = [POLICIES.get(each, each) if isinstance(each, str) else each for each in wanted]
        self._timelines = timelines
        self._seen: dict[str, _Seen] = {}
        self._watched: dict[int, tuple[Watched, _Seen]] = {}

    def __repr__(self) -> str:
        return f"<RuleCoverage, {', '.join(self._counts()) or 'nothing'}>"

    def _counts(self) -> list[str]:
        return [f"{each.policy}: {each.counted} reached" for each in self.policies()]

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def ask(self, portfolio: Portfolio, *, as_of: date, policy: Policy = SERVICING) -> None:
        """
        Record a question as of a day, for an implementation that does not go through this package.

        Args:
            portfolio: The evidence.
            as_of: The day.
            policy: The rules in force.
        """
        day = ordinal(exact_date(as_of))
        for pairs in portfolio.by_client.values():
            for facts in pairs:
                self.asked(policy, facts, day)

    def asked(self, policy: Policy, facts: PartnerAtClient, day: int) -> None:
        """Record that a policy was asked about one partner at one client on a day, given as its ordinal."""
        if (watching := self._watching(policy)) is not None and (missing := watching[1].missing):
            missing.difference_update(watching[0].reached(facts, day, missing))

    def asked_over_time(self, policy: Policy, facts: PartnerAtClient, within: DateRange) -> None:
        """Record that a policy was asked about all the days of a range at once, if timelines count."""
        if self._timelines and (watching := self._watching(policy)) is not None:
            for day in sorted(watching[0].turns(facts, within)):
                self.asked(policy, facts, day)

    def _watching(self, policy: Policy) -> tuple[Watched, _Seen] | None:
        found = self._watched.get(id(policy))
        if found is None and any(each == (policy.name if isinstance(each, str) else policy) for each in self._wanted):
            watched = Watched(policy)  # holds on to the policy, so that no other is given its identity
            key = sha256(repr(policy).encode()).hexdigest()
            seen = self._seen.setdefault(key, _Seen(policy.name, watched.goals))
            found = self._watched[id(policy)] = watched, seen
        return found

    def policies(self) -> tuple[PolicyCoverage, ...]:
        """How much was reached of each policy that was asked about, by name."""
        names = [seen.name for seen in self._seen.values()]
        return tuple(
            PolicyCoverage(
                policy=seen.name if names.count(seen.name) == 1 else f"{seen.name} ({key[:8]})",
                goals=seen.goals,
                missing=[goal for goal in seen.goals if goal in seen.missing],
            )
            for key, seen in sorted(self._seen.items(), key=lambda item: (item[1].name, item[0]))
        )

    def never_asked(self) -> tuple[str, ...]:
        """The names of the policies that were to be looked at and that no question was asked of."""
        asked = {seen.name for seen in self._seen.values()}
        names = (each if isinstance(each, str) else each.name for each in self._wanted)
        return tuple(name for name in names if name not in asked)

    def table(self) -> Table:
        """A row for each rule, and below them what is missing."""
        policies = self.policies()
        rows = [
            [f"{each.policy}: {place} {rule}", *_row(list(goals), set(each.missing))]
            for each in policies
            for (place, rule), goals in groupby(each.goals, key=lambda goal: (goal.place, goal.rule))
        ]
        columns = ["rule", "true", "false", "decisive", "days", "periods", "reached"]
        notes = self._counts()
        notes += [f"missing: {'; '.join(names)} ({place})" for each in policies for place, names in _missing(each)]
        nothing = [] if policies else ["No policy was asked about any day."]
        return Table(columns, rows, title="Coverage of rules", numbers=columns[3:], notes=[*notes, *nothing])

    def records(self) -> dict[str, PolicyRecord]:
        """What was reached, in plain values, for :meth:`add` in another process."""
        return {
            key: {
                "name": seen.name,
                "goals": [attrs.astuple(goal) for goal in seen.goals],
                "reached": [place for place, goal in enumerate(seen.goals) if goal not in seen.missing],
            }
            for key, seen in self._seen.items()
        }

    def add(self, records: Mapping[str, PolicyRecord]) -> None:
        """Add what was reached in another process."""
        for key, record in records.items():
            seen = self._seen.setdefault(key, _Seen(record["name"], (Goal(*_kinded(each)) for each in record["goals"])))
            seen.missing.difference_update(seen.goals[place] for place in record["reached"])


def _missing(coverage: PolicyCoverage) -> Iterator[tuple[str, list[str]]]:
    """The names of what is missing at each place of a policy that misses something."""
    for place, goals in groupby(coverage.missing, key=lambda goal: goal.place):
        yield f"{coverage.policy}: {place}", [goal.name for goal in goals]


def _kinded(values: tuple[str, str, str, str]) -> tuple[str, str, GoalKind, str]:
    place, rule, kind, name = values
    known: dict[str, GoalKind] = {"made": "made", "decisive": "decisive", "day": "day", "period": "period"}
    return place, rule, known[kind], name


def _of(goals: Sequence[Goal], missing: Iterable[Goal]) -> str:
    return f"{len(goals) - len(list(missing))}/{len(goals)}"


def _row(goals: list[Goal], missing: set[Goal]) -> list[str]:
    """The cells of one rule; what it has no goals for stays empty."""
    made = {goal.name: "no" if goal in missing else "yes" for goal in goals if goal.kind == "made"}
    cells = [made.get("made true", ""), made.get("made false", "")]
    kinds: tuple[GoalKind, ...] = ("decisive", "day", "period")
    counted = [*([goal for goal in goals if goal.kind == kind] for kind in kinds), goals]
    return cells + [_of(chosen, missing.intersection(chosen)) if chosen else "" for chosen in counted]
