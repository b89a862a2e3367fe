"""Answers as data: by subscription, why not, until when, what if and what changed, as JSON objects."""

from collections.abc import Iterable
from datetime import date

from managed_mrr.amounts import Money, exact_text
from managed_mrr.by_subscription import CreditBySubscription, SubscriptionCredit
from managed_mrr.comparison import Comparison, Difference, Effects
from managed_mrr.difference import PolicyDifference, value_text
from managed_mrr.files.numbers import (
    MOVED,
    WORTH,
    assumptions_data,
    money_data,
    moved_cells,
    points_data,
    policy_data,
    range_data,
    total_data,
    worth_cells,
    worth_data,
)
from managed_mrr.forecast import Expiring, Expiry, Renewal, Renewals
from managed_mrr.ledger import Ledger, Movement
from managed_mrr.repairs import Repair, WhyNot
from managed_mrr.segments import Segment
from managed_mrr.tables import Table

__all__ = [
    "by_subscription_csv",
    "by_subscription_data",
    "comparison_data",
    "differences_csv",
    "effects_data",
    "expiring_csv",
    "expiring_data",
    "ledger_data",
    "movements_csv",
    "policy_difference_data",
    "renewals_csv",
    "renewals_data",
    "why_not_data",
]


def __dir__() -> list[str]:
    return __all__


def by_subscription_data(opened: CreditBySubscription) -> dict[str, object]:
    """
    Lines opened into their subscriptions, as a JSON object.

    Examples:
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> opened = evaluate(acme, as_of=date(2024, 2, 1)).by_subscription()
        >>> by_subscription_data(opened)["subscriptions"][0]["net_price"]
        {'amount': '90.00', 'exact': '90', 'currency': 'USD'}
    """
    return {
        "as_of": opened.as_of.isoformat(),
        **policy_data(opened.policy),
        "assumptions": assumptions_data(opened.policy.assumptions()),
        "subscriptions": [_part(each) for each in opened],
    }


def by_subscription_csv(opened: CreditBySubscription) -> str:
    """
    Lines opened into their subscriptions as CSV, a row for each, with exact numbers.

    Examples:
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(by_subscription_csv(evaluate(acme, as_of=date(2024, 2, 1)).by_subscription()).splitlines()[1])
        north,acme,acme-subscription,90,90,90,USD,90.00,90,0.90,9/10,north
    """
    rows = [
        [
            each.partner,
            each.client,
            each.subscription or "",
            *("" if amount is None else exact_text(amount.amount) for amount in _prices(each).values()),
            *worth_cells(each),
        ]
        for each in opened
    ]
    prices = ["list_price_exact", "net_price_exact", "mrr_exact"]
    return Table(["partner", "client", "subscription", *prices, *WORTH], rows).csv()


def why_not_data(answer: WhyNot) -> dict[str, object]:
    """
    What a partner lacks for credit, and every repair, as a JSON object.

    Examples:
        >>> from managed_mrr import managed_client, why_not
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90)
        >>> why_not_data(why_not(acme, partner="north", client="acme", as_of=date(2024, 2, 1)))["verdict"]
        'never began'
    """
    return {
        "partner": answer.partner,
        "client": answer.client,
        "as_of": answer.as_of.isoformat(),
        **policy_data(answer.policy),
        "assumptions": assumptions_data(answer.policy.assumptions()),
        "credit": None if answer.credit is None else money_data(answer.credit),
        "verdict": None if answer.verdict is None else answer.verdict.value,
        "shortfalls": [
            {"verdict": each.verdict.value, "clauses": list(each.verdict.clauses), "near": each.near}
            for each in answer.shortfalls
        ],
        "begins": _day(answer.begins),
        "repairs": [_repair(each) for each in answer.repairs],
        "reason": answer.reason,
    }


def expiring_data(expiring: Expiring) -> dict[str, object]:
    """
    The lines that end within some days, and what is at stake, as a JSON object.

    Examples:
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


def renewals_data(renewals: Renewals) -> dict[str, object]:
    """
    The subscriptions that end or renew within some days, and what rides on them, as a JSON object.

    Examples:
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


def ledger_data(ledger: Ledger) -> dict[str, object]:
    """
    The movements between two days, and what they add up to for each partner, as a JSON object.

    Examples:
        >>> from managed_mrr import changes, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> ledger_data(changes(acme, start=date(2024, 2, 1), end=date(2024, 4, 1)))["movements"][0]["cause"]
        'activity lapsed'
    """
    return {
        "start": ledger.start.isoformat(),
        "end": ledger.end.isoformat(),
        **policy_data(ledger.policy),
        "assumptions": assumptions_data(ledger.policy.assumptions()),
        "movements": [_movement(each) for each in ledger],
        "totals": [
            {
                "partner": str(partner),
                "credit": [money_data(each) for each in total.credit],
                "points": None if total.points is None else points_data(total.points),
                "known_points": points_data(total.known_points),
                "unknown": list(total.unknown),
            }
            for partner, total in ledger.total(by="partner").items()
        ],
    }


def movements_csv(movements: Iterable[Movement]) -> str:
    """
    Movements as CSV, a row for each, with exact numbers.

    Args:
        movements: Those of a ledger, or of what a scenario would change as of a day.

    Examples:
        >>> from managed_mrr import changes, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(movements_csv(changes(acme, start=date(2024, 2, 1), end=date(2024, 4, 1))), end="")
        on,partner,client,subscription,kind,cause,currency,credit,credit_exact,points,points_exact
        2024-03-15,north,acme,acme-subscription,lost,activity lapsed,USD,-90.00,-90,-0.90,-9/10
    """
    rows = [
        [
            each.on.isoformat(),
            each.partner,
            each.client,
            each.subscription or "",
            str(each.kind),
            str(each.cause),
            *moved_cells(each.credit, each.points),
        ]
        for each in movements
    ]
    return Table(["on", "partner", "client", "subscription", "kind", "cause", *MOVED], rows).csv()


def expiring_csv(expiring: Expiring) -> str:
    """
    The lines that end within some days as CSV, a row for each, with exact numbers.

    Examples:
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
            _day(each.last_day_to_act) or "",
            ";".join(each.employees),
            *worth_cells(each.line),
        ]
        for each in expiring
    ]
    return Table(["expires_on", "partner", "client", "last_day_to_act", "employees", *WORTH], rows).csv()


def differences_csv(differences: Iterable[Difference]) -> str:
    """
    What a scenario would change as CSV, a row for each run of days, with exact numbers.

    Args:
        differences: Those of a comparison.

    Examples:
        >>> print(differences_csv([]), end="")
        partner,client,start,end,before_exact,after_exact,currency,credit,credit_exact,points,points_exact
    """
    rows = [
        [
            each.partner,
            each.client,
            each.start.isoformat(),
            _day(each.end) or "",
            *("" if side is None else exact_text(side.credit.amount) for side in (each.before, each.after)),
            *moved_cells(each.credit, each.points),
        ]
        for each in differences
    ]
    return Table(["partner", "client", "start", "end", "before_exact", "after_exact", *MOVED], rows).csv()


def comparison_data(comparison: Comparison) -> dict[str, object]:
    """
    What a scenario would change over time, as a JSON object.

    Examples:
        >>> from managed_mrr import Scenario, compare, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> comparison_data(compare(acme, Scenario(name="as it is")))["differences"]
        []
    """
    return {
        "scenario": str(comparison.scenario),
        **policy_data(comparison.scenario_policy),
        "assumptions": assumptions_data(comparison.scenario_policy.assumptions()),
        "differences": [_difference(each) for each in comparison],
    }


def effects_data(effects: Effects) -> dict[str, object]:
    """
    What a scenario would change as of a day, with the causes, as a JSON object.

    Examples:
        >>> from managed_mrr import Scenario, compare, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1))
        >>> effects_data(compare(acme, Scenario()).as_of(date(2024, 2, 1)))["movements"]
        []
    """
    return {
        "scenario": str(effects.scenario),
        "as_of": effects.as_of.isoformat(),
        "differences": [_difference(each) for each in effects],
        "movements": [_movement(each) for each in effects.movements],
        "totals": [total_data(total) for total in effects.totals().values()],
    }


def policy_difference_data(difference: PolicyDifference) -> dict[str, object]:
    """
    What differs between two policies, as a JSON object.

    Examples:
        >>> from managed_mrr import diff, hubspot
        >>> found = policy_difference_data(diff(hubspot.SERVICING, hubspot.SERVICING.with_(multiplied=False)))
        >>> found["differences"][0]["sentence"]
        "the client's multiplier is left out"
    """
    return {
        "before": policy_data(difference.before),
        "after": policy_data(difference.after),
        "differences": [
            {
                "place": each.place,
                "name": each.name,
                "before": None if each.before is None else value_text(each.before),
                "after": None if each.after is None else value_text(each.after),
                "sentence": each.sentence,
                "clauses": list(each.clauses),
                "period": range_data(each.period),
            }
            for each in difference
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _prices(part: SubscriptionCredit) -> dict[str, Money | None]:
    return {"list_price": part.list_price, "net_price": part.net_price, "mrr": part.mrr}


def _part(part: SubscriptionCredit) -> dict[str, object]:
    return {
        "partner": part.partner,
        "client": part.client,
        "subscription": part.subscription,
        **{name: None if amount is None else money_data(amount) for name, amount in _prices(part).items()},
        **worth_data(part),
        "reasons": list(part.reasons),
    }


def _renewal(renewal: Renewal) -> dict[str, object]:
    return {
        "on": renewal.on.isoformat(),
        "kind": str(renewal.kind),
        "client": renewal.client,
        "subscription": renewal.subscription,
        "riding": [{"partner": part.partner, **worth_data(part)} for part in renewal.riding],
    }


def _repair(repair: Repair) -> dict[str, object]:
    return {
        "effective": repair.effective.isoformat(),
        "credit": money_data(repair.credit),
        "points": None if repair.points is None else points_data(repair.points),
        "steps": [
            {"what": step.what, "who": step.who, "on": step.on.isoformat(), "clauses": list(step.clauses)}
            for step in repair.steps
        ],
    }


def _expiry(expiry: Expiry) -> dict[str, object]:
    return {
        "partner": expiry.line.partner,
        "client": expiry.line.client,
        "expires_on": expiry.expires_on.isoformat(),
        "by_terms": expiry.by_terms,
        "last_day_to_act": _day(expiry.last_day_to_act),
        "employees": list(expiry.employees),
        "needed_employees": list(expiry.needed_employees),
        **worth_data(expiry.line),
    }


def _movement(movement: Movement) -> dict[str, object]:
    return {
        "on": movement.on.isoformat(),
        "partner": movement.partner,
        "client": movement.client,
        "subscription": movement.subscription,
        "kind": str(movement.kind),
        "cause": str(movement.cause),
        "credit": money_data(movement.credit),
        "points": None if movement.points is None else points_data(movement.points),
    }


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "partner": difference.partner,
        "client": difference.client,
        "start": difference.start.isoformat(),
        "end": _day(difference.end),
        "before": _side(difference.before),
        "after": _side(difference.after),
        "credit": money_data(difference.credit),
        "points": None if difference.points is None else points_data(difference.points),
    }


def _side(segment: Segment | None) -> dict[str, object] | None:
    return None if segment is None else worth_data(segment)
