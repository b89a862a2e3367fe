"""Measures: how much there is of something as far as it is known, and what is not known of it."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs

from managed_mrr.dates import ALWAYS, DateRange, DateSet, StepFunction
from managed_mrr.dates.edges import FIRST, FOREVER, Edges
from managed_mrr.policy import Policy
from managed_mrr.program import Program
from managed_mrr.rules.tiers import POINTS, written
from managed_mrr.segments import Segment
from managed_mrr.statement import Line
from managed_mrr.timeline import Timeline

__all__ = ["Measure", "known_days", "managed_on", "managed_over_time", "no_terms", "worth"]


def __dir__() -> list[str]:
    return __all__


_ZERO = Fraction(0)


def _words(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


@attrs.frozen
class Measure:
    """
    How much there is of something, as far as it is known.

    Args:
        known: What is known; there is at least so much.
        unknown: What is not known, in words; empty if everything is.

    Examples:
        >>> some = Measure(Fraction(10)) + Measure(unknown=["managed points for acme"])
        >>> some.known, some.amount
        (Fraction(10, 1), None)
    """

    known: Fraction = _ZERO
    unknown: tuple[str, ...] = attrs.field(default=(), converter=_words)

    @property
    def amount(self) -> Fraction | None:
        """How much there is; None if that is not known."""
        return None if self.unknown else self.known

    def __add__(self, other: "Measure") -> "Measure":
        return Measure(self.known + other.known, (*self.unknown, *other.unknown))

    def reaches(self, needed: Fraction) -> bool | None:
        """
        Whether it is at least so much; None if that is not known.

        Examples:
            >>> Measure(Fraction(10), ["sold points"]).reaches(Fraction(11)) is None
            True
        """
        return True if self.known >= needed else None if self.unknown else False

    def text(self, unit: str) -> str:
        """
        It for people, in a unit.

        Examples:
            >>> Measure(Fraction(10), ["sold points"]).text("points")
            '10.00 + unknown'
        """
        return written(self.known, unit) + (" + unknown" if self.unknown else "")


def worth(each: Line | Segment, unit: str) -> Fraction | None:
    """
    What a line or a segment is worth in a unit; None if that is not known, as for money in another currency.

    Examples:
        >>> from managed_mrr import Money
        >>> euros = Line("north", "acme", Money(90, "EUR"), None, ("north",))
        >>> worth(euros, "EUR"), worth(euros, "points"), worth(euros, "USD")
        (Fraction(90, 1), None, None)
    """
    if unit == POINTS:
        return each.points
    return each.credit.amount if each.credit.currency == unit or not each.credit else None


def managed_on(lines: Iterable[Line], unit: str) -> Measure:
    """
    What lines add up to in a unit, as far as it is known.

    Examples:
        >>> from managed_mrr import Money
        >>> managed_on([Line("north", "acme", Money(90, "EUR"), None, ("north",))], "points").unknown
        ('managed points for acme',)
    """
    amounts = {line.client: worth(line, unit) for line in lines}
    known = sum((amount for amount in amounts.values() if amount is not None), _ZERO)
    return Measure(known, [_unknown(unit, client) for client, amount in amounts.items() if amount is None])


def managed_over_time(timelines: Sequence[Timeline], policy: Policy, unit: str) -> StepFunction[Measure]:
    """
    What the timelines of one partner add up to on each day, as far as it is known; without a loop over days.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import hubspot, managed_client, timelines
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> managed = managed_over_time(list(timelines(acme).values()), hubspot.SERVICING, "points")
        >>> managed.at(date(2024, 2, 1)).amount
        Fraction(9, 10)
    """
    runs = [
        (DateRange(segment.start, segment.end).edges, timeline.client, worth(segment, unit))
        for timeline in timelines
        for segment in timeline.segments
    ]
    known = StepFunction.total((edges, amount) for edges, _, amount in runs if amount is not None)
    unknown = [(edges, _unknown(unit, client)) for edges, client, amount in runs if amount is None]
    unknown += [(days.edges, no_terms(policy, unit)) for days in ~known_days(policy)]
    return known.combine(_together(unknown), Measure)


def known_days(policy: Policy) -> DateSet:
    """
    The days on which the terms of a policy are known: all, unless it is a program.

    Examples:
        >>> from managed_mrr import hubspot
        >>> print(known_days(hubspot.SERVICING))
        (ever, ever)
    """
    return policy.terms.known() if isinstance(policy, Program) else ALWAYS


def no_terms(policy: Policy, unit: str) -> str:
    """
    What is not known on a day on which the terms of a policy are not.

    Examples:
        >>> from managed_mrr import hubspot
        >>> no_terms(hubspot.SERVICING, "points")
        'managed points, as servicing knows no terms'
    """
    return f"managed {unit}, as {policy.name} knows no terms"


def _unknown(unit: str, client: str) -> str:
    return f"managed {unit} for {client}"


def _together(runs: Iterable[tuple[Edges, str]]) -> StepFunction[tuple[str, ...]]:
    """On each day the words that stand with the runs of that day."""
    present: set[str] = set()
    steps: dict[int, tuple[str, ...]] = {FIRST: ()}
    for edge, words in sorted((edge, words) for edges, words in runs for edge in edges):
        present ^= {words}  # runs of the same words touch at most
        steps[edge] = tuple(sorted(present))
    steps.pop(FOREVER, None)
    return StepFunction.from_steps(steps.items())
