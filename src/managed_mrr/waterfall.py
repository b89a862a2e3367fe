"""Waterfalls: from one amount to another through the causes in between, as rows and as a picture in SVG."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from html import escape

import attrs

from managed_mrr.amounts import decimal_text, minor_unit
from managed_mrr.pictures import COLOURS, INK

__all__ = ["POINTS", "Waterfall", "waterfalls_svg"]


def __dir__() -> list[str]:
    return __all__


POINTS = "points"
"""The unit of a waterfall of managed points; every other unit is a currency code."""

SHOWN = 8
"""How many waterfalls a picture shows, the first; how many were left out is said below them."""

_WIDTH = 720
_LEFT, _RIGHT = 250, 590
_ROW = 22
_LETTERS = 32


def _steps(values: Iterable[tuple[str, Fraction]]) -> tuple[tuple[str, Fraction], ...]:
    return tuple(values)


@attrs.frozen
class Waterfall:
    """
    From what one partner had to what it has in one unit, through what each cause did.

    Attributes:
        partner: Id of the partner.
        unit: A currency code, or ``points``.
        start: What it had.
        steps: What each cause did, the largest first.
        end: What it has: ``start`` and all steps together.
        names: What the two ends are called.

    Examples:
        >>> fall = Waterfall(
        ...     "north",
        ...     "points",
        ...     start=Fraction(12),
        ...     steps=[("activity lapsed", Fraction(-2))],
        ...     end=Fraction(10),
        ...     names=("January", "February"),
        ... )
        >>> for row in fall.rows():
        ...     print(row)
        ('January', '', '12.00')
        ('activity lapsed', '-2.00', '10.00')
        ('February', '', '10.00')
    """

    partner: str
    unit: str
    start: Fraction
    steps: tuple[tuple[str, Fraction], ...] = attrs.field(converter=_steps)
    end: Fraction
    names: tuple[str, str]

    def text(self, amount: Fraction) -> str:
        """An amount for people, in the digits of the unit."""
        return decimal_text(amount, 2 if self.unit == POINTS else minor_unit(self.unit), grouped=True)

    def signed(self, amount: Fraction) -> str:
        """A change for people: its sign is written unless it rounds to nothing."""
        text = self.text(amount)
        return text if text.startswith("-") or not text.strip("0.") else f"+{text}"

    def runs(self) -> Iterator[tuple[str, Fraction, Fraction]]:
        """Each step with the balance before and after it, between the start and the end, which rise from 0."""
        yield self.names[0], Fraction(0), self.start
        balance = self.start
        for cause, amount in self.steps:
            yield cause, balance, balance + amount
            balance += amount
        assert balance == self.end  # movements add up, or they are none
        yield self.names[1], Fraction(0), self.end

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """The step, what it changed, and the balance after it, as text."""
        last = len(self.steps) + 1
        for place, (name, before, after) in enumerate(self.runs()):
            yield name, self.signed(after - before) if 0 < place < last else "", self.text(after)


def waterfalls_svg(falls: Sequence[Waterfall]) -> str:
    """
    Waterfalls below each other as one picture, in SVG; those without a step are left out.

    Args:
        falls: The waterfalls.

    Examples:
        >>> waterfalls_svg([]).startswith("<svg")
        True
    """
    moving = [fall for fall in falls if fall.steps]
    parts: list[str] = []
    top = 16
    for fall in moving[:SHOWN]:
        parts += [_text(10, top + 14, f"{fall.partner}, {fall.unit}", " font-weight='600'")]
        parts += _bars(fall, top + _ROW)
        top += _ROW * (len(fall.steps) + 4)
    if len(moving) > SHOWN:
        parts.append(_text(10, top + 14, f"more that are not shown: {len(moving) - SHOWN:,}"))
        top += _ROW
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {top}' width='{_WIDTH}' height='{top}' "
        f"role='img' font-family='system-ui,sans-serif' font-size='12' fill='{INK}'>{''.join(parts)}</svg>"
    )


def _bars(fall: Waterfall, top: int) -> Iterator[str]:
    runs = list(fall.runs())
    amounts = [amount for _, before, after in runs for amount in (before, after)]
    low, high = min(amounts), max(amounts)
    scale = Fraction(_RIGHT - _LEFT) / (high - low) if high > low else Fraction(0)
    for place, (name, before, after) in enumerate(runs):
        y = top + _ROW * place
        start, end = sorted(_LEFT + round((amount - low) * scale) for amount in (before, after))
        outer = place in (0, len(runs) - 1)
        colour = COLOURS[0] if outer else COLOURS[2] if after >= before else COLOURS[1]
        yield _text(10, y + 15, name)
        yield f"<path d='M{start} {y + 3}H{max(end, start + 1)}v16H{start}z' fill='{colour}'/>"
        amount = fall.text(after) if outer else fall.signed(after - before)
        yield _text(_WIDTH - 10, y + 15, amount, " text-anchor='end'")


def _text(x: int, y: int, words: str, more: str = "") -> str:
    printable = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in words)
    cut = printable if len(printable) <= _LETTERS else f"{printable[: _LETTERS - 1]}…"
    return f"<text x='{x}' y='{y}'{more}>{escape(cut)}</text>"
