"""Which subscriptions come up soon? Their next term ends and billing days, with the credit that rides on them."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import attrs

from managed_mrr.amounts import decimal_text
from managed_mrr.by_subscription import SubscriptionCredit, credit_by_subscription
from managed_mrr.dates import DateRange, first_step_from
from managed_mrr.dates.ranges import exact_date, ordinal, repr_date
from managed_mrr.evidence import Portfolio, Subscription
from managed_mrr.forecast.icalendar import Event, calendar_text
from managed_mrr.forecast.lines import last_day_within, worth
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.questions import Assumption
from managed_mrr.statement import Line, Totals, evaluate
from managed_mrr.tables import Table, folded

__all__ = ["Renewal", "RenewalKind", "Renewals", "renewals"]


def __dir__() -> list[str]:
    return __all__


class RenewalKind(StrEnum):
    """
    What happens to a subscription on a day that comes up.

    Examples:
        >>> print(RenewalKind.ENDS, RenewalKind.RENEWS)
        ends renews
    """

    ENDS = "ends"
    """Its end is reached, and from this day on it is not there unless it is bought again (B8)."""

    RENEWS = "renews"
    """A billing day comes, on which the next period begins (B5)."""

    def __repr__(self) -> str:
        return f"RenewalKind.{self.name}"


@attrs.frozen
class Renewal:
    """
    A day on which a subscription ends, or is billed again.

    Attributes:
        on: The day.
        kind: What happens on it.
        client: Id of the client.
        subscription: Id of the subscription.
        riding: What the subscription adds to each partner's line as of the day that was asked about, by partner;
            nothing if nobody has a line for the client.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> (coming,) = renewals(acme, as_of=date(2024, 2, 1), within=30)
        >>> str(coming.on), str(coming.kind), [str(part.credit) for part in coming.riding]
        ('2024-03-01', 'renews', ['USD 900.00'])
    """

    on: date = attrs.field(repr=repr_date)
    kind: RenewalKind
    client: str
    subscription: str
    riding: tuple[SubscriptionCredit, ...]


@attrs.frozen(repr=False)
class Renewals:
    """
    The subscriptions that end or are billed again within some days.

    Attributes:
        as_of: The day; evidence dated later has no say, but for ends that are taken as agreed.
        within: How many days after it are looked at.
        policy: The rules it was worked out by.
        renewals: What comes, by day, then client, then subscription.

    Clause:
        B12.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> renewals(acme, as_of=date(2024, 2, 1), within=30)
        <Renewals within 30 days of 2024-02-01, policy servicing, renewals: 1>
    """

    as_of: date = attrs.field(repr=repr_date)
    within: int
    policy: Policy
    renewals: tuple[Renewal, ...]

    def __repr__(self) -> str:
        return (
            f"<Renewals within {self.within} days of {self.as_of}, policy {self.policy.name}, renewals: {len(self):,}>"
        )

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html(below=folded("Assumptions", map(str, self.assumptions)))

    def __len__(self) -> int:
        return len(self.renewals)

    def __iter__(self) -> Iterator[Renewal]:
        return iter(self.renewals)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed where the sources leave something open."""
        return self.policy.assumptions()

    def totals(self, kind: RenewalKind | None = None) -> Totals:
        """
        What rides on it for each partner: credit by currency, points, what is unknown.

        A subscription that is billed again and then ends is counted once.

        Args:
            kind: Only what ends, or only what renews; both if left out.
        """
        riding = dict.fromkeys(part for each in self if kind in (None, each.kind) for part in each.riding)
        by_pair: dict[tuple[str, str], Line] = {}
        for line in map(_line, riding):
            pair = line.partner, line.client
            by_pair[pair] = _together(by_pair[pair], line) if pair in by_pair else line
        return Totals(tuple(by_pair.values()))

    def table(self) -> Table:
        """What comes as a table for people, a row for each partner, with what rides on it for each below."""
        rows = [
            [str(each.on), str(each.kind), each.client, each.subscription, *cells]
            for each in self
            for cells in map(_cells, each.riding or [None])
        ]
        columns = ["on", "what", "client", "subscription", "partner", "currency", "credit a month", "points"]
        notes = [f"{kind} for {total}" for kind in RenewalKind for total in self.totals(kind).values()]
        return Table(
            columns,
            rows,
            title=f"Subscriptions that end or renew within {self.within} days of {self.as_of} ({self.policy.name})",
            numbers=["credit a month", "points"],
            notes=notes or ([] if rows else ["No subscription ends or renews in this time."]),
        )

    def calendar(self) -> str:
        """
        What comes as an iCalendar file: an all-day event for each subscription that ends, and each that renews.

        The same renewals give the same text. An event keeps its identity from one export to the next, so that a
        calendar moves it and does not show it twice.
        """
        return calendar_text(map(self._event, self.renewals), made_on=self.as_of)

    def _event(self, renewal: Renewal) -> Event:
        riding = "; ".join(f"{part.partner}: {worth(_line(part))}" for part in renewal.riding)
        return Event(
            identity=(self.policy.name, renewal.client, renewal.subscription, str(renewal.kind)),
            on=renewal.on,
            summary=f"{renewal.client}'s subscription {renewal.subscription} {renewal.kind}",
            description=riding or "nobody has credit",
        )


def _line(part: SubscriptionCredit) -> Line:
    """The part as a line of its own."""
    return Line(part.partner, part.client, part.credit, part.points, part.sharing)


def _together(one: Line, other: Line) -> Line:
    """Two parts of one line as one."""
    points = None if one.points is None or other.points is None else one.points + other.points
    return attrs.evolve(one, credit=one.credit + other.credit, points=points)


def _cells(part: SubscriptionCredit | None) -> list[str]:
    if part is None:
        return ["nobody", "", "", ""]
    points = "unknown" if part.points is None else decimal_text(part.points, 2, grouped=True)
    return [part.partner, part.credit.currency, part.credit.decimal(grouped=True), points]


def renewals(
    portfolio: Portfolio,
    *,
    as_of: date,
    within: int,
    policy: Policy = SERVICING,
    partner: str | None = None,
    agreed_ends: bool = True,
) -> Renewals:
    """
    The subscriptions that end within some days of a day, and the next billing day of those that are billed before.

    Looked at is every subscription in force on the day: begun, not ended and not fully refunded. Billing days are
    calendar days counted from the first billing, in a shorter month its last day; the next one is the first after
    ``as_of``, and one on the day of the end, or after it, is none. A subscription not billed by ``as_of`` is not known
    to be billed.

    Args:
        portfolio: The evidence.
        as_of: The day; what rides on a subscription is its part of the lines of this day.
        within: How many days after it are looked at: 90 means the next 90 days, the last of them included.
        policy: The rules in force.
        partner: Only what this partner has a line for; all subscriptions if left out.
        agreed_ends: Whether an end that is yet to come was agreed when the subscription began. If not, it is not
            known, as everywhere else: a date that lies after the day.

    Raises:
        DateError: ``as_of`` is not exactly a date, or ``within`` not a whole number of at least 1.
        UnknownIdError: There is no such partner; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Clause:
        B5, B8, B12.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 31), price=900, activities=[date(2024, 1, 31)])
        >>> print(renewals(acme, as_of=date(2024, 2, 1), within=30))
        Subscriptions that end or renew within 30 days of 2024-02-01 (servicing)
        on          what    client  subscription       partner  currency  credit a month  points
        ----------  ------  ------  -----------------  -------  --------  --------------  ------
        2024-02-29  renews  acme    acme-subscription  north    USD               900.00    9.00
        renews for north: USD 900.00; 9.00 points
    """
    day = exact_date(as_of)
    limit = date.fromordinal(last_day_within(day, within))
    coming = [
        (on, kind, each)
        for each in portfolio.subscriptions
        for on, kind in _coming(each, day, limit, agreed_ends=agreed_ends)
    ]
    coming.sort(key=lambda each: (each[0], each[2].client, each[2].id))
    clients = {each.client for _, _, each in coming}
    lines = evaluate(portfolio, as_of=day, policy=policy, partner=partner).lines
    pairs = [(line.partner, line.client) for line in lines if line.client in clients]
    riding: dict[str | None, list[SubscriptionCredit]] = {}
    for part in credit_by_subscription(portfolio, pairs, as_of=day, policy=policy):
        riding.setdefault(part.subscription, []).append(part)
    found = (Renewal(on, kind, each.client, each.id, tuple(riding.get(each.id, ()))) for on, kind, each in coming)
    return Renewals(day, within, policy, tuple(each for each in found if partner is None or each.riding))


def _coming(
    subscription: Subscription, day: date, limit: date, *, agreed_ends: bool
) -> Iterator[tuple[date, RenewalKind]]:
    """What comes of one subscription after a day, up to the limit."""
    end, refunded, billing = subscription.end, subscription.refunded_on, subscription.billing
    if day not in DateRange(subscription.start, end) or (refunded is not None and refunded <= day):
        return
    known_end = end if agreed_ends else None
    if known_end is not None and known_end <= limit:
        yield known_end, RenewalKind.ENDS
    if billing is None or billing.first > day or limit == day:
        return
    billed = first_step_from(billing.first, billing.every_months, date.fromordinal(ordinal(day) + 1))
    if billed is not None and billed <= limit and (known_end is None or billed < known_end):
        yield billed, RenewalKind.RENEWS
