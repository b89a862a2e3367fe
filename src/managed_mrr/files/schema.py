"""Schema: the portfolio format as JSON Schema, for editors and other programs."""

import json
from collections.abc import Iterable

from managed_mrr.files.formats import FORMAT, PORTFOLIO, Key, Kind, ListOf, ObjectOf
from managed_mrr.files.values import Scalar

__all__ = ["portfolio_schema", "scalar_schema", "schema_of", "schema_text"]


def __dir__() -> list[str]:
    return __all__


def portfolio_schema() -> dict[str, object]:
    """
    The JSON Schema (draft 2020-12) of a portfolio file.

    What no schema can say is left to :func:`managed_mrr.read_portfolio`: that a period ends after it
    starts, that a day exists, that an id is known and given once, that no key is repeated, that 1.0 is no
    integer.
    The same schema is shipped with the package, beside this module, as ``portfolio.schema.json``.

    Examples:
        >>> portfolio_schema()["required"]
        ['format', 'partners', 'clients']
    """
    return schema_of(PORTFOLIO, FORMAT)


def schema_of(shape: ObjectOf, written: str, parts: Iterable[ObjectOf] = ()) -> dict[str, object]:
    """
    The JSON Schema of a kind of file.

    Args:
        shape: The file.
        written: The name of its format, which the file states.
        parts: Objects that it refers to by name.
    """
    definitions: dict[str, object] = {}
    for each in (*parts, shape):
        _object(each, definitions)
    top = definitions.pop(shape.name)
    assert isinstance(top, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{written.replace('/', ':')}",
        "title": f"{shape.name}, format {written}",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as the text of the file that is shipped."""
    return json.dumps(portfolio_schema(), indent=2) + "\n"


def _object(shape: ObjectOf, definitions: dict[str, object]) -> dict[str, object]:
    definitions[shape.name] = {
        "type": "object",
        "properties": {name: _key(key, definitions) for name, key in shape.keys.items()},
        "required": [name for name, key in shape.keys.items() if key.required],
        "additionalProperties": False,
    }
    return {"$ref": f"#/$defs/{shape.name}"}


def _key(key: Key, definitions: dict[str, object]) -> dict[str, object]:
    schema = _kind(key.kind, definitions)
    if key.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if key.like:
        return {**schema, "description": f"The same as {key.like} if left out."}
    if key.required or (key.default is None and not key.nullable):
        return schema
    return {**schema, "default": _default(key)}


def _default(key: Key) -> object:
    if key.default is None or isinstance(key.kind, ObjectOf):
        return None
    return list(key.default) if isinstance(key.kind, ListOf) else key.kind.write(key.default)


def _kind(kind: Kind, definitions: dict[str, object]) -> dict[str, object]:
    if isinstance(kind, ObjectOf):
        return _object(kind, definitions)
    if isinstance(kind, ListOf):
        return {"type": "array", "items": _kind(kind.element, definitions)}
    return scalar_schema(kind, definitions)


def scalar_schema(kind: Scalar, definitions: dict[str, object]) -> dict[str, object]:
    """
    The reference to a kind of single value, which becomes a definition.

    Examples:
        >>> from managed_mrr.files.values import FLAG
        >>> scalar_schema(FLAG, {})
        {'$ref': '#/$defs/flag'}
    """
    definitions[kind.name] = {"description": f"{kind.expected[0].upper()}{kind.expected[1:]}.", **kind.schema}
    return {"$ref": f"#/$defs/{kind.name}"}
