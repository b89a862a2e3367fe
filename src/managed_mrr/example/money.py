"""Stories about money: what clients pay, who shares it, what points it makes, and who is named."""

from collections.abc import Iterator

import attrs

from managed_mrr.evidence import Billing, Item, Record, Subscription
from managed_mrr.example.rhythm import LAST_DAY, Rhythm, work
from managed_mrr.example.shorthand import contract, day, did, of_record, off, recurring, user
from managed_mrr.example.story import NO_LINE, Story
from managed_mrr.hubspot import PARTNER_OF_RECORD

__all__ = ["STORIES"]


def __dir__() -> list[str]:
    return __all__


@Story(
    clause="A1",
    title="Two subscriptions, one credit",
    partner="wattle",
    client="jarrah-furniture",
    sights={"2024-06-02": "AUD 1,320.00", "2024-06-03": "AUD 1,390.00"},
    see="Credit is all that the client pays a month: a second subscription adds to it on its first day.",
).told_by
def _two_subscriptions() -> Iterator[Record]:
    start = "2024-06-03"
    yield contract("jarrah-furniture", start, recurring("Sales Hub Starter", "70", start), number=2)


_NOTHING_TO_PAY = Story(
    clause="A1",
    title="Serviced, and worth nothing",
    partner="andina",
    client="faro-foundation",
    sights={"2024-03-01": "USD 0.00", "2025-08-01": "USD 0.00"},
    see="The foundation uses the free tools: it is serviced, has a line, and the credit on it is 0.",
)

_WORKED_EXAMPLE = Story(
    clause="A3",
    title="A thousand dollars, ten points",
    partner="copperfield",
    client="tidewater",
    sights={"2024-03-01": "USD 1,000.00", "2025-08-01": "USD 1,000.00"},
    see="USD 1,000 a month makes 10 managed points, before and after the change of rates.",
)

_NEW_RATES = Story(
    clause="A3",
    title="New rates in July",
    partner="lighthouse",
    client="fjordkaffe",
    sights={"2025-07-14": "EUR 880.00", "2025-07-15": "EUR 880.00"},
    see="The same EUR 880 made 11.73 points until 14 July 2025, and makes 10 from the day after.",
)

_GROWTH_MARKET = Story(
    clause="A3",
    title="A growth market",
    partner="andina",
    client="cafe-altura",
    sights={"2025-08-01": "COP 3,600,000.00"},
    see="The client's points count double: 17.65 instead of 8.82.",
)

_BOUGHT_DIRECTLY = Story(
    clause="A4",
    title="Nobody sold it",
    partner="copperfield",
    client="oakhurst",
    sights={"2024-03-01": "GBP 2,940.00"},
    see="The schools bought directly and name no partner of record; Copperfield services them and has the credit.",
)


@Story(
    clause="A5",
    title="Shared by two, then by three",
    partner="lighthouse",
    client="meridian",
    sights={
        "2023-11-06": "USD 4,000.00",
        "2023-11-07": "USD 2,000.00",
        "2024-02-06": "USD 1,333.33",
        "2025-05-12": "USD 1,333.33",
        "2025-05-13": NO_LINE,
    },
    see="Each partner that began servicing the client made the shares of the others smaller, until Lighthouse left.",
).told_by
def _shared() -> Iterator[Record]:
    yield user("paula", "meridian", "2022-05-23")
    yield from work("paula", "meridian", "2023-07-04", "2025-03-12", Rhythm("Tue", "content"))
    yield did("paula", "meridian", "2025-03-14", "blog publish")
    yield user("alice", "meridian", "2023-10-30")
    yield did("alice", "meridian", "2023-11-07", "crm create")
    yield from work("alice", "meridian", "2023-11-08", LAST_DAY, Rhythm("Thu", "sales"))
    yield user("diego", "meridian", "2024-01-29")
    yield did("diego", "meridian", "2024-02-06", "ads create")
    yield from work("diego", "meridian", "2024-02-07", LAST_DAY, Rhythm("Mon", "ads"))


@Story(
    clause="A17",
    title="Points unknown",
    partner="andina",
    client="maracuja",
    sights={"2024-03-01": "BRL 4,490.00", "2025-08-01": "BRL 4,490.00"},
    see="No rate is published for the real: the credit stands there in BRL, and its points are unknown, not 0.",
).told_by
def _no_rate() -> Iterator[Record]:
    yield of_record("maracuja", "andina", "2023-12-04")


_TIER = Story(
    clause="A20",
    title="One half of the tier",
    partner="copperfield",
    client="brightwell",
    sights={"2024-03-01": "GBP 1,200.00", "2025-08-01": "GBP 1,200.00"},
    see="A tier counts sold and managed points together; a statement's totals are the managed half of it.",
)


@Story(
    clause="B1",
    title="The agreement nobody renewed",
    partner="wattle",
    client="banksia-homes",
    sights={"2024-04-11": "AUD 1,320.00", "2024-04-12": NO_LINE, "2024-05-19": NO_LINE, "2024-05-20": "AUD 1,320.00"},
    see="Ruby worked on as ever, but for five weeks Wattle had no current agreement, and so no line anywhere.",
).told_by
def _no_agreement() -> Iterator[Record]:
    yield user("ruby", "banksia-homes", "2022-08-08")
    yield from work("ruby", "banksia-homes", "2023-07-03", LAST_DAY, Rhythm("Wed", "content"))


_OUT_OF_THE_DIVISOR = Story(
    clause="B1",
    title="The other one gets it all",
    partner="kanto",
    client="outback-vets",
    sights={"2024-04-11": "AUD 660.00", "2024-04-12": "AUD 1,320.00", "2024-05-20": "AUD 660.00"},
    see="While Wattle had no agreement it was not servicing either, and Kanto shared with nobody.",
)


@Story(
    clause="B2",
    title="Sold by one, serviced by another",
    partner="copperfield",
    client="caribe-tours",
    policy=PARTNER_OF_RECORD,
    sights={"2024-03-01": "USD 890.00"},
    see="Copperfield is of record and never works there: by source B the credit is its own, by source A Andina's.",
).told_by
def _of_record_only() -> Iterator[Record]:
    yield of_record("caribe-tours", "copperfield", "2023-03-06")


@Story(
    clause="B3",
    title="An unpaid invoice",
    partner="copperfield",
    client="harbour-dental",
    sights={"2024-02-14": "GBP 710.00", "2024-02-15": "GBP 0.00", "2024-04-02": "GBP 710.00"},
    see="While the subscription was paused over an invoice it counted for nothing; servicing went on, with credit 0.",
).told_by
def _paused() -> Iterator[Record]:
    start = "2023-08-14"
    paused = off("2024-02-15", "2024-04-02")
    made = contract("harbour-dental", start, recurring("Marketing Hub Professional", "710", start))
    yield attrs.evolve(made, not_in_good_standing=[paused])


@Story(
    clause="B4",
    title="Much on the invoice that does not count",
    partner="copperfield",
    client="liffey-labs",
    sights={"2023-11-24": "EUR 450.00", "2024-03-01": "EUR 450.00"},
    see="Of a seat plan, onboarding, a free add-on and payment fees, only the seat plan counts.",
).told_by
def _does_not_count() -> Iterator[Record]:
    start = day("2023-10-23")
    yield Subscription(
        "liffey-labs-1",
        client="liffey-labs",
        start=start,
        billing=Billing(start),
        items=[
            Item("Sales Hub Professional", price="450", start=start),
            Item("Guided onboarding", price="1470", kind="one_time", start=start),
            Item("Calling add-on", price="90", discount="90", start=start),
            Item("Payments", price="38.50", eligible=False, start=start),
        ],
    )


@Story(
    clause="B5",
    title="Signed, and never billed",
    partner="kanto",
    client="merlion-fintech",
    sights={"2024-02-18": "SGD 680.00", "2024-03-01": "SGD 680.00"},
    see="A second subscription was signed in February 2024 and never billed, so it never counted.",
).told_by
def _never_billed() -> Iterator[Record]:
    first, second = "2023-09-18", "2024-02-19"
    yield contract("merlion-fintech", first, recurring("Sales Hub Professional", "680", first))
    made = contract("merlion-fintech", second, recurring("Service Hub Professional", "640", second), number=2)
    yield attrs.evolve(made, billing=None)


@Story(
    clause="B5",
    title="From the next billing on",
    partner="kanto",
    client="great-ocean-wine",
    policy=PARTNER_OF_RECORD,
    sights={"2024-09-15": NO_LINE, "2024-09-16": "AUD 0.00", "2024-10-04": "AUD 0.00", "2024-10-05": "AUD 690.00"},
    see="Kanto became partner of record in mid-September, and was credited from the billing of 5 October.",
).told_by
def _next_billing() -> Iterator[Record]:
    yield of_record("great-ocean-wine", "wattle", "2022-12-05", "2024-09-16")
    yield of_record("great-ocean-wine", "kanto", "2024-09-16")


@Story(
    clause="B6",
    title="Growing with the client",
    partner="lighthouse",
    client="lindenhof",
    sights={
        "2024-03-01": "EUR 704.00",
        "2024-06-01": "EUR 880.00",
        "2024-09-02": "EUR 3,300.00",
        "2025-01-13": "EUR 3,530.00",
    },
    see="The end of a discount, an upgrade and an add-on each raised the credit on its day.",
).told_by
def _upgrades() -> Iterator[Record]:
    yield contract(
        "lindenhof",
        "2022-06-01",
        recurring("Marketing Hub Professional", "880", "2022-06-01", "2024-06-01", discount="176"),
        recurring("Marketing Hub Professional", "880", "2024-06-01", "2024-09-02"),
        recurring("Marketing Hub Enterprise", "3300", "2024-09-02"),
        recurring("Additional contacts", "230", "2025-01-13"),
    )


@Story(
    clause="B7",
    title="Down a tier, and fewer seats",
    partner="copperfield",
    client="pennine-rail",
    sights={"2024-05-12": "GBP 3,170.00", "2024-05-13": "GBP 970.00", "2025-02-07": "GBP 786.00"},
    see="Credit fell on the day each downgrade took effect.",
).told_by
def _downgrades() -> Iterator[Record]:
    yield contract(
        "pennine-rail",
        "2022-02-07",
        recurring("Marketing Hub Enterprise", "2940", "2022-02-07", "2024-05-13"),
        recurring("Marketing Hub Professional", "740", "2024-05-13"),
        recurring("Sales seats, five", "230", "2022-02-07", "2025-02-07"),
        recurring("Sales seats, one", "46", "2025-02-07"),
    )


@Story(
    clause="B8",
    title="Cancelled, and back again",
    partner="copperfield",
    client="acre-proptech",
    sights={"2024-05-14": "USD 500.00", "2024-05-15": "USD 0.00", "2024-10-07": "USD 360.00"},
    see="Cancelling ended the credit with the term; the new subscription in October began it anew.",
).told_by
def _cancelled() -> Iterator[Record]:
    first, second = "2022-11-15", "2024-10-07"
    made = contract("acre-proptech", first, recurring("Sales Hub Professional", "500", first))
    yield attrs.evolve(made, end=day("2024-05-15"))
    yield contract("acre-proptech", second, recurring("Sales Hub Professional", "450", second, discount="90"), number=2)


@Story(
    clause="B8",
    title="Refunded in full",
    partner="copperfield",
    client="liffey-labs",
    sights={"2024-05-05": "EUR 450.00", "2024-05-06": "EUR 515.00", "2024-06-14": "EUR 450.00"},
    see="The refund ended the credit of that one subscription; the other went on.",
).told_by
def _refunded() -> Iterator[Record]:
    start = "2024-05-06"
    made = contract("liffey-labs", start, recurring("Marketing Hub Starter", "65", start), number=2)
    yield attrs.evolve(made, refunded_on=day("2024-06-14"))


_LOST_RECORD = Story(
    clause="B9",
    title="No longer of record",
    partner="wattle",
    client="great-ocean-wine",
    policy=PARTNER_OF_RECORD,
    sights={"2024-09-15": "AUD 690.00", "2024-09-16": NO_LINE},
    see="Wattle's credit stopped on the day the client named another partner.",
)

STORIES = (
    _two_subscriptions,
    _NOTHING_TO_PAY,
    _WORKED_EXAMPLE,
    _NEW_RATES,
    _GROWTH_MARKET,
    _BOUGHT_DIRECTLY,
    _shared,
    _no_rate,
    _TIER,
    _no_agreement,
    _OUT_OF_THE_DIVISOR,
    _of_record_only,
    _paused,
    _does_not_count,
    _never_billed,
    _next_billing,
    _upgrades,
    _downgrades,
    _cancelled,
    _refunded,
    _LOST_RECORD,
)
