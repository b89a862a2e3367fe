"""The partner of record, and from which billing on its credit is recognised."""

from datetime import date

import pytest

from managed_mrr import (
    ALWAYS,
    NEVER,
    Billing,
    Citation,
    Client,
    DateRange,
    FromNextBilling,
    Partner,
    PartnerAtClient,
    PartnerOfRecord,
    PartnerOfRecordStatus,
    Portfolio,
    Subscription,
    WhileCounting,
)

JANUARY, MARCH, JUNE = date(2024, 1, 1), date(2024, 3, 1), date(2024, 6, 1)


def north(*periods: tuple[date, date | None]) -> PartnerAtClient:
    """The facts about a partner that was of record in some periods."""
    records = [PartnerOfRecord("acme", partner="north", start=start, end=end) for start, end in periods]
    other = PartnerOfRecord("acme", partner="south", start=date(2023, 1, 1), end=date(2023, 2, 1))
    acme = Client("acme", currency="USD")
    return Portfolio.of(Partner("north"), Partner("south"), acme, other, *records).facts("north", "acme")


def billed(first: date | None, every_months: int = 1) -> Subscription:
    """A subscription billed from a day on."""
    billing = None if first is None else Billing(first, every_months=every_months)
    return Subscription("s1", client="acme", start=JANUARY, items=[], billing=billing)


class TestPartnerOfRecordStatus:
    def test_days(self) -> None:
        """It holds in the partner's own records; touching ones join."""
        facts = north((MARCH, JUNE), (JANUARY, MARCH), (date(2024, 7, 1), None))
        assert str(PartnerOfRecordStatus().days(facts)) == "[2024-01-01, 2024-06-01) | [2024-07-01, ever)"

    def test_holds(self) -> None:
        """The record that covers the day is cited."""
        finding = PartnerOfRecordStatus().finding(north((JANUARY, MARCH), (MARCH, JUNE)), MARCH)
        assert (finding.holds, finding.text) == (True, "north is the partner of record of acme")
        assert finding.cites == (Citation("partners_of_record[2]"),)
        assert finding.steady == DateRange(JANUARY, JUNE)

    def test_over(self) -> None:
        """A record that is over does not hold, and since when is told."""
        finding = PartnerOfRecordStatus().finding(north((JANUARY, MARCH)), MARCH)
        assert (finding.holds, finding.text) == (False, "north is not the partner of record of acme since 2024-03-01")
        assert finding.cites == (Citation("partners_of_record[1]"),)

    def test_text(self) -> None:
        """The rule reads as what it asks for."""
        assert str(PartnerOfRecordStatus()) == "partner of record"


class TestWhileCounting:
    def test_always(self) -> None:
        """Whoever was named when it was billed, a subscription is credited as long as it counts."""
        assert WhileCounting().days(north(), billed(None)) == ALWAYS


class TestFromNextBilling:
    @pytest.mark.parametrize(
        ("first", "every", "start", "expected"),
        [
            (JANUARY, 1, JANUARY, JANUARY),
            (JANUARY, 1, date(2024, 1, 2), date(2024, 2, 1)),
            (JANUARY, 12, date(2024, 1, 2), date(2025, 1, 1)),
            (JUNE, 1, JANUARY, JUNE),
            (date(2024, 1, 31), 1, date(2024, 2, 1), date(2024, 2, 29)),
            (date(2024, 1, 31), 1, date(2024, 2, 29), date(2024, 2, 29)),
            (date(2024, 1, 31), 1, MARCH, date(2024, 3, 31)),
            (date(2024, 1, 30), 1, date(2025, 2, 1), date(2025, 2, 28)),
            (date(2024, 2, 29), 12, date(2024, 3, 1), date(2025, 2, 28)),
            (date(2024, 2, 29), 12, date(2027, 3, 1), date(2028, 2, 29)),
        ],
    )
    def test_month_ends(self, first: date, every: int, start: date, expected: date) -> None:
        """Credit begins with the first billing on or after the record's first day, counted from the first one."""
        days = FromNextBilling().days(north((start, None)), billed(first, every))
        assert list(days) == [DateRange(expected, None)]

    def test_until_the_record_ends(self) -> None:
        """Each record has its own next billing, and credit lasts until the record ends."""
        facts = north((date(2024, 1, 2), date(2024, 2, 15)), (date(2024, 2, 20), date(2024, 4, 10)))
        days = FromNextBilling().days(facts, billed(JANUARY))
        assert str(days) == "[2024-02-01, 2024-02-15) | [2024-03-01, 2024-04-10)"

    def test_over_before_the_billing(self) -> None:
        """A record that is over before the next billing, or on its day, is credited with nothing."""
        days = FromNextBilling().days(north((date(2024, 1, 2), date(2024, 2, 1))), billed(JANUARY))
        assert days == NEVER

    def test_touching_records(self) -> None:
        """Touching records of the partner are one, so the second needs no new billing."""
        facts = north((JANUARY, date(2024, 1, 10)), (date(2024, 1, 10), None))
        assert str(FromNextBilling().days(facts, billed(JANUARY))) == "[2024-01-01, ever)"

    def test_never_billed(self) -> None:
        """A subscription that is never billed is never recognised."""
        assert FromNextBilling().days(north((JANUARY, None)), billed(None)) == NEVER

    def test_no_billing_left(self) -> None:
        """When the next billing would lie after the last day there is, nothing is recognised."""
        facts = north((date(9999, 12, 2), None))
        assert FromNextBilling().days(facts, billed(date(9999, 12, 1))) == NEVER
