"""Why not: what a partner lacks for credit, how near it was, and everything that would repair it."""

from managed_mrr.repairs.answer import Repair, WhyNot, why_not
from managed_mrr.repairs.steps import Step
from managed_mrr.repairs.verdicts import Shortfall, Verdict

__all__ = ["Repair", "Shortfall", "Step", "Verdict", "WhyNot", "why_not"]


def __dir__() -> list[str]:
    return __all__
