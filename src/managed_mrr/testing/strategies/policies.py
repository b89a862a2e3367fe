"""Policies: the shipped ones and readings of them, policies of all the rules there are, programs and questions."""

# ruff: noqa: D417 -- ``draw`` is Hypothesis's own argument; callers never give it

from datetime import date
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from managed_mrr.dates import DateRange
from managed_mrr.hubspot import COMBINED, PARTNER_OF_RECORD, SERVICING
from managed_mrr.policy import Policy
from managed_mrr.program import Program
from managed_mrr.questions import Answer, Question
from managed_mrr.rules import (
    CurrencyToPoints,
    EvenSplit,
    ExpiryWindow,
    MinimumActivity,
    Rate,
    Term,
    Undivided,
)
from managed_mrr.testing.strategies.days import PALETTES
from managed_mrr.testing.strategies.kept import kept
from managed_mrr.testing.strategies.rules import expiry_windows, rules
from managed_mrr.testing.strategies.worth import points_by_currency, recurring_revenues

__all__ = ["READINGS", "answers", "any_policies", "policies", "programs", "questions"]


def __dir__() -> list[str]:
    return __all__


READINGS = (
    SERVICING,
    SERVICING.with_(window=ExpiryWindow(days=30)),
    PARTNER_OF_RECORD,
    COMBINED,
    SERVICING.requiring(MinimumActivity(count=2, within=60)),
    SERVICING.with_(split=Undivided(), window=ExpiryWindow(days=61)),
    SERVICING.with_(activity_outlives_employee=False, deactivation_ends=True),
    SERVICING.with_(net_of_discount=False, good_standing_required=False, multiplied=False),
    SERVICING.with_(points=CurrencyToPoints([Rate("USD", 80), Rate("BRL", 500)])),
)
"""Policies that differ in who is credited, with what, how it is shared, and what points it makes."""

FEW_DAYS = (date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1))


@kept
def any_policies(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Policy]:
    """
    Policies put together from all the rules there are, with any values, whether or not anybody would want them.

    Args:
        days: When something in them changes; a few days at the start of 2024 if left out.
    """
    when = st.sampled_from(FEW_DAYS) if days is None else days
    return st.builds(
        Policy,
        name=st.sampled_from(["ours", "theirs"]),
        eligibility=rules(days=when),
        revenue=recurring_revenues(),
        split=st.sampled_from([EvenSplit(), Undivided()]),
        points=points_by_currency(days=when),
    )


@kept
def policies(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Policy]:
    """
    The shipped policies, other readings of them, and :func:`any_policies`.

    Args:
        days: When something in the last of these changes; a few days at the start of 2024 if left out.
    """
    return st.sampled_from(READINGS) | any_policies(days=days)


@kept
@st.composite
def programs(
    draw: DrawFn,
    *,
    policies: SearchStrategy[Policy] | None = None,
    days: SearchStrategy[date] | None = None,
    bounded: bool = False,
) -> Program:
    """
    Programs of one to three terms.

    Args:
        policies: The policies of the terms; the shipped ones and other readings of them if left out.
        days: When the terms change; days of a portfolio are a good choice, on which something else may turn.
        bounded: Whether the first may begin, and the last end, on a day, beyond which the terms are not known.
    """
    when = draw(st.sampled_from(PALETTES)) if days is None else days
    chosen = st.sampled_from(READINGS) if policies is None else policies
    edges: list[date | None] = [None]
    edges += sorted(draw(st.lists(when, max_size=2, unique=True)))
    edges.append(None)
    if bounded:  # of two edges none is left out: a program has a term
        edges = edges[draw(st.integers(0, min(1, len(edges) - 2))) :]
        edges = edges[: len(edges) - draw(st.integers(0, min(1, len(edges) - 2)))]
    periods = [DateRange(start, end) for start, end in pairwise(edges)]
    return Program(name="program", terms=[Term(draw(chosen), period) for period in periods])


@kept
def answers(*, text: str = "yes") -> SearchStrategy[Answer]:
    """
    Answers to an open question: no change, another window, a minimum, or no agreement asked; some are a guess.

    Args:
        text: How all of them read.
    """
    values = st.sampled_from(({}, {"net_of_discount": False})) | st.fixed_dictionaries({"window": expiry_windows()})
    rule = st.sampled_from((None, None, MinimumActivity(count=2, within=60)))
    asked = st.builds(Answer, st.just(text), values, requiring=rule, guess=st.booleans())
    return asked | st.just(Answer(text, without="CurrentAgreement"))


@kept
def questions() -> SearchStrategy[Question]:
    """Open questions with one or two answers, such as one may add to a policy."""
    given = st.tuples(answers(text="yes"), answers(text="no")) | answers(text="yes").map(lambda each: (each,))
    cited = st.sampled_from(((), ("A14",), ("A14", "A16")))
    return st.builds(Question, st.just("ours"), st.just("Is it so?"), given, clauses=cited)
