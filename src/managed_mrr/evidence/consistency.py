"""Consistency: what must hold between the records of a portfolio, checked all at once."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Protocol

import attrs

from managed_mrr.dates.edges import FOREVER
from managed_mrr.errors import Problem, nearest, one
from managed_mrr.evidence.records import (
    Activity,
    Client,
    ClientUser,
    Employee,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Subscription,
)

__all__ = [
    "IDENTIFIED",
    "MISSING",
    "REFERENCES",
    "Columns",
    "conflicting_activities",
    "dangling",
    "inconsistencies",
    "overlapping_records",
    "repeated_ids",
]


def __dir__() -> list[str]:
    return __all__


class _Missing:
    """The type of the mark for a value that could not be read."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()
"""Stands in a record that was read with errors, so that the rest of it is still checked."""


COMPARISONS = 100_000
"""How many ids are compared, for each field, to suggest similar ones; each takes some microseconds."""


IDENTIFIED: Mapping[str, str] = {
    "partners": "partner",
    "clients": "client",
    "employees": "employee",
    "subscriptions": "subscription",
}
"""The lists in which no id may stand twice, and what they are lists of."""

REFERENCES: Mapping[str, tuple[str, ...]] = {
    "employees": ("partner",),
    "partner_users": ("employee",),
    "client_users": ("employee", "client"),
    "links": ("employee", "client"),
    "activities": ("employee", "client"),
    "partners_of_record": ("client", "partner"),
    "subscriptions": ("client",),
}
"""For each list the fields that name somebody in another one."""


class Columns(Protocol):
    """The lists of a portfolio, by name."""

    @property
    def partners(self) -> Sequence[Partner]: ...
    @property
    def clients(self) -> Sequence[Client]: ...
    @property
    def employees(self) -> Sequence[Employee]: ...
    @property
    def partner_users(self) -> Sequence[PartnerUser]: ...
    @property
    def client_users(self) -> Sequence[ClientUser]: ...
    @property
    def links(self) -> Sequence[Link]: ...
    @property
    def activities(self) -> Sequence[Activity]: ...
    @property
    def partners_of_record(self) -> Sequence[PartnerOfRecord]: ...
    @property
    def subscriptions(self) -> Sequence[Subscription]: ...


def inconsistencies(columns: Columns) -> Iterator[Problem]:
    """
    Everything that does not fit together: ids given twice, ids that nobody has, records that overlap.

    A value that is :data:`MISSING` is passed over: it has its own problem already.

    Args:
        columns: The records of a portfolio, in the order of its lists.

    Yields:
        One problem for each fault, list by list.
    """
    known: dict[str, set[Hashable]] = {}
    for name, kind in IDENTIFIED.items():
        records = getattr(columns, name)
        yield from repeated_ids(name, enumerate(records))
        known[kind] = {MISSING, *(record.id for record in records)}
    for name, fields in REFERENCES.items():
        records = getattr(columns, name)
        for field in fields:
            if not known[field].issuperset(map(attrgetter(field), records)):
                yield from dangling(name, field, enumerate(records), known[field])
    ids = [activity.id for activity in columns.activities if activity.id is not None]
    if len(set(ids)) < len(ids):
        yield from conflicting_activities(enumerate(columns.activities))
    yield from overlapping_records(enumerate(columns.partners_of_record))


def repeated_ids(
    name: str, numbered: Iterable[tuple[int, Partner | Client | Employee | Subscription]]
) -> Iterator[Problem]:
    """
    The ids that a list gives twice.

    Args:
        name: The list.
        numbered: Records of it, each with its place; those whose ids are given once may be left out.
    """
    first: dict[Hashable, int] = {MISSING: -1}
    for index, record in numbered:
        seen = first.setdefault(record.id, index)
        if seen not in (index, -1):
            yield Problem(
                f"{name}[{index}].id",
                record.id,
                f"an id that no other {IDENTIFIED[name]} has; {name}[{seen}] has this one",
                "give one of the two another id, or remove it",
            )


def dangling(name: str, field: str, numbered: Iterable[tuple[int, object]], known: set[Hashable]) -> Iterator[Problem]:
    """
    The ids in a field that nobody has.

    Args:
        name: The list.
        field: The field.
        numbered: Records of the list, each with its place; those whose ids are known may be left out.
        known: The ids there are.
    """
    ids = [each for each in known if isinstance(each, str)]
    similar: dict[str, str | None] = {}
    for index, record in numbered:
        value = getattr(record, field)
        if value not in known:
            if value not in similar:
                affordable = len(similar) * len(ids) <= COMPARISONS
                similar[value] = nearest(value, ids) if affordable else None
            near = similar[value]
            yield Problem(
                f"{name}[{index}].{field}",
                value,
                f"the id of {one(field)} in {field}s",
                f"did you mean {near!r}?" if near else f"add the {field} to {field}s",
            )


def conflicting_activities(numbered: Iterable[tuple[int, Activity]]) -> Iterator[Problem]:
    """
    The activities that have the id of an earlier one, but not its content.

    Args:
        numbered: Activities, each with its place; those whose ids are given once may be left out.
    """
    first: dict[Hashable, tuple[int, Activity]] = {}
    for index, activity in numbered:
        if activity.id in (None, MISSING):
            continue
        seen, before = first.setdefault(activity.id, (index, activity))
        if before != activity and not _broken(activity, before):
            yield Problem(
                f"activities[{index}].id",
                activity.id,
                f"the same content as activities[{seen}], which has this id",
                "give it an id of its own, or make the two alike: then they count once",
            )


def _broken(*activities: Activity) -> bool:
    return any(getattr(each, field.name) is MISSING for each in activities for field in attrs.fields(Activity))


def overlapping_records(numbered: Iterable[tuple[int, PartnerOfRecord]]) -> Iterator[Problem]:
    """
    The periods in which a client has two partners of record.

    Args:
        numbered: Records, each with its place; those of clients that have no two at a time may be left out.
    """
    by_client: dict[str, list[tuple[date, int, int]]] = {}
    for index, record in numbered:
        if MISSING not in (record.client, record.start, record.end):
            end = FOREVER if record.end is None else record.end.toordinal()
            by_client.setdefault(record.client, []).append((record.start, index, end))
    for client, periods in by_client.items():
        latest = (0, 0)
        for start, index, end in sorted(periods):
            if start.toordinal() < latest[0]:
                yield Problem(
                    f"partners_of_record[{index}].start",
                    start.isoformat(),
                    f"a day on which client {client!r} has no other partner of record; "
                    f"partners_of_record[{latest[1]}] covers it",
                    "end the earlier record where the later one begins",
                )
            latest = max(latest, (end, index))
