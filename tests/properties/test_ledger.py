"""
The lines of a day and the movements after it are the lines of a later day, exactly, however they are grouped.

B10, B11: what a partner sees of increases and decreases adds up, and each has a kind and a cause.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import permutations

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from managed_mrr import (
    CurrentAgreement,
    ExpiryWindow,
    Line,
    ManagedRelationship,
    MinimumActivity,
    Policy,
    Portfolio,
    Undivided,
    evaluate,
    hubspot,
    managed_client,
)
from managed_mrr.ledger import Cause, Kind, Movement, State, changes, decompose
from managed_mrr.ledger.decomposition import shapley
from managed_mrr.ledger.sums import GROUPINGS
from managed_mrr.testing import days, portfolios, turning_days

POLICIES: dict[str, Policy] = {
    **hubspot.POLICIES,
    "minimum": hubspot.SERVICING.requiring(MinimumActivity(count=2, within=60)),
    "strict": hubspot.SERVICING.with_(activity_outlives_employee=False, deactivation_ends=True, unlinking_ends=True),
    "revives": hubspot.SERVICING.with_(activity_revives=True, window=ExpiryWindow(days=61)),
    "list price": hubspot.SERVICING.with_(net_of_discount=False, good_standing_required=False, billing_required=False),
    "relationship": Policy(name="relationship", eligibility=ManagedRelationship(), split=Undivided()),
    "agreement": Policy(name="agreement", eligibility=CurrentAgreement()),
}
policies = st.sampled_from(sorted(POLICIES)).map(POLICIES.__getitem__)
small = portfolios(max_partners=3, max_clients=2, max_employees=2)


@st.composite
def day_pairs(draw: st.DrawFn, count: int = 2) -> list[date]:
    """Days in order."""
    return sorted(draw(days()) for _ in range(count))


Balance = dict[tuple[str, str, str], tuple[Fraction, Fraction]]


def balance(lines: Iterable[Line], movements: Iterable[Movement] = ()) -> Balance:
    """The credit and the known points of each partner, client and currency, those of 0 left out."""
    found: Balance = {}
    for line in lines:
        found[line.partner, line.client, line.credit.currency] = line.credit.amount, line.points or Fraction(0)
    for each in movements:
        key = each.partner, each.client, each.credit.currency
        credit, known = found.get(key, (Fraction(0), Fraction(0)))
        found[key] = credit + each.credit.amount, known + each.known_points
    return {key: amounts for key, amounts in found.items() if any(amounts)}


@given(small, policies, day_pairs())
def test_movements_add_up(portfolio: Portfolio, policy: Policy, pair: list[date]) -> None:
    """Lines of the start and movements are the lines of the end, per partner, client and currency, and in points."""
    start, end = pair
    ledger = changes(portfolio, start=start, end=end, policy=policy)
    assert ledger.opening == evaluate(portfolio, as_of=start, policy=policy).lines
    assert ledger.closing == evaluate(portfolio, as_of=end, policy=policy).lines
    assert balance(ledger.opening, ledger) == balance(ledger.closing)
    unknown = {(each.partner, each.client) for each in ledger if each.points is None}
    for each in ledger:
        assert start < each.on <= end
        assert each.points in (None, each.known_points)
    for line in (*ledger.opening, *ledger.closing):
        if line.points is None and start < end:
            other = ledger.closing if line in ledger.opening else ledger.opening
            pairs = {(each.partner, each.client): each for each in other}
            same = pairs.get((line.partner, line.client))
            assert (line.partner, line.client) in unknown or (same is not None and same.points is None)


@given(small, policies, day_pairs(3))
def test_two_steps_are_one(portfolio: Portfolio, policy: Policy, three: list[date]) -> None:
    """The movements to a day and from it on are those of the whole time; from a day to itself there are none."""
    first, second, third = three
    whole = changes(portfolio, start=first, end=third, policy=policy)
    parts = [
        changes(portfolio, start=start, end=end, policy=policy) for start, end in ((first, second), (second, third))
    ]
    assert whole.movements == parts[0].movements + parts[1].movements
    assert changes(portfolio, start=second, end=second, policy=policy).movements == ()


@given(small, policies, day_pairs(), st.lists(st.sampled_from(sorted(GROUPINGS)), max_size=3, unique=True))
def test_any_grouping_adds_up(portfolio: Portfolio, policy: Policy, pair: list[date], by: list[str]) -> None:
    """The sums of the groups are together the sum of all, and a waterfall ends where the lines are."""
    ledger = changes(portfolio, start=pair[0], end=pair[1], policy=policy)
    total, sums = ledger.total(), ledger.total(by=by)
    credit: dict[str, Fraction] = {}
    for each in sums.values():
        for money in each.credit:
            credit[money.currency] = credit.get(money.currency, Fraction(0)) + money.amount
    assert credit == {money.currency: money.amount for money in total.credit}
    assert sum((each.known_points for each in sums.values()), Fraction(0)) == total.known_points
    assert sum(each.count for each in sums.values()) == total.count == len(ledger)
    for fall in ledger.waterfalls():
        assert fall.start + sum(amount for _, amount in fall.steps) == fall.end


@given(small, policies)
def test_kinds(portfolio: Portfolio, policy: Policy) -> None:
    """A line is gained once and first, then lost and regained in turn, and moves in between only while it is there."""
    ledger = changes(portfolio, start=date.min, end=date.max, policy=policy)
    by_pair: dict[tuple[str, str], list[Movement]] = {}
    for each in ledger:
        by_pair.setdefault((each.partner, each.client), []).append(each)
    for movements in by_pair.values():
        there = had = False
        for day in sorted({each.on for each in movements}):
            kinds = {each.kind for each in movements if each.on == day}
            if kinds & {Kind.GAINED, Kind.REGAINED, Kind.LOST}:
                assert kinds == {Kind.LOST if there else Kind.REGAINED if had else Kind.GAINED}
                there, had = not there, True
            assert there or kinds == {Kind.LOST}


@given(small, policies, days())
def test_a_ledger_knows_nothing_later(portfolio: Portfolio, policy: Policy, day: date) -> None:
    """What is dated after the end of a ledger changes none of its movements."""
    since = min(turning_days(portfolio), default=day)
    if since < day:
        known = changes(portfolio.as_of(day), start=since, end=day, policy=policy)
        assert known.movements == changes(portfolio, start=since, end=day, policy=policy).movements


@given(small, st.data(), policies, policies)
def test_two_policies_add_up(portfolio: Portfolio, data: st.DataObject, one: Policy, other: Policy) -> None:
    """The movements between the states of two policies on one day are the difference of their lines."""
    day = data.draw(days())
    for partner in portfolio.partners:
        for client in portfolio.clients:
            before, after = (
                State.of(portfolio, partner=partner.id, client=client.id, on=day, policy=policy)
                for policy in (one, other)
            )
            made = decompose(before, after)
            assert sum((each.credit.amount for each in made), before.credit.amount) == after.credit.amount
            known = [state.points or Fraction(0) for state in (before, after)]
            assert sum((each.known_points for each in made), known[0]) == known[1]
            assert bool(made) or (before.has_line, before.points) == (after.has_line, after.points)
            back = decompose(after, before)
            assert sorted(-each.credit.amount for each in back) == sorted(each.credit.amount for each in made)


@given(small, policies, days())
def test_a_state_is_its_line(portfolio: Portfolio, policy: Policy, day: date) -> None:
    """A state has the credit and the points of the line of its day, and none without one."""
    statement = evaluate(portfolio, as_of=day, policy=policy)
    for partner in portfolio.partners:
        for client in portfolio.clients:
            state = State.of(portfolio, partner=partner.id, client=client.id, on=day, policy=policy)
            line = statement.line(partner.id, client.id)
            assert state.has_line == (line is not None)
            if line is not None:
                assert (state.credit, state.points) == (line.credit, line.points)
                assert state.share is not None
                assert state.share.sharing == line.sharing


fractions = st.fractions(-5, 5, max_denominator=6)


@given(st.lists(st.tuples(fractions, fractions), min_size=1, max_size=4))
@example([(Fraction(0), Fraction(1))] * 3)
def test_shapley_is_the_average_over_all_orders(pairs: list[tuple[Fraction, Fraction]]) -> None:
    """Each number gets its effect averaged over all orders of changing them, so no order matters, nothing remains."""
    before, after = [one for one, _ in pairs], [other for _, other in pairs]

    def worth(values: Iterable[Fraction]) -> Fraction:
        first, *others = values
        for each in others:
            first = first * each + max(first, each)
        return first

    orders = list(permutations(range(len(pairs))))
    wanted = [Fraction(0)] * len(pairs)
    for order in orders:
        now = list(before)
        for place in order:
            was = worth(now)
            now[place] = after[place]
            wanted[place] += (worth(now) - was) / len(orders)
    assert shapley(before, after, worth) == wanted
    assert sum(wanted) == worth(after) - worth(before)


@given(st.permutations(["a", "b", "c"]))
def test_the_form_of_the_evidence_does_not_matter(order: list[str]) -> None:
    """The same records in another order make the same ledger."""
    clients = {
        name: managed_client(
            "north", name, start=date(2024, 1, 1), price=9, activities=[date(2024, 1, 5)], employee="e"
        )
        for name in order
    }
    joined = Portfolio()
    for name in order:
        joined |= clients[name]
    ledger = changes(joined, start=date(2024, 1, 1), end=date(2024, 6, 1))
    assert [each.client for each in ledger] == ["a", "b", "c", "a", "b", "c"]
    assert {each.cause for each in ledger} == {Cause.ACTIVITY_PERFORMED, Cause.ACTIVITY_LAPSED}
    assert attrs.evolve(ledger, movements=ledger.movements) == ledger
