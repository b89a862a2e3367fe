"""Tiers: which one a partner meets, when it changes, which is credited, and what would reach the next."""

from managed_mrr.tiers.history import TierSegment, TierTimeline, tier_timeline
from managed_mrr.tiers.measures import Measure
from managed_mrr.tiers.reaching import Gain, Reach, reach
from managed_mrr.tiers.reviews import CreditedTiers, Review, ReviewRule
from managed_mrr.tiers.sold import SoldPoints, TierError
from managed_mrr.tiers.standing import Requirement, TierMet, TierStanding, UnknownTierError, tier

__all__ = [
    "CreditedTiers",
    "Gain",
    "Measure",
    "Reach",
    "Requirement",
    "Review",
    "ReviewRule",
    "SoldPoints",
    "TierError",
    "TierMet",
    "TierSegment",
    "TierStanding",
    "TierTimeline",
    "UnknownTierError",
    "reach",
    "tier",
    "tier_timeline",
]


def __dir__() -> list[str]:
    return __all__
