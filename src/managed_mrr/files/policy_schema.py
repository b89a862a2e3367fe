"""Policy schema: the policy format as JSON Schema, made from the classes of the rules."""

import inspect
import json
import re
from collections.abc import Mapping

from managed_mrr.files.policy_forms import KIND, KINDS, POLICY_FORMAT, Field, Fixed, Form, Several, Slot, fields_of, top
from managed_mrr.files.schema import scalar_schema
from managed_mrr.files.values import Scalar

__all__ = ["policy_schema", "policy_schema_text"]


def __dir__() -> list[str]:
    return __all__


def policy_schema() -> dict[str, object]:
    """
    The JSON Schema (draft 2020-12) of a policy file that is JSON, or of a TOML file turned into JSON.

    It knows the classes of the library, not those of one's own. What values of a part fit together is left to
    :func:`managed_mrr.read_policy`. The same schema is shipped with the package, beside this module, as
    ``policy.schema.json``.

    Examples:
        >>> policy_schema()["oneOf"]
        [{'$ref': '#/$defs/PolicyFile'}, {'$ref': '#/$defs/ProgramFile'}]
    """
    definitions: dict[str, object] = {}
    files = []
    for kind in top().fitting(KINDS).values():
        name = f"{kind.__name__}File"
        written = {"format": {"const": POLICY_FORMAT}, KIND: {"const": kind.__name__}}
        definitions[name] = _table(kind, top(), definitions, written)
        files.append({"$ref": f"#/$defs/{name}"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{POLICY_FORMAT.replace('/', ':')}",
        "title": f"Policy, format {POLICY_FORMAT}",
        "oneOf": files,
        "$defs": dict(sorted(definitions.items())),
    }


def policy_schema_text() -> str:
    """The schema as the text of the file that is shipped."""
    return json.dumps(policy_schema(), indent=2) + "\n"


def _form(form: Form, definitions: dict[str, object]) -> dict[str, object]:
    if isinstance(form, Several):
        return {"type": "array", "items": _form(form.element, definitions)}
    if isinstance(form, Fixed):
        elements = [_form(each, definitions) for each in form.elements]
        return {"type": "array", "prefixItems": elements, "items": False, "minItems": len(elements)}
    if not isinstance(form, Slot):
        return scalar_schema(form, definitions)
    if form.name not in definitions:
        definitions[form.name] = {}  # a rule may hold rules
        if form.default is not None:
            definitions[form.name] = _table(form.default, form, definitions, {})
        else:
            definitions[form.name] = {"oneOf": [_part(each, form, definitions) for each in _sorted(form)]}
    return {"$ref": f"#/$defs/{form.name}"}


def _sorted(slot: Slot) -> list[type]:
    return sorted(slot.fitting(KINDS).values(), key=lambda kind: kind.__name__)


def _part(kind: type, slot: Slot, definitions: dict[str, object]) -> dict[str, object]:
    """A part that must name its class."""
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}
        definitions[kind.__name__] = _table(kind, slot, definitions, {})
    return {"$ref": f"#/$defs/{kind.__name__}", "required": [KIND]}


def _table(kind: type, slot: Slot, definitions: dict[str, object], extra: Mapping[str, object]) -> dict[str, object]:
    fields = fields_of(kind, slot.bound(kind) or {})
    told = described(kind)
    return {
        "description": told[""],
        "type": "object",
        "properties": {
            **extra,
            KIND: {"const": kind.__name__},
            **{field.name: _field(field, told.get(field.name, ""), definitions) for field in fields},
        },
        "required": [*extra, *(field.name for field in fields if field.required)],
        "additionalProperties": False,
    }


def _field(field: Field, told: str, definitions: dict[str, object]) -> dict[str, object]:
    schema = _form(field.form, definitions)
    if field.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    described_field = {"description": told, **schema} if told else schema
    if field.required or not isinstance(field.form, Scalar):
        return described_field
    return {**described_field, "default": None if field.default is None else field.form.write(field.default)}


_ARGUMENT = re.compile(r"^ {4}(\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)


def described(kind: type) -> dict[str, str]:
    """
    What the documentation of a class says of it, under the empty text, and of each of its values, by name.

    Examples:
        >>> from managed_mrr.rules import ExpiryWindow
        >>> described(ExpiryWindow)["days"]
        'How many days one activity counts, its own day among them.'
    """
    text = re.sub(r":\w+:`~?([^`]*)`", r"\1", inspect.getdoc(kind) or "").replace("``", "")
    _, _, arguments = text.partition("\nArgs:\n")
    arguments = re.split(r"\n\n\w", arguments)[0]
    told = {name: " ".join(said.split()) for name, said in _ARGUMENT.findall(arguments)}
    return {"": text.partition("\n")[0], **told}
