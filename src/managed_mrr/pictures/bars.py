"""Bars: who has something when."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import cycle, groupby
from operator import attrgetter

import attrs

from managed_mrr.pictures.axes import Days, Run, joined
from managed_mrr.pictures.drawing import (
    COLOURS,
    FADE,
    LONG,
    MARGIN,
    NAME,
    RIGHT,
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

__all__ = ["BARS", "ROWS", "bars_svg"]


def __dir__() -> list[str]:
    return __all__


ROWS = 30
"""How many rows of bars a picture shows, the first; how many were left out is said below them."""

BARS = 40
"""How many bars a row shows, the latest; of how many rows that is true is said below them."""

_TOP = 58  # where rows begin, _ROW apart
_ROW = 24
_LEGEND = (
    f"<path d='M{RIGHT - 136} 15h14v12h-14zM{RIGHT - 64} 18h14v6h-14z'/>"
    f"<text x='{RIGHT - 117}' y='25'>alone</text><text x='{RIGHT}' y='25' text-anchor='end'>shared</text>"
)


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
    whole = [_Row(what, who, tuple(joined(runs))) for what, who, runs in rows[:ROWS]]
    shown = [row for row in whole if row.runs]
    if not shown:
        return empty(title)
    cuts = _cuts(len(rows) - ROWS, sum(len(row.runs) > BARS for row in whole))
    shown = [attrs.evolve(row, runs=row.runs[-BARS:]) for row in shown]
    every = [run for row in shown for run in row.runs]
    second = MARGIN + max(needs(fitting(row.what, NAME)) for row in shown) + 14
    left = second + max(needs(fitting(row.who, NAME)) for row in shown) + 14
    days = Days.around(every, left, RIGHT)
    bottom = _TOP + _ROW * len(shown)
    parts = [*day_axis(days, _TOP - 6, bottom), *_bar_rows(shown, second, days)]
    parts += [line(f"M{MARGIN} {bottom}H{days.right}", ".8")]
    parts += [text(MARGIN, bottom + 54 + 16 * place, words) for place, words in enumerate(cuts)]
    about = "; ".join([f"{from_to(every)}: {counted(len(shown), 'row')}", *_whose(shown), *cuts])
    return picture(title, f"{about}.", bottom + 46 + 16 * len(cuts), parts, _LEGEND)


@attrs.frozen
class _Row:
    """A row of bars: what, who, and when and whether shared."""

    what: str
    who: str
    runs: tuple[Run[bool], ...]


def _bar_rows(rows: Sequence[_Row], second: int, days: Days) -> Iterator[str]:
    """The rows, in groups about the same, and in front of them their names, who from a pixel on."""
    partners = dict.fromkeys(row.who for row in rows)
    colours = dict(zip(partners, cycle(COLOURS), strict=False))
    yield from map(fade, dict.fromkeys(colours[row.who] for row in rows if row.runs[-1].end is None))
    before: str | None = None
    for place, row in enumerate(rows):
        top = _TOP + _ROW * place
        if row.what != before:
            yield line(f"M{MARGIN} {top}H{days.right}", ".2")
            yield text(MARGIN, top + 16, fitting(row.what, NAME))
        yield text(second, top + 16, fitting(row.who, NAME))
        yield from _bars(row.runs, days, top, colours[row.who])
        before = row.what


def _bars(runs: Sequence[Run[bool]], days: Days, top: int, colour: str) -> Iterator[str]:
    """The bars of a row; one without an end fades out under an arrow."""
    path: list[str] = []
    for run in runs:
        start, end = days.between(run)
        above, height = (top + 9, 6) if run.value else (top + 5, 14)
        if run.end is None:
            faded = max(start, end - FADE)
            yield fading(f"M{faded} {above}H{end}v{height}H{faded}z", colour, "1")
            yield f"<path d='M{end - 6} {top + 7}l6 5l-6 5' fill='none' stroke='{colour}' stroke-width='2'/>"
            end = faded
        path.append(f"M{start} {above}H{end}v{height}H{start}z")
    yield f"<path d='{''.join(path)}' fill='{colour}'/>"


def _cuts(rows: int, shortened: int) -> list[str]:
    """What was left out, in words."""
    cuts = [f"{rows:,} more {'row is' if rows == 1 else 'rows are'} not shown"] if rows > 0 else []
    if shortened:
        cuts.append(f"of {counted(shortened, 'row')} only the latest {BARS} bars are shown")
    return cuts


def _whose(rows: Sequence[_Row]) -> Iterator[str]:
    """Who stands in the rows about the same, in words."""
    for what, group in groupby(rows, key=attrgetter("what")):
        yield f"{fitting(what, LONG)}: {', '.join(fitting(row.who, LONG) for row in group)}"
