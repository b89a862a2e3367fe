"""Several partners at one client."""

from fractions import Fraction

import pytest

from managed_mrr import EvenSplit, Share, SplitRule, Undivided


class TestEvenSplit:
    @pytest.mark.parametrize("partners", [("north",), ("east", "north"), ("east", "north", "south")])
    def test_shares(self, partners: tuple[str, ...]) -> None:
        """Everyone gets the same exact part, and everyone shares with everyone."""
        part = Fraction(1, len(partners))
        assert EvenSplit().shares(partners) == tuple(Share(each, part, partners) for each in partners)

    def test_text(self) -> None:
        """The rule reads as what it does."""
        assert str(EvenSplit()) == "divided evenly"


class TestUndivided:
    def test_shares(self) -> None:
        """Everyone gets the whole and shares with nobody."""
        assert Undivided().shares(("north", "south")) == (
            Share("north", Fraction(1), ("north",)),
            Share("south", Fraction(1), ("south",)),
        )

    def test_text(self) -> None:
        """The rule reads as what it does."""
        assert str(Undivided()) == "undivided"


class TestSplitRule:
    def test_shipped(self) -> None:
        """The shipped rules are split rules to a type checker."""
        rules: list[SplitRule] = [EvenSplit(), Undivided()]
        assert [share.fraction for rule in rules for share in rule.shares(["north"])] == [1, 1]
