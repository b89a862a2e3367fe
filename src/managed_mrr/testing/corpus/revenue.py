"""Revenue: the boundaries of subscriptions, items, partners of record, the split, and points."""

from collections.abc import Iterator

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.evidence import Billing, Client, Partner, PartnerOfRecord, Record, Subscription
from managed_mrr.testing.corpus.situation import EVERY_POLICY, Situation
from managed_mrr.testing.corpus.small import (
    ACME,
    AWAY,
    NORTH,
    START,
    THE_SERVICING,
    after,
    at,
    did,
    item,
    paying,
    situation,
    staff,
)

__all__ = ["revenue_situations"]


def __dir__() -> list[str]:
    return __all__


DONE, TURN, LATER = at("2024-01-15"), at("2024-02-01"), at("2024-02-20")
OF_RECORD = PartnerOfRecord("acme", partner="north", start=START)
SERVICED = (NORTH, ACME, *staff(), *did(DONE), OF_RECORD)


def revenue_situations() -> Iterator[Situation]:
    """
    The boundaries of what is paid, to whom it is credited, and what it makes.

    Examples:
        >>> "billing" in {situation.boundaries[0] for situation in revenue_situations()}
        True
    """
    yield from _subscriptions()
    yield from _items()
    yield from _billings()
    yield from _records()
    yield from _splits()
    yield from _points()


def _paid(place: str, title: str, clauses: str, *subscriptions: Subscription) -> Situation:
    return situation(f"revenue/{place}", title, clauses, [*SERVICED, *subscriptions], [DONE, TURN, LATER])


def _subscriptions() -> Iterator[Situation]:
    between = DateRange(TURN, LATER)
    for name, title, changed in (
        ("subscription/begins", "A subscription begins.", {"start": TURN, "billing": Billing(START)}),
        ("subscription/ends", "A subscription ends.", {"end": TURN}),
        ("subscription/billed-late", "A subscription is billed for the first time later.", {"billing": Billing(TURN)}),
        ("subscription/never-billed", "A subscription was never billed.", {"billing": None}),
        ("refund/on", "A subscription is refunded in full.", {"refunded_on": TURN}),
        ("refund/first-day", "A subscription is refunded on its first day.", {"refunded_on": START}),
        ("standing/gap", "A subscription is not in good standing for a while.", {"not_in_good_standing": [between]}),
        (
            "standing/for-good",
            "A subscription falls out of good standing.",
            {"not_in_good_standing": [DateRange(TURN)]},
        ),
        ("standing/two", "Two bad periods touch.", {"not_in_good_standing": [between, DateRange(LATER)]}),
    ):
        yield _paid(name, title, "B3 B5 B8", paying(**changed))
    again = paying(id="again", start=LATER, billing=Billing(LATER))
    yield _paid("subscription/again", "One is cancelled, another begins anew.", "B8", paying(end=TURN), again)
    yield _paid(
        "subscription/two", "Of two subscriptions one ends.", "A1 B8", paying(end=TURN), paying(item("7"), id="2")
    )
    yield _paid("subscription/none", "A client without any subscription is managed, with credit 0.", "A1")


def _items() -> Iterator[Situation]:
    for name, title, items in (
        ("item/upgrade", "One item follows on another that was cheaper.", [item(end=TURN), item("1500", start=TURN)]),
        ("item/added", "An item is added.", [item(), item("250.50", start=TURN)]),
        ("item/removed", "An item is removed.", [item(), item("250.50", end=TURN)]),
        ("item/gap", "An item pauses for a day.", [item(end=TURN), item(start=after(TURN, 1)[0])]),
        ("item/one-time", "One-time fees do not count.", [item(), item("9000", kind="one_time", start=TURN)]),
        ("item/not-eligible", "Other products do not count.", [item(), item("9000", eligible=False, start=TURN)]),
        ("discount/ends", "A discount ends.", [item(discount="250", end=TURN), item(start=TURN)]),
        ("discount/whole", "A discount of the whole price.", [item(), item("70", discount="70", start=TURN)]),
        ("discount/more", "A discount of more than the price is not negative.", [item(), item("70", discount="90")]),
        (
            "months/year",
            "A year's price counts by the month, exactly.",
            [item("1000", months=12), item("100", months=3)],
        ),
        ("months/discount", "The discount is of the whole price of the months.", [item("100", discount="1", months=7)]),
        ("cents/small", "The smallest amounts are not rounded.", [item("0.01", months=12), item("0.005")]),
    ):
        yield _paid(name, title, "B4 B6 B7", paying(*items))


def _billings() -> Iterator[Situation]:
    for first, every, turns in (
        ("2023-12-31", 1, ("2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30")),
        ("2023-01-31", 1, ("2023-02-28", "2023-03-31")),
        ("2023-08-31", 6, ("2024-02-29", "2024-08-31")),
        ("2024-02-29", 12, ("2025-02-28",)),
        ("2023-02-28", 12, ("2024-02-28",)),
        ("2023-11-30", 3, ("2024-02-29", "2024-05-30")),
        ("2024-01-15", 24, ("2026-01-15",)),
    ):
        start = at(first)
        sold = paying(item(start=start), start=start, billing=Billing(start, every_months=every))
        for billed in map(at, turns):
            for away, when in AWAY.items():
                set_on = after(billed, away)[0]
                record = attrs.evolve(OF_RECORD, start=set_on)
                title = f"Billed first on {first}, every {every} months; billed on {billed}; of record from {when} on."
                place = f"billing/{first} every {every}, {billed}, {when}".replace(",", "")
                days = [set_on, billed, *(day for day in map(at, turns) if day >= billed)]
                yield situation(f"record/{place}", title, "B5 B9", [NORTH, ACME, sold, record], days, EVERY_POLICY[1:2])


def _records() -> Iterator[Situation]:
    south = Partner("south")
    ends, begins = attrs.evolve(OF_RECORD, end=TURN), attrs.evolve(OF_RECORD, start=TURN)
    for name, title, records in (
        ("touching", "Two records of the same partner that touch are one.", [ends, begins]),
        (
            "gap",
            "A record pauses; afterwards the next billing is needed.",
            [ends, attrs.evolve(OF_RECORD, start=LATER)],
        ),
        ("ends", "A record ends.", [ends]),
        ("changes", "The client changes partner.", [ends, attrs.evolve(begins, partner="south")]),
        ("before", "Of record before the subscription.", [attrs.evolve(OF_RECORD, start=at("2022-06-01"))]),
        (
            "other",
            "Another partner is of record than the one that is servicing.",
            [attrs.evolve(OF_RECORD, partner="south")],
        ),
    ):
        people = [NORTH, south, ACME, *staff(), *did(DONE, LATER), paying()]
        days = [DONE, TURN, LATER, at("2024-03-01")]
        yield situation(f"record/record/{name}", title, "B2 B9", [*people, *records], days)
    bad = paying(not_in_good_standing=[DateRange(TURN, LATER)])
    north = Partner("north", agreements=[DateRange(START, DONE), DateRange(LATER)])
    record = attrs.evolve(OF_RECORD, start=after(DONE, 1)[0])
    title = "Neither standing nor agreement is asked for on the day of the billing."
    yield situation("record/billing/gaps", title, "B5", [north, ACME, bad, record], [TURN, LATER], EVERY_POLICY[1:2])


def _splits() -> Iterator[Situation]:
    for count in range(1, 6):
        records: list[Record] = [ACME, paying(item("100"))]
        starts = after(DONE, *range(count))
        for number, day in enumerate(starts):
            partner = f"p{number + 1}"
            records += [Partner(partner), *staff(f"e{number + 1}", partner), *did(day, employee=f"e{number + 1}")]
        title = f"One partner after another begins, up to {count}, and then one after another ends."
        days = [*starts, *(after(day, 60)[0] for day in starts)]
        yield situation(f"split/split/{count}", title, "A5", records, days, THE_SERVICING)
    twice = [NORTH, ACME, paying(), *staff(), *staff("ben"), *did(DONE), *did(TURN, employee="ben")]
    title = "Two employees of one partner are one partner: nothing is divided."
    days = [DONE, TURN, *after(DONE, 60), *after(TURN, 60)]
    yield situation("split/split/two-employees", title, "A5 A15", twice, days, THE_SERVICING)
    of_record = [*SERVICED, Partner("south"), *staff("sam", "south"), *did(DONE, employee="sam"), paying(item("100"))]
    yield situation("split/split/of-record", "Who is of record shares with nobody.", "A5 B2", of_record, [DONE])


def _points() -> Iterator[Situation]:
    change = at("2025-07-15")
    for currency in ("USD", "AUD", "COP", "EUR", "GBP", "SGD", "JPY", "ZAR", "CAD", "CHF", "KWD", "BHD", "KRW"):
        acme = Client("acme", currency=currency)
        records = [NORTH, acme, *staff(), *did(at("2025-06-01")), paying(item("1234.5")), OF_RECORD]
        title = f"Points in {currency} on both sides of the day on which the published rates changed."
        yield situation(f"points/rates/{currency}", title, "A3 A17 B13", records, [change])
    for multiplier in ("2", "0.5", "1.1"):
        acme = Client("acme", currency="EUR", points_multiplier=multiplier)
        bolt = Client("bolt", currency="CHF", points_multiplier=multiplier)
        records = [NORTH, acme, bolt, *staff(), *staff(client="bolt")[2:], paying(item("100"))]
        records += [Partner("south"), *staff("sam", "south"), *did(DONE), *did(DONE, client="bolt")]
        records += did(TURN, employee="sam")
        title = f"A client's points are multiplied by {multiplier}, after the split; unknown stays unknown."
        yield situation(f"points/multiplier/{multiplier}", title, "A3 A5", records, [DONE, TURN], THE_SERVICING)
