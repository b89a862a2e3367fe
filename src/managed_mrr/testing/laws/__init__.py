"""The book of laws: what is true of every implementation of the programme, each law a check that can be run."""

from managed_mrr.testing.laws.book import LAWS
from managed_mrr.testing.laws.checking import LawReport, LawsBroken, cases, check_laws, differential
from managed_mrr.testing.laws.law import Case, Law, LawBroken, Violation, WrongAnswer

__all__ = [
    "LAWS",
    "Case",
    "Law",
    "LawBroken",
    "LawReport",
    "LawsBroken",
    "Violation",
    "WrongAnswer",
    "cases",
    "check_laws",
    "differential",
]


def __dir__() -> list[str]:
    return __all__
