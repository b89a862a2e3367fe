"""
Testing: Hypothesis strategies for records and whole portfolios, and the programme day by day as their oracle.

Needs Hypothesis, which ``managed-mrr[testing]`` installs.
"""

try:
    import hypothesis as _hypothesis
except ImportError as error:
    msg = "managed_mrr.testing needs Hypothesis, which is not installed; install the extra managed-mrr[testing]"
    raise ImportError(msg, name="hypothesis") from error

from managed_mrr.testing.any_policies import any_policies
from managed_mrr.testing.checker import check_finding
from managed_mrr.testing.days import days_mentioned, turning_days
from managed_mrr.testing.readings import PUBLISHED_RATES, Readings
from managed_mrr.testing.reference import reference_history, reference_lines
from managed_mrr.testing.strategies import (
    activities,
    billings,
    client_users,
    clients,
    currencies,
    date_ranges,
    date_sets,
    days,
    employees,
    items,
    links,
    money,
    partner_users,
    partners,
    partners_of_record,
    portfolios,
    programs,
    subscriptions,
)

__all__ = [
    "PUBLISHED_RATES",
    "Readings",
    "activities",
    "any_policies",
    "billings",
    "check_finding",
    "client_users",
    "clients",
    "currencies",
    "date_ranges",
    "date_sets",
    "days",
    "days_mentioned",
    "employees",
    "items",
    "links",
    "money",
    "partner_users",
    "partners",
    "partners_of_record",
    "portfolios",
    "programs",
    "reference_history",
    "reference_lines",
    "subscriptions",
    "turning_days",
]

del _hypothesis


def __dir__() -> list[str]:
    return __all__
