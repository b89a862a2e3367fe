"""
Coverage of rules, not of lines: which answers of a policy's rules, and on which days, a test suite has asked for.

It needs neither Hypothesis nor pytest; :mod:`managed_mrr.pytest_plugin` reports it at the end of a test run.
"""

from managed_mrr.rule_coverage.goals import Goal, GoalKind
from managed_mrr.rule_coverage.recording import record_rules
from managed_mrr.rule_coverage.results import PolicyCoverage, PolicyRecord, RuleCoverage

__all__ = ["Goal", "GoalKind", "PolicyCoverage", "PolicyRecord", "RuleCoverage", "record_rules"]


def __dir__() -> list[str]:
    return __all__
