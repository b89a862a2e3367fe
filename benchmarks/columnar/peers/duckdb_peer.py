"""DuckDB: the questions as SQL; the texts stand beside this module."""

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from managed_mrr.amounts.currencies import MINOR_UNITS
from managed_mrr.evidence import LISTS

__all__ = ["connected", "statement", "statement_of", "stored", "timelines", "totals_of"]

HERE = Path(__file__).parent


def connected(folder: Path, *, whole: str = "BIGINT") -> duckdb.DuckDBPyConnection:
    """
    A database in memory with a view for each file of a folder.

    Args:
        folder: Where the Parquet files are; amounts are decimals.
        whole: The type of whole numbers: ``BIGINT``, or ``HUGEINT`` for amounts of more digits than people pay.
    """
    database = duckdb.connect()
    for name in LISTS:
        path = folder / f"{name}.parquet"
        database.execute(f"CREATE VIEW {name} AS FROM read_parquet('{path}')")
    prices = pq.read_schema(folder / "subscriptions.parquet").field("items").type.value_type.field("price").type
    multipliers = pq.read_schema(folder / "clients.parquet").field("points_multiplier").type
    return _defined(database, whole=whole, unit=10**prices.scale, multiplier=10**multipliers.scale)


def _defined(database: duckdb.DuckDBPyConnection, **values: object) -> duckdb.DuckDBPyConnection:
    minor = pa.table({"currency": list(MINOR_UNITS), "parts": [10**digits for digits in MINOR_UNITS.values()]})
    database.register("minor", minor)
    database.execute("CREATE TABLE minor_units AS FROM minor")
    database.execute(_text("definitions").format(**values))
    return database


def _text(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def _answer(database: duckdb.DuckDBPyConnection, name: str, **days: date) -> pa.Table:
    for variable, day in days.items():
        database.execute(f"SET VARIABLE {variable} = DATE '{day}'")
    return database.sql(_text(name)).to_arrow_table()


def timelines(folder: Path, *, whole: str = "BIGINT") -> pa.Table:
    """All timelines: a row for each partner, client and run of days."""
    return _answer(connected(folder, whole=whole), "timelines")


def statement(folder: Path, day: date, *, whole: str = "BIGINT") -> pa.Table:
    """One statement, from the files."""
    return _answer(connected(folder, whole=whole), "statement", as_of=day)


def stored(timelines: pa.Table) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds built timelines."""
    database = duckdb.connect()
    database.register("given", timelines)
    database.execute("CREATE TABLE timelines AS FROM given")
    return _defined(database, whole="HUGEINT", unit=1, multiplier=1)


def statement_of(database: duckdb.DuckDBPyConnection, day: date) -> pa.Table:
    """One statement, from built timelines."""
    return _answer(database, "statement_of_timelines", as_of=day)


def totals_of(database: duckdb.DuckDBPyConnection, start: date, end: date) -> pa.Table:
    """Points by partner and day, from built timelines."""
    return _answer(database, "totals_of_timelines", first_day=start, day_after=end)
