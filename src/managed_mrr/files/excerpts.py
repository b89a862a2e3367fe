"""Excerpts: what stood in a file, as problems repeat it."""

from itertools import islice
from json import JSONEncoder
from typing import Self

__all__ = ["WrittenNumber", "shortened", "shown"]


def __dir__() -> list[str]:
    return __all__


SHOWN = 80
"""How much of a long value is repeated, in characters."""

_JSON = JSONEncoder(ensure_ascii=False)


class WrittenNumber(float):
    """
    A number of a file that is no short integer, shown with the digits that were written.

    Examples:
        >>> WrittenNumber("800.10")
        800.10
    """

    text: str

    def __new__(cls, text: str) -> Self:
        """Keep the text beside the number nearest to it."""
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __repr__(self) -> str:
        return shortened(self.text)


def shown(value: object) -> object:
    """
    A decoded JSON value as a problem repeats it: long ones cut, lists and objects as JSON text.

    Examples:
        >>> shown([True, {"a": None}])
        '[true, {"a": null}]'
    """
    if isinstance(value, str):
        return shortened(value)
    if isinstance(value, list | dict):
        # Encoded bit by bit, so that neither size nor depth of what stands there matters.
        start = "".join(islice(_JSON.iterencode(value), SHOWN + 1))
        return start if len(start) <= SHOWN else f"{start[:SHOWN]}…"
    return value


def shortened(text: str) -> str:
    """
    A text, cut with a note of its length when it is long.

    Examples:
        >>> shortened("800.00")
        '800.00'
    """
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text):,} characters)"
