"""Why not, as data: what is missing for a line, and what would repair it."""

from managed_mrr.files.numbers import assumptions_data, money_data, points_data, policy_data
from managed_mrr.repairs import Repair, WhyNot

__all__ = ["why_not_data"]


def __dir__() -> list[str]:
    return __all__


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
