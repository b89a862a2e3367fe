"""Since when, until when, and how much."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from managed_mrr import (
    DateError,
    Money,
    Partner,
    Segment,
    Timeline,
    UnknownIdError,
    hubspot,
    managed_client,
    timeline,
    timelines,
)
from managed_mrr.tables import HTML_BYTES, HTML_ROWS

JANUARY, FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in (1, 2, 3, 4))
NORTH = managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY])
SOUTH = managed_client("south", "acme", start=JANUARY, activities=[FEBRUARY])
BOLT = managed_client("north", "bolt", start=JANUARY, price="0.5", currency="CHF", activities=[MARCH])
ALL = NORTH | SOUTH | BOLT
HOSTILE = "<img src=x onerror=alert(1)>"


def north() -> Timeline:
    """The history of a partner that shares after a while."""
    return timeline(ALL, partner="north", client="acme")


class TestTimeline:
    def test_segments(self) -> None:
        """The segments are maximal, disjoint and in order."""
        assert north().segments == (
            Segment(JANUARY, FEBRUARY, Money(900, "USD"), Fraction(9), ("north",)),
            Segment(FEBRUARY, MARCH, Money(450, "USD"), Fraction(9, 2), ("north", "south")),
        )
        assert list(north()) == list(north().segments)
        assert len(north()) == 2

    @pytest.mark.parametrize(
        ("day", "index"),
        [
            (date.min, None),
            (date(2023, 12, 31), None),
            (JANUARY, 0),
            (date(2024, 1, 31), 0),
            (FEBRUARY, 1),
            (date(2024, 2, 29), 1),
            (MARCH, None),
            (date.max, None),
        ],
    )
    def test_at(self, day: date, index: int | None) -> None:
        """The segment of a day is the one that holds it; there may be none."""
        assert north().at(day) == (None if index is None else north().segments[index])

    def test_at_without_end(self) -> None:
        """A segment without end holds every later day."""
        record = managed_client("north", "acme", start=JANUARY, of_record=True)
        history = timeline(record, partner="north", client="acme", policy=hubspot.PARTNER_OF_RECORD)
        assert history.at(date.max) == history.segments[0]

    def test_at_nothing(self) -> None:
        """A history without segments has none on any day."""
        empty = timeline(NORTH.with_(Partner("west")), partner="west", client="acme")
        assert len(empty) == 0
        assert empty.at(JANUARY) is None

    def test_at_datetime(self) -> None:
        """A datetime has no segment."""
        with pytest.raises(DateError, match=r"take \.date\(\) of it in an explicit time zone$"):
            north().at(datetime(2024, 1, 1))

    @pytest.mark.parametrize(
        ("partner", "client", "message"),
        [
            ("nort", "acme", "^unknown partner 'nort': .*did you mean 'north'"),
            ("north", "acm", "^unknown client 'acm': .*did you mean 'acme'"),
        ],
    )
    def test_unknown(self, partner: str, client: str, message: str) -> None:
        """An unknown partner or client is refused with the nearest."""
        with pytest.raises(UnknownIdError, match=message):
            timeline(ALL, partner=partner, client=client)

    def test_explain(self) -> None:
        """Any day of the history can be explained."""
        assert north().explain(FEBRUARY).text == (
            "north has USD 450.00 credit a month for acme on 2024-02-01, 4.50 points (servicing)"
        )

    def test_equality(self) -> None:
        """Histories with equal segments are equal, whatever evidence they rest on."""
        assert north() == timeline(NORTH | SOUTH, partner="north", client="acme")
        assert hash(north()) == hash(timeline(NORTH | SOUTH, partner="north", client="acme"))


class TestTimelineText:
    def test_repr(self) -> None:
        """A programmer sees whose history it is, and how long."""
        assert repr(north()) == "<Timeline of north at acme, policy servicing, segments: 2>"

    def test_repr_escaped(self) -> None:
        """A name cannot break a line or move the cursor of a terminal."""
        portfolio = managed_client("no\x1b[31m\nrth", "acme", start=JANUARY, activities=[JANUARY])
        assert repr(timeline(portfolio, partner="no\x1b[31m\nrth", client="acme")) == (
            "<Timeline of no\\x1b[31m\\nrth at acme, policy servicing, segments: 1>"
        )

    def test_text(self) -> None:
        """People see a row for each segment."""
        assert str(north()).splitlines() == [
            "Managed MRR credit of north for acme over time (servicing)",
            "partner  client  start       end         currency  credit a month  points  shared with",
            "-------  ------  ----------  ----------  --------  --------------  ------  -----------",
            "north    acme    2024-01-01  2024-02-01  USD               900.00    9.00",
            "north    acme    2024-02-01  2024-03-01  USD               450.00    4.50  south",
        ]

    def test_unknown_points(self) -> None:
        """Unknown points are called so, and an open end is left blank."""
        last = managed_client("north", "acme", start=JANUARY, currency="CHF", activities=[date(9999, 12, 20)])
        assert str(timeline(last, partner="north", client="acme")).splitlines()[-1] == (
            "north    acme    9999-12-20       CHF                 0.00  unknown"
        )

    def test_nothing(self) -> None:
        """That there is no credit on any day is said."""
        empty = timeline(NORTH.with_(Partner("west")), partner="west", client="acme")
        assert str(empty).splitlines()[-1] == "There is no credit on any day."
        assert "<img" not in empty._repr_html_()
        assert empty.svg()

    def test_html(self) -> None:
        """A notebook sees a picture and the rows."""
        html = north()._repr_html_()
        assert html.count("<tr>") == 3
        assert "<img " in html
        assert "data:image/svg+xml;base64," in html

    def test_html_escaped(self) -> None:
        """Names from the evidence cannot become markup."""
        portfolio = managed_client(HOSTILE, "acme", start=JANUARY, activities=[JANUARY])
        html = timeline(portfolio, partner=HOSTILE, client="acme")._repr_html_()
        assert HOSTILE not in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html
        assert HOSTILE not in timeline(portfolio, partner=HOSTILE, client="acme").svg()


class TestTimelines:
    def test_mapping(self) -> None:
        """It has every pair that ever has a line, in the order of ids."""
        found = timelines(ALL.with_(Partner("west")))
        assert list(found) == [("north", "acme"), ("north", "bolt"), ("south", "acme")]
        assert len(found) == 3
        assert ("west", "acme") not in found
        assert found["north", "acme"] == north()

    def test_missing(self) -> None:
        """A pair that never has a line is not in it."""
        with pytest.raises(KeyError):
            timelines(ALL)["south", "bolt"]

    def test_policy(self) -> None:
        """Another policy makes other histories."""
        assert dict(timelines(ALL, policy=hubspot.PARTNER_OF_RECORD)) == {}

    def test_equality(self) -> None:
        """Mappings of equal histories are equal."""
        assert timelines(ALL) == timelines(BOLT | SOUTH | NORTH)

    def test_text(self) -> None:
        """All segments are rows of one table."""
        assert repr(timelines(ALL)) == "<Timelines, pairs of partner and client: 3>"
        rows = str(timelines(ALL)).splitlines()
        assert rows[0] == "Managed MRR credit over time"
        assert [row.split()[:2] for row in rows[3:]] == [
            ["north", "acme"],
            ["north", "acme"],
            ["north", "bolt"],
            ["south", "acme"],
            ["south", "acme"],
        ]
        assert rows[5].split() == ["north", "bolt", "2024-03-01", "2024-04-30", "CHF", "0.50", "unknown"]

    def test_html(self) -> None:
        """A notebook sees the rows."""
        assert timelines(ALL)._repr_html_().count("<tr>") == 6

    def test_html_nothing(self) -> None:
        """Without any history a notebook is told so."""
        html = timelines(ALL, policy=hubspot.PARTNER_OF_RECORD)._repr_html_()
        assert "<p>There is no credit on any day.</p>" in html
        assert "<img" not in html

    def test_html_capped(self) -> None:
        """Beyond a number of rows a notebook is told how many were left out."""
        days = [date(1000 + index, 1, 1) for index in range(HTML_ROWS + 7)]
        portfolio = managed_client("north", "acme", start=date(1000, 1, 1), activities=days)
        html = timelines(portfolio)._repr_html_()
        shown = html.count("<tr>") - 1
        assert shown <= HTML_ROWS
        assert f"<p>{len(days) - shown} more rows are not shown.</p>" in html
        assert len(html.encode()) <= HTML_BYTES
