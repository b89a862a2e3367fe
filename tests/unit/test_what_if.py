"""Things that might happen: what each does to the evidence, and when it contradicts it."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    Activity,
    AmountError,
    Billing,
    Client,
    ClientUser,
    DateError,
    DateRange,
    Employee,
    Item,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Subscription,
    UnknownIdError,
    what_if,
)
from managed_mrr.evidence import Record
from managed_mrr.scenario import Change, Scenario, ScenarioError

JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE, JULY = (date(2024, month, 1) for month in range(1, 8))
POST = Activity(employee="ann", client="acme", on=JANUARY, tool="blog", action="publish")
EDIT = Activity(id="a1", employee="ann", client="acme", on=FEBRUARY, tool="crm", action="edit")
HUB = Item("Marketing Hub", price=900, start=JANUARY)
SEATS = Item("Seats", price=50, start=JANUARY, end=MARCH)
MORE_SEATS = Item("Seats", price=70, start=APRIL)
SOLD = Subscription(
    "s1",
    client="acme",
    start=JANUARY,
    items=[HUB, SEATS, MORE_SEATS],
    billing=Billing(JANUARY),
    not_in_good_standing=[DateRange(FEBRUARY, MARCH), DateRange(MAY)],
)
LINK = Link("ann", client="acme", start=JANUARY, end=MARCH)
ANN = PartnerUser("ann", start=JANUARY, end=MARCH)
ANN_AGAIN = PartnerUser("ann", start=MAY, deactivated=[DateRange(MAY, JUNE), DateRange(JULY)])
ANN_AT_ACME = ClientUser("ann", client="acme", start=JANUARY)
BO = PartnerUser("bo", start=JANUARY)
BO_AT_ACME = ClientUser("bo", client="acme", start=JANUARY)
RECORD = PartnerOfRecord("acme", partner="north", start=JANUARY, end=MARCH)
LATER_RECORD = PartnerOfRecord("acme", partner="south", start=MAY)
NORTH = Partner("north", agreements=[DateRange(JANUARY, MARCH), DateRange(MAY)])
BASE = Portfolio.of(
    NORTH,
    Partner("south"),
    Partner("west"),
    Client("acme", currency="USD"),
    Client("bolt", currency="EUR"),
    Employee("ann", partner="north"),
    Employee("bo", partner="north"),
    Employee("cy", partner="south"),
    *(ANN, ANN_AGAIN, BO, ANN_AT_ACME, BO_AT_ACME, LINK, POST, EDIT, RECORD, LATER_RECORD, SOLD),
)


def after(change: Change) -> Portfolio:
    """The evidence after one change."""
    return Scenario([change]).apply(BASE)


def evolved(record: Record, **changes: object) -> Record:
    """A record with some values changed."""
    return attrs.evolve(record, **changes)  # type: ignore[arg-type]


REFUSED: list[tuple[Change, str]] = [
    (
        what_if.Add(SOLD),
        r"^already in the evidence: Subscription\(.*expected a record that is not there yet$",
    ),
    (what_if.Add(Client("cargo", currency="EUR"), Client("cargo", currency="EUR")), "^already in the evidence: Client"),
    (what_if.Add(EDIT), r"^already in the evidence: Activity\(.*id='a1'"),
    (
        what_if.Remove(evolved(POST, on=MARCH)),
        r"^not in the evidence: Activity\(.*expected a record that is there; the nearest is Activity\(.*2024, 1, 1",
    ),
    (what_if.Remove(POST, POST), r"^not in the evidence 2 times: Activity\("),
    (what_if.End(ANN_AT_ACME, on=JANUARY), "^the end 2024-01-01 is not after the start 2024-01-01: expected a later"),
    (
        what_if.End(LINK, on=MARCH),
        r"^not open on 2024-03-01: link \(ann, acme, 2024-01-01\): expected a day before its",
    ),
    (
        what_if.End(Link("zoe", client="zoo", start=MAY), on=JUNE),
        "^not in the evidence: Link.*; the evidence has no similar link$",
    ),
    (what_if.Leaves("cy", on=MAY), r"^employee 'cy' has no user on or after 2024-05-01: .*; there is no such period"),
    (
        what_if.RemovedFromClient("south", "acme", on=MAY),
        "^partner 'south' has no user at client 'acme' on or after 2024-05-01: ",
    ),
    (what_if.RemovedFromPartner("south", on=MAY), "^partner 'south' has no user on or after 2024-05-01: "),
    (
        what_if.RemovedFromPartner("north", on=MAY, employees=["cy"]),
        "^employee 'cy' does not work for partner 'north': expected one of ann, bo$",
    ),
    (
        what_if.RemovedFromPartner("west", on=MAY, employees=["cy"]),
        "^employee 'cy' does not work for partner 'west': expected one of no employees$",
    ),
    (
        what_if.Deactivated("ann", on=APRIL),
        (
            r"^employee 'ann' is no user in the partner's account on 2024-04-01: expected a day inside a user period; "
            r"the nearest period is \[2024-05-01, ever\)$"
        ),
    ),
    (
        what_if.Deactivated("ann", on=date(2024, 5, 20)),
        (
            r"^employee 'ann' is already deactivated in the partner's account on 2024-05-20: expected a day on which "
            r"the user is active; the nearest period is \[2024-05-01, 2024-06-01\)$"
        ),
    ),
    (
        what_if.Reactivated("ann", on=JUNE),
        (
            r"^employee 'ann' is not deactivated in the partner's account on 2024-06-01: expected a day inside a "
            r"deactivation; the nearest period is \[2024-05-01, 2024-06-01\)$"
        ),
    ),
    (what_if.Reactivated("ann", on=JUNE, client="acme"), "^employee 'ann' is not deactivated at acme on 2024-06-01: "),
    (what_if.Deactivated("ann", on=JUNE, client="bolt"), "^employee 'ann' is no user at bolt on 2024-06-01: "),
    (
        what_if.Linked("ann", "acme", on=FEBRUARY),
        r"^employee 'ann' is already linked to 'acme' on 2024-02-01: expected a day without the link; the nearest",
    ),
    (
        what_if.Unlinked("ann", "acme", on=MARCH),
        (
            r"^employee 'ann' has no manual link to 'acme' on or after 2024-03-01: expected a day before the end of "
            r"one; the nearest period is \[2024-01-01, 2024-03-01\)$"
        ),
    ),
    (
        what_if.AgreementSigned("south", on=MAY),
        "^partner 'south' has an agreement already on 2024-05-01: expected a partner whose agreements are given; none",
    ),
    (
        what_if.AgreementSigned("north", on=JUNE),
        r"^partner 'north' has an agreement already on 2024-06-01: expected a day without one; the nearest period is",
    ),
    (
        what_if.BecomesPartnerOfRecord("north", "acme", on=FEBRUARY),
        "^partner 'north' is partner of record of 'acme' already on 2024-02-01: expected a day on which it is not; ",
    ),
    (what_if.RecordEnded("bolt", on=MAY), "^client 'bolt' has no partner of record on or after 2024-05-01: "),
    (
        what_if.ItemRemoved("s1", "Marketing Hubs", on=MAY),
        "^subscription 's1' has no item 'Marketing Hubs': expected a product it has; did you mean 'Marketing Hub'",
    ),
    (what_if.ItemRemoved("s1", "?", on=MAY), r"^subscription 's1' has no item '\?': expected a product it has$"),
    (what_if.Settled("s1", on=APRIL), r"^subscription 's1' is in good standing on 2024-04-01: .*\[2024-0[25]-01, "),
    (
        what_if.Cancelled("s1", on=JANUARY),
        r"^subscription 's1' is not open on 2024-01-01: expected a day after its start and before its end; the nearest",
    ),
    (what_if.Cancelled("s1", on=date(2023, 1, 1)), "^subscription 's1' is not open on 2023-01-01: "),
]

UNKNOWN: list[tuple[Change, str]] = [
    (what_if.Leaves("anne", on=MAY), "unknown employee 'anne': .*did you mean 'ann'"),
    (what_if.RemovedFromClient("nort", "acme", on=MAY), "unknown partner 'nort': .*did you mean 'north'"),
    (what_if.RemovedFromClient("north", "acm", on=MAY), "unknown client 'acm': .*did you mean 'acme'"),
    (what_if.RemovedFromPartner("nort", on=MAY), "unknown partner"),
    (what_if.RemovedFromPartner("north", on=MAY, employees=["anne"]), "unknown employee"),
    (what_if.Deactivated("anne", on=MAY), "unknown employee"),
    (what_if.Deactivated("ann", on=MAY, client="acm"), "unknown client"),
    (what_if.Reactivated("anne", on=MAY), "unknown employee"),
    (what_if.Linked("anne", "acme", on=MAY), "unknown employee"),
    (what_if.Unlinked("ann", "acm", on=MAY), "unknown client"),
    (what_if.Performed("anne", "acme", on=MAY), "unknown employee"),
    (what_if.Performed("ann", "acm", on=MAY), "unknown client"),
    (what_if.AgreementSigned("nort", on=MAY), "unknown partner"),
    (what_if.AgreementEnded("nort", on=MAY), "unknown partner"),
    (what_if.BecomesPartnerOfRecord("nort", "acme", on=MAY), "unknown partner"),
    (what_if.BecomesPartnerOfRecord("north", "acm", on=MAY), "unknown client"),
    (what_if.RecordEnded("acm", on=MAY), "unknown client"),
    (what_if.ItemAdded("s2", HUB), "unknown subscription"),
    (what_if.ItemRemoved("s2", "Seats", on=MAY), "unknown subscription"),
    (what_if.ItemChanged("s2", "Seats", on=MAY, price=1), "unknown subscription"),
    (what_if.Settled("s2", on=MAY), "unknown subscription"),
    (what_if.Cancelled("s2", on=MAY), "unknown subscription"),
    (what_if.Refunded("s2", on=MAY), "unknown subscription"),
    (what_if.Move("a2", to=MAY), "unknown activity"),
]


class TestContradictions:
    @pytest.mark.parametrize(("change", "message"), REFUSED, ids=str)
    def test_refused(self, change: Change, message: str) -> None:
        """A change that contradicts the evidence is refused with the nearest valid thing."""
        with pytest.raises(ScenarioError, match=message):
            change.edits(BASE)

    @pytest.mark.parametrize(("change", "message"), UNKNOWN, ids=str)
    def test_unknown(self, change: Change, message: str) -> None:
        """An id that nobody has is refused with the nearest."""
        with pytest.raises(UnknownIdError, match=message):
            change.edits(BASE)

    def test_no_day(self) -> None:
        """A datetime is no day."""
        with pytest.raises(DateError, match="not a date"):
            what_if.Leaves("ann", on=datetime(2024, 1, 1))


class TestRecords:
    def test_add_and_remove(self) -> None:
        """What is added stands last; what is removed is gone."""
        assert after(what_if.Add(POST)).activities == (POST, EDIT, POST)
        assert after(what_if.Remove(POST)).activities == (EDIT,)

    def test_remove_every_copy(self) -> None:
        """A fact that stands there twice is removed whole; of equal activities without an id only one goes."""
        twice = BASE.with_(EDIT, LINK, POST)
        assert Scenario([what_if.Remove(EDIT, LINK, POST)]).apply(twice).activities == (POST,)
        assert Scenario([what_if.Remove(LINK)]).apply(twice).links == ()

    def test_end(self) -> None:
        """A record that lasts ends on the day, even one that would have ended later."""
        assert after(what_if.End(ANN_AT_ACME, on=MAY)).client_users[0].end == MAY
        assert after(what_if.End(LINK, on=FEBRUARY)).links == (evolved(LINK, end=FEBRUARY),)

    def test_move(self) -> None:
        """An activity is moved to another day, by itself or by its id."""
        assert after(what_if.Move(POST, to=MAY)).activities == (evolved(POST, on=MAY), EDIT)
        assert after(what_if.Move("a1", to=MAY)).activities == (POST, evolved(EDIT, on=MAY))

    def test_replace(self) -> None:
        """A record is replaced by another of its kind."""
        assert after(what_if.Replace(POST, EDIT)).activities == (EDIT, EDIT)

    def test_no_records(self) -> None:
        """What is no record, or does not last, is refused when the change is made."""
        with pytest.raises(ScenarioError, match=r"^not a record: 'ann': expected one of Partner, Client, "):
            what_if.Add("ann")  # type: ignore[arg-type]
        with pytest.raises(ScenarioError, match=r"^not a record that lasts: Activity\(.*expected a user, link, "):
            what_if.End(POST, on=MAY)  # type: ignore[arg-type]
        with pytest.raises(ScenarioError, match=r"^not an activity: Link\(.*expected an Activity or its id$"):
            what_if.Move(LINK, to=MAY)  # type: ignore[arg-type]


class TestPeople:
    def test_leaves(self) -> None:
        """The user periods that cover the day end on it, later ones are gone, earlier ones stay."""
        gone = after(what_if.Leaves("ann", on=FEBRUARY))
        assert gone.partner_users == (evolved(ANN, end=FEBRUARY), BO)
        assert gone.client_users == (evolved(ANN_AT_ACME, end=FEBRUARY), BO_AT_ACME)
        assert after(what_if.Leaves("ann", on=MAY)).partner_users == (ANN, BO)

    def test_removed_from_client(self) -> None:
        """All of a partner's employees are removed from the client's account, and from no other (A18)."""
        gone = after(what_if.RemovedFromClient("north", "acme", on=MAY))
        assert [user.end for user in gone.client_users] == [MAY, MAY]
        assert gone.partner_users == BASE.partner_users

    def test_removed_from_partner(self) -> None:
        """All employees, or those named, are removed from the partner's account (A18)."""
        assert after(what_if.RemovedFromPartner("north", on=FEBRUARY)).partner_users == (
            evolved(ANN, end=FEBRUARY),
            evolved(BO, end=FEBRUARY),
        )
        assert after(what_if.RemovedFromPartner("north", on=MAY, employees=["bo", "bo"])).partner_users == (
            ANN,
            ANN_AGAIN,
            evolved(BO, end=MAY),
        )

    def test_one_name_is_not_several(self) -> None:
        """A single id where several belong is refused."""
        with pytest.raises(
            ScenarioError, match=r"^not several employees: 'bo': expected a list of ids; write \['bo'\]$"
        ):
            what_if.RemovedFromPartner("north", on=MAY, employees="bo")

    def test_deactivated(self) -> None:
        """The user period of the day gets a deactivation, until a day or without end (A19)."""
        assert after(what_if.Deactivated("bo", on=MAY)).partner_users[2].deactivated == (DateRange(MAY),)
        there = after(what_if.Deactivated("ann", on=MAY, until=JUNE, client="acme"))
        assert there.client_users[0].deactivated == (DateRange(MAY, JUNE),)

    def test_deactivated_backwards(self) -> None:
        """A deactivation ends after it begins."""
        with pytest.raises(
            ScenarioError, match=r"^the end 2024-05-01 is not after the start 2024-06-01: expected a lat"
        ):
            what_if.Deactivated("ann", on=JUNE, until=MAY)

    def test_reactivated(self) -> None:
        """The deactivation of the day ends on it; one that begins on it never was, and others stay (A13)."""
        later = evolved(ANN_AGAIN, deactivated=[DateRange(MAY, date(2024, 5, 20)), DateRange(JULY)])
        assert after(what_if.Reactivated("ann", on=date(2024, 5, 20))).partner_users[1] == later
        assert after(what_if.Reactivated("ann", on=MAY)).partner_users[1] == evolved(
            ANN_AGAIN, deactivated=[DateRange(JULY)]
        )

    def test_linked(self) -> None:
        """A link without end is added (A12)."""
        assert after(what_if.Linked("ann", "acme", on=MARCH)).links == (LINK, Link("ann", client="acme", start=MARCH))

    def test_unlinked(self) -> None:
        """The manual links end."""
        assert after(what_if.Unlinked("ann", "acme", on=FEBRUARY)).links == (evolved(LINK, end=FEBRUARY),)
        assert after(what_if.Unlinked("ann", "acme", on=JANUARY)).links == ()

    def test_performed(self) -> None:
        """An activity without an id is added; a published blog post if nothing else is said."""
        made = after(what_if.Performed("bo", "bolt", on=MAY, tool="crm", action="edit")).activities[-1]
        assert made == Activity(employee="bo", client="bolt", on=MAY, tool="crm", action="edit")
        assert what_if.Performed("bo", "bolt", on=MAY).tool == "blog"


class TestTerms:
    def test_agreement_signed(self) -> None:
        """An agreement without end is added (B1)."""
        signed = after(what_if.AgreementSigned("north", on=APRIL)).partner("north")
        assert signed.agreements == (DateRange(JANUARY, MARCH), DateRange(MAY), DateRange(APRIL))

    def test_agreement_ended(self) -> None:
        """The agreement of the day ends on it, and later ones are gone; always becomes until the day."""
        assert after(what_if.AgreementEnded("north", on=FEBRUARY)).partner("north").agreements == (
            DateRange(JANUARY, FEBRUARY),
        )
        assert after(what_if.AgreementEnded("south", on=MAY)).partner("south").agreements == (DateRange(date.min, MAY),)
        assert after(what_if.AgreementEnded("south", on=date.min)).partner("south").agreements == ()

    def test_agreement_over_already(self) -> None:
        """Where there is no agreement any more none can end."""
        over = after(what_if.AgreementEnded("north", on=FEBRUARY))
        with pytest.raises(ScenarioError, match=r"^partner 'north' has no agreement on or after 2024-03-01: "):
            what_if.AgreementEnded("north", on=MARCH).edits(over)

    def test_becomes_partner_of_record(self) -> None:
        """The record of another ends on the day, later ones are gone, and a new one lasts (B9)."""
        taken = after(what_if.BecomesPartnerOfRecord("south", "acme", on=FEBRUARY))
        assert taken.partners_of_record == (
            evolved(RECORD, end=FEBRUARY),
            PartnerOfRecord("acme", partner="south", start=FEBRUARY),
        )
        first = after(what_if.BecomesPartnerOfRecord("south", "bolt", on=MAY))
        assert first.partners_of_record[2:] == (PartnerOfRecord("bolt", partner="south", start=MAY),)

    def test_record_ended(self) -> None:
        """Without a partner of record there is none later either (B9)."""
        assert after(what_if.RecordEnded("acme", on=FEBRUARY)).partners_of_record == (evolved(RECORD, end=FEBRUARY),)


class TestSubscriptions:
    def test_item_added(self) -> None:
        """An item is added (B6)."""
        assert after(what_if.ItemAdded("s1", HUB)).subscriptions[0].items == (*SOLD.items, HUB)
        with pytest.raises(ScenarioError, match=r"^not an item: 'Hub': expected an Item$"):
            what_if.ItemAdded("s1", "Hub")  # type: ignore[arg-type]

    def test_item_removed(self) -> None:
        """The product's items end on the day, later ones are gone, others stay (B7)."""
        assert after(what_if.ItemRemoved("s1", "Seats", on=FEBRUARY)).subscriptions[0].items == (
            HUB,
            evolved_item(SEATS, end=FEBRUARY),
        )

    def test_item_changed(self) -> None:
        """The product's items are parted on the day, later ones changed whole (B6, B7)."""
        changed = after(what_if.ItemChanged("s1", "Seats", on=FEBRUARY, price="60.50", discount=10))
        assert changed.subscriptions[0].items == (
            HUB,
            evolved_item(SEATS, end=FEBRUARY),
            evolved_item(SEATS, start=FEBRUARY, price="60.50", discount=10),
            evolved_item(MORE_SEATS, price="60.50", discount=10),
        )

    def test_item_changed_later(self) -> None:
        """Items that are over by the day stay as they are; what is not named stays too."""
        changed = after(what_if.ItemChanged("s1", "Seats", on=MARCH, discount=1)).subscriptions[0]
        assert changed.items == (HUB, SEATS, evolved_item(MORE_SEATS, discount=1))
        assert after(what_if.ItemChanged("s1", "Seats", on=MAY, price=1)).subscriptions[0].items[3].monthly == 1

    def test_item_over(self) -> None:
        """Where the product is not sold any more nothing changes."""
        over = after(what_if.ItemRemoved("s1", "Seats", on=MARCH))
        with pytest.raises(
            ScenarioError, match=r"^subscription 's1' has no item 'Seats' on or after 2024-04-01: .*2024-03"
        ):
            what_if.ItemChanged("s1", "Seats", on=APRIL, price=1).edits(over)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({}, "^'Seats' of 's1' stays as it is: expected a price or a discount$"),
            ({"price": -1}, "^a negative amount: -1: expected 0 or more$"),
        ],
    )
    def test_item_changed_to_nothing(self, values: dict[str, int], message: str) -> None:
        """A change has a price or a discount, and none below 0."""
        with pytest.raises(ScenarioError, match=message):
            what_if.ItemChanged("s1", "Seats", on=MAY, **values)

    def test_no_floats(self) -> None:
        """A float is no exact price."""
        with pytest.raises(AmountError, match="float"):
            what_if.ItemChanged("s1", "Seats", on=MAY, price=0.5)  # type: ignore[arg-type]

    def test_settled(self) -> None:
        """The bad standing of the day ends on it; others stay (B3)."""
        assert after(what_if.Settled("s1", on=JUNE)).subscriptions[0].not_in_good_standing == (
            DateRange(FEBRUARY, MARCH),
            DateRange(MAY, JUNE),
        )

    def test_cancelled_and_refunded(self) -> None:
        """A subscription ends, or is refunded, on the day (B8)."""
        assert after(what_if.Cancelled("s1", on=MAY)).subscriptions[0].end == MAY
        refunded = after(what_if.Refunded("s1", on=MAY))
        assert refunded.subscriptions[0].refunded_on == MAY
        assert what_if.Refunded("s1", on=APRIL).edits(refunded)
        with pytest.raises(ScenarioError, match=r"^subscription 's1' is refunded already on 2024-06-01: .*2024-05-01$"):
            what_if.Refunded("s1", on=JUNE).edits(refunded)


def evolved_item(item: Item, **changes: object) -> Item:
    """An item with some values changed."""
    return attrs.evolve(item, **changes)  # type: ignore[arg-type]


TEXTS: list[tuple[Change, str]] = [
    (what_if.Add(), "add nothing"),
    (
        what_if.Add(LINK, POST, RECORD, BO, ANN),
        (
            "add link (ann, acme, 2024-01-01), activity (ann, acme, 2024-01-01, blog, publish), "
            "partner of record (north, acme, 2024-01-01), 2 more"
        ),
    ),
    (what_if.Remove(SOLD), "remove subscription (s1, acme, 2024-01-01)"),
    (what_if.End(ANN, on=FEBRUARY), "end partner user (ann, 2024-01-01) on 2024-02-01"),
    (what_if.Move("a1", to=MAY), "move activity a1 to 2024-05-01"),
    (
        what_if.Move(EDIT, to=MAY),
        "move activity (a1, ann, acme, 2024-02-01, crm, edit) to 2024-05-01",
    ),
    (what_if.Replace(NORTH, Partner("north")), "replace partner (north) by partner (north)"),
    (
        what_if.RemovedFromPartner("north", on=MAY, employees=["ann"]),
        "ann is removed from the account of north on 2024-05-01",
    ),
    (
        what_if.RemovedFromPartner("north", on=MAY, employees=["ann", "bo"]),
        "ann, bo are removed from the account of north on 2024-05-01",
    ),
    (what_if.Deactivated("ann", on=MAY), "ann is deactivated in the partner's account from 2024-05-01"),
    (what_if.Reactivated("ann", on=MAY, client="acme"), "ann is reactivated at acme on 2024-05-01"),
    (
        what_if.ItemChanged("s1", "Hub", on=MAY, price=1, discount=Fraction(1, 3)),
        "Hub of s1 has price 1 and discount 1/3 from 2024-05-01",
    ),
]


class TestText:
    @pytest.mark.parametrize(("change", "text"), TEXTS, ids=str)
    def test_text(self, change: Change, text: str) -> None:
        """Every change says what happens, for people."""
        assert str(change) == text

    @pytest.mark.parametrize("change", [each for each, _ in (*TEXTS, *REFUSED, *UNKNOWN)], ids=str)
    def test_values(self, change: Change) -> None:
        """Every change can be written as code, and equal ones hash alike."""
        names = {name: getattr(what_if, name) for name in what_if.__all__}
        records: Iterable[type] = (Partner, Client, Employee, PartnerUser, ClientUser, Link, Activity, PartnerOfRecord)
        names |= {each.__name__: each for each in (*records, Subscription, Item, Billing, DateRange, Fraction, date)}
        again = eval(repr(change), names)  # noqa: S307 -- our own text
        assert again == change
        assert hash(again) == hash(change)
