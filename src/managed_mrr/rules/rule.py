"""Rules: conditions that answer with the days on which they hold, and the algebra that joins them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Any, ClassVar, Generic, TypeVar

import attrs

from managed_mrr.dates import ALWAYS, NEVER, DateRange, DateSet
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.ranges import day_of
from managed_mrr.errors import PolicyError
from managed_mrr.findings import Finding, found, worded
from managed_mrr.rules.dated import EVER, OverTime, Source, Term
from managed_mrr.rules.remedies import NO_WAY, NOTHING_TO_DO, Ways, one_of, together
from managed_mrr.rules.soundness import sound

__all__ = [
    "EVER",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "Not",
    "Rule",
    "RuleOverTime",
    "Unless",
    "at_least",
    "clipped",
    "conjuncts",
]


def __dir__() -> list[str]:
    return __all__


F_contra = TypeVar("F_contra", contravariant=True)


class Rule(ABC, Generic[F_contra]):
    """
    A condition about some facts, answered by the days on which it holds.

    Subclass it with ``@attrs.frozen`` and write :meth:`days`; ``&``, ``|`` and ``~`` then join it with others as
    intersection, union and complement, in every policy and every question, and so do :meth:`unless`,
    :meth:`from_date` and :func:`at_least`. ``F_contra`` is what the rule is about:
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
        return found("rule", on, days.steady(on), rule=self, holds=on in days)

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

    def unless(self, exception: "Rule[F_contra]") -> "Unless[F_contra]":
        """
        This rule, but for the days on which an exception holds.

        Args:
            exception: The exception; further ones are added to it.

        Examples:
            >>> from managed_mrr import CurrentAgreement, LiveActivity, PartnerOfRecordStatus
            >>> print(LiveActivity().unless(PartnerOfRecordStatus()))
            a live activity (counted 60 days) unless partner of record
        """
        return Unless(self, exception)

    def from_date(
        self, day: date, *, before: "Rule[F_contra] | None" = None, source: Source | str | None = None
    ) -> "RuleOverTime[F_contra]":
        """
        This rule from a day on, and another before it.

        A condition that is new on a day was not asked for earlier, so before it holds always unless something else is
        given. For an exception that is new, give ``before=AnyOf([])``: before the day there is none.

        Args:
            day: The first day on which this rule is asked.
            before: What is asked on the days before; nothing if left out.
            source: Where the change was announced.

        Clause:
            B13.

        Examples:
            >>> from managed_mrr import CurrentAgreement
            >>> print(CurrentAgreement().from_date(date(2025, 1, 1)))
            always in (ever, 2025-01-01), a current agreement in [2025-01-01, ever)
        """
        earlier: Rule[F_contra] = AllOf([]) if before is None else before
        return RuleOverTime(
            [Term(earlier, DateRange(None, day), source=source), Term(self, DateRange(day), source=source)]
        )


def _rule(rule: Rule[F_contra]) -> Rule[F_contra]:
    if not isinstance(rule, Rule):
        msg = f"not a rule: {rule!r}; expected an instance of a subclass of Rule"
        raise PolicyError(msg)
    return sound(rule)


def _rules(rules: Iterable[Rule[F_contra]]) -> tuple[Rule[F_contra], ...]:
    """The rules, each once, in the order in which they stand."""
    if isinstance(rules, Rule):
        msg = f"not several rules: {rules!r}; expected a list; write [{rules!r}]"
        raise PolicyError(msg)
    return tuple(dict.fromkeys(map(_rule, rules)))


def _all_of(rules: Iterable[Rule[Any]]) -> tuple[Rule[Any], ...]:
    return _rules(each for rule in _rules(rules) for each in (rule.rules if isinstance(rule, AllOf) else (rule,)))


def _any_of(rules: Iterable[Rule[Any]]) -> tuple[Rule[Any], ...]:
    return _rules(each for rule in _rules(rules) for each in (rule.rules if isinstance(rule, AnyOf) else (rule,)))


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

    rule: Rule[F_contra] = attrs.field(converter=_rule)

    def __str__(self) -> str:
        return f"not {_bracketed(self.rule)}"

    def __invert__(self) -> Rule[F_contra]:
        return self.rule

    def days(self, facts: F_contra, within: DateRange = EVER) -> DateSet:
        return ~self.rule.days(facts, within)

    def finding(self, facts: F_contra, on: date) -> Finding:
        return _joined(self, facts, on, [self.rule.finding(facts, on)])


@attrs.frozen
class Unless(Rule[F_contra]):
    """
    Holds on the days on which its rule holds and its exception does not; :meth:`Rule.unless` makes one.

    Args:
        rule: The rule.
        exception: The exception; several are an :class:`AnyOf`.

    Examples:
        >>> from managed_mrr import CurrentAgreement, PartnerOfRecordStatus
        >>> print(Unless(CurrentAgreement(), PartnerOfRecordStatus()))
        a current agreement unless partner of record
    """

    rule: Rule[F_contra] = attrs.field(converter=_rule)
    exception: Rule[F_contra] = attrs.field(converter=_rule)

    def __str__(self) -> str:
        return f"{_bracketed(self.rule)} unless {_bracketed(self.exception)}"

    def unless(self, exception: Rule[F_contra]) -> "Unless[F_contra]":
        return Unless(self.rule, AnyOf([self.exception, exception]))

    def days(self, facts: F_contra, within: DateRange = EVER) -> DateSet:
        days = self.rule.days(facts, within)
        return days - self.exception.days(facts, within) if days else days

    def repairs(self, facts: F_contra, on: date) -> Ways:
        return together([self.rule.repairs(facts, on), (~self.exception).repairs(facts, on)])

    def finding(self, facts: F_contra, on: date) -> Finding:
        return _joined(self, facts, on, [self.rule.finding(facts, on), (~self.exception).finding(facts, on)])


def _count(value: int) -> int:
    if type(value) is not int or value < 1:
        msg = f"AtLeast.count is {value!r}: expected a whole number of at least 1"
        raise PolicyError(msg)
    return value


@attrs.frozen
class AtLeast(Rule[F_contra]):
    """
    Holds on the days on which so many of its rules hold; :func:`at_least` makes one.

    Args:
        count: How many; with more than there are, it never holds.
        rules: The rules; repeated rules are kept once, and count once.

    Examples:
        >>> from managed_mrr import CurrentAgreement, LiveActivity, PartnerOfRecordStatus
        >>> print(AtLeast(2, [LiveActivity(), CurrentAgreement(), PartnerOfRecordStatus()]))
        at least 2 of (a live activity (counted 60 days); a current agreement; partner of record)
    """

    count: int = attrs.field(converter=_count)
    rules: tuple[Rule[F_contra], ...] = attrs.field(converter=_rules)

    def __str__(self) -> str:
        return f"at least {self.count} of ({'; '.join(map(str, self.rules))})"

    def days(self, facts: F_contra, within: DateRange = EVER) -> DateSet:
        runs = [rule.days(facts, within).edges for rule in self.rules]
        starts, ends = (sorted(edge for edges in runs for edge in edges[first::2]) for first in (0, 1))
        return DateSet.from_edges(algebra.covered(starts, ends, self.count))

    def repairs(self, facts: F_contra, on: date) -> Ways:
        ways = [rule.repairs(facts, on) for rule in self.rules]
        return one_of(together(chosen) for chosen in combinations(ways, self.count))

    def finding(self, facts: F_contra, on: date) -> Finding:
        parts = [rule.finding(facts, on) for rule in self.rules]
        holding = sum(part.holds is True for part in parts)
        return attrs.evolve(_joined(self, facts, on, parts), value=holding, threshold=self.count)


def at_least(count: int, rules: Iterable[Rule[F_contra]]) -> AtLeast[F_contra]:
    """
    The rule that so many of some rules hold, whichever they are.

    At least one of them is ``|``, all of them is ``&``.

    Args:
        count: How many.
        rules: The rules.

    Raises:
        PolicyError: ``count`` is no whole number of at least 1, or one of the rules is none.

    Examples:
        >>> from managed_mrr import CurrentAgreement, LiveActivity, PartnerOfRecordStatus, managed_client
        >>> two = at_least(2, [LiveActivity(), CurrentAgreement(), PartnerOfRecordStatus()])
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> print(two.days(acme.facts("north", "acme")))
        [2024-01-15, 2024-03-15)
    """
    return AtLeast(count, rules)


def _over_time(terms: Iterable[Term[Rule[F_contra]]]) -> OverTime[Rule[F_contra]]:
    over_time = OverTime(terms)
    for term in over_time:
        _rule(term.value)
    return over_time


@attrs.frozen
class RuleOverTime(Rule[F_contra]):
    """
    Holds on the days of each term on which the rule of that term holds; outside all terms, on none.

    What is asked of a day is the rule of that day, about all the evidence there is: what was done under earlier terms
    counts as the later ones say.

    Args:
        terms: The rules with the periods in which they are in force.

    Clause:
        B13.

    Examples:
        >>> from managed_mrr import CurrentAgreement, LiveActivity
        >>> change = date(2025, 1, 1)
        >>> terms = [Term(LiveActivity(), DateRange(None, change)), Term(CurrentAgreement(), DateRange(change))]
        >>> print(RuleOverTime(terms))
        a live activity (counted 60 days) in (ever, 2025-01-01), a current agreement in [2025-01-01, ever)
    """

    terms: OverTime[Rule[F_contra]] = attrs.field(converter=_over_time)

    def __str__(self) -> str:
        return ", ".join(f"{term.value} in {term.period}" for term in self.terms) or "no terms"

    def days(self, facts: F_contra, within: DateRange = EVER) -> DateSet:
        days = NEVER
        for term in self.terms:
            if common := algebra.intersection(term.period.edges, within.edges):
                days |= DateSet.from_edges(algebra.intersection(common, term.value.days(facts, _range(common)).edges))
        return days

    def repairs(self, facts: F_contra, on: date) -> Ways:
        term = self.terms.on(on)
        return NO_WAY if term is None else term.value.repairs(facts, on)

    def finding(self, facts: F_contra, on: date) -> Finding:
        days, term = self.days(facts), self.terms.on(on)
        if term is None:
            text, parts = worded("terms.unknown", on=on), []
        else:
            text = worded("terms", rule=str(term.value), period=str(term.period))
            parts = [clipped(term.value.finding(facts, on), term.period)]
        return Finding(
            rule="RuleOverTime",
            holds=on in days,
            text=text,
            steady=days.steady(on) & self.terms.known().steady(on),
            clauses=["B13"],
            parts=parts,
        )


def _range(edges: algebra.Edges) -> DateRange:
    start, end = edges
    return DateRange(day_of(start), day_of(end))


def clipped(finding: Finding, period: DateRange) -> Finding:
    """
    The same finding, of which nothing is said beyond a period.

    Examples:
        >>> print(clipped(Finding(rule="Rule", text="so", steady=EVER), DateRange(date(2024, 1, 1))).steady)
        [2024-01-01, ever)
    """
    steady = None if finding.steady is None else finding.steady & period
    return attrs.evolve(finding, steady=steady, parts=[clipped(part, period) for part in finding.parts])


def conjuncts(rule: Rule[F_contra]) -> tuple[Rule[F_contra], ...]:
    """
    The conditions that all have to hold for a rule to hold, one by one.

    Examples:
        >>> from managed_mrr import CurrentAgreement, LiveActivity, PartnerOfRecordStatus
        >>> rule = (LiveActivity() & CurrentAgreement()).unless(PartnerOfRecordStatus())
        >>> [str(each) for each in conjuncts(rule)]
        ['a live activity (counted 60 days)', 'a current agreement', 'not partner of record']
    """
    if isinstance(rule, Unless):
        return (*conjuncts(rule.rule), ~rule.exception)
    if isinstance(rule, AllOf):
        return tuple(each for part in rule.rules for each in conjuncts(part))
    return (rule,)


def _bracketed(rule: Rule[F_contra]) -> str:
    several = len(rule.rules) > 1 if isinstance(rule, (AllOf, AnyOf)) else isinstance(rule, (RuleOverTime, Unless))
    return f"({rule})" if several else str(rule)


def _joined(rule: Rule[F_contra], facts: F_contra, on: date, parts: list[Finding]) -> Finding:
    days = rule.days(facts)
    return found("rule", on, days.steady(on), rule=rule, holds=on in days, parts=parts)
