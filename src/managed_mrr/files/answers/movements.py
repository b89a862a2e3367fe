"""What changed as data: the movements between two days."""

from collections.abc import Iterable

from managed_mrr.files.numbers import (
    MOVED,
    assumptions_data,
    money_data,
    moved_cells,
    points_data,
    policy_data,
)
from managed_mrr.ledger import Ledger, Movement
from managed_mrr.tables import Table

__all__ = [
    "ledger_data",
    "movement_data",
    "movements_csv",
]


def __dir__() -> list[str]:
    return __all__


def ledger_data(ledger: Ledger) -> dict[str, object]:
    """
    The movements between two days, and what they add up to for each partner, as a JSON object.

    Examples:
        >>> from datetime import date
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
        "movements": [movement_data(each) for each in ledger],
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
        >>> from datetime import date
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


def movement_data(movement: Movement) -> dict[str, object]:
    """One movement, as a JSON object."""
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
