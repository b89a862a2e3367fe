"""Who is named? The partner of record, and from which billing on its credit is recognised."""

from datetime import date
from typing import Any, ClassVar, Protocol, runtime_checkable

import attrs

from managed_mrr.dates import ALWAYS, DateRange, DateSet, first_step_from
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.evidence import Citation, PartnerAtClient, Subscription
from managed_mrr.evidence.facts import period_edges
from managed_mrr.findings import Finding, found
from managed_mrr.rules.people import places_on
from managed_mrr.rules.remedies import NOTHING_TO_DO, Remedy, RemedyKind, Ways
from managed_mrr.rules.rule import EVER, Rule

__all__ = ["FromNextBilling", "PartnerOfRecordStatus", "Recognition", "WhileCounting"]


def __dir__() -> list[str]:
    return __all__


def _record(facts: PartnerAtClient) -> Edges:
    """The days on which the partner is of record; its touching records are one."""
    return algebra.union(*map(period_edges, facts.records))


@attrs.frozen
class PartnerOfRecordStatus(Rule[PartnerAtClient]):
    """
    The client names the partner as its partner of record.

    Clause:
        B2, B9.

    Examples:
        >>> from managed_mrr import managed_client
        >>> portfolio = managed_client("north", "acme", start=date(2024, 1, 1), of_record=True)
        >>> print(PartnerOfRecordStatus().days(portfolio.facts("north", "acme")))
        [2024-01-01, ever)
    """

    clauses: ClassVar[tuple[str, ...]] = ("B2", "B9")

    def __str__(self) -> str:
        return "partner of record"

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        return DateSet.from_edges(_record(facts))

    def repairs(self, facts: PartnerAtClient, on: date) -> Ways:
        if on in self.days(facts):
            return NOTHING_TO_DO
        return frozenset([frozenset([Remedy(RemedyKind.RECORD, facts.partner.id)])])

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        days = self.days(facts)
        places = [facts.positions["records"][index] for index in places_on(facts.records, on)]
        cites = [Citation(f"partners_of_record[{place}]") for place in places]
        about: dict[str, Any] = {"partner": facts.partner.id, "client": facts.client.id, "cites": cites}
        return found("of-record", on, days.steady(on), holds=on in days, **about)


@runtime_checkable
class Recognition(Protocol):
    """From when a partner is credited with a subscription that counts."""

    def days(self, facts: PartnerAtClient, subscription: Subscription) -> DateSet:
        """The days on which the partner may be credited with the subscription, whether or not it counts."""


@attrs.frozen
class WhileCounting:
    """
    A subscription is credited as long as it counts, whoever was named when it was billed.

    Clause:
        A1, A4.

    Examples:
        >>> WhileCounting()
        WhileCounting()
    """

    clauses: ClassVar[tuple[str, ...]] = ("A1", "A4")

    def days(self, facts: PartnerAtClient, subscription: Subscription) -> DateSet:
        """Every day."""
        return ALWAYS

    def repairs(self, facts: PartnerAtClient, on: date) -> Ways:
        """There is never anything to do."""
        return NOTHING_TO_DO


@attrs.frozen
class FromNextBilling:
    """
    A subscription is credited from its first billing on or after the day the partner's record began.

    Billing days are calendar days counted from the first billing; whether the subscription is in good standing or
    the agreement current on them is not asked. Until the record ends; touching records are one.

    Clause:
        B5, B9.

    Examples:
        >>> from managed_mrr import managed_client
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 31), price=9, of_record=True).facts(
        ...     "north", "acme"
        ... )
        >>> print(FromNextBilling().days(facts, facts.subscriptions[0]))
        [2024-01-31, ever)
    """

    clauses: ClassVar[tuple[str, ...]] = ("B5", "B9")

    def days(self, facts: PartnerAtClient, subscription: Subscription) -> DateSet:
        """The days from that billing on until the record ends, for each of the partner's records."""
        billing = subscription.billing
        if billing is None:
            return DateSet()
        edges: list[int] = []
        record = _record(facts)
        for start, end in zip(record[::2], record[1::2], strict=True):
            billed = first_step_from(billing.first, billing.every_months, date.fromordinal(start))
            if billed is not None and billed.toordinal() < end:
                edges += (billed.toordinal(), end)
        return DateSet.from_edges(tuple(edges))

    def repairs(self, facts: PartnerAtClient, on: date) -> Ways:
        """Become partner of record, unless it is; the billing is then waited for."""
        return PartnerOfRecordStatus().repairs(facts, on)
