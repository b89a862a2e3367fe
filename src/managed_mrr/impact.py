"""Impact: who gains and who loses when one policy takes the place of another, when, and by which of its values."""

from collections.abc import Iterator, Sequence

import attrs

from managed_mrr.comparison import Comparison, Difference, compare
from managed_mrr.dates.ranges import ordinal
from managed_mrr.difference import told_apart
from managed_mrr.evidence import Portfolio
from managed_mrr.ledger.movements import signed
from managed_mrr.policy import Policy, single_differences
from managed_mrr.program import unknown_terms
from managed_mrr.scenario import Scenario
from managed_mrr.segments import Segment, Segmenter
from managed_mrr.tables import Table

__all__ = ["Impact", "ImpactLine", "impact"]


def __dir__() -> list[str]:
    return __all__


TOGETHER = "only several together"
"""Why a line is another if no value of the policy does it alone."""


@attrs.frozen
class ImpactLine:
    """
    A run of days on which a line would be another, and why.

    Attributes:
        difference: The days, and the line before and after.
        because: The places of the values of the policy that would do it, each alone; none if only several together do.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import ExpiryWindow, hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> later = hubspot.SERVICING.with_(window=ExpiryWindow(days=61))
        >>> (change,) = impact(hubspot.SERVICING, later, acme)
        >>> change.difference.start, change.because
        (datetime.date(2024, 3, 15), ('eligibility.rules[0].window.days',))
    """

    difference: Difference
    because: tuple[str, ...]

    @property
    def gain(self) -> int:
        """1 if the partner is better off on these days, -1 if it is worse off, 0 if only others share."""
        each = self.difference
        lines = (each.after is not None) - (each.before is not None)
        amount = each.credit.amount or each.known_points or lines
        return (amount > 0) - (amount < 0)


@attrs.frozen(repr=False)
class Impact:
    """
    Who gains and who loses when one policy takes the place of another.

    Attributes:
        comparison: The two policies held against each other.
        changes: The lines that would be others, by partner, then client, then day, each with why.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> impact(hubspot.SERVICING, hubspot.PARTNER_OF_RECORD, acme)
        <Impact of partner-of-record in place of servicing, changes: 1>
    """

    comparison: Comparison
    changes: tuple[ImpactLine, ...]

    @property
    def before(self) -> Policy:
        """The policy that is replaced."""
        return self.comparison.policy

    @property
    def after(self) -> Policy:
        """The policy that takes its place."""
        return self.comparison.scenario_policy

    def __repr__(self) -> str:
        before, after = told_apart(self.before, self.after)
        return f"<Impact of {after} in place of {before}, changes: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[ImpactLine]:
        return iter(self.changes)

    def gains(self) -> tuple[ImpactLine, ...]:
        """The changes by which a partner gets more credit or points, or a line."""
        return tuple(each for each in self.changes if each.gain > 0)

    def losses(self) -> tuple[ImpactLine, ...]:
        """The changes by which a partner gets less credit or points, or no line any more."""
        return tuple(each for each in self.changes if each.gain < 0)

    def table(self) -> Table:
        """The changes as a table for people; ``end`` is the first day after each."""
        rows = [[*_described(each.difference), ", ".join(each.because) or TOGETHER] for each in self.changes]
        before, after = told_apart(self.before, self.after)
        notes = [self._summary("gains", self.gains()), self._summary("loses", self.losses())]
        return Table(
            ["partner", "client", "start", "end", "currency", "difference", "points", "because of"],
            rows,
            title=f"{after} in place of {before}",
            numbers=["difference", "points"],
            notes=[
                *([each for each in notes if each] or ["Nobody gains and nobody loses, on any day."]),
                *unknown_terms(self.before, self.after),
            ],
        )

    @staticmethod
    def _summary(verb: str, changes: Sequence[ImpactLine]) -> str:
        clients: dict[str, dict[str, None]] = {}
        for each in changes:
            clients.setdefault(each.difference.partner, {})[each.difference.client] = None
        return "; ".join(f"{partner} {verb} at {', '.join(those)}" for partner, those in clients.items())


def _described(difference: Difference) -> list[str]:
    points = "unknown" if difference.points is None else signed(difference.points)
    return [
        difference.partner,
        difference.client,
        str(difference.start),
        "" if difference.end is None else str(difference.end),
        difference.credit.currency,
        signed(difference.credit),
        points,
    ]


def impact(
    before: Policy, after: Policy, portfolio: Portfolio, *, partner: str | None = None, client: str | None = None
) -> Impact:
    """
    Who gains and who loses when one policy takes the place of another, when, and why.

    Why is told by trying: each value in which the policies differ is changed alone, and those are named with which the
    line is already what it is under the other policy.

    Args:
        before: The policy that is replaced.
        after: The policy that takes its place.
        portfolio: The evidence.
        partner: Only this partner's lines; all partners' if left out.
        client: Only lines for this client; all clients' if left out.

    Raises:
        UnknownIdError: There is no such partner or client; the error names the nearest.

    Clause:
        B13.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import ExpiryWindow, hubspot, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(impact(hubspot.SERVICING, hubspot.SERVICING.with_(window=ExpiryWindow(days=61)), acme))
        servicing (days=61) in place of servicing
        partner  client  start       end         currency  difference  points  because of
        -------  ------  ----------  ----------  --------  ----------  ------  --------------------------------
        north    acme    2024-03-15  2024-03-16  USD           +90.00   +0.90  eligibility.rules[0].window.days
        north gains at acme
    """
    comparison = compare(portfolio, Scenario(policy=after), policy=before, partner=partner, client=client)
    mixed = single_differences(*_alike(before, after))
    tried = [_Tried(place, Segmenter(policy), portfolio) for place, policy in mixed]
    changes = [
        ImpactLine(each, tuple(one.place for one in tried if one.segment(each) == each.after)) for each in comparison
    ]
    return Impact(comparison, tuple(changes))


def _alike(before: Policy, after: Policy) -> tuple[Policy, Policy]:
    """Both as they are, or, of a policy and a program, each as its four parts, which can be exchanged one by one."""
    if type(before) is type(after):
        return before, after
    one, other = (
        Policy(
            name=each.name,
            eligibility=each.eligibility,
            revenue=each.revenue,
            split=each.split,
            points=each.points,
        )
        for each in (before, after)
    )
    return one, other


class _Tried:
    """The lines with one value changed, each client worked out when it is first asked about."""

    def __init__(self, place: str, engine: Segmenter, portfolio: Portfolio) -> None:
        self.place = place
        self.engine = engine
        self.portfolio = portfolio
        self.clients: dict[str, dict[str, tuple[Segment, ...]]] = {}

    def segment(self, difference: Difference) -> Segment | None:
        """The line on the first day of a difference, with the bounds of the line that is looked for."""
        client = difference.client
        if client not in self.clients:
            self.clients[client] = self.engine.segments(self.portfolio.by_client[client])
        start = ordinal(difference.start)
        for each in self.clients[client].get(difference.partner, ()):
            if ordinal(each.start) <= start and (each.end is None or start < ordinal(each.end)):
                wanted = difference.after
                return each if wanted is None else attrs.evolve(each, start=wanted.start, end=wanted.end)
        return None
