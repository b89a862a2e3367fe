"""Rows: what is wrong in the rows of a table, each by itself and with the others."""

from collections.abc import Iterator, Mapping

import attrs
import numpy as np
import pyarrow as pa

from managed_mrr.columnar.evidence import Numbers
from managed_mrr.columnar.tables.faults import EPOCH, faulty_rows
from managed_mrr.columnar.tables.known import Known, numbers, one_piece
from managed_mrr.columnar.tables.repeats import earlier
from managed_mrr.columnar.tables.shape import TABLES
from managed_mrr.columnar.tables.wording import LIMIT, Faults, Numbered, decoded
from managed_mrr.dates.edges import FOREVER
from managed_mrr.errors import Problem
from managed_mrr.evidence.consistency import MISSING, REFERENCES, dangling, overlapping_records, repeated_ids

__all__ = ["Rows"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(eq=False)
class Rows:
    """
    The rows of a table that is held in memory.

    Attributes:
        name: The table.
        columns: Its columns, of their canonical types, without those that cannot be read.
        unread: The columns that cannot be read.
        codes: For each column that refers to somebody the codes of them, once they were looked up.
    """

    name: str
    columns: Mapping[str, pa.Array]
    unread: frozenset[str]
    codes: dict[str, Numbers] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, name: str, table: pa.Table, unread: frozenset[str]) -> "Rows":
        """The rows of a table."""
        return cls(name, {each: one_piece(table[each]) for each in table.column_names}, unread)

    def faults(self, known: Mapping[str, Known]) -> Iterator[Faults]:
        """
        What is wrong in them.

        Args:
            known: The people there are, by the names of the columns that refer to them.

        Examples:
            >>> columns = {"id": pa.array(["acme", ""]), "currency": pa.array(["EURO", "EUR"])}
            >>> table = pa.table(columns).cast(pa.schema({name: pa.large_string() for name in columns}))
            >>> [[problem.path for problem in faults.problems] for faults in Rows.of("clients", table, ()).faults({})]
            [['clients[0].currency', 'clients[1].id'], []]
        """
        if not self.columns:
            return
        yield self._by_themselves()
        if "id" in self.columns:
            yield self._repeated()
        for field in REFERENCES.get(self.name, ()):
            if field in known and field in self.columns:
                yield self._dangling(field, known[field])
        if self.name == "partners_of_record" and {"client", "start"} <= self.columns.keys():
            yield self._overlapping()

    def _records(self, rows: Numbers) -> tuple[list[Numbered], list[Problem]]:
        places = pa.array(rows)
        taken = {name: column.take(places) for name, column in self.columns.items()}
        return decoded(self.name, taken, rows, self.unread)

    def _by_themselves(self) -> Faults:
        faulty = faulty_rows(TABLES[self.name], self.columns)
        if faulty is None:
            return Faults()
        rows = np.flatnonzero(faulty)
        _, problems = self._records(rows[:LIMIT])
        return Faults(problems, len(rows[LIMIT:]))

    def _repeated(self) -> Faults:
        codes = _codes(self.columns["id"])
        firsts = earlier(codes)
        rows = np.flatnonzero((codes >= 0) & (firsts != np.arange(len(codes))))
        if not len(rows):
            return Faults()
        said = rows[:LIMIT]
        records, _ = self._records(np.union1d(said, firsts[said]))
        return Faults(list(repeated_ids(self.name, records)), len(rows) - len(said))

    def _dangling(self, field: str, known: Known) -> Faults:
        column = self.columns[field]
        codes = self.codes[field] = known.codes(column)
        rows = np.flatnonzero((codes < 0) & column.is_valid().to_numpy(zero_copy_only=False))
        if not len(rows):
            return Faults()
        said = rows[:LIMIT]
        records, _ = self._records(said)
        return Faults(list(dangling(self.name, field, records, {MISSING, *known.texts()})), len(rows) - len(said))

    def _overlapping(self) -> Faults:
        """Find the clients with records that overlap, and look at all of their records."""
        clients = _codes(self.columns["client"])
        rows = _overlaps(clients, self._days("start"), self._days("end"))
        if not len(rows):
            return Faults()
        said = rows[:LIMIT]
        records, _ = self._records(np.flatnonzero(np.isin(clients, clients[said])))
        return Faults(list(overlapping_records(records)), len(rows) - len(said))

    def _days(self, name: str) -> Numbers:
        column = self.columns.get(name, pa.nulls(len(self.columns["client"]), pa.date32()))
        return numbers(column.view(pa.int32()).fill_null(FOREVER - EPOCH)).astype(np.int64) + EPOCH


def _codes(column: pa.Array) -> Numbers:
    """Give each different value a number; those that are not there, -1."""
    return numbers(column.dictionary_encode().indices.fill_null(-1))


def _overlaps(owners: Numbers, starts: Numbers, ends: Numbers) -> Numbers:
    """
    The places of periods that begin before an earlier one of the same owner ends; empty ones are no periods.

    Examples:
        >>> _overlaps(np.array([0, 1, 0]), np.array([5, 5, 1]), np.array([9, 9, 6]))
        array([0])
    """
    some = np.flatnonzero((owners >= 0) & (starts < ends))
    order = some[np.lexsort((some, starts[some], owners[some]))]
    # Days of one owner after those of the one before, so that the latest end so far says nothing about the next owner.
    offset = owners[order].astype(np.int64) * (2 * FOREVER)
    latest = np.maximum.accumulate(ends[order] + offset)
    return np.sort(order[1:][(starts[order] + offset)[1:] < latest[:-1]])
