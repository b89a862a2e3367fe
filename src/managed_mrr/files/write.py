"""Write: portfolio files out."""

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from managed_mrr.evidence import LISTS, EvidenceError, Portfolio
from managed_mrr.files.excerpts import shown
from managed_mrr.files.formats import FORMAT, PORTFOLIO, Key, Kind, ListOf, ObjectOf
from managed_mrr.files.values import RefusedError, Scalar

__all__ = ["plain_records", "portfolio_to_json", "write_portfolio", "write_text"]


def __dir__() -> list[str]:
    return __all__


def write_portfolio(portfolio: Portfolio, target: str | os.PathLike[str] | IO[str]) -> None:
    """
    Write a portfolio file, from which the same portfolio is read again.

    A file at a path is replaced in one step once all is written, so that it is never seen half made.

    Args:
        portfolio: The evidence.
        target: The path of the file, or a file open for writing text in UTF-8.

    Raises:
        EvidenceError: A record holds what no file can hold, such as a third of a euro; nothing is written.
        OSError: The file cannot be written.

    Examples:
        >>> from io import StringIO
        >>> file = StringIO()
        >>> write_portfolio(Portfolio(), file)
        >>> print(file.getvalue(), end="")
        {
        "format": "managed-mrr/1",
        "partners": [],
        "clients": []
        }
    """
    write_text(portfolio_to_json(portfolio), target)


def write_text(text: str, target: str | os.PathLike[str] | IO[str]) -> None:
    """
    Write a text to a path, which is replaced in one step, or to an open file.

    Raises:
        OSError: The file cannot be written.

    Examples:
        >>> from io import StringIO
        >>> file = StringIO()
        >>> write_text("all of it", file)
        >>> file.getvalue()
        'all of it'
    """
    if not isinstance(target, str | os.PathLike):
        target.write(text)
    elif os.path.exists(target) and not os.path.isfile(target):  # noqa: PTH110, PTH113 -- a str needs no Path here
        Path(target).write_text(text, encoding="utf-8", newline="\n")  # a device or pipe cannot be replaced
    else:
        _replace(Path(os.path.realpath(target)), text)


def portfolio_to_json(portfolio: Portfolio) -> str:
    """
    The text of a portfolio file: one record a line, keys in the order of the format, defaults left out.

    Raises:
        EvidenceError: A record holds something no file can hold.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr.evidence import Client, Partner
        >>> portfolio = Portfolio.of(Partner("north"), Client("acme", currency="EUR", points_multiplier="1.50"))
        >>> print(portfolio_to_json(portfolio), end="")
        {
        "format": "managed-mrr/1",
        "partners": [
        {"id": "north"}
        ],
        "clients": [
        {"id": "acme", "currency": "EUR", "points_multiplier": "1.5"}
        ]
        }
    """
    parts = [f'"format": {json.dumps(FORMAT)}']
    for name in LISTS:
        key = PORTFOLIO.keys[name]
        records = getattr(portfolio, name)
        if records or key.required:
            lines = ",\n".join(_lines(key, records))
            parts.append(f'"{name}": [\n{lines}\n]' if records else f'"{name}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _lines(key: Key, records: tuple[object, ...]) -> Iterator[str]:
    return map(json.JSONEncoder(ensure_ascii=False).encode, plain_records(key.name, records))


def plain_records(name: str, records: Iterable[object]) -> Iterator[dict[str, object]]:
    """
    The records of a list as JSON values, keys in the order of the format, defaults left out.

    Args:
        name: The list.
        records: The records.

    Raises:
        EvidenceError: A record holds something no file can hold.

    Examples:
        >>> from managed_mrr.evidence import Client
        >>> list(plain_records("clients", [Client("acme", currency="EUR", points_multiplier="1.50")]))
        [{'id': 'acme', 'currency': 'EUR', 'points_multiplier': '1.5'}]
    """
    kind = PORTFOLIO.keys[name].kind
    assert isinstance(kind, ListOf)
    assert isinstance(kind.element, ObjectOf)
    for index, record in enumerate(records):
        try:
            yield dict(_given(kind.element, record))
        except RefusedError as error:
            hint = f"; {error.hint}" if error.hint else ""
            msg = f"cannot write {name}[{index}]{error.path}: {shown(error.value)!r}; expected {error.expected}{hint}"
            raise EvidenceError(msg) from None


def _plain(kind: Kind, value: Any) -> object:  # noqa: ANN401 -- of the kind's own type
    """Turn a value into what JSON knows; an error learns its path on the way up."""
    if isinstance(kind, Scalar):
        try:
            return kind.write(value)
        except RefusedError as error:
            error.value = value
            raise
    if isinstance(kind, ListOf):
        return [_at(kind.element, each, f"[{index}]") for index, each in enumerate(value)]
    return dict(_given(kind, value))


def _given(shape: ObjectOf, record: object) -> Iterator[tuple[str, object]]:
    for name, key in shape.keys.items():
        value = getattr(record, name)
        default = getattr(record, key.like) if key.like else key.default
        if key.required or value != default:
            yield name, _at(key.kind, value, f".{name}")


def _at(kind: Kind, value: object, step: str) -> object:
    try:
        return _plain(kind, value)
    except RefusedError as error:
        error.path = f"{step}{error.path}"
        raise
