"""
What comes of subscriptions is what their later days bring, and what rides on them is in the lines of the day.

Coming renewals are watched (B12): billing days are counted from the first billing (B5), and a subscription that is
cancelled ends for itself alone (B8).
"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import Policy, Portfolio, RenewalKind, evaluate, hubspot, renewals
from managed_mrr.dates import add_months
from managed_mrr.testing import portfolios, turning_days

DAY = timedelta(days=1)
small = portfolios(max_clients=2, max_employees=2)
policies = st.sampled_from(list(hubspot.POLICIES.values()))


def some_day(data: st.DataObject, portfolio: Portfolio) -> date:
    """A day on which something may turn."""
    return data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]), label="as of")


def expected(portfolio: Portfolio, day: date, within: int) -> list[tuple[date, str, str, str]]:
    """The same, found by looking at one day after the other."""
    found = []
    for each in portfolio.subscriptions:
        if each.start > day or (each.end or date.max) <= day or (each.refunded_on or date.max) <= day:
            continue
        end, billed = None, None
        for later in (day + DAY * ahead for ahead in range(1, within + 1)):
            end = end or (later if later == each.end else None)
            billing = each.billing if each.billing is not None and each.billing.first <= day else None
            if billing is not None and end is None and billed is None:
                steps = (add_months(billing.first, count) for count in range(0, 240, billing.every_months))
                billed = later if later in steps else None
        found += [(on, each.client, each.id, kind) for on, kind in ((end, "ends"), (billed, "renews")) if on]
    return sorted(found)


@given(small, st.sampled_from([1, 30, 59, 90]), st.data())
def test_the_days_are_those_that_come(portfolio: Portfolio, within: int, data: st.DataObject) -> None:
    """Looking at every later day finds the same ends and the same next billing days, month ends included."""
    day = some_day(data, portfolio)
    found = renewals(portfolio, as_of=day, within=within)
    told = [(each.on, each.client, each.subscription, str(each.kind)) for each in found]
    assert sorted(told) == expected(portfolio, day, within)
    assert told == sorted(told, key=lambda each: each[:3])


@given(small, policies, st.data())
def test_what_rides_is_in_the_lines(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """What rides on a subscription is its part of every line of the day, and no partner's total is more than that."""
    day = some_day(data, portfolio)
    opened = evaluate(portfolio, as_of=day, policy=policy).by_subscription()
    found = renewals(portfolio, as_of=day, within=60, policy=policy)
    for each in found:
        assert each.riding == tuple(part for part in opened if part.subscription == each.subscription)
    totals = evaluate(portfolio, as_of=day, policy=policy).totals()
    for partner, total in found.totals().items():
        held = {money.currency: money for money in totals[partner].credit}
        assert all(money <= held[money.currency] for money in total.credit)


@given(small, policies, st.data())
def test_by_partner(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Asked for each partner in turn, what rides is the same, and nothing comes that nobody has a line for."""
    day = some_day(data, portfolio)
    whole = renewals(portfolio, as_of=day, within=60, policy=policy)
    for partner in portfolio.partners:
        mine = renewals(portfolio, as_of=day, within=60, policy=policy, partner=partner.id)
        theirs = [(each.on, tuple(part for part in each.riding if part.partner == partner.id)) for each in whole]
        assert [(each.on, each.riding) for each in mine] == [each for each in theirs if each[1]]


@given(small, policies, st.data())
def test_later_facts_change_nothing(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """But for agreed ends, only what is dated up to the day has a say."""
    day = some_day(data, portfolio)
    now = renewals(portfolio, as_of=day, within=60, policy=policy, agreed_ends=False)
    assert renewals(portfolio.as_of(day), as_of=day, within=60, policy=policy) == now
    assert all(each.kind is RenewalKind.RENEWS for each in now)
