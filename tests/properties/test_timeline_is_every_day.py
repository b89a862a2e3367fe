"""
A timeline says of every day what a statement of that day says, in the fewest segments.

SPEC's two questions, as of a day and since when, are one: a segment is a run of days with the same line.
"""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import Line, Portfolio, Segment, Timelines, evaluate, hubspot, timeline, timelines
from managed_mrr.testing import days, portfolios, turning_days

small = portfolios(max_clients=2, max_employees=2)
POLICIES = hubspot.POLICIES
policies = st.sampled_from(sorted(POLICIES))


def what(each: Line | Segment) -> tuple[object, ...]:
    """What a line and a segment have in common."""
    return each.credit, each.points, each.sharing


def edges(found: Timelines) -> list[date]:
    """All days on which a segment begins or is over."""
    return [
        edge for each in found.values() for segment in each for edge in (segment.start, segment.end) if edge is not None
    ]


@given(small, policies, st.lists(days(), max_size=5))
def test_on_every_day(portfolio: Portfolio, policy_name: str, more: list[date]) -> None:
    """At every edge, around it and on other days, the segments of the day are its lines."""
    policy = POLICIES[policy_name]
    found = timelines(portfolio, policy=policy)
    near = {edge + timedelta(days=away) for edge in edges(found) for away in (-1, 0, 1)}
    for day in {*near, *turning_days(portfolio)[::5], *more}:
        lines = {
            (line.partner, line.client): what(line) for line in evaluate(portfolio, as_of=day, policy=policy).lines
        }
        assert lines == {pair: what(segment) for pair, each in found.items() if (segment := each.at(day))}


@given(small, policies)
def test_segments_are_maximal_disjoint_and_in_order(portfolio: Portfolio, policy_name: str) -> None:
    """Segments follow on each other; two that touch differ; only the last may have no end."""
    policy = POLICIES[policy_name]
    for each in timelines(portfolio, policy=policy).values():
        assert all(segment.end is None or segment.start < segment.end for segment in each)
        for before, after in pairwise(each.segments):
            assert before.end is not None
            assert before.end <= after.start
            assert before.end < after.start or what(before) != what(after)


@given(small, policies)
def test_timelines_has_just_the_pairs_with_a_line(portfolio: Portfolio, policy_name: str) -> None:
    """Every pair that ever has a line is there with its timeline, and no other, in the order of the ids."""
    policy = POLICIES[policy_name]
    found = timelines(portfolio, policy=policy)
    assert list(found) == sorted(found)
    for partner in portfolio.partners:
        for client in portfolio.clients:
            alone = timeline(portfolio, partner=partner.id, client=client.id, policy=policy)
            assert (alone.segments or None) == (
                found[partner.id, client.id].segments if (partner.id, client.id) in found else None
            )


@given(portfolios(max_partners=2, max_employees=2), days())
def test_asking_for_less_leaves_the_rest_alone(portfolio: Portfolio, day: date) -> None:
    """A statement of one partner or one client has just the lines of the whole statement that are theirs."""
    lines = evaluate(portfolio, as_of=day).lines
    for partner in portfolio.partners:
        mine = evaluate(portfolio, as_of=day, partner=partner.id).lines
        assert mine == tuple(line for line in lines if line.partner == partner.id)
    for client in portfolio.clients:
        theirs = evaluate(portfolio, as_of=day, client=client.id).lines
        assert theirs == tuple(line for line in lines if line.client == client.id)
