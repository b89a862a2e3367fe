"""Months: whole-month steps from an anchor day, the one place that needs the calendar."""

from datetime import date

from dateutil.relativedelta import relativedelta

from managed_mrr.dates.ranges import exact_date

__all__ = ["add_months", "first_step_from"]


def __dir__() -> list[str]:
    return __all__


def add_months(anchor: date, months: int) -> date | None:
    """
    The day a number of months after an anchor, in a shorter month its last day.

    Always counted from the anchor and never from the step before: 31 January steps to 29 February and then to
    31 March.

    Returns:
        The day; None when it would lie after the last day a date can name.

    Examples:
        >>> [str(add_months(date(2024, 1, 31), k)) for k in range(3)]
        ['2024-01-31', '2024-02-29', '2024-03-31']
    """
    first = exact_date(anchor)
    try:
        return first + relativedelta(months=months)
    except (OverflowError, ValueError):
        return None


def first_step_from(anchor: date, every_months: int, day: date) -> date | None:
    """
    The first of the days ``anchor + k * every_months`` (k = 0, 1, ...) that is not before ``day``.

    Args:
        anchor: The day the steps are counted from.
        every_months: Whole months between steps, at least 1.
        day: The earliest day wanted.

    Returns:
        The step; None when it would lie after the last day a date can name.

    Examples:
        >>> first_step_from(date(2024, 1, 31), 1, date(2024, 2, 29))
        datetime.date(2024, 2, 29)
        >>> first_step_from(date(2024, 1, 31), 12, date(2024, 2, 1))
        datetime.date(2025, 1, 31)
    """
    elapsed = (day.year - anchor.year) * 12 + day.month - anchor.month
    steps = max(elapsed // every_months, 0)
    reached = add_months(anchor, steps * every_months)
    return reached if reached is None or reached >= day else add_months(anchor, (steps + 1) * every_months)
