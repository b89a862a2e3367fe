"""Comparing: two policies or programs held against each other, value by value."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.ranges import day_of
from managed_mrr.difference.results import ParameterDifference, PolicyDifference
from managed_mrr.difference.sentences import said_of_dated, said_of_value, value_text
from managed_mrr.policy import Policy, a_policy
from managed_mrr.policy_hash import deciding
from managed_mrr.rules import EVER, AllOf, AnyOf, CatalogueEntry, OverTime, Rate, Rule

__all__ = ["diff", "told_apart"]


def __dir__() -> list[str]:
    return __all__


def _told(row: ParameterDifference) -> str:
    """One value in a word or two."""
    if isinstance(row.after, int):
        return f"{row.name}={row.after}"
    return type(row.after).__name__ if isinstance(row.after, Rule) else row.name


SHOWN = 2
"""How many values tell two policies of one name apart at most; how many more there are is said."""


def told_apart(before: Policy, after: Policy) -> tuple[str, str]:
    """
    The names of two policies, the second with what differs if they are the same.

    Examples:
        >>> from managed_mrr import ExpiryWindow, hubspot
        >>> told_apart(hubspot.SERVICING, hubspot.SERVICING.with_(window=ExpiryWindow(days=61)))
        ('servicing', 'servicing (days=61)')
    """
    if before.name != after.name:
        return before.name, after.name
    rows = list(diff(before, after))
    values = [_told(each) for each in rows[:SHOWN]]
    more = [f"{len(rows) - SHOWN:,} more"] if len(rows) > SHOWN else []
    return before.name, f"{after.name} ({', '.join([*values, *more])})" if rows else after.name


def diff(before: Policy, after: Policy) -> PolicyDifference:
    """
    What differs between two policies or programs, value by value, each in a sentence.

    Programs are held against each other term by term: what is in force on the same days is compared. Rates and the
    catalogue are compared day by day too, so that another division of the same days is no difference. Names and
    sources are not compared, as they decide no number.

    Args:
        before: The first policy or program.
        after: The second.

    Clause:
        B13.

    Examples:
        >>> from managed_mrr import hubspot
        >>> for difference in diff(hubspot.COMBINED, hubspot.PARTNER_OF_RECORD):
        ...     print(difference)
        eligibility.rules[1]: no longer asked: a live activity (counted 60 days) (A2, A6, A14, A15)
        >>> len(diff(hubspot.SERVICING, hubspot.SERVICING.with_(name="the same")))
        0
    """
    one, other = (a_policy(each).over_time().terms for each in (before, after))
    found = _terms(one, other, _Place("", "terms", EVER, Policy, ()))
    return PolicyDifference(before, after, tuple(_joined(found)))


@attrs.frozen
class _Place:
    """Where two values stand that are compared: the part they belong to, its clauses, and the days it is about."""

    place: str
    name: str
    period: DateRange
    owner: type
    clauses: tuple[str, ...]

    def field(self, part: object, name: str) -> "_Place":
        return attrs.evolve(
            self,
            place=f"{self.place}.{name}" if self.place else name,
            name=name,
            owner=type(part),
            clauses=_clauses(part) or self.clauses,
        )

    def row(self, before: object, after: object, sentence: str, clauses: tuple[str, ...] = ()) -> ParameterDifference:
        return ParameterDifference(self.place, self.name, before, after, sentence, clauses or self.clauses, self.period)


def _clauses(part: object) -> tuple[str, ...]:
    return tuple(getattr(part, "clauses", ()))


def _values(before: object, after: object, at: _Place) -> Iterator[ParameterDifference]:
    if before == after:
        return
    if isinstance(before, Rule) and isinstance(after, Rule) and AllOf in (type(before), type(after)):
        inner = at.field(before, "rules") if type(before) is type(after) else at
        yield from _listed(_conditions(before), _conditions(after), inner, _CONDITIONS)
    elif isinstance(before, OverTime) and isinstance(after, OverTime):
        yield from _terms(before.terms, after.terms, at)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        yield from _lists(before, after, at)
    elif type(before) is type(after) and deciding(before) and not isinstance(before, DateRange):
        yield from _fields(before, after, at)
    else:
        yield _replaced(before, after, at)


def _fields(before: object, after: object, at: _Place) -> Iterator[ParameterDifference]:
    later = deciding(after)
    for name, value in deciding(before).items():
        yield from _values(value, later[name], at.field(before, name))


def _conditions(rule: Rule[Any]) -> tuple[object, ...]:
    return rule.rules if isinstance(rule, AllOf) else (rule,)


_CONDITIONS = ("no longer asked: {}", "one more condition: {}")
_WAYS = ("no longer enough: {}", "also enough: {}")
_ANY = ("without {}", "with {}")


def _lists(before: Sequence[object], after: Sequence[object], at: _Place) -> Iterator[ParameterDifference]:
    kinds = {type(each) for each in (*before, *after)}
    if kinds == {Rate}:
        yield from _dated(before, after, at, "currency", "per_point")
    elif kinds == {CatalogueEntry}:
        yield from _dated(before, after, at, "tool", "actions")
    else:
        yield from _listed(before, after, at, _WAYS if at.owner is AnyOf else _ANY)


def _listed(
    before: Sequence[object], after: Sequence[object], at: _Place, words: tuple[str, str]
) -> Iterator[ParameterDifference]:
    """Lists in which what is equal belongs together, then what is of the same class, in turn."""
    gone = {index: each for index, each in enumerate(before) if each not in after}
    come = {index: each for index, each in enumerate(after) if each not in before}
    for index, each in list(gone.items()):
        partner = next((number for number, other in come.items() if _alike(each, other)), None)
        if partner is not None:
            yield from _values(gone.pop(index), come.pop(partner), _element(at, index))
    for number, each in gone.items():
        yield _element(at, number).row(each, None, words[0].format(value_text(each)), _clauses(each))
    for number, each in come.items():
        yield _element(at, number).row(None, each, words[1].format(value_text(each)), _clauses(each))


def _alike(one: object, other: object) -> bool:
    """Whether two elements of lists are the same part with other values, or the values of the same key."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one[:1] == other[:1]
    return type(one) is type(other) and bool(deciding(one))


def _element(at: _Place, index: int) -> _Place:
    return attrs.evolve(at, place=f"{at.place}[{index}]")


def _terms(before: Sequence[Any], after: Sequence[Any], at: _Place) -> Iterator[ParameterDifference]:
    """Terms against terms, on the days that they have in common, and on those of only one."""
    for period, one, other in _side_by_side(before, after, at.period):
        inner = attrs.evolve(at, period=period)
        if one is None or other is None:
            known = value_text((one or other).value)
            sentence = (
                f"no terms are known, instead of {known}" if other is None else f"{known}, where no terms are known"
            )
            place = attrs.evolve(inner, place=at.place or at.name)
            yield place.row(one and one.value, other and other.value, sentence, ("B13",))
        else:
            yield from _values(one.value, other.value, inner)
            yield from _values(one.unit, other.unit, attrs.evolve(inner, name="unit"))


def _dated(
    before: Sequence[Any], after: Sequence[Any], at: _Place, key: str, field: str
) -> Iterator[ParameterDifference]:
    """Values in force for a time, such as rates, each kept apart by a key, such as its currency."""
    for name in dict.fromkeys(getattr(each, key) for each in (*before, *after)):
        mine, theirs = ([each for each in side if getattr(each, key) == name] for side in (before, after))
        for period, one, other in _side_by_side(mine, theirs, at.period):
            was, now = (None if each is None else getattr(each, field) for each in (one, other))
            if was != now:
                inner = attrs.evolve(at, name=name, period=period)
                yield inner.row(was, now, said_of_dated(name, was, now))


def _side_by_side(
    before: Sequence[Any], after: Sequence[Any], within: DateRange
) -> Iterator[tuple[DateRange, Any, Any]]:
    """The values with a period of two lists next to each other, cut where one of them changes."""
    edges = {edge for each in (*before, *after) for edge in each.period.edges} | {*within.edges}
    first, last = within.edges
    for start, end in pairwise(sorted(edge for edge in edges if first <= edge <= last)):
        one, other = (
            next((each for each in side if algebra.contains(each.period.edges, start)), None)
            for side in (before, after)
        )
        if one is not other:
            yield DateRange(None if start == algebra.FIRST else day_of(start), day_of(end)), one, other


def _joined(differences: Iterable[ParameterDifference]) -> list[ParameterDifference]:
    """Join what is the same on days that touch."""
    found: dict[ParameterDifference, list[DateRange]] = {}
    for each in differences:
        periods = found.setdefault(attrs.evolve(each, period=EVER), [])
        if periods and periods[-1].end == each.period.start is not None:
            periods[-1] = DateRange(periods[-1].start, each.period.end)
        else:
            periods.append(each.period)
    return [attrs.evolve(each, period=period) for each, periods in found.items() for period in periods]


def _replaced(before: object, after: object, at: _Place) -> ParameterDifference:
    return at.row(before, after, *said_of_value(at.owner, at.name, before, after))
