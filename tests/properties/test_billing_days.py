"""
Billing days are counted from the first billing, in a shorter month its last day, and never from the one before.

Under the partner-of-record policy a subscription is credited from the first of them on or after the day the record
began (B5). The oracle here counts months with the standard library's calendar alone.
"""

import calendar
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from managed_mrr import (
    Billing,
    Client,
    Item,
    Partner,
    PartnerOfRecord,
    Portfolio,
    Subscription,
    hubspot,
    timeline,
)
from managed_mrr.dates import add_months, first_step_from
from managed_mrr.testing import billings

anywhere = st.dates(date(2019, 1, 1), date(2029, 12, 31))


def billing_days(billing: Billing) -> list[date]:
    """Many billing days, in order."""
    found = []
    for count in range(0, 400, billing.every_months):
        years, month = divmod(billing.first.month - 1 + count, 12)
        year = billing.first.year + years
        last = calendar.monthrange(year, month + 1)[1]
        found.append(date(year, month + 1, min(billing.first.day, last)))
    return found


@given(st.builds(Billing, anywhere, every_months=st.integers(1, 14)))
def test_months_are_counted_from_the_first(billing: Billing) -> None:
    """Every billing day is the first one's day of its month, or the last of a shorter month."""
    days = [add_months(billing.first, count) for count in range(0, 400, billing.every_months)]
    assert days == billing_days(billing)


@given(billings(days=anywhere), anywhere)
@example(Billing(date(2024, 1, 31)), date(2024, 3, 1))
@example(Billing(date(2024, 2, 29), every_months=12), date(2025, 2, 28))
@example(Billing(date(2024, 2, 29), every_months=12), date(2025, 3, 1))
def test_next_billing(billing: Billing, day: date) -> None:
    """The next billing of a day is the first billing day that is not before it."""
    expected = min(each for each in billing_days(billing) if each >= day)
    assert first_step_from(billing.first, billing.every_months, day) == expected


@given(billings(days=anywhere), anywhere)
@example(Billing(date(2024, 2, 29), every_months=12), date(2024, 3, 1))
def test_credit_begins_with_the_next_billing(billing: Billing, named: date) -> None:
    """The partner of record has a line at once, and credit from the first billing since it was named."""
    portfolio = Portfolio(
        partners=[Partner("p1")],
        clients=[Client("c1", currency="USD")],
        partners_of_record=[PartnerOfRecord("c1", partner="p1", start=named)],
        subscriptions=[
            Subscription(
                "s1",
                client="c1",
                start=date(2019, 1, 1),
                billing=billing,
                items=[Item("Hub", price=100, start=date(2019, 1, 1))],
            )
        ],
    )
    history = timeline(portfolio, partner="p1", client="c1", policy=hubspot.PARTNER_OF_RECORD)
    credited = [segment.start for segment in history if segment.credit]
    assert history.segments[0].start == named
    assert credited[0] == min(day for day in billing_days(billing) if day >= named)
    before = history.at(credited[0] - timedelta(days=1))
    assert before is None or not before.credit
