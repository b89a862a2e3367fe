"""Kept: strategies that are made once and drawn from often, and small choices that many of them make."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

__all__ = ["kept", "some", "up_to"]


def __dir__() -> list[str]:
    return __all__


P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")


def kept(make: Callable[P, S]) -> Callable[P, S]:
    """Make a strategy once for the same arguments: drawing from one is quick, making one is not."""
    known: Callable[..., S] = lru_cache(maxsize=1024)(make)

    @wraps(make)
    def again(*args: P.args, **kwargs: P.kwargs) -> S:
        return known(*args, **kwargs)

    return again


@kept
def some(values: SearchStrategy[T]) -> SearchStrategy[list[T]]:
    """None in most cases, else one or two."""
    return st.one_of(st.just([]), st.just([]), st.lists(values, max_size=2))


def up_to(draw: DrawFn, most: int, odds: tuple[int, ...]) -> int:
    """One of several numbers, but no more than a given one."""
    return min(draw(st.sampled_from(odds)), most)
