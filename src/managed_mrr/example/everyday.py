"""Everyday: the clients with whom nothing special happens, and what everyone pays unless a story tells it."""

from collections.abc import Iterator

from managed_mrr.evidence import Billing, Item, Record, Subscription
from managed_mrr.example.rhythm import LAST_DAY, Rhythm, work
from managed_mrr.example.shorthand import contract, day, did, of_record, recurring, user

__all__ = ["everyday"]


def __dir__() -> list[str]:
    return __all__


_PROJECTS = """
    baumhaus          karla    2023-07-10  -           email    1  Mon
    baumhaus          svenja   2024-09-02  -           content  2  Thu
    brightwell        alice    2023-07-03  -           sales    1  Tue Fri
    brightwell        dev      2024-03-11  2024-06-28  email    1  Wed
    caribe-tours      diego    2023-08-14  -           ads      1  Tue
    cafe-altura       camila   2023-07-05  -           content  1  Wed
    andes-textiles    mateo    2023-07-04  -           sales    1  Tue
    sabor-bogota      luisa    2023-09-11  2025-03-28  ads      1  Wed
    fjordkaffe        ines     2023-07-03  -           content  1  Tue Thu
    great-ocean-wine  noah     2023-07-03  2024-08-23  content  1  Tue
    great-ocean-wine  mei      2024-08-26  -           email    1  Fri
    harbour-dental    dev      2023-09-04  -           email    1  Thu
    jarrah-furniture  olive    2023-07-06  -           content  1  Mon
    liffey-labs       tom      2023-11-06  -           sales    1  Thu
    lindenhof         paula    2023-07-03  -           email    1  Mon
    lindenhof         karla    2024-10-07  -           content  1  Fri
    acre-proptech     dev      2023-07-12  2025-07-25  sales    2  Wed
    merlion-fintech   mei      2023-10-09  -           sales    1  Wed
    pacific-relay     yuna     2023-07-18  2025-05-30  sales    1  Tue
    paramo-water      sofia    2024-01-22  -           email    1  Mon
    pennine-rail      fiona    2023-07-05  -           content  1  Mon Wed
    sakura-foods      aiko     2023-07-04  -           sales    1  Tue Thu
    tanaka-tools      kenji    2023-10-02  -           sales    1  Fri
    tanaka-tools      hiro     2024-11-11  2025-02-28  email    1  Wed
    tidewater         priya    2023-07-03  -           sales    1  Wed
    maracuja          sofia    2024-01-15  -           content  1  Thu
    faro-foundation   luisa    2023-10-05  -           email    2  Thu
    oakhurst          harriet  2023-07-06  -           email    1  Tue
    outback-vets      ruby     2023-07-11  -           email    1  Tue
    outback-vets      mei      2023-11-22  -           sales    2  Wed
"""
"""Client, employee, first and last day (- for still going on), craft, every how many weeks, weekdays."""

_PRICES = """
    andes-textiles     2023-01-10  Sales Hub Professional            1980000
    banksia-homes      2022-08-01  Marketing Hub Professional           1320
    baumhaus           2023-05-02  Marketing Hub Starter                 185
    brennwerk          2023-02-01  Marketing Hub Professional            880
    cafe-altura        2022-10-20  Marketing Hub Professional        3600000
    caribe-tours       2023-03-06  Marketing Hub Professional            890
    coral-divers       2023-06-15  Marketing Hub Starter                  75
    elbe-optics        2022-04-04  Marketing Hub Professional            880
    fjordkaffe         2022-09-12  Marketing Hub Professional            880
    great-ocean-wine   2022-12-05  Content Hub Professional              690
    gullwing           2023-09-18  Marketing Hub Professional            880
    hanse-boats        2021-10-01  Sales Hub Professional                450
    hoshi-robotics     2024-02-13  Sales Hub Enterprise               180000
    jarrah-furniture   2023-01-23  Marketing Hub Professional           1320
    kumo-hosting       2023-11-01  Service Hub Professional            60000
    maracuja           2023-12-04  Marketing Hub Professional           4490
    marzipan           2023-03-20  Marketing Hub Professional            880
    meridian           2022-05-16  Enterprise Customer Platform         4000
    merrow-books       2023-11-20  Content Hub Professional              360
    nordlicht-clinics  2023-08-07  Service Hub Professional              450
    oakhurst           2022-01-17  Marketing Hub Enterprise             2940
    orchid-logistics   2022-06-06  Sales Hub Professional                680
    outback-vets       2023-02-13  Marketing Hub Professional           1320
    pacific-relay      2022-07-25  Sales Hub Professional                450
    paramo-water       2023-12-11  Marketing Hub Starter              240000
    quill-payroll      2023-09-25  Sales Hub Professional                410
    sabor-bogota       2023-08-28  Marketing Hub Professional        3600000
    sakura-foods       2022-04-01  Marketing Hub Professional         106800
    saltmarsh-gin      2023-02-20  Marketing Hub Professional            740
    solarhof           2022-11-07  Marketing Hub Professional            880
    straits-marine     2023-05-29  Service Hub Professional              640
    tanaka-tools       2023-09-01  Sales Hub Professional              60000
    tidewater          2022-03-14  Marketing Hub and Sales Hub          1000
    tundra-gear        2023-01-30  Marketing Hub Professional            890
    verde-bananas      2023-06-12  Sales Hub Professional                450
    wombat-toys        2023-07-17  Marketing Hub Starter                  75
"""
"""Client, first day, product and monthly price; clients that are left out have a story, or pay nothing."""

_OF_RECORD = """
    acre-proptech      copperfield  2022-11-15
    andes-textiles     andina       2023-01-10
    banksia-homes      wattle       2022-08-01
    baumhaus           lighthouse   2023-05-02
    brightwell         copperfield  2021-09-01
    cafe-altura        andina       2022-10-20
    elbe-optics        lighthouse   2022-04-04
    fjordkaffe         lighthouse   2022-09-12
    gullwing           lighthouse   2023-09-18
    harbour-dental     copperfield  2023-08-14
    hoshi-robotics     kanto        2024-02-13
    lindenhof          lighthouse   2022-06-01
    marzipan           lighthouse   2023-03-20
    meridian           lighthouse   2022-05-16
    orchid-logistics   kanto        2022-06-06
    pennine-rail       copperfield  2022-02-07
    sakura-foods       kanto        2022-04-01
    solarhof           lighthouse   2022-11-07
    tidewater          copperfield  2022-03-14
    wombat-toys        wattle       2023-07-17
"""
"""Client, partner and first day of the partners of record that never change."""


def everyday() -> Iterator[Record]:
    """
    The records of everyday work, and of the contracts nobody has a story about.

    Examples:
        >>> sum(1 for record in everyday() if isinstance(record, Subscription)) > 30
        True
    """
    for row in _PROJECTS.strip().splitlines():
        client, employee, start, end, craft, weeks, weekdays = row.split(maxsplit=6)
        rhythm = Rhythm(weekdays, craft, int(weeks))
        yield user(employee, client, start)
        yield from work(employee, client, start, LAST_DAY if end == "-" else end, rhythm)
    for row in _PRICES.strip().splitlines():
        client, start, *product, price = row.split()
        yield contract(client, start, recurring(" ".join(product), price, start))
    for row in _OF_RECORD.strip().splitlines():
        client, partner, start = row.split()
        yield of_record(client, partner, start)
    yield _yearly()
    yield did("kenji", "tanaka-tools", "2024-03-14", "quotes create")  # a tool that the catalogue does not know


def _yearly() -> Subscription:
    """One client pays by the year: 12 months at a time, billed every September."""
    first = day("2021-09-01")
    term = Item("Sales Hub Enterprise", price="15600", discount="1200", months=12, start=first)
    return Subscription(
        "brightwell-1",
        client="brightwell",
        start=first,
        items=[term],
        billing=Billing(first, every_months=12),
    )
