"""Which tier? What each tier asks for, dated and cited, and the tables that were published once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import attrs

from managed_mrr.amounts import MINOR_UNITS, Money, decimal_text, exact
from managed_mrr.dates import DateRange
from managed_mrr.errors import PolicyError, Problem, nearest
from managed_mrr.rules.dated import OverTime, Source, Term

__all__ = ["POINTS", "PUBLISHED_TIERS", "Asked", "Tier", "TierTable", "tier_problems", "to_name", "to_unit", "written"]


def __dir__() -> list[str]:
    return __all__


POINTS = "points"
"""The unit of a table in points; every other unit is a currency code."""

Asked: TypeAlias = Literal["total", "sold", "managed"]
"""What a tier may ask a number of."""


def to_unit(value: str) -> str:
    """
    The value itself if it is ``"points"`` or the code of a currency.

    Raises:
        PolicyError: It is neither.

    Examples:
        >>> to_unit("USD")
        'USD'
    """
    if value != POINTS and value not in MINOR_UNITS:
        near = nearest(str(value), [POINTS, *MINOR_UNITS])
        msg = f"a unit is {value!r}: expected {POINTS!r} or a currency code" + (
            f"; did you mean {near!r}?" if near else ""
        )
        raise PolicyError(msg)
    return value


def written(amount: Fraction, unit: str) -> str:
    """
    An amount of a unit for people: points with two digits, money with those of its currency.

    Examples:
        >>> written(Fraction(10000, 3), "points"), written(Fraction(10000, 3), "JPY")
        ('3,333.33', '3,333')
    """
    return decimal_text(amount, 2, grouped=True) if unit == POINTS else Money(amount, unit).decimal(grouped=True)


def to_name(value: str) -> str:
    """
    The value itself if it can be the name of a tier, or the id of a partner.

    Raises:
        PolicyError: It is no text, or empty.

    Examples:
        >>> to_name("gold")
        'gold'
    """
    if not isinstance(value, str) or not value:
        msg = f"a name is {value!r}: expected text of at least one character"
        raise PolicyError(msg)
    return value


def _to_amount(value: str | int | Decimal | Fraction | None) -> Fraction | None:
    if value is None:
        return None
    if (amount := exact(value)) < 0:
        msg = f"a tier asks for {value!r}: expected a number of 0 or more, or None where it asks for nothing"
        raise PolicyError(msg)
    return amount


@attrs.frozen
class Tier:
    """
    One tier and what it asks for.

    Args:
        name: What it is called.
        total: The least of sold and managed together; None if nothing is asked.
        sold: The least that must be sold; None if nothing is asked.
        managed: The least that must be managed; None if nothing is asked.

    Clause:
        A20.

    Examples:
        >>> print(Tier("gold", total=100, managed="62.50"))
        gold: total 100, managed 125/2
    """

    name: str = attrs.field(converter=to_name)
    total: Fraction | None = attrs.field(default=None, kw_only=True, converter=_to_amount)
    sold: Fraction | None = attrs.field(default=None, kw_only=True, converter=_to_amount)
    managed: Fraction | None = attrs.field(default=None, kw_only=True, converter=_to_amount)

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(f'{asked} {needed}' for asked, needed in self.needs()) or 'nothing is asked'}"

    def needs(self) -> tuple[tuple[Asked, Fraction], ...]:
        """
        What is asked, and how much of it.

        Examples:
            >>> Tier("gold", total=100).needs()
            (('total', Fraction(100, 1)),)
        """
        names: tuple[Asked, ...] = get_args(Asked)
        return tuple((name, needed) for name in names if (needed := getattr(self, name)) is not None)


def _tiers(values: Iterable[Tier]) -> tuple[Tier, ...]:
    tiers = tuple(values)
    for tier in tiers:
        if not isinstance(tier, Tier):
            msg = f"not a tier: {tier!r}; expected Tier objects"
            raise PolicyError(msg)
    if wrong := ". ".join(map(str, tier_problems(tiers))):
        raise PolicyError(wrong)
    return tiers


def tier_problems(tiers: Sequence[Tier]) -> Iterator[Problem]:
    """
    What is wrong with the tiers of one table: there are none, two have one name, or a higher one asks for less.

    Examples:
        >>> for problem in tier_problems([Tier("platinum", total=250), Tier("gold", total=100)]):
        ...     print(problem)
        tiers[1].total: got '100', expected at least 250, as 'platinum' before it; put the lowest tier first
    """
    if not tiers:
        yield Problem("tiers", "[]", "at least one tier")
    names = [tier.name for tier in tiers]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Problem(f"tiers[{place}].name", name, "a name that no tier before it has", "make one tier of the two")
    for place, (lower, higher) in enumerate(pairwise(tiers), 1):
        for asked, needed in lower.needs():
            more = dict(higher.needs()).get(asked)
            if more is None or more < needed:
                path, value = f"tiers[{place}].{asked}", None if more is None else str(more)
                yield Problem(
                    path, value, f"at least {needed}, as {lower.name!r} before it", "put the lowest tier first"
                )


@attrs.frozen
class TierTable:
    """
    The tiers of a time, and what each asks for.

    A partner is in the highest tier all of whose requirements it meets. No tier asks for less of anything than the one
    before it, so whoever meets a tier meets all lower ones.

    Args:
        tiers: The tiers, the lowest first.
        unit: What the numbers are counted in: ``"points"``, or a currency code.
        complete: Whether these are all the tiers there were; if not, whoever misses the lowest of them is in a tier
            that is not known.

    Raises:
        PolicyError: There are none, two have one name, or one asks for less than the one before it.

    Clause:
        A20.

    Examples:
        >>> table = TierTable([Tier("gold", total=100), Tier("platinum", total=250)])
        >>> table.names
        ('gold', 'platinum')
    """

    tiers: tuple[Tier, ...] = attrs.field(converter=_tiers)
    unit: str = attrs.field(default=POINTS, kw_only=True, converter=to_unit)
    complete: bool = attrs.field(default=True, kw_only=True)

    def __str__(self) -> str:
        return f"{'; '.join(map(str, self.tiers))} (in {self.unit})"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tiers, the lowest first."""
        return tuple(tier.name for tier in self.tiers)


def _historic(period: DateRange, source: str, read: str, *tiers: Tier, complete: bool = True) -> Term[TierTable]:
    table = TierTable(tiers, unit="USD", complete=complete)
    return Term(table, period, unit="USD", source=Source(source, read=read, confidence="high"))


PUBLISHED_TIERS = OverTime(
    [
        _historic(
            DateRange(date(2016, 11, 3), date(2016, 11, 4)),
            "HubSpot, 'Frequently asked questions' of the partner user guide; historic",
            "3 November 2016",
            Tier("Silver", sold=625, managed=3_500),
            Tier("Gold", sold=1_125, managed=6_500),
            Tier("Platinum", sold=3_750, managed=20_000),
            Tier("Diamond", sold=10_000, managed=50_000),
        ),
        _historic(
            DateRange(date(2018, 1, 22), date(2018, 5, 1)),
            "HubSpot, 'Frequently asked questions' of the partner user guide; historic",
            "22 January 2018, translations until May 2018",
            Tier("Silver", sold=1_125, managed=1_125),
            Tier("Gold", sold=2_100, managed=6_000),
            Tier("Platinum", sold=3_750, managed=20_000),
            Tier("Diamond", sold=10_000, managed=50_000),
        ),
        _historic(
            DateRange(date(2022, 5, 1), date(2022, 7, 18)),
            "HubSpot, 'Partner tiers'; historic, only the row of Elite could be read",
            "a copy of April to July 2022",
            Tier("Elite", sold=65_000, managed=170_000),
            complete=False,
        ),
    ]
)
"""
The tables that were published in numbers, in USD of sold and of managed MRR a month; historic, all of them.

Each is in force only on the days its copies vouch for: a page stamped on a day is taken to show the terms of that day,
and to be unchanged between two stamps with the same numbers. On all other days no table is known, and none since
18 July 2022 was published in numbers. Further conditions of those tables (certification, median usage) are not in them.
"""
