"""Checks: what is legal in a portfolio or a policy, yet probably not meant."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import overload

import attrs

from managed_mrr.amounts import Money
from managed_mrr.dates import DateRange
from managed_mrr.dates import edges as algebra
from managed_mrr.evidence import (
    Client,
    ClientUser,
    EmployeeAtClient,
    Item,
    Link,
    PartnerUser,
    Portfolio,
    Subscription,
)
from managed_mrr.evidence.facts import period_edges
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.policy_checks import remarks_on
from managed_mrr.remarks import Remark, Report
from managed_mrr.rules import LinkValidity, LiveActivity

__all__ = ["check"]


def __dir__() -> list[str]:
    return __all__


@overload
def check(portfolio: Policy) -> Report: ...


@overload
def check(portfolio: Portfolio, *, policy: Policy = SERVICING) -> Report: ...


def check(portfolio: Portfolio | Policy, *, policy: Policy = SERVICING) -> Report:
    """
    Report what is legal but suspicious in a portfolio, or in a policy.

    Of a portfolio: activities that count for nothing, people and clients that cannot earn. Of a policy, or a program:
    rules that can never hold, parameters without effect, missing citations, units that do not fit, exceptions that
    overlap, terms that change nothing.

    Args:
        portfolio: The evidence; or the policy or program to check.
        policy: The rules by which activities are judged and credit becomes points, for a portfolio.

    Returns:
        The remarks, of a portfolio first about activities, then people, subscriptions and rates; none of them
        changes a result.

    Examples:
        >>> from managed_mrr import LiveActivity, hubspot, managed_client
        >>> for remark in check(managed_client("north", "acme", start=date(2024, 1, 1))):
        ...     print(remark.code, remark.path)
        client-without-subscription clients[0]
        >>> for remark in check(hubspot.SERVICING.requiring(~LiveActivity())):
        ...     print(remark.code, remark.path)
        rule-never-holds eligibility
    """
    if isinstance(portfolio, Policy):
        return Report(remarks_on(portfolio))
    remarks: list[Remark] = []
    judges = _judges(policy)
    if judges:
        remarks += _about_activities(portfolio, judges)
        remarks += _unlinked_employees(portfolio, [live.relationship.link for live, _ in judges])
    remarks += _repeated_activities(portfolio)
    remarks += _overlapping_periods(portfolio)
    remarks += _deactivations(portfolio)
    remarks += _about_subscriptions(portfolio)
    remarks += _about_rates(portfolio, policy)
    return Report(remarks)


@attrs.define
class _Group:
    """Records that one remark is about."""

    first: int
    text: str
    hint: str
    count: int = 0


def _people(portfolio: Portfolio) -> Iterator[EmployeeAtClient]:
    for pairs in portfolio.by_client.values():
        for facts in pairs:
            yield from facts.employees


def _judges(policy: Policy) -> list[tuple[LiveActivity, DateRange]]:
    """The rules that say which activities are attributed, of any terms, each with the days of the first of these."""
    judges: dict[tuple[object, ...], tuple[LiveActivity, DateRange]] = {}
    for term in policy.over_time():
        for live in term.value.parts(LiveActivity):
            judges.setdefault((live.relationship.link, live.activity), (live, term.period))
    return list(judges.values())


def _about_activities(portfolio: Portfolio, judges: Sequence[tuple[LiveActivity, DateRange]]) -> Iterator[Remark]:
    """The activities that no rule attributes; why, is told by the rule of their day, or else by the first."""
    groups: dict[tuple[str, ...], _Group] = {}
    for facts in _people(portfolio):
        valid = {live: live.relationship.link.edges(facts) for live, _ in judges}
        for place, day, activity in zip(facts.positions["activities"], facts.days, facts.activities, strict=True):
            if any(live.activity.qualifies(activity) and algebra.contains(valid[live], day) for live in valid):
                continue
            live = next((each for each, period in judges if activity.on in period), judges[0][0])
            key: tuple[str, ...]
            if not live.activity.qualifies(activity):
                if live.activity.catalogue.classifies(activity.tool, activity.action, activity.on):
                    continue
                key = ("unclassified-activity", activity.tool, activity.action)
                text = f"the catalogue has no {activity.action!r} in {activity.tool!r}: it counts for nothing"
                hint = "correct the names, or add the tool to the catalogue of the policy"
            else:
                key, text, hint = _unattributed(facts, live, day, activity.on)
            group = groups.setdefault(key, _Group(place, text, hint))
            group.first = min(group.first, place)
            group.count += 1
    for key, group in sorted(groups.items()):
        yield Remark(
            code=key[0],
            path=f"activities[{group.first}]",
            count=group.count,
            text=group.text,
            hint=group.hint,
        )


def _unattributed(facts: EmployeeAtClient, live: LiveActivity, day: int, on: date) -> tuple[tuple[str, ...], str, str]:
    """Why a qualifying activity was not attributed: the kind of remark, what was seen, what to look at."""
    who, client = facts.employee.id, facts.client.id
    key: tuple[str, ...]
    for account, user, kind in (
        (f"{facts.employee.partner}'s account", facts.in_partner_account, "partner"),
        (f"{client}'s account", facts.in_client_account, "client"),
    ):
        if algebra.contains(user.active, day):
            continue
        if algebra.contains(user.present, day):
            key = ("activity-by-deactivated-user", kind, who, client)
            return (
                key,
                f"{who} worked at {client} while deactivated in {account}",
                "check the deactivation's days",
            )
        if user.present and day >= user.present[-1]:
            key = ("activity-by-removed-user", kind, who, client)
            return key, f"{who} worked at {client} after being removed from {account}", "check the user's end"
        key = ("activity-without-user", kind, who, client)
        return key, f"{who} worked at {client} while no user in {account}", "check the user's start and end"
    linked = live.relationship.link.linked(facts)
    if linked and day < linked[0]:
        key = ("activity-before-link", who, client)
        return key, f"{who} worked at {client} before the link existed (A10)", "check the link's start"
    key = ("activity-without-link", who, client)
    return (
        key,
        f"{who} worked at {client} without a link on {on} or later",
        "check the link's end, or link them",
    )


def _unlinked_employees(portfolio: Portfolio, links: Sequence[LinkValidity]) -> Iterator[Remark]:
    linked = {facts.employee.id for facts in _people(portfolio) if any(link.linked(facts) for link in links)}
    for index, employee in enumerate(portfolio.employees):
        if employee.id not in linked:
            yield Remark(
                code="employee-without-link",
                path=f"employees[{index}]",
                count=1,
                text=f"{employee.id} has neither a link nor a matching e-mail domain at any client",
                hint="link a client to them, or check the e-mail and the partner's employee_domains (A11, A12)",
            )


def _repeated_activities(portfolio: Portfolio) -> Iterator[Remark]:
    seen: set[str] = set()
    repeated: list[int] = []
    for index, activity in enumerate(portfolio.activities):
        if activity.id is not None:
            (repeated.append(index) if activity.id in seen else seen.add(activity.id))
    if repeated:
        yield Remark(
            code="repeated-activity",
            path=f"activities[{repeated[0]}]",
            count=len(repeated),
            text="an activity is given again under the same id: it counts once",
            hint="nothing to do, unless they were meant to be several",
        )


def _overlapping_periods(portfolio: Portfolio) -> Iterator[Remark]:
    lists: tuple[tuple[str, Sequence[PartnerUser | ClientUser | Link]], ...] = (
        ("partner_users", portfolio.partner_users),
        ("client_users", portfolio.client_users),
        ("links", portfolio.links),
    )
    for name, records in lists:
        of: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
        for index, record in enumerate(records):
            start, end = period_edges(record)
            of.setdefault((record.employee, getattr(record, "client", "")), []).append((start, end, index))
        for (who, client), periods in of.items():
            at = f" at {client}" if client else ""
            for index in _overlaps(periods):
                yield Remark(
                    code="overlapping-periods",
                    path=f"{name}[{index}]",
                    count=1,
                    text=f"{who} has another of the {name}{at} for some of these days: they join",
                    hint="check the earlier one's end",
                )


def _overlaps(periods: list[tuple[int, int, int]]) -> Iterator[int]:
    """The places of the periods ``(start, end, place)`` that begin before an earlier one ends."""
    latest = 0
    for start, end, index in sorted(periods):
        if start < latest:
            yield index
        latest = max(latest, end)


def _deactivations(portfolio: Portfolio) -> Iterator[Remark]:
    lists: tuple[tuple[str, Sequence[PartnerUser | ClientUser]], ...] = (
        ("partner_users", portfolio.partner_users),
        ("client_users", portfolio.client_users),
    )
    for name, users in lists:
        for index, user in enumerate(users):
            for number, off in enumerate(user.deactivated):
                if algebra.intersection(off.edges, period_edges(user)) != off.edges:
                    yield Remark(
                        code="deactivation-outside-period",
                        path=f"{name}[{index}].deactivated[{number}]",
                        count=1,
                        text=f"{user.employee} is deactivated on {off}, partly outside the user's period",
                        hint="only the days inside the period count",
                    )


def _about_subscriptions(portfolio: Portfolio) -> Iterator[Remark]:
    paying = {subscription.client for subscription in portfolio.subscriptions}
    for index, client in enumerate(portfolio.clients):
        if client.id not in paying:
            yield Remark(
                code="client-without-subscription",
                path=f"clients[{index}]",
                count=1,
                text=f"{client.id} has no subscription: managing it earns 0",
                hint="add its subscriptions if it pays for any",
            )
    currencies = {client.id: client.currency for client in portfolio.clients}
    for index, subscription in enumerate(portfolio.subscriptions):
        place = f"subscriptions[{index}]"
        if subscription.billing is None:
            yield Remark(
                code="never-billed",
                path=place,
                count=1,
                text=f"{subscription.id} was never billed: it counts for nothing (B5)",
                hint="add its billing once it is billed",
            )
        yield from _about_items(subscription, place, currencies[subscription.client])


def _about_items(subscription: Subscription, place: str, currency: str) -> Iterator[Remark]:
    of: dict[str, list[tuple[int, int, int]]] = {}
    for number, item in enumerate(subscription.items):
        of.setdefault(item.product, []).append((*period_edges(item), number))
        path = f"{place}.items[{number}]"
        if item.discount > item.price:
            yield Remark(
                code="discount-above-price",
                path=path,
                count=1,
                text=f"{_costs(item, currency)}: it is worth 0",
                hint="check the discount",
            )
        if not algebra.intersection(period_edges(item), period_edges(subscription)):
            yield Remark(
                code="item-outside-subscription",
                path=path,
                count=1,
                text=f"{item.product} lies outside {subscription.id}, which runs "
                f"{DateRange(subscription.start, subscription.end)}",
                hint="check both periods",
            )
    for product, periods in of.items():
        for number in _overlaps(periods):
            yield Remark(
                code="overlapping-items",
                path=f"{place}.items[{number}]",
                count=1,
                text=f"{subscription.id} has {product} more than once for some of these days: they add up",
                hint="end the earlier item where the later one begins, if it replaces it",
            )


def _costs(item: Item, currency: str) -> str:
    return f"{item.product} costs {Money(item.price, currency)} less {Money(item.discount, currency)}"


def _about_rates(portfolio: Portfolio, policy: Policy) -> Iterator[Remark]:
    without: dict[str, list[int]] = {}
    for index, client in enumerate(portfolio.clients):
        if _unknown_days(client, policy):
            without.setdefault(client.currency, []).append(index)
    for currency, places in sorted(without.items()):
        client = portfolio.clients[places[0]]
        yield Remark(
            code="currency-without-rate",
            path=f"clients[{places[0]}].currency",
            count=len(places),
            text=f"{currency} has no rate on {_unknown_days(client, policy)}: points are unknown then",
            hint="add a Rate to the policy's points, with its source",
        )


def _unknown_days(client: Client, policy: Policy) -> str:
    days = policy.points.points_per_unit(client).where(lambda per_unit: per_unit is None) & policy.over_time().known()
    return str(days) if days else ""
