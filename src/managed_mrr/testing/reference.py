"""Reference: the programme lived through day by day, in plain Python; of the engine it shares only add_months."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from managed_mrr.dates import add_months
from managed_mrr.evidence import Client, Item, Partner, Portfolio, Subscription
from managed_mrr.testing.days import every_day
from managed_mrr.testing.readings import CONDITIONS, Readings, refusal

__all__ = ["Life", "reference_history", "reference_lines"]


def __dir__() -> list[str]:
    return __all__


OF_CLIENTS = ("activities", "client_users", "links", "partners_of_record", "subscriptions")
Lines: TypeAlias = dict[tuple[str, str], tuple[Fraction, str, Fraction | None, tuple[str, ...]]]


def _inside(day: date, periods: Iterable[Any]) -> bool:
    return any((each.start or date.min) <= day and (each.end is None or day < each.end) for each in periods)


class Life:
    """One client, day after day: what is true today, by what is asked and of whom, given what was true yesterday."""

    def __init__(self, world: Portfolio, client: Client) -> None:
        self.own = {name: [each for each in getattr(world, name) if each.client == client.id] for name in OF_CLIENTS}
        once = {n if a.id is None else a.id: (n, a) for n, a in reversed([*enumerate(self.own["activities"])])}
        self.done = sorted(once.values(), key=lambda row: (-row[1].on.toordinal(), row[1].employee, row[0]))
        met = {each.employee for name in ("activities", "client_users", "links") for each in self.own[name]}
        self.own["partner_users"] = [each for each in world.partner_users if each.employee in met]
        self.people = sorted((each for each in world.employees if each.id in met), key=lambda each: each.id)
        self.items = [*enumerate((sold, item) for sold in self.own["subscriptions"] for item in sold.items)]
        self.world, self.client = world, client
        self.today: dict[tuple[object, ...], Any] = {}

    def live_through(self, day: date, readings: Readings) -> Lines:
        """The lines of one more day, under some readings."""
        self.day, self.yesterday, self.today = day, self.today, {}
        *_, (since, table) = ((date.min, {}), *(each for each in readings.rates if each[0] <= day))
        rate = table.get(self.client.currency)
        for partner in self.world.partners:
            self._people(partner)
            self._activities(partner.id, readings)
            self._partner(partner, readings)
            asked = readings.conditions or CONDITIONS[readings.policy]
            self.today["AllOf", partner.id] = all(self.today[each, partner.id] for each in asked)
            self.today |= {} if rate is None else {("Rate", partner.id): (since, rate)}
        eligible = tuple(sorted(each.id for each in self.world.partners if self.today["AllOf", each.id]))
        for who in eligible:
            sharing = eligible if readings.policy == "servicing" else (who,)
            credit = self.today["RecurringRevenue", who] / len(sharing)
            points = None if rate is None else credit / rate * self.client.points_multiplier
            self.today["Share", who], self.today["CurrencyToPoints", who] = (credit, sharing), (credit, sharing, since)
            self.today |= {("Sharing", who, other): True for other in sharing if other != who}
            self.today["Line", who] = (credit, self.client.currency, points, sharing)
        return {(who, self.client.id): self.today["Line", who] for who in eligible}

    def _people(self, partner: Partner) -> None:
        domains, today, who = {domain.lower() for domain in partner.employee_domains}, self.today, partner.id
        for name, email in ((each.id, each.email) for each in self.people if each.partner == partner.id):
            for account in ("partner_users", "client_users"):
                current = [user for user in self.own[account] if user.employee == name and _inside(self.day, [user])]
                active = any(not _inside(self.day, user.deactivated) for user in current)
                today[account, who, name] = "active" if active else "deactivated" if current else "absent"
            accounts = {today["partner_users", who, name], today["client_users", who, name]}
            by_domain = "absent" not in accounts and email is not None and email.split("@")[1].lower() in domains
            linked = by_domain or _inside(self.day, (a for a in self.own["links"] if a.employee == name))
            managing = linked or self.yesterday.get(("Managing", who, name), False)
            today["Linked", who, name], today["LinkValidity", who, name] = linked, linked and accounts == {"active"}
            today["Managing", who, name] = managing and "absent" not in accounts

    def _activities(self, partner: str, readings: Readings) -> None:
        today, rules = self.today, {"LiveActivity": (1, readings.window), "MinimumActivity": readings.minimum or (0, 0)}
        staff = {each.id for each in self.people if each.partner == partner}
        related = today["ManagedRelationship", partner] = any(today["Managing", partner, name] for name in staff)
        done = [(n, a) for n, a in self.done if a.employee in staff and a.on <= self.day]
        for rule, (needed, days) in rules.items():
            for n, a in done:
                kept = today["Managing", partner, a.employee] if readings.ends_with_employee else related
                able = "live" if today["LinkValidity", partner, a.employee] else "not-attributed"
                state = self.yesterday.get((rule, partner, n), "not-attributed")
                if a.on == self.day:
                    state = refusal(a.tool, a.action) or able
                elif state == "live":
                    state = "expired" if (self.day - a.on).days >= days else "live" if kept else "ended"
                today[rule, partner, n] = state
            today[rule, partner] = sum(today[rule, partner, n] == "live" for n, _ in done) >= needed

    def _partner(self, partner: Partner, readings: Readings) -> None:
        today, who = self.today, partner.id
        today["CurrentAgreement", who] = partner.agreements is None or _inside(self.day, partner.agreements)
        named = _inside(self.day, (each for each in self.own["partners_of_record"] if each.partner == who))
        since = (self.yesterday.get(("named since", who)) or self.day) if named else None
        today["PartnerOfRecordStatus", who], today["named since", who] = named, since
        today["met", who] = any(each.partner == who for each in (*self.people, *self.own["partners_of_record"]))
        today["RecurringRevenue", who], asked = Fraction(0), date.min if readings.policy == "servicing" else since
        for sold in self.own["subscriptions"]:
            today["recognised", who, sold.id] = recognised = self._billed_since(asked, sold)
            today |= {("Item", who, sold.id, n): self._monthly(item) for n, (at, item) in self.items if at is sold}
            paid = [today["Item", who, sold.id, n] or Fraction(0) for n, (at, _) in self.items if at is sold]
            counts = recognised and self._counts(sold)
            today["Subscription", who, sold.id] = sum(paid, Fraction(0)) if counts else Fraction(0)
            today["RecurringRevenue", who] += today["Subscription", who, sold.id]

    def _billed_since(self, since: date | None, sold: Subscription) -> bool:
        billed, months = sold.billing.first if sold.billing and since else None, 0
        while sold.billing and billed and since and billed < since:
            months += sold.billing.every_months
            billed = add_months(sold.billing.first, months)
        return billed is not None and billed <= self.day

    def _counts(self, sold: Subscription) -> bool:
        refunded = sold.refunded_on is not None and sold.refunded_on <= self.day
        return _inside(self.day, [sold]) and not refunded and not _inside(self.day, sold.not_in_good_standing)

    def _monthly(self, item: Item) -> Fraction | None:
        paid = item.price - item.discount if item.kind == "recurring" and item.eligible else Fraction(0)
        return max(paid, Fraction(0)) / item.months if _inside(self.day, [item]) else None


def reference_history(world: Portfolio, days: Iterable[date], readings: Readings) -> dict[date, Lines]:
    """
    The lines of each of the days, from one life through all days up to the last.

    Examples:
        >>> reference_history(Portfolio(), [date(2024, 3, 1)], Readings())
        {datetime.date(2024, 3, 1): {}}
    """
    wanted, lives = set(days), [Life(world, client) for client in world.clients]
    begun = [each.start for each in world.client_users] + [each.start for each in world.partners_of_record]
    span = every_day(min([*wanted, *begun]), max(wanted)) if wanted else ()  # before it nothing counts
    lived = {day: [each for life in lives for each in life.live_through(day, readings).items()] for day in span}
    return {day: dict(lived[day]) for day in sorted(wanted)}


def reference_lines(portfolio: Portfolio, day: date, **readings: Any) -> Lines:  # noqa: ANN401 -- those of Readings
    """
    The lines of one day under :class:`Readings`: by partner and client the credit, its currency, points, and who share.

    Examples:
        >>> reference_lines(Portfolio(), date(2024, 3, 1))
        {}
    """
    return reference_history(portfolio, [day], Readings(**readings))[day]
