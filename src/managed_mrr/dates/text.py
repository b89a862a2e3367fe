"""Dates as text: exactly ``YYYY-MM-DD``."""

import re
from datetime import date

__all__ = ["parse_date"]


def __dir__() -> list[str]:
    return __all__


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_date(text: str) -> date | None:
    """
    The day that a text names as exactly ``YYYY-MM-DD``, in ASCII digits; None if it names none.

    Examples:
        >>> parse_date("2024-02-29"), parse_date("2023-02-29"), parse_date("20240229")
        (datetime.date(2024, 2, 29), None, None)
    """
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
