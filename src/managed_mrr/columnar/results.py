"""Results: segments as Arrow tables."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from managed_mrr.amounts import MINOR_UNITS
from managed_mrr.columnar.evidence import Flags, Ids, Numbers
from managed_mrr.columnar.kernel.days import days_of, groups_of, order_of_codes
from managed_mrr.columnar.kernel.exact import LARGEST, Fractions, largest, product
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.kernel.segments import Segments
from managed_mrr.columnar.kernel.shares import Sharing
from managed_mrr.columnar.threads import in_threads
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of
from managed_mrr.errors import ManagedMRRError

__all__ = [
    "CREDIT",
    "POINTS",
    "TooLargeError",
    "coded",
    "columns",
    "credit_columns",
    "dates",
    "decimals",
    "lists",
    "ordinals",
    "points_columns",
    "timeline_table",
]


def __dir__() -> list[str]:
    return __all__


CREDIT = pa.decimal128(38, max(MINOR_UNITS.values()))
"""Rounded credit: as many decimal places as the currency with the most has."""

POINTS = pa.decimal128(38, 2)
"""Rounded points."""

EPOCH = np.datetime64("1970-01-01", "D").astype(object).toordinal()
"""The ordinal of the day from which Arrow counts days."""


class TooLargeError(ManagedMRRError, OverflowError):
    """
    An exact number takes more than the 64 bits of its column.

    Examples:
        >>> issubclass(TooLargeError, OverflowError)
        True
    """


def dates(ordinals: Numbers) -> pa.Array:
    """
    Days as Arrow has them; null for ``FOREVER``.

    Examples:
        >>> dates(np.array([738886, FOREVER])).to_pylist()
        [datetime.date(2024, 1, 1), None]
    """
    open_ = ordinals == FOREVER
    found = pa.array((ordinals - EPOCH).astype(np.int32), mask=open_ if open_.any() else None)
    return found.view(pa.date32())


def ordinals(days: pa.ChunkedArray) -> Numbers:
    """
    The ordinals of days; ``FOREVER`` where there is none.

    Examples:
        >>> ordinals(pa.chunked_array([dates(np.array([738886, FOREVER]))])).tolist() == [738886, FOREVER]
        True
    """
    numbers: Numbers = np.asarray(pc.fill_null(days.cast(pa.int32()), FOREVER - EPOCH), np.int64) + EPOCH
    return numbers


def decimals(units: Numbers, kind: pa.Decimal128Type, known: Flags | None = None) -> pa.Array:
    """
    Whole numbers as decimals of which they are the digits.

    Args:
        units: The digits, such as cents.
        kind: The type, which says where the point is.
        known: Where there is a number; everywhere if left out.

    Examples:
        >>> decimals(np.array([1234]), pa.decimal128(38, 2)).to_pylist()
        [Decimal('12.34')]
    """
    halves = np.empty((len(units), 2), np.uint64)
    if units.dtype == object:
        halves[:, 0] = units & 0xFFFF_FFFF_FFFF_FFFF
        halves[:, 1] = (units >> 64) & 0xFFFF_FFFF_FFFF_FFFF
    else:
        halves[:, 0] = units.astype(np.int64).view(np.uint64)
        halves[:, 1] = (units >> 63).astype(np.int64).view(np.uint64)
    missing = None if known is None or known.all() else pa.array(known).buffers()[1]
    return pa.Array.from_buffers(kind, len(units), [missing, pa.py_buffer(halves)])


def timeline_table(scope: Scope, found: Segments, policy: str) -> pa.Table:
    """
    Segments as a table, by partner, client and day; see :func:`managed_mrr.columnar.timelines`.

    Args:
        scope: The evidence and the clients.
        found: The segments.
        policy: The name of the policy, which is kept with the table.

    Raises:
        TooLargeError: A numerator or denominator takes more than 64 bits.
    """
    partner = scope.partner_of(groups_of(found.starts))
    return pa.table(columns(scope, found.where(order_of_codes(partner)))).replace_schema_metadata({"policy": policy})


def columns(scope: Scope, found: Segments) -> dict[str, pa.Array]:
    """
    The columns of a timeline, its rows in the order of the segments.

    Raises:
        TooLargeError: A numerator or denominator takes more than 64 bits.
    """
    evidence, pairs = scope.evidence, groups_of(found.starts)
    client = scope.client_of(pairs)
    currency, line = evidence.currency[client], _line(scope, found)

    def lines() -> dict[str, pa.Array]:
        return {
            "partner": evidence.partners.values.take(pa.array(scope.partner_of(pairs))),
            "client": evidence.clients.values.take(pa.array(client)),
            "start": dates(days_of(found.starts)),
            "end": dates(days_of(found.ends)),
            "currency": coded(currency, evidence.currencies),
        }

    def sharing() -> dict[str, pa.Array]:
        return {"sharing": lists(evidence.partners, found.sharing, found.set_number)}

    work: list[Callable[[], dict[str, pa.Array]]] = [
        lines,
        partial(credit_columns, found.credit, evidence.currencies, currency, line),
        partial(points_columns, "points", found.points, found.known, line),
        sharing,
    ]
    said = {name: column for some in in_threads(work) for name, column in some.items()}
    if found.activity is not None:
        said["activity"] = pa.array(found.activity, mask=found.activity < 0)
    return said


def _line(scope: Scope, found: Segments) -> Callable[[int], str]:
    def line(row: int) -> str:
        where = found.starts[row : row + 1]
        partner = scope.evidence.partners.values[int(scope.partner_of(groups_of(where))[0])]
        client = scope.evidence.clients.values[int(scope.client_of(groups_of(where))[0])]
        return f"{partner} for {client} on {day_of(int(days_of(where)[0]))}"

    return line


def coded(codes: Numbers, words: Sequence[str]) -> pa.Array:
    """
    Words by their codes.

    Examples:
        >>> coded(np.array([1, 1]), ["EUR", "USD"]).to_pylist()
        ['USD', 'USD']
    """
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words, pa.string()))


def credit_columns(
    credit: Fractions, currencies: Sequence[str], currency: Numbers, line: Callable[[int], str]
) -> dict[str, pa.Array]:
    """
    Exact amounts of money in lowest terms as columns: rounded to their currencies' minor units, and as they are.

    Args:
        credit: The amounts.
        currencies: The different currencies.
        currency: For each amount the place of its currency.
        line: Says of a row whose it is.

    Raises:
        TooLargeError: A numerator or denominator takes more than 64 bits.
    """
    minor = np.array([MINOR_UNITS[code] for code in currencies], np.int64)[currency]
    most = CREDIT.scale
    power = np.array([10 ** (most - digits) for digits in range(most + 1)], np.int64)[minor]
    exact = _exact_columns("credit", credit, None, line)
    return {"credit": decimals(product(credit.rounded(minor), power), CREDIT), **exact}


def points_columns(name: str, points: Fractions, known: Flags, line: Callable[[int], str]) -> dict[str, pa.Array]:
    """
    Points in lowest terms as columns: rounded to two digits, and as they are.

    Args:
        name: What the columns are called.
        points: The points.
        known: Where they are known; elsewhere the columns are null.
        line: Says of a row whose they are.

    Raises:
        TooLargeError: A numerator or denominator takes more than 64 bits.
    """
    exact = _exact_columns(name, points, ~known, line)
    return {name: decimals(points.rounded(np.full(len(points), POINTS.scale)), POINTS, known), **exact}


def _exact_columns(
    name: str, exact: Fractions, missing: Flags | None, line: Callable[[int], str]
) -> dict[str, pa.Array]:
    parts = {f"{name}_numerator": exact.numerator, f"{name}_denominator": exact.denominator}
    for column in parts.values():
        if largest(column) > LARGEST:
            row = next(number for number, each in enumerate(column) if abs(each) > LARGEST)
            raise TooLargeError(_too_large(name.replace("_", " "), line(row), exact, row))
    return {each: pa.array(column.astype(np.int64), mask=missing) for each, column in parts.items()}


def _too_large(name: str, whose: str, exact: Fractions, row: int) -> str:
    value = f"{exact.numerator[row]}/{exact.denominator[row]}"
    return (
        f"the {name} of {whose} is {value}: expected numerator and denominator within 64 bits; "
        "ask the objects, which have no such limit"
    )


def lists(ids: Ids, sets: Sharing, numbers: Numbers) -> pa.Array:
    """
    Sets of ids, as lists of them.

    Args:
        ids: The ids.
        sets: The sets, by the codes of the ids.
        numbers: For each row the number of its set.
    """
    offsets = pa.array(sets.offsets.astype(np.int32))
    found = pa.ListArray.from_arrays(offsets, ids.values.take(pa.array(sets.partners)))
    return found.take(pa.array(numbers))
