"""Threads: work that goes on side by side, as NumPy and Arrow let other threads run meanwhile."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import TypeVar

__all__ = ["in_threads"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")


def in_threads(todo: Iterable[Callable[[], T]]) -> list[T]:
    """
    What each piece of some work results in, in their order.

    Examples:
        >>> in_threads([lambda: 1, lambda: 2])
        [1, 2]
    """
    with ThreadPoolExecutor(cpu_count()) as threads:
        return list(threads.map(lambda work: work(), todo))
