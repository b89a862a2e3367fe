"""
From a seed: large, believable portfolios, the same for the same seed on every machine.

Every client has one to three partners, every partner some employees there, half of them linked by e-mail domain
and half by hand. Users come late, are deactivated, leave and come back; a few clients have most of the
activities; a third of the activities is never attributed. The text of a file is written piece by piece, so that
making a million activities takes seconds and no more memory than the numbers they are drawn from.
"""

import json
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from math import sqrt
from random import Random
from typing import TypeVar

import attrs

from managed_mrr.evidence import Portfolio
from managed_mrr.files import portfolio_from_json

__all__ = ["FIRST_DAY", "random_portfolio", "random_portfolio_text"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

FIRST_DAY = date(2024, 1, 1)
"""The first day of the evidence."""

CURRENCIES = {
    "USD": (40, 100),
    "EUR": (20, 88),
    "GBP": (10, 74),
    "AUD": (7, 154),
    "CAD": (6, 130),
    "JPY": (5, 14_400),
    "SGD": (4, 129),
    "COP": (3, 408_000),
    "ZAR": (3, 1_768),
    "CHF": (2, 90),
}
"""How frequent each currency is, and about how much of it makes a point; there is no rate for the last."""

KINDS = [
    ("crm", "edit", 20),
    ("email", "create", 12),
    ("contacts", "edit", 12),
    ("workflows", "edit", 8),
    ("blog", "publish", 8),
    ("reports", "create", 7),
    ("landing_pages", "publish", 6),
    ("forms", "edit", 5),
    ("crm", "login", 11),
    ("blog", "edit", 6),
    ("files", "upload", 5),
]
"""What is done, and how often: the last three never qualify."""


PRICES = (20, 50, 90, 180, 360, 450, 800, 800, 890, 1200, 1780, 3600)
"""What products cost a month, in USD."""

FEWEST_DAYS = 30


def random_portfolio(
    seed: int, *, clients: int = 100, partners: int = 10, activities: int = 5_000, days: int = 730
) -> Portfolio:
    """
    A large portfolio, the same for the same arguments on every machine and under every version of Python.

    It takes about as long as reading it from a file: a second for 100,000 activities.

    Args:
        seed: Another seed gives another portfolio.
        clients: How many clients.
        partners: How many partners.
        activities: How many activities.
        days: Over how many days from 1 January 2024 on the evidence is spread.

    Raises:
        ValueError: There are no clients, no partners, or too few days.

    Examples:
        >>> random_portfolio(7, clients=3, partners=2, activities=40).activities[0].tool
        'crm'
    """
    text = random_portfolio_text(seed, clients=clients, partners=partners, activities=activities, days=days)
    return portfolio_from_json("".join(text))


def random_portfolio_text(
    seed: int, *, clients: int = 100, partners: int = 10, activities: int = 5_000, days: int = 730, prefix: str = ""
) -> Iterator[str]:
    """
    The text of a large portfolio file in small pieces, in order.

    Args:
        seed: Another seed gives another portfolio.
        clients: How many clients.
        partners: How many partners.
        activities: How many activities.
        days: Over how many days from 1 January 2024 on the evidence is spread.
        prefix: With what every id begins, so that one portfolio can be put into another.

    Raises:
        ValueError: There are no clients, no partners, or too few days.

    Examples:
        >>> "".join(random_portfolio_text(7, clients=3))[:25]
        '{"format":"managed-mrr/1"'
    """
    least = {"clients": 1, "partners": 1, "activities": 0, "days": FEWEST_DAYS}
    given = {"clients": clients, "partners": partners, "activities": activities, "days": days}
    for name, count in given.items():
        if count < least[name]:
            msg = f"{name} is {count}: expected at least {least[name]}"
            raise ValueError(msg)
    return _pieces(_World(_Size(**given), _Draws(seed), prefix))


def _pieces(world: "_World") -> Iterator[str]:
    yield '{"format":"managed-mrr/1"'
    for name, records in world.lists.items():
        yield f',\n"{name}":['
        yield from _joined(json.dumps(each, separators=(",", ":")) for each in records)
        yield "]"
    yield ',\n"activities":['
    yield from _joined(world.activities())
    yield "]}\n"


def _joined(rows: Iterable[str]) -> Iterator[str]:
    comma = "\n"
    for row in rows:
        yield comma
        yield row
        comma = ",\n"


Record = dict[str, object]


@attrs.frozen
class _Size:
    clients: int
    partners: int
    activities: int
    days: int


@attrs.frozen
class _Place:
    """An employee at a client: where activities happen, how often, and on which days mostly."""

    text: str
    weight: float
    start: int
    length: int


class _Draws:
    """
    Random choices of which all are the same everywhere.

    Python promises the same numbers for the same seed from ``Random.random`` alone, and the same sums, products,
    quotients and square roots of floats come out on every machine; powers and logarithms need not.
    """

    def __init__(self, seed: int) -> None:
        self.fraction = Random(seed).random  # noqa: S311 -- seeded data, no secrets

    def below(self, count: int) -> int:
        return int(self.fraction() * count)

    def within(self, start: int, end: int) -> int:
        return start + self.below(end - start)

    def chance(self, share: float) -> bool:
        return self.fraction() < share

    def one(self, values: Sequence[T], weights: Sequence[float] | None = None) -> T:
        return values[self.below(len(values)) if weights is None else self.places(weights, 1)[0]]

    def several(self, values: Sequence[T], count: int) -> list[T]:
        """Several different ones of them, or all."""
        left = list(values)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]

    def places(self, weights: Sequence[float], count: int) -> list[int]:
        """So many places in a list, each as often as its weight says."""
        sums = list(accumulate(weights))
        fraction, total, last = self.fraction, sums[-1], len(sums) - 1
        return [bisect(sums, fraction() * total, 0, last) for _ in range(count)]

    def tail(self) -> float:
        """A number from 1 on, above ten in one case of ten and above a hundred in one of a hundred."""
        return 1 / (1 - self.fraction())


class _World:
    """Draws everything but the activities at once, and the activities from it."""

    def __init__(self, size: _Size, draws: _Draws, prefix: str) -> None:
        self.size = size
        self.draws = draws
        self.prefix = prefix
        self.lists: dict[str, list[Record]] = {
            "partners": [],
            "clients": [],
            "employees": [],
            "partner_users": [],
            "client_users": [],
            "links": [],
            "partners_of_record": [],
            "subscriptions": [],
        }
        self.places: list[_Place] = []
        self.days = [(FIRST_DAY + timedelta(day)).isoformat() for day in range(size.days)]
        self.staff = [self._partner(f"{prefix}p{number}") for number in range(size.partners)]
        for number in range(size.clients):
            self._client(f"{prefix}c{number}")

    def activities(self) -> Iterator[str]:
        """The activities in order of days, as a log has them."""
        count, places = self.size.activities, self.places
        drawn = self.draws.places([place.weight for place in places], count)
        packed = sorted(self._day(places[index]) * len(places) + index for index in drawn)
        texts = [f'"tool":"{tool}","action":"{action}"}}' for tool, action, _ in KINDS]
        kinds = self.draws.places([often for _, _, often in KINDS], count)
        for number, (key, kind) in enumerate(zip(packed, kinds, strict=True)):
            day, index = divmod(key, len(places))
            yield f'{{"id":"{self.prefix}a{number}",{places[index].text},"on":"{self.days[day]}",{texts[kind]}'

    def _day(self, place: _Place) -> int:
        """Draw the day of an activity: nearly always while the employee was a user of the client."""
        if self.draws.chance(0.93):
            return place.start + self.draws.below(place.length)
        return self.draws.below(self.size.days)

    def _partner(self, partner: str) -> list[tuple[str, bool]]:
        """Add a partner and its employees; tell of each whether the e-mail domain links it."""
        record: Record = {"id": partner, "employee_domains": [f"{partner}.example"]}
        if self.draws.chance(0.3):
            record["agreements"] = [self._period(*run) for run in self._runs(self._early(), gap=0.2)]
        self.lists["partners"].append(record)
        staff = []
        for number in range(self.draws.within(2, 7)):
            employee = f"{partner}e{number}"
            by_domain = self.draws.chance(0.5)
            email = f"{employee}@{partner}.example" if by_domain else f"{employee}@mail.example"
            self.lists["employees"].append({"id": employee, "partner": partner, "email": email})
            for start, end in self._runs(self._early(), gap=0.08):
                self.lists["partner_users"].append(self._user({"employee": employee}, start, end))
            staff.append((employee, by_domain))
        return staff

    def _client(self, client: str) -> None:
        codes = list(CURRENCIES)
        currency = self.draws.one(codes, [often for often, _ in CURRENCIES.values()])
        record: Record = {"id": client, "currency": currency}
        if self.draws.chance(0.05):
            record["points_multiplier"] = 2
        self.lists["clients"].append(record)
        activity = min(self.draws.tail(), 500.0)
        count = self.draws.one((2, 3)) if self.draws.chance(0.3) else 1
        partners = self.draws.several(range(self.size.partners), count)
        for partner in partners:
            staff = self.staff[partner]
            for employee, by_domain in self.draws.several(staff, self.draws.within(1, 4)):
                self._employee(employee, client, activity, by_domain=by_domain)
        self._record(client, partners)
        for number in range(self.draws.one((0, 1, 2), (2, 88, 10))):
            self._subscription(f"s{client}-{number}", client, currency)

    def _employee(self, employee: str, client: str, activity: float, *, by_domain: bool) -> None:
        who: Record = {"employee": employee, "client": client}
        runs = self._runs(self._early(), gap=0.12)
        for start, end in runs:
            self.lists["client_users"].append(self._user(who, start, end))
        (start, end), last = runs[0], self.size.days
        if not by_domain and self.draws.chance(0.97):
            link = min(start + self.draws.one((0, 0, 0, 3, 14)), last - 2)
            ended = self.draws.within(link + 1, last) if self.draws.chance(0.08) else None
            self.lists["links"].append(who | self._period(link, ended))
        text = f'"employee":"{employee}","client":"{client}"'
        weight = activity * sqrt(self.draws.tail())
        self.places.append(_Place(text, weight, start, (end or last) - start))

    def _record(self, client: str, partners: list[int]) -> None:
        """Name a partner of record for most clients; a few change to another."""
        if not self.draws.chance(0.75):
            return
        start = self._early()
        change = self.draws.within(start + 1, self.size.days) if self.draws.chance(0.15) else None
        self._add_record(client, partners[0], start, change)
        if change is not None:
            self._add_record(client, partners[-1], change, None)

    def _add_record(self, client: str, partner: int, start: int, end: int | None) -> None:
        who: Record = {"client": client, "partner": f"{self.prefix}p{partner}"}
        self.lists["partners_of_record"].append(who | self._period(start, end))

    def _subscription(self, id: str, client: str, currency: str) -> None:
        last, start = self.size.days, self._early()
        months = 12 if self.draws.chance(0.25) else 1
        end = self.draws.within(start + 1, last) if self.draws.chance(0.12) else None
        record: Record = {"id": id, "client": client, **self._period(start, end)}
        if self.draws.chance(0.99):
            first = min(start + self.draws.one((0, 0, 7)), last - 1)
            record["billing"] = {"first": self.days[first], "every_months": months}
        if self.draws.chance(0.02):
            record["refunded_on"] = self.days[self.draws.within(start, last)]
        if self.draws.chance(0.05):
            record["not_in_good_standing"] = [self._within(start, last)]
        record["items"] = list(self._items(start, currency, months))
        self.lists["subscriptions"].append(record)

    def _items(self, start: int, currency: str, months: int) -> Iterator[Record]:
        """One product whose price steps up or down now and then, and sometimes an add-on or a fee paid once."""
        price = self.draws.one(PRICES) * (0.8 + 0.4 * self.draws.fraction()) * CURRENCIES[currency][1] / 100 * months
        steps = sorted({start, *self._later(start, self.draws.one((0, 1, 2), (65, 25, 10)))})
        for begin, end in zip(steps, [*steps[1:], None], strict=True):
            item = self._item("Marketing Hub", price, currency, months) | self._period(begin, end)
            if self.draws.chance(0.15):
                item["discount"] = _amount(price * self.draws.one((0.1, 0.2, 1)), currency)
            yield item
            price *= self.draws.one((0.6, 1.3, 1.8))
        if self.draws.chance(0.2):
            yield self._item("Sales Hub", price / 3, currency, months) | self._period(start, None)
        if self.draws.chance(0.1):
            yield self._item("Onboarding", price, currency, 1) | self._period(start, None) | {"kind": "one_time"}

    def _item(self, product: str, price: float, currency: str, months: int) -> Record:
        return {"product": product, "price": _amount(price, currency), "months": months}

    def _user(self, who: Record, start: int, end: int | None) -> Record:
        record = who | self._period(start, end)
        if self.draws.chance(0.04):
            record["deactivated"] = [self._within(start, end or self.size.days)]
        return record

    def _runs(self, start: int, gap: float) -> list[tuple[int, int | None]]:
        """From a day on for good; with some chance an end, and with half of that chance a new start later."""
        last = self.size.days
        if not self.draws.chance(gap):
            return [(start, None)]
        end = self.draws.within(start + 1, last)
        again = end + 1 + self.draws.below(last // 6)
        return [(start, end), (again, None)] if again < last and self.draws.chance(0.5) else [(start, end)]

    def _period(self, start: int, end: int | None) -> Record:
        period: Record = {"start": self.days[start]}
        return period if end is None else period | {"end": self.days[end]}

    def _within(self, start: int, last: int) -> Record:
        """Draw a period between two days."""
        begin = self.draws.within(start, max(last - 1, start + 1))
        end = begin + 1 + self.draws.below(90)
        return self._period(begin, end if end < self.size.days else None)

    def _early(self) -> int:
        """Draw a first day: half of all begin with the log, the others in its first half."""
        return 0 if self.draws.chance(0.5) else self.draws.below(self.size.days // 2)

    def _later(self, start: int, count: int) -> list[int]:
        return [self.draws.within(start + 1, self.size.days) for _ in range(count)]


def _amount(value: float, currency: str) -> str:
    return f"{value:.{0 if currency in ('JPY', 'COP') else 2}f}"
