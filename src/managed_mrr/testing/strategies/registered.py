"""Registered: which strategy ``st.from_type`` draws from for each type of the package."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, get_args, get_origin

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import managed_mrr
from managed_mrr import EmployeeAtClient, what_if
from managed_mrr.testing.strategies.amounts import money
from managed_mrr.testing.strategies.dated import sources, terms, values_over_time
from managed_mrr.testing.strategies.days import date_ranges, date_sets, step_functions
from managed_mrr.testing.strategies.policies import answers, policies, programs, questions
from managed_mrr.testing.strategies.portfolios import employees_at_clients, partners_at_clients, portfolios
from managed_mrr.testing.strategies.records import (
    activities,
    billings,
    client_users,
    clients,
    employees,
    items,
    links,
    partner_users,
    partners,
    partners_of_record,
    subscriptions,
)
from managed_mrr.testing.strategies.rules import (
    JOININGS,
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
from managed_mrr.testing.strategies.scenarios import CHANGES, edits, scenario_changes, scenarios
from managed_mrr.testing.strategies.tiers import review_rules, sold_points, tier_tables, tiers
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

__all__ = ["strategy_of"]


def __dir__() -> list[str]:
    return __all__


Making: TypeAlias = Callable[[], SearchStrategy[Any]]

PLAIN: Mapping[type, Making] = {
    managed_mrr.Activity: activities,
    managed_mrr.Answer: answers,
    managed_mrr.Billing: billings,
    managed_mrr.Catalogue: catalogues,
    managed_mrr.CatalogueEntry: catalogue_entries,
    managed_mrr.Client: clients,
    managed_mrr.ClientUser: client_users,
    managed_mrr.CurrencyToPoints: points_by_currency,
    managed_mrr.DateRange: date_ranges,
    managed_mrr.DateSet: date_sets,
    managed_mrr.Employee: employees,
    managed_mrr.EmployeeAtClient: employees_at_clients,
    managed_mrr.ExpiryWindow: expiry_windows,
    managed_mrr.Item: items,
    managed_mrr.Link: links,
    managed_mrr.LinkValidity: link_validities,
    managed_mrr.LiveActivity: live_activities,
    managed_mrr.ManagedRelationship: managed_relationships,
    managed_mrr.MinimumActivity: minimum_activities,
    managed_mrr.Money: money,
    managed_mrr.Partner: partners,
    managed_mrr.PartnerAtClient: partners_at_clients,
    managed_mrr.PartnerOfRecord: partners_of_record,
    managed_mrr.PartnerTier: partner_tiers,
    managed_mrr.PartnerUser: partner_users,
    managed_mrr.PointsRule: points_rules,
    managed_mrr.Policy: policies,
    managed_mrr.Portfolio: portfolios,
    managed_mrr.Program: programs,
    managed_mrr.QualifyingActivity: qualifying_activities,
    managed_mrr.Question: questions,
    managed_mrr.Rate: rates,
    managed_mrr.Recognition: recognitions,
    managed_mrr.RecurringRevenue: recurring_revenues,
    managed_mrr.RevenueRule: revenue_rules,
    managed_mrr.ReviewRule: review_rules,
    managed_mrr.Scenario: scenarios,
    managed_mrr.Share: shares,
    managed_mrr.SoldPoints: sold_points,
    managed_mrr.Source: sources,
    managed_mrr.SplitRule: split_rules,
    managed_mrr.Subscription: subscriptions,
    managed_mrr.Tier: tiers,
    managed_mrr.TierMinimum: tier_minimums,
    managed_mrr.TierTable: tier_tables,
    what_if.Change: scenario_changes,
    what_if.Edit: edits,
}
"""Where the type alone says what is wanted."""

OVER_TIME: Mapping[type, tuple[Callable[[Any], Any], Making]] = {
    managed_mrr.PointsOverTime: (managed_mrr.PointsOverTime, points_by_currency),
    managed_mrr.RevenueOverTime: (managed_mrr.RevenueOverTime, recurring_revenues),
    managed_mrr.SplitOverTime: (managed_mrr.SplitOverTime, split_rules),
}
"""Of what the terms are."""

GENERIC: Mapping[type, Callable[..., SearchStrategy[Any]]] = {
    managed_mrr.OverTime: values_over_time,
    managed_mrr.StepFunction: step_functions,
    managed_mrr.Term: terms,
}


def strategy_of(wanted: Any) -> SearchStrategy[Any]:  # noqa: ANN401 -- a type, or a generic one with its arguments
    """
    The strategy for a type.

    Args:
        wanted: One of :data:`managed_mrr.hypothesis_plugin.TYPES`, also with a type in brackets, where it takes one.
    """
    kind, inner = get_origin(wanted) or wanted, get_args(wanted)
    if kind in GENERIC:
        return GENERIC[kind](values=st.from_type(inner[0])) if inner else GENERIC[kind]()
    if kind is managed_mrr.Rule:
        return rules_about_employees() if inner == (EmployeeAtClient,) else rules()
    if kind in JOININGS:
        return joined_rules(kind=kind)
    if kind in CHANGES:
        return scenario_changes(kind=kind)
    if kind in OVER_TIME:
        make, values = OVER_TIME[kind]
        return values_over_time(values=values()).map(make)
    return PLAIN[kind]()
