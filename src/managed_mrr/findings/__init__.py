"""Findings: why; one answer about a day with its reasons, as a tree."""

from managed_mrr.findings.codes import KINDS, reason
from managed_mrr.findings.finding import Finding
from managed_mrr.findings.form import misshapen
from managed_mrr.findings.found import found, together
from managed_mrr.findings.wording import SENTENCES, Said, Wording, worded, worded_gap

__all__ = [
    "KINDS",
    "SENTENCES",
    "Finding",
    "Said",
    "Wording",
    "found",
    "misshapen",
    "reason",
    "together",
    "worded",
    "worded_gap",
]


def __dir__() -> list[str]:
    return __all__
