"""Parts: the values a policy is made of, down to plain numbers, by name and place."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_origin, get_type_hints

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.errors import ManagedMRRError
from managed_mrr.rules import Source

__all__ = ["Parameter", "parameters_of", "parts_of", "replaced", "single_differences", "wrong_types"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")


@attrs.frozen
class Parameter:
    """
    One named value of a policy.

    Attributes:
        name: The name by which :meth:`Policy.with_` changes it.
        place: Where it stands, such as ``eligibility.rules[0].window.days``.
        value: What it is.

    Examples:
        >>> from managed_mrr import hubspot
        >>> next(each for each in hubspot.SERVICING.parameters() if each.name == "days")
        Parameter(name='days', place='eligibility.rules[0].window.days', value=60)
    """

    name: str
    place: str
    value: object


def _fields(value: object) -> dict[str, object]:
    """The parameters of one part of a policy by name; none for a plain value, such as a number or a period."""
    kind: Any = type(value)
    if not attrs.has(kind) or isinstance(value, (DateRange, Money, Source)):
        return {}
    return {str(field.alias): getattr(value, field.name) for field in attrs.fields(kind) if field.init and field.eq}


def parts_of(value: object) -> Iterator[object]:
    """A policy, or part of one, and all that it is made of, outermost first."""
    yield value
    for each in value if isinstance(value, tuple) else _fields(value).values():
        yield from parts_of(each)


def parameters_of(value: object, place: str) -> Iterator[Parameter]:
    """Every named value of a policy, or of part of one, outermost first."""
    if isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from parameters_of(each, f"{place}[{index}]")
    for name, inner in _fields(value).items():
        here = f"{place}.{name}" if place else name
        yield Parameter(name, here, inner)
        yield from parameters_of(inner, here)


def replaced(value: T, new: Mapping[str, object]) -> T:
    """The same tree of values with every parameter of some names holding a new value."""
    copy: Any = value
    if isinstance(value, tuple):
        changed = [replaced(each, new) for each in value]
        if any(after is not before for after, before in zip(changed, value, strict=True)):
            copy = tuple(changed)
    elif before := _fields(value):
        after = {name: new.get(name, replaced(inner, new)) for name, inner in before.items()}
        if any(after[name] is not before[name] for name in before):
            copy = attrs.evolve(copy, **after)
    made: T = copy
    return made


def single_differences(one: T, other: T, place: str = "") -> Iterator[tuple[str, T]]:
    """
    One policy, or part of one, with each of the values in which another differs, changed alone.

    Args:
        one: The policy.
        other: The other.
        place: Where the two stand, if they are parts.

    Returns:
        For each value in which they differ its place, and the first policy with only that value of the other.

    Examples:
        >>> from managed_mrr import ExpiryWindow, hubspot
        >>> later = hubspot.SERVICING.with_(window=ExpiryWindow(days=61))
        >>> [place for place, _ in single_differences(hubspot.SERVICING, later)]
        ['eligibility.rules[0].window.days']
    """
    if one == other:
        return
    made: Any = one
    mine, theirs = _fields(one), _fields(other)
    if type(one) is type(other) and mine:
        for name, inner in mine.items():
            for where, changed in single_differences(inner, theirs[name], f"{place}.{name}" if place else name):
                with suppress(ManagedMRRError):  # what takes two changes at once is no single difference
                    yield where, attrs.evolve(made, **{name: changed})
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for index, (inner, wanted) in enumerate(zip(one, other, strict=True)):
            for where, changed in single_differences(inner, wanted, f"{place}[{index}]"):
                made = (*one[:index], changed, *one[index + 1 :])
                yield where, made
    else:
        yield place, other


@cache
def _classes(kind: Any) -> dict[str, type]:  # noqa: ANN401 -- any class of a part
    """The classes that the hints of a part's fields name; hints of another form are left out."""
    try:
        hints = {name: get_origin(hint) or hint for name, hint in get_type_hints(kind).items()}
    except NameError:  # a name that is there for type checkers only
        return {}
    return {name: hint for name, hint in hints.items() if isinstance(hint, type) and _tells(hint)}


def _tells(hint: type) -> bool:
    """Whether it can be asked if a value is of a class: not of unions, of ``Any`` and of most protocols."""
    try:
        isinstance(None, hint)
    except TypeError:
        return False
    return hint is not UnionType


def wrong_types(parts: Iterable[object]) -> Iterator[str]:
    """What is not of the class its place asks for, part by part."""
    for part in parts:
        kind: Any = type(part)
        for name, value in _fields(part).items():
            wanted = _classes(kind).get(name, object)
            if not isinstance(value, wanted) or isinstance(value, type):
                yield f"{kind.__name__}.{name} is {value!r}: expected {wanted.__name__}"
