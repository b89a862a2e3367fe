"""Why not: one call from missing credit to the steps that bring it."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs

from managed_mrr.amounts import Money, decimal_text
from managed_mrr.dates.ranges import exact_date, optional_date, repr_date
from managed_mrr.evidence import PartnerAtClient, Portfolio
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy, a_policy
from managed_mrr.repairs.around import candidates, known_around
from managed_mrr.repairs.search import Outcome, Search, ways, ways_to_pay
from managed_mrr.repairs.shortfalls import failing, shortfalls
from managed_mrr.repairs.steps import Step
from managed_mrr.repairs.verdicts import Shortfall, Verdict
from managed_mrr.scenario import Scenario
from managed_mrr.segments import Segment
from managed_mrr.tables import Table

__all__ = ["Repair", "WhyNot", "why_not"]


def __dir__() -> list[str]:
    return __all__


SHOWN_LINES = 12
"""How many lines of text an answer has; repairs that do not fit are counted, the first is always shown."""


def _steps(values: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(values)


@attrs.frozen(kw_only=True)
class Repair:
    """
    Steps that together bring credit, none of which can be left out.

    Attributes:
        steps: The steps, in the order in which they are taken.
        effective: The first day of credit.
        credit: The credit a month on that day.
        points: The managed points it makes; None if no rate is known for the day.

    Examples:
        >>> from managed_mrr import evaluate, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> repair = why_not(acme, partner="north", client="acme", as_of=date(2024, 3, 25)).repairs[0]
        >>> print(repair)
        from 2024-03-25 USD 90.00 a month, 0.90 points:
          perform a qualifying activity at acme, such as blog publish [north-employee; A7, A14]
        >>> print(evaluate(repair.scenario().apply(acme), as_of=repair.effective).line("north", "acme").credit)
        USD 90.00
    """

    steps: tuple[Step, ...] = attrs.field(converter=_steps)
    effective: date = attrs.field(converter=exact_date, repr=repr_date)
    credit: Money
    points: Fraction | None

    def __str__(self) -> str:
        return "\n".join([f"from {self.effective} {_worth(self.credit, self.points)}:", *_indented(self.steps)])

    def scenario(self) -> Scenario:
        """The steps as a scenario, for the evidence as known on the day that was asked about."""
        return Scenario([change for step in self.steps for change in step.changes], name="repair")


def _worth(credit: Money, points: Fraction | None) -> str:
    made = "points unknown" if points is None else f"{decimal_text(points, 2, grouped=True)} points"
    return f"{credit} a month, {made}"


def _indented(lines: Iterable[object]) -> list[str]:
    return [f"  {line}" for line in lines]


def _repairs(values: Iterable[Repair]) -> tuple[Repair, ...]:
    return tuple(values)


def _shortfalls(values: Iterable[Shortfall]) -> tuple[Shortfall, ...]:
    return tuple(values)


@attrs.frozen(kw_only=True)
class WhyNot:
    """
    Why a partner has no credit for a client on a day, and everything that would bring it.

    Attributes:
        partner: Id of the partner.
        client: Id of the client.
        as_of: The day.
        policy: The rules in force.
        credit: The credit there is after all; then nothing else is told. None if there is none.
        shortfalls: The conditions that fail, in the order of the policy, each with its near miss.
        repairs: Every smallest set of steps, those of the fewest steps first.
        begins: The day on which credit begins if nobody does anything; None if it does not.
        reason: Why there are no repairs; empty if there are some.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> answer = why_not(acme, partner="north", client="acme", as_of=date(2024, 3, 25))
        >>> print(answer.verdict.value, answer.near, sep=": ")
        ran out: the last activity expired 10 days ago: north-employee's blog publish of 2024-01-15
    """

    partner: str
    client: str
    as_of: date = attrs.field(converter=exact_date, repr=repr_date)
    policy: Policy
    credit: Money | None = None
    shortfalls: tuple[Shortfall, ...] = attrs.field(converter=_shortfalls, default=())
    repairs: tuple[Repair, ...] = attrs.field(converter=_repairs, default=())
    begins: date | None = attrs.field(converter=optional_date, repr=repr_date, default=None)
    reason: str = ""

    @property
    def verdict(self) -> Verdict | None:
        """In what way the first of the conditions fails; None where there is credit."""
        return self.shortfalls[0].verdict if self.shortfalls else None

    @property
    def near(self) -> str:
        """How near that condition was to holding, in words, with days; empty where there is credit."""
        return self.shortfalls[0].near if self.shortfalls else ""

    def __str__(self) -> str:
        lines = [self._headline(), *_indented(self.shortfalls)]
        if self.begins is not None:
            lines.append(f"credit begins by itself on {self.begins}")
        if not self.repairs:
            return "\n".join([*lines, self.reason] if self.reason else lines)
        return "\n".join([*lines, *self._shown(SHOWN_LINES - len(lines))])

    def _headline(self) -> str:
        has = "no credit" if self.credit is None else f"{self.credit} credit a month"
        return f"{self.partner} has {has} for {self.client} on {self.as_of} ({self.policy.name})"

    def _shown(self, room: int) -> list[str]:
        """The repairs as lines; those that do not fit are counted in the last of them."""
        lines: list[str] = []
        for place, repair in enumerate(self.repairs):
            more = f"{'or ' if place else 'repair: '}{repair}".splitlines()
            last = place == len(self.repairs) - 1
            if place and len(lines) + len(more) + (0 if last else 1) > room:
                left = len(self.repairs) - place
                return [*lines, f"... and {left:,} more repair{'' if left == 1 else 's'}"]
            lines += more
        return lines

    def _repr_html_(self) -> str:
        return self.table().html()

    def table(self) -> Table:
        """The repairs as a table, a row for each step; what fails is told below."""
        rows = [
            [
                f"{place:,}",
                step.what,
                step.who,
                ", ".join(step.clauses),
                str(step.on),
                str(repair.effective),
                str(repair.credit),
                "unknown" if repair.points is None else decimal_text(repair.points, 2, grouped=True),
            ]
            for place, repair in enumerate(self.repairs, start=1)
            for step in repair.steps
        ]
        begins = [] if self.begins is None else [f"credit begins by itself on {self.begins}"]
        reason = [self.reason] if self.reason else []
        return Table(
            ["repair", "step", "who", "clauses", "on", "credit from", "credit a month", "points"],
            rows,
            title=self._headline(),
            numbers=["repair", "credit a month", "points"],
            notes=[*map(str, self.shortfalls), *begins, *reason],
        )


def why_not(portfolio: Portfolio, *, partner: str, client: str, as_of: date, policy: Policy = SERVICING) -> WhyNot:
    """
    Why a partner has no credit for a client on a day, and every smallest set of steps that would bring it.

    All steps are taken on the day; only activities wait where credit can only begin later, for the next billing
    (B5). A repair asks something of one employee at most: the partner's employees known at the client are
    considered, or, where there are none, all of its employees and one more who does not exist yet. Each repair
    was tried on the evidence: it brings credit, and none of its steps can be left out. Evidence dated later than
    the day has no say.

    Args:
        portfolio: The evidence.
        partner: Id of the partner.
        client: Id of the client.
        as_of: The day.
        policy: The rules in force.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownIdError: There is no such partner or client; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Clause:
        A6, A9 to A16, A18, A19, B1 to B5, B8, B9, B11, B13.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client(
        ...     "north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 15)], employee="ann"
        ... )
        >>> print(why_not(acme, partner="north", client="acme", as_of=date(2024, 3, 25)))
        north has no credit for acme on 2024-03-25 (servicing)
          ran out (A14, A15, A19): the last activity expired 10 days ago: ann's blog publish of 2024-01-15
        repair: from 2024-03-25 USD 1,000.00 a month, 10.00 points:
          perform a qualifying activity at acme, such as blog publish [ann; A7, A14]
    """
    day = exact_date(as_of)
    a_policy(policy).in_force(day)
    known = known_around(portfolio, partner, client, day)
    search = Search(known, partner, client, day, policy)
    unaided = search.unaided
    if unaided is not None and unaided.begins == day:
        return WhyNot(partner=partner, client=client, as_of=day, policy=policy, credit=unaided.segment.credit)
    asked = candidates(known, partner, client)
    found = ways(asked, day, policy)
    repairs = sorted(map(_repair, search.smallest(found)), key=_order)
    facts = known.facts(partner, client)
    return WhyNot(
        partner=partner,
        client=client,
        as_of=day,
        policy=policy,
        shortfalls=shortfalls(known, facts, day, policy),
        repairs=repairs,
        begins=None if unaided is None else unaided.begins,
        reason="" if repairs else _reason(asked, unaided, day, policy),
    )


def _repair(found: Outcome) -> Repair:
    segment: Segment = found.segment
    return Repair(steps=found.steps, effective=found.begins, credit=segment.credit, points=segment.points)


def _order(repair: Repair) -> tuple[int, date, tuple[str, ...]]:
    return len(repair.steps), repair.effective, tuple(map(str, repair.steps))


def _reason(facts: PartnerAtClient, unaided: Outcome | None, day: date, policy: Policy) -> str:
    """Why there is nothing to do."""
    if unaided is not None:
        return "nothing to do: no step brings credit sooner"
    untold = [str(rule) for rule in failing(policy.eligibility, facts, day) if not rule.repairs(facts, day)]
    if untold:
        return f"no repair: it cannot be told what would make {' or '.join(map(repr, untold))} hold"
    if not ways_to_pay(facts, day, policy):
        return f"no repair: no step makes {facts.client.id} pay; it would have to buy, or to buy again (B8)"
    return "no repair: no step that is known brings credit"
