"""Reading: tables in, checked as a whole."""

from collections.abc import Iterator, Mapping
from functools import partial

import attrs
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from managed_mrr.columnar.evidence import Numbers
from managed_mrr.columnar.tables.activities import NONE, StoredActivities
from managed_mrr.columnar.tables.coding import Coded, coded_evidence
from managed_mrr.columnar.tables.known import Known, in_order, known, one_piece
from managed_mrr.columnar.tables.parts import parts_of
from managed_mrr.columnar.tables.portfolio import ColumnarPortfolio
from managed_mrr.columnar.tables.rows import Rows
from managed_mrr.columnar.tables.shape import TABLES, id_family, id_kind, readable, unfitting
from managed_mrr.columnar.tables.sources import Given, InMemory, UnusableError, given, tables_in
from managed_mrr.columnar.tables.wording import Faults, in_words, unsound
from managed_mrr.columnar.threads import in_threads
from managed_mrr.errors import PortfolioError, Problem, nearest
from managed_mrr.evidence.consistency import IDENTIFIED, REFERENCES
from managed_mrr.files.formats import PORTFOLIO

__all__ = ["read"]


def __dir__() -> list[str]:
    return __all__


ACTIVITIES = "activities"

NOTHING = pa.table({})
"""Stands for a table that is not there."""


def read(source: object = None, /, *, checked: bool = True, **tables: object) -> ColumnarPortfolio:
    """
    Read a portfolio from tables, whole and strictly.

    Args:
        source: A folder with a Parquet file (``links.parquet``) or a folder of them (``links/``) for each table, or a
            mapping from the names of tables to what they are given as.
        checked: Whether to look at each activity now; if not, what reads them later raises when it meets a fault in one
            that qualifies, and looks for ids given to different activities only where it matters how many there are.
        tables: Single tables by name, instead of those of the source: a path of a Parquet file or a folder of them, a
            list of paths, an Arrow table, reader or dataset, or a frame of pandas, polars, DuckDB or another library.

    Returns:
        All the evidence of the tables.

    Raises:
        PortfolioError: The tables have errors; the exception has all of them, each with the number of its row.

    Examples:
        >>> partners = pa.table({"id": [1, 2]})
        >>> clients = pa.table({"id": [7], "currency": ["EUR"]})
        >>> read(partners=partners, clients=clients)
        <ColumnarPortfolio: 2 partners, 1 client>
        >>> try:
        ...     read(partners=partners, clients=clients, employees=pa.table({"id": [1], "partner": [3]}))
        ... except PortfolioError as error:
        ...     print(error)
        the portfolio has 1 problem:
          employees[0].partner: got '3', expected the id of a partner in partners; add the partner to partners
    """
    reader = _Reader()
    reader.gather(source, tables)
    reader.look_at_columns()
    reader.look_at_rows()
    activities = reader.activities()
    faults = [Faults(reader.problems), *reader.faults, *(activities.check() if checked else ())]
    if problems := in_words(faults):
        raise PortfolioError(problems)
    complete = {name: reader.tables[name] for name in TABLES if name != ACTIVITIES}
    return ColumnarPortfolio(
        tables=complete,
        activities=activities,
        evidence=coded_evidence(complete, reader.people(), activities),
    )


@attrs.define(eq=False)
class _Reader:
    """
    Reads the tables one after the other, and collects what is wrong.

    Attributes:
        problems: What is wrong with tables as such.
        faults: What is wrong with rows.
        given: Each table as it was given, if it is one.
        unread: For each table the columns that cannot be read.
        unsure: The kinds of people of whom not all may be known.
        tables: All but the activities, without the columns that cannot be read.
        known: The people there are, by kind.
        order: For each kind the rows of its table in the order of the codes.
        codes: For each table and each of its columns that refers to somebody the codes of them.
    """

    problems: list[Problem] = attrs.field(factory=list)
    faults: list[Faults] = attrs.field(factory=list)
    given: dict[str, Given] = attrs.field(factory=dict)
    unread: dict[str, frozenset[str]] = attrs.field(factory=dict)
    unsure: set[str] = attrs.field(factory=set)
    tables: dict[str, pa.Table] = attrs.field(factory=dict)
    known: dict[str, Known] = attrs.field(factory=dict)
    order: dict[str, pa.Array] = attrs.field(factory=dict)
    codes: dict[str, dict[str, Numbers]] = attrs.field(factory=dict)

    def gather(self, source: object, tables: Mapping[str, object]) -> None:
        """Find out what each table is, without reading it."""
        found = {} if source is None else tables_in(source, self.problems)
        nowhere = bool(self.problems) and not self.problems[-1].path
        found |= tables_in(tables, self.problems)
        misspelt = {nearest(problem.path, TABLES) for problem in self.problems}
        self.unsure |= {kind for name, kind in IDENTIFIED.items() if name in misspelt}
        for name in TABLES:
            if name in found:
                self._take(name, found[name])
            elif nowhere:
                self._lacking(name)
            elif PORTFOLIO.keys[name].required:
                self.problems.append(Problem(name, None, f"the table {name!r}, which must be there", "add it"))
                self._lacking(name)

    def _take(self, name: str, value: object) -> None:
        try:
            self.given[name] = given(name, value)
        except UnusableError as error:
            self.problems.append(error.problem)
            self._lacking(name)

    def _lacking(self, name: str) -> None:
        """Blame nobody who refers to what may be in a table."""
        self.unsure |= {IDENTIFIED[name]} if name in IDENTIFIED else set()

    def look_at_columns(self) -> None:
        """Report columns that do not fit, and leave them out."""
        for name, table in self.given.items():
            found: dict[str, Problem] = {}
            unread = set()
            for file, schema in table.schemas:
                for column, problem in unfitting(name, schema):
                    hint = f"{problem.hint}; in {file}" if file else problem.hint
                    found.setdefault(problem.path, attrs.evolve(problem, hint=hint))
                    unread.add(column)
            self.problems += found.values()
            self.unread[name] = frozenset(unread)
        for problem in _unlike(self.given, self.unread):
            name, column = problem.path.split(".")
            self.problems.append(problem)
            self.unread[name] |= {column}

    def look_at_rows(self) -> None:
        """Read all tables but the activities, and report what is wrong in them."""
        names = [name for name in TABLES if name != ACTIVITIES]
        for name, stored in zip(names, in_threads([partial(self._stored, name) for name in names]), strict=True):
            self.tables[name] = self._table(name, stored)
        self.unsure |= {kind for name, kind in IDENTIFIED.items() if "id" in self.unread.get(name, ())}
        for name, kind in IDENTIFIED.items():
            if kind not in self.unsure and name != "subscriptions":
                self._meet(kind, self.tables[name])
        for name, table in self.tables.items():
            rows = Rows.of(name, table, self.unread.get(name, frozenset()))
            self.faults += rows.faults(self.known)
            self.codes[name] = rows.codes

    def _meet(self, kind: str, table: pa.Table) -> None:
        """Give the people in a table codes; employees in the order of their partners, as far as they are known."""
        some = table.filter(_given(table["id"]))
        ids = one_piece(some["id"])
        sorted_by = None
        if "partner" in self.known and "partner" in table.column_names:
            sorted_by = self.known["partner"].codes(one_piece(some["partner"]))
        self.order[kind] = in_order(ids, sorted_by)
        self.known[kind] = known(ids.take(self.order[kind]))

    def _stored(self, name: str) -> pa.Table | Problem:
        """A table as it was given, or why there is none."""
        try:
            return self.given[name].read() if name in self.given else NOTHING
        except UnusableError as error:
            return error.problem

    def _table(self, name: str, stored: pa.Table | Problem) -> pa.Table:
        if isinstance(stored, Problem):
            self.problems.append(stored)
            self._lacking(name)
        if isinstance(stored, Problem) or stored is NOTHING:
            return pa.table(readable(name, {key: pa.nulls(0) for key in TABLES[name].keys}))
        columns: dict[str, pa.Array] = {}
        for column in stored.column_names:
            if column not in self.unread[name]:
                self._add_column(columns, name, column, stored[column])
        return pa.table(columns)

    def _add_column(self, columns: dict[str, pa.Array], name: str, column: str, stored: pa.ChunkedArray) -> None:
        try:
            stored.validate(full=True)
            columns |= readable(name, {column: one_piece(stored)})
        except pa.ArrowInvalid as error:
            self.problems.append(unsound(name, column, stored.type, error))
            self.unread[name] |= {column}

    def people(self) -> Coded:
        """The people, all of whom are known if nothing is wrong."""
        return Coded(known=self.known, order=self.order, codes=self.codes)

    def activities(self) -> StoredActivities:
        """The activities, not yet looked at."""
        table = self.given.get(ACTIVITIES, InMemory(NONE))
        people = {kind: self.known[kind] for kind in REFERENCES[ACTIVITIES] if kind in self.known}
        return StoredActivities(parts=parts_of(table), known=people, unread=self.unread.get(ACTIVITIES, frozenset()))


def _given(ids: pa.ChunkedArray) -> pa.ChunkedArray:
    """Which ids are any; what is empty is wrong already, and nobody is called so."""
    return pc.not_equal(ids, "") if types.is_large_string(ids.type) else ids.is_valid()


def _unlike(tables: Mapping[str, Given], unread: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Columns of ids that are numbers where others of the same kind are text, or the other way round."""
    first: dict[str, tuple[str, str]] = {}
    for name, table in tables.items():
        for _, schema in table.schemas if len(table) else ():
            for key in TABLES[name].keys.values():
                kind = id_kind(name, key)
                if kind is None or key.name in unread[name] or key.name not in schema.names:
                    continue
                written = id_family(schema.field(key.name).type)
                if written is None:
                    continue
                where, how = first.setdefault(kind, (f"{name}.{key.name}", written))
                if how != written:
                    hint = "cast one of the two: an id is the same only if it is written the same"
                    yield Problem(f"{name}.{key.name}", written, f"{how}, as in {where}", hint)
