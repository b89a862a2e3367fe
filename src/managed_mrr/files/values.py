"""Values: the kinds of value a portfolio file holds; how each is read, written and described in a schema."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from managed_mrr.amounts import MINOR_UNITS, AmountError, UnknownCurrencyError, exact, minor_unit
from managed_mrr.errors import nearest
from managed_mrr.evidence.values import email_problem
from managed_mrr.files.excerpts import WrittenNumber, shortened

__all__ = [
    "DAY",
    "DIGITS",
    "EMAIL",
    "FLAG",
    "ID",
    "KIND",
    "MONTHS",
    "NOT_NEGATIVE",
    "POSITIVE",
    "REFERENCE",
    "TEXT",
    "WORD",
    "RefusedError",
    "Scalar",
    "amount_hint",
    "constant",
    "decimal",
    "one_of",
]


def __dir__() -> list[str]:
    return __all__


DIGITS = 40
"""How many digits an amount may have on either side of its decimal point."""


class RefusedError(Exception):
    """
    A value is not of the kind that belongs there.

    Attributes:
        expected: What would have been right.
        hint: What to do about it; may be empty.
        path: The way to the value from where the error is caught.
        value: What stood there.
    """

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected, hint)
        self.expected = expected
        self.hint = hint
        self.path = ""
        self.value: object = None


@attrs.frozen(eq=False, kw_only=True)
class Scalar:
    """
    A kind of single value.

    Args:
        name: What it is called in the schema.
        expected: What a value must be, as problems and the schema say it.
        read: Turns a decoded JSON value into ours, or raises :class:`RefusedError`.
        schema: The constraints, in JSON Schema.
        write: Turns our value into a JSON value, or raises :class:`RefusedError`; text as it is if left out.
        shared: Whether the same text often comes again, so that one value may stand for all of them.
    """

    name: str
    expected: str
    read: Callable[[object], Any]
    schema: Mapping[str, object]
    write: Callable[[Any], str | int | bool]
    shared: bool = False


def _same(value: Any) -> Any:  # noqa: ANN401 -- what is written as it stands is of several types
    return value


def _text(raw: object, expected: str = "text") -> str:
    if type(raw) is not str:
        number = isinstance(raw, int | float) and not isinstance(raw, bool)
        raise RefusedError(expected, f'write it in quotes: "{raw!r}"' if number else "")
    if not raw.isascii():
        _refuse_surrogates(raw)
    return raw


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        escape = f"\\u{ord(text[error.start]):04x}"
        raise RefusedError(
            "text of whole characters", f"replace the half character {escape} by the one that was meant"
        ) from None


AN_ID = "an id: text of at least one character"


def _id(raw: object) -> str:
    if not (text := _text(raw, AN_ID)):
        raise RefusedError(AN_ID, "give it one")
    return text


AN_EMAIL = "an e-mail address: a name and a domain around one @"


def _email(raw: object) -> str:
    text = _text(raw, AN_EMAIL)
    if email_problem(text):
        raise RefusedError(AN_EMAIL, "leave the key out if there is none")
    return text


def _currency(raw: object) -> str:
    try:
        minor_unit(text := _text(raw, UnknownCurrencyError.expected))
    except UnknownCurrencyError as error:
        raise RefusedError(error.expected, error.hint) from None
    return text


A_DAY = "a day, written YYYY-MM-DD"
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"[0-9]{1,2}([-/. ])[0-9]{1,2}\1[0-9]{4}")


def _day(raw: object) -> date:
    if type(raw) is str and _DAY.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            raise RefusedError("a day that exists", _no_such_day(raw)) from None
    raise RefusedError(A_DAY, _day_hint(raw))


def _no_such_day(text: str) -> str:
    year, month = int(text[:4]), int(text[5:7])
    if not year:
        return "years run from 0001 to 9999"
    if month not in range(1, 13):
        return "months run from 01 to 12"
    return f"{text[:7]} has {monthrange(year, month)[1]} days"


def _day_hint(raw: object) -> str:
    text = repr(raw) if type(raw) is int else raw
    if not isinstance(text, str):
        return ""
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, month, day = found.groups()
        return f'such as "{year}-{month:0>2}-{day:0>2}", with two digits for month and day'
    if _YEAR_LAST.fullmatch(text):
        return 'year first, then month, then day, such as "2024-01-31"'
    if _DAY.match(text):
        return f'leave the rest out: "{text[:10]}" if that is the day in the time zone you account in'
    return "only the digits 0 to 9 and two hyphens" if text.strip().count("-") == 2 else ""


_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_AMOUNT_HINTS = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        (r"[+-]?[0-9]+(\.[0-9]+)?", f"at most {DIGITS} digits on either side of the point"),
        (r"-?(nan|inf|infinity)", "NaN and Infinity are no amounts"),
        (r"[+-]?[0-9]*\.?[0-9]*e[+-]?[0-9]+", "write all digits, without an exponent"),
        (
            r"\s*[+-]?[0-9][0-9\s_.]*",
            "leave out spaces and underscores; one point, with digits on both sides",
        ),
        (r"[+-]?[0-9][0-9.,'’]*", "a point before the decimals, and nothing between thousands"),
        (r"[+-]?\.[0-9]+", "digits on both sides of the point"),
        (r"\D+[0-9.,\s]+|[0-9.,\s]+\D+", "only the number; the currency is that of the client"),
    )
)


def amount_hint(raw: object) -> str:
    """
    What to do about a value that is no amount, if that can be guessed.

    Examples:
        >>> amount_hint("1e3")
        'write all digits, without an exponent'
    """
    if isinstance(raw, WrittenNumber):
        text = raw.text
        if _PLAIN.fullmatch(text) and "." in text:
            return f'write it in quotes, as a float is not exact: "{shortened(text)}"'
    elif isinstance(raw, str):
        text = raw[: 4 * DIGITS]
    else:
        return ""
    return next((hint for pattern, hint in _AMOUNT_HINTS if pattern.fullmatch(text.lower())), "")


def _amount(*, positive: bool) -> Scalar:
    expected, remedy = (
        ("a number above 0, as text of digits such as '2'", "leave the key out for 1")
        if positive
        else ("an amount of 0 or more, as text of digits such as '800.00'", "what is taken off is a discount")
    )

    def read(raw: object) -> Fraction:
        try:
            amount = exact(raw) if isinstance(raw, str | int) else None
        except AmountError:
            amount = None
        if amount is None:
            raise RefusedError(expected, amount_hint(raw))
        if amount.numerator < int(positive):
            raise RefusedError(expected, remedy)
        return amount

    digits = rf"[0-9]{{1,{DIGITS}}}(\.[0-9]{{1,{DIGITS}}})?"
    zero = rf"-0{{1,{DIGITS}}}(\.0{{1,{DIGITS}}})?"
    largest = 10**DIGITS - 1
    return Scalar(
        name="positive" if positive else "amount",
        expected=expected,
        read=read,
        schema={
            "anyOf": [
                {
                    "type": "string",
                    "pattern": rf"^\+?(?=.*[1-9]){digits}$" if positive else rf"^(\+?{digits}|{zero})$",
                },
                {"type": "integer", "minimum": int(positive), "maximum": largest},
            ]
        },
        write=decimal,
        shared=True,
    )


def decimal(amount: Fraction) -> str:
    """
    An amount, 0 or more, with all its digits; a finite decimal has only twos and fives in its denominator.

    Raises:
        RefusedError: It is no decimal, or has too many digits.

    Examples:
        >>> decimal(Fraction(125, 2))
        '62.5'
    """
    places = max(_power(amount.denominator, 2), _power(amount.denominator, 5))
    scaled = amount * 10**places
    whole, rest = divmod(scaled.numerator, 10**places)
    if scaled.denominator != 1 or places > DIGITS or whole >= 10**DIGITS:
        raise RefusedError(
            f"an amount of at most {DIGITS} decimal digits on either side of the point",
            "round it before it is written",
        )
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def _power(number: int, prime: int) -> int:
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count


SOME_MONTHS = "a whole number of months, 1 or more"


def _months(raw: object) -> int:
    if type(raw) is not int or raw < 1:
        quoted = isinstance(raw, str) and raw.isascii() and raw.isdigit()
        raise RefusedError(SOME_MONTHS, "write it without quotes" if quoted else "")
    return raw


A_FLAG = "true or false"


def _flag(raw: object) -> bool:
    if type(raw) is not bool:
        named = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}
        word = named.get(str(raw).lower()) if isinstance(raw, str | int) else None
        raise RefusedError(A_FLAG, f"write {word}, without quotes" if word else "")
    return raw


def one_of(name: str, words: Iterable[str], what: str) -> Scalar:
    """
    The kind of a value that can only be one of some words.

    Args:
        name: What it is called in the schema.
        words: The words.
        what: What to do when it is none of them, and like none.
    """
    choices = tuple(words)
    expected = " or ".join(map(repr, choices))

    def read(raw: object) -> str:
        if type(raw) is str and raw in choices:
            return raw
        near = nearest(raw, choices) if isinstance(raw, str) and len(choices) > 1 else None
        raise RefusedError(expected, f"did you mean {near!r}?" if near else what)

    return Scalar(name=name, expected=expected, read=read, schema={"enum": list(choices)}, write=_same, shared=True)


def constant(name: str, word: str, what: str) -> Scalar:
    """
    The kind of a value that can only be one word.

    Args:
        name: What it is called in the schema.
        word: The word.
        what: What to do when it is another.
    """
    return one_of(name, [word], what)


def _worded(name: str, expected: str, read: Callable[[object], str], *, shared: bool, **schema: object) -> Scalar:
    return Scalar(
        name=name,
        expected=expected,
        read=read,
        schema={"type": "string", **schema},
        write=lambda text: read(str.__str__(text)),
        shared=shared,
    )


ID = _worded("id", AN_ID, _id, shared=False, minLength=1)
REFERENCE = _worded("reference", AN_ID, _id, shared=True, minLength=1)
TEXT = _worded("text", "text", _text, shared=False)
WORD = _worded("word", "text", _text, shared=True)
EMAIL = _worded("email", AN_EMAIL, _email, shared=False, pattern="^[^@]+@[^@]+$")
CURRENCY = _worded("currency", UnknownCurrencyError.expected, _currency, shared=True, enum=sorted(MINOR_UNITS))
DAY = Scalar(
    name="day",
    expected=A_DAY,
    read=_day,
    schema={
        "type": "string",
        "format": "date",
        "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    },
    write=date.isoformat,
    shared=True,
)
NOT_NEGATIVE = _amount(positive=False)
POSITIVE = _amount(positive=True)
MONTHS = Scalar(
    name="months",
    expected=SOME_MONTHS,
    read=_months,
    schema={"type": "integer", "minimum": 1, "maximum": 10**DIGITS - 1},
    write=_same,
)
FLAG = Scalar(name="flag", expected=A_FLAG, read=_flag, schema={"type": "boolean"}, write=_same)
KIND = one_of("kind", ["recurring", "one_time"], "only recurring items count")
