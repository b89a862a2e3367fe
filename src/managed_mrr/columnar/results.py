"""Results: segments as Arrow tables."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from managed_mrr.amounts import MINOR_UNITS
from managed_mrr.columnar.days import DAY, Places, days_of, groups_of
from managed_mrr.columnar.evidence import Flags, Ids, Numbers
from managed_mrr.columnar.exact import LARGEST, Fractions, largest
from managed_mrr.columnar.scope import Scope
from managed_mrr.columnar.segments import Segments
from managed_mrr.columnar.shares import Sharing
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of
from managed_mrr.errors import ManagedMRRError

__all__ = ["CREDIT", "POINTS", "TooLargeError", "dates", "decimals", "ordinals", "timeline_table"]


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
    numbers: Numbers = np.asarray(pc.fill_null(days.cast(pa.int32()), FOREVER - EPOCH), np.int64)
    return numbers + EPOCH


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
    evidence = scope.evidence
    partner = scope.partner_of(groups_of(found.starts))
    small = len(evidence.partners) <= 1 << 16
    order = np.argsort(partner.astype(np.uint16) if small else partner, kind="stable")  # 16 bits take one pass
    found, partner = found.where(order), partner[order]
    client = scope.client_of(groups_of(found.starts))
    currency = evidence.currency[client]
    columns = {
        "partner": evidence.partners.values.take(pa.array(partner)),
        "client": evidence.clients.values.take(pa.array(client)),
        "start": dates(days_of(found.starts)),
        "end": dates(days_of(found.ends)),
        "currency": pa.DictionaryArray.from_arrays(pa.array(currency.astype(np.int32)), pa.array(evidence.currencies, pa.string())),
        **_amounts(scope, found, currency),
        "sharing": _lists(evidence.partners, found.sharing, found.set_number),
    }
    return pa.table(columns).replace_schema_metadata({"policy": policy})


def _amounts(scope: Scope, found: Segments, currency: Numbers) -> Mapping[str, Any]:
    minor = np.array([MINOR_UNITS[code] for code in scope.evidence.currencies], np.int64)[currency]
    _check_size(scope, found)
    most = CREDIT.scale
    power = np.array([10 ** (most - digits) for digits in range(most + 1)], np.int64)[minor]
    points = found.points.rounded(np.full(len(found), POINTS.scale))
    return {
        "credit": decimals(found.credit.rounded(minor) * power, CREDIT),
        "credit_numerator": pa.array(found.credit.numerator.astype(np.int64)),
        "credit_denominator": pa.array(found.credit.denominator.astype(np.int64)),
        "points": decimals(points, POINTS, found.known),
        "points_numerator": pa.array(found.points.numerator.astype(np.int64), mask=~found.known),
        "points_denominator": pa.array(found.points.denominator.astype(np.int64), mask=~found.known),
    }


def _check_size(scope: Scope, found: Segments) -> None:
    for name, exact in (("credit", found.credit), ("points", found.points)):
        for column in (exact.numerator, exact.denominator):
            if largest(column) > LARGEST:
                row = next(number for number, each in enumerate(column) if abs(each) > LARGEST)
                raise TooLargeError(_too_large(scope, found.starts[row], name, exact, row))


def _too_large(scope: Scope, where: Places, name: str, exact: Fractions, row: int) -> str:
    pair, day = int(where) >> DAY.bit_length(), day_of(int(where) & DAY)
    partner = scope.evidence.partners.values[pair & ((1 << scope.partner_bits) - 1)]
    client = scope.evidence.clients.values[pair >> scope.partner_bits]
    value = f"{exact.numerator[row]}/{exact.denominator[row]}"
    return (
        f"the {name} of {partner} for {client} on {day} is {value}: expected numerator and denominator within 64 bits; "
        "ask managed_mrr.timelines, which has no such limit"
    )


def _lists(partners: Ids, sharing: Sharing, numbers: Numbers) -> pa.Array:
    offsets = pa.array(sharing.offsets.astype(np.int32))
    sets = pa.ListArray.from_arrays(offsets, partners.values.take(pa.array(sharing.partners)))
    return sets.take(pa.array(numbers))


assert FOREVER <= DAY
