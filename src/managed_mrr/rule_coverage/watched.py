"""Watched policies: all the goals of one policy, and which of them a question reaches."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date

from managed_mrr.dates import DateRange
from managed_mrr.dates.edges import FOREVER
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy import Policy
from managed_mrr.program import Program
from managed_mrr.rule_coverage.activities import ActivityParts
from managed_mrr.rule_coverage.conditions import Answer, Condition, answers, condition
from managed_mrr.rule_coverage.goals import RUN_DAYS, Goal, Place, dated_goals, dated_reached, run_days
from managed_mrr.rules import (
    CurrencyToPoints,
    LiveActivity,
    MinimumActivity,
    Rate,
    Rule,
    RuleOverTime,
    TierMinimum,
)

__all__ = ["Watched"]


def __dir__() -> list[str]:
    return __all__


class Watched:
    """
    One policy with all there is to reach in it.

    A program is each of its terms on the days of that term.

    Args:
        policy: The policy or program.
        prefix: What its places begin with.

    Examples:
        >>> from managed_mrr import hubspot
        >>> len(Watched(hubspot.PARTNER_OF_RECORD).goals)
        38
    """

    def __init__(self, policy: Policy, prefix: str = "") -> None:
        self.policy = policy
        self.terms: list[tuple[str, DateRange, Watched]] = []
        self.of_terms = Place(f"{prefix}terms", policy.name)
        if isinstance(policy, Program):
            self.terms = [
                (term.value.name, term.period, Watched(term.value, f"terms.terms[{index}].value."))
                for index, term in enumerate(policy.terms)
            ]
        else:
            self.root = condition(policy.eligibility, f"{prefix}eligibility")
            self.inside = {each.place: ActivityParts(each, rule) for each, rule in _activity_rules(self.root)}
        self.of_rates = Place(f"{prefix}points.rates", str(policy.points))
        self.goals = tuple(dict.fromkeys(self._goals()))
        self._all = frozenset(self.goals)

    @property
    def _rates(self) -> tuple[Rate, ...]:
        points = self.policy.points
        return points.rates if isinstance(points, CurrencyToPoints) else ()

    def _goals(self) -> Iterator[Goal]:
        if self.terms:
            yield from dated_goals(self.of_terms, ((name, period) for name, period, _ in self.terms))
            for _, _, term in self.terms:
                yield from term.goals
            return
        for each in self.root:
            place = _place(each)
            yield from (place.made(True), place.made(False))
            if each is not self.root:  # that the whole decides goes without saying
                yield from (place.decisive(True), place.decisive(False))
            if each.place in self.inside:
                yield from self.inside[each.place].goals()
            elif not each.parts:
                yield from map(place.day, RUN_DAYS)
            yield from dated_goals(place, _dated(each.rule))
        yield from dated_goals(self.of_rates, ((rate.currency, rate.period) for rate in self._rates))

    def reached(self, facts: PartnerAtClient, day: int, missing: AbstractSet[Goal] | None = None) -> Iterator[Goal]:
        """
        The goals that a question about a partner at a client on one day reaches.

        Args:
            facts: The evidence.
            day: The ordinal of the day.
            missing: What has not been reached yet; what is not in it need not be looked into. Everything if left out.
        """
        missing = self._all if missing is None else missing
        on = date.fromordinal(day)
        if self.terms:
            for name, period, term in self.terms:
                if on in period:
                    yield from dated_reached(self.of_terms, name, period, on)
                    yield from term.reached(facts, day, missing)
            return
        for answer in answers(self.root, facts, day):
            yield from self._of_answer(answer, facts, day, missing)
            if answer.condition is self.root and answer.holds and answer.decisive:
                yield from self._of_line(facts, on)

    def _of_answer(
        self, answer: Answer, facts: PartnerAtClient, day: int, missing: AbstractSet[Goal]
    ) -> Iterator[Goal]:
        asked = answer.condition
        place = _place(asked)
        yield place.made(answer.holds)
        if answer.decisive and asked is not self.root:
            yield place.decisive(answer.holds)
        if asked.place in self.inside:
            yield from self.inside[asked.place].reached(facts, day, answer, missing)
        elif not asked.parts:
            yield from map(place.day, run_days(asked.rule.days(facts).edges, day))
        yield from _dated_reached(place, asked.rule, facts, date.fromordinal(day))

    def _of_line(self, facts: PartnerAtClient, on: date) -> Iterator[Goal]:
        for rate in self._rates:
            if rate.currency == facts.client.currency and on in rate.period:
                yield from dated_reached(self.of_rates, rate.currency, rate.period, on)

    def turns(self, facts: PartnerAtClient, within: DateRange) -> set[int]:
        """The ordinals of the days in a range on which a question may reach what one on another day does not."""
        start, end = within.edges
        return {day for day in self._turns(facts) if start <= day < end and day < FOREVER}

    def _turns(self, facts: PartnerAtClient) -> Iterator[int]:
        for _, period, term in self.terms:
            yield from _around(period)
            yield from term._turns(facts)  # noqa: SLF001 -- one of its own kind
        if self.terms:
            return
        for each in self.root:
            for period in (each.period, *(period for _, period in _dated(each.rule))):
                yield from _around(period)
            if each.place in self.inside:
                yield from self.inside[each.place].turns(facts)
            if not each.parts:
                yield from (day for edge in each.rule.days(facts).edges for day in (edge - 1, edge))
        for rate in self._rates:
            yield from _around(rate.period)


def _around(period: DateRange) -> Iterator[int]:
    """The days beside the edges of a period, in it and out of it."""
    yield from (day for edge in period.edges for day in (edge - 1, edge))


def _place(asked: Condition) -> Place:
    return Place(asked.place, str(asked))


def _activity_rules(root: Condition) -> Iterator[tuple[Condition, LiveActivity | MinimumActivity]]:
    for each in root:
        if isinstance(each.rule, LiveActivity | MinimumActivity):
            yield each, each.rule


def _dated(rule: Rule[PartnerAtClient]) -> Iterator[tuple[str, DateRange]]:
    """The dated values that a rule holds itself: its terms, or the tiers of partners."""
    if type(rule) is RuleOverTime:
        yield from ((str(term.value), term.period) for term in rule.terms)
    elif isinstance(rule, TierMinimum):
        yield from ((f"{each.partner} is {each.tier}", each.period) for each in rule.tiers)


def _dated_reached(place: Place, rule: Rule[PartnerAtClient], facts: PartnerAtClient, on: date) -> Iterator[Goal]:
    mine = facts.partner.id if isinstance(rule, TierMinimum) else None
    for name, period in _dated(rule):
        if on in period and (mine is None or name.startswith(f"{mine} is ")):
            yield from dated_reached(place, name, period, on)
