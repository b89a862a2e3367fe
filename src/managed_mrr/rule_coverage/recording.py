"""Recording: listen to the questions that are asked, for as long as somebody records."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import TypeAlias
from weakref import WeakKeyDictionary

from managed_mrr import explanation
from managed_mrr.dates.ranges import ordinal
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.evidence.known import known_facts
from managed_mrr.findings import Finding
from managed_mrr.policy import Policy
from managed_mrr.rule_coverage.results import RuleCoverage
from managed_mrr.segments import Segment, Segmenter
from managed_mrr.timeline import Timeline

__all__ = ["record_rules"]


def __dir__() -> list[str]:
    return __all__


_recording: list[RuleCoverage] = []
_undo: list[Callable[[], None]] = []
_explaining = ContextVar("_explaining", default=False)


@contextmanager
def record_rules(policies: Iterable[Policy | str] | None = None, *, timelines: bool = False) -> Iterator[RuleCoverage]:
    """
    Record what is asked of the rules of some policies.

    Statements, explanations and the days looked up in a timeline are questions as of a day, and count. A timeline by
    itself is not: that an edge was worked out does not mean that anybody looked at it.

    Args:
        policies: The policies to look at: a policy, or the name of any; the shipped ones if left out. A shipped
            policy with a value changed is another policy, though it keeps the name.
        timelines: Whether a timeline counts as asking about every day it covers.

    Examples:
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> with record_rules() as coverage:
        ...     lines = evaluate(acme, as_of=date(2024, 3, 14)).lines
        >>> coverage
        <RuleCoverage, servicing: 14/68 reached>
    """
    coverage = RuleCoverage(policies, timelines=timelines)
    if not _recording:
        _listen()
    _recording.append(coverage)
    try:
        yield coverage
    finally:
        # By identity: of several recordings any may be the first to end.
        _recording[:] = [each for each in _recording if each is not coverage]
        if not _recording:
            while _undo:
                _undo.pop()()


def _listen() -> None:
    """Put listeners in the places that every question goes through; nothing is left of them when nobody records."""
    for owner, name, listener in (*_to_days(), *_to_explanations()):
        _undo.append(_replaced(owner, name, listener))


_Listener: TypeAlias = tuple[object, str, object]


def _to_days() -> Iterator[_Listener]:
    """Listen to what works out lines, and to what looks them up."""
    segments, at = Segmenter.segments, Timeline.at

    def listening_segments(self: Segmenter, pairs: Sequence[PartnerAtClient]) -> dict[str, tuple[Segment, ...]]:
        found = segments(self, pairs)
        if not _explaining.get():
            for facts in pairs:
                _heard_over(self, facts)
        return found

    def listening_at(self: Timeline, day: date) -> Segment | None:
        found = at(self, day)
        _heard(self.policy, self.portfolio.facts(self.partner, self.client), day)
        return found

    yield from ((Segmenter, "segments", listening_segments), (Timeline, "at", listening_at))


def _to_explanations() -> Iterator[_Listener]:
    """Listen to what explains a line, or its absence."""
    finding_for, explain = explanation.finding_for, Timeline.explain
    whole: WeakKeyDictionary[PartnerAtClient, PartnerAtClient] = WeakKeyDictionary()

    def listening_known(facts: PartnerAtClient, day: date) -> PartnerAtClient:
        # What is known on a day no longer says that the day is the last one of something; the whole evidence does.
        known = known_facts(facts, day)
        whole[known] = facts
        return known

    def listening_finding(
        facts: PartnerAtClient, pairs: Sequence[PartnerAtClient], day: date, policy: Policy
    ) -> Finding:
        with _within_explanation():
            found = finding_for(facts, pairs, day, policy)
        _heard(policy, whole.get(facts, facts), day)
        return found

    def listening_explain(self: Timeline, on: date) -> Finding:
        with _within_explanation():
            found = explain(self, on)
        _heard(self.policy, self.portfolio.facts(self.partner, self.client), on)
        return found

    yield (Timeline, "explain", listening_explain)
    yield from ((explanation, "known_facts", listening_known), (explanation, "finding_for", listening_finding))


def _heard(policy: Policy, facts: PartnerAtClient, on: date) -> None:
    for coverage in _recording:
        coverage.asked(policy, facts, ordinal(on))


def _heard_over(segmenter: Segmenter, facts: PartnerAtClient) -> None:
    start, end = segmenter.within.edges
    for coverage in _recording:
        if end == start + 1:
            coverage.asked(segmenter.policy, facts, start)
        else:
            coverage.asked_over_time(segmenter.policy, facts, segmenter.within)


@contextmanager
def _within_explanation() -> Iterator[None]:
    """What an explanation asks on its way is no question of the user's."""
    before = _explaining.set(True)
    try:
        yield
    finally:
        _explaining.reset(before)


def _replaced(owner: object, name: str, listener: object) -> Callable[[], None]:
    before = getattr(owner, name)
    setattr(owner, name, listener)
    return lambda: setattr(owner, name, before)
