"""
Generate: believable portfolio files of any size, the same for the same seed.

Every client has one to three partners, every partner some employees there, half of them linked by e-mail domain
and half by hand. Users come late, are deactivated, leave and come back; a few clients have most of the
activities; a third of the activities is never attributed. The text is written piece by piece, so that making a
million activities takes seconds and no more memory than the numbers they are drawn from.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

import attrs

__all__ = ["SIZES", "Size", "portfolio_pieces", "portfolio_text", "write_portfolio_file"]


@attrs.frozen
class Size:
    """
    How large a portfolio is.

    Args:
        clients: How many clients.
        partners: How many partners.
        activities: How many activities.
        days: Over how many days the evidence is spread.
    """

    clients: int
    partners: int
    activities: int
    days: int = 730


SIZES: Mapping[str, Size] = {
    "tiny": Size(clients=40, partners=8, activities=2_000),
    "S": Size(clients=2_000, partners=200, activities=100_000),
    "M": Size(clients=20_000, partners=2_000, activities=1_000_000),
    "XL": Size(clients=200_000, partners=20_000, activities=10_000_000),
}
"""The sizes with a name; each but the first is ten times the one before."""

FIRST_DAY = date(2024, 1, 1)

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


def portfolio_text(size: Size, seed: int = 1, prefix: str = "") -> str:
    """
    The text of a portfolio file.

    Args:
        size: How large it is.
        seed: Another seed gives another portfolio.
        prefix: With what every id begins, so that one portfolio can be put into another.
    """
    return "".join(portfolio_pieces(size, seed, prefix))


def write_portfolio_file(path: Path, size: Size, seed: int = 1) -> None:
    """Write a portfolio file, piece by piece."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(portfolio_pieces(size, seed))


def portfolio_pieces(size: Size, seed: int = 1, prefix: str = "") -> Iterator[str]:
    """The text of a portfolio file in small pieces, in order."""
    world = _World(size, Random(seed), prefix)
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
class _Place:
    """An employee at a client: where activities happen, how often, and on which days mostly."""

    text: str
    weight: float
    start: int
    length: int


class _World:
    """Draws everything but the activities at once, and the activities from it."""

    def __init__(self, size: Size, random: Random, prefix: str) -> None:
        self.size = size
        self.random = random
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
        random, count, places = self.random, self.size.activities, self.places
        weights = list(accumulate(place.weight for place in places))
        drawn = random.choices(range(len(places)), cum_weights=weights, k=count)
        packed = sorted(self._day(places[index]) * len(places) + index for index in drawn)
        texts = [f'"tool":"{tool}","action":"{action}"}}' for tool, action, _ in KINDS]
        kinds = random.choices(texts, [often for _, _, often in KINDS], k=count)
        for number, (key, kind) in enumerate(zip(packed, kinds, strict=True)):
            day, index = divmod(key, len(places))
            yield f'{{"id":"{self.prefix}a{number}",{places[index].text},"on":"{self.days[day]}",{kind}'

    def _day(self, place: _Place) -> int:
        """Draw the day of an activity: nearly always while the employee was a user of the client."""
        if self._chance(0.93):
            return place.start + int(self.random.random() * place.length)
        return int(self.random.random() * self.size.days)

    def _partner(self, partner: str) -> list[tuple[str, bool]]:
        """Add a partner and its employees; tell of each whether the e-mail domain links it."""
        record: Record = {"id": partner, "employee_domains": [f"{partner}.example"]}
        if self._chance(0.3):
            record["agreements"] = [self._period(*run) for run in self._runs(self._early(), gap=0.2)]
        self.lists["partners"].append(record)
        staff = []
        for number in range(self.random.randint(2, 6)):
            employee = f"{partner}e{number}"
            by_domain = self._chance(0.5)
            email = f"{employee}@{partner}.example" if by_domain else f"{employee}@mail.example"
            self.lists["employees"].append({"id": employee, "partner": partner, "email": email})
            for start, end in self._runs(self._early(), gap=0.08):
                self.lists["partner_users"].append(self._user({"employee": employee}, start, end))
            staff.append((employee, by_domain))
        return staff

    def _client(self, client: str) -> None:
        codes = list(CURRENCIES)
        (currency,) = self.random.choices(codes, [often for often, _ in CURRENCIES.values()])
        record: Record = {"id": client, "currency": currency}
        if self._chance(0.05):
            record["points_multiplier"] = 2
        self.lists["clients"].append(record)
        activity = min(self.random.paretovariate(1.1), 500.0)
        count = self.random.choice((2, 3)) if self._chance(0.3) else 1
        partners = self.random.sample(range(self.size.partners), min(count, self.size.partners))
        for partner in partners:
            staff = self.staff[partner]
            for employee, by_domain in self.random.sample(staff, min(len(staff), self.random.randint(1, 3))):
                self._employee(employee, client, activity, by_domain=by_domain)
        self._record(client, partners)
        for number in range(self.random.choices((0, 1, 2), (2, 88, 10))[0]):
            self._subscription(f"s{client}-{number}", client, currency)

    def _employee(self, employee: str, client: str, activity: float, *, by_domain: bool) -> None:
        who: Record = {"employee": employee, "client": client}
        runs = self._runs(self._early(), gap=0.12)
        for start, end in runs:
            self.lists["client_users"].append(self._user(who, start, end))
        (start, end), last = runs[0], self.size.days
        if not by_domain and self._chance(0.97):
            link = min(start + self.random.choice((0, 0, 0, 3, 14)), last - 2)
            ended = self.random.randrange(link + 1, last) if self._chance(0.08) else None
            self.lists["links"].append(who | self._period(link, ended))
        text = f'"employee":"{employee}","client":"{client}"'
        weight = activity * self.random.paretovariate(1.5)
        self.places.append(_Place(text, weight, start, (end or last) - start))

    def _record(self, client: str, partners: list[int]) -> None:
        """Name a partner of record for most clients; a few change to another."""
        if not self._chance(0.75):
            return
        start = self._early()
        change = self.random.randrange(start + 1, self.size.days) if self._chance(0.15) else None
        self._add_record(client, partners[0], start, change)
        if change is not None:
            self._add_record(client, partners[-1], change, None)

    def _add_record(self, client: str, partner: int, start: int, end: int | None) -> None:
        who: Record = {"client": client, "partner": f"{self.prefix}p{partner}"}
        self.lists["partners_of_record"].append(who | self._period(start, end))

    def _subscription(self, id: str, client: str, currency: str) -> None:
        last, start = self.size.days, self._early()
        months = 12 if self._chance(0.25) else 1
        end = self.random.randrange(start + 1, last) if self._chance(0.12) else None
        record: Record = {"id": id, "client": client, **self._period(start, end)}
        if self._chance(0.99):
            first = min(start + self.random.choice((0, 0, 7)), last - 1)
            record["billing"] = {"first": self.days[first], "every_months": months}
        if self._chance(0.02):
            record["refunded_on"] = self.days[self.random.randrange(start, last)]
        if self._chance(0.05):
            record["not_in_good_standing"] = [self._within(start, last)]
        record["items"] = list(self._items(start, currency, months))
        self.lists["subscriptions"].append(record)

    def _items(self, start: int, currency: str, months: int) -> Iterator[Record]:
        """One product whose price steps up or down now and then, and sometimes an add-on or a fee paid once."""
        price = self.random.lognormvariate(6.3, 0.9) * CURRENCIES[currency][1] / 100 * months
        steps = sorted({start, *self._later(start, self.random.choices((0, 1, 2), (65, 25, 10))[0])})
        for begin, end in zip(steps, [*steps[1:], None], strict=True):
            item = self._item("Marketing Hub", price, currency, months) | self._period(begin, end)
            if self._chance(0.15):
                item["discount"] = _amount(price * self.random.choice((0.1, 0.2, 1)), currency)
            yield item
            price *= self.random.choice((0.6, 1.3, 1.8))
        if self._chance(0.2):
            yield self._item("Sales Hub", price / 3, currency, months) | self._period(start, None)
        if self._chance(0.1):
            yield self._item("Onboarding", price, currency, 1) | self._period(start, None) | {"kind": "one_time"}

    def _item(self, product: str, price: float, currency: str, months: int) -> Record:
        return {"product": product, "price": _amount(price, currency), "months": months}

    def _user(self, who: Record, start: int, end: int | None) -> Record:
        record = who | self._period(start, end)
        if self._chance(0.04):
            record["deactivated"] = [self._within(start, end or self.size.days)]
        return record

    def _runs(self, start: int, gap: float) -> list[tuple[int, int | None]]:
        """From a day on for good; with some chance an end, and with half of that chance a new start later."""
        last = self.size.days
        if not self._chance(gap):
            return [(start, None)]
        end = self.random.randrange(start + 1, last)
        again = end + 1 + self.random.randrange(last // 6)
        return [(start, end), (again, None)] if again < last and self._chance(0.5) else [(start, end)]

    def _period(self, start: int, end: int | None) -> Record:
        period: Record = {"start": self.days[start]}
        return period if end is None else period | {"end": self.days[end]}

    def _within(self, start: int, last: int) -> Record:
        """Draw a period between two days."""
        begin = self.random.randrange(start, max(last - 1, start + 1))
        end = begin + 1 + self.random.randrange(90)
        return self._period(begin, end if end < self.size.days else None)

    def _early(self) -> int:
        """Draw a first day: half of all begin with the log, the others in its first half."""
        return 0 if self._chance(0.5) else self.random.randrange(self.size.days // 2)

    def _later(self, start: int, count: int) -> list[int]:
        return [self.random.randrange(start + 1, self.size.days) for _ in range(count)]

    def _chance(self, share: float) -> bool:
        return self.random.random() < share


def _amount(value: float, currency: str) -> str:
    return f"{value:.{0 if currency in ('JPY', 'COP') else 2}f}"


def main() -> None:
    """Write one portfolio file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=main.__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=730, help="spread the evidence over so many days")
    given = parser.parse_args()
    write_portfolio_file(given.file, attrs.evolve(SIZES[given.size], days=given.days), given.seed)


if __name__ == "__main__":
    main()
