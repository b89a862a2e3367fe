"""Lines as data: what they are made of."""

from managed_mrr.amounts import Money, exact_text
from managed_mrr.by_subscription import CreditBySubscription, SubscriptionCredit
from managed_mrr.files.numbers import (
    WORTH,
    assumptions_data,
    money_data,
    policy_data,
    worth_cells,
    worth_data,
)
from managed_mrr.tables import Table

__all__ = [
    "by_subscription_csv",
    "by_subscription_data",
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
