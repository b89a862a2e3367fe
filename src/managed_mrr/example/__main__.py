"""Write the example to a file: ``python -m managed_mrr.example examples/agency.json``."""

import sys
from collections.abc import Sequence

from managed_mrr.example import agency
from managed_mrr.files import write_portfolio

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__


def main(arguments: Sequence[str]) -> int:
    """
    Write the example to the file that the one argument names.

    Returns:
        0, or 2 if there is not exactly one argument.

    Examples:
        >>> main([])
        2
    """
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m managed_mrr.example FILE\n")
        return 2
    write_portfolio(agency(), arguments[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
