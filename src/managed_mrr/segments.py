"""Segments: runs of days with the same credit, worked out client by client in one sweep over the changes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import FOREVER, Edges
from managed_mrr.dates.ranges import day_of, repr_date
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy import Policy, a_policy
from managed_mrr.rules import EVER, Share, SplitRule

__all__ = ["Segment", "Segmenter", "stranger", "together"]


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

    def segments(self, pairs: Sequence[PartnerAtClient]) -> dict[str, list[Segment]]:
        """
        The segments of every partner with credit at one client, by partner id.

        Args:
            pairs: All partners about which there is any evidence at the client.

        Raises:
            PolicyError: The policy's split gives a share to a partner that it was not asked about.
        """
        bounds = self.within.edges
        eligible: dict[str, Edges] = {}
        facts_of: dict[str, PartnerAtClient] = {}
        for facts in pairs:
            days = self.policy.eligibility.days(facts, self.within).edges
            if days and days[0] < facts.since:
                days = algebra.intersection(days, (facts.since, FOREVER))
            if days and (days := algebra.intersection(days, bounds)):
                eligible[facts.partner.id] = days
                facts_of[facts.partner.id] = facts
        found: dict[str, _PartnerRun] = {}
        kept = []  # shares are told apart by their identity, so none may make room for another
        for start, end, partners in together(eligible):
            over_time = self.policy.split.shares([facts_of[partner] for partner in partners])
            kept.append(over_time)
            for first, after, shares in over_time.runs(start, end):
                for share in shares:
                    if share.partner not in partners:
                        raise stranger(self.policy.split, share.partner, facts_of[partners[0]].client.id, partners)
                    run = found.get(share.partner)
                    if run is None:
                        run = found[share.partner] = _PartnerRun(facts_of[share.partner], self.policy)
                    run.add(first, after, share)
        return {partner: run.finished() for partner, run in found.items()}


def stranger(split: SplitRule, partner: str, client: str, eligible: Sequence[str]) -> PolicyError:
    """What is wrong with a split that gives a share to a partner that it was not asked about."""
    return PolicyError(
        f"{type(split).__name__}.shares gives partner {partner!r} a share of client {client!r}: "
        f"expected shares of the partners it was asked about, {', '.join(map(repr, eligible))}"
    )


_Worth: TypeAlias = tuple[Money, Fraction | None, tuple[str, ...]]


class _PartnerRun:
    """Collects the segments of one partner at one client, joining neighbours that are alike."""

    def __init__(self, facts: PartnerAtClient, policy: Policy) -> None:
        self.currency = facts.client.currency
        self.mrr = policy.revenue.mrr(facts)
        self.rates = policy.points.points_per_unit(facts.client)
        self.worth: dict[tuple[int, int, int], _Worth] = {}
        self.made: list[tuple[int, int, _Worth]] = []

    def add(self, start: int, end: int, share: Share) -> None:
        """Add some days, in order, with what the partner's share of them makes."""
        made = self.made
        for begin, until, mrr in self.mrr.runs(start, end):
            for first, after, rate in self.rates.runs(begin, until):
                worth = self._worth(mrr, share, rate)
                if made and made[-1][1] == first and made[-1][2] == worth:
                    made[-1] = (made[-1][0], after, worth)
                else:
                    made.append((first, after, worth))

    def _worth(self, mrr: Fraction, share: Share, rate: Fraction | None) -> _Worth:
        # The same few objects meet again on every run, and arithmetic on fractions is dear.
        key = (id(mrr), id(share), id(rate))
        worth = self.worth.get(key)
        if worth is None:
            amount = mrr if share.fraction == 1 else mrr * share.fraction
            points = None if rate is None else amount * rate
            worth = self.worth[key] = (Money.trusted(amount, self.currency), points, share.sharing)
        return worth

    def finished(self) -> list[Segment]:
        return [Segment(date.fromordinal(start), day_of(end), *worth) for start, end, worth in self.made]


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
