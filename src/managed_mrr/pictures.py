"""Pictures: credit over time as SVG text, with nothing but the standard library."""

from base64 import b64encode
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from html import escape
from itertools import accumulate, count, cycle, groupby
from operator import attrgetter
from typing import Generic, TypeVar
from unicodedata import east_asian_width

import attrs

from managed_mrr.amounts import decimal_text
from managed_mrr.dates.ranges import DateRange, ordinal

__all__ = ["BARS", "COLOURS", "INK", "MARKS", "ROWS", "STEPS", "as_image", "bars_svg", "steps_svg"]


def __dir__() -> list[str]:
    return __all__


STEPS = 160
"""How many steps a picture shows, the latest; how many there are is said when there are more."""

ROWS = 30
"""How many rows of bars a picture shows, the first; how many were left out is said below them."""

BARS = 40
"""How many bars a row shows, the latest; of how many rows that is true is said below them."""

MARKS = 12
"""How many amounts a picture holds others against."""

INK = "#767e88"
"""The colour of text and lines: half way between black and white, to be read on either."""

COLOURS = ("#3f83c8", "#cf7a29", "#36976a", "#b8629c", "#8672c9", "#8f8626")
"""The colours of amounts and bars, to be told apart on white and on black; partners beyond them start over."""

_WIDTH = 720
_MARGIN = 20
_RIGHT = _WIDTH - 28  # half the name of a day may stand out on the right
_LETTER = 7  # what a letter of the small text is taken to need; wide ones need two
_FADE = 56  # the last stretch of something without an end
_TOP = 58  # where rows begin, _ROW apart
_ROW = 24
_NAME = 20 * _LETTER  # what a name in front of a row may need
_LONG = 200 * _LETTER  # what a name may need where it is read out

_LEGEND = (
    f"<path d='M{_RIGHT - 136} 15h14v12h-14zM{_RIGHT - 64} 18h14v6h-14z'/>"
    f"<text x='{_RIGHT - 117}' y='25'>alone</text><text x='{_RIGHT}' y='25' text-anchor='end'>shared</text>"
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LAST = date.max.toordinal()

V = TypeVar("V", bound=Hashable)


@attrs.frozen
class _Run(Generic[V]):
    """A run of days ``[start, end)``, as ordinals, on which something stays the same."""

    start: int
    end: int | None
    value: V


def _joined(runs: Iterable[tuple[date, date | None, V]]) -> list[_Run[V]]:
    """The runs, in order, with touching ones made one when they have the same value."""
    made: list[_Run[V]] = []
    for start, end, value in runs:
        run = _Run(ordinal(start), None if end is None else ordinal(end), value)
        if made and made[-1].end == run.start and made[-1].value == value:
            run = attrs.evolve(run, start=made.pop().start)
        made.append(run)
    return made


@attrs.frozen
class _Days:
    """The axis of days: ordinals from ``first`` to ``last``, laid out from one pixel to another."""

    first: int
    last: int
    left: int
    right: int

    @classmethod
    def around(cls, runs: Sequence[_Run[V]], left: int, right: int) -> "_Days":
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

    def between(self, run: _Run[V]) -> tuple[int, int]:
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
class _Amounts:
    """The axis of amounts: from ``low`` to ``high`` times ``step``, laid out from one pixel up to another."""

    step: Fraction
    exponent: int
    low: int
    high: int
    bottom: int
    top: int

    @classmethod
    def around(cls, amounts: Sequence[Fraction], bottom: int, top: int) -> "_Amounts":
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
    runs = _joined(steps)
    if not runs:
        return _empty(title)
    shown = runs[-STEPS:]
    cut = f"the latest {len(shown)} of {len(runs):,} steps" if len(runs) > len(shown) else ""
    values = [run.value for run in shown]
    span = _Days.around(shown, 0, _WIDTH)
    against = [mark for mark in marks if span.first < mark[1].edges[1] and mark[1].edges[0] < span.last][:MARKS]
    amounts = _Amounts.around([*values, *(amount for _, _, amount in against)], 196, 56)
    unit = _fitting(unit, 12 * _LETTER)
    labels = amounts.ticks(unit)
    left = _MARGIN + max(_needs(words) for _, words in labels) + 14
    days = _Days.around(shown, left, _RIGHT)
    zero = amounts.y(Fraction(0))
    parts = [_line(f"M{left} {y}H{days.right}", ".2") for y, _ in labels if y != zero]
    parts += [_text(left - 8, y + 4, words, "end") for y, words in labels]
    parts += [*_day_axis(days, 56, 196), _line(f"M{left} {zero}H{days.right}", ".8")]
    parts += _steps(shown, days, amounts)
    parts += [part for mark in against for part in _mark(*mark, days=days, amounts=amounts)]
    least, most = (f"{unit} {decimal_text(end, 2, grouped=True)}".strip() for end in (min(values), max(values)))
    height = f"of {most}" if least == most else f"between {least} and {most}"
    about = f"{_from_to(shown)}: {_counted(len(shown), 'step')} {height}"
    if against:
        held = [f"{_fitting(name, _LONG)} {decimal_text(amount, 2, grouped=True)}" for name, _, amount in against]
        about = f"{about}, against {', '.join(held)}"
    return _picture(title, f"{about}; {cut}." if cut else f"{about}.", 240, parts, _note(cut))


def bars_svg(rows: Sequence[tuple[str, str, Iterable[tuple[date, date | None, bool]]]], *, title: str) -> str:
    """
    Who has something when: a row of bars each, over an axis of days.

    Who decides the colour. A bar of half the height is shared. One without an end fades out under an arrow.
    At most the first :data:`ROWS` rows are shown, and of each the latest :data:`BARS` bars; if there are
    more, the picture says so.

    Args:
        rows: What (such as a client), who (such as a partner), and in order the runs of days: first day,
            first day after (None for no end), and whether it is shared. Rows about the same stand together.
        title: What the picture is about.

    Examples:
        >>> svg = bars_svg([("acme", "north", [(date(2024, 1, 15), None, False)])], title="a")
        >>> svg.partition("<desc>")[2].partition("</desc>")[0]
        'From 2024-01-15 on: 1 row; acme: north.'
    """
    whole = [_Row(what, who, tuple(_joined(runs))) for what, who, runs in rows[:ROWS]]
    shown = [row for row in whole if row.runs]
    if not shown:
        return _empty(title)
    cuts = _cuts(len(rows) - ROWS, sum(len(row.runs) > BARS for row in whole))
    shown = [attrs.evolve(row, runs=row.runs[-BARS:]) for row in shown]
    every = [run for row in shown for run in row.runs]
    second = _MARGIN + max(_needs(_fitting(row.what, _NAME)) for row in shown) + 14
    left = second + max(_needs(_fitting(row.who, _NAME)) for row in shown) + 14
    days = _Days.around(every, left, _RIGHT)
    bottom = _TOP + _ROW * len(shown)
    parts = [*_day_axis(days, _TOP - 6, bottom), *_bar_rows(shown, second, days)]
    parts += [_line(f"M{_MARGIN} {bottom}H{days.right}", ".8")]
    parts += [_text(_MARGIN, bottom + 54 + 16 * place, words) for place, words in enumerate(cuts)]
    about = "; ".join([f"{_from_to(every)}: {_counted(len(shown), 'row')}", *_whose(shown), *cuts])
    return _picture(title, f"{about}.", bottom + 46 + 16 * len(cuts), parts, _LEGEND)


def as_image(svg: str, alt: str) -> str:
    """
    An SVG picture as an HTML image, which a notebook shows even without trusting it.

    Args:
        svg: The picture.
        alt: What to read out in its place.

    Examples:
        >>> as_image("<svg/>", "a & b")
        "<img alt='a &amp; b' style='max-width:100%' src='data:image/svg+xml;base64,PHN2Zy8+'>"
    """
    data = b64encode(svg.encode()).decode()
    return f"<img alt='{_plain(alt)}' style='max-width:100%' src='data:image/svg+xml;base64,{data}'>"


def _picture(title: str, about: str, height: int, parts: Iterable[str], aside: str) -> str:
    """The whole picture: its name and description for those who do not see it, a heading, and the parts."""
    heading = _fitting(title, (_RIGHT - _MARGIN - (210 if aside else 0)) * 7 // 10)  # it is larger and bold
    return "".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {height}' width='{_WIDTH}' ",
            f"height='{height}' role='img' font-family='system-ui,-apple-system,Segoe UI,Roboto,sans-serif' ",
            f"font-size='12' fill='{INK}'><title>{_plain(_fitting(title, _LONG))}</title><desc>{_plain(about)}</desc>",
            f"<text x='{_MARGIN}' y='26' font-size='15' font-weight='600'>{_plain(heading)}</text>",
            aside,
            *parts,
            "</svg>",
        ]
    )


def _empty(title: str) -> str:
    return _picture(title, "On no day.", 76, [_text(_MARGIN, 54, "on no day")], "")


def _note(words: str) -> str:
    return words and _text(_RIGHT, 26, words, "end")


def _day_axis(days: _Days, top: int, bottom: int) -> Iterator[str]:
    for x, words, year in days.ticks():
        yield _line(f"M{x} {top}V{bottom + 5}", ".2")
        yield _text(x, bottom + 19, words, "middle")
        if year:
            yield _text(x, bottom + 34, year, "middle")


def _steps(runs: Sequence[_Run[Fraction]], days: _Days, amounts: _Amounts) -> Iterator[str]:
    """The area under the steps and the line over it, down to zero where there is a gap."""
    colour, zero = COLOURS[0], amounts.y(Fraction(0))
    path: list[str] = []
    before: int | None = None
    for run in runs:
        start, end = days.between(run)
        if run.start != before:
            path += [f"V{zero}" if path else "", f"M{start} {zero}"]
        path += [f"V{amounts.y(run.value)}", f"H{max(start, end - _FADE) if run.end is None else end}"]
        before = run.end
    line = "".join(path)
    yield f"<path d='{line}V{zero}' fill='{colour}' opacity='.25'/>"
    if runs[-1].end is None:
        yield _fade(colour)
        height = amounts.y(runs[-1].value)
        faded = max(days.x(runs[-1].start), days.right - _FADE)
        yield _fading(f"M{faded} {zero}V{height}H{days.right}V{zero}z", colour, ".25")
        line += f"H{days.right}m-6 -5l6 5l-6 5"
    else:
        line += f"V{zero}"
    yield f"<path d='{line}' fill='none' stroke='{colour}' stroke-width='2' stroke-linejoin='round'/>"


def _mark(name: str, period: DateRange, amount: Fraction, *, days: _Days, amounts: _Amounts) -> Iterator[str]:
    """A dashed line at an amount on some days, with its name at its right end."""
    start, end = (days.x(min(max(edge, days.first), days.last)) for edge in period.edges)
    y = amounts.y(amount)
    yield f"<path d='M{start} {y}H{end}' stroke='{INK}' stroke-dasharray='4 3'/>"
    yield _text(end, y - 4, _fitting(name, _NAME), "end")


@attrs.frozen
class _Row:
    """A row of bars: what, who, and when and whether shared."""

    what: str
    who: str
    runs: tuple[_Run[bool], ...]


def _bar_rows(rows: Sequence[_Row], second: int, days: _Days) -> Iterator[str]:
    """The rows, in groups about the same, and in front of them their names, who from a pixel on."""
    partners = dict.fromkeys(row.who for row in rows)
    colours = dict(zip(partners, cycle(COLOURS), strict=False))
    yield from map(_fade, dict.fromkeys(colours[row.who] for row in rows if row.runs[-1].end is None))
    before: str | None = None
    for place, row in enumerate(rows):
        top = _TOP + _ROW * place
        if row.what != before:
            yield _line(f"M{_MARGIN} {top}H{days.right}", ".2")
            yield _text(_MARGIN, top + 16, _fitting(row.what, _NAME))
        yield _text(second, top + 16, _fitting(row.who, _NAME))
        yield from _bars(row.runs, days, top, colours[row.who])
        before = row.what


def _bars(runs: Sequence[_Run[bool]], days: _Days, top: int, colour: str) -> Iterator[str]:
    """The bars of a row; one without an end fades out under an arrow."""
    path: list[str] = []
    for run in runs:
        start, end = days.between(run)
        above, height = (top + 9, 6) if run.value else (top + 5, 14)
        if run.end is None:
            faded = max(start, end - _FADE)
            yield _fading(f"M{faded} {above}H{end}v{height}H{faded}z", colour, "1")
            yield f"<path d='M{end - 6} {top + 7}l6 5l-6 5' fill='none' stroke='{colour}' stroke-width='2'/>"
            end = faded
        path.append(f"M{start} {above}H{end}v{height}H{start}z")
    yield f"<path d='{''.join(path)}' fill='{colour}'/>"


def _fade(colour: str) -> str:
    # Pictures on one page share their ids: what an id names may depend on nothing but the id.
    stops = f"<stop stop-color='{colour}'/><stop offset='1' stop-color='{colour}' stop-opacity='0'/>"
    return f"<linearGradient id='fade-{colour[1:]}'>{stops}</linearGradient>"


def _fading(path: str, colour: str, opacity: str) -> str:
    return f"<path d='{path}' fill='url(#fade-{colour[1:]})' opacity='{opacity}'/>"


def _cuts(rows: int, shortened: int) -> list[str]:
    """What was left out, in words."""
    cuts = [f"{rows:,} more {'row is' if rows == 1 else 'rows are'} not shown"] if rows > 0 else []
    if shortened:
        cuts.append(f"of {_counted(shortened, 'row')} only the latest {BARS} bars are shown")
    return cuts


def _whose(rows: Sequence[_Row]) -> Iterator[str]:
    """Who stands in the rows about the same, in words."""
    for what, group in groupby(rows, key=attrgetter("what")):
        yield f"{_fitting(what, _LONG)}: {', '.join(_fitting(row.who, _LONG) for row in group)}"


def _from_to(runs: Sequence[_Run[V]]) -> str:
    since = date.fromordinal(min(run.start for run in runs))
    ends = [run.end for run in runs if run.end is not None]
    return f"From {since} on" if len(ends) < len(runs) else f"From {since} to {date.fromordinal(max(ends))}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _line(path: str, opacity: str) -> str:
    return f"<path d='{path}' stroke='{INK}' opacity='{opacity}'/>"


def _text(x: int, y: int, words: str, anchor: str = "") -> str:
    place = f" text-anchor='{anchor}'" if anchor else ""
    return f"<text x='{x}' y='{y}'{place}>{_plain(words)}</text>"


def _printable(words: str) -> str:
    """Show control characters, which no XML may hold, in Python's notation."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in words)


def _plain(words: str) -> str:
    return escape(_printable(words))


def _needs(words: str) -> int:
    """How many pixels the small text may need: no font is asked, so letters count alike and wide ones twice."""
    return sum(_LETTER * 2 if east_asian_width(letter) in "WF" else _LETTER for letter in words)


def _fitting(words: str, pixels: int) -> str:
    """The words as they are shown, cut at the end where they would need too many pixels."""
    words = _printable(words)
    if _needs(words) <= pixels:
        return words
    needed = list(accumulate(map(_needs, words), initial=_LETTER))
    return f"{words[: bisect_right(needed, pixels) - 1]}…"
