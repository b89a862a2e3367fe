"""Ranges: what credit comes to under every combination of answers to what the sources leave open."""

from managed_mrr.readings.evaluating import evaluate_range
from managed_mrr.readings.results import Bounds, LineRange, StatementRange, TotalRange

__all__ = ["Bounds", "LineRange", "StatementRange", "TotalRange", "evaluate_range"]


def __dir__() -> list[str]:
    return __all__
