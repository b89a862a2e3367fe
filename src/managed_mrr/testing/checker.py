"""
Checker: an explanation worked out a second time, by living through the days, to hold the first against.

It reads the records, the plain values of a policy, and the reference; it shares no code with rules and segments.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.evidence import LISTS, Citation, Portfolio
from managed_mrr.findings import SENTENCES, Finding, Wording, worded
from managed_mrr.hubspot import POLICIES
from managed_mrr.policy import Policy
from managed_mrr.rules import ExpiryWindow
from managed_mrr.testing.days import days_mentioned
from managed_mrr.testing.reference import QUALIFYING, Readings, _active, _inside, _lines, _mrr, _Pair, _Person

__all__ = ["check_finding"]


def __dir__() -> list[str]:
    return __all__


DAY = timedelta(days=1)


class _Client:
    """The evidence about one client, each day of it lived through."""

    def __init__(self, whole: Portfolio, policy: Policy, reading: Readings, client: str, on: date, known: bool) -> None:
        self.world, self.on, self.policy, self.reading = whole.as_of(on) if known else whole, on, policy, reading
        kept = {name: [n for n, each in enumerate(getattr(whole, name)) if not known or _first(each) <= on] for name in LISTS}
        self.places = kept
        self.items = {each.id: [n for n, item in enumerate(each.items) if not known or item.start <= on] for each in whole.subscriptions}
        (self.client,) = (each for each in self.world.clients if each.id == client)
        self.rates = [each for each in policy.points.rates if each.currency == self.client.currency]
        edges = [edge for each in self.rates for edge in (each.period.start, each.period.end) if edge]
        months = [each.billing.every_months for each in self.world.subscriptions if each.billing]
        days = [on, *edges, *days_mentioned(self.world)]
        self.low, self.high = min(days) - DAY, max(days) + DAY * max([31 * m for m in months] + [reading.window, *(reading.minimum or ())])
        self.pairs = {each.id: _Pair(self.world, each, self.client, reading) for each in self.world.partners}
        ...
