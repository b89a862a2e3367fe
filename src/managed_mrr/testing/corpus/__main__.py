"""Write a new version of the corpus: ``python -m managed_mrr.testing.corpus --scenarios DIR --version N DIR``."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from managed_mrr.testing.corpus import every_situation, write_version

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__


SEEDS = 245
"""Of as many portfolios drawn at random at least 200 have lines."""


def main(arguments: Sequence[str]) -> int:
    """
    Write a version into a new folder.

    Returns:
        0, or 2 if the folder exists.
    """
    parser = argparse.ArgumentParser(prog="python -m managed_mrr.testing.corpus", description=__doc__)
    parser.add_argument("--scenarios", type=Path, required=True, help="the folder of scenario files")
    parser.add_argument("--version", type=int, required=True, help="the number of the new version")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many portfolios to draw at random")
    parser.add_argument("folder", type=Path, help="a new folder")
    asked = parser.parse_args(arguments)
    situations = every_situation(asked.scenarios, range(asked.seeds))
    try:
        write_version(situations, asked.folder, version=asked.version, say=lambda text: sys.stderr.write(f"{text}\n"))
    except FileExistsError:
        sys.stderr.write(f"{asked.folder} exists; what is released is never written again, give a new folder\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
