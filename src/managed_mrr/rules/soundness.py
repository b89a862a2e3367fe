"""May it be a rule? Only what never changes and looks at nothing but the facts it is asked about."""

import builtins
import dis
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache, cached_property, lru_cache
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, TypeVar

import attrs

from managed_mrr.amounts import AmountError
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import PartnerAtClient, managed_client

__all__ = ["answering_alike", "is_own", "sound"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

_OUTSIDE = frozenset(
    [
        *("random", "secrets", "uuid", "time", "sys", "platform", "locale", "getpass", "importlib"),
        *("os", "nt", "posix", "ntpath", "posixpath", "genericpath", "pathlib", "io", "_io", "shutil", "tempfile"),
        *("http", "socket", "sqlite3", "subprocess", "urllib"),
    ]
)
"""Modules through which code sees more than it is given: clocks, chance, the environment, files, input."""

_BUILT_IN = (input, open, __import__)

_CLOCKS = frozenset({"now", "today", "utcnow"})


def _root(module: object) -> str:
    return module.partition(".")[0] if isinstance(module, str) else ""


def is_own(value: object) -> bool:
    """
    Whether a value is of a class of the user's: neither this library's nor Python's.

    Examples:
        >>> is_own(date(2024, 1, 1))
        False
    """
    kind: Any = type(value)
    return _of_user(kind)


@lru_cache(maxsize=4096)
def _of_user(kind: Any) -> bool:  # noqa: ANN401 -- any class
    root = _root(kind.__module__)
    if root == "builtins":  # also the module of what is defined where modules have no name
        return getattr(builtins, kind.__name__, None) is not kind
    return root != "managed_mrr" and root not in sys.stdlib_module_names and not issubclass(kind, Enum)


def sound(value: T) -> T:
    """
    The value itself, if it can be part of a policy.

    A rule is asked again and again, in any order, and its answers are kept under its value. So it has to be hashable
    and frozen, all the way down, and its code may not look at a clock, chance, the environment, files or input. The
    library's own rules are not looked into.

    Raises:
        PolicyError: It is not hashable, can be changed, or looks at more than its facts; the error says what to do.

    Examples:
        >>> @attrs.define
        ... class Loose:
        ...     __module__ = "my_rules"
        ...     days: int = 30
        >>> try:
        ...     sound(Loose())
        ... except PolicyError as error:
        ...     print(error)
        Loose cannot be hashed: expected a frozen rule; decorate it with @attrs.frozen
    """
    kind: Any = type(value)
    if _of_user(kind) and (reason := _changing(value) or _reading(kind)):
        raise PolicyError(reason)
    return value


def _changing(value: object) -> str:
    """Why a value cannot be relied on to stay what it is; empty if it can."""
    name = type(value).__name__
    if type(value).__hash__ is None:
        return f"{name} cannot be hashed: expected a frozen rule; decorate it with @attrs.frozen"
    held = _held(value)
    for field, inner in held.items():
        if isinstance(inner, (bytearray, dict, list, set)):
            return (
                f"{name}.{field} is {inner!r}: expected a value that cannot change, such as a tuple or a frozenset; "
                f"convert it, as attrs.field(converter=tuple) does"
            )
    for field, inner in held.items():
        if _assignable(value, field, inner):
            return f"{name}.{field} can be assigned to: expected a frozen rule; decorate {name} with @attrs.frozen"
    try:
        hash(value)
    except TypeError as error:
        return f"{value!r} cannot be hashed: {error}; expected values that can, such as tuples and frozensets"
    return ""


def _held(value: Any) -> Mapping[str, object]:  # noqa: ANN401 -- a value of any class
    """What an object holds, by the name of the attribute."""
    kind = type(value)
    if attrs.has(kind):
        names = [field.name for field in attrs.fields(kind)]
    elif is_dataclass(value):
        names = [field.name for field in fields(value)]
    else:
        slots = (name for each in kind.__mro__ for name in _names(each.__dict__.get("__slots__", ())))
        names = [*getattr(value, "__dict__", ()), *slots]
    return {name: getattr(value, name) for name in names if hasattr(value, name)}


def _names(slots: Any) -> tuple[str, ...]:  # noqa: ANN401 -- what a class may give as its slots
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _assignable(value: object, name: str, held: object) -> bool:
    """Whether an attribute can be assigned to, tried with what it is already."""
    try:
        setattr(value, name, held)
    except (AttributeError, TypeError):
        return False
    return True


@lru_cache(maxsize=1024)
def _reading(kind: Any) -> str:  # noqa: ANN401 -- any class
    """Which of the functions of a class looks at what besides its facts; empty if none does."""
    for each in filter(_of_user, kind.__mro__):
        for name, function in _functions(each):
            if read := next(_read(function, _root(each.__module__), set()), ""):
                return (
                    f"{kind.__name__}.{name} looks at {read}: expected an answer from the facts alone; "
                    f"give {kind.__name__} what it needs, such as a day, as a value of its own"
                )
    return ""


def _functions(kind: type) -> Iterator[tuple[str, FunctionType]]:
    """The functions that are written in a class, also as properties and the like."""
    for name, member in vars(kind).items():
        inner = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        function = inner.func if isinstance(inner, cached_property) else inner
        if isinstance(function, FunctionType):
            yield name, function


def _read(function: FunctionType, home: str, seen: set[CodeType]) -> Iterator[str]:
    """What a function, and those of the same package that it calls by name, look at besides what they are given."""
    closure = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    known = {name: cell.cell_contents for name, cell in closure if _filled(cell)}
    for text, found in _looked_up(function.__code__, function.__globals__, known, seen):
        if _is_outside(found):
            yield text
        elif isinstance(found, FunctionType) and _root(found.__module__) == home:
            yield from _read(found, home, seen)


def _filled(cell: Any) -> bool:  # noqa: ANN401 -- the type of cells has no public name before 3.12
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


_NOTHING = object()


def _looked_up(
    code: CodeType, names: Mapping[str, object], known: dict[str, object], seen: set[CodeType]
) -> Iterator[tuple[str, object]]:
    """The objects that code gets at by name and by dotted name, nested functions' included, as far as can be told."""
    if code in seen:
        return
    seen.add(code)
    text, found, module = "", _NOTHING, _NOTHING
    for step in dis.get_instructions(code):
        if step.opname in {"LOAD_ATTR", "LOAD_METHOD"}:
            text, found = f"{text}.{step.argval}", _attribute(found, step.argval)
        elif step.opname in {"STORE_FAST", "STORE_DEREF"}:
            known[step.argval] = found
        elif step.opname not in {"CACHE", "PUSH_NULL"}:
            text, found = str(step.argval), _loaded(step, names, known, module)
            module = found if step.opname == "IMPORT_NAME" else module
        yield text, found
    for nested in code.co_consts:
        if isinstance(nested, CodeType):
            yield from _looked_up(nested, names, known, seen)


def _loaded(step: dis.Instruction, names: Mapping[str, object], known: Mapping[str, object], module: object) -> object:
    """What one step of a function's code gets at by name."""
    if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
        return names.get(step.argval, getattr(builtins, step.argval, _NOTHING))
    if step.opname.startswith(("LOAD_FAST", "LOAD_DEREF")):
        return known.get(step.argval, _NOTHING)
    if step.opname == "IMPORT_NAME":
        unloaded = _OUTSIDE if _root(step.argval) in _OUTSIDE else _NOTHING
        return sys.modules.get(step.argval, unloaded)
    return _attribute(module, step.argval) if step.opname == "IMPORT_FROM" else _NOTHING


def _attribute(owner: object, name: str) -> object:
    if isinstance(owner, ModuleType) and _root(owner.__name__) in _OUTSIDE:
        return _OUTSIDE
    return getattr(owner, name, _NOTHING) if isinstance(owner, (ModuleType, type)) else _NOTHING


def _is_outside(found: object) -> bool:
    """Whether an object lets code see more than it is given."""
    if found is _OUTSIDE or any(found is each for each in _BUILT_IN):
        return True
    if isinstance(found, ModuleType):
        return False  # only what is used of it
    if isinstance(found, BuiltinFunctionType):
        bound = found.__self__
        if isinstance(bound, type) and issubclass(bound, date):
            return found.__name__ in _CLOCKS
        return _root(found.__module__) in _OUTSIDE or _root(type(bound).__module__) in _OUTSIDE
    kind = found if isinstance(found, (FunctionType, type)) else type(found)
    return _root(kind.__module__) in _OUTSIDE


@cache
def _sample() -> tuple[PartnerAtClient, ...]:
    """Two partners at one client, who share it for a while."""
    start = date(2024, 1, 1)
    north = managed_client(
        "north", "acme", start=start, price=900, activities=[date(2024, 1, 15), date(2024, 5, 20)], of_record=True
    )
    both = north | managed_client("south", "acme", start=start, activities=[date(2024, 2, 1)])
    return tuple(sorted(both.by_client["acme"], key=lambda facts: facts.partner.id))


def answering_alike(value: T, ask: Callable[[T, Sequence[PartnerAtClient]], object]) -> None:
    """
    Ask a part of a policy the same questions about a few facts twice, and refuse it if the answers differ.

    Args:
        value: The part.
        ask: Asks it about some partners at one client.

    Raises:
        PolicyError: The answers differ, or one is of a kind that nothing can be made of.
        AmountError: An answer is not exact.

    Examples:
        >>> answering_alike(7, lambda number, partners: number * len(partners))
    """
    _asked_twice(value, ask)


@lru_cache(maxsize=1024)
def _asked_twice(value: Any, ask: Callable[[Any, Sequence[PartnerAtClient]], object]) -> None:  # noqa: ANN401
    try:
        first, second = ask(value, _sample()), ask(value, _sample())
    except (AmountError, PolicyError):  # what is wrong with any facts
        raise
    except Exception:  # noqa: BLE001 -- a user's code may need other facts; whoever asks it in earnest is told
        return
    if first != second:
        msg = (
            f"{value!r} answers the same question with {first} and then with {second}: expected equal answers; "
            "keep nothing from one question to the next"
        )
        raise PolicyError(msg)
