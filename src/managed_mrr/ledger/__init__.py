"""The ledger: what changed between two days, why, and by how much, adding up exactly."""

from managed_mrr.ledger.decomposition import decompose
from managed_mrr.ledger.movements import Cause, Kind, Movement
from managed_mrr.ledger.states import Charge, Condition, Paid, State

__all__ = ["Cause", "Charge", "Condition", "Kind", "Movement", "Paid", "State", "decompose"]


def __dir__() -> list[str]:
    return __all__
