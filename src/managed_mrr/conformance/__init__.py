"""
Conformance: cases with the right answers, for any implementation in any language.

The answers come from the day-by-day reference, never from the engine. Needs nothing but the package itself.
"""

from managed_mrr.conformance.answers import (
    AnswerError,
    Implementation,
    Lines,
    Worth,
    as_lines,
    lines_data,
    lines_from_data,
)
from managed_mrr.conformance.checking import (
    ConformanceReport,
    Failure,
    Progress,
    check_answers,
    check_conformance,
)
from managed_mrr.conformance.corpus import VERSIONS, Case, ConformanceError, Expectation, cases, corpus_files, index
from managed_mrr.conformance.readings import CaseReading
from managed_mrr.conformance.schema import conformance_schema

__all__ = [
    "VERSIONS",
    "AnswerError",
    "Case",
    "CaseReading",
    "ConformanceError",
    "ConformanceReport",
    "Expectation",
    "Failure",
    "Implementation",
    "Lines",
    "Progress",
    "Worth",
    "as_lines",
    "cases",
    "check_answers",
    "check_conformance",
    "conformance_schema",
    "corpus_files",
    "index",
    "lines_data",
    "lines_from_data",
]


def __dir__() -> list[str]:
    return __all__
