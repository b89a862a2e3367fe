"""From one amount to another through the causes in between."""

from fractions import Fraction
from xml.etree import ElementTree as ET

from managed_mrr.waterfall import POINTS, SHOWN, Waterfall, waterfalls_svg

HOSTILE = "<img src=x onerror=alert(1)>\x1b[2J"


def fall(*steps: tuple[str, Fraction], partner: str = "north", unit: str = POINTS) -> Waterfall:
    """A waterfall from 10 on."""
    end = Fraction(10) + sum(amount for _, amount in steps)
    return Waterfall(partner, unit, start=Fraction(10), steps=steps, end=end, names=("before", "after"))


def texts(svg: str) -> list[str]:
    """The words in a picture."""
    return [each.text for each in ET.fromstring(svg).iter() if each.text]  # noqa: S314 -- our own


class TestWaterfall:
    def test_rows(self) -> None:
        """Each step tells what it changed and what is left; the ends tell what there is."""
        assert list(fall(("lapse", Fraction(-4)), ("upgrade", Fraction(1, 2))).rows()) == [
            ("before", "", "10.00"),
            ("lapse", "-4.00", "6.00"),
            ("upgrade", "+0.50", "6.50"),
            ("after", "", "6.50"),
        ]

    def test_digits(self) -> None:
        """Money has the digits of its currency, points have two; nothing has no sign."""
        yen, points = fall(unit="JPY"), fall()
        assert (yen.text(Fraction(10)), points.text(Fraction(10))) == ("10", "10.00")
        assert (yen.signed(Fraction(1, 3)), points.signed(Fraction(1, 3))) == ("0", "+0.33")


class TestPicture:
    def test_bars(self) -> None:
        """A picture has a bar for each end and each step, with names and amounts."""
        assert texts(waterfalls_svg([fall(("lapse", Fraction(-4)))])) == [
            "north, points",
            "before",
            "10.00",
            "lapse",
            "-4.00",
            "after",
            "6.00",
        ]

    def test_untrusted(self) -> None:
        """Names are escaped and cut, control characters are shown."""
        svg = waterfalls_svg([fall((HOSTILE * 3, Fraction(-4)), partner=HOSTILE)])
        assert len(texts(svg)) == 7
        assert "<img" not in svg
        assert "\x1b" not in svg

    def test_nothing_to_show(self) -> None:
        """Waterfalls without a step are left out; an empty amount has no length."""
        assert "<path" not in waterfalls_svg([fall()])
        flat = Waterfall(
            "north", "USD", start=Fraction(0), steps=[("a", Fraction(0))], end=Fraction(0), names=("a", "b")
        )
        assert waterfalls_svg([flat]).count("<path") == 3

    def test_many(self) -> None:
        """Only some are shown, and how many are not is said."""
        svg = waterfalls_svg([fall(("lapse", Fraction(-4)))] * (SHOWN + 2))
        assert svg.count("north, points") == SHOWN
        assert "more that are not shown: 2" in svg
