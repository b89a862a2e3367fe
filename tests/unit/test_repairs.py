"""From missing credit to the steps that bring it, in the words a partner reads."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

import attrs
import pytest

import managed_mrr
from managed_mrr import (
    EVER,
    NEVER,
    Activity,
    Billing,
    Catalogue,
    CatalogueEntry,
    Client,
    ClientUser,
    CurrentAgreement,
    DateError,
    DateRange,
    DateSet,
    Employee,
    Finding,
    FromNextBilling,
    Item,
    Link,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Money,
    Partner,
    PartnerAtClient,
    PartnerOfRecord,
    PartnerOfRecordStatus,
    PartnerUser,
    Policy,
    Portfolio,
    RecurringRevenue,
    Rule,
    Share,
    StepFunction,
    Subscription,
    UnknownIdError,
    WhileCounting,
    evaluate,
    hubspot,
    managed_client,
    repairs,
    what_if,
)
from managed_mrr.repairs import Shortfall, Verdict, WhyNot, why_not
from managed_mrr.rules.remedies import NO_WAY, NOTHING_TO_DO, Remedy, RemedyKind, Ways, together
from managed_mrr.scenario import Scenario
from managed_mrr.what_if import (
    AgreementEnded,
    BecomesPartnerOfRecord,
    Change,
    Deactivated,
    Leaves,
    Performed,
    RemovedFromClient,
    Unlinked,
)

JANUARY, POST, FEBRUARY, DAY = date(2024, 1, 1), date(2024, 1, 15), date(2024, 2, 1), date(2024, 2, 11)
MARCH = date(2024, 3, 25)
SOLD = Subscription.monthly("s1", client="acme", price=1000, start=JANUARY)
UNPAID = managed_client("north", "acme", start=JANUARY, activities=[POST], employee="ann")
NORTH = UNPAID.with_(SOLD)
SERVICING, COMBINED, OF_RECORD = hubspot.SERVICING, hubspot.COMBINED, hubspot.PARTNER_OF_RECORD
THREE = SERVICING.requiring(MinimumActivity(count=3, within=30))


def after(*changes: Change) -> Portfolio:
    """North at Acme after some changes."""
    return Scenario(changes).apply(NORTH)


def answer(portfolio: Portfolio, day: date = DAY, policy: Policy = SERVICING) -> WhyNot:
    """Why North has no credit for Acme."""
    return why_not(portfolio, partner="north", client="acme", as_of=day, policy=policy)


def lines(*texts: str) -> str:
    """A text of several lines."""
    return "\n".join(texts)


def posted(employee: str, on: date, tool: str = "blog", action: str = "publish") -> Activity:
    """Something an employee did at Acme."""
    return Activity(employee=employee, client="acme", on=on, tool=tool, action=action)


def set_up(link: date | None, *activities: Activity) -> Portfolio:
    """Ann, a user in both accounts, linked to Acme from a day on or never, and what she did."""
    return Portfolio.of(
        Partner("north"),
        Client("acme", currency="USD"),
        Employee("ann", partner="north"),
        PartnerUser("ann", start=JANUARY),
        ClientUser("ann", client="acme", start=JANUARY),
        *([] if link is None else [Link("ann", client="acme", start=link)]),
        *activities,
        SOLD,
    )


PERFORM = "  perform a qualifying activity at acme, such as blog publish [ann; A7, A14]"


class TestRanOut:
    def test_text(self) -> None:
        """Servicing that ran out is told by the last activity and the days since, and takes one activity."""
        assert str(answer(NORTH, MARCH)) == lines(
            "north has no credit for acme on 2024-03-25 (servicing)",
            "  ran out (A14, A15, A19): the last activity expired 10 days ago: ann's blog publish of 2024-01-15",
            "repair: from 2024-03-25 USD 1,000.00 a month, 10.00 points:",
            PERFORM,
        )

    def test_on_the_day(self) -> None:
        """On its first day without, an activity expired today."""
        found = answer(NORTH, date(2024, 3, 15))
        assert found.verdict is Verdict.RAN_OUT
        assert found.near == "the last activity expired today: ann's blog publish of 2024-01-15"

    def test_deactivated(self) -> None:
        """Whoever was deactivated in the meantime is reactivated first, by a Partner admin."""
        off = after(Deactivated("ann", on=FEBRUARY), Deactivated("ann", on=FEBRUARY, client="acme"))
        assert str(answer(off, MARCH)) == lines(
            "north has no credit for acme on 2024-03-25 (servicing)",
            "  ran out (A14, A15, A19): the last activity expired 10 days ago: ann's blog publish of 2024-01-15",
            "repair: from 2024-03-25 USD 1,000.00 a month, 10.00 points:",
            "  reactivate ann in north's account [a Partner admin; A6, A13]",
            "  reactivate ann in acme's account [a Partner admin; A6, A13]",
            PERFORM,
        )

    def test_later_one_missed(self) -> None:
        """A later activity that was not attributed is a near miss beside the one that expired."""
        off = after(Deactivated("ann", on=FEBRUARY, until=MARCH)).with_(posted("ann", date(2024, 3, 24)))
        assert answer(off, MARCH).near == (
            "the last activity expired 10 days ago: ann's blog publish of 2024-01-15; "
            "ann's activity was done while deactivated in north's account: blog publish of 2024-03-24"
        )

    def test_minimum(self) -> None:
        """Where several are needed it is told how many count, and as many steps as are missing are asked for."""
        two = SERVICING.requiring(MinimumActivity(count=2, within=40))
        busy = NORTH.with_(posted("ann", FEBRUARY))
        assert str(answer(busy, date(2024, 3, 1), two)) == lines(
            "north has no credit for acme on 2024-03-01 (servicing)",
            "  ran out (A14, A15, A19): an activity of 2 expired 6 days ago: ann's blog publish of 2024-01-15; "
            "1 of 2 activities count",
            "repair: from 2024-03-01 USD 1,000.00 a month, 10.00 points:",
            PERFORM,
        )


class TestEndedAtOnce:
    def test_client_account(self) -> None:
        """Removing the last employee from the client's account ends credit at once, whatever was left of it."""
        assert str(answer(after(RemovedFromClient("north", "acme", on=FEBRUARY)))) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            "  ended at once (A18): ann was removed from acme's account 10 days ago, with 43 days left",
            "repair: from 2024-02-11 USD 1,000.00 a month, 10.00 points:",
            "  create ann's user in acme's account [whoever adds users at acme; A6]",
            PERFORM,
        )

    def test_partner_account(self) -> None:
        """So does removing them from the partner's account."""
        assert str(answer(after(Leaves("ann", on=FEBRUARY)))) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            "  ended at once (A18): ann was removed from north's account 10 days ago, with 43 days left",
            "repair: from 2024-02-11 USD 1,000.00 a month, 10.00 points:",
            "  create ann's user in north's account, marked as partner employee [a Partner admin; A6, A9, A13]",
            "  create ann's user in acme's account [whoever adds users at acme; A6]",
            PERFORM,
        )

    def test_same_day(self) -> None:
        """Who is put back on the very day was never gone: what was live stays so."""
        (repair,) = answer(after(RemovedFromClient("north", "acme", on=DAY))).repairs
        assert [step.what for step in repair.steps] == ["create ann's user in acme's account"]

    def test_handed_over(self) -> None:
        """Another employee who is set up on that day keeps live what the first one did, and needs do nothing."""
        bob = (
            Employee("bob", partner="north"),
            PartnerUser("bob", start=JANUARY),
            ClientUser("bob", client="acme", start=JANUARY),
        )
        found = answer(after(Leaves("ann", on=DAY)).with_(*bob))
        assert [[step.what for step in repair.steps] for repair in found.repairs] == [
            ["link acme to bob in the Client Access Manager"],
            [
                "create ann's user in north's account, marked as partner employee",
                "create ann's user in acme's account",
            ],
        ]

    def test_many(self) -> None:
        """Of many who were removed a few are named."""
        others = [f"e{number}" for number in range(1, 5)]
        staff = (
            record
            for each in others
            for record in (
                Employee(each, partner="north"),
                PartnerUser(each, start=JANUARY),
                ClientUser(each, client="acme", start=JANUARY, end=FEBRUARY),
                Link(each, client="acme", start=JANUARY),
            )
        )
        found = answer(after(RemovedFromClient("north", "acme", on=FEBRUARY)).with_(*staff))
        assert found.near == "ann, e1, e2 and 2 more were removed from acme's account 10 days ago, with 43 days left"

    def test_unlinked(self) -> None:
        """Where a policy says so, unlinking ends credit too."""
        found = answer(after(Unlinked("ann", "acme", on=FEBRUARY)), policy=SERVICING.with_(unlinking_ends=True))
        assert found.near == "ann was unlinked or deactivated at acme 10 days ago, with 43 days left"


class TestNeverBegan:
    def test_before_the_link(self) -> None:
        """An activity of the day before the link is a near miss by one day."""
        assert str(answer(set_up(date(2024, 1, 16), posted("ann", POST)))) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            "  never began (A6, A10): ann's activity was done 1 day before the link: blog publish of 2024-01-15",
            "repair: from 2024-02-11 USD 1,000.00 a month, 10.00 points:",
            PERFORM,
        )

    def test_linked_on_the_day(self) -> None:
        """An activity of the day itself is attributed once the link is made."""
        assert str(answer(set_up(None, posted("ann", DAY)))) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            "  never began (A6, A10): ann's activity was done without the link: blog publish of 2024-02-11",
            "repair: from 2024-02-11 USD 1,000.00 a month, 10.00 points:",
            "  link acme to ann in the Client Access Manager [anyone with access to it; A12, A13]",
        )

    def test_after(self) -> None:
        """An activity may also come too late."""
        late = Portfolio.of(
            *(each for each in _records(set_up(JANUARY)) if not isinstance(each, ClientUser)),
            ClientUser("ann", client="acme", start=JANUARY, end=date(2024, 1, 14)),
            posted("ann", POST),
        )
        assert answer(late).near == (
            "ann's activity was done 2 days after the user in acme's account: blog publish of 2024-01-15"
        )

    def test_what_is_missing_most_is_named(self) -> None:
        """Of several things that were missing, the one farthest away is told, and of several misses the nearest."""
        found = answer(
            Portfolio.of(
                Partner("north"),
                Client("acme", currency="USD"),
                Employee("ann", partner="north"),
                PartnerUser("ann", start=date(2024, 1, 20)),
                ClientUser("ann", client="acme", start=date(2024, 1, 16)),
                posted("ann", POST),
                posted("ann", FEBRUARY, "crm", "login"),
                SOLD,
            )
        )
        assert found.near == "ann's activity was done without the link: blog publish of 2024-01-15"

    def test_not_qualifying(self) -> None:
        """An activity that does not qualify is told with the reason."""
        found = answer(set_up(JANUARY, posted("ann", POST, "crm", "login")))
        assert found.near == "ann's crm login of 2024-01-15: logging in never qualifies"

    def test_nothing_done(self) -> None:
        """Somebody who is set up and did nothing yet has nothing to be near with."""
        found = answer(set_up(JANUARY))
        assert found.shortfalls == (Shortfall(Verdict.NEVER_BEGAN, "no employee of north has done anything at acme"),)

    def test_too_few(self) -> None:
        """Where several are needed and there were never enough, those that count are told."""
        assert str(answer(NORTH, FEBRUARY, THREE)) == lines(
            "north has no credit for acme on 2024-02-01 (servicing)",
            "  too few activities (A16): 1 of 3 activities count, and there were never enough",
            "repair: from 2024-02-01 USD 1,000.00 a month, 10.00 points:",
            "  perform 2 qualifying activities at acme, such as blog publish [ann; A7, A16]",
        )

    def test_one_needed(self) -> None:
        """A minimum of one says no more than the window does."""
        one = attrs.evolve(SERVICING, eligibility=MinimumActivity(count=1, within=60))
        assert answer(NORTH, MARCH, one).near == answer(NORTH, MARCH).near

    def test_nobody_there(self) -> None:
        """Where nobody is at the client any employee will do, or a new one."""
        bare = Portfolio.of(
            Partner("north"),
            Partner("south"),
            Client("acme", currency="USD"),
            Employee("new-employee", partner="north", email="bob@north.example"),
            PartnerUser("new-employee", start=JANUARY),
            SOLD,
        )
        assert str(answer(bare)) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            "  never began (A6, A10): north has no employee at acme",
            "repair: from 2024-02-11 USD 1,000.00 a month, 10.00 points:",
            "  create new-employee's user in acme's account [whoever adds users at acme; A6]",
            "  link acme to new-employee in the Client Access Manager [anyone with access to it; A12, A13]",
            "  perform a qualifying activity at acme, such as blog publish [new-employee; A7, A14]",
            "or from 2024-02-11 USD 1,000.00 a month, 10.00 points:",
            "  create a user for a new employee in north's account, marked as partner employee "
            "[a Partner admin; A6, A9, A13]",
            "  create new-employee-2's user in acme's account [whoever adds users at acme; A6]",
            "  link acme to new-employee-2 in the Client Access Manager [anyone with access to it; A12, A13]",
            "  perform a qualifying activity at acme, such as blog publish [new-employee-2; A7, A14]",
        )

    def test_domain(self) -> None:
        """Nobody is asked to link whom the e-mail domain links."""
        bare = Portfolio.of(
            Partner("north", employee_domains=["North.example"]),
            Client("acme", currency="USD"),
            Employee("bob", partner="north", email="bob@north.example"),
            PartnerUser("bob", start=JANUARY),
            SOLD,
        )
        assert [len(repair.steps) for repair in answer(bare).repairs] == [2, 4]


def _records(
    portfolio: Portfolio,
) -> list[Partner | Client | Employee | PartnerUser | ClientUser | Link | Subscription]:
    """The records of a portfolio in one list."""
    return [
        *portfolio.partners,
        *portfolio.clients,
        *portfolio.employees,
        *portfolio.partner_users,
        *portfolio.client_users,
        *portfolio.links,
        *portfolio.subscriptions,
    ]


class TestAgreement:
    def test_ended(self) -> None:
        """Without a current agreement there is no credit, and signing one is enough."""
        assert str(answer(after(AgreementEnded("north", on=FEBRUARY)))) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            "  not under agreement (B1): the agreement of north ended 10 days ago",
            "repair: from 2024-02-11 USD 1,000.00 a month, 10.00 points:",
            "  sign the agreement [north; B1]",
        )

    def test_never(self) -> None:
        """Several conditions that fail are told in the order of the policy."""
        never = Scenario([AgreementEnded("north", on=JANUARY)]).apply(NORTH)
        found = answer(without_agreement(never), MARCH)
        assert [each.verdict for each in found.shortfalls] == [Verdict.RAN_OUT, Verdict.NOT_UNDER_AGREEMENT]
        assert found.shortfalls[1].near == "north never had an agreement"


def without_agreement(portfolio: Portfolio) -> Portfolio:
    """The portfolio, its partner without any agreement ever."""
    records = [each for each in _records(portfolio) if not isinstance(each, Partner)]
    return Portfolio.of(Partner("north", agreements=[]), *records, *portfolio.activities)


class TestRecord:
    def test_never(self) -> None:
        """A record is credited from the next billing on, and who holds it now is told."""
        named = NORTH.with_(Partner("south"), PartnerOfRecord("acme", partner="south", start=JANUARY))
        assert str(answer(named, policy=OF_RECORD)) == lines(
            "north has no credit for acme on 2024-02-11 (partner-of-record)",
            "  not partner of record (B2, B9): north was never partner of record of acme; south is it since 2024-01-01",
            "repair: from 2024-03-01 USD 1,000.00 a month, 10.00 points:",
            "  name north partner of record [acme; B2, B9]",
        )

    def test_ended(self) -> None:
        """A record that ended is told with the days since."""
        ended = NORTH.with_(PartnerOfRecord("acme", partner="north", start=JANUARY, end=FEBRUARY))
        assert answer(ended, policy=OF_RECORD).near == "north's record ended 10 days ago"

    def test_activity_waits(self) -> None:
        """Where the next billing is farther away than a window, the activity waits for it."""
        annual = attrs.evolve(SOLD, billing=Billing(JANUARY, every_months=12))
        assert str(answer(UNPAID.with_(annual), policy=COMBINED)) == lines(
            "north has no credit for acme on 2024-02-11 (combined)",
            "  not partner of record (B2, B9): north was never partner of record of acme",
            "repair: from 2025-01-01 USD 1,000.00 a month, 10.00 points:",
            "  name north partner of record [acme; B2, B9]",
            "  perform a qualifying activity at acme on 2025-01-01, such as blog publish [ann; A7, A14]",
        )

    def test_begins_by_itself(self) -> None:
        """A record that waits for the next billing needs nothing done."""
        waiting = NORTH.with_(PartnerOfRecord("acme", partner="north", start=date(2024, 2, 10)))
        assert str(answer(waiting, policy=OF_RECORD)) == lines(
            "north has no credit for acme on 2024-02-11 (partner-of-record)",
            "  not yet recognised (B5): s1 is credited from its next billing on 2024-03-01, in 19 days",
            "credit begins by itself on 2024-03-01",
            "nothing to do: no step brings credit sooner",
        )

    def test_sooner(self) -> None:
        """A repair that brings credit sooner than it would begin by itself is told beside it."""
        unbilled = attrs.evolve(SOLD, id="s2", billing=None)
        waiting = NORTH.with_(PartnerOfRecord("acme", partner="north", start=date(2024, 2, 10)), unbilled)
        found = answer(waiting, policy=OF_RECORD)
        assert found.begins == date(2024, 3, 1)
        assert [repair.effective for repair in found.repairs] == [DAY]
        assert "credit begins by itself on 2024-03-01" in found.table().notes

    def test_only_recognition(self) -> None:
        """A record that only the revenue asks for is told as such."""
        policy = attrs.evolve(OF_RECORD, eligibility=LiveActivity())
        found = answer(NORTH, policy=policy)
        assert found.verdict is Verdict.NOT_OF_RECORD
        assert [step.what for step in found.repairs[0].steps] == ["name north partner of record"]


class TestPaysNothing:
    @pytest.mark.parametrize(
        ("sold", "near", "steps"),
        [
            (attrs.evolve(SOLD, billing=None), "s1 is not billed yet", ["bill subscription s1"]),
            (
                attrs.evolve(SOLD, not_in_good_standing=[DateRange(FEBRUARY)]),
                "s1 fell out of good standing 10 days ago",
                ["settle subscription s1"],
            ),
            (
                attrs.evolve(SOLD, billing=None, not_in_good_standing=[DateRange(FEBRUARY)]),
                "s1 is not billed yet",
                ["bill subscription s1", "settle subscription s1"],
            ),
        ],
        ids=["unbilled", "bad standing", "both"],
    )
    def test_repaired(self, sold: Subscription, near: str, steps: list[str]) -> None:
        """A subscription that is not billed is billed, and one that is not in good standing is settled."""
        found = answer(UNPAID.with_(sold))
        assert found.shortfalls == (Shortfall(Verdict.PAYS_NOTHING, near),)
        assert [[step.what for step in repair.steps] for repair in found.repairs] == [steps]

    @pytest.mark.parametrize(
        ("sold", "near"),
        [
            (attrs.evolve(SOLD, end=FEBRUARY), "s1 ended 10 days ago"),
            (attrs.evolve(SOLD, refunded_on=FEBRUARY, end=DAY), "s1 was fully refunded 10 days ago"),
            (attrs.evolve(SOLD, items=[]), "s1 has no item to pay for"),
            (
                attrs.evolve(SOLD, items=[Item("Hub", price=9, discount=9, start=JANUARY)]),
                "s1 has no item to pay for",
            ),
        ],
        ids=["ended", "refunded", "empty", "discounted"],
    )
    def test_nothing_to_do(self, sold: Subscription, near: str) -> None:
        """What only buying again would change is told, and no step."""
        assert str(answer(UNPAID.with_(sold))) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            f"  pays nothing (B3, B4, B7, B8): {near}",
            "no repair: no step makes acme pay; it would have to buy, or to buy again (B8)",
        )

    def test_no_subscription(self) -> None:
        """Neither can a client without a subscription be made to pay."""
        assert answer(UNPAID).near == "acme has no subscription"

    def test_nearest(self) -> None:
        """Of several subscriptions the one nearest to counting is told, and each that can be is a way."""
        found = answer(
            UNPAID.with_(
                attrs.evolve(SOLD, end=FEBRUARY),
                attrs.evolve(SOLD, id="s2", billing=None),
                attrs.evolve(SOLD, id="s3", not_in_good_standing=[DateRange(FEBRUARY)]),
            )
        )
        assert found.near == "s3 fell out of good standing 10 days ago"
        assert len(found.repairs) == 2


class TestCredit:
    def test_text(self) -> None:
        """Where there is credit, that is said, and nothing else."""
        found = answer(NORTH)
        assert str(found) == "north has USD 1,000.00 credit a month for acme on 2024-02-11 (servicing)"
        assert (found.credit, found.verdict, found.near) == (Money(1000, "USD"), None, "")
        assert (found.repairs, found.shortfalls, found.reason) == ((), (), "")


@attrs.frozen
class Sunny(Rule[PartnerAtClient]):
    """A condition of the user's own, which nobody can bring about."""

    def __str__(self) -> str:
        return "a sunny day"

    def days(self, facts: PartnerAtClient, within: DateRange = EVER) -> DateSet:
        """Never."""
        return NEVER


@attrs.frozen
class Flat:
    """Revenue of the user's own, which says nothing of repairs."""

    amount: Fraction

    def mrr(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The same on every day."""
        return StepFunction.constant(self.amount)

    def finding(self, facts: PartnerAtClient, on: date) -> Finding:
        """The same on every day."""
        return Finding(rule="Flat", text="flat")


@attrs.frozen
class Never:
    """Recognition of the user's own, which says nothing of repairs."""

    def days(self, facts: PartnerAtClient, subscription: Subscription) -> DateSet:
        """No day."""
        return NEVER


@attrs.frozen
class Nothing:
    """A split that leaves nobody anything."""

    def __str__(self) -> str:
        return "nothing for anybody"

    def shares(self, partners: Sequence[PartnerAtClient]) -> StepFunction[tuple[Share, ...]]:
        """Nothing."""
        ids = [facts.partner.id for facts in partners]
        return StepFunction.constant(tuple(Share(partner, Fraction(0), (partner,)) for partner in ids))


class TestOtherPolicies:
    def test_unknown_rule(self) -> None:
        """Of a rule that says nothing of repairs it cannot be told what would make it hold."""
        assert str(answer(NORTH, policy=SERVICING.requiring(Sunny()))) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            "  another condition: 'a sunny day' does not hold",
            "no repair: it cannot be told what would make 'a sunny day' hold",
        )

    def test_unknown_rule_that_holds(self) -> None:
        """If it holds, the other conditions are repaired."""
        found = answer(NORTH, MARCH, SERVICING.requiring(~Sunny()))
        assert [each.verdict for each in found.shortfalls] == [Verdict.RAN_OUT]
        assert len(found.repairs) == 1

    def test_either(self) -> None:
        """Where either of two conditions is enough, each is a way."""
        policy = attrs.evolve(SERVICING, eligibility=LiveActivity() | PartnerOfRecordStatus())
        found = answer(NORTH, MARCH, policy)
        assert [each.verdict for each in found.shortfalls] == [Verdict.RAN_OUT, Verdict.NOT_OF_RECORD]
        assert [repair.steps[0].what for repair in found.repairs] == [
            "name north partner of record",
            "perform a qualifying activity at acme, such as blog publish",
        ]

    def test_relationship(self) -> None:
        """A relationship alone is begun by setting up an employee, and ends at once."""
        policy = attrs.evolve(SERVICING, eligibility=ManagedRelationship())
        removed = answer(after(RemovedFromClient("north", "acme", on=FEBRUARY)), policy=policy)
        assert str(removed.shortfalls[0]) == "ended at once (A18): ann was removed from acme's account 10 days ago"
        assert len(removed.repairs[0].steps) == 1
        assert answer(set_up(None), policy=policy).near == "no employee of north was ever set up"
        assert answer(NORTH.with_(attrs.evolve(SOLD, id="s2")), policy=policy).credit == Money(2000, "USD")
        assert answer(UNPAID.with_(attrs.evolve(SOLD, billing=None)), policy=policy).verdict is Verdict.PAYS_NOTHING

    def test_presence_is_enough(self) -> None:
        """Nobody is asked to reactivate whom a policy does not want active."""
        off = after(Deactivated("ann", on=FEBRUARY))
        (repair,) = answer(off, MARCH, SERVICING.with_(active_required=False)).repairs
        assert [step.who for step in repair.steps] == ["ann"]

    def test_other_revenue(self) -> None:
        """Revenue of the user's own that is nothing is told as such, and no step is known to change it."""
        none = attrs.evolve(SERVICING, revenue=Flat(Fraction(0)))
        assert str(answer(NORTH, policy=none)) == lines(
            "north has no credit for acme on 2024-02-11 (servicing)",
            "  pays nothing (B3, B4, B7, B8): acme pays nothing that counts",
            "no repair: no step that is known brings credit",
        )
        assert len(answer(NORTH, MARCH, attrs.evolve(SERVICING, revenue=Flat(Fraction(5)))).repairs) == 1

    def test_other_recognition(self) -> None:
        """So is a subscription that is credited to nobody, whoever is of record."""
        policy = attrs.evolve(SERVICING, revenue=RecurringRevenue(recognition=Never()))
        named = Scenario([BecomesPartnerOfRecord("north", "acme", on=JANUARY)]).apply(NORTH)
        found = answer(named, policy=policy)
        assert found.near == "no subscription of acme is credited to north"
        assert found.reason == "no repair: no step that is known brings credit"

    def test_other_split(self) -> None:
        """So is a split that leaves nothing."""
        found = answer(NORTH, policy=attrs.evolve(SERVICING, split=Nothing()))
        assert found.shortfalls == (Shortfall(Verdict.ANOTHER_CONDITION, "nothing for anybody leaves north nothing"),)

    def test_other_catalogue(self) -> None:
        """The activity that is asked for is one that the policy's catalogue counts on the day; if it has one."""
        before = CatalogueEntry("fax", ["edit"], DateRange(None, JANUARY))
        own = Catalogue([CatalogueEntry("idle", []), before, CatalogueEntry("sequences", ["create", "edit"])])
        found = answer(NORTH, MARCH, SERVICING.with_(catalogue=own))
        assert found.repairs[0].steps[0].what.endswith("such as sequences edit")
        none = answer(NORTH, MARCH, SERVICING.with_(catalogue=Catalogue([before])))
        assert none.reason == ("no repair: it cannot be told what would make 'a live activity (counted 60 days)' hold")


class TestAsked:
    def test_unknown_ids(self) -> None:
        """An unknown partner or client is an error that names the nearest."""
        with pytest.raises(UnknownIdError, match="did you mean 'north'"):
            why_not(NORTH, partner="nort", client="acme", as_of=DAY)
        with pytest.raises(UnknownIdError, match="did you mean 'acme'"):
            why_not(NORTH, partner="north", client="acne", as_of=DAY)

    def test_exact_date(self) -> None:
        """The day is a date and nothing else."""
        with pytest.raises(DateError):
            answer(NORTH, datetime(2024, 2, 11))

    @pytest.mark.parametrize("day", [date.min, date.max])
    def test_ends_of_time(self, day: date) -> None:
        """The first and the last day there are can be asked about."""
        assert bool(answer(NORTH, day).repairs) is (day == date.max)

    def test_later_employees(self) -> None:
        """Who comes to the client only later is a stranger on the day."""
        later = Portfolio.of(
            Partner("north"),
            Client("acme", currency="USD"),
            Employee("ann", partner="north"),
            PartnerUser("ann", start=JANUARY),
            ClientUser("ann", client="acme", start=MARCH),
            SOLD,
        )
        found = answer(later)
        assert found.near == "north has no employee at acme"
        assert [repair.steps[-1].who for repair in found.repairs] == ["ann", "new-employee"]


class TestValues:
    def test_repr(self) -> None:
        """What a programmer is shown is the call that makes the same value."""
        found = answer(after(RemovedFromClient("north", "acme", on=FEBRUARY)), policy=COMBINED)
        names = {**vars(managed_mrr), **vars(what_if), **vars(repairs), "date": date, "Fraction": Fraction}
        assert eval(repr(found), names) == found  # noqa: S307 -- our own text
        assert hash(found) == hash(attrs.evolve(found))

    def test_scenario(self) -> None:
        """A repair is a scenario for the evidence of the day."""
        (repair,) = answer(NORTH, MARCH).repairs
        assert repair.scenario() == Scenario([Performed("ann", "acme", on=MARCH)], name="repair")
        line = evaluate(repair.scenario().apply(NORTH.as_of(MARCH)), as_of=MARCH).line("north", "acme")
        assert line is not None
        assert line.credit == repair.credit

    def test_table(self) -> None:
        """As a table an answer has a row for each step, and what fails below."""
        assert answer(NORTH, MARCH).table().text() == lines(
            "north has no credit for acme on 2024-03-25 (servicing)",
            "repair  step                                                         who  clauses  on          "
            "credit from  credit a month  points",
            "------  -----------------------------------------------------------  ---  -------  ----------  "
            "-----------  --------------  ------",
            "     1  perform a qualifying activity at acme, such as blog publish  ann  A7, A14  2024-03-25  "
            "2024-03-25     USD 1,000.00   10.00",
            "ran out (A14, A15, A19): the last activity expired 10 days ago: ann's blog publish of 2024-01-15",
        )

    def test_table_without_repairs(self) -> None:
        """Without repairs the reason is below."""
        assert answer(UNPAID).table().notes == (
            "pays nothing (B3, B4, B7, B8): acme has no subscription",
            "no repair: no step makes acme pay; it would have to buy, or to buy again (B8)",
        )

    def test_unknown_points(self) -> None:
        """Unknown points are told, and are not zero."""
        swiss = managed_client("north", "acme", start=JANUARY, price=10, currency="CHF", employee="ann")
        found = answer(swiss)
        assert str(found).splitlines()[2] == "repair: from 2024-02-11 CHF 10.00 a month, points unknown:"
        assert found.table().rows[0][-1] == "unknown"

    def test_html(self) -> None:
        """In a notebook the table is shown, escaped."""
        strange = managed_client("north", "acme", start=JANUARY, price=10, employee="<b>")
        assert "&lt;b&gt;" in answer(strange)._repr_html_()
        assert "<b>" not in answer(strange)._repr_html_()

    def test_many(self) -> None:
        """Repairs that do not fit a screen are counted."""
        staff = (
            record
            for number in range(9)
            for record in (
                Employee(f"e{number}", partner="north"),
                PartnerUser(f"e{number}", start=JANUARY),
                ClientUser(f"e{number}", client="acme", start=JANUARY),
            )
        )
        shown = str(answer(NORTH.with_(*staff), MARCH)).splitlines()
        assert len(shown) == 11
        assert shown[4] == "or from 2024-03-25 USD 1,000.00 a month, 10.00 points:"
        assert shown[-1] == "... and 7 more repairs"


class TestWays:
    def test_employee(self) -> None:
        """What setting up somebody takes is told by the rule about them, in the order of the conditions."""
        facts = set_up(None).facts("north", "acme").employees[0]
        assert LinkValidity().repairs(facts, DAY) == _way(RemedyKind.LINK)
        assert LinkValidity().repairs(facts, date(2023, 12, 31)) == _way(
            RemedyKind.PARTNER_USER, RemedyKind.CLIENT_USER, RemedyKind.LINK
        )

    def test_rules_that_hold(self) -> None:
        """Nothing is to be done about what holds."""
        facts = NORTH.with_(PartnerOfRecord("acme", partner="north", start=JANUARY)).facts("north", "acme")
        rules: list[Rule[PartnerAtClient]] = [ManagedRelationship(), CurrentAgreement(), PartnerOfRecordStatus()]
        assert [rule.repairs(facts, DAY) for rule in rules] == [NOTHING_TO_DO] * 3
        assert WhileCounting().repairs(facts, DAY) == FromNextBilling().repairs(facts, DAY) == NOTHING_TO_DO
        assert RecurringRevenue().repairs(facts, DAY) == NOTHING_TO_DO

    def test_more_activities(self) -> None:
        """Of activities asked for twice the larger number is kept."""
        one, three = (frozenset([frozenset([Remedy(RemedyKind.ACTIVITY, "ann", count=count)])]) for count in (1, 3))
        assert together([one, three]) == together([three, one]) == three
        assert together([one, NO_WAY]) == NO_WAY


def _way(*kinds: RemedyKind) -> Ways:
    return frozenset([frozenset(Remedy(kind, "ann") for kind in kinds)])
