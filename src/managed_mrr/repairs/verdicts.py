"""Verdicts: in what way a condition fails, in the words of the clauses."""

from enum import Enum

import attrs

__all__ = ["Shortfall", "Verdict"]


def __dir__() -> list[str]:
    return __all__


class Verdict(Enum):
    """
    In what way credit is missing.

    Examples:
        >>> Verdict.RAN_OUT.value, Verdict.RAN_OUT.clauses
        ('ran out', ('A14', 'A15', 'A19'))
    """

    NEVER_BEGAN = "never began"
    RAN_OUT = "ran out"
    ENDED_AT_ONCE = "ended at once"
    TOO_FEW = "too few activities"
    NOT_UNDER_AGREEMENT = "not under agreement"
    NOT_OF_RECORD = "not partner of record"
    PAYS_NOTHING = "pays nothing"
    NOT_YET_RECOGNISED = "not yet recognised"
    ANOTHER_CONDITION = "another condition"
    OTHER_TERMS = "change of terms"

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses it rests on; none for conditions the sources do not know."""
        return _CLAUSES[self]


_CLAUSES = {
    Verdict.NEVER_BEGAN: ("A6", "A10"),
    Verdict.RAN_OUT: ("A14", "A15", "A19"),
    Verdict.ENDED_AT_ONCE: ("A18",),
    Verdict.TOO_FEW: ("A16",),
    Verdict.NOT_UNDER_AGREEMENT: ("B1",),
    Verdict.NOT_OF_RECORD: ("B2", "B9"),
    Verdict.PAYS_NOTHING: ("B3", "B4", "B7", "B8"),
    Verdict.NOT_YET_RECOGNISED: ("B5",),
    Verdict.ANOTHER_CONDITION: (),
    Verdict.OTHER_TERMS: ("B13",),
}


@attrs.frozen
class Shortfall:
    """
    One condition that fails.

    Attributes:
        verdict: In what way.
        near: How near it was to holding, in words, with days.

    Examples:
        >>> print(Shortfall(Verdict.NOT_UNDER_AGREEMENT, "the agreement of north ended 10 days ago"))
        not under agreement (B1): the agreement of north ended 10 days ago
    """

    verdict: Verdict = attrs.field(repr=str)
    near: str

    def __str__(self) -> str:
        clauses = f" ({', '.join(self.verdict.clauses)})" if self.verdict.clauses else ""
        return f"{self.verdict.value}{clauses}: {self.near}"
