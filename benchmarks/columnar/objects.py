"""Objects: the same evidence as objects and as Parquet, so that what other engines answer can be compared."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import managed_mrr as mm
from managed_mrr.evidence import LISTS

__all__ = [
    "Row",
    "read_objects",
    "rows_of_statement",
    "rows_of_table",
    "rows_of_timelines",
    "table_of",
    "united",
    "write_columns",
]

Row = tuple[Any, ...]

IDS = ("id", "partner", "client", "employee")
"""The columns that hold ids."""

MONEY, PERIODS = pa.decimal128(28, 6), pa.list_(pa.struct([("start", pa.date32()), ("end", pa.date32())]))
PERIOD = {"start": pa.date32(), "end": pa.date32()}
ITEM = {"product": pa.string(), "kind": pa.string(), "eligible": pa.bool_(), "price": MONEY, "discount": MONEY}
USER = {"employee": pa.string(), **PERIOD, "deactivated": PERIODS}
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "partners": {"id": pa.string(), "employee_domains": pa.list_(pa.string()), "agreements": PERIODS},
    "clients": {"id": pa.string(), "currency": pa.string(), "points_multiplier": MONEY},
    "employees": {"id": pa.string(), "partner": pa.string(), "email": pa.string()},
    "partner_users": USER,
    "client_users": {"client": pa.string(), **USER},
    "links": {"employee": pa.string(), "client": pa.string(), **PERIOD},
    "activities": {
        "id": pa.string(),
        "employee": pa.string(),
        "client": pa.string(),
        "on": pa.date32(),
        "tool": pa.string(),
        "action": pa.string(),
    },
    "partners_of_record": {"client": pa.string(), "partner": pa.string(), **PERIOD},
    "subscriptions": {
        "id": pa.string(),
        "client": pa.string(),
        **PERIOD,
        "billing": pa.struct([("first", pa.date32()), ("every_months", pa.int32())]),
        "refunded_on": pa.date32(),
        "not_in_good_standing": PERIODS,
        "items": pa.list_(pa.struct([*{**ITEM, "months": pa.int32(), **PERIOD}.items()])),
    },
}
NAMES = [
    "partner",
    "client",
    "start",
    "end",
    "currency",
    "credit",
    "credit_numerator",
    "credit_denominator",
    "points",
    "points_numerator",
    "points_denominator",
    "sharing",
]
"""The columns of timelines."""

DEFAULTS = {
    "employee_domains": (),
    "deactivated": (),
    "not_in_good_standing": (),
    "points_multiplier": 1,
    "kind": "recurring",
    "eligible": True,
    "discount": 0,
    "months": 1,
    "every_months": 1,
}


def read_objects(folder: Path) -> mm.Portfolio:
    """The portfolio that stands in a folder of Parquet files, every value checked; ids become text."""
    lists = {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in LISTS}
    plain = {name: [_plain(record) for record in records] for name, records in lists.items()}
    return mm.portfolio_from_json(json.dumps({"format": "managed-mrr/1", **plain}, default=str))


def _plain(value: Any) -> Any:  # noqa: ANN401 -- whatever a column holds
    """A value as the portfolio format has it, where only the end of something may be null."""
    if isinstance(value, dict):
        return {key: _id(each) if key in IDS else _plain(each) for key, each in value.items() if each is not None}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _id(value: object) -> str:
    return str(value)


def write_columns(portfolio: mm.Portfolio, folder: Path, *, text_ids: bool = False) -> None:
    """
    Write a portfolio as Parquet.

    Args:
        portfolio: The evidence.
        folder: Where to.
        text_ids: Whether ids stay text, or become the whole numbers that they are.

    Raises:
        ArrowInvalid: An amount has more digits than the columns have room for.
    """
    lists = json.loads(mm.portfolio_to_json(portfolio))
    for name, schema in SCHEMAS.items():
        rows = [_filled(record, schema) for record in lists.get(name, [])]
        table = pa.Table.from_pylist(rows, schema=pa.schema([*schema.items()]))
        for place, key in enumerate(table.column_names):
            if key in IDS and not text_ids:
                table = table.set_column(place, key, table[key].cast(pa.int32()))
        pq.write_table(table, folder / f"{name}.parquet")


def _filled(record: Mapping[str, Any], schema: Mapping[str, pa.DataType]) -> dict[str, Any]:
    return {key: _typed(record.get(key, DEFAULTS.get(key)), kind) for key, kind in schema.items()}


def _typed(value: Any, kind: pa.DataType) -> Any:  # noqa: ANN401 -- whatever a file holds
    if value is None:
        return None
    if pa.types.is_list(kind):
        return [_typed(each, kind.value_type) for each in value]
    if pa.types.is_struct(kind):
        return _filled(value, {field.name: field.type for field in kind})
    if pa.types.is_decimal(kind):
        return Decimal(value)
    return date.fromisoformat(value) if pa.types.is_date(kind) else value


def rows_of_timelines(timelines: mm.Timelines) -> Iterator[Row]:
    """The timelines of the object engine, a row for each segment, as the columns have them; ids are text."""
    for (partner, client), timeline in timelines.items():
        for each in timeline.segments:
            yield (partner, client, each.start, each.end, *_worth(each.credit, each.points, each.sharing))


def rows_of_statement(statement: mm.Statement) -> Iterator[Row]:
    """The lines of a statement of the object engine, as the columns have them; ids are text."""
    for each in statement.lines:
        yield (each.partner, each.client, *_worth(each.credit, each.points, each.sharing))


def _worth(credit: mm.Money, points: Any, sharing: Iterable[str]) -> Row:  # noqa: ANN401 -- a Fraction or None
    shown = Decimal(str(credit).split()[-1].replace(",", ""))
    exact = credit.amount.numerator, credit.amount.denominator
    if points is None:
        return (credit.currency, shown, *exact, None, None, None, tuple(sharing))
    rounded = Decimal(round(points * 100)).scaleb(-2)
    return (credit.currency, shown, *exact, rounded, points.numerator, points.denominator, tuple(sharing))


def rows_of_table(table: pa.Table) -> Iterator[Row]:
    """The rows of an Arrow table with ids as text."""
    names = table.column_names
    for values in zip(*(table[name].to_pylist() for name in names), strict=True):
        yield tuple(_as_text(name, value) for name, value in zip(names, values, strict=True))


def _as_text(name: str, value: Any) -> object:  # noqa: ANN401 -- whatever a column holds
    if name == "sharing":
        return tuple(map(str, value))
    return str(value) if name in IDS else value


KINDS = {"partners": "partner", "clients": "client", "employees": "employee"}


def united(portfolios: Iterable[mm.Portfolio]) -> mm.Portfolio:
    """Many portfolios as one, in which nothing of one is anything to another; ids are whole numbers, as text."""
    lists: dict[str, list[Any]] = {name: [] for name in LISTS}
    for portfolio in portfolios:
        told = json.loads(mm.portfolio_to_json(portfolio))
        numbers = {
            (KINDS.get(name, name), record["id"]): str(len(lists[name]) + number)
            for name in LISTS
            for number, record in enumerate(told.get(name, ()))
            if record.get("id") is not None
        }
        for name in LISTS:
            lists[name] += [_numbered(record, KINDS.get(name, name), numbers) for record in told.get(name, ())]
    return mm.portfolio_from_json(json.dumps({"format": "managed-mrr/1", **lists}))


def _numbered(record: Mapping[str, Any], kind: str, numbers: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    return {
        key: numbers[kind if key == "id" else key, value] if key in IDS and value is not None else value
        for key, value in record.items()
    }


def table_of(rows: Iterable[Row], *, text_ids: bool = False) -> pa.Table:
    """
    Rows as a table in the order of all answers.

    Args:
        rows: The rows, whose ids are text.
        text_ids: Whether they are to stay so, or become the whole numbers that they are.
    """
    typed = str if text_ids else int
    told = [(typed(row[0]), typed(row[1]), *row[2:-1], sorted(map(typed, row[-1]))) for row in rows]
    told.sort(key=lambda row: row[:3] if len(row) == len(NAMES) else row[:2])
    dated = not told or len(told[0]) == len(NAMES)
    names = NAMES if dated else [name for name in NAMES if name not in PERIOD]
    columns = zip(*told, strict=True) if told else [()] * len(names)
    return pa.table({name: [*column] for name, column in zip(names, columns, strict=True)})
