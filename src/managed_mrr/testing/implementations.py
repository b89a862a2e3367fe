"""Implementations: anything that says the lines of a day, and what it says in the one form that is compared."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from managed_mrr.conformance.answers import AnswerError, Implementation, Worth, as_lines
from managed_mrr.evidence import Portfolio
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.segments import Segment
from managed_mrr.statement import evaluate
from managed_mrr.testing.readings import Readings
from managed_mrr.testing.reference import reference_history

__all__ = [
    "AnswerError",
    "History",
    "Implementation",
    "Run",
    "Runs",
    "as_lines",
    "as_runs",
    "engine",
    "reference_model",
]


def __dir__() -> list[str]:
    return __all__


History: TypeAlias = Callable[[Portfolio], object]
"""A function from evidence to the timelines of all lines; :func:`as_runs` says in which forms it may give them."""

Run: TypeAlias = tuple[date, date | None, Worth]
"""Days on which a line stays the same: the first, the first after them or None, and what the line says."""

Runs: TypeAlias = dict[tuple[str, str], tuple[Run, ...]]
"""The runs of days of each partner and client."""


def as_runs(answer: object) -> Runs:
    """
    The timelines an implementation gave, in the form in which they are compared.

    Args:
        answer: :class:`~managed_mrr.Timelines`; or a mapping from partner and client to several
            :class:`~managed_mrr.Segment`, or to tuples of the first day, the first day after or None, credit,
            currency, points, and the partners that share.

    Raises:
        AnswerError: The answer has another form.

    Examples:
        >>> as_runs({("north", "acme"): [(date(2024, 1, 15), None, 9, "USD", None, ["north"])]})
        {('north', 'acme'): ((datetime.date(2024, 1, 15), None, (Fraction(9, 1), 'USD', None, ('north',))),)}
    """
    if not isinstance(answer, Mapping):
        msg = f"the timelines are {answer!r}: expected Timelines, or a mapping from partner and client"
        raise AnswerError(msg)
    return {pair: tuple(_runs(pair, told)) for pair, told in answer.items()}


def _runs(pair: Any, told: Any) -> Iterator[Run]:  # noqa: ANN401 -- whatever somebody's program answers
    for run in told:
        if isinstance(run, Segment):
            yield run.start, run.end, (run.credit.amount, run.credit.currency, run.points, run.sharing)
            continue
        try:
            start, end, *worth = run
        except (TypeError, ValueError):
            msg = f"a run of {pair} is {run!r}: expected its first day, the first day after it or None, and the line"
            raise AnswerError(msg) from None
        yield start, end, as_lines({pair: worth})[pair]


def engine(policy: Policy = SERVICING) -> Implementation:
    """
    This library's own engine under a policy, as an implementation.

    Args:
        policy: The rules in force.

    Examples:
        >>> engine()(Portfolio(), date(2024, 3, 1))
        <Statement as of 2024-03-01, policy servicing, lines: 0>
    """
    return lambda portfolio, day: evaluate(portfolio, as_of=day, policy=policy)


def reference_model(**readings: Any) -> Implementation:  # noqa: ANN401 -- those of Readings
    """
    The day-by-day reference, as an implementation.

    Args:
        **readings: How it reads the programme, those of :class:`Readings`.

    Examples:
        >>> reference_model(policy="combined")(Portfolio(), date(2024, 3, 1))
        {}
    """
    read = Readings(**readings)
    return lambda portfolio, day: reference_history(portfolio, [day], read)[day]
