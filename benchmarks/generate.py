"""Generate: the portfolio files that are measured, made by :func:`managed_mrr.testing.random_portfolio`."""

import argparse
from collections.abc import Mapping
from pathlib import Path

import attrs

from managed_mrr.testing.from_seed import FIRST_DAY, random_portfolio_text

__all__ = ["FIRST_DAY", "SIZES", "Size", "portfolio_text", "write_portfolio_file"]


@attrs.frozen
class Size:
    """
    How large a portfolio is.

    Args:
        clients: How many clients.
        partners: How many partners.
        activities: How many activities.
        days: Over how many days the evidence is spread.
    """

    clients: int
    partners: int
    activities: int
    days: int = 730


SIZES: Mapping[str, Size] = {
    "tiny": Size(clients=40, partners=8, activities=2_000),
    "S": Size(clients=2_000, partners=200, activities=100_000),
    "M": Size(clients=20_000, partners=2_000, activities=1_000_000),
    "XL": Size(clients=200_000, partners=20_000, activities=10_000_000),
}
"""The sizes with a name; each but the first is ten times the one before."""


def portfolio_text(size: Size, seed: int = 1, prefix: str = "") -> str:
    """
    The text of a portfolio file.

    Args:
        size: How large it is.
        seed: Another seed gives another portfolio.
        prefix: With what every id begins, so that one portfolio can be put into another.
    """
    return "".join(random_portfolio_text(seed, **attrs.asdict(size), prefix=prefix))


def write_portfolio_file(path: Path, size: Size, seed: int = 1) -> None:
    """Write a portfolio file, piece by piece."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(random_portfolio_text(seed, **attrs.asdict(size)))


def main() -> None:
    """Write one portfolio file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=main.__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=730, help="spread the evidence over so many days")
    given = parser.parse_args()
    write_portfolio_file(given.file, attrs.evolve(SIZES[given.size], days=given.days), given.seed)


if __name__ == "__main__":
    main()
