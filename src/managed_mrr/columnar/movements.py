"""What changed between two days? Every line that moved, from a built timeline; see :mod:`managed_mrr.ledger`."""

from datetime import date

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.columnar.kernel.days import Places
from managed_mrr.columnar.kernel.exact import Fractions
from managed_mrr.columnar.results import credit_columns, dates, ordinals, points_columns
from managed_mrr.dates.ranges import day_of
from managed_mrr.hubspot import SERVICING
from managed_mrr.ledger.between import two_days
from managed_mrr.ledger.movements import Kind

__all__ = ["movements"]


def __dir__() -> list[str]:
    return __all__


KINDS = tuple(Kind)


def movements(timelines: pa.Table, *, start: date, end: date) -> pa.Table:
    """
    What changed between two days, line by line, without the causes, for which :func:`changes` asks.

    The movements are those of the days after ``start`` up to and with ``end``: the lines as of ``start`` and the
    movements together are the lines as of ``end``, for each partner, client and currency, and in points. All that
    changes for one partner at one client on one day is one movement; what leaves credit and points as they are, such
    as another partner that comes for one that goes, is none.

    Args:
        timelines: What :func:`timelines` found: all of it, as it matters whether a line was there before.
        start: The day to start from.
        end: The day to get to, not before ``start``.

    Returns:
        A row for each movement, by day, partner and client. It has ``on``, ``partner``, ``client``; ``kind``, which is
        ``gained``, ``regained``, ``up``, ``down`` or ``lost``; ``currency``; by how much ``credit`` changed, and
        ``points``, which are null if they were unknown before or are after; ``known_points``, by how much the points
        that are known changed; each with its exact value in columns as those of :func:`timelines`; ``sharing_before``
        and ``sharing_after``, null where there is no line.

    Raises:
        DateError: ``start`` or ``end`` is not exactly a date, or ``end`` is before ``start``.
        TooLargeError: An exact number takes more than 64 bits.

    Clause:
        B10.

    Examples:
        >>> from managed_mrr import columnar, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> lines = columnar.timelines(columnar.read(columnar.tables_of(acme)))
        >>> found = movements(lines, start=date(2024, 2, 29), end=date(2024, 3, 31))
        >>> found["kind"].to_pylist(), found["credit"].to_pylist()
        (['lost'], [Decimal('-900.0000')])
    """
    found = _Moved.of(timelines, *two_days(start, end, SERVICING))
    found = found.where(np.flatnonzero(found.moved))
    return pa.table(found.columns(timelines)).replace_schema_metadata(timelines.schema.metadata)


@attrs.frozen(eq=False, kw_only=True)
class _Moved:
    """
    Lines on days on which something about them changes.

    Attributes:
        on: Ordinals of the days.
        before: The rows of the segments up to the day before; -1 where there is no line.
        after: The rows of the segments from the day on; likewise.
        first: Where it is the first segment of its partner at its client.
        credit: By how much the credit changed, in lowest terms.
        points: By how much the known points changed, in lowest terms.
        known_before: Where the points of the day before are known, or there is no line.
        known_after: Where those of the day are, likewise.
    """

    on: Numbers
    before: Places
    after: Places
    first: Flags
    credit: Fractions
    points: Fractions
    known_before: Flags
    known_after: Flags

    @classmethod
    def of(cls, table: pa.Table, since: int, until: int) -> "_Moved":
        """All days after one up to another on which a segment begins, or is over."""
        starts, ends, first = ordinals(table["start"]), ordinals(table["end"]), _firsts(table)
        goes_on = np.zeros(len(first), np.bool_)  # into the segment of the next row
        goes_on[:-1] = ~first[1:] & (starts[1:] == ends[:-1])
        begun = np.flatnonzero((since < starts) & (starts <= until))
        over = np.flatnonzero((since < ends) & (ends <= until) & ~goes_on)
        before = np.concatenate([np.where(np.roll(goes_on, 1)[begun], begun - 1, -1), over])
        after = np.concatenate([begun, np.full(len(over), -1)])
        on = np.concatenate([starts[begun], ends[over]])
        order = np.lexsort((np.maximum(before, after), on))
        before, after = before[order], after[order]
        known = np.append(np.asarray(pc.is_valid(table["points_numerator"])), True)
        return cls(
            on=on[order],
            before=before,
            after=after,
            first=np.append(first, False)[after],
            credit=_difference(table, "credit", before, after),
            points=_difference(table, "points", before, after),
            known_before=known[before],
            known_after=known[after],
        )

    def where(self, rows: Places) -> "_Moved":
        """Some of them."""
        return _Moved(**{field.name: getattr(self, field.name)[rows] for field in attrs.fields(_Moved)})

    @property
    def row(self) -> Places:
        """The row of a segment on either side."""
        return np.maximum(self.before, self.after)

    @property
    def moved(self) -> Flags:
        """Where more than the sharing changed."""
        found: Flags = (self.before < 0) | (self.after < 0) | (self.known_before != self.known_after)
        found |= self.credit.numerator != 0
        found |= self.points.numerator != 0
        return found

    @property
    def kinds(self) -> Numbers:
        """What became of each line, by its place among the kinds; see :class:`managed_mrr.ledger.Kind`."""
        change = np.where(self.credit.numerator != 0, self.credit.numerator, self.points.numerator)
        up = (change > 0) | ((change == 0) & self.known_after)
        came = np.where(self.first, KINDS.index(Kind.GAINED), KINDS.index(Kind.REGAINED))
        went_on = np.where(up, KINDS.index(Kind.UP), KINDS.index(Kind.DOWN))
        return np.where(self.after < 0, KINDS.index(Kind.LOST), np.where(self.before < 0, came, went_on))

    def columns(self, table: pa.Table) -> dict[str, pa.Array]:
        """The columns of the answer, from the timeline."""
        partner, client = (table[name].take(pa.array(self.row)) for name in ("partner", "client"))
        currency = table["currency"].take(pa.array(self.row)).cast(pa.string())
        currencies = currency.unique()
        codes = np.asarray(pc.index_in(currency, value_set=currencies))

        def line(row: int) -> str:
            return f"{partner[row]} for {client[row]} on {day_of(int(self.on[row]))}"

        return {
            "on": dates(self.on),
            "partner": partner,
            "client": client,
            "kind": pa.array(KINDS, pa.string()).take(pa.array(self.kinds)),
            "currency": pa.DictionaryArray.from_arrays(pa.array(codes), currencies),
            **credit_columns(self.credit, currencies.to_pylist(), codes, line),
            **points_columns("points", self.points, self.known_before & self.known_after, line),
            **points_columns("known_points", self.points, np.ones(len(self.on), np.bool_), line),
            "sharing_before": table["sharing"].take(pa.array(self.before, mask=self.before < 0)),
            "sharing_after": table["sharing"].take(pa.array(self.after, mask=self.after < 0)),
        }


def _firsts(table: pa.Table) -> Flags:
    """Which segments are the first of their partner at their client."""
    found = np.ones(table.num_rows, np.bool_)
    differ = (pc.not_equal(table[name][1:], table[name][:-1]) for name in ("partner", "client"))
    found[1:] = np.asarray(pc.or_(*differ))
    return found


def _difference(table: pa.Table, name: str, before: Places, after: Places) -> Fractions:
    """By how much an amount changed; one that is unknown, or of no line, counts as 0."""
    one, other = (_amounts(table, name, rows) for rows in (after, before))
    return (one - other).reduced()


def _amounts(table: pa.Table, name: str, rows: Places) -> Fractions:
    # Row -1 is the last one, which is added for it.
    numerator = np.append(np.asarray(pc.fill_null(table[f"{name}_numerator"], 0)), 0)
    denominator = np.append(np.asarray(pc.fill_null(table[f"{name}_denominator"], 1)), 1)
    return Fractions(numerator[rows], denominator[rows])
