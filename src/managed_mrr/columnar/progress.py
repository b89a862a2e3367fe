"""Progress: shown on long work, by whatever the caller likes to look at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from managed_mrr.errors import MissingExtraError

__all__ = ["Progress", "with_rich", "with_tqdm"]


def __dir__() -> list[str]:
    return __all__


Progress: TypeAlias = Callable[[int, int], None]
"""Is told after each shard how many are done, and how many there are; what it raises cancels the work."""


@contextmanager
def with_tqdm(description: str = "clients") -> Iterator[Progress]:
    """
    Progress as a tqdm bar.

    Raises:
        MissingExtraError: tqdm is not installed.

    Examples:
        >>> with with_tqdm() as progress:
        ...     progress(1, 2)
    """
    try:
        from tqdm.auto import tqdm  # noqa: PLC0415 -- only for who wants it
    except ImportError as error:
        raise MissingExtraError("progress as a bar", "tqdm", extra="progress") from error
    with tqdm(desc=description, unit="shard") as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress


@contextmanager
def with_rich(description: str = "clients") -> Iterator[Progress]:
    """
    Progress as a rich bar.

    Raises:
        MissingExtraError: rich is not installed.

    Examples:
        >>> from contextlib import redirect_stdout
        >>> from io import StringIO
        >>> with redirect_stdout(StringIO()), with_rich() as progress:
        ...     progress(1, 2)
    """
    try:
        from rich.progress import Progress as Bars  # noqa: PLC0415 -- only for who wants it
    except ImportError as error:
        raise MissingExtraError("progress as a bar", "rich", extra="progress") from error
    with Bars() as bars:
        task = bars.add_task(description, total=None)

        def progress(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total)

        yield progress
