"""Implementations: anything that says the lines of a day, in the one form in which they are compared."""

from typing import Any

from managed_mrr.conformance.answers import AnswerError, Implementation, as_lines
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.statement import evaluate
from managed_mrr.testing.readings import Readings
from managed_mrr.testing.reference import reference_history

__all__ = ["AnswerError", "Implementation", "as_lines", "engine", "reference"]


def __dir__() -> list[str]:
    return __all__


def engine(policy: Policy = SERVICING) -> Implementation:
    """
    This library's own engine under a policy, as an implementation.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr.evidence import Portfolio
        >>> engine()(Portfolio(), date(2024, 3, 1))
        <Statement as of 2024-03-01, policy servicing, lines: 0>
    """
    return lambda portfolio, day: evaluate(portfolio, as_of=day, policy=policy)


def reference(**readings: Any) -> Implementation:  # noqa: ANN401 -- those of Readings
    """
    The day-by-day reference under :class:`Readings`, as an implementation.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr.evidence import Portfolio
        >>> reference(policy="combined")(Portfolio(), date(2024, 3, 1))
        {}
    """
    read = Readings(**readings)
    return lambda portfolio, day: reference_history(portfolio, [day], read)[day]
