"""Sets of days in their canonical form."""

import operator
from collections.abc import Callable
from datetime import date, datetime
from itertools import permutations
from typing import Any

import pytest

from managed_mrr.dates import ALWAYS, NEVER, DateError, DateRange, DateSet


def run(start: int | None, end: int | None) -> DateRange:
    """The days of January 2024 from one to before another."""
    return DateRange(None if start is None else date(2024, 1, start), None if end is None else date(2024, 1, end))


def days(*runs: tuple[int | None, int | None]) -> DateSet:
    """The set of some runs of January 2024."""
    return DateSet(run(*each) for each in runs)


class TestCanonicalForm:
    @pytest.mark.parametrize("order", list(permutations([(1, 5), (5, 9), (3, 7), (12, 20)])))
    def test_any_order(self, order: tuple[tuple[int, int], ...]) -> None:
        """Runs that overlap or touch are joined, in whatever order they are given."""
        assert list(days(*order)) == [run(1, 9), run(12, 20)]

    def test_a_day_apart(self) -> None:
        """Runs with a day between them stay apart."""
        assert len(days((1, 5), (6, 9))) == 2

    def test_equal(self) -> None:
        """Sets of the same days are equal and hash alike, whatever they were built from."""
        assert days((1, 5), (5, 9)) == days((1, 9))
        assert hash(days((1, 5), (5, 9))) == hash(days((1, 9)))
        assert days((1, 8)) != days((1, 9))

    def test_first_day_of_all(self) -> None:
        """A run from the first day a date can name is the same as one since ever."""
        assert DateSet([DateRange(date.min, date(2024, 1, 1))]) == days((None, 1))

    def test_last_day_of_all(self) -> None:
        """A run to the last day a date can name is without that day, one without end has it."""
        bounded = DateSet([DateRange(date(2024, 1, 1), date.max)])
        assert date.max not in bounded
        assert date.max in days((1, None))
        assert list(days((1, None)) - bounded) == [DateRange(date.max, None)]

    def test_one_range(self) -> None:
        """A single range where several belong is refused with what to write."""
        with pytest.raises(DateError) as caught:
            DateSet(DateRange())  # type: ignore[arg-type]
        assert str(caught.value) == f"not several ranges: {DateRange()!r}; expected a list; write [{DateRange()!r}]"

    def test_no_ranges(self) -> None:
        """A set of days is made of date ranges."""
        with pytest.raises(DateError) as caught:
            DateSet([date(2024, 1, 1)])  # type: ignore[list-item]
        assert str(caught.value) == "not a range of days: datetime.date(2024, 1, 1); expected DateRange objects"


class TestAlgebra:
    def test_and(self) -> None:
        """``&`` keeps the common days."""
        assert days((1, 9)) & days((5, 12)) == days((5, 9))

    def test_or(self) -> None:
        """``|`` joins the days of both."""
        assert days((1, 5)) | days((5, 9)) == days((1, 9))

    def test_minus(self) -> None:
        """``-`` takes days away."""
        assert days((1, 9)) - days((3, 5)) == days((1, 3), (5, 9))

    def test_invert(self) -> None:
        """``~`` has all other days, and twice is nothing done."""
        assert ~days((1, 9)) == days((None, 1), (9, None))
        assert ~~days((1, 9)) == days((1, 9))

    def test_always_and_never(self) -> None:
        """All days and no days are each other's complement."""
        assert ~ALWAYS == NEVER
        assert ~NEVER == ALWAYS

    @pytest.mark.parametrize(
        "join",
        [operator.and_, operator.or_, operator.sub, operator.le, operator.lt],
    )
    def test_no_set(self, join: Callable[[Any, Any], object]) -> None:
        """A set of days joins and compares with sets of days only."""
        with pytest.raises(TypeError):
            join(ALWAYS, {date(2024, 1, 1)})


class TestOrder:
    def test_subset(self) -> None:
        """``<=`` asks whether every day is in the other set too."""
        assert days((2, 4), (6, 8)) <= days((1, 9))
        assert not days((2, 4), (6, 10)) <= days((1, 9))
        assert days((1, 9)) >= days((2, 4))

    def test_proper(self) -> None:
        """``<`` asks for more days in the other set, which no set has of itself."""
        assert days((2, 4)) < days((1, 9))
        assert not days((1, 9)) < days((1, 9))
        assert days((1, 9)) <= days((1, 9))


class TestAsking:
    @pytest.mark.parametrize(("day", "expected"), [(1, True), (4, True), (5, False), (7, True), (9, False)])
    def test_in(self, day: int, *, expected: bool) -> None:
        """A day is in the set when it is in one of its half-open runs."""
        assert (date(2024, 1, day) in days((1, 5), (7, 9))) is expected

    def test_datetime(self) -> None:
        """A datetime is refused: which day it is, depends."""
        with pytest.raises(DateError, match=r"take \.date\(\) of it in an explicit time zone$"):
            datetime(2024, 1, 1) in ALWAYS  # noqa: B015 -- asking is what raises

    def test_length_and_truth(self) -> None:
        """The length counts runs, and only the empty set is false."""
        assert len(days((1, 5), (7, 9))) == 2
        assert days((1, 5))
        assert not NEVER

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2023, 12, 1), date(2024, 1, 1)),
            (date(2024, 1, 1), date(2024, 1, 5)),
            (date(2024, 1, 5), date(2024, 1, 7)),
            (date(2024, 1, 7), None),
            (date.max, None),
        ],
    )
    def test_next_edge(self, day: date, expected: date | None) -> None:
        """The next edge is the first later day on which membership changes."""
        assert days((1, 5), (7, None)).next_edge(day) == expected

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date.min, (None, 1)),
            (date(2024, 1, 4), (1, 5)),
            (date(2024, 1, 6), (5, 7)),
            (date(2024, 1, 7), (7, None)),
        ],
    )
    def test_steady(self, day: date, expected: tuple[int | None, int | None]) -> None:
        """Around every day there is a run in which membership stays the same."""
        assert days((1, 5), (7, None)).steady(day) == run(*expected)

    def test_from_first(self) -> None:
        """Each run starts with its first triggering day."""
        assert days((1, 9), (12, 20)).from_first(days((5, 6))) == days((5, 9))

    def test_extended(self) -> None:
        """Each run ends so many days later; what then touches is joined, and no day is after the last."""
        assert days((1, 5), (7, 9)).extended(1) == days((1, 6), (7, 10))
        assert days((1, 5), (7, 9)).extended(2) == days((1, 11))
        assert days((1, None)).extended(9) == days((1, None))
        assert DateSet([DateRange(date(9999, 12, 1), date(9999, 12, 20))]).extended(30) == DateSet(
            [DateRange(date(9999, 12, 1))]
        )

    @pytest.mark.parametrize("number", [-1, True, 1.0, "1"])
    def test_extended_by_no_number(self, number: Any) -> None:  # noqa: ANN401 -- what a caller may give
        """How many days is a whole number of at least 0."""
        with pytest.raises(DateError) as caught:
            NEVER.extended(number)
        assert str(caught.value) == f"not a number of days: {number!r}; expected a whole number of at least 0"


class TestText:
    def test_runs(self) -> None:
        """The runs are shown in the notation of intervals, joined by a bar."""
        assert str(days((None, 5), (7, 9))) == "(ever, 2024-01-05) | [2024-01-07, 2024-01-09)"

    def test_never(self) -> None:
        """The empty set says so."""
        assert str(NEVER) == "never"
        assert repr(NEVER) == "DateSet()"

    def test_repr(self) -> None:
        """For a programmer the set is shown as the call that makes it."""
        assert repr(days((1, 5))) == "DateSet([DateRange(start=date(2024, 1, 1), end=date(2024, 1, 5))])"
