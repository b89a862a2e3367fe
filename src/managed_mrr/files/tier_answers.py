"""Tiers as data: standings, histories and what would reach a tier, as JSON objects."""

from fractions import Fraction

from managed_mrr.amounts import exact_text
from managed_mrr.files.numbers import money_data, policy_data
from managed_mrr.rules.tiers import written
from managed_mrr.tiers import Measure, Reach, Requirement, TierMet, TierStanding, TierTimeline

__all__ = ["reach_data", "standing_data", "tier_timeline_data"]


def __dir__() -> list[str]:
    return __all__


def standing_data(standing: TierStanding) -> dict[str, object]:
    """
    The tier of a partner on a day, and what each tier asks for, as a JSON object.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import Tier, TierTable, managed_client, tier
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> table = TierTable([Tier("gold", total=100)])
        >>> standing_data(tier(acme, partner="north", as_of=date(2024, 2, 1), tiers=table))["next"]
        'gold'
    """
    term, unit = standing.term, standing.unit
    tiers = () if term is None else term.value.tiers
    return {
        "partner": standing.partner,
        "as_of": standing.as_of.isoformat(),
        **policy_data(standing.policy),
        **_met(standing.met),
        "next": None if standing.next is None else standing.next.name,
        "unit": unit,
        "sold": _measure(standing.sold, unit),
        "managed": _measure(standing.managed, unit),
        "total": _measure(standing.total, unit),
        "tiers": [
            {"name": each.name, "requirements": [_requirement(asked) for asked in standing.requirements(each.name)]}
            for each in tiers
        ],
        "source": None if term is None or term.source is None else str(term.source),
    }


def tier_timeline_data(history: TierTimeline) -> dict[str, object]:
    """
    Which tier a partner meets when, as a JSON object.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import Tier, TierTable, managed_client, tier_timeline
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> table = TierTable([Tier("gold", managed=100)])
        >>> tier_timeline_data(tier_timeline(acme, partner="north", tiers=table))["segments"]
        [{'start': None, 'end': None, 'tier': None, 'possible': None, 'known': True}]
    """
    return {
        "partner": history.partner,
        **policy_data(history.policy),
        "segments": [
            {
                "start": None if each.start is None else each.start.isoformat(),
                "end": None if each.end is None else each.end.isoformat(),
                **_met(each.met),
            }
            for each in history
        ],
    }


def reach_data(reach: Reach) -> dict[str, object]:
    """
    What would bring a partner to a tier, as a JSON object.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import Tier, TierTable, managed_client, reach
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900)
        >>> table = TierTable([Tier("gold", managed=8)])
        >>> reach_data(reach(acme, partner="north", as_of=date(2024, 2, 1), tiers=table))["reached"]
        True
    """
    unit = reach.standing.unit
    return {
        "partner": reach.standing.partner,
        "as_of": reach.standing.as_of.isoformat(),
        **policy_data(reach.standing.policy),
        "tier": None if reach.tier is None else reach.tier.name,
        "unit": unit,
        "reached": reach.reached,
        "requirements": [_requirement(each) for each in reach.requirements],
        "clients": [
            {
                "client": each.client,
                "credit": money_data(each.credit),
                "worth": _amount(each.worth, unit),
                "sharing": list(each.sharing),
            }
            for each in reach.clients
        ],
        "short": _amount(reach.short, unit),
        "sold_missing": _amount(reach.sold_missing, unit),
        "unknown": list(reach.unknown),
    }


def _met(met: TierMet) -> dict[str, object]:
    return {"tier": met.tier, "possible": met.possible, "known": met.known}


def _amount(amount: Fraction, unit: str) -> dict[str, str]:
    return {"amount": written(amount, unit).replace(",", ""), "exact": exact_text(amount)}


def _measure(measure: Measure, unit: str) -> dict[str, object]:
    return {**_amount(measure.known, unit), "unknown": list(measure.unknown)}


def _requirement(requirement: Requirement) -> dict[str, object]:
    return {
        "asked": requirement.asked,
        "needed": _amount(requirement.needed, requirement.unit),
        "has": _measure(requirement.has, requirement.unit),
        "met": requirement.met,
        "missing": _amount(requirement.missing, requirement.unit),
    }
