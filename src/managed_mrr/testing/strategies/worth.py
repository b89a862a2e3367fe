"""Worth: what clients pay counts for, how it is shared, and what points it makes."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from managed_mrr.dates import DateRange
from managed_mrr.rules import (
    PUBLISHED_RATES,
    CurrencyToPoints,
    EvenSplit,
    FromNextBilling,
    PointsOverTime,
    PointsRule,
    Rate,
    Recognition,
    RecurringRevenue,
    RevenueOverTime,
    RevenueRule,
    Share,
    SplitOverTime,
    SplitRule,
    Undivided,
    WhileCounting,
)
from managed_mrr.testing.strategies.amounts import currencies
from managed_mrr.testing.strategies.dated import sources, values_over_time
from managed_mrr.testing.strategies.days import date_ranges, or_days
from managed_mrr.testing.strategies.kept import kept

__all__ = [
    "points_by_currency",
    "points_rules",
    "rates",
    "recognitions",
    "recurring_revenues",
    "revenue_rules",
    "shares",
    "split_rules",
]


def __dir__() -> list[str]:
    return __all__


PER_POINT = st.sampled_from(("100", "62.50", 3))


@kept
def recognitions() -> SearchStrategy[Recognition]:
    """From when a partner is credited: while the subscription counts, or from the next billing on."""
    return st.sampled_from([WhileCounting(), FromNextBilling()])


@kept
def recurring_revenues() -> SearchStrategy[RecurringRevenue]:
    """Every reading of what revenue counts."""
    return st.builds(
        RecurringRevenue,
        recognition=recognitions(),
        billing_required=st.booleans(),
        good_standing_required=st.booleans(),
        net_of_discount=st.booleans(),
    )


@kept
def revenue_rules(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[RevenueRule]:
    """
    Every reading of what revenue counts, at times another from a day on.

    Args:
        days: When it changes; :func:`days` if left out.
    """
    one: SearchStrategy[Any] = recurring_revenues()
    return one | values_over_time(values=one, days=days).map(RevenueOverTime)


@kept
def split_rules(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[SplitRule]:
    """
    Even and undivided, at times another from a day on.

    Args:
        days: When it changes; :func:`days` if left out.
    """
    one: SearchStrategy[Any] = st.sampled_from([EvenSplit(), Undivided()])
    return one | values_over_time(values=one, days=days).map(SplitOverTime)


@kept
def shares() -> SearchStrategy[Share]:
    """What a partner gets of a client: all, or an even part among up to five that share."""
    partners = st.integers(1, 5).map(lambda count: tuple(f"p{number}" for number in range(1, count + 1)))
    return partners.flatmap(
        lambda sharing: st.builds(Share, st.sampled_from(sharing), st.just(Fraction(1, len(sharing))), st.just(sharing))
    )


@kept
def rates(*, currency: str | None = None, days: SearchStrategy[date] | None = None) -> SearchStrategy[Rate]:
    """
    Amounts of a currency for one point, ever or for a time.

    Args:
        currency: The currency of all of them; any of :func:`currencies` if left out.
        days: When they begin and end; :func:`days` if left out.
    """
    periods = st.just(DateRange()) | date_ranges(days=days, open_start=True)
    codes = currencies() if currency is None else st.just(currency)
    return st.builds(Rate, codes, PER_POINT, periods, source=st.none() | sources())


@kept
def points_by_currency(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[CurrencyToPoints]:
    """
    Points by the published rates, and by some that change on a day, with and without the client's multiplier.

    Args:
        days: When they change; :func:`days` if left out.
    """
    tables = st.just(PUBLISHED_RATES) | or_days(days).flatmap(_table)
    return st.builds(CurrencyToPoints, tables, multiplied=st.sampled_from((True, False)))


def _table(day: date) -> SearchStrategy[tuple[Rate, ...]]:
    source = st.none() | sources()
    return st.tuples(
        st.builds(Rate, st.just("USD"), PER_POINT, st.just(DateRange(end=day)), source=source),
        st.builds(Rate, st.just("USD"), PER_POINT, st.just(DateRange(day)), source=source),
        st.builds(Rate, st.just("EUR"), PER_POINT, source=source),
    )


@kept
def points_rules(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[PointsRule]:
    """
    Points by currency, at times by other rates from a day on.

    Args:
        days: When they change; :func:`days` if left out.
    """
    one: SearchStrategy[Any] = points_by_currency(days=days)
    return one | values_over_time(values=one, days=days).map(PointsOverTime)
