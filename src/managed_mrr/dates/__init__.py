"""Dates: half-open runs of days, sets of days, and values that change on days."""

from managed_mrr.dates.months import add_months, first_step_from
from managed_mrr.dates.ranges import DateError, DateRange
from managed_mrr.dates.sets import ALWAYS, NEVER, DateSet
from managed_mrr.dates.steps import StepFunction

__all__ = [
    "ALWAYS",
    "NEVER",
    "DateError",
    "DateRange",
    "DateSet",
    "StepFunction",
    "add_months",
    "first_step_from",
]


def __dir__() -> list[str]:
    return __all__
