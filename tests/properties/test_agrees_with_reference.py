"""
On every day the engine says what the programme, lived through day by day, says.

The reference is a second, independent reading of all readings, in plain Python; a difference is a bug in one of
the two. The days are all those on which anything may change, and some others.
"""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from managed_mrr import ExpiryWindow, MinimumActivity, Policy, Portfolio, Statement, evaluate, hubspot, timelines
from managed_mrr.testing import (
    PUBLISHED_RATES,
    Readings,
    days,
    portfolios,
    reference_history,
    reference_lines,
    turning_days,
)

Lines = dict[tuple[str, str], tuple[object, ...]]


def readings() -> st.SearchStrategy[Readings]:
    """Every shipped policy and, for those that ask for activities, every reading of them."""
    of_record = st.just(Readings("partner-of-record"))
    shipped = st.sampled_from([Readings("servicing"), Readings("combined")])
    other = st.builds(
        Readings,
        st.sampled_from(["servicing", "combined"]),
        window=st.sampled_from([60, 61, 1, 2, 30]),
        minimum=st.none() | st.tuples(st.integers(1, 3), st.sampled_from([60, 61, 1, 2, 30, 90, 120])),
        ends_with_employee=st.booleans(),
        rates=st.just(PUBLISHED_RATES),
        conditions=st.just(()),
    )
    return st.one_of(shipped, of_record, other)


def policy_of(readings: Readings) -> Policy:
    """The policy that reads the programme in the given way."""
    policy = hubspot.POLICIES[readings.policy]
    if readings.policy == "partner-of-record":
        return policy
    if readings.minimum is not None:
        count, within = readings.minimum
        policy = policy.requiring(MinimumActivity(count=count, within=within))
    return policy.with_(
        window=ExpiryWindow(days=readings.window), activity_outlives_employee=not readings.ends_with_employee
    )


def lines_of(statement: Statement) -> Lines:
    """A statement in the form of the reference."""
    return {
        (line.partner, line.client): (line.credit.amount, line.credit.currency, line.points, line.sharing)
        for line in statement.lines
    }


def edges_of(portfolio: Portfolio, policy: Policy) -> set[date]:
    """The days on which a segment begins or is over, and those before and after."""
    segments = [segment for each in timelines(portfolio, policy=policy).values() for segment in each]
    edges = {edge for segment in segments for edge in (segment.start, segment.end) if edge is not None}
    return {edge + timedelta(days=away) for edge in edges for away in (-1, 0, 1)}


@given(portfolios(), readings(), st.lists(days(), max_size=4))
@settings(max_examples=5 * settings().max_examples)
def test_every_reading_on_every_day(portfolio: Portfolio, readings: Readings, more: list[date]) -> None:
    """Under every policy and reading, each day's lines are those of the reference."""
    policy = policy_of(readings)
    windows = {readings.window, *(readings.minimum or ())[1:]}
    asked = {*turning_days(portfolio, windows=windows), *edges_of(portfolio, policy), *more}
    for day, lines in reference_history(portfolio, asked, readings).items():
        assert lines_of(evaluate(portfolio, as_of=day, policy=policy)) == lines, day


@given(portfolios(max_partners=2, max_employees=2), days(since=date(2025, 5, 16)))
def test_defaults_of_both_agree(portfolio: Portfolio, day: date) -> None:
    """With nothing said about readings, the default policy and the reference agree."""
    assert lines_of(evaluate(portfolio, as_of=day)) == reference_lines(portfolio, day)
