"""
Policy forms: what stands in a policy file for each part of a policy.

The form of a part follows from the hints of its class: reading, writing and the schema all ask here.
"""

import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs

from managed_mrr import rules as shipped
from managed_mrr.amounts import AmountError, exact
from managed_mrr.errors import PolicyError
from managed_mrr.files import values
from managed_mrr.files.toml import WrittenDay
from managed_mrr.files.values import RefusedError, Scalar
from managed_mrr.policy import Policy
from managed_mrr.policy_hash import LABELS
from managed_mrr.program import Program
from managed_mrr.rules import OverTime, Rule, Share, Term

__all__ = [
    "KIND",
    "KINDS",
    "POLICY_FORMAT",
    "Field",
    "Fixed",
    "Form",
    "Several",
    "Slot",
    "fields_of",
    "top",
    "with_own",
]


def __dir__() -> list[str]:
    return __all__


POLICY_FORMAT = "managed-mrr-policy/1"
"""The name of the format, which a file states."""

KIND = "kind"
"""The key that says of which class a part is."""


def _known() -> dict[str, type]:
    named = {name: getattr(shipped, name) for name in shipped.__all__}
    parts = {name: kind for name, kind in named.items() if inspect.isclass(kind) and attrs.has(kind) and kind != Share}
    return {"Policy": Policy, "Program": Program, **parts}


KINDS: Mapping[str, type] = _known()
"""The classes that a file may name, by the name: only these, and those that the reader is given, are ever made."""


def with_own(rules: Iterable[type]) -> dict[str, type]:
    """
    The classes that a file may name, with some of one's own.

    Raises:
        PolicyError: One is no class made with attrs, has a name that is taken, or values that no file can hold.

    Examples:
        >>> with_own([]) == KINDS
        True
    """
    kinds = dict(KINDS)
    for kind in rules:
        if not (inspect.isclass(kind) and attrs.has(kind)):
            msg = f"not a class of rules: {kind!r}; expected a class made with @attrs.frozen"
            raise PolicyError(msg)
        if kinds.setdefault(kind.__name__, kind) is not kind:
            msg = f"two classes are called {kind.__name__!r}; expected one of each name; call yours something else"
            raise PolicyError(msg)
    return kinds


@attrs.frozen(eq=False)
class Several:
    """
    A list of values of one form.

    Args:
        element: The form of each.
        make: What becomes of the list: a tuple, a frozenset, or values over time.
    """

    element: "Form"
    make: Callable[[Iterable[Any]], Any]


@attrs.frozen(eq=False)
class Fixed:
    """
    A list of so many values, each of its own form.

    Args:
        elements: The forms, in order.
    """

    elements: tuple["Form", ...]


@attrs.frozen(eq=False)
class Slot:
    """
    A place for a part of a policy, which is a table in a file.

    Args:
        base: The class, or protocol, that the part must be of.
        about: What its type parameters must be: for a rule, what it is about; empty if anything will do.
        default: The class of a part that does not name its own; None if each must.
    """

    base: type
    about: tuple[Any, ...]
    default: type | None

    def bound(self, kind: type) -> Mapping[Any, Any] | None:
        """
        What the type parameters of a class stand for at this place; None if no part of the class belongs here.

        Examples:
            >>> from managed_mrr.rules import LinkValidity
            >>> Slot(Rule, shipped.AllOf, None).bound(LinkValidity) is None
            True
        """
        if not self._takes(kind):
            return None
        if self.base is not Rule:
            return dict(zip(getattr(kind, "__parameters__", ()), self.about, strict=False))
        about = _about(kind)
        if isinstance(about, TypeVar):
            return dict(zip([about], self.about, strict=False))
        return {} if about is None or self.about in ((), (about,)) else None

    def _takes(self, kind: type) -> bool:
        """Whether a class is the base, or has the methods of the protocol that is."""
        if not getattr(self.base, "_is_protocol", False):
            return issubclass(kind, self.base)
        methods = [name for name, each in vars(self.base).items() if inspect.isfunction(each) and name[0] != "_"]
        # A rule has the method that Recognition asks for, with other arguments; a window has a value of that name.
        return not issubclass(kind, Rule) and all(inspect.isfunction(getattr(kind, name, None)) for name in methods)

    def fitting(self, kinds: Mapping[str, type]) -> dict[str, type]:
        """Those of some classes of which a part may be here."""
        return {name: kind for name, kind in kinds.items() if self.bound(kind) is not None}

    @property
    def name(self) -> str:
        """What it is called in the schema."""
        arguments = () if self.base is Rule else self.about
        return "Of".join(
            [self.base.__name__, *(getattr(get_origin(each) or each, "__name__", "") for each in arguments)]
        )


Form: TypeAlias = Scalar | Several | Fixed | Slot


@attrs.frozen(eq=False)
class Field:
    """
    One value of a part: a key of its table.

    Args:
        name: The key.
        attribute: The attribute of the part, which has the same name unless that begins with an underscore.
        form: What stands there.
        nullable: Whether there may be no value.
        default: The value without the key; ``attrs.NOTHING`` if it must be there.
    """

    name: str
    attribute: str
    form: Form
    nullable: bool
    default: Any

    @property
    def required(self) -> bool:
        """Whether the key must be there."""
        return self.default is attrs.NOTHING


def top() -> Slot:
    """
    The place of the policy itself; it says whether it is a policy or a program.

    Examples:
        >>> list(top().fitting(KINDS))
        ['Policy', 'Program']
    """
    return Slot(Policy, (), None)


def fields_of(kind: type, bound: Mapping[Any, Any]) -> tuple[Field, ...]:
    """
    The keys of a part's table, in the order of its class.

    Args:
        kind: The class of the part.
        bound: What its type parameters stand for.

    Raises:
        PolicyError: The class has a value that no file can hold.

    Examples:
        >>> [field.name for field in fields_of(shipped.LiveActivity, {})]
        ['relationship', 'activity', 'window']
    """
    hints = get_type_hints(kind)
    questions = frozenset(LABELS[Policy]) - {"name"} if issubclass(kind, Policy) else ()
    found = []
    for field in attrs.fields(kind):
        if not field.init or field.alias in questions:
            continue
        if field.alias == KIND:
            msg = (
                f"{kind.__name__} has a value called {KIND!r}, which in a file names the class; call it something else"
            )
            raise PolicyError(msg)
        hint, nullable = _without_none(hints[field.name])
        form = _form(hint, bound, f"{kind.__name__}.{field.alias}")
        found.append(Field(str(field.alias), field.name, form, nullable, _default(field)))
    return tuple(found)


_TERM: Any = Term  # whose parameter is known at run time only


def _default(field: "attrs.Attribute[Any]") -> object:
    factory = getattr(field.default, "factory", None)
    return field.default if factory is None else factory()


def _without_none(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 -- any hint
    if get_origin(hint) in (Union, UnionType):
        rest = [each for each in get_args(hint) if each is not NoneType]
        if len(rest) == 1:
            return rest[0], True
    return hint, False


def _form(hint: Any, bound: Mapping[Any, Any], place: str) -> Form:  # noqa: ANN401 -- any hint
    hint = _with(bound, hint)
    if hint in _SCALARS:
        return _SCALARS[hint]
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin is Literal and all(isinstance(each, str) for each in arguments):
        return values.one_of(_joined(arguments), arguments, f"one of {', '.join(arguments)}")
    if inspect.isclass(origin):
        if issubclass(origin, Enum):
            return _of_enum(origin)
        if (origin is frozenset and arguments) or (origin is tuple and arguments[1:] == (...,)):
            return Several(_form(arguments[0], bound, place), origin)
        if origin is tuple and arguments:
            return Fixed(tuple(_form(each, bound, place) for each in arguments))
        if origin is OverTime:
            return Several(_form(_TERM[arguments], bound, place), OverTime)
        abstract = inspect.isabstract(origin) or getattr(origin, "_is_runtime_protocol", False)
        if abstract or attrs.has(origin):
            about = tuple(each for each in arguments if not isinstance(each, TypeVar))
            return Slot(origin, about, None if abstract else origin)
    msg = (
        f"{place} is of type {hint}, which no policy file can hold; expected text, a whole number, a Fraction, a date, "
        "true or false, a rule, another class made with @attrs.frozen, or a tuple of such"
    )
    raise PolicyError(msg)


def _with(bound: Mapping[Any, Any], hint: Any) -> Any:  # noqa: ANN401 -- any hint
    """The hint with type parameters replaced by what they stand for."""
    if isinstance(hint, TypeVar):
        return bound.get(hint, hint)
    parameters = () if get_origin(hint) is None else getattr(hint, "__parameters__", ())
    return hint[tuple(bound.get(each, each) for each in parameters)] if parameters else hint


def _about(kind: type) -> Any:  # noqa: ANN401 -- a class, or a type parameter
    """What the rules of a class are about; None if it does not say."""
    for base in kind.__mro__:
        for generic in vars(base).get("__orig_bases__", ()):
            if get_origin(generic) is Rule:
                return get_args(generic)[0]
    return None


def _joined(words: Collection[str]) -> str:
    return "_or_".join(words)


def _of_enum(kind: type[Enum]) -> Scalar:
    """The members of an enumeration by name."""
    by_name = values.one_of(kind.__name__, kind.__members__, f"one of {', '.join(kind.__members__)}")
    return attrs.evolve(by_name, read=lambda raw: kind[by_name.read(raw)], write=lambda member: member.name)


A_NUMBER = "an exact number, as text of digits such as '62.50' or '1000/3'"
_DIGITS = rf"[0-9]{{1,{values.DIGITS}}}"
_RATIO = re.compile(rf"([+-]?{_DIGITS})/({_DIGITS})")


def _number(raw: object) -> Fraction:
    ratio = _RATIO.fullmatch(raw) if type(raw) is str else None
    if ratio is not None and int(ratio[2]):
        return Fraction(int(ratio[1]), int(ratio[2]))
    try:
        return exact(raw if isinstance(raw, str) and type(raw) is not WrittenDay else _no_flag(raw))
    except AmountError:
        raise RefusedError(A_NUMBER, values.amount_hint(raw)) from None


def _no_flag(raw: object) -> int:
    if type(raw) is not int:
        raise RefusedError(A_NUMBER, values.amount_hint(raw))
    return raw


def _ratio(number: Fraction) -> str:
    """Write a number so that it can be read again: with a point if it has few decimals, else as a ratio."""
    try:
        written = values.decimal(abs(number))
    except RefusedError:
        if max(abs(number.numerator), number.denominator) >= 10**values.DIGITS:
            raise RefusedError(f"a ratio of numbers of at most {values.DIGITS} digits", "round it") from None
        return str(number)
    return f"-{written}" if number < 0 else written


A_WHOLE_NUMBER = f"a whole number of at most {values.DIGITS} digits"


def _whole(raw: object) -> int:
    if type(raw) is not int or abs(raw) >= 10**values.DIGITS:
        quoted = isinstance(raw, str) and raw.isascii() and raw.isdigit()
        raise RefusedError(A_WHOLE_NUMBER, "write it without quotes" if quoted else "")
    return raw


def _day(raw: object) -> date:
    found: date = values.DAY.read(str(raw) if type(raw) is WrittenDay else raw)
    return found


_SCALARS: Mapping[Any, Scalar] = {
    bool: values.FLAG,
    str: values.TEXT,
    int: Scalar(
        name="whole",
        expected=A_WHOLE_NUMBER,
        read=_whole,
        schema={"type": "integer", "minimum": 1 - 10**values.DIGITS, "maximum": 10**values.DIGITS - 1},
        write=_whole,
    ),
    Fraction: Scalar(
        name="number",
        expected=A_NUMBER,
        read=_number,
        schema={
            "anyOf": [
                {
                    "type": "string",
                    "pattern": rf"^[+-]?{_DIGITS}(\.{_DIGITS}|/(?=.*[1-9]){_DIGITS})?$",
                },
                {"type": "integer"},
            ]
        },
        write=_ratio,
    ),
    date: attrs.evolve(values.DAY, read=_day, write=lambda day: WrittenDay(day.isoformat())),
}
