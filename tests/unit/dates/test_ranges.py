"""Half-open runs of days, and what counts as a day."""

from datetime import UTC, date, datetime

import attrs
import pytest

from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.dates.ranges import (
    DateError,
    DateRange,
    day_of,
    exact_date,
    optional_date,
    ordinal,
    repr_date,
)
from managed_mrr.errors import ManagedMRRError

MIDNIGHT = datetime(2024, 1, 1)
REFUSED = (
    "not a date: datetime.datetime(2024, 1, 1, 0, 0) (datetime); "
    "expected a day: take .date() of it in an explicit time zone"
)


class TestExactDate:
    def test_date(self) -> None:
        """A date is handed back as it is."""
        day = date(2024, 1, 1)
        assert exact_date(day) is day

    def test_naive_datetime(self) -> None:
        """A datetime is refused, and the message says how to make a day of it."""
        with pytest.raises(DateError) as caught:
            exact_date(MIDNIGHT)
        assert str(caught.value) == REFUSED

    def test_aware_datetime(self) -> None:
        """A datetime with a time zone is refused just so: the zone to use is the caller's to say."""
        with pytest.raises(DateError, match=r"expected a day: take \.date\(\) of it in an explicit time zone$"):
            exact_date(datetime(2024, 1, 1, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("2024-01-01", "not a date: '2024-01-01' (str); expected a datetime.date"),
            (20240101, "not a date: 20240101 (int); expected a datetime.date"),
            (None, "not a date: None (NoneType); expected a datetime.date"),
        ],
    )
    def test_anything_else(self, value: object, message: str) -> None:
        """Whatever is no date is named with its type."""
        with pytest.raises(DateError) as caught:
            exact_date(value)
        assert str(caught.value) == message

    def test_subclass(self) -> None:
        """A subclass of date is refused: what it adds might change how it compares."""

        class Day(date):
            pass

        with pytest.raises(DateError, match=r"\(Day\); expected a datetime\.date$"):
            exact_date(Day(2024, 1, 1))


class TestDateError:
    @pytest.mark.parametrize("base", [ManagedMRRError, ValueError, TypeError])
    def test_bases(self, base: type[Exception]) -> None:
        """A wrong date is caught as this library's error, as a wrong value and as a wrong type."""
        assert issubclass(DateError, base)


class TestOptionalDate:
    def test_none(self) -> None:
        """None stands for an open bound."""
        assert optional_date(None) is None

    def test_date(self) -> None:
        """A date is handed back."""
        assert optional_date(date(2024, 1, 1)) == date(2024, 1, 1)

    def test_datetime(self) -> None:
        """A datetime is refused here too."""
        with pytest.raises(DateError) as caught:
            optional_date(MIDNIGHT)
        assert str(caught.value) == REFUSED


class TestReprDate:
    def test_date(self) -> None:
        """A date is shown as the call that makes it."""
        assert repr_date(date(2024, 1, 9)) == "date(2024, 1, 9)"

    def test_none(self) -> None:
        """No date is shown as None."""
        assert repr_date(None) == "None"


class TestOrdinal:
    @pytest.mark.parametrize("day", [date.min, date(2024, 2, 29), date.max])
    def test_round_trip(self, day: date) -> None:
        """A day's number leads back to the day."""
        assert day_of(ordinal(day)) == day

    def test_datetime(self) -> None:
        """A datetime has no number."""
        with pytest.raises(DateError) as caught:
            ordinal(MIDNIGHT)
        assert str(caught.value) == REFUSED


class TestDayOf:
    def test_forever(self) -> None:
        """The number after the last day is no day, which stands for an open end."""
        assert day_of(FOREVER) is None
        assert day_of(FOREVER - 1) == date.max


class TestDateRange:
    january = DateRange(date(2024, 1, 1), date(2024, 2, 1))

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (date(2023, 12, 31), False),
            (date(2024, 1, 1), True),
            (date(2024, 1, 31), True),
            (date(2024, 2, 1), False),
        ],
    )
    def test_half_open(self, day: date, *, expected: bool) -> None:
        """The start is inside, the end is not."""
        assert (day in self.january) is expected

    @pytest.mark.parametrize("day", [date.min, date(2024, 1, 1), date.max])
    def test_open(self, day: date) -> None:
        """A range without bounds holds every day there is."""
        assert day in DateRange()

    @pytest.mark.parametrize("end", [date(2024, 1, 1), date(2023, 12, 31)])
    def test_no_day(self, end: date) -> None:
        """A period of zero or negative length is refused."""
        with pytest.raises(DateError) as caught:
            DateRange(date(2024, 1, 1), end)
        assert str(caught.value) == (f"the period [2024-01-01, {end}) holds no day: expected an end after its start")

    def test_before_the_first_day(self) -> None:
        """A period that ends on the first day there is holds no day."""
        with pytest.raises(DateError) as caught:
            DateRange(end=date.min)
        assert str(caught.value) == "the period (ever, 0001-01-01) holds no day: expected an end after its start"

    @pytest.mark.parametrize("bounds", [{"start": MIDNIGHT}, {"end": MIDNIGHT}])
    def test_datetime_bound(self, bounds: dict[str, datetime]) -> None:
        """A datetime is refused as a bound."""
        with pytest.raises(DateError) as caught:
            DateRange(**bounds)
        assert str(caught.value) == REFUSED

    def test_datetime_asked(self) -> None:
        """Whether a datetime is in a range is not answered."""
        with pytest.raises(DateError) as caught:
            MIDNIGHT in self.january  # noqa: B015 -- asking is what raises
        assert str(caught.value) == REFUSED

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (DateRange(), "(ever, ever)"),
            (DateRange(date(2024, 1, 1)), "[2024-01-01, ever)"),
            (DateRange(end=date(2024, 1, 1)), "(ever, 2024-01-01)"),
            (DateRange(date(2024, 1, 1), date(2024, 2, 1)), "[2024-01-01, 2024-02-01)"),
        ],
    )
    def test_text(self, days: DateRange, expected: str) -> None:
        """For people a range is written in the notation of intervals."""
        assert str(days) == expected

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (DateRange(), (FIRST, FOREVER)),
            (DateRange(date.min, date.max), (FIRST, FOREVER - 1)),
            (DateRange(date(1, 1, 2), date(1, 1, 5)), (2, 5)),
        ],
    )
    def test_edges(self, days: DateRange, expected: tuple[int, int]) -> None:
        """Open bounds become the first ordinal and the one after the last day."""
        assert days.edges == expected

    def test_frozen(self) -> None:
        """A range never changes."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            self.january.start = None  # type: ignore[misc]

    def test_in_common(self) -> None:
        """The days in two ranges are a range; ranges that share no day have none."""
        march, spring = DateRange(date(2024, 3, 1), date(2024, 4, 1)), DateRange(date(2024, 2, 15))
        assert march & spring == spring & march == march
        assert DateRange() & DateRange(end=date(2024, 4, 1)) == DateRange(end=date(2024, 4, 1))
        with pytest.raises(DateError):
            march & DateRange(date(2024, 4, 1))
        assert march.__and__("2024") is NotImplemented  # type: ignore[operator]
