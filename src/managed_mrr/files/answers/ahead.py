"""What lies ahead as data: lines that expire, subscriptions that renew."""

from managed_mrr.files.numbers import (
    WORTH,
    assumptions_data,
    policy_data,
    total_data,
    worth_cells,
    worth_data,
)
from managed_mrr.forecast import Expiring, Expiry, Renewal, Renewals
from managed_mrr.tables import Table

__all__ = [
    "expiring_csv",
    "expiring_data",
    "renewals_csv",
    "renewals_data",
]


def __dir__() -> list[str]:
    return __all__


def expiring_data(expiring: Expiring) -> dict[str, object]:
    """
    The lines that end within some days, and what is at stake, as a JSON object.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import expiring, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> expiring_data(expiring(acme, as_of=date(2024, 3, 1), within=30))["expiring"][0]["expires_on"]
        '2024-03-15'
    """
    return {
        "as_of": expiring.as_of.isoformat(),
        "within": expiring.within,
        **policy_data(expiring.policy),
        "assumptions": assumptions_data(expiring.policy.assumptions()),
        "expiring": [_expiry(each) for each in expiring],
        "at_stake": [total_data(total) for total in expiring.totals().values()],
    }


def expiring_csv(expiring: Expiring) -> str:
    """
    The lines that end within some days as CSV, a row for each, with exact numbers.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import expiring, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(expiring_csv(expiring(acme, as_of=date(2024, 3, 1), within=30)).splitlines()[1])
        2024-03-15,north,acme,2024-03-15,north-employee,USD,90.00,90,0.90,9/10,north
    """
    rows = [
        [
            each.expires_on.isoformat(),
            each.line.partner,
            each.line.client,
            "" if each.last_day_to_act is None else each.last_day_to_act.isoformat(),
            ";".join(each.employees),
            *worth_cells(each.line),
        ]
        for each in expiring
    ]
    return Table(["expires_on", "partner", "client", "last_day_to_act", "employees", *WORTH], rows).csv()


def renewals_data(renewals: Renewals) -> dict[str, object]:
    """
    The subscriptions that end or renew within some days, and what rides on them, as a JSON object.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client, renewals
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> renewals_data(renewals(acme, as_of=date(2024, 2, 1), within=30))["renewals"][0]["on"]
        '2024-03-01'
    """
    return {
        "as_of": renewals.as_of.isoformat(),
        "within": renewals.within,
        **policy_data(renewals.policy),
        "assumptions": assumptions_data(renewals.policy.assumptions()),
        "renewals": [_renewal(each) for each in renewals],
        "riding": [total_data(total) for total in renewals.totals().values()],
    }


def renewals_csv(renewals: Renewals) -> str:
    """
    The subscriptions that end or renew within some days as CSV, a row for each partner, with exact numbers.

    Nobody's has one row, with no partner and no amounts.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client, renewals
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(renewals_csv(renewals(acme, as_of=date(2024, 2, 1), within=30)).splitlines()[1])
        2024-03-01,renews,acme,acme-subscription,north,USD,90.00,90,0.90,9/10,north
    """
    rows = [
        [each.on.isoformat(), str(each.kind), each.client, each.subscription, *cells]
        for each in renewals
        for cells in [[part.partner, *worth_cells(part)] for part in each.riding] or [[""] * (1 + len(WORTH))]
    ]
    return Table(["on", "kind", "client", "subscription", "partner", *WORTH], rows).csv()


def _expiry(expiry: Expiry) -> dict[str, object]:
    return {
        "partner": expiry.line.partner,
        "client": expiry.line.client,
        "expires_on": expiry.expires_on.isoformat(),
        "by_terms": expiry.by_terms,
        "last_day_to_act": None if expiry.last_day_to_act is None else expiry.last_day_to_act.isoformat(),
        "employees": list(expiry.employees),
        "needed_employees": list(expiry.needed_employees),
        **worth_data(expiry.line),
    }


def _renewal(renewal: Renewal) -> dict[str, object]:
    return {
        "on": renewal.on.isoformat(),
        "kind": str(renewal.kind),
        "client": renewal.client,
        "subscription": renewal.subscription,
        "riding": [{"partner": part.partner, **worth_data(part)} for part in renewal.riding],
    }
