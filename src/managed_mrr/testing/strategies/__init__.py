"""Strategies: small worlds in which things collide, for property-based tests with Hypothesis."""

from managed_mrr.testing.strategies.amounts import (
    currencies,
    money,
)
from managed_mrr.testing.strategies.dated import (
    sources,
    terms,
    values_over_time,
)
from managed_mrr.testing.strategies.days import (
    date_ranges,
    date_sets,
    days,
    step_functions,
)
from managed_mrr.testing.strategies.invalid import (
    FAULTS,
    Fault,
    Faulty,
    invalid_portfolio_data,
    invalid_portfolio_texts,
    portfolio_texts,
)
from managed_mrr.testing.strategies.policies import (
    answers,
    any_policies,
    policies,
    programs,
    questions,
)
from managed_mrr.testing.strategies.portfolios import (
    employees_at_clients,
    partners_at_clients,
    portfolios,
)
from managed_mrr.testing.strategies.records import (
    activities,
    billings,
    client_users,
    clients,
    employees,
    histories_of_record,
    items,
    links,
    partner_users,
    partners,
    partners_of_record,
    records,
    subscriptions,
)
from managed_mrr.testing.strategies.rules import (
    catalogue_entries,
    catalogues,
    expiry_windows,
    joined_rules,
    link_validities,
    live_activities,
    managed_relationships,
    minimum_activities,
    partner_tiers,
    qualifying_activities,
    rules,
    rules_about_employees,
    tier_minimums,
)
from managed_mrr.testing.strategies.scenarios import (
    edits,
    scenario_changes,
    scenarios,
)
from managed_mrr.testing.strategies.serviced import (
    serviced_portfolios,
)
from managed_mrr.testing.strategies.tiers import (
    review_rules,
    sold_points,
    tier_tables,
    tiers,
)
from managed_mrr.testing.strategies.worth import (
    points_by_currency,
    points_rules,
    rates,
    recognitions,
    recurring_revenues,
    revenue_rules,
    shares,
    split_rules,
)

__all__ = [
    "FAULTS",
    "Fault",
    "Faulty",
    "activities",
    "answers",
    "any_policies",
    "billings",
    "catalogue_entries",
    "catalogues",
    "client_users",
    "clients",
    "currencies",
    "date_ranges",
    "date_sets",
    "days",
    "edits",
    "employees",
    "employees_at_clients",
    "expiry_windows",
    "histories_of_record",
    "invalid_portfolio_data",
    "invalid_portfolio_texts",
    "items",
    "joined_rules",
    "link_validities",
    "links",
    "live_activities",
    "managed_relationships",
    "minimum_activities",
    "money",
    "partner_tiers",
    "partner_users",
    "partners",
    "partners_at_clients",
    "partners_of_record",
    "points_by_currency",
    "points_rules",
    "policies",
    "portfolio_texts",
    "portfolios",
    "programs",
    "qualifying_activities",
    "questions",
    "rates",
    "recognitions",
    "records",
    "recurring_revenues",
    "revenue_rules",
    "review_rules",
    "rules",
    "rules_about_employees",
    "scenario_changes",
    "scenarios",
    "serviced_portfolios",
    "shares",
    "sold_points",
    "sources",
    "split_rules",
    "step_functions",
    "subscriptions",
    "terms",
    "tier_minimums",
    "tier_tables",
    "tiers",
    "values_over_time",
]


def __dir__() -> list[str]:
    return __all__
