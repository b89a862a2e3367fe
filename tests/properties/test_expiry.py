"""
An activity counts from its day on for just as many days as the window has: 60, and then no longer (A14, A15).

Its day is day 0, so day 59 is the last on which it counts; day 60 still counts under a window of 61.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import DateRange, DateSet, ExpiryWindow, LiveActivity, evaluate, hubspot, managed_client
from managed_mrr.testing import days

START = date(2023, 6, 1)


@pytest.mark.parametrize(
    ("age", "window", "counts"), [(59, 60, True), (60, 60, False), (60, 61, True), (61, 61, False)]
)
@given(on=days())
def test_the_last_day(age: int, window: int, counts: bool, on: date) -> None:  # noqa: FBT001 -- a column of the table
    """Whatever the day of the activity, it counts on day 59 and not on day 60; a window of 61 is one day more."""
    portfolio = managed_client("p1", "c1", start=START, price=100, activities=[on])
    policy = hubspot.SERVICING.with_(window=ExpiryWindow(days=window))
    statement = evaluate(portfolio, as_of=on + timedelta(days=age), policy=policy)
    assert bool(statement.lines) is counts


@given(st.integers(1, 100), st.lists(days(), max_size=4))
def test_each_activity_counts_as_long_as_the_window(window: int, done: list[date]) -> None:
    """The live days are those less than a window after some activity, for every length of window."""
    portfolio = managed_client("p1", "c1", start=START, activities=done)
    rule = LiveActivity(window=ExpiryWindow(days=window))
    live = rule.days(portfolio.facts("p1", "c1"))
    assert live == DateSet(DateRange(on, on + timedelta(days=window)) for on in done)


@given(st.integers(1, 100), days())
def test_a_window_has_as_many_days_as_it_says(window: int, on: date) -> None:
    """The days after an activity begin with its own and are as many as the window has."""
    after = ExpiryWindow(days=window).after(on)
    assert after.start == on
    assert after.end == on + timedelta(days=window)


@given(st.integers(1, 100), days(), st.integers(0, 120))
def test_as_of_a_day_is_membership(window: int, on: date, age: int) -> None:
    """A partner has a line on a day just if the activity is younger than the window."""
    portfolio = managed_client("p1", "c1", start=START, activities=[on])
    policy = hubspot.SERVICING.with_(window=ExpiryWindow(days=window))
    assert bool(evaluate(portfolio, as_of=on + timedelta(days=age), policy=policy).lines) is (age < window)
