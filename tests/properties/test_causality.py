"""
Facts dated after a day change nothing on it, and what happens at one client changes nothing at another.

As of a day means with everything dated on or before it; credit is worked out client by client.
"""

from datetime import date
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import DateRange, Finding, Line, Policy, Portfolio, evaluate, hubspot, timelines
from managed_mrr.testing import portfolios, turning_days

small = portfolios(max_clients=2, max_employees=2)
POLICIES = hubspot.POLICIES
policies = st.sampled_from(sorted(POLICIES))

LISTS = [field.name for field in attrs.fields(Portfolio) if field.init]


def known(value: Any, day: date) -> Any:  # noqa: ANN401 -- any record, or a value of one
    """A record, or a list in one, as it was known on a day; None if it was not known at all."""
    if isinstance(value, tuple):
        return tuple(told for each in value if (told := known(each, day)) is not None)
    if not attrs.has(type(value)):
        return value
    if any(getattr(value, name, day) > day for name in ("on", "start", "first")):
        return None
    changed: dict[str, Any] = {}
    for field in attrs.fields(type(value)):
        inner = getattr(value, field.name)
        later = isinstance(inner, date) and inner > day
        changed[field.name] = None if later else known(inner, day)
    return attrs.evolve(value, **changed)


def known_on(portfolio: Portfolio, day: date) -> Portfolio:
    """What was known on a day: nothing that came later, and of what went on no end."""
    return Portfolio(**{name: known(getattr(portfolio, name), day) for name in LISTS})


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


def lines(portfolio: Portfolio, day: date, policy: Policy) -> tuple[Line, ...]:
    """The lines of a day."""
    return evaluate(portfolio, as_of=day, policy=policy).lines


def told(finding: Finding) -> list[tuple[object, ...]]:
    """All that an explanation says, without the places of the records it cites."""
    return [(each.rule, each.text, each.holds, each.value, each.margin, each.steady) for each in finding.walk()]


@given(small, policies, st.data())
def test_later_facts_change_nothing(portfolio: Portfolio, policy_name: str, data: st.DataObject) -> None:
    """Without all that is dated after a day, or with another future, the lines of the day are the same."""
    policy = POLICIES[policy_name]
    day = data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]))
    now = lines(portfolio, day, policy)
    assert lines(known_on(portfolio, day), day, policy) == now
    assert lines(altered_after(portfolio, day), day, policy) == now


@given(small, policies, st.data())
def test_the_past_is_never_rewritten(portfolio: Portfolio, policy_name: str, data: st.DataObject) -> None:
    """Up to a day, the history known on that day is the history known at the end."""
    policy = POLICIES[policy_name]
    day = data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]))
    then, now = (timelines(each, policy=policy) for each in (known_on(portfolio, day), portfolio))
    for earlier in [each for each in turning_days(portfolio)[::4] if each <= day]:
        for pair in {*then, *now}:
            one, other = (found[pair].at(earlier) if pair in found else None for found in (then, now))
            assert (one is None) is (other is None)
            if one is not None and other is not None:
                assert (one.credit, one.points, one.sharing) == (other.credit, other.points, other.sharing)


@given(portfolios(max_partners=2, max_clients=1, max_employees=2), policies, st.data())
def test_explanations_know_nothing_later(portfolio: Portfolio, policy_name: str, data: st.DataObject) -> None:
    """As of a day a statement explains just as one that rests on what was known on the day."""
    policy = POLICIES[policy_name]
    day = data.draw(st.sampled_from(turning_days(portfolio) or [date(2024, 1, 1)]))
    partner, client = data.draw(st.sampled_from(portfolio.partners)).id, portfolio.clients[0].id
    now, then = (
        evaluate(each, as_of=day, policy=policy).explain(partner, client)
        for each in (portfolio, known_on(portfolio, day))
    )
    assert told(now) == told(then)


@given(small, policies)
def test_clients_do_not_touch_each_other(portfolio: Portfolio, policy_name: str) -> None:
    """Without everything that concerns other clients, a client's history is the same."""
    policy = POLICIES[policy_name]
    whole = timelines(portfolio, policy=policy)
    for client in portfolio.clients:
        own = {
            name: [each for each in getattr(portfolio, name) if getattr(each, "client", client.id) == client.id]
            for name in LISTS
        }
        alone = timelines(Portfolio(**{**own, "clients": [client]}), policy=policy)
        assert dict(alone) == {pair: each for pair, each in whole.items() if pair[1] == client.id}


@given(portfolios(max_clients=1), st.sampled_from(["partner-of-record", "combined"]))
def test_undivided_partners_do_not_touch_each_other(portfolio: Portfolio, policy_name: str) -> None:
    """Under the undivided policies what another partner does changes nothing."""
    policy = POLICIES[policy_name]
    whole = timelines(portfolio, policy=policy)
    for partner in portfolio.partners:
        staff = {each.id for each in portfolio.employees if each.partner == partner.id}
        own = {
            name: [
                each
                for each in getattr(portfolio, name)
                if getattr(each, "partner", partner.id) == partner.id
                and getattr(each, "employee", None) in {None, *staff}
            ]
            for name in LISTS
        }
        alone = timelines(Portfolio(**{**own, "partners": [partner]}), policy=policy)
        assert dict(alone) == {pair: each for pair, each in whole.items() if pair[0] == partner.id}


def test_what_was_known() -> None:
    """A period that had not begun was not known; of one that went on, the end was not."""
    periods = (DateRange(date(2024, 1, 1), date(2024, 3, 1)), DateRange(date(2024, 2, 2), None))
    assert known(periods, date(2024, 2, 1)) == (DateRange(date(2024, 1, 1), None),)
