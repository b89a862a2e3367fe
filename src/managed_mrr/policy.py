"""Policies: one rule for each question, and another reading of one as a change of a named value."""

from collections.abc import Iterator
from typing import Any, TypeVar

import attrs

from managed_mrr.errors import PolicyError, nearest
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.rules import (
    CurrencyToPoints,
    EvenSplit,
    PointsRule,
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
        PolicyError: The eligibility is not a rule.

    Examples:
        >>> from managed_mrr import CurrentAgreement
        >>> Policy(name="everyone under agreement", eligibility=CurrentAgreement()).split
        EvenSplit()
    """

    name: str
    eligibility: Rule[PartnerAtClient] = attrs.field()
    revenue: RevenueRule = RecurringRevenue()
    split: SplitRule = EvenSplit()
    points: PointsRule = CurrencyToPoints()

    @eligibility.validator
    def _is_rule(self, _attribute: object, value: object) -> None:
        if not isinstance(value, Rule):
            msg = f"eligibility is {value!r}: expected a rule, such as LiveActivity() & CurrentAgreement()"
            raise PolicyError(msg)

    def __str__(self) -> str:
        return self.name

    def requiring(self, rule: Rule[PartnerAtClient]) -> "Policy":
        """
        This policy with one more condition on who is credited; whoever fails it is out of the divisor too.

        Clause:
            A16, for :class:`~managed_mrr.MinimumActivity`.

        Examples:
            >>> from managed_mrr import MinimumActivity, hubspot
            >>> print(hubspot.SERVICING.requiring(MinimumActivity(count=3, within=30)).eligibility)
            a live activity (counted 60 days) and a current agreement and at least 3 activities in 30 days
        """
        return attrs.evolve(self, eligibility=self.eligibility & rule)

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
        policy = self
        for name, value in values.items():
            found = [each for each in policy.parameters() if each.name == name]
            if not found:
                raise PolicyError(_unknown(name, policy))
            if any(each.value != found[0].value for each in found):
                places = ", ".join(f"{each.place} = {each.value!r}" for each in found)
                msg = f"{name!r} names different values: {places}; expected one; change the part that holds it"
                raise PolicyError(msg)
            policy = _replaced(policy, name, value)
        return policy

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
        return tuple(each for each in _parts(self) if isinstance(each, kind))


def _unknown(name: str, policy: Policy) -> str:
    known = sorted({each.name for each in policy.parameters()})
    near = nearest(name, known)
    hint = f"did you mean {near!r}?" if near else f"it has {', '.join(known)}"
    return f"policy {policy.name!r} has no parameter {name!r}; {hint}"


def _fields(value: object) -> tuple[str, ...]:
    """The names of the parameters of one part of a policy; empty for a plain value."""
    kind: Any = type(value)
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()


def _parts(value: object) -> Iterator[object]:
    yield value
    for each in value if isinstance(value, tuple) else (getattr(value, name) for name in _fields(value)):
        yield from _parts(each)


def _parameters(value: object, place: str) -> Iterator[Parameter]:
    if isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _parameters(each, f"{place}[{index}]")
    for name in _fields(value):
        inner = getattr(value, name)
        here = f"{place}.{name}" if place else name
        yield Parameter(name, here, inner)
        yield from _parameters(inner, here)


def _replaced(value: T, name: str, new: object) -> T:
    """The same tree of values with every field of one name holding a new value."""
    copy: Any = value
    if isinstance(value, tuple):
        copy = tuple(_replaced(each, name, new) for each in value)
    elif fields := _fields(value):
        inner = {field: getattr(value, field) for field in fields}
        changed = {field: new if field == name else _replaced(before, name, new) for field, before in inner.items()}
        if any(changed[field] is not inner[field] for field in fields):
            copy = attrs.evolve(copy, **changed)
    unchanged = isinstance(value, tuple) and all(a is b for a, b in zip(copy, value, strict=True))
    made: T = value if unchanged else copy
    return made
