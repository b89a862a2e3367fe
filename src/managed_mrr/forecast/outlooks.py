"""Until when? The outlook of one line."""

from collections.abc import Sequence
from datetime import date

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of, exact_date, ordinal, repr_date
from managed_mrr.evidence import PartnerAtClient, Portfolio
from managed_mrr.evidence.known import known_facts
from managed_mrr.forecast.forecaster import Forecaster, HoldingActivity
from managed_mrr.forecast.lines import line_of, the_only, worth
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.program import unknown_terms
from managed_mrr.segments import Segment, Segmenter
from managed_mrr.statement import Line
from managed_mrr.tables import Table, printable

__all__ = [
    "NextChange",
    "Outlook",
    "outlook",
]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class NextChange:
    """
    The first later day on which a line is not what it was, if nothing new happens.

    Attributes:
        on: The day.
        before: The line up to the day before; None if there is none.
        after: The line from the day on; None if there is none.
        by_terms: Whether a change of terms alone does it: by those of the day before, nothing would change.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> ahead = outlook(acme, partner="north", client="acme", as_of=date(2024, 3, 1))
        >>> print(ahead.next_change)
        2024-03-15: the line ends
    """

    on: date = attrs.field(repr=repr_date)
    before: Line | None
    after: Line | None
    by_terms: bool = False

    @property
    def what(self) -> tuple[str, ...]:
        """Names of what differs: ``line`` if it begins or ends, else any of ``credit``, ``points``, ``sharing``."""
        if self.before is None or self.after is None:
            return ("line",)
        names = ("credit", "points", "sharing")
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))

    def __str__(self) -> str:
        by = ", by a change of terms" if self.by_terms else ""
        if self.after is None:
            return f"{self.on}: the line ends{by}"
        if self.before is None:
            return printable(f"{self.on}: a line begins, {worth(self.after)}{by}")
        changes = f"{worth(self.before)} becomes {worth(self.after)}"
        return printable(f"{self.on}: {' and '.join(self.what)}: {changes}{by}")


@attrs.frozen(kw_only=True, repr=False)
class Outlook:
    """
    What becomes of one partner's line for one client from a day on, if nothing new happens.

    Attributes:
        partner: Id of the partner.
        client: Id of the client.
        as_of: The day; evidence dated later has no say.
        policy: The rules it was worked out by.
        segments: The forecast: the days from ``as_of`` on with a line, as a timeline gives them.
        line: The line of the day; None if there is none.
        next_change: The first later day on which anything changes; None if nothing known changes it.
        expires_on: First day without a line; None if there is none now, or if nothing known ends it.
        last_day_to_act: Latest day on which one new qualifying activity of an employee who is set up leaves no gap;
            None if none is needed or none helps.
        note: Why there is no last day to act; empty if there is one.
        holding: The live activities without which there would be no line now, and those that carry it to its end.
        employees: Ids of the employees who keep the line: those with a live activity, and those who are needed.
        needed_employees: Ids of the employees without whose activities there would be no line now.
        by_terms: Whether a change of terms ends the line: by those of the day before, it would go on.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> ahead = outlook(acme, partner="north", client="acme", as_of=date(2024, 3, 1))
        >>> ahead.expires_on, ahead.single_point
        (datetime.date(2024, 3, 15), 'north-employee')
    """

    partner: str
    client: str
    as_of: date
    policy: Policy
    segments: tuple[Segment, ...]
    line: Line | None
    next_change: NextChange | None
    expires_on: date | None
    last_day_to_act: date | None
    note: str
    holding: tuple[HoldingActivity, ...]
    employees: tuple[str, ...]
    needed_employees: tuple[str, ...]
    by_terms: bool = False

    @property
    def single_point(self) -> str | None:
        """The employee without whose activities there would be no line now; None if it is none, or several."""
        return the_only(self.needed_employees)

    def __repr__(self) -> str:
        return f"<Outlook of {self.partner} at {self.client} from {self.as_of}, policy {self.policy.name}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def table(self) -> Table:
        """The answers as a table for people."""
        by = ", by a change of terms" if self.by_terms else ""
        ends = "no line" if self.line is None else f"{self.expires_on or 'nothing known ends it'}{by}"
        rows = [
            ("now", "no line" if self.line is None else worth(self.line)),
            ("next change", str(self.next_change or "none known")),
            ("ends on", ends),
            ("last day to act", str(self.last_day_to_act or f"none: {self.note}")),
            *(("held by", str(each)) for each in self.holding),
            ("kept by", ", ".join(self.employees) or "nobody's activity"),
            ("single point", ", ".join(self.needed_employees) or "none"),
        ]
        title = f"Outlook of {self.partner} at {self.client} from {self.as_of}, if nothing new happens"
        notes = unknown_terms(self.policy)
        return Table(["question", "answer"], rows, title=f"{title} ({self.policy.name})", notes=notes)


def outlook(portfolio: Portfolio, *, partner: str, client: str, as_of: date, policy: Policy = SERVICING) -> Outlook:
    """
    What becomes of one partner's line for one client from a day on, if nothing new happens.

    Evidence dated later than the day has no say: what ends later is open, as far as the day knows. A new activity
    counts on its own day, so as a rule the last day to act is the first day that would be without a line.

    Changes of terms that a program announces are foreseen. Where its known terms end, nothing is said of the line.

    Args:
        portfolio: The evidence.
        partner: Id of the partner.
        client: Id of the client.
        as_of: The day.
        policy: The rules in force.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownIdError: There is no such partner or client; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Clause:
        A14, A15, A19, B13.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client(
        ...     "north", "acme", start=date(2024, 1, 1), price=1000, employee="ann", activities=[date(2024, 1, 15)]
        ... )
        >>> print(outlook(acme, partner="north", client="acme", as_of=date(2024, 3, 1)))
        Outlook of north at acme from 2024-03-01, if nothing new happens (servicing)
        question         answer
        ---------------  --------------------------------------------------------------------------------------------
        now              USD 1,000.00 a month, 10.00 points
        next change      2024-03-15: the line ends
        ends on          2024-03-15
        last day to act  2024-03-15
        held by          ann's blog publish of 2024-01-15, counts until 2024-03-15, needed now, last  [activities[0]]
        kept by          ann
        single point     ann
    """
    day = exact_date(as_of)
    portfolio.facts(partner, client)
    pairs = [known_facts(each, day) for each in portfolio.by_client[client]]
    forecaster = Forecaster(policy, day)
    segments = tuple(Segmenter(policy, DateRange(day, None)).segments(pairs).get(partner, ()))
    made = Outlook(
        partner=partner,
        client=client,
        as_of=day,
        policy=policy,
        segments=segments,
        line=None,
        next_change=_next_change(segments, partner, forecaster, pairs),
        expires_on=None,
        last_day_to_act=None,
        note="there is no line to keep",
        holding=(),
        employees=(),
        needed_employees=(),
    )
    if not segments or segments[0].start != day:
        return made
    facts = forecaster.recent(next(each for each in pairs if each.partner.id == partner))
    end = forecaster.end(facts, FOREVER)
    expires_on = day_of(end)
    last = None if expires_on is None else forecaster.last_day(facts, end)
    needed = forecaster.needed(facts)
    return attrs.evolve(
        made,
        line=line_of(partner, client, segments[0]),
        expires_on=expires_on,
        last_day_to_act=last,
        note="" if last else forecaster.why_no_last_day(facts, end),
        holding=tuple(forecaster.holding(facts, expires_on)),
        employees=forecaster.keepers(facts, needed),
        needed_employees=needed,
        by_terms=forecaster.ended_by_terms(facts, end),
    )


def _next_change(
    segments: Sequence[Segment], partner: str, forecaster: Forecaster, pairs: Sequence[PartnerAtClient]
) -> NextChange | None:
    if not segments:
        return None
    day, client = forecaster.day, pairs[0].client.id
    lines = {each.start: line_of(partner, client, each) for each in segments}
    on = next(edge for edge in (segments[0].start, segments[0].end) if edge != day)
    if on is None or ordinal(on) == forecaster.known_until:
        return None
    return NextChange(on, lines.get(day), lines.get(on), forecaster.changed_by_terms(pairs, partner, on))
