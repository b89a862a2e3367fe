"""Segments: runs of days with the same credit, worked out client by client in one sweep over the changes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import TypeAlias

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange, StepFunction
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FOREVER, Edges
from managed_mrr.dates.ranges import day_of, repr_date
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy import Policy, a_policy
from managed_mrr.rules import EVER, Share, SplitRule

__all__ = ["Crediting", "Segment", "Segmenter", "stranger", "together"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Segment:
    """
    A run of days on which a partner's credit for a client stays the same.

    Attributes:
        start: First day.
        end: First day after it; None if nothing known ends it.
        credit: The credit a month, exactly, in the client's currency.
        points: The managed points it makes; None if no rate is known for these days.
        sharing: Ids of the partners that share the client, the credited one among them, sorted.

    Examples:
        >>> from managed_mrr import managed_client, timeline
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> timeline(acme, partner="north", client="acme").segments[0].end
        datetime.date(2024, 3, 15)
    """

    start: date = attrs.field(repr=repr_date)
    end: date | None = attrs.field(repr=repr_date)
    credit: Money
    points: Fraction | None
    sharing: tuple[str, ...]


class Segmenter:
    """
    Works out the segments of clients: who is eligible when, then share by share and step by step.

    Args:
        policy: The rules in force.
        within: Only these days are wanted; segments are clipped to them.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> [str(each.credit) for each in Segmenter(hubspot.SERVICING).segments(acme.by_client["acme"])["north"]]
        ['USD 900.00']
    """

    def __init__(self, policy: Policy, within: DateRange = EVER) -> None:
        self.policy = a_policy(policy)
        self.within = within

    def segments(self, pairs: Sequence[PartnerAtClient]) -> dict[str, tuple[Segment, ...]]:
        """
        The segments of every partner with credit at one client, by partner id.

        Args:
            pairs: All partners about which there is any evidence at the client.

        Raises:
            PolicyError: The policy's split gives a share to a partner that it was not asked about.
        """
        bounds = self.within.edges
        eligible: dict[str, Edges] = {}
        for facts in pairs:
            days = self.policy.eligibility.days(facts, self.within).edges
            if days and days[0] < facts.since:
                days = algebra.intersection(days, (facts.since, FOREVER))
            if days and (days := algebra.intersection(days, bounds)):
                eligible[facts.partner.id] = days
        return Crediting(self.policy, pairs).segments(eligible)


class Crediting:
    """
    What the partners at one client are credited with on the days on which they are eligible.

    Args:
        policy: The rules in force; who is eligible has been asked already.
        pairs: All partners about which there is any evidence at the client.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900)
        >>> crediting = Crediting(hubspot.SERVICING, acme.by_client["acme"])
        >>> before = crediting.segments({"north": (738886, 738900)})
        >>> after = crediting.changed(before, {"north": (738886, 738910)}, 738900, 738910)
        >>> after == crediting.segments({"north": (738886, 738910)})
        True
    """

    def __init__(self, policy: Policy, pairs: Sequence[PartnerAtClient]) -> None:
        self.policy = policy
        self.facts_of = {facts.partner.id: facts for facts in pairs}
        self._over_time: dict[tuple[str, ...], StepFunction[tuple[Share, ...]]] = {}
        self._partners: dict[str, _Credited] = {}

    def segments(self, eligible: Mapping[str, Edges]) -> dict[str, tuple[Segment, ...]]:
        """The segments of every partner with credit, by partner id, from the days on which each is eligible."""
        return {partner: _finished(runs) for partner, runs in self._runs(eligible).items()}

    def changed(
        self, segments: Mapping[str, tuple[Segment, ...]], eligible: Mapping[str, Edges], start: int, end: int
    ) -> dict[str, tuple[Segment, ...]]:
        """
        The segments after more partners became eligible on some days.

        Args:
            segments: The segments as they were.
            eligible: The days on which each partner is eligible now.
            start: The ordinal of the first day on which any partner was not.
            end: That of the first day from which on nothing changed.
        """
        clipped = ((partner, algebra.within(edges, start, end)) for partner, edges in eligible.items())
        made = self._runs({partner: edges for partner, edges in clipped if edges})
        spliced = {partner: _spliced(segments.get(partner, ()), start, end, runs) for partner, runs in made.items()}
        return {**segments, **spliced}

    def _runs(self, eligible: Mapping[str, Edges]) -> "dict[str, list[_Run]]":
        found: dict[str, list[_Run]] = {}
        for start, end, partners in together(eligible):
            for first, after, shares in self._shares(partners).runs(start, end):
                for share in shares:
                    if share.partner not in partners:
                        raise stranger(self.policy.split, share.partner, self.facts_of[partners[0]].client.id, partners)
                    made = found.setdefault(share.partner, [])
                    self._credited(share.partner).add(made, first, after, share)
        return found

    def _shares(self, partners: tuple[str, ...]) -> StepFunction[tuple[Share, ...]]:
        # Kept also because shares are told apart by their identity: none may make room for another.
        over_time = self._over_time.get(partners)
        if over_time is None:
            over_time = self.policy.split.shares([self.facts_of[partner] for partner in partners])
            self._over_time[partners] = over_time
        return over_time

    def _credited(self, partner: str) -> "_Credited":
        credited = self._partners.get(partner)
        if credited is None:
            credited = self._partners[partner] = _Credited(self.facts_of[partner], self.policy)
        return credited


def stranger(split: SplitRule, partner: str, client: str, eligible: Sequence[str]) -> PolicyError:
    """What is wrong with a split that gives a share to a partner that it was not asked about."""
    return PolicyError(
        f"{type(split).__name__}.shares gives partner {partner!r} a share of client {client!r}: "
        f"expected shares of the partners it was asked about, {', '.join(map(repr, eligible))}"
    )


_Worth: TypeAlias = tuple[Money, Fraction | None, tuple[str, ...]]
_Run: TypeAlias = tuple[int, int, _Worth]


class _Credited:
    """What the shares of one partner at one client are worth."""

    def __init__(self, facts: PartnerAtClient, policy: Policy) -> None:
        self.currency = facts.client.currency
        self.mrr = policy.revenue.mrr(facts)
        self.rates = policy.points.points_per_unit(facts.client)
        self.worth: dict[tuple[int, int, int], _Worth] = {}

    def add(self, made: list[_Run], start: int, end: int, share: Share) -> None:
        """Add some days, in order, with what the partner's share of them makes."""
        for begin, until, mrr in self.mrr.runs(start, end):
            for first, after, rate in self.rates.runs(begin, until):
                _join(made, first, after, self._worth(mrr, share, rate))

    def _worth(self, mrr: Fraction, share: Share, rate: Fraction | None) -> _Worth:
        # The same few objects meet again on every run, and arithmetic on fractions is dear.
        key = (id(mrr), id(share), id(rate))
        worth = self.worth.get(key)
        if worth is None:
            amount = mrr if share.fraction == 1 else mrr * share.fraction
            points = None if rate is None else amount * rate
            worth = self.worth[key] = (Money.trusted(amount, self.currency), points, share.sharing)
        return worth


def _join(made: list[_Run], first: int, after: int, worth: _Worth) -> None:
    """Add a run of days after others, joining it with the last of them if they are neighbours and alike."""
    if made and made[-1][1] == first and made[-1][2] == worth:
        made[-1] = (made[-1][0], after, worth)
    else:
        made.append((first, after, worth))


def _finished(runs: Sequence[_Run]) -> tuple[Segment, ...]:
    return tuple([Segment(date.fromordinal(start), day_of(end), *worth) for start, end, worth in runs])


def _spliced(segments: tuple[Segment, ...], start: int, end: int, made: Sequence[_Run]) -> tuple[Segment, ...]:
    """The segments of one partner with other ones between two days; all that neither meet nor touch stay the same."""
    first = bisect_left(segments, date.fromordinal(start), key=_START)
    last = bisect_right(segments, day_of(end) or date.max, key=_START)
    if first and _end(segments[first - 1]) >= start:
        first -= 1
    met = segments[first:last]
    runs: list[_Run] = []
    if met and (since := met[0].start.toordinal()) < start:
        runs.append((since, start, _worth_of(met[0])))
    for run in made:
        _join(runs, *run)
    if met and (until := _end(met[-1])) > end:
        _join(runs, end, until, _worth_of(met[-1]))
    return segments[:first] + _finished(runs) + segments[last:]


_START = attrgetter("start")


def _end(segment: Segment) -> int:
    return FOREVER if segment.end is None else segment.end.toordinal()


def _worth_of(segment: Segment) -> _Worth:
    return segment.credit, segment.points, segment.sharing


def together(eligible: Mapping[str, Edges]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The runs of days on which the same partners are eligible, in order; days with none are left out."""
    if len(eligible) == 1:
        ((partner, edges),) = eligible.items()
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            yield start, end, (partner,)
        return
    changes = sorted((edge, partner) for partner, edges in eligible.items() for edge in edges)
    present: set[str] = set()
    since = 0
    for edge, partner in changes:
        if present and edge > since:
            yield since, edge, tuple(sorted(present))
        present ^= {partner}
        since = edge
