"""
What Hypothesis loads when it starts, so that ``st.from_type`` draws valid values of this package's types.

It only says for which types it will answer. Which strategy belongs to which, :mod:`managed_mrr.testing` says when the
first of them is wanted: importing it here would go in a circle, as it imports Hypothesis, which is about to load this.
"""

from typing import Any

import managed_mrr
from managed_mrr import what_if

__all__ = ["TYPES", "register_strategies"]


def __dir__() -> list[str]:
    return __all__


TYPES: tuple[type, ...] = (
    managed_mrr.Activity,
    managed_mrr.AllOf,
    managed_mrr.Answer,
    managed_mrr.AnyOf,
    managed_mrr.AtLeast,
    managed_mrr.Billing,
    managed_mrr.Catalogue,
    managed_mrr.CatalogueEntry,
    managed_mrr.Client,
    managed_mrr.ClientUser,
    managed_mrr.CurrencyToPoints,
    managed_mrr.DateRange,
    managed_mrr.DateSet,
    managed_mrr.Employee,
    managed_mrr.EmployeeAtClient,
    managed_mrr.ExpiryWindow,
    managed_mrr.Item,
    managed_mrr.Link,
    managed_mrr.LinkValidity,
    managed_mrr.LiveActivity,
    managed_mrr.ManagedRelationship,
    managed_mrr.MinimumActivity,
    managed_mrr.Money,
    managed_mrr.Not,
    managed_mrr.OverTime,
    managed_mrr.Partner,
    managed_mrr.PartnerAtClient,
    managed_mrr.PartnerOfRecord,
    managed_mrr.PartnerTier,
    managed_mrr.PartnerUser,
    managed_mrr.PointsOverTime,
    managed_mrr.PointsRule,
    managed_mrr.Policy,
    managed_mrr.Portfolio,
    managed_mrr.Program,
    managed_mrr.QualifyingActivity,
    managed_mrr.Question,
    managed_mrr.Rate,
    managed_mrr.Recognition,
    managed_mrr.RecurringRevenue,
    managed_mrr.RevenueOverTime,
    managed_mrr.RevenueRule,
    managed_mrr.ReviewRule,
    managed_mrr.Rule,
    managed_mrr.RuleOverTime,
    managed_mrr.Scenario,
    managed_mrr.Share,
    managed_mrr.SoldPoints,
    managed_mrr.Source,
    managed_mrr.SplitOverTime,
    managed_mrr.SplitRule,
    managed_mrr.StepFunction,
    managed_mrr.Subscription,
    managed_mrr.Term,
    managed_mrr.Tier,
    managed_mrr.TierMinimum,
    managed_mrr.TierTable,
    managed_mrr.Unless,
    what_if.Add,
    what_if.AgreementEnded,
    what_if.AgreementSigned,
    what_if.BecomesPartnerOfRecord,
    what_if.Cancelled,
    what_if.Change,
    what_if.Deactivated,
    what_if.Edit,
    what_if.End,
    what_if.ItemAdded,
    what_if.ItemChanged,
    what_if.ItemRemoved,
    what_if.Leaves,
    what_if.Linked,
    what_if.Move,
    what_if.Performed,
    what_if.Reactivated,
    what_if.RecordEnded,
    what_if.Refunded,
    what_if.Remove,
    what_if.RemovedFromClient,
    what_if.RemovedFromPartner,
    what_if.Replace,
    what_if.Settled,
    what_if.Unlinked,
)
"""The types that one can ask for; rules without values of their own, and enumerations, need no help."""


def _strategy(wanted: Any) -> Any:  # noqa: ANN401 -- a type, and its strategy: Hypothesis is no requirement here
    from managed_mrr.testing.strategies.registered import strategy_of  # noqa: PLC0415 -- see above

    return strategy_of(wanted)


def register_strategies() -> None:
    """Tell Hypothesis for which types to ask."""
    from hypothesis.strategies import register_type_strategy  # noqa: PLC0415 -- it is there, as it calls this

    for each in TYPES:
        register_type_strategy(each, _strategy)
