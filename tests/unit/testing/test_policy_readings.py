"""How the reference reads a policy."""

import attrs
import pytest

from managed_mrr import (
    CurrencyToPoints,
    CurrentAgreement,
    ExpiryWindow,
    LiveActivity,
    MinimumActivity,
    PartnerOfRecordStatus,
    Policy,
    hubspot,
)
from managed_mrr.testing.policy_readings import readings_of

SERVICING = hubspot.SERVICING
MINIMUM = MinimumActivity(count=2, within=30)


class TestReadingsOf:
    def test_shipped(self) -> None:
        """Each shipped policy is read by its name, with its window."""
        read = {name: readings_of(policy, "USD") for name, policy in hubspot.POLICIES.items()}
        assert {name: each and each.window for name, each in read.items()} == {
            "servicing": 60,
            "partner-of-record": 0,
            "combined": 60,
        }

    def test_values(self) -> None:
        """The window, the minimum, and what ends with an employee are read from the rules."""
        policy = SERVICING.requiring(MINIMUM).with_(activity_outlives_employee=False, window=ExpiryWindow(days=61))
        read = readings_of(policy, "USD")
        assert read is not None
        assert (read.policy, read.window, read.minimum, read.ends_with_employee) == ("servicing", 61, (2, 30), True)

    @pytest.mark.parametrize(
        "policy",
        [
            attrs.evolve(SERVICING, eligibility=~CurrentAgreement()),
            attrs.evolve(SERVICING, eligibility=LiveActivity() | PartnerOfRecordStatus()),
            attrs.evolve(SERVICING, eligibility=CurrentAgreement()),
            attrs.evolve(SERVICING, revenue=hubspot.COMBINED.revenue),
            SERVICING.with_(link_by_domain=False),
            SERVICING.with_(points=CurrencyToPoints(multiplied=False)),
            SERVICING.requiring(MINIMUM).requiring(MinimumActivity(count=3, within=9)),
        ],
        ids=["not", "or", "agreement alone", "mixed", "by hand", "not multiplied", "two minimums"],
    )
    def test_own(self, policy: Policy) -> None:
        """A policy with rules or readings of its own is not read."""
        assert readings_of(policy, "USD") is None
