"""
Whatever happens at a client, step after step, the engine goes on saying what the reference says.

One to three partners service the client from the first day on. Then they come and go, work, pause and are linked no
more, what the client pays changes, and its record moves, all of it on a few days that are 1, 59, 60 and 61 apart.
After each step every day near these days, and 60 days after them, is asked under each policy, and a prepared portfolio
that took in the steps as they came has the same timelines.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import TypeAlias

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from managed_mrr import (
    DateRange,
    Line,
    MinimumActivity,
    Portfolio,
    Scenario,
    Timeline,
    Undivided,
    evaluate,
    hubspot,
    prepare,
    timelines,
    what_if,
)
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
    Record,
    Subscription,
)
from managed_mrr.testing import Readings
from managed_mrr.testing.reference import Life, Lines

ANCHOR = date(2024, 1, 1)
DISTANCES = (0, 1, 31, 59, 60, 61)
"""Days on which something happens, from the anchor: few, so that what happens meets, touches and just misses."""

DAYS = [ANCHOR + timedelta(days=distance) for distance in DISTANCES]
ASKED = sorted({day + timedelta(days=away + window) for day in DAYS for away in (-1, 0, 1) for window in (0, 60)})
"""Days on which something may change, and those around them; between two of them all goes on as it is."""

POLICIES = [
    *((policy, Readings(name)) for name, policy in hubspot.POLICIES.items()),
    (hubspot.SERVICING.requiring(MinimumActivity(count=2, within=60)), Readings(minimum=(2, 60))),
]
WHOLE = hubspot.SERVICING.with_(split=Undivided())
DONE = [("blog", "publish"), ("crm", "edit"), ("crm", "login"), ("blog", "edit")]
PRICES = [Fraction(900), Fraction(1000, 3), Fraction(100), Fraction(0)]

Stretch: TypeAlias = tuple[date, date | None]
Lasting: TypeAlias = PartnerUser | ClientUser | Link

partners = st.sampled_from(["p1", "p2", "p3"])
when = st.sampled_from(DAYS)
stretches = st.sampled_from([(one, other) for one in DAYS for other in (*DAYS, None) if other is None or one < other])
"""From one day to another or for good."""


class Editing(RuleBasedStateMachine):
    """A client and all who service it, and the two who say what they are credited with."""

    employees = Bundle("employees")
    subscriptions = Bundle("subscriptions")

    def __init__(self) -> None:
        super().__init__()
        self._is(Portfolio())

    @initialize(
        target=employees,
        count=st.integers(1, 3),
        currency=st.sampled_from(["USD", "EUR", "KWD"]),
        factor=st.sampled_from([Fraction(1), Fraction(3, 2)]),
        colleague=st.booleans(),
    )
    def begin(self, *, count: int, currency: str, factor: Fraction, colleague: bool) -> MultipleResults[str]:
        """So many partners service a client; the first is its partner of record, perhaps with one there who is idle."""
        known = Portfolio.of(
            Client("acme", currency=currency, points_multiplier=factor),
            Partner("p1", agreements=[DateRange(ANCHOR)], employee_domains=["north.example"]),
            Partner("p2", agreements=[DateRange(ANCHOR)]),
            Partner("p3"),
            PartnerOfRecord("acme", partner="p1", start=ANCHOR),
            self._sold("s1", start=ANCHOR, billed=ANCHOR),
        )
        self._is(known)
        busy = [self._set_up(f"p{number + 1}", on=ANCHOR) for number in range(count)]
        return multiple(*busy, *([self._set_up("p1", on=ANCHOR, busy=False)] if colleague else []))

    @initialize(target=subscriptions)
    def first_subscription(self) -> str:
        """The client pays for something."""
        return "s1"

    @rule(target=employees, partner=partners, on=when, linked=st.booleans(), busy=st.booleans())
    def set_up(self, partner: str, on: date, *, linked: bool, busy: bool) -> str:
        """An employee, perhaps the first of the partner's here, is set up and perhaps at once does something."""
        return self._set_up(partner, on, linked=linked, busy=busy)

    def _set_up(self, partner: str, on: date, *, linked: bool = True, busy: bool = True) -> str:
        id = f"e{len(self.portfolio.employees) + 1}"
        self._add(
            Employee(id, partner=partner, email=f"{id}@NORTH.example"),
            PartnerUser(id, start=on),
            ClientUser(id, client="acme", start=on),
            *([Link(id, client="acme", start=on)] if linked else []),
        )
        if busy:
            self.perform(id, on, ("blog", "publish"))
        return id

    @rule(employee=employees, on=when, done=st.sampled_from(DONE))
    def perform(self, employee: str, on: date, done: tuple[str, str]) -> None:
        """An employee does something."""
        tool, action = done
        self._add(Activity(employee=employee, client="acme", on=on, tool=tool, action=action))

    @rule(employee=employees, on=when)
    def perform_twice_told(self, employee: str, on: date) -> None:
        """An employee does something that is told of twice, under one id."""
        id = f"a{len(self.portfolio.activities)}"
        told = Activity(employee=employee, client="acme", on=on, tool="crm", action="edit", id=id)
        self._add(told, told)

    @precondition(lambda self: self.portfolio.activities)
    @rule(data=st.data(), to=when)
    def move(self, data: st.DataObject, to: date) -> None:
        """Something was done on another day."""
        self._happens(what_if.Move(data.draw(st.sampled_from(self.portfolio.activities), label="moved"), to=to))

    @rule(employee=employees, away=stretches)
    def away_from_client(self, employee: str, away: Stretch) -> None:
        """An employee is removed from the client's account, and perhaps added again."""
        self._away_from_client(employee, away)

    def _away_from_client(self, employee: str, away: Stretch) -> None:
        users = (each for each in self.portfolio.client_users if each.employee == employee)
        self._interrupt(users, away, partial(ClientUser, employee, client="acme"))

    @rule(employee=employees, away=stretches)
    def away_from_partner(self, employee: str, away: Stretch) -> None:
        """An employee is removed from the partner's account, and perhaps added again."""
        users = (each for each in self.portfolio.partner_users if each.employee == employee)
        self._interrupt(users, away, partial(PartnerUser, employee))

    @rule(partner=partners, away=stretches)
    def all_away_from_client(self, partner: str, away: Stretch) -> None:
        """All employees of a partner are removed from the client's account, and perhaps added again."""
        for each in self.portfolio.employees:
            if each.partner == partner:
                self._away_from_client(each.id, away)

    @rule(employee=employees, away=stretches)
    def unlink(self, employee: str, away: Stretch) -> None:
        """The client is linked to an employee no more, or for some time not."""
        links = (each for each in self.portfolio.links if each.employee == employee)
        self._interrupt(links, away, partial(Link, employee, client="acme"))

    @rule(employee=employees, on=when)
    def link(self, employee: str, on: date) -> None:
        """The client is linked to an employee."""
        self._happens(what_if.Linked(employee, "acme", on=on))

    @rule(employee=employees, client=st.sampled_from([None, "acme"]), off=stretches)
    def deactivate(self, employee: str, client: str | None, off: Stretch) -> None:
        """A user is deactivated, for a time or for as long as it lasts."""
        self._happens(what_if.Deactivated(employee, on=off[0], until=off[1], client=client))

    @rule(partner=st.sampled_from(["p1", "p2"]), on=when, signed=st.booleans())
    def sign_or_end_agreement(self, partner: str, on: date, *, signed: bool) -> None:
        """An agreement is signed, or ends; the third partner's is always there."""
        self._happens((what_if.AgreementSigned if signed else what_if.AgreementEnded)(partner, on=on))

    @rule(partner=partners, on=when)
    def name_partner_of_record(self, partner: str, on: date) -> None:
        """The client names its partner of record, who need not have anyone there."""
        self._happens(what_if.BecomesPartnerOfRecord(partner, "acme", on=on))

    @rule(on=when)
    def end_record(self, on: date) -> None:
        """The client has no partner of record any more."""
        self._happens(what_if.RecordEnded("acme", on=on))

    @rule(
        target=subscriptions,
        start=when,
        billed=st.none() | when,
        months=st.sampled_from([1, 3]),
        kind=st.sampled_from(["recurring", "one_time"]),
        eligible=st.booleans(),
    )
    def sell(self, *, start: date, billed: date | None, months: int, kind: str, eligible: bool) -> str:
        """The client buys something more, billed for so many months at a time, or not yet."""
        id = f"s{len(self.portfolio.subscriptions) + 1}"
        self._add(self._sold(id, start=start, billed=billed, months=months, kind=kind, eligible=eligible))
        return id

    @rule(subscription=subscriptions, on=when, discount=st.sampled_from([Fraction(50), Fraction(2000)]))
    def discount(self, subscription: str, on: date, discount: Fraction) -> None:
        """The client is given a discount, which may be above the price."""
        self._happens(what_if.ItemChanged(subscription, "hub", on=on, discount=discount))

    @rule(subscription=subscriptions, on=when, price=st.sampled_from(PRICES))
    def price(self, subscription: str, on: date, price: Fraction) -> None:
        """The price changes."""
        self._happens(what_if.ItemChanged(subscription, "hub", on=on, price=price))

    @rule(subscription=subscriptions, on=when)
    def cancel(self, subscription: str, on: date) -> None:
        """A subscription is cancelled."""
        self._happens(what_if.Cancelled(subscription, on=on))

    @rule(subscription=subscriptions, on=when)
    def refund(self, subscription: str, on: date) -> None:
        """A subscription is refunded."""
        self._happens(what_if.Refunded(subscription, on=on))

    @rule(subscription=subscriptions, bad=stretches)
    def leave_unpaid(self, subscription: str, bad: Stretch) -> None:
        """The client does not pay its bills, for a time or for good."""
        (old,) = (each for each in self.portfolio.subscriptions if each.id == subscription)
        self._happens(what_if.Replace(old, attrs.evolve(old, not_in_good_standing=[DateRange(*bad)])))

    @precondition(lambda self: self.portfolio.activities)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Something turns out never to have been done."""
        self._happens(what_if.Remove(data.draw(st.sampled_from(self.portfolio.activities), label="taken back")))

    @staticmethod
    def _sold(
        id: str,
        *,
        start: date,
        billed: date | None,
        months: int = 1,
        kind: str = "recurring",
        eligible: bool = True,
    ) -> Subscription:
        item = Item("hub", price=900, start=start, months=months, kind=kind, eligible=eligible)
        billing = None if billed is None else Billing(billed, every_months=months)
        return Subscription(id, client="acme", start=start, items=[item], billing=billing)

    def _is(self, portfolio: Portfolio) -> None:
        """What is known is something else than before, not only more."""
        self.portfolio = portfolio
        self.prepared = {policy: prepare(portfolio, policy=policy) for policy, _ in POLICIES}

    def _add(self, *records: Record) -> None:
        """More is known than before."""
        self.portfolio = self.portfolio.with_(*records)
        self.prepared = {policy: each.with_(*records) for policy, each in self.prepared.items()}

    def _happens(self, *changes: what_if.Change) -> None:
        """What contradicts the evidence does not happen: nobody leaves who was never there."""
        with suppress(what_if.ScenarioError):
            self._is(Scenario(changes).apply(self.portfolio))

    def _interrupt(self, records: Iterable[Lasting], away: Stretch, again: Callable[..., Lasting]) -> None:
        """The records that last on the first of some days end on it, and after these days there is one again."""
        left, back = away
        lasting = [each for each in records if each.start <= left and (each.end is None or left < each.end)]
        ends = [what_if.End(each, on=left) for each in lasting]
        self._happens(*ends, *([what_if.Add(again(start=back))] if ends and back else []))

    @invariant()
    def is_right(self) -> None:
        """On every day the timelines and the lines of the day are the reference's, and no credit is lost or made."""
        for policy, readings in POLICIES:
            made = timelines(self.portfolio, policy=policy)
            assert self.prepared[policy].timelines() == made, f"{policy.name}: not as they come"
            history = made.values()
            life = Life(self.portfolio, self.portfolio.clients[0])
            for day in ASKED:
                lived = life.live_through(day, readings)
                assert _lines(history, day) == lived, f"{policy.name} on {day}"
            for day in ASKED[:: len(POLICIES)]:
                told = evaluate(self.portfolio, as_of=day, policy=policy).lines
                assert _of_day(told) == _lines(history, day), f"{policy.name} on {day}: not what the timelines say"
        self._conserves()

    def _conserves(self) -> None:
        """Those who service the client share what each of them would have alone, no more and no less (A5)."""
        shared, whole = (timelines(self.portfolio, policy=each).values() for each in (hubspot.SERVICING, WHOLE))
        for day in ASKED:
            parts, alone = _lines(shared, day), _lines(whole, day)
            assert parts.keys() == alone.keys()
            assert all(credit == sum(part for part, *_ in parts.values()) for credit, *_ in alone.values()), f"{day}"


def _of_day(lines: Iterable[Line]) -> Lines:
    """What a statement says, in the words of the reference."""
    return {
        (each.partner, each.client): (each.credit.amount, each.credit.currency, each.points, each.sharing)
        for each in lines
    }


def _lines(history: Iterable[Timeline], day: date) -> Lines:
    """What timelines say of a day, in the words of the reference."""
    found = ((each.partner, each.client, each.at(day)) for each in history)
    return {
        (partner, client): (each.credit.amount, each.credit.currency, each.points, each.sharing)
        for partner, client, each in found
        if each is not None
    }


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=max(settings().max_examples // 3, 15), stateful_step_count=15)
