"""Which lines end soon? Every one of a portfolio, by day."""

from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from managed_mrr.bulk import uncollected
from managed_mrr.dates.ranges import exact_date, repr_date
from managed_mrr.evidence import PartnerAtClient, Portfolio
from managed_mrr.evidence.known import known_facts
from managed_mrr.forecast.forecaster import Forecaster
from managed_mrr.forecast.icalendar import Event, calendar_text
from managed_mrr.forecast.lines import last_day_within, points_text, the_only, worth
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.program import unknown_terms
from managed_mrr.statement import Line, Totals
from managed_mrr.tables import Table

__all__ = [
    "Expiring",
    "Expiry",
    "expiring",
]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Expiry:
    """
    One line that ends soon, if nothing new happens.

    Attributes:
        expires_on: First day without it.
        line: The line as of the day that was asked about: what is at stake.
        last_day_to_act: Latest day on which one new qualifying activity leaves no gap; None if none helps.
        employees: Ids of the employees who keep the line: those with a live activity, and those who are needed.
        needed_employees: Ids of the employees without whose activities there would be no line now.
        by_terms: Whether a change of terms ends it: by those of the day before, it would go on.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> [str(each.last_day_to_act) for each in expiring(acme, as_of=date(2024, 3, 1), within=30)]
        ['2024-03-15']
    """

    expires_on: date = attrs.field(repr=repr_date)
    line: Line
    last_day_to_act: date | None = attrs.field(repr=repr_date)
    employees: tuple[str, ...]
    needed_employees: tuple[str, ...]
    by_terms: bool = False

    @property
    def single_point(self) -> str | None:
        """The employee without whose activities there would be no line now; None if it is none, or several."""
        return the_only(self.needed_employees)


@attrs.frozen(repr=False)
class Expiring:
    """
    All lines that end within some days, if nothing new happens.

    Attributes:
        as_of: The day; evidence dated later has no say.
        within: How many days after it are looked at.
        policy: The rules it was worked out by.
        expiries: The lines that end, by day, then partner, then client.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> expiring(acme, as_of=date(2024, 3, 1), within=30)
        <Expiring within 30 days of 2024-03-01, policy servicing, lines: 1>
    """

    as_of: date
    within: int
    policy: Policy
    expiries: tuple[Expiry, ...]

    def __repr__(self) -> str:
        return f"<Expiring within {self.within} days of {self.as_of}, policy {self.policy.name}, lines: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def __len__(self) -> int:
        return len(self.expiries)

    def __iter__(self) -> Iterator[Expiry]:
        return iter(self.expiries)

    def totals(self) -> Totals:
        """What is at stake for each partner: credit by currency, points, what is unknown."""
        return Totals(tuple(each.line for each in self.expiries))

    def table(self) -> Table:
        """The lines as a table for people, with what is at stake for each partner below."""
        rows = [
            [
                str(each.expires_on),
                each.line.partner,
                each.line.client,
                each.line.credit.currency,
                each.line.credit.decimal(grouped=True),
                points_text(each.line),
                str(each.last_day_to_act or "none helps"),
                ", ".join(each.employees),
            ]
            for each in self.expiries
        ]
        columns = ["ends on", "partner", "client", "currency", "credit a month", "points", "last day to act", "kept by"]
        title = f"Lines that end within {self.within} days of {self.as_of}, if nothing new happens ({self.policy.name})"
        notes = [f"at stake for {each}" for each in self.totals().values()] or ["No line ends in this time."]
        changed = [f"{each.line.partner} at {each.line.client}" for each in self.expiries if each.by_terms]
        notes += [f"by a change of terms: {', '.join(changed)}"] if changed else []
        notes += unknown_terms(self.policy)
        return Table(columns, rows, title=title, numbers=["credit a month", "points"], notes=notes)

    def calendar(self) -> str:
        """
        The last days to act as an iCalendar file: an all-day event for each line, on the day it ends if none helps.

        The same lines give the same text. An event keeps its identity from one export to the next, so that a
        calendar moves it and does not show it twice.
        """
        return calendar_text(map(self._event, self.expiries), made_on=self.as_of)

    def _event(self, expiry: Expiry) -> Event:
        line, act = expiry.line, expiry.last_day_to_act
        said = f"{line.partner}'s credit for {line.client} ends"
        kept = ", ".join(expiry.employees) or "nobody"
        return Event(
            identity=(self.policy.name, line.partner, line.client),
            on=expiry.expires_on if act is None else act,
            summary=said if act is None else f"Last day to act: {said}",
            description=f"{worth(line)}; ends on {expiry.expires_on}; kept by {kept}",
        )


def expiring(
    portfolio: Portfolio, *, as_of: date, within: int, policy: Policy = SERVICING, partner: str | None = None
) -> Expiring:
    """
    All lines that end within some days of a day, if nothing new happens, in one pass over the clients.

    Changes of terms that a program announces are foreseen. Where its known terms end, nothing is said of any line.

    Args:
        portfolio: The evidence.
        as_of: The day; what is at stake is the line of this day.
        within: How many days after it are looked at: 30 means the next 30 days, the last of them included.
        policy: The rules in force.
        partner: Only lines of this partner; all partners if left out.

    Raises:
        DateError: ``as_of`` is not exactly a date, or ``within`` not a whole number of at least 1.
        UnknownIdError: There is no such partner; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Clause:
        A14, A15, B12, B13.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client(
        ...     "north", "acme", start=date(2024, 1, 1), price=1000, employee="ann", activities=[date(2024, 1, 15)]
        ... )
        >>> print(expiring(acme, as_of=date(2024, 3, 1), within=30))
        Lines that end within 30 days of 2024-03-01, if nothing new happens (servicing)
        ends on     partner  client  currency  credit a month  points  last day to act  kept by
        ----------  -------  ------  --------  --------------  ------  ---------------  -------
        2024-03-15  north    acme    USD             1,000.00   10.00  2024-03-15       ann
        at stake for north: USD 1,000.00; 10.00 points
    """
    day = exact_date(as_of)
    limit = last_day_within(day, within)
    if partner is not None:
        portfolio.partner(partner)
    forecaster = Forecaster(policy, day)
    with uncollected():
        found = [
            each
            for client, pairs in portfolio.by_client.items()
            for each in _expiries(forecaster, client, pairs, limit, partner)
        ]
    found.sort(key=lambda each: (each.expires_on, each.line.partner, each.line.client))
    return Expiring(day, within, policy, tuple(found))


def _expiries(
    forecaster: Forecaster, client: str, pairs: Sequence[PartnerAtClient], limit: int, partner: str | None
) -> Iterator[Expiry]:
    """The lines at one client that end up to a day, the limit."""
    known: dict[str, tuple[PartnerAtClient, int]] = {}
    for each in pairs:
        if partner in (None, each.partner.id) and forecaster.eligible(each):
            facts = known_facts(each, forecaster.day)
            end = forecaster.end(facts, limit + 1)
            if end <= limit:
                known[each.partner.id] = (facts, end)
    for line in forecaster.lines(client, pairs) if known else ():
        if line.partner in known:
            facts, end = known[line.partner]
            needed = forecaster.needed(facts)
            yield Expiry(
                date.fromordinal(end),
                line,
                forecaster.last_day(facts, end),
                forecaster.keepers(facts, needed),
                needed,
                forecaster.ended_by_terms(facts, end),
            )
