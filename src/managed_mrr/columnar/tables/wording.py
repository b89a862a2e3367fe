"""Wording: what is wrong with a few rows, said as the reader of files says it."""

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, TypeAlias

import attrs
import pyarrow as pa

from managed_mrr.columnar.evidence import Numbers
from managed_mrr.columnar.tables.faults import plain_rows
from managed_mrr.columnar.tables.shape import AN_INSTANT, TABLES, without
from managed_mrr.errors import Problem
from managed_mrr.evidence.consistency import MISSING
from managed_mrr.files.decode import Decoder
from managed_mrr.files.excerpts import shown
from managed_mrr.files.read import place

__all__ = ["LIMIT", "Faults", "Numbered", "decoded", "in_words", "unsound"]


def __dir__() -> list[str]:
    return __all__


LIMIT = 1_000
"""How many problems are worded; of the rest only the number is said."""

Numbered: TypeAlias = tuple[int, Any]
"""A record with its place; what could not be read of it is MISSING."""


@attrs.frozen(eq=False)
class Faults:
    """
    What is wrong somewhere.

    Attributes:
        problems: Those that are worded.
        more: How many faulty rows there are besides.
    """

    problems: Sequence[Problem] = ()
    more: int = 0


def decoded(
    name: str, columns: Mapping[str, pa.Array], places: Numbers, unread: Iterable[str] = ()
) -> tuple[list[Numbered], list[Problem]]:
    """
    The records in some rows, and what is wrong with each by itself.

    Args:
        name: The table.
        columns: The columns, of their canonical types, in these rows alone.
        places: The place of each row in the table.
        unread: Columns that are there, but cannot be read.

    Examples:
        >>> columns = {"id": pa.array(["acme"]), "currency": pa.array(["EURO"])}
        >>> records, problems = decoded("clients", columns, [7])
        >>> problems[0].path, records[0][1].currency
        ('clients[7].currency', MISSING)
    """
    shape = without(TABLES[name], unread, MISSING)
    decoder = Decoder()
    rows = zip(places, plain_rows(TABLES[name], columns, len(places)), strict=True)
    records = [(int(at), SimpleNamespace(**decoder.fields(shape, row, f"{name}[{at}]"))) for at, row in rows]
    return records, decoder.problems


def unsound(name: str, column: str, stored: pa.DataType, error: pa.ArrowInvalid) -> Problem:
    """
    What to say of a column that is not what its type says it is.

    Examples:
        >>> unsound("links", "start", pa.date64(), pa.ArrowInvalid("no whole day")).expected
        'a column of whole days'
    """
    path = f"{name}.{column}"
    if "date64" in str(stored):
        return Problem(path, shown(str(stored)), "a column of whole days", AN_INSTANT)
    expected = "a column that is what its type says, all text in UTF-8"
    return Problem(path, shown(str(error)), expected, "write the table again")


def in_words(all_faults: Iterable[Faults]) -> list[Problem]:
    """
    Everything that is wrong, in the order of the format, and how much more there is where it is too much.

    Examples:
        >>> [last] = in_words([Faults(more=2), Faults(more=1)])
        >>> print(last)
        (file): got 'at least 3 more problems', expected none; mend those above, and read again
    """
    found = list(all_faults)
    problems = sorted((problem for faults in found for problem in faults.problems), key=place)
    more = sum(faults.more for faults in found) + len(problems[LIMIT:])
    if more:
        count = f"at least {more:,} more problem{'s' if more > 1 else ''}"
        said = Problem("", count, "none", "mend those above, and read again")
        return [*problems[:LIMIT], said]
    return problems
