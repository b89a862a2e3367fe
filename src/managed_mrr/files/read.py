"""Read: portfolio files in."""

import os
import re
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import IO, Any, cast

import attrs

from managed_mrr.bulk import uncollected
from managed_mrr.errors import PortfolioError, Problem, nearest
from managed_mrr.evidence import LISTS, Portfolio
from managed_mrr.evidence.consistency import MISSING, Columns, inconsistencies
from managed_mrr.files.decode import Decoder
from managed_mrr.files.excerpts import shown
from managed_mrr.files.formats import PORTFOLIO, ListOf, ObjectOf
from managed_mrr.files.text import RepeatedKeys, json_values, text_of

__all__ = ["place", "portfolio_from_json", "read_portfolio"]


def __dir__() -> list[str]:
    return __all__


def read_portfolio(source: str | os.PathLike[str] | IO[str] | IO[bytes]) -> Portfolio:
    """
    Read a portfolio file, whole and strictly.

    Args:
        source: The path of the file, or the file open for reading, as text or bytes: JSON in UTF-8, in the
            format ``managed-mrr/1``.

    Returns:
        All the evidence of the file.

    Raises:
        PortfolioError: The file has errors; the exception has all of them, each with its path.
        OSError: There is no such file, or it cannot be read.

    Examples:
        >>> from io import StringIO
        >>> read_portfolio(StringIO('{"format": "managed-mrr/1", "partners": [{"id": "north"}], "clients": []}'))
        <Portfolio: 1 partner>
    """
    return portfolio_from_json(text_of(source))


def portfolio_from_json(text: str) -> Portfolio:
    """
    Read a portfolio from the text of a portfolio file.

    Raises:
        PortfolioError: The text has errors; the exception has all of them, each with its path.

    Examples:
        >>> try:
        ...     portfolio_from_json('{"format": "managed-mrr/1", "partners": [], "clints": []}')
        ... except PortfolioError as error:
        ...     for problem in error.problems:
        ...         print(problem.path, "-", problem.expected, "-", problem.hint)
        clients - the key 'clients', which must be there - add it
        clints - no key 'clints' here - did you mean 'clients'?
    """
    with uncollected():
        values = json_values(text)
        decoder = Decoder()
        found = decoder.fields(PORTFOLIO, values, "")
        unknown = _unknown(values, found)
        del values
        lists = {name: () if found[name] is MISSING else found[name] for name in LISTS}
        problems = [*decoder.problems, *_unfitting(lists, unknown)]
        if problems:
            raise PortfolioError(sorted(problems, key=place))
        return Portfolio.trusted(**lists)


def _unknown(values: object, found: dict[str, Any]) -> frozenset[str]:
    """Name the lists of which not every record is known, so that an id may well be in them."""
    if not isinstance(values, dict):
        return frozenset(LISTS)
    unread = [name for name in LISTS if found[name] is MISSING]
    misspelt = [nearest(name, PORTFOLIO.keys) for name in values if name not in PORTFOLIO.keys]
    repeated = values.repeated if isinstance(values, RepeatedKeys) else ()
    return frozenset(name for name in (*unread, *misspelt, *repeated) if name is not None)


def _unfitting(lists: dict[str, Sequence[Any]], unknown: frozenset[str]) -> Iterator[Problem]:
    for problem in inconsistencies(cast("Columns", SimpleNamespace(**lists))):
        # A field that names a partner is called `partner`, and its list `partners`.
        if f"{problem.path.rpartition('.')[2]}s" not in unknown:
            yield attrs.evolve(problem, value=shown(problem.value))


_PATH = re.compile(r"(\w*)(?:\[(\d+)\])?(?:\.(\w+))?")
_RANKS = {name: rank for rank, name in enumerate(PORTFOLIO.keys)}
_KEYS = {
    name: {inner: rank for rank, inner in enumerate(key.kind.element.keys)}
    for name, key in PORTFOLIO.keys.items()
    if isinstance(key.kind, ListOf) and isinstance(key.kind.element, ObjectOf)
}


def place(problem: Problem) -> tuple[int, int, int]:
    """Order problems as the format has its lists and keys; those within one key keep their order."""
    found = _PATH.match(problem.path)
    assert found is not None
    name, index, key = found.groups()
    keys = _KEYS.get(name, {})
    return _RANKS.get(name, len(_RANKS)), int(index or -1), keys.get(key, len(keys) if key else -1)
