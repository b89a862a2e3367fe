"""The ledger: what changed between two days, why, and by how much, adding up exactly."""

from managed_mrr.ledger.between import changes
from managed_mrr.ledger.book import Ledger
from managed_mrr.ledger.decomposition import decompose
from managed_mrr.ledger.movements import Cause, Kind, Movement
from managed_mrr.ledger.states import Charge, Condition, Paid, State
from managed_mrr.ledger.sums import GroupingError, Sum, Sums
from managed_mrr.ledger.terms import through_a_change

__all__ = [
    "Cause",
    "Charge",
    "Condition",
    "GroupingError",
    "Kind",
    "Ledger",
    "Movement",
    "Paid",
    "State",
    "Sum",
    "Sums",
    "changes",
    "decompose",
    "through_a_change",
]


def __dir__() -> list[str]:
    return __all__
