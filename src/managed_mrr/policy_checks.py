"""Checks of a policy: rules that can never hold, and what is said in it without effect, source or fitting unit."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations, pairwise

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import ALWAYS, DateRange, DateSet
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy import Policy
from managed_mrr.remarks import Remark
from managed_mrr.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    CurrencyToPoints,
    FromNextBilling,
    ManagedRelationship,
    Not,
    OverTime,
    RecurringRevenue,
    Rule,
    RuleOverTime,
    Term,
    Unless,
)
from managed_mrr.rules.bounds import implies, joined, possible_days

__all__ = ["remarks_on"]


def __dir__() -> list[str]:
    return __all__


def remarks_on(policy: Policy) -> list[Remark]:
    """
    What is legal but suspicious in a policy or a program, kind by kind.

    Everything is told from the policy alone: nothing is remarked on that some evidence could make sense of.

    Args:
        policy: The policy or program.

    Clause:
        B13.

    Examples:
        >>> from managed_mrr import Rate, hubspot
        >>> [each.code for each in remarks_on(hubspot.SERVICING.with_(rates=[Rate("USD", 100)]))]
        ['missing-citation']
    """
    return [
        *_never_holding(policy),
        *_without_effect(policy),
        *_without_citation(policy),
        *_of_other_units(policy),
        *_about_exceptions(policy),
        *_changing_nothing(policy),
    ]


def _placed(policy: Policy) -> Iterator[tuple[str, object]]:
    """Every value in a policy, with its place."""
    for each in policy.parameters():
        yield each.place, each.value
        if isinstance(each.value, tuple):
            yield from ((f"{each.place}[{index}]", inner) for index, inner in enumerate(each.value))


def _eligibilities(policy: Policy) -> Iterator[tuple[str, Rule[PartnerAtClient], DateRange]]:
    """Who is eligible by the terms of a policy: the place of the rule, the rule, and the days on which it is asked."""
    terms = policy.over_time().terms
    for index, term in enumerate(terms):
        inside = "" if term.value is policy else f"terms.terms[{index}].value."
        yield f"{inside}eligibility", term.value.eligibility, term.period


def _asked(policy: Policy) -> Iterator[tuple[str, Rule[PartnerAtClient]]]:
    """Every rule of which the eligibility is made, as far as it is joined by rules shipped, with its place."""
    for place, rule, _ in _eligibilities(policy):
        yield from _within(place, rule)


def _within(place: str, rule: Rule[PartnerAtClient]) -> Iterator[tuple[str, Rule[PartnerAtClient]]]:
    yield place, rule
    for name, inner in joined(rule):
        yield from _within(f"{place}.{name}", inner)


def _never_holding(policy: Policy) -> Iterator[Remark]:
    """The innermost rules that can never hold, but for "never" as a term, which is how one says that."""
    never = {place: rule for place, rule in _asked(policy) if not possible_days(rule) and not _is_said(place, rule)}
    for place, rule, period in _eligibilities(policy):
        if not possible_days(rule) & DateSet([period]):
            never.setdefault(place, rule)
    for place, rule in never.items():
        if not any(other.startswith(f"{place}.") for other in never):
            yield Remark(
                code="rule-never-holds",
                path=place,
                count=1,
                text=f"{str(rule)!r} can never hold{_because(rule)}",
                hint="take it out, or correct what contradicts it",
            )


def _is_said(place: str, rule: Rule[PartnerAtClient]) -> bool:
    return place.endswith("].value") and rule == AnyOf([])


def _because(rule: Rule[PartnerAtClient]) -> str:
    if isinstance(rule, AtLeast) and rule.count > len(rule.rules):
        return f": it asks for {rule.count} of {len(rule.rules)}"
    return ""


def _without_effect(policy: Policy) -> Iterator[Remark]:
    found = [
        *_of_lone_relationships(policy),
        *(each for place, value in _placed(policy) for each in _of_values(place, value)),
    ]
    for place, reason in found:
        yield Remark(
            code="parameter-without-effect",
            path=place,
            count=1,
            text=f"it changes nothing: {reason}",
            hint="leave it as it is by default, or put in the rule it was meant for",
        )


def _of_lone_relationships(policy: Policy) -> Iterator[tuple[str, str]]:
    """What a relationship says about activities where it is asked for by itself."""
    for place, rule in _asked(policy):
        if isinstance(rule, ManagedRelationship):
            reason = "the relationship is asked for by itself, without activities"
            if not rule.activity_outlives_employee:
                yield f"{place}.activity_outlives_employee", reason
            if rule.activity_revives:
                yield f"{place}.activity_revives", reason
            if not rule.link.active_required:
                yield f"{place}.link.active_required", reason


def _of_values(place: str, value: object) -> Iterator[tuple[str, str]]:
    unbilled = isinstance(value, RecurringRevenue) and not value.billing_required
    if unbilled and isinstance(getattr(value, "recognition", None), FromNextBilling):
        yield f"{place}.billing_required", "nothing is recognised before it is billed"
    if isinstance(value, CurrencyToPoints) and not value.rates and not value.multiplied:
        yield f"{place}.multiplied", "without rates no credit makes points"


def _without_citation(policy: Policy) -> Iterator[Remark]:
    """Dated values without a source, and rules that name no clause."""
    places = [place for place, value in _placed(policy) if not getattr(value, "source", True)]
    if places:
        yield Remark(
            code="missing-citation",
            path=places[0],
            count=len(places),
            text="it does not say where it comes from",
            hint="give its source",
        )
    rules = [place for place, rule in _asked(policy) if not _joins(rule) and not getattr(rule, "clauses", ())]
    rules += [place for place, value in _placed(policy) if _decides(place) and not getattr(value, "clauses", ())]
    if rules:
        yield Remark(
            code="missing-citation",
            path=rules[0],
            count=len(rules),
            text="the rule does not say which clause it implements",
            hint="give its class clauses",
        )


def _joins(rule: Rule[PartnerAtClient]) -> bool:
    return isinstance(rule, (AllOf, AnyOf, AtLeast, Not, RuleOverTime, Unless))


def _decides(place: str) -> bool:
    """Whether what stands there is one of the rules of a policy besides who is eligible."""
    return place.rpartition(".")[2] in {"points", "recognition", "revenue", "split"}


def _of_other_units(policy: Policy) -> Iterator[Remark]:
    for place, value in _placed(policy):
        if isinstance(value, Term) and value.unit and (unit := _unit(value.value)) not in (None, value.unit):
            it = f"it is in {unit}" if unit else f"it is a {type(value.value).__name__}, which has no unit"
            yield _of_another_unit(f"{place}.unit", value.unit, it)
        if isinstance(value, OverTime):
            for index, (earlier, later) in enumerate(pairwise(value.terms)):
                if _said_unit(earlier) != _said_unit(later):
                    it = f"the one before is in {_said_unit(earlier) or 'no unit'}"
                    yield _of_another_unit(f"{place}.terms[{index + 1}].unit", _said_unit(later), it)


def _of_another_unit(place: str, unit: str, expected: str) -> Remark:
    return Remark(
        code="unit-mismatch",
        path=place,
        count=1,
        text=f"the value is said to be in {unit or 'no unit'}; {expected}",
        hint="correct the unit, or the value",
    )


def _unit(value: object) -> str | None:
    """What a value is counted in: None for a plain number, which does not say; empty for what is no number."""
    if isinstance(value, Money):
        return value.currency
    if isinstance(value, (int, Fraction)):
        return None
    unit = getattr(value, "unit", "")
    return unit if isinstance(unit, str) else ""


def _said_unit(term: Term[object]) -> str:
    return term.unit or _unit(term.value) or ""


def _about_exceptions(policy: Policy) -> Iterator[Remark]:
    unless = {place: rule for place, rule in _asked(policy) if isinstance(rule, Unless)}
    for place, rule in unless.items():
        if certain := ~possible_days(~rule.exception):
            yield Remark(
                code="exception-always-holds",
                path=f"{place}.exception",
                count=1,
                text=f"'{rule.exception}' holds{_on(certain)}, whatever the evidence",
                hint="give an exception that is new on a day before=AnyOf([])",
            )
        if not (place.endswith(".rule") and place.removesuffix(".rule") in unless):
            for one, other in combinations(_exceptions(rule), 2):
                if days := _overlap(one, other):
                    yield Remark(
                        code="overlapping-exceptions",
                        path=place,
                        count=1,
                        text=f"'{one}' and '{other}' make an exception of the same{_on(days)}",
                        hint="leave out the one that adds nothing, or let one end where the other begins",
                    )


def _on(days: DateSet) -> str:
    return " always" if days == ALWAYS else f" on {days}"


def _exceptions(rule: Rule[PartnerAtClient]) -> Iterator[Rule[PartnerAtClient]]:
    """The exceptions from a rule, one by one, those of the rule it is made from first."""
    if isinstance(rule, Unless):
        yield from _exceptions(rule.rule)
        yield from rule.exception.rules if isinstance(rule.exception, AnyOf) else (rule.exception,)


def _overlap(one: Rule[PartnerAtClient], other: Rule[PartnerAtClient]) -> DateSet:
    """The days on which one of two exceptions adds nothing to the other."""
    found: list[DateRange] = []
    for mine in _terms(one):
        for theirs in _terms(other):
            if implies(mine.value, theirs.value) or implies(theirs.value, mine.value):
                found += DateSet([mine.period]) & DateSet([theirs.period])
    return DateSet(found)


def _terms(rule: Rule[PartnerAtClient]) -> Iterable[Term[Rule[PartnerAtClient]]]:
    """The rules in force one after another, those apart that never hold."""
    terms = rule.terms if isinstance(rule, RuleOverTime) else [Term(rule)]
    return [term for term in terms if possible_days(term.value)]


def _changing_nothing(policy: Policy) -> Iterator[Remark]:
    for place, value in _placed(policy):
        if isinstance(value, OverTime):
            for index, (earlier, later) in enumerate(pairwise(value.terms)):
                if earlier.period.end == later.period.start and _unnamed(earlier.value) == _unnamed(later.value):
                    yield Remark(
                        code="terms-change-nothing",
                        path=f"{place}.terms[{index + 1}]",
                        count=1,
                        text=f"from {later.period.start} on the same is in force as before",
                        hint="let the earlier terms go on, or put in what changed",
                    )


def _unnamed(value: object) -> object:
    return attrs.evolve(value, name="") if isinstance(value, Policy) else value
