"""Results as data: statements, timelines, findings and remarks as JSON objects and CSV text."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from managed_mrr.amounts import Money
from managed_mrr.files.numbers import (
    WORTH,
    assumptions_data,
    money_data,
    points_data,
    policy_data,
    range_data,
    total_data,
    worth_cells,
    worth_data,
)
from managed_mrr.findings import SENTENCES, Finding, Said, Wording
from managed_mrr.policy import Policy
from managed_mrr.remarks import Report
from managed_mrr.segments import Segment
from managed_mrr.statement import Statement
from managed_mrr.tables import Table
from managed_mrr.timeline import Timeline

__all__ = [
    "finding_data",
    "finding_schema",
    "finding_schema_text",
    "report_data",
    "statement_csv",
    "statement_data",
    "timelines_csv",
    "timelines_data",
]


def __dir__() -> list[str]:
    return __all__


def statement_data(statement: Statement) -> dict[str, object]:
    """
    A statement as a JSON object; every number both rounded for people and exact as ``p/q``.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> sorted(statement_data(evaluate(acme, as_of=date(2024, 2, 1))))
        ['as_of', 'assumptions', 'lines', 'policy', 'policy_hash', 'totals']
    """
    return {
        "as_of": statement.as_of.isoformat(),
        **policy_data(statement.policy),
        "lines": [{"partner": line.partner, "client": line.client, **worth_data(line)} for line in statement.lines],
        "totals": [total_data(total) for total in statement.totals().values()],
        "assumptions": assumptions_data(statement.assumptions),
    }


def statement_csv(statement: Statement) -> str:
    """
    The lines of a statement as CSV, a row for each.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(statement_csv(evaluate(acme, as_of=date(2024, 2, 1))), end="")
        partner,client,currency,credit,credit_exact,points,points_exact,sharing
        north,acme,USD,90.00,90,0.90,9/10,north
    """
    rows = [[line.partner, line.client, *worth_cells(line)] for line in statement.lines]
    return Table(["partner", "client", *WORTH], rows).csv()


def timelines_data(timelines: Iterable[Timeline], policy: Policy) -> dict[str, object]:
    """
    Timelines as a JSON object; the ``end`` of a segment is the first day after it, or null.

    Args:
        timelines: The timelines.
        policy: The rules they were all worked out by.

    Examples:
        >>> from managed_mrr import CurrentAgreement
        >>> sorted(timelines_data([], Policy(name="under agreement", eligibility=CurrentAgreement())))
        ['assumptions', 'policy', 'policy_hash', 'timelines']
    """
    return {
        **policy_data(policy),
        "timelines": [
            {
                "partner": timeline.partner,
                "client": timeline.client,
                "segments": [{**_days(segment), **worth_data(segment)} for segment in timeline.segments],
            }
            for timeline in timelines
        ],
        "assumptions": assumptions_data(policy.assumptions()),
    }


def timelines_csv(timelines: Iterable[Timeline]) -> str:
    """
    The segments of timelines as CSV, a row for each; ``end`` is the first day after it, or empty.

    Examples:
        >>> print(timelines_csv([]), end="")
        partner,client,start,end,currency,credit,credit_exact,points,points_exact,sharing
    """
    rows = [
        [timeline.partner, timeline.client, *(each or "" for each in _days(segment).values()), *worth_cells(segment)]
        for timeline in timelines
        for segment in timeline.segments
    ]
    return Table(["partner", "client", "start", "end", *WORTH], rows).csv()


def finding_data(finding: Finding) -> dict[str, object]:
    """
    A finding and all below it as a JSON object; see :func:`finding_schema`.

    Examples:
        >>> finding_data(Finding(rule="CurrentAgreement", holds=True, text="agreement current"))["holds"]
        True
    """
    ids = (id for id, _ in finding.identified())
    return _finding(finding, ids)


def _finding(finding: Finding, ids: Iterator[str]) -> dict[str, object]:
    said = finding.text
    return {
        "id": next(ids),
        "rule": finding.rule,
        "subject": finding.subject,
        "code": said.code if isinstance(said, Wording) else None,
        "about": {name: _value(value) for name, value in said.about.items()} if isinstance(said, Wording) else {},
        "holds": finding.holds,
        "text": str(said),
        "value": _value(finding.value),
        "threshold": _value(finding.threshold),
        "margin": finding.margin,
        "steady": None if finding.steady is None else range_data(finding.steady),
        "clauses": list(finding.clauses),
        "cites": [{"path": each.path, "id": each.id} for each in finding.cites],
        "parts": [_finding(part, ids) for part in finding.parts],
    }


def finding_schema() -> dict[str, object]:
    """
    The JSON Schema (draft 2020-12) of a finding as :func:`finding_data` makes it.

    The same schema is shipped with the package, beside this module, as ``finding.schema.json``.

    Examples:
        >>> finding_schema()["$ref"]
        '#/$defs/Finding'
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:managed-mrr:finding:1",
        "title": "Finding: what a rule said about a day, and why",
        "$ref": "#/$defs/Finding",
        "$defs": {
            "Citation": _shape(
                "A record the finding rests on.",
                path=("Its place in the portfolio file.", {"type": "string"}),
                id=("Its own id; null if it has none.", _or_null({"type": "string"})),
            ),
            "Code": {
                "description": "Which sentence the text is; what is in braces is in `about`.",
                "oneOf": [{"const": code, "description": said} for code, said in SENTENCES.items()],
            },
            "Day": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "Days": _shape(
                "A run of days.",
                start=("The first day; null for since ever.", _or_null(_ref("Day"))),
                end=("The first day after it; null for no end.", _or_null(_ref("Day"))),
            ),
            "Finding": _shape("What was asked, the answer, and the reasons.", **_FINDING),
            "Money": _shape("An amount.", **_NUMBER, currency=("ISO 4217 code.", {"type": "string"})),
            "Number": _shape("An exact number.", **_NUMBER),
        },
    }


def finding_schema_text() -> str:
    """The schema of a finding as the text of the file that is shipped."""
    return json.dumps(finding_schema(), indent=2) + "\n"


def _ref(name: str) -> dict[str, object]:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(schema: dict[str, object]) -> dict[str, object]:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "items": schema}


def _shape(description: str, **keys: tuple[str, dict[str, object]]) -> dict[str, object]:
    return {
        "description": description,
        "type": "object",
        "properties": {name: {"description": what, **schema} for name, (what, schema) in keys.items()},
        "required": list(keys),
        "additionalProperties": False,
    }


_COUNT: dict[str, object] = {"type": "integer"}

_VALUE: dict[str, object] = {"anyOf": [_ref("Money"), _ref("Number"), _COUNT, {"type": "null"}]}

_NUMBER: dict[str, tuple[str, dict[str, object]]] = {
    "amount": ("Rounded for people.", {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}),
    "exact": ("Exactly, as p or p/q.", {"type": "string", "pattern": r"^-?\d+(/\d+)?$"}),
}

_FINDING: dict[str, tuple[str, dict[str, object]]] = {
    "id": ("The way from the root by rules and subjects.", {"type": "string"}),
    "rule": ("Which rule or question it answers.", {"type": "string"}),
    "subject": ("What it is about, where a rule answers for several.", {"type": "string"}),
    "code": ("Null where a rule of one's own says it in free text.", _or_null(_ref("Code"))),
    "about": (
        "The values the text speaks of, by name.",
        {"type": "object", "additionalProperties": {"anyOf": [{"type": "string"}, _VALUE]}},
    ),
    "holds": ("Whether the condition holds; null where the answer is a number.", {"type": ["boolean", "null"]}),
    "text": ("The answer for people.", {"type": "string"}),
    "value": ("The number found.", _VALUE),
    "threshold": ("What the number is held against.", _VALUE),
    "margin": ("Days in hand until it stops holding; 0 or less, the days since it did.", _or_null(_COUNT)),
    "steady": ("The days around the day asked about on which the answer is the same.", _or_null(_ref("Days"))),
    "clauses": ("The clauses it rests on.", _list({"type": "string"})),
    "cites": ("The records it rests on.", _list(_ref("Citation"))),
    "parts": ("The findings it is made of.", _list(_ref("Finding"))),
}


def report_data(report: Report) -> dict[str, object]:
    """
    The remarks of a check as a JSON object.

    Examples:
        >>> report_data(Report([]))
        {'remarks': []}
    """
    return {
        "remarks": [
            {"code": each.code, "path": each.path, "count": each.count, "text": each.text, "hint": each.hint}
            for each in report
        ]
    }


def _value(value: Said) -> object:
    if isinstance(value, Money):
        return money_data(value)
    if isinstance(value, date):
        return value.isoformat()
    return points_data(value) if isinstance(value, Fraction) else value


def _days(segment: Segment) -> dict[str, str | None]:
    return {"start": segment.start.isoformat(), "end": None if segment.end is None else segment.end.isoformat()}
