"""Steps: an amount over time."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from managed_mrr.amounts import decimal_text
from managed_mrr.dates.ranges import DateRange
from managed_mrr.pictures.axes import Amounts, Days, Run, joined
from managed_mrr.pictures.drawing import (
    COLOURS,
    FADE,
    INK,
    LETTER,
    LONG,
    MARGIN,
    NAME,
    RIGHT,
    WIDTH,
    counted,
    day_axis,
    empty,
    fade,
    fading,
    fitting,
    from_to,
    line,
    needs,
    picture,
    text,
)

__all__ = ["MARKS", "STEPS", "steps_svg"]


def __dir__() -> list[str]:
    return __all__


STEPS = 160
"""How many steps a picture shows, the latest; how many there are is said when there are more."""

MARKS = 12
"""How many amounts a picture holds others against."""


def steps_svg(
    steps: Sequence[tuple[date, date | None, Fraction]],
    *,
    title: str,
    unit: str,
    marks: Sequence[tuple[str, DateRange, Fraction]] = (),
) -> str:
    """
    An amount over time: steps over an axis of days, with its gaps.

    A step without an end fades out under an arrow. Zero is a line on the axis, no step is no line.
    At most the latest :data:`STEPS` are shown; if there are more, the picture says so.

    Args:
        steps: First day, first day after (None for no end) and amount, disjoint and in order.
        title: What the picture is about.
        unit: What the amounts are in, such as a currency.
        marks: Amounts to hold them against: a name, the days, the amount. Each is a dashed line; the first
            :data:`MARKS` that share a day with the steps are shown.

    Examples:
        >>> svg = steps_svg([(date(2024, 1, 15), date(2024, 3, 15), Fraction(1000))], title="a", unit="USD")
        >>> svg.partition("<desc>")[2].partition("</desc>")[0]
        'From 2024-01-15 to 2024-03-15: 1 step of USD 1,000.00.'
    """
    runs = joined(steps)
    if not runs:
        return empty(title)
    shown = runs[-STEPS:]
    cut = f"the latest {len(shown)} of {len(runs):,} steps" if len(runs) > len(shown) else ""
    values = [run.value for run in shown]
    span = Days.around(shown, 0, WIDTH)
    against = [mark for mark in marks if span.first < mark[1].edges[1] and mark[1].edges[0] < span.last][:MARKS]
    amounts = Amounts.around([*values, *(amount for _, _, amount in against)], 196, 56)
    unit = fitting(unit, 12 * LETTER)
    labels = amounts.ticks(unit)
    left = MARGIN + max(needs(words) for _, words in labels) + 14
    days = Days.around(shown, left, RIGHT)
    zero = amounts.y(Fraction(0))
    parts = [line(f"M{left} {y}H{days.right}", ".2") for y, _ in labels if y != zero]
    parts += [text(left - 8, y + 4, words, "end") for y, words in labels]
    parts += [*day_axis(days, 56, 196), line(f"M{left} {zero}H{days.right}", ".8")]
    parts += _steps(shown, days, amounts)
    parts += [part for mark in against for part in _mark(*mark, days=days, amounts=amounts)]
    least, most = (f"{unit} {decimal_text(end, 2, grouped=True)}".strip() for end in (min(values), max(values)))
    height = f"of {most}" if least == most else f"between {least} and {most}"
    about = f"{from_to(shown)}: {counted(len(shown), 'step')} {height}"
    if against:
        held = [f"{fitting(name, LONG)} {decimal_text(amount, 2, grouped=True)}" for name, _, amount in against]
        about = f"{about}, against {', '.join(held)}"
    return picture(title, f"{about}; {cut}." if cut else f"{about}.", 240, parts, _note(cut))


def _note(words: str) -> str:
    return words and text(RIGHT, 26, words, "end")


def _steps(runs: Sequence[Run[Fraction]], days: Days, amounts: Amounts) -> Iterator[str]:
    """The area under the steps and the line over it, down to zero where there is a gap."""
    colour, zero = COLOURS[0], amounts.y(Fraction(0))
    path: list[str] = []
    before: int | None = None
    for run in runs:
        start, end = days.between(run)
        if run.start != before:
            path += [f"V{zero}" if path else "", f"M{start} {zero}"]
        path += [f"V{amounts.y(run.value)}", f"H{max(start, end - FADE) if run.end is None else end}"]
        before = run.end
    outline = "".join(path)
    yield f"<path d='{outline}V{zero}' fill='{colour}' opacity='.25'/>"
    if runs[-1].end is None:
        yield fade(colour)
        height = amounts.y(runs[-1].value)
        faded = max(days.x(runs[-1].start), days.right - FADE)
        yield fading(f"M{faded} {zero}V{height}H{days.right}V{zero}z", colour, ".25")
        outline += f"H{days.right}m-6 -5l6 5l-6 5"
    else:
        outline += f"V{zero}"
    yield f"<path d='{outline}' fill='none' stroke='{colour}' stroke-width='2' stroke-linejoin='round'/>"


def _mark(name: str, period: DateRange, amount: Fraction, *, days: Days, amounts: Amounts) -> Iterator[str]:
    """A dashed line at an amount on some days, with its name at its right end."""
    start, end = (days.x(min(max(edge, days.first), days.last)) for edge in period.edges)
    y = amounts.y(amount)
    yield f"<path d='M{start} {y}H{end}' stroke='{INK}' stroke-dasharray='4 3'/>"
    yield text(end, y - 4, fitting(name, NAME), "end")
