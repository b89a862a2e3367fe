"""Comparisons: what a scenario would change, over time and as of a day, and why."""

from managed_mrr.comparison.comparing import compare
from managed_mrr.comparison.results import Comparison, Difference, Effects

__all__ = ["Comparison", "Difference", "Effects", "compare"]


def __dir__() -> list[str]:
    return __all__
