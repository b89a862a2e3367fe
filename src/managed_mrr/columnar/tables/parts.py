"""Parts: activities as stored, in pieces of a million or so that are read one by one."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from managed_mrr.columnar.tables.known import one_piece
from managed_mrr.columnar.tables.shape import canonical_type, unwrapped
from managed_mrr.columnar.tables.sources import Given, InFiles
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.errors import PortfolioError, Problem
from managed_mrr.files import values

__all__ = ["Part", "as_words", "parts_of"]


def __dir__() -> list[str]:
    return __all__


ROWS = 1 << 20
"""How many rows are read in one go, if they can be divided like that."""

FEW = 1 << 16
"""Pieces in memory that have fewer rows on average than this are joined first."""

Days: TypeAlias = tuple[int, int]
"""The first and the last of some days."""

EVER: Days = (FIRST, FOREVER)


class Part(Protocol):
    """Some activities in their order."""

    @property
    def first(self) -> int:
        """The place of the first one."""

    @property
    def days(self) -> Days:
        """Days before which, and after which, there are none."""

    @property
    def has_ids(self) -> bool:
        """Whether some may have an id of their own."""

    def __len__(self) -> int: ...

    def read(self, names: Sequence[str]) -> dict[str, pa.Array]:
        """
        Columns, by name; those that are not there are left out.

        Raises:
            PortfolioError: A file is damaged.
        """


@attrs.frozen(eq=False)
class _InMemory:
    batch: pa.RecordBatch
    first: int
    days: Days = EVER

    @property
    def has_ids(self) -> bool:
        names = self.batch.schema.names
        return "id" in names and self.batch.column("id").null_count < len(self)

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def read(self, names: Sequence[str]) -> dict[str, pa.Array]:
        return {name: self.batch.column(name) for name in names if name in self.batch.schema.names}


@attrs.frozen(eq=False)
class _InFile:
    path: Path
    metadata: pq.FileMetaData
    groups: tuple[int, ...]
    first: int
    days: Days

    @property
    def has_ids(self) -> bool:
        return any(_has_ids(self.metadata, group) for group in self.groups)

    def __len__(self) -> int:
        return sum(self.metadata.row_group(group).num_rows for group in self.groups)

    def read(self, names: Sequence[str]) -> dict[str, pa.Array]:
        schema = self.metadata.schema.to_arrow_schema()
        words = [name for name in names if name != "id" and name in schema.names and _is_text(schema.field(name).type)]
        try:
            with pq.ParquetFile(self.path, metadata=self.metadata, read_dictionary=words) as file:
                table = file.read_row_groups(self.groups, columns=list(names), use_threads=False)
        except (OSError, pa.ArrowException):
            hint = f"row group {self.groups[0]} or one soon after it is damaged: write the file again"
            problem = Problem("activities", str(self.path), "a Parquet file that can be read to its end", hint)
            raise PortfolioError([problem]) from None
        return {name: one_piece(table[name].unify_dictionaries()) for name in table.column_names}


def _is_text(stored: pa.DataType) -> bool:
    plain = unwrapped(stored)
    return bool(types.is_string(plain) or types.is_large_string(plain) or types.is_string_view(plain))


def as_words(column: pa.Array) -> pa.DictionaryArray:
    """
    A column of text by its different words, none of them null.

    Examples:
        >>> as_words(pa.array(["crm", "ads", "crm"])).indices.to_pylist()
        [0, 1, 0]
    """
    if types.is_dictionary(column.type) and not column.dictionary.null_count:
        return column
    return column.cast(canonical_type(values.REFERENCE, column.type)).dictionary_encode()


def parts_of(given: Given) -> tuple[Part, ...]:
    """
    The parts of a table of activities, in the order of its rows.

    Examples:
        >>> from managed_mrr.columnar.tables.sources import InMemory
        >>> [len(part) for part in parts_of(InMemory(pa.table({"tool": ["crm", "ads"]})))]
        [2]
    """
    if isinstance(given, InFiles):
        return tuple(_file_parts(given))
    return tuple(_memory_parts(_encoded(given.table)))


def _encoded(table: pa.Table) -> pa.Table:
    """Find the different words once, however often the table will be read."""
    for place, field in enumerate(table.schema):
        if field.name != "id" and _is_text(field.type) and not types.is_dictionary(field.type):
            encoded = table.column(place).cast(pa.large_string()).dictionary_encode()
            table = table.set_column(place, field.name, encoded)
    return table


def _memory_parts(table: pa.Table) -> Iterator[_InMemory]:
    chunks = max((column.num_chunks for column in table.columns), default=0)
    if chunks * FEW > table.num_rows:
        table = table.combine_chunks()
    first = 0
    for batch in table.to_batches(max_chunksize=ROWS):
        yield _InMemory(batch, first)
        first += batch.num_rows


def _file_parts(given: InFiles) -> Iterator[_InFile]:
    first = 0
    for path, metadata in zip(given.paths, given.metadata, strict=True):
        for groups in _groups(metadata):
            part = _InFile(path, metadata, groups, first, _days(metadata, groups))
            yield part
            first += len(part)


def _groups(metadata: pq.FileMetaData) -> Iterator[tuple[int, ...]]:
    """Row groups one after the other that have about as many rows together as are read in one go."""
    gathered: list[int] = []
    rows = 0
    for group in range(metadata.num_row_groups):
        more = metadata.row_group(group).num_rows
        if gathered and rows + more > ROWS:
            yield tuple(gathered)
            gathered, rows = [], 0
        gathered.append(group)
        rows += more
    if rows:
        yield tuple(gathered)


def _place(metadata: pq.FileMetaData, name: str) -> int | None:
    paths = [metadata.schema.column(place).path for place in range(metadata.num_columns)]
    return paths.index(name) if name in paths else None


def _has_ids(metadata: pq.FileMetaData, group: int) -> bool:
    place = _place(metadata, "id")
    if place is None:
        return False
    column = metadata.row_group(group).column(place)
    known = column.statistics is not None and column.statistics.has_null_count
    return not known or column.statistics.null_count < column.num_values


def _days(metadata: pq.FileMetaData, groups: Sequence[int]) -> Days:
    """What the statistics of the row groups say about the days in them."""
    place = _place(metadata, "on")
    if place is None:
        return EVER
    found = [_said(metadata.row_group(group).column(place).statistics) for group in groups]
    return min(low for low, _ in found), max(high for _, high in found)


def _said(statistics: pq.Statistics | None) -> Days:
    if statistics is None or not statistics.has_min_max:
        return EVER
    try:
        return statistics.min.toordinal(), statistics.max.toordinal()
    except (AttributeError, OverflowError, ValueError):  # no days, or none that a date can name
        return EVER
