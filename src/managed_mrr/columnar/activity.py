"""What did they do? The places of the activities that qualify, read once for all rules that ask."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from os import cpu_count
from typing import TypeVar

import numpy as np

from managed_mrr.columnar.days import Places, changes, groups_of, merged, places
from managed_mrr.columnar.evidence import Batch, Flags
from managed_mrr.columnar.scope import Scope
from managed_mrr.dates import DateRange
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.rules import CatalogueEntry, QualifyingActivity

__all__ = ["beginnings", "qualifying"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")


def qualifying(
    scope: Scope, rules: Sequence[QualifyingActivity], first: int, after: int, *, each: bool
) -> list[Places]:
    """
    For each of some rules the places of the activities that qualify, by seat and day, ascending.

    Args:
        scope: The evidence and the clients.
        rules: What qualifies.
        first: Ordinal of the first day that is of interest.
        after: Ordinal of the first day that no longer is.
        each: Whether several activities of one seat and day stand there one by one; if not, once.
    """
    reads = scope.evidence.activities.batches(first, after)
    period = (first, after)
    found = _in_threads([partial(_qualifying, scope, rules, period, read, each=each) for read in reads])
    columns = [merged(*(parts[number] for parts in found)) for number in range(len(rules))]
    return columns if each else [column[changes(column)] for column in columns]


def beginnings(scope: Scope) -> Places:
    """For each seat at which anything was done, qualifying or not, the place of the first day of it, ascending."""
    reads = scope.evidence.activities.batches(FIRST, FOREVER)
    where = merged(*_in_threads([partial(_begun, scope, read) for read in reads]))
    return where[changes(groups_of(where))]


def _in_threads(todo: Iterable[Callable[[], T]]) -> list[T]:
    """What some work results in; reading and packing let other threads run, so they go on side by side."""
    with ThreadPoolExecutor(cpu_count()) as threads:
        return list(threads.map(lambda work: work(), todo))


def _qualifying(
    scope: Scope,
    rules: Sequence[QualifyingActivity],
    period: tuple[int, int],
    read: Callable[[], Batch],
    *,
    each: bool,
) -> list[Places]:
    batch = read()
    wanted = _wanted(scope, batch, period)
    found = []
    for rule in rules:
        rows = np.flatnonzero(_qualifies(rule, batch) & wanted)
        where = places(scope.seats(batch.client[rows], batch.employee[rows]), batch.on[rows])
        where.sort()
        found.append(where if each else where[changes(where)])
    return found


def _begun(scope: Scope, read: Callable[[], Batch]) -> Places:
    batch = read()
    rows = scope.wanted(batch.client)
    where = places(scope.seats(batch.client[rows], batch.employee[rows]), batch.on[rows])
    where.sort()
    return where[changes(groups_of(where))]


def _wanted(scope: Scope, batch: Batch, period: tuple[int, int]) -> Flags | np.bool_:
    """Which activities are of days and clients of interest."""
    wanted: Flags | np.bool_ = np.True_
    if period != (FIRST, FOREVER):
        wanted = (batch.on >= period[0]) & (batch.on < period[1])
    if scope.clients != (0, len(scope.evidence.clients)):
        wanted = wanted & (batch.client >= scope.clients[0]) & (batch.client < scope.clients[1])
    return wanted


def _qualifies(rule: QualifyingActivity, batch: Batch) -> Flags:
    """Which activities qualify: the words are looked up once for each pair of them, and then each row by its codes."""
    entries: dict[DateRange, list[CatalogueEntry]] = {}
    for entry in rule.catalogue.entries:
        entries.setdefault(entry.period, []).append(entry)
    pair = batch.tool.codes.astype(np.int32) * len(batch.action.words) + batch.action.codes
    found = np.zeros(len(batch), np.bool_)
    for period, listed in entries.items():
        kinds = {(entry.tool, action) for entry in listed for action in entry.actions}
        table = np.array([(tool, action) in kinds for tool in batch.tool.words for action in batch.action.words])
        start, end = period.edges
        inside = table[pair] if len(batch) else found
        found |= inside if (start, end) == (FIRST, FOREVER) else inside & (batch.on >= start) & (batch.on < end)
    return found
