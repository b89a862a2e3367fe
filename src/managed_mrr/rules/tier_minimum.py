"""What does the tier ask? A minimum of activities for the partners of some tiers."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

import attrs

from managed_mrr.dates import DateRange, DateSet
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.findings import Finding, worded
from managed_mrr.rules.dated import EVER, Term, period
from managed_mrr.rules.expiry import MinimumActivity
from managed_mrr.rules.remedies import Ways
from managed_mrr.rules.rule import AllOf, Rule, RuleOverTime, clipped
from managed_mrr.rules.tiers import to_name

__all__ = ["PartnerTier", "TierMinimum"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class PartnerTier:
    """
    The tier a partner has for a time, as an input.

    Args:
        partner: Id of the partner.
        tier: Name of the tier.
        period: The days; ever if left out.

    Clause:
        A16.

    Examples:
        >>> print(PartnerTier("north", "gold", DateRange(date(2024, 1, 1))))
        north is gold in [2024-01-01, ever)
    """

    partner: str = attrs.field(converter=to_name)
    tier: str = attrs.field(converter=to_name)
    period: DateRange = attrs.field(default=EVER, converter=period)

    def __str__(self) -> str:
        return f"{self.partner} is {self.tier} in {self.period}"


def _minimum(value: MinimumActivity, tier: str) -> MinimumActivity:
    if not isinstance(value, MinimumActivity):
        msg = f"the minimum of {tier} is {value!r}: expected MinimumActivity(count=..., within=...)"
        raise PolicyError(msg)
    return value


def _otherwise(value: MinimumActivity | None) -> MinimumActivity | None:
    return None if value is None else _minimum(value, "an unknown tier")


def _minimums(
    values: Mapping[str, MinimumActivity] | Iterable[tuple[str, MinimumActivity]],
) -> tuple[tuple[str, MinimumActivity], ...]:
    pairs = tuple(values.items() if isinstance(values, Mapping) else values)
    for tier, minimum in pairs:
        _minimum(minimum, repr(tier))
    names = sorted(to_name(tier) for tier, _ in pairs)
    for name, other in pairwise(names):
        if name == other:
            msg = f"{name!r} has two minimums: expected one; ask for both by joining two rules with &"
            raise PolicyError(msg)
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


def _tiers(values: Iterable[PartnerTier]) -> tuple[PartnerTier, ...]:
    tiers = tuple(values)
    for each in tiers:
        if not isinstance(each, PartnerTier):
            msg = f"not the tier of a partner: {each!r}; expected PartnerTier(partner, tier, period)"
            raise PolicyError(msg)
    tiers = tuple(sorted(tiers, key=lambda each: (each.partner, each.period.edges)))
    for earlier, later in pairwise(tiers):
        if earlier.partner == later.partner and earlier.period.overlaps(later.period):
            msg = (
                f"two tiers on the same days: {earlier}, and {later}; expected one; "
                "end the earlier where the later begins"
            )
            raise PolicyError(msg)
    return tiers


_NOTHING_ASKED: Rule[PartnerAtClient] = AllOf([])


@attrs.frozen
class TierMinimum(Rule[PartnerAtClient]):
    """
    As many activities as the tier of the partner asks for.

    The programme asks this of some tiers and gives no numbers, so there are none here. The tier a partner has is an
    input: it is not worked out from the credit that this rule decides on, so that no circle arises. Of a partner in a
    tier without a minimum, and on a day for which its tier is not given, no minimum is asked, unless ``otherwise``
    says one. Join it to a policy with :meth:`managed_mrr.Policy.requiring`; for minimums that change over time put
    several into a :class:`~managed_mrr.RuleOverTime`.

    Args:
        minimums: The minimum of each tier that has one, by name.
        tiers: Which partner has which tier when; the periods of one partner do not overlap.
        otherwise: The minimum on days for which the tier of a partner is not given; None for none.

    Raises:
        PolicyError: A tier has two minimums, or one that is none, or a partner two tiers on one day.

    Clause:
        A16.

    Examples:
        >>> from managed_mrr import managed_client
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 1)).facts("north", "acme")
        >>> gold = PartnerTier("north", "gold", DateRange(date(2024, 3, 1)))
        >>> rule = TierMinimum({"gold": MinimumActivity(count=5, within=30)}, [gold])
        >>> print(rule.days(facts))
        (ever, 2024-03-01)
    """

    clauses: ClassVar[tuple[str, ...]] = ("A16",)

    minimums: tuple[tuple[str, MinimumActivity], ...] = attrs.field(default=(), converter=_minimums)
    tiers: tuple[PartnerTier, ...] = attrs.field(default=(), converter=_tiers)
    otherwise: MinimumActivity | None = attrs.field(default=None, kw_only=True, converter=_otherwise)

    def __str__(self) -> str:
        asked = [f"{minimum} for {tier}" for tier, minimum in self.minimums]
        if self.otherwise is not None:
            asked.append(f"{self.otherwise} for an unknown tier")
        return ", ".join(asked) or "no minimum of activities for any tier"

    @cached_property
    def _by_partner(self) -> dict[str, RuleOverTime[PartnerAtClient]]:
        return {each.partner: self._over_time(each.partner) for each in self.tiers}

    def asked_of(self, partner: str) -> RuleOverTime[PartnerAtClient]:
        """
        What is asked of a partner over time; a rule that always holds where it is nothing.

        Examples:
            >>> print(TierMinimum().asked_of("north"))
            always in (ever, ever)
        """
        return self._by_partner.get(partner) or self._over_time(partner)

    def _over_time(self, partner: str) -> RuleOverTime[PartnerAtClient]:
        """What is asked of a partner on each day there is."""
        minimums = dict(self.minimums)
        mine = [each for each in self.tiers if each.partner == partner]
        terms: list[Term[Rule[PartnerAtClient]]] = [
            Term(minimums.get(each.tier, _NOTHING_ASKED), each.period) for each in mine
        ]
        otherwise = _NOTHING_ASKED if self.otherwise is None else self.otherwise
        terms += [Term(otherwise, days) for days in ~DateSet(each.period for each in mine)]
        return RuleOverTime(terms)

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        return self.asked_of(facts.partner.id).days(facts, within)

    def repairs(self, facts: PartnerAtClient, on: date) -> Ways:
        return self.asked_of(facts.partner.id).repairs(facts, on)

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        days = self.days(facts)
        partner = facts.partner.id
        term = self.asked_of(facts.partner.id).terms.on(on)
        assert term is not None  # there is an answer for every day
        tier = next((each.tier for each in self.tiers if each.partner == partner and on in each.period), None)
        asked = term.value != _NOTHING_ASKED
        what = str(term.value) if asked else "no minimum of activities is asked"
        return Finding(
            rule="TierMinimum",
            holds=on in days,
            text=worded("rule", rule=f"{partner} is {tier or 'in no known tier'}: {what}"),
            steady=days.steady(on),
            clauses=self.clauses,
            parts=[clipped(term.value.finding(facts, on), term.period)] if asked else [],
        )
