"""
The tier over time is the tier of every day, more never lowers it, and a goal is reached with the fewest clients.

A20: sold and managed credit together determine the tier. A16: some tiers ask for a minimum of activities.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations, pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import managed_mrr as mm
from managed_mrr.testing import check_finding, date_ranges, days, portfolios, turning_days
from managed_mrr.tiers import TierMet

NAMES = ("silver", "gold", "platinum")
POLICIES = st.sampled_from([*mm.hubspot.POLICIES.values()])
SMALL = portfolios(max_partners=2, max_clients=3, max_employees=2)


@st.composite
def tables(draw: DrawFn, unit: str = "points") -> mm.TierTable:
    """Tables whose thresholds lie near what few clients are worth."""
    count = draw(st.integers(1, len(NAMES)))
    amounts = st.lists(st.sampled_from((0, 1, 3, 8, 10, 20, 45)), min_size=count, max_size=count).map(sorted)
    asked = {name: draw(st.none() | amounts) for name in ("total", "sold", "managed")}
    tiers = [
        mm.Tier(name, **{key: each[place] for key, each in asked.items() if each is not None})
        for place, name in enumerate(NAMES[:count])
    ]
    return mm.TierTable(tiers, unit=unit, complete=draw(st.sampled_from((True, True, True, False))))


@st.composite
def periods(draw: DrawFn) -> list[mm.DateRange]:
    """Periods one after another, with and without gaps, open at their ends or not."""
    edges: list[date | None] = [None] if draw(st.booleans()) else []
    edges += sorted(draw(st.lists(days(), max_size=4, unique=True)))
    edges += [None] if draw(st.booleans()) and edges else []
    found = [mm.DateRange(start, end) for start, end in pairwise(edges)]
    return [each for each in found if draw(st.sampled_from((True, True, True, False)))]


@st.composite
def dated_tables(draw: DrawFn) -> mm.OverTime[mm.TierTable]:
    """Tables in force one after another, in points and in money."""
    units = st.sampled_from(("points", "points", "USD"))
    return mm.OverTime([mm.Term(draw(tables(unit=draw(units))), period) for period in draw(periods())])


@st.composite
def sold_points(draw: DrawFn, partner: str = "p1") -> list[mm.SoldPoints]:
    """What one partner has sold in some periods, in points or in money."""
    amounts = st.sampled_from((0, 1, 5, 30))
    units = st.sampled_from(("points", "points", "points", "USD"))
    return [mm.SoldPoints(partner, draw(amounts), period, unit=draw(units)) for period in draw(periods())]


def rank(name: str | None) -> int:
    """The place of a tier in all tables; 0 for none."""
    return 0 if name is None else NAMES.index(name) + 1


@given(SMALL, POLICIES, dated_tables(), sold_points(), st.lists(days(), max_size=4))
def test_timeline_is_the_tier_of_every_day(
    portfolio: mm.Portfolio,
    policy: mm.Policy,
    tiers: mm.OverTime[mm.TierTable],
    sold: list[mm.SoldPoints],
    more: list[date],
) -> None:
    """At every edge, around it and on other days, the timeline has the standing of the day; segments are maximal."""
    found = mm.tier_timeline(portfolio, partner="p1", tiers=tiers, sold=sold, policy=policy)
    edges = [edge for each in found for edge in (each.start, each.end) if edge is not None]
    for day in {*more, *(edge + timedelta(days=away) for edge in edges for away in (-1, 0, 1))}:
        standing = mm.tier(portfolio, partner="p1", as_of=day, tiers=tiers, sold=sold, policy=policy)
        assert found.at(day) == standing
        (segment,) = [each for each in found if day in mm.DateRange(each.start, each.end)]
        assert segment.met == standing.met
    assert found.segments[0].start is None
    assert found.segments[-1].end is None
    for before, after in pairwise(found):
        assert before.end == after.start
        assert before.met != after.met


@given(SMALL, POLICIES, tables(), sold_points(), days())
def test_standing_adds_up_to_the_statement(
    portfolio: mm.Portfolio, policy: mm.Policy, table: mm.TierTable, sold: list[mm.SoldPoints], day: date
) -> None:
    """What is managed is what the statement's totals say, known and unknown."""
    standing = mm.tier(portfolio, partner="p1", as_of=day, tiers=table, sold=sold, policy=policy)
    total = mm.evaluate(portfolio, as_of=day, policy=policy).totals().get("p1")
    if total is None:
        assert standing.managed.amount == 0
    else:
        assert standing.managed.known == total.known_points
        assert standing.managed.unknown == tuple(f"managed points for {client}" for client in total.unknown)
    for tier in table.tiers:
        for each in standing.requirements(tier.name):
            assert (each.missing == 0) == (each.met is True)


@given(SMALL, tables(), st.integers(0, 50), st.integers(0, 50), days())
def test_more_sold_never_lowers_the_tier(
    portfolio: mm.Portfolio, table: mm.TierTable, sold: int, more: int, day: date
) -> None:
    """A partner that has sold more is in the same tier or a higher one, by what is known and by what is possible."""
    low, high = (
        mm.tier(portfolio, partner="p1", as_of=day, tiers=table, sold=[mm.SoldPoints("p1", points, mm.DateRange())]).met
        for points in (sold, sold + more)
    )
    assert rank(low.tier) <= rank(high.tier)
    assert rank(low.possible) <= rank(high.possible)


@given(SMALL, tables(), days(), st.integers(0, 50))
def test_what_is_surely_met_stays_met(portfolio: mm.Portfolio, table: mm.TierTable, day: date, sold: int) -> None:
    """Whatever was sold turns out to be, the tier lies between the one surely met and the one possible."""
    unknown = mm.tier(portfolio, partner="p1", as_of=day, tiers=table).met
    given_ = [mm.SoldPoints("p1", sold, mm.DateRange())]
    known = mm.tier(portfolio, partner="p1", as_of=day, tiers=table, sold=given_).met
    assert rank(unknown.tier) <= rank(known.tier) <= rank(known.possible) <= rank(unknown.possible)


@given(SMALL, POLICIES, tables(), sold_points(), days(), st.none() | st.integers(0, 2))
def test_goal_is_reached_with_the_fewest_clients(  # noqa: PLR0917 -- Hypothesis passes them
    portfolio: mm.Portfolio,
    policy: mm.Policy,
    table: mm.TierTable,
    sold: list[mm.SoldPoints],
    day: date,
    place: int | None,
) -> None:
    """No smaller set of clients reaches the tier, none can be left out, and if they fall short all clients do."""
    name = None if place is None else table.names[place % len(table.names)]
    found = mm.reach(portfolio, partner="p1", as_of=day, tiers=table, tier=name, sold=sold, policy=policy)
    everything = {each.client: each.worth for each in _all_gains(portfolio, policy, day)}
    assert {each.client: each.worth for each in found.clients}.items() <= everything.items()
    if found.short:
        assert len(found.clients) == len(everything)
    smaller = combinations(everything.values(), max(len(found.clients) - 1, 0))
    if found.clients:
        assert all(sum(each, Fraction(0)) < found.needed for each in smaller)
        assert all(found.gained - each.worth < found.needed for each in found.clients)
    lines = {line.client for line in mm.evaluate(portfolio, as_of=day, policy=policy, partner="p1").lines}
    assert not lines & {*everything, *found.unknown}


def _all_gains(portfolio: mm.Portfolio, policy: mm.Policy, day: date) -> Sequence[mm.tiers.Gain]:
    """What every client would bring: those of a goal that is out of reach."""
    beyond = mm.TierTable([mm.Tier("beyond", managed=10**9)])
    return mm.reach(portfolio, partner="p1", as_of=day, tiers=beyond, policy=policy).clients


def _serviced(portfolio: mm.Portfolio, clients: Sequence[str], day: date) -> mm.Portfolio:
    """The portfolio in which a new employee of the partner does something at each client on the day."""
    records: list[mm.Employee | mm.PartnerUser | mm.ClientUser | mm.Link | mm.Activity] = [
        mm.Employee("new", partner="p1"),
        mm.PartnerUser("new", start=day),
    ]
    for client in clients:
        records += [
            mm.ClientUser("new", client=client, start=day),
            mm.Link("new", client=client, start=day),
            mm.Activity(employee="new", client=client, on=day, tool="blog", action="publish"),
        ]
    return portfolio.with_(*records)


@given(SMALL, tables(), sold_points(), days())
def test_servicing_those_clients_reaches_the_tier(
    portfolio: mm.Portfolio, table: mm.TierTable, sold: list[mm.SoldPoints], day: date
) -> None:
    """Once somebody does something at each of the clients, the partner has what was told, and is in the tier."""
    (partner,) = [each for each in portfolio.partners if each.id == "p1"]
    assume(partner.agreements is None)
    found = mm.reach(portfolio, partner="p1", as_of=day, tiers=table, sold=sold)
    after = mm.tier(
        _serviced(portfolio, [each.client for each in found.clients], day),
        partner="p1",
        as_of=day,
        tiers=table,
        sold=sold,
    )
    assert after.managed.known == found.standing.managed.known + found.gained
    assert after.managed.unknown == found.standing.managed.unknown
    if found.tier is not None:
        assert found.reached == all(each.met for each in after.requirements(found.tier.name))


RULES = st.builds(
    mm.ReviewRule,
    reviews=st.sampled_from((((1, 15), (7, 15)), ((1, 15),), ((3, 31), (9, 1)), ())),
    months=st.sampled_from((1, 5, 6)),
    check_day=st.sampled_from((1, 15, 28)),
    judged=st.sampled_from(("checks", "every day")),
    upgrades=st.sampled_from(("checks", "every day", "reviews")),
)
START = date(2023, 12, 20)
END = START + timedelta(days=500)
DAYS = [START + timedelta(days=day) for day in range((END - START).days)]
NEAR = st.sampled_from(DAYS[::10])


@st.composite
def histories(draw: DrawFn, gap: int | None = None) -> mm.TierTimeline:
    """A tier that goes up and down by what is sold alone, in half of them not known for some days."""
    edges = sorted(draw(st.lists(NEAR, min_size=1, max_size=6, unique=True)))
    amounts = [draw(st.sampled_from((0, 10, 20, 30))) for _ in (None, *edges)]
    spans = [mm.DateRange(*each) for each in pairwise([None, *edges, None])]
    sold = [mm.SoldPoints("p1", *each) for each in zip(amounts, spans, strict=True)]
    if gap is not None:
        sold.pop(min(gap, len(sold) - 1))
    return _history(sold)


def _history(sold: list[mm.SoldPoints]) -> mm.TierTimeline:
    table = mm.TierTable([mm.Tier(name, sold=10 * place) for place, name in enumerate(NAMES, 1)])
    return mm.tier_timeline(mm.Portfolio.of(mm.Partner("p1")), partner="p1", tiers=table, sold=sold)


def credited_by_day(rule: mm.ReviewRule, met: mm.TierTimeline, initial: str | None) -> list[str | None]:
    """Which tier is credited on each day, read aloud day by day."""

    @cache
    def on(day: date) -> int:
        return rank(met.at(day).met.tier)

    now, told = rank(initial), []
    for day in DAYS:
        if (day.month, day.day) in rule.reviews:
            month = day.year * 12 + day.month - 1 - rule.months
            last = (date(month // 12 + (month % 12 == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
            looked_at = date(month // 12, month % 12 + 1, min(day.day, last))
            best = 0
            while looked_at <= day:
                if rule.judged == "every day" or looked_at.day == rule.check_day:
                    best = max(best, on(looked_at))
                looked_at += timedelta(days=1)
            now = min(now, best)
        if (
            rule.upgrades == "every day"
            or (rule.upgrades == "checks" and day.day == rule.check_day)
            or (rule.upgrades == "reviews" and (day.month, day.day) in rule.reviews)
        ):
            now = max(now, on(day))
        told.append((None, *NAMES)[now])
    return told


@settings(max_examples=25)
@given(histories(), RULES, st.sampled_from((None, *NAMES)))
def test_credited_tier_is_that_of_every_day(met: mm.TierTimeline, rule: mm.ReviewRule, initial: str | None) -> None:
    """What is credited is what a reading day by day credits; segments are maximal and cover the time asked about."""
    credited = rule.credited(met, start=START, end=END, initial=initial)
    assert [credited.at(day) for day in DAYS] == [
        TierMet(name, name, known=True) for name in credited_by_day(rule, met, initial)
    ]
    assert (credited.segments[0].start, credited.segments[-1].end) == (START, END)
    assert all(one.end == other.start and one.met != other.met for one, other in pairwise(credited))


@settings(max_examples=25)
@given(
    st.integers(0, 5).flatmap(lambda gap: st.tuples(st.just(gap), histories())),
    RULES,
    st.sampled_from((None, *NAMES)),
)
def test_credited_tier_lies_between_what_is_possible(
    drawn: tuple[int, mm.TierTimeline], rule: mm.ReviewRule, initial: str | None
) -> None:
    """Whatever was sold while it is not known, what is credited lies between the two ends that are told without it."""
    gap, known = drawn
    sold = [
        mm.SoldPoints("p1", known.at(days.start or START).sold.known, days)
        for days, (_, measure, _) in known.course
        if measure.amount is not None
    ]
    sold.pop(min(gap, len(sold) - 1))
    without = rule.credited(_history(sold), start=START, end=END, initial=initial)
    for segment in rule.credited(known, start=START, end=END, initial=initial):
        assert segment.start is not None
        told = without.at(segment.start)
        assert rank(told.tier) <= rank(segment.tier) <= rank(told.possible)


@settings(max_examples=25)
@given(histories(), st.sampled_from((None, *NAMES)))
def test_a_tier_gained_is_kept_for_half_a_year(met: mm.TierTimeline, initial: str | None) -> None:
    """With the published reviews a tier reached is safe for at least six months."""
    credited = mm.ReviewRule().credited(met, start=START, end=END, initial=initial)
    for before, after in pairwise(credited):
        if rank(before.tier) < rank(after.tier):
            assert after.start is not None
            assert after.end is not None
            later = [each for each in credited if each.start is not None and each.start > after.start]
            lost = [each.start for each in later if each.start and rank(each.tier) < rank(after.tier)]
            assert all((day - after.start).days >= 181 for day in lost)


@st.composite
def minimums(draw: DrawFn) -> mm.TierMinimum:
    """Minimums for some tiers of one or two partners, and perhaps for those whose tier is not given."""
    each = st.builds(mm.MinimumActivity, count=st.integers(1, 3), within=st.sampled_from((1, 30, 90)))
    tiers = [
        mm.PartnerTier(partner, draw(st.sampled_from(NAMES)), period)
        for partner in ("p1", "p2")
        for period in draw(periods())
    ]
    return mm.TierMinimum(
        draw(st.dictionaries(st.sampled_from(NAMES), each, max_size=2)), tiers, otherwise=draw(st.none() | each)
    )


@given(SMALL, minimums(), st.lists(days(), max_size=3))
def test_minimum_of_a_tier_is_asked_in_that_tier(
    portfolio: mm.Portfolio, rule: mm.TierMinimum, more: list[date]
) -> None:
    """On each day the rule holds as the minimum of the partner's tier does, or there is none; findings agree."""
    by_tier = dict(rule.minimums)
    for pairs in portfolio.by_client.values():
        for facts in pairs:
            found = rule.days(facts)
            for day in {*more, *turning_days(portfolio)[::7]}:
                tiers = [each.tier for each in rule.tiers if each.partner == facts.partner.id and day in each.period]
                asked = by_tier.get(tiers[0]) if tiers else rule.otherwise
                assert (day in found) == (asked is None or day in asked.days(facts))
                finding = rule.finding(facts, day)
                assert finding.holds == (day in found)
                assert finding.steady == found.steady(day)
                ahead = mm.DateRange(day)
                assert rule.days(facts, ahead) & mm.DateSet([ahead]) == found & mm.DateSet([ahead])


@given(SMALL, minimums(), days())
def test_policy_with_minimums_explains_itself(portfolio: mm.Portfolio, rule: mm.TierMinimum, day: date) -> None:
    """A policy that asks for the minimum has lines only where it holds, and its explanations check."""
    policy = mm.hubspot.SERVICING.requiring(rule)
    lines = mm.evaluate(portfolio, as_of=day, policy=policy)
    for client, pairs in portfolio.by_client.items():
        for facts in pairs:
            finding = lines.explain(facts.partner.id, client)
            assert (lines.line(facts.partner.id, client) is not None) <= (day in rule.days(facts))
            assert check_finding(finding, portfolio, policy) == []


@given(date_ranges())
def test_no_minimum_is_no_condition(period: mm.DateRange) -> None:
    """A rule without minimums holds on every day, whoever has which tier."""
    facts = mm.managed_client("north", "acme", start=date(2024, 1, 1)).facts("north", "acme")
    assert mm.TierMinimum(tiers=[mm.PartnerTier("north", "gold", period)]).days(facts) == mm.ALWAYS
