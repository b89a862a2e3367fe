"""What did they do? The places of the activities that qualify, read once for all rules that ask."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from os import cpu_count
from typing import TypeAlias, TypeVar

import attrs
import numpy as np

from managed_mrr.columnar.days import Places, changes, groups_of, merged, places
from managed_mrr.columnar.evidence import Batch, Done, Flags, Numbers
from managed_mrr.columnar.scope import Scope
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.rules import LiveActivity, MinimumActivity, QualifyingActivity

__all__ = ["ActivityRule", "Gathered", "beginnings", "in_threads"]


def __dir__() -> list[str]:
    return __all__


ActivityRule: TypeAlias = LiveActivity | MinimumActivity

T = TypeVar("T")


def in_threads(todo: Iterable[Callable[[], T]]) -> list[T]:
    """What some work results in; NumPy and Arrow let other threads run, so it goes on side by side."""
    with ThreadPoolExecutor(cpu_count()) as threads:
        return list(threads.map(lambda work: work(), todo))


@attrs.frozen(eq=False)
class Gathered:
    """
    The activities that qualify, by what makes them qualify.

    Attributes:
        columns: Their places, by seat and day, in several columns, each ascending.
    """

    columns: Mapping[QualifyingActivity, Sequence[Places]]

    @classmethod
    def read(cls, scope: Scope, rules: Sequence[ActivityRule]) -> "Gathered":
        """
        All activities that some rules may count on the days of a scope.

        Where every rule needs one activity only, several of one seat and day stand there once.
        """
        if not rules:
            return cls({})
        asked = tuple(dict.fromkeys(rule.activity for rule in rules))
        first = max(FIRST, scope.first - max(rule.needs[1] for rule in rules) + 1)
        each = any(rule.needs[0] > 1 for rule in rules)
        read = partial(_qualifying, scope, asked, (first, scope.after), each=each)
        batches = scope.evidence.activities.batches(first, scope.after, each=each)
        found = in_threads([partial(read, batch) for batch in batches])
        return cls({rule: [columns[number] for columns in found] for number, rule in enumerate(asked)})

    def places(self, rule: QualifyingActivity, scope: Scope) -> Places:
        """The places of the activities at the clients of a scope, in one ascending column."""
        first, after = (places(scope.seats(np.int64(client), 0), 0) for client in scope.clients)
        return merged(*(column[slice(*np.searchsorted(column, (first, after)))] for column in self.columns[rule]))


def beginnings(scope: Scope) -> Places:
    """For each seat at which anything was done, qualifying or not, the place of the first day of it, ascending."""
    reads = scope.evidence.activities.batches(FIRST, FOREVER, each=False)
    where = merged(*in_threads([partial(_begun, scope, read) for read in reads]))
    return where[changes(groups_of(where))]


def _begun(scope: Scope, read: Callable[[], Batch]) -> Places:
    batch = read()
    where = _sorted_places(scope, batch.take(np.arange(len(batch))), (FIRST, FOREVER))
    return where[changes(groups_of(where))]


def _qualifying(
    scope: Scope,
    rules: Sequence[QualifyingActivity],
    period: tuple[int, int],
    read: Callable[[], Batch],
    *,
    each: bool,
) -> list[Places]:
    batch = read()
    kinds = len(batch.tool.words) * len(batch.action.words)
    kind = batch.tool.codes.astype(np.min_scalar_type(kinds)) * len(batch.action.words)
    kind += batch.action.codes.astype(kind.dtype)
    found = []
    for rule in rules:
        where = _sorted_places(scope, _done(rule, batch, kind), period)
        found.append(where if each else where[changes(where)])
    return found


def _sorted_places(scope: Scope, done: Done, period: tuple[int, int]) -> Places:
    """The places of activities of days and clients of interest, ascending."""
    wanted: Flags | np.bool_ = np.True_
    if period != (FIRST, FOREVER):
        wanted = (done.on >= period[0]) & (done.on < period[1])
    if not scope.everyone:
        wanted = wanted & (done.client >= scope.clients[0]) & (done.client < scope.clients[1])
    where = places(scope.seats(done.client, done.employee), done.on)
    if wanted is not np.True_:
        where = where[wanted]
    where.sort()
    return where


def _done(rule: QualifyingActivity, batch: Batch, kind: Numbers) -> Done:
    """The activities that qualify: each kind of them is looked up once, and each row by its kind."""
    tables = _tables(rule, batch)
    rows = np.flatnonzero(np.logical_or.reduce(list(tables.values()))[kind]) if tables else np.zeros(0, np.int64)
    done = batch.take(rows)
    if tables.keys() <= {(FIRST, FOREVER)}:
        return done
    periods = tables.items()
    kept = [table[kind[rows]] & (done.on >= start) & (done.on < end) for (start, end), table in periods]
    inside = np.logical_or.reduce(kept)
    return Done(done.employee[inside], done.client[inside], done.on[inside])


def _tables(rule: QualifyingActivity, batch: Batch) -> dict[tuple[int, int], Flags]:
    """For each period of the catalogue which kinds of activities qualify in it."""
    listed: dict[tuple[int, int], set[tuple[str, str]]] = {}
    for entry in rule.catalogue.entries:
        start, end = entry.period.edges
        listed.setdefault((start, end), set()).update((entry.tool, action) for action in entry.actions)
    kinds = [(tool, action) for tool in batch.tool.words for action in batch.action.words]
    return {period: np.array([each in some for each in kinds], np.bool_) for period, some in listed.items()}
