"""Records: the facts of a portfolio, one strategy for each kind."""

# ruff: noqa: D417 -- ``draw`` is Hypothesis's own argument; callers never give it

from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

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
from managed_mrr.testing.strategies.amounts import currencies
from managed_mrr.testing.strategies.days import MONTH_ENDS, date_ranges, first_day, or_days
from managed_mrr.testing.strategies.kept import kept, some

__all__ = [
    "activities",
    "billings",
    "client_users",
    "clients",
    "employees",
    "histories_of_record",
    "items",
    "links",
    "partner_users",
    "partners",
    "partners_of_record",
    "records",
    "subscriptions",
]


def __dir__() -> list[str]:
    return __all__


PRICES = ("100", "0", "0.01", "99.99", "1000", "120")
DISCOUNTS = ("0", "0", "0.01", "50", "100", "2000")

QUALIFYING = (("blog", "publish"), ("crm", "edit"), ("email", "create"), ("workflows", "publish"))
OTHER = (("blog", "edit"), ("crm", "login"), ("login", "login"), ("telepathy", "create"), ("crm", "EDIT"))
TOOLS_AND_ACTIONS = st.sampled_from((*QUALIFYING, *QUALIFYING, *OTHER))


@kept
def partners(*, id: str = "p1", days: SearchStrategy[date] | None = None) -> SearchStrategy[Partner]:
    """
    Partners with or without an employee domain of their own, always, sometimes or never under agreement.

    Args:
        id: The id of all of them; its domain is ``{id}.example``.
        days: When agreements begin and end; :func:`days` if left out.
    """
    own = f"{id}.example"
    domains = st.sampled_from(((), (own,), ("group.example", own.upper()), (own,), ("other.example",)))
    agreements = st.none() | st.none() | st.none() | st.lists(date_ranges(days=or_days(days)), max_size=2)
    return st.builds(Partner, st.just(id), employee_domains=domains, agreements=agreements)


@kept
def clients(*, id: str = "c1") -> SearchStrategy[Client]:
    """
    Clients, in growth markets and elsewhere.

    Args:
        id: The id of all of them.
    """
    multipliers = st.sampled_from((1, 2, Decimal("1.5")))
    return st.builds(Client, st.just(id), currency=currencies(), points_multiplier=multipliers)


@kept
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


@kept
@st.composite
def partner_users(draw: DrawFn, *, employee: str = "e1", days: SearchStrategy[date] | None = None) -> PartnerUser:
    """
    Periods as a user in the partner's account, with deactivations inside, across and outside them.

    Args:
        employee: Id of the employee.
        days: When they begin and end; :func:`days` if left out.
    """
    period, off = draw(date_ranges(days=days)), draw(some(date_ranges(days=days)))
    return PartnerUser(employee, start=first_day(period), end=period.end, deactivated=off)


@kept
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
    period, off = draw(date_ranges(days=days)), draw(some(date_ranges(days=days)))
    return ClientUser(employee, client=client, start=first_day(period), end=period.end, deactivated=off)


@kept
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
    return Link(employee, client=client, start=first_day(period), end=period.end)


@kept
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
    on = draw(or_days(days))
    tool, action = draw(TOOLS_AND_ACTIONS)
    return Activity(
        employee=employee, client=client, on=on, tool=tool, action=action, id=None if ids is None else draw(ids)
    )


@kept
@st.composite
def histories_of_record(
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
    when = or_days(days)
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


@kept
def partners_of_record(
    *, client: str = "c1", partner: str = "p1", days: SearchStrategy[date] | None = None
) -> SearchStrategy[PartnerOfRecord]:
    """
    Periods in which a client names a partner as its partner of record; two of one client may overlap.

    Args:
        client: Id of the client.
        partner: Id of the partner.
        days: When they begin and end; :func:`days` if left out.
    """
    return date_ranges(days=days).map(
        lambda period: PartnerOfRecord(client, partner=partner, start=first_day(period), end=period.end)
    )


@kept
def billings(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Billing]:
    """
    Monthly, quarterly and yearly billing, also counted from the last day of a month.

    Args:
        days: When the first billing may be, besides the ends of months; :func:`days` if left out.
    """
    first = or_days(days) | st.sampled_from(MONTH_ENDS)
    return st.builds(Billing, first, every_months=st.sampled_from((1, 3, 12)))


@kept
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
        start=first_day(period),
        end=period.end,
    )


@kept
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
        start=first_day(period),
        end=period.end,
        items=draw(st.lists(items(days=days), max_size=3)),
        billing=draw(billings(days=days)) if is_billed else None,
        refunded_on=draw(or_days(days)) if is_refunded else None,
        not_in_good_standing=draw(some(date_ranges(days=days))),
    )


@kept
def records(*, days: SearchStrategy[date] | None = None) -> SearchStrategy[Record]:
    """
    Records of any kind, of the partner ``p1``, the client ``c1`` and the employee ``e1``.

    Args:
        days: When anything of them happens; :func:`days` if left out.
    """
    of_people = partner_users(days=days) | client_users(days=days) | links(days=days) | activities(days=days)
    return st.one_of(
        partners(days=days), clients(), employees(), of_people, partners_of_record(days=days), subscriptions(days=days)
    )
