"""Findings: why; one answer about a day with its reasons, as a tree."""

from managed_mrr.findings.codes import reason
from managed_mrr.findings.finding import Finding
from managed_mrr.findings.form import misshapen
from managed_mrr.findings.found import found
from managed_mrr.findings.wording import SENTENCES, Said, Wording, worded, worded_gap

__all__ = ["SENTENCES", "Finding", "Said", "Wording", "found", "misshapen", "reason", "worded", "worded_gap"]


def __dir__() -> list[str]:
    return __all__
