"""Three engines on the same evidence: the columns, SQL written by hand, and the objects give the same rows."""

import importlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import managed_mrr as mm
from benchmarks.columnar.digest import digest
from benchmarks.columnar.generate import SIZES, write_programme
from benchmarks.columnar.objects import (
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

DECIMALS = 10**6
"""More decimals no column holds that :func:`write_columns` writes."""


def _fits(portfolio: mm.Portfolio) -> bool:
    items = [item for sold in portfolio.subscriptions for item in sold.items]
    amounts = [amount for item in items for amount in (item.price, item.discount)]
    amounts += [client.points_multiplier for client in portfolio.clients]
    return all(DECIMALS % each.denominator == 0 and each < DECIMALS**2 for each in amounts)


def _portfolios() -> Iterator[mm.Portfolio]:
    """Every situation of the corpus, most of them about one day or another, and some believable portfolios."""
    yield from {json.dumps(mm.portfolio_to_json(each.portfolio)): each.portfolio for each in cases()}.values()
    for seed in SEEDS:
        yield random_portfolio(seed, clients=8, partners=4, activities=250)


@pytest.fixture(scope="module", params=[False, True], ids=["numbers", "text"])
def text_ids(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def portfolio() -> mm.Portfolio:
    return united(filter(_fits, _portfolios()))


@pytest.fixture(scope="module")
def folder(portfolio: mm.Portfolio, text_ids: bool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("columns")
    write_columns(portfolio, place, text_ids=text_ids)
    return place


class TestPortfoliosOfTheTests:
    def test_timelines(self, portfolio: mm.Portfolio, folder: Path, text_ids: bool) -> None:
        """Every segment of every portfolio is the same in all engines."""
        expected = table_of(rows_of_timelines(mm.timelines(portfolio)), text_ids=text_ids)
        assert len(expected) > 1000
        _same(expected, duckdb_peer.timelines(folder, whole="HUGEINT"))
        _same(expected, columnar.timelines(columnar.read(folder)))

    @pytest.mark.parametrize("day", DAYS, ids=str)
    def test_statement(self, portfolio: mm.Portfolio, folder: Path, text_ids: bool, day: date) -> None:
        """Every line of a day is the same in all engines, from the evidence and from timelines."""
        statement = mm.evaluate(portfolio, as_of=day)
        expected = table_of(rows_of_statement(statement), text_ids=text_ids)
        _same(expected, duckdb_peer.statement(folder, day, whole="HUGEINT"))
        _same(expected, columnar.evaluate(columnar.read(folder), as_of=day))


@pytest.fixture(scope="module")
def programme(text_ids: bool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("programme")
    write_programme(place, SIZES["S"], text_ids=text_ids)
    return place


class TestGeneratedProgramme:
    def test_timelines(self, programme: Path, text_ids: bool) -> None:
        """Every segment of the programme that is measured is the same in all engines."""
        expected = table_of(rows_of_timelines(mm.timelines(read_objects(programme))), text_ids=text_ids)
        assert any(len(sharing) == 3 for sharing in expected["sharing"].to_pylist())
        assert expected["points"].null_count
        _same(expected, duckdb_peer.timelines(programme))
        _same(expected, columnar.timelines(columnar.read(programme)))

    def test_totals(self, programme: Path) -> None:
        """What is added up by SQL is what is added up from columns."""
        timelines = duckdb_peer.timelines(programme)
        year = date(2025, 1, 1), date(2026, 1, 1)
        expected = duckdb_peer.totals_of(duckdb_peer.stored(timelines), *year)
        found = columnar.totals(timelines, start=year[0], end=year[1], every="day")
        assert digest(found) == digest(expected)

    @pytest.mark.parametrize("name", ["polars", "pandas"])
    def test_other_peers(self, programme: Path, text_ids: bool, name: str) -> None:
        """The peers that are only measured agree, too, where they are installed; they take whole numbers as ids."""
        pytest.importorskip(name)
        if not text_ids:
            peer = importlib.import_module(f"benchmarks.columnar.peers.{name}_peer")
            assert digest(peer.timelines(programme)) == digest(duckdb_peer.timelines(programme))


def _same(expected: Any, found: Any) -> None:
    one, other = list(rows_of_table(expected)), list(rows_of_table(found))
    differing = set(one) ^ set(other)
    assert not differing, sorted(differing, key=str)[:10]
    assert one == other


def test_digest_tells_values_not_terms() -> None:
    """Two fractions of the same value have one digest, and others another."""

    def of(value: Fraction, terms: int) -> str:
        exact = pa.decimal128(38, 0)
        parts = value.numerator * terms, value.denominator * terms
        names = ("known_points_numerator", "known_points_denominator")
        return digest(pa.table({name: pa.array([part]).cast(exact) for name, part in zip(names, parts, strict=True)}))

    assert of(Fraction(1, 3), 1) == of(Fraction(1, 3), 700) != of(Fraction(2, 3), 1)
