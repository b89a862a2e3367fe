"""
Reference: the programme lived through one day after another, in plain Python.

It is the oracle the engine is tested against. It reads the records, adds months with
:func:`managed_mrr.dates.add_months`, and shares no other code with the engine.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple, Protocol, TypeAlias

from managed_mrr.dates import add_months
from managed_mrr.evidence import Activity, Client, ClientUser, Partner, PartnerUser, Portfolio, Subscription

__all__ = ["PUBLISHED_RATES", "Readings", "reference_history", "reference_lines"]


def __dir__() -> list[str]:
    return __all__


CONTENT = ("ads", "calls_to_action", "email", "forms", "landing_pages", "social", "website_pages", "workflows")
EDITED = (*CONTENT, "contacts", "crm", "lists", "reports")
QUALIFYING = {("blog", "publish")} | {(t, a) for t in EDITED for a in ("create", "edit", "publish")}
CODES = ("USD", "AUD", "COP", "EUR", "GBP", "SGD", "JPY", "ZAR", "CAD")
EARLIER = map(Fraction, ("100", "105", "300300", "75", "62.50", "140", "12000", "1545", "130"))
LATER = map(Fraction, ("100", "154", "408000", "88", "74", "129", "14400", "1768", "130"))
Rates: TypeAlias = Sequence[tuple[date, Mapping[str, Fraction]]]
PUBLISHED_RATES: Rates = (
    (date.min, dict(zip(CODES, EARLIER, strict=True))),
    (date(2025, 7, 15), dict(zip(CODES, LATER, strict=True))),
)
"""Amount of currency for one managed point, in tables that hold from a day on."""
Lines: TypeAlias = dict[tuple[str, str], tuple[Fraction, str, Fraction | None, tuple[str, ...]]]
Users: TypeAlias = Sequence[PartnerUser] | Sequence[ClientUser]


class Readings(NamedTuple):
    """The policy and the readings of it; a minimum is how many activities and how many days each counts."""

    policy: str = "servicing"
    window: int = 60
    minimum: tuple[int, int] | None = None
    ends_with_employee: bool = False
    rates: Rates = PUBLISHED_RATES


class _Period(Protocol):
    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...


def _inside(day: date, period: _Period) -> bool:
    return (period.start or date.min) <= day and (period.end is None or day < period.end)


def _active(day: date, users: Users) -> bool:
    inside = [user for user in users if _inside(day, user)]
    return not all(any(_inside(day, off) for off in user.deactivated) for user in inside)


class _Person:
    """One employee at one client, as the days go by."""

    def __init__(self, world: Portfolio, employee: str, domains: Iterable[str], client: str) -> None:
        (email,) = (each.email for each in world.employees if each.id == employee)
        self.own_domain = email is not None and email.split("@")[1].lower() in map(str.lower, domains)
        self.here = [user for user in world.partner_users if user.employee == employee]
        self.there = [u for u in world.client_users if (u.employee, u.client) == (employee, client)]
        self.links = [link for link in world.links if (link.employee, link.client) == (employee, client)]
        done = {n if a.id is None else a.id: a for n, a in enumerate(world.activities)}.values()
        self.done = [a for a in done if (a.employee, a.client) == (employee, client)]
        self.managing = False

    def attributed(self, day: date) -> list[Activity]:
        """Live through the day: become managing, or cease to be, and say what was attributed."""
        present = all(any(_inside(day, user) for user in users) for users in (self.here, self.there))
        linked = any(_inside(day, link) for link in self.links) or (self.own_domain and present)
        self.managing = present and (linked or self.managing)
        able = linked and _active(day, self.here) and _active(day, self.there)
        return [a for a in self.done if able and a.on == day and (a.tool, a.action) in QUALIFYING]


class _Pair:
    """One partner at one client, as the days go by."""

    def __init__(self, world: Portfolio, partner: Partner, client: Client, readings: Readings) -> None:
        staff = [each.id for each in world.employees if each.partner == partner.id]
        people = [_Person(world, each, partner.employee_domains, client.id) for each in staff]
        self.people = [each for each in people if each.there]
        named = [r for r in world.partners_of_record if (r.client, r.partner) == (client.id, partner.id)]
        self.records, self.agreements, self.readings = named, partner.agreements, readings
        self.counting: list[tuple[_Person, date]] = []
        self.of_record_since: date | None = None

    def live_through(self, day: date) -> None:
        self.counting += [(person, a.on) for person in self.people for a in person.attributed(day)]
        if not any(person.managing for person in self.people):
            self.counting = []
        if self.readings.ends_with_employee:
            self.counting = [(person, on) for person, on in self.counting if person.managing]
        of_record = any(_inside(day, record) for record in self.records)
        self.of_record_since = (self.of_record_since or day) if of_record else None
        self.agreed = self.agreements is None or any(_inside(day, each) for each in self.agreements)
        number, days = self.readings.minimum or (0, 0)
        enough = self._counting(day, days) >= number
        self.servicing = self.agreed and enough and self._counting(day, self.readings.window) > 0

    def _counting(self, day: date, days: int) -> int:
        return sum((day - on).days < days for _, on in self.counting)

    def eligible(self) -> bool:
        of_record = self.agreed and self.of_record_since is not None
        policies = {
            "servicing": self.servicing,
            "partner-of-record": of_record,
            "combined": of_record and self.servicing,
        }
        return policies[self.readings.policy]

    def recognised(self, day: date, sold: Subscription) -> bool:
        """Whether the subscription was billed since the record began, where that is asked."""
        asked, since, billing = self.readings.policy != "servicing", self.of_record_since, sold.billing
        if not asked or since is None or billing is None:
            return not asked
        billed, months = add_months(billing.first, 0), 0
        while billed is not None and billed < since:
            months += billing.every_months
            billed = add_months(billing.first, months)
        return billed is not None and billed <= day


def _mrr(day: date, sold: Subscription) -> Fraction:
    billed = sold.billing is not None and day >= sold.billing.first
    refunded = sold.refunded_on is not None and day >= sold.refunded_on
    bad = any(_inside(day, each) for each in sold.not_in_good_standing)
    if not _inside(day, sold) or not billed or refunded or bad:
        return Fraction(0)
    items = [i for i in sold.items if i.kind == "recurring" and i.eligible and _inside(day, i)]
    return sum((max(i.price - i.discount, Fraction(0)) / i.months for i in items), Fraction(0))


def _lines(world: Portfolio, day: date, pairs: Mapping[tuple[str, str], _Pair], readings: Readings) -> Lines:
    lines: Lines = {}
    *_, table = ({}, *(amounts for start, amounts in readings.rates if start <= day))
    for client in world.clients:
        eligible = sorted(p for (p, c), pair in pairs.items() if c == client.id and pair.eligible())
        for partner in eligible:
            sharing = tuple(eligible) if readings.policy == "servicing" else (partner,)
            recognised = pairs[partner, client.id].recognised
            sold = [s for s in world.subscriptions if s.client == client.id and recognised(day, s)]
            credit = sum((_mrr(day, each) for each in sold), Fraction(0)) / len(sharing)
            rate = table.get(client.currency)
            points = None if rate is None else credit / rate * client.points_multiplier
            lines[partner, client.id] = (credit, client.currency, points, sharing)
    return lines


def reference_history(world: Portfolio, days: Iterable[date], readings: Readings) -> dict[date, Lines]:
    """
    The lines of each of the days, from one life through all days up to the last.

    Examples:
        >>> reference_history(Portfolio(), [date(2024, 3, 1)], Readings())
        {datetime.date(2024, 3, 1): {}}
    """
    wanted = set(days)
    begun = [each.start for each in world.client_users] + [each.start for each in world.partners_of_record]
    day = min([*wanted, *begun], default=date.max)  # before the first of these nothing counts
    pairs = {(p.id, c.id): _Pair(world, p, c, readings) for p in world.partners for c in world.clients}
    history: dict[date, Lines] = {}
    while wanted - history.keys():
        for pair in pairs.values():
            pair.live_through(day)
        if day in wanted:
            history[day] = _lines(world, day, pairs, readings)
        day += timedelta(days=1)
    return history


def reference_lines(
    portfolio: Portfolio,
    day: date,
    *,
    policy: str = "servicing",
    window: int = 60,
    minimum: tuple[int, int] | None = None,
    ends_with_employee: bool = False,
    rates: Rates = PUBLISHED_RATES,
) -> Lines:
    """
    The lines of one day: for each partner and client the credit, its currency, the points, and who share.

    Args:
        portfolio: The evidence.
        day: The day.
        policy: ``"servicing"``, ``"partner-of-record"`` or ``"combined"``.
        window: For how many days an activity is live, its own included.
        minimum: How many activities are needed, and for how many days each counts; None for no minimum.
        ends_with_employee: Whether an activity ends with its own employee's managing.
        rates: Tables of currency for one point, each from a day on, earliest first.

    Examples:
        >>> reference_lines(Portfolio(), date(2024, 3, 1))
        {}
    """
    readings = Readings(policy, window, minimum, ends_with_employee, rates)
    return reference_history(portfolio, [day], readings)[day]
