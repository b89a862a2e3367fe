"""TOML: its text turned into the values that JSON has, and back, with nothing dropped on the way."""

import tomllib
from collections.abc import Mapping
from datetime import date, time

from managed_mrr.errors import MissingExtraError, PolicyError, PortfolioError, Problem
from managed_mrr.files.excerpts import WrittenNumber, shortened

__all__ = ["WrittenDay", "toml_text", "toml_values"]


def __dir__() -> list[str]:
    return __all__


LARGEST_BITS = 133
"""An integer with more has more than forty digits, and is no number that a file may hold."""


class WrittenDay(str):
    """
    A date, time or instant of a TOML file, which is no text.

    Examples:
        >>> WrittenDay("2024-03-01")
        '2024-03-01'
    """

    __slots__ = ()


def toml_values(text: str) -> object:
    """
    The values of a TOML text as JSON has them.

    Floats keep their digits (:class:`WrittenNumber`), dates are told from text (:class:`WrittenDay`).

    Raises:
        PortfolioError: The text is not TOML, repeats a key, or is nested without end.

    Examples:
        >>> toml_values("day = 2024-03-01")
        {'day': '2024-03-01'}
    """
    try:
        return _plain(tomllib.loads(text.replace("\r\n", "\n"), parse_float=WrittenNumber))
    except RecursionError:
        wrong = Problem("", "lists and tables nested too deeply", "a policy", "take out what is nested deeper")
        raise PortfolioError([wrong]) from None
    except ValueError as error:
        reason = f"{str(error)[:1].lower()}{str(error)[1:]}"
        raise PortfolioError([Problem("", "text that is not TOML", "TOML", shortened(reason))]) from None


def toml_text(data: Mapping[str, object]) -> str:
    """
    The TOML text of a table; days that are marked as such stand without quotes.

    Raises:
        MissingExtraError: There is nothing installed that writes TOML.
        PolicyError: A value is None, for which TOML has no word.

    Examples:
        >>> print(toml_text({"name": "ours", "start": WrittenDay("2024-03-01")}), end="")
        name = "ours"
        start = 2024-03-01
    """
    try:
        import tomli_w  # noqa: PLC0415 -- of an extra, which few need
    except ImportError:
        raise MissingExtraError("writing TOML", "tomli-w", extra="toml") from None
    return tomli_w.dumps({name: _native(value, name) for name, value in data.items()})


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date | time):
        return WrittenDay(value.isoformat())
    if type(value) is int and value.bit_length() > LARGEST_BITS:
        number = WrittenNumber("inf")
        number.text = hex(value)
        return number
    return value


def _native(value: object, path: str) -> object:
    if value is None:
        msg = f"cannot write {path} as TOML: None; expected a value, as TOML has no word for none; write JSON"
        raise PolicyError(msg)
    if isinstance(value, Mapping):
        return {name: _native(each, f"{path}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        return [_native(each, f"{path}[{index}]") for index, each in enumerate(value)]
    return date.fromisoformat(value) if type(value) is WrittenDay else value
