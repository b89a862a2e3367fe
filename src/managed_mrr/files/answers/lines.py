"""Lines as data: what they are made of, and what is missing for one."""

from managed_mrr.amounts import Money, exact_text
from managed_mrr.by_subscription import CreditBySubscription, SubscriptionCredit
from managed_mrr.files.numbers import (
    WORTH,
    assumptions_data,
    money_data,
    points_data,
    policy_data,
    worth_cells,
    worth_data,
)
from managed_mrr.repairs import Repair, WhyNot
from managed_mrr.tables import Table

__all__ = [
    "by_subscription_csv",
    "by_subscription_data",
    "why_not_data",
]


def __dir__() -> list[str]:
    return __all__


def by_subscription_data(opened: CreditBySubscription) -> dict[str, object]:
    """
    Lines opened into their subscriptions, as a JSON object.

    Examples:
        >>> from datetime import date
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
        >>> from datetime import date
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
        >>> from datetime import date
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
        "begins": None if answer.begins is None else answer.begins.isoformat(),
        "repairs": [_repair(each) for each in answer.repairs],
        "reason": answer.reason,
    }


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
