"""Values that change on certain days."""

from datetime import date, datetime
from fractions import Fraction

import pytest

from managed_mrr.dates import DateError, DateRange, DateSet, StepFunction
from managed_mrr.dates.edges import FIRST, FOREVER, Edges

JANUARY = date(2024, 1, 1)
JUNE = date(2024, 6, 1)


def price() -> StepFunction[int]:
    """A price that begins in January and rises in June."""
    return StepFunction.of([(JANUARY, 100), (JUNE, 120)], before=0)


class TestBuilding:
    def test_constant(self) -> None:
        """A constant has its value on the first and on the last day there is."""
        seven = StepFunction.constant(7)
        assert (seven.at(date.min), seven.at(date.max)) == (7, 7)

    def test_steps(self) -> None:
        """A value holds from its day on until the next."""
        days = [date.min, date(2023, 12, 31), JANUARY, date(2024, 5, 31), JUNE, date.max]
        assert [price().at(day) for day in days] == [0, 0, 100, 100, 120, 120]

    def test_canonical(self) -> None:
        """A step to the same value is none, so equal functions are equal."""
        wordy = StepFunction.of([(JANUARY, 100), (date(2024, 3, 1), 100), (JUNE, 120)], before=0)
        assert wordy == price()
        assert hash(wordy) == hash(price())

    def test_first_day(self) -> None:
        """A step on the first day there is leaves no day before it."""
        assert StepFunction.of([(date.min, 5)], before=0) == StepFunction.constant(5)

    def test_disorder(self) -> None:
        """Steps out of order are refused rather than kept in a form that answers wrongly."""
        with pytest.raises(DateError) as caught:
            StepFunction.of([(JUNE, 5), (JANUARY, 6)], before=0)
        assert str(caught.value) == "the step of 2024-01-01 is out of order: expected steps in the order of their days"

    def test_datetime_step(self) -> None:
        """A step on a datetime is refused."""
        with pytest.raises(DateError, match=r"take \.date\(\) of it in an explicit time zone$"):
            StepFunction.of([(datetime(2024, 1, 1), 1)], before=0)

    def test_datetime_asked(self) -> None:
        """The value at a datetime is not answered."""
        with pytest.raises(DateError, match=r"take \.date\(\) of it in an explicit time zone$"):
            price().at(datetime(2024, 1, 1))


class TestTotal:
    @pytest.mark.parametrize(
        ("parts", "starts", "values"),
        [
            ([], (FIRST,), (0,)),
            ([((5, 9), 10)], (FIRST, 5, 9), (0, 10, 0)),
            ([((5, 9), 0)], (FIRST,), (0,)),
            ([((5, 9), 10), ((7, 12), 1)], (FIRST, 5, 7, 9, 12), (0, 10, 11, 1, 0)),
            ([((5, 9), 10), ((9, 12), 10)], (FIRST, 5, 12), (0, 10, 0)),
            ([((FIRST, FOREVER), 3)], (FIRST,), (3,)),
            ([((FIRST, 5), 3), ((5, FOREVER), 4)], (FIRST, 5), (3, 4)),
            ([((5, FOREVER), 3)], (FIRST, 5), (0, 3)),
            ([((5, 9, 12, 14), 2)], (FIRST, 5, 9, 12, 14), (0, 2, 0, 2, 0)),
        ],
    )
    def test_sum(self, parts: list[tuple[Edges, int]], starts: tuple[int, ...], values: tuple[int, ...]) -> None:
        """On each day the amounts whose days include it are added up."""
        total = StepFunction.total((edges, Fraction(amount)) for edges, amount in parts)
        assert total == StepFunction(starts, tuple(map(Fraction, values)))

    def test_amounts_that_cancel(self) -> None:
        """Amounts that cancel leave no step behind."""
        total = StepFunction.total([((5, 9), Fraction(1)), ((5, 9), Fraction(-1))])
        assert total == StepFunction.constant(Fraction(0))


class TestReading:
    def test_iterating(self) -> None:
        """Iterating gives the runs of days with their values, from ever to ever."""
        assert list(price()) == [
            (DateRange(None, JANUARY), 0),
            (DateRange(JANUARY, JUNE), 100),
            (DateRange(JUNE, None), 120),
        ]

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (4, 9, [(4, 5, "a"), (5, 9, "b")]),
            (5, 9, [(5, 9, "b")]),
            (6, 8, [(6, 8, "b")]),
            (FIRST, FOREVER, [(FIRST, 5, "a"), (5, 9, "b"), (9, FOREVER, "c")]),
            (9, FOREVER, [(9, FOREVER, "c")]),
        ],
    )
    def test_runs(self, start: int, end: int, expected: list[tuple[int, int, str]]) -> None:
        """The runs are clipped to the days asked for."""
        assert StepFunction.from_steps([(FIRST, "a"), (5, "b"), (9, "c")]).runs(start, end) == expected

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date.min, DateRange(None, JANUARY)),
            (JANUARY, DateRange(JANUARY, JUNE)),
            (JUNE, DateRange(JUNE, None)),
            (date.max, DateRange(JUNE, None)),
        ],
    )
    def test_steady(self, day: date, expected: DateRange) -> None:
        """Around every day there is a run in which the value stays the same."""
        assert price().steady(day) == expected

    def test_where(self) -> None:
        """The days of the wanted values form a set, touching ones joined."""
        assert price().where(bool) == DateSet([DateRange(JANUARY, None)])
        assert price().where(lambda value: value > 200) == DateSet()


class TestChanging:
    def test_map(self) -> None:
        """Mapping changes every value and joins steps that become alike."""
        assert price().map(bool) == StepFunction.of([(JANUARY, True)], before=False)

    def test_combine(self) -> None:
        """Combining joins the two values of each day."""
        seats = StepFunction.of([(date(2024, 3, 1), 2)], before=1)
        expected = StepFunction.of([(JANUARY, 100), (date(2024, 3, 1), 200), (JUNE, 240)], before=0)
        assert price().combine(seats, lambda one, other: one * other) == expected


class TestInTurn:
    def test_in_turn(self) -> None:
        """In each period the function that stands with it, outside all of them another value."""
        rising = StepFunction.of([(date(2024, 3, 1), 200)], before=100)
        parts = [(DateRange(JANUARY, JUNE), rising), (DateRange(date(2024, 8, 1)), StepFunction.constant(300))]
        found = StepFunction.in_turn(parts, otherwise=0)
        days = [date.min, date(2023, 12, 31), JANUARY, date(2024, 3, 1), date(2024, 5, 31), JUNE, date.max]
        assert [found.at(day) for day in days] == [0, 0, 100, 200, 200, 0, 300]

    def test_touching(self) -> None:
        """Where one period follows on another there is no other value between them, and alike values join."""
        seven = StepFunction.constant(7)
        parts = [(DateRange(None, JUNE), seven), (DateRange(JUNE), seven)]
        assert StepFunction.in_turn(parts, otherwise=0) == seven

    def test_none(self) -> None:
        """Without any period there is only the other value."""
        assert StepFunction.in_turn([], otherwise=0) == StepFunction.constant(0)
