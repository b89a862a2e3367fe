"""
Decode: JSON values turned into records, and everything that is wrong with them into problems.

There are two ways through a list. The quick one decodes some thousand records at a time, a key at a time, and
gives up at the first thing that is not plainly right. The thorough one then takes those records one by one
and says what is wrong; it would do for every file, and the quick one never refuses anything by itself.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import chain, islice, repeat
from typing import Any

from managed_mrr.bulk import unchecked
from managed_mrr.errors import Problem, nearest
from managed_mrr.evidence.consistency import MISSING
from managed_mrr.files.excerpts import shown
from managed_mrr.files.formats import FORMAT, RESERVED, Key, Kind, ListOf, ObjectOf
from managed_mrr.files.text import RepeatedKeys
from managed_mrr.files.values import RefusedError, Scalar

__all__ = ["Decoder", "join"]


def __dir__() -> list[str]:
    return __all__


CHUNK = 4096
"""How many records are decoded at a time."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")


class _Absent:
    """The type of the mark for a key that is not there."""


ABSENT: Any = _Absent()


class _Memo(dict[object, Any]):
    """What each text was read as, so that one that comes again costs one look-up and no memory."""

    def __init__(self, read: Callable[[object], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, raw: object) -> Any:  # noqa: ANN401 -- of the kind's own type
        value = self.read(raw)
        if type(raw) is str:
            self[raw] = value
        return value


class Decoder:
    """
    Decodes one file, and collects its problems.

    Attributes:
        problems: What was wrong, in the order of the file's format.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._reads: dict[Scalar, Callable[[object], Any]] = {}

    def fields(self, shape: ObjectOf, raw: object, path: str) -> dict[str, Any]:
        """
        The value of each key of an object, :data:`MISSING` where it could not be read.

        Args:
            shape: What the object is.
            raw: The JSON value.
            path: Where it stands; empty for the file.
        """
        if not isinstance(raw, dict):
            self._report(path, raw, "an object", "one in curly brackets")
            return dict.fromkeys(shape.keys, MISSING)
        found = {
            key.name: self._value(key, raw[key.name], join(path, key.name))
            if key.name in raw
            else self._absent(key, path)
            for key in shape.keys.values()
        }
        for key in shape.keys.values():
            if key.like and key.name not in raw:
                found[key.name] = found[key.like]
        self._strangers(shape, raw, path)
        if "end" in found:
            self._check_period(found, raw, path)
        return found

    def _value(self, key: Key, raw: object, path: str) -> Any:  # noqa: ANN401 -- of the key's own type
        if raw is None and key.nullable:
            return None
        if raw is None:
            hint = "give it a value" if key.required else "leave the key out"
            self._report(path, raw, _expected(key.kind), f"null is not accepted here; {hint}")
            return MISSING
        return self._kind(key.kind, raw, path)

    def _absent(self, key: Key, path: str) -> Any:  # noqa: ANN401 -- of the key's own type
        if not key.required:
            return key.default
        self._report(join(path, key.name), None, f"the key {key.name!r}, which must be there", "add it")
        return MISSING

    def _kind(self, kind: Kind, raw: object, path: str) -> Any:  # noqa: ANN401 -- of the kind's own type
        if isinstance(kind, ObjectOf):
            return self._record(kind, raw, path)
        if isinstance(kind, ListOf):
            return self._list(kind.element, raw, path)
        try:
            return kind.read(raw)
        except RefusedError as error:
            self._report(path, raw, error.expected, error.hint)
            return MISSING

    def _record(self, shape: ObjectOf, raw: object, path: str) -> object:
        values = self.fields(shape, raw, path)
        (made,) = unchecked(_class_of(shape), 1, {name: [value] for name, value in values.items()})
        return made

    def _list(self, element: Scalar | ObjectOf, raw: object, path: str) -> Any:  # noqa: ANN401 -- of the element's type
        if not isinstance(raw, list):
            self._report(path, raw, "a list", "put it in square brackets" if isinstance(raw, dict | str) else "")
            return MISSING
        made: list[object] = []
        for start in range(0, len(raw), CHUNK):
            chunk = raw[start : start + CHUNK]
            try:
                made += self._quickly(element, chunk)
            except (RefusedError, TypeError):
                places = enumerate(chunk, start)
                made += [self._kind(element, each, f"{path}[{index}]") for index, each in places]
        return tuple(made)

    def _strangers(self, shape: ObjectOf, raw: Mapping[str, object], path: str) -> None:
        for name, value in raw.items():
            place = join(path, name)
            if isinstance(raw, RepeatedKeys) and name in raw.repeated:
                self._report(place, value, f"the key {_cut(name)} once", "it stands several times; keep one")
            if name in shape.keys:
                continue
            if name in RESERVED:
                hint = "reserved for a second time axis in a later format; leave it out"
                self._report(place, value, f"no key {name!r} in {FORMAT}", hint)
                continue
            near = nearest(name, shape.keys)
            hint = f"did you mean {near!r}?" if near else f"leave it out; the keys are {', '.join(shape.keys)}"
            self._report(place, value, f"no key {_cut(name)} here", hint)

    def _check_period(self, found: dict[str, Any], raw: Mapping[str, object], path: str) -> None:
        start, end = found["start"], found["end"]
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            hint = "a period of one day ends on the day after it" if end == start else "swap the two, or correct one"
            self._report(join(path, "end"), raw["end"], f"a day after the start, {start}", hint)
            found["end"] = MISSING

    def _report(self, path: str, value: object, expected: str, hint: str) -> None:
        self.problems.append(Problem(path, shown(value), expected, hint))

    # The quick way. Every method either returns what the thorough way would, or raises.

    def _quickly(self, kind: Kind, raws: Sequence[Any]) -> Sequence[Any]:
        if isinstance(kind, ObjectOf):
            return self._records(kind, raws)
        if isinstance(kind, ListOf):
            return self._lists(kind.element, raws)
        return list(map(self._read(kind), raws))

    def _read(self, kind: Scalar) -> Callable[[object], Any]:
        read = self._reads.get(kind)
        if read is None:
            read = self._reads[kind] = _Memo(kind.read).__getitem__ if kind.shared else kind.read
        return read

    def _lists(self, element: Scalar | ObjectOf, raws: Sequence[Any]) -> list[tuple[Any, ...]]:
        if not set(map(type, raws)) <= {list}:
            raise RefusedError("lists")
        flat = iter(self._quickly(element, list(chain.from_iterable(raws))))
        return [tuple(islice(flat, length)) for length in map(len, raws)]

    def _records(self, shape: ObjectOf, raws: Sequence[Any]) -> list[object]:
        if not set(map(type, raws)) <= {dict} or not shape.keys.keys() >= set(chain.from_iterable(raws)):
            raise RefusedError("objects with known keys")
        columns: dict[str, list[Any]] = {}
        for name, key in shape.keys.items():
            columns[name] = self._column(key, raws, columns)
        if "end" in columns and any(
            end is not None and end <= start for start, end in zip(columns["start"], columns["end"], strict=True)
        ):
            raise RefusedError("periods that hold a day")
        return unchecked(_class_of(shape), len(raws), columns)

    def _column(self, key: Key, raws: Sequence[dict[str, Any]], columns: Mapping[str, list[Any]]) -> list[Any]:
        """Read what stands under one key in many objects; what needs no reading is put in afterwards."""
        column = list(map(dict.get, raws, repeat(key.name), repeat(ABSENT)))
        if key.required:
            return list(self._quickly(key.kind, column))
        given = [raw for raw in column if raw is not ABSENT and (raw is not None or not key.nullable)]
        read = iter(self._quickly(key.kind, given))
        if len(given) == len(column):
            return list(read)
        defaults = columns[key.like] if key.like else repeat(key.default)
        return [
            default if raw is ABSENT else None if raw is None else next(read)
            for raw, default in zip(column, defaults, strict=False)
        ]


def _class_of(shape: ObjectOf) -> type[object]:
    assert shape.record is not None
    return shape.record


def join(path: str, name: str) -> str:
    """
    The path of a key of an object; one that is no plain word is quoted.

    Examples:
        >>> join("links[0]", "end"), join("links[0]", "the end")
        ('links[0].end', 'links[0]["the end"]')
    """
    if not _PLAIN_NAME.fullmatch(name):
        return f"{path}[{json.dumps(name[:40])}]"
    return f"{path}.{name}" if path else name


def _cut(name: str) -> str:
    return repr(shown(name))


def _expected(kind: Kind) -> str:
    if isinstance(kind, Scalar):
        return kind.expected
    return "a list" if isinstance(kind, ListOf) else "an object"
