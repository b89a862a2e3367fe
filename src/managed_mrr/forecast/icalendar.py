"""Calendars: all-day events as an iCalendar file, the same for the same events."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

import attrs

__all__ = ["Event", "calendar_text"]


def __dir__() -> list[str]:
    return __all__


FOLD_AT = 75
"""How many bytes a line of a calendar may have; longer ones are folded."""


@attrs.frozen(kw_only=True)
class Event:
    """
    An all-day event.

    Attributes:
        identity: What the event is about; the next export of the same thing is the same event, maybe on another day.
        on: The day.
        summary: What it is, in one line.
        description: What else there is to say.
    """

    identity: tuple[str, ...]
    on: date
    summary: str
    description: str


def calendar_text(events: Iterable[Event], *, made_on: date) -> str:
    """
    The text of an iCalendar file, as RFC 5545 describes it.

    Args:
        events: The events, in the order in which they are to stand.
        made_on: The day from which the calendar is; no clock is read.

    Examples:
        >>> calendar_text([], made_on=date(2024, 3, 1)).splitlines()
        ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//managed_mrr//forecast//EN', 'END:VCALENDAR']
    """
    inner = [line for event in events for line in _lines(event, made_on)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//managed_mrr//forecast//EN", *inner, "END:VCALENDAR"]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _lines(event: Event, made_on: date) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{sha256(repr(event.identity).encode()).hexdigest()[:32]}@managed-mrr",
        f"DTSTAMP:{_basic(made_on)}T000000Z",
        f"DTSTART;VALUE=DATE:{_basic(event.on)}",
        f"SUMMARY:{_escaped(event.summary)}",
        f"DESCRIPTION:{_escaped(event.description)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")


def _escaped(text: str) -> str:
    plain = "".join(each if each.isprintable() else " " for each in text)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A line in pieces, each but the first behind a space."""
    pieces, size = [""], 0
    for each in line:
        size += len(each.encode())
        if size > FOLD_AT:
            pieces.append(" ")
            size = 1 + len(each.encode())
        pieces[-1] += each
    return "\r\n".join(pieces)
