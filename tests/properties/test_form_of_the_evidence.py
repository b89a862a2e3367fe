"""
How evidence is written down changes nothing: not the order of records, not repeating one, not cutting a period in two.

An activity given twice under one id counts once, and periods that overlap or touch join.
"""

import random
from datetime import date
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    ClientUser,
    DateRange,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    hubspot,
    timelines,
)
from managed_mrr.testing import days, portfolios

small = portfolios(max_clients=2, max_employees=2)
LISTS = [field.name for field in attrs.fields(Portfolio) if field.init]

Segments = dict[tuple[str, str], tuple[object, ...]]


def lists_of(portfolio: Portfolio) -> dict[str, list[Any]]:
    """The records of a portfolio, list by list."""
    return {name: list(getattr(portfolio, name)) for name in LISTS}


def history(portfolio: Portfolio) -> list[Segments]:
    """Everything that can be said of a portfolio under the shipped policies."""
    return [
        {pair: each.segments for pair, each in timelines(portfolio, policy=policy).items()}
        for policy in hubspot.POLICIES.values()
    ]


def shuffled_inside(record: Any, chance: random.Random) -> Any:  # noqa: ANN401 -- any record
    """The record with every list in it shuffled."""
    changed = {
        field.name: chance.sample(value, len(value))
        for field in attrs.fields(type(record))
        if isinstance(value := getattr(record, field.name), tuple)
    }
    return attrs.evolve(record, **changed)


def cut(period: DateRange, day: date) -> list[DateRange]:
    """The period in two where the day is inside it, else whole."""
    if period.start is None or period.start >= day or day not in period:
        return [period]
    return [DateRange(period.start, day), DateRange(day, period.end)]


def cut_record(record: Any, day: date) -> list[Any]:  # noqa: ANN401 -- any record
    """The record in two where its period has the day inside, and the periods within it cut likewise."""
    if isinstance(record, Partner):
        agreements = record.agreements
        pieces = None if agreements is None else [piece for each in agreements for piece in cut(each, day)]
        return [attrs.evolve(record, agreements=pieces)]
    if not isinstance(record, (PartnerUser, ClientUser, Link, PartnerOfRecord, Item)):
        return [record]
    halves = cut(DateRange(record.start, record.end), day)
    return [attrs.evolve(record, start=half.start, end=half.end) for half in halves]


@given(small, st.integers(0, 2**32))
def test_order_changes_nothing(portfolio: Portfolio, seed: int) -> None:
    """Records in any order, and the lists within them in any order, make the same history."""
    chance = random.Random(seed)
    mixed = {
        name: [shuffled_inside(record, chance) for record in chance.sample(records, len(records))]
        for name, records in lists_of(portfolio).items()
    }
    assert history(Portfolio(**mixed)) == history(portfolio)


@given(small)
def test_an_activity_given_twice_counts_once(portfolio: Portfolio) -> None:
    """Giving every activity that has an id again changes nothing, even where a minimum is asked."""
    again = [activity for activity in portfolio.activities if activity.id is not None]
    assert history(portfolio.with_(*again)) == history(portfolio)


@given(small)
def test_repeating_a_period_changes_nothing(portfolio: Portfolio) -> None:
    """User periods and links given twice overlap, and so join."""
    again = portfolio.with_(*portfolio.partner_users, *portfolio.client_users, *portfolio.links)
    assert history(again) == history(portfolio)


@given(small, days(since=date(2024, 1, 1)) | days(since=date(2025, 5, 16)))
def test_cutting_periods_in_two_changes_nothing(portfolio: Portfolio, day: date) -> None:
    """User periods, links, agreements, records and items that touch are as good as one."""
    pieces = {
        name: [piece for record in records for piece in cut_record(record, day)]
        for name, records in lists_of(portfolio).items()
    }
    sold = [
        attrs.evolve(each, items=[piece for item in each.items for piece in cut_record(item, day)])
        for each in portfolio.subscriptions
    ]
    assert history(Portfolio(**{**pieces, "subscriptions": sold})) == history(portfolio)


@given(small)
def test_joining_a_portfolio_with_itself_changes_nothing(portfolio: Portfolio) -> None:
    """A record that stands in both of two portfolios is kept once when they are joined."""
    assert history(portfolio | portfolio) == history(portfolio)
