"""Segments: runs of days with the same credit, of all partners at all clients, in one sweep over columns."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.columnar.kernel.activity import Gathered
from managed_mrr.columnar.kernel.days import DaySets, Places, changes, days_of, groups_of, places
from managed_mrr.columnar.kernel.exact import Fractions
from managed_mrr.columnar.kernel.objects import Objects
from managed_mrr.columnar.kernel.revenue import Payments, payments
from managed_mrr.columnar.kernel.rule import Eligibility
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.kernel.shares import Shared, Sharing, divided_evenly, undivided
from managed_mrr.columnar.kernel.steps import Steps
from managed_mrr.dates import StepFunction
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.evidence import Client, Portfolio
from managed_mrr.policy import Policy
from managed_mrr.rules import (
    CurrencyToPoints,
    EvenSplit,
    FromNextBilling,
    PointsOverTime,
    PointsRule,
    RecurringRevenue,
    RevenueOverTime,
    RevenueRule,
    SplitOverTime,
    SplitRule,
    Undivided,
    WhileCounting,
)

__all__ = ["Segments", "by_currency", "counted_in_columns", "segments"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(eq=False, kw_only=True)
class Segments:
    """
    Segments as columns, by client, partner and day.

    Attributes:
        starts: The places of the first days, by pair.
        ends: The places of the first days after.
        credit: The credit a month, in lowest terms.
        points: The points it makes, in lowest terms; anything where they are unknown.
        known: Where the points are known.
        set_number: Which set of partners shares.
        sharing: The sets.
        activity: The place, in the list of activities, of the latest attributed one up to the last day, -1 where there
            is none; None if nobody wants to know.
    """

    starts: Places
    ends: Places
    credit: Fractions
    points: Fractions
    known: Flags
    set_number: Numbers
    sharing: Sharing
    activity: Numbers | None = None

    @classmethod
    def joined(cls, several: "Sequence[Segments]") -> "Segments":
        """All of several, each about clients later than the one before."""
        names = ("starts", "ends", "known")
        columns = {name: np.concatenate([getattr(each, name) for each in several]) for name in names}
        offsets = np.cumsum([0, *(len(each.sharing) for each in several)])
        numbers = [each.set_number + offset for each, offset in zip(several, offsets, strict=False)]
        activities = [each.activity for each in several if each.activity is not None]
        return cls(
            **columns,
            credit=Fractions.joined([each.credit for each in several]),
            points=Fractions.joined([each.points for each in several]),
            set_number=np.concatenate(numbers),
            sharing=Sharing.joined([each.sharing for each in several]),
            activity=np.concatenate(activities) if activities else None,
        )

    def where(self, rows: Numbers) -> "Segments":
        """Some of them."""
        return attrs.evolve(
            self,
            starts=self.starts[rows],
            ends=self.ends[rows],
            credit=self.credit[rows],
            points=self.points[rows],
            known=self.known[rows],
            set_number=self.set_number[rows],
            activity=None if self.activity is None else self.activity[rows],
        )


def segments(
    scope: Scope, policy: Policy, portfolio: Callable[[Sequence[int]], Portfolio], gathered: Gathered
) -> Segments:
    """
    All segments of some clients under a policy.

    Args:
        scope: The evidence, the clients and the days; segments are clipped to these.
        policy: The rules in force.
        portfolio: Makes the records of some clients, given by their codes, for rules without a columnar form.
        gathered: The activities that qualify, of at least these clients and days.
    """
    objects = Objects(scope, portfolio)
    eligibility = Eligibility(scope, policy.eligibility, objects, gathered)
    shared = _shared(scope, policy.split, eligibility.days(), objects)
    credited = _credited(scope, policy.revenue, shared, objects)
    found = _joined(_with_points(scope, policy.points, credited, shared.sharing, objects))
    return attrs.evolve(found, activity=eligibility.latest(found.ends - 1) if gathered.with_rows else None)


@attrs.frozen(eq=False)
class _Credited:
    """
    What partners are credited with, run of days by run of days.

    Attributes:
        starts: The places of the first days, by pair.
        ends: The places of the first days after.
        credit: The credit a month, not in lowest terms.
        set_number: Which set of partners shares.
    """

    starts: Places
    ends: Places
    credit: Fractions
    set_number: Numbers


def _credited(scope: Scope, rule: RevenueRule, shared: Shared, objects: Objects) -> _Credited:
    """The parts of the revenue."""
    pairs = groups_of(shared.starts)
    by_pair = _by_pair(rule)
    revenue = _payments(scope, rule, pairs[changes(pairs)] if by_pair else None, objects).total()
    owner = pairs if by_pair else scope.client_of(pairs)
    pieces = revenue.steps.cut(places(owner, days_of(shared.starts)), places(owner, days_of(shared.ends)))
    denominator = np.full(1, revenue.denominator, _width(revenue.denominator))
    pairs = pairs[pieces.run]
    return _Credited(
        places(pairs, days_of(pieces.starts)),
        places(pairs, days_of(pieces.ends)),
        Fractions(revenue.steps.at(pieces.step), denominator) * shared.parts[pieces.run],
        shared.set_number[pieces.run],
    )


def _with_points(scope: Scope, rule: PointsRule, credited: _Credited, sharing: Sharing, objects: Objects) -> Segments:
    """What is credited, cut where another rate begins, with the points it makes."""
    pairs = groups_of(credited.starts)
    table, group = _per_unit(scope, rule, scope.client_of(pairs), objects)
    cut = table.steps.cut(places(group, days_of(credited.starts)), places(group, days_of(credited.ends)))
    credit, pairs = credited.credit[cut.run].reduced(), pairs[cut.run]
    rate = table.steps.at(cut.step, before=-1)
    return Segments(
        starts=places(pairs, days_of(cut.starts)),
        ends=places(pairs, days_of(cut.ends)),
        credit=credit,
        points=(credit * table.values[rate]).reduced(),
        known=rate >= 0,
        set_number=credited.set_number[cut.run],
        sharing=sharing,
    )


def _width(number: int) -> Any:  # noqa: ANN401 -- a dtype
    return np.int64 if number < 1 << 63 else object


def _joined(found: Segments) -> Segments:
    """Neighbours that are alike as one."""
    same = ~changes(groups_of(found.starts))
    same[1:] &= found.starts[1:] == found.ends[:-1]
    same &= ~found.credit.changes() & ~changes(found.known)
    same &= ~found.points.changes() | ~found.known
    other = np.flatnonzero(same & changes(found.set_number))
    same[other] = found.sharing.same(found.set_number[other - 1], found.set_number[other])
    if not same.any():
        return found
    first = np.flatnonzero(~same)
    last = np.append(first[1:], len(same)) - 1
    return attrs.evolve(found.where(first), ends=found.ends[last])


def _shared(scope: Scope, rule: SplitRule, eligible: DaySets, objects: Objects) -> Shared:
    if type(rule) is EvenSplit:
        return divided_evenly(scope, eligible)
    if type(rule) is Undivided:
        return undivided(scope, eligible)
    if type(rule) is SplitOverTime:
        terms = [(term.value, eligible.within(*term.period.edges)) for term in rule.terms]
        return Shared.joined([_shared(scope, split, days, objects) for split, days in terms])
    return objects.shares(rule, eligible)


def counted_in_columns(rule: RevenueRule) -> bool:
    """Whether a rule about revenue has a columnar form of its own."""
    return type(rule) is RecurringRevenue and type(rule.recognition) in (WhileCounting, FromNextBilling)


def _by_pair(rule: RevenueRule) -> bool:
    """Whether what counts differs from partner to partner of a client."""
    if type(rule) is RevenueOverTime:
        return any(_by_pair(term.value) for term in rule.terms)
    return not counted_in_columns(rule) or type(rule.recognition) is not WhileCounting  # type: ignore[attr-defined]


def _payments(scope: Scope, rule: RevenueRule, pairs: Places | None, objects: Objects) -> Payments:
    if type(rule) is RevenueOverTime:
        terms = [(_payments(scope, term.value, pairs, objects), term.period.edges) for term in rule.terms]
        return Payments.joined([paid.within(*edges) for paid, edges in terms])
    if counted_in_columns(rule):
        return payments(scope, rule, pairs)  # type: ignore[arg-type] # which it is then
    assert pairs is not None
    return objects.payments(rule, pairs)


@attrs.frozen(eq=False)
class _PerUnit:
    """
    What one major unit of currency makes over time.

    Attributes:
        steps: For each group the numbers of the values, -1 where no rate is known.
        values: The values, with one more at the end that stands for none.
    """

    steps: Steps
    values: Fractions


def by_currency(rule: PointsRule) -> bool:
    """Whether a rule about points looks at a client's currency and multiplier only."""
    if type(rule) is PointsOverTime:
        return all(by_currency(term.value) for term in rule.terms)
    return type(rule) is CurrencyToPoints


def _per_unit(scope: Scope, rule: PointsRule, clients: Numbers, objects: Objects) -> tuple[_PerUnit, Numbers]:
    """The points over time for each group of clients that make the same, and the group of each of some clients."""
    if not by_currency(rule):
        other = changes(clients)
        return _tabled(objects.per_unit(rule, clients[other])), np.cumsum(other) - 1
    evidence = scope.evidence
    group = np.asarray(evidence.currency, np.int64) * len(evidence.multipliers) + evidence.multiplier
    kinds = [
        Client("one of these", currency=currency, points_multiplier=multiplier)
        for currency in evidence.currencies
        for multiplier in evidence.multipliers
    ]
    return _tabled([rule.points_per_unit(kind) for kind in kinds]), group[clients]


def _tabled(functions: Sequence[StepFunction[Fraction | None]]) -> _PerUnit:
    values: dict[Fraction, int] = {}
    rows = [
        (group, start, -1 if value is None else values.setdefault(value, len(values)))
        for group, function in enumerate(functions)
        for start, end, value in [*function.runs(FIRST, FOREVER), (FOREVER, FOREVER, None)]
    ]
    where, numbers = (np.array([row[place] for row in rows], np.int64).reshape(-1) for place in (0, 2))
    starts = places(where, np.array([start for _, start, _ in rows], np.int64))
    return _PerUnit(Steps(starts, numbers), Fractions.of([*values, Fraction(0)]))
