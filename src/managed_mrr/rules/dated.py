"""Since when, until when, who says so? Values that are in force for a time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Generic, Literal, TypeAlias, TypeVar, get_args

import attrs

from managed_mrr.dates import DateRange, DateSet
from managed_mrr.errors import PolicyError

__all__ = ["EVER", "Confidence", "OverTime", "Source", "Term", "period", "to_source"]


def __dir__() -> list[str]:
    return __all__


T_co = TypeVar("T_co", covariant=True)
W = TypeVar("W")

EVER = DateRange()
"""All days, as a range: what a rule is asked about unless a question is narrower."""


def period(value: DateRange) -> DateRange:
    """
    The value itself if it is a range of days, for values that are in force for a time.

    Raises:
        PolicyError: It is not.

    Examples:
        >>> period(EVER) == DateRange()
        True
    """
    if not isinstance(value, DateRange):
        msg = f"not a period: {value!r}; expected a DateRange"
        raise PolicyError(msg)
    return value


Confidence: TypeAlias = Literal["high", "medium", "low"]
"""How far a source can be trusted: the issuer's own text, one translated or undated, or a third party's."""


def _confidence(value: Confidence | None) -> Confidence | None:
    if value is not None and value not in get_args(Confidence):
        msg = f"Source.confidence is {value!r}: expected one of {', '.join(get_args(Confidence))}, or None"
        raise PolicyError(msg)
    return value


def _title(value: str) -> str:
    if not isinstance(value, str) or not value:
        msg = f"Source.title is {value!r}: expected text, as one would look it up"
        raise PolicyError(msg)
    return value


@attrs.frozen
class Source:
    """
    Where a published value comes from, and how sure that is.

    Args:
        title: What was read, as one would look it up.
        read: When it was read or stamped, as far as known, in words.
        confidence: How far it can be trusted; None if nobody said.

    Raises:
        PolicyError: There is no title, or the confidence is another word.

    Clause:
        B13.

    Examples:
        >>> print(Source("HubSpot, 'Partner tiers'", read="after 15 July 2025", confidence="high"))
        HubSpot, 'Partner tiers', read after 15 July 2025 (confidence: high)
    """

    title: str = attrs.field(converter=_title)
    read: str = attrs.field(default="", kw_only=True)
    confidence: Confidence | None = attrs.field(default=None, kw_only=True, converter=_confidence)

    def __str__(self) -> str:
        read = f", read {self.read}" if self.read else ""
        return self.title + read + (f" (confidence: {self.confidence})" if self.confidence else "")


def to_source(value: Source | str | None) -> Source | None:
    """
    A source, or one that is only a title; nothing if there is no text.

    Examples:
        >>> to_source("the contract")
        Source(title='the contract', read='', confidence=None)
    """
    if value is None or isinstance(value, Source):
        return value
    return Source(value) if value else None


@attrs.frozen
class Term(Generic[T_co]):
    """
    A value and the days on which it is in force.

    Args:
        value: The value: a policy, a rule, a table, a number.
        period: The days; ever if left out.
        unit: What a number is counted in, such as ``"points"``; empty where the value says it.
        source: Where it comes from; a text is the title of a source.

    Clause:
        B13.

    Examples:
        >>> from managed_mrr import hubspot
        >>> print(Term(hubspot.SERVICING, DateRange(date(2025, 7, 15))))
        servicing, in force [2025-07-15, ever)
    """

    value: T_co
    period: DateRange = attrs.field(default=EVER, converter=period)
    unit: str = attrs.field(default="", kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True, converter=to_source)

    def __str__(self) -> str:
        return f"{self.value}, in force {self.period}"


_SHOWN = 60
"""How many characters of what is no term an error shows, at the most; of more it names the class."""


def _terms(values: "Iterable[Term[T_co]]") -> "tuple[Term[T_co], ...]":
    terms = tuple(values)
    for term in terms:
        if not isinstance(term, Term):
            shown = repr(term)
            named = shown if len(shown) <= _SHOWN else f"a {type(term).__name__}"
            msg = f"not a term: {named}; expected Term(value, period)"
            raise PolicyError(msg)
    terms = tuple(sorted(terms, key=lambda term: term.period.edges))
    for earlier, later in pairwise(terms):
        if earlier.period.overlaps(later.period):
            msg = (
                f"two values are in force on the same days: {earlier} and {later}; "
                "expected one; end the earlier where the later begins"
            )
            raise PolicyError(msg)
    return terms


@attrs.frozen
class OverTime(Generic[T_co]):
    """
    Values in force one after another; on a day outside all of them there is none, not the last one known.

    Args:
        terms: The values with their periods, in any order; the periods do not overlap.

    Raises:
        PolicyError: Two are in force on one day; both are named.

    Clause:
        B13.

    Examples:
        >>> change = date(2025, 7, 15)
        >>> minimum = OverTime([Term(3, DateRange(None, change)), Term(5, DateRange(change, date(2026, 1, 15)))])
        >>> minimum.on(date(2025, 7, 14)).value, minimum.on(change).value, minimum.on(date(2026, 1, 15))
        (3, 5, None)
    """

    terms: tuple[Term[T_co], ...] = attrs.field(converter=_terms)

    def __iter__(self) -> Iterator[Term[T_co]]:
        return iter(self.terms)

    def __str__(self) -> str:
        return "; ".join(map(str, self.terms)) or "nothing is in force on any day"

    def on(self, day: date) -> Term[T_co] | None:
        """The value in force on a day, with its period; None if none is known."""
        return next((term for term in self.terms if day in term.period), None)

    def map(self, change: Callable[[T_co], W]) -> "OverTime[W]":
        """
        The same terms with every value changed in the same way.

        Examples:
            >>> OverTime([Term(3)]).map(str).on(date(2024, 3, 1)).value
            '3'
        """
        return OverTime(
            Term(change(term.value), term.period, unit=term.unit, source=term.source) for term in self.terms
        )

    def known(self) -> DateSet:
        """The days on which a value is in force."""
        return DateSet(term.period for term in self.terms)
