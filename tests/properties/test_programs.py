"""
A program is, on each day, the policy of that day: B13, the terms of the date are used.

What holds of every policy holds of every program: a timeline says what the statements of its days say, movements add
up, forecasts come true, repairs repair.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from managed_mrr import (
    Cause,
    CurrencyToPoints,
    DateRange,
    ExpiryWindow,
    Ledger,
    Line,
    MinimumActivity,
    Movement,
    Policy,
    PolicyError,
    Portfolio,
    Program,
    Rate,
    Scenario,
    Segment,
    Term,
    Timelines,
    UnknownTermsError,
    changes,
    check,
    compare,
    evaluate,
    expiring,
    hubspot,
    outlook,
    single_points,
    timeline,
    timelines,
    why_not,
)
from managed_mrr.ledger import State, through_a_change
from managed_mrr.ledger.sums import GROUPINGS
from managed_mrr.testing import Readings, date_ranges, days, portfolios, programs, reference_history, turning_days
from managed_mrr.testing.strategies.policies import READINGS

DAY = timedelta(days=1)
SERVICING = hubspot.SERVICING
small = portfolios(max_partners=3, max_clients=2, max_employees=2)
policies = st.sampled_from(READINGS)


def around(portfolio: Portfolio) -> st.SearchStrategy[date]:
    """The days of a portfolio on which something may turn."""
    return st.sampled_from(turning_days(portfolio, windows=(30, 60, 61)) or [date(2024, 1, 1)])


class Case:
    """A portfolio and a program, told in short: Hypothesis would write out all rates and catalogues of a policy."""

    def __init__(self, portfolio: Portfolio, program: Program) -> None:
        self.portfolio = portfolio
        self.program = program

    def __repr__(self) -> str:
        terms = ", ".join(f"{READINGS.index(term.value)} in {term.period}" for term in self.program.terms)
        return f"<{self.portfolio!r}, readings {terms}>"


@st.composite
def cases(draw: st.DrawFn, *, bounded: bool = False) -> Case:
    """A portfolio, and a program whose terms change when something happens in it."""
    portfolio = draw(small)
    return Case(portfolio, draw(programs(days=around(portfolio), bounded=bounded)))


def starts(program: Program) -> list[date]:
    """The days on which the terms of a program change, or begin."""
    return [term.period.start for term in program.terms if term.period.start is not None]


def looked_at(portfolio: Portfolio, program: Program) -> list[date]:
    """Days on which something turns, and those around each edge of a term, whose terms are known; at least one."""
    edges = {edge for term in program.terms for edge in (term.period.start, term.period.end) if edge is not None}
    near = {edge + away * DAY for edge in edges or {date(2024, 1, 1)} for away in (-1, 0, 1)}
    wanted = {*near, *turning_days(portfolio, windows=(30, 60, 61))[::4]}
    return sorted(day for day in wanted if program.terms.on(day) is not None)


def what(each: Line | Segment) -> tuple[object, ...]:
    """What a line and a segment have in common."""
    return each.credit, each.points, each.sharing


def in_turn(policy: Policy, edges: Iterable[date]) -> Program:
    """A program of one policy, in several terms."""
    all_edges = [None, *sorted(set(edges)), None]
    terms = [Term(policy, DateRange(start, end)) for start, end in pairwise(all_edges)]
    return Program(name=policy.name, terms=terms)


def movements(ledger: Ledger) -> object:
    """What a ledger tells."""
    return ledger.opening, ledger.closing, ledger.movements


@given(small, policies, st.lists(days(), max_size=2), st.data())
def test_a_program_of_one_policy_is_that_policy(
    portfolio: Portfolio, policy: Policy, edges: list[date], data: st.DataObject
) -> None:
    """In every answer a program of one policy, in however many terms, says what the policy says."""
    program, day = in_turn(policy, edges), data.draw(around(portfolio))
    found = timelines(portfolio, policy=program)
    assert {pair: each.segments for pair, each in found.items()} == {
        pair: each.segments for pair, each in timelines(portfolio, policy=policy).items()
    }
    statement, plain = (evaluate(portfolio, as_of=day, policy=each) for each in (program, policy))
    assert statement.lines == plain.lines
    assert dict(statement.totals()) == dict(plain.totals())
    end = data.draw(around(portfolio))
    first, last = min(day, end), max(day, end)
    ledgers = [changes(portfolio, start=first, end=last, policy=each) for each in (program, policy)]
    assert movements(ledgers[0]) == movements(ledgers[1])
    assert check(portfolio, policy=program) == check(portfolio, policy=policy)
    ends, others = (expiring(portfolio, as_of=day, within=90, policy=each) for each in (program, policy))
    assert ends.expiries == others.expiries
    kept, theirs = (single_points(portfolio, as_of=day, policy=each) for each in (program, policy))
    assert kept.people == theirs.people
    for client in portfolio.clients:
        pair = {"partner": portfolio.partners[0].id, "client": client.id}
        ahead, same = (outlook(portfolio, as_of=day, policy=each, **pair) for each in (program, policy))
        assert attrs.evolve(ahead, policy=policy) == same
        answer, as_ever = (why_not(portfolio, as_of=day, policy=each, **pair) for each in (program, policy))
        assert attrs.evolve(answer, policy=policy) == as_ever


@given(cases(bounded=True))
def test_a_day_has_the_policy_of_the_day(case: Case) -> None:
    """The statement of a day is that of the day's policy, and the timelines say the same of the day."""
    portfolio, program = case.portfolio, case.program
    found = timelines(portfolio, policy=program)
    for day in looked_at(portfolio, program):
        statement = evaluate(portfolio, as_of=day, policy=program)
        assert statement.lines == evaluate(portfolio, as_of=day, policy=program.in_force(day)).lines
        lines = {(line.partner, line.client): what(line) for line in statement.lines}
        assert lines == {pair: what(segment) for pair, each in found.items() if (segment := each.at(day))}
        for line in statement.lines:
            finding = statement.explain(line.partner, line.client)
            assert (finding.holds, finding.value) == (True, line.credit)


@given(cases(bounded=True))
def test_segments_are_maximal(case: Case) -> None:
    """Also across a change of terms two segments that touch differ; none reaches beyond the known terms."""
    portfolio, program = case.portfolio, case.program
    for each in timelines(portfolio, policy=program).values():
        for before, after in pairwise(each.segments):
            assert before.end is not None
            assert before.end < after.start or (before.end == after.start and what(before) != what(after))
        for segment in each:
            assert program.terms.on(segment.start) is not None
            assert program.terms.on(date.max if segment.end is None else segment.end - DAY) is not None


@given(cases(bounded=True))
def test_outside_the_terms_nothing_is_said(case: Case) -> None:
    """The timelines of a program whose terms are known for a time are those of one that goes on, on those days."""
    portfolio, program = case.portfolio, case.program
    terms = program.terms.terms
    first = attrs.evolve(terms[0], period=DateRange(None, terms[0].period.end))
    longer = [first, *terms[1:]]
    longer[-1] = attrs.evolve(longer[-1], period=DateRange(longer[-1].period.start))
    whole = timelines(portfolio, policy=Program(name="longer", terms=longer))
    found = timelines(portfolio, policy=program)
    for day in looked_at(portfolio, program):
        assert on(found, day) == on(whole, day)


def on(found: Timelines, day: date) -> dict[tuple[str, str], object]:
    """What all timelines say of a day."""
    return {pair: what(segment) for pair, each in found.items() if (segment := each.at(day))}


def readings() -> st.SearchStrategy[Readings]:
    """Readings that both the engine and the reference know."""
    rates = ((date.min, {"USD": Fraction(80)}),)
    return st.sampled_from(
        [
            Readings("servicing"),
            Readings("partner-of-record"),
            Readings("combined", window=61),
            Readings("servicing", window=30),
            Readings("servicing", minimum=(2, 60)),
            Readings("combined", ends_with_employee=True),
            Readings("servicing", rates=rates),
        ]
    )


def policy_of(readings: Readings) -> Policy:
    """The policy that reads the programme in the given way."""
    policy = hubspot.POLICIES[readings.policy]
    if len(readings.rates) == 1:
        policy = policy.with_(points=CurrencyToPoints([Rate("USD", 80)]))
    if readings.policy == "partner-of-record":
        return policy
    if readings.minimum is not None:
        policy = policy.requiring(MinimumActivity(count=readings.minimum[0], within=readings.minimum[1]))
    return policy.with_(
        window=ExpiryWindow(days=readings.window), activity_outlives_employee=not readings.ends_with_employee
    )


@given(small, st.lists(readings(), min_size=2, max_size=3), st.data())
def test_the_reference_agrees(portfolio: Portfolio, wanted: list[Readings], data: st.DataObject) -> None:
    """On every day a program's lines are those of the reference, lived through by the readings of that day."""
    edges = data.draw(
        st.lists(around(portfolio), min_size=len(wanted) - 1, max_size=len(wanted) - 1, unique=True).map(sorted)
        if len(turning_days(portfolio)) > 1
        else st.just([date(2024, 1, 1), date(2024, 2, 1)][: len(wanted) - 1])
    )
    periods = [DateRange(start, end) for start, end in pairwise([None, *edges, None])]
    program = Program(
        name="read",
        terms=[Term(policy_of(each), period) for each, period in zip(wanted, periods, strict=True)],
    )
    asked = looked_at(portfolio, program)
    for each, period in zip(wanted, periods, strict=True):
        mine = [day for day in asked if day in period]
        for day, lines in reference_history(portfolio, mine, each).items():
            assert lines == {
                (line.partner, line.client): (line.credit.amount, line.credit.currency, line.points, line.sharing)
                for line in evaluate(portfolio, as_of=day, policy=program).lines
            }, day


def found(condition: Callable[[Case], bool]) -> Case:
    """The first case drawn that meets a condition."""
    drawing = settings(max_examples=5000, database=None, phases=[Phase.generate])
    return find(cases(), condition, settings=drawing)


def test_a_change_of_terms_moves_lines() -> None:
    """The laws are tried on cases in which the terms move a line, and in which evidence moves it on the same day."""

    def together(case: Case) -> bool:
        moved = changes(case.portfolio, start=date.min, end=date.max, policy=case.program)
        by_terms = {(each.partner, each.client, each.on) for each in moved if each.cause is Cause.TERMS and each.credit}
        others = {(each.partner, each.client, each.on) for each in moved if each.cause is not Cause.TERMS}
        return bool(by_terms & others)

    assert together(found(together))


def test_a_change_of_terms_is_foreseen_somewhere() -> None:
    """The laws are tried on cases in which a forecast sees a line end by coming terms."""

    def foreseen(case: Case) -> bool:
        day = starts(case.program)[:1] or [date(2024, 1, 1)]
        ends = expiring(case.portfolio, as_of=day[0] - DAY, within=30, policy=case.program)
        return any(each.by_terms for each in ends)

    assert foreseen(found(foreseen))


Balance = dict[tuple[str, str, str], tuple[Fraction, Fraction]]


def balance(lines: Iterable[Line], moved: Iterable[Movement] = ()) -> Balance:
    """The credit and the known points of each partner, client and currency, those of 0 left out."""
    found: Balance = {}
    for line in lines:
        found[line.partner, line.client, line.credit.currency] = line.credit.amount, line.points or Fraction(0)
    for each in moved:
        key = each.partner, each.client, each.credit.currency
        credit, known = found.get(key, (Fraction(0), Fraction(0)))
        found[key] = credit + each.credit.amount, known + each.known_points
    return {key: amounts for key, amounts in found.items() if any(amounts)}


@given(cases(bounded=True), st.data(), st.lists(st.sampled_from(sorted(GROUPINGS)), max_size=3, unique=True))
def test_movements_add_up(case: Case, data: st.DataObject, by: list[str]) -> None:
    """For any two days, and any grouping, movements are the difference of the lines; two steps are one."""
    portfolio, program = case.portfolio, case.program
    known = looked_at(portfolio, program)
    first, second, third = sorted(data.draw(st.sampled_from(known)) for _ in range(3))
    ledger = changes(portfolio, start=first, end=third, policy=program)
    assert ledger.opening == evaluate(portfolio, as_of=first, policy=program).lines
    assert ledger.closing == evaluate(portfolio, as_of=third, policy=program).lines
    assert balance(ledger.opening, ledger) == balance(ledger.closing)
    parts = [changes(portfolio, start=a, end=b, policy=program) for a, b in ((first, second), (second, third))]
    assert ledger.movements == parts[0].movements + parts[1].movements
    sums, total = ledger.total(by=by), ledger.total()
    assert sum((each.known_points for each in sums.values()), Fraction(0)) == total.known_points
    assert sum(each.count for each in sums.values()) == len(ledger)
    for fall in ledger.waterfalls():
        assert fall.start + sum(amount for _, amount in fall.steps) == fall.end
    unknown = {(each.partner, each.client) for each in ledger if each.points is None}
    were = {(line.partner, line.client): line for line in ledger.opening}
    for line in ledger.closing:
        was = were.get((line.partner, line.client))
        if line.points is None and first < third and (was is None or was.points is not None):
            assert (line.partner, line.client) in unknown


@given(cases())
def test_terms_are_the_cause_only_where_they_change(case: Case) -> None:
    """A change of terms is the cause on no other day, and every movement there is has an amount, a begin or an end."""
    portfolio, program = case.portfolio, case.program
    ledger = changes(portfolio, start=date.min, end=date.max, policy=program)
    changed = {later.period.start for one, later in pairwise(program.terms) if one.value != later.value}
    assert {each.on for each in ledger if each.cause is Cause.TERMS} <= changed
    by_pair: dict[tuple[str, str], list[Movement]] = {}
    for each in ledger:
        by_pair.setdefault((each.partner, each.client), []).append(each)
    for moved in by_pair.values():
        there = had = False
        for day in sorted({each.on for each in moved}):
            kinds = {str(each.kind) for each in moved if each.on == day}
            if kinds & {"gained", "regained", "lost"}:
                assert kinds == {"lost" if there else "regained" if had else "gained"}
                there, had = not there, True
            assert there or kinds == {"lost"}


@given(small, policies, policies, st.data())
def test_neither_the_terms_nor_the_evidence_come_first(
    portfolio: Portfolio, old: Policy, new: Policy, data: st.DataObject
) -> None:
    """From the later state back to the earlier every movement is undone: the method prefers no order."""
    day = data.draw(around(portfolio))
    for partner in portfolio.partners:
        for client in portfolio.clients:
            states = [
                State.of(portfolio, partner=partner.id, client=client.id, on=on_, policy=policy)
                for policy in (old, new)
                for on_ in (day - DAY, day)
            ]
            made, back = through_a_change(*states), through_a_change(*reversed(states))
            before, _, _, after = states
            assert before.credit.amount + sum(each.credit.amount for each in made) == after.credit.amount
            known = [state.points or Fraction(0) for state in (before, after)]
            assert known[0] + sum(each.known_points for each in made) == known[1]
            of_terms = [
                sum((each.known_points for each in moved if each.cause is Cause.TERMS), Fraction(0))
                for moved in (made, back)
            ]
            assert of_terms[0] == -of_terms[1]
            assert sorted(each.credit.amount for each in made if each.credit) == sorted(
                -each.credit.amount for each in back if each.credit
            )


@given(small, policies, st.data())
def test_rates_are_their_own_cause(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Terms that differ in nothing but rates have the ledger of one policy with those rates, dated."""
    change = data.draw(around(portfolio))
    before, after = DateRange(None, change), DateRange(change)

    def table(usd: int, eur: int, period: DateRange) -> list[Rate]:
        return [Rate("USD", usd, period), Rate("EUR", eur, period)]

    def having(*rates: Rate) -> Policy:
        return policy.with_(points=CurrencyToPoints(rates))

    program = Program(
        name=policy.name,
        terms=[
            Term(having(*table(100, 75, DateRange())), before),
            Term(having(*table(80, 88, DateRange())), after),
        ],
    )
    dated = having(*table(100, 75, before), *table(80, 88, after))
    ledgers = [changes(portfolio, start=date.min, end=date.max, policy=each) for each in (program, dated)]
    assert movements(ledgers[0]) == movements(ledgers[1])
    assert Cause.TERMS not in {each.cause for each in ledgers[0]}


@given(cases(bounded=True), st.data())
def test_forecasts_come_true(case: Case, data: st.DataObject) -> None:
    """With no new evidence every later day is as foreseen; a line ends by the terms if only they end it."""
    portfolio, program = case.portfolio, case.program
    day = data.draw(st.sampled_from(looked_at(portfolio, program)))
    known = portfolio.as_of(day)
    for partner in portfolio.partners:
        for client in portfolio.clients:
            pair = {"partner": partner.id, "client": client.id}
            found = outlook(portfolio, as_of=day, policy=program, **pair)
            later = timeline(known, policy=program, **pair)
            forecast = attrs.evolve(later, segments=found.segments)
            for each in looked_at(portfolio, program):
                if each >= day:
                    now, then = forecast.at(each), later.at(each)
                    assert (now and what(now)) == (then and what(then))
            end = found.expires_on
            if end is not None:
                assert found.line is not None
                last = evaluate(known, as_of=end - DAY, policy=program)
                assert last.line(**pair) is not None
                assert evaluate(known, as_of=end, policy=program).line(**pair) is None
                by_the_old = evaluate(known, as_of=end, policy=program.in_force(end - DAY)).line(**pair)
                assert found.by_terms == (by_the_old is not None)
            change = found.next_change
            if change is not None and change.by_terms:
                old = [
                    evaluate(known, as_of=each, policy=program.in_force(change.on - DAY)).line(**pair)
                    for each in (change.on - DAY, change.on)
                ]
                assert change.on in starts(program)
                assert (old[0] and what(old[0])) == (old[1] and what(old[1]))


@given(cases(bounded=True), st.data())
def test_all_that_expires_is_in_the_outlooks(case: Case, data: st.DataObject) -> None:
    """What expires, and who is needed, is what the outlooks of all lines say one by one."""
    portfolio, program = case.portfolio, case.program
    day = data.draw(st.sampled_from(looked_at(portfolio, program)))
    lines = evaluate(portfolio, as_of=day, policy=program).lines
    found = [outlook(portfolio, partner=e.partner, client=e.client, as_of=day, policy=program) for e in lines]
    ends = expiring(portfolio, as_of=day, within=120, policy=program)
    assert sorted((e.line.partner, e.line.client, e.expires_on, e.by_terms, e.last_day_to_act) for e in ends) == sorted(
        (e.partner, e.client, e.expires_on, e.by_terms, e.last_day_to_act)
        for e in found
        if e.expires_on is not None and e.expires_on <= day + 120 * DAY
    )
    kept = {(p.employee, client) for p in single_points(portfolio, as_of=day, policy=program) for client in p.clients}
    assert kept == {(employee, each.client) for each in found for employee in each.needed_employees}
    live = {(each.activity.employee, each.activity.on): each.until for outlook_ in found for each in outlook_.holding}
    assert all(until is None or until > day for until in live.values())


@given(cases(), st.data())
@settings(max_examples=max(settings().max_examples // 2, 1))
def test_repairs_repair(case: Case, data: st.DataObject) -> None:
    """Each repair brings credit on its day, by the terms of that day, and none of its steps can be left out."""
    portfolio, program = case.portfolio, case.program
    day = data.draw(st.sampled_from(looked_at(portfolio, program)))
    partner, client = (
        data.draw(st.sampled_from(portfolio.partners)).id,
        data.draw(st.sampled_from(portfolio.clients)).id,
    )
    answer = why_not(portfolio, partner=partner, client=client, as_of=day, policy=program)
    known = portfolio.as_of(day)
    if answer.credit is None:
        line = evaluate(portfolio, as_of=day, policy=program).line(partner, client)
        assert line is None or not line.credit
        assert answer.shortfalls
    if answer.begins is not None:
        begun = evaluate(known, as_of=answer.begins, policy=program).line(partner, client)
        assert begun is not None
        assert begun.credit
    for repair in answer.repairs[:3]:
        repaired = evaluate(repair.scenario().apply(known), as_of=repair.effective, policy=program)
        found = repaired.line(partner, client)
        assert found is not None
        assert (found.credit, found.points) == (repair.credit, repair.points)


@given(cases(bounded=True), st.data())
def test_comparisons(case: Case, data: st.DataObject) -> None:
    """What would be different under another program is the difference of the statements, where both know the terms."""
    portfolio, program = case.portfolio, case.program
    other = data.draw(programs(days=around(portfolio), bounded=True))
    comparison = compare(portfolio, Scenario([], policy=other), policy=program)
    both = [day for day in looked_at(portfolio, program) if other.terms.on(day) is not None]
    assert all(program.terms.on(each.start) and other.terms.on(each.start) for each in comparison)
    for day in both[:: max(len(both) // 6, 1)]:
        effects = comparison.as_of(day)
        before, after = (evaluate(portfolio, as_of=day, policy=each) for each in (program, other))
        assert balance(before.lines, effects.movements) == balance(after.lines)
        pairs = {(each.partner, each.client) for each in effects}
        changed = {
            (line.partner, line.client)
            for one, two in ((before, after), (after, before))
            for line in one.lines
            if (match := two.line(line.partner, line.client)) is None or what(match) != what(line)
        }
        assert pairs == changed


@given(small, st.lists(date_ranges(open_start=True), min_size=1, max_size=4))
def test_terms_follow_each_other(portfolio: Portfolio, periods: list[DateRange]) -> None:
    """Terms make a program just if each begins where the one before it ends; else the two at fault are named."""
    given_ = [Term(policy, period) for policy, period in zip(READINGS, periods, strict=False)]
    ordered = sorted(given_, key=lambda term: term.period.edges)
    wrong = [(one, other) for one, other in pairwise(ordered) if one.period.edges[1] != other.period.edges[0]]
    if wrong:
        with pytest.raises(PolicyError) as refused:
            Program(name="wrong", terms=given_)
        assert any(str(one) in str(refused.value) and str(other) in str(refused.value) for one, other in wrong)
    else:
        program = Program(name="right", terms=given_)
        for day in [date.min, date.max, *turning_days(portfolio)[::10]]:
            term = program.terms.on(day)
            if term is None:
                with pytest.raises(UnknownTermsError, match=f"program 'right' knows no terms for {day}"):
                    evaluate(portfolio, as_of=day, policy=program)
            else:
                assert program.in_force(day) is term.value
