"""The command line: the same questions, asked of files."""

from managed_mrr.cli.running import main

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__
