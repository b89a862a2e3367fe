"""Which tier is credited: taken at checks, kept through reviews, and when it is taken away."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial, reduce
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import attrs

from managed_mrr.dates import DateRange, StepFunction, add_months
from managed_mrr.dates.ranges import repr_date
from managed_mrr.errors import PolicyError
from managed_mrr.policy import Policy
from managed_mrr.rules import OverTime
from managed_mrr.rules.tier_minimum import PartnerTier
from managed_mrr.rules.tiers import TierTable
from managed_mrr.tables import Table, printable
from managed_mrr.tiers.history import TierSegment, TierTimeline, rows_of
from managed_mrr.tiers.standing import TierMet, UnknownTierError

__all__ = ["CreditedTiers", "Review", "ReviewRule"]


def __dir__() -> list[str]:
    return __all__


Judged: TypeAlias = Literal["checks", "every day"]
Upgrades: TypeAlias = Literal["checks", "every day", "reviews"]

_Rank: TypeAlias = tuple[int, int]
"""The least and the highest rank a tier may have; 0 is no tier."""


@attrs.frozen
class Review:
    """
    One review: what was credited, what was best in the months it looks at, and what is credited from it on.

    Attributes:
        on: The day of the review.
        since: The first day it looks at.
        before: What was credited until then.
        best: The best tier met in the time it looks at.
        after: What is credited from the day on.

    Examples:
        >>> diamond, platinum = (TierMet(name, name, True) for name in ("diamond", "platinum"))
        >>> print(Review(date(2025, 1, 15), date(2024, 8, 15), diamond, platinum, platinum))
        2025-01-15: diamond, best since 2024-08-15: platinum, so platinum
    """

    on: date = attrs.field(repr=repr_date)
    since: date = attrs.field(repr=repr_date)
    before: TierMet
    best: TierMet
    after: TierMet

    def __str__(self) -> str:
        return printable(f"{self.on}: {self.before}, best since {self.since}: {self.best}, so {self.after}")


def _of_year(month: int, day: int) -> bool:
    """Whether there is such a day in every year."""
    try:
        date(2001, month, day)
    except (TypeError, ValueError):
        return False
    return True


def _reviews(values: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    reviews = tuple((month, day) for month, day in values)
    for month, day in reviews:
        if not _of_year(month, day):
            msg = f"a review is on month {month!r}, day {day!r}: expected a day there is in every year, such as (1, 15)"
            raise PolicyError(msg)
    return tuple(sorted(set(reviews)))


def _between(name: str, value: int, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        msg = f"ReviewRule.{name} is {value!r}: expected a whole number from {least} to {most}"
        raise PolicyError(msg)
    return value


def _months(value: int) -> int:
    return _between("months", value, 1, 120)


def _check_day(value: int) -> int:
    return _between("check_day", value, 1, 28)


def _judged(value: Judged) -> Judged:
    if value not in get_args(Judged):
        msg = f"ReviewRule.judged is {value!r}: expected one of {', '.join(map(repr, get_args(Judged)))}"
        raise PolicyError(msg)
    return value


def _upgrades(value: Upgrades) -> Upgrades:
    if value not in get_args(Upgrades):
        msg = f"ReviewRule.upgrades is {value!r}: expected one of {', '.join(map(repr, get_args(Upgrades)))}"
        raise PolicyError(msg)
    return value


@attrs.frozen(kw_only=True)
class ReviewRule:
    """
    A tier is kept if it was met in at least one month of the period before a review; else the best one met is left.

    Tiers are taken away on review days only, and gained at checks. What is published (twice a year, on 15 January and
    15 July, looking at six checks; undated, 2022 to 2025) is the default. What it leaves open is a parameter each.

    Args:
        reviews: The days of the year, as month and day, on which a tier may be taken away.
        months: How many months a review looks back, to the same day of that month; both ends count.
        check_day: The day of each month on which the tier met is looked at.
        judged: What "met in a month" means: on its check day (``"checks"``), or on any day (``"every day"``).
        upgrades: When a higher tier is gained: at ``"checks"``, on the day it is met (``"every day"``), or only at
            ``"reviews"``. That it is at checks is not stated anywhere; it follows from there being checks.

    Raises:
        PolicyError: A value is none of those.

    Clause:
        A20.

    Examples:
        >>> ReviewRule().reviews
        ((1, 15), (7, 15))
    """

    reviews: tuple[tuple[int, int], ...] = attrs.field(default=((1, 15), (7, 15)), converter=_reviews)
    months: int = attrs.field(default=5, converter=_months)
    check_day: int = attrs.field(default=15, converter=_check_day)
    judged: Judged = attrs.field(default="checks", converter=_judged)
    upgrades: Upgrades = attrs.field(default="checks", converter=_upgrades)

    def __str__(self) -> str:
        reviews = ", ".join(f"{month:02}-{day:02}" for month, day in self.reviews) or "never"
        return (
            f"reviews on {reviews}, looking back {self.months} months at {self.judged} "
            f"(checks on day {self.check_day}), upgrades at {self.upgrades}"
        )

    def credited(self, met: TierTimeline, *, start: date, end: date, initial: str | None) -> "CreditedTiers":
        """
        Which tier is credited on each day, from the tiers that are met.

        Where it is not known what was met, both ends of what is possible are followed, so that a tier is said to be
        known only if it is whatever the unknown turns out to be.

        Args:
            met: When the partner meets which tier.
            start: The first day.
            end: The first day after.
            initial: The tier credited before ``start``, by name; None if there is none.

        Raises:
            DateError: The days are no dates, or in the wrong order.
            PolicyError: Two tables have two tiers in opposite order.
            UnknownTierError: ``initial`` is no tier of any table.
        """
        ranks = _ranks(met.tiers)
        if initial is not None and initial not in ranks:
            raise UnknownTierError("tier", initial, ranks)
        span, run = DateRange(start, end), _Run(met, ranks)
        now: _Rank = (ranks.get(initial or "", 0),) * 2
        steps, told = [(start, now)], []
        for day in self._days(span, met):
            before = now
            if reviewed := (day.month, day.day) in self.reviews:
                since = add_months(day, -self.months) or date.min
                best = _best(run.between(since, day) if self.judged == "every day" else self._checked(run, since, day))
                now = _each(min, now, best)
            if self.upgrades != "checks" or day.day == self.check_day:
                now = _each(max, now, run.on(day))
            if reviewed:
                told.append(Review(day, since, run.named(before), run.named(best), run.named(now)))
            steps.append((day, now))
        return CreditedTiers(
            partner=met.partner,
            segments=tuple(_segments(steps, end, run)),
            reviews=tuple(told),
            rule=self,
            policy=met.policy,
        )

    def _days(self, span: DateRange, met: TierTimeline) -> list[date]:
        """The days in a span on which what is credited may change, in order."""
        start, end = span.start, span.end
        assert start is not None
        assert end is not None
        reviews = (date(year, *each) for year in range(start.year, end.year + 1) for each in self.reviews)
        found = {*reviews}
        if self.upgrades == "checks":
            found.update(self._checks(start, end))
        if self.upgrades == "every day":
            found.update([start, *(each.start for each in met if each.start is not None)])
        return sorted(day for day in found if day in span)

    def _checks(self, since: date, until: date) -> Iterator[date]:
        """The check days of the months from one day's to another's."""
        for month in range(since.year * 12 + since.month - 1, until.year * 12 + until.month):
            yield date(month // 12, month % 12 + 1, self.check_day)

    def _checked(self, run: "_Run", since: date, until: date) -> list[_Rank]:
        """What was met on the check days from one day to another, both among them."""
        return [run.on(day) for day in self._checks(since, until) if since <= day <= until]


@attrs.frozen(kw_only=True, repr=False)
class CreditedTiers:
    """
    Which tier a partner is credited with over some time, and what each review said.

    Attributes:
        partner: Id of the partner.
        segments: The runs of days with the same tier, in order, from the first day asked about to the last.
        reviews: The reviews in that time.
        rule: The rule of the reviews.
        policy: The rules that were asked what is managed.

    Examples:
        >>> from managed_mrr import Tier, managed_client, tier_timeline
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=9000, activities=[date(2024, 1, 10)])
        >>> met = tier_timeline(acme, partner="north", tiers=TierTable([Tier("gold", managed=80)]))
        >>> credited = ReviewRule().credited(met, start=date(2024, 1, 1), end=date(2025, 3, 1), initial=None)
        >>> for segment in credited:
        ...     print(segment)
        [2024-01-01, 2024-01-15): no tier
        [2024-01-15, 2025-01-15): gold
        [2025-01-15, 2025-03-01): no tier
    """

    partner: str
    segments: tuple[TierSegment, ...]
    reviews: tuple[Review, ...]
    rule: ReviewRule
    policy: Policy

    def __repr__(self) -> str:
        return printable(f"<CreditedTiers of {self.partner}, policy {self.policy.name}, segments: {len(self):,}>")

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def __len__(self) -> int:
        return len(self.segments)

    def __iter__(self) -> Iterator[TierSegment]:
        return iter(self.segments)

    def at(self, day: date) -> TierMet:
        """The tier credited on a day; not known outside the time that was asked about."""
        found = (each.met for each in self.segments if day in DateRange(each.start, each.end))
        return next(found, TierMet(None, None, known=False))

    def as_input(self) -> tuple[PartnerTier, ...]:
        """
        The tiers that are known, as an input of :class:`~managed_mrr.TierMinimum`.

        What is credited with the minimum may differ from what was credited without it; nothing is worked out twice.
        """
        return tuple(
            PartnerTier(self.partner, each.tier, DateRange(each.start, each.end))
            for each in self.segments
            if each.met.known and each.tier is not None
        )

    def table(self) -> Table:
        """The segments as a table for people, with the reviews that changed something below."""
        title = f"Tier credited to {self.partner} over time ({self.policy.name})"
        notes = [f"Review of {each}." for each in self.reviews if each.before != each.after]
        return Table(["start", "end", "tier"], rows_of(self), title=title, notes=notes)


class _Run:
    """What was met on each day, by rank: the least and the highest it may have been."""

    def __init__(self, met: TierTimeline, ranks: Mapping[str, int]) -> None:
        self.names = (None, *ranks)

        def rank(each: TierMet) -> _Rank:
            least = ranks.get(each.tier or "", 0)
            if each.known:
                return least, least
            return least, len(ranks) if each.possible is None else ranks[each.possible]

        parts = ((DateRange(each.start, each.end), StepFunction.constant(rank(each.met))) for each in met)
        self.ranks: StepFunction[_Rank] = StepFunction.in_turn(parts, (0, 0))

    def on(self, day: date) -> _Rank:
        return self.ranks.at(day)

    def between(self, since: date, until: date) -> list[_Rank]:
        return [rank for _, _, rank in self.ranks.runs(since.toordinal(), until.toordinal() + 1)]

    def named(self, rank: _Rank) -> TierMet:
        least, most = rank
        return TierMet(self.names[least], self.names[most], known=least == most)


def _each(join: Callable[[int, int], int], one: _Rank, other: _Rank) -> _Rank:
    return join(one[0], other[0]), join(one[1], other[1])


def _best(ranks: Iterable[_Rank]) -> _Rank:
    return reduce(partial(_each, max), ranks)


def _ranks(tiers: OverTime[TierTable]) -> dict[str, int]:
    """The rank of each tier, from 1 on: the common order of all tables."""
    below: TopologicalSorter[str] = TopologicalSorter()
    for term in tiers:
        names = term.value.names
        below.add(names[0])
        for lower, higher in pairwise(names):
            below.add(higher, lower)
    try:
        return {name: place for place, name in enumerate(below.static_order(), 1)}
    except CycleError as error:
        found = ", ".join(error.args[1])
        msg = f"tables of tiers differ in the order of {found}: expected one order; give a tier that moved another name"
        raise PolicyError(msg) from None


def _segments(steps: Iterable[tuple[date, _Rank]], end: date, run: _Run) -> Iterator[TierSegment]:
    """The runs of days between steps, those that follow on each other with the same rank made one."""
    changed = dict(steps)  # of two on one day the later has the last word
    starts = [next(iter(changed))]
    starts += [day for (_, before), (day, rank) in pairwise(changed.items()) if rank != before]
    for start, after in pairwise([*starts, end]):
        yield TierSegment(start, after, run.named(changed[start]))
