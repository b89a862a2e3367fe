"""Rhythm: how people work, week by week, with holidays and the odd Saturday."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from zlib import crc32

import attrs

from managed_mrr.evidence import Activity
from managed_mrr.example.cast import PARTNER_OF
from managed_mrr.example.shorthand import day

__all__ = ["LAST_DAY", "Rhythm", "work"]


def __dir__() -> list[str]:
    return __all__


LAST_DAY = "2025-09-30"
"""The last day of the example; who has not stopped by then works on it."""

_CRAFTS: Mapping[str, Sequence[str]] = {
    "content": (
        "blog publish",
        "blog publish",
        "website_pages edit",
        "landing_pages create",
        "landing_pages publish",
        "social create",
        "social publish",
        "calls_to_action create",
        "forms edit",
    ),
    "email": (
        "email create",
        "email edit",
        "email publish",
        "lists create",
        "lists edit",
        "workflows create",
        "workflows edit",
        "forms create",
    ),
    "sales": (
        "crm edit",
        "crm edit",
        "crm create",
        "contacts edit",
        "contacts create",
        "reports create",
        "reports edit",
        "workflows edit",
    ),
    "ads": ("ads create", "ads edit", "ads edit", "ads publish", "landing_pages edit", "reports edit"),
    "logins": ("crm login",),
}
"""What people of a craft do, the more frequent the more often."""

_ALONGSIDE: Mapping[str, Sequence[str]] = {
    "content": ("blog edit", "blog create", "blog edit", "social edit"),
    "email": ("email edit", "contacts edit"),
    "sales": ("contacts edit", "lists edit"),
    "ads": ("ads edit", "social publish"),
    "logins": ("crm login",),
}
"""What they do besides on the same day; drafts of blog posts among it, which do not qualify."""

_CLOSED: Mapping[str, Sequence[tuple[str, str]]] = {
    "lighthouse": (("12-22", "12-31"), ("01-01", "01-03"), ("05-01", "05-01"), ("08-05", "08-18"), ("10-03", "10-03")),
    "copperfield": (("12-23", "12-31"), ("01-01", "01-02"), ("08-24", "08-31")),
    "kanto": (("12-29", "12-31"), ("01-01", "01-05"), ("04-29", "05-06"), ("08-12", "08-16")),
    "andina": (("12-20", "12-31"), ("01-01", "01-08"), ("07-20", "07-20"), ("08-07", "08-07")),
    "wattle": (("12-20", "12-31"), ("01-01", "01-14"), ("04-25", "04-25")),
}
"""When each partner's office is closed every year: month and day of the first and the last closed day."""

_WORKED = 0.8
_ON_SATURDAYS = 0.015
_MORE_THAN_ONE = 0.25
_LOGIN_FIRST = 0.12
"""How likely a day of work takes place, a Saturday is one, a second thing is done, a login is recorded."""

_SATURDAY = 5
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@attrs.frozen
class Rhythm:
    """
    How often somebody works for a client, and at what.

    Args:
        weekdays: On which weekdays, such as ``"Tue Thu"``.
        craft: At what: content, email, sales, ads or (no craft at all) logins.
        weeks: In every how many weeks.

    Examples:
        >>> Rhythm("Tue Thu", "content").falls_on(date(2023, 7, 4))
        True
    """

    weekdays: str
    craft: str
    weeks: int = 1

    def falls_on(self, on: date) -> bool:
        """Whether a day is one of those on which the work is done."""
        week, weekday = divmod(on.toordinal() - 1, 7)
        return week % self.weeks == 0 and _WEEKDAYS[weekday] in self.weekdays


def work(employee: str, client: str, start: str, end: str, rhythm: Rhythm) -> Iterator[Activity]:
    """
    What somebody does for a client from one day to another, both included.

    Now and then a day drops out, and some weeks have a Saturday; on holidays nothing is done. Everyone draws
    from a generator of their own, so that a change to one story leaves the days of all others alone. Of a
    generator only ``random()`` is used: the numbers it draws are the same in every Python.

    Examples:
        >>> made = list(work("ines", "fjordkaffe", "2023-07-01", "2023-07-31", Rhythm("Tue", "content")))
        >>> sorted({activity.on.day for activity in made})
        [18, 25]
    """
    chance = Random(crc32(f"{employee} at {client} from {start}".encode())).random  # noqa: S311 -- not a secret
    closed = _CLOSED[PARTNER_OF[employee]]
    on, last = day(start), day(end)
    while on <= last:
        worked = rhythm.falls_on(on) and chance() < _WORKED
        saturday = on.weekday() == _SATURDAY and chance() < _ON_SATURDAYS
        if (worked or saturday) and not any(first <= f"{on:%m-%d}" <= until for first, until in closed):
            for what in _one_day(rhythm.craft, chance):
                tool, action = what.split()
                yield Activity(employee=employee, client=client, on=on, tool=tool, action=action)
        on += timedelta(days=1)


def _one_day(craft: str, chance: Callable[[], float]) -> Iterator[str]:
    if chance() < _LOGIN_FIRST:
        yield "crm login"
    yield _one_of(_CRAFTS[craft], chance)
    if chance() < _MORE_THAN_ONE:
        yield _one_of(_ALONGSIDE[craft], chance)


def _one_of(choices: Sequence[str], chance: Callable[[], float]) -> str:
    return choices[int(chance() * len(choices))]
