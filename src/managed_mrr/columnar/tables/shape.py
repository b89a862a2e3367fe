"""
Shape: what the tables of a portfolio may hold, column by column.

It follows from the formats of the portfolio file (:mod:`managed_mrr.files.formats`): a table is a list of the file, a
column is a key, and a nested record is a struct, or a list of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import attrs
import pyarrow as pa
from pyarrow import types

from managed_mrr.errors import Problem, nearest
from managed_mrr.files import values
from managed_mrr.files.decode import join
from managed_mrr.files.excerpts import shown
from managed_mrr.files.formats import FORMAT, PORTFOLIO, RESERVED, Key, Kind, ListOf, ObjectOf
from managed_mrr.files.values import Scalar

__all__ = [
    "AN_INSTANT",
    "TABLES",
    "Family",
    "canonical_type",
    "family",
    "id_family",
    "id_kind",
    "readable",
    "unfitting",
    "unwrapped",
    "without",
    "written_type",
]


def __dir__() -> list[str]:
    return __all__


def _tables() -> Iterator[tuple[str, ObjectOf]]:
    for name, key in PORTFOLIO.keys.items():
        if isinstance(key.kind, ListOf) and isinstance(key.kind.element, ObjectOf):
            yield name, key.kind.element


TABLES: Mapping[str, ObjectOf] = dict(_tables())
"""For each table what one of its rows may hold."""


@attrs.frozen(eq=False, kw_only=True)
class Family:
    """
    The column types that suit some kinds of value.

    Args:
        expected: What a column must be, as problems say it.
        suits: Whether a type does.
        default: The type of a column in which nothing stands.
        hints: What to do about columns of other types.
    """

    expected: str
    suits: Callable[[pa.DataType], bool]
    default: pa.DataType
    hints: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = ()

    def hint(self, stored: pa.DataType) -> str:
        """What to do about a column of another type."""
        return next((hint for applies, hint in self.hints if applies(stored)), "")


def _is_text(stored: pa.DataType) -> bool:
    return bool(types.is_string(stored) or types.is_large_string(stored) or types.is_string_view(stored))


def _is_amount(stored: pa.DataType) -> bool:
    if types.is_decimal(stored):
        return 0 <= int(stored.scale) <= values.DIGITS
    return bool(types.is_integer(stored)) or _is_text(stored)


def _always(_: pa.DataType) -> bool:
    return True


_TEXT = Family(
    expected="a column of text",
    suits=_is_text,
    default=pa.large_string(),
    hints=((_always, "cast it to text"),),
)
_IDS = Family(
    expected="a column of ids: text or whole numbers",
    suits=lambda stored: _is_text(stored) or bool(types.is_integer(stored)),
    default=pa.large_string(),
    hints=((_always, "cast it to text, or to whole numbers"),),
)
AN_INSTANT = "an instant is not a day: cast it to a date in the time zone you account in"

_DAYS = Family(
    expected="a column of days: date32",
    suits=lambda stored: bool(types.is_date(stored)),
    default=pa.date32(),
    hints=(
        (types.is_timestamp, AN_INSTANT),
        (_always, "cast it to a date"),
    ),
)
_AMOUNTS = Family(
    expected="a column of amounts: decimal, whole numbers, or text of digits such as '800.00'",
    suits=_is_amount,
    default=pa.large_string(),
    hints=(
        (types.is_floating, "a float is not exact: cast to decimal or text"),
        (types.is_decimal, f"at most {values.DIGITS} decimal places"),
        (_always, "cast it to decimal or text"),
    ),
)
_MONTHS = Family(
    expected="a column of whole numbers",
    suits=types.is_integer,
    default=pa.int64(),
    hints=((_always, "cast it to whole numbers"),),
)
_FLAGS = Family(
    expected="a column of true and false",
    suits=types.is_boolean,
    default=pa.bool_(),
    hints=((_always, "cast it to boolean"),),
)

_FAMILIES: Mapping[Scalar, Family] = {
    values.ID: _IDS,
    values.REFERENCE: _IDS,
    values.DAY: _DAYS,
    values.NOT_NEGATIVE: _AMOUNTS,
    values.POSITIVE: _AMOUNTS,
    values.MONTHS: _MONTHS,
    values.FLAG: _FLAGS,
}


def family(kind: Scalar) -> Family:
    """
    The column types that suit a kind of value; what is no number, day or flag is text.

    Examples:
        >>> family(values.CURRENCY).expected
        'a column of text'
    """
    return _FAMILIES.get(kind, _TEXT)


def id_kind(name: str, key: Key) -> str | None:
    """
    Whose ids stand in a column; None if none do.

    Examples:
        >>> id_kind("clients", TABLES["clients"].keys["id"]), id_kind("links", TABLES["links"].keys["client"])
        ('client', 'client')
    """
    if key.kind is values.REFERENCE:
        return key.name
    return {"activities": "activity"}.get(name, name.removesuffix("s")) if key.kind is values.ID else None


def id_family(stored: pa.DataType) -> str | None:
    """
    How ids are written in a column of a type that suits them; None if nothing stands in it.

    Examples:
        >>> id_family(pa.int32()), id_family(pa.string())
        ('whole numbers', 'text')
    """
    plain = unwrapped(stored)
    if types.is_null(plain):
        return None
    return "whole numbers" if types.is_integer(plain) else "text"


def unwrapped(stored: pa.DataType) -> pa.DataType:
    """
    The type of what a column says, however it is encoded.

    Examples:
        >>> unwrapped(pa.dictionary(pa.int8(), pa.string()))
        DataType(string)
    """
    return stored.value_type if types.is_dictionary(stored) else stored


def unfitting(name: str, schema: pa.Schema) -> Iterator[tuple[str, Problem]]:
    """
    Everything that is wrong with the columns of a table, whatever stands in them.

    Args:
        name: The table.
        schema: Its columns.

    Yields:
        The name of each column that cannot be read, and why; with the path of what is wrong in it, such as
        ``subscriptions.items.price``.

    Examples:
        >>> for column, problem in unfitting("links", pa.schema({"employee": pa.int32(), "cliend": pa.int32()})):
        ...     print(problem)
        links.client: got None, expected the column 'client', which must be there; add it
        links.start: got None, expected the column 'start', which must be there; add it
        links.cliend: got 'int32', expected no column 'cliend' here; did you mean 'client'?
    """
    shape, fields = TABLES[name], list(schema)
    for column in dict.fromkeys([*shape.keys, *schema.names]):
        for problem in _object(shape, fields, name, [column]):
            yield column, problem


def _object(shape: ObjectOf, fields: Sequence[pa.Field], path: str, names: Iterable[str]) -> Iterator[Problem]:
    """Say what is wrong with the fields of these names."""
    for name in names:
        stored = [field.type for field in fields if field.name == name]
        key, place = shape.keys.get(name), join(path, name)
        if len(stored) > 1:
            repeated = f"the column {shown(name)!r} once"
            yield Problem(place, shown(str(stored[1])), repeated, "it stands several times; keep one")
        elif key is None:
            yield Problem(place, shown(str(stored[0])), *_stranger(shape, name))
        elif stored:
            yield from _column(key.kind, stored[0], place)
        elif key.required:
            yield Problem(place, None, f"the column {name!r}, which must be there", "add it")


def _stranger(shape: ObjectOf, name: str) -> tuple[str, str]:
    """What to expect instead of a column that has no place, and what to do."""
    label = repr(shown(name))
    if name in RESERVED:
        return f"no column {label} in {FORMAT}", "reserved for a second time axis in a later format; leave it out"
    near = nearest(name, shape.keys)
    hint = f"did you mean {near!r}?" if near else f"leave it out; the columns are {', '.join(shape.keys)}"
    return f"no column {label} here", hint


def _column(kind: Kind, stored: pa.DataType, path: str) -> Iterator[Problem]:
    if types.is_null(stored):
        return
    if isinstance(kind, Scalar):
        plain = unwrapped(stored)
        if not types.is_null(plain) and not family(kind).suits(plain):
            yield Problem(path, shown(str(stored)), family(kind).expected, family(kind).hint(plain))
    elif isinstance(kind, ListOf):
        if not _is_list(stored):
            yield Problem(path, shown(str(stored)), "a column of lists", _nesting(kind))
        else:
            yield from _column(kind.element, stored.value_type, path)
    elif not types.is_struct(stored):
        yield Problem(path, shown(str(stored)), "a column of structs", _nesting(kind))
    else:
        names = dict.fromkeys([*kind.keys, *(field.name for field in stored)])
        yield from _object(kind, list(stored), path, names)


def _nesting(kind: ListOf | ObjectOf) -> str:
    inner = kind.element if isinstance(kind, ListOf) else kind
    return f"with the fields {', '.join(inner.keys)}" if isinstance(inner, ObjectOf) else "of text"


def _is_list(stored: pa.DataType) -> bool:
    tests = (
        types.is_list,
        types.is_large_list,
        types.is_fixed_size_list,
        types.is_list_view,
        types.is_large_list_view,
    )
    return any(test(stored) for test in tests)


def without(shape: ObjectOf, unread: Iterable[str], mark: object) -> ObjectOf:
    """
    A shape whose unread keys stand for a mark.

    Args:
        shape: The shape of a record.
        unread: The keys whose columns could not be read.
        mark: What a record then has there.
    """
    left_out = frozenset(unread)
    return ObjectOf(
        shape.record,
        {
            name: attrs.evolve(key, required=False, default=mark, like=None) if name in left_out else key
            for name, key in shape.keys.items()
        },
    )


def canonical_type(kind: Kind, stored: pa.DataType) -> pa.DataType:
    """
    The one of several types of the same meaning that columns are computed with.

    Examples:
        >>> canonical_type(values.WORD, pa.dictionary(pa.int8(), pa.string_view()))
        DataType(large_string)
    """
    if isinstance(kind, ListOf):
        return pa.large_list(canonical_type(kind.element, pa.null() if types.is_null(stored) else stored.value_type))
    if isinstance(kind, ObjectOf):
        fields = [] if types.is_null(stored) else list(stored)
        return pa.struct([(field.name, canonical_type(kind.keys[field.name].kind, field.type)) for field in fields])
    plain = unwrapped(stored)
    if types.is_null(plain):
        return family(kind).default
    if _is_text(plain):
        return pa.large_string()
    return pa.date32() if types.is_date(plain) else plain


def written_type(kind: Kind) -> pa.DataType:
    """
    The type of a column that is written.

    Examples:
        >>> written_type(values.DAY), written_type(values.ID)
        (DataType(date32[day]), DataType(string))
    """
    if isinstance(kind, ListOf):
        return pa.list_(written_type(kind.element))
    if isinstance(kind, ObjectOf):
        return pa.struct([(key.name, written_type(key.kind)) for key in kind.keys.values()])
    default = family(kind).default
    return pa.string() if types.is_large_string(default) else default


def readable(name: str, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """
    Columns of a table, each of its canonical type.

    Args:
        name: The table.
        columns: Columns of it, of types that fit.

    Raises:
        pyarrow.ArrowInvalid: A value has no place in the canonical type: a day that has a time.

    Examples:
        >>> readable("links", {"client": pa.array(["acme"])})["client"].type
        DataType(large_string)
    """
    keys = TABLES[name].keys
    return {each: column.cast(canonical_type(keys[each].kind, column.type)) for each, column in columns.items()}
