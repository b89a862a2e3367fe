"""Findings: what a rule said about a day, and why, citing the evidence it rests on."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from html import escape

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.evidence import Citation
from managed_mrr.tables import printable

__all__ = ["Finding"]


def __dir__() -> list[str]:
    return __all__


SHOWN_PARTS = 6
"""How many parts of one finding the default text shows at most before it says how many more there are."""

SCREEN = 25
"""How many lines the default text keeps to, if need be by showing fewer parts, and the lowest only as a number."""

DEEPEST = 100
"""More levels than any tree has."""

HTML_LIMIT = 100_000
"""How many characters of HTML a notebook is given before the rest is left out, which is then said."""


def _findings(values: Iterable["Finding"]) -> tuple["Finding", ...]:
    return tuple(values)


def _words(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(values)


def _citations(values: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(values)


@attrs.frozen(kw_only=True)
class Finding:
    """
    What was asked about one day, the answer, and the reasons, as a tree.

    Attributes:
        rule: Which rule or question this answers, by class name.
        subject: What it is about, where a rule answers for several: an id, or a place in the portfolio.
        text: The answer for people, in one line; a :class:`~managed_mrr.findings.Wording` from the rules shipped.
        holds: Whether the condition holds on the day; None where the answer is a number.
        value: The number found, where there is one: Money, points, a count.
        threshold: What a value is held against, where it is.
        margin: Days in hand until this stops holding; 0 or less, the days since it did; None where no day decides.
        steady: The days around the day asked about for which this answer stays the same; None if not known.
        clauses: The clauses it rests on, such as ``A14``.
        cites: The records it rests on.
        parts: The findings it is made of, the ones that matter most first.

    Examples:
        >>> print(Finding(rule="CurrentAgreement", holds=True, text="agreement current", clauses=["B1"]))
        yes  agreement current (B1)
    """

    rule: str
    text: str
    subject: str = ""
    holds: bool | None = None
    value: Money | Fraction | int | None = None
    threshold: Money | Fraction | int | None = None
    margin: int | None = None
    steady: DateRange | None = None
    clauses: tuple[str, ...] = attrs.field(converter=_words, default=())
    cites: tuple[Citation, ...] = attrs.field(converter=_citations, default=())
    parts: tuple["Finding", ...] = attrs.field(converter=_findings, default=())

    def __bool__(self) -> bool:
        msg = "a finding is neither true nor false: ask for .holds"
        raise TypeError(msg)

    def __str__(self) -> str:
        return self.outline()

    def outline(self, *, parts: int | None = SHOWN_PARTS) -> str:
        """
        The tree as indented text, a line for each finding.

        What did not matter is folded, and how much of it there is is told: conditions that hold under one that
        does not, conditions that do not hold under one that does, parts that add nothing to a number. So is what
        would not fit on a screen.

        Args:
            parts: How many parts of one finding to show at most; None for the whole tree with nothing folded.

        Examples:
            >>> leaf = Finding(rule="Leaf", holds=False, text="never")
            >>> print(Finding(rule="Root", holds=False, text="no credit", parts=[leaf] * 9).outline(parts=1))
            no   no credit
              no   never
              ...  and 8 more
        """
        if parts is None:
            return "\n".join(_lines(self, ""))
        fewer = [(most, DEEPEST) for most in range(parts, 4, -1)]
        lower = [(min(parts, most), depth) for most in (4, 2) for depth in (DEEPEST, *range(7, 0, -1))]
        shown = (list(_folded(self, "", most, depth)) for most, depth in (*fewer, *lower))
        return "\n".join(next(lines for lines in shown if len(lines) <= SCREEN))

    def walk(self) -> Iterator["Finding"]:
        """
        This finding and all below it, parents first.

        Examples:
            >>> leaf = Finding(rule="Leaf", text="one")
            >>> [each.rule for each in Finding(rule="Root", text="all", parts=[leaf, leaf]).walk()]
            ['Root', 'Leaf', 'Leaf']
        """
        yield self
        for part in self.parts:
            yield from part.walk()

    def identified(self) -> Iterator[tuple[str, "Finding"]]:
        """
        This finding and all below it, parents first, each with an id.

        An id says the way from the root by rules and subjects; it is the same whenever the same is asked of the
        same evidence, and however the tree is shown.

        Examples:
            >>> leaf = Finding(rule="Managing", subject="ann", text="ann is managing acme")
            >>> [id for id, _ in Finding(rule="Relationship", text="...", parts=[leaf]).identified()]
            ['Relationship', 'Relationship/Managing(ann)']
        """
        return _identified(self, _key(self))

    def markdown(self) -> str:
        """
        The whole tree as nested Markdown lists.

        Examples:
            >>> print(Finding(rule="CurrentAgreement", holds=True, text="agreed", clauses=["B1"]).markdown())
            - **yes** agreed (B1)
        """
        return "\n".join(_markdown(self, ""))

    def _repr_html_(self) -> str:
        text = _html(self)
        if len(text) <= HTML_LIMIT:
            return text
        outline = escape(str(self))[: HTML_LIMIT - 200]
        return f"<p>Too long for a notebook; this is how its outline begins:</p><pre>{outline}</pre>"


# attrs takes the hint of an argument from its converter, and that one was written before the class had its name.
Finding.__init__.__annotations__["parts"] = Iterable[Finding]


def _key(finding: Finding) -> str:
    return f"{finding.rule}({finding.subject})" if finding.subject else finding.rule


def _identified(finding: Finding, id: str) -> Iterator[tuple[str, Finding]]:
    yield id, finding
    met: Counter[str] = Counter()
    for part in finding.parts:
        key = _key(part)
        met[key] += 1
        yield from _identified(part, f"{id}/{key}" if met[key] == 1 else f"{id}/{key}#{met[key]}")


_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~-])")

_NO_BACKTICK = str.maketrans("`", "'")


def _markdown(finding: Finding, indent: str) -> Iterator[str]:
    mark = {True: "**yes** ", False: "**no** ", None: ""}[finding.holds]
    said = _MARKUP.sub(r"\\\1", printable(finding.text))
    sources = f" ({', '.join(finding.clauses)})" if finding.clauses else ""
    cited = "".join(f" `{printable(str(each)).translate(_NO_BACKTICK)}`" for each in finding.cites)
    yield f"{indent}- {mark}{said}{sources}{cited}"
    for part in finding.parts:
        yield from _markdown(part, f"{indent}  ")


def _headline(finding: Finding) -> str:
    mark = {True: "yes  ", False: "no   ", None: ""}[finding.holds]
    sources = ", ".join(finding.clauses)
    return printable(f"{mark}{finding.text} ({sources})" if sources else f"{mark}{finding.text}")


def _line(finding: Finding, indent: str) -> str:
    cited = f"  [{'; '.join(map(str, finding.cites))}]" if finding.cites else ""
    return f"{indent}{_headline(finding)}{printable(cited)}"


def _lines(finding: Finding, indent: str) -> Iterator[str]:
    yield _line(finding, indent)
    for part in finding.parts:
        yield from _lines(part, f"{indent}  ")


def _folded(finding: Finding, indent: str, most: int, depth: int) -> Iterator[str]:
    """The lines that matter, so many parts of one finding and so many levels at most, and how many others there are."""
    yield _line(finding, indent)
    if depth == 0 and finding.parts:
        yield f"{indent}  ...  and {sum(1 for _ in finding.walk()) - 1:,} below"
        return
    matter = [part for part in finding.parts if _matters(part, finding)] or finding.parts
    for part in matter[:most]:
        yield from _folded(part, f"{indent}  ", most, depth - 1)
    if left_out := _left_out(finding, len(matter), most):
        yield f"{indent}  ...  and {', '.join(left_out)}"


def _matters(part: Finding, whole: Finding) -> bool:
    """Whether a part had a hand in the answer: it came out as the whole did, or is a number that made the whole one."""
    if part.holds is None:
        return part.value is None or bool(part.value) or not whole.value
    return part.holds is (whole.holds is not False)


def _left_out(finding: Finding, matter: int, most: int) -> list[str]:
    """How many parts are not shown: those that matter beyond the most, and by their answer those that do not."""
    said = [f"{matter - most:,} more"] if matter > most else []
    if matter < len(finding.parts):
        odd = Counter(part.holds for part in finding.parts if not _matters(part, finding))
        verbs = {True: ("holds", "hold"), False: ("does not hold", "do not hold"), None: ("is nothing", "are nothing")}
        said += [f"{odd[holds]:,} that {verbs[holds][odd[holds] > 1]}" for holds in verbs if odd[holds]]
    return said


def _html(finding: Finding) -> str:
    cited = f" <small>{escape(printable('; '.join(map(str, finding.cites))))}</small>" if finding.cites else ""
    line = f"{escape(_headline(finding))}{cited}"
    if not finding.parts:
        return f"<div style='margin-left:1.2em'>{line}</div>"
    inner = "".join(map(_html, finding.parts))
    opened = "" if finding.holds else " open"
    return f"<details style='margin-left:1.2em'{opened}><summary>{line}</summary>{inner}</details>"
