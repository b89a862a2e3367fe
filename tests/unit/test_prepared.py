"""A portfolio that takes in what arrives."""

import copy
import pickle
from datetime import date, datetime

import attrs
import pytest

from managed_mrr import (
    Activity,
    Client,
    ClientUser,
    CurrentAgreement,
    DateError,
    DateRange,
    Employee,
    EvidenceError,
    ExpiryWindow,
    Link,
    LiveActivity,
    Money,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Policy,
    PolicyError,
    Portfolio,
    PortfolioError,
    Prepared,
    Problem,
    Program,
    Subscription,
    Term,
    UnknownIdError,
    UnknownTermsError,
    evaluate,
    explain,
    hubspot,
    managed_client,
    prepare,
    timelines,
    why_not,
)
from managed_mrr.evidence import Record

JANUARY, FEBRUARY, MARCH, MAY = (date(2024, month, 1) for month in (1, 2, 3, 5))
ACME = managed_client(
    "north", "acme", start=JANUARY, price=900, employee="ann", activities=[JANUARY], of_record=True
) | managed_client("south", "acme", start=JANUARY, employee="sue")
NEW = (Partner("east"), Employee("eve", partner="east"), PartnerUser("eve", start=JANUARY))


def done(on: date, employee: str = "ann", id: str | None = None, client: str = "acme") -> Activity:
    """Something that qualifies."""
    return Activity(employee=employee, client=client, on=on, tool="blog", action="publish", id=id)


def runs(prepared: Prepared, partner: str = "north") -> list[str]:
    """A partner's segments at Acme, as text."""
    return [f"{DateRange(each.start, each.end)} {each.credit}" for each in prepared.segments(partner, "acme")]


def asked(portfolio: Portfolio = ACME, policy: Policy = hubspot.SERVICING) -> Prepared:
    """A prepared portfolio of which everything has been worked out."""
    prepared = prepare(portfolio, policy=policy)
    prepared.timelines()
    return prepared


class TestPrepare:
    def test_answers(self) -> None:
        """It answers as a fresh run does."""
        prepared = prepare(ACME)
        assert prepared.timelines() == timelines(ACME)
        assert prepared.evaluate(as_of=FEBRUARY) == evaluate(ACME, as_of=FEBRUARY)
        assert prepared.portfolio is ACME

    def test_repr(self) -> None:
        """It shows in one line what it is about."""
        assert repr(prepare(ACME).with_(done(MARCH))) == "<Prepared, policy servicing, clients: 1, activities: 2>"

    def test_no_policy(self) -> None:
        """Something that is no policy is refused at once."""
        with pytest.raises(PolicyError, match="not a policy: 'servicing'"):
            prepare(ACME, policy="servicing")  # type: ignore[arg-type] # on purpose

    def test_value(self) -> None:
        """It is equal to another with the same policy and evidence, however that came, and survives copying."""
        one, other = prepare(ACME).with_(done(MARCH), done(MAY)), prepare(ACME.with_(done(MARCH), done(MAY)))
        assert one == other == pickle.loads(pickle.dumps(one)) == copy.deepcopy(one)  # noqa: S301 -- our own
        assert hash(one) == hash(other)
        assert one != prepare(ACME)
        assert one != ACME

    def test_much_arrived(self) -> None:
        """However much arrived, it can be copied and let go of."""
        prepared = prepare(ACME)
        for _ in range(2000):
            prepared = prepared.with_(done(MARCH))
        assert len(pickle.loads(pickle.dumps(prepared)).portfolio.activities) == 2001  # noqa: S301 -- our own


class TestActivity:
    """What one arriving activity does."""

    def test_inside_a_window(self) -> None:
        """Where something is live already nothing changes."""
        before = asked()
        after = before.with_(done(JANUARY, id="again"))
        assert after.segments("north", "acme") is before.segments("north", "acme")

    def test_extends(self) -> None:
        """A run goes on when an activity comes before it ends, or just when it does."""
        assert runs(asked().with_(done(FEBRUARY))) == ["[2024-01-01, 2024-04-01) USD 900.00"]
        assert runs(asked().with_(done(MARCH))) == ["[2024-01-01, 2024-04-30) USD 900.00"]

    def test_begins_anew(self) -> None:
        """After a gap there is a run more, and all others are the same as before."""
        before = asked()
        after = before.with_(done(MAY))
        assert runs(after) == ["[2024-01-01, 2024-03-01) USD 900.00", "[2024-05-01, 2024-06-30) USD 900.00"]
        assert after.segments("north", "acme")[0] is before.segments("north", "acme")[0]

    def test_fills_a_gap(self) -> None:
        """Two runs with nothing between them become one."""
        before = asked(ACME.with_(done(date(2024, 4, 15))))
        assert len(runs(before)) == 2
        assert runs(before.with_(done(date(2024, 2, 20)))) == ["[2024-01-01, 2024-06-14) USD 900.00"]

    def test_comes_first(self) -> None:
        """An activity may be of a day before all others."""
        later = asked(managed_client("north", "acme", start=JANUARY, price=900, employee="ann", activities=[MAY]))
        assert runs(later.with_(done(JANUARY)))[0] == "[2024-01-01, 2024-03-01) USD 900.00"

    def test_shares(self) -> None:
        """Who begins to share changes what the others have, on these days only (A5)."""
        after = asked().with_(done(FEBRUARY, "sue"))
        assert runs(after) == ["[2024-01-01, 2024-02-01) USD 900.00", "[2024-02-01, 2024-03-01) USD 450.00"]
        assert runs(after, "south") == ["[2024-02-01, 2024-03-01) USD 450.00", "[2024-03-01, 2024-04-01) USD 900.00"]

    def test_goes_on_sharing(self) -> None:
        """Who shares for longer leaves no seam where it would have ended, in its own segments or in the others'."""
        before = asked(ACME.with_(done(JANUARY, "sue"), done(FEBRUARY), done(MARCH)))
        assert len(runs(before)) == 2
        after = before.with_(done(MARCH, "sue"))
        assert runs(after) == runs(after, "south") == ["[2024-01-01, 2024-04-30) USD 450.00"]

    def test_not_attributed(self) -> None:
        """What does not qualify, or is done by someone who is not able to, changes nothing (A6, A8)."""
        before = asked()
        login = attrs.evolve(done(MAY), action="login")
        assert runs(before.with_(login, done(date(2023, 12, 31)))) == runs(before)

    def test_of_a_stranger(self) -> None:
        """Who was never at the client gets no credit for what they do there, until they are set up."""
        before = asked(ACME.with_(*NEW))
        after = before.with_(done(FEBRUARY, "eve"))
        assert runs(after, "east") == []
        there = after.with_(ClientUser("eve", client="acme", start=JANUARY), Link("eve", client="acme", start=JANUARY))
        assert runs(there, "east")[0] == "[2024-02-01, 2024-03-01) USD 450.00"

    def test_without_agreement(self) -> None:
        """Where the other rules never hold nothing becomes credit, but what is live is remembered (B1)."""
        policy = attrs.evolve(hubspot.SERVICING, eligibility=LiveActivity() & ~CurrentAgreement())
        after = asked(policy=policy).with_(done(MAY)).with_(done(MAY))
        assert after.timelines() == timelines(ACME, policy=policy)

    def test_told_twice(self) -> None:
        """An activity that is told of again, under its id, counts once."""
        once = asked().with_(done(MAY, id="a1"))
        twice = once.with_(done(MAY, id="a1"))
        assert runs(twice) == runs(once)
        assert len(twice.portfolio.activities) == 3

    def test_of_no_consequence(self) -> None:
        """Where no rule looks at activities, one changes nothing unless it is the first thing that is known."""
        by_record = asked(policy=hubspot.PARTNER_OF_RECORD)
        after = by_record.with_(done(MAY))
        assert after.segments("north", "acme") is by_record.segments("north", "acme")
        agreed = Policy(name="agreed", eligibility=CurrentAgreement())
        early = asked(policy=agreed).with_(done(date(2023, 5, 1), "sue"))
        assert runs(early, "south")[0].startswith("[2023-05-01, ")

    def test_any_policy(self) -> None:
        """A policy of which less is known is asked about the whole client again."""
        program = Program(name="program", terms=[Term(hubspot.SERVICING)])
        assert runs(asked(policy=program).with_(done(MAY))) == runs(asked().with_(done(MAY)))


class TestRecords:
    """What records of other kinds do."""

    def test_all_at_once(self) -> None:
        """What a record speaks of may come with it, in any order."""
        records: list[Record] = [
            done(FEBRUARY, "eve", client="bolt"),
            Subscription.monthly("s9", client="bolt", price=300, start=JANUARY),
            PartnerOfRecord("bolt", partner="east", start=JANUARY),
            Link("eve", client="bolt", start=JANUARY),
            ClientUser("eve", client="bolt", start=JANUARY),
            Client("bolt", currency="EUR"),
            *reversed(NEW),
        ]
        prepared = prepare(ACME).with_(*records)
        assert prepared.portfolio == ACME.with_(*records)
        assert prepared.timelines() == timelines(ACME.with_(*records))
        assert prepared.timeline("east", "bolt").segments[0].credit == Money(300, "EUR")

    def test_partner_user(self) -> None:
        """A user in a partner's account matters at every client where the employee is."""
        new: list[Record] = [*NEW[:2]]
        for id in ("bolt", "cove"):
            there = ClientUser("eve", client=id, start=JANUARY), Link("eve", client=id, start=JANUARY)
            new += [Client(id, currency="USD"), *there, done(FEBRUARY, "eve", client=id)]
        before = asked(ACME.with_(*new))
        assert len(before.with_(NEW[2]).timelines()) == len(before.timelines()) + 2

    def test_untouched_clients_stay(self) -> None:
        """What was worked out about other clients is shared by both versions."""
        both = ACME | managed_client("north", "bolt", start=JANUARY, employee="bob", activities=[JANUARY])
        before = asked(both)
        after = before.with_(Subscription.monthly("s9", client="bolt", price=300, start=JANUARY))
        assert after.segments("north", "acme") is before.segments("north", "acme")
        assert after.segments("north", "bolt") != before.segments("north", "bolt")

    def test_sold_before_anybody_came(self) -> None:
        """What a client bought before any partner was there counts when one is."""
        known = ACME.with_(
            Client("bolt", currency="USD"), Subscription.monthly("s9", client="bolt", price=300, start=JANUARY), *NEW
        )
        arrived: list[Record] = [
            ClientUser("eve", client="bolt", start=JANUARY),
            Link("eve", client="bolt", start=JANUARY),
        ]
        prepared = prepare(known).with_(*arrived, done(FEBRUARY, "eve", client="bolt"))
        assert prepared.segments("east", "bolt")[0].credit == Money(300, "USD")

    def test_nothing(self) -> None:
        """No records make no difference."""
        assert prepare(ACME).with_().portfolio is ACME


class TestProblems:
    """What does not fit is refused as a fresh check refuses it."""

    @pytest.mark.parametrize(
        "record",
        [
            Partner("north"),
            Client("acme", currency="EUR"),
            Employee("ann", partner="north"),
            Employee("eve", partner="noth"),
            PartnerUser("anne", start=JANUARY),
            ClientUser("anne", client="acme", start=JANUARY),
            ClientUser("ann", client="acmee", start=JANUARY),
            Link("ann", client="acmee", start=JANUARY),
            done(JANUARY, "anne"),
            done(JANUARY, client="acmee"),
            done(JANUARY, "sue", id="a1"),
            PartnerOfRecord("acme", partner="south", start=MARCH),
            PartnerOfRecord("acme", partner="noth", start=MARCH),
            PartnerOfRecord("acmee", partner="south", start=MARCH),
            Subscription("s2", client="acmee", start=JANUARY, items=[]),
            attrs.evolve(ACME.subscriptions[0], start=MARCH),
        ],
    )
    def test_problem(self, record: Record) -> None:
        """Each kind of fault is told with its place, what stood there, and what was expected."""
        known = ACME.with_(done(JANUARY, id="a1"))
        prepared = prepare(ACME).with_(done(JANUARY, id="a1"))
        assert problems(prepared, record, done(MAY)) == problems(known, record, done(MAY))
        assert prepared.portfolio == known

    def test_several(self) -> None:
        """All faults are told at once."""
        told = problems(prepare(ACME), done(MAY, "anne"), Partner("north"))
        assert [each.path for each in told] == ["partners[2].id", "activities[1].employee"]

    def test_record_of_another_time(self) -> None:
        """A partner of record may follow another."""
        ended = Portfolio(partners=ACME.partners, clients=ACME.clients)
        prepared = prepare(ended).with_(PartnerOfRecord("acme", partner="north", start=JANUARY, end=MARCH))
        after = prepared.with_(PartnerOfRecord("acme", partner="south", start=MARCH))
        assert len(after.portfolio.partners_of_record) == 2

    @pytest.mark.parametrize("records", [("ann",), ("ann", done(MAY))])
    def test_no_record(self, records: tuple[Record, ...]) -> None:
        """What is no record is refused by name."""
        with pytest.raises(EvidenceError, match="not a record: 'ann'"):
            prepare(ACME).with_(*records)


def problems(evidence: Portfolio | Prepared, *records: Record) -> tuple[Problem, ...]:
    """What is wrong with more records."""
    with pytest.raises(PortfolioError) as caught:
        evidence.with_(*records)
    return caught.value.problems


class TestQuestions:
    def test_line(self) -> None:
        """A line is that of the statement: inside a segment there is one, between two and before all there is none."""
        prepared = asked().with_(done(MAY))
        line = prepared.line("north", "acme", FEBRUARY)
        assert line == prepared.evaluate(as_of=FEBRUARY).lines[0]
        assert [prepared.line("north", "acme", day) for day in (date(2023, 12, 31), MARCH)] == [None, None]

    def test_line_without_end(self) -> None:
        """A line that nothing ends is there on the last of all days."""
        prepared = asked(policy=hubspot.PARTNER_OF_RECORD)
        assert prepared.line("north", "acme", date.max) is not None

    def test_some_lines(self) -> None:
        """A statement may be of one partner or one client only."""
        prepared = asked().with_(done(FEBRUARY, "sue"))
        assert [line.partner for line in prepared.evaluate(as_of=FEBRUARY, partner="south").lines] == ["south"]
        assert len(prepared.evaluate(as_of=FEBRUARY, client="acme")) == 2

    def test_without_credit(self) -> None:
        """A pair without credit has an empty timeline."""
        assert prepare(ACME).timeline("south", "acme").segments == ()

    def test_other_questions(self) -> None:
        """Every other question is asked of the portfolio, and explanations cite its places."""
        prepared = asked().with_(done(MAY), Client("bolt", currency="USD"))
        assert explain(prepared.portfolio, partner="north", client="acme", as_of=MAY).holds
        assert "activities[1]" in str(prepared.timeline("north", "acme").explain(MAY))
        assert prepared.evaluate(as_of=MAY).explain("north", "acme").holds
        assert why_not(prepared.portfolio, partner="south", client="acme", as_of=MAY) == why_not(
            ACME.with_(done(MAY)), partner="south", client="acme", as_of=MAY
        )

    def test_unknown(self) -> None:
        """An unknown partner or client is named with the nearest."""
        prepared = prepare(ACME)
        for ask in (prepared.timeline, prepared.segments):
            with pytest.raises(UnknownIdError, match="did you mean 'north'"):
                ask("noth", "acme")
            with pytest.raises(UnknownIdError, match="did you mean 'acme'"):
                ask("north", "acmee")
        with pytest.raises(UnknownIdError, match="did you mean 'north'"):
            prepared.evaluate(as_of=MAY, partner="noth")
        with pytest.raises(UnknownIdError, match="did you mean 'acme'"):
            prepared.evaluate(as_of=MAY, client="acmee")

    def test_day(self) -> None:
        """The day is a date, and one whose terms are known."""
        prepared = prepare(ACME, policy=Program(name="late", terms=[Term(hubspot.SERVICING, DateRange(MARCH))]))
        with pytest.raises(DateError):
            prepared.line("north", "acme", datetime(2024, 3, 1, 12))
        with pytest.raises(DateError):
            prepared.evaluate(as_of=datetime(2024, 3, 1, 12))
        with pytest.raises(UnknownTermsError):
            prepared.line("north", "acme", FEBRUARY)
        with pytest.raises(UnknownTermsError):
            prepared.evaluate(as_of=FEBRUARY)

    def test_window_that_revives(self) -> None:
        """A window that counts again in a later relationship is filled in piece by piece (A18)."""
        policy = hubspot.SERVICING.with_(activity_revives=True, window=ExpiryWindow(days=90))
        user = ClientUser("ann", client="acme", start=JANUARY, end=FEBRUARY)
        known = Portfolio(
            partners=ACME.partners,
            clients=ACME.clients,
            employees=ACME.employees,
            partner_users=ACME.partner_users,
            client_users=[user, attrs.evolve(user, start=MARCH, end=None)],
            links=[Link("ann", client="acme", start=JANUARY)],
        )
        before = asked(known, policy)
        after = before.with_(done(JANUARY))
        assert [(each.start, each.end) for each in after.segments("north", "acme")] == [
            (JANUARY, FEBRUARY),
            (MARCH, date(2024, 3, 31)),
        ]
        assert after.with_(done(JANUARY)).segments("north", "acme") is after.segments("north", "acme")
