"""
With no new evidence the forecast is what the later timeline says, on every day; and what it advises is exact.

An activity counts for its window and then expires (A14); credit stops when all have (A15), and not because an
employee was deactivated or did nothing (A19).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import attrs
from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    Activity,
    Citation,
    ClientUser,
    ExpiryWindow,
    Link,
    LinkValidity,
    LiveActivity,
    MinimumActivity,
    PartnerUser,
    Policy,
    Portfolio,
    Segment,
    Timeline,
    Totals,
    evaluate,
    hubspot,
    timeline,
    timelines,
)
from managed_mrr.evidence import Record
from managed_mrr.forecast import Outlook, expiring, outlook, single_points
from managed_mrr.testing import portfolios, turning_days

DAY, SINCE = timedelta(days=1), date(2023, 1, 1)
SERVICING = hubspot.SERVICING
READINGS = (
    *hubspot.POLICIES.values(),
    SERVICING.with_(window=ExpiryWindow(days=61)),
    SERVICING.with_(activity_outlives_employee=False),
    SERVICING.with_(activity_revives=True, unlinking_ends=True),
    SERVICING.requiring(MinimumActivity(count=2, within=59)),
)


@st.composite
def serviced(draw: st.DrawFn) -> Portfolio:
    """Any portfolio, in which some employees are also set up for long and did something a few times."""
    portfolio = draw(portfolios(max_partners=2, max_clients=2, max_employees=2))
    client = portfolio.clients[0].id
    when = st.sampled_from(turning_days(portfolio)[:12] or [date(2024, 1, 1)])
    more: list[Record] = []
    for each in draw(st.lists(st.sampled_from(portfolio.employees), min_size=1, max_size=3, unique=True)):
        more += [PartnerUser(each.id, start=SINCE), ClientUser(each.id, client=client, start=SINCE)]
        more.append(Link(each.id, client=client, start=SINCE))
        done = draw(st.lists(st.tuples(when, st.sampled_from(["edit", "login"])), min_size=1, max_size=2))
        more += [Activity(employee=each.id, client=client, on=on, tool="crm", action=action) for on, action in done]
    return portfolio.with_(*more)


small = portfolios(max_partners=2, max_clients=2, max_employees=2) | serviced() | serviced()
policies = st.sampled_from(READINGS)
servicing = st.sampled_from(
    [each for each in READINGS if "MinimumActivity" not in repr(each) and each.parts(LiveActivity)]
)


def some_day(data: st.DataObject, portfolio: Portfolio) -> date:
    """A day on which something may turn."""
    return data.draw(st.sampled_from(turning_days(portfolio)[::3] or [date(2024, 1, 1)]), label="as of")


def busy_day(data: st.DataObject, portfolio: Portfolio, policy: Policy) -> date:
    """A day on which something may turn, and on which somebody has a line if that is ever so."""
    found = timelines(portfolio, policy=policy).values()
    busy = [day for day in turning_days(portfolio) if any(each.at(day) for each in found)]
    return data.draw(st.sampled_from(busy or [date(2024, 1, 1)]), label="as of")


def lasting(portfolio: Portfolio, day: date, policy: Policy) -> list[Outlook]:
    """The outlooks of all pairs with a line on a day."""
    lines = evaluate(portfolio, as_of=day, policy=policy).lines
    return [ahead(portfolio, line.partner, line.client, day, policy) for line in lines]


def ahead(portfolio: Portfolio, partner: str, client: str, day: date, policy: Policy) -> Outlook:
    """The outlook of a pair."""
    return outlook(portfolio, partner=partner, client=client, as_of=day, policy=policy)


def worth(segment: Segment | None) -> tuple[object, ...] | None:
    """What a segment says of each of its days."""
    return None if segment is None else (segment.credit, segment.points, segment.sharing)


def known(portfolio: Portfolio, found: Outlook) -> Timeline:
    """The whole history of the pair, by what is known on the day."""
    past = portfolio.as_of(found.as_of)
    return timeline(past, partner=found.partner, client=found.client, policy=found.policy)


def with_activity(portfolio: Portfolio, found: Outlook, employee: str, on: date) -> Portfolio:
    """What is known on the day, and one qualifying activity later."""
    more = Activity(employee=employee, client=found.client, on=on, tool="blog", action="publish")
    return portfolio.as_of(found.as_of).with_(more)


def gaps(history: Timeline, start: date, end: date) -> int:
    """How many days from one day to another have no line."""
    days = (end - start).days
    return days - sum(
        max((min(each.end or end, end) - max(each.start, start)).days, 0)
        for each in history
        if each.start < end and (each.end is None or each.end > start)
    )


def without(portfolio: Portfolio, dropped: Iterable[Activity]) -> Portfolio:
    """The same evidence without some activities."""
    gone = set(dropped)
    return attrs.evolve(portfolio, activities=[each for each in portfolio.activities if each not in gone])


def set_up(portfolio: Portfolio, found: Outlook) -> list[str]:
    """The employees of the partner who are set up at the client on the day."""
    facts = portfolio.as_of(found.as_of).facts(found.partner, found.client)
    (link,) = set(found.policy.parts(LinkValidity))
    return [each.employee.id for each in facts.employees if found.as_of in link.days(each)]


@given(portfolios(max_partners=3, max_clients=1, max_employees=2), policies, st.data())
def test_the_forecast_is_the_later_timeline(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """From the day on every day is as the timeline of what is known says, whoever has a line or none."""
    day = some_day(data, portfolio)
    for partner in portfolio.partners:
        found = ahead(portfolio, partner.id, portfolio.clients[0].id, day, policy)
        later = known(portfolio, found)
        forecast = attrs.evolve(later, segments=found.segments)
        around = {*turning_days(portfolio, windows=(59, 60, 61)), day, *(each.start for each in later)}
        for each in around | {each + DAY for each in around}:
            if each >= day:
                assert worth(forecast.at(each)) == worth(later.at(each))
        assert all(worth(one) != worth(other) for one, other in pairwise(found.segments) if one.end == other.start)


@given(small, policies, st.data())
def test_what_changes_next(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Nothing changes before the next change, the line ends on the first day without one, and it is the statement's."""
    day = busy_day(data, portfolio, policy)
    for partner in portfolio.partners:
        for client in portfolio.clients:
            found = ahead(portfolio, partner.id, client.id, day, policy)
            later = known(portfolio, found)
            assert found.line == evaluate(portfolio, as_of=day, policy=policy).line(partner.id, client.id)
            change, now = found.next_change, later.at(day)
            assert (change is None) == (worth(later.at(date.max)) == worth(now) and (now is None or now.end is None))
            if change is not None:
                assert worth(later.at(change.on - DAY)) == worth(now)
                assert worth(later.at(change.on)) != worth(now)
                assert change.what
            if found.expires_on is None:
                assert now is None or gaps(later, day, date.max) == 0
            else:
                assert gaps(later, day, found.expires_on) == 0
                assert later.at(found.expires_on) is None


@given(small, servicing, st.data())
def test_the_last_day_to_act(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """An activity on that day leaves no gap through its window; a day later it leaves a gap of exactly one day."""
    day = busy_day(data, portfolio, policy)
    (window,) = {each.window.days for each in policy.parts(LiveActivity)}
    for found in lasting(portfolio, day, policy):
        for employee in set_up(portfolio, found):
            last = found.last_day_to_act
            assert last is not None
            for late in (0, 1):
                acted = with_activity(portfolio, found, employee, last + late * DAY)
                later = timeline(acted, partner=found.partner, client=found.client, policy=policy)
                assert gaps(later, day, last + (late + window) * DAY) == late
                assert later.at(last + (late + window) * DAY) is None


@given(small, policies, st.data())
def test_no_later_day_to_act(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """The last day to act helps somebody; no later day, and none where there is no such day, helps anybody."""
    day = busy_day(data, portfolio, policy)
    for found in lasting(portfolio, day, policy):
        end, last = found.expires_on, found.last_day_to_act
        assert bool(found.note) == (last is None)
        if end is not None:
            tried = [end + DAY, *(end - late * DAY for late in (0, 1, 30, 58, 59, 60) if end - late * DAY >= day)]
            assert [on for on in tried if (last is None or on > last) and helps(portfolio, found, on)] == []
            assert last is None or helps(portfolio, found, last)


def helps(portfolio: Portfolio, found: Outlook, on: date) -> bool:
    """Whether one activity of anybody who is set up, on a day, makes the line go on through its end."""
    assert found.expires_on is not None
    acted = (with_activity(portfolio, found, employee, on) for employee in set_up(portfolio, found))
    later = (timeline(each, partner=found.partner, client=found.client, policy=found.policy) for each in acted)
    return any(gaps(each, found.as_of, found.expires_on + DAY) == 0 for each in later)


@given(small, policies, st.data())
def test_who_is_needed(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Without an employee's activities the line ends now if and only if the employee is said to be needed."""
    day = busy_day(data, portfolio, policy)
    for found in lasting(portfolio, day, policy):
        for employee in portfolio.employees:
            own = [each for each in portfolio.activities if (each.employee, each.client) == (employee.id, found.client)]
            gone = evaluate(without(portfolio, own), as_of=day, policy=policy).line(found.partner, found.client) is None
            assert gone == (employee.id in found.needed_employees)
            assert (found.single_point == employee.id) == (found.needed_employees == (employee.id,))
        if not policy.parts(MinimumActivity):  # then whoever alone has live activities is needed, and nobody else
            assert found.needed_employees == (found.employees if len(found.employees) == 1 else ())


@given(small, policies, st.data())
def test_what_holds(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Without one needed activity the line ends now, and without any other it does not; each is cited by its place."""
    day = busy_day(data, portfolio, policy)
    for found in lasting(portfolio, day, policy):
        needed = {each.activity for each in found.holding if each.needed}
        for done in portfolio.activities:
            if done.id is not None or portfolio.activities.count(done) == 1:
                left = evaluate(without(portfolio, [done]), as_of=day, policy=policy)
                assert (left.line(found.partner, found.client) is None) == (done in needed)
        for held in found.holding:
            assert held.cite == Citation(held.cite.path, held.activity.id)
            assert portfolio.activities[int(held.cite.path[11:-1])] == held.activity
            assert held.activity.employee in found.employees
            assert held.until is not None
            assert held.until > day


@given(small, policies, st.data())
def test_what_carries(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """Without all the activities that carry a line to its end, it ends earlier; none carries one without end."""
    day = busy_day(data, portfolio, policy)
    for found in lasting(portfolio, day, policy):
        carrying = [each.activity for each in found.holding if each.carries]
        assert bool(carrying) == (found.expires_on is not None)
        if found.expires_on is not None:
            after = ahead(without(portfolio, carrying), found.partner, found.client, day, policy)
            assert after.expires_on is None or after.expires_on < found.expires_on
            assert (after.line is None) == (after.expires_on is None)
            if not policy.parts(MinimumActivity):  # then they need no others
                assert {each.until for each in found.holding if each.carries} == {found.expires_on}
                others = [each for each in portfolio.activities if each not in carrying and each.on <= day]
                alone = ahead(without(portfolio, others), found.partner, found.client, day, policy)
                assert alone.expires_on == found.expires_on


@given(small, policies, st.data())
def test_expiring_is_every_outlook(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """What expires is what the outlooks of all pairs say one by one, in order, with the totals of its lines."""
    day = busy_day(data, portfolio, policy)
    partner = data.draw(st.sampled_from([None, *(each.id for each in portfolio.partners)]))
    outlooks = lasting(portfolio, day, policy)
    ends = sorted((each.expires_on - day).days for each in outlooks if each.expires_on)
    within = data.draw(st.sampled_from([*(max(end + more, 1) for end in ends for more in (0, -1)), 130]))
    found = expiring(portfolio, as_of=day, within=within, policy=policy, partner=partner)
    wanted = [
        (each.expires_on, each.line, each.last_day_to_act, each.employees, each.needed_employees)
        for each in outlooks
        if each.expires_on is not None and each.expires_on <= day + within * DAY and partner in (None, each.partner)
    ]
    rows = [(e.expires_on, e.line, e.last_day_to_act, e.employees, e.needed_employees) for e in found]
    assert sorted(rows, key=repr) == sorted(wanted, key=repr)
    order = [(each.expires_on, each.line.partner, each.line.client) for each in found]
    assert order == sorted(order)
    assert dict(found.totals()) == dict(Totals(tuple(each.line for each in found)))
    assert found.calendar().count("BEGIN:VEVENT") == len(found)


@given(small, policies, st.data())
def test_single_points_are_every_outlook(portfolio: Portfolio, policy: Policy, data: st.DataObject) -> None:
    """The clients only one employee keeps are those whose outlooks say so, and their lines are the statement's."""
    day = busy_day(data, portfolio, policy)
    found = {
        (each.partner, each.employee, line)
        for each in single_points(portfolio, as_of=day, policy=policy)
        for line in each.lines
    }
    assert found == {
        (each.partner, employee, each.line)
        for each in lasting(portfolio, day, policy)
        for employee in each.needed_employees
    }
