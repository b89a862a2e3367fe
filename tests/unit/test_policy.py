"""One rule for each question, and other readings of them."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, cast

import attrs
import pytest

import managed_mrr as mm
from managed_mrr import (
    ALWAYS,
    EVER,
    Catalogue,
    CatalogueEntry,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    DateSet,
    EvenSplit,
    ExpiryWindow,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Parameter,
    PartnerAtClient,
    PartnerOfRecordStatus,
    Policy,
    PolicyError,
    Portfolio,
    QualifyingActivity,
    RecurringRevenue,
    Rule,
    Undivided,
    evaluate,
    hubspot,
    managed_client,
)

if TYPE_CHECKING:
    from decimal import Decimal

TIERED = hubspot.SERVICING.requiring(MinimumActivity(count=3, within=30))
PLAIN = Policy(name="plain", eligibility=CurrentAgreement())


class TestMaking:
    def test_defaults(self) -> None:
        """Only a name and an eligibility are needed."""
        assert (PLAIN.revenue, PLAIN.split, PLAIN.points) == (
            RecurringRevenue(),
            EvenSplit(),
            CurrencyToPoints(),
        )

    def test_no_rule(self) -> None:
        """The eligibility is a rule."""
        with pytest.raises(PolicyError) as caught:
            Policy(name="x", eligibility=CurrentAgreement)  # type: ignore[arg-type]
        assert str(caught.value) == f"Policy.eligibility is {CurrentAgreement!r}: expected Rule"

    def test_several_wrong(self) -> None:
        """Every part of a wrong type is named, with the place it stands in."""
        with pytest.raises(PolicyError) as caught:
            Policy(name="x", eligibility=LiveActivity(window=61), split=5)  # type: ignore[arg-type]
        assert (
            str(caught.value)
            == "Policy.split is 5: expected SplitRule; LiveActivity.window is 61: expected ExpiryWindow"
        )

    def test_text(self) -> None:
        """A policy is called by its name."""
        assert str(hubspot.SERVICING) == "servicing"

    def test_frozen(self) -> None:
        """A policy never changes."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            PLAIN.name = "y"  # type: ignore[misc]


class TestHints:
    def test_not_to_be_checked(self) -> None:
        """A rule of a user's own may have fields of any type, also of one that no value can be checked against."""
        assert Policy(name="own", eligibility=Hinted()).eligibility == Hinted()

    def test_for_type_checkers(self) -> None:
        """A rule whose hints name what is imported for type checkers only is not checked by them."""
        assert Policy(name="own", eligibility=HintedElsewhere()).eligibility == HintedElsewhere()


class Sized(Protocol):
    """What no value can be checked against when the code runs."""

    size: int


TWO = cast("Sized", 2)


@attrs.frozen
class Hinted(Rule[PartnerAtClient]):
    anything: Any = 1
    sized: Sized | None = None
    protocol: Sized = TWO

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Every day."""
        return ALWAYS


@attrs.frozen
class HintedElsewhere(Rule[PartnerAtClient]):
    number: "Decimal | int" = 1

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Every day."""
        return ALWAYS


class TestRequiring:
    def test_joined(self) -> None:
        """One more condition joins the others, and the policy it came from stays as it is."""
        assert TIERED.eligibility == LiveActivity() & CurrentAgreement() & MinimumActivity(count=3, within=30)
        assert hubspot.SERVICING.eligibility == LiveActivity() & CurrentAgreement()

    def test_same_people(self) -> None:
        """A rule that asks about people and activities asks about those of the policy."""
        manual = hubspot.SERVICING.with_(link_by_domain=False, catalogue=hubspot.CATALOGUE.with_entry("fax", "send"))
        assert manual.requiring(MinimumActivity(count=3, within=30)) == TIERED.with_(
            link_by_domain=False, catalogue=hubspot.CATALOGUE.with_entry("fax", "send")
        )
        assert manual.requiring(PartnerOfRecordStatus()).eligibility == manual.eligibility & PartnerOfRecordStatus()

    def test_out_of_the_divisor(self) -> None:
        """A partner that fails the condition no longer shares."""
        busy = [date(2024, 1, day) for day in (10, 11, 12)]
        portfolio = managed_client(
            "north", "acme", start=date(2024, 1, 1), price=1000, activities=busy
        ) | managed_client("south", "acme", start=date(2024, 1, 1), activities=busy[:1])
        day = date(2024, 1, 20)
        assert [line.credit.amount for line in evaluate(portfolio, as_of=day).lines] == [500, 500]
        lines = evaluate(portfolio, as_of=day, policy=TIERED).lines
        assert [(line.partner, int(line.credit.amount), line.sharing) for line in lines] == [
            ("north", 1000, ("north",))
        ]


class TestWith:
    def test_top(self) -> None:
        """A value of the policy itself is changed by its name."""
        assert hubspot.SERVICING.with_(split=Undivided(), name="whole") == attrs.evolve(
            hubspot.SERVICING, split=Undivided(), name="whole"
        )

    def test_nested(self) -> None:
        """A value deep inside is changed by its name, and all else stays."""
        changed = hubspot.SERVICING.with_(days=61)
        assert changed.eligibility == LiveActivity(window=ExpiryWindow(days=61)) & CurrentAgreement()
        assert attrs.evolve(changed, eligibility=hubspot.SERVICING.eligibility) == hubspot.SERVICING

    def test_whole_value(self) -> None:
        """A value that has values of its own is changed whole."""
        assert hubspot.SERVICING.with_(window=ExpiryWindow(days=61)) == hubspot.SERVICING.with_(days=61)

    def test_several_places(self) -> None:
        """A name that stands in several places is changed in all of them."""
        manual = ManagedRelationship(link=LinkValidity(link_by_domain=False))
        changed = TIERED.with_(link_by_domain=False)
        assert changed.eligibility == (
            LiveActivity(relationship=manual)
            & CurrentAgreement()
            & MinimumActivity(count=3, within=30, relationship=manual)
        )

    def test_several_values(self) -> None:
        """Several values are changed one after the other."""
        changed = hubspot.SERVICING.with_(days=30, unlinking_ends=True)
        assert changed == hubspot.SERVICING.with_(unlinking_ends=True).with_(days=30)

    def test_negated_rule(self) -> None:
        """A rule inside a complement is reached as well."""
        policy = Policy(name="idle", eligibility=~LiveActivity() & PartnerOfRecordStatus())
        assert policy.with_(days=30).eligibility == (
            ~LiveActivity(window=ExpiryWindow(days=30)) & PartnerOfRecordStatus()
        )

    def test_catalogue(self) -> None:
        """The catalogue is one value, used wherever activities are looked at."""
        own = hubspot.CATALOGUE.with_entry("fax", "send")
        changed = TIERED.with_(catalogue=own)
        assert changed.parts(QualifyingActivity) == (QualifyingActivity(own), QualifyingActivity(own))

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("window", 61, "LiveActivity.window is 61: expected ExpiryWindow"),
            ("link_by_domain", "no", "LinkValidity.link_by_domain is 'no': expected bool"),
            ("split", EvenSplit, f"Policy.split is {EvenSplit!r}: expected SplitRule"),
            ("catalogue", None, "QualifyingActivity.catalogue is None: expected Catalogue"),
            ("rates", ["USD"], "not a rate: 'USD'; expected Rate objects"),
        ],
    )
    def test_wrong_type(self, name: str, value: object, message: str) -> None:
        """A value of another type is refused when the policy is made, not when it is used."""
        with pytest.raises(PolicyError) as caught:
            hubspot.SERVICING.with_(**{name: value})
        assert str(caught.value) == message

    def test_private_field(self) -> None:
        """A rule of one's own may have a private field, which is named as its argument is."""

        @attrs.frozen
        class Own(Rule[PartnerAtClient]):
            _kept: int = 3
            other: int = 4

            def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
                return ALWAYS

        policy = Policy(name="x", eligibility=Own())
        assert policy.with_(other=5).eligibility == Own(other=5)
        assert policy.with_(kept=5).eligibility == Own(kept=5)

    def test_together(self) -> None:
        """Values that belong together may be given in any order."""
        strict = hubspot.SERVICING.with_(deactivation_ends=True)
        one = strict.with_(deactivation_ends=False, active_required=False)
        assert strict.with_(active_required=False, deactivation_ends=False) == one

    def test_nothing(self) -> None:
        """Without any change it is the policy itself, and so it is with the same value."""
        assert hubspot.SERVICING.with_() is hubspot.SERVICING
        assert hubspot.SERVICING.with_(days=60) == hubspot.SERVICING

    def test_unknown(self) -> None:
        """A name the policy does not have is refused with the nearest."""
        with pytest.raises(PolicyError) as caught:
            hubspot.SERVICING.with_(windw=ExpiryWindow(days=61))
        assert str(caught.value) == "policy 'servicing' has no parameter 'windw'; did you mean 'window'?"

    def test_unknown_and_nothing_similar(self) -> None:
        """Where no name is similar, all are listed."""
        policy = Policy(
            name="x",
            eligibility=CurrentAgreement(),
            revenue=RecurringRevenue(),
            points=CurrencyToPoints([]),
        )
        with pytest.raises(PolicyError) as caught:
            policy.with_(zzz=1)
        assert str(caught.value) == (
            "policy 'x' has no parameter 'zzz'; it has billing_required, eligibility, good_standing_required, "
            "multiplied, name, net_of_discount, points, rates, recognition, revenue, split"
        )

    def test_ambiguous(self) -> None:
        """A name of several values that differ is refused with all the places."""
        policy = Policy(
            name="x",
            eligibility=LiveActivity() & MinimumActivity(count=2, within=90) & MinimumActivity(count=1, within=30),
        )
        with pytest.raises(PolicyError) as caught:
            policy.with_(within=60)
        assert str(caught.value) == (
            "'within' names different values: eligibility.rules[1].within = 90, eligibility.rules[2].within = 30; "
            "expected one; change the part that holds it"
        )

    def test_ambiguous_in_lists(self) -> None:
        """Values in the entries of a catalogue or a table of rates are changed with the entry, not by name."""
        with pytest.raises(PolicyError, match=r"^'per_point' names different values: points\.rates\[0\]\.per_point = "):
            hubspot.SERVICING.with_(per_point=1)


class TestParameters:
    def test_places(self) -> None:
        """Every value has the path it stands at, outermost first."""
        policy = Policy(
            name="x",
            eligibility=LiveActivity(activity=QualifyingActivity(Catalogue([CatalogueEntry("blog", ["publish"])]))),
            points=CurrencyToPoints([]),
        )
        assert [parameter.place for parameter in policy.parameters()][:8] == [
            "name",
            "eligibility",
            "eligibility.relationship",
            "eligibility.relationship.link",
            "eligibility.relationship.link.link_by_domain",
            "eligibility.relationship.link.active_required",
            "eligibility.relationship.unlinking_ends",
            "eligibility.relationship.deactivation_ends",
        ]

    def test_values(self) -> None:
        """A parameter has its name, its place and its value."""
        assert Parameter("days", "eligibility.rules[0].window.days", 60) in hubspot.SERVICING.parameters()
        assert Parameter("period", "points.rates[0].period", DateRange(end=date(2025, 7, 15))) in (
            hubspot.SERVICING.parameters()
        )


class TestParts:
    def test_by_kind(self) -> None:
        """The parts of a kind are found wherever they stand."""
        assert TIERED.parts(ExpiryWindow) == (ExpiryWindow(days=60),)
        assert TIERED.parts(MinimumActivity) == (MinimumActivity(count=3, within=30),)
        assert TIERED.parts(Undivided) == ()
        assert TIERED.parts(Policy) == (TIERED,)


class TestNoPolicy:
    ACME = managed_client("north", "acme", start=date(2024, 1, 1))
    PAIR: ClassVar[dict[str, Any]] = {"partner": "north", "client": "acme"}

    @pytest.mark.parametrize(
        "ask",
        [
            lambda it, acme, _: mm.evaluate(acme, as_of=date(2024, 3, 1), policy=it),
            lambda it, acme, pair: mm.timeline(acme, policy=it, **pair),
            lambda it, acme, _: mm.timelines(acme, policy=it),
            lambda it, acme, pair: mm.explain(acme, as_of=date(2024, 3, 1), policy=it, **pair),
            lambda it, acme, pair: mm.why_not(acme, as_of=date(2024, 3, 1), policy=it, **pair),
            lambda it, acme, _: mm.changes(acme, start=date(2024, 1, 1), end=date(2024, 3, 1), policy=it),
            lambda it, acme, _: mm.compare(acme, mm.Scenario(), policy=it),
            lambda it, acme, pair: mm.outlook(acme, as_of=date(2024, 3, 1), policy=it, **pair),
            lambda it, *_: mm.witness(mm.hubspot.SERVICING, it),
            lambda it, *_: mm.diff(mm.hubspot.SERVICING, it),
            lambda it, *_: mm.diff(it, mm.hubspot.SERVICING),
        ],
        ids=[
            "evaluate",
            "timeline",
            "timelines",
            "explain",
            "why-not",
            "changes",
            "compare",
            "outlook",
            "witness",
            "after",
            "before",
        ],
    )
    def test_refused(self, ask: Callable[[Any, Portfolio, dict[str, Any]], object]) -> None:
        """The name of a policy is none, and each question says what it expected."""
        with pytest.raises(PolicyError, match=r"^not a policy: 'servicing'; expected a Policy, such as hubspot.SERV"):
            ask("servicing", self.ACME, self.PAIR)
