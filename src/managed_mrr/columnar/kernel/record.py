"""Who is named? The days on which partners are of record, for all clients at once."""

from managed_mrr.columnar.kernel.days import DaySets
from managed_mrr.columnar.kernel.scope import Scope

__all__ = ["recorded"]


def __dir__() -> list[str]:
    return __all__


def recorded(scope: Scope) -> DaySets:
    """For each pair the days on which the client names the partner; its touching records are one."""
    records = scope.evidence.records
    rows = scope.wanted(records.client)
    return DaySets.of(scope.pairs(records.client[rows], records.who[rows]), records.start[rows], records.end[rows])
