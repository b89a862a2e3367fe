"""The laws themselves, each a function that says what is wrong with an implementation on one case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.evidence import LISTS, Activity, ClientUser, Portfolio, managed_client
from managed_mrr.testing.laws.law import Case, Evaluate, Law
from managed_mrr.testing.readings import PUBLISHED_RATES
from managed_mrr.testing.reference import Lines

__all__ = ["LAWS"]


def __dir__() -> list[str]:
    return __all__


Wrong: TypeAlias = Iterator[str]
Ask: TypeAlias = Callable[[Evaluate, Case], Iterable[str]]

SERVICING = frozenset({"servicing"})
ACTIVE = frozenset({"servicing", "combined"})
OF_RECORD = frozenset({"partner-of-record", "combined"})
EVERY = ACTIVE | OF_RECORD

LAWS: dict[str, Law] = {}
"""Every law by name, in the order of the clauses."""

DAY = timedelta(days=1)
FACTORS = (Fraction(2), Fraction(1, 3), Fraction(10), Fraction(7, 5))


def _law(sentence: str, *clauses: str, policies: frozenset[str] = EVERY) -> Callable[[Ask], Ask]:
    def add(ask: Ask) -> Ask:
        name = ask.__name__.strip("_").replace("_", "-")
        LAWS[name] = Law(name, sentence, clauses, policies, ask)
        return ask

    return add


# What each line is


@_law("a line is of a partner and a client there are, in the client's currency, not below 0", "A17")
def _lines_are_of_the_evidence(evaluate: Evaluate, case: Case) -> Wrong:
    currencies = {each.id: each.currency for each in case.portfolio.clients}
    partners = {each.id for each in case.portfolio.partners}
    for (partner, client), (credit, currency, _, sharing) in evaluate(case.portfolio, case.day).items():
        if partner not in partners or client not in currencies:
            yield f"there is a line of {partner} at {client}: expected ids of the evidence"
        elif currency != currencies[client]:
            yield f"{partner} at {client} is credited in {currency}: expected {currencies[client]}"
        elif credit < 0:
            yield f"{partner} at {client} is credited with {credit}: expected 0 or more"
        elif partner not in sharing:
            yield f"{partner} at {client} shares with {sharing}: expected itself among them"


@_law("points are credit divided by the amount per point of the day, times the client's multiplier", "A3")
def _points_follow_credit(evaluate: Evaluate, case: Case) -> Wrong:
    *_, table = ({}, *(amounts for start, amounts in PUBLISHED_RATES if start <= case.day))
    clients = {each.id: each for each in case.portfolio.clients}
    for (partner, client), (credit, currency, points, _) in evaluate(case.portfolio, case.day).items():
        rate = table.get(currency)
        right = None if rate is None else credit / rate * clients[client].points_multiplier
        if points != right:
            yield f"{partner} at {client} has {_said(points)} points for {currency} {credit}: expected {_said(right)}"


@_law("the credits of the partners that share a client add up to what it pays", "A5", "B6", policies=SERVICING)
def _split_conserves(evaluate: Evaluate, case: Case) -> Wrong:
    for client, lines in _by_client(evaluate(case.portfolio, case.day)).items():
        whole, paid = sum((each[0] for each in lines.values()), Fraction(0)), _paid(case.portfolio, client, case.day)
        if whole != paid:
            yield f"the credits for {client} add up to {whole}: expected {paid}, which is what it pays"


@_law("partners that share a client get equal parts", "A5", policies=SERVICING)
def _split_is_even(evaluate: Evaluate, case: Case) -> Wrong:
    for client, lines in _by_client(evaluate(case.portfolio, case.day)).items():
        partners = tuple(sorted(lines))
        if len({each[0] for each in lines.values()}) > 1:
            parts = ", ".join(f"{partner}: {lines[partner][0]}" for partner in partners)
            yield f"the credits for {client} are {parts}: expected equal ones"
        for partner, (_, _, _, sharing) in lines.items():
            if tuple(sharing) != partners:
                yield f"{partner} at {client} shares with {sharing}: expected {partners}, who have lines"


@_law("the partner of record shares with nobody", "B2", policies=OF_RECORD)
def _undivided(evaluate: Evaluate, case: Case) -> Wrong:
    for client, lines in _by_client(evaluate(case.portfolio, case.day)).items():
        if len(lines) > 1:
            yield f"{' and '.join(sorted(lines))} have lines for {client}: expected one of them"
        for partner, (_, _, _, sharing) in lines.items():
            if tuple(sharing) != (partner,):
                yield f"{partner} at {client} shares with {sharing}: expected nobody else"


# When it begins and ends


@_law("an activity counts on its own day and until the window is over, and not on the day after", "A14", policies=SERVICING)
def _expires_at_the_window(evaluate: Evaluate, case: Case) -> Wrong:
    on = min(case.day, date.max - timedelta(days=case.window + 1))
    one = managed_client("p1", "c1", start=on, price=100, activities=[on])
    for after, counts in ((0, True), (case.window - 1, True), (case.window, False), (case.window + 1, False)):
        if bool(evaluate(one, on + timedelta(days=after))) is not counts:
            there, wanted = ("no line", "one") if counts else ("a line", "none")
            yield f"there is {there} {after} days after the only activity, of {on}: expected {wanted}"


@_law("without an activity of one of its employees within the window a partner has no line", "A14", "A15", policies=ACTIVE)
def _nothing_without_activity(evaluate: Evaluate, case: Case) -> Wrong:
    employers = {each.id: each.partner for each in case.portfolio.employees}
    done = {
        (employers[each.employee], each.client)
        for each in case.portfolio.activities
        if 0 <= (case.day - each.on).days < case.window
    }
    for partner, client in evaluate(case.portfolio, case.day):
        if (partner, client) not in done:
            yield f"{partner} has a line for {client}: expected none, nothing was done within {case.window} days"


@_law("once all employees are removed from the client's account there is no line", "A18", policies=ACTIVE)
def _removal_from_the_client_ends_at_once(evaluate: Evaluate, case: Case) -> Wrong:
    gone = _changed(case.portfolio, client_users=lambda user: _ended(user, case.day))
    for partner, client in evaluate(gone, case.day):
        yield f"{partner} has a line for {client}: expected none on the day all are removed from its account"


@_law("once all employees are removed from the partner's account there is no line", "A18", policies=ACTIVE)
def _removal_from_the_partner_ends_at_once(evaluate: Evaluate, case: Case) -> Wrong:
    gone = _changed(case.portfolio, partner_users=lambda user: _ended(user, case.day))
    for partner, client in evaluate(gone, case.day):
        yield f"{partner} has a line for {client}: expected none on the day all are removed from the partner's account"


@_law("what was done before a relationship ended does not count in a new one", "A18", policies=ACTIVE)
def _no_revival(evaluate: Evaluate, case: Case) -> Wrong:
    removed = case.day - timedelta(days=1 + case.turn)
    back = [
        ClientUser(employee, client=client, start=removed + DAY)
        for employee, client in dict.fromkeys((each.employee, each.client) for each in case.portfolio.client_users)
    ]
    gone = _changed(
        case.portfolio,
        client_users=lambda user: _ended(user, removed),
        activities=lambda activity: activity if activity.on < removed else None,
    )
    for partner, client in evaluate(gone.with_(*back), case.day):
        yield (
            f"{partner} has a line for {client} on {case.day}: expected none, all were removed from its account on "
            f"{removed}, added again on {removed + DAY}, and did nothing since"
        )


@_law("deactivating everybody changes nothing until activities expire", "A19", policies=ACTIVE)
def _deactivation_ends_nothing(evaluate: Evaluate, case: Case) -> Wrong:
    since = case.day - timedelta(days=case.turn)
    before = _changed(case.portfolio, activities=lambda activity: activity if activity.on < since else None)
    off = _changed(
        before, partner_users=lambda user: _deactivated(user, since), client_users=lambda user: _deactivated(user, since)
    )
    yield from _same(evaluate(off, case.day), evaluate(before, case.day), f"with everybody deactivated since {since}")


# What counts


@_law("logging in never counts", "A8", policies=ACTIVE)
def _logins_never_count(evaluate: Evaluate, case: Case) -> Wrong:
    idle = _changed(case.portfolio, activities=lambda activity: attrs.evolve(activity, action="login"))
    for partner, client in evaluate(idle, case.day):
        yield f"{partner} has a line for {client}: expected none, all it ever did was to log in"


@_law("without a link or an e-mail domain nothing is attributed", "A10", "A12", policies=ACTIVE)
def _link_needed(evaluate: Evaluate, case: Case) -> Wrong:
    loose = _changed(
        case.portfolio, links=lambda _: None, employees=lambda employee: attrs.evolve(employee, email=None)
    )
    for partner, client in evaluate(loose, case.day):
        yield f"{partner} has a line for {client}: expected none, nobody was ever linked"


@_law("without a current agreement there is no line", "B1")
def _agreement_needed(evaluate: Evaluate, case: Case) -> Wrong:
    never = _changed(case.portfolio, partners=lambda partner: attrs.evolve(partner, agreements=()))
    for partner, client in evaluate(never, case.day):
        yield f"{partner} has a line for {client}: expected none, it never had an agreement"


@_law("without being the partner of record there is no line", "B2", "B9", policies=OF_RECORD)
def _record_needed(evaluate: Evaluate, case: Case) -> Wrong:
    nobody = _changed(case.portfolio, partners_of_record=lambda _: None)
    for partner, client in evaluate(nobody, case.day):
        yield f"{partner} has a line for {client}: expected none, it is not the partner of record"


@_law("prices times a number are credits and points times that number", "B6")
def _prices_scale(evaluate: Evaluate, case: Case) -> Wrong:
    factor = FACTORS[case.turn % len(FACTORS)]
    dearer = _changed(
        case.portfolio,
        subscriptions=lambda sold: attrs.evolve(
            sold,
            items=[
                attrs.evolve(item, price=item.price * factor, discount=item.discount * factor) for item in sold.items
            ],
        ),
    )
    right = {
        pair: (credit * factor, currency, None if points is None else points * factor, sharing)
        for pair, (credit, currency, points, sharing) in evaluate(case.portfolio, case.day).items()
    }
    yield from _same(evaluate(dearer, case.day), right, f"with all prices and discounts times {factor}")


@_law("another qualifying activity never lowers a client's credit, nor raises another partner's part", "A5", "A14", policies=SERVICING)
def _more_activity_never_hurts(evaluate: Evaluate, case: Case) -> Wrong:
    there = list(dict.fromkeys((each.employee, each.client) for each in case.portfolio.client_users))
    if not there:
        return
    employee, client = there[case.turn % len(there)]
    on = case.day - timedelta(days=case.turn)
    more = case.portfolio.with_(Activity(employee=employee, client=client, on=on, tool="blog", action="publish"))
    was, now = (_by_client(evaluate(each, case.day)).get(client, {}) for each in (case.portfolio, more))
    whole, before = (sum((each[0] for each in lines.values()), Fraction(0)) for lines in (now, was))
    partner = next(each.partner for each in case.portfolio.employees if each.id == employee)
    told = f"with another activity of {employee} at {client} on {on}"
    if whole < before:
        yield f"{told} the credit for {client} is {whole}: expected {before} or more"
    for other in sorted(set(now) - {partner}):
        if other not in was or now[other][0] > was[other][0]:
            yield f"{told} {other} has {now[other][0]}: expected no more than without"


# What has no say


@_law("what is dated after the day changes nothing", "A14")
def _later_facts_change_nothing(evaluate: Evaluate, case: Case) -> Wrong:
    known = case.portfolio.as_of(case.day)
    yield from _same(evaluate(case.portfolio, case.day), evaluate(known, case.day), "with facts dated later")


@_law("what happens at another client changes nothing", "A1")
def _other_clients_change_nothing(evaluate: Evaluate, case: Case) -> Wrong:
    if not case.portfolio.clients:
        return
    client = case.portfolio.clients[case.turn % len(case.portfolio.clients)].id
    alone = _only(case.portfolio, client)
    lines = {pair: values for pair, values in evaluate(case.portfolio, case.day).items() if pair[1] == client}
    yield from _same(lines, evaluate(alone, case.day), f"with clients besides {client}")


@_law("a partner's credit is the sum of its credits for each client alone", "A1", "A17")
def _groups_add_up(evaluate: Evaluate, case: Case) -> Wrong:
    apart: Lines = {}
    for client in case.portfolio.clients:
        apart |= evaluate(_only(case.portfolio, client.id), case.day)
    for partner in case.portfolio.partners:
        whole, parts = (_total(lines, partner.id) for lines in (evaluate(case.portfolio, case.day), apart))
        if whole != parts:
            yield f"{partner.id} has {whole} in all: expected {parts}, which is the sum over its clients"


@_law("the order of records changes nothing", "A1")
def _order_changes_nothing(evaluate: Evaluate, case: Case) -> Wrong:
    turned = Portfolio(**{name: getattr(case.portfolio, name)[::-1] for name in LISTS})
    yield from _same(evaluate(turned, case.day), evaluate(case.portfolio, case.day), "with all records in reverse")


@_law("an activity given again under its id counts once", "A14")
def _repetition_changes_nothing(evaluate: Evaluate, case: Case) -> Wrong:
    named = [attrs.evolve(each, id=each.id or f"n{place}") for place, each in enumerate(case.portfolio.activities)]
    once = {each.id: each for each in named}
    lists: dict[str, Any] = {name: getattr(case.portfolio, name) for name in LISTS}
    known = Portfolio(**{**lists, "activities": once.values()})
    again = known.with_(*known.activities)
    yield from _same(evaluate(again, case.day), evaluate(known, case.day), "with every activity given twice")


def _said(points: Fraction | None) -> str:
    return "unknown" if points is None else str(points)


def _same(got: Lines, expected: Lines, told: str) -> Wrong:
    for pair in sorted({*got, *expected}):
        if got.get(pair) != expected.get(pair):
            partner, client = pair
            yield f"{told}, {partner} at {client} is {_line(got.get(pair))}: expected {_line(expected.get(pair))}"


def _line(values: tuple[Fraction, str, Fraction | None, tuple[str, ...]] | None) -> str:
    if values is None:
        return "no line"
    credit, currency, points, sharing = values
    return f"{currency} {credit}, {_said(points)} points, shared by {', '.join(sharing)}"


def _by_client(lines: Lines) -> Mapping[str, Lines]:
    found: dict[str, Any] = {}
    for (partner, client), values in lines.items():
        found.setdefault(client, {})[partner] = values
    return found


def _total(lines: Lines, partner: str) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for (who, _), (credit, currency, _, _) in lines.items():
        if who == partner:
            found[currency] = found.get(currency, Fraction(0)) + credit
    return found


def _paid(portfolio: Portfolio, client: str, day: date) -> Fraction:
    """What a client pays a month for what counts on a day, from the records alone."""
    paid = Fraction(0)
    for sold in portfolio.subscriptions:
        billed = sold.billing is not None and sold.billing.first <= day
        refunded = sold.refunded_on is not None and sold.refunded_on <= day
        good = not any(day in each for each in sold.not_in_good_standing)
        if sold.client != client or not billed or refunded or not good or day not in DateRange(sold.start, sold.end):
            continue
        for item in sold.items:
            if item.kind == "recurring" and item.eligible and day in DateRange(item.start, item.end):
                paid += max(item.price - item.discount, Fraction(0)) / item.months
    return paid


def _changed(portfolio: Portfolio, **changes: Callable[[Any], Any]) -> Portfolio:
    """The evidence with every record of some lists made another, or left out where that is None."""
    lists: dict[str, Any] = {name: getattr(portfolio, name) for name in LISTS}
    for name, change in changes.items():
        lists[name] = [new for each in lists[name] if (new := change(each)) is not None]
    return Portfolio(**lists)


def _ended(user: Any, on: date) -> Any:  # noqa: ANN401 -- a user in either account
    """A user period that is over by a day; None if it had not begun by then."""
    if user.start >= on:
        return None
    return user if user.end is not None and user.end <= on else attrs.evolve(user, end=on)


def _deactivated(user: Any, since: date) -> Any:  # noqa: ANN401 -- a user in either account
    return attrs.evolve(user, deactivated=[*user.deactivated, DateRange(since)])


def _only(portfolio: Portfolio, client: str) -> Portfolio:
    """The evidence without whatever is about another client."""
    lists = {
        name: [each for each in getattr(portfolio, name) if getattr(each, "client", client) == client]
        for name in LISTS
    }
    lists["clients"] = [each for each in portfolio.clients if each.id == client]
    return Portfolio(**lists)
