"""Rules: what counts; one module for each question a policy answers."""

from managed_mrr.rules.activity import QualifyingActivity
from managed_mrr.rules.agreement import CurrentAgreement
from managed_mrr.rules.catalogue import PUBLISHED_CATALOGUE, Catalogue, CatalogueEntry
from managed_mrr.rules.dated import EVER, Confidence, OverTime, Source, Term
from managed_mrr.rules.expiry import ExpiryWindow, LiveActivity, MinimumActivity
from managed_mrr.rules.over_time import PointsOverTime, RevenueOverTime, SplitOverTime
from managed_mrr.rules.people import LinkValidity, ManagedRelationship
from managed_mrr.rules.points import CurrencyToPoints, PointsRule
from managed_mrr.rules.rates import PUBLISHED_RATES, Rate
from managed_mrr.rules.record import FromNextBilling, PartnerOfRecordStatus, Recognition, WhileCounting
from managed_mrr.rules.revenue import RecurringRevenue, RevenueRule
from managed_mrr.rules.rule import AllOf, AnyOf, AtLeast, Not, Rule, RuleOverTime, Unless, at_least
from managed_mrr.rules.split import EvenSplit, Share, SplitRule, Undivided, WeightedSplit
from managed_mrr.rules.tier_minimum import PartnerTier, TierMinimum
from managed_mrr.rules.tiers import PUBLISHED_TIERS, Tier, TierTable

__all__ = [
    "EVER",
    "PUBLISHED_CATALOGUE",
    "PUBLISHED_RATES",
    "PUBLISHED_TIERS",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "Catalogue",
    "CatalogueEntry",
    "Confidence",
    "CurrencyToPoints",
    "CurrentAgreement",
    "EvenSplit",
    "ExpiryWindow",
    "FromNextBilling",
    "LinkValidity",
    "LiveActivity",
    "ManagedRelationship",
    "MinimumActivity",
    "Not",
    "OverTime",
    "PartnerOfRecordStatus",
    "PartnerTier",
    "PointsOverTime",
    "PointsRule",
    "QualifyingActivity",
    "Rate",
    "Recognition",
    "RecurringRevenue",
    "RevenueOverTime",
    "RevenueRule",
    "Rule",
    "RuleOverTime",
    "Share",
    "Source",
    "SplitOverTime",
    "SplitRule",
    "Term",
    "Tier",
    "TierMinimum",
    "TierTable",
    "Undivided",
    "Unless",
    "WeightedSplit",
    "WhileCounting",
    "at_least",
]


def __dir__() -> list[str]:
    return __all__
