"""
Generate: whole programmes as folders of Parquet, drawn from a seed with NumPy.

``python -m benchmarks.columnar.generate L FOLDER`` writes twenty million activities in well under a minute.
"""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.columnar.drawing import DAYS, FIRST_DAY, Draws, Runs

__all__ = ["DAYS", "FIRST_DAY", "SIZES", "Size", "write_programme"]

Numbers = NDArray[Any]


@attrs.frozen
class Size:
    """
    How large a programme is.

    Args:
        clients: How many clients.
        partners: How many partners.
        activities: How many activities, over two years.
    """

    clients: int
    partners: int
    activities: int


SIZES: Mapping[str, Size] = {
    "XS": Size(clients=60, partners=9, activities=6_000),
    "S": Size(clients=500, partners=50, activities=50_000),
    "M": Size(clients=20_000, partners=2_000, activities=2_000_000),
    "L": Size(clients=200_000, partners=7_000, activities=20_000_000),
}
"""The sizes with a name; XS is for tests."""

ROW_GROUP = 1_000_000

CURRENCIES = {
    "USD": (40, 1.0, 2),
    "EUR": (20, 0.88, 2),
    "GBP": (10, 0.74, 2),
    "AUD": (7, 1.54, 2),
    "CAD": (6, 1.3, 2),
    "JPY": (5, 144.0, 0),
    "SGD": (4, 1.29, 2),
    "COP": (3, 4080.0, 2),
    "ZAR": (3, 17.68, 2),
    "KWD": (2, 0.3, 3),
}
"""How frequent each currency is, how much of it is a dollar, and its decimals; the last has no published rate."""

KINDS = [
    ("crm", "edit", 8),
    ("email", "create", 5),
    ("contacts", "edit", 5),
    ("workflows", "edit", 4),
    ("blog", "publish", 4),
    ("reports", "create", 3),
    ("landing_pages", "publish", 3),
    ("forms", "edit", 2),
    ("ads", "create", 1),
    ("crm", "login", 22),
    ("crm", "view", 16),
    ("website_pages", "view", 12),
    ("reports", "view", 7),
    ("blog", "edit", 4),
    ("files", "upload", 3),
    ("email", "login", 1),
]
"""What is done, and how often: all from the first login on never qualifies."""

PRICES = (20, 50, 90, 180, 360, 450, 800, 800, 890, 1200, 1780, 3600)
"""What products cost a month, in USD."""

MONEY = pa.decimal128(18, 3)
PERIOD = pa.struct([("start", pa.date32()), ("end", pa.date32())])


def write_programme(folder: Path, size: Size, seed: int = 1, *, text_ids: bool = False) -> None:
    """
    Write one Parquet file for each list of the portfolio format.

    Args:
        folder: Where to; made if it is not there.
        size: How large it is.
        seed: Another seed gives another programme.
        text_ids: Whether ids are text; whole numbers of 32 bits if not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    world = _World(size, Draws(seed), text_ids=text_ids)
    for name, table in world.tables().items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    path = folder / "activities.parquet"
    pq.write_table(world.activities(), path, compression="zstd", row_group_size=ROW_GROUP)


class _World:
    """Draws who there is and where; the lists follow from it."""

    def __init__(self, size: Size, draws: Draws, *, text_ids: bool) -> None:
        self.size, self.draws, self.text_ids = size, draws, text_ids
        staff = draws.within(2, 8, size.partners)
        self.first_employee = np.concatenate([[0], np.cumsum(staff)])
        self.partner_of = np.repeat(np.arange(size.partners), staff)
        self.by_domain = draws.chance(0.5, len(self.partner_of))
        self.currency = draws.weighted([often for often, _, _ in CURRENCIES.values()], size.clients)
        self._draw_places()

    def _draw_places(self) -> None:
        """Put employees of one to three partners at every client; a place is an employee at a client."""
        draws, partners = self.draws, self.size.partners
        count = np.where(draws.chance(0.3, self.size.clients), draws.within(2, 4, self.size.clients), 1)
        client = np.repeat(np.arange(self.size.clients), count)
        # Some partners have far more clients than others.
        partner = (partners * draws.fraction(len(client)) ** 1.7).astype(np.int64)
        self.client_partners = np.unique(np.stack([client, partner], axis=1), axis=0)
        client, partner = self.client_partners.T
        staff = np.diff(self.first_employee)[partner]
        some = np.minimum(draws.within(1, 5, len(client)), staff)
        turn = np.arange(some.sum()) - np.repeat(np.cumsum(some) - some, some)
        offset = np.repeat(draws.below(staff), some) + turn
        self.place_client = np.repeat(client, some)
        self.place_employee = np.repeat(self.first_employee[partner], some) + offset % np.repeat(staff, some)
        self.place_runs = draws.runs(draws.early(len(offset)), gap=0.12)
        activity = np.minimum(draws.tail(self.size.clients), 500)[self.place_client]
        self.weight = activity * np.sqrt(draws.tail(len(offset)))

    def tables(self) -> dict[str, pa.Table]:
        return {
            "partners": self._partners(),
            "clients": self._clients(),
            "employees": self._employees(),
            "partner_users": self._partner_users(),
            "client_users": self._client_users(),
            "links": self._links(),
            "partners_of_record": self._partners_of_record(),
            "subscriptions": self._subscriptions(),
        }

    def ids(self, kind: str, numbers: Numbers) -> pa.Array:
        plain = pa.array(numbers.astype(np.int32))
        if not self.text_ids:
            return plain
        return pc.binary_join_element_wise(kind, pc.cast(plain, pa.string()), "")

    def _partners(self) -> pa.Table:
        draws, count = self.draws, self.size.partners
        runs = draws.runs(draws.early(count), gap=0.25)
        given = draws.chance(0.3, count)
        kept = given[runs.owner] & ~(draws.chance(0.03, count)[runs.owner])  # an empty list is never
        agreements = _lists(runs.at(kept), count, absent=~given)
        domains = [
            [f"p{n}.example", f"P{n}.example.org"] if several else [f"p{n}.example"]
            for n, several in enumerate(draws.chance(0.1, count))
        ]
        return pa.table({"id": self.ids("p", np.arange(count)), "employee_domains": domains, "agreements": agreements})

    def _clients(self) -> pa.Table:
        draws, count = self.draws, self.size.clients
        multiplier = np.select([draws.chance(0.05, count), draws.chance(0.01, count)], [2000, 1500], 1000)
        return pa.table(
            {
                "id": self.ids("c", np.arange(count)),
                "currency": pa.array(list(CURRENCIES)).take(pa.array(self.currency)),
                "points_multiplier": decimals(multiplier),
            }
        )

    def _employees(self) -> pa.Table:
        partner, draws = self.partner_of, self.draws
        own = np.array([f"@p{n}.example" for n in range(self.size.partners)], dtype=object)[partner]
        shouted = np.array([f"@P{n}.Example" for n in range(self.size.partners)], dtype=object)[partner]
        domain = np.where(self.by_domain, np.where(draws.chance(0.1, len(own)), shouted, own), "@mail.example")
        email = [f"e{n}{at}" for n, at in enumerate(domain)]
        absent = ~self.by_domain & draws.chance(0.2, len(email))
        return pa.table(
            {
                "id": self.ids("e", np.arange(len(partner))),
                "partner": self.ids("p", partner),
                "email": pa.array(email, mask=absent),
            }
        )

    def _partner_users(self) -> pa.Table:
        draws, count = self.draws, len(self.partner_of)
        runs = draws.runs(draws.early(count), gap=0.08)
        return pa.table({"employee": self.ids("e", runs.owner), **_periods(runs), "deactivated": self._pauses(runs)})

    def _client_users(self) -> pa.Table:
        runs = self.place_runs
        columns = {
            "employee": self.ids("e", self.place_employee[runs.owner]),
            "client": self.ids("c", self.place_client[runs.owner]),
        }
        return pa.table({**columns, **_periods(runs), "deactivated": self._pauses(runs)})

    def _pauses(self, runs: Runs) -> pa.Array:
        """For a few periods one or two deactivations, some of which reach beyond the period."""
        owner = np.flatnonzero(self.draws.chance(0.04, len(runs)))
        owner = np.sort(np.concatenate([owner, owner[self.draws.chance(0.2, len(owner))]]))
        return _lists(self.draws.inside(owner, runs.start[owner]), len(runs))

    def _links(self) -> pa.Table:
        draws, places = self.draws, np.arange(len(self.place_client))
        by_domain = self.by_domain[self.place_employee]
        linked = places[np.where(by_domain, draws.chance(0.04, len(places)), draws.chance(0.96, len(places)))]
        first = self.place_runs.first_start(len(places))[linked] + draws.one((-9, 0, 0, 0, 3, 14), len(linked))
        runs = draws.runs(np.clip(first, 0, DAYS - 2), gap=0.1)
        place = linked[runs.owner]
        columns = {
            "employee": self.ids("e", self.place_employee[place]),
            "client": self.ids("c", self.place_client[place]),
        }
        return pa.table({**columns, **_periods(runs)})

    def _partners_of_record(self) -> pa.Table:
        """For most clients one of its partners; some change to another later."""
        draws = self.draws
        client, at = np.unique(self.client_partners[:, 0], return_index=True)
        last = np.append(at[1:], len(self.client_partners)) - 1
        kept = draws.chance(0.75, len(client))
        client, first, other = client[kept], self.client_partners[at[kept], 1], self.client_partners[last[kept], 1]
        start = draws.early(len(client))
        change = np.where(draws.chance(0.15, len(client)), start + 1 + draws.below(DAYS - 1 - start), DAYS)
        changed = change < DAYS
        runs = Runs(
            owner=np.concatenate([client, client[changed]]),
            start=np.concatenate([start, change[changed]]),
            end=np.concatenate([np.where(changed, change, Runs.NEVER), np.full(changed.sum(), Runs.NEVER)]),
        )
        partner = np.concatenate([first, other[changed]])
        return pa.table({"client": self.ids("c", runs.owner), "partner": self.ids("p", partner), **_periods(runs)})

    def _subscriptions(self) -> pa.Table:
        draws = self.draws
        count = draws.weighted((2, 86, 12), self.size.clients)
        client = np.repeat(np.arange(self.size.clients), count)
        some = len(client)
        start, months = draws.early(some), np.where(draws.chance(0.25, some), 12, 1)
        churned = np.where(draws.chance(0.15, some), start + 1 + draws.below(DAYS - 1 - start), Runs.NEVER)
        first = np.minimum(start + draws.one((0, 0, 7), some), DAYS - 1)
        refund = np.where(draws.chance(0.02, some), start + draws.below(DAYS - start), Runs.NEVER)
        bad = np.flatnonzero(draws.chance(0.05, some))
        bad = np.sort(np.concatenate([bad, bad[draws.chance(0.3, len(bad))]]))
        billing = pa.StructArray.from_arrays(
            [_days(first), pa.array(months.astype(np.int32))],
            ["first", "every_months"],
            mask=pa.array(draws.chance(0.01, some)),
        )
        return pa.table(
            {
                "id": self.ids("s", np.arange(some)),
                "client": self.ids("c", client),
                **_periods(Runs(np.arange(some), start, churned)),
                "billing": billing,
                "refunded_on": _days(refund),
                "not_in_good_standing": _lists(draws.inside(bad, start[bad]), some),
                "items": self._items(start, months, self.currency[client]),
            }
        )

    def _items(self, start: Numbers, months: Numbers, currency: Numbers) -> pa.Array:
        """One product whose price steps up or down now and then, an add-on for some, and a fee paid once for a few."""
        draws, some = self.draws, len(start)
        dollar = np.array([amount for _, amount, _ in CURRENCIES.values()])[currency]
        price = draws.one(PRICES, some) * (0.8 + 0.4 * draws.fraction(some)) * dollar * months
        steps = draws.weighted((65, 25, 10), some)
        parts, begin = [], start
        for step in range(3):
            rows = np.flatnonzero(steps >= step)
            after = np.minimum(begin + 1 + draws.below(DAYS - begin), DAYS - 1 + step)
            end = np.where(steps > step, after, Runs.NEVER)
            parts.append((rows, "Marketing Hub", price, begin, end, months))
            price, begin = price * draws.one((0.6, 1, 1.3, 1.8), some), after  # some are renewed at the same price
        added, fee = np.flatnonzero(draws.chance(0.2, some)), np.flatnonzero(draws.chance(0.1, some))
        forever = np.full(some, Runs.NEVER)
        parts.append((added, "Sales Hub", price / 3, start, forever, np.where(draws.chance(0.05, some), 3, months)))
        parts.append((fee, "Onboarding", price, start, forever, np.ones_like(months)))
        return self._item_lists(parts, currency)

    def _item_lists(self, parts: Sequence[tuple[Any, ...]], currency: Numbers) -> pa.Array:
        draws = self.draws
        owner = np.concatenate([rows for rows, *_ in parts])
        product = np.repeat(np.arange(len(parts)), [len(rows) for rows, *_ in parts])
        price, start, end, months = (np.concatenate([part[at][part[0]] for part in parts]) for at in range(2, 6))
        order = np.lexsort((product, owner))
        owner, product, start, end, months = (each[order] for each in (owner, product, start, end, months))
        digits = np.array([digits for _, _, digits in CURRENCIES.values()])[currency][owner]
        price = _rounded(price[order], digits)
        share = np.where(draws.chance(0.15, len(owner)), draws.one((0.1, 0.2, 1, 1.5), len(owner)), 0)
        items = pa.StructArray.from_arrays(
            [
                pa.array([name for _, name, *_ in parts]).take(pa.array(product)),
                pa.array(["recurring", "one_time"]).take(pa.array((product == len(parts) - 1).astype(np.int8))),
                pa.array(~draws.chance(0.03, len(owner))),
                decimals(price),
                decimals(_rounded(price / 1000 * share, digits)),
                pa.array(months.astype(np.int32)),
                _days(start),
                _days(end),
            ],
            ["product", "kind", "eligible", "price", "discount", "months", "start", "end"],
        )
        return pa.ListArray.from_arrays(_offsets(owner, len(currency)), items)

    def activities(self) -> pa.Table:
        """The activities in order of days, as a log has them, with strangers among them and some rows twice."""
        draws, count = self.draws, self.size.activities
        strangers = max(len(self.weight) // 10, 1)
        employee = np.concatenate([self.place_employee, draws.within(0, len(self.partner_of), strangers)])
        client = np.concatenate([self.place_client, draws.within(0, self.size.clients, strangers)])
        weight = np.concatenate([self.weight, np.full(strangers, self.weight.sum() * 0.04 / strangers)])
        start = np.concatenate([self.place_runs.first_start(len(self.weight)), np.zeros(strangers, np.int64)])
        end = np.concatenate([self.place_runs.first_end(len(self.weight)), np.full(strangers, DAYS)])
        place = draws.places(weight, count)
        day = start[place] + draws.below(end[place] - start[place])
        anywhen = draws.chance(0.05, count)
        day[anywhen] = draws.within(0, DAYS, int(anywhen.sum()))
        packed = np.sort(day * len(employee) + place)
        rows = np.arange(count)
        twice = np.flatnonzero(draws.chance(0.002, count - 1))
        rows[twice + 1] = twice  # the same id with the same content
        day, place = np.divmod(packed[rows], len(employee))
        kind = draws.weighted([often for *_, often in KINDS], count).astype(np.int8)[rows]
        return pa.table(
            {
                "id": self.ids("a", rows),
                "employee": self.ids("e", employee[place]),
                "client": self.ids("c", client[place]),
                "on": _days(day),
                "tool": _words([tool for tool, _, _ in KINDS], kind),
                "action": _words([action for _, action, _ in KINDS], kind),
            }
        )


def _words(words: Sequence[str], places: Numbers) -> pa.Array:
    known = list(dict.fromkeys(words))
    code = np.array([known.index(word) for word in words], dtype=np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(code[places]), pa.array(known))


def _rounded(price: Numbers, digits: Numbers) -> Numbers:
    """Thousandths of a price of so many digits."""
    units: Numbers = np.round(price * 10**digits).astype(np.int64)
    units *= 10 ** (3 - digits)
    return units


def decimals(thousandths: Numbers) -> pa.Array:
    """Amounts with three decimals, without a float on the way."""
    wide = np.zeros((len(thousandths), 2), dtype=np.int64)  # 128 bits, the lower half first
    wide[:, 0] = thousandths
    return pa.Array.from_buffers(MONEY, len(thousandths), [None, pa.py_buffer(wide)])


def _days(days: Numbers) -> pa.Array:
    first = FIRST_DAY.toordinal() - date(1970, 1, 1).toordinal()
    return pa.array((days + first).astype(np.int32), mask=days == Runs.NEVER).view(pa.date32())


def _periods(runs: Runs) -> dict[str, pa.Array]:
    return {"start": _days(runs.start), "end": _days(runs.end)}


def _offsets(owner: Numbers, count: int) -> pa.Array:
    return pa.array(np.searchsorted(owner, np.arange(count + 1)).astype(np.int32))


def _lists(runs: Runs, count: int, absent: Numbers | None = None) -> pa.Array:
    """For each of so many owners the list of its periods; the runs come in the order of their owners."""
    periods = pa.StructArray.from_arrays([_days(runs.start), _days(runs.end)], fields=list(PERIOD))
    mask = None if absent is None else pa.array(absent)
    return pa.ListArray.from_arrays(_offsets(runs.owner, count), periods, mask=mask)


def main() -> None:
    """Write the Parquet files of one programme."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.columnar.generate", description=main.__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--text-ids", action="store_true", help="ids are text, as in most exports")
    given = parser.parse_args()
    write_programme(given.folder, SIZES[given.size], given.seed, text_ids=given.text_ids)


if __name__ == "__main__":
    main()
