"""What a subscription is worth around the days on which something about it changes, under all three policies."""

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    Billing,
    DateRange,
    ExpiryWindow,
    Item,
    PartnerOfRecord,
    Subscription,
    evaluate,
    hubspot,
    managed_client,
)

DAY = timedelta(days=1)
JANUARY, MARCH = date(2024, 1, 1), date(2024, 3, 1)
NORTH = managed_client("north", "acme", start=JANUARY, activities=[JANUARY], of_record=True)
POLICIES = (
    hubspot.SERVICING.with_(window=ExpiryWindow(days=3000)),
    hubspot.PARTNER_OF_RECORD,
    hubspot.COMBINED.with_(window=ExpiryWindow(days=3000)),
)
"""The three policies, of which those that ask for an activity are content with one in years."""

HUB = Item("Hub Starter", price=100, start=JANUARY)


def plan(*items: Item, **changes: object) -> Subscription:
    """A subscription of January, billed every month, with some changes."""
    made = Subscription("s1", client="acme", start=JANUARY, items=items, billing=Billing(JANUARY))
    return attrs.evolve(made, **changes)  # type: ignore[arg-type]


def credit(on: date, *subscriptions: Subscription) -> Fraction:
    """The credit of a day, which is the same under all three policies."""
    portfolio = NORTH.with_(*subscriptions)
    (found,) = {evaluate(portfolio, as_of=on, policy=policy).lines[0].credit.amount for policy in POLICIES}
    return found


def around(day: date, *subscriptions: Subscription) -> tuple[int | Fraction, int | Fraction]:
    """The credit on the day before and on the day."""
    return credit(day - DAY, *subscriptions), credit(day, *subscriptions)


class TestItemsInTime:
    """Changes of a subscription are items that end and begin (B6, B7)."""

    def test_upgrade(self) -> None:
        """A higher tier counts from its day on, instead of the lower one."""
        tiers = [attrs.evolve(HUB, end=MARCH), Item("Hub Professional", price=800, start=MARCH)]
        assert around(MARCH, plan(*tiers)) == (100, 800)

    def test_downgrade(self) -> None:
        """A lower tier counts from its effective date on."""
        tiers = [Item("Hub Professional", price=800, start=JANUARY, end=MARCH), attrs.evolve(HUB, start=MARCH)]
        assert around(MARCH, plan(*tiers)) == (800, 100)

    def test_add_on(self) -> None:
        """An add-on counts beside the rest while it is there."""
        april = date(2024, 4, 1)
        subscription = plan(HUB, Item("Reporting add-on", price=20, start=MARCH, end=april))
        assert around(MARCH, subscription) == (100, 120)
        assert around(april, subscription) == (120, 100)

    def test_seats_and_contact_tiers(self) -> None:
        """Seats and contact tiers are items whose price changes on a day."""
        april = date(2024, 4, 1)
        seats = [Item("5 seats", price=225, start=JANUARY, end=MARCH), Item("8 seats", price=360, start=MARCH)]
        contacts = [Item("5,000 contacts", price=90, start=JANUARY, end=april)]
        assert around(MARCH, plan(*seats, *contacts)) == (315, 450)
        assert around(april, plan(*seats, *contacts)) == (450, 360)

    def test_a_discount_that_ends(self) -> None:
        """The price paid after discounts counts, and rises when the discount ends."""
        prices = [Item("Hub", price=100, discount=25, start=JANUARY, end=MARCH), Item("Hub", price=100, start=MARCH)]
        assert around(MARCH, plan(*prices)) == (75, 100)

    def test_an_item_outlives_no_subscription(self) -> None:
        """An item counts at most as long as its subscription does."""
        assert around(MARCH, plan(HUB, end=MARCH)) == (100, 0)


class TestWorth:
    """What an item is worth a month (B4, B6)."""

    @pytest.mark.parametrize(
        ("months", "expected"),
        [(1, 1000), (3, Fraction(1000, 3)), (12, Fraction(250, 3)), (36, Fraction(250, 9))],
        ids=["monthly", "quarterly", "annual", "three years"],
    )
    def test_terms(self, months: int, expected: int | Fraction) -> None:
        """A price for several months is worth its part of each, exactly, on every day of them."""
        paid = plan(
            Item("Hub", price=1000, months=months, start=JANUARY), billing=Billing(JANUARY, every_months=months)
        )
        days = [JANUARY, date(2024, 2, 29), date(2024, 12, 31), date(2026, 12, 31), date(2027, 1, 1)]
        assert {credit(day, paid) for day in days} == {expected}

    @pytest.mark.parametrize("discount", ["99.99", "100", "100.01", "5000"])
    def test_discounts(self, discount: str) -> None:
        """A discount takes off no more than there is."""
        item = attrs.evolve(HUB, discount=Fraction(discount))
        assert credit(MARCH, plan(item)) == max(100 - Fraction(discount), 0)

    def test_one_time(self) -> None:
        """A one-time item counts on no day."""
        assert around(MARCH, plan(HUB, Item("Onboarding", price=500, kind="one_time", start=MARCH))) == (100, 100)


class TestEnds:
    """Cancelling ends credit for that subscription only (B8)."""

    OTHER = Subscription.monthly("s2", client="acme", price=7, start=JANUARY)

    def test_cancelled_at_term_end(self) -> None:
        """What was cancelled counts until its term ends."""
        assert around(MARCH, plan(HUB, end=MARCH), self.OTHER) == (107, 7)

    def test_fully_refunded(self) -> None:
        """What was fully refunded does not count from that day on, whenever its term ends."""
        assert around(MARCH, plan(HUB, refunded_on=MARCH, end=date(2025, 1, 1)), self.OTHER) == (107, 7)

    def test_subscribed_again(self) -> None:
        """A new subscription can begin on the day the old one ends, and counts from its own first billing."""
        april = date(2024, 4, 1)
        again = Subscription.monthly("s3", client="acme", price=300, start=MARCH)
        assert around(MARCH, plan(HUB, end=MARCH), again) == (100, 300)
        later = attrs.evolve(again, billing=Billing(april))
        assert around(MARCH, plan(HUB, end=MARCH), later) == (100, 0)
        assert around(april, plan(HUB, end=MARCH), later) == (0, 300)


class TestStanding:
    """What is not in good standing does not count (B3)."""

    def test_pause(self) -> None:
        """A pause is a period out of good standing; on its last day nothing counts, on the next all does again."""
        april = date(2024, 4, 1)
        paused = plan(HUB, not_in_good_standing=[DateRange(MARCH, april)])
        assert around(MARCH, paused) == (100, 0)
        assert around(april, paused) == (0, 100)

    def test_first_billed_in_bad_standing(self) -> None:
        """Being billed while out of good standing makes nothing count before the standing is good again."""
        late = plan(HUB, billing=Billing(MARCH), not_in_good_standing=[DateRange(date(2024, 2, 1), date(2024, 3, 5))])
        assert around(date(2024, 3, 5), late) == (0, 100)


class TestBillingPeriods:
    """Who becomes partner of record late waits for the next billing, counted from the first (B5)."""

    @pytest.mark.parametrize(
        ("first", "every_months", "named", "expected"),
        [
            (date(2024, 1, 31), 1, date(2024, 2, 1), date(2024, 2, 29)),
            (date(2024, 1, 31), 1, date(2024, 3, 1), date(2024, 3, 31)),
            (date(2024, 1, 31), 1, date(2024, 3, 31), date(2024, 3, 31)),
            (date(2024, 1, 31), 3, date(2024, 2, 1), date(2024, 4, 30)),
            (date(2024, 2, 29), 12, date(2024, 3, 1), date(2025, 2, 28)),
            (date(2024, 2, 29), 36, date(2024, 3, 1), date(2027, 2, 28)),
            (date(2024, 2, 29), 48, date(2024, 3, 1), date(2028, 2, 29)),
        ],
    )
    def test_recognised_from(self, first: date, every_months: int, named: date, expected: date) -> None:
        """On the day before the next billing there is no credit yet, on it there is, month ends included."""
        item = attrs.evolve(HUB, months=every_months)
        bought = plan(item, billing=Billing(first, every_months=every_months))
        base = managed_client("north", "acme", start=named)
        portfolio = base.with_(bought, PartnerOfRecord("acme", partner="north", start=named))
        before, after = (
            evaluate(portfolio, as_of=day, policy=hubspot.PARTNER_OF_RECORD).line("north", "acme")
            for day in (expected - DAY, expected)
        )
        assert after is not None
        assert after.credit.amount == Fraction(100, every_months)
        assert before is None or not before.credit


class TestNamed:
    def test_fully_discounted(self) -> None:
        """What is fully discounted is named as such from the day it is, in the explanation and by subscription."""
        free = [attrs.evolve(HUB, end=MARCH), attrs.evolve(HUB, discount=Fraction(100), start=MARCH)]
        portfolio = NORTH.with_(plan(*free))
        said = "Hub Starter is fully discounted: USD 0.00"
        for day in (MARCH, MARCH + DAY):
            statement = evaluate(portfolio, as_of=day, policy=hubspot.PARTNER_OF_RECORD)
            assert said in statement.explain("north", "acme").outline(parts=None)
            assert statement.by_subscription().parts[0].reasons == (said,)
        before = evaluate(portfolio, as_of=MARCH - DAY, policy=hubspot.PARTNER_OF_RECORD)
        assert said not in before.explain("north", "acme").outline(parts=None)
        assert before.by_subscription().parts[0].reasons == ()
