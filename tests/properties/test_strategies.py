"""
Every portfolio drawn is valid, and small worlds reach what the laws are about.

The laws mean little if nothing in the worlds they are tried on ever happens.
"""

import copy
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from managed_mrr import (
    ALWAYS,
    Activity,
    Client,
    ClientUser,
    DateRange,
    Employee,
    EmployeeAtClient,
    Link,
    MinimumActivity,
    Money,
    Partner,
    PartnerAtClient,
    PartnerUser,
    Policy,
    Portfolio,
    PortfolioError,
    Program,
    Rule,
    Scenario,
    StepFunction,
    Term,
    evaluate,
    hubspot,
    minor_unit,
    portfolio_from_json,
    testing,
    timelines,
    what_if,
)
from managed_mrr.evidence import Record
from managed_mrr.hypothesis_plugin import TYPES
from managed_mrr.testing import (
    FAULTS,
    Faulty,
    catalogues,
    date_ranges,
    days,
    days_mentioned,
    invalid_portfolio_data,
    invalid_portfolio_texts,
    partners_at_clients,
    portfolio_texts,
    portfolios,
    programs,
    records,
    rules,
    scenario_changes,
    scenarios,
    serviced_portfolios,
    step_functions,
    turning_days,
    values_over_time,
)
from managed_mrr.testing.strategies.scenarios import BUSY, CHANGES


@given(portfolios(max_partners=1, max_clients=1, max_employees=1))
def test_limits_are_kept(portfolio: Portfolio) -> None:
    """No more partners, clients and employees are drawn than were allowed."""
    assert len(portfolio.partners) == len(portfolio.clients) == len(portfolio.employees) == 1


@given(portfolios(days=st.just(date(2024, 2, 29)), max_employees=2))
def test_days_are_those_wanted(portfolio: Portfolio) -> None:
    """Given days of one's own, nothing but the ends of runs and of months lies elsewhere."""
    assert {each.on for each in portfolio.activities} <= {date(2024, 2, 29)}


@given(date_ranges(open_end=False))
def test_a_range_without_open_ends(period: DateRange) -> None:
    """Ranges that were to have both bounds have both."""
    assert period.start is not None
    assert period.end is not None


@given(programs(bounded=True), programs())
def test_programs_have_one_to_three_terms(bounded: Program, unbounded: Program) -> None:
    """A program drawn has at least one term and at most three; unbounded, its terms are known on every day."""
    assert 1 <= len(bounded.terms.terms) <= 3
    assert unbounded.terms.known() == ALWAYS


def test_days_mentioned_are_in_order() -> None:
    """A portfolio in which nothing happened mentions no day and has none on which anything may turn."""
    assert days_mentioned(Portfolio()) == turning_days(Portfolio()) == []


def test_without_hypothesis() -> None:
    """Without Hypothesis the package works, and importing its strategies says which extra to install."""
    program = """
import datetime
import sys

sys.modules["hypothesis"] = None
import managed_mrr

managed_mrr.evaluate(managed_mrr.Portfolio(), as_of=datetime.date(2024, 1, 1))
import managed_mrr.testing
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.stderr.splitlines()[-1] == (
        "ImportError: managed_mrr.testing needs Hypothesis, which is not installed; "
        "install the extra managed-mrr[testing]"
    )


def test_names() -> None:
    """What the package offers is just what it names."""
    assert dir(testing) == sorted(testing.__all__)
    assert all(hasattr(testing, name) for name in testing.__all__)


V = TypeVar("V")

JANUARY = date(2024, 1, 1)


def set_up(employee: str, partner: str) -> list[Record]:
    """The fewest facts by which a partner services the client from the first of January on."""
    return [
        Partner(partner),
        Employee(employee, partner=partner),
        PartnerUser(employee, start=JANUARY),
        ClientUser(employee, client="c1", start=JANUARY),
        Link(employee, client="c1", start=JANUARY),
        Activity(employee=employee, client="c1", on=JANUARY, tool="blog", action="publish"),
    ]


def smallest(condition: Callable[[V], bool], small: SearchStrategy[V]) -> Iterator[V]:
    """What a value that meets a condition shrinks to, at each of a few attempts: Hypothesis may miss the smallest."""
    drawing = settings(max_examples=2000, database=None, deadline=None)
    for attempt in range(1, 6):
        yield find(small, condition, settings=drawing, random=Random(attempt))


class TestShrinking:
    def test_a_line(self) -> None:
        """The smallest evidence for a line is one employee with all that A6 asks, on one day."""
        wanted = Portfolio.of(Client("c1", currency="USD"), *set_up("e1", "p1"))
        assert wanted in smallest(lambda each: any(timelines(each).values()), portfolios())

    def test_a_shared_line(self) -> None:
        """The smallest evidence for a shared line is that twice."""

        def is_shared(portfolio: Portfolio) -> bool:
            found = timelines(portfolio).values() if len(portfolio.partners) > 1 else ()
            return any(len(segment.sharing) > 1 for each in found for segment in each)

        wanted = Portfolio.of(Client("c1", currency="USD"), *set_up("e1", "p1"), *set_up("e2", "p2"))
        assert wanted in smallest(is_shared, portfolios(max_clients=1, max_employees=2))

    def test_an_end_before_the_window_is_over(self) -> None:
        """The smallest evidence for an immediate end is a user who is removed the day after."""

        def ends_early(portfolio: Portfolio) -> bool:
            unbroken = all(partner.agreements is None for partner in portfolio.partners)
            spans = [(each.segments[0].start, each.segments[-1].end) for each in timelines(portfolio).values()]
            return unbroken and any(end is not None and start + timedelta(days=60) > end for start, end in spans)

        def is_smallest(found: Portfolio) -> bool:
            ends = {user.end for users in (found.client_users, found.partner_users) for user in users} - {None}
            lists = (found.activities, found.client_users, found.links, found.partner_users)
            return ends == {date(2024, 1, 2)} and all(len(each) == 1 for each in lists)

        assert any(map(is_smallest, smallest(ends_early, portfolios(max_clients=1, max_employees=2))))

    def test_a_fault(self) -> None:
        """A file with a fault shrinks to one fault, in a file that says everything once."""
        faulty = invalid_portfolio_data(faults=["no such day"])
        assert any(
            len(found.faults) == 1 and found.document["links"][0]["employee"] == "ann"
            for found in smallest(lambda each: "links[0].end" in each.paths, faulty)
        )


@cache
def drawn() -> Sequence[Portfolio]:
    """Some hundred portfolios, always the same."""
    kept: list[Portfolio] = []

    @settings(
        max_examples=300,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(portfolios())
    def keep(portfolio: Portfolio) -> None:
        kept.append(portfolio)

    keep()
    return kept


def distances(portfolio: Portfolio) -> set[int]:
    """How many days lie between a link's first day, or an activity, and another activity of the employee there."""
    days = [(link.employee, link.client, link.start) for link in portfolio.links]
    days += [(each.employee, each.client, each.on) for each in portfolio.activities]
    return {
        (each.on - day).days
        for each in portfolio.activities
        for employee, client, day in days
        if (employee, client) == (each.employee, each.client)
    }


def gaps(portfolio: Portfolio) -> Iterator[int | None]:
    """For how long an employee was away from a client before coming back; None where nobody came back."""
    users = sorted(portfolio.client_users, key=lambda each: (each.employee, each.client, each.start))
    for one, other in pairwise(users):
        if (one.employee, one.client) == (other.employee, other.client) and one.end is not None:
            yield (other.start - one.end).days


REACHED: dict[str, Callable[[Portfolio], bool]] = {
    "an activity on the link's day": lambda each: any(
        (link.employee, link.client, link.start) == (done.employee, done.client, done.on)
        for link in each.links
        for done in each.activities
    ),
    "59 days apart": lambda each: 59 in distances(each),
    "60 days apart": lambda each: 60 in distances(each),
    "61 days apart": lambda each: 61 in distances(each),
    "before the link": lambda each: any(distance < 0 for distance in distances(each)),
    "removed and back at once": lambda each: 0 in gaps(each),
    "removed and back later": lambda each: any(gap and gap > 0 for gap in gaps(each)),
    "a leap day": lambda each: date(2024, 2, 29) in days_mentioned(each),
    "the end of a month": lambda each: date(2024, 1, 31) in days_mentioned(each),
    "the day the rates changed": lambda each: date(2025, 7, 15) in days_mentioned(each),
    "one partner": lambda each: len(each.partners) == 1,
    "five partners": lambda each: len(each.partners) == 5,
    "no minor digits": lambda each: any(minor_unit(client.currency) == 0 for client in each.clients),
    "two minor digits": lambda each: any(minor_unit(client.currency) == 2 for client in each.clients),
    "three minor digits": lambda each: any(minor_unit(client.currency) == 3 for client in each.clients),
    "deactivated": lambda each: (
        any(user.deactivated for user in each.client_users) and any(user.deactivated for user in each.partner_users)
    ),
    "linked by domain alone": lambda each: any(
        partner.employee_domains and not each.links for partner in each.partners
    ),
    "an activity twice": lambda each: (
        len({done.id for done in each.activities if done.id}) < len([done for done in each.activities if done.id])
    ),
    "a change of partner of record": lambda each: any(
        one.client == other.client and one.end == other.start and one.partner != other.partner
        for one, other in pairwise(each.partners_of_record)
    ),
    "a refund": lambda each: any(bought.refunded_on for bought in each.subscriptions),
    "bad standing": lambda each: any(bought.not_in_good_standing for bought in each.subscriptions),
    "never under agreement": lambda each: any(partner.agreements == () for partner in each.partners),
}


@pytest.mark.parametrize("policy", hubspot.POLICIES.values(), ids=str)
def test_credit_is_found(policy: Policy) -> None:
    """Under every policy some portfolios have credit, and points that are not zero."""
    found = [each for portfolio in drawn() for each in timelines(portfolio, policy=policy).values()]
    assert sum(any(segment.points for segment in each) for each in found) >= 3


def test_sharing_is_found() -> None:
    """Some portfolios have a client with credit that two partners share."""
    found = [segment for portfolio in drawn() for each in timelines(portfolio).values() for segment in each]
    assert sum(len(segment.sharing) == 2 and segment.credit.amount > 0 for segment in found) >= 3


@pytest.mark.parametrize("condition", REACHED.values(), ids=REACHED)
def test_boundaries_are_reached(condition: Callable[[Portfolio], bool]) -> None:
    """Among three hundred portfolios each boundary comes up at least three times."""
    assert sum(condition(each) for each in drawn()) >= 3


def test_serviced_portfolios_are_serviced() -> None:
    """Where portfolios are asked for that are serviced on a day, most have a line on it, and some are shared."""
    sizes: list[int] = []

    @settings(max_examples=60, database=None, derandomize=True, deadline=None, phases=[Phase.generate])
    @given(serviced_portfolios())
    def count(portfolio: Portfolio) -> None:
        sizes.append(max((len(line.sharing) for line in evaluate(portfolio, as_of=date(2024, 6, 3)).lines), default=0))

    count()
    assert sum(size > 0 for size in sizes) > len(sizes) / 2
    assert sum(size > 1 for size in sizes) >= 5


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_from_type(kind: type) -> None:
    """For every type of values, ``st.from_type`` draws values of it, without importing the strategies first."""

    @settings(max_examples=15, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_type(kind))
    def is_one(value: object) -> None:
        assert isinstance(value, kind)
        assert isinstance(repr(value), str)

    is_one()


def test_from_type_is_known_to_hypothesis() -> None:
    """In a fresh process Hypothesis knows the types of the package before any of its strategies is imported."""
    program = """
import sys
from hypothesis import find, strategies as st
assert "managed_mrr.testing" not in sys.modules
import managed_mrr
print(find(st.from_type(managed_mrr.Money), lambda each: True))
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "USD 0.00\n"


ABOUT_EMPLOYEES: SearchStrategy[Rule[EmployeeAtClient]] = st.from_type(Rule[EmployeeAtClient])  # type: ignore[type-abstract] # registered for that


@given(st.from_type(Term[Money]), st.from_type(StepFunction[Money]), ABOUT_EMPLOYEES)
def test_from_type_with_a_type_in_brackets(
    term: Term[Money], steps: StepFunction[Money], rule: Rule[EmployeeAtClient]
) -> None:
    """A generic type is drawn with values of the type in its brackets."""
    assert isinstance(term.value, Money)
    assert all(isinstance(value, Money) for value in steps.values)
    assert not isinstance(rule, MinimumActivity)


@given(st.one_of(records(), rules(), catalogues(), values_over_time(values=days()), step_functions(values=days())))
def test_values_are_frozen(value: object) -> None:
    """Every value drawn can be hashed, and equals one that is made anew of its parts."""
    assert hash(value) == hash(copy.deepcopy(value))
    assert value == copy.deepcopy(value)


@given(st.data(), rules())
def test_rules_can_be_asked(data: st.DataObject, rule: Rule[PartnerAtClient]) -> None:
    """Rules drawn answer about facts drawn: on every day the finding says what the days say."""
    facts = data.draw(partners_at_clients())
    on = data.draw(days())
    assert rule.finding(facts, on).holds == (on in rule.days(facts))


@given(st.data(), portfolios(max_partners=2, max_clients=2, max_employees=2))
def test_scenarios_fit(data: st.DataObject, portfolio: Portfolio) -> None:
    """Scenarios for a portfolio can be applied to it, and changes do something or leave it as it is."""
    data.draw(scenarios(portfolio=portfolio)).apply(portfolio)
    Scenario([data.draw(scenario_changes(days=days()))]).apply(BUSY)
    assert data.draw(scenarios(portfolio=Portfolio())).apply(Portfolio()) == Portfolio()


@pytest.mark.parametrize("name", [name for name in what_if.__all__ if name not in ("Change", "Edit", "ScenarioError")])
def test_every_change_is_drawn(name: str) -> None:
    """There is no kind of change that is never drawn."""
    assert getattr(what_if, name) in CHANGES


@given(portfolio_texts())
def test_valid_texts_are_read(text: str) -> None:
    """Files without a fault are accepted."""
    assert isinstance(portfolio_from_json(text), Portfolio)


@given(invalid_portfolio_texts())
def test_faults_are_named(faulty: Faulty) -> None:
    """Files with faults are refused, and the path of every fault that was planted is named."""
    with pytest.raises(PortfolioError) as caught:
        portfolio_from_json(faulty.document)
    assert faulty.paths <= {problem.path for problem in caught.value.problems}


@given(invalid_portfolio_data(faults=["no such day"]))
def test_faults_in_data(faulty: Faulty) -> None:
    """Files as data have the faults that were asked for, and no others."""
    assert {fault.kind for fault in faulty.faults} == {"no such day"}
    assert isinstance(faulty.document, dict)


@pytest.mark.parametrize("kind", FAULTS)
def test_every_kind_of_fault(kind: str) -> None:
    """Each kind of fault can be asked for alone, and is refused wherever it is planted."""

    @settings(max_examples=12, database=None, derandomize=True, deadline=None)
    @given(invalid_portfolio_texts(faults=[kind]))
    def is_named(faulty: Faulty) -> None:
        assert {fault.kind for fault in faulty.faults} == {kind}
        with pytest.raises(PortfolioError) as caught:
            portfolio_from_json(faulty.document)
        assert faulty.paths <= {problem.path for problem in caught.value.problems}

    is_named()


def test_an_unknown_fault() -> None:
    """A fault nobody knows is refused by name."""
    with pytest.raises(ValueError, match="no fault is called 'a typo': expected one of a float, "):
        invalid_portfolio_texts(faults=["a typo"])
