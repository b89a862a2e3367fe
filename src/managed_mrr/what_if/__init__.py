"""
What if: things that might happen, one class each, from which a :class:`managed_mrr.Scenario` is made.

A day is always the first day on which something is so; what the evidence says of earlier days stays.
"""

from managed_mrr.what_if.edits import Change, Edit, ScenarioError
from managed_mrr.what_if.people import (
    Deactivated,
    Leaves,
    Linked,
    Performed,
    Reactivated,
    RemovedFromClient,
    RemovedFromPartner,
    Unlinked,
)
from managed_mrr.what_if.records import Add, End, Move, Remove, Replace
from managed_mrr.what_if.subscriptions import Cancelled, ItemAdded, ItemChanged, ItemRemoved, Refunded, Settled
from managed_mrr.what_if.terms import AgreementEnded, AgreementSigned, BecomesPartnerOfRecord, RecordEnded

__all__ = [
    "Add",
    "AgreementEnded",
    "AgreementSigned",
    "BecomesPartnerOfRecord",
    "Cancelled",
    "Change",
    "Deactivated",
    "Edit",
    "End",
    "ItemAdded",
    "ItemChanged",
    "ItemRemoved",
    "Leaves",
    "Linked",
    "Move",
    "Performed",
    "Reactivated",
    "RecordEnded",
    "Refunded",
    "Remove",
    "RemovedFromClient",
    "RemovedFromPartner",
    "Replace",
    "ScenarioError",
    "Settled",
    "Unlinked",
]


def __dir__() -> list[str]:
    return __all__
