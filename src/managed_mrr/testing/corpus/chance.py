"""Chance: small portfolios drawn from a seed, in which much happens within a few months."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from managed_mrr.conformance import CaseReading
from managed_mrr.dates import DateRange
from managed_mrr.evidence import (
    Activity,
    Billing,
    Client,
    ClientUser,
    Employee,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Record,
    Subscription,
)
from managed_mrr.testing.corpus.situation import EVERY_POLICY, Situation, around, changes

__all__ = ["chance_portfolio", "chance_situations"]


def __dir__() -> list[str]:
    return __all__


READINGS = (
    *EVERY_POLICY * 2,
    CaseReading(),
    CaseReading(window=30),
    CaseReading(minimum=(2, 30)),
    CaseReading(activity_outlives_employee=False),
)
"""Taken in turn."""

BEGINNINGS = (date(2023, 12, 30), date(2024, 2, 28), date(2025, 6, 20))
"""Around a leap day, the ends of months and years, and the day on which the rates changed."""

SPAN = 120
"""Within how many days everything happens."""

TURNS = 2
"""Of how many changes both sides are asked about."""


def chance_situations(seeds: range) -> Iterator[Situation]:
    """
    A situation for each seed of which the policy whose turn it is says anything at all.

    Examples:
        >>> [situation.name for situation in chance_situations(range(1))]
        ['0000']
    """
    for seed in seeds:
        portfolio, reading, drawn = chance_portfolio(seed), READINGS[seed % len(READINGS)], Random(seed)  # noqa: S311
        found = changes(portfolio, reading)
        if found:
            yield Situation(
                topic="random",
                name=f"{seed:04}",
                title=f"A portfolio drawn at random, from the seed {seed}.",
                clauses=(),
                boundaries=(),
                portfolio=portfolio,
                days=around(drawn.sample(found, min(TURNS, len(found)))),
                readings=(reading,),
            )


def chance_portfolio(seed: int) -> Portfolio:
    """
    A portfolio drawn from a seed.

    Examples:
        >>> chance_portfolio(3) == chance_portfolio(3)
        True
    """
    return _Drawn(Random(seed)).portfolio()  # noqa: S311 -- no secret is made of it


class _Drawn:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.beginning = random.choice(BEGINNINGS)

    def portfolio(self) -> Portfolio:
        partners = ["north", "south", "west"][: self.random.choice((1, 2, 2, 3))]
        clients = ["acme", "bolt"][: self.random.choice((1, 1, 2))]
        records: list[Record] = []
        for partner in partners:
            agreements = self.random.choice((None, None, None, tuple(self._runs())))
            records.append(Partner(partner, employee_domains=[f"{partner}.example"], agreements=agreements))
            for number in range(self.random.choice((1, 1, 2))):
                records += self._employee(f"{partner}-{number + 1}", partner, clients)
        for client in clients:
            currency, multiplier = (
                self.random.choice(("USD", "EUR", "JPY", "CHF", "KWD")),
                self.random.choice((1, 1, 2)),
            )
            records.append(Client(client, currency=currency, points_multiplier=multiplier))
            records += [
                self._subscription(f"{client}-{number + 1}", client) for number in range(self.random.choice((1, 1, 2)))
            ]
            records += [
                PartnerOfRecord(client, partner=self.random.choice(partners), start=run.start or date.min, end=run.end)
                for run in self._runs()
            ]
        return Portfolio.of(*records)

    def _employee(self, id: str, partner: str, clients: list[str]) -> Iterator[Record]:
        yield Employee(id, partner=partner, email=self.random.choice((None, None, f"{id}@{partner}.example")))
        for run in self._runs():
            yield PartnerUser(id, start=run.start or date.min, end=run.end, deactivated=self._within(run))
        for client in clients:
            for run in self._runs():
                yield ClientUser(
                    id, client=client, start=run.start or date.min, end=run.end, deactivated=self._within(run)
                )
            for run in self._runs():
                yield Link(id, client=client, start=run.start or date.min, end=run.end)
            for _ in range(self.random.choice((1, 2, 3))):
                tool, action = self.random.choice(
                    (("crm", "edit"),) * 4 + (("blog", "publish"), ("blog", "edit"), ("crm", "login"))
                )
                yield Activity(employee=id, client=client, on=self._day(), tool=tool, action=action)

    def _subscription(self, id: str, client: str) -> Subscription:
        start = self._day(40)
        end = self.random.choice((None, None, start + timedelta(days=self.random.randint(30, SPAN))))
        items = [
            Item(
                f"Product {number + 1}",
                price=self.random.choice(("1000", "99.99", "50", "0.5")),
                discount=self.random.choice(("0", "0", "0", "25.50")),
                months=self.random.choice((1, 1, 12, 3)),
                kind=self.random.choice(("recurring",) * 5 + ("one_time",)),
                eligible=self.random.random() < 0.9,  # noqa: PLR2004 -- most are
                start=start + timedelta(days=self.random.choice((0, 0, 0, 40))),
            )
            for number in range(self.random.choice((1, 1, 2)))
        ]
        billed = start + timedelta(days=self.random.choice((0, 0, 0, 14)))
        return Subscription(
            id,
            client=client,
            start=start,
            end=end,
            billing=self.random.choice((*(Billing(billed, every_months=self.random.choice((1, 1, 3))),) * 7, None)),
            refunded_on=self.random.choice((*(None,) * 7, self._day())),
            not_in_good_standing=self._within(DateRange(start, end)),
            items=items,
        )

    def _day(self, within: int = SPAN) -> date:
        return self.beginning + timedelta(days=self.random.randrange(within))

    def _runs(self) -> list[DateRange]:
        """One run without end; or one with an end, and often another after it, which may touch it."""
        start = self._day(30)
        if self.random.random() < 0.6:  # noqa: PLR2004 -- more than half
            return [DateRange(start)]
        end = start + timedelta(days=self.random.randint(1, 60))
        again = end + timedelta(days=self.random.choice((0, 0, 1, 20)))
        return [DateRange(start, end), *self.random.choice(([DateRange(again)],) * 3 + ([],))]

    def _within(self, run: DateRange) -> tuple[DateRange, ...]:
        if self.random.random() < 0.8:  # noqa: PLR2004 -- mostly none
            return ()
        start = (run.start or date.min) + timedelta(days=self.random.randint(0, 30))
        return (DateRange(start, start + timedelta(days=self.random.choice((1, 10)))),)
