"""Policies: how one reads the programme, in the plain words of the reference."""

from datetime import date
from functools import lru_cache
from typing import Any

from managed_mrr.hubspot import POLICIES, SERVICING
from managed_mrr.policy import Policy
from managed_mrr.rules import AllOf, CurrencyToPoints
from managed_mrr.testing.readings import CONDITIONS, Readings

__all__ = ["readings_of"]


def __dir__() -> list[str]:
    return __all__


_USUAL = frozenset(
    {
        *("link_by_domain", "active_required", "unlinking_ends", "deactivation_ends"),
        *("activity_revives", "catalogue", "multiplied"),
    }
)
"""The readings of which there is only one here; any window, minimum and rates will do."""


@lru_cache(maxsize=8)
def readings_of(policy: Policy, currency: str = "") -> Readings | None:
    """
    How a policy reads the programme for clients in a currency; None if it has rules or readings of its own.

    Examples:
        >>> readings_of(SERVICING, "EUR").rates[0]
        (datetime.date(1, 1, 1), {'EUR': Fraction(75, 1)})
    """
    rule = policy.eligibility
    asked_for: tuple[Any, ...] = rule.rules if isinstance(rule, AllOf) else (rule,)
    rules, parameters, points = {type(each).__name__: each for each in asked_for}, policy.parameters(), policy.points
    kinds = {(each.revenue, each.split): name for name, each in POLICIES.items()}
    kind = kinds.get((policy.revenue, policy.split))
    usual = {(each.name, each.value) for each in SERVICING.parameters() if each.name in _USUAL}
    unusual = {(each.name, each.value) for each in parameters if each.name in _USUAL} - usual
    outlives = {each.value for each in parameters if each.name == "activity_outlives_employee"}
    asked = {*rules} - {"CurrentAgreement"}  # which alone is not about any client
    twice = len(asked_for) > len(rules)
    known = bool(asked) and asked <= {*CONDITIONS["combined"]} and not unusual and not twice and len(outlives) < 2
    if kind is None or not known or not isinstance(points, CurrencyToPoints):
        return None
    rates = [each for each in points.rates if each.currency == currency]
    edges = {edge for each in rates for edge in (each.period.start or date.min, each.period.end or date.max)}
    return Readings(
        policy=kind,
        window=rules["LiveActivity"].window.days if "LiveActivity" in rules else 0,
        minimum=rules["MinimumActivity"].needs if "MinimumActivity" in rules else None,
        ends_with_employee=outlives == {False},
        rates=[(day, {each.currency: each.per_point for each in rates if day in each.period}) for day in sorted(edges)],
        conditions=tuple(rules),
    )
