"""Until when? What becomes of lines if nothing new happens, who and what holds them, and the last day to act."""

from managed_mrr.forecast.expiries import Expiring, Expiry, expiring
from managed_mrr.forecast.forecaster import HoldingActivity
from managed_mrr.forecast.outlooks import NextChange, Outlook, outlook
from managed_mrr.forecast.renewals import Renewal, RenewalKind, Renewals, renewals
from managed_mrr.forecast.single import SinglePoint, SinglePoints, single_points

__all__ = [
    "Expiring",
    "Expiry",
    "HoldingActivity",
    "NextChange",
    "Outlook",
    "Renewal",
    "RenewalKind",
    "Renewals",
    "SinglePoint",
    "SinglePoints",
    "expiring",
    "outlook",
    "renewals",
    "single_points",
]


def __dir__() -> list[str]:
    return __all__
