"""
Facts dated after a day change nothing on it, and what happens at one client changes nothing at another.

As of a day means with everything dated on or before it; credit is worked out client by client.
"""

from datetime import date

import attrs
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import DateRange, Line, Portfolio, Subscription, evaluate, hubspot, timelines
from managed_mrr.testing import portfolios, turning_days

policies = st.sampled_from(list(hubspot.POLICIES.values()))

LISTS = [field.name for field in attrs.fields(Portfolio) if field.init]


def known(value: object, day: date) -> object:
    """A record, or a list in one, as it was known on a day; None if it was not known at all."""
    if isinstance(value, tuple):
        return tuple(told for each in value if (told := known(each, day)) is not None)
    if not attrs.has(type(value)):
        return value
    if any(getattr(value, name, day) > day for name in ("on", "start", "first")):
        return None
    changed: dict[str, object] = {}
    for field in attrs.fields(type(value)):
        inner = getattr(value, field.name)
        later = isinstance(inner, date) and inner > day
        changed[field.name] = None if later else known(inner, day)
    return attrs.evolve(value, **changed)  # type: ignore[type-var, unused-ignore]


def known_on(portfolio: Portfolio, day: date) -> Portfolio:
    """What was known on a day: nothing that came later, and of what went on no end."""
    return Portfolio(**{name: known(getattr(portfolio, name), day) for name in LISTS})  # type: ignore[arg-type]


def altered_after(portfolio: Portfolio, day: date) -> Portfolio:
    """The same past with another future: everything that went on after the day stopped on the next."""
    until = date.fromordinal(day.toordinal() + 1)
    past = known_on(portfolio, day)
    lists = {
        name: [
            attrs.evolve(each, end=until) if hasattr(each, "end") and each.end is None else each
            for each in getattr(past, name)
        ]
        for name in LISTS
    }
    return Portfolio(**lists)


def lines(portfolio: Portfolio, day: date, policy: hubspot.Policy) -> tuple[Line, ...]:
    """The lines of a day."""
    return evaluate(portfolio, as_of=day, policy=policy).lines


@given(portfolios(), policies, st.data())
def test_later_facts_change_nothing(portfolio: Portfolio, policy: hubspot.Policy, data: st.DataObject) -> None:
    """Without all that is dated after a day, or with another future, the lines of the day are the same."""
    day = data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]))
    now = lines(portfolio, day, policy)
    assert lines(known_on(portfolio, day), day, policy) == now
    assert lines(altered_after(portfolio, day), day, policy) == now


@given(portfolios(), policies, st.data())
def test_the_past_is_never_rewritten(portfolio: Portfolio, policy: hubspot.Policy, data: st.DataObject) -> None:
    """Up to a day, the history known on that day is the history known at the end."""
    day = data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]))
    then, now = (timelines(each, policy=policy) for each in (known_on(portfolio, day), portfolio))
    for earlier in [each for each in turning_days(portfolio)[::4] if each <= day]:
        for pair in {*then, *now}:
            one, other = (found[pair].at(earlier) if pair in found else None for found in (then, now))
            assert (one is None) is (other is None)
            if one is not None and other is not None:
                assert (one.credit, one.points, one.sharing) == (other.credit, other.points, other.sharing)


@given(portfolios(), policies)
def test_clients_do_not_touch_each_other(portfolio: Portfolio, policy: hubspot.Policy) -> None:
    """Without everything that concerns other clients, a client's history is the same."""
    whole = timelines(portfolio, policy=policy)
    for client in portfolio.clients:
        own = {
            name: [each for each in getattr(portfolio, name) if getattr(each, "client", client.id) == client.id]
            for name in LISTS
        }
        alone = timelines(Portfolio(**{**own, "clients": [client]}), policy=policy)
        assert dict(alone) == {pair: each for pair, each in whole.items() if pair[1] == client.id}


@given(portfolios(max_clients=1), st.sampled_from([hubspot.PARTNER_OF_RECORD, hubspot.COMBINED]))
def test_undivided_partners_do_not_touch_each_other(portfolio: Portfolio, policy: hubspot.Policy) -> None:
    """Under the undivided policies what another partner does changes nothing."""
    whole = timelines(portfolio, policy=policy)
    for partner in portfolio.partners:
        staff = {each.id for each in portfolio.employees if each.partner == partner.id}
        own = {
            name: [
                each
                for each in getattr(portfolio, name)
                if getattr(each, "partner", partner.id) == partner.id
                and (isinstance(each, Subscription) or getattr(each, "employee", None) in {None, *staff})
            ]
            for name in LISTS
        }
        alone = timelines(Portfolio(**{**own, "partners": [partner]}), policy=policy)
        assert dict(alone) == {pair: each for pair, each in whole.items() if pair[0] == partner.id}


def test_what_was_known() -> None:
    """A period that had not begun was not known; of one that went on, the end was not."""
    periods = (DateRange(date(2024, 1, 1), date(2024, 3, 1)), DateRange(date(2024, 2, 2), None))
    assert known(periods, date(2024, 2, 1)) == (DateRange(date(2024, 1, 1), None),)
