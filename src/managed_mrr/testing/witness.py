"""
Witness: one client's evidence lived through one day after another, remembering what each day was like.

What :mod:`managed_mrr.testing.reference` says of a line, this says of everything a line rests on, in plain Python.
It reads the records and the plain values of a policy, and shares no code with the rules and the engine.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias

from managed_mrr.dates import DateRange, add_months
from managed_mrr.evidence import Citation, Partner, Portfolio, Subscription
from managed_mrr.policy import Policy
from managed_mrr.testing.days import days_mentioned
from managed_mrr.testing.reference import QUALIFYING

__all__ = ["Person", "Witness"]


def __dir__() -> list[str]:
    return __all__


DAY = timedelta(days=1)
Answer: TypeAlias = Callable[[date], Any]
Cited: TypeAlias = Sequence[tuple[Citation, Any]]


class Person:
    """One employee at the client, by day."""

    def __init__(self, seen: "Witness", name: str, *, domain: bool) -> None:
        at = {"employee": name, "client": seen.client.id}
        self.id, self.domain = name, domain
        self.users: tuple[Cited, Cited] = seen.known("partner_users", employee=name), seen.known("client_users", **at)
        self.links, done = seen.known("links", **at), seen.known("activities", **at)
        first = {(place.id or place.path, place.id is None): place for place, _ in reversed(done)}.values()
        self.done = sorted((each for each in done if each[0] in first), key=lambda each: each[1].on)
        here, there = self.present = tuple(seen.during(each for _, each in users) for users in self.users)
        self.active = tuple(cache(lambda day, users=users: _active(seen, users, day)) for users in self.users)
        by_hand = seen.during(each for _, each in self.links)
        self.linked = cache(lambda day: by_hand(day) or (domain and here(day) and there(day)))
        self.managing = seen.since(self.linked, lambda day: here(day) and there(day))

    def attributed(self, activity: Any) -> bool:  # noqa: ANN401 -- an activity, as are all in ``done``
        """Whether one of the activities counts for the partner."""
        able = all(active(activity.on) for active in self.active) and self.linked(activity.on)
        return able and (activity.tool, activity.action) in QUALIFYING


class Witness:
    """
    One client, by day, as far as the evidence dated up to a last day tells.

    Args:
        world: The evidence.
        policy: The policy, of whose rules only the plain values are read.
        client: Id of the client.
        last: The day up to which evidence is known; what is dated later has not happened.
    """

    def __init__(self, world: Portfolio, policy: Policy, client: str, on: date, last: date) -> None:
        self.world, self.policy, self.on, self.last = world, policy, on, last
        (self.client,) = (each for each in world.clients if each.id == client)
        rates: Any = policy.points
        self.rates = [each for each in rates.rates if each.currency == self.client.currency]
        edges = [edge for each in self.rates for edge in (each.period.start, each.period.end) if edge]
        days, months = [on, *edges, *days_mentioned(world)], [1]
        months += [each.billing.every_months for each in world.subscriptions if each.billing]
        lengths: list[Any] = [each.value for each in policy.parameters() if each.name in {"days", "within"}]
        self.low, self.high = min(days) - DAY, max(days) + DAY * max(31 * max(months), *lengths, 0)
        self.rules = getattr(policy.eligibility, "rules", (policy.eligibility,))
        self.sold = self.known("subscriptions", client=client)
        self.pairs = {each.id: Pair(self, place, each) for place, each in enumerate(world.partners)}
        self.credit = cache(self._credit)

    def inside(self, day: date, period: Any) -> bool:  # noqa: ANN401 -- whatever has a start and an end
        """Whether a day is in a period; after the last day known, everything stays as it was."""
        seen = min(day, self.last)
        return (period.start or date.min) <= seen and (period.end is None or seen < period.end)

    def during(self, periods: Iterable[Any]) -> Answer:
        """Whether a day is in any of some periods."""
        known = list(periods)
        return cache(lambda day: any(self.inside(day, each) for each in known))

    def since(self, begins: Answer, lasts: Answer) -> Answer:
        """Since when something that has begun has lasted without a break; None on days without it."""
        found: dict[date, date | None] = {}
        day, since = self.low, None
        while day <= self.high:
            since = (since or (day if begins(day) else None)) if lasts(day) else None
            found[day] = since
            day += DAY
        return found.__getitem__

    def steady(self, answer: Answer, day: date) -> DateRange:
        """The days around a day on which the answer is the same."""
        said, first, last = answer(day), day, day
        while first > self.low and answer(first - DAY) == said:
            first -= DAY
        while last < self.high and answer(last + DAY) == said:
            last += DAY
        return DateRange(first if first > self.low else None, last + DAY if last < self.high else None)

    def known(self, name: str, **values: str) -> list[tuple[Citation, Any]]:
        """The known records of a list that hold some values, each with its citation."""
        placed = enumerate(getattr(self.world, name))
        found = [(place, each) for place, each in placed if all(getattr(each, key) == values[key] for key in values)]
        begun = [(n, each) for n, each in found if (each.on if name == "activities" else each.start) <= self.last]
        return [(Citation(f"{name}[{place}]", getattr(each, "id", None)), each) for place, each in begun]

    def cited(self, records: Cited, day: date, gap: DateRange) -> list[Citation]:
        """The records that a day is in or, if there is none, those that end or begin the gap."""
        edge = [at for at, each in records if each.start == gap.end or (each.end and each.end == gap.start)]
        return [at for at, each in records if self.inside(day, each)] or edge

    def sharing(self, day: date, partner: str) -> tuple[str, ...]:
        """Who shares with a partner that is eligible, itself among them; nobody if it is not."""
        if not self.pairs[partner].eligible(day):
            return ()
        if type(self.policy.split).__name__ == "Undivided":
            return (partner,)
        return tuple(sorted(each for each, pair in self.pairs.items() if pair.eligible(day)))

    def billed(self, sold: Subscription) -> date | None:
        """The first billing, if it is known."""
        return sold.billing.first if sold.billing and sold.billing.first <= self.last else None

    def counts(self, sold: Subscription, day: date) -> bool:
        """Whether a subscription counts."""
        billed, seen = self.billed(sold), min(day, self.last)
        over = sold.refunded_on is not None and sold.refunded_on <= seen
        bad = any(self.inside(day, each) for each in sold.not_in_good_standing)
        return self.inside(day, sold) and billed is not None and billed <= day and not over and not bad

    def item(self, item: Any, day: date) -> Fraction:  # noqa: ANN401 -- an item
        """What an item is worth a month."""
        counts = item.kind == "recurring" and item.eligible and self.inside(day, item)
        return max(item.price - item.discount, Fraction(0)) / item.months if counts else Fraction(0)

    def mrr(self, partner: str, sold: Subscription, day: date) -> Fraction:
        """What a partner is credited with for a subscription, before sharing."""
        counts = self.counts(sold, day) and self.pairs[partner].recognised(sold, day)
        known = [each for each in sold.items if each.start <= self.last]
        return sum((self.item(each, day) for each in known), Fraction(0)) if counts else Fraction(0)

    def rate(self, day: date) -> Any:  # noqa: ANN401 -- a rate
        """The rate of a day; None if there is none."""
        return next((each for each in self.rates if day in each.period), None)

    def _credit(self, partner: str, day: date) -> tuple[Fraction, tuple[str, ...]] | None:
        """A partner's credit and who shares; None if it is not eligible."""
        sharing = self.sharing(day, partner)
        whole = sum((self.mrr(partner, each, day) for _, each in self.sold), Fraction(0))
        return (whole / len(sharing), sharing) if sharing else None

    def worth(self, partner: str, day: date) -> object:
        """What a line is on a day: its credit, points and sharing."""
        credit, rate = self.credit(partner, day), self.rate(day)
        return credit and (credit, None if rate is None else credit[0] / rate.per_point)


class Pair:
    """One partner at the client, by day."""

    def __init__(self, seen: Witness, place: int, partner: Partner) -> None:
        self.seen, self.partner, self.cite = seen, partner, Citation(f"partners[{place}]", partner.id)
        own = {domain.lower() for domain in partner.employee_domains}
        staff = sorted((each for each in seen.world.employees if each.partner == partner.id), key=lambda each: each.id)
        emails = {each.id: (each.email or "@").partition("@")[2].lower() for each in staff}
        people = [Person(seen, name, domain=email in own) for name, email in emails.items()]
        self.people = [each for each in people if each.users[1] or each.links or each.done]
        self.records = seen.known("partners_of_record", client=seen.client.id, partner=partner.id)
        self.named = seen.during(each for _, each in self.records)
        self.since = seen.since(self.named, self.named)
        always = partner.agreements is None
        agreed = seen.during(partner.agreements or ())
        self.agreed = (lambda _: True) if always else agreed
        self.related = cache(lambda day: any(each.managing(day) for each in self.people))
        self.eligible = cache(lambda day: all(self.holds(rule, day) for rule in seen.rules))
        self.windows = cache(self._windows)

    def _windows(self, rule: Any) -> list[tuple[date, date]]:  # noqa: ANN401 -- a rule about activities
        """For each attributed activity the days on which it is live."""
        return [(a.on, self.end(rule, each, a.on)) for each in self.people for _, a in each.done if each.attributed(a)]

    def end(self, rule: Any, person: Person, on: date) -> date:  # noqa: ANN401 -- a rule about activities
        """The first day on which an attributed activity is no longer live."""
        kept = self.related if rule.relationship.activity_outlives_employee else person.managing
        days = needs(rule)[1]
        return next(day for day in (on + DAY * n for n in range(days + 1)) if day == on + DAY * days or not kept(day))

    def holds(self, rule: Any, day: date) -> bool:  # noqa: ANN401 -- a rule about partners
        """Whether a condition holds."""
        name = type(rule).__name__
        if name in {"CurrentAgreement", "PartnerOfRecordStatus"}:
            return bool((self.agreed if name == "CurrentAgreement" else self.named)(day))
        return sum(start <= day < end for start, end in self.windows(rule)) >= needs(rule)[0]

    def recognised(self, sold: Subscription, day: date) -> bool:
        """Whether a subscription was billed since the partner's record began, where that is asked."""
        recognition: Any = getattr(self.seen.policy.revenue, "recognition", None)
        since, first, months = self.since(day), self.seen.billed(sold), 0
        if type(recognition).__name__ == "WhileCounting" or not since or not first or not sold.billing:
            return type(recognition).__name__ == "WhileCounting"
        while (billed := add_months(first, months)) is not None and billed < since:
            months += sold.billing.every_months
        return billed is not None and billed <= day


def needs(rule: Any) -> tuple[int, int]:  # noqa: ANN401 -- a rule about activities
    """How many activities a rule asks for, and for how many days each counts."""
    return (1, rule.window.days) if hasattr(rule, "window") else (getattr(rule, "count", 0), getattr(rule, "within", 0))


def _active(seen: Witness, users: Cited, day: date) -> bool:
    inside = [user for _, user in users if seen.inside(day, user)]
    return any(not any(seen.inside(day, off) for off in user.deactivated) for user in inside)
