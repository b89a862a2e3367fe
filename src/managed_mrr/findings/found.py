"""Found: a finding from its code, and what follows from the code, the values, the parts, and the days it stays so."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import reduce
from operator import and_
from typing import Any

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.evidence import Citation
from managed_mrr.findings.codes import CLAUSES, DAYS, DECIDED, FAILING, KINDS, MONEY, NEVER, VARIANTS, YES, reason
from managed_mrr.findings.finding import Finding
from managed_mrr.findings.wording import SENTENCES, Said, Wording, names_in

__all__ = ["found", "together"]


def __dir__() -> list[str]:
    return __all__


def found(
    code: str,
    asked: date,
    steady: DateRange | None = None,
    /,
    *,
    rule: object = None,
    record: Any = None,  # noqa: ANN401 -- of any class of evidence, or a rate
    holds: bool | None = None,
    clauses: Iterable[str] | None = None,
    cites: Iterable[Citation] = (),
    parts: Iterable[Finding] = (),
    **about: Any,  # noqa: ANN401 -- what sentences may speak of
) -> Finding:
    """
    The finding that a code makes: everything that follows from it is filled in.

    Of the codes of a family the one is taken that the values and parts make (``VARIANTS``); ``holds=False`` takes
    the code's ``.not``; where the code has a ``.since``, ``.before`` or ``.through`` and the answer began or ends on
    a day, that is taken. Parts that decided come before those that did not (``DECIDED``), or alone
    (``FAILING``).

    Args:
        code: What is said; see :data:`~managed_mrr.findings.SENTENCES`.
        asked: The day asked about.
        steady: The days around it on which the answer stays the same; if left out, those on which all parts do.
        rule: The rule that says it, if the code does not belong to one: its name and clauses become the finding's.
        record: The record it is about, if there is one: its fields are among the values, and may be the reason.
        holds: Whether the condition holds, if the code does not tell.
        clauses: The clauses it rests on, if neither the code nor the rule tells.
        cites: The records it rests on.
        parts: The findings it is made of.
        **about: The values it speaks of, and its number and threshold; those no sentence asks for are left out. An
            amount that is just a number is one of the ``currency``.

    Examples:
        >>> gone = DateRange(date(2024, 3, 1))
        >>> print(found("managing", date(2024, 4, 1), gone, holds=False, employee="ann", client="acme"))
        no   ann is not managing acme since 2024-03-01 (A6, A18)
    """
    if record is not None:
        code, day = reason(code, record, asked)
        about |= {**attrs.asdict(record, recurse=False), "day": day}
    family, cites, parts = code.partition(".")[0], tuple(cites), tuple(parts)
    kind, steady = KINDS[family], steady or together(parts)
    if family in FAILING and holds is not None:
        parts = tuple(part for part in parts if not holds and part.holds is False)
    about = {**_counted(parts), **_needed(rule), **about, "holds": holds, "parts": parts}
    about |= {name: _amount(about[name], about) for name in MONEY & about.keys()}
    code = _exactly(_variant(code, about), steady, holds=holds)
    last = steady.end and steady.end - timedelta(days=1)
    days = {"first": steady.start or date.min, "last": last, "after": steady.end}
    if told := DAYS.get(code) or DAYS.get(code.rpartition(".")[2]):
        about["day"] = days[told]
    about |= {"rule": str(rule), "how": str(rule), "gone": steady.start and (asked - steady.start).days}
    about["age"] = (asked - about.get("on", asked)).days
    if holds is None and family in _ANSWERED:
        holds = code in YES
    threshold = None if code in NEVER else about.get(kind.threshold)
    edge = steady.end if holds else steady.start
    return Finding(
        rule=kind.rule or type(rule).__name__,
        subject=kind.subject.format(place=cites[0].path if cites else "", **about),
        text=Wording(code, {name: _said(about[name]) for name in names_in(code)}),
        holds=holds,
        value=None if code.endswith(".unknown") else about.get(kind.value),
        threshold=threshold,
        margin=None if threshold is None or edge is None else (edge - asked).days,
        steady=steady,
        clauses=CLAUSES.get(code, kind.clauses if kind.rule else getattr(rule, "clauses", ()))
        if clauses is None
        else clauses,
        cites=cites,
        parts=sorted(parts, key=lambda part: _aside(part, family, holds=holds)),
    )


def together(findings: Iterable[Finding]) -> DateRange:
    """
    The days on which all of some findings about one day stay the same.

    Examples:
        >>> print(together([Finding(rule="Leaf", text="so", steady=DateRange(date(2024, 3, 1)))]))
        [2024-03-01, ever)
    """
    return reduce(and_, (each.steady for each in findings if each.steady is not None), DateRange())


_ANSWERED = frozenset(code.partition(".")[0] for code in YES)
"""The families whose codes say whether something holds."""


def _aside(part: Finding, family: str, *, holds: bool | None) -> bool:
    """Whether a part has its place after the others; see :data:`DECIDED`."""
    if family not in DECIDED:
        return part.holds is False
    return not part.value if holds is None else part.holds is not holds


def _counted(parts: Sequence[Finding]) -> dict[str, Any]:
    """What a sentence may say of all parts together."""
    lines = [each for part in parts for each in (part, *part.parts) if each.rule == "Line" and each.holds]
    activities = [part for part in parts if part.rule == "Activity"]
    return {
        "lines": len(lines),
        "unknown": sum(line.parts[-1].value is None for line in lines),
        "others": ", ".join(part.subject for part in parts),
        "live": sum(part.holds is True for part in activities),
        "attributed": sum(part.threshold is not None for part in activities),
        "done": len(activities),
    }


def _needed(rule: object) -> dict[str, Any]:
    """How many activities a rule about them needs, and for how many days each counts."""
    return dict(zip(("needed", "days"), getattr(rule, "needs", ()), strict=False))


def _amount(value: object, about: Mapping[str, Any]) -> object:
    return Money(value, about["currency"]) if isinstance(value, (Fraction, int)) else value


def _said(value: object) -> Said:
    return value if isinstance(value, (str, int, date, Fraction, Money)) or value is None else str(value)


def _variant(code: str, about: Mapping[str, Any]) -> str:
    """The code that the values make of that of a family."""
    variants = (each for each in VARIANTS if each.rpartition(".")[0] == code)
    return next((each for each in variants if VARIANTS[each](about)), code)


def _exactly(code: str, steady: DateRange, *, holds: bool | None) -> str:
    """The most telling code there is: whether it holds, and since or until when."""
    if holds is False and f"{code}.not" in SENTENCES:
        code = f"{code}.not"
    edges = {"since": steady.start, "before": steady.end, "through": steady.end}
    endings = (ending for ending, edge in edges.items() if edge is not None and f"{code}.{ending}" in SENTENCES)
    return ".".join([code, *list(endings)[:1]])
