"""
Whatever happens to a portfolio, step after step, the engine goes on saying what the reference says.

Records are added, ended and taken back, users come, go and come again; after each step days on which anything
may change are asked, under each policy in turn.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from managed_mrr import DateRange, Portfolio, Scenario, evaluate, hubspot, what_if
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
    Subscription,
)
from managed_mrr.testing import Readings, reference_history, turning_days

DISTANCES = (0, 1, 31, 59, 60, 61)
"""Days of the portfolio, from the first: few, so that what happens meets, touches and just misses."""

DONE = [("blog", "publish"), ("crm", "edit"), ("crm", "login"), ("blog", "edit")]
PRICES = [Fraction(900), Fraction(1000, 3), Fraction(0)]
LASTING = (ClientUser, Link, PartnerOfRecord, PartnerUser, Subscription)
MOST = 40
"""About how many days are asked after one step; of more, a part, and after the next step another one."""

DAYS = [date(2024, 1, 1) + timedelta(days=distance) for distance in DISTANCES]

when = st.sampled_from(DAYS)
factors = st.sampled_from([Fraction(1), Fraction(3, 2)])


class Editing(RuleBasedStateMachine):
    """A portfolio that is edited, and the two who say what it is worth."""

    partners = Bundle("partners")
    clients = Bundle("clients")
    employees = Bundle("employees")
    subscriptions = Bundle("subscriptions")

    def __init__(self) -> None:
        super().__init__()
        self.portfolio = Portfolio()
        self.told = self.steps = 0
        self.answered: Portfolio | None = None

    def _happens(self, change: what_if.Change) -> None:
        """What contradicts the evidence does not happen: nobody leaves who was never there."""
        with suppress(what_if.ScenarioError):
            self.portfolio = Scenario([change]).apply(self.portfolio)

    @initialize(
        currency=st.sampled_from(["USD", "EUR", "KWD"]),
        factor=factors,
        billed=when,
        done=when,
        record=st.none() | when,
    )
    def begin(self, *, currency: str, factor: Fraction, billed: date, done: date, record: date | None) -> None:
        """A partner's employee is set up at a client that buys something, and the partner perhaps of record."""
        item = Item("hub", price=900, start=DAYS[0])
        self.portfolio = Portfolio.of(
            Client("c1", currency=currency, points_multiplier=factor),
            Partner("p1", agreements=[DateRange(DAYS[0])]),
            Employee("e1", partner="p1"),
            PartnerUser("e1", start=DAYS[0]),
            ClientUser("e1", client="c1", start=DAYS[0]),
            Link("e1", client="c1", start=DAYS[0]),
            Activity(employee="e1", client="c1", on=done, tool="blog", action="publish"),
            Subscription("s1", client="c1", start=DAYS[0], items=[item], billing=Billing(billed)),
            *([] if record is None else [PartnerOfRecord("c1", partner="p1", start=record)]),
        )

    @initialize(target=partners)
    def first_partner(self) -> str:
        """Its partner."""
        return "p1"

    @initialize(target=clients)
    def first_client(self) -> str:
        """Its client."""
        return "c1"

    @initialize(target=employees)
    def first_employee(self) -> str:
        """Its employee."""
        return "e1"

    @initialize(target=subscriptions)
    def first_subscription(self) -> str:
        """What its client buys."""
        return "s1"

    @rule(target=partners, domains=st.sampled_from([(), ("north.example",)]), signed=st.booleans())
    def add_partner(self, domains: Sequence[str], *, signed: bool) -> str:
        """Another partner, by whose e-mail domain employees may be linked, and with or without agreements."""
        id = f"p{len(self.portfolio.partners) + 1}"
        agreements = None if signed else ()
        self.portfolio = self.portfolio.with_(Partner(id, employee_domains=domains, agreements=agreements))
        return id

    @rule(target=clients, factor=factors)
    def add_client(self, factor: Fraction) -> str:
        """Another client."""
        id = f"c{len(self.portfolio.clients) + 1}"
        self.portfolio = self.portfolio.with_(Client(id, currency="GBP", points_multiplier=factor))
        return id

    @rule(target=employees, partner=partners, client=clients, start=when, done=st.booleans())
    def set_up(self, partner: str, client: str, start: date, *, done: bool) -> str:
        """An employee is hired, set up at a client on the same day, and perhaps begins at once."""
        id = f"e{len(self.portfolio.employees) + 1}"
        self.portfolio = self.portfolio.with_(
            Employee(id, partner=partner, email=f"{id}@NORTH.example"),
            PartnerUser(id, start=start),
            ClientUser(id, client=client, start=start),
            Link(id, client=client, start=start),
        )
        if done:
            self.perform(id, client, start, ("blog", "publish"))
        return id

    @rule(employee=employees, client=clients, start=when, days=st.sampled_from([None, 1, 30, 60]))
    def add_client_user(self, employee: str, client: str, start: date, days: int | None) -> None:
        """An employee is added to a client's account, for a first time or again."""
        end = None if days is None else start + timedelta(days=days)
        self._happens(what_if.Add(ClientUser(employee, client=client, start=start, end=end)))

    @rule(employee=employees, start=when)
    def add_partner_user(self, employee: str, start: date) -> None:
        """An employee is added to the partner's account again."""
        self._happens(what_if.Add(PartnerUser(employee, start=start)))

    @rule(employee=employees, client=clients, on=when, done=st.sampled_from(DONE))
    def perform(self, employee: str, client: str, on: date, done: tuple[str, str]) -> None:
        """An employee does something."""
        tool, action = done
        self._happens(what_if.Performed(employee, client, on=on, tool=tool, action=action))

    @rule(employee=employees, client=clients, on=when)
    def perform_twice_told(self, employee: str, client: str, on: date) -> None:
        """An employee does something that is told of twice, under one id."""
        self.told += 1
        id = f"a{self.told}"
        told = Activity(employee=employee, client=client, on=on, tool="crm", action="edit", id=id)
        self.portfolio = self.portfolio.with_(told, told)

    @rule(employee=employees, client=clients, on=when, linked=st.booleans())
    def link_or_unlink(self, employee: str, client: str, on: date, *, linked: bool) -> None:
        """A client is linked to an employee, or no longer."""
        self._happens((what_if.Linked if linked else what_if.Unlinked)(employee, client, on=on))

    @rule(employee=employees, client=st.none() | clients, on=when, days=st.sampled_from([None, 1, 29]))
    def deactivate(self, employee: str, client: str | None, on: date, days: int | None) -> None:
        """A user is deactivated, for a time or for as long as it lasts."""
        until = None if days is None else on + timedelta(days=days)
        self._happens(what_if.Deactivated(employee, on=on, until=until, client=client))

    @rule(employee=employees, client=st.none() | clients, on=when)
    def reactivate(self, employee: str, client: str | None, on: date) -> None:
        """A deactivation ends."""
        self._happens(what_if.Reactivated(employee, on=on, client=client))

    @rule(employee=employees, on=when)
    def leave(self, employee: str, on: date) -> None:
        """An employee leaves."""
        self._happens(what_if.Leaves(employee, on=on))

    @rule(partner=partners, client=clients, on=when)
    def remove_from_client(self, partner: str, client: str, on: date) -> None:
        """All employees of a partner are removed from a client's account."""
        self._happens(what_if.RemovedFromClient(partner, client, on=on))

    @rule(partner=partners, on=when, signed=st.booleans())
    def sign_or_end_agreement(self, partner: str, on: date, *, signed: bool) -> None:
        """An agreement is signed, or ends; one that was ever there is left alone, as its days have no beginning."""
        if self.portfolio.partner(partner).agreements is None:
            return
        self._happens((what_if.AgreementSigned if signed else what_if.AgreementEnded)(partner, on=on))

    @rule(partner=partners, client=clients, on=when)
    def name_partner_of_record(self, partner: str, client: str, on: date) -> None:
        """A client names its partner of record."""
        self._happens(what_if.BecomesPartnerOfRecord(partner, client, on=on))

    @rule(client=clients, on=when)
    def end_record(self, client: str, on: date) -> None:
        """A client has no partner of record any more."""
        self._happens(what_if.RecordEnded(client, on=on))

    @rule(
        target=subscriptions,
        client=clients,
        start=when,
        billed=st.none() | when,
        price=st.sampled_from(PRICES),
        months=st.sampled_from([1, 3, 12]),
        kind=st.sampled_from(["recurring", "one_time"]),
    )
    def sell(self, client: str, *, start: date, billed: date | None, price: Fraction, months: int, kind: str) -> str:
        """A client buys something, billed for so many months at a time, or not yet."""
        id = f"s{len(self.portfolio.subscriptions) + 1}"
        item = Item("hub", price=price, start=start, months=months, kind=kind)
        billing = None if billed is None else Billing(billed, every_months=months)
        sold = Subscription(id, client=client, start=start, items=[item], billing=billing)
        self.portfolio = self.portfolio.with_(sold)
        return id

    @rule(subscription=subscriptions, on=when, discount=st.sampled_from([Fraction(100), Fraction(2000)]))
    def discount(self, subscription: str, on: date, discount: Fraction) -> None:
        """The client is given a discount, which may be above the price."""
        self._happens(what_if.ItemChanged(subscription, "hub", on=on, discount=discount))

    @rule(subscription=subscriptions, on=when, price=st.sampled_from(PRICES))
    def price(self, subscription: str, on: date, price: Fraction) -> None:
        """The price changes."""
        self._happens(what_if.ItemChanged(subscription, "hub", on=on, price=price))

    @rule(subscription=subscriptions, on=when, refunded=st.booleans())
    def cancel_or_refund(self, subscription: str, on: date, *, refunded: bool) -> None:
        """A subscription is cancelled, or refunded."""
        self._happens((what_if.Refunded if refunded else what_if.Cancelled)(subscription, on=on))

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """A record turns out never to have been."""
        if records := self._records(Activity, *LASTING[:-1]):
            self._happens(what_if.Remove(data.draw(st.sampled_from(records), label="record")))

    @rule(data=st.data(), on=when)
    def end(self, data: st.DataObject, on: date) -> None:
        """A record ends."""
        if records := self._records(*LASTING):
            self._happens(what_if.End(data.draw(st.sampled_from(records), label="record"), on=on))

    @rule(data=st.data(), to=when)
    def move(self, data: st.DataObject, to: date) -> None:
        """Something was done on another day."""
        if self.portfolio.activities:
            self._happens(what_if.Move(data.draw(st.sampled_from(self.portfolio.activities), label="moved"), to=to))

    def _records(self, *kinds: type[Any]) -> list[Any]:
        names = ("partner_users", "client_users", "links", "activities", "partners_of_record", "subscriptions")
        records = (record for name in names for record in getattr(self.portfolio, name))
        return [record for record in records if isinstance(record, kinds)]

    @invariant()
    def agrees_with_reference(self) -> None:
        """On turning days the lines are those of the reference, under each policy in turn."""
        if self.portfolio == self.answered:
            return
        self.answered = self.portfolio
        self.steps += 1
        days = turning_days(self.portfolio)
        apart = 1 + len(days) // MOST
        name = list(hubspot.POLICIES)[self.steps % len(hubspot.POLICIES)]
        for day, lines in reference_history(self.portfolio, days[self.steps % apart :: apart], Readings(name)).items():
            said = {
                (line.partner, line.client): (line.credit.amount, line.credit.currency, line.points, line.sharing)
                for line in evaluate(self.portfolio, as_of=day, policy=hubspot.POLICIES[name]).lines
            }
            assert said == lines, f"{name} on {day}"


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=max(settings().max_examples // 3, 5), stateful_step_count=30)
