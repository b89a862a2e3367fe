"""The hash of a policy."""

from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    EVER,
    Catalogue,
    CatalogueEntry,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    DateSet,
    EvenSplit,
    ExpiryWindow,
    LiveActivity,
    MinimumActivity,
    PartnerAtClient,
    Policy,
    PolicyError,
    Program,
    Rate,
    Rule,
    Source,
    Term,
    hubspot,
    policy_hash,
)
from managed_mrr.policy_hash import deciding

SERVICING = hubspot.SERVICING


class Colour(Enum):
    """An enumeration that a rule may hold."""

    RED = "red"


@attrs.frozen
class Own(Rule[PartnerAtClient]):
    """A rule that holds anything."""

    value: object = None

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Never."""
        return DateSet()


def hash_of(rule: Rule[PartnerAtClient]) -> str:
    """The hash of a policy that asks for one rule."""
    return policy_hash(Policy(name="ours", eligibility=rule))


class TestPolicyHash:
    def test_digits(self) -> None:
        """It is written as 64 hexadecimal digits."""
        assert len(policy_hash(SERVICING)) == 64
        assert int(policy_hash(SERVICING), 16)

    @pytest.mark.parametrize(
        "other",
        [
            SERVICING.with_(name="the same by another name"),
            SERVICING.with_(rates=hubspot.RATES[::-1]),
            SERVICING.with_(rates=[attrs.evolve(each, source=Source("hearsay")) for each in hubspot.RATES]),
            SERVICING.with_(catalogue=Catalogue(hubspot.CATALOGUE.entries[::-1], source="hearsay")),
            attrs.evolve(SERVICING, eligibility=CurrentAgreement() & LiveActivity()),
            attrs.evolve(SERVICING, questions=()),
        ],
    )
    def test_what_is_not_in_it(self, other: Policy) -> None:
        """Names, sources, questions and the order of what must all hold are not in it."""
        assert policy_hash(other) == policy_hash(SERVICING)

    @pytest.mark.parametrize(
        "other",
        [
            SERVICING.with_(window=ExpiryWindow(days=61)),
            SERVICING.with_(multiplied=False),
            SERVICING.with_(rates=hubspot.RATES[1:]),
            SERVICING.with_(catalogue=hubspot.CATALOGUE.with_entry("sequences", ["edit"])),
            SERVICING.requiring(MinimumActivity(count=1, within=60)),
            hubspot.PARTNER_OF_RECORD,
            hubspot.COMBINED,
            Program(name="servicing", terms=[Term(SERVICING)]),
        ],
    )
    def test_what_is_in_it(self, other: Policy) -> None:
        """Every value that decides a number is in it."""
        assert policy_hash(other) != policy_hash(SERVICING)

    def test_the_order_of_other_lists(self) -> None:
        """The order of a list of one's own counts."""
        assert hash_of(Own(("a", "b"))) != hash_of(Own(("b", "a")))
        assert hash_of(Own(frozenset(["a", "b"]))) == hash_of(Own(frozenset(["b", "a"])))

    def test_values_are_told_apart(self) -> None:
        """Values that would be written alike make different hashes."""
        values: list[object] = [
            *(None, True, 1, 2, "1", "2024-01-01", date(2024, 1, 1), Fraction(1), Fraction(1, 3), Decimal(1)),
            *(Colour.RED, "red", (), frozenset(), (1,), ((1,),), frozenset([1]), EvenSplit(), "EvenSplit"),
            *(ExpiryWindow(), Own(), EVER, DateRange(date(2024, 1, 1))),
        ]
        assert len({hash_of(Own(value)) for value in values}) == len(values)

    def test_equal_numbers(self) -> None:
        """Equal decimals are the same, however they are written."""
        assert hash_of(Own(Decimal("1.0"))) == hash_of(Own(Decimal("1.00")))

    def test_own_rules_go_by_their_qualified_name(self) -> None:
        """Two classes of the same values are different rules."""

        @attrs.frozen
        class Other(Own):
            """The same again."""

        assert hash_of(Own(1)) != hash_of(Other(1))

    @pytest.mark.parametrize("value", [0.5, Decimal("NaN"), ["a list"], object, len])
    def test_values_without_an_exact_form(self, value: object) -> None:
        """What has no exact form is refused with its place."""
        rule = Own()
        object.__setattr__(rule, "value", value)  # a policy would not take it
        policy = Policy(name="ours", eligibility=Own())
        object.__setattr__(policy, "eligibility", rule)
        with pytest.raises(PolicyError, match=r"^eligibility\.value is .*: expected a value with an exact form"):
            policy_hash(policy)


class TestDeciding:
    @pytest.mark.parametrize(
        ("part", "names"),
        [
            (SERVICING, ["eligibility", "revenue", "split", "points"]),
            (Program(name="program", terms=[Term(SERVICING)]), ["terms"]),
            (Term(1, unit="points", source="a page"), ["value", "period", "unit"]),
            (Rate("USD", 100, source="a page"), ["currency", "per_point", "period"]),
            (hubspot.CATALOGUE, ["entries"]),
            (CatalogueEntry("blog", ["edit"]), ["tool", "actions", "period"]),
            (CurrencyToPoints(), ["rates", "multiplied"]),
            (Own(1), ["value"]),
            ("text", []),
        ],
    )
    def test_names(self, part: object, names: list[str]) -> None:
        """A part has the values of its class but for those that are for people."""
        assert list(deciding(part)) == names
