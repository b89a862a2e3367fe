"""The prepared portfolio: what is asked of it, and what arrives."""

from bisect import bisect_right
from datetime import date
from functools import cached_property, partial
from operator import attrgetter

import attrs

from managed_mrr.bulk import uncollected
from managed_mrr.dates.ranges import exact_date
from managed_mrr.evidence import LISTS, Portfolio, Record
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.prepared.evidence import Evidence
from managed_mrr.prepared.standing import standing_by
from managed_mrr.segments import Segment
from managed_mrr.statement import Line, Statement
from managed_mrr.timeline import Timeline, Timelines

__all__ = ["Prepared", "prepare"]


def __dir__() -> list[str]:
    return __all__


_ORDER = {kind: place for place, kind in enumerate(LISTS.values())}
_START = attrgetter("start")


def _place(record: Record) -> int:
    """The place of a record's list; records speak of those in lists before theirs only."""
    return _ORDER.get(type(record), 0)


@attrs.frozen(init=False, eq=False, repr=False)
class Prepared:
    """
    A portfolio and a policy with the timelines worked out, ready to take in what arrives.

    :func:`prepare` makes one. It never changes: :meth:`with_` makes another, which shares with this one all that
    the new records do not touch. Every answer equals that of a fresh run on the whole portfolio. A client is worked
    out when it is first asked about, and then once.

    Attributes:
        policy: The rules in force.

    Examples:
        >>> from managed_mrr import Activity, managed_client
        >>> acme = managed_client(
        ...     "north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)], employee="ann"
        ... )
        >>> before = prepare(acme)
        >>> done = Activity(employee="ann", client="acme", on=date(2024, 2, 1), tool="blog", action="publish")
        >>> after = before.with_(done)
        >>> [each.timeline("north", "acme").segments[-1].end.isoformat() for each in (before, after)]
        ['2024-03-15', '2024-04-01']
    """

    policy: Policy
    _evidence: Evidence

    def __init__(self, portfolio: Portfolio, *, policy: Policy = SERVICING) -> None:
        self.__attrs_init__(policy, Evidence(portfolio, standing_by(policy)))

    def __repr__(self) -> str:
        counts = self._evidence.counts
        clients, activities = counts["clients"], counts["activities"]
        return f"<Prepared, policy {self.policy.name}, clients: {clients:,}, activities: {activities:,}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Prepared):
            return NotImplemented
        return (self.policy, self.portfolio) == (other.policy, other.portfolio)

    def __hash__(self) -> int:
        return hash((self.policy, self.portfolio))

    def __reduce__(self) -> tuple[object, tuple[Portfolio]]:
        return partial(Prepared, policy=self.policy), (self.portfolio,)

    @cached_property
    def portfolio(self) -> Portfolio:
        """
        All the evidence as a portfolio, for every other question; put together when it is first asked for.

        Examples:
            >>> from managed_mrr import Client, Partner
            >>> prepare(Portfolio()).with_(Partner("north"), Client("acme", currency="USD")).portfolio
            <Portfolio: 1 partner, 1 client>
        """
        return self._evidence.portfolio()

    def with_(self, *records: Record) -> "Prepared":
        """
        This with more records, of any kind and in any order; this one stays as it is.

        What was checked before is not looked at again, so that this takes as long as the records do that are given.

        Args:
            *records: The records; what they speak of may be among them.

        Raises:
            EvidenceError: Something is not a record.
            PortfolioError: The records do not fit to what is there; the error has every problem, and is that of
                :meth:`Portfolio.with_`.

        Examples:
            >>> from managed_mrr import Client
            >>> prepare(Portfolio()).with_(Client("acme", currency="USD"))
            <Prepared, policy servicing, clients: 1, activities: 0>
        """
        evidence = self._evidence.copy()
        for record in records if len(records) == 1 else sorted(records, key=_place):
            if not evidence.add(record):
                # To say all that is wrong, and where, takes the whole of it.
                return Prepared(self.portfolio.with_(*records), policy=self.policy)
        made = Prepared.__new__(Prepared)
        made.__attrs_init__(self.policy, evidence)
        return made

    def segments(self, partner: str, client: str) -> tuple[Segment, ...]:
        """
        The days on which a partner has a line for a client, with what it is worth; none if there never is one.

        Args:
            partner: Id of the partner.
            client: Id of the client.

        Raises:
            UnknownIdError: There is no such partner or client; the error names the nearest.

        Examples:
            >>> from managed_mrr import managed_client
            >>> prepare(managed_client("north", "acme", start=date(2024, 1, 1))).segments("north", "acme")
            ()
        """
        at_client = self._evidence.at(client)
        found = None if at_client is None else at_client.standing().segments.get(partner)
        if found is None:
            if at_client is None or self._evidence.known.partners.get(partner) is None:
                self.portfolio.facts(partner, client)
            return ()
        return found

    def timeline(self, partner: str, client: str) -> Timeline:
        """
        The whole history of one partner's credit for one client, as :func:`managed_mrr.timeline` tells it.

        Args:
            partner: Id of the partner.
            client: Id of the client.

        Raises:
            UnknownIdError: There is no such partner or client; the error names the nearest.

        Examples:
            >>> from managed_mrr import managed_client
            >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
            >>> prepare(acme).timeline("north", "acme")
            <Timeline of north at acme, policy servicing, segments: 1>
        """
        return Timeline(partner, client, self.segments(partner, client), self.policy, self)

    def timelines(self) -> Timelines:
        """
        The histories of all pairs of partner and client that ever have a line, as :func:`managed_mrr.timelines` does.

        Examples:
            >>> from managed_mrr import managed_client
            >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
            >>> list(prepare(acme).timelines())
            [('north', 'acme')]
        """
        with uncollected():
            return Timelines(
                Timeline(partner, each.client.id, segments, self.policy, self)
                for each in self._evidence
                for partner, segments in each.standing().segments.items()
            )

    def line(self, partner: str, client: str, as_of: date) -> Line | None:
        """
        The line of one partner and client as of a day; None if there is none. It is found by bisection.

        Args:
            partner: Id of the partner.
            client: Id of the client.
            as_of: The day.

        Raises:
            DateError: ``as_of`` is not exactly a date.
            UnknownIdError: There is no such partner or client; the error names the nearest.
            UnknownTermsError: The policy is a program that does not know the terms of the day.

        Examples:
            >>> from managed_mrr import managed_client
            >>> acme = managed_client(
            ...     "north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)]
            ... )
            >>> print(prepare(acme).line("north", "acme", date(2024, 2, 1)).credit)
            USD 900.00
        """
        self.policy.in_force(exact_date(as_of))
        return _line(partner, client, self.segments(partner, client), as_of)

    def evaluate(self, *, as_of: date, partner: str | None = None, client: str | None = None) -> Statement:
        """
        The lines as of a day, as :func:`managed_mrr.evaluate` tells them.

        Args:
            as_of: The day.
            partner: Only lines of this partner; all partners if left out.
            client: Only lines for this client; all clients if left out.

        Raises:
            DateError: ``as_of`` is not exactly a date.
            UnknownIdError: There is no such partner or client; the error names the nearest.
            UnknownTermsError: The policy is a program that does not know the terms of the day.

        Examples:
            >>> from managed_mrr import managed_client
            >>> acme = managed_client(
            ...     "north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)]
            ... )
            >>> prepare(acme).evaluate(as_of=date(2024, 2, 1))
            <Statement as of 2024-02-01, policy servicing, lines: 1>
        """
        self.policy.in_force(exact_date(as_of))
        if partner is not None and self._evidence.known.partners.get(partner) is None:
            self.portfolio.partner(partner)
        if client is not None and self._evidence.at(client) is None:
            self.portfolio.client(client)
        with uncollected():
            lines = [
                line
                for each in (self._evidence if client is None else filter(None, [self._evidence.at(client)]))
                for who, segments in each.standing().segments.items()
                if partner in (None, who) and (line := _line(who, each.client.id, segments, as_of)) is not None
            ]
        lines.sort(key=lambda line: (line.partner, line.client))
        return Statement(as_of, self.policy, tuple(lines), self)


def _line(partner: str, client: str, segments: tuple[Segment, ...], day: date) -> Line | None:
    """The line that segments make on a day."""
    index = bisect_right(segments, day, key=_START) - 1
    if index < 0:
        return None
    segment = segments[index]
    if segment.end is not None and day >= segment.end:
        return None
    return Line(partner, client, segment.credit, segment.points, segment.sharing)


def prepare(portfolio: Portfolio, *, policy: Policy = SERVICING) -> Prepared:
    """
    Prepare a portfolio to take in evidence as it arrives.

    Args:
        portfolio: The evidence there is.
        policy: The rules in force.

    Examples:
        >>> from managed_mrr import managed_client
        >>> prepare(managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)]))
        <Prepared, policy servicing, clients: 1, activities: 1>
    """
    return Prepared(portfolio, policy=policy)
