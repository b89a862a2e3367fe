"""Schema: the files of the corpus and of answers as JSON Schema, for other programs."""

import json

from managed_mrr.conformance.corpus import ANSWERS_FORMAT, CASES_FORMAT, INDEX_FORMAT
from managed_mrr.files import portfolio_schema
from managed_mrr.hubspot import POLICIES

__all__ = ["conformance_schema", "conformance_schema_text"]


def __dir__() -> list[str]:
    return __all__


def conformance_schema() -> dict[str, object]:
    """
    The JSON Schema (draft 2020-12) of a file of cases, of an index, and of a file of answers.

    The same schema is shipped with the package, beside this module, as ``conformance.schema.json``.

    Examples:
        >>> [each["$ref"] for each in conformance_schema()["oneOf"]]
        ['#/$defs/Cases', '#/$defs/Index', '#/$defs/Answers']
    """
    portfolio = portfolio_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:managed-mrr-conformance:1",
        "title": "Conformance corpus: cases, their index, and answers to them",
        "oneOf": [_ref("Cases"), _ref("Index"), _ref("Answers")],
        "$defs": {
            "Cases": _shape(
                "A file of the corpus.",
                format={"const": CASES_FORMAT},
                topic={"type": "string"},
                cases=_list(_ref("Case")),
            ),
            "Case": _shape(
                "A portfolio, a reading of the programme, and the right lines on some days.",
                id={"type": "string"},
                title={"type": "string"},
                clauses=_list({"type": "string", "pattern": r"^[AB]\d+$"}),
                boundaries=_list({"type": "string"}),
                policy={"enum": list(POLICIES)},
                readings=_ref("Readings"),
                portfolio={"$ref": portfolio["$id"]},
                expected={**_list(_ref("Day")), "minItems": 1},
            ),
            "Readings": _shape(
                "How the policy is read.",
                window=_COUNT,
                minimum={"anyOf": [_ref("Minimum"), {"type": "null"}]},
                activity_outlives_employee={"type": "boolean"},
            ),
            "Minimum": _shape("So many activities, each counted for so many days.", count=_COUNT, within=_COUNT),
            "Day": _shape("All lines of a day.", as_of=_ref("Date"), lines=_list(_ref("Line"))),
            "Line": _shape(
                "One partner's credit for one client.",
                partner={"type": "string"},
                client={"type": "string"},
                credit=_shape("A month, in major units.", exact=_ref("Exact"), currency=_CURRENCY),
                points={
                    "description": "Null if no rate is known for the day.",
                    "anyOf": [_shape("Managed points.", exact=_ref("Exact")), {"type": "null"}],
                },
                sharing={**_list({"type": "string"}), "minItems": 1, "uniqueItems": True},
            ),
            "Exact": {
                "description": "Exactly, as p or p/q in lowest terms.",
                "type": "string",
                "pattern": r"^\d+(/\d+)?$",
            },
            "Date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "Index": _shape(
                "What is in a version.",
                format={"const": INDEX_FORMAT},
                version=_COUNT,
                totals=_shape("In all files.", **_TOTALS),
                files=_list(
                    _shape(
                        "A file.",
                        file={"type": "string"},
                        topic={"type": "string"},
                        sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
                        **_TOTALS,
                    )
                ),
                coverage=_shape(
                    "How many cases there are of each.", clauses=_COUNTS, policies=_COUNTS, boundaries=_COUNTS
                ),
            ),
            "Answers": _shape(
                "The lines that a program gives.",
                format={"const": ANSWERS_FORMAT},
                version=_COUNT,
                answers=_list(_shape("Of one case.", id={"type": "string"}, answers=_list(_ref("Day")))),
            ),
            "Portfolio": portfolio,
        },
    }


def conformance_schema_text() -> str:
    """The schema as the text of the file that is shipped."""
    return json.dumps(conformance_schema(), indent=2) + "\n"


def _ref(name: str) -> dict[str, object]:
    return {"$ref": f"#/$defs/{name}"}


def _list(schema: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "items": schema}


def _shape(description: str, **keys: object) -> dict[str, object]:
    return {
        "description": description,
        "type": "object",
        "properties": keys,
        "required": list(keys),
        "additionalProperties": False,
    }


_COUNT: dict[str, object] = {"type": "integer", "minimum": 1}
_COUNTS: dict[str, object] = {"type": "object", "additionalProperties": _COUNT}
_CURRENCY: dict[str, object] = {"description": "ISO 4217 code.", "type": "string", "pattern": "^[A-Z]{3}$"}
_TOTALS: dict[str, object] = {"cases": _COUNT, "days": _COUNT, "lines": _COUNT}
