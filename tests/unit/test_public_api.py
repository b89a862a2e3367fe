"""What every public name has in common: documentation, hints, and the behaviour of values."""

import copy
import inspect
import pickle
import pkgutil
import re
import typing
from abc import ABC
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from importlib import import_module
from types import ModuleType

import attrs
import pytest

import managed_mrr as mm

JANUARY, MARCH = date(2024, 1, 1), date(2024, 3, 1)
SPAN = mm.DateRange(JANUARY, MARCH)
PORTFOLIO = mm.managed_client("north", "acme", start=JANUARY, price=1000, activities=[JANUARY], of_record=True)
STATEMENT = mm.evaluate(PORTFOLIO, as_of=JANUARY)
TIMELINE = mm.timeline(PORTFOLIO, partner="north", client="acme")
FACTS = PORTFOLIO.facts("north", "acme")
EXPLANATION = STATEMENT.explain("north", "acme")
LINK = PORTFOLIO.links[0]
ITEM = mm.Item("Service Hub", price="10.50", start=JANUARY)
SCENARIO = mm.Scenario(
    [mm.what_if.Leaves("north-employee", on=date(2024, 2, 1))], policy=mm.hubspot.COMBINED, name="what then"
)
COMPARISON = mm.compare(PORTFOLIO, SCENARIO)
EFFECTS = COMPARISON.as_of(date(2024, 2, 1))
OUTLOOK = mm.outlook(PORTFOLIO, partner="north", client="acme", as_of=JANUARY)
EXPIRING = mm.expiring(PORTFOLIO, as_of=JANUARY, within=90)
POINTS = mm.single_points(PORTFOLIO, as_of=JANUARY)
OPENED = STATEMENT.by_subscription()
RANGE = mm.evaluate_range(PORTFOLIO, as_of=MARCH, questions=["window"])
RENEWALS = mm.renewals(PORTFOLIO, as_of=JANUARY, within=90)
DIFFERENCE = mm.diff(mm.hubspot.SERVICING, mm.hubspot.COMBINED)
IMPACT = mm.impact(mm.hubspot.SERVICING, mm.hubspot.PARTNER_OF_RECORD, PORTFOLIO)
WITNESS = mm.witness(mm.hubspot.SERVICING, mm.hubspot.COMBINED)
LEDGER = mm.changes(PORTFOLIO, start=JANUARY, end=MARCH)
ANSWER = mm.why_not(PORTFOLIO, partner="north", client="acme", as_of=MARCH)

TIER_TABLE = mm.TierTable([mm.Tier("gold", total="62.50"), mm.Tier("elite", total=100, sold=5)], unit="USD")
TIERS = mm.tier_timeline(PORTFOLIO, partner="north", tiers=TIER_TABLE)

VALUES: list[object] = [
    mm.Activity(employee="ann", client="acme", on=JANUARY, tool="blog", action="publish", id="a1"),
    mm.AllOf([mm.LiveActivity(), mm.CurrentAgreement()]),
    mm.Answer("2 in 9 days", {"days": 61}, requiring=mm.MinimumActivity(count=2, within=9), guess=True),
    mm.AnyOf([mm.LiveActivity(), mm.CurrentAgreement()]),
    mm.AtLeast(2, [mm.LiveActivity(), mm.CurrentAgreement()]),
    mm.hubspot.SERVICING.assumptions()[0],
    mm.Billing(JANUARY, every_months=3),
    mm.hubspot.CATALOGUE,
    mm.CatalogueEntry("blog", ["publish", "edit"], SPAN),
    mm.Citation("activities[0]", "a1"),
    mm.Client("acme", currency="EUR", points_multiplier="1.5"),
    mm.ClientUser("ann", client="acme", start=JANUARY, deactivated=[SPAN]),
    mm.CurrencyToPoints([mm.Rate("USD", "62.50", SPAN)], multiplied=False),
    mm.CurrentAgreement(),
    SPAN,
    mm.DateSet([SPAN, mm.DateRange(date(2025, 1, 1))]),
    mm.Employee("ann", partner="north", email="ann@north.example"),
    mm.EvenSplit(),
    mm.ExpiryWindow(days=61),
    EXPLANATION,
    mm.FromNextBilling(),
    mm.Item("Hub", price="800.10", discount="0.05", months=12, start=JANUARY, end=MARCH, eligible=False),
    STATEMENT.lines[0],
    mm.Link("ann", client="acme", start=JANUARY, end=MARCH),
    mm.LinkValidity(link_by_domain=False),
    mm.LiveActivity(window=mm.ExpiryWindow(days=30)),
    mm.ManagedRelationship(unlinking_ends=True),
    mm.MinimumActivity(count=3, within=30),
    mm.Money("1000.00", "USD") / 3,
    mm.Not(mm.LiveActivity()),
    mm.OverTime([mm.Term(3, SPAN, unit="points", source="a table")]),
    mm.Parameter("days", "window.days", 60),
    DIFFERENCE.differences[1],
    mm.Partner("north", employee_domains=["north.example"], agreements=[SPAN]),
    mm.PartnerOfRecord("acme", partner="north", start=JANUARY),
    mm.PartnerOfRecordStatus(),
    mm.PartnerTier("north", "gold", SPAN),
    mm.PartnerUser("ann", start=JANUARY, end=MARCH),
    mm.ReviewRule(reviews=[(3, 1)], months=3, check_day=1, judged="every day", upgrades="reviews"),
    mm.SoldPoints("north", "62.50", SPAN, unit="EUR", source="the dashboard"),
    mm.Tier("gold", total="62.50"),
    mm.TierMinimum({"gold": mm.MinimumActivity(count=3, within=30)}, [mm.PartnerTier("north", "gold", SPAN)]),
    TIER_TABLE,
    mm.hubspot.COMBINED,
    mm.PointsOverTime(mm.OverTime([mm.Term(mm.CurrencyToPoints(), SPAN)])),
    mm.Problem("links[0].end", "2024-01-01", "a later day", "swap the two"),
    mm.Program(name="terms", terms=[mm.Term(mm.hubspot.COMBINED, SPAN)]),
    mm.QualifyingActivity(),
    mm.Question("net", "List price?", [mm.Answer("no", without="X")], clauses=["B6"], about=["net_of_discount"]),
    RANGE.lines[0],
    RANGE.lines[0].credit,
    RANGE.partner_totals[0],
    mm.Rate("GBP", "62.50", SPAN, source="a table"),
    mm.RecurringRevenue(recognition=mm.FromNextBilling()),
    mm.Remark(code="unclassified", path="activities[0]", count=2, text="seen", hint="look at it"),
    mm.RevenueOverTime(mm.OverTime([mm.Term(mm.RecurringRevenue(), SPAN)])),
    mm.round_parts({"north": mm.Money(1, "USD") / 3}, mm.Rounding.EQUAL),
    mm.round_table({("north", "s1"): mm.Money(1, "USD") / 3}, mm.Rounding.EQUAL),
    mm.RuleOverTime([mm.Term(mm.LiveActivity(), SPAN)]),
    TIMELINE.segments[0],
    mm.Share("north", Fraction(1, 3), ("east", "north", "south")),
    mm.Source("a table", read="in May", confidence="low"),
    mm.SplitOverTime(mm.OverTime([mm.Term(mm.EvenSplit(), SPAN)])),
    mm.StepFunction.of([(JANUARY, Fraction(1, 3))], before=None),
    mm.Subscription.monthly("s1", client="acme", price=800, start=JANUARY),
    STATEMENT.totals()["north"],
    mm.Term(mm.Undivided(), SPAN, unit="points", source="a table"),
    mm.Undivided(),
    mm.Unless(mm.LiveActivity(), mm.CurrentAgreement()),
    mm.WhileCounting(),
    COMPARISON.differences[0],
    EXPIRING.expiries[0],
    OUTLOOK.holding[0],
    OUTLOOK.next_change,
    POINTS.people[0],
    IMPACT.changes[0],
    OPENED.parts[0],
    RENEWALS.renewals[0],
    LEDGER.movements[0],
    ANSWER,
    ANSWER.repairs[0],
    ANSWER.repairs[0].steps[0],
    ANSWER.shortfalls[0],
    SCENARIO,
    mm.what_if.Add(LINK, mm.Partner("east")),
    mm.what_if.AgreementEnded("north", on=MARCH),
    mm.what_if.AgreementSigned("north", on=JANUARY),
    mm.what_if.BecomesPartnerOfRecord("north", "acme", on=JANUARY),
    mm.what_if.Cancelled("s1", on=MARCH),
    mm.what_if.Deactivated("ann", on=JANUARY, until=MARCH, client="acme"),
    mm.what_if.Edit(LINK, None),
    mm.what_if.End(LINK, on=MARCH),
    mm.what_if.ItemAdded("s1", ITEM),
    mm.what_if.ItemChanged("s1", "Hub", on=MARCH, price="800.10", discount=0),
    mm.what_if.ItemRemoved("s1", "Hub", on=MARCH),
    mm.what_if.Leaves("ann", on=MARCH),
    mm.what_if.Linked("ann", "acme", on=JANUARY),
    mm.what_if.Move("a1", to=MARCH),
    mm.what_if.Performed("ann", "acme", on=MARCH, tool="seo", action="edit"),
    mm.what_if.Reactivated("ann", on=MARCH, client="acme"),
    mm.what_if.RecordEnded("acme", on=MARCH),
    mm.what_if.Refunded("s1", on=MARCH),
    mm.what_if.Remove(LINK, LINK),
    mm.what_if.RemovedFromClient("north", "acme", on=MARCH),
    mm.what_if.RemovedFromPartner("north", on=MARCH, employees=["ann", "ben"]),
    mm.what_if.Replace(mm.Client("acme", currency="EUR"), mm.Client("acme", currency="USD")),
    mm.what_if.Settled("s1", on=MARCH),
    mm.what_if.Unlinked("ann", "acme", on=MARCH),
]
"""One value of every public type that is written as the call that makes it."""

RESULTS: list[object] = [
    TIERS,
    TIERS.at(JANUARY),
    mm.ReviewRule().credited(TIERS, start=JANUARY, end=MARCH, initial="gold"),
    mm.reach(PORTFOLIO, partner="north", as_of=JANUARY, tiers=TIER_TABLE),
    PORTFOLIO,
    mm.prepare(PORTFOLIO),
    STATEMENT,
    TIMELINE,
    mm.timelines(PORTFOLIO),
    STATEMENT.totals(),
    mm.check(PORTFOLIO),
    COMPARISON,
    DIFFERENCE,
    EFFECTS,
    EXPIRING,
    LEDGER,
    OUTLOOK,
    POINTS,
    IMPACT,
    OPENED,
    RANGE,
    RENEWALS,
    WITNESS,
]
"""Whole portfolios, and what was worked out from them: too large to be written as a call."""

UNCOMPARED: list[object] = [FACTS, FACTS.employees[0]]
"""Facts are compared by identity: a rule is asked about them many times, and they are never kept."""

PUBLIC = {name: getattr(module, name) for module in (mm, mm.what_if) for name in module.__all__}
CLASSES = {name: each for name, each in PUBLIC.items() if inspect.isclass(each)}
FUNCTIONS = {name: each for name, each in PUBLIC.items() if inspect.isfunction(each)}
MODULES = [
    import_module(each.name)
    for each in pkgutil.walk_packages(mm.__path__, "managed_mrr.")
    if each.name != "managed_mrr.__main__"  # which has no names
    and not each.name.startswith("managed_mrr.spark")  # which takes PySpark
]


def named(value: object) -> str:
    """The name of the type of a value, to tell cases apart."""
    return type(value).__name__


def is_protocol(kind: type) -> bool:
    """Whether a class is a protocol, which users implement."""
    return bool(getattr(kind, "_is_protocol", False))


def members(kind: type) -> dict[str, Callable[..., object]]:
    """The public methods and properties that a class defines, as functions."""
    found: dict[str, Callable[..., object]] = {}
    for name, each in vars(kind).items():
        function = each.fget if isinstance(each, property) else getattr(each, "__func__", each)
        if not name.startswith("_") and inspect.isfunction(function):
            found[name] = function
    return found


def in_order(name: str) -> tuple[int, str]:
    """The place of a name among others: constants, then classes, then functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


class TestValues:
    def test_all_there(self) -> None:
        """Every public class that is made by calling it is tested here."""
        tested = {type(value) for value in [*VALUES, *RESULTS, *UNCOMPARED]}
        expected = {
            kind
            for kind in CLASSES.values()
            if not issubclass(kind, (Exception, Enum)) and not is_protocol(kind) and not inspect.isabstract(kind)
        }
        assert {kind.__name__ for kind in expected - tested} == set()

    @pytest.mark.parametrize("value", VALUES, ids=named)
    def test_repr(self, value: object) -> None:
        """What a programmer is shown is the call that makes the same value."""
        names = {**PUBLIC, "date": date, "Fraction": Fraction}
        assert eval(repr(value), names) == value  # noqa: S307 -- our own text

    @pytest.mark.parametrize("value", [*VALUES, *RESULTS], ids=named)
    def test_equality(self, value: object) -> None:
        """A copy is equal, and anything of another kind is not."""
        assert copy.deepcopy(value) == value
        assert value != object()

    @pytest.mark.parametrize(
        "value", [value for value in [*VALUES, *RESULTS] if not isinstance(value, Mapping)], ids=named
    )
    def test_hash(self, value: object) -> None:
        """Equal values hash alike, so they can be members of sets and keys."""
        assert hash(copy.deepcopy(value)) == hash(value)

    @pytest.mark.parametrize("value", [*VALUES, *RESULTS], ids=named)
    def test_pickle(self, value: object) -> None:
        """A value survives being sent to another process, also after it was used."""
        assert str(value)
        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 -- made here

    @pytest.mark.parametrize("value", UNCOMPARED, ids=named)
    def test_pickle_facts(self, value: object) -> None:
        """Facts survive it too."""
        assert repr(pickle.loads(pickle.dumps(value))) == repr(value)  # noqa: S301 -- made here

    @pytest.mark.parametrize(
        "value", [value for value in [*VALUES, *RESULTS, *UNCOMPARED] if attrs.has(type(value))], ids=named
    )
    def test_frozen(self, value: object) -> None:
        """No value changes once it is made, and none takes attributes it does not have."""
        kind: type[attrs.AttrsInstance] = type(value)  # type: ignore[assignment]
        for name in [*(field.name for field in attrs.fields(kind)), "anything"]:
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(value, name, None)

    @pytest.mark.parametrize("value", [*VALUES, *RESULTS], ids=named)
    def test_no_dict(self, value: object) -> None:
        """A value of attrs has slots, which keep it small and shut."""
        assert attrs.has(type(value)) != hasattr(value, "__dict__")

    @pytest.mark.parametrize("value", RESULTS, ids=named)
    def test_results(self, value: object) -> None:
        """A result is shown briefly to a programmer."""
        assert repr(value).startswith(f"<{named(value)}")
        assert len(repr(value)) < 200


class TestDocumentation:
    @pytest.mark.parametrize("each", [*CLASSES.values(), *FUNCTIONS.values()], ids=lambda each: each.__name__)
    def test_docstring(self, each: type | Callable[..., object]) -> None:
        """Every public class and function begins with a sentence."""
        first = (inspect.getdoc(each) or "").partition("\n")[0]
        assert first.endswith((".", ":"))

    @pytest.mark.parametrize(
        "each",
        [*(kind for kind in CLASSES.values() if not is_protocol(kind)), *FUNCTIONS.values()],
        ids=lambda each: each.__name__,
    )
    def test_example(self, each: type | Callable[..., object]) -> None:
        """Every public class and function has an example; a protocol is shown by what implements it."""
        assert "Examples:\n" in (inspect.getdoc(each) or "")

    @pytest.mark.parametrize("kind", CLASSES.values(), ids=lambda kind: kind.__name__)
    def test_members(self, kind: type) -> None:
        """Every public method and property says what it does; one that overrides is told by what it overrides."""
        for name in members(kind):
            assert inspect.getdoc(getattr(kind, name)) or not issubclass(kind, ABC), name


class TestInspection:
    @pytest.mark.parametrize("each", [*CLASSES.values(), *FUNCTIONS.values()], ids=lambda each: each.__name__)
    def test_hints(self, each: type | Callable[..., object]) -> None:
        """Hints resolve at run time, for strategies, for documentation and for other tools."""
        typing.get_type_hints(each)
        if inspect.isclass(each):
            for function in members(each).values():
                assert "return" in typing.get_type_hints(function)

    @pytest.mark.parametrize(
        "kind", [kind for kind in CLASSES.values() if attrs.has(kind)], ids=lambda kind: kind.__name__
    )
    def test_hints_of_constructors(self, kind: type[object]) -> None:
        """So do those of the constructor that attrs writes."""
        assert typing.get_type_hints(kind.__init__)

    @pytest.mark.parametrize("each", [*CLASSES.values(), *FUNCTIONS.values()], ids=lambda each: each.__name__)
    def test_source(self, each: type | Callable[..., object]) -> None:
        """The source can be shown, as ``??`` does in a notebook."""
        kind = "class" if inspect.isclass(each) else "def"
        assert re.search(rf"^{kind} {each.__name__}\b", inspect.getsource(each), re.MULTILINE)

    @pytest.mark.parametrize("each", [*CLASSES.values(), *FUNCTIONS.values()], ids=lambda each: each.__name__)
    def test_home(self, each: type | Callable[..., object]) -> None:
        """A name says in which module it is written, and is found there."""
        assert getattr(import_module(each.__module__), each.__name__) is each


class TestModules:
    @pytest.mark.parametrize("module", [mm, *MODULES], ids=lambda module: module.__name__)
    def test_all(self, module: ModuleType) -> None:
        """Every module lists its public names in order, has them all, and shows no others."""
        assert module.__all__ == sorted(module.__all__, key=in_order)
        assert all(hasattr(module, name) for name in module.__all__)
        assert dir(module) == sorted(module.__all__)

    @pytest.mark.parametrize("module", [mm, *MODULES], ids=lambda module: module.__name__)
    def test_docstring(self, module: ModuleType) -> None:
        """Every module begins with a line that says what it is."""
        assert (module.__doc__ or "").strip().partition("\n")[0].endswith(".")
