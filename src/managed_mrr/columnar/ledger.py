"""What changed between two days, and why? The ledger of a whole programme; see :mod:`managed_mrr.ledger`."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from managed_mrr.columnar.asking import in_parts, ranges, records_of
from managed_mrr.columnar.evidence import Evidence, Numbers
from managed_mrr.columnar.kernel.activity import Gathered
from managed_mrr.columnar.kernel.days import days_of, distinct, groups_of
from managed_mrr.columnar.kernel.exact import Fractions
from managed_mrr.columnar.kernel.rule import activity_rules
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.progress import Progress
from managed_mrr.columnar.results import coded, credit_columns, ordinals, points_columns
from managed_mrr.columnar.tables.portfolio import ColumnarPortfolio
from managed_mrr.hubspot import SERVICING
from managed_mrr.ledger import between
from managed_mrr.ledger.movements import Movement
from managed_mrr.policy import Policy

__all__ = ["changes"]


def __dir__() -> list[str]:
    return __all__


CLIENTS = 1_000
"""How many clients are made into records at a time."""


def changes(
    portfolio: ColumnarPortfolio,
    *,
    start: date,
    end: date,
    policy: Policy = SERVICING,
    shards: int = 1,
    progress: Progress | None = None,
) -> pa.Table:
    """
    What changed between two days, and why: the movements of :func:`managed_mrr.changes`, for a whole programme.

    Causes are worked out as objects, under every policy. On columns the clients are found at which anything moves,
    which are those where a run of days with the same credit, points and sharing partners begins or is over; only they
    are made into records, and the ledger is asked about them. So it takes as long as these clients are many:
    :func:`movements` tells without the causes what moved, in a fraction of the time.

    Args:
        portfolio: The evidence.
        start: The day to start from.
        end: The day to get to, not before ``start``.
        policy: The rules in force.
        shards: In how many parts the clients are taken, one after the other; the answer is the same.
        progress: Is told how many of them are done; see :data:`~managed_mrr.columnar.Progress`.

    Returns:
        A row for each movement, by day, partner, client, subscription and cause. It has ``on``, ``partner``,
        ``client``, ``subscription``, ``kind``, ``cause``, ``currency``; by how much ``credit`` changed, and
        ``points``, which are null if they were unknown before or are after; ``known_points``, by how much the points
        that are known changed; each with its exact value in columns as those of :func:`timelines`.

    Raises:
        DateError: ``start`` or ``end`` is not exactly a date, or ``end`` is before ``start``.
        UnknownTermsError: The policy is a program that does not know the terms of ``start`` or of ``end``.
        TooLargeError: An exact number takes more than 64 bits.

    Clause:
        B10, B11, B13.

    Examples:
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> found = changes(columnar.read(columnar.tables_of(acme)), start=date(2024, 2, 29), end=date(2024, 3, 31))
        >>> found["cause"].to_pylist(), found["credit"].to_pylist()
        (['activity lapsed'], [Decimal('-900.0000')])
    """
    days = between.two_days(start, end, policy)
    evidence, make = portfolio.evidence, records_of(portfolio)
    parts = [_table(evidence, [])]
    for number, clients in enumerate(ranges(len(evidence.clients), shards), 1):
        moving = _moving(portfolio, policy, clients, days)
        for first in range(0, len(moving), CLIENTS):
            records = make(moving[first : first + CLIENTS].tolist())
            parts.append(_table(evidence, between.changes(records, start=start, end=end, policy=policy).movements))
        if progress is not None:
            progress(number, shards)
    return _in_order(evidence, pa.concat_tables(parts)).replace_schema_metadata({"policy": policy.name})


def _moving(portfolio: ColumnarPortfolio, policy: Policy, clients: tuple[int, int], days: tuple[int, int]) -> Numbers:
    """The clients, by their codes, at which a segment begins, or is over, on a day after one up to another."""
    since, until = days
    scope = Scope(portfolio.evidence, since, until + 1, clients)
    gathered = Gathered.read(scope, activity_rules(policy.eligibility))
    found = in_parts(scope, policy, records_of(portfolio), gathered)
    moved = (days_of(found.starts) > since) | (days_of(found.ends) <= until)
    return distinct(scope.client_of(groups_of(found.starts[moved])))


def _table(evidence: Evidence, movements: Sequence[Movement]) -> pa.Table:
    """Movements as a table; the ids of partners and clients are text."""
    currencies = {code: place for place, code in enumerate(evidence.currencies)}
    currency = np.array([currencies[each.credit.currency] for each in movements], np.int32)
    known = np.array([each.points is not None for each in movements], np.bool_)
    credit = Fractions.of([each.credit.amount for each in movements])
    points = Fractions.of([each.points or Fraction(0) for each in movements])
    known_points = Fractions.of([each.known_points for each in movements])

    def line(row: int) -> str:
        return f"{movements[row].partner} for {movements[row].client} on {movements[row].on}"

    return pa.table(
        {
            "on": pa.array([each.on for each in movements], pa.date32()),
            "partner": pa.array([each.partner for each in movements], pa.large_string()),
            "client": pa.array([each.client for each in movements], pa.large_string()),
            "subscription": pa.array([each.subscription for each in movements], pa.string()),
            "kind": pa.array([str(each.kind) for each in movements], pa.string()),
            "cause": pa.array([str(each.cause) for each in movements], pa.string()),
            "currency": coded(currency, evidence.currencies),
            **credit_columns(credit, evidence.currencies, currency, line),
            **points_columns("points", points, known, line),
            **points_columns("known_points", known_points, np.ones(len(movements), np.bool_), line),
        }
    )


def _in_order(evidence: Evidence, table: pa.Table) -> pa.Table:
    """A table by day, partner and client, with their ids as the evidence has them."""
    codes = {}
    for name, ids in (("partner", evidence.partners.values), ("client", evidence.clients.values)):
        codes[name] = pc.index_in(table[name], ids.cast(pa.large_string()))
        table = table.set_column(table.schema.get_field_index(name), name, ids.take(codes[name].combine_chunks()))
    order = np.lexsort((np.asarray(codes["client"]), np.asarray(codes["partner"]), ordinals(table["on"])))
    return table.take(pa.array(order))
