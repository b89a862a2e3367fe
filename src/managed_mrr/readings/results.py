"""Results of range evaluation: the lowest and the highest of every line and total, and what decides between them."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Generic, TypeVar

import attrs

from managed_mrr.amounts import Money, decimal_text
from managed_mrr.dates.ranges import repr_date
from managed_mrr.policy import Policy
from managed_mrr.questions import Assumption, Question
from managed_mrr.readings.choices import Reading
from managed_mrr.statement import Line
from managed_mrr.tables import Table, folded, printable

__all__ = ["Bounds", "LineRange", "StatementRange", "TotalRange"]


def __dir__() -> list[str]:
    return __all__


B = TypeVar("B")


@attrs.frozen
class Bounds(Generic[B]):
    """
    The lowest and the highest of something over all readings, each with a reading that gives it.

    Attributes:
        low: The lowest.
        high: The highest.
        low_reading: Answers that give the lowest, as few as there are; all other questions as they are in force.
        high_reading: Answers that give the highest.

    Examples:
        >>> Bounds(1, 2, (), (("window", "yes"),)).differs
        True
    """

    low: B
    high: B
    low_reading: Reading
    high_reading: Reading

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.low != self.high


@attrs.frozen
class LineRange:
    """
    What one partner's credit for one client may be, over all readings under which there is a line.

    Attributes:
        partner: Id of the partner.
        client: Id of the client.
        line: The line under what is in force; None if there is none.
        credit: The lowest and the highest credit; the lowest is None if under some reading there is no line.
        points: The lowest and the highest points of the readings that give a line with known points; None if none
            does.
        points_unknown: Whether some reading gives a line whose points are unknown.
        alone: The questions that change the line when they alone are answered otherwise.
        together: The questions that change it only together with others.

    Examples:
        >>> from managed_mrr import evaluate_range, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> (line,) = evaluate_range(acme, as_of=date(2024, 3, 15), questions=["window"]).lines
        >>> print(line.credit.low, line.credit.high, line.credit.high_reading)
        None USD 90.00 (('window', 'yes'),)
    """

    partner: str
    client: str
    line: Line | None
    credit: Bounds[Money | None]
    points: Bounds[Fraction] | None
    points_unknown: bool
    alone: tuple[str, ...]
    together: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether some reading gives a line of other credit, points or sharing, or none at all."""
        return bool(self.alone or self.together)

    def points_text(self) -> str:
        """The points for people: two digits, from the lowest to the highest."""
        known = [] if self.points is None else [_from_to(_points(self.points.low), _points(self.points.high))]
        return " or ".join([*known, *(["unknown"] if self.points_unknown else [])])


@attrs.frozen
class TotalRange:
    """
    What one partner's lines may add up to, under one and the same reading for all of them.

    Each bound is that of a sum, not a sum of bounds: a reading that raises one client's credit may lower another's.

    Attributes:
        partner: Id of the partner.
        credit: The lowest and the highest credit in each currency, by currency code; no line counts as 0.
        points: The lowest and the highest of the points that are known.
        unknown: Ids of the clients whose points are unknown under some reading, sorted.

    Examples:
        >>> from managed_mrr import evaluate_range, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(evaluate_range(acme, as_of=date(2024, 3, 15), questions=["window"]).totals()["north"])
        north: USD 0.00 to 90.00; 0.00 to 0.90 points
    """

    partner: str
    credit: tuple[Bounds[Money], ...]
    points: Bounds[Fraction]
    unknown: tuple[str, ...]

    def __str__(self) -> str:
        credit = " + ".join(
            f"{each.low.currency} {_from_to(each.low.decimal(grouped=True), each.high.decimal(grouped=True))}"
            for each in self.credit
        )
        points = _from_to(_points(self.points.low), _points(self.points.high))
        unknown = f"; unknown, under some reading, for {', '.join(self.unknown)}" if self.unknown else ""
        return printable(f"{self.partner}: {credit}; {points} points{unknown}")


@attrs.frozen(repr=False)
class StatementRange:
    """
    Every line as of one day, from its lowest to its highest over all answers to some open questions.

    Attributes:
        as_of: The day.
        policy: The rules in force.
        questions: The questions that were answered in every way, by name.
        readings: How many combinations of answers there are; those that contradict themselves are left out.
        lines: The lines that there are under any reading, by partner, then client.
        partner_totals: What each partner's lines add up to, by partner.
        assumptions: What was assumed for all other questions.

    Examples:
        >>> from managed_mrr import evaluate_range, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> evaluate_range(acme, as_of=date(2024, 3, 15), questions=["window"])
        <StatementRange as of 2024-03-15, policy servicing, readings: 2, lines: 1>
    """

    as_of: date = attrs.field(repr=repr_date)
    policy: Policy
    questions: tuple[Question, ...]
    readings: int
    lines: tuple[LineRange, ...]
    partner_totals: tuple[TotalRange, ...]
    assumptions: tuple[Assumption, ...]

    def __repr__(self) -> str:
        return (
            f"<StatementRange as of {self.as_of}, policy {self.policy.name}, "
            f"readings: {self.readings:,}, lines: {len(self.lines):,}>"
        )

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html(below=folded("Assumptions", map(str, self.assumptions)))

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[LineRange]:
        return iter(self.lines)

    @property
    def differing(self) -> tuple[LineRange, ...]:
        """The lines that are not the same under every reading."""
        return tuple(line for line in self.lines if line.differs)

    def totals(self) -> dict[str, TotalRange]:
        """What each partner's lines may add up to, by partner id."""
        return {each.partner: each for each in self.partner_totals}

    def table(self) -> Table:
        """The lines as a table for people, with what they add up to and what was assumed below."""
        rows = [
            [line.partner, line.client, *_amounts(line), line.points_text(), _decided_by(line)] for line in self.lines
        ]
        same = len(self.lines) - len(self.differing)
        return Table(
            ["partner", "client", "currency", "lowest", "in force", "highest", "points", "depends on"],
            rows,
            title=(
                f"Range of managed MRR credit as of {self.as_of} ({self.policy.name}), "
                f"over {_counted(self.readings, 'reading')} of {_counted(len(self.questions), 'question')}"
            ),
            numbers=["lowest", "in force", "highest", "points"],
            notes=[
                *(map(str, self.partner_totals) if rows else ["No reading gives any partner credit on this day."]),
                *([f"The same under every reading: {same:,} of {_counted(len(rows), 'line')}."] if rows else []),
                *self._guesses(),
            ],
        )

    def _guesses(self) -> Iterator[str]:
        for question in self.questions:
            for answer in question.answers:
                if answer.guess:
                    yield f"A guess among the answers: {question.name} = {answer.text}."


def _points(points: Fraction) -> str:
    return decimal_text(points, 2, grouped=True)


def _from_to(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _amounts(line: LineRange) -> list[str]:
    high = line.credit.high
    assert high is not None  # under some reading there is a line
    in_force = None if line.line is None else line.line.credit
    shown = ["no line" if each is None else each.decimal(grouped=True) for each in (line.credit.low, in_force, high)]
    return [high.currency, *shown]


def _decided_by(line: LineRange) -> str:
    together = [f"{', '.join(line.together)} (only together with others)"] if line.together else []
    return "; ".join([*([", ".join(line.alone)] if line.alone else []), *together])
