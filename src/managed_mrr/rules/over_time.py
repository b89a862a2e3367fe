"""What when the terms change? Revenue, shares and points that are another's from a day on."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import StepFunction
from managed_mrr.evidence import Client, PartnerAtClient
from managed_mrr.findings import Finding, worded
from managed_mrr.rules.dated import OverTime
from managed_mrr.rules.points import PointsRule
from managed_mrr.rules.revenue import RevenueRule
from managed_mrr.rules.rule import clipped
from managed_mrr.rules.split import Share, SplitRule

__all__ = ["PointsOverTime", "RevenueOverTime", "SplitOverTime"]


def __dir__() -> list[str]:
    return __all__


_ZERO = Fraction(0)


@attrs.frozen
class RevenueOverTime:
    """
    The revenue that the rule of each term counts; outside all terms, none.

    Args:
        terms: The rules with the periods in which they are in force.

    Clause:
        B13.

    Examples:
        >>> from managed_mrr import DateRange, RecurringRevenue, Term
        >>> print(RevenueOverTime(OverTime([Term(RecurringRevenue(), DateRange(date(2025, 1, 1)))])))
        recurring revenue in [2025-01-01, ever)
    """

    terms: OverTime[RevenueRule]

    def __str__(self) -> str:
        return ", ".join(f"{term.value} in {term.period}" for term in self.terms)

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """On each day what the rule of that day counts, in major units of the client's currency."""
        return StepFunction.in_turn(((term.period, term.value.mrr(facts)) for term in self.terms), _ZERO)

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        """The amount on a day, as the rule of that day explains it."""
        term = self.terms.on(on)
        if term is None:
            return Finding(rule="RevenueOverTime", text=worded("terms.unknown", on=on), clauses=["B13"])
        return clipped(term.value.finding(facts, on), term.period)


@attrs.frozen
class SplitOverTime:
    """
    The shares by the rule of each term.

    Args:
        terms: The rules with the periods in which they are in force.

    Clause:
        B13.

    Examples:
        >>> from managed_mrr import DateRange, EvenSplit, Term
        >>> print(SplitOverTime(OverTime([Term(EvenSplit(), DateRange(date(2025, 1, 1)))])))
        divided evenly in [2025-01-01, ever)
    """

    terms: OverTime[SplitRule]

    def __str__(self) -> str:
        return ", ".join(f"{term.value} in {term.period}" for term in self.terms)

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """On each day what the rule of that day says."""
        return StepFunction.in_turn(((term.period, term.value.shares(partners)) for term in self.terms), ())


@attrs.frozen
class PointsOverTime:
    """
    The points by the rule of each term; outside all terms they are unknown.

    Args:
        terms: The rules with the periods in which they are in force.

    Clause:
        B13.

    Examples:
        >>> from managed_mrr import CurrencyToPoints, DateRange, Term
        >>> print(PointsOverTime(OverTime([Term(CurrencyToPoints(), DateRange(date(2025, 1, 1)))])))
        points by currency in [2025-01-01, ever)
    """

    terms: OverTime[PointsRule]

    def __str__(self) -> str:
        return ", ".join(f"{term.value} in {term.period}" for term in self.terms)

    def points_per_unit(self, client: Client) -> StepFunction[Fraction | None]:
        """On each day what one major unit of the client's currency makes by the rule of that day."""
        return StepFunction.in_turn(((term.period, term.value.points_per_unit(client)) for term in self.terms), None)

    def finding(self, client: Client, credit: Money, on: date) -> Finding:
        """The points a credit makes on a day, as the rule of that day explains it."""
        term = self.terms.on(on)
        if term is None:
            return Finding(rule="PointsOverTime", text=worded("terms.unknown", on=on), clauses=["B13"])
        return clipped(term.value.finding(client, credit, on), term.period)
