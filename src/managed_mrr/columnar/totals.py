"""Totals: what the lines of partners add up to over time, from a built timeline."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from itertools import pairwise
from math import lcm
from typing import Literal, TypeAlias, get_args

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from managed_mrr.amounts import MINOR_UNITS
from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.columnar.kernel.days import Places, changes, days_of, groups_of, places
from managed_mrr.columnar.kernel.exact import scaled
from managed_mrr.columnar.kernel.wide import MOST, Wide
from managed_mrr.columnar.results import CREDIT, POINTS, dates, decimals, ordinals
from managed_mrr.columnar.tables.known import one_piece
from managed_mrr.columnar.threads import in_threads
from managed_mrr.dates import DateError
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.dates.ranges import exact_date

__all__ = ["totals"]


def __dir__() -> list[str]:
    return __all__


By: TypeAlias = Literal["partner", "currency"]

Every: TypeAlias = Literal["change", "day"]

_EXACT = pa.decimal128(38, 0)

_SAID = {"credit": "credit", "points": "known_points"}
"""What the sums of a column are called."""

PARTS = 4
"""In how many parts lines are totalled."""


def totals(
    timelines: pa.Table,
    *,
    start: date | None = None,
    end: date | None = None,
    every: Every = "change",
    by: By = "partner",
) -> pa.Table:
    """
    What the lines of each partner add up to, over time.

    Args:
        timelines: What :func:`timelines` found.
        start: First day; the first there is if left out.
        end: First day that is no longer wanted; all there are if left out.
        every: ``"change"`` for a row for each run of days on which nothing changes, with ``start`` and ``end``;
            ``"day"`` for a row for each ``day``.
        by: ``"partner"`` for the points of each partner, over all currencies; ``"currency"`` for credit and points of
            each partner and currency.

    Returns:
        By partner, currency and day; days without lines have no row. ``lines`` counts them, and ``unknown`` those whose
        points are unknown: if there are any, ``points`` is null. ``known_points`` are those of the others. Exact
        numerators and denominators are decimals without places, not in lowest terms.

    Raises:
        DateError: A day is not exactly a date, or by day an end is left out.
        ValueError: ``every`` or ``by`` is something else.
        OverflowError: An exact sum may take more than 38 digits.

    Clause:
        A20, B10.
    """
    for name, given, known in (("every", every, get_args(Every)), ("by", by, get_args(By))):
        if given not in known:
            msg = f"{name} is {given!r}: expected {' or '.join(map(repr, known))}"
            raise ValueError(msg)
    first = FIRST if start is None else exact_date(start).toordinal()
    after = FOREVER if end is None else exact_date(end).toordinal()
    if every == "day" and (start is None or end is None):
        msg = "totals by day take start and end: expected two dates"
        raise DateError(msg)
    lines = _Lines.of(timelines, by).within(first, after)
    names = ["credit", "points"] if by == "currency" else ["points"]
    shared = {name: _shared(lines.table, name) for name in names}
    days = (first, after) if every == "day" else None
    return pa.concat_tables(in_threads([partial(_totalled, part, shared, days) for part in lines.parts()]))


@attrs.frozen(eq=False, kw_only=True)
class _Lines:
    """The segments of a timeline, each in a group: of its partner, or of its partner and currency."""

    partners: pa.Array
    currencies: tuple[str, ...]
    starts: Places
    ends: Places
    table: pa.Table
    by: By

    @classmethod
    def of(cls, table: pa.Table, by: By) -> "_Lines":
        partners, group = _coded(table["partner"])
        currencies, currency = _coded(table["currency"])
        names = tuple(currencies.to_pylist())
        if by == "currency":
            group = group * len(names) + currency
        starts, ends = (places(group, ordinals(table[name])) for name in ("start", "end"))
        exact = pa.table(
            {f"{name}_numerator": table[f"{name}_numerator"] for name in _SAID}
            | {f"{name}_denominator": pc.dictionary_encode(table[f"{name}_denominator"]) for name in _SAID}
        ).combine_chunks()
        return cls(partners=partners, currencies=names, starts=starts, ends=ends, table=exact, by=by)

    def within(self, first: int, after: int) -> "_Lines":
        if (first, after) == (FIRST, FOREVER):
            return self
        group = groups_of(self.starts)
        starts, ends = np.maximum(self.starts, places(group, first)), np.minimum(self.ends, places(group, after))
        return attrs.evolve(self, starts=starts, ends=ends).where(np.flatnonzero(starts < ends))

    def parts(self) -> "list[_Lines]":
        """The lines in parts, each of groups later than those of the one before, to be totalled side by side."""
        group = groups_of(self.starts)
        edges = np.linspace(0, int(group.max(initial=0)) + 1, PARTS + 1).astype(np.int64)
        return [self.where(np.flatnonzero((group >= low) & (group < high))) for low, high in pairwise(edges)]

    def where(self, rows: Numbers) -> "_Lines":
        """Some of the lines."""
        table = self.table.take(pa.array(rows))
        return attrs.evolve(self, starts=self.starts[rows], ends=self.ends[rows], table=table)

    def names(self, group: Places) -> dict[str, pa.Array]:
        if self.by == "partner":
            return {"partner": self.partners.take(pa.array(group))}
        currency = pa.array(self.currencies, pa.string()).take(pa.array(group % len(self.currencies)))
        return {"partner": self.partners.take(pa.array(group // len(self.currencies))), "currency": currency}

    def minor(self, group: Places) -> Numbers:
        digits = np.array([MINOR_UNITS[code] for code in self.currencies] or [0])
        return digits[group % max(len(self.currencies), 1)]


@attrs.frozen(eq=False, kw_only=True)
class _Sums:
    """
    Running sums.

    Attributes:
        where: The places at which they change, ascending.
        lines: How many lines there are from there on.
        unknown: How many of them make unknown points.
        amounts: The sums by name, and what they are divided by.
    """

    where: Places
    lines: Numbers
    unknown: Numbers
    amounts: dict[str, tuple[Wide, int]]

    def runs(self) -> tuple[Numbers, Places]:
        """The rows at which something begins to be different and there are lines, and where that ends."""
        new = changes(groups_of(self.where)) | changes(self.lines) | changes(self.unknown)
        for amount, _ in self.amounts.values():
            new |= np.concatenate([[True], (amount.digits[:, 1:] != amount.digits[:, :-1]).any(axis=0)])[: len(new)]
        row = np.flatnonzero(new)
        ends = np.append(self.where[row[1:]], 0)[: len(row)]
        filled = self.lines[row] > 0
        return row[filled], ends[filled]

    def by_day(self, first: int, after: int) -> tuple[Numbers, Places, Numbers]:
        """For each group and day with lines the row that holds, the group and the day."""
        width = max(after - first, 1)
        groups = groups_of(self.where)
        base = int(groups[:1].max(initial=0))
        count = int(groups[-1:].max(initial=base - 1)) + 1 - base
        inside = np.flatnonzero(days_of(self.where) < after)
        latest = np.zeros(count * width, np.int64)  # row 0 is there before anything changed, as none
        latest[(groups[inside] - base) * width + days_of(self.where[inside]) - first] = inside + 1
        np.maximum.accumulate(latest, out=latest)
        lines, owner = np.append(0, self.lines), np.append(-1, groups - base)
        cell = np.flatnonzero((lines[latest] > 0) & (owner[latest] == np.repeat(np.arange(count), width)))
        return latest[cell] - 1, cell // width + base, cell % width + first

    def table(self, row: Numbers, minor: Numbers) -> dict[str, pa.Array]:
        """What there is from some of the places on, with credit rounded to so many digits."""
        rows = pa.array(row)
        found = {"lines": pa.array(self.lines[row])}
        for name, (amount, denominator) in self.amounts.items():
            numerators = pa.Array.from_buffers(_EXACT, len(self.where), [None, pa.py_buffer(amount.halves())])
            exact = {
                f"{name}_numerator": numerators.take(rows),
                f"{name}_denominator": pa.repeat(pa.scalar(denominator, _EXACT), len(row)),
            }
            if name == "credit":
                found |= {name: _rounded_credit(amount, denominator, minor).take(rows), **exact}
            else:
                rounded = decimals(amount.rounded(10**POINTS.scale, denominator), POINTS).take(rows)
                unknown = self.unknown[row]
                found["points"] = _known(rounded, unknown == 0)
                found["unknown"] = pa.array(unknown)
                found |= {name: rounded, **exact}
        return found


def _known(column: pa.Array, known: Flags) -> pa.Array:
    """The same column, null where it is not known."""
    if known.all():
        return column
    return pa.Array.from_buffers(column.type, len(column), [pa.array(known).buffers()[1], column.buffers()[1]])


def _coded(column: pa.ChunkedArray) -> tuple[pa.Array, Numbers]:
    """The different values of a column, sorted, and the place among them of each."""
    encoded = pc.dictionary_encode(column).combine_chunks()
    order = np.asarray(pc.array_sort_indices(encoded.dictionary), np.int64)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return encoded.dictionary.take(pa.array(order)), rank[np.asarray(encoded.indices, np.int64)]


def _rounded_credit(amount: Wide, denominator: int, minor: Numbers) -> pa.Array:
    rows = [np.flatnonzero(minor == digits) for digits in range(CREDIT.scale + 1)]
    units = [
        scaled(amount[mine].rounded(10**digits, denominator), 10 ** (CREDIT.scale - digits))
        for digits, mine in enumerate(rows)
    ]
    return decimals(np.concatenate(units)[np.argsort(np.concatenate(rows))], CREDIT)


def _totalled(lines: _Lines, shared: Mapping[str, int], days: tuple[int, int] | None) -> pa.Table:
    """The totals of some lines for each day of a period or, if none is given, for each run without a change."""
    sums = _summed(lines, shared)
    if days is not None:
        row, group, day = sums.by_day(*days)
        told = {"day": dates(day)}
    else:
        row, ends = sums.runs()
        starts = sums.where[row]
        group, told = groups_of(starts), {"start": dates(days_of(starts)), "end": dates(days_of(ends))}
    amounts = sums.table(row, lines.minor(groups_of(sums.where)))
    return pa.table({**lines.names(group), **told, **amounts})


def _summed(lines: _Lines, shared: Mapping[str, int]) -> _Sums:
    where = np.concatenate([lines.starts, lines.ends])
    order = np.argsort(where, kind="stable")
    where = where[order]
    last = np.append(changes(where)[1:], True)[: len(where)]
    sign = np.concatenate([np.ones(len(lines.starts), np.int64), np.full(len(lines.ends), -1)])[order]
    source = np.concatenate([np.arange(len(lines.starts))] * 2)[order]
    known = np.asarray(pc.is_valid(lines.table["points_numerator"]))
    sums = {name: _amount(lines.table, name, each, sign, source)[last] for name, each in shared.items()}
    amounts = {_SAID[name]: (amount, shared[name]) for name, amount in sums.items()}
    unknown = np.cumsum(np.where(known[source], 0, sign))
    return _Sums(where=where[last], lines=np.cumsum(sign)[last], unknown=unknown[last], amounts=amounts)


def _fractions(table: pa.Table, name: str) -> tuple[Numbers, list[int], Numbers]:
    """The numerators of a column, 0 where it is not known, the different denominators, and which of them it is."""
    numerator, encoded = (one_piece(table[f"{name}_{part}"]) for part in ("numerator", "denominator"))
    which = np.asarray(pc.fill_null(encoded.indices, 0), np.int64)
    return np.asarray(pc.fill_null(numerator, 0)), encoded.dictionary.to_pylist() or [1], which


def _shared(table: pa.Table, name: str) -> int:
    """What all fractions of a column can be divided by."""
    _, denominators, _ = _fractions(table, name)
    shared = lcm(*denominators)
    if shared > MOST:
        msg = f"the {name} of these lines are fractions of {shared}: expected a denominator of at most 38 digits"
        raise OverflowError(msg)
    return shared


def _amount(table: pa.Table, name: str, shared: int, sign: Numbers, source: Numbers) -> Wide:
    """The running sums of a column of fractions, as numerators of one denominator."""
    numerator, denominators, which = _fractions(table, name)
    products = Wide.product(numerator, [shared // each for each in denominators], which)
    return Wide(products.digits[:, source] * sign).running()
