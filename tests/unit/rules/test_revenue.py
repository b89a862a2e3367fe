"""The recurring revenue a client pays in a month."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    Billing,
    DateRange,
    FromNextBilling,
    Item,
    Money,
    PartnerAtClient,
    RecurringRevenue,
    StepFunction,
    Subscription,
    managed_client,
)
from managed_mrr.rules.remedies import RemedyKind

JANUARY, FEBRUARY, MARCH, APRIL, JUNE = (date(2024, month, 1) for month in (1, 2, 3, 4, 6))
HUB = Item("Hub", price=800, start=JANUARY)
PLAIN = Subscription("s1", client="acme", start=JANUARY, items=[HUB], billing=Billing(JANUARY))


def acme(*subscriptions: Subscription, of_record: bool = False) -> PartnerAtClient:
    """The facts about a client that buys something."""
    portfolio = managed_client("north", "acme", start=MARCH, of_record=of_record)
    return portfolio.with_(*subscriptions).facts("north", "acme")


def counted(rule: RecurringRevenue = RecurringRevenue(), **changes: object) -> str:  # noqa: B008 -- frozen
    """The days on which a subscription with some changes counts."""
    return str(rule.counted(attrs.evolve(PLAIN, **changes)))  # type: ignore[arg-type]


class TestCounted:
    def test_plain(self) -> None:
        """A subscription counts from its first day on."""
        assert counted() == "[2024-01-01, ever)"

    def test_end(self) -> None:
        """It counts until its end."""
        assert counted(end=MARCH) == "[2024-01-01, 2024-03-01)"

    @pytest.mark.parametrize(
        ("first", "expected"), [(MARCH, "[2024-03-01, ever)"), (date(2023, 12, 1), "[2024-01-01, ever)")]
    )
    def test_billing(self, first: date, expected: str) -> None:
        """It counts from the later of its first day and its first billing."""
        assert counted(billing=Billing(first)) == expected

    def test_billed_after_its_end(self) -> None:
        """Billed only after its end it never counts."""
        assert counted(billing=Billing(MARCH), end=MARCH) == "never"

    def test_never_billed(self) -> None:
        """Never billed it never counts, unless billing is not asked."""
        assert counted(billing=None) == "never"
        assert counted(RecurringRevenue(billing_required=False), billing=None) == "[2024-01-01, ever)"

    def test_billing_not_required(self) -> None:
        """In the reading that does not ask, it counts from its first day, whenever it is billed."""
        assert counted(RecurringRevenue(billing_required=False), billing=Billing(MARCH)) == "[2024-01-01, ever)"

    @pytest.mark.parametrize(
        ("refunded", "end", "expected"),
        [
            (MARCH, None, "[2024-01-01, 2024-03-01)"),
            (JUNE, MARCH, "[2024-01-01, 2024-03-01)"),
            (JANUARY, None, "never"),
        ],
    )
    def test_refund(self, refunded: date, end: date | None, expected: str) -> None:
        """It does not count from its full refund on."""
        assert counted(refunded_on=refunded, end=end) == expected

    def test_standing(self) -> None:
        """It does not count while it is not in good standing, unless that is not asked."""
        bad = [DateRange(FEBRUARY, MARCH), DateRange(MARCH, APRIL)]
        assert counted(not_in_good_standing=bad) == "[2024-01-01, 2024-02-01) | [2024-04-01, ever)"
        lenient = RecurringRevenue(good_standing_required=False)
        assert counted(lenient, not_in_good_standing=bad) == "[2024-01-01, ever)"


class TestMonthly:
    @pytest.mark.parametrize(
        ("item", "expected"),
        [
            (Item("Hub", price="800", discount="50.50", start=JANUARY), Fraction("749.5")),
            (Item("Hub", price="1000", months=12, start=JANUARY), Fraction(250, 3)),
            (Item("Hub", price="800", discount="900", start=JANUARY), Fraction(0)),
            (Item("Hub", price="800", kind="one_time", start=JANUARY), Fraction(0)),
            (Item("Hub", price="800", eligible=False, start=JANUARY), Fraction(0)),
        ],
        ids=["discount", "yearly", "free", "one-time", "not eligible"],
    )
    def test_items(self, item: Item, expected: Fraction) -> None:
        """An item is worth what is paid for a month of it, if it is recurring and eligible."""
        assert RecurringRevenue().monthly(item) == expected

    def test_list_price(self) -> None:
        """In the reading without discounts the list price counts."""
        item = Item("Hub", price="1200", discount="600", months=12, start=JANUARY)
        assert RecurringRevenue(net_of_discount=False).monthly(item) == Fraction(100)


class TestMrr:
    def test_no_subscription(self) -> None:
        """A client without subscriptions pays nothing."""
        assert RecurringRevenue().mrr(acme()) == StepFunction.constant(Fraction(0))

    def test_sum(self) -> None:
        """The amounts of all items and subscriptions are added up on each day."""
        add_on = Item("Add-on", price="0.50", start=MARCH, end=JUNE)
        first = attrs.evolve(PLAIN, items=[HUB, add_on])
        second = Subscription.monthly("s2", client="acme", price=200, start=APRIL)
        mrr = RecurringRevenue().mrr(acme(first, second))
        days = [date(2023, 12, 31), JANUARY, MARCH, APRIL, JUNE]
        assert [mrr.at(day) for day in days] == [0, 800, Fraction("800.5"), Fraction("1000.5"), 1000]

    def test_item_outside(self) -> None:
        """An item counts only while its subscription does."""
        early = attrs.evolve(PLAIN, items=[Item("Hub", price=1, start=date(2023, 1, 1))], end=MARCH)
        mrr = RecurringRevenue().mrr(acme(early))
        assert [mrr.at(day) for day in (date(2023, 6, 1), JANUARY, MARCH)] == [0, 1, 0]

    def test_by_subscription(self) -> None:
        """The amounts are told for each subscription."""
        second = Subscription.monthly("s2", client="acme", price=200, start=APRIL)
        found = RecurringRevenue().by_subscription(acme(PLAIN, second))
        assert [(each.id, mrr.at(JUNE)) for each, mrr in found] == [("s1", Fraction(800)), ("s2", Fraction(200))]

    def test_recognition(self) -> None:
        """With recognition from the next billing on, what was billed before the record began waits for it."""
        rule = RecurringRevenue(recognition=FromNextBilling())
        yearly = attrs.evolve(PLAIN, billing=Billing(FEBRUARY, every_months=12))
        facts = acme(attrs.evolve(PLAIN, id="s2", items=[attrs.evolve(HUB, price=1)]), yearly, of_record=True)
        mrr = rule.mrr(facts)
        assert [mrr.at(day) for day in (FEBRUARY, MARCH, date(2025, 1, 31), date(2025, 2, 1))] == [
            0,
            1,
            1,
            801,
        ]


class TestFinding:
    def lines(
        self,
        subscriptions: Sequence[Subscription],
        on: date,
        rule: RecurringRevenue = RecurringRevenue(),  # noqa: B008 -- frozen
    ) -> list[str]:
        """All that the rule says of a day, line by line."""
        return rule.finding(acme(*subscriptions), on).outline(parts=None).splitlines()

    def test_nothing(self) -> None:
        """That there is no subscription is told."""
        assert self.lines([], MARCH) == [
            "acme has no subscription: USD 0.00 a month (B3, B4, B6, B7, B8)",
        ]

    def test_counts(self) -> None:
        """What counts comes first, then what does not and why."""
        items = [
            Item("Set-up", price=500, kind="one_time", start=JANUARY),
            Item("Old hub", price=700, start=JANUARY, end=FEBRUARY),
            Item("New hub", price=900, start=JUNE),
            Item("Gift", price=100, discount=100, start=JANUARY),
            Item("Trial", price=0, start=JANUARY),
            Item("Fax", price=10, eligible=False, start=JANUARY),
            Item("Hub", price=1200, discount=200, months=12, start=JANUARY),
            Item("Add-on", price="10", start=JANUARY),
        ]
        assert self.lines([attrs.evolve(PLAIN, items=items)], MARCH)[:8] == [
            "acme pays USD 93.33 a month (B3, B4, B6, B7, B8)",
            "  subscription s1 counts: USD 93.33 (B3)  [subscriptions[0] (s1)]",
            "    Hub costs USD 1,200.00 less USD 200.00 for 12 months: USD 83.33 (B4, B6)  [subscriptions[0].items[6]]",
            "    Add-on costs USD 10.00 a month: USD 10.00 (B4, B6)  [subscriptions[0].items[7]]",
            "    Set-up is one-time and does not count: USD 0.00 (B4, B6)  [subscriptions[0].items[0]]",
            "    Old hub ended on 2024-02-01: USD 0.00 (B7)  [subscriptions[0].items[1]]",
            "    New hub starts on 2024-06-01: USD 0.00 (B7)  [subscriptions[0].items[2]]",
            "    Gift is fully discounted: USD 0.00 (B4, B6)  [subscriptions[0].items[3]]",
        ]

    @pytest.mark.parametrize(
        ("item", "expected"),
        [
            (Item("Trial", price=0, start=JANUARY), "Trial is free: USD 0.00"),
            (Item("Fax", price=10, eligible=False, start=JANUARY), "Fax is not eligible: USD 0.00"),
        ],
        ids=["free", "not eligible"],
    )
    def test_items(self, item: Item, expected: str) -> None:
        """An item that is worth nothing says why."""
        finding = RecurringRevenue().finding(acme(attrs.evolve(PLAIN, items=[item])), MARCH)
        assert finding.parts[0].parts[0].text == expected

    def test_list_price(self) -> None:
        """In the reading without discounts none is told."""
        item = Item("Hub", price=800, discount=100, start=JANUARY)
        finding = RecurringRevenue(net_of_discount=False).finding(acme(attrs.evolve(PLAIN, items=[item])), MARCH)
        assert finding.parts[0].parts[0].text == "Hub costs USD 800.00 a month: USD 800.00"

    @pytest.mark.parametrize(
        ("changes", "expected", "clauses"),
        [
            ({}, "counts: USD 800.00", ("B3",)),
            ({"refunded_on": FEBRUARY}, "was fully refunded on 2024-02-01: USD 0.00", ("B8",)),
            ({"end": FEBRUARY}, "ended on 2024-02-01: USD 0.00", ("B8",)),
            ({"start": JUNE}, "starts on 2024-06-01: USD 0.00", ("B5",)),
            ({"billing": None}, "is not billed yet: USD 0.00", ("B5",)),
            ({"billing": Billing(JUNE)}, "is first billed on 2024-06-01: USD 0.00", ("B5",)),
            (
                {"not_in_good_standing": [DateRange(FEBRUARY)]},
                "is not in good standing: USD 0.00",
                ("B3",),
            ),
        ],
    )
    def test_standing(self, changes: dict[str, object], expected: str, clauses: tuple[str, ...]) -> None:
        """A subscription that does not count says the first reason why."""
        subscription = attrs.evolve(PLAIN, **changes)  # type: ignore[arg-type]
        (part,) = RecurringRevenue().finding(acme(subscription), MARCH).parts
        assert (part.text, part.clauses) == (f"subscription s1 {expected}", clauses)

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"refunded_on": MARCH}, "was fully refunded on 2024-03-01: USD 0.00"),
            ({"end": MARCH}, "ended on 2024-03-01: USD 0.00"),
            ({"start": MARCH}, "counts: USD 800.00"),
            ({"start": MARCH, "not_in_good_standing": [DateRange(MARCH)]}, "is not in good standing: USD 0.00"),
            (
                {"billing": Billing(MARCH), "not_in_good_standing": [DateRange(MARCH)]},
                "is not in good standing: USD 0.00",
            ),
        ],
    )
    def test_standing_on_the_very_day(self, changes: dict[str, object], expected: str) -> None:
        """A refund and an end are told on their own day, a start and a first billing no longer are."""
        subscription = attrs.evolve(PLAIN, **changes)  # type: ignore[arg-type]
        (part,) = RecurringRevenue().finding(acme(subscription), MARCH).parts
        assert part.text == f"subscription s1 {expected}"

    def test_order(self) -> None:
        """Subscriptions that count come first."""
        over = attrs.evolve(PLAIN, id="s0", end=FEBRUARY)
        assert [part.text for part in RecurringRevenue().finding(acme(over, PLAIN), MARCH).parts] == [
            "subscription s1 counts: USD 800.00",
            "subscription s0 ended on 2024-02-01: USD 0.00",
        ]

    def test_not_yet_recognised(self) -> None:
        """A subscription that waits for its next billing says until when."""
        rule = RecurringRevenue(recognition=FromNextBilling())
        yearly = attrs.evolve(PLAIN, billing=Billing(FEBRUARY, every_months=12))
        (part,) = rule.finding(acme(yearly, of_record=True), MARCH).parts
        assert part.text == "subscription s1 counts for this partner from 2025-02-01: USD 0.00"
        assert part.clauses == ("B5", "B9")

    def test_values(self) -> None:
        """The finding has the amount, and the days around on which it stays."""
        finding = RecurringRevenue().finding(acme(attrs.evolve(PLAIN, end=JUNE)), MARCH)
        assert finding.value == Money(800, "USD")
        assert finding.steady == DateRange(JANUARY, JUNE)

    def test_text(self) -> None:
        """The rule reads as what it is about."""
        assert str(RecurringRevenue()) == "recurring revenue"

    def test_never_recognised(self) -> None:
        """Where the partner is not of record, a subscription is not recognised for it, and no day is told."""
        rule = RecurringRevenue(recognition=FromNextBilling())
        assert rule.finding(acme(PLAIN), MARCH).parts[0].text == (
            "subscription s1 is not yet recognised for this partner: USD 0.00"
        )

    def test_list_price_of_what_does_not_count(self) -> None:
        """In the reading without discounts whatever is worth nothing for another reason still says so."""
        item = Item("Fax", price=10, eligible=False, start=JANUARY)
        finding = RecurringRevenue(net_of_discount=False).finding(acme(attrs.evolve(PLAIN, items=[item])), MARCH)
        assert finding.parts[0].parts[0].text == "Fax is not eligible: USD 0.00"


class TestRepairs:
    @pytest.mark.parametrize(
        ("rule", "changes", "kinds"),
        [
            (RecurringRevenue(), {}, [[]]),
            (RecurringRevenue(), {"refunded_on": APRIL}, [[]]),
            (RecurringRevenue(), {"refunded_on": MARCH}, []),
            (RecurringRevenue(), {"refunded_on": FEBRUARY}, []),
            (RecurringRevenue(), {"end": MARCH}, []),
            (RecurringRevenue(), {"items": [Item("Hub", price=1, start=JANUARY, end=MARCH)]}, []),
            (RecurringRevenue(), {"items": [Item("Trial", price=0, start=JANUARY)]}, []),
            (RecurringRevenue(), {"items": [Item("Trial", price=0, start=JANUARY), HUB]}, [[]]),
            (RecurringRevenue(), {"billing": None}, [[RemedyKind.BILLING]]),
            (RecurringRevenue(billing_required=False), {"billing": None}, [[]]),
            (RecurringRevenue(), {"not_in_good_standing": [DateRange(FEBRUARY)]}, [[RemedyKind.STANDING]]),
            (RecurringRevenue(), {"not_in_good_standing": [DateRange(FEBRUARY, MARCH)]}, [[]]),
            (RecurringRevenue(good_standing_required=False), {"not_in_good_standing": [DateRange(FEBRUARY)]}, [[]]),
        ],
    )
    def test_what_to_do(
        self, rule: RecurringRevenue, changes: dict[str, object], kinds: list[list[RemedyKind]]
    ) -> None:
        """Only what the reading asks for is to be done, and what is over cannot be put right."""
        ways = rule.repairs(acme(attrs.evolve(PLAIN, **changes)), MARCH)  # type: ignore[arg-type]
        assert [[each.kind for each in way] for way in ways] == kinds
