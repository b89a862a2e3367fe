"""Answers as data: by subscription, why not, until when, what if, what changed and policies, as JSON objects."""

from typing import TYPE_CHECKING

from managed_mrr.loading import load_when_asked

if TYPE_CHECKING:
    from managed_mrr.files.answers.ahead import (
        expiring_csv,
        expiring_data,
        renewals_csv,
        renewals_data,
    )
    from managed_mrr.files.answers.differences import (
        comparison_data,
        differences_csv,
        effects_data,
        impact_csv,
        impact_data,
        policy_difference_data,
        witness_data,
    )
    from managed_mrr.files.answers.lines import (
        by_subscription_csv,
        by_subscription_data,
    )
    from managed_mrr.files.answers.movements import (
        ledger_data,
        movements_csv,
    )
    from managed_mrr.files.answers.why_not import why_not_data

__all__ = [
    "by_subscription_csv",
    "by_subscription_data",
    "comparison_data",
    "differences_csv",
    "effects_data",
    "expiring_csv",
    "expiring_data",
    "impact_csv",
    "impact_data",
    "ledger_data",
    "movements_csv",
    "policy_difference_data",
    "renewals_csv",
    "renewals_data",
    "why_not_data",
    "witness_data",
]


def __dir__() -> list[str]:
    return __all__


load_when_asked(
    __name__,
    {
        "ahead": "expiring_csv expiring_data renewals_csv renewals_data",
        "differences": (
            "comparison_data differences_csv effects_data impact_csv impact_data policy_difference_data witness_data"
        ),
        "lines": "by_subscription_csv by_subscription_data",
        "movements": "ledger_data movements_csv",
        "why_not": "why_not_data",
    },
)
