"""Found: a finding from its code, and what follows from the code, the values, and the days it is steady on."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from managed_mrr.dates import DateRange
from managed_mrr.evidence import Citation
from managed_mrr.findings.codes import CLAUSES, DAYS, DECIDED, KINDS, YES
from managed_mrr.findings.finding import Finding
from managed_mrr.findings.wording import SENTENCES, Wording, names_in

__all__ = ["found"]


def __dir__() -> list[str]:
    return __all__


def found(
    code: str,
    asked: date,
    steady: DateRange,
    /,
    *,
    rule: object = None,
    holds: bool | None = None,
    clauses: Iterable[str] | None = None,
    cites: Iterable[Citation] = (),
    parts: Iterable[Finding] = (),
    **about: Any,  # noqa: ANN401 -- what sentences may speak of
) -> Finding:
    """
    The finding that a code makes: everything that follows from it is filled in.

    ``holds=False`` takes the code's ``.not``; where the code has a ``.since``, ``.before`` or ``.through`` and the
    answer began or ends on a day, that is taken. Parts that decided come before those that did not.

    Args:
        code: What is said; see :data:`~managed_mrr.findings.SENTENCES`.
        asked: The day asked about.
        steady: The days around it on which the answer stays the same.
        rule: The rule that says it, if the code does not belong to one: its name and clauses become the finding's.
        holds: Whether the condition holds, if the code does not tell.
        clauses: The clauses it rests on, if neither the code nor the rule tells.
        cites: The records it rests on.
        parts: The findings it is made of.
        **about: The values it speaks of, and its number and threshold; those no sentence asks for are left out.

    Examples:
        >>> gone = DateRange(date(2024, 3, 1))
        >>> print(found("managing", date(2024, 4, 1), gone, holds=False, employee="ann", client="acme"))
        no   ann is not managing acme since 2024-03-01 (A6, A18)
    """
    code = _exactly(code, steady, holds=holds)
    family = code.partition(".")[0]
    kind, cites = KINDS[family], tuple(cites)
    last = steady.end and steady.end - timedelta(days=1)
    days = {"first": steady.start or date.min, "last": last, "after": steady.end}
    if told := DAYS.get(code) or DAYS.get(code.rpartition(".")[2]):
        about["day"] = days[told]
    about |= {"rule": str(rule), "how": str(rule), "gone": steady.start and (asked - steady.start).days}
    if holds is None and family in _ANSWERED:
        holds = code in YES
    if family in DECIDED:
        parts = sorted(parts, key=lambda part: not part.value if holds is None else part.holds is not holds)
    threshold = about.get(kind.threshold)
    edge = steady.end if holds else steady.start
    return Finding(
        rule=kind.rule or type(rule).__name__,
        subject=kind.subject.format(place=cites[0].path if cites else "", **about),
        text=Wording(code, {name: about[name] for name in names_in(code)}),
        holds=holds,
        value=None if code.endswith(".unknown") else about.get(kind.value),
        threshold=threshold,
        margin=None if threshold is None or edge is None else (edge - asked).days,
        steady=steady,
        clauses=CLAUSES.get(code, kind.clauses if kind.rule else getattr(rule, "clauses", ()))
        if clauses is None
        else clauses,
        cites=cites,
        parts=parts,
    )


_ANSWERED = frozenset(code.partition(".")[0] for code in YES)
"""The families whose codes say whether something holds."""


def _exactly(code: str, steady: DateRange, *, holds: bool | None) -> str:
    """The most telling code there is: whether it holds, and since or until when."""
    if holds is False and f"{code}.not" in SENTENCES:
        code = f"{code}.not"
    edges = {"since": steady.start, "before": steady.end, "through": steady.end}
    endings = (ending for ending, edge in edges.items() if edge is not None and f"{code}.{ending}" in SENTENCES)
    return ".".join([code, *list(endings)[:1]])
