"""Outcomes: what the lines of one client come to under every reading, worked out once for readings that agree."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, product
from typing import Any

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.dates.edges import FOREVER
from managed_mrr.dates.ranges import day_of, ordinal
from managed_mrr.evidence import PartnerAtClient
from managed_mrr.policy import Policy
from managed_mrr.questions import conditions
from managed_mrr.readings.choices import Group, Reading
from managed_mrr.rules import PointsRule, RevenueRule, Rule, RuleOverTime, SplitRule
from managed_mrr.segments import Segmenter
from managed_mrr.statement import Line

__all__ = ["LineReadings", "Reader", "reading_of"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class LineReadings:
    """
    What one line comes to under every reading.

    Attributes:
        patterns: For each group, for each of its variants, a number; variants with the same one make no difference.
        lines: The line by the numbers of all groups; None where there is none. All zeros is what is in force.
    """

    patterns: tuple[tuple[int, ...], ...]
    lines: Mapping[tuple[int, ...], Line | None]

    @property
    def in_force(self) -> Line | None:
        """The line under what is in force."""
        return self.lines[(0,) * len(self.patterns)]

    def alone(self, groups: Sequence[Group]) -> tuple[str, ...]:
        """The questions that change the line when they alone are answered otherwise."""
        found: dict[str, None] = {}
        for place, (group, pattern) in enumerate(zip(groups, self.patterns, strict=True)):
            for question, variant in group.single:
                at = tuple(pattern[variant] if other == place else 0 for other in range(len(groups)))
                if self.lines[at] != self.in_force:
                    found[question] = None
        return tuple(sorted(found))

    def matter(self, groups: Sequence[Group]) -> tuple[str, ...]:
        """The questions that change the line under some answers to the others."""
        return tuple(
            sorted(
                question
                for group, pattern in zip(groups, self.patterns, strict=True)
                for question, sets in group.alike
                if any(len({pattern[place] for place in places}) > 1 for places in sets)
            )
        )

    def by_reading(self, groups: Sequence[Group]) -> list[tuple[Reading, Line | None]]:
        """Each different line with a reading of the fewest changes that makes it, fewer changes first."""
        found = [
            (
                reading_of(
                    group.variants[pattern.index(number)].reading
                    for group, pattern, number in zip(groups, self.patterns, numbers, strict=True)
                ),
                line,
            )
            for numbers, line in self.lines.items()
        ]
        return sorted(found, key=lambda each: (len(each[0]), each[0]))


def reading_of(parts: "Iterator[Reading]") -> Reading:
    """
    One reading of the answers of several groups.

    Examples:
        >>> reading_of(iter([(("window", "yes"),), (), (("agreement", "no"),)]))
        (('agreement', 'no'), ('window', 'yes'))
    """
    return tuple(sorted(chain.from_iterable(parts)))


class Reader:
    """
    Works out what the lines of clients come to on a day under every reading.

    The parts of a policy are asked one by one: who is eligible, what they are credited with, what a unit is worth,
    how it is shared. Readings on which all four agree have the same lines, which are then worked out once.

    Args:
        groups: The parts with the questions that bear on them.
        day: The day.

    Examples:
        >>> from managed_mrr import hubspot, managed_client
        >>> from managed_mrr.readings.choices import groups_of, to_vary
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> groups = groups_of(hubspot.SERVICING, to_vary(hubspot.SERVICING, ["window"]))
        >>> found = Reader(groups, date(2024, 3, 15)).lines(acme.by_client["acme"])
        >>> [line and line.credit.decimal() for line in found["north"].lines.values()]
        [None, '90.00']
    """

    def __init__(self, groups: Sequence[Group], day: date) -> None:
        self.groups = groups
        self.day = day
        self.within = DateRange(day, day_of(min(ordinal(day) + 1, FOREVER)))
        self.rules: dict[str, dict[object, int]] = {}
        self.places: list[list[tuple[tuple[str, int], ...]]] = []
        for group in groups:
            self.places.append(
                [
                    tuple((part, self._place(part, rule)) for part, rule in variant.rules.items())
                    for variant in group.variants
                ]
            )
        self.leaves: dict[object, int] = {}
        self.conditions = [
            tuple(self.leaves.setdefault(leaf, len(self.leaves)) for leaf in self._leaves(rule))
            for rule in self.rules["eligibility"]
        ]
        self.segmenters: dict[tuple[int, ...], Segmenter] = {}

    def _place(self, part: str, rule: object) -> int:
        known = self.rules.setdefault(part, {})
        return known.setdefault(rule, len(known))

    def _leaves(self, rule: Any) -> Iterator[Rule[PartnerAtClient]]:  # noqa: ANN401 -- a rule, from a mapping of parts
        """The conditions that all have to hold on the day."""
        for each in conditions(rule):
            term = each.terms.on(self.day) if isinstance(each, RuleOverTime) else None
            if term is None:
                yield each
            else:
                yield from self._leaves(term.value)

    def lines(self, pairs: Sequence[PartnerAtClient]) -> dict[str, LineReadings]:
        """
        What each line of one client comes to, by partner, if there is a line under any reading.

        Args:
            pairs: All partners about which there is any evidence at the client.
        """
        known = [facts for facts in pairs if facts.since <= ordinal(self.day)]
        eligible = self._eligible(known)
        ever = sorted(set(chain.from_iterable(eligible)))
        if not ever:
            return {}
        said: dict[str, Sequence[object]] = {
            "eligibility": eligible,
            "revenue": self._revenues([known[place] for place in ever]),
            "split": self._shares([[known[place] for place in each] for each in dict.fromkeys(eligible) if each]),
            "points": self._points(known[ever[0]]),
        }
        patterns = tuple(
            _numbered([tuple(said[part][place] for part, place in variant) for variant in places])
            for places in self.places
        )
        found = {numbers: self._worked_out(patterns, numbers, pairs) for numbers in _all_numbers(patterns)}
        return {
            partner: _of_partner(patterns, {numbers: lines.get(partner) for numbers, lines in found.items()})
            for partner in (known[place].partner.id for place in ever)
        }

    def _eligible(self, pairs: Sequence[PartnerAtClient]) -> list[tuple[int, ...]]:
        """For each rule the places of the partners that are eligible on the day."""
        holds = [[self.day in leaf.days(facts, self.within) for leaf in self._all_leaves()] for facts in pairs]
        return [
            tuple(place for place, there in enumerate(holds) if all(there[leaf] for leaf in leaves))
            for leaves in self.conditions
        ]

    def _all_leaves(self) -> Iterator[Rule[PartnerAtClient]]:
        for leaf in self.leaves:
            assert isinstance(leaf, Rule)
            yield leaf

    def _revenues(self, pairs: Sequence[PartnerAtClient]) -> list[object]:
        found: list[object] = []
        for rule in self.rules["revenue"]:
            assert isinstance(rule, RevenueRule)
            found.append(tuple(rule.mrr(facts).at(self.day) for facts in pairs))
        return found

    def _shares(self, together: Sequence[Sequence[PartnerAtClient]]) -> list[object]:
        found: list[object] = []
        for rule in self.rules["split"]:
            assert isinstance(rule, SplitRule)
            found.append(tuple(rule.shares(pairs).at(self.day) for pairs in together))
        return found

    def _points(self, facts: PartnerAtClient) -> list[object]:
        found: list[object] = []
        for rule in self.rules["points"]:
            assert isinstance(rule, PointsRule)
            found.append(rule.points_per_unit(facts.client).at(self.day))
        return found

    def _worked_out(
        self, patterns: Sequence[Sequence[int]], numbers: Sequence[int], pairs: Sequence[PartnerAtClient]
    ) -> dict[str, Line]:
        """The lines under one of the readings on which all parts agree."""
        chosen = tuple(pattern.index(number) for pattern, number in zip(patterns, numbers, strict=True))
        segmenter = self.segmenters.get(chosen)
        if segmenter is None:
            rules: dict[str, Any] = {}
            for group, variant in zip(self.groups, chosen, strict=True):
                rules.update(group.variants[variant].rules)
            segmenter = self.segmenters[chosen] = Segmenter(Policy(name="a reading", **rules), self.within)
        return {
            partner: Line(partner, pairs[0].client.id, segment.credit, segment.points, segment.sharing)
            for partner, (segment,) in segmenter.segments(pairs).items()
        }


def _numbered(values: Sequence[object]) -> tuple[int, ...]:
    """For each value a number, the same for the same value, in the order in which they come."""
    numbers: dict[object, int] = {}
    return tuple(numbers.setdefault(value, len(numbers)) for value in values)


def _all_numbers(patterns: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    return list(product(*(sorted(set(pattern)) for pattern in patterns)))


def _of_partner(patterns: Sequence[tuple[int, ...]], lines: Mapping[tuple[int, ...], Line | None]) -> LineReadings:
    """The readings of one line, of which those that only make a difference to others are taken as one."""
    coarser: list[list[int]] = []
    for place, pattern in enumerate(patterns):
        columns: list[list[Line | None]] = [[] for _ in set(pattern)]
        for numbers, line in lines.items():
            columns[numbers[place]].append(line)
        coarser.append(list(_numbered([tuple(column) for column in columns])))
    return LineReadings(
        tuple(tuple(new[number] for number in pattern) for new, pattern in zip(coarser, patterns, strict=True)),
        {
            tuple(new[number] for new, number in zip(coarser, numbers, strict=True)): line
            for numbers, line in lines.items()
        },
    )
