"""The search: every smallest set of remedies that gives credit, each tried on the evidence itself."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import repr_date
from managed_mrr.errors import UnknownIdError
from managed_mrr.evidence import PartnerAtClient, Portfolio
from managed_mrr.policy import Policy
from managed_mrr.repairs.steps import Step, Workshop
from managed_mrr.rules.remedies import NOTHING_TO_DO, Remedy, RemedyKind, Ways, together
from managed_mrr.scenario import Scenario, ScenarioError
from managed_mrr.segments import Segment, Segmenter

__all__ = ["Outcome", "Search", "ways", "ways_to_pay"]


def __dir__() -> list[str]:
    return __all__


Remedies: TypeAlias = frozenset[Remedy]


@attrs.frozen
class Outcome:
    """
    What a set of remedies leads to.

    Attributes:
        steps: The steps, in the order in which they are taken.
        begins: The first day of credit.
        segment: The credit on that day.
    """

    steps: tuple[Step, ...]
    begins: date = attrs.field(repr=repr_date)
    segment: Segment


def ways(facts: PartnerAtClient, day: date, policy: Policy) -> Ways:
    """
    What the rules of a policy say may have to be done, in each way there is.

    Args:
        facts: The evidence about the partner at the client, as known on the day.
        day: The day.
        policy: The rules in force.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 1), price=9, employee="ann").facts(
        ...     "north", "acme"
        ... )
        >>> [sorted(each.kind.name for each in way) for way in ways(facts, date(2024, 3, 1), hubspot.SERVICING)]
        [['ACTIVITY']]
    """
    return together([policy.eligibility.repairs(facts, day), ways_to_pay(facts, day, policy)])


def ways_to_pay(facts: PartnerAtClient, day: date, policy: Policy) -> Ways:
    """
    What may have to be done for the partner to be credited with any revenue, in each way there is.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 1)).facts("north", "acme")
        >>> len(ways_to_pay(facts, date(2024, 3, 1), hubspot.SERVICING))
        0
    """
    asked = getattr(policy.in_force(day).revenue, "repairs", None)
    paid: Ways = NOTHING_TO_DO if asked is None else asked(facts, day)
    return paid


class Search:
    """
    Tries sets of remedies for one partner and client, as steps taken on one day.

    Args:
        known: The evidence as known on the day.
        partner: Id of the partner.
        client: Id of the client.
        day: The day.
        policy: The rules in force.
    """

    def __init__(self, known: Portfolio, partner: str, client: str, day: date, policy: Policy) -> None:
        self.known = known
        self.partner = partner
        self.client = client
        self.day = day
        self.policy = policy
        self.segmenter = Segmenter(policy, DateRange(day))
        self.workshop = Workshop(known, partner, client, day)
        self.tried: dict[Remedies, Outcome | None] = {}
        self.unaided = self._tried(frozenset())

    def smallest(self, ways: Iterable[Remedies]) -> list[Outcome]:
        """
        What every smallest set of remedies leads to, of those that are parts of some way.

        A set is kept if it gives credit, sooner than doing nothing does, and no set with fewer remedies, or
        fewer activities, would.

        Args:
            ways: What the rules say may have to be done.
        """
        enough = {found for way in ways for found in self._enough(way)}
        smallest = (each for each in enough if not any(_within(other, each) for other in enough - {each}))
        return [found for each in smallest if (found := self._sooner(each)) is not None]

    def _enough(self, way: Remedies) -> Iterator[Remedies]:
        """Sets of remedies of one way that give credit, the smallest among them."""
        if self._sooner(way) is None:
            return
        # What cannot be left out of the whole cannot be left out of a part: most ways end here.
        needed = frozenset(each for each in way if self._sooner(way - {each}) is None)
        optional = sorted(way - needed, key=repr)
        found: list[Remedies] = []
        for size in range(len(optional) + 1):
            for more in combinations(optional, size):
                tried = needed.union(more)
                if not any(_within(each, _at_most(tried, 1)) for each in found) and self._sooner(tried) is not None:
                    found.append(self._fewest(tried))
        yield from found

    def _fewest(self, remedies: Remedies) -> Remedies:
        """The same remedies with as few activities as do."""
        low, high = 1, max((each.count for each in remedies), default=1)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._sooner(_at_most(remedies, middle)) else (middle + 1, high)
        return _at_most(remedies, low)

    def _sooner(self, remedies: Remedies) -> Outcome | None:
        """What remedies lead to, if that is credit, sooner than without them."""
        if remedies not in self.tried:
            self.tried[remedies] = self._tried(remedies)
        found = self.tried[remedies]
        late = found is not None and self.unaided is not None and found.begins >= self.unaided.begins
        return None if late else found

    def _tried(self, remedies: Remedies) -> Outcome | None:
        """What remedies lead to, with activities at once, or else on the day the client's revenue first counts."""
        steps = self._steps(remedies, None)
        repaired = self._after(steps)
        if repaired is None:
            return None
        if (found := self._first(repaired, steps)) is not None:
            return found
        paid = self._first_paid(repaired)
        if paid is None or paid == self.day or not any(each.kind is RemedyKind.ACTIVITY for each in remedies):
            return None
        steps = self._steps(remedies, paid)
        later = self._after(steps)
        assert later is not None  # the same steps, some of them on another day
        return self._first(later, steps)

    def _after(self, steps: tuple[Step, ...]) -> Portfolio | None:
        """The evidence after some steps; None if they cannot be taken alone: nobody links who does not exist."""
        try:
            return Scenario([change for step in steps for change in step.changes]).apply(self.known)
        except (ScenarioError, UnknownIdError):
            return None

    def _steps(self, remedies: Remedies, acted: date | None) -> tuple[Step, ...]:
        order = list(RemedyKind)
        ordered = sorted(remedies, key=lambda each: (order.index(each.kind), each.of, each.tool, each.action))
        steps = [self.workshop.step(each, acted) for each in ordered]
        return tuple(sorted(steps, key=lambda step: step.on))

    def _first(self, portfolio: Portfolio, steps: tuple[Step, ...]) -> Outcome | None:
        for segment in self.segmenter.segments(portfolio.by_client[self.client]).get(self.partner, ()):
            if segment.credit:
                return Outcome(steps, segment.start, segment)
        return None

    def _first_paid(self, portfolio: Portfolio) -> date | None:
        paid = self.policy.revenue.mrr(portfolio.facts(self.partner, self.client)).where(_positive)
        return self.day if self.day in paid else paid.next_edge(self.day)


def _positive(amount: Fraction) -> bool:
    return amount > 0


def _at_most(remedies: Remedies, count: int) -> Remedies:
    return frozenset(attrs.evolve(each, count=min(each.count, count)) for each in remedies)


def _within(one: Remedies, other: Remedies) -> bool:
    """Whether one set asks for nothing that another does not ask for, and for no more activities."""
    counts = {attrs.evolve(each, count=1): each.count for each in other}
    return all(each.count <= counts.get(attrs.evolve(each, count=1), 0) for each in one)
