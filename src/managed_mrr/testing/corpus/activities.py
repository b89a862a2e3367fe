"""Activities: the boundaries of what counts, for how long, and how many of it."""

from collections.abc import Iterator
from datetime import date

import attrs

from managed_mrr.conformance import CaseReading
from managed_mrr.evidence import Activity, Client, PartnerOfRecord, PartnerUser, Record
from managed_mrr.testing.corpus.situation import EVERY_POLICY, Situation
from managed_mrr.testing.corpus.small import ACME, NORTH, START, THE_SERVICING, after, at, did, paying, situation, staff

__all__ = ["activity_situations"]


def __dir__() -> list[str]:
    return __all__


ALL = (NORTH, ACME, *staff(), paying(), PartnerOfRecord("acme", partner="north", start=START))
"""All that it takes but activities."""

DONE = at("2024-01-15")

TOOLS = (
    *("ads", "blog", "calls_to_action", "contacts", "crm", "email", "forms", "landing_pages", "lists", "login"),
    *("reports", "social", "website_pages", "workflows", "telepathy"),
)
"""Those of the catalogue, the one that never counts, and one that is unknown."""

ACTIONS = ("create", "edit", "publish", "login", "delete")


def activity_situations() -> Iterator[Situation]:
    """
    The boundaries of windows, of the catalogue, of duplicates, and of minimums.

    Examples:
        >>> sorted({situation.boundaries[0] for situation in activity_situations()})
        ['catalogue', 'duplicates', 'minimum', 'window']
    """
    yield from _windows()
    yield from _catalogue()
    yield from _minimums()
    yield from _duplicates()


def _windows() -> Iterator[Situation]:
    days = (
        "2024-01-15",
        "2023-01-15",
        "2023-12-31",
        "2024-01-01",
        "2024-02-29",
        "2023-02-28",
        "2024-12-31",
        "2025-06-30",
    )
    for day in map(at, days):
        title = f"An activity of {day} counts on days 0 to 59, and not on day 60."
        yield _window(f"of-{day}", title, [day], after(day, 0, 60))
    for gap in (0, 1, 58, 59, 60, 61):
        both = after(DONE, 0, gap)
        title = f"Two activities {gap} days apart: the second carries on from the first up to day 60."
        yield _window(f"apart-{gap}", title, both, [DONE, *after(DONE, gap), *after(DONE, 60), *after(DONE, gap + 60)])
    for window in (1, 2, 30, 59, 61, 90):
        reading = CaseReading(window=window)
        title = f"By another reading an activity counts for {window} days."
        days_at = after(DONE, 0, window, 60)
        yield _window(f"of-{window}-days", title, [DONE], days_at, (reading, attrs.evolve(reading, policy="combined")))


def _window(
    name: str,
    title: str,
    done: list[date],
    days: list[date],
    readings: tuple[CaseReading, ...] = EVERY_POLICY,
) -> Situation:
    return situation(f"activities/window/{name}", title, "A14 A15 A19", [*ALL, *did(*done)], days, readings)


def _catalogue() -> Iterator[Situation]:
    for tool in TOOLS:
        records: list[Record] = [NORTH, PartnerUser("ann", start=START)]
        for action in ACTIONS:
            client = f"{action}-{tool.replace('_', '-')}"
            records += [Client(client, currency="USD"), *staff(client=client)[2:], paying(client=client)]
            records.append(Activity(employee="ann", client=client, on=DONE, tool=tool, action=action))
        title = f"Which of {', '.join(ACTIONS)} in {tool} qualify; each client has one of them."
        records.append(staff()[0])
        yield situation(f"activities/catalogue/{tool}", title, "A7 A8", records, [DONE], THE_SERVICING)
    odd = [
        Activity(employee="ann", client="acme", on=day, tool=tool, action=action)
        for day, tool, action in zip(
            after(DONE, 0, 2, 4), ("CRM", "crm", "Blog"), ("edit", "Edit", "publish"), strict=True
        )
    ]
    title = "Names of tools and actions are exact: in capital letters they qualify nothing."
    yield situation("activities/catalogue/capitals", title, "A7", [*ALL, *odd], after(DONE, 0, 2, 4), THE_SERVICING)


def _minimums() -> Iterator[Situation]:
    for count, within, gap in ((1, 30, 0), (2, 30, 0), (2, 30, 29), (2, 30, 30), (2, 60, 59), (3, 90, 20), (2, 90, 70)):
        done = [each for number in range(count) for each in after(DONE, number * gap)]
        title = f"{count} activities, {gap} days apart, where {count} in {within} days are asked for."
        days = [*done, *after(done[0], within), *after(done[0], 60), *after(done[-1], 60), *after(done[-1], within)]
        records, place = [*ALL, *did(*done)], f"activities/minimum/{count}-in-{within}-apart-{gap}"
        minimum = CaseReading(minimum=(count, within))
        yield situation(place, title, "A16", records, days, (minimum, attrs.evolve(minimum, policy="combined")))
    south = [attrs.evolve(NORTH, id="south", name="south"), *staff("sam", "south"), *did(DONE, employee="sam")]
    records = [*ALL, *did(DONE, *after(DONE, 10)), *south]
    title = "Two partners, of which one does too little: it is out of the divisor."
    days = after(DONE, 0, 10, 30, 40)
    yield situation("activities/minimum/divisor", title, "A16 A5", records, days, (CaseReading(minimum=(2, 30)),))


def _duplicates() -> Iterator[Situation]:
    (one,) = did(DONE)
    assert isinstance(one, Activity)
    named = attrs.evolve(one, id="a1")
    for name, done in {
        "same-id": [named, named],
        "other-id": [named, attrs.evolve(one, id="a2")],
        "no-id": [one, one],
        "id-and-none": [named, one],
    }.items():
        title = f"Two activities alike in all but their ids ({name}), where two are asked for."
        readings = (CaseReading(minimum=(2, 30)), CaseReading())
        place = f"activities/duplicates/{name}"
        yield situation(place, title, "A14 A16", [*ALL, *done], [DONE, *after(DONE, 30, 60)], readings)
