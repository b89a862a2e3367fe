"""
Every portfolio drawn is valid, and small worlds reach what the laws are about.

The laws mean little if nothing in the worlds they are tried on ever happens.
"""

import importlib
import sys
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from managed_mrr import ALWAYS, DateRange, Policy, Portfolio, Program, hubspot, testing, timelines
from managed_mrr.testing import date_ranges, days_mentioned, portfolios, programs, turning_days


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


def found(condition: Callable[[Portfolio], bool]) -> Portfolio:
    """The first portfolio drawn that meets a condition."""
    drawing = settings(max_examples=2000, database=None, phases=[Phase.generate])
    return find(portfolios(max_clients=1, max_employees=2), condition, settings=drawing)


@pytest.mark.parametrize("policy", hubspot.POLICIES.values(), ids=str)
def test_credit_is_found(policy: Policy) -> None:
    """Under every policy some portfolio has credit, and points that are not zero."""

    def has_credit(portfolio: Portfolio) -> bool:
        return any(segment.points for each in timelines(portfolio, policy=policy).values() for segment in each)

    assert has_credit(found(has_credit))


def test_sharing_is_found() -> None:
    """Some portfolio has a client with credit that two partners share."""

    def is_shared(portfolio: Portfolio) -> bool:
        segments = [segment for each in timelines(portfolio).values() for segment in each]
        return any(len(segment.sharing) == 2 and segment.credit for segment in segments)

    assert is_shared(found(is_shared))


def test_days_mentioned_are_in_order() -> None:
    """A portfolio in which nothing happened mentions no day and has none on which anything may turn."""
    assert days_mentioned(Portfolio()) == turning_days(Portfolio()) == []


def test_without_hypothesis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Hypothesis the import says which extra to install."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError, match=r"install the extra managed-mrr\[testing\]"):
        importlib.reload(testing)


def test_names() -> None:
    """What the package offers is just what it names."""
    assert dir(testing) == testing.__all__
    assert all(hasattr(testing, name) for name in testing.__all__)
