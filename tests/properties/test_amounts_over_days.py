"""
Step functions are functions of days: what is done to them is done on each day.

Revenue and rates over time are kept as steps (B4, B6, B7; A3), so a total of steps must be, on every day, the total
of what counts on it.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import DateSet, StepFunction
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.testing import date_sets, days

HORIZON = [date(2023, 12, 30) + timedelta(days=number) for number in range(156)]

amounts = st.sampled_from([Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 3)])
parts = st.lists(st.tuples(date_sets(), amounts), max_size=5)
Parts = list[tuple[DateSet, Fraction]]


def total(parts: Parts) -> StepFunction[Fraction]:
    """The sum of amounts that count on sets of days."""
    return StepFunction.total((days.edges, amount) for days, amount in parts)


def is_canonical(function: StepFunction[Fraction]) -> bool:
    """Whether the steps begin with time, are in order, and each differs from the one before."""
    starts, values = function.starts, function.values
    return starts[0] == FIRST and all(a < b for a, b in pairwise(starts)) and all(a != b for a, b in pairwise(values))


@given(parts)
def test_total_is_the_sum_of_each_day(parts: Parts) -> None:
    """On every day a total is the sum of the amounts that count on it, in the fewest steps."""
    function = total(parts)
    assert is_canonical(function)
    for day in HORIZON:
        assert function.at(day) == sum(amount for days, amount in parts if day in days)


@given(parts)
def test_total_does_not_depend_on_order(parts: Parts) -> None:
    """The order of the parts makes no difference."""
    assert total(parts) == total(parts[::-1])


@given(parts, parts)
def test_totals_combine(a: Parts, b: Parts) -> None:
    """The sum of two totals is the total of all their parts."""
    assert total(a).combine(total(b), lambda one, other: one + other) == total([*a, *b])


@given(parts)
def test_map_is_done_on_each_day(parts: Parts) -> None:
    """A changed function has on every day the changed value, in the fewest steps."""
    function = total(parts)
    doubled, flat = function.map(lambda value: value * 2), function.map(abs)
    assert is_canonical(flat)
    for day in HORIZON:
        assert doubled.at(day) == 2 * function.at(day)
        assert flat.at(day) == abs(function.at(day))


@given(parts)
def test_where_is_the_days_with_a_wanted_value(parts: Parts) -> None:
    """The days on which a value is wanted are those, and the others their complement."""
    function = total(parts)
    positive = function.where(lambda value: value > 0)
    assert all((day in positive) is (function.at(day) > 0) for day in HORIZON)
    assert function.where(lambda value: value <= 0) == ~positive


@given(parts, days())
def test_steady(parts: Parts, day: date) -> None:
    """Around a day the value stays the same, and one day further on either side it is another."""
    function = total(parts)
    run, value = function.steady(day), function.at(day)
    assert day in run
    assert run.end is None or function.at(run.end) != value
    assert run.start is None or function.at(run.start - timedelta(days=1)) != value


@given(parts, days(), days())
def test_runs_fill_the_days_asked_for(parts: Parts, one: date, other: date) -> None:
    """The steps between two days follow on each other without a gap and hold the value of each day."""
    function = total(parts)
    start, end = min(one, other).toordinal(), max(one, other).toordinal() + 1
    runs = function.runs(start, end)
    assert [first for first, _, _ in runs] == [start, *(after for _, after, _ in runs[:-1])]
    assert runs[-1][1] == end
    assert all(function.at(date.fromordinal(first)) == value for first, _, value in runs)


@given(parts)
def test_iterating_covers_all_time(parts: Parts) -> None:
    """The steps of a function, as runs of days, make it again and leave out no day."""
    function = total(parts)
    steps = [(days.edges[0], value) for days, value in function]
    assert StepFunction.from_steps(steps) == function
    assert [days.edges[1] for days, _ in function][-1] == FOREVER


@given(st.lists(st.tuples(days(), amounts), max_size=5, unique_by=lambda step: step[0]))
def test_of_takes_each_value_from_its_day_on(steps: list[tuple[date, Fraction]]) -> None:
    """On every day the value is that of the latest step begun, or the one before all steps."""
    function = StepFunction.of(sorted(steps), before=Fraction(7))
    for day in HORIZON:
        begun = sorted(step for step in steps if step[0] <= day)
        assert function.at(day) == (begun[-1][1] if begun else 7)
