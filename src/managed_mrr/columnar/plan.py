"""Plan: which part of a policy runs on columns, and which as objects, client by client."""

from collections.abc import Iterator
from enum import StrEnum

import attrs

from managed_mrr.columnar.kernel.rule import has_form, joined
from managed_mrr.columnar.kernel.segments import by_currency, counted_in_columns
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy import Policy, a_policy
from managed_mrr.rules import (
    EvenSplit,
    PointsOverTime,
    PointsRule,
    RevenueOverTime,
    RevenueRule,
    Rule,
    SplitOverTime,
    SplitRule,
    Undivided,
)
from managed_mrr.tables import Table

__all__ = ["Execution", "Plan", "PlannedPart", "plan"]


def __dir__() -> list[str]:
    return __all__


class Execution(StrEnum):
    """
    How a part of a policy is worked out.

    Examples:
        >>> print(Execution.COLUMNS)
        columns
    """

    COLUMNS = "columns"
    OBJECTS = "objects"


@attrs.frozen
class PlannedPart:
    """
    One part of a policy.

    Attributes:
        place: Where it stands, as in :meth:`managed_mrr.Policy.parameters`.
        rule: What it is, in words.
        execution: How it is worked out.

    Examples:
        >>> from managed_mrr import hubspot
        >>> print(plan(hubspot.SERVICING).parts[0])
        eligibility.rules[0]: a live activity (counted 60 days), as columns
    """

    place: str
    rule: str
    execution: Execution

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}, as {self.execution}"


@attrs.frozen(repr=False)
class Plan:
    """
    How a policy is worked out, part by part.

    Attributes:
        policy: The name of the policy.
        parts: Its parts, in the order in which they stand in it.

    Examples:
        >>> from managed_mrr import hubspot
        >>> plan(hubspot.SERVICING)
        <Plan for servicing: 5 parts as columns, 0 as objects>
    """

    policy: str
    parts: tuple[PlannedPart, ...]

    def __repr__(self) -> str:
        counts = {how: sum(part.execution is how for part in self.parts) for how in Execution}
        said = f"{counts[Execution.COLUMNS]:,} parts as columns, {counts[Execution.OBJECTS]:,} as objects"
        return f"<Plan for {self.policy}: {said}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    @property
    def columnar(self) -> bool:
        """Whether all of it runs on columns."""
        return all(part.execution is Execution.COLUMNS for part in self.parts)

    def table(self) -> Table:
        """The parts as a table for people."""
        rows = [[part.place, part.rule, str(part.execution)] for part in self.parts]
        slower = ["What runs as objects has the evidence made into records first: slower, and equal."]
        return Table(
            ["part", "rule", "runs as"],
            rows,
            title=f"How {self.policy} is worked out",
            notes=[] if self.columnar else slower,
        )


def plan(policy: Policy) -> Plan:
    """
    How a policy is worked out: the rules that ship with the library as columns, others as objects.

    Raises:
        PolicyError: It is no policy.

    Examples:
        >>> from managed_mrr import hubspot
        >>> plan(hubspot.COMBINED).columnar
        True
    """
    a_policy(policy)
    found = [
        *_eligibility("eligibility", policy.eligibility),
        *_revenue("revenue", policy.revenue),
        *_split("split", policy.split),
        *_points("points", policy.points),
    ]
    return Plan(policy.name, tuple(found))


def _part(place: str, rule: object, columns: bool) -> PlannedPart:  # noqa: FBT001 -- a helper of this module
    return PlannedPart(place, str(rule), Execution.COLUMNS if columns else Execution.OBJECTS)


def _eligibility(place: str, rule: Rule[PartnerAtClient]) -> Iterator[PlannedPart]:
    inner = joined(rule) if has_form(rule) else []
    if not inner:
        yield _part(place, rule, has_form(rule))
    for below, each in inner:
        yield from _eligibility(f"{place}.{below}", each)


def _revenue(place: str, rule: RevenueRule) -> Iterator[PlannedPart]:
    if type(rule) is RevenueOverTime:
        for number, term in enumerate(rule.terms):
            yield from _revenue(f"{place}.terms.terms[{number}].value", term.value)
    else:
        yield _part(place, rule, counted_in_columns(rule))


def _split(place: str, rule: SplitRule) -> Iterator[PlannedPart]:
    if type(rule) is SplitOverTime:
        for number, term in enumerate(rule.terms):
            yield from _split(f"{place}.terms.terms[{number}].value", term.value)
    else:
        yield _part(place, rule, type(rule) in (EvenSplit, Undivided))


def _points(place: str, rule: PointsRule) -> Iterator[PlannedPart]:
    if type(rule) is PointsOverTime:
        for number, term in enumerate(rule.terms):
            yield from _points(f"{place}.terms.terms[{number}].value", term.value)
    else:
        yield _part(place, rule, by_currency(rule))
