"""Asking: the rules of a policy asked about some facts, to see that they answer with what is asked for."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from managed_mrr.dates import DateSet, StepFunction
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.rules import PointsRule, RevenueRule, Rule, Share, SplitRule

__all__ = ["asked_for_days", "asked_for_points", "asked_for_revenue", "asked_for_shares"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")


def asked_for_days(rule: Rule[PartnerAtClient], partners: Sequence[PartnerAtClient]) -> list[DateSet]:
    """The days a rule answers with."""
    return [_of_kind(DateSet, rule.days(facts), f"{type(rule).__name__}.days") for facts in partners]


def asked_for_revenue(rule: RevenueRule, partners: Sequence[PartnerAtClient]) -> list[StepFunction[Fraction]]:
    """The revenue a rule answers with."""
    return [_exact_steps(rule.mrr(facts), f"{type(rule).__name__}.mrr") for facts in partners]


def asked_for_shares(rule: SplitRule, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
    """The shares a split answers with."""
    return _of_kind(StepFunction, rule.shares(partners), f"{type(rule).__name__}.shares")


def asked_for_points(rule: PointsRule, partners: Sequence[PartnerAtClient]) -> list[StepFunction[Fraction | None]]:
    """The points that a rule answers with."""
    return [
        _exact_steps(rule.points_per_unit(facts.client), f"{type(rule).__name__}.points_per_unit") for facts in partners
    ]


def _exact_steps(answer: StepFunction[T], asked: str) -> StepFunction[T]:
    """The answer of a user's rule itself, if it is a number for every day and none of them is inexact."""
    for value in _of_kind(StepFunction, answer, asked).values:
        if isinstance(value, (float, Decimal)):
            msg = f"{asked} answers with {value!r} ({type(value).__name__}): expected exact numbers; give a Fraction"
            raise PolicyError(msg)
    return answer


def _of_kind(kind: type[T], answer: T, asked: str) -> T:
    """The answer of a user's rule itself, if it is what the question asks for."""
    if not isinstance(answer, kind):
        msg = f"{asked} answers with {answer!r}: expected a {kind.__name__}"
        raise PolicyError(msg)
    return answer
