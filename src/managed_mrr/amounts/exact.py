"""Exact numbers: what may become one, and how one is written."""

import re
from decimal import Decimal
from fractions import Fraction

from managed_mrr.errors import ManagedMRRError

__all__ = ["AmountError", "decimal_text", "exact", "exact_text"]


def __dir__() -> list[str]:
    return __all__


DIGITS = 40
"""How many digits an amount may have on either side of its decimal point."""

_DECIMAL = re.compile(rf"[+-]?[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{DIGITS}}})?")


class AmountError(ManagedMRRError, ValueError, TypeError):
    """
    Something other than an exact number was given, or currencies were mixed.

    Examples:
        >>> try:
        ...     exact(0.1)
        ... except AmountError as error:
        ...     print(str(error)[:27])
        not an exact amount: 0.1 (f
    """


def exact(value: str | int | Decimal | Fraction) -> Fraction:
    """
    A number as an exact fraction.

    Args:
        value: Text of ASCII digits with an optional sign and decimal point (``"-12.50"``), an int, a finite
            Decimal or a Fraction. A float is refused: it seldom holds the amount that was written.

    Raises:
        AmountError: The value is anything else.

    Examples:
        >>> exact("62.50")
        Fraction(125, 2)
    """
    if type(value) is Fraction:
        return value
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Fraction(value)
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, Decimal) and value.is_finite():
        return Fraction(value)
    hint = f"write it as text, such as '{value}'" if isinstance(value, float) else "such as '1000' or '62.50'"
    msg = (
        f"not an exact amount: {value!r} ({type(value).__name__}); expected text of at most {DIGITS} digits on "
        f"either side of the point, int, Decimal or Fraction; {hint}"
    )
    raise AmountError(msg)


def exact_text(value: Fraction) -> str:
    """
    A fraction as ``p/q`` in lowest terms, or ``p`` when it is whole.

    Examples:
        >>> exact_text(Fraction(1000, 3)), exact_text(Fraction(10))
        ('1000/3', '10')
    """
    return str(value)


def decimal_text(value: Fraction, digits: int, *, grouped: bool = False) -> str:
    """
    A fraction rounded half-even to a number of decimal digits, as plain text.

    Args:
        value: The exact number.
        digits: Digits after the point; 0 leaves the point out.
        grouped: Whether to put commas between thousands, as for people.

    Examples:
        >>> decimal_text(Fraction(1000, 3), 2), decimal_text(Fraction(1234567, 2), 0, grouped=True)
        ('333.33', '617,284')
    """
    scaled = round(value * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    sign = "-" if scaled < 0 else ""
    number = f"{sign}{whole:,}" if grouped else f"{sign}{whole}"
    return f"{number}.{rest:0{digits}d}" if digits else number
