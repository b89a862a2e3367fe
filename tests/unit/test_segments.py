"""Runs of days with the same credit."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    Item,
    Money,
    PartnerAtClient,
    PartnerUser,
    Policy,
    PolicyError,
    Portfolio,
    Rate,
    Segment,
    Share,
    StepFunction,
    hubspot,
    managed_client,
)
from managed_mrr.segments import Segmenter

JANUARY, FEBRUARY, MARCH = (date(2024, month, 1) for month in (1, 2, 3))
NORTH = managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY])
SOUTH = managed_client("south", "acme", start=JANUARY, activities=[FEBRUARY])
EAST = managed_client("east", "acme", start=JANUARY, activities=[FEBRUARY])


def found(
    portfolio: Portfolio, policy: Policy = hubspot.SERVICING, within: DateRange | None = None
) -> dict[str, list[str]]:
    """The segments of every partner at Acme, as text."""
    segmenter = Segmenter(policy, within or DateRange())
    return {
        partner: [f"{DateRange(each.start, each.end)} {each.credit} {','.join(each.sharing)}" for each in segments]
        for partner, segments in segmenter.segments(portfolio.by_client["acme"]).items()
    }


class TestSharing:
    def test_alone(self) -> None:
        """A partner alone has one segment while its activity lives."""
        assert found(NORTH) == {"north": ["[2024-01-01, 2024-03-01) USD 900.00 north"]}

    def test_nobody(self) -> None:
        """Where nobody is eligible there are no segments."""
        assert found(managed_client("north", "acme", start=JANUARY, price=900)) == {}

    def test_two(self) -> None:
        """When another partner joins or leaves a new segment begins, for each of them."""
        assert found(NORTH | SOUTH) == {
            "north": [
                "[2024-01-01, 2024-02-01) USD 900.00 north",
                "[2024-02-01, 2024-03-01) USD 450.00 north,south",
            ],
            "south": [
                "[2024-02-01, 2024-03-01) USD 450.00 north,south",
                "[2024-03-01, 2024-04-01) USD 900.00 south",
            ],
        }

    def test_two_joining_at_once(self) -> None:
        """Partners that join on the same day make one change."""
        assert found(NORTH | SOUTH | EAST)["north"] == [
            "[2024-01-01, 2024-02-01) USD 900.00 north",
            "[2024-02-01, 2024-03-01) USD 300.00 east,north,south",
        ]

    def test_swapped(self) -> None:
        """One partner leaving on the day another joins is a change although the amount stays."""
        later = managed_client("south", "acme", start=JANUARY, activities=[MARCH])
        first = managed_client("west", "acme", start=JANUARY, activities=[JANUARY])
        north = managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY, MARCH])
        assert found(north | first | later)["north"][:2] == [
            "[2024-01-01, 2024-03-01) USD 450.00 north,west",
            "[2024-03-01, 2024-04-30) USD 450.00 north,south",
        ]

    def test_gap(self) -> None:
        """Days without any eligible partner are in no segment."""
        north = managed_client("north", "acme", start=JANUARY, activities=[JANUARY, date(2024, 6, 1)])
        assert [line[:24] for line in found(north)["north"]] == [
            "[2024-01-01, 2024-03-01)",
            "[2024-06-01, 2024-07-31)",
        ]

    def test_own_split(self) -> None:
        """A split rule of one's own decides on the parts, and on who is told to share."""

        @attrs.frozen
        class FirstGetsAll:
            """The first by id gets the whole."""

            def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
                """The whole for the first, nothing for the others."""
                ids = tuple(facts.partner.id for facts in partners)
                return StepFunction.constant(tuple(Share(each, Fraction(each == ids[0]), ids) for each in ids))

        whole = found(NORTH | SOUTH, hubspot.SERVICING.with_(split=FirstGetsAll()))
        assert whole["north"][1] == "[2024-02-01, 2024-03-01) USD 900.00 north,south"
        assert whole["south"][0] == "[2024-02-01, 2024-03-01) USD 0.00 north,south"

    def test_stranger(self) -> None:
        """A split that gives a share to somebody it was not asked about is refused, with partner, client and rule."""

        @attrs.frozen
        class SouthGetsAll:
            """A split that always names south."""

            def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
                """The whole for south, whoever is asked about."""
                return StepFunction.constant((Share("south", Fraction(1), ("south",)),))

        with pytest.raises(PolicyError) as caught:
            found(NORTH | SOUTH, hubspot.SERVICING.with_(split=SouthGetsAll()))
        assert str(caught.value) == (
            "SouthGetsAll.shares gives partner 'south' a share of client 'acme': "
            "expected shares of the partners it was asked about, 'north'"
        )


class TestSteps:
    def test_price(self) -> None:
        """A segment ends where the revenue changes, and credit may be 0."""
        added = attrs.evolve(
            NORTH.subscriptions[0],
            items=[Item("Hub", price=900, start=JANUARY, end=FEBRUARY)],
        )
        portfolio = managed_client("north", "acme", start=JANUARY, activities=[JANUARY]).with_(added)
        assert found(portfolio)["north"] == [
            "[2024-01-01, 2024-02-01) USD 900.00 north",
            "[2024-02-01, 2024-03-01) USD 0.00 north",
        ]

    @pytest.mark.parametrize(
        ("per_point", "points"),
        [(100, [Fraction(9)]), (50, [Fraction(9), Fraction(18)])],
    )
    def test_rate(self, per_point: int, points: list[Fraction]) -> None:
        """A new rate begins a new segment only if it changes the points."""
        rule = CurrencyToPoints(
            [Rate("USD", 100, DateRange(end=FEBRUARY)), Rate("USD", per_point, DateRange(FEBRUARY))]
        )
        segments = Segmenter(hubspot.SERVICING.with_(points=rule)).segments(NORTH.by_client["acme"])["north"]
        assert [segment.points for segment in segments] == points

    def test_rate_of_nothing(self) -> None:
        """Without credit a new rate changes nothing, but an unknown one does."""
        idle = managed_client("north", "acme", start=JANUARY, activities=[JANUARY])
        rule = CurrencyToPoints(
            [
                Rate("USD", 100, DateRange(end=date(2024, 1, 10))),
                Rate("USD", 50, DateRange(date(2024, 1, 10), FEBRUARY)),
            ]
        )
        segments = Segmenter(hubspot.SERVICING.with_(points=rule)).segments(idle.by_client["acme"])["north"]
        assert [(segment.start, segment.points) for segment in segments] == [(JANUARY, 0), (FEBRUARY, None)]

    def test_activities_in_a_row(self) -> None:
        """Activities whose windows touch make one segment."""
        north = managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY, MARCH])
        assert found(north)["north"] == ["[2024-01-01, 2024-04-30) USD 900.00 north"]

    def test_joined_later(self) -> None:
        """Neighbours that are alike join also where something else stands before them."""
        dearer = attrs.evolve(
            NORTH.subscriptions[0],
            items=[
                Item("Hub", price=900, start=JANUARY, end=date(2024, 1, 10)),
                Item("Hub", price=950, start=date(2024, 1, 10), end=date(2024, 1, 20)),
            ],
        )
        portfolio = managed_client("north", "acme", start=JANUARY, activities=[JANUARY]).with_(dearer)
        rule = CurrencyToPoints([Rate("USD", 100, DateRange(end=FEBRUARY)), Rate("USD", 50, DateRange(FEBRUARY))])
        segments = Segmenter(hubspot.SERVICING.with_(points=rule)).segments(portfolio.by_client["acme"])["north"]
        assert [(segment.start, segment.end, segment.credit.amount) for segment in segments] == [
            (JANUARY, date(2024, 1, 10), Fraction(900)),
            (date(2024, 1, 10), date(2024, 1, 20), Fraction(950)),
            (date(2024, 1, 20), MARCH, Fraction(0)),
        ]


class TestWithin:
    def test_clipped(self) -> None:
        """Segments are clipped to the days wanted."""
        assert found(NORTH, within=DateRange(FEBRUARY, date(2024, 2, 2))) == {
            "north": ["[2024-02-01, 2024-02-02) USD 900.00 north"]
        }

    def test_outside(self) -> None:
        """A partner without a day among those wanted has none."""
        assert found(NORTH | SOUTH, within=DateRange(JANUARY, FEBRUARY)) == {
            "north": ["[2024-01-01, 2024-02-01) USD 900.00 north"]
        }


class TestEdges:
    def test_last_days(self) -> None:
        """A segment that reaches past the last day there is has no end."""
        last = managed_client("north", "acme", start=JANUARY, price=900, activities=[date(9999, 12, 20)])
        (segment,) = Segmenter(hubspot.SERVICING).segments(last.by_client["acme"])["north"]
        assert segment == Segment(date(9999, 12, 20), None, Money(900, "USD"), Fraction(900) / 100, ("north",))

    def test_first_days(self) -> None:
        """A segment may begin on the first day there is."""
        first = managed_client("north", "acme", start=date.min, price=900, activities=[date.min])
        assert found(first)["north"] == ["[0001-01-01, 0001-03-02) USD 900.00 north"]

    def test_rule_that_holds_ever(self) -> None:
        """Credit begins with the first day of which anything is said about the partner at the client, not before."""
        policy = attrs.evolve(hubspot.SERVICING, eligibility=CurrentAgreement())
        assert found(NORTH, policy) == {"north": ["[2024-01-01, ever) USD 900.00 north"]}

    def test_removed_on_the_day(self) -> None:
        """An activity of the last day of a presence lives on that day only."""
        base = managed_client("north", "acme", start=JANUARY, price=900, activities=[date(2024, 1, 31)])
        left = Portfolio(
            partners=base.partners,
            clients=base.clients,
            employees=base.employees,
            partner_users=[PartnerUser("north-employee", start=JANUARY, end=FEBRUARY)],
            client_users=base.client_users,
            links=base.links,
            activities=base.activities,
            subscriptions=base.subscriptions,
        )
        assert found(left)["north"] == ["[2024-01-31, 2024-02-01) USD 900.00 north"]
