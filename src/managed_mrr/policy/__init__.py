"""Policies: one rule for each question, and another reading of one as a change of a named value."""

from managed_mrr.policy.parts import Parameter, single_differences
from managed_mrr.policy.policy import Policy, a_policy

__all__ = ["Parameter", "Policy", "a_policy", "single_differences"]


def __dir__() -> list[str]:
    return __all__
