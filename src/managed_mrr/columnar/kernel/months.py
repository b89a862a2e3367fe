"""Months: whole-month steps from many anchor days at once; see :mod:`managed_mrr.dates.months`."""

import numpy as np
from numpy.typing import NDArray

from managed_mrr.columnar.evidence import Numbers
from managed_mrr.dates.edges import FOREVER

__all__ = ["add_months", "first_steps_from"]


def __dir__() -> list[str]:
    return __all__


_EPOCH = np.datetime64("1970-01-01", "D").astype(object).toordinal()
_LAST_MONTH = np.datetime64("9999-12", "M")


def add_months(anchors: Numbers, months: Numbers) -> Numbers:
    """
    For each anchor the day a number of months after it, in a shorter month its last day.

    Args:
        anchors: Ordinals of the days that are counted from.
        months: How many months, each 0 or more.

    Returns:
        Ordinals; ``FOREVER`` where the day would lie after the last one a date can name.

    Examples:
        >>> from datetime import date
        >>> day = date(2024, 1, 31).toordinal()
        >>> [str(date.fromordinal(each)) for each in add_months(np.full(3, day), np.arange(3))]
        ['2024-01-31', '2024-02-29', '2024-03-31']
    """
    days = _dates(anchors)
    month = days.astype("datetime64[M]")
    of_month = days - month.astype("datetime64[D]")
    most = (_LAST_MONTH - month).astype(np.int64) + 1
    reached = month + np.minimum(months, most)
    first = reached.astype("datetime64[D]")
    length = (reached + 1).astype("datetime64[D]") - first
    found = (first + np.minimum(of_month, length - 1)).astype(np.int64) + _EPOCH
    return np.where(reached > _LAST_MONTH, FOREVER, found)


def first_steps_from(anchors: Numbers, every_months: Numbers, days: Numbers) -> Numbers:
    """
    For each row the first of the days ``anchor + k * every_months`` (k = 0, 1, ...) that is not before a day.

    Args:
        anchors: Ordinals of the days the steps are counted from.
        every_months: Months between steps, each at least 1.
        days: Ordinals of the earliest days wanted.

    Returns:
        Ordinals; ``FOREVER`` where the step would lie after the last day a date can name.

    Examples:
        >>> from datetime import date
        >>> anchor, day = date(2024, 1, 31).toordinal(), date(2024, 2, 1).toordinal()
        >>> date.fromordinal(first_steps_from(np.array([anchor]), np.array([12]), np.array([day]))[0])
        datetime.date(2025, 1, 31)
    """
    elapsed = (_dates(days).astype("datetime64[M]") - _dates(anchors).astype("datetime64[M]")).astype(np.int64)
    steps = np.maximum(elapsed // every_months, 0)
    reached = add_months(anchors, steps * every_months)
    later = add_months(anchors, (steps + 1) * every_months)
    return np.where(reached >= days, reached, later)


def _dates(ordinals: Numbers) -> NDArray[np.datetime64]:
    """Days as NumPy has them."""
    found: NDArray[np.datetime64] = (np.asarray(ordinals, np.int64) - _EPOCH).astype("datetime64[D]")
    return found
