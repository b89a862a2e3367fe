"""Statements: every line of credit as of one day, and what it adds up to."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

import attrs

from managed_mrr.amounts import Money, RoundedParts, Rounding, decimal_text, round_parts
from managed_mrr.bulk import uncollected
from managed_mrr.by_subscription import CreditBySubscription, credit_by_subscription
from managed_mrr.dates import DateRange
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of, exact_date, ordinal, repr_date
from managed_mrr.evidence import Portfolio
from managed_mrr.evidence.portfolio import ToPortfolio, portfolio_of
from managed_mrr.explanation import explain, explain_total
from managed_mrr.findings import Finding
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy, a_policy
from managed_mrr.questions import Assumption
from managed_mrr.segments import Segmenter
from managed_mrr.tables import Table, folded, printable

__all__ = ["Line", "Statement", "Total", "Totals", "evaluate"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Line:
    """
    One partner's credit for one client on one day.

    Attributes:
        partner: Id of the partner.
        client: Id of the client.
        credit: The credit a month, exactly, in the client's currency; it may be 0.
        points: The managed points it makes, exactly; None if no rate is known for the day.
        sharing: Ids of the partners that share the client, this one among them, sorted.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> evaluate(acme, as_of=date(2024, 2, 1)).lines[0].points
        Fraction(9, 1)
    """

    partner: str
    client: str
    credit: Money
    points: Fraction | None
    sharing: tuple[str, ...]


@attrs.frozen
class Total:
    """
    What one partner's lines add up to.

    Attributes:
        partner: Id of the partner.
        credit: The credit, one amount for each currency, by currency code.
        points: All managed points, exactly; None if those of any line are unknown.
        known_points: The managed points of the lines whose points are known.
        unknown: Ids of the clients whose points are unknown, sorted.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> print(evaluate(acme, as_of=date(2024, 2, 1)).totals()["north"])
        north: USD 900.00; 9.00 points
    """

    partner: str
    credit: tuple[Money, ...]
    points: Fraction | None
    known_points: Fraction
    unknown: tuple[str, ...]

    def __str__(self) -> str:
        credit = " + ".join(map(str, self.credit))
        return printable(f"{self.partner}: {credit}; {self.points_text()} points")

    def points_text(self) -> str:
        """The points for people: two digits, and for how many clients they are unknown."""
        known = decimal_text(self.known_points, 2, grouped=True)
        return f"{known} + unknown for {', '.join(self.unknown)}" if self.unknown else known


class Totals(Mapping[str, Total]):
    """
    What every partner's lines add up to, by partner id, in the order of the ids.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> list(evaluate(acme, as_of=date(2024, 2, 1)).totals())
        ['north']
    """

    def __init__(self, lines: tuple[Line, ...]) -> None:
        by_partner: dict[str, list[Line]] = {}
        for line in lines:
            by_partner.setdefault(line.partner, []).append(line)
        self._totals = {partner: _total(partner, by_partner[partner]) for partner in sorted(by_partner)}

    def __getitem__(self, partner: str) -> Total:
        return self._totals[partner]

    def __iter__(self) -> Iterator[str]:
        return iter(self._totals)

    def __len__(self) -> int:
        return len(self._totals)

    def __repr__(self) -> str:
        return f"<Totals, partners: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def table(self) -> Table:
        """The totals as a table, a row for each partner."""
        rows = [[total.partner, " + ".join(map(str, total.credit)), total.points_text()] for total in self.values()]
        return Table(["partner", "credit a month", "points"], rows, numbers=["credit a month", "points"])


def _total(partner: str, lines: list[Line]) -> Total:
    credit: dict[str, Money] = {}
    for line in lines:
        currency = line.credit.currency
        credit[currency] = credit[currency] + line.credit if currency in credit else line.credit
    known = sum((line.points for line in lines if line.points is not None), Fraction(0))
    unknown = tuple(line.client for line in lines if line.points is None)
    return Total(partner, tuple(credit[code] for code in sorted(credit)), None if unknown else known, known, unknown)


@attrs.frozen(repr=False)
class Statement:
    """
    Every line of credit as of one day.

    Attributes:
        as_of: The day.
        policy: The rules it was worked out by.
        lines: The lines, by partner, then client.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> evaluate(acme, as_of=date(2024, 2, 1))
        <Statement as of 2024-02-01, policy servicing, lines: 1>
    """

    as_of: date = attrs.field(repr=repr_date)
    policy: Policy
    lines: tuple[Line, ...]
    _evidence: Portfolio | ToPortfolio = attrs.field(eq=False, alias="portfolio")

    def __repr__(self) -> str:
        return f"<Statement as of {self.as_of}, policy {self.policy.name}, lines: {len(self.lines):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html(below=folded("Assumptions", map(str, self.assumptions)))

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def portfolio(self) -> Portfolio:
        """The evidence; two statements with equal lines are equal whatever they rest on."""
        return portfolio_of(self._evidence)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed where the sources leave something open."""
        return self.policy.assumptions()

    @cached_property
    def _by_pair(self) -> dict[tuple[str, str], Line]:
        return {(line.partner, line.client): line for line in self.lines}

    def line(self, partner: str, client: str) -> Line | None:
        """
        The line of one partner and client; None if there is none that day.

        Raises:
            UnknownIdError: There is no such partner or client in the evidence.
        """
        found = self._by_pair.get((partner, client))
        if found is None:
            self.portfolio.facts(partner, client)
        return found

    def totals(self) -> Totals:
        """What each partner's lines add up to: credit by currency, points, what is unknown."""
        return Totals(self.lines)

    def explain(self, partner: str, client: str | None = None) -> Finding:
        """
        Why a partner has, or has not, credit for a client on the day; or what all its credit is made of.

        Nothing is worked out until this is called, and then only what is asked for.

        Args:
            partner: Id of the partner.
            client: Id of the client; if left out, the explanation is of the partner's total.

        Raises:
            UnknownIdError: There is no such partner or client in the evidence.
        """
        if client is None:
            return explain_total(self.portfolio, partner=partner, as_of=self.as_of, policy=self.policy)
        return explain(self.portfolio, partner=partner, client=client, as_of=self.as_of, policy=self.policy)

    def by_subscription(self, *, partner: str | None = None, client: str | None = None) -> CreditBySubscription:
        """
        What each subscription adds to the lines; for each line the parts add up to it exactly.

        Args:
            partner: Only lines of this partner; all lines if left out.
            client: Only lines for this client; all lines if left out.

        Raises:
            UnknownIdError: There is no such partner or client in the evidence.

        Clause:
            B10.
        """
        if partner is not None:
            self.portfolio.partner(partner)
        if client is not None:
            self.portfolio.client(client)
        pairs = [
            (line.partner, line.client)
            for line in self.lines
            if partner in (None, line.partner) and client in (None, line.client)
        ]
        return credit_by_subscription(self.portfolio, pairs, as_of=self.as_of, policy=self.policy)

    def rounded(self, client: str, method: Rounding) -> RoundedParts:
        """
        The credit of all partners of one client, rounded for paying out by a named method.

        Args:
            client: Id of the client.
            method: How to round; see :class:`~managed_mrr.Rounding`.

        Raises:
            UnknownIdError: There is no such client in the evidence.
            AmountError: The client has no line that day.
        """
        self.portfolio.client(client)
        return round_parts({line.partner: line.credit for line in self.lines if line.client == client}, method)

    def table(self) -> Table:
        """The lines as a table for people, with what they add up to below."""
        rows = [
            [
                line.partner,
                line.client,
                line.credit.currency,
                line.credit.decimal(grouped=True),
                "unknown" if line.points is None else decimal_text(line.points, 2, grouped=True),
                ", ".join(each for each in line.sharing if each != line.partner),
            ]
            for line in self.lines
        ]
        return Table(
            ["partner", "client", "currency", "credit a month", "points", "shared with"],
            rows,
            title=f"Managed MRR credit as of {self.as_of} ({self.policy.name})",
            numbers=["credit a month", "points"],
            notes=list(map(str, self.totals().values())) or ["No partner has credit on this day."],
        )


def evaluate(
    portfolio: Portfolio,
    *,
    as_of: date,
    policy: Policy = SERVICING,
    partner: str | None = None,
    client: str | None = None,
) -> Statement:
    """
    The credit and points of every partner for every client as of a day.

    Only evidence dated on or before the day has any say.

    Args:
        portfolio: The evidence.
        as_of: The day.
        policy: The rules in force.
        partner: Only lines of this partner; all partners if left out.
        client: Only lines for this client; all clients if left out.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownIdError: There is no such partner or client; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> print(evaluate(acme, as_of=date(2024, 3, 1)))
        Managed MRR credit as of 2024-03-01 (servicing)
        partner  client  currency  credit a month  points  shared with
        -------  ------  --------  --------------  ------  -----------
        north    acme    USD             1,000.00   10.00
        north: USD 1,000.00; 10.00 points
    """
    day = exact_date(as_of)
    a_policy(policy).in_force(day)
    if partner is not None:
        portfolio.partner(partner)
    if client is not None:
        portfolio.client(client)
    segmenter = Segmenter(policy, DateRange(day, day_of(min(ordinal(day) + 1, FOREVER))))
    with uncollected():
        lines = [
            Line(who, each, segment.credit, segment.points, segment.sharing)
            for each in (portfolio.by_client if client is None else [client])
            for who, (segment,) in segmenter.segments(portfolio.by_client[each]).items()
            if partner in (None, who)
        ]
    lines.sort(key=lambda line: (line.partner, line.client))
    return Statement(day, policy, tuple(lines), portfolio)
