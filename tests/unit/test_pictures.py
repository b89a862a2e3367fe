"""The pictures of credit over time; run as a program, it draws those of the documentation anew."""

import math
import re
from base64 import b64decode
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from managed_mrr import Billing, Item, Portfolio, Subscription, hubspot, managed_client, timeline, timelines
from managed_mrr.pictures import BARS, COLOURS, INK, ROWS, STEPS, as_image, bars_svg, steps_svg
from managed_mrr.timeline import Timelines

NEW_YEAR = date(2024, 1, 1)
HOSTILE = "</title><script>alert(1)</script>'\"&\x00\x1b\ud800\ufffe\u202e"


def shared_client() -> Portfolio:
    """
    Two partners and one client, over a year and a half.

    North starts in January, south joins in April, north lapses in August and returns in September, and an
    upgrade raises what there is to share in January.
    """
    plan = Subscription(
        "acme-plan",
        client="acme",
        start=NEW_YEAR,
        billing=Billing(NEW_YEAR),
        items=[
            Item("Marketing Hub", price=1000, start=NEW_YEAR),
            Item("Sales Hub", price=500, start=date(2025, 1, 1)),
        ],
    )
    norths = ["01-15", "03-04", "04-22", "06-10", "09-16", "11-04", "12-20"]
    souths = ["04-08", "05-27", "07-08", "10-21"]
    north = [*(date.fromisoformat(f"2024-{day}") for day in norths), date(2025, 2, 10), date(2025, 4, 1)]
    south = [*(date.fromisoformat(f"2024-{day}") for day in souths), date(2025, 2, 24)]
    return (
        managed_client("north", "acme", start=NEW_YEAR, activities=north)
        | managed_client("south", "acme", start=date(2024, 3, 18), activities=south)
    ).with_(plan)


STATIC = Path(__file__).parents[2] / "docs" / "_static"
DRAWN: dict[str, Callable[[], str]] = {
    "credit.svg": lambda: timeline(shared_client(), partner="north", client="acme").svg(),
    "timelines.svg": lambda: timelines(shared_client()).svg(),
}


def steps(*amounts: int | str, end: date | None = date(2025, 1, 1)) -> list[tuple[date, date | None, Fraction]]:
    """One step of 30 days after another; the last ends on a day of its own."""
    starts = [NEW_YEAR + timedelta(days=30 * place) for place in range(len(amounts))]
    ends = [*starts[1:], end]
    return [(start, until, Fraction(amount)) for start, until, amount in zip(starts, ends, amounts, strict=True)]


def days(first: date, last: date | None) -> str:
    """A picture of one step."""
    return steps_svg([(first, last, Fraction(10))], title="a", unit="USD")


def elements(svg: str, name: str = "*") -> list[ET.Element]:
    """The elements of a picture with a name; and so it is well-formed."""
    return ET.fromstring(svg.encode()).findall(f".//{{*}}{name}")  # noqa: S314 -- we wrote the picture ourselves


def texts(svg: str) -> list[str]:
    """All words of a picture, the heading first."""
    return [text.text or "" for text in elements(svg, "text")]


def about(svg: str) -> str:
    """What a picture says to those who do not see it."""
    return elements(svg, "desc")[0].text or ""


def line(svg: str) -> str:
    """The line over the steps."""
    return next(path.get("d", "") for path in elements(svg, "path") if path.get("fill") == "none")


def day_names(svg: str) -> list[ET.Element]:
    """The words under the axis of days."""
    return [text for text in elements(svg, "text") if text.get("text-anchor") == "middle"]


def filled(svg: str, colour: str) -> list[str]:
    """What is filled with a colour."""
    return [path.get("d", "") for path in elements(svg, "path") if path.get("fill") == colour]


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1, nearly as the guidelines for web content have it."""
    parts: list[float] = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (math.pow((part + 0.055) / 1.055, 2.4) for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How well two colours are told apart, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class TestSteps:
    def test_steps_are_drawn_to_scale(self) -> None:
        """The line goes up and down with the amount, in whole pixels, and back to zero at the end."""
        assert re.fullmatch(r"M97 196V56H\d+V126H692V196", line(steps_svg(steps(1000, 500), title="a", unit="USD")))

    def test_neighbours_with_the_same_amount_are_one_step(self) -> None:
        """Touching runs of the same amount are drawn and counted as one."""
        assert about(steps_svg(steps(10, 10, 10), title="a", unit="USD")).endswith(": 1 step of USD 10.00.")

    def test_gap(self) -> None:
        """Between two steps that do not touch there is no line."""
        gap = [(date(2024, 1, 1), date(2024, 2, 1), Fraction(5)), (date(2024, 3, 1), date(2024, 4, 1), Fraction(5))]
        assert re.fullmatch(r"M69 196V56H\d+V196M\d+ 196V56H692V196", line(steps_svg(gap, title="a", unit="USD")))

    def test_single_day_is_seen(self) -> None:
        """A single day among decades is still two pixels wide."""
        steps = [(date(1980, 1, 1), date(1980, 1, 2), Fraction(5)), (date(2030, 1, 1), None, Fraction(5))]
        assert line(steps_svg(steps, title="a", unit="USD")).startswith("M69 196V56H71V196M")

    def test_zero_is_a_line_on_the_axis(self) -> None:
        """Credit of zero is drawn, as a line along the axis."""
        assert line(steps_svg(steps(0), title="a", unit="USD")) == "M69 196V196H692V196"

    def test_open_end_fades_under_an_arrow(self) -> None:
        """Without an end the area fades out, the line goes on to an arrow, and the words say so."""
        svg = steps_svg(steps(1000, end=None), title="a", unit="USD")
        assert line(svg).endswith("H692m-6 -5l6 5l-6 5")
        assert len(filled(svg, f"url(#fade-{COLOURS[0][1:]})")) == 1
        assert about(svg) == "From 2024-01-01 on: 1 step of USD 1,000.00."

    def test_closed_end_does_not_fade(self) -> None:
        """With an end nothing fades."""
        assert "fade" not in steps_svg(steps(1000), title="a", unit="USD")

    def test_below_zero(self) -> None:
        """An amount below zero goes down from the axis."""
        svg = steps_svg(steps(-30, 120), title="a", unit="EUR")
        assert texts(svg)[1:6] == ["-50", "0", "50", "100", "EUR 150"]
        assert about(svg) == "From 2024-01-01 to 2025-01-01: 2 steps between EUR -30.00 and EUR 120.00."

    def test_nothing(self) -> None:
        """Without a step the picture says that there is nothing."""
        svg = steps_svg([], title="north at acme", unit="USD")
        assert texts(svg) == ["north at acme", "on no day"]
        assert about(svg) == "On no day."

    def test_long_history_is_cut_and_says_so(self) -> None:
        """Of thousands of steps the latest are drawn, in a few kilobytes, and how many there are is written."""
        svg = steps_svg(steps(*(place % 7 for place in range(4000)), end=None), title="a", unit="USD")
        assert f"the latest {STEPS} of 4,000 steps" in texts(svg)
        assert about(svg).endswith(f"; the latest {STEPS} of 4,000 steps.")
        assert len(svg) < 8000

    def test_small(self) -> None:
        """A dozen steps take about two kilobytes."""
        assert len(steps_svg(steps(*range(12)), title="north at acme", unit="USD")) < 3000


class TestDays:
    @pytest.mark.parametrize(
        ("first", "last", "names"),
        [
            (date(2024, 2, 29), date(2024, 3, 1), ["29 Feb", "2024", "1 Mar"]),
            (date(2024, 12, 30), date(2025, 1, 2), ["30 Dec", "2024", "31 Dec", "1 Jan", "2025", "2 Jan"]),
            (
                date(2024, 1, 1),
                date(2024, 2, 1),
                ["1 Jan", "2024", "8 Jan", "15 Jan", "22 Jan", "29 Jan"],
            ),
            (date(2024, 1, 2), date(2024, 4, 20), ["Feb", "2024", "Mar", "Apr"]),
            (date(2023, 11, 1), date(2024, 12, 1), ["Jan", "2024", "Apr", "Jul", "Oct"]),
            (date(2022, 1, 1), date(2024, 12, 1), ["Jan", "2022", "Jul", "Jan", "2023", "Jul", "Jan", "2024", "Jul"]),
            (date(2019, 5, 1), date(2025, 1, 1), ["2020", "2021", "2022", "2023", "2024", "2025"]),
            (date(1990, 1, 2), date(2030, 1, 1), ["1995", "2000", "2005", "2010", "2015", "2020", "2025", "2030"]),
            (date(9999, 12, 29), None, ["29 Dec", "9999", "30 Dec", "31 Dec"]),
            (date.max, None, ["31 Dec", "9999"]),
            (date.min, date(1, 1, 2), ["1 Jan", "0001", "2 Jan"]),
            (date.min, None, ["1 Jan", "0001", "8 Jan", "15 Jan", "22 Jan", "29 Jan"]),
            (date.min, date.max, [f"{year}000" for year in range(1, 10)]),
        ],
    )
    def test_round_days_whatever_the_span(self, first: date, last: date | None, names: list[str]) -> None:
        """From a day to all of time, round days are named, and each year once."""
        assert [text.text for text in day_names(days(first, last))] == names

    def test_every_span_has_room_for_its_names(self) -> None:
        """However many days there are, names of days are at least a name apart, and there is one at least."""
        for span in [*range(1, 800, 3), *range(1000, 400_000, 7919)]:
            picture = days(date(1200, 3, 14), date(1200, 3, 14) + timedelta(days=span))
            places = [int(text.get("x", "")) for text in day_names(picture) if text.get("y") == "215"]
            assert places
            assert all(after - before > 50 for before, after in pairwise(places))


class TestAmounts:
    @pytest.mark.parametrize(
        ("amount", "names"),
        [
            ("1000", ["0", "200", "400", "600", "800", "USD 1,000"]),
            ("1001", ["0", "500", "1,000", "USD 1,500"]),
            ("0.07", ["0", "0.02", "0.04", "0.06", "USD 0.08"]),
            ("1/3", ["0", "0.1", "0.2", "0.3", "USD 0.4"]),
            ("0", ["0", "USD 1"]),
            ("1000000000", ["0", *(f"{part}00,000,000" for part in (2, 4, 6, 8)), "USD 1,000,000,000"]),
            ("3e30", ["0", "1×10³⁰", "2×10³⁰", "USD 3×10³⁰"]),
            ("3e-40", ["0", "1×10⁻⁴⁰", "2×10⁻⁴⁰", "USD 3×10⁻⁴⁰"]),
        ],
    )
    def test_round_amounts_whatever_the_size(self, amount: str, names: list[str]) -> None:
        """However large or small, round amounts are named, the highest with its unit."""
        assert texts(steps_svg(steps(amount), title="a", unit="USD"))[1 : len(names) + 1] == names

    def test_amounts_beyond_floats(self) -> None:
        """Amounts are placed exactly, where a float would have no number for them."""
        svg = steps_svg(steps("1e400", "5e399"), title="a", unit="USD")
        assert re.fullmatch(r"M\d+ 196V56H\d+V126H692V196", line(svg))

    def test_without_unit(self) -> None:
        """Without a unit the numbers stand alone."""
        svg = steps_svg(steps(10), title="a", unit="")
        assert texts(svg)[6] == "10"
        assert about(svg).endswith(": 1 step of 10.00.")


class TestBars:
    def test_rows_about_the_same_are_named_once(self) -> None:
        """What rows are about is written in front of the first, who in front of each."""
        row = [(NEW_YEAR, date(2024, 2, 1), False)]
        svg = bars_svg([("acme", "north", row), ("acme", "south", row), ("bolt", "north", row)], title="a")
        assert texts(svg)[-5:] == ["acme", "north", "south", "bolt", "north"]
        assert about(svg) == "From 2024-01-01 to 2024-02-01: 3 rows; acme: north, south; bolt: north."

    def test_who_decides_the_colour(self) -> None:
        """The same partner has the same colour in every row; beyond the last colour they start over."""
        row = [(NEW_YEAR, date(2024, 2, 1), False)]
        names = [f"partner {number}" for number in range(len(COLOURS) + 1)]
        svg = bars_svg([("acme", name, row) for name in names] + [("bolt", names[1], row)], title="a")
        assert [len(filled(svg, colour)) for colour in COLOURS] == [2, 2, 1, 1, 1, 1]

    def test_shared_is_half_as_high(self) -> None:
        """A shared run has a bar of half the height, in the middle of the row."""
        runs = [(NEW_YEAR, date(2024, 2, 1), False), (date(2024, 2, 1), date(2024, 3, 1), True)]
        (bars,) = filled(bars_svg([("acme", "north", runs)], title="a"), COLOURS[0])
        assert re.fullmatch(r"M111 63H(\d+)v14H111zM\1 67H692v6H\1z", bars)

    def test_neighbours_that_are_alike_are_one_bar(self) -> None:
        """A change of the amount alone does not cut a bar."""
        runs = [(NEW_YEAR, date(2024, 2, 1), True), (date(2024, 2, 1), date(2024, 3, 1), True)]
        (bars,) = filled(bars_svg([("acme", "north", runs)], title="a"), COLOURS[0])
        assert bars == "M111 67H692v6H111z"

    def test_open_end_fades_under_an_arrow(self) -> None:
        """Bars without an end fade out under an arrow; each colour's fading is defined once."""
        rows = [(client, "north", [(NEW_YEAR, None, False)]) for client in ("acme", "bolt")]
        svg = bars_svg(rows, title="a")
        assert len(filled(svg, f"url(#fade-{COLOURS[0][1:]})")) == 2
        assert svg.count("<linearGradient") == 1
        assert svg.count("l6 5l-6 5") == 2
        assert about(svg) == "From 2024-01-01 on: 2 rows; acme: north; bolt: north."

    def test_open_end_on_the_last_day_of_all(self) -> None:
        """A bar that begins on the last day there is, and goes on, is drawn."""
        assert texts(bars_svg([("acme", "north", [(date.max, None, False)])], title="a"))[-3:] == [
            "9999",
            "acme",
            "north",
        ]

    def test_nothing(self) -> None:
        """Rows without a bar are not drawn; without any the picture says so."""
        assert texts(bars_svg([("acme", "north", [])], title="a")) == ["a", "on no day"]
        assert about(bars_svg([], title="a")) == "On no day."

    @pytest.mark.parametrize(
        ("rows", "words"),
        [
            (ROWS, []),
            (ROWS + 1, ["1 more row is not shown"]),
            (ROWS + 2000, ["2,000 more rows are not shown"]),
        ],
    )
    def test_many_rows_are_cut_and_say_so(self, rows: int, words: list[str]) -> None:
        """Beyond the last row shown there is a count of those left out."""
        row = [(NEW_YEAR, date(2024, 2, 1), False)]
        svg = bars_svg([(f"client {number}", "north", row) for number in range(rows)], title="a")
        assert [text for text in texts(svg) if "shown" in text] == words
        assert len(svg) < 9000

    def test_many_bars_are_cut_and_say_so(self) -> None:
        """Of a row with very many bars the latest are drawn, and that is said."""
        runs = [
            (NEW_YEAR + timedelta(days=9 * place), NEW_YEAR + timedelta(days=9 * place + 3), False)
            for place in range(BARS + 5)
        ]
        svg = bars_svg([("acme", "north", runs), ("bolt", "north", runs[:BARS])], title="a")
        assert [bars.count("M") for bars in filled(svg, COLOURS[0])] == [BARS, BARS]
        assert texts(svg)[-1] == f"of 1 row only the latest {BARS} bars are shown"
        assert about(svg).endswith(f"; of 1 row only the latest {BARS} bars are shown.")


class TestWords:
    def test_hostile_names(self) -> None:
        """Markup, quotes, control characters, lone surrogates and marks of direction are shown, never obeyed."""
        shown = "</title><script>alert(1)</script>'\"&\\x00\\x1b\\ud800\\ufffe\\u202e"
        row = [(NEW_YEAR, date(2024, 2, 1), False)]
        for svg in (
            steps_svg(steps(5), title=HOSTILE, unit=HOSTILE),
            bars_svg([(HOSTILE, HOSTILE, row)], title=HOSTILE),
        ):
            assert [title.text for title in elements(svg, "title")] == [shown]
            names = {element.tag.partition("}")[2] for element in elements(svg)}
            assert names == {"title", "desc", "text", "path"}

    def test_long_names_are_cut(self) -> None:
        """Names take no more room than there is, wide letters counting twice; all the rest is said in words."""
        row = [(NEW_YEAR, date(2024, 2, 1), False)]
        words = texts(bars_svg([("a" * 10_000, "東" * 10_000, row)], title="t" * 10_000))
        assert words[0] == f"{'t' * 45}…"
        assert words[-2:] == [f"{'a' * 19}…", f"{'東' * 9}…"]

    def test_long_names_are_cut_where_they_are_read_out(self) -> None:
        """However long names are, a picture stays small."""
        svg = bars_svg([("a" * 10_000, "b" * 10_000, [(NEW_YEAR, None, False)])], title="t" * 10_000)
        assert about(svg) == f"From 2024-01-01 on: 1 row; {'a' * 199}…: {'b' * 199}…."
        assert elements(svg, "title")[0].text == f"{'t' * 199}…"
        assert texts(steps_svg(steps(10), title="a", unit="c" * 10_000))[6] == f"{'c' * 11}… 10"

    @pytest.mark.parametrize("background", ["#ffffff", "#111111", "#0d1117"])
    def test_colours_are_seen_on_white_and_on_black(self, background: str) -> None:
        """Text has a contrast of 4 at least, and everything drawn of 3, on a white page and on a dark one."""
        assert contrast(INK, background) > 4
        assert all(contrast(colour, background) > 3 for colour in COLOURS)

    def test_same_input_same_picture(self) -> None:
        """A picture depends on nothing but what it is of."""
        assert steps_svg(steps(1, 2), title="a", unit="b") == steps_svg(steps(1, 2), title="a", unit="b")


class TestAsImage:
    def test_is_one_image(self) -> None:
        """The picture becomes one image, its data inside, and hostile words stay words."""
        found: list[tuple[str, dict[str, str | None]]] = []

        class Images(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                found.append((tag, dict(attrs)))

        svg = steps_svg(steps(5), title=HOSTILE, unit="USD")
        Images().feed(as_image(svg, HOSTILE))
        ((tag, attributes),) = found
        assert tag == "img"
        assert set(attributes) == {"alt", "style", "src"}
        assert attributes["alt"] == "</title><script>alert(1)</script>'\"&\\x00\\x1b\\ud800\\ufffe\\u202e"
        kind, _, data = (attributes["src"] or "").partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert b64decode(data).decode() == svg


class TestTimelines:
    def test_rows_by_client_then_partner(self) -> None:
        """The picture of all timelines has a row a pair, the partners of a client next to each other."""
        portfolio = (
            managed_client("south", "acme", start=NEW_YEAR, price=1, activities=[NEW_YEAR])
            | managed_client("north", "bolt", start=NEW_YEAR, price=1, activities=[NEW_YEAR])
            | managed_client("north", "acme", start=NEW_YEAR, activities=[NEW_YEAR])
        )
        assert about(timelines(portfolio).svg()) == (
            "From 2024-01-01 to 2024-03-01: 3 rows; acme: north, south; bolt: north."
        )

    def test_shared_as_long_as_two_partners_are_credited(self) -> None:
        """Half-high bars are the days on which the credit is shared."""
        (north,) = filled(timelines(shared_client()).svg(), COLOURS[0])
        assert re.findall(r"v(\d+)", north) == ["14", "6", "14", "6", "14", "6", "14"]

    def test_without_end(self) -> None:
        """Credit of a partner of record has no end, and the picture shows none."""
        portfolio = managed_client("north", "acme", start=NEW_YEAR, price=1000, of_record=True)
        assert about(timelines(portfolio, policy=hubspot.PARTNER_OF_RECORD).svg()) == (
            "From 2024-01-01 on: 1 row; acme: north."
        )

    def test_notebook(self) -> None:
        """A notebook shows the picture above the table; without a timeline there is nothing to picture."""
        html = timelines(shared_client())._repr_html_()
        assert html.index("<img alt='Managed MRR credit over time'") < html.index("<table")
        assert "<img" not in Timelines([])._repr_html_()


@pytest.mark.parametrize("name", DRAWN)
def test_documentation_shows_what_is_drawn_today(name: str) -> None:
    """The documentation's pictures are those drawn now; to draw them anew, run this file as a program."""
    assert (STATIC / name).read_text(encoding="utf-8") == DRAWN[name]() + "\n"


if __name__ == "__main__":
    STATIC.mkdir(exist_ok=True)
    for name, drawn in DRAWN.items():
        (STATIC / name).write_text(drawn() + "\n", encoding="utf-8", newline="\n")
