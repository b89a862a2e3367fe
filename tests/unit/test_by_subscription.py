"""Lines opened into their subscriptions: list price, net price, what counts and what is credited."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    AmountError,
    Billing,
    CreditBySubscription,
    DateRange,
    Finding,
    Item,
    Money,
    PartnerAtClient,
    Portfolio,
    RecurringRevenue,
    RevenueBySubscription,
    Rounding,
    StepFunction,
    Subscription,
    SubscriptionCredit,
    UnknownIdError,
    evaluate,
    hubspot,
    managed_client,
)

JANUARY, POST, DAY, MARCH = date(2024, 1, 1), date(2024, 1, 15), date(2024, 2, 1), date(2024, 3, 1)
HUB = Item("Hub", price=1200, discount=200, months=12, start=JANUARY)
SEATS = Subscription("s2", client="acme", start=JANUARY, items=[Item("Seats", price=60, start=JANUARY)])
BOTH = ("north", "south")


def plan(*items: Item, id: str = "s1") -> Subscription:
    """A subscription of some items, billed every month from January on."""
    return Subscription(id, client="acme", start=JANUARY, items=items, billing=Billing(JANUARY))


def acme(*subscriptions: Subscription, partners: Iterable[str] = ("north",), currency: str = "USD") -> Portfolio:
    """A client that some partners service and that buys something."""
    portfolio = Portfolio()
    for partner in partners:
        portfolio |= managed_client(partner, "acme", start=JANUARY, activities=[POST], currency=currency)
    return portfolio.with_(*subscriptions)


def opened(portfolio: Portfolio, on: date = DAY) -> CreditBySubscription:
    """The lines of a day, opened."""
    return evaluate(portfolio, as_of=on).by_subscription()


@attrs.frozen
class PerHead:
    """A revenue rule of a user's own that is not made of subscriptions: so much for each employee."""

    amount: Fraction

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The same on every day."""
        return StepFunction.constant(self.amount * len(facts.employees))

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        """That it is so."""
        return Finding(rule="PerHead", text="so much a head", value=Money(self.amount, facts.client.currency))


@attrs.frozen
class Retainer:
    """A revenue rule of a user's own: what the subscriptions pay, and a retainer besides."""

    amount: Fraction
    inner: RecurringRevenue

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """What the subscriptions pay, and the retainer."""
        return self.inner.mrr(facts).map(lambda paid: paid + self.amount)

    def by_subscription(self, facts: PartnerAtClient) -> Iterable[tuple[Subscription, StepFunction[Fraction]]]:
        """What the subscriptions pay, also one that is over, which is still worth a cent."""
        for each, paid in self.inner.by_subscription(facts):
            over = each.end is not None and each.end <= DAY
            yield each, StepFunction.constant(Fraction(1, 100)) if over else paid

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        """What is paid, without a word on the subscriptions."""
        return Finding(rule="Retainer", text="paid", value=Money(self.mrr(facts).at(on), facts.client.currency))


class TestParts:
    def test_amounts_are_kept_apart(self) -> None:
        """List price, net price, what counts and the share of it are four amounts a month."""
        fax = Item("Fax", price=6, discount=1, eligible=False, start=JANUARY)
        north, south = opened(acme(plan(HUB, fax), partners=BOTH))
        assert north == SubscriptionCredit(
            partner="north",
            client="acme",
            subscription="s1",
            list_price=Money(106, "USD"),
            net_price=Money(Fraction(1000, 12) + 5, "USD"),
            mrr=Money(Fraction(1000, 12), "USD"),
            credit=Money(Fraction(500, 12), "USD"),
            points=Fraction(5, 12),
            sharing=BOTH,
            reasons=("Fax is not eligible: USD 0.00",),
        )
        assert south == attrs.evolve(north, partner="south")

    def test_parts_make_the_line(self) -> None:
        """The parts of a line add up to its credit and its points."""
        statement = evaluate(acme(plan(HUB), attrs.evolve(SEATS, billing=Billing(POST)), partners=BOTH), as_of=DAY)
        for line in statement.lines:
            parts = statement.by_subscription(partner=line.partner).parts
            assert [part.subscription for part in parts] == ["s1", "s2"]
            assert sum((part.credit for part in parts), Money(0, "USD")) == line.credit
            assert sum(part.points or 0 for part in parts) == line.points

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"not_in_good_standing": [DateRange(DAY, MARCH)]}, "subscription s1 is not in good standing: USD 0.00"),
            ({"billing": None}, "subscription s1 is not billed yet: USD 0.00"),
            ({"billing": Billing(MARCH)}, "subscription s1 is not billed yet: USD 0.00"),
            ({"refunded_on": DAY}, "subscription s1 was fully refunded on 2024-02-01: USD 0.00"),
        ],
    )
    def test_while_it_does_not_count(self, changes: dict[str, object], reason: str) -> None:
        """A subscription in force that does not count keeps its prices, is credited with 0, and says why."""
        (part,) = opened(acme(attrs.evolve(plan(HUB), **changes)))  # type: ignore[arg-type]
        assert (str(part.list_price), str(part.net_price)) == ("USD 100.00", "USD 83.33")
        assert (part.mrr, part.credit, part.points) == (Money(0, "USD"), Money(0, "USD"), Fraction(0))
        assert part.reasons == (reason,)

    def test_not_recognised(self) -> None:
        """What is not yet recognised for the partner of record says from when it is."""
        portfolio = managed_client("north", "acme", start=POST, of_record=True).with_(plan(HUB))
        (part,) = evaluate(portfolio, as_of=date(2024, 1, 31), policy=hubspot.PARTNER_OF_RECORD).by_subscription()
        assert part.reasons == ("subscription s1 counts for this partner from 2024-02-01: USD 0.00",)
        (part,) = evaluate(portfolio, as_of=DAY, policy=hubspot.PARTNER_OF_RECORD).by_subscription()
        assert (part.reasons, str(part.credit)) == ((), "USD 83.33")

    @pytest.mark.parametrize(
        ("item", "prices", "reason"),
        [
            (Item("Gift", price=50, discount=60, start=JANUARY), (50, 0), "Gift is fully discounted: USD 0.00"),
            (Item("Trial", price=0, start=JANUARY), (0, 0), "Trial is free: USD 0.00"),
            (
                Item("Set-up", price=500, kind="one_time", start=JANUARY),
                (0, 0),
                "Set-up is one-time and does not count: USD 0.00",
            ),
        ],
        ids=["fully discounted", "free", "one-time"],
    )
    def test_items_worth_nothing_are_named(self, item: Item, prices: tuple[int, int], reason: str) -> None:
        """An item in force that is worth nothing is named; a one-time one has no price a month."""
        (part,) = opened(acme(plan(item)))
        assert (part.list_price, part.net_price) == tuple(Money(price, "USD") for price in prices)
        assert (part.credit, part.reasons) == (Money(0, "USD"), (reason,))

    def test_only_what_is_in_force(self) -> None:
        """Subscriptions and items that are over, or have not begun, are not told."""
        over = attrs.evolve(plan(HUB, id="s0"), end=DAY)
        later = Subscription.monthly("s9", client="acme", price=7, start=MARCH)
        old = Item("Old", price=1, start=JANUARY, end=DAY)
        (part,) = opened(acme(over, later, plan(HUB, old)))
        assert (part.subscription, str(part.list_price), part.reasons) == ("s1", "USD 100.00", ())

    def test_no_subscription(self) -> None:
        """A line for a client that buys nothing has one part, of 0, without a subscription."""
        (part,) = opened(acme())
        assert (part.subscription, part.list_price, part.net_price) == (None, None, None)
        assert (part.mrr, part.credit, part.points) == (Money(0, "USD"), Money(0, "USD"), Fraction(0))

    def test_unknown_points(self) -> None:
        """Where no rate is known points are unknown, also for nothing."""
        assert [part.points for part in opened(acme(plan(HUB), SEATS, currency="BRL"))] == [None, None]

    def test_nothing(self) -> None:
        """Without a line there is nothing to open."""
        assert len(opened(acme(plan(HUB)), on=date(2024, 6, 1))) == 0


class TestRulesOfOnesOwn:
    def test_not_made_of_subscriptions(self) -> None:
        """A rule that knows no subscriptions has one part, without one."""
        rule = PerHead(Fraction(30))
        assert not isinstance(rule, RevenueBySubscription)
        policy = hubspot.SERVICING.with_(revenue=rule)
        (north, south) = evaluate(acme(plan(HUB), partners=BOTH), as_of=DAY, policy=policy).by_subscription()
        assert (north.subscription, north.mrr, north.credit) == (None, Money(30, "USD"), Money(15, "USD"))
        assert south.partner == "south"

    def test_in_part(self) -> None:
        """What a rule counts besides subscriptions comes first; what it counts of one that is over is told too."""
        policy = hubspot.SERVICING.with_(revenue=Retainer(Fraction(5), RecurringRevenue()))
        ended = attrs.evolve(SEATS, end=POST)
        line, *_ = evaluate(acme(plan(HUB), ended), as_of=DAY, policy=policy).lines
        rest, hub, seats = evaluate(acme(plan(HUB), ended), as_of=DAY, policy=policy).by_subscription()
        assert (rest.subscription, hub.subscription, seats.subscription) == (None, "s1", "s2")
        assert (seats.credit, seats.reasons) == (Money("0.01", "USD"), ())
        assert rest.credit + hub.credit + seats.credit == line.credit


class TestResult:
    def test_asked_for_less(self) -> None:
        """Only one partner's or one client's lines may be opened, and only lines that the statement has."""
        portfolio = acme(plan(HUB), partners=BOTH) | managed_client("north", "bolt", start=JANUARY, activities=[POST])
        statement = evaluate(portfolio, as_of=DAY)
        assert [part.partner for part in statement.by_subscription(client="acme")] == ["north", "south"]
        assert [part.client for part in statement.by_subscription(partner="north")] == ["acme", "bolt"]
        assert len(evaluate(portfolio, as_of=DAY, partner="south").by_subscription(partner="north")) == 0

    @pytest.mark.parametrize("names", [{"partner": "nort"}, {"client": "acm"}])
    def test_unknown(self, names: dict[str, str]) -> None:
        """An unknown partner or client is refused."""
        with pytest.raises(UnknownIdError, match=r"unknown (partner|client)"):
            evaluate(acme(), as_of=DAY).by_subscription(**names)

    def test_rounded(self) -> None:
        """Rounded conserving, a partner's subscriptions make what the statement pays the partner."""
        portfolio = acme(plan(HUB), plan(HUB, id="s3"), plan(HUB, id="s4"), partners=("east", *BOTH))
        statement = evaluate(portfolio, as_of=DAY)
        table = statement.by_subscription().rounded("acme", Rounding.CONSERVING)
        assert table.by_row == statement.rounded("acme", Rounding.CONSERVING).parts
        assert [str(paid) for _, paid in table.by_column] == ["USD 83.33", "USD 83.34", "USD 83.33"]
        assert statement.by_subscription().rounded("acme", Rounding.EQUAL).residual == Money("-0.02", "USD")

    def test_rounded_without_subscription(self) -> None:
        """What belongs to no subscription stands in the column without a name."""
        assert opened(acme()).rounded("acme", Rounding.EQUAL).parts == (("north", "", Money(0, "USD")),)

    def test_nothing_to_round(self) -> None:
        """A client without a part cannot be rounded."""
        with pytest.raises(AmountError, match="nothing to round"):
            opened(acme()).rounded("bolt", Rounding.EQUAL)

    def test_table(self) -> None:
        """The table has a row for each part, and below it, once each, why something counts for nothing."""
        gift = Item("Gift", price=50, discount=60, start=JANUARY)
        assert str(opened(acme(plan(HUB, gift), partners=BOTH))).splitlines() == [
            "Managed MRR credit by subscription as of 2024-02-01 (servicing)",
            "partner  client  subscription  currency  list price  net price  counts  credit a month  points",
            "-------  ------  ------------  --------  ----------  ---------  ------  --------------  ------",
            "north    acme    s1            USD           150.00      83.33   83.33           41.67    0.42",
            "south    acme    s1            USD           150.00      83.33   83.33           41.67    0.42",
            "acme: Gift is fully discounted: USD 0.00",
        ]

    def test_table_of_what_is_not_known(self) -> None:
        """Without a subscription there are no prices; unknown points are said to be."""
        *_, row = str(opened(acme(currency="BRL"))).splitlines()
        assert row.split() == ["north", "acme", "BRL", "0.00", "0.00", "unknown"]

    def test_empty_table(self) -> None:
        """That nobody has credit is said."""
        assert opened(acme(), on=date(2024, 6, 1)).table().notes == ("No partner has credit on this day.",)

    def test_assumptions(self) -> None:
        """What was assumed is what the policy assumes."""
        assert opened(acme()).assumptions == hubspot.SERVICING.assumptions()

    def test_html(self) -> None:
        """A notebook is shown the same, escaped."""
        shown = opened(acme(plan(HUB, id="<b>")))._repr_html_()
        assert "&lt;b&gt;" in shown
        assert "<b>" not in shown
