"""Consistency: what must hold between the records of a portfolio, checked all at once."""

from collections.abc import Generator, Hashable, Iterator, Sequence
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

__all__ = ["MISSING", "Columns", "inconsistencies"]


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
    partners = yield from _ids("partners", "partner", columns.partners)
    clients = yield from _ids("clients", "client", columns.clients)
    employees = yield from _ids("employees", "employee", columns.employees)
    yield from _ids("subscriptions", "subscription", columns.subscriptions)
    known: dict[str, set[Hashable]] = {"partner": partners, "client": clients, "employee": employees}
    for name, fields in (
        ("employees", ("partner",)),
        ("partner_users", ("employee",)),
        ("client_users", ("employee", "client")),
        ("links", ("employee", "client")),
        ("activities", ("employee", "client")),
        ("partners_of_record", ("client", "partner")),
        ("subscriptions", ("client",)),
    ):
        records = getattr(columns, name)
        for field in fields:
            yield from _dangling(name, field, records, known[field])
    yield from _repeated_activities(columns.activities)
    yield from _overlapping_records(columns.partners_of_record)


def _ids(
    name: str, kind: str, records: Sequence[Partner | Client | Employee | Subscription]
) -> Generator[Problem, None, set[Hashable]]:
    first: dict[Hashable, int] = {MISSING: -1}
    for index, record in enumerate(records):
        seen = first.setdefault(record.id, index)
        if seen not in (index, -1):
            yield Problem(
                f"{name}[{index}].id",
                record.id,
                f"an id that no other {kind} has; {name}[{seen}] has this one",
                "give one of the two another id, or remove it",
            )
    return set(first)


def _dangling(name: str, field: str, records: Sequence[object], known: set[Hashable]) -> Iterator[Problem]:
    if known.issuperset(map(attrgetter(field), records)):
        return
    ids = [each for each in known if isinstance(each, str)]
    similar: dict[str, str | None] = {}
    for index, record in enumerate(records):
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


def _repeated_activities(activities: Sequence[Activity]) -> Iterator[Problem]:
    ids = [activity.id for activity in activities if activity.id is not None]
    if len(set(ids)) == len(ids):
        return
    first: dict[Hashable, int] = {}
    for index, activity in enumerate(activities):
        if activity.id in (None, MISSING):
            continue
        seen = first.setdefault(activity.id, index)
        if seen != index and activities[seen] != activity and not _broken(activity, activities[seen]):
            yield Problem(
                f"activities[{index}].id",
                activity.id,
                f"the same content as activities[{seen}], which has this id",
                "give it an id of its own, or make the two alike: then they count once",
            )


def _broken(*activities: Activity) -> bool:
    return any(MISSING in attrs.astuple(activity) for activity in activities)


def _overlapping_records(records: Sequence[PartnerOfRecord]) -> Iterator[Problem]:
    by_client: dict[str, list[tuple[date, int, int]]] = {}
    for index, record in enumerate(records):
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
