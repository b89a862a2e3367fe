from datetime import date
from fractions import Fraction

import pytest

import managed_mrr as mm
from managed_mrr.rules.tiers import PUBLISHED_TIERS, to_unit, written


class TestWritten:
    def test_points_and_money(self) -> None:
        """Points have two digits and money those of its currency, both with commas between thousands."""
        amount = Fraction(10000, 3)
        assert [written(amount, unit) for unit in ("points", "USD", "JPY")] == ["3,333.33", "3,333.33", "3,333"]


class TestTier:
    def test_asks_for_what_it_says(self) -> None:
        """A tier asks for the numbers it is given, exactly, and for nothing else."""
        assert mm.Tier("gold", sold="62.50", managed=0).needs() == (
            ("sold", Fraction(125, 2)),
            ("managed", Fraction(0)),
        )

    def test_may_ask_for_nothing(self) -> None:
        """An entry tier asks for nothing, which its text says."""
        assert str(mm.Tier("registered")) == "registered: nothing is asked"

    @pytest.mark.parametrize(
        ("name", "total", "message"),
        [
            ("", 1, "a name is '': expected text of at least one character"),
            (7, 1, "a name is 7: expected text of at least one character"),
            (
                "gold",
                -1,
                "a tier asks for -1: expected a number of 0 or more, or None where it asks for nothing",
            ),
        ],
    )
    def test_refuses(self, name: str, total: int, message: str) -> None:
        """A tier without a name, or that asks for less than nothing, is refused."""
        with pytest.raises(mm.PolicyError) as caught:
            mm.Tier(name, total=total)
        assert str(caught.value) == message

    def test_refuses_floats(self) -> None:
        """Thresholds are exact."""
        with pytest.raises(mm.AmountError):
            mm.Tier("gold", total=62.5)  # type: ignore[arg-type]


class TestTierTable:
    def test_refuses_what_is_no_tier(self) -> None:
        """A table is made of tiers."""
        with pytest.raises(mm.PolicyError, match=r"not a tier: 'gold'; expected Tier objects"):
            mm.TierTable(["gold"])  # type: ignore[list-item]

    def test_refuses_an_empty_one(self) -> None:
        """A table has at least one tier."""
        with pytest.raises(mm.PolicyError) as caught:
            mm.TierTable([])
        assert str(caught.value) == "tiers: got '[]', expected at least one tier"

    def test_tells_everything_that_is_wrong(self) -> None:
        """Names given twice, and every number below that of the tier before it, are told together."""
        with pytest.raises(mm.PolicyError) as caught:
            mm.TierTable([mm.Tier("gold", total=100, sold=5), mm.Tier("gold", total=50)])
        assert str(caught.value).split(". ") == [
            "tiers[1].name: got 'gold', expected a name that no tier before it has; make one tier of the two",
            "tiers[1].total: got '50', expected at least 100, as 'gold' before it; put the lowest tier first",
            "tiers[1].sold: got None, expected at least 5, as 'gold' before it; put the lowest tier first",
        ]

    def test_text(self) -> None:
        """A table says its tiers and what they are counted in."""
        assert str(mm.TierTable([mm.Tier("gold", sold=5)], unit="EUR")) == "gold: sold 5 (in EUR)"

    def test_may_ask_for_as_much_again(self) -> None:
        """A higher tier may ask for the same of something."""
        assert mm.TierTable([mm.Tier("gold", sold=5), mm.Tier("elite", sold=5, total=9)]).names == ("gold", "elite")

    @pytest.mark.parametrize(
        ("unit", "message"),
        [
            ("point", "a unit is 'point': expected 'points' or a currency code; did you mean 'points'?"),
            ("stars", "a unit is 'stars': expected 'points' or a currency code"),
        ],
    )
    def test_refuses_other_units(self, unit: str, message: str) -> None:
        """What the numbers are counted in is points or a currency."""
        with pytest.raises(mm.PolicyError) as caught:
            to_unit(unit)
        assert str(caught.value) == message


class TestPublishedTiers:
    def test_names_its_sources(self) -> None:
        """Every table is historic, in USD, and names its source, when it was read and how sure that is."""
        for term in mm.hubspot.HISTORIC_TIERS:
            assert term.unit == term.value.unit == "USD"
            assert term.source is not None
            assert "historic" in term.source.title
            assert term.source.read
            assert term.source.confidence == "high"

    @pytest.mark.parametrize(
        ("day", "gold"),
        [(date(2016, 11, 3), (1125, 6500)), (date(2018, 1, 22), (2100, 6000)), (date(2018, 4, 30), (2100, 6000))],
    )
    def test_gold(self, day: date, gold: tuple[int, int]) -> None:
        """Sold and managed of gold in 2016 and in 2018."""
        term = PUBLISHED_TIERS.on(day)
        assert term is not None
        (tier,) = [each for each in term.value.tiers if each.name == "Gold"]
        assert (tier.sold, tier.managed, tier.total) == (*map(Fraction, gold), None)

    def test_only_elite_was_read_in_2022(self) -> None:
        """Of the last table in numbers one row could be read, and so it is not complete."""
        term = PUBLISHED_TIERS.on(date(2022, 7, 17))
        assert term is not None
        assert not term.value.complete
        assert term.value.tiers == (mm.Tier("Elite", sold=65_000, managed=170_000),)

    @pytest.mark.parametrize(
        "day",
        [
            date(2016, 11, 2),
            date(2016, 11, 4),
            date(2018, 1, 21),
            date(2018, 5, 1),
            date(2022, 7, 18),
            date(2024, 3, 1),
        ],
    )
    def test_on_other_days_none_is_known(self, day: date) -> None:
        """No table is stretched over days its copies do not vouch for."""
        assert PUBLISHED_TIERS.on(day) is None
