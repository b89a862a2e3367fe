"""Goals: what there is to reach in a rule, and the days and periods among them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, TypeAlias

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.edges import FIRST, FOREVER, Edges, contains

__all__ = ["RUN_DAYS", "Goal", "GoalKind", "Place", "dated_goals", "dated_reached", "run_days"]


def __dir__() -> list[str]:
    return __all__


GoalKind: TypeAlias = Literal["made", "decisive", "day", "period"]
"""What a goal is about: the answer itself, the answer deciding, a boundary day, a dated value being used."""


@attrs.frozen(cache_hash=True)
class Goal:
    """
    One thing that a test can reach in one rule.

    Attributes:
        place: Where in the policy the rule stands, such as ``eligibility.rules[0]``.
        rule: What the rule is.
        kind: What the goal is about.
        name: What is to be reached, as it is said when it is missing.

    Examples:
        >>> print(Goal("eligibility.rules[0]", "a live activity", "day", "day 60 after an activity"))
        eligibility.rules[0] a live activity: day 60 after an activity
    """

    place: str
    rule: str
    kind: GoalKind
    name: str

    def __str__(self) -> str:
        return f"{self.place} {self.rule}: {self.name}"


@attrs.frozen
class Place:
    """
    A rule, or a list of dated values, at its place in the policy; it names the goals there.

    Examples:
        >>> print(Place("eligibility", "AllOf").made(True))
        eligibility AllOf: made true
    """

    place: str
    rule: str

    def _goal(self, kind: GoalKind, name: str) -> Goal:
        return Goal(self.place, self.rule, kind, name)

    def made(self, holds: bool) -> Goal:  # noqa: FBT001 -- the answer itself
        """The goal that the rule gave an answer."""
        return self._goal("made", f"made {_word(holds)}")

    def decisive(self, holds: bool) -> Goal:  # noqa: FBT001 -- the answer itself
        """The goal that the rule gave an answer on which the eligibility hung."""
        return self._goal("decisive", f"decisive when {_word(holds)}")

    def day(self, name: str) -> Goal:
        """The goal that a boundary day was asked about."""
        return self._goal("day", name)

    def period(self, name: str) -> Goal:
        """The goal that a dated value was used."""
        return self._goal("period", name)

    def both(self) -> Iterator[Goal]:
        """Both answers, and both being decisive."""
        yield from (self.made(True), self.made(False), self.decisive(True), self.decisive(False))


def _word(holds: bool) -> str:  # noqa: FBT001 -- what is worded
    return "true" if holds else "false"


RUN_DAYS = ("the day before it begins", "its first day", "its last day", "the first day after it")
"""The boundary days of a run of days."""


def run_days(edges: Edges, day: int) -> Iterator[str]:
    """
    Which boundary days of the runs in a set a day is.

    Examples:
        >>> list(run_days((10, 20), 20)), list(run_days((10, 11), 10))
        (['the first day after it'], ['its first day', 'its last day'])
    """
    before, inside, after = (contains(edges, each) for each in (day - 1, day, day + 1))
    if after and not inside:
        yield RUN_DAYS[0]
    if inside and not before and day > FIRST:  # what has been so ever has no first day
        yield RUN_DAYS[1]
    if inside and not after and day + 1 < FOREVER:
        yield RUN_DAYS[2]
    if before and not inside:
        yield RUN_DAYS[3]


def dated_goals(place: Place, values: Iterable[tuple[str, DateRange]]) -> Iterator[Goal]:
    """
    That each dated value is used, and on the first and the last day of its period, where it has them.

    Args:
        place: Where the values stand.
        values: What each is called, and the days on which it is in force.

    Examples:
        >>> goals = dated_goals(Place("points.rates", "rates"), [("EUR", DateRange(date(2025, 7, 15)))])
        >>> [goal.name for goal in goals]
        ['EUR in [2025-07-15, ever)', '2025-07-15, the first day of a period']
    """
    days = []
    for name, period in values:
        yield place.period(_named(name, period))
        days += [place.day(name) for _, name in _ends(period)]
    yield from days


def dated_reached(place: Place, name: str, period: DateRange, on: date) -> Iterator[Goal]:
    """
    What is reached where a dated value is used on a day.

    Examples:
        >>> reached = dated_reached(Place("points.rates", "rates"), "EUR", DateRange(), date(2025, 7, 15))
        >>> [goal.name for goal in reached]
        ['EUR']
    """
    yield place.period(_named(name, period))
    yield from (place.day(said) for day, said in _ends(period) if day == on)


def _named(name: str, period: DateRange) -> str:
    return name if period == DateRange() else f"{name} in {period}"


def _ends(period: DateRange) -> Iterator[tuple[date, str]]:
    if period.start is not None:
        yield period.start, f"{period.start}, the first day of a period"
    if period.end is not None:
        last = date.fromordinal(period.end.toordinal() - 1)
        yield last, f"{last}, the last day of a period"
