"""Stories about activities: which qualify, how long each counts, and how many it takes."""

from collections.abc import Iterator

from managed_mrr.evidence import Record
from managed_mrr.example.rhythm import LAST_DAY, Rhythm, work
from managed_mrr.example.shorthand import did, user
from managed_mrr.example.story import NO_LINE, Story
from managed_mrr.hubspot import SERVICING
from managed_mrr.rules import MinimumActivity

__all__ = ["STORIES"]


def __dir__() -> list[str]:
    return __all__


@Story(
    clause="A2",
    title="Credit follows the work",
    partner="lighthouse",
    client="gullwing",
    sights={"2024-02-05": NO_LINE, "2024-02-06": "EUR 880.00", "2024-08-23": "EUR 880.00", "2024-08-24": NO_LINE},
    see="Users stood ready for weeks; credit began with the first campaign and ran out after the last.",
).told_by
def _follows_the_work() -> Iterator[Record]:
    yield user("karla", "gullwing", "2024-01-15")
    yield did("karla", "gullwing", "2024-02-06", "email create")
    yield from work("karla", "gullwing", "2024-02-07", "2024-06-21", Rhythm("Tue Fri", "email"))
    yield did("karla", "gullwing", "2024-06-25", "email publish")


@Story(
    clause="A7",
    title="Drafts, and drafts, and a post",
    partner="copperfield",
    client="merrow-books",
    sights={"2024-02-09": NO_LINE, "2024-02-26": NO_LINE, "2024-02-27": "GBP 360.00"},
    see="Fiona drafted and edited posts for a month; only the one she published counted.",
).told_by
def _drafts() -> Iterator[Record]:
    yield user("fiona", "merrow-books", "2024-01-29")
    yield did("fiona", "merrow-books", "2024-01-30", "blog create")
    for on in ("2024-02-01", "2024-02-06", "2024-02-08", "2024-02-13", "2024-02-20"):
        yield did("fiona", "merrow-books", on, "blog edit")
    yield did("fiona", "merrow-books", "2024-02-27", "blog publish")
    yield from work("fiona", "merrow-books", "2024-02-28", LAST_DAY, Rhythm("Tue", "content"))


@Story(
    clause="A8",
    title="Giles only looks in",
    partner="copperfield",
    client="quill-payroll",
    sights={"2023-12-01": NO_LINE, "2024-03-01": NO_LINE, "2024-04-17": NO_LINE, "2024-04-18": "GBP 410.00"},
    see="Giles logged in on most Mondays for half a year, which never counted; Harriet's first workflow did.",
).told_by
def _only_logging_in() -> Iterator[Record]:
    yield user("giles", "quill-payroll", "2023-10-02")
    yield from work("giles", "quill-payroll", "2023-10-02", "2024-04-15", Rhythm("Mon", "logins"))
    yield user("harriet", "quill-payroll", "2024-04-15")
    yield did("harriet", "quill-payroll", "2024-04-18", "workflows create")
    yield from work("harriet", "quill-payroll", "2024-04-19", LAST_DAY, Rhythm("Thu", "sales"))


@Story(
    clause="A14",
    title="Sixty days of silence",
    partner="lighthouse",
    client="elbe-optics",
    sights={"2024-02-09": "EUR 880.00", "2024-02-10": NO_LINE, "2024-03-04": NO_LINE, "2024-03-05": "EUR 880.00"},
    see="The last activity was on 12 December: it counted through day 59, and credit came back with the next one.",
).told_by
def _sixty_days() -> Iterator[Record]:
    yield user("mats", "elbe-optics", "2022-04-11")
    yield from work("mats", "elbe-optics", "2023-07-03", "2023-12-08", Rhythm("Mon", "email"))
    yield did("mats", "elbe-optics", "2023-12-12", "email publish")
    yield did("mats", "elbe-optics", "2024-03-05", "lists create")
    yield from work("mats", "elbe-optics", "2024-03-06", LAST_DAY, Rhythm("Mon", "email"))


@Story(
    clause="A15",
    title="The last one carries all",
    partner="lighthouse",
    client="solarhof",
    sights={"2024-07-02": "EUR 880.00", "2024-07-26": "EUR 880.00", "2024-07-27": NO_LINE, "2024-10-08": "EUR 880.00"},
    see="Nils's activities expired on 2 July, Paula's last one kept the client until 27 July; then credit stopped.",
).told_by
def _all_expired() -> Iterator[Record]:
    yield user("nils", "solarhof", "2022-11-14")
    yield from work("nils", "solarhof", "2023-07-05", "2024-04-30", Rhythm("Wed", "ads"))
    yield did("nils", "solarhof", "2024-05-03", "ads edit")
    yield user("paula", "solarhof", "2023-11-06")
    yield from work("paula", "solarhof", "2023-11-09", "2024-05-24", Rhythm("Thu", "content", weeks=2))
    yield did("paula", "solarhof", "2024-05-28", "blog publish")
    yield did("paula", "solarhof", "2024-10-08", "landing_pages create")
    yield from work("paula", "solarhof", "2024-10-09", LAST_DAY, Rhythm("Thu", "content"))


@Story(
    clause="A16",
    title="Too little for a tier that asks for more",
    partner="wattle",
    client="coral-divers",
    sights={"2024-03-01": NO_LINE, "2024-09-16": NO_LINE, "2024-09-17": "AUD 75.00"},
    policy=SERVICING.requiring(MinimumActivity(count=3, within=30)),
    see="One visit a month is servicing; asked for three activities in 30 days, only the spring sale has them.",
).told_by
def _too_little() -> Iterator[Record]:
    yield user("jack", "coral-divers", "2023-07-03")
    yield from work("jack", "coral-divers", "2023-07-03", "2024-08-02", Rhythm("Thu", "ads", weeks=4))
    for on, what in (("2024-09-10", "ads create"), ("2024-09-12", "landing_pages create"), ("2024-09-17", "ads edit")):
        yield did("jack", "coral-divers", on, what)
    yield from work("jack", "coral-divers", "2024-09-19", LAST_DAY, Rhythm("Thu", "ads", weeks=4))


STORIES = (_follows_the_work, _drafts, _only_logging_in, _sixty_days, _all_expired, _too_little)
