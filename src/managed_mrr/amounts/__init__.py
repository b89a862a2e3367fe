"""Amounts: exact numbers with their units; rounding is named and happens at the edge."""

from managed_mrr.amounts.currencies import MINOR_UNITS, UnknownCurrencyError, minor_unit
from managed_mrr.amounts.exact import AmountError, decimal_text, exact, exact_text
from managed_mrr.amounts.money import Money
from managed_mrr.amounts.rounding import RoundedParts, RoundedTable, Rounding, round_parts, round_table

__all__ = [
    "MINOR_UNITS",
    "AmountError",
    "Money",
    "RoundedParts",
    "RoundedTable",
    "Rounding",
    "UnknownCurrencyError",
    "decimal_text",
    "exact",
    "exact_text",
    "minor_unit",
    "round_parts",
    "round_table",
]


def __dir__() -> list[str]:
    return __all__
