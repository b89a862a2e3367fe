"""Witness: the smallest situation in which two policies differ, or that there is none within a bound."""

from managed_mrr.witness.search import Witness, witness
from managed_mrr.witness.situations import Departure, Situation, departures

__all__ = ["Departure", "Situation", "Witness", "departures", "witness"]


def __dir__() -> list[str]:
    return __all__
