"""Goals."""

from datetime import date

import pytest

from managed_mrr import DateRange
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.rule_coverage.goals import RUN_DAYS, Goal, Place, dated_goals, dated_reached, run_days

RATES = Place("points.rates", "points by currency")


class TestRunDays:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [(8, ()), (9, (0,)), (10, (1,)), (11, ()), (19, (2,)), (20, (3,)), (21, ())],
    )
    def test_of_one_run(self, day: int, expected: tuple[int, ...]) -> None:
        """A run has the day before it, its first and its last day, and the first day after it."""
        assert list(run_days((10, 20), day)) == [RUN_DAYS[each] for each in expected]

    @pytest.mark.parametrize("day", [FIRST, 10, FOREVER - 1])
    def test_of_what_always_holds(self, day: int) -> None:
        """What has no beginning and no end has no boundary days."""
        assert list(run_days((FIRST, FOREVER), day)) == []

    def test_a_gap_of_one_day_is_two_boundaries(self) -> None:
        """The only day between two runs is after the one and before the other."""
        assert list(run_days((10, 20, 21, 30), 20)) == [RUN_DAYS[0], RUN_DAYS[3]]


class TestDated:
    def test_goals(self) -> None:
        """Each value is to be used, and each day on which one takes over from another to be asked about, once."""
        change = date(2025, 7, 15)
        goals = [
            *dated_goals(RATES, [("EUR", DateRange(None, change)), ("USD", DateRange()), ("EUR", DateRange(change))])
        ]
        assert [(goal.kind, goal.name) for goal in goals] == [
            ("period", "EUR in (ever, 2025-07-15)"),
            ("period", "USD"),
            ("period", "EUR in [2025-07-15, ever)"),
            ("day", "2025-07-14, the last day of a period"),
            ("day", "2025-07-15, the first day of a period"),
        ]

    @pytest.mark.parametrize(
        ("on", "days"),
        [
            (date(2025, 1, 1), ["2025-01-01, the first day of a period"]),
            (date(2025, 3, 1), []),
            (date(2025, 7, 14), ["2025-07-14, the last day of a period"]),
        ],
    )
    def test_reached(self, on: date, days: list[str]) -> None:
        """Using a value reaches it, and a boundary day if it was used on one."""
        period = DateRange(date(2025, 1, 1), date(2025, 7, 15))
        assert list(dated_reached(RATES, "EUR", period, on)) == [
            Goal("points.rates", "points by currency", "period", "EUR in [2025-01-01, 2025-07-15)"),
            *(RATES.day(each) for each in days),
        ]
