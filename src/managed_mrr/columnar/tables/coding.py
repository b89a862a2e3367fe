"""Coding: checked tables turned into evidence, ids replaced by their codes and days by their ordinals."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from managed_mrr.columnar.evidence import (
    Activities,
    Amounts,
    Evidence,
    Flags,
    Items,
    Numbers,
    Periods,
    Subscriptions,
    Users,
)
from managed_mrr.columnar.tables.faults import EPOCH, plain_values
from managed_mrr.columnar.tables.known import Known, numbers, one_piece
from managed_mrr.columnar.tables.shape import TABLES, canonical_type
from managed_mrr.dates.edges import FOREVER
from managed_mrr.evidence.consistency import IDENTIFIED
from managed_mrr.files import values
from managed_mrr.files.formats import Kind, ListOf, ObjectOf

__all__ = ["Coded", "amounts", "coded_evidence"]


def __dir__() -> list[str]:
    return __all__


NEVER = FOREVER - EPOCH

LONG = 18
"""So many decimal digits fit into 64 bits."""

WIDE = 76
"""So many fit into Arrow's widest decimals."""


@attrs.frozen(eq=False, kw_only=True)
class Coded:
    """
    The people of a portfolio, each with a code.

    Attributes:
        known: The partners, the clients and the employees, by kind; employees in the order of their partners.
        order: For each kind the rows of its table in the order of the codes.
        codes: For each table and each of its columns that refers to somebody the codes of them.
    """

    known: Mapping[str, Known]
    order: Mapping[str, pa.Array]
    codes: Mapping[str, Mapping[str, Numbers]]


@attrs.frozen(eq=False)
class _Columns:
    """Rows of one shape, column by column; one that is not given is null throughout."""

    shape: ObjectOf
    given: Mapping[str, pa.Array]
    count: int

    @classmethod
    def of(cls, name: str, tables: Mapping[str, pa.Table]) -> "_Columns":
        table = tables[name]
        return cls(TABLES[name], {each: one_piece(table[each]) for each in table.column_names}, table.num_rows)

    def __getitem__(self, name: str) -> pa.Array:
        if name in self.given:
            return self.given[name]
        return pa.nulls(self.count, canonical_type(self.shape.keys[name].kind, pa.null()))

    def inside(self, name: str) -> "_Columns":
        """The records nested in a column: those of a list one after the other, or one for each row."""
        column, kind = self[name], self.shape.keys[name].kind
        element: Kind = kind.element if isinstance(kind, ListOf) else kind
        flat = column.flatten() if isinstance(kind, ListOf) else column
        assert isinstance(element, ObjectOf)
        fields = [field.name for field in flat.type]
        return _Columns(element, dict(zip(fields, flat.flatten(), strict=True)) if fields else {}, len(flat))

    def owners(self, name: str) -> Numbers:
        """The row of each record nested in a column of lists."""
        return numbers(pc.list_parent_indices(self[name])).astype(np.int32, copy=False)

    def days(self, name: str) -> Numbers:
        """The ordinals of days, those not given being never."""
        return numbers(self[name].view(pa.int32()).fill_null(NEVER)) + np.int32(EPOCH)

    def filled(self, name: str, default: object = None) -> pa.Array:
        """A column with the default of its key, or else another, where nothing stands."""
        column, said = self[name], self.shape.keys[name].default
        if not column.null_count:
            return column
        if types.is_decimal(column.type):  # which may have no place for a 1
            column = column.cast(pa.decimal256(WIDE, column.type.scale))
        value = str(said) if isinstance(said, Fraction) else default if said is None else said
        return column.fill_null(pa.scalar(value).cast(column.type))

    def periods(self, name: str) -> Periods:
        inside = self.inside(name)
        return Periods(self.owners(name), inside.days("start"), inside.days("end"))


def _wide(column: pa.Array) -> Numbers:
    """Whole numbers that can be multiplied: of 64 bits, or Python's own where those do not do."""
    try:
        return numbers(column.cast(pa.int64()))
    except pa.ArrowInvalid:
        return np.array(column.to_pylist(), object)


def amounts(column: pa.Array) -> Amounts:
    """
    Exact amounts as whole numbers of a unit that all of them are multiples of.

    Args:
        column: Decimals, whole numbers, or text of digits; no nulls.

    Examples:
        >>> amounts(pa.array(["800.00", "62.5"]))
        Amounts(units=array([8000,  625]), places=1)
    """
    if types.is_integer(column.type):
        return Amounts(_wide(column), 0)
    if types.is_decimal128(column.type) and (found := _short_decimals(column)) is not None:
        return found
    short = not types.is_large_string(column.type) or (pc.max(pc.binary_length(column)).as_py() or 0) <= LONG
    for places in range(LONG if short else 0):  # of longer text Arrow might lose digits
        with suppress(pa.ArrowInvalid):  # it takes more digits
            return Amounts(_unscaled(column.cast(pa.decimal128(LONG, places))), places)
    return _long_amounts(column)


def _short_decimals(column: pa.Array) -> Amounts | None:
    """The amounts of decimals that all fit into 64 bits, with no more places than they need; else None."""
    halves = np.frombuffer(column.buffers()[1], np.int64)[2 * column.offset : 2 * (column.offset + len(column))]
    units, places = halves[::2], column.type.scale
    if places < 0 or (halves[1::2] != units >> 63).any():
        return None
    shared = int(np.gcd.reduce(units)) if len(units) else 0
    while places and shared % 10 ** (column.type.scale - places + 1) == 0:
        places -= 1
    return Amounts(units // 10 ** (column.type.scale - places), places)


def _long_amounts(column: pa.Array) -> Amounts:
    encoded = column.dictionary_encode()
    exact = [Fraction(each) for each in plain_values(values.NOT_NEGATIVE, encoded.dictionary)]
    places = max((_places(each.denominator) for each in exact), default=0)
    units = np.array([int(each * 10**places) for each in exact], object)
    if not len(units) or max(units) < 2**63:
        units = units.astype(np.int64)
    return Amounts(units[numbers(encoded.indices)], places)


def _unscaled(column: pa.Array) -> Numbers:
    """The digits of decimals without the point, of whose 128 bits the lower half is enough."""
    halves = np.frombuffer(column.buffers()[1], np.int64)[2 * column.offset : 2 * (column.offset + len(column))]
    return np.ascontiguousarray(halves[::2])


def _places(denominator: int) -> int:
    """How many decimal places it takes; denominators of decimals have no factors but two and five."""
    places = 0
    while 10**places % denominator:
        places += 1
    return places


def coded_evidence(tables: Mapping[str, pa.Table], people: Coded, activities: Activities) -> Evidence:
    """
    The evidence of checked tables.

    Args:
        tables: All tables but the activities, by name, without a fault.
        people: The codes.
        activities: The activities.
    """
    partners, clients, employees = (
        _ordered(name, people.order[kind], tables) for name, kind in IDENTIFIED.items() if kind in people.order
    )
    employer = people.codes["employees"]["partner"][numbers(people.order["employee"])]
    currencies = clients["currency"].dictionary_encode()
    multipliers = clients.filled("points_multiplier").dictionary_encode()
    return Evidence(
        partners=people.known["partner"].ids,
        clients=people.known["client"].ids,
        employees=people.known["employee"].ids,
        employee_partner=employer,
        by_domain=_by_domain(employees, employer, partners),
        always_agreed=partners["agreements"].is_null().to_numpy(zero_copy_only=False),
        agreements=partners.periods("agreements"),
        currency=numbers(currencies.indices),
        currencies=tuple(currencies.dictionary.to_pylist()),
        multiplier=numbers(multipliers.indices),
        multipliers=tuple(map(Fraction, plain_values(values.POSITIVE, multipliers.dictionary))),
        partner_users=_users("partner_users", tables, people),
        client_users=_users("client_users", tables, people),
        links=_users("links", tables, people),
        records=_users("partners_of_record", tables, people),
        subscriptions=_subscriptions(_Columns.of("subscriptions", tables), people.codes["subscriptions"]["client"]),
        items=_items(_Columns.of("subscriptions", tables)),
        activities=activities,
    )


def _ordered(name: str, order: pa.Array, tables: Mapping[str, pa.Table]) -> _Columns:
    """Put the rows of a table into the order of the codes."""
    columns = _Columns.of(name, tables)
    return attrs.evolve(columns, given={each: column.take(order) for each, column in columns.given.items()})


def _by_domain(employees: _Columns, employer: Numbers, partners: _Columns) -> Flags:
    """Whether the domain of an employee's address is one of its partner's, without regard to case (A11)."""
    own = pc.extract_regex(employees["email"], r"@(?P<domain>[^@]+)$").flatten()[0].dictionary_encode()
    theirs = partners["employee_domains"].flatten().dictionary_encode()
    lower = [
        each.lower() for column in (own, theirs) for each in column.dictionary.to_pylist()
    ]  # Arrow knows fewer capitals than Python
    place = {word: code for code, word in enumerate(lower)}
    codes = np.array([place[word] for word in lower] or [0], np.int64)
    owners = partners.owners("employee_domains").astype(np.int64)
    pairs = owners * len(codes) + codes[numbers(theirs.indices) + len(own.dictionary)]
    mine = employer * np.int64(len(codes)) + codes[numbers(own.indices.fill_null(0))]
    marks: Flags = np.isin(mine, pairs) & own.is_valid().to_numpy(zero_copy_only=False)
    return marks


def _users(name: str, tables: Mapping[str, pa.Table], people: Coded) -> Users:
    columns, codes = _Columns.of(name, tables), people.codes[name]
    nothing = np.zeros(0, np.int32)
    return Users(
        who=codes["employee"] if "employee" in codes else codes["partner"],
        client=codes["client"] if "client" in codes else np.zeros(columns.count, np.int32),
        start=columns.days("start"),
        end=columns.days("end"),
        deactivated=(
            columns.periods("deactivated")
            if "deactivated" in columns.shape.keys
            else Periods(nothing, nothing, nothing)
        ),
    )


def _subscriptions(columns: _Columns, client: Numbers) -> Subscriptions:
    billing = columns.inside("billing")
    return Subscriptions(
        client=client,
        start=columns.days("start"),
        end=columns.days("end"),
        first_billing=billing.days("first"),
        every_months=_wide(billing.filled("every_months", 1)),
        refunded_on=columns.days("refunded_on"),
        not_in_good_standing=columns.periods("not_in_good_standing"),
    )


def _items(columns: _Columns) -> Items:
    items = columns.inside("items")
    return Items(
        subscription=columns.owners("items"),
        start=items.days("start"),
        end=items.days("end"),
        price=amounts(items["price"]),
        discount=amounts(items.filled("discount")),
        months=_wide(items.filled("months")),
        recurring=pc.equal(items.filled("kind"), "recurring").to_numpy(zero_copy_only=False),
        eligible=items.filled("eligible").to_numpy(zero_copy_only=False),
    )
