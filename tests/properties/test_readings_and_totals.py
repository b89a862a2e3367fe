"""
Another reading is another policy, and leaves the one it came from as it was; totals add up.

Terms change (B13), so a policy is a value; tiers are decided on totals (A20), so they leave nothing out.
"""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    CurrencyToPoints,
    ExpiryWindow,
    MinimumActivity,
    Policy,
    Portfolio,
    evaluate,
    hubspot,
    timelines,
)
from managed_mrr.testing import days, portfolios

servicing = st.sampled_from([hubspot.SERVICING, hubspot.COMBINED])
readings = st.fixed_dictionaries(
    {},
    optional={
        "window": st.builds(ExpiryWindow, days=st.integers(1, 100)),
        "activity_outlives_employee": st.booleans(),
        "unlinking_ends": st.booleans(),
        "deactivation_ends": st.booleans(),
        "link_by_domain": st.booleans(),
        "points": st.just(CurrencyToPoints([])),
    },
)


@given(servicing, readings)
def test_a_reading_changes_what_it_names_and_nothing_else(policy: Policy, values: dict[str, object]) -> None:
    """The new policy has the values given and the old ones besides; the old policy is as it was."""
    before, said = hash(policy), repr(policy)
    changed = policy.with_(**values)
    assert (hash(policy), repr(policy)) == (before, said)
    for parameter in changed.parameters():
        assert parameter.value == values.get(parameter.name, parameter.value)
    assert [each.name for each in changed.parameters()].count("window") == 1
    back = {each.name: each.value for each in policy.parameters() if each.name in values}
    assert changed.with_(**back) == policy


@given(servicing)
def test_asking_for_more_leaves_the_policy_alone(policy: Policy) -> None:
    """A policy with one more condition is another one."""
    before = repr(policy)
    asked = policy.requiring(MinimumActivity(count=2, within=30))
    assert repr(policy) == before
    assert asked != policy
    assert asked.name == policy.name


@given(servicing, readings)
def test_adding_and_changing_in_any_order(policy: Policy, values: dict[str, object]) -> None:
    """A condition asks about the people and activities of its policy, whether they are named before it or after."""
    least = MinimumActivity(count=2, within=30)
    assert policy.requiring(least).with_(**values) == policy.with_(**values).requiring(least)


@given(portfolios(max_employees=2), readings)
def test_other_readings_never_change_the_default(portfolio: Portfolio, values: dict[str, object]) -> None:
    """What the default policy says is the same before and after another reading was asked."""
    before = dict(timelines(portfolio))
    timelines(portfolio, policy=hubspot.SERVICING.with_(**values))
    assert dict(timelines(portfolio)) == before


@given(portfolios(max_employees=2), st.sampled_from(list(hubspot.POLICIES.values())), st.lists(days(), max_size=5))
def test_totals_add_up(portfolio: Portfolio, policy: Policy, some: list[date]) -> None:
    """A partner's totals are the sums of its lines by currency, and its points those of all, or unknown."""
    for day in some:
        statement = evaluate(portfolio, as_of=day, policy=policy)
        totals = statement.totals()
        assert list(totals) == sorted({line.partner for line in statement.lines})
        for partner, total in totals.items():
            lines = [line for line in statement.lines if line.partner == partner]
            sums: dict[str, Fraction] = {}
            for line in lines:
                sums[line.credit.currency] = sums.get(line.credit.currency, Fraction(0)) + line.credit.amount
            assert {each.currency: each.amount for each in total.credit} == sums
            known = [line.points for line in lines if line.points is not None]
            assert total.known_points == sum(known, Fraction(0))
            assert total.unknown == tuple(line.client for line in lines if line.points is None)
            assert total.points == (total.known_points if len(known) == len(lines) else None)
