"""Rules: conditions that answer with the days on which they hold, and the algebra that joins them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

import attrs

from managed_mrr.dates import ALWAYS, NEVER, DateRange, DateSet
from managed_mrr.errors import PolicyError
from managed_mrr.findings import Finding, worded
from managed_mrr.rules.remedies import NO_WAY, NOTHING_TO_DO, Ways, one_of, together

__all__ = ["EVER", "AllOf", "AnyOf", "Not", "Rule", "period"]


def __dir__() -> list[str]:
    return __all__


EVER = DateRange()
"""All days, as a range: what a rule is asked about unless a question is narrower."""


def period(value: DateRange) -> DateRange:
    """
    The value itself if it is a range of days, for values that are in force for a time.

    Raises:
        PolicyError: It is not.

    Examples:
        >>> period(EVER) == DateRange()
        True
    """
    if not isinstance(value, DateRange):
        msg = f"not a period: {value!r}; expected a DateRange"
        raise PolicyError(msg)
    return value


F_contra = TypeVar("F_contra", contravariant=True)


class Rule(ABC, Generic[F_contra]):
    """
    A condition about some facts, answered by the days on which it holds.

    Subclass it with ``@attrs.frozen`` and write :meth:`days`; ``&``, ``|`` and ``~`` then join it with others as
    intersection, union and complement, in every policy and every question. ``F_contra`` is what the rule is about:
    :class:`~managed_mrr.PartnerAtClient` for rules that decide on credit,
    :class:`~managed_mrr.EmployeeAtClient` for rules about people.

    Attributes:
        clauses: The clauses the rule implements.

    Examples:
        >>> from managed_mrr import PartnerAtClient, managed_client
        >>> @attrs.frozen
        ... class FromDate(Rule[PartnerAtClient]):
        ...     start: date
        ...
        ...     def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        ...         return DateSet([DateRange(self.start)])
        >>> facts = managed_client("north", "acme", start=date(2024, 1, 1)).facts("north", "acme")
        >>> print((~FromDate(date(2024, 3, 1))).days(facts))
        (ever, 2024-03-01)
    """

    __slots__ = ()

    clauses: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def days(self, facts: F_contra, within: DateRange = EVER) -> DateSet:
        """
        The days on which the rule holds.

        Args:
            facts: What it is asked about.
            within: Only the answer on these days is wanted. A rule may use that to do less work; what it
                says of other days is not looked at.
        """

    def finding(self, facts: F_contra, on: date) -> Finding:
        """
        What the rule says of one day, and why.

        Rules that have more to say than yes or no say it here; the answer never differs from :meth:`days`.
        """
        days = self.days(facts)
        return Finding(
            rule=type(self).__name__,
            holds=on in days,
            text=worded("rule", rule=str(self)),
            steady=days.steady(on),
            clauses=self.clauses,
        )

    def repairs(self, facts: F_contra, on: date) -> Ways:
        """
        What may have to be done on a day for the rule to hold from then on, in each way there is.

        A way may name more than it takes: what turns out needless is left out by whoever asks
        (:func:`managed_mrr.why_not`), who tries every way before telling it. A rule that does not say more knows
        of no way, unless it holds and there is nothing to do.

        Args:
            facts: What it is asked about, as known on the day.
            on: The day.
        """
        return NOTHING_TO_DO if on in self.days(facts) else NO_WAY

    def __and__(self, other: "Rule[F_contra]") -> "AllOf[F_contra]":
        return AllOf([self, other]) if isinstance(other, Rule) else NotImplemented

    def __or__(self, other: "Rule[F_contra]") -> "AnyOf[F_contra]":
        return AnyOf([self, other]) if isinstance(other, Rule) else NotImplemented

    def __invert__(self) -> "Rule[F_contra]":
        return Not(self)


def _rules(rules: Iterable[Rule[Any]], joined_by: "type[AllOf[Any] | AnyOf[Any]]") -> tuple[Rule[Any], ...]:
    flat: dict[Rule[Any], None] = {}
    for rule in rules:
        if not isinstance(rule, Rule):
            msg = f"not a rule: {rule!r}; expected an instance of a subclass of Rule"
            raise PolicyError(msg)
        if type(rule).__hash__ is None:
            msg = f"{type(rule).__name__} cannot be hashed: expected a frozen rule; decorate it with @attrs.frozen"
            raise PolicyError(msg)
        nested = rule.rules if isinstance(rule, joined_by) else (rule,)
        flat.update(dict.fromkeys(nested))
    return tuple(flat)


def _all_of(rules: Iterable[Rule[Any]]) -> tuple[Rule[Any], ...]:
    return _rules(rules, AllOf)


def _any_of(rules: Iterable[Rule[Any]]) -> tuple[Rule[Any], ...]:
    return _rules(rules, AnyOf)


@attrs.frozen
class AllOf(Rule[F_contra]):
    """
    Holds on the days on which every one of its rules holds; with no rules, on every day.

    Args:
        rules: The rules; nested ``AllOf`` are taken apart, repeated rules are kept once.

    Examples:
        >>> from managed_mrr import CurrentAgreement, LiveActivity
        >>> print(LiveActivity() & CurrentAgreement())
        a live activity (counted 60 days) and a current agreement
    """

    rules: tuple[Rule[F_contra], ...] = attrs.field(converter=_all_of)

    def __str__(self) -> str:
        return " and ".join(map(_bracketed, self.rules)) or "always"

    def days(self, facts: F_contra, within: DateRange = EVER) -> DateSet:
        days = ALWAYS
        for rule in self.rules:
            more = rule.days(facts, within)
            days = more if days is ALWAYS else days & more
            if not days:
                break
        return days

    def repairs(self, facts: F_contra, on: date) -> Ways:
        return together(rule.repairs(facts, on) for rule in self.rules)

    def finding(self, facts: F_contra, on: date) -> Finding:
        return _joined(self, facts, on, [rule.finding(facts, on) for rule in self.rules])


@attrs.frozen
class AnyOf(Rule[F_contra]):
    """
    Holds on the days on which at least one of its rules holds; with no rules, on none.

    Args:
        rules: The rules; nested ``AnyOf`` are taken apart, repeated rules are kept once.

    Examples:
        >>> from managed_mrr import CurrentAgreement, LiveActivity
        >>> print(LiveActivity() | CurrentAgreement())
        a live activity (counted 60 days) or a current agreement
    """

    rules: tuple[Rule[F_contra], ...] = attrs.field(converter=_any_of)

    def __str__(self) -> str:
        return " or ".join(map(_bracketed, self.rules)) or "never"

    def days(self, facts: F_contra, within: DateRange = EVER) -> DateSet:
        days = NEVER
        for rule in self.rules:
            days |= rule.days(facts, within)
        return days

    def repairs(self, facts: F_contra, on: date) -> Ways:
        return one_of(rule.repairs(facts, on) for rule in self.rules)

    def finding(self, facts: F_contra, on: date) -> Finding:
        return _joined(self, facts, on, [rule.finding(facts, on) for rule in self.rules])


@attrs.frozen
class Not(Rule[F_contra]):
    """
    Holds on the days on which its rule does not.

    Args:
        rule: The rule.

    Examples:
        >>> from managed_mrr import CurrentAgreement
        >>> print(~CurrentAgreement())
        not a current agreement
    """

    rule: Rule[F_contra]

    def __str__(self) -> str:
        return f"not {_bracketed(self.rule)}"

    def __invert__(self) -> Rule[F_contra]:
        return self.rule

    def days(self, facts: F_contra, within: DateRange = EVER) -> DateSet:
        return ~self.rule.days(facts, within)

    def finding(self, facts: F_contra, on: date) -> Finding:
        return _joined(self, facts, on, [self.rule.finding(facts, on)])


def _bracketed(rule: Rule[F_contra]) -> str:
    return f"({rule})" if isinstance(rule, (AllOf, AnyOf)) and len(rule.rules) > 1 else str(rule)


def _joined(rule: Rule[F_contra], facts: F_contra, on: date, parts: list[Finding]) -> Finding:
    days = rule.days(facts)
    holds = on in days
    # The parts that decide come first: for an AllOf that fails, those that fail.
    parts.sort(key=lambda part: part.holds is not holds)
    text = worded("rule", rule=str(rule))
    return Finding(rule=type(rule).__name__, holds=holds, text=text, steady=days.steady(on), parts=parts)
