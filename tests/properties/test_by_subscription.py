"""
The parts of a line add up to it exactly, under every policy and on every day, also when rounded for payment.

A partner sees its credit per client and per subscription (B10); what is paid after discounts counts, and no more (B6).
"""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import DateRange, Money, Policy, Portfolio, Program, Rounding, Term, evaluate, hubspot
from managed_mrr.testing import portfolios, turning_days

small = portfolios(max_clients=2, max_employees=2)
CHANGE = date(2024, 2, 29)
PROGRAM = Program(
    name="of record from the leap day",
    terms=[
        Term(hubspot.SERVICING, DateRange(None, CHANGE)),
        Term(hubspot.PARTNER_OF_RECORD.with_(net_of_discount=False), DateRange(CHANGE)),
    ],
)
policies = st.sampled_from([*hubspot.POLICIES.values(), hubspot.SERVICING.with_(billing_required=False), PROGRAM])


def some_day(data: st.DataObject, portfolio: Portfolio) -> date:
    """A day on which something may turn."""
    return data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]), label="as of")


@given(small, policies, st.data())
def test_parts_make_the_line(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Every line has parts, which share as it does and add up to its credit and its points; nothing else has."""
    statement = evaluate(portfolio, as_of=some_day(data, portfolio), policy=policy)
    opened = statement.by_subscription()
    assert {(part.partner, part.client) for part in opened} == {(each.partner, each.client) for each in statement.lines}
    for line in statement.lines:
        parts = [part for part in opened if (part.partner, part.client) == (line.partner, line.client)]
        assert sum((part.credit for part in parts), Money(0, line.credit.currency)) == line.credit
        points = [part.points for part in parts if part.points is not None]
        assert (sum(points, Fraction(0)) if len(points) == len(parts) else None) == line.points
        assert {part.sharing for part in parts} == {line.sharing}


@given(small, policies, st.data())
def test_credit_is_never_more_than_is_paid(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """From the list price by the net price and what counts to the credit no amount is more than the one before."""
    opened = evaluate(portfolio, as_of=some_day(data, portfolio), policy=policy).by_subscription()
    for part in opened:
        assert part.credit <= part.mrr
        if part.list_price is not None and part.net_price is not None:
            assert part.net_price <= part.list_price
            assert part.mrr <= (part.list_price if policy is PROGRAM else part.net_price)


@given(small, policies, st.data())
def test_payments_add_up_both_ways(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Rounded conserving, a partner's subscriptions make what the statement pays it, and all the rounded whole."""
    statement = evaluate(portfolio, as_of=some_day(data, portfolio), policy=policy)
    opened = statement.by_subscription()
    for client in {line.client for line in statement.lines}:
        table = opened.rounded(client, Rounding.CONSERVING)
        assert table.by_row == statement.rounded(client, Rounding.CONSERVING).parts
        whole = sum((each.credit for each in opened if each.client == client), table.residual * 0)
        assert sum((paid for _, paid in table.by_column), table.residual) == whole.rounded()


@given(small, policies, st.data())
def test_later_facts_change_nothing(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Without all that is dated after the day, the parts are the same, reasons included."""
    day = some_day(data, portfolio)
    now = evaluate(portfolio, as_of=day, policy=policy).by_subscription()
    assert evaluate(portfolio.as_of(day), as_of=day, policy=policy).by_subscription() == now
