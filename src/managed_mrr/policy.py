"""Policies: one rule for each question, and another reading of one as a change of a named value."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from types import UnionType
from typing import Any, TypeVar, get_origin, get_type_hints

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.errors import PolicyError, nearest
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.rules import (
    CurrencyToPoints,
    EvenSplit,
    ManagedRelationship,
    PointsRule,
    QualifyingActivity,
    RecurringRevenue,
    RevenueRule,
    Rule,
    SplitRule,
)

__all__ = ["Parameter", "Policy"]


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


@attrs.frozen(kw_only=True)
class Policy:
    """
    The rules in force: who is credited and when, with what, how it is shared, what points it makes.

    Args:
        name: What the policy is called in results.
        eligibility: The days on which a partner has a line for a client.
        revenue: What the partner is credited with before sharing.
        split: How the partners eligible on a day share it.
        points: How credit becomes points.

    Raises:
        PolicyError: A part, or a value in it, is not of the type its place asks for.

    Examples:
        >>> from managed_mrr import CurrentAgreement
        >>> Policy(name="everyone under agreement", eligibility=CurrentAgreement()).split
        EvenSplit()
    """

    name: str
    eligibility: Rule[PartnerAtClient]
    revenue: RevenueRule = RecurringRevenue()
    split: SplitRule = EvenSplit()
    points: PointsRule = CurrencyToPoints()

    def __attrs_post_init__(self) -> None:
        if wrong := "; ".join(_wrong_types(self)):
            raise PolicyError(wrong)

    def __str__(self) -> str:
        return self.name

    def requiring(self, rule: Rule[PartnerAtClient]) -> "Policy":
        """
        This policy with one more condition on who is credited; whoever fails it is out of the divisor too.

        The rule asks about the same people and activities as the policy does: a ``relationship`` and an
        ``activity`` it holds become those of the policy.

        Clause:
            A16, for :class:`~managed_mrr.MinimumActivity`.

        Examples:
            >>> from managed_mrr import MinimumActivity, hubspot
            >>> print(hubspot.SERVICING.requiring(MinimumActivity(count=3, within=30)).eligibility)
            a live activity (counted 60 days) and a current agreement and at least 3 activities in 30 days
        """
        shared = {
            each.name: each.value
            for each in self.parameters()
            if isinstance(each.value, (ManagedRelationship, QualifyingActivity))
        }
        return attrs.evolve(self, eligibility=self.eligibility & _replaced(rule, shared))

    def with_(self, **values: object) -> "Policy":
        """
        Another reading: the same policy with named values changed, wherever in it they stand.

        Args:
            **values: New values by parameter name; :meth:`parameters` lists the names. A name that stands in
                several places is changed in all of them, provided they agree now.

        Raises:
            PolicyError: No parameter has the name, or several have it with different values.

        Examples:
            >>> from managed_mrr import ExpiryWindow, hubspot
            >>> print(hubspot.SERVICING.with_(window=ExpiryWindow(days=61)).eligibility)
            a live activity (counted 61 days) and a current agreement
        """
        for name in values:
            found = [each for each in self.parameters() if each.name == name]
            if not found:
                raise PolicyError(_unknown(name, self))
            if any(each.value != found[0].value for each in found):
                places = ", ".join(f"{each.place} = {each.value!r}" for each in found)
                msg = f"{name!r} names different values: {places}; expected one; change the part that holds it"
                raise PolicyError(msg)
        return _replaced(self, values)

    def parameters(self) -> tuple[Parameter, ...]:
        """
        Every named value of the policy and of its rules, outermost first.

        Examples:
            >>> from managed_mrr import hubspot
            >>> [each.place for each in hubspot.SERVICING.parameters() if each.name == "days"]
            ['eligibility.rules[0].window.days']
        """
        return tuple(_parameters(self, ""))

    def parts(self, kind: type[T]) -> tuple[T, ...]:
        """
        The rules and values of one kind that the policy is made of, wherever in it they stand.

        Examples:
            >>> from managed_mrr import ExpiryWindow, hubspot
            >>> hubspot.SERVICING.parts(ExpiryWindow)
            (ExpiryWindow(days=60),)
        """
        return tuple(each for each in self._all_parts if isinstance(each, kind))

    @cached_property
    def _all_parts(self) -> tuple[object, ...]:
        return tuple(_parts(self))


def _unknown(name: str, policy: Policy) -> str:
    known = sorted({each.name for each in policy.parameters()})
    near = nearest(name, known)
    hint = f"did you mean {near!r}?" if near else f"it has {', '.join(known)}"
    return f"policy {policy.name!r} has no parameter {name!r}; {hint}"


def _fields(value: object) -> dict[str, object]:
    """The parameters of one part of a policy by name; none for a plain value, such as a number or a period."""
    kind: Any = type(value)
    if not attrs.has(kind) or isinstance(value, (DateRange, Money)):
        return {}
    return {str(field.alias): getattr(value, field.name) for field in attrs.fields(kind)}


def _parts(value: object) -> Iterator[object]:
    yield value
    for each in value if isinstance(value, tuple) else _fields(value).values():
        yield from _parts(each)


def _parameters(value: object, place: str) -> Iterator[Parameter]:
    if isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _parameters(each, f"{place}[{index}]")
    for name, inner in _fields(value).items():
        here = f"{place}.{name}" if place else name
        yield Parameter(name, here, inner)
        yield from _parameters(inner, here)


def _replaced(value: T, new: Mapping[str, object]) -> T:
    """The same tree of values with every parameter of some names holding a new value."""
    copy: Any = value
    if isinstance(value, tuple):
        changed = [_replaced(each, new) for each in value]
        if any(after is not before for after, before in zip(changed, value, strict=True)):
            copy = tuple(changed)
    elif before := _fields(value):
        after = {name: new.get(name, _replaced(inner, new)) for name, inner in before.items()}
        if any(after[name] is not before[name] for name in before):
            copy = attrs.evolve(copy, **after)
    made: T = copy
    return made


@cache
def _classes(kind: Any) -> dict[str, type]:  # noqa: ANN401 -- any class of a part
    """The classes that the hints of a part's fields name; hints of another form are left out."""
    hints = {name: get_origin(hint) or hint for name, hint in get_type_hints(kind).items()}
    return {name: hint for name, hint in hints.items() if isinstance(hint, type) and hint is not UnionType}


def _wrong_types(policy: Policy) -> Iterator[str]:
    """What is not of the class its place asks for, part by part."""
    for part in policy.parts(object):
        kind: Any = type(part)
        for name, value in _fields(part).items():
            wanted = _classes(kind).get(name, object)
            if not isinstance(value, wanted) or isinstance(value, type):
                yield f"{kind.__name__}.{name} is {value!r}: expected {wanted.__name__}"
