"""Lines in words, and how far ahead one looks: what the forecasts have in common."""

from datetime import date

from managed_mrr.amounts import decimal_text
from managed_mrr.dates import DateError
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import ordinal
from managed_mrr.segments import Segment
from managed_mrr.statement import Line

__all__ = ["last_day_within", "line_of", "points_text", "the_only", "worth"]


def __dir__() -> list[str]:
    return __all__


def last_day_within(day: date, within: int) -> int:
    """
    The ordinal of the last day that one looks at, never one after the last day there is.

    Raises:
        DateError: ``within`` is not a whole number of at least 1.

    Examples:
        >>> date.fromordinal(last_day_within(date(2024, 3, 1), 30))
        datetime.date(2024, 3, 31)
    """
    if type(within) is not int or within < 1:
        msg = f"within is {within!r}: expected a whole number of days of at least 1"
        raise DateError(msg)
    return min(ordinal(day) + within, FOREVER - 1)


def line_of(partner: str, client: str, segment: Segment) -> Line:
    """The line on each of the days of a segment."""
    return Line(partner, client, segment.credit, segment.points, segment.sharing)


def the_only(employees: tuple[str, ...]) -> str | None:
    """
    The one employee there is; None if there is none, or several.

    Examples:
        >>> the_only(("ann",)), the_only(("ann", "bob"))
        ('ann', None)
    """
    return employees[0] if len(employees) == 1 else None


def points_text(line: Line) -> str:
    """The points of a line in two digits, or that they are unknown."""
    return "unknown" if line.points is None else decimal_text(line.points, 2, grouped=True)


def worth(line: Line) -> str:
    """
    What a line is worth, and with whom it is shared.

    Examples:
        >>> from managed_mrr import Money
        >>> worth(Line("north", "acme", Money(500, "USD"), None, ("north", "south")))
        'USD 500.00 a month, points unknown, shared with south'
    """
    others = [each for each in line.sharing if each != line.partner]
    shared = f", shared with {', '.join(others)}" if others else ""
    made = "points unknown" if line.points is None else f"{points_text(line)} points"
    return f"{line.credit} a month, {made}{shared}"
