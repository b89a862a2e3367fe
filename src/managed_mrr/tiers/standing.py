"""The tier of a partner on a day: what each tier asks, what there is, what is missing."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import TypeAlias

import attrs

from managed_mrr.dates.ranges import exact_date, repr_date
from managed_mrr.errors import PolicyError, UnknownIdError
from managed_mrr.evidence import Portfolio
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.rules import OverTime, Term
from managed_mrr.rules.tiers import POINTS, Asked, Tier, TierTable, written
from managed_mrr.statement import evaluate
from managed_mrr.tables import Table, printable
from managed_mrr.tiers.measures import Measure, known_days, managed_on, no_terms
from managed_mrr.tiers.sold import SoldPoints, checked, sold_over_time

__all__ = [
    "Requirement",
    "TierMet",
    "TierStanding",
    "Tiers",
    "UnknownTierError",
    "over_time",
    "requirements",
    "tier",
    "tier_met",
]


def __dir__() -> list[str]:
    return __all__


Tiers: TypeAlias = OverTime[TierTable] | TierTable
"""Dated tables of tiers, or one that is in force on every day."""


class UnknownTierError(UnknownIdError):
    """
    A question names a tier that the table of the day does not have.

    Attributes:
        kind: Always ``"tier"``.
        value: The name that was given.
        known: The names there are.
        nearest: The closest name there is, or None.

    Examples:
        >>> print(UnknownTierError("tier", "glod", ["gold"]))
        unknown tier 'glod': expected the id of a tier in the table; did you mean 'gold'?
    """

    def __init__(self, kind: str, value: str, known: Iterable[str]) -> None:
        super().__init__(kind, value, known)
        self.args = (str(self).replace("the evidence", "the table"),)


def over_time(tiers: Tiers) -> OverTime[TierTable]:
    """
    Tables over time from what may be only one.

    Raises:
        PolicyError: It is neither.

    Examples:
        >>> print(over_time(TierTable([Tier("gold", total=100)])))
        gold: total 100 (in points), in force (ever, ever)
    """
    if isinstance(tiers, TierTable):
        return OverTime([Term(tiers)])
    if not isinstance(tiers, OverTime) or not all(isinstance(term.value, TierTable) for term in tiers):
        msg = f"not tables of tiers: {tiers!r}; expected a TierTable, or OverTime([Term(TierTable(...), period)])"
        raise PolicyError(msg)
    return tiers


@attrs.frozen
class TierMet:
    """
    The highest tier whose requirements are met, as far as that is known.

    Args:
        tier: The highest tier that is surely met, by name; None if none is.
        possible: The highest tier that may be met, once what is unknown is known; None if none is known.
        known: Whether ``tier`` is the tier.

    Examples:
        >>> print(
        ...     TierMet("gold", "gold", True), TierMet("gold", "platinum", False), TierMet(None, None, False), sep=", "
        ... )
        gold, gold to platinum, not known
    """

    tier: str | None
    possible: str | None
    known: bool

    def __str__(self) -> str:
        if self.known:
            return self.tier or "no tier"
        return "not known" if self.possible == self.tier else f"{self.tier or 'no tier'} to {self.possible}"


@attrs.frozen
class Requirement:
    """
    One number that a tier asks for, and what there is of it.

    Attributes:
        asked: What is asked for: ``total``, ``sold`` or ``managed``.
        needed: The least that meets it.
        has: What there is.
        unit: What both are counted in.

    Examples:
        >>> print(Requirement("total", Fraction(100), Measure(Fraction(70)), "points"))
        total: 70.00 of 100.00 points, 30.00 missing
    """

    asked: Asked
    needed: Fraction
    has: Measure
    unit: str

    @property
    def met(self) -> bool | None:
        """Whether it is met; None if that is not known."""
        return self.has.reaches(self.needed)

    @property
    def missing(self) -> Fraction:
        """How much is missing of it, or at the most so much if not all that there is is known."""
        return max(self.needed - self.has.known, Fraction(0))

    def __str__(self) -> str:
        said = f"{self.asked}: {self.has.text(self.unit)} of {written(self.needed, self.unit)} {self.unit}"
        return f"{said}, {self.outcome()}"

    def outcome(self) -> str:
        """That it is met, or how much is missing, for people."""
        if not self.missing:
            return "met"
        return f"{'up to ' if self.met is None else ''}{written(self.missing, self.unit)} missing"


def requirements(tier: Tier, sold: Measure, managed: Measure, unit: str) -> tuple[Requirement, ...]:
    """
    What a tier asks for, each beside what there is.

    Examples:
        >>> (total,) = requirements(Tier("gold", total=100), Measure(Fraction(70)), Measure(Fraction(20)), "points")
        >>> total.missing
        Fraction(10, 1)
    """
    has = {"total": sold + managed, "sold": sold, "managed": managed}
    return tuple(Requirement(asked, needed, has[asked], unit) for asked, needed in tier.needs())


def tier_met(term: Term[TierTable] | None, sold: Measure, managed: Measure) -> TierMet:
    """
    The highest tier of a table that is met, as far as that is known.

    Args:
        term: The table in force; None if none is known, and so no tier.
        sold: What was sold.
        managed: What is managed.

    Examples:
        >>> table = TierTable([Tier("gold", total=100), Tier("platinum", total=250)])
        >>> print(tier_met(Term(table), Measure(Fraction(80)), Measure(Fraction(40))))
        gold
    """
    if term is None:
        return TierMet(None, None, known=False)
    sure = possible = None
    for tier in term.value.tiers:
        met = [each.met for each in requirements(tier, sold, managed, term.value.unit)]
        if False in met:
            break  # who misses a tier misses all higher ones
        possible = tier.name
        if None not in met:
            sure = tier.name
    return TierMet(sure, possible, known=sure == possible and (sure is not None or term.value.complete))


@attrs.frozen(kw_only=True, repr=False)
class TierStanding:
    """
    Where a partner stands on a day: its tier, and what is missing to the next.

    Attributes:
        partner: Id of the partner.
        as_of: The day.
        term: The table in force on the day, with its period and source; None if none is known.
        sold: What was sold, as far as it is given.
        managed: What is managed, as far as it is known.
        policy: The rules that were asked what is managed.

    Clause:
        A20.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=9000, activities=[date(2024, 1, 15)])
        >>> table = TierTable([Tier("gold", managed=80), Tier("platinum", managed=100)])
        >>> standing = tier(acme, partner="north", as_of=date(2024, 2, 1), tiers=table)
        >>> standing.tier.name, standing.missing[0].missing
        ('gold', Fraction(10, 1))
    """

    partner: str
    as_of: date = attrs.field(repr=repr_date)
    term: Term[TierTable] | None
    sold: Measure
    managed: Measure
    policy: Policy

    def __repr__(self) -> str:
        return printable(f"<TierStanding of {self.partner} as of {self.as_of}, policy {self.policy.name}: {self.met}>")

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    @property
    def unit(self) -> str:
        """What everything is counted in, as the table in force has it; points if none is known."""
        return POINTS if self.term is None else self.term.value.unit

    @property
    def total(self) -> Measure:
        """What was sold and what is managed, together."""
        return self.sold + self.managed

    @property
    def met(self) -> TierMet:
        """The name of the tier, as far as it is known."""
        return tier_met(self.term, self.sold, self.managed)

    @property
    def known(self) -> bool:
        """Whether it is known which tier the partner is in."""
        return self.met.known

    @property
    def tier(self) -> Tier | None:
        """The highest tier that is surely met; None if there is none."""
        tiers = self._tiers()
        return tiers[self._reached() - 1] if self._reached() else None

    @property
    def next(self) -> Tier | None:
        """The tier above; None if there is no higher one, or no table is known."""
        return next(iter(self._tiers()[self._reached() :]), None)

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """The requirements of the next tier that are not surely met."""
        return () if self.next is None else tuple(each for each in self.requirements() if not each.met)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What is not known, in words."""
        return self.total.unknown

    def requirements(self, tier: str | None = None) -> tuple[Requirement, ...]:
        """
        What a tier asks for, each beside what there is.

        Args:
            tier: Name of the tier; the next one if left out, the highest if there is none above.

        Raises:
            UnknownTierError: There is no such tier in the table of the day; the error names the nearest.
        """
        chosen = (self.next or self.tier) if tier is None else self.asked(tier)
        return () if chosen is None else requirements(chosen, self.sold, self.managed, self.unit)

    def asked(self, tier: str) -> Tier:
        """
        The tier with a name.

        Raises:
            UnknownTierError: There is no such tier in the table of the day; the error names the nearest.
        """
        tiers = {each.name: each for each in self._tiers()}
        if tier not in tiers:
            raise UnknownTierError("tier", tier, tiers)
        return tiers[tier]

    def table(self) -> Table:
        """What every tier of the table asks for, what there is and what is missing, as a table for people."""
        rows = [
            [
                each.name,
                requirement.asked,
                written(requirement.needed, self.unit),
                requirement.has.text(self.unit),
                requirement.outcome(),
            ]
            for each in self._tiers()
            for requirement in requirements(each, self.sold, self.managed, self.unit)
        ]
        title = f"Tier of {self.partner} as of {self.as_of} ({self.policy.name}): {self.met}"
        columns = ["tier", "asked", f"{self.unit} needed", "there is", "and so"]
        return Table(columns, rows, title=title, numbers=columns[2:], notes=list(self._notes()))

    def _notes(self) -> Iterable[str]:
        if self.term is None:
            yield f"No table of tiers is known for {self.as_of}."
        else:
            yield f"Table in force {self.term.period}{f', {self.term.source}' if self.term.source else ''}."
            if not self.term.value.complete and not self._reached():
                yield f"Which tiers there were below {self._tiers()[0].name} is not known."
        if self.unknown:
            yield f"Unknown, and not counted: {', '.join(self.unknown)}."

    def _tiers(self) -> tuple[Tier, ...]:
        return () if self.term is None else self.term.value.tiers

    def _reached(self) -> int:
        """How many tiers are surely met."""
        return 0 if self.term is None or self.met.tier is None else self.term.value.names.index(self.met.tier) + 1


def tier(
    portfolio: Portfolio,
    *,
    partner: str,
    as_of: date,
    tiers: Tiers,
    sold: Iterable[SoldPoints] = (),
    policy: Policy = SERVICING,
) -> TierStanding:
    """
    The tier of a partner on a day, what each requirement has, and what is missing to the next tier.

    What is managed is worked out as of the day; what was sold is an input. Whatever is not known (points without a
    rate, sold points on a day for which none are given) is named and counts for nothing, so the tier is the one that
    is surely met, and is said to be unknown if more could change it. So it is on a day without a table.

    Args:
        portfolio: The evidence.
        partner: Id of the partner.
        as_of: The day.
        tiers: The tables of tiers over time, or one for all days.
        sold: What partners have sold, for their periods.
        policy: The rules in force for what is managed.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownIdError: There is no such partner; the error names the nearest.
        TierError: What was sold does not fit together, or not to the evidence; the error has every problem.

    Clause:
        A20.

    Examples:
        >>> from managed_mrr import DateRange, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=9000, activities=[date(2024, 1, 15)])
        >>> table = TierTable([Tier("gold", total=100, sold=10), Tier("platinum", total=200, sold=50, managed=80)])
        >>> sold = [SoldPoints("north", 45, DateRange(date(2024, 1, 1), date(2025, 1, 1)))]
        >>> print(tier(acme, partner="north", as_of=date(2024, 2, 1), tiers=table, sold=sold))
        Tier of north as of 2024-02-01 (servicing): gold
        tier      asked    points needed  there is         and so
        --------  -------  -------------  --------  -------------
        gold      total           100.00    135.00            met
        gold      sold             10.00     45.00            met
        platinum  total           200.00    135.00  65.00 missing
        platinum  sold             50.00     45.00   5.00 missing
        platinum  managed          80.00     90.00            met
        Table in force (ever, ever).
    """
    day = exact_date(as_of)
    portfolio.partner(partner)
    term = over_time(tiers).on(day)
    unit = POINTS if term is None else term.value.unit
    if day in known_days(policy):
        managed = managed_on(evaluate(portfolio, as_of=day, policy=policy, partner=partner).lines, unit)
    else:
        managed = Measure(unknown=[no_terms(policy, unit)])
    return TierStanding(
        partner=partner,
        as_of=day,
        term=term,
        sold=sold_over_time(checked(sold, portfolio), partner, unit).at(day),
        managed=managed,
        policy=policy,
    )
