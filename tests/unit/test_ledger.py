"""What changed between two days, and why: worked cases, with the text a partner reads."""

import pickle
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import ClassVar

import attrs
import pytest

from managed_mrr import (
    EVER,
    Activity,
    AnyOf,
    Billing,
    Client,
    ClientUser,
    CurrentAgreement,
    DateError,
    DateRange,
    DateSet,
    Employee,
    Finding,
    Item,
    Link,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Money,
    Not,
    Partner,
    PartnerAtClient,
    PartnerOfRecord,
    PartnerOfRecordStatus,
    PartnerUser,
    Policy,
    Portfolio,
    Rate,
    Rule,
    Share,
    StepFunction,
    Subscription,
    Undivided,
    UnknownIdError,
    hubspot,
    managed_client,
)
from managed_mrr.evidence import Record
from managed_mrr.ledger import (
    Cause,
    GroupingError,
    Kind,
    Ledger,
    Movement,
    State,
    Sum,
    changes,
    decompose,
)
from managed_mrr.ledger.decomposition import shapley
from managed_mrr.ledger.movements import signed
from managed_mrr.tables import HTML_ROWS

JANUARY, FEBRUARY, MARCH, APRIL, MAY = (date(2024, month, 1) for month in (1, 2, 3, 4, 5))
FIRST = date(2024, 1, 15)
LAPSE = date(2024, 3, 15)  # 60 days after the first activity
HUB = "Marketing Hub Professional"
HOSTILE = "<img src=x onerror=alert(1)>"


def sold(
    *items: Item,
    id: str = "s1",
    start: date = JANUARY,
    end: date | None = None,
    first: date | None = JANUARY,
    refunded_on: date | None = None,
    bad: Sequence[DateRange] = (),
) -> Subscription:
    """A subscription of acme, of one hub at 1,000 a month unless told otherwise."""
    return Subscription(
        id,
        client="acme",
        start=start,
        items=items or [Item(HUB, price=1000, start=start)],
        end=end,
        billing=None if first is None else Billing(first),
        refunded_on=refunded_on,
        not_in_good_standing=bad,
    )


def north(
    *subscriptions: Subscription,
    activities: Sequence[date] = (FIRST,),
    until: date | None = None,
    agreements: Sequence[DateRange] | None = None,
    currency: str = "USD",
    multiplier: int = 1,
    more: Sequence[Record] = (),
) -> Portfolio:
    """Ann of north serves acme from January on; until a day she is a user in acme's account."""
    return Portfolio.of(
        Partner("north", agreements=agreements),
        Client("acme", currency=currency, points_multiplier=multiplier),
        Employee("ann", partner="north"),
        PartnerUser("ann", start=JANUARY),
        ClientUser("ann", client="acme", start=JANUARY, end=until),
        Link("ann", client="acme", start=JANUARY),
        *(Activity(employee="ann", client="acme", on=day, tool="blog", action="publish") for day in activities),
        *(subscriptions or [sold()]),
        *more,
    )


def told(
    portfolio: Portfolio, *, since: date = FIRST, until: date = MAY, policy: Policy = hubspot.SERVICING
) -> list[str]:
    """The movements between two days, as people read them; those of the first activity left out by default."""
    return [str(each) for each in changes(portfolio, start=since, end=until, policy=policy)]


def between(before: State, after: State) -> list[str]:
    """The movements between two states, as people read them."""
    return [str(each) for each in decompose(before, after)]


def state(portfolio: Portfolio, on: date = FEBRUARY, policy: Policy = hubspot.SERVICING) -> State:
    """The state of north at acme."""
    return State.of(portfolio, partner="north", client="acme", on=on, policy=policy)


class TestEligibility:
    def test_activity_performed(self) -> None:
        """The first qualifying activity earns a line (A2)."""
        assert told(north(), since=JANUARY, until=FIRST) == [
            "2024-01-15  north at acme, s1: gained USD +1,000.00, +10.00 points (activity performed)"
        ]

    def test_activity_lapsed(self) -> None:
        """Sixty days after the last activity the line is over although the relationship goes on (A15)."""
        assert told(north()) == ["2024-03-15  north at acme, s1: lost USD -1,000.00, -10.00 points (activity lapsed)"]

    def test_activity_renewed(self) -> None:
        """A line that was there before is regained by a new activity (A14)."""
        assert told(north(activities=[FIRST, APRIL]), since=LAPSE) == [
            "2024-04-01  north at acme, s1: regained USD +1,000.00, +10.00 points (activity renewed)"
        ]

    def test_regained_is_known_from_before_the_ledger(self) -> None:
        """Whether a line was there before is told by all of the history, not by the days asked about."""
        assert [each.kind for each in changes(north(activities=[FIRST, APRIL]), start=MARCH, end=MAY)] == [
            Kind.LOST,
            Kind.REGAINED,
        ]

    def test_relationship_ended(self) -> None:
        """A line that is over because the last employee was removed did not lapse (A18)."""
        assert told(north(until=FEBRUARY)) == [
            "2024-02-01  north at acme, s1: lost USD -1,000.00, -10.00 points (relationship ended)"
        ]

    def test_relationship_ended_on_the_day_of_the_lapse(self) -> None:
        """If both happen on one day, the relationship ended: no new activity could have kept the line."""
        assert told(north(until=LAPSE)) == [
            "2024-03-15  north at acme, s1: lost USD -1,000.00, -10.00 points (relationship ended)"
        ]

    def test_relationship_of_the_employee_alone_ended(self) -> None:
        """Under the stricter reading an activity ends with its own employee, and so is named."""
        bea: list[Record] = [
            Employee("bea", partner="north"),
            PartnerUser("bea", start=JANUARY),
            ClientUser("bea", client="acme", start=JANUARY),
            Link("bea", client="acme", start=JANUARY),
        ]
        strict = hubspot.SERVICING.with_(activity_outlives_employee=False)
        (movement,) = changes(north(until=FEBRUARY, more=bea), start=FIRST, end=MAY, policy=strict)
        assert (movement.on, movement.cause) == (FEBRUARY, Cause.RELATIONSHIP_ENDED)

    def test_relationship_began(self) -> None:
        """Where the relationship itself is the condition, it begins and ends."""
        policy = Policy(name="managing", eligibility=ManagedRelationship())
        paid_before = sold(start=date(2023, 12, 1), first=date(2023, 12, 1))
        assert told(north(paid_before, until=MARCH), since=date(2023, 12, 31), policy=policy) == [
            "2024-01-01  north at acme, s1: gained USD +1,000.00, +10.00 points (relationship began)",
            "2024-03-01  north at acme, s1: lost USD -1,000.00, -10.00 points (relationship ended)",
        ]

    def test_relationship_began_anew(self) -> None:
        """Under the reading that activities revive, the relationship brings the line back, not an activity."""
        again = [ClientUser("ann", client="acme", start=MARCH)]
        revived = hubspot.SERVICING.with_(activity_revives=True)
        assert told(north(until=FEBRUARY, more=again), since=FEBRUARY, until=MARCH, policy=revived) == [
            "2024-03-01  north at acme, s1: regained USD +1,000.00, +10.00 points (relationship began)"
        ]

    def test_agreement(self) -> None:
        """Without a current agreement there is no line (B1)."""
        signed_twice = [DateRange(JANUARY, FEBRUARY), DateRange(MARCH)]
        assert told(north(agreements=signed_twice), until=MARCH) == [
            "2024-02-01  north at acme, s1: lost USD -1,000.00, -10.00 points (agreement)",
            "2024-03-01  north at acme, s1: regained USD +1,000.00, +10.00 points (agreement)",
        ]

    def test_partner_of_record(self) -> None:
        """The line of a partner of record comes and goes with the record, recognition and all (B9)."""
        record = PartnerOfRecord("acme", partner="north", start=FEBRUARY, end=MARCH)
        assert told(north(more=[record]), policy=hubspot.PARTNER_OF_RECORD) == [
            "2024-02-01  north at acme, s1: gained USD +1,000.00, +10.00 points (partner of record)",
            "2024-03-01  north at acme, s1: lost USD -1,000.00, -10.00 points (partner of record)",
        ]

    def test_minimum_activity(self) -> None:
        """Too few activities are another cause than none (A16)."""
        policy = hubspot.SERVICING.requiring(MinimumActivity(count=2, within=30))
        assert told(north(activities=[FIRST, FEBRUARY]), policy=policy) == [
            "2024-02-01  north at acme, s1: gained USD +1,000.00, +10.00 points (minimum activity)",
            "2024-02-14  north at acme, s1: lost USD -1,000.00, -10.00 points (minimum activity)",
        ]

    def test_minimum_ends_with_the_relationship(self) -> None:
        """What a relationship's end does to two conditions is one movement."""
        policy = hubspot.SERVICING.requiring(MinimumActivity(count=1, within=30))
        assert told(north(until=FEBRUARY), policy=policy) == [
            "2024-02-01  north at acme, s1: lost USD -1,000.00, -10.00 points (relationship ended)"
        ]

    def test_own_rule(self) -> None:
        """A rule of the user's own is named by its class."""
        policy = hubspot.SERVICING.requiring(OnlyInFebruary())
        assert told(north(), policy=policy) == [
            "2024-02-01  north at acme, s1: gained USD +1,000.00, +10.00 points (OnlyInFebruary)",
            "2024-03-01  north at acme, s1: lost USD -1,000.00, -10.00 points (OnlyInFebruary)",
        ]

    def test_joined_rules(self) -> None:
        """Joined rules are named in their own words."""
        until_march: Rule[PartnerAtClient] = AnyOf([OnlyInFebruary(), PartnerOfRecordStatus()])
        assert told(north(), policy=hubspot.SERVICING.requiring(until_march)) == [
            "2024-02-01  north at acme, s1: gained USD +1,000.00, +10.00 points (in February or partner of record)",
            "2024-03-01  north at acme, s1: lost USD -1,000.00, -10.00 points (in February or partner of record)",
        ]

    def test_two_rules_of_a_kind(self) -> None:
        """Conditions of one kind are kept apart."""
        one: Rule[PartnerAtClient] = AnyOf([OnlyInFebruary()])
        other: Rule[PartnerAtClient] = AnyOf([Not(OnlyInFebruary()), OnlyInFebruary()])
        policy = Policy(name="two", eligibility=one & other)
        assert [each.name for each in state(north(), policy=policy).conditions] == ["AnyOf", "AnyOf 2"]
        assert len(told(north(), policy=policy)) == 2

    def test_a_policy_of_one_rule(self) -> None:
        """Eligibility need not be joined from several rules."""
        policy = Policy(name="activity", eligibility=LiveActivity())
        assert told(north(), policy=policy) == told(north())


@attrs.frozen
class OnlyInFebruary(Rule[PartnerAtClient]):
    clauses: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return "in February"

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """All of February 2024."""
        return DateSet([DateRange(FEBRUARY, MARCH)])


class TestRevenue:
    def test_upgrade(self) -> None:
        """A product replaced by a dearer one in the same subscription is one upgrade (B6)."""
        better = sold(Item("Starter", price=20, start=JANUARY, end=MARCH), Item(HUB, price=800, start=MARCH))
        assert told(north(better), until=MARCH) == [
            "2024-03-01  north at acme, s1: up USD +780.00, +7.80 points (upgrade or item added)"
        ]

    def test_item_added(self) -> None:
        """An item added raises the credit by what is paid for it (B6)."""
        more = sold(
            Item(HUB, price=800, start=JANUARY), Item("Seats", price=1200, discount=600, months=12, start=MARCH)
        )
        assert told(north(more), until=MARCH) == [
            "2024-03-01  north at acme, s1: up USD +50.00, +0.50 points (upgrade or item added)"
        ]

    def test_item_removed(self) -> None:
        """An item removed lowers the credit from that day (B7)."""
        less = sold(Item(HUB, price=800, start=JANUARY), Item("Seats", price=50, start=JANUARY, end=MARCH))
        assert told(north(less), until=MARCH) == [
            "2024-03-01  north at acme, s1: down USD -50.00, -0.50 points (downgrade or item removed)"
        ]

    def test_price_and_discount(self) -> None:
        """A higher price at a higher discount is two movements."""
        dearer = sold(Item(HUB, price=800, start=JANUARY, end=MARCH), Item(HUB, price=1000, discount=300, start=MARCH))
        assert told(north(dearer), until=MARCH) == [
            "2024-03-01  north at acme, s1: down USD -300.00, -3.00 points (discount)",
            "2024-03-01  north at acme, s1: up USD +200.00, +2.00 points (upgrade or item added)",
        ]

    def test_discount_ends(self) -> None:
        """The end of a discount raises the credit, and is not an upgrade (B6)."""
        dearer = sold(Item(HUB, price=800, discount=800, start=JANUARY, end=MARCH), Item(HUB, price=800, start=MARCH))
        assert told(north(dearer), until=MARCH) == [
            "2024-03-01  north at acme, s1: up USD +800.00, +8.00 points (discount)"
        ]

    def test_several_items_of_one_product(self) -> None:
        """
        Items for the same product are one, at 200 less 100 here: each is discounted by no more than its price.

        To 60 and no discount: price first, -100 and then +60; discount first, +100 and then -140.
        """
        items = [Item("Seats", price=100, discount=discount, start=JANUARY, end=MARCH) for discount in (150, 0)]
        fewer = sold(*items, Item("Seats", price=60, start=MARCH))
        assert told(north(fewer), until=MARCH) == [
            "2024-03-01  north at acme, s1: up USD +80.00, +0.80 points (discount)",
            "2024-03-01  north at acme, s1: down USD -120.00, -1.20 points (downgrade or item removed)",
        ]

    def test_list_price_reading(self) -> None:
        """Under the reading that the list price counts, the end of a discount changes nothing."""
        dearer = sold(Item(HUB, price=800, discount=300, start=JANUARY, end=MARCH), Item(HUB, price=800, start=MARCH))
        assert told(north(dearer), until=MARCH, policy=hubspot.SERVICING.with_(net_of_discount=False)) == []

    def test_subscription_started(self) -> None:
        """A subscription counts from its first billing, with all its items (B5)."""
        assert told(north(sold(start=FEBRUARY, first=MARCH)), until=MARCH) == [
            "2024-03-01  north at acme, s1: up USD +1,000.00, +10.00 points (subscription started)"
        ]

    def test_subscription_never_billed(self) -> None:
        """Under the reading that billing is not asked for, a subscription counts from its start."""
        unbilled = hubspot.SERVICING.with_(billing_required=False)
        assert told(north(sold(start=MARCH, first=None)), until=MARCH, policy=unbilled) == [
            "2024-03-01  north at acme, s1: up USD +1,000.00, +10.00 points (subscription started)"
        ]

    def test_cancellation(self) -> None:
        """Cancelling ends the credit of that subscription alone (B8)."""
        two = [sold(end=MARCH), sold(Item("Sales Hub", price=500, start=JANUARY), id="s2")]
        assert told(north(*two), until=MARCH) == [
            "2024-03-01  north at acme, s1: down USD -1,000.00, -10.00 points (cancellation)"
        ]

    def test_refund(self) -> None:
        """A full refund ends it too (B8)."""
        assert told(north(sold(refunded_on=MARCH)), until=MARCH) == [
            "2024-03-01  north at acme, s1: down USD -1,000.00, -10.00 points (refund)"
        ]

    def test_standing(self) -> None:
        """Bad standing takes the credit away and gives it back (B3)."""
        assert told(north(sold(bad=[DateRange(FEBRUARY, MARCH)])), until=MARCH) == [
            "2024-02-01  north at acme, s1: down USD -1,000.00, -10.00 points (standing)",
            "2024-03-01  north at acme, s1: up USD +1,000.00, +10.00 points (standing)",
        ]

    def test_recognition(self) -> None:
        """A partner named after the billing is credited from the next billing on (B5)."""
        record = PartnerOfRecord("acme", partner="north", start=date(2024, 2, 10))
        assert told(north(more=[record]), until=MARCH, policy=hubspot.PARTNER_OF_RECORD) == [
            "2024-02-10  north at acme: gained USD 0.00, 0.00 points (partner of record)",
            "2024-03-01  north at acme, s1: up USD +1,000.00, +10.00 points (recognition)",
        ]

    def test_own_revenue(self) -> None:
        """Revenue by a rule of the user's own is named by its class, and has no subscriptions."""
        policy = Policy(name="flat", eligibility=LiveActivity(), revenue=FlatFee())
        assert told(north(), until=MARCH, policy=policy) == [
            "2024-02-01  north at acme: up USD +50.00, +0.50 points (FlatFee)"
        ]

    def test_sharing(self) -> None:
        """A second partner halves the credit, and gives it back when it goes (A5)."""
        south = managed_client("south", "acme", start=JANUARY, activities=[FEBRUARY])
        shared = changes(north(activities=[FIRST, MARCH]) | south, start=FIRST, end=APRIL, partner="north")
        assert [str(each) for each in shared] == [
            "2024-02-01  north at acme, s1: down USD -500.00, -5.00 points (number of sharing partners)",
            "2024-04-01  north at acme, s1: up USD +500.00, +5.00 points (number of sharing partners)",
        ]


class FlatFee:
    """Ten a month, and sixty from February on."""

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The same for everyone."""
        return StepFunction.of([(FEBRUARY, Fraction(60))], before=Fraction(10))

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        """Nobody asks."""
        raise NotImplementedError


class TestPoints:
    CHANGE = date(2025, 7, 15)
    SERVED = north(activities=[date(2025, 7, 1)], currency="EUR", multiplier=2)

    def test_rate(self) -> None:
        """Another rate moves points, and leaves the credit (A3)."""
        (movement,) = changes(self.SERVED, start=date(2025, 7, 14), end=self.CHANGE)
        assert movement == Movement(
            on=self.CHANGE,
            partner="north",
            client="acme",
            subscription="s1",
            kind=Kind.DOWN,
            cause=Cause.RATE,
            credit=Money(0, "EUR"),
            points=Fraction(2000, 88) - Fraction(2000, 75),
        )

    def test_no_rate_any_more(self) -> None:
        """Points that become unknown leave the known points, and the change of all points is unknown."""
        policy = hubspot.SERVICING.with_(rates=[Rate("USD", 100, DateRange(end=FEBRUARY))])
        (movement,) = changes(north(), start=FIRST, end=MARCH, policy=policy)
        assert (movement.kind, movement.cause, movement.credit) == (Kind.DOWN, Cause.RATE, Money(0, "USD"))
        assert (movement.points, movement.known_points) == (None, Fraction(-10))
        assert str(movement) == "2024-02-01  north at acme, s1: down USD 0.00, points unknown (rate)"

    @pytest.mark.parametrize(("period", "kind"), [(DateRange(FEBRUARY), Kind.UP), (DateRange(end=FEBRUARY), Kind.DOWN)])
    def test_rate_of_nothing(self, period: DateRange, kind: Kind) -> None:
        """Points of a line without credit may become known or unknown, too."""
        policy = hubspot.SERVICING.with_(rates=[Rate("USD", 100, period)])
        (movement,) = changes(north(sold(first=None)), start=FIRST, end=MARCH, policy=policy)
        assert (movement.subscription, movement.kind, movement.cause) == (None, kind, Cause.RATE)
        assert (movement.credit, movement.points, movement.known_points) == (Money(0, "USD"), None, Fraction(0))

    def test_unknown_throughout(self) -> None:
        """A line in a currency without a rate comes and goes with unknown points."""
        (movement,) = changes(north(currency="CHF"), start=FIRST, end=MAY)
        assert (movement.credit, movement.points, movement.known_points) == (Money(-1000, "CHF"), None, Fraction(0))

    def test_multiplier(self) -> None:
        """A multiplier can differ between two portfolios only."""
        assert between(state(north()), state(north(multiplier=2))) == [
            "2024-02-01  north at acme, s1: up USD 0.00, +10.00 points (multiplier)"
        ]

    def test_multiplier_that_does_not_count(self) -> None:
        """Under the reading without multipliers every client has the same."""
        plain = hubspot.SERVICING.with_(multiplied=False)
        assert state(north(multiplier=2), policy=plain).multiplier == 1
        assert between(state(north(), policy=plain), state(north(multiplier=2), policy=plain)) == []

    def test_own_points(self) -> None:
        """Points by a rule of the user's own are named by its class, whichever side it is on."""
        own = Policy(name="own", eligibility=LiveActivity(), points=OnePointEach())
        usual = Policy(name="usual", eligibility=LiveActivity())
        assert between(state(north(), policy=usual), state(north(), policy=own)) == [
            "2024-02-01  north at acme, s1: up USD 0.00, +990.00 points (OnePointEach)"
        ]
        assert between(state(north(), policy=own), state(north(), policy=usual)) == [
            "2024-02-01  north at acme, s1: down USD 0.00, -990.00 points (OnePointEach)"
        ]


class OnePointEach:
    def points_per_unit(self, client: Client) -> StepFunction[Fraction | None]:
        """The same for every currency."""
        return StepFunction.constant(Fraction(1))

    def finding(self, client: Client, credit: Money, on: date) -> Finding:
        """Nobody asks."""
        raise NotImplementedError


class TestSeveralCauses:
    def test_lapse_and_downgrade(self) -> None:
        """
        A downgrade on the day of the lapse took part in the loss.

        Lapse first: -1,000, then nothing more. Downgrade first: -400, then -600. Averaged: -800 and -200.
        """
        less = sold(Item(HUB, price=1000, start=JANUARY, end=LAPSE), Item(HUB, price=600, start=LAPSE))
        assert told(north(less)) == [
            "2024-03-15  north at acme, s1: lost USD -800.00, -8.00 points (activity lapsed)",
            "2024-03-15  north at acme, s1: lost USD -200.00, -2.00 points (downgrade or item removed)",
        ]

    def test_lapse_and_agreement(self) -> None:
        """Two conditions that fail on one day, each enough by itself, lose the line half and half."""
        assert told(north(agreements=[DateRange(JANUARY, LAPSE)])) == [
            "2024-03-15  north at acme, s1: lost USD -500.00, -5.00 points (activity lapsed)",
            "2024-03-15  north at acme, s1: lost USD -500.00, -5.00 points (agreement)",
        ]

    def test_cancellation_and_refund(self) -> None:
        """So do two reasons why a subscription stops counting."""
        assert told(north(sold(end=MARCH, refunded_on=MARCH)), until=MARCH) == [
            "2024-03-01  north at acme, s1: down USD -500.00, -5.00 points (cancellation)",
            "2024-03-01  north at acme, s1: down USD -500.00, -5.00 points (refund)",
        ]

    def test_each_subscription_by_itself(self) -> None:
        """A lapse takes each subscription's part; what never counted has none."""
        two = [sold(), sold(Item("Sales Hub", price=500, start=JANUARY), id="s2"), sold(id="s3", first=None)]
        assert told(north(*two)) == [
            "2024-03-15  north at acme, s1: lost USD -1,000.00, -10.00 points (activity lapsed)",
            "2024-03-15  north at acme, s2: lost USD -500.00, -5.00 points (activity lapsed)",
        ]

    def test_subscription_that_was_never_credited(self) -> None:
        """A subscription cancelled on the day a line is gained added nothing, and took nothing."""
        two = [sold(end=FIRST), sold(Item("Sales Hub", price=500, start=JANUARY), id="s2")]
        assert told(north(*two), since=JANUARY, until=FIRST) == [
            "2024-01-15  north at acme, s2: gained USD +500.00, +5.00 points (activity performed)"
        ]

    def test_a_line_comes_with_its_share_and_rate(self) -> None:
        """A line gained on a day of another rate, beside a partner who came too, is gained at that day's terms."""
        day = TestPoints.CHANGE
        south = managed_client("south", "acme", start=JANUARY, activities=[day], currency="EUR")
        both = changes(north(activities=[day], currency="EUR") | south, start=JANUARY, end=day)
        assert [(each.partner, each.cause, each.credit.amount, each.points) for each in both] == [
            (partner, Cause.ACTIVITY_PERFORMED, Fraction(500), Fraction(500, 88)) for partner in ("north", "south")
        ]

    def test_rate_and_upgrade(self) -> None:
        """A new rate and an upgrade on one day share the points, and the upgrade has all of the credit."""
        day = TestPoints.CHANGE
        better = sold(Item("Starter", price=300, start=JANUARY, end=day), Item(HUB, price=600, start=day))
        rate, upgrade = changes(
            north(better, activities=[date(2025, 7, 1)], currency="EUR"), start=date(2025, 7, 14), end=day
        )
        assert (rate.cause, rate.credit) == (Cause.RATE, Money(0, "EUR"))
        assert (upgrade.cause, upgrade.credit) == (Cause.UPGRADE, Money(300, "EUR"))
        assert upgrade.points == (Fraction(300, 75) + Fraction(300, 88)) / 2
        assert rate.points == (Fraction(300, 88) - Fraction(300, 75) + Fraction(600, 88) - Fraction(600, 75)) / 2

    def test_offsetting_changes(self) -> None:
        """Changes that leave the line as it is are no movement."""
        swapped = sold(
            Item("A", price=100, start=JANUARY, end=MARCH),
            Item("B", price=100, start=MARCH),
            Item(HUB, price=1, start=JANUARY),
        )
        assert told(north(swapped), until=MARCH) == []

    def test_shapley_of_nothing(self) -> None:
        """Numbers that do not change add nothing."""
        assert shapley([Fraction(1)], [Fraction(1)], lambda values: values[0]) == [0]


class TestWithoutCredit:
    def test_gained_and_lost(self) -> None:
        """A line without credit is gained and lost, by 0 (A1)."""
        assert told(north(sold(first=None)), since=JANUARY) == [
            "2024-01-15  north at acme: gained USD 0.00, 0.00 points (activity performed)",
            "2024-03-15  north at acme: lost USD 0.00, 0.00 points (activity lapsed)",
        ]

    def test_each_condition(self) -> None:
        """Each condition that changed is told."""
        agreed = north(sold(first=None), agreements=[DateRange(JANUARY, LAPSE)])
        assert [each.cause for each in changes(agreed, start=FIRST, end=MAY)] == [
            Cause.ACTIVITY_LAPSED,
            Cause.AGREEMENT,
        ]


@attrs.frozen
class LastOnly:
    """The last partner by id gets the whole, the others nothing."""

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """The whole for the last."""
        last = partners[-1].partner.id
        return StepFunction.constant((Share(last, Fraction(1), (last,)),))


class TestTwoPortfolios:
    def test_nothing_differs(self) -> None:
        """Equal states have no movements."""
        assert between(state(north()), state(north())) == []
        assert between(state(north(), MAY), state(north(until=FEBRUARY), MAY)) == []

    def test_activity_missing(self) -> None:
        """An activity taken away lapsed; one put in renewed, or was the first."""
        with_it, without = state(north(activities=[FIRST, MARCH]), APRIL), state(north(), APRIL)
        assert between(with_it, without) == [
            "2024-04-01  north at acme, s1: lost USD -1,000.00, -10.00 points (activity lapsed)"
        ]
        assert between(without, with_it) == [
            "2024-04-01  north at acme, s1: regained USD +1,000.00, +10.00 points (activity renewed)"
        ]
        never = state(north(activities=[]))
        assert [each.cause for each in decompose(state(north()), never)] == [Cause.ACTIVITY_LAPSED]
        assert [each.cause for each in decompose(never, state(north()))] == [Cause.ACTIVITY_PERFORMED]

    def test_employee_missing(self) -> None:
        """A removal in one of two portfolios is the relationship's end, the other way round its beginning."""
        stays, leaves = state(north(), MARCH), state(north(until=FEBRUARY), MARCH)
        assert [each.cause for each in decompose(stays, leaves)] == [Cause.RELATIONSHIP_ENDED]
        assert [each.cause for each in decompose(leaves, stays)] == [Cause.RELATIONSHIP_BEGAN]

    def test_cut_off_in_between(self) -> None:
        """An activity cut off by a removal in between ended with the relationship, though that began anew."""
        again = [ClientUser("ann", client="acme", start=date(2024, 2, 10))]
        came_back = state(north(until=FEBRUARY, more=again), MARCH)
        assert [each.cause for each in decompose(state(north(), MARCH), came_back)] == [Cause.RELATIONSHIP_ENDED]

    def test_strangers(self) -> None:
        """A partner about which there is no evidence at the client has no line, whatever the policy."""
        policy = Policy(name="everyone", eligibility=CurrentAgreement())
        bare = Portfolio.of(Partner("north"), Client("acme", currency="USD"), sold())
        assert not state(bare, policy=policy).has_line
        assert [each.cause for each in decompose(state(bare, policy=policy), state(north(), policy=policy))] == [
            Cause.RELATIONSHIP_BEGAN
        ]
        assert [each.cause for each in decompose(state(north(), policy=policy), state(bare, policy=policy))] == [
            Cause.RELATIONSHIP_ENDED
        ]
        assert [each.cause for each in decompose(state(bare), state(north()))] == [Cause.RELATIONSHIP_BEGAN]

    def test_subscriptions_of_one_side(self) -> None:
        """A subscription that only one portfolio has started there, or was cancelled."""
        two = state(north(sold(), sold(id="s2")))
        assert between(state(north()), two) == [
            "2024-02-01  north at acme, s2: up USD +1,000.00, +10.00 points (subscription started)"
        ]
        assert between(two, state(north())) == [
            "2024-02-01  north at acme, s2: down USD -1,000.00, -10.00 points (cancellation)"
        ]

    def test_policies(self) -> None:
        """A condition that only one of two policies asks is the cause."""
        servicing, combined = state(north()), state(north(), policy=hubspot.COMBINED)
        assert [each.cause for each in decompose(servicing, combined)] == [Cause.PARTNER_OF_RECORD]
        assert [each.cause for each in decompose(combined, servicing)] == [Cause.PARTNER_OF_RECORD]

    def test_policies_with_other_shares(self) -> None:
        """The same partners may share in another way."""
        both = north() | managed_client("south", "acme", start=JANUARY, activities=[FIRST])
        whole = state(both, policy=hubspot.SERVICING.with_(split=Undivided()))
        assert [(each.cause, each.credit) for each in decompose(state(both), whole)] == [
            (Cause.SHARING, Money(500, "USD"))
        ]

    def test_left_out_of_the_split(self) -> None:
        """A partner to whom the split rule gives no share has no line; that it does, is a matter of sharing."""
        both = north() | managed_client("south", "acme", start=JANUARY, activities=[FEBRUARY])
        policy = hubspot.SERVICING.with_(split=LastOnly())
        assert [str(each) for each in changes(both, start=FIRST, end=FEBRUARY, policy=policy)] == [
            "2024-02-01  north at acme, s1: lost USD -1,000.00, -10.00 points (number of sharing partners)",
            "2024-02-01  south at acme, s1: gained USD +1,000.00, +10.00 points (activity performed)",
        ]

    def test_revenue_rules(self) -> None:
        """Between revenue with and without subscriptions the difference is one."""
        flat = state(north(), policy=Policy(name="flat", eligibility=LiveActivity(), revenue=FlatFee()))
        usual = state(north(), policy=Policy(name="usual", eligibility=LiveActivity()))
        assert between(usual, flat) == ["2024-02-01  north at acme: down USD -940.00, -9.40 points (FlatFee)"]
        assert between(flat, usual) == ["2024-02-01  north at acme: up USD +940.00, +9.40 points (FlatFee)"]

    def test_currencies(self) -> None:
        """A line in another currency goes in the one and comes in the other."""
        assert between(state(north()), state(north(currency="EUR"))) == [
            "2024-02-01  north at acme: down USD -1,000.00, -10.00 points (currency)",
            "2024-02-01  north at acme: up EUR +1,000.00, +13.33 points (currency)",
        ]
        assert [each.points for each in decompose(state(north()), state(north(currency="CHF")))] == [None, None]
        assert [each.known_points for each in decompose(state(north()), state(north(currency="CHF")))] == [-10, 0]

    def test_currencies_with_one_line(self) -> None:
        """A line that comes is in its own currency."""
        assert [each.credit for each in decompose(state(north(activities=[])), state(north(currency="EUR")))] == [
            Money(1000, "EUR")
        ]
        assert [each.credit for each in decompose(state(north()), state(north(activities=[], currency="EUR")))] == [
            Money(-1000, "USD")
        ]


class TestState:
    def test_credit_and_points(self) -> None:
        """A state has the credit and points of the line, and 0 without one."""
        on, off = state(north()), state(north(), MAY)
        assert (on.has_line, on.partner, on.client) == (True, "north", "acme")
        assert (on.credit, on.points) == (Money(1000, "USD"), Fraction(10))
        assert (off.has_line, off.credit, off.points) == (False, Money(0, "USD"), Fraction(0))
        assert state(north(currency="CHF")).points is None
        assert off.had_line()
        assert not state(north(), JANUARY).had_line()

    @pytest.mark.parametrize(("partner", "client"), [("nort", "acme"), ("north", "acmee")])
    def test_unknown(self, partner: str, client: str) -> None:
        """An unknown partner or client is an error that names the nearest."""
        with pytest.raises(UnknownIdError, match=r"did you mean '(north|acme)'\?$"):
            State.of(north(), partner=partner, client=client, on=MARCH)

    def test_last_day(self) -> None:
        """The last day there is has a state."""
        assert not state(north(), date.max).has_line


class TestMovement:
    def test_signed(self) -> None:
        """A sign is written unless the amount rounds to nothing."""
        assert [signed(Money(each, "USD")) for each in (1, -1, 0, Fraction(1, 1000), Fraction(-1, 1000))] == [
            "+1.00",
            "-1.00",
            "0.00",
            "0.00",
            "0.00",
        ]

    def test_repr(self) -> None:
        """A movement is written as it is made."""
        (movement,) = changes(north(), start=FIRST, end=MAY)
        names = {
            "Movement": Movement,
            "Kind": Kind,
            "Cause": Cause,
            "Money": Money,
            "Fraction": Fraction,
            "date": date,
        }
        assert eval(repr(movement), names) == movement  # noqa: S307 -- its own repr
        assert pickle.loads(pickle.dumps(movement)) == movement  # noqa: S301 -- its own pickle

    def test_causes_have_clauses(self) -> None:
        """Every cause that is not a user's own rule rests on a clause."""
        assert all(each.clauses for each in Cause)
        assert len({str(each) for each in Cause}) == len(Cause)


def three_clients() -> Portfolio:
    """North lost acme and gained bolt in March, in two currencies, while south shares core."""
    bolt = managed_client("north", "bolt", start=JANUARY, price=300, currency="EUR", activities=[MARCH], employee="ann")
    core = managed_client("north", "core", start=JANUARY, price=500, activities=[FEBRUARY], employee="ann")
    south = managed_client("south", "core", start=JANUARY, activities=[MARCH])
    return north() | bolt | core | south


def march() -> Ledger:
    """What changed for them in March."""
    return changes(three_clients(), start=date(2024, 2, 29), end=date(2024, 3, 31))


class TestLedger:
    def test_opening_and_closing(self) -> None:
        """The ledger has the lines of both days."""
        ledger = march()
        assert [(line.partner, line.client) for line in ledger.opening] == [("north", "acme"), ("north", "core")]
        assert [(line.partner, line.client) for line in ledger.closing] == [
            ("north", "bolt"),
            ("north", "core"),
            ("south", "core"),
        ]
        assert [each.client for each in ledger] == ["bolt", "core", "core", "acme"]
        assert len(ledger) == 4

    def test_total(self) -> None:
        """The sum of all movements is the change of each currency and of the points."""
        total = march().total()
        assert total == Sum((Money(300, "EUR"), Money(-1000, "USD")), Fraction(-6), Fraction(-6), (), 4)
        assert str(total) == "EUR +300.00 USD -1,000.00; -6.00 points"

    def test_total_by_cause(self) -> None:
        """Movements can be grouped, and the sums be asked for by cause or by its text."""
        by_cause = march().total(by="cause")
        assert list(by_cause) == ["activity lapsed", "activity performed", "number of sharing partners"]
        assert by_cause[Cause.ACTIVITY_LAPSED].credit == (Money(-1000, "USD"),)
        assert by_cause["activity lapsed"].known_points == -10
        assert repr(by_cause) == "<Sums by cause, groups: 3>"
        assert str(by_cause).splitlines() == [
            "cause                       currency of credit     credit  points",
            "--------------------------  ------------------  ---------  ------",
            "activity lapsed             USD                 -1,000.00  -10.00",
            "activity performed          EUR                   +300.00   +6.50",
            "activity performed          USD                   +250.00",
            "number of sharing partners  USD                   -250.00   -2.50",
        ]
        assert by_cause._repr_html_().count("<tr>") == 5

    def test_total_by_several(self) -> None:
        """Groups may be of several names."""
        by = march().total(by=["partner", "month", "kind"])
        assert list(by) == [
            ("north", "2024-03", "down"),
            ("north", "2024-03", "gained"),
            ("north", "2024-03", "lost"),
            ("south", "2024-03", "gained"),
        ]
        assert by["south", "2024-03", "gained"].count == 1
        assert next(iter(march().total(by=("client", "subscription", "day", "currency")))) == (
            "acme",
            "s1",
            "2024-03-15",
            "USD",
        )

    def test_total_without_subscription(self) -> None:
        """A movement without a subscription has an empty one in a grouping."""
        ledger = changes(north(sold(first=None)), start=FIRST, end=MAY)
        assert list(ledger.total(by="subscription")) == [""]

    def test_total_unknown_grouping(self) -> None:
        """An unknown grouping is an error that names the nearest."""
        with pytest.raises(GroupingError, match=r"^cannot group by 'cuase': expected .*; did you mean 'cause'\?$"):
            march().total(by="cuase")
        with pytest.raises(GroupingError, match=r"month, currency$") as caught:
            march().total(by=["partner", "zzz"])
        assert pickle.loads(pickle.dumps(caught.value)).value == "zzz"  # noqa: S301 -- its own pickle

    def test_total_with_unknown_points(self) -> None:
        """Points are unknown in a sum if they are in any movement, and the known ones are still told."""
        chf = managed_client("north", "chf", start=JANUARY, price=5, currency="CHF", activities=[MARCH], employee="ann")
        ledger = changes(north() | chf, start=FIRST, end=LAPSE)
        total = ledger.total()
        assert (total.points, total.known_points, total.unknown) == (None, Fraction(-10), ("chf",))
        assert str(total) == "CHF +5.00 USD -1,000.00; -10.00 + unknown for chf points"
        assert ledger.story("north")[-1] == "points are unknown, and not counted, for chf"
        assert "Points are unknown, and not counted, for chf." in ledger.waterfall().text()
        assert "unknown" in str(ledger)

    def test_text(self) -> None:
        """A ledger is shown as its movements, with what they add up to for each partner."""
        assert repr(march()) == "<Ledger between 2024-02-29 and 2024-03-31, policy servicing, movements: 4>"
        table = march().table()
        assert str(march()) == table.text()
        assert table.title == "What changed between 2024-02-29 and 2024-03-31 (servicing)"
        assert ["; ".join(row) for row in table.rows] == [
            "2024-03-01; north; bolt; bolt-subscription; gained; activity performed; EUR; +300.00; +4.00",
            "2024-03-01; north; core; core-subscription; down; number of sharing partners; USD; -250.00; -2.50",
            "2024-03-01; south; core; core-subscription; gained; activity performed; USD; +250.00; +2.50",
            "2024-03-15; north; acme; s1; lost; activity lapsed; USD; -1,000.00; -10.00",
        ]
        assert table.notes == (
            "north: EUR +300.00 USD -1,250.00; -8.50 points",
            "south: USD +250.00; +2.50 points",
        )

    def test_waterfall(self) -> None:
        """For each partner and currency, and in points, the causes lead from the start to the end."""
        assert march().waterfall("north").text().splitlines() == [
            "What changed between 2024-02-29 and 2024-03-31 (servicing)",
            "partner  unit    step                           change   balance",
            "-------  ------  --------------------------  ---------  --------",
            "north    EUR     2024-02-29                                 0.00",
            "north    EUR     activity performed            +300.00    300.00",
            "north    EUR     2024-03-31                               300.00",
            "north    USD     2024-02-29                             1,500.00",
            "north    USD     activity lapsed             -1,000.00    500.00",
            "north    USD     number of sharing partners    -250.00    250.00",
            "north    USD     2024-03-31                               250.00",
            "north    points  2024-02-29                                15.00",
            "north    points  activity lapsed                -10.00      5.00",
            "north    points  activity performed              +4.00      9.00",
            "north    points  number of sharing partners      -2.50      6.50",
            "north    points  2024-03-31                                 6.50",
        ]

    def test_story(self) -> None:
        """After a drop a partner reads what it came from, the largest first (B10, B11)."""
        points, euros, dollars = march().story("north")
        assert points == (
            "points fell from 15.00 to 6.50 between 2024-02-29 and 2024-03-31: -10.00 activity lapsed (acme), "
            "+4.00 activity performed (bolt), -2.50 number of sharing partners (core)"
        )
        assert euros == (
            "credit in EUR rose from 0.00 to 300.00 between 2024-02-29 and 2024-03-31: "
            "+300.00 activity performed (bolt)"
        )
        assert dollars == (
            "credit in USD fell from 1,500.00 to 250.00 between 2024-02-29 and 2024-03-31: "
            "-1,000.00 activity lapsed (acme), -250.00 number of sharing partners (core)"
        )

    def test_story_of_points_alone(self) -> None:
        """A rate says nothing about credit, and an activity at a client that pays nothing a word about both."""
        day = TestPoints.CHANGE
        assert changes(TestPoints.SERVED, start=date(2025, 7, 14), end=day).story("north") == (
            "points fell from 26.67 to 22.73 between 2025-07-14 and 2025-07-15: -3.94 rate (acme)",
            "credit in EUR stayed at 1,000.00 between 2025-07-14 and 2025-07-15",
        )
        assert changes(north(sold(first=None)), start=JANUARY, end=FEBRUARY).story("north") == (
            "points stayed at 0.00 between 2024-01-01 and 2024-02-01: 0.00 activity performed (acme)",
            "credit in USD stayed at 0.00 between 2024-01-01 and 2024-02-01: 0.00 activity performed (acme)",
        )

    def test_story_of_many_clients(self) -> None:
        """A cause names a few clients, those with most of it first, and counts the others."""
        names = ["acme", "bolt", "core", "dune", "echo"]
        portfolio = Portfolio()
        for place, name in enumerate(names, 1):
            portfolio |= managed_client(
                "north", name, start=JANUARY, price=100 * place, activities=[FIRST], employee="ann"
            )
        assert changes(portfolio, start=FIRST, end=MAY).story("north")[0] == (
            "points fell from 15.00 to 0.00 between 2024-01-15 and 2024-05-01: -15.00 activity lapsed "
            "(echo, dune, core, 2 more)"
        )

    def test_story_of_no_change(self) -> None:
        """Where nothing changed it says so, and where there is nothing at all, too."""
        assert changes(north(), start=FIRST, end=FEBRUARY).story("north")[0] == (
            "points stayed at 10.00 between 2024-01-15 and 2024-02-01"
        )
        assert changes(north(), start=APRIL, end=MAY).story("north") == (
            "there was no credit between 2024-04-01 and 2024-05-01",
        )

    def test_story_of_there_and_back(self) -> None:
        """Causes that make up for each other are told although nothing remains of them."""
        assert changes(north(activities=[FIRST, APRIL]), start=FIRST, end=APRIL).story("north")[0] == (
            "points stayed at 10.00 between 2024-01-15 and 2024-04-01: "
            "+10.00 activity renewed (acme), -10.00 activity lapsed (acme)"
        )

    def test_story_of_unknown(self) -> None:
        """An unknown partner has no story."""
        with pytest.raises(UnknownIdError, match=r"did you mean 'north'\?$"):
            march().story("nort")
        with pytest.raises(UnknownIdError, match=r"did you mean 'north'\?$"):
            march().waterfall("nort")

    def test_empty(self) -> None:
        """From a day to itself nothing changes."""
        ledger = changes(north(), start=FIRST, end=FIRST)
        assert (ledger.movements, ledger.opening) == ((), ledger.closing)
        assert str(ledger).splitlines()[-1] == "Nothing changed."
        assert str(ledger.total()) == "no change"
        assert "<svg" not in ledger._repr_html_()
        nothing = changes(Portfolio(), start=FIRST, end=MAY)
        assert nothing.waterfall().notes == ("No partner has or had credit.",)

    def test_one_partner_or_client(self) -> None:
        """A ledger of one partner, or for one client, has just those movements of the whole one."""
        whole, start, end = march(), date(2024, 2, 29), date(2024, 3, 31)
        mine = changes(three_clients(), partner="south", start=start, end=end)
        assert mine.movements == tuple(each for each in whole if each.partner == "south")
        assert [line.partner for line in mine.closing] == ["south"]
        core = changes(three_clients(), client="core", start=start, end=end)
        assert core.movements == tuple(each for each in whole if each.client == "core")

    def test_wrong_order(self) -> None:
        """A start after the end is refused."""
        with pytest.raises(
            DateError,
            match=r"^start 2024-05-01 is after end 2024-04-01: expected a start on or before the end; swap the two$",
        ):
            changes(north(), start=MAY, end=APRIL)

    def test_datetime(self) -> None:
        """An instant is no day."""
        with pytest.raises(DateError, match=r"^not a date: "):
            changes(north(), start=datetime(2024, 1, 1), end=APRIL)

    def test_unknown_ids(self) -> None:
        """An unknown partner or client is an error that names the nearest."""
        with pytest.raises(UnknownIdError, match=r"did you mean 'north'\?$"):
            changes(north(), start=FIRST, end=MAY, partner="nort")
        with pytest.raises(UnknownIdError, match=r"did you mean 'acme'\?$"):
            changes(north(), start=FIRST, end=MAY, client="acmee")

    def test_first_and_last_day(self) -> None:
        """The ledger may span all days there are."""
        assert len(changes(north(), start=date.min, end=date.max)) == 2

    def test_names(self) -> None:
        """The two sides may be called something else than their days."""
        ledger = attrs.evolve(march(), names=("as is", "Ann leaves"))
        assert ledger.story("south")[0].startswith("points rose from 0.00 to 2.50 between as is and Ann leaves: ")

    def test_html(self) -> None:
        """A notebook is shown the waterfall, escaped, without scripts, and capped."""
        hostile = managed_client(HOSTILE, "acme", start=JANUARY, price=5, activities=[FIRST])
        html = changes(hostile, start=JANUARY, end=MAY)._repr_html_()
        assert HOSTILE not in html
        assert "&lt;img src=x" in html
        assert "<script" not in html
        many = Portfolio()
        for number in range(HTML_ROWS // 4):
            many |= managed_client(f"p{number}", f"c{number}", start=JANUARY, price=5, activities=[FIRST])
        assert "more rows are not shown" in changes(many, start=JANUARY, end=FIRST)._repr_html_()

    def test_equal(self) -> None:
        """Ledgers with the same movements are equal and hash."""
        assert march() == march()
        assert hash(march()) == hash(march())
