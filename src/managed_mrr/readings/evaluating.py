"""Range evaluation: a day's statement under every combination of answers, client by client."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from math import prod

from managed_mrr.amounts import Money
from managed_mrr.bulk import uncollected
from managed_mrr.dates.ranges import exact_date
from managed_mrr.evidence import Portfolio
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.questions import Question
from managed_mrr.readings.choices import Group, Reading, groups_of, to_vary
from managed_mrr.readings.outcomes import LineReadings, Reader
from managed_mrr.readings.results import Bounds, LineRange, StatementRange
from managed_mrr.readings.totals import Summing
from managed_mrr.statement import Line

__all__ = ["evaluate_range"]


def __dir__() -> list[str]:
    return __all__


def evaluate_range(
    portfolio: Portfolio,
    *,
    as_of: date,
    policy: Policy = SERVICING,
    questions: Iterable[str | Question] | None = None,
    partner: str | None = None,
    client: str | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> StatementRange:
    """
    The credit and points as of a day from the lowest to the highest, over all answers to what the sources leave open.

    Every combination of the answers is covered exactly, and so is the sum of each partner's lines, but it is not
    worked out as often as there are combinations: each part of the policy is asked for itself, client by client, and
    combinations on which all parts agree have one result. What is in force is always among them.

    Args:
        portfolio: The evidence.
        as_of: The day.
        policy: The rules in force, with their questions.
        questions: The questions to answer in every way, by name or as such; a question given as such takes the place
            of the policy's own of that name. If left out, all the policy's questions, save those it answers in a way
            of its own.
        partner: Only lines of this partner; all partners if left out.
        client: Only lines for this client; all clients if left out.
        progress: Called after each client with how many are done, and of how many.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        PolicyError: The policy does not ask a question, two questions are about the same value, or there are too many
            combinations; the error says of what.
        UnknownIdError: There is no such partner or client; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(evaluate_range(acme, as_of=date(2024, 3, 15), questions=["window"]))
        Range of managed MRR credit as of 2024-03-15 (servicing), over 2 readings of 1 question
        partner  client  currency   lowest  in force  highest  points  depends on
        -------  ------  --------  -------  --------  -------  ------  ----------
        north    acme    USD       no line   no line    90.00    0.90  window
        north: USD 0.00 to 90.00; 0.00 to 0.90 points
        The same under every reading: 0 of 1 line.
    """
    day = exact_date(as_of)
    policy.in_force(day)
    if partner is not None:
        portfolio.partner(partner)
    if client is not None:
        portfolio.client(client)
    wanted = None if questions is None else tuple(questions)
    asking = policy.asking(*(each for each in wanted or () if isinstance(each, Question)))
    varied = to_vary(asking, wanted)
    groups = groups_of(asking, varied)
    reader = Reader(groups, day)
    clients = list(portfolio.by_client) if client is None else [client]
    lines: list[LineRange] = []
    sums: dict[str, Summing] = {}
    with uncollected():
        for done, each in enumerate(clients, start=1):
            pairs = portfolio.by_client[each]
            if partner is None or any(facts.partner.id == partner for facts in pairs):
                for who, readings in reader.lines(pairs).items():
                    if partner in (None, who):
                        lines.append(_line(who, each, readings, groups))
                        sums.setdefault(who, Summing(who, groups)).add(readings)
            if progress is not None:
                progress(done, len(clients))
    names = {question.name for question in varied}
    return StatementRange(
        day,
        asking,
        varied,
        prod(len(group.variants) for group in groups),
        tuple(sorted(lines, key=lambda line: (line.partner, line.client))),
        tuple(sums[who].total() for who in sorted(sums)),
        tuple(each for each in asking.assumptions() if each.question.name not in names),
    )


def _line(partner: str, client: str, readings: LineReadings, groups: Sequence[Group]) -> LineRange:
    lines = readings.by_reading(groups)
    alone = readings.alone(groups)
    return LineRange(
        partner,
        client,
        readings.in_force,
        _credit(lines),
        _points(lines),
        any(line is not None and line.points is None for _, line in lines),
        alone,
        tuple(name for name in readings.matter(groups) if name not in alone),
    )


_Lines = list[tuple[Reading, Line | None]]


def _credit(lines: _Lines) -> Bounds[Money | None]:
    """The bounds of the credit; no line is below every amount."""
    there = [(reading, line.credit) for reading, line in lines if line is not None]
    missing = [reading for reading, line in lines if line is None]
    low_reading, low = min(there, key=lambda each: each[1].amount)
    high_reading, high = max(there, key=lambda each: each[1].amount)
    if missing:
        return Bounds(None, high, missing[0], high_reading)
    return Bounds(low, high, low_reading, high_reading)


def _points(lines: _Lines) -> Bounds[Fraction] | None:
    there = [(reading, line.points) for reading, line in lines if line is not None and line.points is not None]
    if not there:
        return None
    low_reading, low = min(there, key=lambda each: each[1])
    high_reading, high = max(there, key=lambda each: each[1])
    return Bounds(low, high, low_reading, high_reading)
