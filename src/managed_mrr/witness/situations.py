"""Situations: one ordinary client, and the ways in which a real one departs from it."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from managed_mrr.dates import DateRange
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
    Portfolio,
    Record,
    Subscription,
)
from managed_mrr.policy import Policy
from managed_mrr.rules import Catalogue, Rate

__all__ = ["Departure", "Situation", "departures"]


def __dir__() -> list[str]:
    return __all__


FIRST = date(2024, 1, 1)
DONE = 10
"""The day of the ordinary activity, counted from the first day."""

Run: TypeAlias = tuple[int, int | None]
"""A period by its days, counted from the first day."""

_ALWAYS: tuple[Run, ...] = ((0, None),)


@attrs.frozen(kw_only=True)
class Situation:
    """
    One partner at one client, in the few numbers that a policy may look at; days are counted from the first.

    As it stands it is the ordinary one: an employee who is set up and linked, one qualifying activity, a paid
    subscription, the partner of record.

    Attributes:
        first: The first day.
        currency: The client's currency.
        multiplier: The client's points multiplier.
        agreements: The partner's agreements; None if none are recorded.
        by_domain: Whether the employee has an e-mail address of the partner's domain.
        links: When the client is linked to the employee by hand.
        at_partner: The employee's user periods in the partner's account.
        at_client: The employee's user periods in the client's account.
        off_at_partner: When the user in the partner's account is deactivated.
        off_at_client: When the user in the client's account is deactivated.
        colleague: From when a second employee is set up and linked; None if there is none.
        done: Day, tool and action of each activity of the first employee.
        done_by_colleague: The days of the second employee's activities.
        rival: The days of the activities of a second partner's employee; None if there is no second partner.
        records: When the partner is the partner of record.
        subscription: The period of the subscription; None if there is none.
        billed: First billing and months between two; None if never billed.
        refunded: When it is fully refunded.
        bad_standing: When it is not in good standing.
        items: Price, discount, months, kind, whether eligible, and the period of each item.

    Examples:
        >>> Situation().portfolio().activities[0].on
        datetime.date(2024, 1, 11)
    """

    first: date = FIRST
    currency: str = "USD"
    multiplier: Fraction = Fraction(1)
    agreements: tuple[Run, ...] | None = None
    by_domain: bool = False
    links: tuple[Run, ...] = _ALWAYS
    at_partner: tuple[Run, ...] = _ALWAYS
    at_client: tuple[Run, ...] = _ALWAYS
    off_at_partner: tuple[Run, ...] = ()
    off_at_client: tuple[Run, ...] = ()
    colleague: int | None = None
    done: tuple[tuple[int, str, str], ...] = ((DONE, "blog", "publish"),)
    done_by_colleague: tuple[int, ...] = ()
    rival: tuple[int, ...] | None = None
    records: tuple[Run, ...] = _ALWAYS
    subscription: Run | None = (0, None)
    billed: tuple[int, int] | None = (0, 1)
    refunded: int | None = None
    bad_standing: tuple[Run, ...] = ()
    items: tuple[tuple[str, str, int, str, bool, Run], ...] = (("100", "0", 1, "recurring", True, (0, None)),)

    def portfolio(self) -> Portfolio:
        """The evidence of the situation."""
        return Portfolio.of(*self._records())

    def _day(self, number: int) -> date:
        return self.first + timedelta(days=number)

    def _last(self, number: int | None) -> date | None:
        return None if number is None else self._day(number)

    def _periods(self, runs: Iterable[Run]) -> list[tuple[date, date | None]]:
        return [(self._day(start), self._last(end)) for start, end in runs]

    def _ranges(self, runs: Iterable[Run]) -> list[DateRange]:
        return [DateRange(start, end) for start, end in self._periods(runs)]

    def _records(self) -> Iterator[Record]:
        agreements = None if self.agreements is None else self._ranges(self.agreements)
        domains = ["north.example"] if self.by_domain else []
        yield Partner("north", agreements=agreements, employee_domains=domains)
        yield Client("acme", currency=self.currency, points_multiplier=self.multiplier)
        yield Employee("ann", partner="north", email="ann@north.example" if self.by_domain else None)
        for start, end in self._periods(self.at_partner):
            off = self._within(self.off_at_partner, DateRange(start, end))
            yield PartnerUser("ann", start=start, end=end, deactivated=off)
        for start, end in self._periods(self.at_client):
            off = self._within(self.off_at_client, DateRange(start, end))
            yield ClientUser("ann", client="acme", start=start, end=end, deactivated=off)
        for start, end in self._periods(self.links):
            yield Link("ann", client="acme", start=start, end=end)
        for number, tool, action in self.done:
            yield Activity(employee="ann", client="acme", on=self._day(number), tool=tool, action=action)
        if self.colleague is not None:
            yield from self._other("bob", "north", self.colleague, self.done_by_colleague)
        if self.rival is not None:
            yield Partner("south")
            yield from self._other("sue", "south", 0, self.rival)
        for start, end in self._periods(self.records):
            yield PartnerOfRecord("acme", partner="north", start=start, end=end)
        yield from self._sold()

    def _within(self, runs: tuple[Run, ...], user: DateRange) -> list[DateRange]:
        return [each for each in self._ranges(runs) if each.overlaps(user)]

    def _other(self, name: str, partner: str, since: int, done: Iterable[int]) -> Iterator[Record]:
        yield Employee(name, partner=partner)
        yield PartnerUser(name, start=self._day(since))
        yield ClientUser(name, client="acme", start=self._day(since))
        yield Link(name, client="acme", start=self._day(since))
        for number in done:
            yield Activity(employee=name, client="acme", on=self._day(number), tool="blog", action="publish")

    def _sold(self) -> Iterator[Record]:
        if self.subscription is None:
            return
        items = [
            Item(
                f"Product {number}",
                price=price,
                discount=discount,
                months=months,
                kind=kind,
                eligible=eligible,
                start=self._day(start),
                end=self._last(end),
            )
            for number, (price, discount, months, kind, eligible, (start, end)) in enumerate(self.items, start=1)
        ]
        start, end = self.subscription
        yield Subscription(
            "s1",
            client="acme",
            start=self._day(start),
            end=self._last(end),
            items=items,
            billing=None if self.billed is None else Billing(self._day(self.billed[0]), every_months=self.billed[1]),
            refunded_on=self._last(self.refunded),
            not_in_good_standing=self._ranges(self.bad_standing),
        )


@attrs.frozen
class Departure:
    """
    One way in which a situation is not the ordinary one.

    Attributes:
        text: What is different, for people.
        values: The values of a :class:`Situation` that are different, by name.

    Examples:
        >>> Departure("the client pays in JPY", (("currency", "JPY"),)).apply(Situation()).currency
        'JPY'
    """

    text: str
    values: tuple[tuple[str, object], ...]

    @property
    def about(self) -> frozenset[str]:
        """The names of those values; two departures about the same are not combined."""
        return frozenset(name for name, _ in self.values)

    def apply(self, situation: Situation) -> Situation:
        """The situation with this difference."""
        values: dict[str, Any] = dict(self.values)
        return attrs.evolve(situation, **values)


def _departure(text: str, **values: object) -> Departure:
    return Departure(text, tuple(values.items()))


def departures(*policies: Policy) -> tuple[Departure, ...]:
    """
    The ways to depart from the ordinary situation that policies may tell apart.

    Some are always the same, about people, activities, records and subscriptions. Others come from the values of the
    policies: activities as far apart as their windows are long, days on which their terms, rates and catalogues
    change, the currencies they know and one they do not, the tools and actions on which they do not agree.

    Args:
        policies: The policies to be told apart.

    Examples:
        >>> from managed_mrr import hubspot
        >>> departures(hubspot.SERVICING)[0].text
        'no agreement is in force'
    """
    return (*_of_people(), *_of_sales(), *_of_terms(policies), *_of_activities(policies))


def _of_people() -> Iterator[Departure]:
    yield _departure("no agreement is in force", agreements=())
    yield _departure("the agreement ends on day 30", agreements=((0, 30),))
    yield _departure("the agreement begins on day 30", agreements=((30, None),))
    yield _departure("the link is by e-mail domain only", links=(), by_domain=True)
    yield _departure("there is no link", links=())
    yield _departure("the link begins after the activity", links=((DONE + 1, None),))
    yield _departure("the link ends on day 20", links=((0, 20),))
    for account, users, off in (
        ("partner", "at_partner", "off_at_partner"),
        ("client", "at_client", "off_at_client"),
    ):
        where = f"the {account}'s account"
        yield _departure(f"the employee is removed from {where} on day 30", **{users: ((0, 30),)})
        yield _departure(
            f"the employee is removed from {where} on day 30 and added again on day 40",
            **{users: ((0, 30), (40, None))},
        )
        yield _departure(f"the employee is in {where} only after the activity", **{users: ((DONE + 1, None),)})
        yield _departure(f"the employee is deactivated in {where} during the activity", **{off: ((5, 15),)})
        yield _departure(f"the employee is deactivated in {where} from day 20 on", **{off: ((20, None),)})
    yield _departure("a colleague is set up too", colleague=0)
    yield _departure("a colleague takes over on day 30", colleague=30)
    yield _departure("a colleague does something on day 25", colleague=0, done_by_colleague=(25,))
    yield _departure("a second partner is active from day 15 on", rival=(15,))


def _of_sales() -> Iterator[Departure]:
    yield _departure("there is no partner of record", records=())
    yield _departure("the partner's record begins on day 5", records=((5, None),))
    yield _departure("the partner's record ends on day 30", records=((0, 30),))
    yield _departure("the partner's record ends on day 30 and begins again on day 40", records=((0, 30), (40, None)))
    yield _departure("there is no subscription", subscription=None)
    yield _departure("the subscription ends on day 30", subscription=(0, 30))
    yield _departure("the subscription starts on day 20", subscription=(20, None))
    yield _departure("the subscription is never billed", billed=None)
    yield _departure("the subscription is first billed on day 20", billed=(20, 1))
    yield _departure("the subscription is billed every three months", billed=(0, 3))
    yield _departure("the subscription is refunded on day 30", refunded=30)
    yield _departure("the subscription is in bad standing from day 20 to day 40", bad_standing=((20, 40),))
    for text, item in (
        ("is discounted", ("100", "40", 1, "recurring", True, (0, None))),
        ("is fully discounted", ("100", "100", 1, "recurring", True, (0, None))),
        ("is one-time", ("100", "0", 1, "one_time", True, (0, None))),
        ("is not eligible", ("100", "0", 1, "recurring", False, (0, None))),
        ("is paid by the year", ("100", "0", 12, "recurring", True, (0, None))),
        ("is dropped on day 30", ("100", "0", 1, "recurring", True, (0, 30))),
        ("is free", ("0", "0", 1, "recurring", True, (0, None))),
    ):
        yield _departure(f"the item {text}", items=(item,))
    yield _departure("the client's points count double", multiplier=Fraction(2))


def _of_terms(policies: Iterable[Policy]) -> Iterator[Departure]:
    """Other days, on which terms change, and other currencies."""
    edges: set[date] = set()
    codes: set[str] = set()
    for policy in policies:
        for range_ in policy.parts(DateRange):
            edges |= {each for each in (range_.start, range_.end) if each is not None}
        codes |= {rate.currency for rate in policy.parts(Rate)}
    for edge in sorted(each for each in edges if FIRST_EDGE <= each <= LAST_EDGE):
        for text, day in (("before", edge - timedelta(days=DONE + 10)), ("on", edge - timedelta(days=DONE))):
            yield _departure(f"it all begins so that the activity is {text} {edge}", first=day)
    unknown = next((code for code in ("CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF") if code not in codes), "XAF")
    for code in sorted({*codes, unknown} - {"USD"}):
        yield _departure(f"the client pays in {code}", currency=code)


def _of_activities(policies: tuple[Policy, ...]) -> Iterator[Departure]:
    """What is done, and how far apart."""
    yield _departure("nothing is done", done=())
    catalogues = [each for policy in policies for each in policy.parts(Catalogue)]
    pairs = {(entry.tool, action) for each in catalogues for entry in each.entries for action in entry.actions}
    everywhere = {
        pair for pair in pairs if all(each.qualifies(*pair, FIRST + timedelta(days=DONE)) for each in catalogues)
    }
    for tool, action in sorted({*(pairs - everywhere), ("blog", "edit"), ("crm", "login")}):
        yield _departure(f"what is done is {action} in {tool}", done=((DONE, tool, action),))
    numbers = {
        value
        for policy in policies
        for value in policy.parts(int)
        if not isinstance(value, bool) and 1 < value < MOST_DAYS
    }
    for number in sorted(numbers):
        for apart in (number - 1, number):
            again = ((DONE, "blog", "publish"), (DONE + apart, "blog", "publish"))
            yield _departure(f"the activity is repeated after {apart} days", done=again)
        if number <= MOST_TIMES:
            yield _departure(
                f"there are {number} activities on days in a row",
                done=tuple((DONE + each, "blog", "publish") for each in range(number)),
            )


FIRST_EDGE, LAST_EDGE = date(1900, 1, 1), date(9900, 1, 1)
"""Days of a policy outside these are no change of terms that a situation could be about."""

MOST_DAYS = 3_660
"""Numbers of a policy above this many are not taken for days."""

MOST_TIMES = 12
"""Numbers of a policy above this many are not taken for a count of activities."""
