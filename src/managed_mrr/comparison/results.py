"""Results of a comparison: differences over time, and as of a day with their causes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.dates.ranges import day_of, exact_date, ordinal, repr_date
from managed_mrr.errors import UnknownIdError
from managed_mrr.evidence import PartnerAtClient, Portfolio
from managed_mrr.ledger import Movement, State, decompose
from managed_mrr.ledger.movements import signed
from managed_mrr.ledger.naming import began
from managed_mrr.ledger.states import StatesAtClient
from managed_mrr.policy import Policy
from managed_mrr.program import unknown_terms
from managed_mrr.scenario import Scenario
from managed_mrr.segments import Segment
from managed_mrr.statement import Total
from managed_mrr.tables import Table

__all__ = ["Comparison", "Difference", "Effects"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Difference:
    """
    A run of days on which a partner's line for a client is one thing and would be another.

    Where the client would pay in another currency there are two for the same days: one in which the old credit
    goes, one in which the new comes.

    Attributes:
        partner: Id of the partner.
        client: Id of the client.
        start: First day.
        end: First day after it; None if nothing known ends it.
        before: The segment without the scenario; None if there is no line.
        after: The segment with it; None if there would be no line.

    Examples:
        >>> from managed_mrr import compare, managed_client, what_if
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> removed = what_if.RemovedFromClient("north", "acme", on=date(2024, 2, 1))
        >>> (difference,) = compare(acme, Scenario([removed]))
        >>> print(difference.start, difference.end, difference.credit, difference.after)
        2024-02-01 2024-03-15 USD -90.00 None
    """

    partner: str
    client: str
    start: date = attrs.field(repr=repr_date)
    end: date | None = attrs.field(repr=repr_date)
    before: Segment | None
    after: Segment | None

    def __attrs_post_init__(self) -> None:
        assert self.before is not None or self.after is not None

    def __contains__(self, day: date) -> bool:
        return day in DateRange(self.start, self.end)

    @property
    def credit(self) -> Money:
        """By how much the credit would change, exactly; no line counts as 0."""
        if self.before is None:
            assert self.after is not None
            return self.after.credit
        return -self.before.credit if self.after is None else self.after.credit - self.before.credit

    @property
    def points(self) -> Fraction | None:
        """By how much the points would change, exactly; None if they are unknown before or after."""
        if None in [each.points for each in (self.before, self.after) if each is not None]:
            return None
        return self.known_points

    @property
    def known_points(self) -> Fraction:
        """By how much the points that are known would change, exactly."""
        before, after = (
            Fraction(0) if each is None or each.points is None else each.points for each in (self.before, self.after)
        )
        return after - before


@attrs.frozen(repr=False)
class Effects:
    """
    What a scenario would change as of one day, and why.

    Attributes:
        as_of: The day.
        scenario: What would happen.
        differences: The lines that would be another, by partner, then client.
        movements: The causes, by the same order; those of a line add up to its difference exactly.

    Examples:
        >>> from managed_mrr import compare, managed_client, what_if
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> removed = what_if.RemovedFromClient("north", "acme", on=date(2024, 2, 1))
        >>> print(compare(acme, Scenario([removed])).as_of(date(2024, 2, 1)).movements[0].cause)
        relationship ended
    """

    as_of: date = attrs.field(repr=repr_date)
    scenario: Scenario
    differences: tuple[Difference, ...]
    movements: tuple[Movement, ...]

    def __repr__(self) -> str:
        return f"<Effects as of {self.as_of}, differences: {len(self.differences):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def __len__(self) -> int:
        return len(self.differences)

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.differences)

    def totals(self) -> dict[str, Total]:
        """By how much each partner's credit, by currency, and points would change; by partner id."""
        by_partner: dict[str, list[Difference]] = {}
        for each in self.differences:
            by_partner.setdefault(each.partner, []).append(each)
        return {partner: _total(partner, by_partner[partner]) for partner in sorted(by_partner)}

    def table(self) -> Table:
        """The differences as a table for people, with the causes, and what they add up to below."""
        causes = self._causes()
        rows = [
            [each.partner, each.client, *_worth(each), _because(causes.get((each.partner, each.client), {}), each)]
            for each in self.differences
        ]
        return Table(
            ["partner", "client", *_WORTH, "because"],
            rows,
            title=f"What would be different as of {self.as_of}: {self.scenario}",
            numbers=_NUMBERS,
            notes=list(map(str, self.totals().values())) or ["No line would be different on this day."],
        )

    def _causes(self) -> dict[tuple[str, str], dict[tuple[str, str], Money]]:
        """What each cause does to each pair's credit in each currency, all its subscriptions together."""
        found: dict[tuple[str, str], dict[tuple[str, str], Money]] = {}
        for each in self.movements:
            causes = found.setdefault((each.partner, each.client), {})
            key = (each.credit.currency, str(each.cause))
            causes[key] = causes[key] + each.credit if key in causes else each.credit
        return found


def _because(causes: Mapping[tuple[str, str], Money], difference: Difference) -> str:
    currency = difference.credit.currency
    return "; ".join(f"{cause} {signed(credit)}" for (code, cause), credit in causes.items() if code == currency)


@attrs.frozen(repr=False)
class Comparison:
    """
    What a scenario would change, over time.

    Attributes:
        scenario: What would happen.
        policy: The rules in force without it.
        differences: The runs of days on which a line would be another, by partner, then client, then day.
        base: The evidence as it is.
        applied: The evidence as it would be.

    Examples:
        >>> from managed_mrr import compare, managed_client, what_if
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> compare(acme, Scenario([what_if.Performed("north-employee", "acme", on=date(2024, 2, 1))]))
        <Comparison with 'north-employee does blog publish at acme on 2024-02-01', differences: 1>
    """

    scenario: Scenario
    policy: Policy
    differences: tuple[Difference, ...]
    base: Portfolio = attrs.field(eq=False)
    applied: Portfolio = attrs.field(eq=False)

    def __repr__(self) -> str:
        return f"<Comparison with {str(self.scenario)!r}, differences: {len(self.differences):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def __len__(self) -> int:
        return len(self.differences)

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.differences)

    @property
    def scenario_policy(self) -> Policy:
        """The rules that would be in force."""
        return self.policy if self.scenario.policy is None else self.scenario.policy

    def as_of(self, day: date) -> Effects:
        """
        What would be different as of a day, with the causes.

        Args:
            day: The day.

        Raises:
            DateError: It is not exactly a date.
            UnknownTermsError: A program, with the scenario or without it, does not know the terms of the day.

        Examples:
            >>> from managed_mrr import compare, managed_client, what_if
            >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
            >>> removed = what_if.RemovedFromClient("north", "acme", on=date(2024, 2, 1))
            >>> print(compare(acme, Scenario([removed])).as_of(date(2024, 2, 1)).totals()["north"])
            north: USD -90.00; -0.90 points
        """
        exact_date(day)
        for policy in (self.policy, self.scenario_policy):
            policy.in_force(day)
        there = tuple(each for each in self.differences if day in each)
        return Effects(day, self.scenario, there, tuple(self._movements(there, day)))

    def table(self) -> Table:
        """The differences as a table for people; ``end`` is the first day after each."""
        rows = [
            [each.partner, each.client, str(each.start), "" if each.end is None else str(each.end), *_worth(each)]
            for each in self.differences
        ]
        return Table(
            ["partner", "client", "start", "end", *_WORTH],
            rows,
            title=f"What would be different: {self.scenario}",
            numbers=_NUMBERS,
            notes=[
                *([] if rows else ["No line would be different on any day."]),
                *unknown_terms(self.policy, self.scenario_policy),
            ],
        )

    def _movements(self, differences: Iterable[Difference], day: date) -> Iterator[Movement]:
        before = _States(self.base, self.policy, day)
        after = _States(self.applied, self.scenario_policy, day)
        for partner, client in dict.fromkeys((each.partner, each.client) for each in differences):
            yield from _moved(before.of(partner, client, self.applied), after.of(partner, client, self.base))


def _moved(before: State, after: State) -> tuple[Movement, ...]:
    """The movements between two states; what begins because another policy does not ask for it names the policy."""
    movements = decompose(before, after)
    if before.policy == after.policy or before.has_line:
        return movements
    asked = {each.name: each.rule for each in after.conditions}
    missing: dict[bool, set[str]] = {True: set(), False: set()}
    for each in before.conditions:
        if not each.holds:
            missing[asked.get(each.name) == each.rule].add(began(each, before, after))
    unasked = missing[False] - missing[True]
    return tuple(attrs.evolve(each, cause=POLICY) if each.cause in unasked else each for each in movements)


class _States:
    """The states of pairs on one day, each client's worked out together."""

    def __init__(self, portfolio: Portfolio, policy: Policy, day: date) -> None:
        self.portfolio = portfolio
        self.policy = policy
        self.day = day
        self.within = DateRange(day, day_of(ordinal(day) + 1))
        self.clients: dict[str, StatesAtClient] = {}

    def of(self, partner: str, client: str, other: Portfolio) -> State:
        """The state of a pair; a partner or client that only the other evidence has is one without any of its own."""
        if client not in self.clients:
            pairs = self.portfolio.by_client.get(client, ())
            in_force = self.policy.in_force(self.day)
            self.clients[client] = StatesAtClient(pairs, in_force, self.within, program=self.policy)
        return self.clients[client].of(self._facts(partner, client, other), self.within.edges[0])

    def _facts(self, partner: str, client: str, other: Portfolio) -> PartnerAtClient:
        try:
            return self.portfolio.facts(partner, client)
        except UnknownIdError:
            return attrs.evolve(
                other.facts(partner, client),
                employees=(),
                records=(),
                subscriptions=tuple(each for each in self.portfolio.subscriptions if each.client == client),
                item_positions=(),
            )


POLICY = "policy"
"""The cause of a line that only begins because the scenario's policy asks for something else."""

_WORTH = ("currency", "as it is", "as it would be", "difference", "points")
_NUMBERS = _WORTH[1:]


def _worth(difference: Difference) -> list[str]:
    credit = difference.credit
    sides = [
        "–" if each is None else each.credit.decimal(grouped=True) for each in (difference.before, difference.after)
    ]
    points = "unknown" if difference.points is None else signed(difference.points)
    return [credit.currency, *sides, signed(credit), points]


def _total(partner: str, differences: Sequence[Difference]) -> Total:
    credit: dict[str, Money] = {}
    for each in differences:
        currency = each.credit.currency
        credit[currency] = credit[currency] + each.credit if currency in credit else each.credit
    known = sum((each.known_points for each in differences), Fraction(0))
    unknown = tuple(sorted({each.client for each in differences if each.points is None}))
    return Total(partner, tuple(credit[code] for code in sorted(credit)), None if unknown else known, known, unknown)
