"""Rules: what counts; one module for each question a policy answers."""

from managed_mrr.rules.activity import QualifyingActivity
from managed_mrr.rules.agreement import CurrentAgreement
from managed_mrr.rules.catalogue import PUBLISHED_CATALOGUE, Catalogue, CatalogueEntry
from managed_mrr.rules.expiry import ExpiryWindow, LiveActivity, MinimumActivity
from managed_mrr.rules.people import LinkValidity, ManagedRelationship
from managed_mrr.rules.points import CurrencyToPoints, PointsRule
from managed_mrr.rules.rates import PUBLISHED_RATES, Rate
from managed_mrr.rules.record import FromNextBilling, PartnerOfRecordStatus, Recognition, WhileCounting
from managed_mrr.rules.revenue import RecurringRevenue, RevenueRule
from managed_mrr.rules.rule import EVER, AllOf, AnyOf, Not, Rule
from managed_mrr.rules.split import EvenSplit, Share, SplitRule, Undivided

__all__ = [
    "EVER",
    "PUBLISHED_CATALOGUE",
    "PUBLISHED_RATES",
    "AllOf",
    "AnyOf",
    "Catalogue",
    "CatalogueEntry",
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
    "PartnerOfRecordStatus",
    "PointsRule",
    "QualifyingActivity",
    "Rate",
    "Recognition",
    "RecurringRevenue",
    "RevenueRule",
    "Rule",
    "Share",
    "SplitRule",
    "Undivided",
    "WhileCounting",
]


def __dir__() -> list[str]:
    return __all__
