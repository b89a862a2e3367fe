"""Tier files: tables of tiers and what was sold, read from JSON or TOML as strictly as a portfolio."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.errors import PortfolioError, Problem
from managed_mrr.evidence.consistency import MISSING
from managed_mrr.files import values
from managed_mrr.files.decode import Decoder
from managed_mrr.files.formats import Key, Kind, ListOf, ObjectOf
from managed_mrr.files.text import json_values, text_of
from managed_mrr.files.toml import WrittenDay, toml_values
from managed_mrr.files.values import RefusedError, Scalar
from managed_mrr.rules import OverTime, Term, Tier, TierTable
from managed_mrr.rules.tiers import POINTS, tier_problems
from managed_mrr.tiers import SoldPoints, TierError
from managed_mrr.tiers.sold import overlaps

__all__ = ["TIERS_FORMAT", "TierFile", "read_tiers", "tiers_from_json", "tiers_from_toml"]


def __dir__() -> list[str]:
    return __all__


TIERS_FORMAT = "managed-mrr-tiers/1"
"""The name of the format, which a file states."""


@attrs.frozen
class TierFile:
    """
    What a tier file says.

    Attributes:
        tiers: The tables of tiers over time.
        sold: What partners have sold, for their periods.

    Examples:
        >>> text = '{"format": "managed-mrr-tiers/1", "tables": [{"tiers": [{"name": "gold", "total": "100"}]}]}'
        >>> print(tiers_from_json(text).tiers)
        gold: total 100 (in points), in force (ever, ever)
    """

    tiers: OverTime[TierTable]
    sold: tuple[SoldPoints, ...] = ()


@attrs.define
class _Tier:
    name: str
    total: Fraction | None
    sold: Fraction | None
    managed: Fraction | None


@attrs.define
class _Table:
    unit: str
    complete: bool
    source: str
    start: date | None
    end: date | None
    tiers: tuple[_Tier, ...]


@attrs.define
class _Sold:
    partner: str
    points: Fraction
    unit: str
    source: str
    start: date | None
    end: date | None


def _key(name: str, kind: Kind, default: object = attrs.NOTHING) -> Key:
    required = default is attrs.NOTHING
    return Key(
        name=name,
        kind=kind,
        required=required,
        nullable=default is None,
        default=None if required else default,
    )


def _shape(record: type[attrs.AttrsInstance], *keys: Key) -> ObjectOf:
    return ObjectOf(record, {key.name: key for key in keys})


AN_AMOUNT = "a number of 0 or more, as text of digits such as '62.50'"


def _unit(raw: object) -> str:
    try:
        unit: str = POINTS if raw == POINTS else values.CURRENCY.read(raw)
    except RefusedError as error:
        raise RefusedError(f"{POINTS!r}, or {error.expected}", error.hint) from None
    return unit


def _amount(raw: object) -> Fraction:
    try:
        amount: Fraction = values.NOT_NEGATIVE.read(raw)
    except RefusedError as error:
        below = isinstance(raw, str | int) and str(raw).startswith("-")
        raise RefusedError(AN_AMOUNT, "say 0 for none" if below else error.hint) from None
    return amount


_AMOUNT = attrs.evolve(values.NOT_NEGATIVE, expected=AN_AMOUNT, read=_amount)
_UNIT = Scalar(
    name="unit",
    expected=f"{POINTS!r}, or a currency code",
    read=_unit,
    schema={"type": "string"},
    write=str,
)
_ASKED = [_key(name, _AMOUNT, None) for name in ("total", "sold", "managed")]
_PERIOD = [_key(name, values.DAY, None) for name in ("start", "end")]
_ABOUT = [_key("unit", _UNIT, POINTS), _key("source", values.TEXT, "")]
_FILE = _shape(
    _Table,
    _key("format", values.constant("format", TIERS_FORMAT, "this version reads no other format")),
    _key(
        "tables",
        ListOf(
            _shape(
                _Table,
                *_ABOUT,
                _key("complete", values.FLAG, True),
                *_PERIOD,
                _key("tiers", ListOf(_shape(_Tier, _key("name", values.ID), *_ASKED))),
            )
        ),
    ),
    _key(
        "sold",
        ListOf(
            _shape(
                _Sold,
                _key("partner", values.REFERENCE),
                _key("points", _AMOUNT),
                *_ABOUT,
                *_PERIOD,
            )
        ),
        (),
    ),
)


def read_tiers(source: str | os.PathLike[str] | IO[str] | IO[bytes]) -> TierFile:
    """
    Read a tier file, whole and strictly.

    Args:
        source: The path of the file, or the file open for reading, as text or bytes: UTF-8, in the format
            ``managed-mrr-tiers/1``. A path that ends in ``.toml`` is TOML; anything else is JSON.

    Raises:
        TierError: The file has errors; the exception has all of them, each with its path.
        OSError: There is no such file, or it cannot be read.

    Examples:
        >>> from io import StringIO
        >>> text = '{"format": "managed-mrr-tiers/1", "tables": [], "sold": [{"partner": "north", "points": 70}]}'
        >>> print(read_tiers(StringIO(text)).sold[0])
        north has sold 70.00 points in (ever, ever)
    """
    try:
        text = text_of(source)
    except PortfolioError as error:
        raise TierError(error.problems) from None
    is_toml = isinstance(source, str | os.PathLike) and Path(source).suffix.lower() == ".toml"
    return tiers_from_toml(text) if is_toml else tiers_from_json(text)


def tiers_from_json(text: str) -> TierFile:
    """
    Read tiers from the text of a JSON file.

    Raises:
        TierError: The text has errors; the exception has all of them, each with its path.

    Examples:
        >>> try:
        ...     tiers_from_json('{"format": "managed-mrr-tiers/1", "tables": [{"tiers": []}]}')
        ... except TierError as error:
        ...     print(error.problems[0])
        tables[0].tiers: got '[]', expected at least one tier
    """
    return _tiers(text, json_values)


def tiers_from_toml(text: str) -> TierFile:
    """
    Read tiers from the text of a TOML file; days may stand in quotes or without.

    Raises:
        TierError: The text has errors; the exception has all of them, each with its path.

    Examples:
        >>> text = '''
        ... format = "managed-mrr-tiers/1"
        ... [[tables]]
        ... start = 2024-01-01
        ... tiers = [{name = "gold", total = 100}]
        ... '''
        >>> print(tiers_from_toml(text).tiers)
        gold: total 100 (in points), in force [2024-01-01, ever)
    """
    return _tiers(text, toml_values)


def _tiers(text: str, parse: Callable[[str], object]) -> TierFile:
    try:
        raw = parse(text)
    except PortfolioError as error:
        raise TierError(error.problems) from None
    decoder = Decoder()
    found = decoder.fields(_FILE, _days_as_text(raw), "")
    tables, sold = _whole("tables", found["tables"]), _whole("sold", found["sold"])
    terms = [(path, *_table(each)) for path, each in tables]
    problems = [
        *decoder.problems,
        *(attrs.evolve(each, path=f"{path}.{each.path}") for path, tiers, _ in terms for each in tier_problems(tiers)),
        *_overlaps([(path, DateRange(each.start, each.end)) for path, each in tables]),
        *overlaps([_sold(each) for _, each in sold], [path for path, _ in sold]),
    ]
    if problems:
        raise TierError(problems)
    return TierFile(OverTime(term(tiers) for _, tiers, term in terms), tuple(_sold(each) for _, each in sold))


def _days_as_text(raw: object) -> object:
    """The values with the days of a TOML file as plain text, which is what JSON has."""
    if isinstance(raw, list):
        return [_days_as_text(each) for each in raw]
    if type(raw) is dict:  # one with repeated keys is JSON
        return {name: _days_as_text(each) for name, each in raw.items()}
    return str(raw) if isinstance(raw, WrittenDay) else raw


def _whole(name: str, records: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 -- forms of this module
    """The records that could be read in full, each with its path."""
    listed = () if records is MISSING else records
    return [(f"{name}[{index}]", each) for index, each in enumerate(listed) if not _is_broken(each)]


def _is_broken(value: object) -> bool:
    if isinstance(value, tuple):
        return any(map(_is_broken, value))
    if isinstance(value, _Tier | _Table | _Sold):
        return any(_is_broken(getattr(value, field.name)) for field in attrs.fields(type(value)))
    return value is MISSING


def _table(form: _Table) -> tuple[list[Tier], Callable[[Iterable[Tier]], Term[TierTable]]]:
    """The tiers of a table, and how they become a table in force for its time, if nothing is wrong with them."""

    def term(tiers: Iterable[Tier]) -> Term[TierTable]:
        table = TierTable(tiers, unit=form.unit, complete=form.complete)
        return Term(table, DateRange(form.start, form.end), unit=form.unit, source=form.source)

    return [Tier(each.name, total=each.total, sold=each.sold, managed=each.managed) for each in form.tiers], term


def _sold(form: _Sold) -> SoldPoints:
    period = DateRange(form.start, form.end)
    return SoldPoints(form.partner, form.points, period, unit=form.unit, source=form.source)


def _overlaps(periods: Sequence[tuple[str, DateRange]]) -> Iterator[Problem]:
    """Each two tables that are in force on the same days."""
    for index, (path, period) in enumerate(periods):
        for before, earlier in periods[:index]:
            if earlier.overlaps(period):
                expected = f"no day of {before}, {earlier}"
                yield Problem(path, str(period), expected, "end the earlier where the later begins")
