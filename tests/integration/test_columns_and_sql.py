"""Three engines on the same evidence: the columns, SQL written by hand, and the objects give the same rows."""

import importlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import attrs
import pyarrow as pa
import pytest

import managed_mrr as mm
from benchmarks.columnar.digest import digest
from benchmarks.columnar.generate import SIZES, write_programme
from benchmarks.columnar.objects import (
    Row,
    read_objects,
    rows_of_statement,
    rows_of_table,
    rows_of_timelines,
    table_of,
    united,
    write_columns,
)
from benchmarks.columnar.peers import duckdb_peer
from managed_mrr import columnar
from managed_mrr.conformance import cases
from managed_mrr.testing import random_portfolio

SEEDS = range(12)
DAYS = [date(2024, 1, 1) + timedelta(days) for days in (0, 59, 60, 61, 200, 450, 561)]
"""Some days of the evidence, one of them that on which the published rates change."""

YEAR = date(2025, 1, 1), date(2026, 1, 1)

PEERS = ("polars", "pandas")

DECIMALS = 10**6
"""Amounts of more decimals than these do not fit into the columns that :func:`write_columns` writes."""


def _fits(portfolio: mm.Portfolio) -> bool:
    items = [item for sold in portfolio.subscriptions for item in sold.items]
    amounts = [amount for item in items for amount in (item.price, item.discount)]
    amounts += [client.points_multiplier for client in portfolio.clients]
    return all(DECIMALS % each.denominator == 0 and each < DECIMALS**2 for each in amounts)


def _touching() -> mm.Portfolio:
    """Periods of everything touch while an activity is live whose link has ended: they are one, and nothing breaks."""
    first, link_ends, here, agreed, there = (date(2024, *day) for day in ((1, 1), (2, 15), (3, 1), (3, 20), (4, 1)))
    renewed = [mm.Item("Hub", price=900, start=first, end=here), mm.Item("Hub", price=900, start=here)]
    return mm.Portfolio.of(
        mm.Partner("north", agreements=[mm.DateRange(first, agreed), mm.DateRange(agreed)]),
        mm.Client("acme", currency="EUR"),
        mm.Employee("ann", partner="north"),
        mm.PartnerUser("ann", start=first, end=here),
        mm.PartnerUser("ann", start=here),
        mm.ClientUser("ann", client="acme", start=first, end=there),
        mm.ClientUser("ann", client="acme", start=there),
        mm.Link("ann", client="acme", start=first, end=link_ends),
        mm.Activity(employee="ann", client="acme", on=date(2024, 2, 10), tool="crm", action="edit"),
        mm.Subscription("hub", client="acme", start=first, billing=mm.Billing(first), items=renewed),
    )


def _portfolios() -> Iterator[mm.Portfolio]:
    """Every situation of the corpus, most of them about one day or another, and some believable portfolios."""
    yield _touching()
    yield from {mm.portfolio_to_json(each.portfolio): each.portfolio for each in cases()}.values()
    for seed in SEEDS:
        yield random_portfolio(seed, clients=8, partners=4, activities=250)


@attrs.frozen
class Columns:
    """Evidence as a folder of Parquet, whether its ids are text, and the same evidence as objects."""

    folder: Path
    text_ids: bool
    objects: mm.Portfolio

    def table(self, rows: Iterable[Row]) -> pa.Table:
        """Rows of the object engine as the columns have them."""
        return table_of(rows, text_ids=self.text_ids)


@pytest.fixture(scope="module")
def every_portfolio() -> mm.Portfolio:
    """All portfolios as one, for SQL takes its time to be planned."""
    return united(filter(_fits, _portfolios()))


@pytest.fixture(scope="module", params=[False, True], ids=["numbers", "text"])
def collected(
    every_portfolio: mm.Portfolio, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Columns:
    """The portfolios of the tests."""
    folder = tmp_path_factory.mktemp("collected")
    write_columns(every_portfolio, folder, text_ids=request.param)
    return Columns(folder, request.param, every_portfolio)


@pytest.fixture(scope="module", params=[False, True], ids=["numbers", "text"])
def programme(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Columns:
    """A generated programme of the smallest size that is measured."""
    folder = tmp_path_factory.mktemp("programme")
    write_programme(folder, SIZES["S"], text_ids=request.param)
    return Columns(folder, request.param, read_objects(folder))


class TestPortfoliosOfTheTests:
    def test_timelines(self, collected: Columns) -> None:
        """Every segment of every portfolio is the same in all engines."""
        expected = collected.table(rows_of_timelines(mm.timelines(collected.objects)))
        assert len(expected) > 1000
        _same(expected, duckdb_peer.timelines(collected.folder, whole="HUGEINT"))
        _same(expected, columnar.timelines(columnar.read(collected.folder)))

    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_statement(self, collected: Columns, day: date) -> None:
        """Every line of a day is the same in all engines."""
        expected = collected.table(rows_of_statement(mm.evaluate(collected.objects, as_of=day)))
        _same(expected, duckdb_peer.statement(collected.folder, day, whole="HUGEINT"))
        _same(expected, columnar.evaluate(columnar.read(collected.folder), as_of=day))


class TestGeneratedProgramme:
    def test_timelines(self, programme: Columns) -> None:
        """Every segment of the programme that is measured is the same in all engines."""
        expected = programme.table(rows_of_timelines(mm.timelines(programme.objects)))
        assert any(len(sharing) == 3 for sharing in expected["sharing"].to_pylist())
        assert expected["points"].null_count
        _same(expected, duckdb_peer.timelines(programme.folder))
        _same(expected, columnar.timelines(columnar.read(programme.folder)))

    def test_totals(self, programme: Columns) -> None:
        """What is added up by SQL is what is added up from columns."""
        timelines = duckdb_peer.timelines(programme.folder)
        expected = duckdb_peer.totals_of(duckdb_peer.stored(timelines), *YEAR)
        assert digest(columnar.totals(timelines, start=YEAR[0], end=YEAR[1], every="day")) == digest(expected)

    @pytest.mark.parametrize("name", PEERS)
    def test_other_peers(self, programme: Columns, name: str) -> None:
        """The peers that are only measured agree, too; they take whole numbers as ids."""
        if not programme.text_ids:
            peer = importlib.import_module(f"benchmarks.columnar.peers.{name}_peer")
            _same(duckdb_peer.timelines(programme.folder), peer.timelines(programme.folder))


def _same(expected: pa.Table, found: pa.Table) -> None:
    one, other = list(rows_of_table(expected)), list(rows_of_table(found))
    differing = set(one) ^ set(other)
    assert not differing, sorted(differing, key=str)[:10]
    assert one == other


def test_digest_tells_values_not_terms() -> None:
    """Two fractions of the same value have one digest, and others another."""

    def of(value: Fraction, terms: int) -> str:
        parts = value.numerator * terms, value.denominator * terms
        names = ("known_points_numerator", "known_points_denominator")
        exact = pa.decimal128(38, 0)
        return digest(pa.table({name: pa.array([part]).cast(exact) for name, part in zip(names, parts, strict=True)}))

    assert of(Fraction(1, 3), 1) == of(Fraction(1, 3), 700) != of(Fraction(2, 3), 1)
