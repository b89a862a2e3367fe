"""How is it shared? Several partners at one client."""

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar, Protocol, runtime_checkable

import attrs

__all__ = ["EvenSplit", "Share", "SplitRule", "Undivided"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Share:
    """
    What one partner gets of a client's revenue, and with whom it shares.

    Attributes:
        partner: Id of the partner.
        fraction: Its part of the revenue it is credited with before sharing, from 0 to 1.
        sharing: Ids of all partners that share, itself among them, sorted.

    Examples:
        >>> EvenSplit().shares(("north", "south"))[0].fraction
        Fraction(1, 2)
    """

    partner: str
    fraction: Fraction
    sharing: tuple[str, ...]


@runtime_checkable
class SplitRule(Protocol):
    """How the partners that are eligible at a client on one day share its revenue."""

    def shares(self, partners: Sequence[str]) -> tuple[Share, ...]:
        """
        The share of each partner, in the same order.

        Args:
            partners: Ids of the eligible partners, sorted, at least one.
        """


@attrs.frozen
class EvenSplit:
    """
    Everyone eligible on the day gets the same part, exactly.

    Clause:
        A5.

    Examples:
        >>> [share.fraction for share in EvenSplit().shares(("north", "south"))]
        [Fraction(1, 2), Fraction(1, 2)]
    """

    clauses: ClassVar[tuple[str, ...]] = ("A5",)

    def __str__(self) -> str:
        return "divided evenly"

    def shares(self, partners: Sequence[str]) -> tuple[Share, ...]:
        """The same fraction for each partner."""
        sharing = tuple(partners)
        return tuple(Share(partner, Fraction(1, len(sharing)), sharing) for partner in sharing)


@attrs.frozen
class Undivided:
    """
    Everyone eligible gets the whole of what they are credited with and shares with nobody.

    Clause:
        B2.

    Examples:
        >>> Undivided().shares(("north",))
        (Share(partner='north', fraction=Fraction(1, 1), sharing=('north',)),)
    """

    clauses: ClassVar[tuple[str, ...]] = ("B2",)

    def __str__(self) -> str:
        return "undivided"

    def shares(self, partners: Sequence[str]) -> tuple[Share, ...]:
        """The whole for each partner."""
        return tuple(Share(partner, Fraction(1), (partner,)) for partner in partners)
