"""What points does it make? Credit divided by a dated amount per point."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Protocol, runtime_checkable

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import StepFunction
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import Client
from managed_mrr.findings import Finding, found
from managed_mrr.rules.rates import PUBLISHED_RATES, Rate

__all__ = ["CurrencyToPoints", "PointsRule"]


def __dir__() -> list[str]:
    return __all__


@runtime_checkable
class PointsRule(Protocol):
    """How credit becomes points."""

    def points_per_unit(self, client: Client) -> StepFunction[Fraction | None]:
        """The points that one major unit of the client's currency makes over time; None where that is unknown."""

    def finding(self, client: Client, credit: Money, on: date) -> Finding:
        """The points a credit makes on a day, and by which rate."""


def _rates(values: Iterable[Rate]) -> tuple[Rate, ...]:
    rates = tuple(values)
    for index, rate in enumerate(rates):
        if not isinstance(rate, Rate):
            msg = f"not a rate: {rate!r}; expected Rate objects"
            raise PolicyError(msg)
        for other in rates[:index]:
            if rate.currency == other.currency and rate.period.overlaps(other.period):
                msg = (
                    f"{rate.currency} has two rates for the same days: {other.per_point} on {other.period} and "
                    f"{rate.per_point} on {rate.period}; expected one; end the earlier where the later begins"
                )
                raise PolicyError(msg)
    return rates


@attrs.frozen
class CurrencyToPoints:
    """
    Points are credit divided by the amount per point of the day, times the client's multiplier.

    A currency without a rate on a day makes points unknown on it, which is not zero.

    Args:
        rates: The dated rates; periods of one currency do not overlap.
        multiplied: Whether the client's multiplier counts.

    Raises:
        PolicyError: A currency has two rates for one day.

    Clause:
        A3.

    Examples:
        >>> acme = Client("acme", currency="USD")
        >>> CurrencyToPoints().points_per_unit(acme).at(date(2024, 3, 1))
        Fraction(1, 100)
    """

    clauses: ClassVar[tuple[str, ...]] = ("A3",)

    rates: tuple[Rate, ...] = attrs.field(converter=_rates, default=PUBLISHED_RATES)
    multiplied: bool = attrs.field(default=True, kw_only=True)

    def __str__(self) -> str:
        return "points by currency"

    @cached_property
    def _by_currency(self) -> dict[str, StepFunction[Fraction | None]]:
        return {rate.currency: self._steps(rate.currency) for rate in self.rates}

    def _steps(self, currency: str) -> StepFunction[Fraction | None]:
        steps: dict[int, Fraction | None] = {FIRST: None}
        for rate in sorted(self.rates, key=lambda rate: rate.period.edges):
            if rate.currency == currency:
                start, end = rate.period.edges
                steps[start] = 1 / rate.per_point
                steps[end] = None
        steps.pop(FOREVER, None)
        return StepFunction.from_steps(steps.items())

    def points_per_unit(self, client: Client) -> StepFunction[Fraction | None]:
        """The points that one major unit of the client's currency makes over time; None where no rate is known."""
        steps = self._by_currency.get(client.currency)
        if steps is None:
            return StepFunction.constant(None)
        factor = client.points_multiplier
        if factor == 1 or not self.multiplied:
            return steps
        return steps.map(lambda per_unit: None if per_unit is None else per_unit * factor)

    def finding(self, client: Client, credit: Money, on: date) -> Finding:
        """The points a credit makes on a day, the rate with its period and source, and the multiplier."""
        rate = next((each for each in self.rates if each.currency == client.currency and on in each.period), None)
        if rate is None:
            steady = self.points_per_unit(client).steady(on)
            return found("points", on, steady, currency=client.currency, on=on, points=None)
        factor = client.points_multiplier if self.multiplied else Fraction(1)
        points = credit.amount / rate.per_point * factor
        about: dict[str, Any] = {"record": rate, "credit": credit, "points": points, "points_multiplier": factor}
        return found("points", on, rate.period, parts=[found("rate", on, rate.period, record=rate)], **about)
