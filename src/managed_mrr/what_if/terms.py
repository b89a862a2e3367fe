"""Terms: the changes of agreements and of the partner of record."""

from datetime import date

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import exact_date, repr_date
from managed_mrr.evidence import PartnerOfRecord, Portfolio
from managed_mrr.what_if.edits import Edit, ScenarioError
from managed_mrr.what_if.periods import covers, cut_from, ended, nearest_period

__all__ = ["AgreementEnded", "AgreementSigned", "BecomesPartnerOfRecord", "RecordEnded"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class AgreementSigned:
    """
    A partner has a current agreement from a day on.

    Args:
        partner: Id of the partner.
        on: The first day.

    Clause:
        B1.

    Examples:
        >>> print(AgreementSigned("north", on=date(2024, 5, 1)))
        north signs the agreement on 2024-05-01
    """

    partner: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.partner} signs the agreement on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The partner, with one more agreement."""
        partner = portfolio.partner(self.partner)
        wrong = f"partner {self.partner!r} has an agreement already on {self.on}"
        if partner.agreements is None:
            raise ScenarioError(wrong, "a partner whose agreements are given", "none are, which means always")
        if any(covers(each, self.on) for each in partner.agreements):
            raise ScenarioError(wrong, "a day without one", nearest_period(partner.agreements, self.on))
        return (Edit(partner, attrs.evolve(partner, agreements=(*partner.agreements, DateRange(self.on)))),)


@attrs.frozen
class AgreementEnded:
    """
    A partner's agreement ends on a day, and there is no later one.

    Args:
        partner: Id of the partner.
        on: The first day without.

    Clause:
        B1.

    Examples:
        >>> print(AgreementEnded("north", on=date(2024, 5, 1)))
        the agreement of north ends on 2024-05-01
    """

    partner: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"the agreement of {self.partner} ends on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The partner, with its agreements cut."""
        partner = portfolio.partner(self.partner)
        # No periods given mean always; a period in a record has a first day, and there is none before this one.
        agreements = (DateRange(date.min),) if partner.agreements is None else partner.agreements
        left = cut_from(agreements, self.on)
        if left == agreements:
            wrong = f"partner {self.partner!r} has no agreement on or after {self.on}"
            raise ScenarioError(wrong, "a day before the end of one", nearest_period(agreements, self.on))
        return (Edit(partner, attrs.evolve(partner, agreements=left)),)


@attrs.frozen
class BecomesPartnerOfRecord:
    """
    A partner becomes a client's partner of record from a day on; whoever else was or would be is it no more.

    Args:
        partner: Id of the partner.
        client: Id of the client.
        on: The first day.

    Clause:
        B2, B9.

    Examples:
        >>> print(BecomesPartnerOfRecord("north", "acme", on=date(2024, 5, 1)))
        north becomes partner of record of acme on 2024-05-01
    """

    partner: str
    client: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.partner} becomes partner of record of {self.client} on {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The client's records cut, and a new one."""
        portfolio.partner(self.partner)
        records = _records(portfolio, self.client)
        own = [each for each in records if each.partner == self.partner]
        if any(covers(each, self.on) for each in own):
            wrong = f"partner {self.partner!r} is partner of record of {self.client!r} already on {self.on}"
            raise ScenarioError(wrong, "a day on which it is not", nearest_period(own, self.on))
        cut = ended(records, self.on, "") if _lasts(records, self.on) else ()
        return (*cut, Edit(None, PartnerOfRecord(self.client, partner=self.partner, start=self.on)))


@attrs.frozen
class RecordEnded:
    """
    A client has no partner of record from a day on.

    Args:
        client: Id of the client.
        on: The first day without.

    Clause:
        B9.

    Examples:
        >>> print(RecordEnded("acme", on=date(2024, 5, 1)))
        acme has no partner of record from 2024-05-01
    """

    client: str
    on: date = attrs.field(kw_only=True, converter=exact_date, repr=repr_date)

    def __str__(self) -> str:
        return f"{self.client} has no partner of record from {self.on}"

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """The client's records, ended or gone."""
        wrong = f"client {self.client!r} has no partner of record on or after {self.on}"
        return tuple(ended(_records(portfolio, self.client), self.on, wrong))


def _records(portfolio: Portfolio, client: str) -> list[PartnerOfRecord]:
    portfolio.client(client)
    return [each for each in portfolio.partners_of_record if each.client == client]


def _lasts(records: list[PartnerOfRecord], day: date) -> bool:
    return any(each.end is None or each.end > day for each in records)
