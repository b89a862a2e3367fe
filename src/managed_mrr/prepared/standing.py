"""Standing: what is worked out about one client, and what an arriving activity changes in it."""

from collections.abc import Callable, Mapping, Sequence

import attrs

from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.evidence import Activity, PartnerAtClient
from managed_mrr.policy import Policy
from managed_mrr.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    CurrentAgreement,
    EvenSplit,
    FromNextBilling,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    Not,
    PartnerOfRecordStatus,
    QualifyingActivity,
    RecurringRevenue,
    Rule,
    RuleOverTime,
    Undivided,
    Unless,
    WhileCounting,
)
from managed_mrr.rules.rule import conjuncts
from managed_mrr.segments import Crediting, Segment, Segmenter

__all__ = ["Standing", "Work", "standing_by"]


def __dir__() -> list[str]:
    return __all__


_WITHOUT_ACTIVITIES = frozenset(
    [
        *(AllOf, AnyOf, AtLeast, Not, RuleOverTime, Unless),
        *(CurrentAgreement, LinkValidity, ManagedRelationship, PartnerOfRecordStatus),
    ]
)
"""The rules of which it is known that activities have no say in them; a subclass may be another matter."""

_AMOUNTS = frozenset([EvenSplit, FromNextBilling, RecurringRevenue, Undivided, WhileCounting])
"""The same of what decides about amounts; points are made of nothing but the client."""


@attrs.frozen(eq=False)
class Standing:
    """
    The segments of all partners at one client, by any policy: what arrives is not understood, only that it may matter.

    Attributes:
        segments: The segments of every partner with credit, by partner id.
    """

    segments: Mapping[str, tuple[Segment, ...]]

    def after(self, activity: Activity) -> "Standing | None":  # noqa: ARG002 -- those that know more go by it
        """How the client stands after one more activity; None if it has to be worked out from all the evidence."""
        return None


@attrs.frozen(eq=False)
class Unmoved(Standing):
    """
    The same by a policy in which no rule looks at activities.

    Attributes:
        since: By employee, the first day of which anything is said about the partner here; no credit is before it.
    """

    since: Mapping[str, int]

    def after(self, activity: Activity) -> Standing | None:
        """The same, unless the activity is the first thing that is said."""
        known = activity.employee in self.since and activity.on.toordinal() >= self.since[activity.employee]
        return self if known else None


@attrs.frozen(eq=False)
class _Doer:
    """
    An employee at the client.

    Attributes:
        partner: Id of the partner.
        able: The days on which what the employee does is attributed.
        runs: The days on which what that counts under lasts.
    """

    partner: str
    able: Edges
    runs: Edges


@attrs.frozen(eq=False)
class _Steady:
    """
    What no activity changes.

    Attributes:
        live: The rule about live activities.
        crediting: What the partners are credited with when they are eligible.
        doers: The employees, by id.
        others: By partner, the days on which all other rules hold.
    """

    live: LiveActivity
    crediting: Crediting
    doers: Mapping[str, _Doer]
    others: Mapping[str, Edges]


@attrs.frozen(eq=False)
class Live(Standing):
    """
    The same by a policy that asks for a live activity, beside rules that do not look at activities.

    An activity opens a window; on the days on which nothing was live before and all other rules hold its partner
    becomes eligible, and only these days are credited anew.

    Attributes:
        steady: What no activity changes.
        live: By partner, the days with a live activity.
        eligible: By partner, those of them on which the other rules hold.
    """

    steady: _Steady
    live: Mapping[str, Edges]
    eligible: Mapping[str, Edges]

    def after(self, activity: Activity) -> Standing | None:
        """The same with the days that the activity adds."""
        steady = self.steady
        doer = steady.doers.get(activity.employee)
        if doer is None:
            return None
        day = activity.on.toordinal()
        dead = algebra.missing(self.live[doer.partner], day, day + steady.live.window.days)
        if not dead or not algebra.contains(doer.able, day) or not steady.live.activity.qualifies(activity):
            return self
        added = algebra.intersection(dead, steady.live.opened(doer.runs, day))
        return self._with(doer.partner, added) if added else self

    def _with(self, partner: str, added: Edges) -> Standing:
        """The same with more days on which something is live."""
        live = {**self.live, partner: _filled(self.live[partner], added)}
        credited = algebra.intersection(added, self.steady.others[partner])
        if not credited:
            return Live(self.segments, self.steady, live, self.eligible)
        eligible = {**self.eligible, partner: _filled(self.eligible.get(partner, ()), credited)}
        segments = self.steady.crediting.changed(self.segments, eligible, credited[0], credited[-1])
        return Live(segments, self.steady, live, eligible)


def _filled(days: Edges, more: Edges) -> Edges:
    """Some days with a run more, or several."""
    if len(more) == 2:
        return algebra.filled(days, *more)
    return algebra.union(days, more)


Work = Callable[[Sequence[PartnerAtClient]], Standing]
"""Works out how a client stands from all the evidence about it."""


def standing_by(policy: Policy) -> Work:
    """
    How clients stand by a policy, in the way that has least to do when an activity arrives.

    Args:
        policy: The rules in force.

    Examples:
        >>> from managed_mrr import MinimumActivity, hubspot
        >>> needing_two = hubspot.SERVICING.requiring(MinimumActivity(count=2, within=30))
        >>> for each in (hubspot.SERVICING, hubspot.PARTNER_OF_RECORD, needing_two):
        ...     print(type(standing_by(each)([])).__name__)
        Live
        Unmoved
        Standing
    """
    segmenter = Segmenter(policy)
    kinds = _kinds(policy)
    live = [rule for rule in conjuncts(policy.eligibility) if type(rule) is LiveActivity]
    if kinds <= _WITHOUT_ACTIVITIES | _AMOUNTS:
        return lambda pairs: Unmoved(segmenter.segments(pairs), _since(pairs))
    expected = _WITHOUT_ACTIVITIES | _AMOUNTS | {LiveActivity, QualifyingActivity}
    if kinds <= expected and live and policy.parts(LiveActivity) == tuple(live[:1]):
        others: Rule[PartnerAtClient] = AllOf([rule for rule in conjuncts(policy.eligibility) if rule != live[0]])
        return lambda pairs: _live(policy, live[0], others, pairs)
    return lambda pairs: Standing(segmenter.segments(pairs))


def _kinds(policy: Policy) -> set[type]:
    """The classes of all rules of a policy, but for that of points: it is told of the client only."""
    rules = [part for part in policy.parts(object) if isinstance(part, Rule)]
    recognition = getattr(policy.revenue, "recognition", policy.revenue)
    return {type(part) for part in (*rules, policy.split, policy.revenue, recognition)}


def _since(pairs: Sequence[PartnerAtClient]) -> dict[str, int]:
    return {each.employee.id: facts.since for facts in pairs for each in facts.employees}


def _live(
    policy: Policy, rule: LiveActivity, others: Rule[PartnerAtClient], pairs: Sequence[PartnerAtClient]
) -> Standing:
    live = {facts.partner.id: rule.days(facts).edges for facts in pairs}
    holding = {facts.partner.id: others.days(facts).edges for facts in pairs}
    both = {partner: algebra.intersection(edges, holding[partner]) for partner, edges in live.items()}
    eligible = {partner: edges for partner, edges in both.items() if edges}
    doers = {
        each.employee.id: _Doer(facts.partner.id, rule.relationship.link.edges(each), rule.managed(facts, each))
        for facts in pairs
        for each in facts.employees
    }
    crediting = Crediting(policy, pairs)
    return Live(crediting.segments(eligible), _Steady(rule, crediting, doers, holding), live, eligible)
