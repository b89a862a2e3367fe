"""
A scenario never changes the evidence, changes compose, and a comparison is the difference of two evaluations.

What would be different on a day is the lines of the changed evidence less those of the evidence as it is, exactly,
and the causes add up to it (A5, A18, B7 to B11).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import Line, ManagedMRRError, Policy, Portfolio, evaluate, hubspot, managed_client, what_if
from managed_mrr.comparison import Difference, compare
from managed_mrr.evidence import LISTS, Record
from managed_mrr.scenario import Change, Scenario
from managed_mrr.testing import activities, days_mentioned, portfolios

JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)
LIVELY = (
    managed_client("north", "acme", start=JANUARY, price=900, activities=[FEBRUARY], employee="ann", of_record=True)
    | managed_client("south", "acme", start=FEBRUARY, activities=[FEBRUARY], employee="bo")
    | managed_client("north", "bolt", start=JANUARY, price=50, activities=[JANUARY], currency="CHF", employee="ann")
)
BUSY = [date(2024, 2, 15), date(2024, 2, 1), date(2024, 1, 20), date(2024, 2, 20), date(2024, 3, 10)]
small = portfolios(max_clients=2, max_employees=3).map(lambda each: LIVELY | each)
policies = st.sampled_from([hubspot.POLICIES[name] for name in sorted(hubspot.POLICIES)])
Amounts = dict[tuple[str, str, str], tuple[Fraction, Fraction]]

CHANGES: dict[str, Callable[[st.DataObject, Portfolio, date], Change]] = {
    "leaves": lambda data, base, on: what_if.Leaves(employee(data, base), on=on),
    "off client": lambda data, base, on: what_if.RemovedFromClient(partner(data, base), client(data, base), on=on),
    "off partner": lambda data, base, on: what_if.RemovedFromPartner(partner(data, base), on=on),
    "deactivated": lambda data, base, on: what_if.Deactivated(
        employee(data, base), on=on, until=on + timedelta(days=9), client=data.draw(st.none() | clients_of(base))
    ),
    "reactivated": lambda data, base, on: what_if.Reactivated(employee(data, base), on=on),
    "linked": lambda data, base, on: what_if.Linked(employee(data, base), client(data, base), on=on),
    "unlinked": lambda data, base, on: what_if.Unlinked(employee(data, base), client(data, base), on=on),
    "performed": lambda data, base, on: what_if.Performed(employee(data, base), client(data, base), on=on),
    "signed": lambda data, base, on: what_if.AgreementSigned(partner(data, base), on=on),
    "unsigned": lambda data, base, on: what_if.AgreementEnded(partner(data, base), on=on),
    "of record": lambda data, base, on: what_if.BecomesPartnerOfRecord(partner(data, base), client(data, base), on=on),
    "no record": lambda data, base, on: what_if.RecordEnded(client(data, base), on=on),
    "settled": lambda data, base, on: what_if.Settled(subscription(data, base), on=on),
    "cancelled": lambda data, base, on: what_if.Cancelled(subscription(data, base), on=on),
    "refunded": lambda data, base, on: what_if.Refunded(subscription(data, base), on=on),
    "item off": lambda data, base, on: what_if.ItemRemoved(subscription(data, base), product(data, base), on=on),
    "repriced": lambda data, base, on: what_if.ItemChanged(
        subscription(data, base), product(data, base), on=on, price=data.draw(st.integers(0, 900)), discount=7
    ),
    "removed": lambda data, base, _: what_if.Remove(data.draw(st.sampled_from(records_of(base)))),
    "moved": lambda data, base, on: what_if.Move(data.draw(st.sampled_from(base.activities)), to=on),
}


def one_of(data: st.DataObject, ids: Iterable[str]) -> str:
    """One of some ids; one that nobody has if there are none."""
    return data.draw(st.sampled_from([*ids] or ["nobody"]))


def employee(data: st.DataObject, base: Portfolio) -> str:
    """An employee of the evidence."""
    return one_of(data, [each.id for each in base.employees])


def partner(data: st.DataObject, base: Portfolio) -> str:
    """A partner of the evidence."""
    return one_of(data, [each.id for each in base.partners])


def client(data: st.DataObject, base: Portfolio) -> str:
    """A client of the evidence."""
    return one_of(data, [each.id for each in base.clients])


def clients_of(base: Portfolio) -> st.SearchStrategy[str]:
    """Any client of the evidence."""
    return st.sampled_from([each.id for each in base.clients] or ["nobody"])


def subscription(data: st.DataObject, base: Portfolio) -> str:
    """A subscription of the evidence."""
    return one_of(data, [each.id for each in base.subscriptions])


def product(data: st.DataObject, base: Portfolio) -> str:
    """A product somebody buys."""
    return one_of(data, [item.product for each in base.subscriptions for item in each.items])


def records_of(base: Portfolio) -> list[Record]:
    """All records."""
    return [record for name in LISTS for record in getattr(base, name)]


def drawn(data: st.DataObject, base: Portfolio, *, most: int = 3) -> Scenario:
    """A scenario that fits the evidence; changes that contradict it are left out."""
    scenario, now = Scenario(), base
    for name in data.draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=most)):
        on = data.draw(st.sampled_from(BUSY) | st.sampled_from(interesting(now)))
        needed = {"moved": now.activities, "removed": records_of(now)}
        if not needed.get(name, True):
            continue
        more = Scenario([CHANGES[name](data, now, on)])
        try:
            now = more.apply(now)
        except ManagedMRRError:
            continue
        scenario += more
    return scenario


def amounts(lines: Iterable[Line]) -> Amounts:
    """What lines are worth, by pair and currency: credit and the points that are known."""
    return {
        (each.partner, each.client, each.credit.currency): (each.credit.amount, each.points or Fraction(0))
        for each in lines
    }


def less(after: Amounts, before: Amounts) -> Amounts:
    """The difference of what lines are worth, where there is one."""
    zero = (Fraction(0), Fraction(0))
    found = {
        key: (after.get(key, zero)[0] - before.get(key, zero)[0], after.get(key, zero)[1] - before.get(key, zero)[1])
        for key in after.keys() | before.keys()
    }
    return {key: worth for key, worth in found.items() if any(worth)}


def told(differences: Iterable[Difference]) -> Amounts:
    """What differences say, by pair and currency, where it is not nothing."""
    found = {
        (each.partner, each.client, each.credit.currency): (each.credit.amount, each.known_points)
        for each in differences
    }
    return {key: worth for key, worth in found.items() if any(worth)}


def interesting(*evidence: Portfolio) -> list[date]:
    """The days on which anything may change, in any of several portfolios, and those beside them."""
    # An agreement that was always current begins on the first day there is, before which there is none.
    mentioned = {day for each in evidence for day in days_mentioned(each) if day.year > 1}
    return sorted({day + timedelta(days=away) for day in mentioned for away in (-1, 0, 1, 59, 60, 61)})


def some(days: list[date]) -> list[date]:
    """About fifty of some days, evenly among them, so that a large portfolio takes no longer than a small one."""
    return days[:: len(days) // 50 + 1]


@given(small, policies, st.data())
def test_baselines_never_change(base: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """The evidence is the same to the last letter, and has the same hash, after a scenario was applied and compared."""
    before, number = [repr(record) for record in records_of(base)], hash(base)
    scenario = drawn(data, base)
    compare(base, scenario, policy=policy)
    assert ([repr(record) for record in records_of(base)], hash(base)) == (before, number)
    assert hash(scenario) == hash(Scenario(scenario.changes))


@given(small, policies)
def test_nothing_changes_nothing(base: Portfolio, policy: Policy) -> None:
    """An empty scenario, and one with the policy in force, make no difference."""
    assert Scenario().apply(base) is base
    assert len(compare(base, Scenario(policy=policy), policy=policy)) == 0


@given(small, st.data())
def test_composition_is_one_after_the_other(base: Portfolio, data: st.DataObject) -> None:
    """Two scenarios composed are the second applied to what the first leaves, however they are bracketed."""
    first = drawn(data, base)
    middle = first.apply(base)
    second = drawn(data, middle)
    third = drawn(data, second.apply(middle), most=1)
    assert (first + second).apply(base) == second.apply(middle)
    assert (first + second) + third == first + (second + third)
    assert first + Scenario() == Scenario() + first == first


@given(small, policies, st.data())
def test_comparison_is_the_difference_of_evaluations(base: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """On every day the differences are the lines with the scenario less those without; the causes add up to them."""
    scenario = drawn(data, base)
    if data.draw(st.booleans()):
        scenario += Scenario(policy=data.draw(policies))
    comparison = compare(base, scenario, policy=policy)
    applied = scenario.apply(base)
    edges = {day for each in comparison for day in (each.start, each.end) if day is not None}
    for day in sorted({*some(interesting(base, applied)), *edges}):
        after = evaluate(applied, as_of=day, policy=comparison.scenario_policy)
        before = evaluate(base, as_of=day, policy=policy)
        effects = comparison.as_of(day)
        expected = less(amounts(after.lines), amounts(before.lines))
        assert told(effects) == expected
        summed: defaultdict[tuple[str, str, str], tuple[Fraction, Fraction]] = defaultdict(
            lambda: (Fraction(0), Fraction(0))
        )
        for each in effects.movements:
            key = (each.partner, each.client, each.credit.currency)
            credit, points = summed[key]
            summed[key] = (credit + each.credit.amount, points + each.known_points)
        assert {key: worth for key, worth in summed.items() if any(worth)} == expected
        changed = {(each.partner, each.client) for each in effects}
        kept = [line for line in before.lines if (line.partner, line.client) not in changed]
        assert kept == [line for line in after.lines if (line.partner, line.client) not in changed]


@given(small, st.data())
def test_runs_are_disjoint_and_maximal(base: Portfolio, data: st.DataObject) -> None:
    """The differences of a pair follow each other in order, and neighbours are not alike."""
    runs: defaultdict[tuple[str, str], list[Difference]] = defaultdict(list)
    for each in compare(base, drawn(data, base)):
        runs[each.partner, each.client].append(each)
    for pair in runs.values():
        for one, next_one in pairwise(pair):
            assert one.end is not None
            assert one.end <= next_one.start
            assert one.end < next_one.start or (one.before, one.after) != (next_one.before, next_one.after)


@given(small, st.data())
def test_one_pair_of_a_comparison(base: Portfolio, data: st.DataObject) -> None:
    """Asked for one partner or client only, a comparison is that part of the whole."""
    scenario = drawn(data, base)
    whole = compare(base, scenario)
    for each in scenario.apply(base).clients:
        assert compare(base, scenario, client=each.id).differences == tuple(
            run for run in whole if run.client == each.id
        )
    for each_partner in base.partners:
        assert compare(base, scenario, partner=each_partner.id).differences == tuple(
            run for run in whole if run.partner == each_partner.id
        )


@given(small, st.data())
def test_add_then_remove_is_identity(base: Portfolio, data: st.DataObject) -> None:
    """What is added and removed again leaves the evidence as it was, in the same order."""
    if base.employees and base.clients:
        done = data.draw(activities(employee=employee(data, base), client=client(data, base)))
        if done.id is None or all(each.id != done.id for each in base.activities):
            there_and_back = Scenario([what_if.Add(done), what_if.Remove(done)])
            assert there_and_back.apply(base) == base
            assert len(compare(base, there_and_back)) == 0


@given(small, st.data())
def test_remove_then_add_is_no_difference(base: Portfolio, data: st.DataObject) -> None:
    """A fact taken out and put back, at the end of its list, makes no difference."""
    if base.subscriptions:
        sold = data.draw(st.sampled_from(base.subscriptions))
        assert len(compare(base, Scenario([what_if.Remove(sold), what_if.Add(sold)]))) == 0
