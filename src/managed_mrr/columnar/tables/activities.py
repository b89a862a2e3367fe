"""Activities: read batch by batch, each checked and coded on the way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from managed_mrr.columnar.evidence import Batch, Done, Flags, Numbers, Words
from managed_mrr.columnar.tables.faults import EPOCH, either, faulty_rows
from managed_mrr.columnar.tables.known import Known, numbers, one_piece
from managed_mrr.columnar.tables.parts import Days, Part, as_words
from managed_mrr.columnar.tables.repeats import different, earlier, fingerprints, given_twice, marked
from managed_mrr.columnar.tables.shape import TABLES, readable
from managed_mrr.columnar.tables.wording import LIMIT, Faults, decoded, in_words, unsound
from managed_mrr.columnar.threads import in_threads
from managed_mrr.errors import PortfolioError, Problem
from managed_mrr.evidence.consistency import MISSING, conflicting_activities, dangling

__all__ = ["NONE", "StoredActivities"]


def __dir__() -> list[str]:
    return __all__


WORDS = ("tool", "action")
CONTENT = ("employee", "client", "on", *WORDS)
EVERYTHING = (*CONTENT, "id")

NONE = pa.table(readable("activities", {name: pa.nulls(0) for name in TABLES["activities"].keys}))


@attrs.frozen(eq=False, kw_only=True)
class _Examined:
    """What is found out about a part: places of rows with faults, the days, and the fingerprints of ids."""

    days: Days
    faulty: Numbers = attrs.field(factory=lambda: np.zeros(0, np.int64))
    prints: Numbers = attrs.field(factory=lambda: np.zeros(0, np.uint64))
    unreadable: tuple[Problem, ...] = ()


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
    _compared: bool = attrs.field(default=False, init=False)
    _codes: dict[tuple[int, str], pa.Array] = attrs.field(factory=dict, init=False)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def outline(self) -> tuple[tuple[int, int, int], ...]:
        """How many there are in each part, and of which first and last day."""
        return tuple((len(part), *part.days) for part in self.parts)

    def batches(self, start: int, end: int, *, each: bool) -> Sequence[Callable[[], Batch]]:
        """
        Functions that each read and check one batch; they may be called at the same time, and in any order.

        Args:
            start: Ordinal of the first day of interest; batches of earlier days alone are left out.
            end: Ordinal of the first day that is no longer of interest; likewise.
            each: Whether it matters how many there are: then one given twice under one id is there once.

        Raises:
            PortfolioError: It matters, nobody has looked yet, and one id stands for different activities.

        Examples:
            >>> from managed_mrr.columnar.tables.known import known
            >>> from managed_mrr.columnar.tables.parts import parts_of
            >>> from managed_mrr.columnar.tables.sources import InMemory
            >>> one = {"employee": [7], "client": [5], "on": pa.array([0], pa.date32()), "tool": ["crm"]}
            >>> table = pa.table({**one, "action": ["edit"]})
            >>> people = {"employee": known(pa.array([7])), "client": known(pa.array([4, 5]))}
            >>> activities = StoredActivities(parts=parts_of(InMemory(table)), known=people)
            >>> [read] = activities.batches(1, 1_000_000, each=False)
            >>> read().take(np.array([0])).client, read().tool.words
            (array([1], dtype=int32), ('crm',))
        """
        if each and not self._compared and (problems := in_words(self.check(thoroughly=False))):
            raise PortfolioError(problems)
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
        self._compared = True
        parts = [part for part in self.parts if thoroughly or part.has_ids]
        examined = in_threads(partial(self._examined, part, CONTENT if thoroughly else ()) for part in parts)
        if thoroughly:
            self._days = tuple(each.days for each in examined)
        faults = []
        left = LIMIT
        for part, each in zip(parts, examined, strict=True):
            faults += [Faults(each.unreadable), self._faults(part, each.faulty, left)]
            left -= min(left, len(each.faulty))
        again = given_twice(np.concatenate([each.prints for each in examined] or [np.zeros(0, np.uint64)]))
        if len(again):
            marks = in_threads(partial(marked, each.prints, again) for each in examined)
            faults.append(self._find_repeats([pair for pair in zip(parts, marks, strict=True) if pair[1].any()]))
        return faults

    def rows_of(self, clients: Sequence[int]) -> pa.Table:
        """
        What is stored about the activities at some clients.

        Args:
            clients: Codes of the clients.
        """
        wanted = np.zeros(len(self.known["client"]), np.bool_)
        wanted[list(clients)] = True
        tables = in_threads(partial(self._rows, part, wanted) for part in self.parts)
        return pa.concat_tables(tables, promote_options="permissive") if tables else NONE

    def _rows(self, part: Part, wanted: Flags) -> pa.Table:
        columns = self._read(part, EVERYTHING)
        codes = self._sound_codes(part, np.arange(len(part)), columns)
        return pa.table(_taken(columns, np.flatnonzero(wanted[codes["client"]])))

    def _batch(self, part: Part) -> Batch:
        columns = self._read(part, CONTENT)
        self._refuse(part, np.arange(len(part)), _faulty({name: columns[name] for name in WORDS}, {}))
        batch = Batch(_words(columns["tool"]), _words(columns["action"]), partial(self._done, part, columns))
        first, last = np.searchsorted(self.repeated, (part.first, part.first + len(part)))
        return batch if first == last else _left_out(batch, self.repeated[first:last] - part.first)

    def _done(self, part: Part, columns: Mapping[str, pa.Array], rows: Numbers) -> Done:
        """The activities of some rows of a part."""
        some = pa.array(rows)
        taken = {name: column.take(some) for name, column in columns.items() if name not in WORDS}
        codes = self._sound_codes(part, rows, taken)
        return Done(codes["employee"], codes["client"], _ordinals(taken["on"]), rows + part.first)

    def _sound_codes(self, part: Part, rows: Numbers, columns: Mapping[str, pa.Array]) -> dict[str, Numbers]:
        """The codes of the people in some rows of a part; an error if anything is wrong in these."""
        codes = self._all_coded(part, columns)
        self._refuse(part, rows, _faulty(columns, codes))
        return codes

    def _refuse(self, part: Part, rows: Numbers, faulty: Flags | None) -> None:
        """Report rows with faults, if there are any."""
        if faulty is not None and faulty.any():
            raise PortfolioError(in_words([self._faults(part, rows[faulty], LIMIT)]))

    def _read(self, part: Part, names: Iterable[str]) -> dict[str, pa.Array]:
        """
        Columns of a part, those of words by their different words.

        Raises:
            PortfolioError: A file is damaged, or a column is not what it says it is.
        """
        columns = part.read([name for name in names if name not in self.unread])
        problems = []
        for name, column in columns.items():
            try:
                columns[name] = _sound_column(name, column)
            except pa.ArrowInvalid as error:
                problems.append(unsound("activities", name, column.type, error))
        if problems:
            raise PortfolioError(problems)
        return columns

    def _examined(self, part: Part, names: Sequence[str]) -> _Examined:
        try:
            columns = self._read(part, (*names, "id") if part.has_ids else names)
        except PortfolioError as error:
            return _Examined(days=part.days, unreadable=error.problems)
        faulty = _faulty(columns, self._all_coded(part, columns))
        found = _Examined(days=part.days)
        if faulty is not None:
            found = attrs.evolve(found, faulty=np.flatnonzero(faulty))
        elif "on" in columns and len(part):
            found = attrs.evolve(found, days=_span(columns["on"]))
        if "id" in columns:
            found = attrs.evolve(found, prints=fingerprints(columns["id"].drop_null()))
        return found

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
        found = pc.take(codes, words.indices)
        return numbers(found.fill_null(-1) if words.null_count else found)

    def _faults(self, part: Part, rows: Numbers, limit: int) -> Faults:
        said = rows[:limit]
        if not len(said):
            return Faults(more=len(rows))
        columns = _taken(self._read(part, EVERYTHING), said)
        records, problems = decoded("activities", columns, said + part.first, self.unread)
        for name, known in self.known.items():
            if name in columns:
                problems += dangling("activities", name, records, {MISSING, *known.texts()})
        return Faults(problems, len(rows) - len(said))

    def _find_repeats(self, suspects: Iterable[tuple[Part, Flags]]) -> Faults:
        """Look at some activities of each part, of those with ids, whose fingerprints occur again."""
        found = in_threads(partial(self._suspected, *each) for each in suspects)
        rows = np.concatenate([rows for rows, _ in found])
        table = pa.concat_tables([table for _, table in found], promote_options="permissive")
        firsts = earlier(numbers(one_piece(table["id"]).dictionary_encode().indices))
        others = different(table, firsts)
        self.repeated = rows[(firsts != np.arange(len(rows))) & ~others]
        said = np.flatnonzero(others)[:LIMIT]
        both = np.union1d(said, firsts[said])
        columns = _taken({name: one_piece(table[name]) for name in table.column_names}, both)
        records, _ = decoded("activities", columns, rows[both], self.unread)
        return Faults(list(conflicting_activities(records)), int(others.sum()) - len(said))

    def _suspected(self, part: Part, marks: Flags) -> tuple[Numbers, pa.Table]:
        columns = self._read(part, EVERYTHING)
        rows = np.flatnonzero(columns["id"].is_valid().to_numpy(zero_copy_only=False))[marks]
        return rows + part.first, pa.table(_taken(columns, rows))


def _sound_column(name: str, column: pa.Array) -> pa.Array:
    """A column that is found to be what its type says; of numbers and days there is nothing to find."""
    if types.is_dictionary(column.type) and name != "id":
        column.dictionary.validate(full=True)
        return column
    (plain,) = readable("activities", {name: column}).values()
    plain.validate(full=name == "id")
    return plain


def _taken(columns: Mapping[str, pa.Array], rows: Numbers) -> dict[str, pa.Array]:
    """Some rows, of their canonical types."""
    places = pa.array(rows)
    return readable("activities", {name: column.take(places) for name, column in columns.items()})


def _faulty(columns: Mapping[str, pa.Array], codes: Mapping[str, Numbers]) -> Flags | None:
    """Which rows have faults; None if none has."""
    found: Flags | None = None
    plain = {}
    for name, column in columns.items():
        if name in codes:
            if len(column) and codes[name].min() < 0:
                found = either(found, codes[name] < 0)
        elif not types.is_dictionary(column.type):
            plain[name] = column
        elif column.null_count or column.dictionary.null_count:
            found = either(found, as_words(column).is_null().to_numpy(zero_copy_only=False))
    return either(found, faulty_rows(TABLES["activities"], plain))


def _ordinals(column: pa.Array) -> Numbers:
    return numbers(pc.add(column.view(pa.int32()), pa.scalar(EPOCH, pa.int32())))


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
