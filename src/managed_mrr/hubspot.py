"""HubSpot's own programme: its policies, put together from the public rules, and its published values."""

from managed_mrr.open_questions import CREDIT, RECORD, SERVICE
from managed_mrr.policy import Policy
from managed_mrr.rules import (
    PUBLISHED_CATALOGUE,
    PUBLISHED_RATES,
    PUBLISHED_TIERS,
    CurrencyToPoints,
    CurrentAgreement,
    EvenSplit,
    FromNextBilling,
    LiveActivity,
    PartnerOfRecordStatus,
    RecurringRevenue,
    Undivided,
)

__all__ = ["CATALOGUE", "COMBINED", "HISTORIC_TIERS", "PARTNER_OF_RECORD", "POLICIES", "RATES", "SERVICING"]


def __dir__() -> list[str]:
    return __all__


CATALOGUE = PUBLISHED_CATALOGUE
"""Which actions in which tools qualify (A7, A8)."""

RATES = PUBLISHED_RATES
"""The published amounts of currency per managed point, by date (A3)."""

HISTORIC_TIERS = PUBLISHED_TIERS
"""The tables of tiers that were published in numbers, each on the days its copies vouch for; historic, all of them."""

SERVICING = Policy(
    name="servicing",
    eligibility=LiveActivity() & CurrentAgreement(),
    revenue=RecurringRevenue(),
    split=EvenSplit(),
    points=CurrencyToPoints(RATES),
    questions=SERVICE + CREDIT,
)
"""Source A: credit for clients a partner is actively servicing, shared evenly (A1 to A19; revenue by B3 to B8)."""

PARTNER_OF_RECORD = Policy(
    name="partner-of-record",
    eligibility=PartnerOfRecordStatus() & CurrentAgreement(),
    revenue=RecurringRevenue(recognition=FromNextBilling()),
    split=Undivided(),
    points=CurrencyToPoints(RATES),
    questions=RECORD + CREDIT,
)
"""Source B: credit for the partner of record, from the next billing on, without any activity (B1 to B9)."""

COMBINED = Policy(
    name="combined",
    eligibility=PartnerOfRecordStatus() & SERVICING.eligibility,
    revenue=PARTNER_OF_RECORD.revenue,
    split=Undivided(),
    points=CurrencyToPoints(RATES),
    questions=SERVICE + RECORD + CREDIT,
)
"""Both at once: the partner of record, on the days on which it is also servicing."""

POLICIES = {policy.name: policy for policy in (SERVICING, PARTNER_OF_RECORD, COMBINED)}
"""The shipped policies by name."""
