"""Rounding: parts of a whole, rounded at the edge by a named method."""

from collections.abc import Mapping
from enum import Enum

import attrs

from managed_mrr.amounts.exact import AmountError
from managed_mrr.amounts.money import Money

__all__ = ["RoundedParts", "Rounding", "round_parts"]


def __dir__() -> list[str]:
    return __all__


class Rounding(Enum):
    """
    How the parts of one whole become payable amounts.

    Both round half-even to the currency's ISO 4217 minor unit and do not depend on the order in which the
    parts are given; negating every part negates every result.

    Examples:
        >>> [method.value for method in Rounding]
        ['equal', 'conserving']
    """

    EQUAL = "equal"
    """Each part on its own: equal parts stay equal, and what is left over is reported as the residual."""

    CONSERVING = "conserving"
    """Running totals in the order of the parts' keys: the parts add up to the rounded whole."""


@attrs.frozen(kw_only=True)
class RoundedParts:
    """
    Rounded parts, with what the rounding left over.

    Attributes:
        parts: Pairs of key and rounded amount, in the order of the keys.
        residual: The rounded whole less the sum of the rounded parts; zero if conserving.

    Examples:
        >>> half = Money("0.05", "USD") / 2
        >>> round_parts({"a": half, "b": half}, Rounding.EQUAL).residual
        Money(amount=Fraction(1, 100), currency='USD')
    """

    parts: tuple[tuple[str, Money], ...]
    residual: Money


def round_parts(parts: Mapping[str, Money], method: Rounding) -> RoundedParts:
    """
    Round the parts of one whole by a named method.

    Args:
        parts: The exact parts by key (a partner id, say), at least one, all in one currency.
        method: How to round; see :class:`Rounding`.

    Raises:
        AmountError: There are no parts, they are of several currencies, or the method is none.

    Clause:
        A5: the division is even and exact; these roundings are for paying it out.

    Examples:
        >>> third = Money(100, "USD") / 3
        >>> equal = round_parts({"a": third, "b": third, "c": third}, Rounding.EQUAL)
        >>> [str(money) for _, money in equal.parts], str(equal.residual)
        (['USD 33.33', 'USD 33.33', 'USD 33.33'], 'USD 0.01')
        >>> [str(money) for _, money in round_parts(dict(a=third, b=third, c=third), Rounding.CONSERVING).parts]
        ['USD 33.33', 'USD 33.34', 'USD 33.33']
    """
    if not isinstance(method, Rounding):
        msg = f"not a rounding: {method!r}; expected {' or '.join(map(str, Rounding))}"
        raise AmountError(msg)
    if not parts:
        msg = "nothing to round: expected at least one part"
        raise AmountError(msg)
    keys = sorted(parts)
    zero = parts[keys[0]] * 0
    exact_sum = rounded_sum = zero
    rounded: list[tuple[str, Money]] = []
    for key in keys:
        exact_sum += parts[key]
        part = exact_sum.rounded() - rounded_sum if method is Rounding.CONSERVING else parts[key].rounded()
        rounded_sum += part
        rounded.append((key, part))
    return RoundedParts(parts=tuple(rounded), residual=exact_sum.rounded() - rounded_sum)
