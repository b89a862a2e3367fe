"""Strategies: small worlds in which things collide, for property-based tests with Hypothesis."""

# ruff: noqa: D417 -- ``draw`` is Hypothesis's own argument; callers never give it

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, wraps
from itertools import pairwise
from typing import ParamSpec, TypeVar

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange, DateSet
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
    Subscription,
)
from managed_mrr.hubspot import COMBINED, PARTNER_OF_RECORD, SERVICING
from managed_mrr.policy import Policy
from managed_mrr.program import Program
from managed_mrr.rules import CurrencyToPoints, ExpiryWindow, MinimumActivity, Rate, Term, Undivided

__all__ = [
    "activities",
    "billings",
    "client_users",
    "clients",
    "currencies",
    "date_ranges",
    "date_sets",
    "days",
    "employees",
    "items",
    "links",
    "money",
    "partner_users",
    "partners",
    "partners_of_record",
    "portfolios",
    "programs",
    "subscriptions",
]


def __dir__() -> list[str]:
    return __all__


EPOCHS = (date(2024, 1, 1), date(2023, 12, 31), date(2025, 5, 16))
"""Days from which 60 days reach over a leap day, or to the day the published rates changed."""

MONTH_ENDS = (date(2024, 1, 31), date(2024, 2, 29), date(2023, 11, 30), date(2025, 3, 31))
"""Days on which monthly billing meets months of other lengths."""

STEPS = (0, 1, 2, 58, 59, 60, 61, 62, 119, 120, 121)
"""Distances between days that decide whether an activity counts."""

FEW_STEPS = (0, 1, 59, 60, 61)
"""So few that most records of a portfolio begin or end together, or a day apart."""

PRICES = ("100", "0", "0.01", "99.99", "1000", "120")
DISCOUNTS = ("0", "0", "0.01", "50", "100", "2000")

QUALIFYING = (("blog", "publish"), ("crm", "edit"), ("email", "create"), ("workflows", "publish"))
OTHER = (("blog", "edit"), ("crm", "login"), ("login", "login"), ("telepathy", "create"), ("crm", "EDIT"))
TOOLS_AND_ACTIONS = st.sampled_from((*QUALIFYING, *QUALIFYING, *OTHER))


P = ParamSpec("P")
S = TypeVar("S")


def _kept(make: Callable[P, S]) -> Callable[P, S]:
    """Make a strategy once for the same arguments: drawing from one is quick, making one is not."""
    known: Callable[..., S] = lru_cache(maxsize=1024)(make)

    @wraps(make)
    def kept(*args: P.args, **kwargs: P.kwargs) -> S:
        return known(*args, **kwargs)

    return kept


@_kept
def days(*, since: date = EPOCHS[0]) -> SearchStrategy[date]:
    """
    Days from one day on, mostly at distances from it, and so from each other, that decide something.

    Args:
        since: The earliest day, and the simplest.
    """
    return _days_after(since, STEPS) | _days_within(since)


@_kept
def _days_after(since: date, steps: tuple[int, ...]) -> SearchStrategy[date]:
    return st.sampled_from([since + timedelta(days=step) for step in steps])


@_kept
def _days_within(since: date) -> SearchStrategy[date]:
    return st.integers(0, 150).map(lambda distance: since + timedelta(days=distance))


@_kept
def currencies() -> SearchStrategy[str]:
    """Codes of currencies: with and without a published rate, with two, three and no minor digits."""
    return st.sampled_from(("USD", "EUR", "JPY", "BHD", "BRL"))


@_kept
def money(*, currency: str | None = None) -> SearchStrategy[Money]:
    """
    Amounts of either sign, among them halves of a minor unit and fractions no currency can pay.

    Args:
        currency: The currency of all of them; any of :func:`currencies` if left out.
    """
    near_half = st.integers(-2000, 2000).map(lambda half: Fraction(half, 2000))
    amounts = near_half | st.fractions(-1000, 1000, max_denominator=36)
    return st.builds(Money, amounts, currencies() if currency is None else st.just(currency))


@_kept
@st.composite
def date_ranges(
    draw: DrawFn, *, days: SearchStrategy[date] | None = None, open_start: bool = False, open_end: bool = True
) -> DateRange:
    """
    Half-open runs of days.

    Args:
        days: Where the bounds come from; :func:`days` if left out.
        open_start: Whether a run may have no start.
        open_end: Whether a run may have no end.
    """
    when = _or_days(days)
    if open_start and draw(st.booleans()):
        return DateRange(None, None if open_end and draw(st.booleans()) else draw(when))
    if open_end and draw(st.booleans()):
        return DateRange(draw(when), None)
    start, end = sorted((draw(when), draw(when)))
    return DateRange(start, end if start < end else start + timedelta(days=1))


@_kept
def date_sets(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[DateSet]:
    """
    Sets of days, bounded and not, empty and whole among them.

    Args:
        days: Where the bounds come from; :func:`days` if left out.
    """
    ranges = date_ranges(days=days, open_start=True)
    return st.lists(ranges, max_size=4).map(DateSet)


@_kept
def partners(*, id: str = "p1", days: SearchStrategy[date] | None = None) -> SearchStrategy[Partner]:
    """
    Partners with or without an employee domain of their own, always, sometimes or never under agreement.

    Args:
        id: The id of all of them; its domain is ``{id}.example``.
        days: When agreements begin and end; :func:`days` if left out.
    """
    own = f"{id}.example"
    domains = st.sampled_from(((own,), ("group.example", own.upper()), (), ("other.example",)))
    agreements = st.none() | st.none() | st.none() | st.lists(date_ranges(days=_or_days(days)), max_size=2)
    return st.builds(Partner, st.just(id), employee_domains=domains, agreements=agreements)


@_kept
def clients(*, id: str = "c1") -> SearchStrategy[Client]:
    """
    Clients, in growth markets and elsewhere.

    Args:
        id: The id of all of them.
    """
    multipliers = st.sampled_from((1, 2, Decimal("1.5")))
    return st.builds(Client, st.just(id), currency=currencies(), points_multiplier=multipliers)


@_kept
def employees(*, id: str = "e1", partner: str = "p1") -> SearchStrategy[Employee]:
    """
    Employees whose e-mail domain is their partner's, in any case, or only resembles it, or who have none.

    Args:
        id: The id of all of them.
        partner: Id of their partner.
    """
    own = (None, f"{id}@{partner}.example", f"{id}@{partner.upper()}.Example")
    other = (f"{id}@mail.{partner}.example", f"{id}@other.example")
    return st.builds(Employee, st.just(id), partner=st.just(partner), email=st.sampled_from((*own, *other)))


@_kept
@st.composite
def partner_users(draw: DrawFn, *, employee: str = "e1", days: SearchStrategy[date] | None = None) -> PartnerUser:
    """
    Periods as a user in the partner's account, with deactivations inside, across and outside them.

    Args:
        employee: Id of the employee.
        days: When they begin and end; :func:`days` if left out.
    """
    period, off = draw(date_ranges(days=days)), draw(_some(date_ranges(days=days)))
    return PartnerUser(employee, start=_first(period), end=period.end, deactivated=off)


@_kept
@st.composite
def client_users(
    draw: DrawFn, *, employee: str = "e1", client: str = "c1", days: SearchStrategy[date] | None = None
) -> ClientUser:
    """
    Periods as a user in a client's account, with deactivations inside, across and outside them.

    Args:
        employee: Id of the employee.
        client: Id of the client.
        days: When they begin and end; :func:`days` if left out.
    """
    period, off = draw(date_ranges(days=days)), draw(_some(date_ranges(days=days)))
    return ClientUser(employee, client=client, start=_first(period), end=period.end, deactivated=off)


@_kept
@st.composite
def links(draw: DrawFn, *, employee: str = "e1", client: str = "c1", days: SearchStrategy[date] | None = None) -> Link:
    """
    Periods in which a client is linked to an employee by hand.

    Args:
        employee: Id of the employee.
        client: Id of the client.
        days: When they begin and end; :func:`days` if left out.
    """
    period = draw(date_ranges(days=days))
    return Link(employee, client=client, start=_first(period), end=period.end)


@_kept
@st.composite
def activities(
    draw: DrawFn,
    *,
    employee: str = "e1",
    client: str = "c1",
    days: SearchStrategy[date] | None = None,
    ids: SearchStrategy[str | None] | None = None,
) -> Activity:
    """
    Activities, most of them qualifying, some not, some of a tool or an action nobody knows.

    Args:
        employee: Id of the employee.
        client: Id of the client.
        days: When they happen; :func:`days` if left out.
        ids: Their ids; none if left out.
    """
    on = draw(_or_days(days))
    tool, action = draw(TOOLS_AND_ACTIONS)
    return Activity(
        employee=employee, client=client, on=on, tool=tool, action=action, id=None if ids is None else draw(ids)
    )


@_kept
@st.composite
def partners_of_record(
    draw: DrawFn,
    *,
    client: str = "c1",
    partners: tuple[str, ...] = ("p1", "p2"),
    days: SearchStrategy[date] | None = None,
) -> list[PartnerOfRecord]:
    """
    Histories of one client's partner of record: changes with and without a gap, and the same partner again.

    Args:
        client: Id of the client.
        partners: Ids of the partners it may name, at least one.
        days: When records begin and end; :func:`days` if left out.
    """
    when = _or_days(days)
    named = st.sampled_from((*partners, None))
    if draw(st.booleans()):
        return [PartnerOfRecord(client, partner=draw(st.sampled_from(partners)), start=min(draw(when), draw(when)))]
    edges: list[date | None] = []
    edges += sorted(draw(st.lists(when, max_size=4, unique=True)))
    if draw(st.booleans()):
        edges.append(None)
    return [
        PartnerOfRecord(client, partner=partner, start=start, end=end)
        for start, end in pairwise(edges)
        if start is not None and (partner := draw(named)) is not None
    ]


@_kept
def billings(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Billing]:
    """
    Monthly, quarterly and yearly billing, also counted from the last day of a month.

    Args:
        days: When the first billing may be, besides the ends of months; :func:`days` if left out.
    """
    first = _or_days(days) | st.sampled_from(MONTH_ENDS)
    return st.builds(Billing, first, every_months=st.sampled_from((1, 3, 12)))


@_kept
@st.composite
def items(draw: DrawFn, *, days: SearchStrategy[date] | None = None) -> Item:
    """
    Positions of a subscription: discounted beyond their price, one-time and ineligible ones among them.

    Args:
        days: When they begin and end; :func:`days` if left out.
    """
    period = draw(date_ranges(days=days))
    return Item(
        "Hub",
        price=draw(st.sampled_from(PRICES)),
        discount=draw(st.sampled_from(DISCOUNTS)),
        months=draw(st.sampled_from((1, 3, 12))),
        kind=draw(st.sampled_from(("recurring", "recurring", "recurring", "one_time"))),
        eligible=draw(st.sampled_from((True, True, True, False))),
        start=_first(period),
        end=period.end,
    )


@_kept
@st.composite
def subscriptions(
    draw: DrawFn, *, id: str = "s1", client: str = "c1", days: SearchStrategy[date] | None = None
) -> Subscription:
    """
    Subscriptions with overlapping items, refunded or not, in bad standing at times, billed or never.

    Args:
        id: The id of all of them.
        client: Id of the client.
        days: When anything of it begins and ends; :func:`days` if left out.
    """
    period = draw(date_ranges(days=days))
    is_billed = draw(st.sampled_from((True, True, True, False)))
    is_refunded = draw(st.sampled_from((False, False, True)))
    return Subscription(
        id,
        client=client,
        start=_first(period),
        end=period.end,
        items=draw(st.lists(items(days=days), max_size=3)),
        billing=draw(billings(days=days)) if is_billed else None,
        refunded_on=draw(_or_days(days)) if is_refunded else None,
        not_in_good_standing=draw(_some(date_ranges(days=days))),
    )


PALETTES = tuple(
    palette
    for since in EPOCHS
    for palette in (_days_after(since, FEW_STEPS), _days_after(since, STEPS), _days_within(since))
)


@_kept
@st.composite
def portfolios(
    draw: DrawFn,
    *,
    max_partners: int = 4,
    max_clients: int = 3,
    max_employees: int = 4,
    days: SearchStrategy[date] | None = None,
) -> Portfolio:
    """
    Valid portfolios of few records whose days are drawn from very few, and so coincide, touch and just miss.

    They shrink to few records with the ids ``p1``, ``c1``, ``e1`` and the days at the start of 2024.

    Args:
        max_partners: How many partners there may be, at least 1.
        max_clients: How many clients there may be, at least 1.
        max_employees: How many employees a partner may have.
        days: When anything may happen; if left out, a few days around which the others lie one day, 59, 60 or
            61 days away, chosen anew for each portfolio.
    """
    when = PALETTES[draw(st.integers(0, len(PALETTES) - 1))] if days is None else days
    firms = [draw(partners(id=f"p{n + 1}", days=when)) for n in range(_up_to(draw, max_partners, (1, 2, 2, 2, 3, 4)))]
    customers = [draw(clients(id=f"c{n + 1}")) for n in range(_up_to(draw, max_clients, (1, 1, 1, 2, 3)))]
    staff: list[Employee] = []
    for firm in firms:
        for _ in range(_up_to(draw, max_employees, (1, 1, 1, 2, 3, 4))):
            staff.append(draw(employees(id=f"e{len(staff) + 1}", partner=firm.id)))
    there = [draw(_service(employee.id, client.id, when)) for client in customers for employee in staff]
    names = tuple(firm.id for firm in firms)
    sold = [client.id for client in customers for _ in range(draw(st.sampled_from((1, 0, 1, 2))))]
    return Portfolio(
        partners=firms,
        clients=customers,
        employees=staff,
        partner_users=[user for employee in staff for user in draw(_own_users(employee.id, when))],
        client_users=[user for users, _, _ in there for user in users],
        links=[link for _, links, _ in there for link in links],
        activities=_with_duplicates(draw, [each for _, _, done in there for each in done]),
        partners_of_record=[
            record
            for client in customers
            for record in draw(partners_of_record(client=client.id, partners=names, days=when))
        ],
        subscriptions=[draw(_sales(f"s{place + 1}", client, when)) for place, client in enumerate(sold)],
    )


READINGS = (
    SERVICING,
    SERVICING.with_(window=ExpiryWindow(days=30)),
    PARTNER_OF_RECORD,
    COMBINED,
    SERVICING.requiring(MinimumActivity(count=2, within=60)),
    SERVICING.with_(split=Undivided(), window=ExpiryWindow(days=61)),
    SERVICING.with_(activity_outlives_employee=False, deactivation_ends=True),
    SERVICING.with_(net_of_discount=False, good_standing_required=False, multiplied=False),
    SERVICING.with_(points=CurrencyToPoints([Rate("USD", 80), Rate("BRL", 500)])),
)
"""Policies that differ in who is credited, with what, how it is shared, and what points it makes."""


@_kept
@st.composite
def programs(
    draw: DrawFn,
    *,
    policies: SearchStrategy[Policy] | None = None,
    days: SearchStrategy[date] | None = None,
    bounded: bool = False,
) -> Program:
    """
    Programs of one to three terms.

    Args:
        policies: The policies of the terms; the shipped ones and other readings of them if left out.
        days: When the terms change; days of a portfolio are a good choice, on which something else may turn.
        bounded: Whether the first may begin, and the last end, on a day, beyond which the terms are not known.
    """
    when = PALETTES[draw(st.integers(0, len(PALETTES) - 1))] if days is None else days
    chosen = st.sampled_from(READINGS) if policies is None else policies
    edges: list[date | None] = [None]
    edges += sorted(draw(st.lists(when, max_size=2, unique=True)))
    edges.append(None)
    if bounded:  # of two edges none is left out: a program has a term
        edges = edges[draw(st.integers(0, min(1, len(edges) - 2))) :]
        edges = edges[: len(edges) - draw(st.integers(0, min(1, len(edges) - 2)))]
    periods = [DateRange(start, end) for start, end in pairwise(edges)]
    return Program(name="program", terms=[Term(draw(chosen), period) for period in periods])


@_kept
@st.composite
def _service(
    draw: DrawFn, employee: str, client: str, days: SearchStrategy[date]
) -> tuple[list[ClientUser], list[Link], list[Activity]]:
    """What is known of one employee at one client: nothing, a set-up, one that was undone, or anything at all."""
    kind = draw(st.sampled_from(("absent", "plain", "unlinked", "removed", "anything")))
    if kind == "absent":
        return [], [], []
    done = draw(st.lists(activities(employee=employee, client=client, days=days), max_size=3))
    if kind != "anything":
        since, *later = sorted((draw(days), draw(days)))
        until = None if kind == "plain" or later == [since] else later[0]
        user = ClientUser(employee, client=client, start=since, end=until if kind == "removed" else None)
        return [user], [Link(employee, client=client, start=since, end=until)], done
    users = draw(st.lists(client_users(employee=employee, client=client, days=days), max_size=3))
    return users, draw(st.lists(links(employee=employee, client=client, days=days), max_size=2)), done


@_kept
@st.composite
def _own_users(draw: DrawFn, employee: str, days: SearchStrategy[date]) -> list[PartnerUser]:
    """When an employee was a user in the partner's account: from a day on, or anything at all."""
    if draw(st.booleans()):
        return draw(st.lists(partner_users(employee=employee, days=days), max_size=3))
    return [PartnerUser(employee, start=min(draw(days), draw(days)))]


@_kept
@st.composite
def _sales(draw: DrawFn, id: str, client: str, days: SearchStrategy[date]) -> Subscription:
    """A subscription billed every month at one price from a day on, or any at all."""
    if draw(st.booleans()):
        return draw(subscriptions(id=id, client=client, days=days))
    price, start = draw(st.sampled_from(PRICES)), min(draw(days), draw(days))
    return Subscription.monthly(id, client=client, price=price, start=start)


def _with_duplicates(draw: DrawFn, done: Sequence[Activity]) -> list[Activity]:
    """The activities, some of them given an id and put in a second time."""
    again = draw(st.lists(st.integers(0, len(done) - 1), max_size=3)) if done else []
    known = [evolve(each, id=f"a{place + 1}") if place in again else each for place, each in enumerate(done)]
    return [*known, *(known[place] for place in again)]


def _up_to(draw: DrawFn, most: int, odds: tuple[int, ...]) -> int:
    return min(draw(st.sampled_from(odds)), most)


@_kept
def _some(ranges: SearchStrategy[DateRange]) -> SearchStrategy[list[DateRange]]:
    """None in most cases, else one or two."""
    return st.one_of(st.just([]), st.just([]), st.lists(ranges, max_size=2))


def _or_days(given: SearchStrategy[date] | None) -> SearchStrategy[date]:
    return days() if given is None else given


def _first(period: DateRange) -> date:
    assert period.start is not None  # only a range that was asked for may lack a start
    return period.start
