"""Text: a portfolio file as bytes or text, turned into JSON values with nothing dropped on the way."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import IO

from managed_mrr.errors import PortfolioError, Problem
from managed_mrr.files.excerpts import WrittenNumber

__all__ = ["RepeatedKeys", "json_values", "text_of"]


def __dir__() -> list[str]:
    return __all__


INTEGER_DIGITS = 40
"""An integer with more digits is no amount and no number of months, and need not become a number."""

EXCERPT = 20
"""How much of the text is repeated where it stops being JSON, in characters."""


class RepeatedKeys(dict[str, object]):
    """
    An object in which a key stands more than once; it has the last value of each.

    Attributes:
        repeated: The keys that stand more than once.
    """

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        times = Counter(name for name, _ in pairs)
        self.repeated = frozenset(name for name, count in times.items() if count > 1)


def text_of(source: str | os.PathLike[str] | IO[str] | IO[bytes]) -> str:
    """
    The whole text of a path or an open file, without a byte order mark.

    Raises:
        PortfolioError: It is not UTF-8.
        OSError: There is no such file, or it cannot be read.
    """
    try:
        content = Path(source).read_bytes() if isinstance(source, str | os.PathLike) else source.read()
        text = content if isinstance(content, str) else bytes(content).decode()
    except UnicodeDecodeError as error:
        raise PortfolioError([_not_utf8(error)]) from None
    return text.removeprefix("\ufeff")


_TOO_DEEP = Problem(
    "",
    "lists and objects nested too deeply",
    "at most five levels, as in a portfolio",
    "take out what is nested deeper",
)


def _not_utf8(error: UnicodeDecodeError) -> Problem:
    before = error.object[: error.start]
    line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
    found = f"byte 0x{error.object[error.start]:02x}"
    return Problem("", found, "text in UTF-8", f"line {line}, byte {column} of it: save the file as UTF-8")


def json_values(text: str) -> object:
    """
    The JSON values of a text.

    Numbers that are no short integers keep their digits (:class:`WrittenNumber`), and objects with a repeated
    key say so (:class:`RepeatedKeys`).

    Raises:
        PortfolioError: The text is not JSON, or nested without end.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=WrittenNumber,
            parse_int=_integer,
            parse_constant=WrittenNumber,
        )
    except json.JSONDecodeError as error:
        raise PortfolioError([_not_json(error)]) from None
    except RecursionError:
        raise PortfolioError([_TOO_DEEP]) from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else RepeatedKeys(pairs)


def _integer(text: str) -> int | WrittenNumber:
    return int(text) if len(text.lstrip("-")) <= INTEGER_DIGITS else WrittenNumber(text)


def _not_json(error: json.JSONDecodeError) -> Problem:
    excerpt = error.doc[error.pos : error.pos + EXCERPT] or "the end of the file"
    reason = f"{error.msg[:1].lower()}{error.msg[1:]}"
    return Problem("", excerpt, "JSON", f"line {error.lineno}, column {error.colno}: {reason}")
