"""Evidence: what happened, when; frozen records, and all of them together as a portfolio."""

from managed_mrr.evidence.facts import Account, Citation, EmployeeAtClient, PartnerAtClient
from managed_mrr.evidence.portfolio import LISTS, Portfolio, Record
from managed_mrr.evidence.records import (
    Activity,
    Billing,
    Client,
    ClientUser,
    Employee,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Subscription,
)
from managed_mrr.evidence.small import managed_client
from managed_mrr.evidence.values import EvidenceError

__all__ = [
    "LISTS",
    "Account",
    "Activity",
    "Billing",
    "Citation",
    "Client",
    "ClientUser",
    "Employee",
    "EmployeeAtClient",
    "EvidenceError",
    "Item",
    "Link",
    "Partner",
    "PartnerAtClient",
    "PartnerOfRecord",
    "PartnerUser",
    "Portfolio",
    "Record",
    "Subscription",
    "managed_client",
]


def __dir__() -> list[str]:
    return __all__
