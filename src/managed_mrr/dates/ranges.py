"""Date ranges: half-open runs of days ``[start, end)``."""

from datetime import date

import attrs

from managed_mrr.dates.edges import FIRST, FOREVER, Edges
from managed_mrr.errors import ManagedMRRError

__all__ = ["DateError", "DateRange", "day_of", "exact_date", "optional_date", "ordinal", "repr_date"]


def __dir__() -> list[str]:
    return __all__


class DateError(ManagedMRRError, ValueError, TypeError):
    """
    Something other than an exact date was given, or a period that does not run forward.

    Examples:
        >>> try:
        ...     DateRange(date(2024, 2, 1), date(2024, 1, 1))
        ... except DateError as error:
        ...     print(error)
        the period [2024-02-01, 2024-01-01) holds no day: expected an end after its start
    """


def exact_date(value: object) -> date:
    """
    The value itself if it is exactly a date.

    A datetime is refused: which day it falls on depends on a time zone, so turn it into a date where it
    enters your program.

    Raises:
        DateError: The value is anything else.

    Examples:
        >>> exact_date(date(2024, 3, 1))
        datetime.date(2024, 3, 1)
    """
    if type(value) is date:
        return value
    hint = "a day: take .date() of it in an explicit time zone" if hasattr(value, "hour") else "a datetime.date"
    msg = f"not a date: {value!r} ({type(value).__name__}); expected {hint}"
    raise DateError(msg)


def optional_date(value: object) -> date | None:
    """
    The value itself if it is exactly a date or None.

    Examples:
        >>> optional_date(None) is None
        True
    """
    return None if value is None else exact_date(value)


def repr_date(value: date | None) -> str:
    """
    A date as the constructor call people write.

    Examples:
        >>> repr_date(date(2024, 3, 1))
        'date(2024, 3, 1)'
    """
    return "None" if value is None else f"date({value.year}, {value.month}, {value.day})"


def ordinal(day: date) -> int:
    """
    The number of a day, for the inside of hot paths; exact dates only.

    Examples:
        >>> ordinal(date(1, 1, 2))
        2
    """
    return exact_date(day).toordinal()


def day_of(number: int) -> date | None:
    """
    The day with a number; None for ``FOREVER``, which no date can name.

    Examples:
        >>> day_of(ordinal(date(2024, 3, 1)))
        datetime.date(2024, 3, 1)
    """
    return date.fromordinal(number) if number < FOREVER else None


@attrs.frozen
class DateRange:
    """
    An unbroken run of days: ``start`` is the first day inside, ``end`` the first day outside.

    Args:
        start: First day in the range; None for "since ever".
        end: First day after the range; None for "no end".

    Raises:
        DateError: A bound is not exactly a date, or the range would hold no day.

    ``&`` is the days that two ranges have in common; there has to be one.

    Examples:
        >>> january = DateRange(date(2024, 1, 1), date(2024, 2, 1))
        >>> date(2024, 1, 31) in january, date(2024, 2, 1) in january
        (True, False)
        >>> print(january & DateRange(date(2024, 1, 15)))
        [2024-01-15, 2024-02-01)
    """

    start: date | None = attrs.field(default=None, converter=optional_date, repr=repr_date)
    end: date | None = attrs.field(default=None, converter=optional_date, repr=repr_date)

    def __attrs_post_init__(self) -> None:
        start, end = self.edges
        if start >= end:
            msg = f"the period {self} holds no day: expected an end after its start"
            raise DateError(msg)

    def __contains__(self, day: date) -> bool:
        start, end = self.edges
        return start <= ordinal(day) < end

    def __and__(self, other: "DateRange") -> "DateRange":
        """The days in both ranges, which have some in common."""
        if not isinstance(other, DateRange):
            return NotImplemented
        starts = [each.start for each in (self, other) if each.start is not None]
        ends = [each.end for each in (self, other) if each.end is not None]
        return DateRange(max(starts, default=None), min(ends, default=None))

    def __str__(self) -> str:
        start = "(ever" if self.start is None else f"[{self.start}"
        return f"{start}, {'ever' if self.end is None else self.end})"

    def overlaps(self, other: "DateRange") -> bool:
        """
        Whether some day is in both ranges; ranges that only touch share none.

        Examples:
            >>> DateRange(end=date(2024, 1, 1)).overlaps(DateRange(start=date(2024, 1, 1)))
            False
        """
        (start, end), (other_start, other_end) = self.edges, other.edges
        return start < other_end and other_start < end

    @property
    def edges(self) -> Edges:
        """
        The bounds as ordinals, ``FIRST`` and ``FOREVER`` standing for the open ones.

        Examples:
            >>> DateRange(end=date(1, 1, 5)).edges
            (1, 5)
        """
        return (
            FIRST if self.start is None else self.start.toordinal(),
            FOREVER if self.end is None else self.end.toordinal(),
        )
