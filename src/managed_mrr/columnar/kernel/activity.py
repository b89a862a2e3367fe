"""What did they do? The places of the activities that qualify, read once for all rules that ask."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias, TypeVar

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Batch, Done, Flags, Numbers
from managed_mrr.columnar.kernel.days import Places, changes, groups_of, merged, places
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.threads import in_threads
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.rules import LiveActivity, MinimumActivity, QualifyingActivity

__all__ = ["ActivityRule", "Gathered", "Marks", "beginnings"]


def __dir__() -> list[str]:
    return __all__


ActivityRule: TypeAlias = LiveActivity | MinimumActivity

T = TypeVar("T")


@attrs.frozen(eq=False)
class Marks:
    """
    Activities on the axis.

    Attributes:
        where: Their places, ascending.
        row: For each its place in the whole list of activities; None if nobody wants to know.
    """

    where: Places
    row: Numbers | None = None

    @classmethod
    def of(cls, where: Places, row: Numbers | None) -> "Marks":
        """Marks in any order; those of one place are put in the order in which they come."""
        if row is None:
            return cls(np.sort(where, kind="stable"))
        order = np.argsort(where, kind="stable")
        return cls(where[order], row[order])

    @classmethod
    def joined(cls, several: "Sequence[Marks]") -> "Marks":
        """The marks of several."""
        rows = [each.row for each in several if each.row is not None]
        if not rows:
            return cls(merged(*(each.where for each in several)))
        return cls.of(np.concatenate([each.where for each in several]), np.concatenate(rows))

    def __getitem__(self, places: Numbers | slice) -> "Marks":
        return Marks(self.where[places], None if self.row is None else self.row[places])

    def once(self) -> "Marks":
        """One mark for each place: the first."""
        return self[np.flatnonzero(changes(self.where))]


@attrs.frozen(eq=False)
class Gathered:
    """
    The activities that qualify, by what makes them qualify.

    Attributes:
        marks: Where they are, by seat and day, in several parts.
        with_rows: Whether they say which activities they are.
    """

    marks: Mapping[QualifyingActivity, Sequence[Marks]]
    with_rows: bool = False

    @classmethod
    def read(cls, scope: Scope, rules: Sequence[ActivityRule], *, with_rows: bool = False) -> "Gathered":
        """
        All activities that some rules may count on the days of a scope.

        Where every rule needs one activity only, several of one seat and day stand there once.

        Args:
            scope: The evidence, the clients and the days.
            rules: The rules.
            with_rows: Whether to keep which activities they are.
        """
        if not rules:
            return cls({}, with_rows)
        asked = tuple(dict.fromkeys(rule.activity for rule in rules))
        first = max(FIRST, scope.first - max(rule.needs[1] for rule in rules) + 1)
        each = any(rule.needs[0] > 1 for rule in rules)
        read = partial(_qualifying, scope, asked, (first, scope.after), each=each, with_rows=with_rows)
        batches = scope.evidence.activities.batches(first, scope.after, each=each)
        found = in_threads([partial(read, batch) for batch in batches])
        return cls({rule: [marks[number] for marks in found] for number, rule in enumerate(asked)}, with_rows)

    def at(self, rule: QualifyingActivity, scope: Scope) -> Marks:
        """The activities at the clients of a scope."""
        ends = [places(scope.seats(client, 0), 0) for client in scope.clients]
        return Marks.joined([each[slice(*np.searchsorted(each.where, ends))] for each in self.marks[rule]])


def beginnings(scope: Scope) -> Places:
    """For each seat at which anything was done, qualifying or not, the place of the first day of it, ascending."""
    reads = scope.evidence.activities.batches(FIRST, FOREVER, each=False)
    where = merged(*in_threads([partial(_begun, scope, read) for read in reads]))
    return where[changes(groups_of(where))]


def _begun(scope: Scope, read: Callable[[], Batch]) -> Places:
    batch = read()
    marks = _marks(scope, batch.everything(), (FIRST, FOREVER), with_rows=False)
    return marks.where[changes(groups_of(marks.where))]


def _qualifying(
    scope: Scope,
    rules: Sequence[QualifyingActivity],
    period: tuple[int, int],
    read: Callable[[], Batch],
    *,
    each: bool,
    with_rows: bool,
) -> list[Marks]:
    batch = read()
    kinds = len(batch.tool.words) * len(batch.action.words)
    kind = batch.tool.codes.astype(np.min_scalar_type(kinds)) * len(batch.action.words)
    kind += batch.action.codes.astype(kind.dtype)
    found = [_marks(scope, _done(rule, batch, kind), period, with_rows=with_rows) for rule in rules]
    return found if each else [marks.once() for marks in found]


def _marks(scope: Scope, done: Done, period: tuple[int, int], *, with_rows: bool) -> Marks:
    """Where activities of days and clients of interest are."""
    if period != (FIRST, FOREVER):
        done = done[np.flatnonzero((done.on >= period[0]) & (done.on < period[1]))]
    if not scope.everyone:
        done = done[scope.wanted(done.client)]
    where = places(scope.seats(done.client, done.employee), done.on)
    return Marks.of(where, done.row if with_rows else None)


def _done(rule: QualifyingActivity, batch: Batch, kind: Numbers) -> Done:
    """The activities that qualify: each kind of them is looked up once, and each row by its kind."""
    tables = _tables(rule, batch)
    rows = np.flatnonzero(np.logical_or.reduce(list(tables.values()))[kind]) if tables else np.zeros(0, np.int64)
    done = batch.take(rows)
    if tables.keys() <= {(FIRST, FOREVER)}:
        return done
    periods = tables.items()
    kept = [table[kind[rows]] & (done.on >= start) & (done.on < end) for (start, end), table in periods]
    return done[np.flatnonzero(np.logical_or.reduce(kept))]


def _tables(rule: QualifyingActivity, batch: Batch) -> dict[tuple[int, int], Flags]:
    """For each period of the catalogue which kinds of activities qualify in it."""
    listed: dict[tuple[int, int], set[tuple[str, str]]] = {}
    for entry in rule.catalogue.entries:
        start, end = entry.period.edges
        listed.setdefault((start, end), set()).update((entry.tool, action) for action in entry.actions)
    kinds = [(tool, action) for tool in batch.tool.words for action in batch.action.words]
    return {period: np.array([each in some for each in kinds], np.bool_) for period, some in listed.items()}
