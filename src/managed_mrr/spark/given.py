"""Given: the tables as they are given, what of them is brought to the driver, and what stays where it is."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import attrs
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from managed_mrr import columnar
from managed_mrr.columnar import ColumnarPortfolio
from managed_mrr.columnar.tables.shape import TABLES
from managed_mrr.spark.packing import bucket_of, packed, partitions

__all__ = ["ACTIVITIES", "OWNED", "PEOPLE", "Given", "Tables", "given"]


def __dir__() -> list[str]:
    return __all__


Tables: TypeAlias = Mapping[str, DataFrame | str | os.PathLike[str]]
"""Frames, or paths of Parquet that the session reads, by the names of the tables."""

ACTIVITIES = "activities"

PEOPLE = ("partners", "employees", "partner_users")
"""The tables that are about no client: they are brought to the driver, and every bucket has all of them."""

OWNED: Mapping[str, str] = {
    "clients": "id",
    "client_users": "client",
    "links": "client",
    ACTIVITIES: "client",
    "partners_of_record": "client",
    "subscriptions": "client",
}
"""The tables that are divided among the buckets, and the column with the client by which they are."""


@attrs.frozen(eq=False, kw_only=True)
class Given:
    """
    The tables of a portfolio.

    Attributes:
        session: Spark.
        frames: All tables that there are, by name.
        people: Those that are about no client, here.
        nothing: The others without their rows.
        buckets: How many buckets the clients are put into.
    """

    session: SparkSession
    frames: Mapping[str, DataFrame]
    people: Mapping[str, pa.Table]
    nothing: Mapping[str, pa.Table]
    buckets: int

    @property
    def known(self) -> dict[str, pa.Table]:
        """What every bucket has: the people, and the columns of all other tables."""
        return {**self.nothing, **self.people}

    def everyone(self) -> ColumnarPortfolio:
        """
        Partners and their people, and no client at all.

        Raises:
            PortfolioError: There is something wrong with them.
        """
        return columnar.read(self.known)

    def pieces(self, activities: DataFrame | None = None) -> Iterator[DataFrame]:
        """
        The tables about clients, packed by bucket.

        Args:
            activities: Those that are wanted; none if left out.
        """
        for name, key in OWNED.items():
            frame = activities if name == ACTIVITIES else self.frames.get(name)
            if frame is not None:
                yield packed(frame, name, bucket_of(frame, key, self.buckets))


def given(tables: Tables, buckets: int | None) -> Given:
    """
    Find out what the tables are, and bring the small ones here.

    Args:
        tables: Frames, or paths of Parquet, by name.
        buckets: How many buckets to put the clients into; as many as Spark makes partitions if left out.

    Raises:
        PortfolioError: Tables are missing, or columns do not fit.
        ValueError: There is to be no bucket.
    """
    session = _session(tables.values())
    frames = {name: _frame(session, table) for name, table in tables.items()}
    nothing = {name: frame.limit(0).toArrow() for name, frame in frames.items()}
    columnar.read(nothing)  # which says what is wrong with the columns
    return Given(
        session=session,
        frames=frames,
        people={name: frames[name].toArrow() for name in PEOPLE if name in frames},
        nothing=nothing,
        buckets=_count(session, buckets),
    )


def _session(tables: Iterable[object]) -> SparkSession:
    sessions = [table.sparkSession for table in tables if isinstance(table, DataFrame)]
    return sessions[0] if sessions else SparkSession.active()


def _frame(session: SparkSession, table: DataFrame | str | os.PathLike[str]) -> DataFrame:
    return table if isinstance(table, DataFrame) else session.read.parquet(os.fspath(table))


def _count(session: SparkSession, buckets: int | None) -> int:
    if buckets is None:
        return partitions(session)
    if buckets < 1:
        msg = f"buckets is {buckets}: expected at least 1"
        raise ValueError(msg)
    return buckets


assert {*PEOPLE, *OWNED} == {*TABLES}
