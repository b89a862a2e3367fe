"""Timelines: since when, until when, and how much; the whole history of credit in one pass."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

import attrs

from managed_mrr.amounts import decimal_text
from managed_mrr.bulk import uncollected
from managed_mrr.dates.ranges import exact_date, ordinal
from managed_mrr.evidence import Portfolio
from managed_mrr.evidence.portfolio import ToPortfolio, portfolio_of
from managed_mrr.explanation import finding_for
from managed_mrr.findings import Finding
from managed_mrr.hubspot import SERVICING
from managed_mrr.pictures import as_image, bars_svg, steps_svg
from managed_mrr.policy import Policy
from managed_mrr.program import unknown_terms
from managed_mrr.questions import Assumption
from managed_mrr.segments import Segment, Segmenter
from managed_mrr.tables import Table, folded, printable

__all__ = ["Timeline", "Timelines", "timeline", "timelines"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(repr=False)
class Timeline:
    """
    The whole history of one partner's credit for one client.

    Attributes:
        partner: Id of the partner.
        client: Id of the client.
        segments: The days on which there is a line: maximal in credit, points and sharing, disjoint, in order.
        policy: The rules it was worked out by.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> timeline(acme, partner="north", client="acme")
        <Timeline of north at acme, policy servicing, segments: 1>
    """

    partner: str
    client: str
    segments: tuple[Segment, ...]
    policy: Policy
    _evidence: Portfolio | ToPortfolio = attrs.field(eq=False, alias="portfolio")

    def __repr__(self) -> str:
        return printable(
            f"<Timeline of {self.partner} at {self.client}, policy {self.policy.name}, segments: {len(self):,}>"
        )

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        picture = as_image(self.svg(), str(self.table().title)) if self.segments else ""
        return self.table().html(picture, below=folded("Assumptions", map(str, self.assumptions)))

    def __len__(self) -> int:
        return len(self.segments)

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)

    @property
    def portfolio(self) -> Portfolio:
        """The evidence; two timelines with equal segments are equal whatever they rest on."""
        return portfolio_of(self._evidence)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed where the sources leave something open."""
        return self.policy.assumptions()

    @cached_property
    def _starts(self) -> list[int]:
        return [ordinal(segment.start) for segment in self.segments]

    def at(self, day: date) -> Segment | None:
        """
        The segment of a day; None if there is no line on it.

        Found by bisection: about a microsecond, however long the history.

        Raises:
            UnknownTermsError: The policy is a program that does not know the terms of the day.
        """
        index = bisect_right(self._starts, exact_date(day).toordinal()) - 1
        if index >= 0:
            segment = self.segments[index]
            if segment.end is None or day < segment.end:
                return segment
        self.policy.in_force(day)
        return None

    def explain(self, on: date) -> Finding:
        """
        Why the partner has, or has not, credit for the client on a day.

        Unlike :meth:`Statement.explain` this looks at the whole history, what came later included, so how long
        an answer stays the same is what the segments say.

        Raises:
            UnknownTermsError: The policy is a program that does not know the terms of the day.
        """
        facts = self.portfolio.facts(self.partner, self.client)
        return finding_for(facts, self.portfolio.by_client[self.client], exact_date(on), self.policy)

    def table(self) -> Table:
        """The segments as a table for people; ``end`` is the first day after each."""
        return _table([self], f"Managed MRR credit of {self.partner} for {self.client} over time ({self.policy.name})")

    def svg(self) -> str:
        """The credit over time as a picture, in SVG."""
        steps = [(each.start, each.end, each.credit.amount) for each in self.segments]
        currency = self.segments[0].credit.currency if self.segments else ""
        return steps_svg(steps, title=f"{self.partner} at {self.client}: credit a month", unit=currency)


class Timelines(Mapping[tuple[str, str], Timeline]):
    """
    The timelines of all pairs of partner and client that ever have a line, in the order of their ids.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> timelines(acme)
        <Timelines, pairs of partner and client: 1>
    """

    def __init__(self, timelines: Iterable[Timeline]) -> None:
        by_pair = {(each.partner, each.client): each for each in timelines}
        self._timelines = {pair: by_pair[pair] for pair in sorted(by_pair)}

    def __getitem__(self, pair: tuple[str, str]) -> Timeline:
        return self._timelines[pair]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._timelines)

    def __len__(self) -> int:
        return len(self._timelines)

    def __repr__(self) -> str:
        return f"<Timelines, pairs of partner and client: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        table = self.table()
        picture = as_image(self.svg(), table.title) if self else ""
        return table.html(picture, below=folded("Assumptions", map(str, self.assumptions)))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed where the sources leave something open, under any of the timelines' policies."""
        policies = dict.fromkeys(each.policy for each in self.values())
        return tuple(dict.fromkeys(each for policy in policies for each in policy.assumptions()))

    def table(self) -> Table:
        """All segments as one table, by partner, then client, then day."""
        return _table(self.values(), "Managed MRR credit over time")

    def svg(self) -> str:
        """Who has credit for whom when, as a picture in SVG: a row a pair, the pairs of a client together."""
        rows = [
            (each.client, each.partner, ((run.start, run.end, len(run.sharing) > 1) for run in each.segments))
            for each in sorted(self.values(), key=lambda each: (each.client, each.partner))
        ]
        return bars_svg(rows, title="Managed MRR credit over time")


def _table(timelines: Collection[Timeline], title: str) -> Table:
    rows = [
        [
            timeline.partner,
            timeline.client,
            str(segment.start),
            "" if segment.end is None else str(segment.end),
            segment.credit.currency,
            segment.credit.decimal(grouped=True),
            "unknown" if segment.points is None else decimal_text(segment.points, 2, grouped=True),
            ", ".join(each for each in segment.sharing if each != timeline.partner),
        ]
        for timeline in timelines
        for segment in timeline.segments
    ]
    columns = ["partner", "client", "start", "end", "currency", "credit a month", "points", "shared with"]
    notes = [] if rows else ["There is no credit on any day."]
    notes += unknown_terms(*dict.fromkeys(each.policy for each in timelines))
    return Table(columns, rows, title=title, numbers=["credit a month", "points"], notes=notes)


def timeline(portfolio: Portfolio, *, partner: str, client: str, policy: Policy = SERVICING) -> Timeline:
    """
    The whole history of one partner's credit for one client, without a loop over days.

    Args:
        portfolio: The evidence.
        partner: Id of the partner.
        client: Id of the client.
        policy: The rules in force.

    Raises:
        UnknownIdError: There is no such partner or client; the error names the nearest.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> print(timeline(acme, partner="north", client="acme"))
        Managed MRR credit of north for acme over time (servicing)
        partner  client  start       end         currency  credit a month  points  shared with
        -------  ------  ----------  ----------  --------  --------------  ------  -----------
        north    acme    2024-01-15  2024-03-15  USD             1,000.00   10.00
    """
    portfolio.facts(partner, client)
    found = Segmenter(policy).segments(portfolio.by_client[client])
    return Timeline(partner, client, found.get(partner, ()), policy, portfolio)


def timelines(portfolio: Portfolio, *, policy: Policy = SERVICING) -> Timelines:
    """
    The histories of all pairs of partner and client that ever have a line, in one pass.

    Args:
        portfolio: The evidence.
        policy: The rules in force.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> list(timelines(acme))
        [('north', 'acme')]
    """
    segmenter = Segmenter(policy)
    with uncollected():
        return Timelines(
            Timeline(partner, client, made, policy, portfolio)
            for client, pairs in portfolio.by_client.items()
            for partner, made in segmenter.segments(pairs).items()
        )
