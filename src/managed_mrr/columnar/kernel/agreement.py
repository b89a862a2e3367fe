"""Is the partner in the programme? The days of agreements."""

import numpy as np

from managed_mrr.columnar.kernel.days import DaySets, Places
from managed_mrr.columnar.kernel.scope import Scope

__all__ = ["agreed"]


def __dir__() -> list[str]:
    return __all__


def agreed(scope: Scope, pairs: Places) -> DaySets:
    """For each of some pairs the days on which the partner has a current agreement."""
    evidence = scope.evidence
    told = evidence.agreements
    by_partner = DaySets.of(told.owner, told.start, told.end) | DaySets.whole(np.flatnonzero(evidence.always_agreed))
    return by_partner.spread(pairs, scope.partner_of(pairs))
