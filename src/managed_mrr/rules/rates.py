"""Rates: how much of a currency makes one managed point, dated and cited, and the published ones."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from managed_mrr.amounts import exact, minor_unit
from managed_mrr.dates import DateRange
from managed_mrr.errors import PolicyError
from managed_mrr.rules.dated import EVER, Source, period, to_source

__all__ = ["PUBLISHED_RATES", "Rate"]


def __dir__() -> list[str]:
    return __all__


def _to_currency(currency: str) -> str:
    minor_unit(currency)
    return currency


def _to_amount(value: str | int | Decimal | Fraction) -> Fraction:
    if (amount := exact(value)) <= 0:
        msg = f"an amount per point is {value!r}: expected a number above 0"
        raise PolicyError(msg)
    return amount


@attrs.frozen
class Rate:
    """
    The amount of one currency that makes one managed point, for a time.

    Args:
        currency: Upper-case ISO 4217 code.
        per_point: The amount for one point, in major units, above 0.
        period: The days on which it is in force; ever if left out.
        source: Where it comes from; a text is the title of a source.

    Clause:
        A3.

    Examples:
        >>> Rate("GBP", "62.50", DateRange(end=date(2025, 7, 15))).per_point
        Fraction(125, 2)
    """

    currency: str = attrs.field(converter=_to_currency)
    per_point: Fraction = attrs.field(converter=_to_amount)
    period: DateRange = attrs.field(default=EVER, converter=period)
    source: Source | None = attrs.field(default=None, kw_only=True, converter=to_source)

    @property
    def unit(self) -> str:
        """
        What the amount is counted in.

        Examples:
            >>> Rate("GBP", "62.50").unit
            'GBP per point'
        """
        return f"{self.currency} per point"


_CHANGE = date(2025, 7, 15)


def _published(period: DateRange, source: Source, **amounts: str) -> tuple[Rate, ...]:
    return tuple(Rate(currency, amount, period, source=source) for currency, amount in amounts.items())


PUBLISHED_RATES = (
    *_published(
        DateRange(end=_CHANGE),
        Source("HubSpot, 'How tiers work'; no earlier table is known", read="before 15 July 2025", confidence="high"),
        USD="100",
        AUD="105",
        COP="300300",
        EUR="75",
        GBP="62.50",
        SGD="140",
        JPY="12000",
        ZAR="1545",
        CAD="130",
    ),
    *_published(
        DateRange(start=_CHANGE),
        Source("HubSpot, 'Partner tiers'", read="after 15 July 2025", confidence="high"),
        USD="100",
        AUD="154",
        COP="408000",
        EUR="88",
        GBP="74",
        SGD="129",
        JPY="14400",
        ZAR="1768",
        CAD="130",
    ),
)
"""The two published tables; the first is taken as open at its start. USD 100 is also source A's own figure (A3)."""
