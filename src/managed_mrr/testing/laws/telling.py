"""Telling: what lines say, gathered and worded for those who check them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from managed_mrr.conformance.answers import Worth, worth_text
from managed_mrr.testing.reference import Lines

__all__ = ["by_client", "difference", "points_text", "total"]


def __dir__() -> list[str]:
    return __all__


def points_text(points: Fraction | None) -> str:
    """Points for those who check them: unknown, or exactly."""
    return "unknown" if points is None else str(points)


def difference(got: Lines, expected: Lines, told: str) -> Iterator[str]:
    """
    How lines differ from those expected.

    Args:
        got: The lines.
        expected: What they are to be.
        told: What to say first.

    Examples:
        >>> list(difference({("north", "acme"): (Fraction(9), "USD", None, ("north",))}, {}, "today"))
        ['today, north at acme is USD 9, points unknown, shared by north: expected no line']
    """
    for pair in sorted({*got, *expected}):
        if got.get(pair) != expected.get(pair):
            (partner, client), here, right = pair, worth_text(got.get(pair)), worth_text(expected.get(pair))
            yield f"{told}, {partner} at {client} is {here}: expected {right}"


def by_client(lines: Lines) -> Mapping[str, Mapping[str, Worth]]:
    """What each client's lines say, by partner."""
    found: dict[str, dict[str, Worth]] = {}
    for (partner, client), worth in lines.items():
        found.setdefault(client, {})[partner] = worth
    return found


def total(lines: Lines, partner: str) -> dict[str, Fraction]:
    """What a partner is credited with in all, by currency."""
    found: dict[str, Fraction] = {}
    for (who, _), (credit, currency, _, _) in lines.items():
        if who == partner:
            found[currency] = found.get(currency, Fraction(0)) + credit
    return found
