"""Totals: the lowest and the highest sum of a partner's lines under one and the same reading, exactly."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

import attrs

from managed_mrr.amounts import Money
from managed_mrr.errors import PolicyError
from managed_mrr.readings.choices import Group, Reading
from managed_mrr.readings.outcomes import LineReadings, reading_of
from managed_mrr.readings.results import Bounds, TotalRange
from managed_mrr.statement import Line

__all__ = ["MOST_SUMS", "Summing"]


def __dir__() -> list[str]:
    return __all__


MOST_SUMS = 2_000_000
"""How many sums may be compared for one partner."""


@attrs.define
class _Sum:
    """What some lines add up to: amounts by currency, and the points that are known."""

    credit: dict[str, Fraction] = attrs.field(factory=dict)
    points: Fraction = Fraction(0)

    def add(self, line: Line) -> None:
        currency, amount = line.credit.currency, line.credit.amount
        self.credit[currency] = self.credit.get(currency, Fraction(0)) + amount
        if line.points is not None:
            self.points += line.points


class Summing:
    """
    Adds up one partner's lines, those together that the same readings change in the same way.

    Args:
        partner: Id of the partner.
        groups: The parts of the policy with the questions that bear on them.

    Examples:
        >>> Summing("north", ()).total().credit
        ()
    """

    def __init__(self, partner: str, groups: Sequence[Group]) -> None:
        self.partner = partner
        self.groups = groups
        self.sums: dict[tuple[tuple[int, ...], ...], dict[tuple[int, ...], _Sum]] = {}
        self.currencies: set[str] = set()
        self.unknown: set[str] = set()

    def add(self, readings: LineReadings) -> None:
        """Add one line."""
        sums = self.sums.setdefault(readings.patterns, {numbers: _Sum() for numbers in readings.lines})
        for numbers, line in readings.lines.items():
            if line is not None:
                sums[numbers].add(line)
                self.currencies.add(line.credit.currency)
                if line.points is None:
                    self.unknown.add(line.client)

    def total(self) -> TotalRange:
        """
        What the lines add up to, at the lowest and at the highest.

        Raises:
            PolicyError: There are too many sums to compare; the error says which questions make them.
        """
        credit: dict[str, list[tuple[Fraction, Reading]]] = {code: [] for code in sorted(self.currencies)}
        points: list[tuple[Fraction, Reading]] = []
        for reading, parts in self._by_reading():
            for code, amounts in credit.items():
                amounts.append((sum((part.credit.get(code, Fraction(0)) for part in parts), Fraction(0)), reading))
            points.append((sum((part.points for part in parts), Fraction(0)), reading))
        return TotalRange(
            self.partner,
            tuple(_in(code, _bounds(amounts)) for code, amounts in credit.items()),
            _bounds(points),
            tuple(sorted(self.unknown)),
        )

    def _by_reading(self) -> list[tuple[Reading, list[_Sum]]]:
        """For each reading, of those that are alike for every line only one, the sums of the lines that go together."""
        columns = [
            list(zip(*(patterns[place] for patterns in self.sums), strict=True)) or [()]
            for place in range(len(self.groups))
        ]
        # The first of the variants that are alike for all lines has the fewest changes.
        first = [{column: place for place, column in reversed(list(enumerate(each)))} for each in columns]
        self._refuse_too_many(first)
        found = []
        for chosen in product(*(each.items() for each in first)):
            reading = reading_of(
                group.variants[place].reading for group, (_, place) in zip(self.groups, chosen, strict=True)
            )
            numbers = zip(*(column for column, _ in chosen), strict=True)
            found.append((reading, [sums[each] for sums, each in zip(self.sums.values(), numbers, strict=True)]))
        return sorted(found, key=lambda each: (len(each[0]), each[0]))

    def _refuse_too_many(self, columns: Sequence[dict[tuple[int, ...], int]]) -> None:
        count = prod(map(len, columns)) * max(len(self.sums), 1)
        if count > MOST_SUMS:
            asked = [
                question
                for group, each in zip(self.groups, columns, strict=True)
                if len(each) > 1
                for question in group.questions
            ]
            msg = (
                f"the total of {self.partner} takes {count:,} sums: expected at most {MOST_SUMS:,}; "
                f"ask fewer of {', '.join(asked)}, or about fewer clients"
            )
            raise PolicyError(msg)


def _bounds(values: list[tuple[Fraction, Reading]]) -> Bounds[Fraction]:
    low = min(values, key=lambda each: each[0])
    high = max(values, key=lambda each: each[0])
    return Bounds(low[0], high[0], low[1], high[1])


def _in(currency: str, bounds: Bounds[Fraction]) -> Bounds[Money]:
    low, high = (Money.trusted(amount, currency) for amount in (bounds.low, bounds.high))
    return Bounds(low, high, bounds.low_reading, bounds.high_reading)
