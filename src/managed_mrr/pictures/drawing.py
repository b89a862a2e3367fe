"""Drawing: what every picture is made of, as SVG text."""

from base64 import b64encode
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from html import escape
from itertools import accumulate
from typing import TypeVar
from unicodedata import east_asian_width

from managed_mrr.pictures.axes import Days, Run

__all__ = [
    "COLOURS",
    "FADE",
    "INK",
    "LETTER",
    "LONG",
    "MARGIN",
    "NAME",
    "RIGHT",
    "WIDTH",
    "as_image",
    "counted",
    "day_axis",
    "empty",
    "fade",
    "fading",
    "fitting",
    "from_to",
    "line",
    "needs",
    "picture",
    "text",
]


def __dir__() -> list[str]:
    return __all__


INK = "#767e88"
"""The colour of text and lines: half way between black and white, to be read on either."""

COLOURS = ("#3f83c8", "#cf7a29", "#36976a", "#b8629c", "#8672c9", "#8f8626")
"""The colours of amounts and bars, to be told apart on white and on black; partners beyond them start over."""

WIDTH = 720
MARGIN = 20
RIGHT = WIDTH - 28  # half the name of a day may stand out on the right
LETTER = 7  # what a letter of the small text is taken to need; wide ones need two
FADE = 56  # the last stretch of something without an end
NAME = 20 * LETTER  # what a name in front of a row may need
LONG = 200 * LETTER  # what a name may need where it is read out
V = TypeVar("V", bound=Hashable)


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


def picture(title: str, about: str, height: int, parts: Iterable[str], aside: str) -> str:
    """The whole picture: its name and description for those who do not see it, a heading, and the parts."""
    heading = fitting(title, (RIGHT - MARGIN - (210 if aside else 0)) * 7 // 10)  # it is larger and bold
    return "".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' ",
            f"height='{height}' role='img' font-family='system-ui,-apple-system,Segoe UI,Roboto,sans-serif' ",
            f"font-size='12' fill='{INK}'><title>{_plain(fitting(title, LONG))}</title><desc>{_plain(about)}</desc>",
            f"<text x='{MARGIN}' y='26' font-size='15' font-weight='600'>{_plain(heading)}</text>",
            aside,
            *parts,
            "</svg>",
        ]
    )


def empty(title: str) -> str:
    """A picture of nothing."""
    return picture(title, "On no day.", 76, [text(MARGIN, 54, "on no day")], "")


def day_axis(days: Days, top: int, bottom: int) -> Iterator[str]:
    """The lines and names of round days, from the top of a picture to the bottom."""
    for x, words, year in days.ticks():
        yield line(f"M{x} {top}V{bottom + 5}", ".2")
        yield text(x, bottom + 19, words, "middle")
        if year:
            yield text(x, bottom + 34, year, "middle")


def fade(colour: str) -> str:
    """A colour that fades out, by the name that :func:`fading` uses."""
    # Pictures on one page share their ids: what an id names may depend on nothing but the id.
    stops = f"<stop stop-color='{colour}'/><stop offset='1' stop-color='{colour}' stop-opacity='0'/>"
    return f"<linearGradient id='fade-{colour[1:]}'>{stops}</linearGradient>"


def fading(path: str, colour: str, opacity: str) -> str:
    """An area in a colour that fades out."""
    return f"<path d='{path}' fill='url(#fade-{colour[1:]})' opacity='{opacity}'/>"


def from_to(runs: Sequence[Run[V]]) -> str:
    """The days that some runs are about, in words."""
    since = date.fromordinal(min(run.start for run in runs))
    ends = [run.end for run in runs if run.end is not None]
    return f"From {since} on" if len(ends) < len(runs) else f"From {since} to {date.fromordinal(max(ends))}"


def counted(number: int, noun: str) -> str:
    """A number of things, in words."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def line(path: str, opacity: str) -> str:
    """A line or several."""
    return f"<path d='{path}' stroke='{INK}' opacity='{opacity}'/>"


def text(x: int, y: int, words: str, anchor: str = "") -> str:
    """Some words; where they stand is their start, or what the anchor says."""
    place = f" text-anchor='{anchor}'" if anchor else ""
    return f"<text x='{x}' y='{y}'{place}>{_plain(words)}</text>"


def _printable(words: str) -> str:
    """Show control characters, which no XML may hold, in Python's notation."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in words)


def _plain(words: str) -> str:
    return escape(_printable(words))


def needs(words: str) -> int:
    """How many pixels the small text may need: no font is asked, so letters count alike and wide ones twice."""
    return sum(LETTER * 2 if east_asian_width(letter) in "WF" else LETTER for letter in words)


def fitting(words: str, pixels: int) -> str:
    """The words as they are shown, cut at the end where they would need too many pixels."""
    words = _printable(words)
    if needs(words) <= pixels:
        return words
    needed = list(accumulate(map(needs, words), initial=LETTER))
    return f"{words[: bisect_right(needed, pixels) - 1]}…"
