"""Between two days: every movement of every pair, client by client, looking only at days on which a line changes."""

from collections.abc import Sequence
from datetime import date

from managed_mrr.bulk import uncollected
from managed_mrr.dates import DateError, DateRange
from managed_mrr.dates.ranges import day_of, exact_date, ordinal
from managed_mrr.evidence import Portfolio
from managed_mrr.hubspot import SERVICING
from managed_mrr.ledger.book import Ledger
from managed_mrr.ledger.movements import Movement
from managed_mrr.ledger.terms import StatesOverTime
from managed_mrr.policy import Policy, a_policy
from managed_mrr.segments import Segment, Segmenter
from managed_mrr.statement import Line

__all__ = ["changes", "two_days"]


def __dir__() -> list[str]:
    return __all__


def changes(
    portfolio: Portfolio,
    *,
    start: date,
    end: date,
    policy: Policy = SERVICING,
    partner: str | None = None,
    client: str | None = None,
) -> Ledger:
    """
    What changed between two days, and why, as movements that add up exactly.

    The movements are those of the days after ``start`` up to and with ``end``: the lines as of ``start`` and the
    movements together are the lines as of ``end``, for each partner, client and currency, and in points. So the
    changes from one day to a second and from there to a third are together those from the first to the third. What
    changes and leaves a line as it is, as an upgrade that the number of sharing partners makes good on the same day,
    is no movement.

    Under a program the lines and movements of each day are by the terms of that day. Where the terms change, what
    that does is a movement of its own; :func:`~managed_mrr.ledger.through_a_change` says how it is told from
    what the evidence of the day does.

    Args:
        portfolio: The evidence.
        start: The day to start from.
        end: The day to get to, not before ``start``.
        policy: The rules in force.
        partner: Only movements of this partner; of all partners if left out.
        client: Only movements for this client; for all clients if left out.

    Raises:
        DateError: ``start`` or ``end`` is not exactly a date, or ``end`` is before ``start``.
        UnknownIdError: There is no such partner or client; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of ``start`` or of ``end``.

    Clause:
        B10, B11, B13.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)])
        >>> ledger = changes(acme, start=date(2024, 2, 29), end=date(2024, 3, 31))
        >>> for sentence in ledger.story("north"):
        ...     print(sentence)
        points fell from 10.00 to 0.00 between 2024-02-29 and 2024-03-31: -10.00 activity lapsed (acme)
        credit in USD fell from 1,000.00 to 0.00 between 2024-02-29 and 2024-03-31: -1,000.00 activity lapsed (acme)
    """
    since, until = two_days(start, end, policy)
    if partner is not None:
        portfolio.partner(partner)
    if client is not None:
        portfolio.client(client)
    within = DateRange(exact_date(start), day_of(until + 1))
    segmenter = Segmenter(policy, within)
    opening: list[Line] = []
    closing: list[Line] = []
    movements: list[Movement] = []
    with uncollected():
        for each in portfolio.by_client if client is None else [client]:
            pairs = portfolio.by_client[each]
            found = segmenter.segments(pairs)
            states: StatesOverTime | None = None
            for who, segments in found.items():
                if partner not in (None, who):
                    continue
                opening += [_line(who, each, segment) for segment in segments[:1] if segment.start == start]
                closing += [_line(who, each, segment) for segment in segments[-1:] if _reaches(segment, until)]
                for day in _edges(segments, since, until):
                    states = states or StatesOverTime(pairs, policy, within)
                    movements += states.movements(who, day)
    opening.sort(key=_place)
    closing.sort(key=_place)
    movements.sort(key=lambda each: (each.on, each.partner, each.client))
    return Ledger(
        start=start,
        end=end,
        movements=movements,
        opening=opening,
        closing=closing,
        policy=policy,
        portfolio=portfolio,
    )


def two_days(start: date, end: date, policy: Policy) -> tuple[int, int]:
    """
    The ordinals of two days to tell the changes between.

    Raises:
        DateError: One is not exactly a date, or ``end`` is before ``start``.
        UnknownTermsError: The policy is a program that does not know the terms of one of them.

    Examples:
        >>> two_days(date(2024, 1, 1), date(2024, 1, 31), SERVICING)
        (738886, 738916)
    """
    since, until = ordinal(start), ordinal(end)
    for known in (start, end):
        a_policy(policy).in_force(known)
    if since > until:
        msg = f"start {start} is after end {end}: expected a start on or before the end; swap the two"
        raise DateError(msg)
    return since, until


def _edges(segments: Sequence[Segment], since: int, until: int) -> list[int]:
    """The days after one day up to another on which a segment begins, or is over."""
    edges = {segment.start.toordinal() for segment in segments}
    edges |= {segment.end.toordinal() for segment in segments if segment.end is not None}
    return sorted(day for day in edges if since < day <= until)


def _reaches(segment: Segment, day: int) -> bool:
    return segment.end is None or segment.end.toordinal() > day


def _line(partner: str, client: str, segment: Segment) -> Line:
    return Line(partner, client, segment.credit, segment.points, segment.sharing)


def _place(line: Line) -> tuple[str, str]:
    return line.partner, line.client
