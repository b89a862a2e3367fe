"""Records: the changes that say which records come, go, end or move."""

from datetime import date
from operator import attrgetter
from typing import TypeAlias

import attrs

from managed_mrr.dates.ranges import exact_date, repr_date
from managed_mrr.evidence import (
    LISTS,
    Activity,
    ClientUser,
    Link,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Record,
    Subscription,
)
from managed_mrr.what_if.edits import Edit, ScenarioError
from managed_mrr.what_if.periods import activity

__all__ = ["Add", "End", "Lasting", "Move", "Remove", "Replace"]


def __dir__() -> list[str]:
    return __all__


Lasting: TypeAlias = PartnerUser | ClientUser | Link | PartnerOfRecord | Subscription
"""The records that last from a day until another."""

_NAMES = {kind: name for name, kind in LISTS.items()}
_NOUNS = {kind: name.replace("_", " ").removesuffix("s") for kind, name in _NAMES.items()}
_NOUNS |= {Activity: "activity", PartnerOfRecord: "partner of record"}
_TELLING = ("id", "employee", "partner", "client", "on", "start", "tool", "action")
MENTIONED = 3
"""How many records a change names in its text; the others it counts."""


def _records(values: tuple[Record, ...]) -> tuple[Record, ...]:
    for value in values:
        if type(value) not in _NAMES:
            kinds = ", ".join(kind.__name__ for kind in _NAMES)
            raise ScenarioError(f"not a record: {value!r}", f"one of {kinds}")
    return tuple(values)


def _record(value: Record) -> Record:
    return _records((value,))[0]


def _lasting(value: Lasting) -> Lasting:
    if not isinstance(value, Lasting):
        raise ScenarioError(f"not a record that lasts: {value!r}", "a user, link, partner of record or subscription")
    return value


def _said(record: Record) -> str:
    told = (str(value) for name in _TELLING if (value := getattr(record, name, None)) is not None)
    return f"{_NOUNS[type(record)]} ({', '.join(told)})"


def _listed(records: tuple[Record, ...]) -> str:
    named = [_said(each) for each in records[:MENTIONED]]
    more = len(records) - MENTIONED
    return ", ".join([*named, *([f"{more:,} more"] if more > 0 else [])]) or "nothing"


def _same_fact(record: Record) -> bool:
    """Whether a second record like this one would say the same again; an activity without an id is another one."""
    return not (isinstance(record, Activity) and record.id is None)


def _standing(portfolio: Portfolio, record: Record, wanted: int = 1) -> int:
    """How often a record is taken out: as often as it stands there if it is one fact, and else as often as asked."""
    records = getattr(portfolio, _NAMES[type(record)])
    count = records.count(record)
    if count < wanted:
        times = f" {wanted} times" if wanted > 1 else ""
        raise ScenarioError(f"not in the evidence{times}: {record!r}", "a record that is there", _like(record, records))
    return count if _same_fact(record) else wanted


def _like(record: Record, records: tuple[Record, ...]) -> str:
    names = [field.name for field in attrs.fields(type(record))]
    values = attrgetter(*names)
    mine = values(record)
    counted = [sum(a == b for a, b in zip(values(each), mine, strict=True)) for each in records]
    if not counted or not max(counted):
        return f"the evidence has no similar {_NOUNS[type(record)]}"
    return f"the nearest is {records[counted.index(max(counted))]!r}"


@attrs.frozen(init=False, repr=False)
class Add:
    """
    Records come into the evidence.

    Two equal activities without an id are two activities; any other record that is there already cannot be
    added again.

    Args:
        *records: The records.

    Examples:
        >>> from managed_mrr import Client, Portfolio
        >>> Add(Client("acme", currency="EUR")).edits(Portfolio())[0].new.id
        'acme'
    """

    records: tuple[Record, ...] = attrs.field(converter=_records)

    def __init__(self, *records: Record) -> None:
        self.__attrs_init__(records)

    def __repr__(self) -> str:
        return f"Add({', '.join(map(repr, self.records))})"

    def __str__(self) -> str:
        return f"add {_listed(self.records)}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """One edit for each record."""
        for place, record in enumerate(self.records):
            there = getattr(portfolio, _NAMES[type(record)])
            if _same_fact(record) and (record in there or record in self.records[:place]):
                raise ScenarioError(f"already in the evidence: {record!r}", "a record that is not there yet")
        return tuple(Edit(None, record) for record in self.records)


@attrs.frozen(init=False, repr=False)
class Remove:
    """
    Records go out of the evidence, as if they had never been.

    A record that stands there several times goes out whole; of equal activities without an id, which are
    several, one goes for each one named.

    Args:
        *records: The records.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> print(Remove(*acme.activities))
        remove activity (north-employee, acme, 2024-01-15, blog, publish)
    """

    records: tuple[Record, ...] = attrs.field(converter=_records)

    def __init__(self, *records: Record) -> None:
        self.__attrs_init__(records)

    def __repr__(self) -> str:
        return f"Remove({', '.join(map(repr, self.records))})"

    def __str__(self) -> str:
        return f"remove {_listed(self.records)}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """One edit for each record that goes."""
        wanted = {record: self.records.count(record) for record in self.records}
        return tuple(
            Edit(record, None) for record, count in wanted.items() for _ in range(_standing(portfolio, record, count))
        )


@attrs.frozen
class End:
    """
    A user, link, partner of record or subscription ends on a day.

    Args:
        record: The record as it is in the evidence.
        on: The first day without it.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> End(acme.links[0], on=date(2024, 2, 1)).edits(acme)[0].new
        Link(employee='north-employee', client='acme', start=date(2024, 1, 1), end=date(2024, 2, 1))
    """

    record: Lasting = attrs.field(converter=_lasting)
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"end {_said(self.record)} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The record, ended."""
        record, on = self.record, self.on
        if on <= record.start:
            hint = "remove the record if it never was"
            raise ScenarioError(f"the end {on} is not after the start {record.start}", "a later end", hint)
        if record.end is not None and record.end <= on:
            raise ScenarioError(f"not open on {on}: {_said(record)}", f"a day before its end {record.end}")
        return (Edit(record, attrs.evolve(record, end=on)),) * _standing(portfolio, record)


def _activity(value: Activity | str) -> Activity | str:
    if not isinstance(value, Activity | str):
        raise ScenarioError(f"not an activity: {value!r}", "an Activity or its id")
    return value


@attrs.frozen
class Move:
    """
    An activity happens on another day.

    Args:
        activity: The activity as it is in the evidence, or its id.
        to: The day.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> Move(acme.activities[0], to=date(2024, 2, 1)).edits(acme)[0].new.on
        datetime.date(2024, 2, 1)
    """

    activity: Activity | str = attrs.field(converter=_activity)
    to: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        what = _said(self.activity) if isinstance(self.activity, Activity) else f"activity {self.activity}"
        return f"move {what} to {self.to}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The activity, on its other day."""
        old = activity(portfolio, self.activity) if isinstance(self.activity, str) else self.activity
        return (Edit(old, attrs.evolve(old, on=self.to)),) * _standing(portfolio, old)


@attrs.frozen
class Replace:
    """
    One record stands for another of its kind.

    Args:
        old: The record as it is in the evidence.
        new: The record that takes its place.

    Examples:
        >>> from managed_mrr import Client, Portfolio
        >>> euro, dollar = Client("acme", currency="EUR"), Client("acme", currency="USD")
        >>> Replace(euro, dollar).edits(Portfolio(clients=[euro]))[0].new.currency
        'USD'
    """

    old: Record = attrs.field(converter=_record)
    new: Record = attrs.field(converter=_record)

    def __attrs_post_init__(self) -> None:
        Edit(self.old, self.new)

    def __str__(self) -> str:
        return f"replace {_said(self.old)} by {_said(self.new)}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The one edit."""
        return (Edit(self.old, self.new),) * _standing(portfolio, self.old)
