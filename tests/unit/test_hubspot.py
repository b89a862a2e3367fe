"""HubSpot's own programme, put together from the public rules."""

from datetime import date

import pytest

from managed_mrr import (
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    EvenSplit,
    FromNextBilling,
    LiveActivity,
    Partner,
    PartnerOfRecordStatus,
    Policy,
    RecurringRevenue,
    Undivided,
    evaluate,
    hubspot,
    managed_client,
)

JANUARY = date(2024, 1, 1)
POST = date(2024, 1, 15)


class TestParts:
    def test_servicing(self) -> None:
        """Servicing is a live activity under an agreement, shared evenly."""
        assert (
            Policy(
                name="servicing",
                eligibility=LiveActivity() & CurrentAgreement(),
                revenue=RecurringRevenue(),
                split=EvenSplit(),
                points=CurrencyToPoints(),
            )
            == hubspot.SERVICING
        )

    def test_partner_of_record(self) -> None:
        """The partner of record under agreement gets the whole, from the next billing on."""
        assert (
            Policy(
                name="partner-of-record",
                eligibility=PartnerOfRecordStatus() & CurrentAgreement(),
                revenue=RecurringRevenue(recognition=FromNextBilling()),
                split=Undivided(),
            )
            == hubspot.PARTNER_OF_RECORD
        )

    def test_combined(self) -> None:
        """Combined asks for both at once."""
        assert (
            Policy(
                name="combined",
                eligibility=PartnerOfRecordStatus() & LiveActivity() & CurrentAgreement(),
                revenue=RecurringRevenue(recognition=FromNextBilling()),
                split=Undivided(),
            )
            == hubspot.COMBINED
        )

    def test_by_name(self) -> None:
        """The shipped policies are found by name."""
        assert list(hubspot.POLICIES) == ["servicing", "partner-of-record", "combined"]
        assert all(policy.name == name for name, policy in hubspot.POLICIES.items())


class TestOneSituation:
    both = managed_client("north", "acme", start=JANUARY, price=1000, of_record=True) | managed_client(
        "south", "acme", start=JANUARY, activities=[POST]
    )

    @pytest.mark.parametrize(
        ("policy", "expected"),
        [
            (hubspot.SERVICING, [("south", 1000)]),
            (hubspot.PARTNER_OF_RECORD, [("north", 1000)]),
            (hubspot.COMBINED, []),
        ],
        ids=str,
    )
    def test_who_is_credited(self, policy: Policy, expected: list[tuple[str, int]]) -> None:
        """One partner is of record, another does the work: each policy credits whom it means."""
        lines = evaluate(self.both, as_of=date(2024, 2, 1), policy=policy).lines
        assert [(line.partner, int(line.credit.amount)) for line in lines] == expected

    @pytest.mark.parametrize("policy", list(hubspot.POLICIES.values()), ids=str)
    def test_agreement(self, policy: Policy) -> None:
        """No policy credits a partner without a current agreement."""
        portfolio = managed_client("north", "acme", start=JANUARY, activities=[POST], of_record=True)
        assert len(evaluate(portfolio, as_of=POST, policy=policy)) == 1
        former = Partner("north", agreements=[DateRange(JANUARY, POST)])
        changed = type(portfolio)(
            partners=[former],
            clients=portfolio.clients,
            employees=portfolio.employees,
            partner_users=portfolio.partner_users,
            client_users=portfolio.client_users,
            links=portfolio.links,
            activities=portfolio.activities,
            partners_of_record=portfolio.partners_of_record,
        )
        assert len(evaluate(changed, as_of=POST, policy=policy)) == 0
