"""Activities: read batch by batch, each checked and coded on the way."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from managed_mrr.columnar.evidence import Batch, Done, Flags, Numbers, Words
from managed_mrr.columnar.faults import EPOCH, either, faulty_rows
from managed_mrr.columnar.known import Known, numbers, one_piece
from managed_mrr.columnar.parts import Days, Part, as_words
from managed_mrr.columnar.repeats import different, earlier, fingerprints, given_twice
from managed_mrr.columnar.shape import TABLES, canonical_type, readable
from managed_mrr.columnar.wording import LIMIT, Faults, decoded, in_words
from managed_mrr.errors import PortfolioError
from managed_mrr.evidence.consistency import MISSING, conflicting_activities, dangling

__all__ = ["StoredActivities"]


def __dir__() -> list[str]:
    return __all__


WORDS = ("tool", "action")
CONTENT = ("employee", "client", "on", *WORDS)

V = TypeVar("V")
W = TypeVar("W")


def _each(do: Callable[[V], W], values: Iterable[V]) -> list[W]:
    """Do something with each of several values, on all processors."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(do, values))


@attrs.frozen(eq=False)
class _Examined:
    """What is found out about a part: places of rows with faults, the days, and the fingerprints of ids."""

    faulty: Numbers
    days: Days
    prints: Numbers


@attrs.define(eq=False, kw_only=True)
class StoredActivities:
    """
    The activities of a table, wherever it is.

    Attributes:
        parts: The pieces they are read in.
        known: The employees and the clients there are, by the names of the columns that refer to them; where it is
            not known who there is, nobody is looked up.
        unread: The columns that cannot be read.
        repeated: The places of those that have the id and the content of an earlier one, in order.
    """

    parts: tuple[Part, ...]
    known: Mapping[str, Known]
    unread: frozenset[str] = frozenset()
    repeated: Numbers = attrs.field(factory=lambda: np.zeros(0, np.int64), init=False)
    _days: tuple[Days, ...] = attrs.field(
        default=attrs.Factory(lambda self: tuple(part.days for part in self.parts), takes_self=True), init=False
    )
    _places: pa.Array = attrs.field(
        default=attrs.Factory(lambda self: pa.array(np.arange(max(map(len, self.parts), default=0))), takes_self=True),
        init=False,
    )
    _codes: dict[tuple[int, str], pa.Array] = attrs.field(factory=dict, init=False)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def batches(self, start: int, end: int, *, each: bool) -> Sequence[Callable[[], Batch]]:
        """
        Functions that each read and check one batch; they may be called at the same time, and in any order.

        Args:
            start: Ordinal of the first day of interest; batches of earlier days alone are left out.
            end: Ordinal of the first day that is no longer of interest; likewise.
            each: Whether it matters how many there are: then one given twice under one id is there once.

        Examples:
            >>> from managed_mrr.columnar.known import known
            >>> from managed_mrr.columnar.parts import parts_of
            >>> from managed_mrr.columnar.sources import InMemory
            >>> one = {"employee": [7], "client": [5], "on": pa.array([0], pa.date32()), "tool": ["crm"]}
            >>> table = pa.table({**one, "action": ["edit"]})
            >>> people = {"employee": known(pa.array([7])), "client": known(pa.array([4, 5]))}
            >>> activities = StoredActivities(parts=parts_of(InMemory(table)), known=people)
            >>> [read] = activities.batches(1, 1_000_000, each=False)
            >>> read().take(np.array([0])).client, read().tool.words
            (array([1], dtype=int32), ('crm',))
        """
        return [
            partial(self._batch, part)
            for part, (first, last) in zip(self.parts, self._days, strict=True)
            if first < end and start <= last
        ]

    def check(self, *, thoroughly: bool = True) -> list[Faults]:
        """
        Read all of them once, to find those with faults and those given twice.

        Args:
            thoroughly: Whether to look at more than the ids.

        Returns:
            What is wrong, if anything is.
        """
        names = (*CONTENT, "id") if thoroughly else ("id",)
        parts = [part for part in self.parts if thoroughly or part.has_ids]
        examined = _each(partial(self._examined, names=names), parts)
        if thoroughly:
            self._days = tuple(each.days for each in examined)
        faults = []
        left = LIMIT
        for part, each in zip(parts, examined, strict=True):
            if len(each.faulty):
                faults.append(self._faults(part, each.faulty, left))
                left -= min(left, len(each.faulty))
        prints = [each.prints for each in examined]
        return [*faults, self._find_repeats(parts, given_twice(np.concatenate(prints)))] if prints else faults

    def code_by(self, known: Mapping[str, Known]) -> None:
        """From now on give the codes of these people."""
        self.known = known
        self._codes.clear()

    def rows_of(self, clients: Sequence[int]) -> pa.Table:
        """
        What is stored about the activities at some clients.

        Args:
            clients: Codes of the clients.
        """
        if not self.parts:
            return readable("activities", pa.table({name: pa.nulls(0) for name in TABLES["activities"].keys}))
        wanted = np.zeros(len(self.known["client"]), np.bool_)
        wanted[list(clients)] = True
        return pa.concat_tables(_each(partial(self._rows, wanted=wanted), self.parts), promote_options="permissive")

    def _rows(self, part: Part, wanted: Flags) -> pa.Table:
        columns = self._read(part, (*CONTENT, "id"))
        codes = self._all_coded(part, columns)
        self._refuse(part, np.arange(len(part)), _faulty(columns, codes))
        return readable("activities", pa.table(columns).filter(pa.array(wanted[codes["client"]])))

    def _batch(self, part: Part) -> Batch:
        columns = self._read(part, CONTENT)
        for name in WORDS:
            self._refuse(part, np.arange(len(part)), _absent(as_words(columns[name])))
        first, last = np.searchsorted(self.repeated, (part.first, part.first + len(part)))
        batch = Batch(_words(columns["tool"]), _words(columns["action"]), partial(self._done, part, columns))
        return batch if first == last else _left_out(batch, self.repeated[first:last] - part.first)

    def _done(self, part: Part, columns: Mapping[str, pa.Array], rows: Numbers) -> Done:
        """The activities of some rows of a part."""
        some = pa.array(rows)
        taken = {name: column.take(some) for name, column in columns.items() if name not in WORDS}
        codes = self._all_coded(part, taken)
        self._refuse(part, rows, _faulty(taken, codes))
        return Done(codes["employee"], codes["client"], _ordinals(taken["on"]))

    def _refuse(self, part: Part, rows: Numbers, faulty: Flags | None) -> None:
        """Report rows with faults, if there are any."""
        if faulty is not None and faulty.any():
            raise PortfolioError(in_words([self._faults(part, rows[faulty], LIMIT)]))

    def _read(self, part: Part, names: Iterable[str]) -> dict[str, pa.Array]:
        return part.read([name for name in names if name not in self.unread])

    def _examined(self, part: Part, names: Sequence[str]) -> _Examined:
        columns = self._read(part, names)
        faulty = _faulty(columns, self._all_coded(part, columns))
        for name in WORDS:
            if name in columns:
                _words(columns[name])
        ids = columns.get("id")
        return _Examined(
            np.flatnonzero(faulty) if faulty is not None else np.zeros(0, np.int64),
            _span(columns["on"]) if faulty is None and len(part) and "on" in columns else part.days,
            np.zeros(0, np.uint64) if ids is None else fingerprints(ids.drop_null()),
        )

    def _all_coded(self, part: Part, columns: Mapping[str, pa.Array]) -> dict[str, Numbers]:
        return {name: self._coded(part, name, columns[name]) for name in self.known if name in columns}

    def _coded(self, part: Part, name: str, column: pa.Array) -> Numbers:
        """Find the codes of ids; of text those of the few different ones, once for each part."""
        known = self.known[name]
        if not types.is_dictionary(column.type):
            return known.codes(column)
        words = as_words(column)
        codes = self._codes.get((part.first, name))
        if codes is None:
            codes = self._codes[part.first, name] = pa.array(known.codes(words.dictionary))
        return numbers(pc.take(codes, words.indices).fill_null(-1))

    def _faults(self, part: Part, rows: Numbers, limit: int) -> Faults:
        said = rows[:limit]
        columns = self._taken(part, said)
        records, problems = decoded("activities", columns, said + part.first, self.unread)
        for name, known in self.known.items():
            if name in columns:
                problems += dangling("activities", name, records, {MISSING, *known.texts()})
        return Faults(problems, len(rows) - len(said))

    def _taken(self, part: Part, rows: Numbers) -> dict[str, pa.Array]:
        """Some rows of a part, of their canonical types."""
        table = pa.table(self._read(part, (*CONTENT, "id"))).take(pa.array(rows))
        ready = readable("activities", table)
        return {name: one_piece(ready[name]) for name in ready.column_names}

    def _find_repeats(self, parts: Sequence[Part], again: Numbers) -> Faults:
        if not len(again):
            return Faults()
        found = _each(partial(self._with_prints, again=again), parts)
        rows = np.concatenate([rows for rows, _ in found])
        table = pa.concat_tables([table for _, table in found], promote_options="permissive").combine_chunks()
        firsts = earlier(numbers(one_piece(table["id"]).dictionary_encode().indices))
        others = different(table, firsts)
        self.repeated = rows[(firsts != np.arange(len(rows))) & ~others]
        said = np.flatnonzero(others)[:LIMIT]
        shown = np.union1d(said, firsts[said])
        columns = {name: one_piece(table[name].take(pa.array(shown))) for name in table.column_names}
        records, _ = decoded("activities", columns, rows[shown], self.unread)
        return Faults(list(conflicting_activities(records)), int(others.sum()) - len(said))

    def _with_prints(self, part: Part, again: Numbers) -> tuple[Numbers, pa.Table]:
        """The rows of a part whose ids have some of these fingerprints."""
        columns = self._read(part, (*CONTENT, "id"))
        ids = columns.get("id", pa.nulls(len(part), pa.large_string()))
        given = np.flatnonzero(ids.is_valid().to_numpy(zero_copy_only=False))
        prints = fingerprints(ids.drop_null())
        places = np.minimum(np.searchsorted(again, prints), len(again) - 1)
        rows = given[again[places] == prints]
        return rows + part.first, readable("activities", pa.table(columns).take(pa.array(rows)))


def _faulty(columns: Mapping[str, pa.Array], codes: Mapping[str, Numbers]) -> Flags | None:
    """Which rows have faults; None if none has."""
    found: Flags | None = None
    plain = {}
    for name, column in columns.items():
        if name in codes:
            found = either(found, codes[name] < 0) if len(column) and codes[name].min() < 0 else found
        elif types.is_dictionary(column.type):
            found = either(found, _absent(as_words(column))) if column.null_count or column.dictionary.null_count else found
        else:
            plain[name] = column.cast(canonical_type(TABLES["activities"].keys[name].kind, column.type))
    return either(found, faulty_rows(TABLES["activities"], plain))


def _absent(column: pa.Array) -> Flags:
    flags: Flags = column.is_null().to_numpy(zero_copy_only=False)
    return flags


def _ordinals(column: pa.Array) -> Numbers:
    return numbers(pc.add(column.cast(pa.date32()).view(pa.int32()), pa.scalar(EPOCH, pa.int32())))


def _span(column: pa.Array) -> Days:
    days = _ordinals(column)
    return int(days.min()), int(days.max())


def _words(column: pa.Array) -> Words:
    words = as_words(column)
    return Words(numbers(words.indices), tuple(words.dictionary.to_pylist()))


def _left_out(batch: Batch, places: Numbers) -> Batch:
    """A batch without the activities at some places."""
    kept = np.delete(np.arange(len(batch)), places)
    tool, action = (Words(each.codes[kept], each.words) for each in (batch.tool, batch.action))
    return Batch(tool, action, lambda rows: batch.take(kept[rows]))
