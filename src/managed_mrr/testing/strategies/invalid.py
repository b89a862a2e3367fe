"""Invalid: portfolio files with planted faults, for testing one's own check of what comes in."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from managed_mrr.evidence import Portfolio
from managed_mrr.files import portfolio_to_json
from managed_mrr.testing.strategies.kept import kept
from managed_mrr.testing.strategies.portfolios import portfolios

__all__ = ["FAULTS", "Fault", "Faulty", "invalid_portfolio_data", "invalid_portfolio_texts", "portfolio_texts"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Fault:
    """
    One fault that was planted.

    Attributes:
        kind: What is wrong, one of :data:`FAULTS`.
        path: The place that an error should name, as :class:`~managed_mrr.Problem` writes it.
    """

    kind: str
    path: str


@attrs.frozen
class Faulty:
    """
    A portfolio file with faults.

    Attributes:
        document: Its text, or its data.
        faults: What is wrong with it.
    """

    document: Any
    faults: tuple[Fault, ...]

    @property
    def paths(self) -> frozenset[str]:
        """The places that errors should name."""
        return frozenset(fault.path for fault in self.faults)


Record: TypeAlias = dict[str, Any]
WHOLE: Record = {
    "format": "managed-mrr/1",
    "partners": [
        {"id": "north", "name": "North", "employee_domains": ["north.example"], "agreements": [{"start": "2021-04-01"}]}
    ],
    "clients": [{"id": "acme", "name": "Acme", "currency": "EUR", "points_multiplier": "1"}],
    "employees": [{"id": "ann", "partner": "north", "email": "ann@north.example"}],
    "partner_users": [
        {
            "employee": "ann",
            "start": "2023-01-09",
            "end": "2024-12-01",
            "deactivated": [{"start": "2024-05-01", "end": "2024-06-01"}],
        }
    ],
    "client_users": [{"employee": "ann", "client": "acme", "start": "2023-02-01", "end": "2024-12-01"}],
    "links": [{"employee": "ann", "client": "acme", "start": "2023-02-01", "end": "2024-12-01"}],
    "activities": [
        {"id": "a1", "employee": "ann", "client": "acme", "on": "2024-01-15", "tool": "blog", "action": "publish"}
    ],
    "partners_of_record": [{"client": "acme", "partner": "north", "start": "2023-02-01", "end": "2024-12-01"}],
    "subscriptions": [
        {
            "id": "s1",
            "client": "acme",
            "start": "2023-02-01",
            "end": "2024-12-01",
            "billing": {"first": "2023-02-01", "every_months": 1},
            "refunded_on": "2024-11-01",
            "not_in_good_standing": [{"start": "2024-05-01", "end": "2024-06-01"}],
            "items": [
                {
                    "product": "Marketing Hub",
                    "kind": "recurring",
                    "eligible": True,
                    "price": "800.00",
                    "discount": "0",
                    "months": 1,
                    "start": "2023-02-01",
                    "end": "2024-12-01",
                }
            ],
        }
    ],
}
"""A file that says everything that can be said, once."""

DAYS = ("start", "end", "on", "first", "refunded_on")
AMOUNTS = ("price", "discount", "points_multiplier")
MONTHS = ("months", "every_months")
REFERENCES = ("employee", "client", "partner")
IDS = ("id", *REFERENCES)
TEXTS = ("name", "product", "tool", "action", *IDS)
LISTED = ("deactivated", "agreements", "items", "employee_domains", "not_in_good_standing")
NEEDED = (*TEXTS[1:], "on", "start", "items", "price", "first", "every_months", "currency")
GIVEN_IF_THERE = (*TEXTS, *AMOUNTS, *MONTHS, *LISTED, "start", "on", "first", "kind", "eligible", "currency")

VALUES: Mapping[str, tuple[tuple[str, ...], tuple[Any, ...]]] = {
    "not a day as it is written": (DAYS, ("2024-1-15", "15.01.2024", "2024-01-15T00:00:00", "20240115", 20240115)),
    "no such day": (DAYS, ("2023-02-29", "2024-13-01", "2024-04-31", "0000-01-01")),
    "a float": (AMOUNTS, (800.5, 1.0)),
    "no number": (AMOUNTS, (float("nan"), float("inf"), "NaN", True)),
    "not an amount as it is written": (
        AMOUNTS,
        ("1e3", " 800", "1_000", "1,000", "800.", ".5", "", "\u20ac800", "\u0663"),
    ),
    "too many digits": (AMOUNTS, ("1" * 41, "0." + "1" * 41, 10**40)),
    "a negative amount": (AMOUNTS, ("-0.01", -1)),
    "a multiplier not above 0": (("points_multiplier",), ("0", 0)),
    "months below 1": (MONTHS, (0, -1)),
    "not a whole number of months": (MONTHS, ("1", 1.0, True)),
    "an unknown kind": (("kind",), ("one-time", "Recurring", "")),
    "not true or false": (("eligible",), ("true", 1, 0)),
    "not a currency": (("currency",), ("eur", "XAU", "ZZZ", "EURO", "")),
    "not an e-mail address": (("email",), ("ann", "@north.example", "ann@", "ann@north@example", "")),
    "an empty id": (IDS, ("",)),
    "not text": (TEXTS, (7, True, ["ann"], "\ud800")),
    "not a list": (LISTED, ({}, "none")),
    "not an object": (("billing",), ([], "monthly")),
    "null where a value is needed": (GIVEN_IF_THERE, (None,)),
    "an unknown id": (REFERENCES, ("nobody at all",)),
}
"""What a key may be given that it may not have: for each kind of fault the keys, and the values."""

TWICE = "\x00twice "
"""What begins a key that is to stand a second time in the text, under its own name."""

DEEP = "\x00deep"
"""What stands where the text is to be nested without end."""

TORN = "\x00torn"
"""What stands where the text lacks a value."""

NESTED = 100_000
"""How deeply; more than any reader has patience for."""


@attrs.frozen(eq=False)
class _Place:
    """An object somewhere in a file, in one of its lists."""

    path: str
    list: str
    content: Record

    def fault(self, kind: str, key: str) -> Fault:
        return Fault(kind, f"{self.path}.{key}" if self.path else key)

    def may_lack(self, key: str) -> bool:
        """Whether the key need not be there, and may be null: an activity's own id."""
        return key == "id" and self.list == "activities"


Planting: TypeAlias = tuple[Fault, str, Callable[[DrawFn], None]]
"""A fault, the list it is in, and what plants it."""


def _objects(content: Record, path: str, name: str) -> Iterator[_Place]:
    """An object and all objects in it."""
    yield _Place(path, name, content)
    for key, value in content.items():
        inner = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from _objects(value, inner, name)
        elif isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, dict):
                    yield from _objects(each, f"{inner}[{index}]", name or key)


def _put(content: Record, key: str, values: tuple[Any, ...]) -> Callable[[DrawFn], None]:
    return lambda draw: content.update({key: deepcopy(draw(st.sampled_from(values)))})


def _drop(content: Record, key: str) -> Callable[[DrawFn], None]:
    def drop(_: DrawFn) -> None:
        del content[key]

    return drop


def _again(records: list[Record], other: Record) -> Callable[[DrawFn], None]:
    return lambda _: records.append({**deepcopy(records[0]), **other})


def _wrong_values(place: _Place) -> Iterator[Planting]:
    for kind, (keys, values) in VALUES.items():
        for key in keys:
            if key in place.content and not (None in values and place.may_lack(key)):
                yield place.fault(kind, key), place.list, _put(place.content, key, values)


def _wrong_keys(place: _Place) -> Iterator[Planting]:
    content = place.content
    if place.list:
        yield place.fault("an unknown key", "colour"), place.list, _put(content, "colour", ("blue",))
        for key in ("recorded_on", "withdrawn"):
            yield place.fault("a reserved key", key), place.list, _put(content, key, ("2024-01-15",))
    for key in [*content] if place.list else ():
        yield place.fault("a key twice", key), place.list, _put(content, TWICE + key, (content[key],))
        if key in NEEDED and not place.may_lack(key):
            yield place.fault("a key that must be there", key), place.list, _drop(content, key)


def _wrong_periods(place: _Place) -> Iterator[Planting]:
    content = place.content
    if content.get("end") is not None and "start" in content:
        ends = (content["start"], "1999-12-31")
        yield place.fault("a period without a day", "end"), place.list, _put(content, "end", ends)


REPEATED = (
    *(("an id twice", name, "id", {}) for name in ("partners", "clients", "employees", "subscriptions")),
    ("an activity twice, with other content", "activities", "id", {"tool": "another tool"}),
    ("two partners of record", "partners_of_record", "start", {}),
)
"""Records a second time, where once is enough: what that is called, the list, and the key that is wrong then."""


def _repeated(document: Record) -> Iterator[Planting]:
    for kind, name, key, other in REPEATED:
        records: list[Record] = document.get(name, [])
        if records and records[0].get(key) is not None:
            yield Fault(kind, f"{name}[{len(records)}].{key}"), name, _again(records, other)


def _whole(document: Record) -> Iterator[Planting]:
    """Faults beside which others might go unnoticed, so that each is the only one."""
    yield Fault("another format", "format"), "", _put(document, "format", ("managed-mrr/2", "", None, 1))
    for name in ("format", "partners", "clients"):
        yield Fault("a key that must be there", name), "", _drop(document, name)
    yield Fault("an unknown key", "colours"), "", _put(document, "colours", ([],))
    yield Fault("not a list", "links"), "", _put(document, "links", ({}, "none"))
    yield Fault("null where a value is needed", "links"), "", _put(document, "links", (None,))
    yield Fault("nested without end", ""), "", _put(document, "links", (DEEP,))
    yield Fault("not JSON", ""), "", _put(document, "links", (TORN,))


TEXT_ONLY = frozenset({"a key twice", "nested without end", "not JSON"})


def _plantings(document: Record) -> Iterator[Planting]:
    for place in _objects(document, "", ""):
        if place.list:
            yield from _wrong_values(place)
            yield from _wrong_periods(place)
        yield from _wrong_keys(place)
    yield from _repeated(document)
    yield from _whole(document)


FAULTS = tuple(sorted({fault.kind for fault, _, _ in _plantings(deepcopy(WHOLE))}))
"""Every kind of fault there is."""


@st.composite
def _faulty(draw: DrawFn, kinds: tuple[str, ...], max_faults: int) -> Faulty:
    document = draw(_documents())
    possible = [each for each in _plantings(document) if each[0].kind in kinds]
    if not possible:  # of what could be wrong, the portfolio has nothing
        document = deepcopy(WHOLE)
        possible = [each for each in _plantings(document) if each[0].kind in kinds]
    planted: list[Fault] = []
    taken: set[str] = set()
    for _ in range(draw(st.integers(1, max_faults))):
        # One fault in a list, so that none hides another; what is wrong with the whole stands alone.
        free = [each for each in possible if _is_free(each[1], taken)]
        if not free:
            break
        kind = draw(st.sampled_from(sorted({fault.kind for fault, _, _ in free})))
        fault, name, plant = draw(st.sampled_from([each for each in free if each[0].kind == kind]))
        plant(draw)
        planted.append(fault)
        taken.add(name)
    return Faulty(document, tuple(planted))


def _is_free(name: str, taken: set[str]) -> bool:
    return not taken or (bool(name) and name not in taken and "" not in taken)


@kept
def _documents() -> SearchStrategy[Record]:
    drawn = portfolios(max_partners=2, max_clients=1, max_employees=2)
    return st.builds(deepcopy, st.just(WHOLE)) | drawn.map(lambda each: json.loads(portfolio_to_json(each)))


@kept
def portfolio_texts(*, of: SearchStrategy[Portfolio] | None = None) -> SearchStrategy[str]:
    """
    The text of portfolio files without a fault.

    Args:
        of: What is in them; small worlds if left out.
    """
    few = portfolios(max_partners=2, max_clients=2, max_employees=2)
    return (few if of is None else of).map(portfolio_to_json)


def invalid_portfolio_data(*, faults: Iterable[str] | None = None, max_faults: int = 3) -> SearchStrategy[Faulty]:
    """
    The data of portfolio files, as JSON gives them, with planted faults; a reader must name the path of each.

    They shrink to one fault in a file that says everything once. What only a text can have wrong is left out.

    Args:
        faults: The kinds of fault, of :data:`FAULTS`; all that data can have if left out.
        max_faults: How many there may be, at least 1.

    Raises:
        ValueError: There is no such kind of fault.
    """
    return _faulty(_kinds(set(FAULTS) - TEXT_ONLY if faults is None else faults), max_faults)


def invalid_portfolio_texts(*, faults: Iterable[str] | None = None, max_faults: int = 3) -> SearchStrategy[Faulty]:
    """
    The text of portfolio files with planted faults; a reader must name the path of each.

    Args:
        faults: The kinds of fault, of :data:`FAULTS`; all if left out.
        max_faults: How many there may be, at least 1.

    Raises:
        ValueError: There is no such kind of fault.
    """
    return _faulty(_kinds(FAULTS if faults is None else faults), max_faults).map(
        lambda each: attrs.evolve(each, document=_text(each.document))
    )


def _kinds(given: Iterable[str]) -> tuple[str, ...]:
    kinds = tuple(sorted(set(given)))
    for kind in kinds:
        if kind not in FAULTS:
            msg = f"no fault is called {kind!r}: expected one of {', '.join(FAULTS)}"
            raise ValueError(msg)
    return kinds


def _text(document: Any) -> str:  # noqa: ANN401 -- what JSON can say, and the marks above
    text = json.dumps(document, indent=1)
    text = text.replace(json.dumps(TORN), "")
    text = text.replace(json.dumps(DEEP), "[" * NESTED + "]" * NESTED)
    return text.replace(json.dumps(TWICE)[1:-1], "")
