"""Bulk: making very many small objects, without checking twice or the collector looking at them over and over."""

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import repeat
from typing import TypeVar

__all__ = ["unchecked", "uncollected"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

MANY = 100_000
"""From how many new objects on it pays to see to where the collector keeps them."""


@contextmanager
def uncollected() -> Iterator[None]:
    """
    Pause the cyclic garbage collector, if it is on, while objects are made that hold no cycles.

    With millions of records alive every full collection walks all of them; pausing it takes a third to a half off
    the time of loading a large portfolio.

    Examples:
        >>> with uncollected():
        ...     gc.isenabled()
        False
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # To ask how much a program has frozen itself takes as long as that is much, so not after a small answer.
            if gc.get_count()[0] > MANY and not gc.get_freeze_count():
                # What was made is there to stay: hand it to the oldest generation, or the next collection of the
                # young ones walks all of it.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def unchecked(record: type[T], count: int, columns: Mapping[str, Iterable[object]]) -> list[T]:
    """
    Make frozen records with slots of values that are known to be right, field by field and without asking again.

    Args:
        record: The class.
        count: How many.
        columns: For every field its values.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr.evidence import Link
        >>> start, end = date(2024, 1, 1), None
        >>> unchecked(Link, 1, {"employee": ["ann"], "client": ["acme"], "start": [start], "end": [end]})
        [Link(employee='ann', client='acme', start=date(2024, 1, 1), end=None)]
    """
    made: list[T] = list(map(object.__new__, repeat(record, count)))
    for name, values in columns.items():
        # The slot behind a frozen field may be filled: nobody else has seen these records yet.
        deque(map(getattr(record, name).__set__, made, values), maxlen=0)
    return made
