"""
What arrives bit by bit gives what a fresh run gives (2 of SPEC: everything follows from the evidence, in any order).

A portfolio is taken apart and put together again, in any order and in any portions, under every kind of policy: those
that look at a live activity beside other things, those that look at none, and all others.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import attrs
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    EVER,
    CurrentAgreement,
    DateRange,
    DateSet,
    LiveActivity,
    PartnerAtClient,
    PartnerOfRecordStatus,
    Policy,
    Portfolio,
    PortfolioError,
    Prepared,
    Problem,
    Program,
    Rule,
    Term,
    evaluate,
    hubspot,
    prepare,
    timeline,
    timelines,
)
from managed_mrr.dates import edges as algebra
from managed_mrr.evidence import LISTS, Record
from managed_mrr.persistent import PersistentMap
from managed_mrr.testing import any_policies, portfolios, programs, turning_days
from managed_mrr.testing.strategies.policies import READINGS


@attrs.frozen
class Odd(Rule[PartnerAtClient]):
    """A rule of one's own, which looks at everything there is: it holds from the third activity on."""

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """The days from that of the third activity of all."""
        done = sorted(each.on for employee in facts.employees for each in employee.activities)
        return DateSet([DateRange(done[2])] if len(done) > 2 else [])


CHANGE = date(2024, 3, 1)
SERVICING = hubspot.SERVICING
OWN = (
    attrs.evolve(SERVICING, name="own rule", eligibility=Odd()),
    attrs.evolve(SERVICING, name="own rule too", eligibility=Odd() & LiveActivity()),
    attrs.evolve(SERVICING, name="agreement alone", eligibility=CurrentAgreement()),
    attrs.evolve(SERVICING, name="not of record", eligibility=LiveActivity().unless(PartnerOfRecordStatus())),
    attrs.evolve(SERVICING, name="live twice", eligibility=LiveActivity() & (LiveActivity() | CurrentAgreement())),
    attrs.evolve(SERVICING, name="live alone", eligibility=LiveActivity()),
    SERVICING.with_(activity_revives=True),
    SERVICING.with_(activity_outlives_employee=False, unlinking_ends=True),
    Program(
        name="program",
        terms=[Term(SERVICING, DateRange(None, CHANGE)), Term(hubspot.COMBINED, DateRange(CHANGE))],
    ),
)
chosen = st.sampled_from((*READINGS, *OWN))
small = portfolios(max_partners=3, max_clients=2, max_employees=2)


def parts(portfolio: Portfolio, order: Sequence[Record], cuts: Sequence[int]) -> list[list[Record]]:
    """The records of a portfolio in portions, so that what a record speaks of is never in a later one."""
    ranks = {kind: rank for rank, kind in enumerate(LISTS.values())}
    ordered = sorted(order, key=lambda each: min(ranks[type(each)], 3))
    edges = [0, *sorted(cuts), len(ordered)]
    return [ordered[start:end] for start, end in pairwise(edges)]


@st.composite
def arrivals(draw: st.DrawFn) -> list[list[Record]]:
    """The records of a random portfolio, of which some are told of twice, in portions."""
    portfolio = draw(small)
    records = [each for name in LISTS for each in getattr(portfolio, name)]
    named = [each for each in portfolio.activities if each.id is not None]
    records += draw(st.lists(st.sampled_from(named), max_size=2)) if named else []
    order = draw(st.permutations(records))
    return parts(portfolio, order, draw(st.lists(st.integers(0, len(records)), max_size=5)))


def same(prepared: Prepared, portfolio: Portfolio, policy: Policy) -> None:
    """All that is answered is what a fresh run answers."""
    fresh = timelines(portfolio, policy=policy)
    assert prepared.timelines() == fresh
    assert list(prepared.timelines()) == list(fresh)
    for client in portfolio.clients:
        for partner in portfolio.partners:
            one = timeline(portfolio, partner=partner.id, client=client.id, policy=policy)
            assert prepared.timeline(partner.id, client.id) == one
            assert prepared.segments(partner.id, client.id) == one.segments


def same_evidence(prepared: Prepared, portfolio: Portfolio) -> None:
    """The portfolio is the same, and the facts in it say the same and cite the same places."""
    assert prepared.portfolio == portfolio
    assert [told(each) for each in prepared.portfolio.by_client.items()] == [
        told(each) for each in portfolio.by_client.items()
    ]


def told(item: tuple[str, tuple[PartnerAtClient, ...]]) -> object:
    """A client's facts as plain values."""
    client, pairs = item
    return client, [attrs.asdict(facts) for facts in pairs]


@given(arrivals(), chosen | any_policies(), st.lists(st.booleans(), min_size=7, max_size=7))
def test_in_portions(portions: list[list[Record]], policy: Policy, asked: list[bool]) -> None:
    """However the evidence arrives, and whoever asks in between, the answers are those of a fresh run."""
    prepared, portfolio = prepare(Portfolio(), policy=policy), Portfolio()
    for records, ask in zip(portions, asked, strict=False):
        prepared, portfolio = prepared.with_(*records), portfolio.with_(*records)
        if ask:
            same(prepared, portfolio, policy)
    same(prepared, portfolio, policy)
    same_evidence(prepared, portfolio)


@given(small, programs() | any_policies() | chosen, st.data())
def test_activities_one_by_one(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Activities that arrive one by one, in any order, change what they would have changed from the beginning."""
    late = data.draw(st.permutations(portfolio.activities))
    lists = {name: getattr(portfolio, name) for name in LISTS}
    known = Portfolio(**{**lists, "activities": ()})
    prepared = prepare(known, policy=policy)
    prepared.timelines()
    for each in late:
        prepared, known = prepared.with_(each), known.with_(each)
        same(prepared, known, policy)
    same_evidence(prepared, known)


@given(small, chosen, st.data())
def test_as_of_a_day(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Statements and lines are those of a fresh run on every day."""
    late = data.draw(st.lists(st.sampled_from(portfolio.activities), max_size=3)) if portfolio.activities else []
    late = [attrs.evolve(each, id=None) for each in late]
    prepared, whole = prepare(portfolio, policy=policy).with_(*late), portfolio.with_(*late)
    for day in data.draw(st.lists(st.sampled_from([CHANGE, *turning_days(whole)]), max_size=4)):
        statement = evaluate(whole, as_of=day, policy=policy)
        assert prepared.evaluate(as_of=day) == statement
        for client in whole.clients:
            for partner in whole.partners:
                assert prepared.line(partner.id, client.id, day) == statement.line(partner.id, client.id)


@given(small, chosen, st.data())
def test_branches(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """What arrives in one branch is not in another, nor in what both came from."""
    again = [attrs.evolve(each, id=None) for each in portfolio.activities]
    some = st.lists(st.sampled_from(again), max_size=3) if again else st.just([])
    before = prepare(portfolio, policy=policy)
    before.timelines()
    for late in data.draw(st.lists(some, max_size=3)):
        same(before.with_(*late), portfolio.with_(*late), policy)
    same(before, portfolio, policy)


@given(small, small, chosen)
def test_problems(portfolio: Portfolio, other: Portfolio, policy: Policy) -> None:
    """What does not fit is refused with the problems that a fresh check has, and nothing is taken in."""
    more = [each for name in LISTS for each in getattr(other, name)][::2]
    prepared = prepare(portfolio, policy=policy)
    assert problems(prepared, more) == problems(portfolio, more)
    same(prepared, portfolio, policy)


def problems(evidence: Portfolio | Prepared, records: Sequence[Record]) -> tuple[Problem, ...]:
    """What is wrong with more records."""
    try:
        evidence.with_(*records)
    except PortfolioError as error:
        return error.problems
    return ()


SETS = st.lists(st.integers(1, 40), unique=True).map(lambda days: tuple(sorted(days[: len(days) // 2 * 2])))
RANGES = st.tuples(st.integers(1, 39), st.integers(1, 40)).map(lambda each: (min(each), max(each) + 1))


@given(SETS, RANGES)
def test_days_inside_a_range(edges: algebra.Edges, days: tuple[int, int]) -> None:
    """What is found by bisection is what the algebra of sets says."""
    assert algebra.within(edges, *days) == algebra.intersection(edges, days)
    assert algebra.missing(edges, *days) == algebra.intersection(algebra.complement(edges), days)
    assert algebra.filled(edges, *days) == algebra.union(edges, days)


@given(st.lists(st.tuples(st.integers(-200, 200), st.integers()), max_size=300), st.integers(0, 100))
def test_a_persistent_map_is_a_dictionary(puts: list[tuple[int, int]], begins: int) -> None:
    """Every version has what was put into it, and nothing that was put into another."""
    base = dict(puts[:begins])
    versions = [(PersistentMap(base), base)]
    for key, value in puts[begins:]:
        version, plain = versions[-1]
        versions.append((version.with_(key, value), {**plain, key: value}))
    for version, plain in versions[:: max(1, len(versions) // 9)]:
        assert {key: version.get(key) for key in range(-200, 201)} == {key: plain.get(key) for key in range(-200, 201)}
