"""People: the boundaries of links, users, deactivations and agreements."""

from collections.abc import Iterator, Sequence

import attrs

from managed_mrr.conformance import CaseReading
from managed_mrr.dates import DateRange
from managed_mrr.evidence import (
    ClientUser,
    Employee,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Record,
)
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
    paying,
    situation,
    staff,
)

__all__ = ["people_situations"]


def __dir__() -> list[str]:
    return __all__


DONE, TURN, LATER = at("2024-01-15"), at("2024-02-01"), at("2024-02-20")
ANN = Employee("ann", partner="north")
AT_NORTH, AT_ACME = PartnerUser("ann", start=START), ClientUser("ann", client="acme", start=START)
LINK = Link("ann", client="acme", start=START)
OF_RECORD = PartnerOfRecord("acme", partner="north", start=START)
SET_UP = (NORTH, ACME, paying(), OF_RECORD)


def people_situations() -> Iterator[Situation]:
    """
    The boundaries of who is linked, present, active and under agreement.

    Examples:
        >>> sorted({situation.boundaries[0] for situation in people_situations()})[:4]
        ['agreement', 'deactivation', 'domain', 'hand-over']
    """
    yield from _links()
    yield from _domains()
    yield from _presence()
    yield from _hand_over()
    yield from _deactivations()
    yield from _agreements()


def _people(place: str, title: str, clauses: str, records: Sequence[Record], *readings: CaseReading) -> Situation:
    days = {DONE, *after(TURN, -1, 0, 59, 60), LATER, *after(DONE, 60), *after(LATER, 60)}
    return situation(f"people/{place}", title, clauses, [*SET_UP, *records], days, readings or THE_SERVICING)


def _links() -> Iterator[Situation]:
    present: list[Record] = [ANN, AT_NORTH, AT_ACME]
    for away, when in AWAY.items():
        done = did(*after(TURN, away))
        title = f"The link begins on {TURN}, and there is an activity {when}."
        yield _people(f"link/begins {when}", title, "A6 A10", [*present, attrs.evolve(LINK, start=TURN), *done])
        title = f"The link ends on {TURN}, which by itself ends nothing, and there is an activity {when}."
        unlinked = [*present, attrs.evolve(LINK, end=TURN), *did(DONE, *after(TURN, away))]
        yield _people(f"link/ends {when}", title, "A10 A18", unlinked)
    title = "Never linked, and without a domain: nothing is attributed."
    yield _people("link/never", title, "A10 A12", [*present, *did(DONE)])
    title = "Linked before being a user: the link is there when the user begins."
    late = [ANN, AT_NORTH, attrs.evolve(AT_ACME, start=TURN), LINK, *did(DONE, TURN)]
    yield _people("link/before-the-user", title, "A6 A10", late)
    title = "Two links that touch are one."
    touching = [attrs.evolve(LINK, end=TURN), attrs.evolve(LINK, start=TURN), *did(TURN)]
    yield _people("touching/links", title, "A10", [*present, *touching])


def _domains() -> Iterator[Situation]:
    north = Partner("north", employee_domains=["north.example"])
    emails = {
        "same": "ann@north.example",
        "capitals": "ann@North.EXAMPLE",
        "below": "ann@mail.north.example",
        "longer": "ann@thenorth.example",
        "none": None,
    }
    for name, email in emails.items():
        records: list[Record] = [north, ACME, paying(), Employee("ann", partner="north", email=email)]
        records += [PartnerUser("ann", start=DONE), ClientUser("ann", client="acme", start=TURN)]
        records += did(*after(TURN, -1, 0))
        title = f"No link by hand; the e-mail address is {email or 'unknown'} and the partner's domain north.example."
        days = [DONE, TURN, *after(TURN, 59, 60)]
        yield situation(f"people/domain/{name}", title, "A9 A11 A12", records, days, THE_SERVICING)


def _presence() -> Iterator[Situation]:
    for account, user in (("partner", AT_NORTH), ("client", AT_ACME)):
        other = AT_ACME if user is AT_NORTH else AT_NORTH
        gone = attrs.evolve(user, end=TURN)
        present: list[Record] = [ANN, other, LINK, *did(DONE)]
        title = f"Removed from the {account}'s account: it ends at once."
        yield _people(f"removal/{account}", title, "A18", [*present, gone], *EVERY_POLICY[::2])
        for gap in (0, 1, 10):
            back = attrs.evolve(user, start=after(TURN, gap)[0])
            kind = "touching" if gap == 0 else "return"
            title = f"Removed from the {account}'s account and back {gap} days later."
            yield _people(f"{kind}/{account}-{gap}", title, "A18", [*present, gone, back])
            title = f"Removed from the {account}'s account, back {gap} days later, and at work again."
            records = [*present, gone, back, *did(LATER)]
            yield _people(f"{kind}/{account}-{gap}-at-work", title, "A2 A18", records)
        overlapping = attrs.evolve(user, start=DONE)
        title = f"Two periods in the {account}'s account that overlap are one."
        yield _people(f"overlap/{account}", title, "A18", [*present, gone, overlapping])
        for away, when in AWAY.items():
            late = attrs.evolve(user, start=after(DONE, away)[0])
            title = f"An activity on {DONE}; a user in the {account}'s account since {when}."
            yield _people(f"presence/{account} since {when}", title, "A6", [*present, late])
        title = f"A user in the {account}'s account for one day only."
        once = attrs.evolve(user, start=DONE, end=after(DONE, 1)[0])
        yield _people(f"presence/{account}-one-day", title, "A6 A18", [*present, once])


def _hand_over() -> Iterator[Situation]:
    for away, when in AWAY.items():
        start = after(TURN, away)[0]
        leaves: list[Record] = [ANN, AT_NORTH, attrs.evolve(AT_ACME, end=TURN), LINK]
        comes = staff("ben", user=ClientUser("ben", client="acme", start=start))
        title = f"Ann is gone from {TURN} on, and Ben is there from {when} on; a day without either ends what she did."
        records: list[Record] = [*leaves, *comes, *did(DONE)]
        reading = CaseReading(activity_outlives_employee=False)
        yield _people(f"hand-over/{when}", title, "A15 A18", records, CaseReading(), reading)
        records = [*records, *did(LATER, employee="ben")]
        yield _people(f"hand-over/{when} at work", title, "A15 A18", records, CaseReading(), reading)


def _deactivations() -> Iterator[Situation]:
    pause = DateRange(TURN, LATER)
    records: list[Record]
    for account, user in (("partner", AT_NORTH), ("client", AT_ACME)):
        other = AT_ACME if user is AT_NORTH else AT_NORTH
        paused = attrs.evolve(user, deactivated=[pause])
        for name, day in {
            "before": after(TURN, -1)[0],
            "first": TURN,
            "last": after(LATER, -1)[0],
            "after": LATER,
        }.items():
            title = f"Deactivated in the {account}'s account from {TURN} to before {LATER}; an activity of {day}."
            records = [ANN, other, LINK, paused, *did(day)]
            yield _people(f"deactivation/{account}-{name}", title, "A13 A19", records)
        title = f"Deactivated in the {account}'s account after the activity, for good: nothing ends early."
        records = [ANN, other, LINK, attrs.evolve(user, deactivated=[DateRange(TURN)]), *did(DONE)]
        yield _people(f"deactivation/{account}-for-good", title, "A19", records)


def _agreements() -> Iterator[Situation]:
    for name, agreements in {
        "none-given": None,
        "never": (),
        "begins": (DateRange(TURN),),
        "ends": (DateRange(START, TURN),),
        "touching": (DateRange(START, TURN), DateRange(TURN)),
        "gap": (DateRange(START, TURN), DateRange(LATER)),
    }.items():
        north = Partner("north", agreements=agreements)
        south = [Partner("south"), *staff("sam", "south"), *did(DONE, employee="sam")]
        records = [north, ACME, paying(), OF_RECORD, *staff(), *did(DONE), *south]
        title = f"An agreement ({name}) of one of two partners; without it the other has all."
        days = [DONE, TURN, LATER, *after(DONE, 60)]
        yield situation(f"people/agreement/{name}", title, "B1 A5", records, days)
