"""How is it shared? What each of the partners gets that are eligible at a client on the same days."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, Protocol, runtime_checkable

import attrs

from managed_mrr.amounts import exact
from managed_mrr.dates import StepFunction
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import PartnerAtClient

__all__ = ["EvenSplit", "Share", "SplitRule", "Undivided", "WeightedSplit"]


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

    Raises:
        AmountError: The fraction is not exact, such as a float.

    Examples:
        >>> Share("north", Fraction(1, 2), ("north", "south")).fraction
        Fraction(1, 2)
    """

    partner: str
    fraction: Fraction = attrs.field(converter=exact)
    sharing: tuple[str, ...]


@runtime_checkable
class SplitRule(Protocol):
    """How the partners that are eligible at a client on the same days share its revenue."""

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """
        The shares over time, on each day one for each partner, in the same order.

        What it says of days on which others are eligible too, or not all of these, is not looked at.

        Args:
            partners: The facts about each of the partners, by partner id, at least one.
        """


@lru_cache(maxsize=4096)
def _evenly(sharing: tuple[str, ...]) -> StepFunction[tuple[Share, ...]]:
    part = Fraction(1, len(sharing))
    return StepFunction.constant(tuple(Share(partner, part, sharing) for partner in sharing))


@lru_cache(maxsize=4096)
def _each_whole(partners: tuple[str, ...]) -> StepFunction[tuple[Share, ...]]:
    return StepFunction.constant(tuple(Share(partner, Fraction(1), (partner,)) for partner in partners))


def _ids(partners: Sequence[PartnerAtClient]) -> tuple[str, ...]:
    return tuple(facts.partner.id for facts in partners)


@attrs.frozen
class EvenSplit:
    """
    Everyone eligible on the day gets the same part, exactly.

    Clause:
        A5.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> EvenSplit().shares([acme.facts("north", "acme")]).at(date(2024, 3, 1))
        (Share(partner='north', fraction=Fraction(1, 1), sharing=('north',)),)
    """

    clauses: ClassVar[tuple[str, ...]] = ("A5",)

    def __str__(self) -> str:
        return "divided evenly"

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """The same fraction for each partner, on every day."""
        return _evenly(_ids(partners))


@attrs.frozen
class Undivided:
    """
    Everyone eligible gets the whole of what they are credited with and shares with nobody.

    Clause:
        B2.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> Undivided().shares([acme.facts("north", "acme")]).at(date(2024, 3, 1))[0].sharing
        ('north',)
    """

    clauses: ClassVar[tuple[str, ...]] = ("B2",)

    def __str__(self) -> str:
        return "undivided"

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """The whole for each partner, on every day."""
        return _each_whole(_ids(partners))


class WeightedSplit(ABC):
    """
    Everyone eligible on the day gets a part in proportion to a weight of their own; on days without any weight, evenly.

    Subclass it with ``@attrs.frozen`` and write :meth:`weight`.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> @attrs.frozen
        ... class ByHeads(WeightedSplit):
        ...     def weight(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        ...         return StepFunction.constant(Fraction(len(facts.employees)))
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> ByHeads().shares([acme.facts("north", "acme")]).at(date(2024, 3, 1))[0].fraction
        Fraction(1, 1)
    """

    __slots__ = ()

    @abstractmethod
    def weight(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The weight of one partner at the client over time, never below 0."""

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """
        The parts over time; they add up to 1 on every day.

        Raises:
            PolicyError: A weight is below 0.
            AmountError: A weight is not exact, such as a float.
        """
        sharing = _ids(partners)
        weights: StepFunction[tuple[Fraction, ...]] = StepFunction.constant(())
        for facts in partners:
            weights = weights.combine(self.weight(facts), lambda before, one: (*before, one))
        return weights.map(lambda each: self._in_proportion(sharing, tuple(map(exact, each))))

    def _in_proportion(self, sharing: tuple[str, ...], weights: tuple[Fraction, ...]) -> tuple[Share, ...]:
        if any(weight < 0 for weight in weights):
            msg = f"{type(self).__name__}.weight is below 0: {min(weights)}; expected 0 or more"
            raise PolicyError(msg)
        whole = sum(weights) or len(weights)
        parts = weights if any(weights) else (Fraction(1),) * len(weights)
        return tuple(Share(partner, part / whole, sharing) for partner, part in zip(sharing, parts, strict=True))
