"""
A portfolio may come as tables: what is read from them is the same as from a file, and so is what is wrong with them.

The form of the evidence is no clause; every rule sees the same evidence in either.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import managed_mrr as mm
from managed_mrr.columnar import read, tables_of
from managed_mrr.columnar.shape import TABLES, id_kind, written_type
from managed_mrr.evidence import LISTS
from managed_mrr.files import values
from managed_mrr.files.formats import Kind, ListOf, ObjectOf
from managed_mrr.files.values import RefusedError
from managed_mrr.testing import portfolios
from managed_mrr.testing.strategies.invalid import FAULTS, Faulty, invalid_portfolio_data

UNSAYABLE = {
    "a float",
    "a key twice",
    "a reserved key",
    "an unknown key",
    "another format",
    "nested without end",
    "no number",
    "no such day",
    "not JSON",
    "not a day as it is written",
    "not a list",
    "not a whole number of months",
    "not an object",
    "not text",
    "not true or false",
}
"""What columns cannot have wrong in single rows: the type of a column, or its name, has no place for it."""


class Unsayable(Exception):
    """A column has no place for a value."""


def as_column(kind: Kind, value: Any) -> Any:
    """A JSON value as a row of a column has it."""
    if value is None:
        return None
    if isinstance(kind, ListOf):
        return [as_column(kind.element, each) for each in must_be(value, list)]
    if isinstance(kind, ObjectOf):
        fields = must_be(value, dict)
        if not fields.keys() <= kind.keys.keys():
            raise Unsayable
        return {name: as_column(kind.keys[name].kind, each) for name, each in fields.items()}
    if kind is values.DAY:
        try:
            return values.DAY.read(value)
        except RefusedError:
            raise Unsayable from None
    written = written_type(kind)
    return must_be(value, bool if written == pa.bool_() else int if written == pa.int64() else str)


def must_be(value: Any, kind: type) -> Any:
    """The value, if it is of exactly this type and Arrow can hold it."""
    if type(value) is not kind or (kind is str and not value.isprintable()):
        raise Unsayable
    return value


def as_file(kind: Kind, value: Any) -> Any:
    """A JSON value with null for what must be there, and without null for what need not."""
    if isinstance(kind, ListOf) and isinstance(value, list):
        return [as_file(kind.element, each) for each in value]
    if isinstance(kind, ObjectOf) and isinstance(value, dict):
        given = {name: as_file(key.kind, value.get(name)) for name, key in kind.keys.items()}
        return {name: each for name, each in given.items() if each is not None or kind.keys[name].required}
    return value


def as_tables(document: dict[str, Any]) -> dict[str, pa.Table]:
    """The lists of a file as tables."""
    tables = {}
    for name, shape in TABLES.items():
        schema = pa.schema([(key.name, written_type(key.kind)) for key in shape.keys.values()])
        rows = must_be(document.get(name, []), list)
        tables[name] = pa.Table.from_pylist([as_column(shape, row) for row in rows], schema)
    return tables


def from_file(document: dict[str, Any]) -> mm.Portfolio:
    """What the reader of files makes of it, with null in the places where columns have it."""
    lists = {name: as_file(ListOf(shape), document.get(name, [])) for name, shape in TABLES.items()}
    return mm.portfolio_from_json(json.dumps({"format": "managed-mrr/1", **lists}))


def outcome(reading: Callable[[], mm.Portfolio]) -> mm.Portfolio | list[mm.Problem]:
    """What is read, or what is wrong with it."""
    try:
        return reading()
    except mm.PortfolioError as error:
        return list(error.problems)


class TestTheSamePortfolio:
    @given(portfolios())
    def test_back_again(self, portfolio: mm.Portfolio) -> None:
        """What was written as tables is read as it was."""
        assert read(tables_of(portfolio)).portfolio() == portfolio

    @given(portfolios())
    def test_whole_numbers(self, portfolio: mm.Portfolio) -> None:
        """Ids that are numbers are read as their digits."""
        numbered = with_numbers(portfolio)
        assert read(with_id_types(tables_of(numbered), pa.int16())).portfolio() == numbered

    @given(portfolios(), st.data())
    def test_some_clients(self, portfolio: mm.Portfolio, data: st.DataObject) -> None:
        """The statement of some clients is that of their evidence alone."""
        clients = [client.id for client in portfolio.clients]
        some = data.draw(st.lists(st.sampled_from(clients), unique=True))
        about = read(tables_of(portfolio)).portfolio(some)
        day = date(2024, 3, 1)
        lines = [line for line in mm.evaluate(portfolio, as_of=day).lines if line.client in some]
        assert list(mm.evaluate(about, as_of=day).lines) == lines


def with_numbers(portfolio: mm.Portfolio) -> mm.Portfolio:
    """A portfolio whose ids are all digits."""
    lists = {}
    for name in LISTS:
        keys = [key.name for key in TABLES[name].keys.values() if id_kind(name, key)]
        lists[name] = [
            evolve(record, **{key: value[1:] for key in keys if (value := getattr(record, key)) is not None})
            for record in getattr(portfolio, name)
        ]
    named = {name: [evolve(each, name=each.id) for each in lists[name]] for name in ("partners", "clients")}
    return mm.Portfolio(**{**lists, **named})


def with_id_types(tables: dict[str, pa.Table], stored: pa.DataType) -> dict[str, pa.Table]:
    """The same tables with another type of ids."""
    return {
        name: table.cast(
            pa.schema(
                [
                    (field.name, stored if id_kind(name, TABLES[name].keys[field.name]) else field.type)
                    for field in table.schema
                ]
            )
        )
        for name, table in tables.items()
    }


class TestTheSameProblems:
    @pytest.mark.parametrize("kind", sorted(set(FAULTS) - UNSAYABLE))
    def test_each(self, kind: str) -> None:
        """What is wrong in tables is said as of a file."""

        @settings(max_examples=12, suppress_health_check=[HealthCheck.filter_too_much])
        @given(invalid_portfolio_data(faults=[kind], max_faults=2))
        def check(faulty: Faulty) -> None:
            try:
                tables = as_tables(faulty.document)
            except Unsayable:
                return
            assert outcome(lambda: read(tables).portfolio()) == outcome(lambda: from_file(faulty.document))

        check()
