"""Comparing: the lines with a scenario held against those without it, client by client."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from managed_mrr.bulk import uncollected
from managed_mrr.comparison.results import Comparison, Difference
from managed_mrr.dates import DateRange
from managed_mrr.dates import edges as algebra
from managed_mrr.dates.edges import Edges
from managed_mrr.dates.ranges import day_of, ordinal
from managed_mrr.evidence import Client, Employee, Partner, PartnerAtClient, PartnerUser, Portfolio, Record
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy, a_policy
from managed_mrr.scenario import Edit, Scenario
from managed_mrr.segments import Segment, Segmenter

__all__ = ["compare"]


def __dir__() -> list[str]:
    return __all__


def compare(
    portfolio: Portfolio,
    scenario: Scenario,
    *,
    policy: Policy = SERVICING,
    partner: str | None = None,
    client: str | None = None,
) -> Comparison:
    """
    What a scenario would change: every run of days on which a line would be another.

    Only the clients about which the scenario changes any evidence are worked out; all of them if it changes the
    policy. Nothing is said of days of which a program, the one or the other, does not know the terms.

    Args:
        portfolio: The evidence as it is. It stays so.
        scenario: What would happen.
        policy: The rules in force without it.
        partner: Only this partner's lines; all partners' if left out.
        client: Only lines for this client; all clients' if left out.

    Raises:
        ScenarioError: The scenario contradicts the evidence.
        UnknownIdError: A partner, client or other record is neither in the evidence nor added by the scenario.

    Examples:
        >>> from managed_mrr import managed_client, what_if
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> removed = what_if.RemovedFromClient("north", "acme", on=date(2024, 2, 1))
        >>> print(compare(acme, Scenario([removed])))
        What would be different: all employees of north are removed from acme on 2024-02-01
        partner  client  start       end         currency  as it is  as it would be  difference  points
        -------  ------  ----------  ----------  --------  --------  --------------  ----------  ------
        north    acme    2024-02-01  2024-03-15  USD          90.00               –      -90.00   -0.90
    """
    applied, edits = portfolio, list[Edit]()
    for more, after in scenario.steps(portfolio):
        applied, edits = after, [*edits, *more]
    _require_known((portfolio, applied), partner, client)
    other = policy if scenario.policy is None else scenario.policy
    clients = _clients((portfolio, applied), None if other != policy else edits)
    before, after_it = Segmenter(policy), Segmenter(other)
    known = (a_policy(policy).over_time().known() & other.over_time().known()).edges
    differences: list[Difference] = []
    with uncollected():
        for each in clients if client is None else clients & {client}:
            was = before.segments(portfolio.by_client.get(each, ()))
            would_be = after_it.segments(applied.by_client.get(each, ()))
            for who in was.keys() | would_be.keys() if partner is None else {partner}:
                differences += _differences(who, each, was.get(who, ()), would_be.get(who, ()), known)
    differences.sort(key=lambda each: (each.partner, each.client, each.start, each.before is None))
    return Comparison(scenario, policy, tuple(differences), portfolio, applied)


def _require_known(portfolios: tuple[Portfolio, Portfolio], partner: str | None, client: str | None) -> None:
    base, applied = portfolios
    if partner is not None and all(each.id != partner for each in applied.partners):
        base.partner(partner)
    if client is not None and client not in applied.by_client:
        base.client(client)


def _clients(portfolios: tuple[Portfolio, Portfolio], edits: Sequence[Edit] | None) -> set[str]:
    """The clients about which some edits change any evidence, directly or through people; without edits, all."""
    if edits is None:
        return {client for portfolio in portfolios for client in portfolio.by_client}
    found: set[str] = set()
    people: set[tuple[type, str]] = set()
    for edit in edits:
        for record in (edit.old, edit.new):
            if record is not None:
                _touch(record, found, people)
    if people:
        for portfolio in portfolios:
            found |= {client for client, pairs in portfolio.by_client.items() if _meets(pairs, people)}
    return found


def _touch(record: Record, clients: set[str], people: set[tuple[type, str]]) -> None:
    """Note whom a record is about: a client, a partner or an employee."""
    if isinstance(record, Partner | Employee):
        people.add((type(record), record.id))
    elif isinstance(record, PartnerUser):
        people.add((Employee, record.employee))
    else:
        clients.add(record.id if isinstance(record, Client) else record.client)


def _meets(pairs: Iterable[PartnerAtClient], people: set[tuple[type, str]]) -> bool:
    return any(
        (Partner, facts.partner.id) in people or any((Employee, each.employee.id) in people for each in facts.employees)
        for facts in pairs
    )


def _differences(
    partner: str, client: str, before: Sequence[Segment], after: Sequence[Segment], known: Edges
) -> Iterator[Difference]:
    edges = sorted({*known, *(edge for each in (*before, *after) for edge in DateRange(each.start, each.end).edges)})
    first, second = _Runs(before), _Runs(after)
    for start, end in pairwise(edges):
        was, would_be = first.at(start), second.at(start)
        if _worth_of(was) == _worth_of(would_be) or not algebra.contains(known, start):
            continue
        sides = [(was, would_be)]
        if was is not None and would_be is not None and was.credit.currency != would_be.credit.currency:
            sides = [(was, None), (None, would_be)]
        for side in sides:
            yield Difference(partner, client, date.fromordinal(start), day_of(end), *side)


def _worth_of(segment: Segment | None) -> object:
    return segment and (segment.credit, segment.points, segment.sharing)


class _Runs:
    """The segments of one pair, found by day."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self.starts = [ordinal(each.start) for each in segments]

    def at(self, number: int) -> Segment | None:
        """The segment of the day with a number; None if there is none."""
        index = bisect_right(self.starts, number) - 1
        if index < 0:
            return None
        segment = self.segments[index]
        return segment if number < DateRange(segment.start, segment.end).edges[1] else None
