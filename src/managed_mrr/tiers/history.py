"""The tier of a partner through time: on which days it is met, and when it changes."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeAlias

import attrs

from managed_mrr.dates import DateRange, StepFunction
from managed_mrr.dates.ranges import exact_date, repr_date
from managed_mrr.evidence import Portfolio
from managed_mrr.hubspot import SERVICING
from managed_mrr.pictures import as_image, steps_svg
from managed_mrr.policy import Policy
from managed_mrr.rules import OverTime, Term
from managed_mrr.rules.tiers import POINTS, TierTable
from managed_mrr.tables import Table, printable
from managed_mrr.tiers.measures import Measure, managed_over_time
from managed_mrr.tiers.sold import SoldPoints, checked, sold_over_time
from managed_mrr.tiers.standing import TierMet, Tiers, TierStanding, over_time, tier_met
from managed_mrr.timeline import timelines

__all__ = ["TierSegment", "TierTimeline", "rows_of", "tier_timeline"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class TierSegment:
    """
    A run of days on which the tier stays the same.

    Attributes:
        start: First day; None if it was so ever.
        end: First day after it; None if nothing known ends it.
        met: The tier, as far as it is known.

    Examples:
        >>> print(TierSegment(date(2024, 1, 15), None, TierMet("gold", "gold", True)))
        [2024-01-15, ever): gold
    """

    start: date | None = attrs.field(repr=repr_date)
    end: date | None = attrs.field(repr=repr_date)
    met: TierMet

    def __str__(self) -> str:
        return printable(f"{DateRange(self.start, self.end)}: {self.met}")

    @property
    def tier(self) -> str | None:
        """The name of the highest tier that is surely met; None if there is none."""
        return self.met.tier


def rows_of(segments: Iterable[TierSegment]) -> list[list[str]]:
    """
    Segments as rows for people: start, end, tier.

    Examples:
        >>> rows_of([TierSegment(date(2024, 1, 15), None, TierMet("gold", "gold", True))])
        [['2024-01-15', '', 'gold']]
    """
    return [[str(each.start or ""), str(each.end or ""), str(each.met)] for each in segments]


_Course: TypeAlias = tuple[Term[TierTable] | None, Measure, Measure]


@attrs.frozen(kw_only=True, repr=False)
class TierTimeline:
    """
    On which days a partner meets which tier; every day there is lies in one segment.

    This is the tier that is met on each day; which one the programme credits, and when it is taken away, is for
    :class:`~managed_mrr.ReviewRule` to say.

    Attributes:
        partner: Id of the partner.
        segments: The runs of days on which the tier met stays the same, in order.
        tiers: The tables of tiers over time.
        policy: The rules that were asked what is managed.
        course: On each day the table in force, what was sold and what is managed.

    Clause:
        A20.

    Examples:
        >>> from managed_mrr import Tier, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=9000, activities=[date(2024, 1, 15)])
        >>> tier_timeline(acme, partner="north", tiers=TierTable([Tier("gold", managed=80)]))
        <TierTimeline of north, policy servicing, segments: 3>
    """

    partner: str
    segments: tuple[TierSegment, ...]
    tiers: OverTime[TierTable]
    policy: Policy
    course: StepFunction[_Course]

    def __repr__(self) -> str:
        return printable(f"<TierTimeline of {self.partner}, policy {self.policy.name}, segments: {len(self):,}>")

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        table = self.table()
        return table.html(as_image(self.svg(), table.title))

    def __len__(self) -> int:
        return len(self.segments)

    def __iter__(self) -> Iterator[TierSegment]:
        return iter(self.segments)

    def at(self, day: date) -> TierStanding:
        """The standing of the partner on a day, as :func:`managed_mrr.tier` gives it."""
        term, sold, managed = self.course.at(day)
        return TierStanding(
            partner=self.partner, as_of=exact_date(day), term=term, sold=sold, managed=managed, policy=self.policy
        )

    def table(self) -> Table:
        """The segments as a table for people; ``end`` is the first day after each."""
        title = f"Tier met by {self.partner} over time ({self.policy.name})"
        known = self.tiers.known()
        return Table(
            ["start", "end", "tier"], rows_of(self), title=title, notes=[f"Tables of tiers are known for {known}."]
        )

    def svg(self) -> str:
        """
        What is known of sold and managed together over time as a picture in SVG, with the thresholds of the tiers.

        Where no tier asks for a total, it shows what is managed. Only tables in the unit of the latest are in it.
        """
        unit = self.tiers.terms[-1].value.unit if self.tiers.terms else POINTS
        mine = [term for term in self.tiers if term.value.unit == unit]
        total = any(tier.total is not None for term in mine for tier in term.value.tiers)
        measures = self.course.map(lambda each: _shown(each, unit, total=total))
        steps = [
            (days.start, days.end, measure.known)
            for days, measure in measures
            if measure is not None and days.start is not None
        ]
        marks = [
            (tier.name, term.period, needed)
            for term in mine
            for tier in term.value.tiers
            if (needed := tier.total if total else tier.managed) is not None
        ]
        known = "known " if any(measure is not None and measure.unknown for measure in measures.values) else ""
        what = f"{known}{'sold and managed' if total else 'managed'} {unit}"
        return steps_svg(
            steps, title=f"{self.partner}: {what} against tiers", unit="" if unit == POINTS else unit, marks=marks
        )


def _course(term: Term[TierTable] | None, amounts: tuple[Measure, Measure]) -> _Course:
    return term, *amounts


def _shown(course: _Course, unit: str, *, total: bool) -> Measure | None:
    term, sold, managed = course
    if term is None or term.value.unit != unit:
        return None
    return sold + managed if total else managed


def tier_timeline(
    portfolio: Portfolio,
    *,
    partner: str,
    tiers: Tiers,
    sold: Iterable[SoldPoints] = (),
    policy: Policy = SERVICING,
) -> TierTimeline:
    """
    When a partner meets which tier, through its whole history, without a loop over days.

    Args:
        portfolio: The evidence.
        partner: Id of the partner.
        tiers: The tables of tiers over time, or one for all days.
        sold: What partners have sold, for their periods.
        policy: The rules in force for what is managed.

    Raises:
        UnknownIdError: There is no such partner; the error names the nearest.
        TierError: What was sold does not fit together, or not to the evidence; the error has every problem.

    Clause:
        A20.

    Examples:
        >>> from managed_mrr import Tier, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=9000, activities=[date(2024, 1, 15)])
        >>> since = Term(TierTable([Tier("gold", managed=80)]), DateRange(date(2024, 1, 1)))
        >>> print(tier_timeline(acme, partner="north", tiers=OverTime([since])))
        Tier met by north over time (servicing)
        start       end         tier
        ----------  ----------  ---------
                    2024-01-01  not known
        2024-01-01  2024-01-15  no tier
        2024-01-15  2024-03-15  gold
        2024-03-15              no tier
        Tables of tiers are known for [2024-01-01, ever).
    """
    portfolio.partner(partner)
    sold = checked(sold, portfolio)
    dated = over_time(tiers)
    mine = [each for each in timelines(portfolio, policy=policy).values() if each.partner == partner]

    def amounts(unit: str) -> StepFunction[tuple[Measure, Measure]]:
        managed = managed_over_time(mine, policy, unit)
        return sold_over_time(sold, partner, unit).combine(managed, lambda one, other: (one, other))

    by_unit = {unit: amounts(unit) for unit in {POINTS, *(term.value.unit for term in dated)}}
    table: StepFunction[Term[TierTable] | None] = StepFunction.in_turn(
        ((term.period, StepFunction.constant(term)) for term in dated), None
    )
    parts = [
        (days, StepFunction.constant(term).combine(by_unit[POINTS if term is None else term.value.unit], _course))
        for days, term in table
    ]
    course: StepFunction[_Course] = StepFunction.in_turn(parts, parts[0][1].values[0])
    met = course.map(lambda each: tier_met(*each))
    segments = tuple(TierSegment(days.start, days.end, value) for days, value in met)
    return TierTimeline(partner=partner, segments=segments, tiers=dated, policy=policy, course=course)
