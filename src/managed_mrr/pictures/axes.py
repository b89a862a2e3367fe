"""Axes: days and amounts laid out over pixels, with round ticks."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import count
from typing import Generic, TypeVar

import attrs

from managed_mrr.amounts import decimal_text
from managed_mrr.dates.ranges import ordinal

__all__ = ["Amounts", "Days", "Run", "joined"]


def __dir__() -> list[str]:
    return __all__


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST = date.max.toordinal()
V = TypeVar("V", bound=Hashable)


@attrs.frozen
class Run(Generic[V]):
    """A run of days ``[start, end)``, as ordinals, on which something stays the same."""

    start: int
    end: int | None
    value: V


def joined(runs: Iterable[tuple[date, date | None, V]]) -> list[Run[V]]:
    """The runs, in order, with touching ones made one when they have the same value."""
    made: list[Run[V]] = []
    for start, end, value in runs:
        run = Run(ordinal(start), None if end is None else ordinal(end), value)
        if made and made[-1].end == run.start and made[-1].value == value:
            run = attrs.evolve(run, start=made.pop().start)
        made.append(run)
    return made


@attrs.frozen
class Days:
    """The axis of days: ordinals from ``first`` to ``last``, laid out from one pixel to another."""

    first: int
    last: int
    left: int
    right: int

    @classmethod
    def around(cls, runs: Sequence[Run[V]], left: int, right: int) -> "Days":
        """The axis that shows all runs, and some days more of those without an end."""
        first = min(run.start for run in runs)
        last = max(run.start if run.end is None else run.end for run in runs)
        if any(run.end is None for run in runs):
            last = min(last + max((last - first) // 6, 30), _LAST + 1)
        return cls(first, last, left, right)

    def x(self, day: int) -> int:
        """The pixel at which a day begins."""
        span = self.last - self.first
        return self.left + (2 * (day - self.first) * (self.right - self.left) + span) // (2 * span)

    def between(self, run: Run[V]) -> tuple[int, int]:
        """The pixels from which to which a run reaches: two at least, so that one day is seen."""
        start = self.x(run.start)
        return start, self.right if run.end is None else max(self.x(run.end), start + 2)

    def ticks(self) -> Iterator[tuple[int, str, str]]:
        """Round days, far enough apart: the pixel, what to write, and the year where it is news."""
        year = ""
        for day, words in self._round_days():
            news = f"{day.year:04d}" if words else ""
            yield self.x(day.toordinal()), words or f"{day.year:04d}", "" if news == year else news
            year = news

    def _round_days(self) -> list[tuple[date, str]]:
        most = (self.right - self.left) // 64
        until = date.fromordinal(min(self.last, _LAST))
        for days in (1, 2, 7):  # every seventh is a Monday, as the first day of all was
            found = range(self.first + (1 - self.first) % days, until.toordinal() + 1, days)
            if len(found) <= most:
                return [(day, f"{day.day} {_MONTHS[day.month - 1]}") for day in map(date.fromordinal, found)]
        since = date.fromordinal(self.first)
        start = since.year * 12 + since.month - 1 + (since.day > 1)
        steps = (1, 3, 6, *(12 * years * 10**zeros for zeros in range(4) for years in (1, 2, 5)))
        ranges = (range(start + -start % step, until.year * 12 + until.month, step) for step in steps)
        months = next(each for each in ranges if len(each) <= most)
        return [
            (date(number // 12, number % 12 + 1, 1), "" if months.step >= 12 else _MONTHS[number % 12])
            for number in months
        ]


@attrs.frozen
class Amounts:
    """The axis of amounts: from ``low`` to ``high`` times ``step``, laid out from one pixel up to another."""

    step: Fraction
    exponent: int
    low: int
    high: int
    bottom: int
    top: int

    @classmethod
    def around(cls, amounts: Sequence[Fraction], bottom: int, top: int) -> "Amounts":
        """The axis that shows zero and all amounts, in at most five round steps or one more."""
        low, high = min(Fraction(0), *amounts), max(Fraction(0), *amounts)
        step, exponent = _round_step(high - low or Fraction(5))
        first, last = low // step, -(-high // step)
        return cls(step, exponent, first, max(last, first + 1), bottom, top)

    def y(self, amount: Fraction) -> int:
        """The pixel of an amount."""
        share = (amount / self.step - self.low) / (self.high - self.low)
        return self.bottom - round(share * (self.bottom - self.top))

    def ticks(self, unit: str) -> list[tuple[int, str]]:
        """Round amounts, from below: the pixel and what to write, the last with its unit."""
        written = [_amount(number * self.step, self.exponent) for number in range(self.low, self.high + 1)]
        written[-1] = f"{unit} {written[-1]}".strip()
        return [(self.y((self.low + place) * self.step), words) for place, words in enumerate(written)]


def _round_step(spread: Fraction) -> tuple[Fraction, int]:
    """The smallest of 1, 2 or 5 times a power of ten that five of reach so far, and the exponent of ten."""
    exponents = count(len(str(spread.numerator)) - len(str(spread.denominator)) - 2)
    steps = ((digit * Fraction(10) ** exponent, exponent) for exponent in exponents for digit in (1, 2, 5))
    return next((step, exponent) for step, exponent in steps if 5 * step >= spread)


def _amount(amount: Fraction, exponent: int) -> str:
    """A round amount in full, or with a power of ten where that would be too long."""
    if amount and not -4 <= exponent <= 8:
        power = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{amount / Fraction(10) ** exponent}×10{power}"
    return decimal_text(amount, max(0, -exponent) if amount else 0, grouped=True)
