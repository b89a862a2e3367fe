"""Several partners at one client."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import attrs
import pytest

from managed_mrr import (
    AmountError,
    Client,
    DateRange,
    EvenSplit,
    Partner,
    PartnerAtClient,
    PolicyError,
    Portfolio,
    Share,
    SplitRule,
    StepFunction,
    Undivided,
    WeightedSplit,
    evaluate,
    hubspot,
    managed_client,
    timeline,
)

DAY, CHANGE = date(2024, 3, 1), date(2024, 2, 10)


def facts(*partners: str) -> list[PartnerAtClient]:
    """What there is to know of some partners at acme: nothing but who they are."""
    portfolio = Portfolio.of(Client("acme", currency="USD"), *map(Partner, partners))
    return [portfolio.facts(partner, "acme") for partner in partners]


class TestShare:
    def test_inexact(self) -> None:
        """A fraction that is a float is refused by name, also by a policy whose split makes it."""
        inexact: Any = 0.5
        with pytest.raises(AmountError, match=r"not an exact amount: 0\.5 \(float\)"):
            Share("north", inexact, ("north",))
        with pytest.raises(AmountError, match=r"not an exact amount: 0\.5 \(float\)"):
            hubspot.SERVICING.with_(split=Halves())


@attrs.frozen
class Halves:
    """A half for each, as a float."""

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """The shares."""
        inexact: Any = 0.5
        return StepFunction.constant(tuple(Share(each.partner.id, inexact, ()) for each in partners))


class TestEvenSplit:
    @pytest.mark.parametrize("partners", [("north",), ("east", "north"), ("east", "north", "south")])
    def test_shares(self, partners: tuple[str, ...]) -> None:
        """Everyone gets the same exact part, and everyone shares with everyone, on every day."""
        part = Fraction(1, len(partners))
        shares = tuple(Share(each, part, partners) for each in partners)
        assert EvenSplit().shares(facts(*partners)) == StepFunction.constant(shares)

    def test_text(self) -> None:
        """The rule reads as what it does."""
        assert str(EvenSplit()) == "divided evenly"


class TestUndivided:
    def test_shares(self) -> None:
        """Everyone gets the whole and shares with nobody."""
        assert Undivided().shares(facts("north", "south")).at(DAY) == (
            Share("north", Fraction(1), ("north",)),
            Share("south", Fraction(1), ("south",)),
        )

    def test_text(self) -> None:
        """The rule reads as what it does."""
        assert str(Undivided()) == "undivided"


@attrs.frozen
class Favouring(WeightedSplit):
    """One partner weighs as much as told, the others 1 each, from a day on; before it nobody weighs anything."""

    partner: str
    weight_of_it: Fraction

    def weight(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The weight of a partner."""
        weight = self.weight_of_it if facts.partner.id == self.partner else Fraction(1)
        return StepFunction.in_turn([(DateRange(CHANGE), StepFunction.constant(weight))], Fraction(0))


class TestWeightedSplit:
    def test_in_proportion(self) -> None:
        """Each gets its weight's part of all weights."""
        shares = Favouring("north", Fraction(3)).shares(facts("north", "south")).at(DAY)
        assert [(each.partner, each.fraction, each.sharing) for each in shares] == [
            ("north", Fraction(3, 4), ("north", "south")),
            ("south", Fraction(1, 4), ("north", "south")),
        ]

    def test_evenly_without_weight(self) -> None:
        """On days on which nobody has any weight, the parts are even."""
        shares = Favouring("north", Fraction(3)).shares(facts("north", "south")).at(date(2024, 1, 1))
        assert [each.fraction for each in shares] == [Fraction(1, 2), Fraction(1, 2)]

    def test_nothing(self) -> None:
        """Who has no weight while others have some gets nothing, and still shares."""
        shares = Favouring("north", Fraction(0)).shares(facts("north", "south")).at(DAY)
        assert [each.fraction for each in shares] == [0, 1]

    def test_below_zero(self) -> None:
        """A weight below 0 is refused, and said."""
        with pytest.raises(PolicyError, match=r"Favouring.weight is below 0: -1; expected 0 or more"):
            Favouring("north", Fraction(-1)).shares(facts("north", "south"))

    @pytest.mark.parametrize("weight", [2, Decimal("2.0"), Fraction(2)])
    def test_exact(self, weight: object) -> None:
        """A weight may be any exact number."""
        shares = Favouring("north", cast("Any", weight)).shares(facts("north", "south")).at(DAY)
        assert [each.fraction for each in shares] == [Fraction(2, 3), Fraction(1, 3)]

    def test_inexact(self) -> None:
        """A weight that is a float is refused by name."""
        inexact: Any = 0.5
        with pytest.raises(AmountError, match=r"not an exact amount: 0\.5 \(float\)"):
            Favouring("north", inexact).shares(facts("north", "south"))

    def test_in_a_policy(self) -> None:
        """The parts change within the days on which the same partners are eligible."""
        both = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 2, 1)])
        both |= managed_client("south", "acme", start=date(2024, 1, 1), activities=[date(2024, 2, 1)])
        policy = hubspot.SERVICING.with_(split=Favouring("north", Fraction(2)))
        segments = timeline(both, partner="north", client="acme", policy=policy).segments
        assert [each.start for each in segments] == [date(2024, 2, 1), CHANGE]
        assert [each.credit.amount for each in segments] == [450, 600]
        assert [line.credit.amount for line in evaluate(both, as_of=DAY, policy=policy).lines] == [600, 300]


class TestSplitRule:
    def test_shipped(self) -> None:
        """The shipped rules are split rules to a type checker."""
        rules: Sequence[SplitRule] = [EvenSplit(), Undivided(), Favouring("north", Fraction(2))]
        assert [rule.shares(facts("north")).at(DAY)[0].fraction for rule in rules] == [1, 1, 1]
