"""Stories about people: who counts at a client, and what ends when they go."""

from collections.abc import Iterator

from managed_mrr.evidence import Record
from managed_mrr.example.rhythm import LAST_DAY, Rhythm, work
from managed_mrr.example.shorthand import colleague, did, linked, off, user
from managed_mrr.example.story import NO_LINE, Story

__all__ = ["STORIES"]


def __dir__() -> list[str]:
    return __all__


@Story(
    clause="A6",
    title="A desk before a login",
    partner="kanto",
    client="hoshi-robotics",
    sights={"2024-04-30": NO_LINE, "2024-05-09": NO_LINE, "2024-05-10": "JPY 180,000"},
    see="The client made Mika a user in April, but what she did counts only once she is a user in Kanto's account too.",
).told_by
def _four_conditions() -> Iterator[Record]:
    yield user("mika", "hoshi-robotics", "2024-04-08")
    yield from work("mika", "hoshi-robotics", "2024-04-09", "2024-05-02", Rhythm("Tue", "sales"))
    yield colleague("mika", "2024-05-07")
    yield did("mika", "hoshi-robotics", "2024-05-10", "crm create")
    yield from work("mika", "hoshi-robotics", "2024-05-11", LAST_DAY, Rhythm("Tue", "sales"))


@Story(
    clause="A9",
    title="The Pixelwerk addresses",
    partner="lighthouse",
    client="brennwerk",
    sights={"2023-10-09": NO_LINE, "2023-10-10": "EUR 880.00"},
    see="Jonas counts as an employee by the domain of the studio that Lighthouse took over, capitals and all.",
).told_by
def _second_domain() -> Iterator[Record]:
    yield user("jonas", "brennwerk", "2023-10-09")
    yield did("jonas", "brennwerk", "2023-10-10", "website_pages create")
    yield from work("jonas", "brennwerk", "2023-10-11", LAST_DAY, Rhythm("Thu", "content"))


@Story(
    clause="A10",
    title="The link came two weeks late",
    partner="kanto",
    client="kumo-hosting",
    sights={"2024-02-16": NO_LINE, "2024-02-25": NO_LINE, "2024-02-26": "JPY 60,000"},
    see="What Ryo did before the client was linked to him is never attributed, also not after the link.",
).told_by
def _linked_too_late() -> Iterator[Record]:
    yield user("ryo", "kumo-hosting", "2024-02-01")
    yield did("ryo", "kumo-hosting", "2024-02-05", "crm edit")
    yield did("ryo", "kumo-hosting", "2024-02-13", "reports create")
    yield linked("ryo", "kumo-hosting", "2024-02-19")
    yield did("ryo", "kumo-hosting", "2024-02-26", "crm edit")
    yield from work("ryo", "kumo-hosting", "2024-02-27", LAST_DAY, Rhythm("Mon", "sales"))


@Story(
    clause="A11",
    title="Linked by address",
    partner="lighthouse",
    client="nordlicht-clinics",
    sights={"2023-10-16": NO_LINE, "2023-10-17": "EUR 450.00"},
    see="Nobody ever linked Lena by hand: her address did it, on the day she became a user at the client.",
).told_by
def _automatic_link() -> Iterator[Record]:
    yield user("lena", "nordlicht-clinics", "2023-10-16")
    yield did("lena", "nordlicht-clinics", "2023-10-17", "workflows create")
    yield from work("lena", "nordlicht-clinics", "2023-10-18", LAST_DAY, Rhythm("Tue", "email"))


@Story(
    clause="A12",
    title="The freelancer",
    partner="lighthouse",
    client="marzipan",
    sights={"2023-10-09": NO_LINE, "2023-10-10": "EUR 880.00", "2024-03-01": "EUR 880.00"},
    see="Yusuf writes from a private address, so Lighthouse had to link the client to him by hand.",
).told_by
def _freelancer() -> Iterator[Record]:
    yield user("yusuf", "marzipan", "2023-10-02")
    yield linked("yusuf", "marzipan", "2023-10-04")
    yield did("yusuf", "marzipan", "2023-10-10", "blog publish")
    yield from work("yusuf", "marzipan", "2023-10-11", LAST_DAY, Rhythm("Tue", "content"))


@Story(
    clause="A12",
    title="Nobody linked Sam",
    partner="wattle",
    client="wombat-toys",
    sights={"2025-02-10": "AUD 75.00", "2025-02-11": NO_LINE, "2025-04-27": NO_LINE, "2025-04-28": "AUD 75.00"},
    see="When Jack's work had expired nothing of Sam's counted, until somebody linked the client to Sam.",
).told_by
def _never_linked() -> Iterator[Record]:
    yield user("jack", "wombat-toys", "2023-07-24")
    yield from work("jack", "wombat-toys", "2023-07-27", "2024-12-12", Rhythm("Thu", "ads"))
    yield did("jack", "wombat-toys", "2024-12-13", "reports edit")
    yield user("sam", "wombat-toys", "2024-07-22")
    yield from work("sam", "wombat-toys", "2024-07-29", "2025-04-20", Rhythm("Mon", "ads"))
    yield linked("sam", "wombat-toys", "2025-04-22")
    yield did("sam", "wombat-toys", "2025-04-28", "ads edit")
    yield from work("sam", "wombat-toys", "2025-04-29", LAST_DAY, Rhythm("Mon", "ads"))


@Story(
    clause="A13",
    title="The client's audit",
    partner="kanto",
    client="orchid-logistics",
    sights={
        "2024-03-01": "SGD 680.00",
        "2024-04-08": "SGD 680.00",
        "2024-04-09": NO_LINE,
        "2024-05-02": "SGD 680.00",
    },
    see="Wei was deactivated by an audit and counted again once reactivated; by whom, evidence cannot show.",
).told_by
def _reactivated() -> Iterator[Record]:
    yield user("wei", "orchid-logistics", "2022-06-13", None, off("2024-02-12", "2024-04-29"))
    yield from work("wei", "orchid-logistics", "2023-07-03", "2024-02-07", Rhythm("Mon Wed", "sales"))
    yield did("wei", "orchid-logistics", "2024-02-09", "reports edit")
    yield did("wei", "orchid-logistics", "2024-05-02", "crm edit")
    yield from work("wei", "orchid-logistics", "2024-05-03", LAST_DAY, Rhythm("Mon Wed", "sales"))


@Story(
    clause="A18",
    title="All removed at the client",
    partner="kanto",
    client="straits-marine",
    sights={"2024-06-09": "SGD 640.00", "2024-06-10": NO_LINE, "2024-07-01": NO_LINE},
    see="The client removed everyone from Kanto in one go: credit ended that day, days after the last activity.",
).told_by
def _removed_by_the_client() -> Iterator[Record]:
    for employee, start, weekday in (("hiro", "2023-09-04", "Mon"), ("yuna", "2024-01-15", "Thu")):
        yield user(employee, "straits-marine", start, "2024-06-10")
        yield from work(employee, "straits-marine", start, "2024-06-05", Rhythm(weekday, "sales"))
    yield did("yuna", "straits-marine", "2024-06-06", "reports create")


@Story(
    clause="A18",
    title="The last one left the agency",
    partner="andina",
    client="verde-bananas",
    sights={"2024-10-31": "USD 450.00", "2024-11-01": NO_LINE},
    see="Valeria, the only one managing the client, was removed from Andina's account, and credit ended at once.",
).told_by
def _left_the_partner() -> Iterator[Record]:
    yield colleague("valeria", "2023-02-01", "2024-11-01")
    yield user("valeria", "verde-bananas", "2023-08-07")
    yield from work("valeria", "verde-bananas", "2023-08-08", "2024-10-25", Rhythm("Tue", "sales"))
    yield did("valeria", "verde-bananas", "2024-10-29", "crm edit")


@Story(
    clause="A18",
    title="A hand-over on one day",
    partner="lighthouse",
    client="hanse-boats",
    sights={"2024-04-14": "EUR 450.00", "2024-04-15": "EUR 450.00", "2024-04-22": "EUR 450.00"},
    see="Mats was removed on the day Ines was added: the relationship never broke, and what he did stayed live.",
).told_by
def _hand_over() -> Iterator[Record]:
    yield user("mats", "hanse-boats", "2021-10-04", "2024-04-15")
    yield from work("mats", "hanse-boats", "2023-07-05", "2024-04-10", Rhythm("Wed", "sales"))
    yield user("ines", "hanse-boats", "2024-04-15")
    yield did("ines", "hanse-boats", "2024-04-24", "crm edit")
    yield from work("ines", "hanse-boats", "2024-04-25", LAST_DAY, Rhythm("Wed", "sales"))


@Story(
    clause="A19",
    title="Parental leave",
    partner="copperfield",
    client="saltmarsh-gin",
    sights={
        "2024-02-01": "GBP 740.00",
        "2024-03-24": "GBP 740.00",
        "2024-03-25": NO_LINE,
        "2024-09-03": "GBP 740.00",
    },
    see="Deactivating Owen, the only one there, ended nothing at once: his last activity counted its 60 days out.",
).told_by
def _deactivated() -> Iterator[Record]:
    yield colleague("owen", "2021-10-04", None, off("2024-01-29", "2024-09-02"))
    yield user("owen", "saltmarsh-gin", "2023-02-20")
    yield from work("owen", "saltmarsh-gin", "2023-07-03", "2024-01-23", Rhythm("Tue", "email"))
    yield did("owen", "saltmarsh-gin", "2024-01-25", "email publish")
    yield did("owen", "saltmarsh-gin", "2024-09-03", "email create")
    yield from work("owen", "saltmarsh-gin", "2024-09-04", LAST_DAY, Rhythm("Tue", "email"))


@Story(
    clause="A19",
    title="The project was over",
    partner="lighthouse",
    client="tundra-gear",
    sights={"2024-03-01": "USD 890.00", "2024-04-14": "USD 890.00", "2024-04-15": NO_LINE},
    see="Nils stopped working but kept his user: credit went on until the 60th day after his last activity.",
).told_by
def _ceased() -> Iterator[Record]:
    yield user("nils", "tundra-gear", "2023-02-06")
    yield from work("nils", "tundra-gear", "2023-07-03", "2024-02-13", Rhythm("Mon Thu", "ads"))
    yield did("nils", "tundra-gear", "2024-02-15", "ads edit")
    yield from (did("nils", "tundra-gear", on, "crm login") for on in ("2024-03-04", "2024-04-02"))


STORIES = (
    _four_conditions,
    _second_domain,
    _linked_too_late,
    _automatic_link,
    _freelancer,
    _never_linked,
    _reactivated,
    _removed_by_the_client,
    _left_the_partner,
    _hand_over,
    _deactivated,
    _ceased,
)
