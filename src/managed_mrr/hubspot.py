"""HubSpot's own programme: its policies, put together from the public rules, and its published values."""

from managed_mrr.policy import Policy
from managed_mrr.rules import (
    PUBLISHED_CATALOGUE,
    PUBLISHED_RATES,
    CurrencyToPoints,
    CurrentAgreement,
    EvenSplit,
    FromNextBilling,
    LiveActivity,
    PartnerOfRecordStatus,
    RecurringRevenue,
    Undivided,
)

__all__ = ["CATALOGUE", "COMBINED", "PARTNER_OF_RECORD", "POLICIES", "RATES", "SERVICING"]


def __dir__() -> list[str]:
    return __all__


CATALOGUE = PUBLISHED_CATALOGUE
"""Which actions in which tools qualify (A7, A8)."""

RATES = PUBLISHED_RATES
"""The published amounts of currency per managed point, by date (A3)."""

SERVICING = Policy(
    name="servicing",
    eligibility=LiveActivity() & CurrentAgreement(),
    revenue=RecurringRevenue(),
    split=EvenSplit(),
    points=CurrencyToPoints(RATES),
)
"""Source A: credit for clients a partner is actively servicing, shared evenly (A1 to A19; revenue by B3 to B8)."""

PARTNER_OF_RECORD = Policy(
    name="partner-of-record",
    eligibility=PartnerOfRecordStatus() & CurrentAgreement(),
    revenue=RecurringRevenue(recognition=FromNextBilling()),
    split=Undivided(),
    points=CurrencyToPoints(RATES),
)
"""Source B: credit for the partner of record, from the next billing on, without any activity (B1 to B9)."""

COMBINED = Policy(
    name="combined",
    eligibility=PartnerOfRecordStatus() & SERVICING.eligibility,
    revenue=PARTNER_OF_RECORD.revenue,
    split=Undivided(),
    points=CurrencyToPoints(RATES),
)
"""Both at once: the partner of record, on the days on which it is also servicing."""

POLICIES = {policy.name: policy for policy in (SERVICING, PARTNER_OF_RECORD, COMBINED)}
"""The shipped policies by name."""
