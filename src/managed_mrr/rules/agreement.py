"""Is the partner in the programme? Agreements."""

from datetime import date
from typing import Any, ClassVar

import attrs

from managed_mrr.dates import ALWAYS, DateRange, DateSet
from managed_mrr.evidence import Citation, PartnerAtClient
from managed_mrr.findings import Finding, found
from managed_mrr.rules.remedies import NOTHING_TO_DO, Remedy, RemedyKind, Ways
from managed_mrr.rules.rule import EVER, Rule

__all__ = ["CurrentAgreement"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class CurrentAgreement(Rule[PartnerAtClient]):
    """
    The partner has a current agreement.

    A partner about whose agreements nothing is said always has one; an empty list means it never had.

    Clause:
        B1.

    Examples:
        >>> from managed_mrr import managed_client
        >>> print(
        ...     CurrentAgreement().days(managed_client("north", "acme", start=date(2024, 1, 1)).facts("north", "acme"))
        ... )
        (ever, ever)
    """

    clauses: ClassVar[tuple[str, ...]] = ("B1",)

    def __str__(self) -> str:
        return "a current agreement"

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        agreements = facts.partner.agreements
        return ALWAYS if agreements is None else DateSet(agreements)

    def repairs(self, facts: PartnerAtClient, on: date) -> Ways:
        if on in self.days(facts):
            return NOTHING_TO_DO
        return frozenset([frozenset([Remedy(RemedyKind.AGREEMENT, facts.partner.id)])])

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        days = self.days(facts)
        cites = [Citation(f"partners[{facts.positions['partner'][0]}]", facts.partner.id)]
        about: dict[str, Any] = {"partner": facts.partner.id, "record": facts.partner, "cites": cites}
        return found("agreement", on, days.steady(on), holds=on in days, **about)
