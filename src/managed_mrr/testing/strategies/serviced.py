"""Serviced: portfolios in which, on a day, most partners do service most clients."""

# ruff: noqa: D417 -- ``draw`` is Hypothesis's own argument; callers never give it

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

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

__all__ = ["serviced_portfolios"]


def __dir__() -> list[str]:
    return __all__


PRICES = ("100", "0.10", "1000", "99.99", "7")
DISCOUNTS = ("0", "0", "0", "0", "40", "1000")
CURRENCIES = ("USD", "EUR", "JPY", "GBP", "CHF", "BHD")


@st.composite
def serviced_portfolios(draw: DrawFn, *, on: date = date(2024, 6, 3), window: int = 60) -> Portfolio:
    """
    Portfolios in which, on a day, most partners service most clients, and the days around it turn something.

    Where :func:`portfolios` asks what can be put in a file, these ask what is paid and shared. They shrink to one
    partner with one activity on the day.

    Args:
        on: The day.
        window: For how many days an activity counts; activities lie so many days before the day, one fewer or more, or
            are recent.
    """
    records: list[Record] = []
    clients = [f"c{number}" for number in range(1, draw(st.sampled_from((1, 1, 2))) + 1)]
    partners = [f"p{number}" for number in range(1, draw(st.sampled_from((1, 2, 3))) + 1)]
    for client in clients:
        records.append(
            Client(
                client,
                currency=draw(st.sampled_from(CURRENCIES)),
                points_multiplier=draw(st.sampled_from((1, 2))),
            )
        )
        records += [
            draw(_subscriptions(f"s{number}{client}", client, on))
            for number in range(draw(st.sampled_from((1, 1, 1, 0, 2))))
        ]
        if draw(st.booleans()):
            since = on - timedelta(days=draw(st.sampled_from((100, 40, 0))))
            records.append(PartnerOfRecord(client, partner=draw(st.sampled_from(partners)), start=since))
    ages = st.sampled_from((0, 1, window - 1, window, window + 1, 3))
    for partner in partners:
        agreements = draw(st.sampled_from((None, None, None, None, (DateRange(on - timedelta(days=9)),), ())))
        records.append(Partner(partner, agreements=agreements))
        for employee in [f"{partner}-e{number}" for number in range(1, draw(st.sampled_from((1, 1, 2))) + 1)]:
            records += [Employee(employee, partner=partner), PartnerUser(employee, start=date(2024, 1, 1))]
            for client in clients:
                since = on - timedelta(days=draw(st.sampled_from((100, 70, 61, 0))))
                until = draw(st.sampled_from((None, None, None, None, None, on, on + timedelta(days=1))))
                done = draw(st.lists(ages, max_size=2).map(lambda each: each or [0]))
                if until is None or until > since:
                    records.append(ClientUser(employee, client=client, start=since, end=until))
                    records.append(Link(employee, client=client, start=since))
                records += [
                    Activity(employee=employee, client=client, on=on - timedelta(days=age), tool="crm", action="edit")
                    for age in done
                ]
    return Portfolio.of(*records)


@st.composite
def _subscriptions(draw: DrawFn, id: str, client: str, on: date) -> Subscription:
    start = on - timedelta(days=draw(st.sampled_from((120, 31, 31, 0))))
    items = [
        Item(
            f"Product {number}",
            price=draw(st.sampled_from(PRICES)),
            discount=draw(st.sampled_from(DISCOUNTS)),
            months=draw(st.sampled_from((1, 12, 3))),
            kind=draw(st.sampled_from((*("recurring",) * 7, "one_time"))),
            eligible=draw(st.sampled_from((*(True,) * 7, False))),
            start=start,
            end=draw(st.sampled_from((None, None, on + timedelta(days=1)))),
        )
        for number in range(1, draw(st.sampled_from((1, 1, 2))) + 1)
    ]
    return Subscription(
        id,
        client=client,
        start=start,
        items=items,
        billing=draw(
            st.sampled_from((*(Billing(start),) * 5, None, Billing(start + timedelta(days=9), every_months=3)))
        ),
        refunded_on=draw(st.sampled_from((*(None,) * 7, on))),
        not_in_good_standing=draw(st.sampled_from((*((),) * 6, (DateRange(on, on + timedelta(days=1)),)))),
    )
