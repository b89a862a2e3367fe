"""What would it take? The smallest set of clients whose credit would reach a tier."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import ALWAYS, DateRange, DateSet
from managed_mrr.dates.edges import FIRST
from managed_mrr.errors import UnknownTermsError
from managed_mrr.evidence import Client, Partner, PartnerAtClient, Portfolio, Subscription
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.rules import EVER, Rule
from managed_mrr.rules.tiers import Tier, written
from managed_mrr.segments import Segmenter
from managed_mrr.statement import Line
from managed_mrr.tables import Table, printable
from managed_mrr.tiers.measures import worth
from managed_mrr.tiers.sold import SoldPoints
from managed_mrr.tiers.standing import Requirement, Tiers, TierStanding
from managed_mrr.tiers.standing import tier as tier_of

__all__ = ["Gain", "Reach", "reach"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class Gain:
    """
    What one more client would bring.

    Attributes:
        client: Id of the client.
        credit: The credit a month the partner would have there.
        worth: What it counts for the tier, in the unit of the table.
        sharing: Ids of the partners that would share it, the partner among them, sorted.

    Examples:
        >>> Gain("acme", Money(900, "USD"), Fraction(9), ("north",)).worth
        Fraction(9, 1)
    """

    client: str
    credit: Money
    worth: Fraction
    sharing: tuple[str, ...]


@attrs.frozen(kw_only=True, repr=False)
class Reach:
    """
    The smallest set of clients that would bring a partner to a tier, or how far all of them would.

    Attributes:
        standing: Where the partner stands on the day.
        tier: The tier to reach; None if the partner is in the highest.
        clients: The fewest clients that reach it, the largest gain first; all there are if they do not reach it.
        unknown: Ids of further clients of which it is not known what they would bring, sorted.

    Examples:
        >>> from managed_mrr import TierTable, managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900)
        >>> table = TierTable([Tier("gold", managed=8)])
        >>> [each.client for each in reach(acme, partner="north", as_of=date(2024, 2, 1), tiers=table).clients]
        ['acme']
    """

    standing: TierStanding
    tier: Tier | None
    clients: tuple[Gain, ...]
    unknown: tuple[str, ...]

    def __repr__(self) -> str:
        name = "no higher tier" if self.tier is None else self.tier.name
        partner, day = self.standing.partner, self.standing.as_of
        return printable(f"<Reach of {partner} as of {day} to {name}, clients: {len(self.clients):,}>")

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """What the tier asks for, each beside what there is now."""
        return () if self.tier is None else self.standing.requirements(self.tier.name)

    @property
    def needed(self) -> Fraction:
        """How much more must be managed, for what the tier asks to be managed and for its total."""
        return max((each.missing for each in self.requirements if each.asked != "sold"), default=Fraction(0))

    @property
    def gained(self) -> Fraction:
        """What the clients would bring together."""
        return sum((each.worth for each in self.clients), Fraction(0))

    @property
    def short(self) -> Fraction:
        """How much would still be missing with all these clients; 0 if they are enough."""
        return max(self.needed - self.gained, Fraction(0))

    @property
    def sold_missing(self) -> Fraction:
        """How much must be sold besides, at the most; no managed credit makes it good."""
        return max((each.missing for each in self.requirements if each.asked == "sold"), default=Fraction(0))

    @property
    def reached(self) -> bool:
        """Whether the tier would be reached with these clients."""
        return not self.short and not self.sold_missing

    def table(self) -> Table:
        """The clients and what they would bring as a table for people, with what that comes to below."""
        unit = self.standing.unit
        rows = [
            [
                each.client,
                str(each.credit),
                written(each.worth, unit),
                ", ".join(partner for partner in each.sharing if partner != self.standing.partner),
            ]
            for each in self.clients
        ]
        name = "a higher tier" if self.tier is None else self.tier.name
        standing = self.standing
        title = f"What would bring {standing.partner} to {name} as of {standing.as_of} ({standing.policy.name})"
        columns = ["client", "credit a month", unit, "shared with"]
        return Table(columns, rows, title=title, numbers=columns[1:3], notes=list(self._notes(unit)))

    def _notes(self, unit: str) -> Iterator[str]:
        partner = self.standing.partner
        if self.tier is None:
            yield f"There is none: {partner} is {self.standing.met}, the highest."
            return
        needed, gained, short = (f"{written(each, unit)}" for each in (self.needed, self.gained, self.short))
        yield f"{needed} more {unit} must be managed; these clients bring {gained}."
        if self.short:
            yield f"All clients together fall short by {short} {unit}."
        if self.sold_missing:
            more = ("up to " if self.standing.sold.unknown else "") + written(self.sold_missing, unit)
            yield f"It also asks for {more} more sold {unit}, which no managed credit makes good."
        if self.unknown:
            yield f"Not known, and not counted, is what there would be for {', '.join(self.unknown)}."
        if self.standing.unknown:
            yield f"Unknown, and not counted: {', '.join(self.standing.unknown)}."


class _Granted(PartnerAtClient):
    """A partner at a client, as if it were eligible there from the first day on."""

    __slots__ = ()

    @property
    def since(self) -> int:
        return FIRST


@attrs.frozen
class _OrGranted(Rule[PartnerAtClient]):
    """Holds where a rule does, and always for a partner that is granted it."""

    rule: Rule[PartnerAtClient]

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        return ALWAYS if isinstance(facts, _Granted) else self.rule.days(facts, within)


def reach(
    portfolio: Portfolio,
    *,
    partner: str,
    as_of: date,
    tiers: Tiers,
    tier: str | None = None,
    sold: Iterable[SoldPoints] = (),
    policy: Policy = SERVICING,
) -> Reach:
    """
    The smallest set of clients whose credit would bring a partner to a tier.

    Candidates are the clients for which the partner has no line on the day. What each would bring is worked out as if
    the partner were eligible there on that day, by the policy in all else: shared with those who are, by its split,
    with the revenue that it counts for the partner as the evidence stands. So under a policy that recognises revenue
    only from a record of the partner on (B5), a client that names another partner, or none, brings nothing.

    Clients are taken by what they bring, the most first, until the tier is reached. That is the smallest set there is:
    managed credit counts alike for the total and for what must be managed, so one sum decides, and no set of so many
    clients has a larger one. Clients that bring the same are taken by id. What must be sold no client makes good.

    Args:
        portfolio: The evidence.
        partner: Id of the partner.
        as_of: The day.
        tiers: The tables of tiers over time, or one for all days.
        tier: Name of the tier to reach; the next one if left out.
        sold: What partners have sold, for their periods.
        policy: The rules in force for what is managed.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownIdError: There is no such partner, or no such tier in the table of the day; the error names the nearest.
        UnknownTermsError: No table of tiers, or no terms of the program, are known for the day.
        TierError: What was sold does not fit together, or not to the evidence; the error has every problem.

    Clause:
        A20.

    Examples:
        >>> from managed_mrr import TierTable, managed_client
        >>> both = managed_client("north", "acme", start=date(2024, 1, 1), price=900) | managed_client(
        ...     "east", "bolt", start=date(2024, 1, 1), price=3000, activities=[date(2024, 1, 15)]
        ... )
        >>> table = TierTable([Tier("gold", total=20), Tier("platinum", total=30)])
        >>> print(reach(both, partner="north", as_of=date(2024, 2, 1), tiers=table))
        What would bring north to gold as of 2024-02-01 (servicing)
        client  credit a month  points  shared with
        ------  --------------  ------  -----------
        bolt      USD 1,500.00   15.00  east
        acme        USD 900.00    9.00
        20.00 more points must be managed; these clients bring 24.00.
        Unknown, and not counted: sold points.
    """
    standing = tier_of(portfolio, partner=partner, as_of=as_of, tiers=tiers, sold=sold, policy=policy)
    if standing.term is None:
        msg = f"no table of tiers is known for {as_of}: expected a day with one; add the table of that day"
        raise UnknownTermsError(msg)
    goal = standing.next if tier is None else standing.asked(tier)
    asked = Reach(standing=standing, tier=goal, clients=(), unknown=())
    lines = _lines_elsewhere(portfolio, partner, as_of, policy.in_force(as_of))
    found = [(line, worth(line, standing.unit)) for line in lines] if asked.needed else []
    gains = [Gain(line.client, line.credit, value, line.sharing) for line, value in found if value]
    return attrs.evolve(
        asked,
        clients=_fewest(gains, asked.needed),
        unknown=tuple(sorted(line.client for line, value in found if value is None)),
    )


def _fewest(gains: Iterable[Gain], needed: Fraction) -> tuple[Gain, ...]:
    """The largest gains, as few as add up to what is needed, or all."""
    chosen: list[Gain] = []
    for gain in sorted(gains, key=lambda each: (-each.worth, each.client)):
        if needed <= 0:
            break
        chosen.append(gain)
        needed -= gain.worth
    return tuple(chosen)


def _lines_elsewhere(portfolio: Portfolio, partner: str, day: date, policy: Policy) -> list[Line]:
    """The lines a partner would have on a day for the clients for which it has none, were it eligible there."""
    within = DateRange(day, day + timedelta(days=1) if day < date.max else None)
    as_it_is = Segmenter(policy, within)
    granted = Segmenter(attrs.evolve(policy, eligibility=_OrGranted(policy.eligibility)), within)
    subscriptions: dict[str, list[Subscription]] = {}
    for each in portfolio.subscriptions:
        subscriptions.setdefault(each.client, []).append(each)
    stranger, lines = portfolio.partner(partner), []
    for client, pairs in portfolio.by_client.items():
        if partner in as_it_is.segments(pairs):
            continue
        own = next((facts for facts in pairs if facts.partner.id == partner), None)
        facts = _granted(own or _unseen(stranger, portfolio.client(client), subscriptions.get(client, ())))
        (segment,) = granted.segments([facts, *(each for each in pairs if each is not own)])[partner]
        lines.append(Line(partner, client, segment.credit, segment.points, segment.sharing))
    return lines


def _granted(facts: PartnerAtClient) -> _Granted:
    return _Granted(**{field.name: getattr(facts, field.name) for field in attrs.fields(PartnerAtClient)})


def _unseen(partner: Partner, client: Client, subscriptions: Sequence[Subscription]) -> PartnerAtClient:
    """A partner at a client at which there is no evidence about it."""
    return PartnerAtClient(
        partner=partner, client=client, employees=(), records=(), subscriptions=tuple(subscriptions), positions={}
    )
