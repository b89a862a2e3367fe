"""Tiers: what they ask for, what was sold, and how they are reviewed."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from managed_mrr.rules import Tier, TierTable
from managed_mrr.testing.strategies.days import date_ranges
from managed_mrr.testing.strategies.kept import kept
from managed_mrr.tiers import ReviewRule, SoldPoints

__all__ = ["review_rules", "sold_points", "tier_tables", "tiers"]


def __dir__() -> list[str]:
    return __all__


NAMES = ("gold", "platinum", "diamond")
UNITS = st.sampled_from(("points", "USD"))
ASKED = st.dictionaries(st.sampled_from(("total", "sold", "managed")), st.integers(0, 20))


@kept
def tiers(*, name: str = "gold") -> SearchStrategy[Tier]:
    """
    Tiers that ask for something sold, managed, both together, or nothing.

    Args:
        name: The name of all of them.
    """
    return ASKED.map(lambda asked: Tier(name, **asked))


@kept
def tier_tables() -> SearchStrategy[TierTable]:
    """Tables of one to three tiers, each asking for no less than the one before it."""
    steps = st.lists(st.integers(0, 10), min_size=1, max_size=3)
    return st.builds(_table, ASKED, steps, unit=UNITS, complete=st.sampled_from((True, False)))


def _table(asked: dict[str, int], steps: list[int], **about: Any) -> TierTable:  # noqa: ANN401 -- the table's own
    """The first tier asks for this, each later one for so much more of the same."""
    made, more = [], 0
    for name, step in zip(NAMES, steps, strict=False):
        more += step
        made.append(Tier(name, **{what: needed + more for what, needed in asked.items()}))
    return TierTable(made, **about)


@kept
def sold_points(*, partner: str = "p1", days: SearchStrategy[date] | None = None) -> SearchStrategy[SoldPoints]:
    """
    What a partner has sold, in points or in money, for a time.

    Args:
        partner: Id of the partner.
        days: When it begins and ends; :func:`days` if left out.
    """
    amounts = st.integers(0, 20).map(lambda half: Fraction(half, 2))
    return st.builds(SoldPoints, st.just(partner), amounts, date_ranges(days=days, open_start=True), unit=UNITS)


@kept
def review_rules() -> SearchStrategy[ReviewRule]:
    """The published reviews, and others: at the ends of months, every month, never."""
    return st.builds(
        ReviewRule,
        reviews=st.sampled_from(
            (((1, 15), (7, 15)), (), ((2, 28), (12, 31)), tuple((month, 1) for month in range(1, 13)))
        ),
        months=st.sampled_from((5, 1, 12)),
        check_day=st.sampled_from((15, 1, 28)),
        judged=st.sampled_from(("checks", "every day")),
        upgrades=st.sampled_from(("checks", "every day", "reviews")),
    )
