"""Difference: what a policy says, and what differs between two, in words."""

from managed_mrr.difference.comparing import diff, told_apart
from managed_mrr.difference.results import ParameterDifference, PolicyDifference
from managed_mrr.difference.sentences import value_text
from managed_mrr.difference.values import policy_table

__all__ = ["ParameterDifference", "PolicyDifference", "diff", "policy_table", "told_apart", "value_text"]


def __dir__() -> list[str]:
    return __all__
