"""Sources: what a table may be given as, and its columns without regard to what stands in them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import dataset

from managed_mrr.columnar.tables.shape import TABLES
from managed_mrr.errors import MissingExtraError, Problem, nearest
from managed_mrr.files.excerpts import shown

__all__ = ["Given", "InFiles", "InMemory", "UnusableError", "given", "tables_in"]


def __dir__() -> list[str]:
    return __all__


SUFFIX = ".parquet"


class UnusableError(Exception):
    """
    Something is no table.

    Attributes:
        problem: What is wrong with it.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@attrs.frozen(eq=False)
class InMemory:
    """
    A table in memory.

    Attributes:
        table: The table.
    """

    table: pa.Table

    @property
    def schemas(self) -> Iterator[tuple[str, pa.Schema]]:
        """The columns, with nothing to say where they are."""
        yield "", self.table.schema

    def read(self) -> pa.Table:
        """The table itself."""
        return self.table

    def __len__(self) -> int:
        return int(self.table.num_rows)


@attrs.frozen(eq=False)
class InFiles:
    """
    A table in Parquet files, in their order.

    Attributes:
        name: The table.
        paths: The files.
        metadata: What each file says about itself.
    """

    name: str
    paths: tuple[Path, ...]
    metadata: tuple[pq.FileMetaData, ...]

    @property
    def schemas(self) -> Iterator[tuple[str, pa.Schema]]:
        """The columns of each file, with its name where there are several."""
        for path, metadata in zip(self.paths, self.metadata, strict=True):
            yield path.name if len(self.paths) > 1 else "", metadata.schema.to_arrow_schema()

    def read(self) -> pa.Table:
        """
        All rows of all files.

        Raises:
            UnusableError: A file is damaged, or the columns of two files have nothing in common.
        """
        try:
            parts = [pq.read_table(path, partitioning=None) for path in self.paths]
        except (OSError, pa.ArrowException):
            raise UnusableError(_damaged(self.name, self.paths)) from None
        try:
            return pa.concat_tables(parts, promote_options="permissive")
        except pa.ArrowException as error:
            problem = Problem(self.name, str(error), "files whose columns have the same types", "write them alike")
            raise UnusableError(problem) from None

    def __len__(self) -> int:
        return sum(each.num_rows for each in self.metadata)


Given: TypeAlias = InMemory | InFiles


def _damaged(name: str, paths: Sequence[Path]) -> Problem:
    value = str(paths[0]) if len(paths) == 1 else f"{len(paths)} files"
    return Problem(name, value, "Parquet files that can be read to their ends", "one is damaged: write it again")


def given(name: str, value: object) -> Given:
    """
    The table that something is: a path, a list of paths, an Arrow table, or a frame.

    Args:
        name: The table's name.
        value: What it is given as.

    Raises:
        UnusableError: It is no table.

    Examples:
        >>> len(given("links", pa.table({"employee": ["ann"]})))
        1
    """
    if isinstance(value, str | os.PathLike):
        return _in_files(name, _files_at(name, Path(value)))
    if isinstance(value, Sequence) and value and all(isinstance(each, str | os.PathLike) for each in value):
        return _in_files(name, [file for each in value for file in _files_at(name, Path(each))])
    try:
        return InMemory(_as_arrow(value))
    except (OSError, pa.ArrowException) as error:
        problem = Problem(name, shown(str(error)), "a table that can be read to its end", "make it again")
        raise UnusableError(problem) from None
    except TypeError:
        hint = "such as that of pyarrow, polars, pandas or DuckDB"
        problem = Problem(name, type(value).__name__, "a path, a list of paths, an Arrow table or a frame", hint)
        raise UnusableError(problem) from None


def _as_arrow(value: object) -> pa.Table:
    if isinstance(value, dataset.Dataset):
        return value.to_table()
    if hasattr(value, "__arrow_c_stream__") or hasattr(value, "__arrow_c_array__"):
        return pa.table(value)
    return _from_frame(value)


def _from_frame(value: object) -> pa.Table:
    try:
        import narwhals as nw  # noqa: PLC0415 -- only few frames need it
    except ImportError:
        raise MissingExtraError("reading other frames than Arrow's", "narwhals", extra="columnar") from None
    frame = nw.from_native(value, pass_through=True)
    whole = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    if not isinstance(whole, nw.DataFrame):
        raise TypeError
    return whole.to_arrow()


def _files_at(name: str, path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(each for each in path.rglob(f"*{SUFFIX}") if each.is_file() and not _hidden(each, path))
        if not found:
            hint = f"files whose names end in {SUFFIX}, at any depth"
            raise UnusableError(Problem(name, str(path), "a folder of Parquet files", hint))
        return found
    if not path.exists():
        raise UnusableError(Problem(name, str(path), "a Parquet file, or a folder of them", "there is nothing here"))
    return [path]


def _hidden(path: Path, folder: Path) -> bool:
    """Whether what is at a path is some program's own, by custom."""
    return any(part[0] in "._" for part in path.relative_to(folder).parts)


def _in_files(name: str, paths: Sequence[Path]) -> InFiles:
    metadata = []
    for path in paths:
        try:
            metadata.append(pq.read_metadata(path))
        except (OSError, pa.ArrowException):
            hint = "it is something else, or cut off: write it again"
            raise UnusableError(Problem(name, str(path), "a Parquet file", hint)) from None
    return InFiles(name, tuple(paths), tuple(metadata))


def tables_in(source: object, problems: list[Problem]) -> dict[str, object]:
    """
    The tables of a folder or of a mapping, by name.

    Args:
        source: The folder, with a file ``links.parquet`` or a folder ``links`` for each table, or a mapping.
        problems: Where to put what is wrong with it.

    Examples:
        >>> problems = []
        >>> tables_in({"link": "links.parquet"}, problems)
        {}
        >>> print(problems[0])
        link: got 'links.parquet', expected no table 'link' here; did you mean 'links'?
    """
    found: Mapping[object, object]
    if isinstance(source, Mapping):
        found = source
    elif isinstance(source, str | os.PathLike):
        found = _tables_at(Path(source), problems)
    else:
        kind = type(source).__name__
        problems.append(Problem("", kind, "a folder, or tables by name", "such as {'partners': …, 'clients': …}"))
        return {}
    problems.extend(_stranger(name, value) for name, value in found.items() if name not in TABLES)
    return {name: value for name, value in found.items() if isinstance(name, str) and name in TABLES}


def _tables_at(folder: Path, problems: list[Problem]) -> dict[object, object]:
    if not folder.is_dir():
        problems.append(Problem("", str(folder), "a folder of tables", "there is none here"))
        return {}
    found: dict[object, object] = {}
    for path in sorted(folder.iterdir()):
        if _hidden(path, folder) or not (path.suffix == SUFFIX or path.is_dir()):
            continue
        name = path.stem if path.suffix == SUFFIX else path.name
        if name in found:
            problems.append(Problem(name, str(path), "either a file or a folder", "keep one of the two"))
        found[name] = path
    return found


def _stranger(name: object, value: object) -> Problem:
    near = nearest(name, TABLES) if isinstance(name, str) else None
    shown_value = str(value) if isinstance(value, str | os.PathLike) else type(value).__name__
    hint = f"did you mean {near!r}?" if near else f"leave it out; the tables are {', '.join(TABLES)}"
    return Problem(str(shown(str(name))), shown_value, f"no table {shown(name)!r} here", hint)
