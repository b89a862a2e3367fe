"""Rules of a user's own: what may be one, and what is refused with a reason."""

import dataclasses
import datetime as dt
import fnmatch
import importlib
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from os import environ
from pathlib import Path
from random import random as chance
from typing import Any, NamedTuple

import attrs
import pytest

from managed_mrr import (
    ALWAYS,
    EVER,
    NEVER,
    AllOf,
    AnyOf,
    AtLeast,
    Client,
    CurrentAgreement,
    DateRange,
    DateSet,
    EvenSplit,
    Finding,
    Money,
    Not,
    PartnerAtClient,
    Policy,
    PolicyError,
    Rule,
    RuleOverTime,
    Share,
    StepFunction,
    Term,
    Unless,
    hubspot,
)
from managed_mrr.rules.soundness import answering_alike, is_own, sound


def refused(value: object) -> str:
    """Why a value cannot be part of a policy."""
    with pytest.raises(PolicyError) as caught:
        sound(value)
    return str(caught.value)


class Always(Rule[PartnerAtClient]):
    """Stands in for a rule: what is asked of it here is only what it is made of."""

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Every day."""
        return ALWAYS


class Kind(Enum):
    """Members can be assigned to, and nobody does."""

    ONE = 1


@attrs.frozen
class Frozen(Always):
    days_given: tuple[int, ...] = ()
    on: date = date(2024, 1, 1)
    kind: Kind = Kind.ONE


@dataclasses.dataclass(frozen=True)
class FrozenData(Always):
    days_given: tuple[int, ...] = ()


class Named(NamedTuple):
    """A tuple with names for its places."""

    number: int


class Slotted(Always):
    """Written by hand, and nobody can assign to it."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        object.__setattr__(self, "number", number)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)


class OneSlot(Slotted):
    __slots__ = "more"  # noqa: PLC0205 -- Python takes one name too


class LooseSlot(Always):
    __slots__ = "more"  # noqa: PLC0205 -- Python takes one name too

    def __init__(self) -> None:
        self.more = [1]


class Untouched:
    """Whose attributes are worked out when they are asked for, which is not done before a rule is asked."""

    def __getattr__(self, name: str) -> object:
        raise LookupError(name)


UNTOUCHED = Untouched()


class TestSound:
    @pytest.mark.parametrize(
        "value",
        [
            Always(),
            Frozen(),
            Frozen((1, 2)),
            FrozenData((1,)),
            Named(1),
            Slotted(3),
            OneSlot(3),
            Kind.ONE,
            hubspot.SERVICING,
            7,
            None,
            [1],
        ],
        ids=["plain", "empty", "frozen", "data", "named", "slots", "slot", "enum", "policy", "int", "none", "list"],
    )
    def test_kept(self, value: object) -> None:
        """What never changes may be part of a policy, and what is no object of a user's is left alone."""
        assert sound(value) is value

    def test_own(self) -> None:
        """Own are objects of classes from elsewhere than this library and Python, enums apart."""
        nowhere: dict[str, Any] = {}
        exec("class Own: pass", nowhere)  # noqa: S102 -- a class whose module has no name
        assert [is_own(each) for each in (Frozen(), nowhere["Own"](), Kind.ONE, EvenSplit(), 5, date(2024, 1, 1))] == [
            True,
            True,
            False,
            False,
            False,
            False,
        ]


@attrs.define
class Loose(Always):
    number: int = 1


@attrs.define(unsafe_hash=True)
class Hashed(Always):
    number: int = 1


@dataclasses.dataclass(unsafe_hash=True)
class HashedData(Always):
    number: int = 1


class Plain(Always):
    def __init__(self) -> None:
        self.number = 1


@attrs.frozen
class Listing(Always):
    numbers: list[int] = attrs.field(factory=list)


@attrs.frozen(eq=False)
class ListingByIdentity(Always):
    numbers: dict[str, int] = attrs.field(factory=dict)


@attrs.frozen
class Nested(Always):
    numbers: tuple[list[int], ...] = ([],)


class TestChanging:
    def test_unhashable(self) -> None:
        """A class that cannot be hashed is refused."""
        assert refused(Loose()) == "Loose cannot be hashed: expected a frozen rule; decorate it with @attrs.frozen"

    @pytest.mark.parametrize("value", [Hashed(), HashedData(), Plain()])
    def test_mutable(self, value: object) -> None:
        """An object whose attributes can be assigned to is refused, whatever its class is made with."""
        name = type(value).__name__
        assert refused(value) == (
            f"{name}.number can be assigned to: expected a frozen rule; decorate {name} with @attrs.frozen"
        )

    @pytest.mark.parametrize("value", [Listing([1]), ListingByIdentity({"a": 1})])
    def test_field_that_can_change(self, value: Listing | ListingByIdentity) -> None:
        """A frozen rule that holds something that can change is refused."""
        assert refused(value) == (
            f"{type(value).__name__}.numbers is {value.numbers!r}: expected a value that cannot change, "
            "such as a tuple or a frozenset; convert it, as attrs.field(converter=tuple) does"
        )

    def test_slot_that_can_change(self) -> None:
        """What stands in the one slot of a class is looked at like any other."""
        assert refused(LooseSlot()).startswith("LooseSlot.more is [1]: expected a value that cannot change")

    def test_deep_inside(self) -> None:
        """So is one that holds it deeper inside, where its hash finds it."""
        assert refused(Nested()) == (
            "Nested(numbers=([],)) cannot be hashed: unhashable type: 'list'; "
            "expected values that can, such as tuples and frozensets"
        )


def _today() -> date:
    return date.today()  # noqa: TID251 -- what is to be refused


def _recursive(depth: int) -> int:
    return _recursive(depth - 1) if depth else 0


LATER: date | None = None
CLOCK = random.Random(1)
FOLDER = Path()


def clock() -> Callable[[], object]:
    """A clock that a rule closes over."""
    return time.perf_counter


def methods() -> list[tuple[str, Callable[..., object]]]:
    """Methods that look at more than their facts, each with what they look at."""
    tell = clock()
    module = dt

    def from_closure(self: object) -> object:
        return tell()

    def from_module_in_closure(self: object) -> object:
        return module.datetime.now()

    def importing(self: object) -> object:
        import secrets  # noqa: PLC0415 -- where the reading happens

        return secrets.token_hex()

    def importing_a_name(self: object) -> object:
        from datetime import datetime as moment  # noqa: PLC0415 -- where the reading happens

        return moment.utcnow()

    def importing_two_names(self: object) -> object:
        from datetime import date, datetime  # noqa: PLC0415 -- where the reading happens

        return date, datetime.utcnow()

    def nested(self: Any) -> object:  # noqa: ANN401 -- it is not run
        return [(lambda name: open(name))(each) for each in self.names]  # noqa: PLC3002, PLW0108, PTH123 -- refused before it runs

    return [
        ("tell", from_closure),
        ("module.datetime.now", from_module_in_closure),
        ("secrets.token_hex", importing),
        ("moment.utcnow", importing_a_name),
        ("datetime.utcnow", importing_two_names),
        ("open", nested),
        ("date.today", lambda self: date.today()),  # noqa: TID251 -- refused before it runs
        ("dt.date.today", lambda self: dt.date.today()),  # noqa: TID251 -- refused before it runs
        ("date.today", lambda self: _today()),
        ("time.monotonic", lambda self: time.monotonic()),
        ("random.random", lambda self: random.random()),
        ("chance", lambda self: chance()),
        ("CLOCK", lambda self: CLOCK.random()),
        ("FOLDER", lambda self: FOLDER.exists()),
        ("Path", lambda self: Path("x").read_text()),
        ("environ", lambda self: environ.get("X")),
        ("os.environ", lambda self: os.environ["X"]),
        ("os.path", lambda self: os.path.exists("x")),  # noqa: PTH110 -- refused before it runs
        ("input", lambda self: input()),
        ("importlib.import_module", lambda self: importlib.import_module("time")),
    ]


def harmless() -> list[Callable[..., object]]:
    """Methods that look at nothing but what they are given, however it is called."""
    unset: list[object] = []
    if unset:
        later = 5

    def from_empty_closure(self: object) -> object:
        return later

    def importing(self: object) -> object:
        import no_such_module  # type: ignore[import-not-found]  # noqa: PLC0415 -- it is not run

        return no_such_module

    return [
        importing,
        lambda self: fnmatch.fnmatch(self.name, "CRM*"),
        lambda self: UNTOUCHED.anything,
        from_empty_closure,
        lambda self: date(2024, 1, 1).replace(day=2),
        lambda self: date.fromisoformat("2024-01-01"),
        lambda self: dt.date(2024, 1, 1),
        lambda self: dt.timedelta(days=1),
        lambda self: self.random + self.open + self.today(),
        lambda self, time: time.today(),
        lambda self: _recursive(3),
        lambda self: LATER or Fraction(1, 2),
        lambda self: [sorted(each) for each in self.people if len(each) > max(1, 2)],
        lambda self: undefined,  # type: ignore[name-defined]  # noqa: F821 -- a name nobody knows tells nothing
        lambda self: Kind.ONE.value,
    ]


def with_method(function: Callable[..., object]) -> object:
    """An object of a class with one method."""
    return type("Own", (), {"method": function, "__module__": __name__})()


class TestReading:
    @pytest.mark.parametrize(("read", "function"), methods(), ids=map(str, range(len(methods()))))
    def test_refused(self, read: str, function: Callable[..., object]) -> None:
        """A rule whose code looks at a clock, chance, the environment, files or input is refused."""
        assert refused(with_method(function)) == (
            f"Own.method looks at {read}: expected an answer from the facts alone; "
            "give Own what it needs, such as a day, as a value of its own"
        )

    def test_not_loaded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A module that nobody has loaded yet is known by its name."""

        def importing(self: object) -> object:
            import getpass  # noqa: PLC0415 -- where the reading happens

            return getpass.getuser()

        monkeypatch.delitem(sys.modules, "getpass", raising=False)
        assert "Own.method looks at getpass: " in refused(with_method(importing))

    @pytest.mark.parametrize("function", harmless(), ids=map(str, range(len(harmless()))))
    def test_kept(self, function: Callable[..., object]) -> None:
        """Code that only has names like those, or uses dates, is not."""
        assert sound(with_method(function))

    @pytest.mark.parametrize(
        "wrapped", [property, staticmethod, classmethod, cached_property], ids=lambda each: each.__name__
    )
    def test_wrapped(self, wrapped: Callable[..., Any]) -> None:
        """Properties and the like are looked into."""
        assert refused(with_method(wrapped(lambda *_: time.perf_counter()))).startswith(
            "Own.method looks at time.perf_counter: "
        )

    def test_inherited(self) -> None:
        """So are the classes a rule is made from."""

        class Base(Always):
            def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
                return DateSet([DateRange(date.today())])  # noqa: TID251 -- refused before it runs

        class Derived(Base):
            pass

        assert refused(Derived()).startswith("Derived.days looks at date.today: ")


class TestWhere:
    @pytest.mark.parametrize(
        "join",
        [
            lambda rule: AllOf([rule]),
            lambda rule: AnyOf([CurrentAgreement(), rule]),
            lambda rule: AtLeast(1, [rule]),
            lambda rule: rule & CurrentAgreement(),
            lambda rule: CurrentAgreement() | rule,
            lambda rule: ~rule,
            Not,
            lambda rule: Unless(CurrentAgreement(), rule),
            lambda rule: rule.unless(CurrentAgreement()),
            lambda rule: rule.from_date(date(2024, 1, 1)),
            lambda rule: CurrentAgreement().from_date(date(2024, 1, 1), before=rule),
            lambda rule: RuleOverTime([Term(rule)]),
            lambda rule: Policy(name="own", eligibility=rule),
            hubspot.SERVICING.requiring,
        ],
        ids=map(str, range(14)),
    )
    def test_joining(self, join: Callable[[Any], object]) -> None:
        """A rule is refused wherever it is joined to others, and when a policy is made of it."""
        with pytest.raises(PolicyError, match=r"^Hashed.number can be assigned to: "):
            join(Hashed())

    @pytest.mark.parametrize("place", ["revenue", "split", "points"])
    def test_other_parts(self, place: str) -> None:
        """So are revenue, split and points of a user's own."""
        with pytest.raises(PolicyError, match=r"^LooseEverything.number can be assigned to: "):
            hubspot.SERVICING.with_(**{place: LooseEverything()})

    def test_held_by_a_rule(self) -> None:
        """So is a value of a user's own that a sound rule holds."""
        with pytest.raises(PolicyError, match=r"^Plain.number can be assigned to: "):
            Policy(name="own", eligibility=Holding(Plain()))


@attrs.frozen
class Holding(Always):
    held: object


class EverythingElse:
    """Revenue, split and points at once, which answer otherwise each time they are asked."""

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """Another amount each time it is asked."""
        return StepFunction.constant(Fraction(next(_COUNT)))

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """Another part each time it is asked."""
        return StepFunction.constant((Share(partners[0].partner.id, Fraction(1, next(_COUNT)), ()),))

    def points_per_unit(self, client: Client) -> StepFunction[Fraction | None]:
        """Another rate each time it is asked."""
        return StepFunction.constant(Fraction(next(_COUNT)))

    def finding(self, *asked: object) -> Finding:
        """Nothing is found here."""
        raise NotImplementedError


@attrs.define(unsafe_hash=True)
class LooseEverything(EverythingElse):
    number: int = 1


@attrs.frozen
class Everything(EverythingElse):
    number: int = 1


_COUNT = iter(range(1, 1_000))


@attrs.frozen
class Forgetful(Rule[PartnerAtClient]):
    """Answers otherwise each time it is asked."""

    number: int = 1

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Every day the first time, none the next."""
        return ALWAYS if next(_COUNT) % 3 else NEVER


@attrs.frozen
class Picky(Rule[PartnerAtClient]):
    """Cannot be asked about just any client."""

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Knows a few."""
        return {"bolt": ALWAYS}[facts.client.id]


@attrs.frozen
class Answering(Rule[PartnerAtClient]):
    """Answers with what it is given."""

    answer: Any

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """What it is given."""
        answer: DateSet = self.answer
        return answer


@attrs.frozen
class AnsweringAll(EverythingElse):
    """Revenue, split and points at once, which answer with what they are given."""

    answer: Any

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """What it is given."""
        answer: StepFunction[Fraction] = self.answer
        return answer

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """What it is given."""
        answer: StepFunction[tuple[Share, ...]] = self.answer
        return answer

    def points_per_unit(self, client: Client) -> StepFunction[Fraction | None]:
        """What it is given."""
        answer: StepFunction[Fraction | None] = self.answer
        return answer


class TestAnsweringAlike:
    def test_rule(self) -> None:
        """A rule that answers the same question in two ways is refused when a policy is made of it."""
        with pytest.raises(PolicyError) as caught:
            Policy(name="own", eligibility=CurrentAgreement() & Forgetful())
        assert "answers the same question with [" in str(caught.value)
        assert str(caught.value).endswith(": expected equal answers; keep nothing from one question to the next")

    @pytest.mark.parametrize("place", ["revenue", "split", "points"])
    def test_other_parts(self, place: str) -> None:
        """So are the other parts."""
        with pytest.raises(PolicyError, match="expected equal answers"):
            hubspot.SERVICING.with_(**{place: Everything()})

    def test_other_facts(self) -> None:
        """A rule that cannot be asked about the sample is not judged by it."""
        assert Policy(name="own", eligibility=Picky()).eligibility == Picky()

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            (True, "Answering.days answers with True: expected a DateSet"),
            (None, "Answering.days answers with None: expected a DateSet"),
        ],
    )
    def test_days_of_another_kind(self, answer: object, said: str) -> None:
        """A rule that answers with something else than days is refused, wherever it stands."""
        with pytest.raises(PolicyError) as caught:
            Policy(name="own", eligibility=CurrentAgreement() & Answering(answer))
        assert str(caught.value) == said

    @pytest.mark.parametrize(
        ("place", "asked"), [("revenue", "mrr"), ("split", "shares"), ("points", "points_per_unit")]
    )
    def test_amounts_of_another_kind(self, place: str, asked: str) -> None:
        """So are the other parts if they answer with something else than a value for every day."""
        with pytest.raises(PolicyError) as caught:
            hubspot.SERVICING.with_(**{place: AnsweringAll(7)})
        assert str(caught.value) == f"AnsweringAll.{asked} answers with 7: expected a StepFunction"

    @pytest.mark.parametrize("place", ["revenue", "points"])
    @pytest.mark.parametrize("amount", [0.1, Decimal("0.1")])
    def test_inexact(self, place: str, amount: object) -> None:
        """A number that is not exact is refused by its kind."""
        with pytest.raises(PolicyError) as caught:
            hubspot.SERVICING.with_(**{place: AnsweringAll(StepFunction.constant(amount))})
        kind = type(amount).__name__
        assert f" answers with {amount!r} ({kind}): expected exact numbers; give a Fraction" in str(caught.value)

    def test_once(self) -> None:
        """A part is asked once, however many policies are made of it."""
        asked: list[object] = []
        rule = Frozen((7,))
        for _ in range(3):
            answering_alike(rule, asked_by(asked))
        assert len(asked) == 2


_ASKED: dict[int, Callable[[object, object], object]] = {}


def asked_by(asked: list[object]) -> Callable[[object, object], object]:
    """A question that notes that it was asked; the same one for the same list."""
    return _ASKED.setdefault(id(asked), lambda value, facts: asked.append(value))


class TestMoney:
    def test_values_of_the_library(self) -> None:
        """A rule may hold any value of the library."""
        assert sound(Holding(Money(1, "USD"))) == Holding(Money(1, "USD"))
