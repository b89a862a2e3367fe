from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pyarrow as pa
import pytest

from managed_mrr import (
    Activity,
    ClientUser,
    CurrencyToPoints,
    DateError,
    DateRange,
    Employee,
    Link,
    Partner,
    PartnerUser,
    Portfolio,
    Rate,
    columnar,
    hubspot,
    managed_client,
)
from managed_mrr.evidence import Record

JANUARY, FIRST, END = date(2024, 1, 1), date(2024, 1, 15), date(2024, 3, 15)
ACME = managed_client("north", "acme", start=JANUARY, price=900, employee="ann", activities=[FIRST, date(2024, 4, 1)])


def in_columns(portfolio: Portfolio) -> columnar.ColumnarPortfolio:
    """The same evidence as tables."""
    return columnar.read(columnar.tables_of(portfolio))


def moved(portfolio: Portfolio, start: date, end: date, shards: int = 1) -> list[dict[str, Any]]:
    """The movements between two days, by row."""
    lines = columnar.timelines(in_columns(portfolio), shards=shards)
    found: list[dict[str, Any]] = columnar.movements(lines, start=start, end=end).to_pylist()
    return found


def another(partner: str, *activities: date) -> list[Record]:
    """Another partner that is set up at the client and did something on some days."""
    who = f"{partner}-employee"
    done = [Activity(employee=who, client="acme", on=on, tool="crm", action="edit") for on in activities]
    known: list[Record] = [Partner(partner), Employee(who, partner=partner), PartnerUser(who, start=JANUARY)]
    return [*known, ClientUser(who, client="acme", start=JANUARY), Link(who, client="acme", start=JANUARY), *done]


class TestMovements:
    def test_gained_lost_regained(self) -> None:
        """A line is gained the first time, lost, and regained."""
        rows = moved(ACME, JANUARY, date(2024, 12, 31))
        assert [(row["on"], row["kind"], row["credit"]) for row in rows] == [
            (FIRST, "gained", Decimal(900)),
            (END, "lost", Decimal(-900)),
            (date(2024, 4, 1), "regained", Decimal(900)),
            (date(2024, 5, 31), "lost", Decimal(-900)),
        ]
        assert [(row["sharing_before"], row["sharing_after"]) for row in rows[:2]] == [
            (None, ["north"]),
            (["north"], None),
        ]

    @pytest.mark.parametrize(("start", "end", "count"), [(FIRST, END, 1), (date(2024, 1, 14), FIRST, 1), (END, END, 0)])
    def test_after_the_start_up_to_the_end(self, start: date, end: date, count: int) -> None:
        """What changed on the day to start from is not told; what changed on the day to get to is."""
        assert len(moved(ACME, start, end)) == count

    def test_down_and_up(self) -> None:
        """A partner that comes lowers the credit of one that stays, and one that goes raises it, exactly."""
        rows = moved(ACME.with_(*another("east", date(2024, 1, 20)), *another("west", date(2024, 1, 20))), FIRST, END)
        assert [(row["partner"], row["kind"], row["credit_numerator"], row["points_numerator"]) for row in rows] == [
            ("east", "gained", 300, 3),
            ("north", "down", -600, -6),
            ("west", "gained", 300, 3),
            ("east", "up", 150, 3),
            ("north", "lost", -300, -3),
            ("west", "up", 150, 3),
        ]
        assert rows[1]["sharing_after"] == ["east", "north", "west"]

    def test_another_one_that_shares_is_no_movement(self) -> None:
        """Where one partner comes as another goes, nothing moves for the one that stays."""
        rows = moved(
            ACME.with_(*another("east", FIRST), *another("west", END), *another("south", FIRST, END)), FIRST, END
        )
        assert [(row["partner"], row["kind"]) for row in rows] == [
            ("east", "lost"),
            ("north", "lost"),
            ("south", "up"),
            ("west", "gained"),
        ]
        rows = moved(ACME.with_(*another("west", END), *another("south", FIRST, END)), FIRST, END)
        assert [(row["partner"], row["kind"]) for row in rows] == [("north", "lost"), ("west", "gained")]

    def test_points_that_become_known(self) -> None:
        """Points that become known raise a line, whose change of points is unknown and of known points is all."""
        late = CurrencyToPoints([Rate("USD", per_point=100, period=DateRange(date(2024, 2, 1), date(2024, 3, 1)))])
        policy = hubspot.SERVICING.with_(rates=late.rates)
        lines = columnar.timelines(in_columns(ACME), policy=policy)
        rows = columnar.movements(lines, start=FIRST, end=date(2024, 3, 14)).to_pylist()
        assert [(row["kind"], row["credit_numerator"], row["points"], row["known_points"]) for row in rows] == [
            ("up", 0, None, Decimal(9)),
            ("down", 0, None, Decimal(-9)),
        ]

    def test_points_of_nothing_that_become_unknown(self) -> None:
        """A line without credit whose points become unknown is lowered; known again, it is raised."""
        late = [Rate("USD", per_point=100, period=DateRange(None, date(2024, 2, 1)))]
        late.append(Rate("USD", per_point=100, period=DateRange(date(2024, 3, 1))))
        free = managed_client("north", "acme", start=JANUARY, activities=[FIRST])
        lines = columnar.timelines(in_columns(free), policy=hubspot.SERVICING.with_(rates=late))
        rows = columnar.movements(lines, start=FIRST, end=date(2024, 3, 14)).to_pylist()
        assert [(row["kind"], row["known_points"]) for row in rows] == [("down", Decimal(0)), ("up", Decimal(0))]

    def test_no_lines(self) -> None:
        """An empty timeline has no movements, and its table all columns."""
        lines = columnar.timelines(in_columns(Portfolio()))
        found = columnar.movements(lines, start=JANUARY, end=END)
        assert (found.num_rows, found.schema.metadata) == (0, {b"policy": b"servicing"})

    def test_a_timeline_in_pieces(self) -> None:
        """A timeline in pieces, whose currencies are coded differently, has the movements of the whole."""
        euros = managed_client("east", "bolt", start=JANUARY, price=100, currency="EUR", activities=[FIRST])
        parts = [columnar.timelines(in_columns(each)) for each in (euros, ACME)]
        found = columnar.movements(pa.concat_tables(parts), start=JANUARY, end=END)
        assert list(zip(found["client"].to_pylist(), found["currency"].to_pylist(), strict=True)) == [
            ("bolt", "EUR"),
            ("acme", "USD"),
            ("bolt", "EUR"),
            ("acme", "USD"),
        ]

    def test_days_in_order(self) -> None:
        """An end before the start is refused."""
        with pytest.raises(DateError, match="expected a start on or before the end"):
            moved(ACME, END, JANUARY)

    def test_too_large(self) -> None:
        """A change that takes more than 64 bits is refused; the message names the line and the day."""
        lines = columnar.timelines(in_columns(ACME))
        first = lines.slice(0, 1)
        half = date(2024, 2, 1)
        before = _with(first, "end", [half])
        before = _with(_with(before, "credit_numerator", [1]), "credit_denominator", [2**62 + 1])
        after = _with(first, "start", [half])
        after = _with(_with(after, "credit_numerator", [1]), "credit_denominator", [2**62 + 3])
        with pytest.raises(columnar.TooLargeError, match="the credit of north for acme on 2024-02-01 is "):
            columnar.movements(pa.concat_tables([before, after]), start=FIRST, end=half)


def _with(table: pa.Table, name: str, values: list[object]) -> pa.Table:
    place = table.column_names.index(name)
    return table.set_column(place, name, pa.array(values, table.schema.field(name).type))


class TestChanges:
    def test_columns(self) -> None:
        """A movement has its day, partner, client, subscription, kind and cause, and exact amounts."""
        (row,) = columnar.changes(in_columns(ACME), start=FIRST, end=END).to_pylist()
        assert row == {
            "on": END,
            "partner": "north",
            "client": "acme",
            "subscription": "acme-subscription",
            "kind": "lost",
            "cause": "activity lapsed",
            "currency": "USD",
            "credit": Decimal(-900),
            "credit_numerator": -900,
            "credit_denominator": 1,
            "points": Decimal(-9),
            "points_numerator": -9,
            "points_denominator": 1,
            "known_points": Decimal(-9),
            "known_points_numerator": -9,
            "known_points_denominator": 1,
        }

    def test_progress(self) -> None:
        """Progress is told after each part, also where nothing moves."""
        told: list[tuple[int, int]] = []
        found = columnar.changes(
            in_columns(ACME), start=FIRST, end=FIRST, shards=2, progress=lambda *done: told.append(done)
        )
        assert (found.num_rows, told) == (0, [(1, 2), (2, 2)])
        assert found.schema.metadata == {b"policy": b"servicing"}

    def test_causes_that_make_up_for_each_other(self) -> None:
        """Where a new partner makes good on the same day what the client pays more, both causes are told."""
        more = managed_client("north", "acme", start=JANUARY, price=900, employee="ann", activities=[FIRST])
        upgraded = more.subscriptions[0]
        item = upgraded.items[0]
        when = date(2024, 2, 1)
        double = attrs.evolve(upgraded, items=(item, attrs.evolve(item, product="More", start=when)))
        portfolio = attrs.evolve(more, subscriptions=(double,)).with_(*another("east", when))
        assert not [row for row in moved(portfolio, FIRST, date(2024, 3, 1)) if row["partner"] == "north"]
        found = columnar.changes(in_columns(portfolio), start=FIRST, end=date(2024, 3, 1)).to_pylist()
        told = [(row["cause"], row["credit_numerator"]) for row in found if row["partner"] == "north"]
        assert told == [("number of sharing partners", -675), ("upgrade or item added", 675)]

    def test_too_large(self) -> None:
        """A movement that takes more than 64 bits is refused; the message names the line and the day."""
        huge = managed_client("north", "acme", start=JANUARY, price=10**19 + 1, activities=[FIRST])
        with pytest.raises(
            columnar.TooLargeError, match="the credit of north for acme on 2024-01-15 is 10000000000000000001/1"
        ):
            columnar.changes(in_columns(huge), start=JANUARY, end=FIRST)

    def test_days_in_order(self) -> None:
        """An end before the start is refused."""
        with pytest.raises(DateError, match="swap the two"):
            columnar.changes(in_columns(ACME), start=END, end=JANUARY)
