"""Asking: the questions, answered from columns for whole programmes."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from os import cpu_count
from typing import TypeAlias

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from managed_mrr.columnar.kernel.activity import Gathered
from managed_mrr.columnar.kernel.days import order_of_codes
from managed_mrr.columnar.kernel.rule import activity_rules
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.kernel.segments import Segments, segments
from managed_mrr.columnar.progress import Progress
from managed_mrr.columnar.results import timeline_table
from managed_mrr.columnar.tables.portfolio import ColumnarPortfolio
from managed_mrr.columnar.threads import in_threads
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.dates.ranges import exact_date
from managed_mrr.evidence import Portfolio
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy, a_policy

__all__ = ["Records", "evaluate", "in_parts", "ranges", "records_of", "shard", "timelines"]


def __dir__() -> list[str]:
    return __all__


ENOUGH = 5_000
"""How many clients at least are worked on together."""

PARTS = 4
"""How many parts for each processor there are, so that none waits long for the last of another."""


def timelines(
    portfolio: ColumnarPortfolio,
    *,
    policy: Policy = SERVICING,
    shards: int = 1,
    progress: Progress | None = None,
    references: bool = False,
) -> pa.Table:
    """
    The whole history of every partner and client that ever has a line.

    Args:
        portfolio: The evidence.
        policy: The rules in force.
        shards: In how many parts the clients are taken, one after the other. More parts take less memory at a time,
            and read the activities as often; the answer is the same.
        progress: Is told how many of them are done; see :data:`~managed_mrr.columnar.Progress`.
        references: Whether to say for each segment which activity carries it, in one column more: ``activity``, the
            row, from 0 on, of the latest attributed one up to the last day; null if there is none.

    Returns:
        A row for each segment, by partner, client and day. It has ``partner``, ``client``, ``start``, ``end`` (the
        first day after, null if nothing known ends it), ``currency``, ``credit`` a month in major units, rounded half
        to even to the currency's minor unit, its exact value as ``credit_numerator`` and ``credit_denominator`` in
        lowest terms, ``points`` likewise with two digits, null where no rate is known, and ``sharing``, the partners
        that share, sorted.

    Raises:
        PolicyError: It is no policy; or, with references, one by which activities are attributed in several ways.
        TooLargeError: An exact number takes more than 64 bits.

    Examples:
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> found = timelines(columnar.read(columnar.tables_of(acme)))
        >>> found["end"].to_pylist(), found["credit_numerator"].to_pylist()
        ([datetime.date(2024, 3, 15)], [900])
    """
    a_policy(policy)
    parts = []
    for number, clients in enumerate(ranges(len(portfolio.evidence.clients), shards), 1):
        parts.append(shard(portfolio, policy, clients, references=references))
        if progress is not None:
            progress(number, shards)
    return _in_order(portfolio, parts)


def ranges(clients: int, shards: int) -> Iterator[tuple[int, int]]:
    """
    The clients of each shard, by their codes: from the first up to, and without, the second.

    Raises:
        ValueError: There is to be no shard.

    Examples:
        >>> list(ranges(5, 2))
        [(0, 2), (2, 5)]
    """
    if shards < 1:
        msg = f"shards is {shards}: expected at least 1"
        raise ValueError(msg)
    edges = [clients * number // shards for number in range(shards + 1)]
    return pairwise(edges)


def shard(
    portfolio: ColumnarPortfolio,
    policy: Policy,
    clients: tuple[int, int],
    first: int = FIRST,
    after: int = FOREVER,
    *,
    references: bool = False,
) -> pa.Table:
    """The segments of some clients, clipped to some days."""
    scope = Scope(portfolio.evidence, first, after, clients)
    gathered = Gathered.read(scope, activity_rules(policy.eligibility), with_rows=references)
    return timeline_table(scope, in_parts(scope, policy, records_of(portfolio), gathered), policy.name)


Records: TypeAlias = Callable[[Sequence[int]], Portfolio]
"""Makes the records of some clients, given by their codes."""


def records_of(portfolio: ColumnarPortfolio) -> Records:
    """What makes the records of some clients of a portfolio."""
    ids = portfolio.evidence.clients.values
    return lambda codes: portfolio.portfolio(ids.take(pa.array(codes, pa.int64())).to_pylist())


def in_parts(scope: Scope, policy: Policy, records: Records, gathered: Gathered) -> Segments:
    """The segments of a scope, of several parts of its clients side by side."""
    start, end = scope.clients
    parts = [(start + first, start + after) for first, after in _parts(end - start)]
    scopes = [attrs.evolve(scope, clients=each) for each in parts]
    return Segments.joined(in_threads([partial(segments, each, policy, records, gathered) for each in scopes]))


def _parts(clients: int) -> Iterator[tuple[int, int]]:
    """Clients in parts that are worked on side by side, each large enough to be worth it."""
    return ranges(clients, max(1, min(clients // ENOUGH, PARTS * (cpu_count() or 1))))


def _in_order(portfolio: ColumnarPortfolio, parts: list[pa.Table]) -> pa.Table:
    """Parts that each are in order, and each of other clients than the one before, as one table in order."""
    if len(parts) == 1:
        return parts[0]
    joined = pa.concat_tables(parts).combine_chunks()
    partner = pc.index_in(joined["partner"], portfolio.evidence.partners.values)
    return joined.take(pa.array(order_of_codes(np.asarray(partner))))


def evaluate(source: ColumnarPortfolio | pa.Table, *, as_of: date, policy: Policy = SERVICING) -> pa.Table:
    """
    The credit and points of every partner for every client as of a day.

    Args:
        source: The evidence; or what :func:`timelines` made of it, which takes a hundredth of the time.
        as_of: The day.
        policy: The rules in force; of a built timeline it is that by which it was made, and days whose terms a
            program does not know have no lines there.

    Returns:
        The columns of :func:`timelines` without ``start`` and ``end``; a row for each line, by partner, then client.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Examples:
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> evaluate(columnar.read(columnar.tables_of(acme)), as_of=date(2024, 3, 1))["points"].to_pylist()
        [Decimal('9.00')]
    """
    day = exact_date(as_of)
    if isinstance(source, pa.Table):
        begun = pc.less_equal(source["start"], day)
        lasts = pc.fill_null(pc.greater(source["end"], day), fill_value=True)
        found = source.filter(pc.and_(begun, lasts))
    else:
        a_policy(policy).in_force(day)
        number = day.toordinal()
        found = shard(source, policy, (0, len(source.evidence.clients)), number, number + 1)
    return found.drop_columns(["start", "end"])
