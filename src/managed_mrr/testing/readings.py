"""Readings: how the reference reads the programme, as plain data."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple, TypeAlias

__all__ = ["CONDITIONS", "PUBLISHED_RATES", "QUALIFYING", "Rates", "Readings", "refusal"]


def __dir__() -> list[str]:
    return __all__


_CONTENT = ("ads", "calls_to_action", "email", "forms", "landing_pages", "social", "website_pages", "workflows")
_EDITED = (*_CONTENT, "contacts", "crm", "lists", "reports")
QUALIFYING = {("blog", "publish")} | {(tool, action) for tool in _EDITED for action in ("create", "edit", "publish")}
"""The tools and actions that qualify."""

_CLASSIFIED = {("blog", "create"), ("blog", "edit")}  # besides those that qualify


def refusal(tool: str, action: str) -> str | None:
    """
    Why an action in a tool does not qualify, in a word; None if it does.

    Examples:
        >>> refusal("blog", "edit"), refusal("blog", "publish")
        ('not-qualifying', None)
    """
    if (tool, action) in QUALIFYING:
        return None
    return "login" if action == "login" else "not-qualifying" if (tool, action) in _CLASSIFIED else "unclassified"


_CODES = ("USD", "AUD", "COP", "EUR", "GBP", "SGD", "JPY", "ZAR", "CAD")
_EARLIER = ("100", "105", "300300", "75", "62.50", "140", "12000", "1545", "130")
_LATER = ("100", "154", "408000", "88", "74", "129", "14400", "1768", "130")
Rates: TypeAlias = Sequence[tuple[date, Mapping[str, Fraction]]]
PUBLISHED_RATES: Rates = (
    (date.min, dict(zip(_CODES, map(Fraction, _EARLIER), strict=True))),
    (date(2025, 7, 15), dict(zip(_CODES, map(Fraction, _LATER), strict=True))),
)
"""Amount of currency for one managed point, in tables that hold from a day on."""

_SERVICING = ("CurrentAgreement", "LiveActivity", "MinimumActivity")
_OF_RECORD = ("CurrentAgreement", "PartnerOfRecordStatus")
CONDITIONS = {"servicing": _SERVICING, "partner-of-record": _OF_RECORD, "combined": (*_SERVICING, *_OF_RECORD)}
"""What each policy asks of a partner."""


class Readings(NamedTuple):
    """
    The policy and the readings of it.

    A minimum is how many activities and how many days each counts; conditions are asked in place of the policy's own.
    """

    policy: str = "servicing"
    window: int = 60
    minimum: tuple[int, int] | None = None
    ends_with_employee: bool = False
    rates: Rates = PUBLISHED_RATES
    conditions: tuple[str, ...] = ()
