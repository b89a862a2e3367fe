"""
A portfolio may come as tables: what is read from them is the same as from a file, and so is what is wrong with them.

The form of the evidence is no clause; every rule sees the same evidence in either.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import Any

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import managed_mrr as mm
from managed_mrr.columnar import read, tables_of
from managed_mrr.columnar.evidence import Amounts, Evidence, Periods, Users
from managed_mrr.columnar.tables.shape import TABLES, id_kind, written_type
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.evidence import LISTS, ClientUser, Link, PartnerOfRecord, PartnerUser
from managed_mrr.evidence.facts import period_edges
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


Json = Any


class UnsayableError(Exception):
    """A column has no place for a value."""


def as_column(kind: Kind, value: Json) -> Json:
    """A JSON value as a row of a column has it."""
    if value is None:
        return None
    if isinstance(kind, ListOf):
        return [as_column(kind.element, each) for each in must_be(value, list)]
    if isinstance(kind, ObjectOf):
        fields = must_be(value, dict)
        if not fields.keys() <= kind.keys.keys():
            raise UnsayableError
        return {name: as_column(kind.keys[name].kind, each) for name, each in fields.items()}
    if kind is values.DAY:
        try:
            return values.DAY.read(value)
        except RefusedError:
            raise UnsayableError from None
    written = written_type(kind)
    return must_be(value, bool if written == pa.bool_() else int if written == pa.int64() else str)


def must_be(value: Json, kind: type) -> Json:
    """The value, if it is of exactly this type and Arrow can hold it."""
    if type(value) is not kind or (isinstance(value, str) and not value.isprintable()):
        raise UnsayableError
    return value


def as_file(kind: Kind, value: Json) -> Json:
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


class TestTheSameEvidence:
    @given(portfolios())
    def test_people(self, portfolio: mm.Portfolio) -> None:
        """The codes stand for the people there are, with what is known of each."""
        evidence = read(tables_of(portfolio)).evidence
        partners, clients, employees = names_of(evidence)
        assert partners == sorted(each.id for each in portfolio.partners)
        assert clients == sorted(each.id for each in portfolio.clients)
        assert employees == [each.id for each in sorted(portfolio.employees, key=attrgetter("partner", "id"))]
        by_domain = {
            each.id: each.domain in {domain.lower() for domain in portfolio.partner(each.partner).employee_domains}
            for each in portfolio.employees
        }
        for code, employee in enumerate(employees):
            assert evidence.by_domain[code] == by_domain[employee]
        for code, partner in enumerate(partners):
            assert evidence.always_agreed[code] == (portfolio.partner(partner).agreements is None)
        for code, client in enumerate(map(portfolio.client, clients)):
            assert evidence.currencies[evidence.currency[code]] == client.currency
            assert evidence.multipliers[evidence.multiplier[code]] == client.points_multiplier
        assert periods_of(evidence.agreements) == [
            (code, *period.edges)
            for code, partner in enumerate(map(portfolio.partner, partners))
            for period in partner.agreements or ()
        ]

    @given(portfolios())
    def test_periods(self, portfolio: mm.Portfolio) -> None:
        """Users, links and records are in the order of their rows, with their days."""
        evidence = read(tables_of(portfolio)).evidence
        partners, clients, employees = names_of(evidence)
        listed: list[tuple[Users, Sequence[PartnerUser | ClientUser | Link | PartnerOfRecord], list[str]]] = [
            (evidence.partner_users, portfolio.partner_users, employees),
            (evidence.client_users, portfolio.client_users, employees),
            (evidence.links, portfolio.links, employees),
            (evidence.records, portfolio.partners_of_record, partners),
        ]
        for users, records, names in listed:
            who = [getattr(each, "employee", getattr(each, "partner", None)) for each in records]
            assert [names[code] for code in users.who] == who
            assert [clients[code] for code in users.client] == [getattr(each, "client", clients[0]) for each in records]
            assert list(zip(users.start, users.end, strict=True)) == [period_edges(each) for each in records]
            assert periods_of(users.deactivated) == [
                (place, *period.edges)
                for place, each in enumerate(records)
                for period in getattr(each, "deactivated", ())
            ]

    @given(portfolios())
    def test_money(self, portfolio: mm.Portfolio) -> None:
        """Subscriptions and their items are in the order of their rows, with their days and exact amounts."""
        evidence = read(tables_of(portfolio)).evidence
        sold, items = evidence.subscriptions, evidence.items
        assert [evidence.clients.values[code].as_py() for code in sold.client] == [
            each.client for each in portfolio.subscriptions
        ]
        assert list(zip(sold.start, sold.end, strict=True)) == list(map(period_edges, portfolio.subscriptions))
        billing = [each.billing or mm.Billing(date.max) for each in portfolio.subscriptions]
        assert [min(day, date.max.toordinal()) for day in sold.first_billing] == [
            each.first.toordinal() for each in billing
        ]
        assert sold.every_months.tolist() == [each.every_months for each in billing]
        refunds = [each.refunded_on for each in portfolio.subscriptions]
        assert sold.refunded_on.tolist() == [FOREVER if day is None else day.toordinal() for day in refunds]
        assert periods_of(sold.not_in_good_standing) == [
            (place, *period.edges)
            for place, each in enumerate(portfolio.subscriptions)
            for period in each.not_in_good_standing
        ]
        inside = [(place, item) for place, each in enumerate(portfolio.subscriptions) for item in each.items]
        assert items.subscription.tolist() == [place for place, _ in inside]
        assert list(zip(items.start, items.end, strict=True)) == [period_edges(item) for _, item in inside]
        assert exact(items.price) == [item.price for _, item in inside]
        assert exact(items.discount) == [item.discount for _, item in inside]
        assert items.months.tolist() == [item.months for _, item in inside]
        assert items.recurring.tolist() == [item.kind == "recurring" for _, item in inside]
        assert items.eligible.tolist() == [item.eligible for _, item in inside]

    @given(portfolios())
    def test_activities(self, portfolio: mm.Portfolio) -> None:
        """Activities are in batches with their places; one given twice is there once."""
        evidence = read(tables_of(portfolio)).evidence
        _, clients, employees = names_of(evidence)
        found = {
            int(row): mm.Activity(
                id=portfolio.activities[row].id,
                employee=employees[done.employee[place]],
                client=clients[done.client[place]],
                on=date.fromordinal(done.on[place]),
                tool=batch.tool.words[batch.tool.codes[place]],
                action=batch.action.words[batch.action.codes[place]],
            )
            for read_batch in evidence.activities.batches(FIRST, FOREVER, each=True)
            for batch in [read_batch()]
            for done in [batch.everything()]
            for place, row in enumerate(done.row)
        }
        ids = [each.id for each in portfolio.activities]
        expected = {
            row: each for row, each in enumerate(portfolio.activities) if each.id is None or ids.index(each.id) == row
        }
        assert found == expected


def names_of(evidence: Evidence) -> tuple[list[str], list[str], list[str]]:
    """Partners, clients and employees, in the order of their codes."""
    partners, clients, employees = (
        list(ids.values.to_pylist()) for ids in (evidence.partners, evidence.clients, evidence.employees)
    )
    return partners, clients, employees


def periods_of(periods: Periods) -> list[tuple[int, int, int]]:
    """Owners, first days and first days after."""
    return list(zip(periods.owner.tolist(), periods.start.tolist(), periods.end.tolist(), strict=True))


def exact(amounts: Amounts) -> list[Fraction]:
    """Amounts as fractions."""
    return [Fraction(int(each), 10**amounts.places) for each in amounts.units]


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
            except UnsayableError:
                return
            assert outcome(lambda: read(tables).portfolio()) == outcome(lambda: from_file(faulty.document))

        check()
