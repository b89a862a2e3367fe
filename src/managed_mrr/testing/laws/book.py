"""The laws themselves, each a function that says what is wrong with an implementation on one case."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

import attrs

from managed_mrr.evidence import (
    LISTS,
    Activity,
    ClientUser,
    Employee,
    Link,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Portfolio,
    Subscription,
    managed_client,
)
from managed_mrr.testing.days import turning_days
from managed_mrr.testing.laws.evidence import (
    ACTIVE,
    DAY,
    EVERY,
    OF_RECORD,
    SERVICING,
    UNPAID,
    active,
    changed,
    deactivated,
    ended,
    only,
    paid_a_month,
    within_reach,
)
from managed_mrr.testing.laws.law import Ask, Case, Evaluate, Law, Remember, WrongAnswer
from managed_mrr.testing.laws.telling import by_client, difference, points_text, total
from managed_mrr.testing.readings import PUBLISHED_RATES
from managed_mrr.testing.reference import Lines

__all__ = ["LAWS"]


def __dir__() -> list[str]:
    return __all__


Said: TypeAlias = Iterator[str | WrongAnswer]
OfLines: TypeAlias = Callable[[Evaluate, Case], Said]


LAWS: dict[str, Law] = {}
"""Every law by name."""

FACTORS = (Fraction(2), Fraction(1, 3), Fraction(10), Fraction(7, 5))


def _law(sentence: str, *clauses: str, policies: frozenset[str] = EVERY) -> Callable[[OfLines], OfLines]:
    def add(ask: OfLines) -> OfLines:
        name = _name(ask)
        LAWS[name] = Law(name, sentence, clauses, policies, lambda evaluate, case, _: ask(evaluate, case))
        return ask

    return add


def _law_of_timelines(sentence: str, *clauses: str) -> Callable[[Ask], Ask]:
    def add(ask: Ask) -> Ask:
        LAWS[_name(ask)] = Law(_name(ask), sentence, clauses, EVERY, ask, of_timelines=True)
        return ask

    return add


def _name(ask: Callable[..., object]) -> str:
    return ask.__name__.strip("_").replace("_", "-")


# What each line is


@_law("a line is of a partner and a client there are, in the client's currency, not below 0", "A17")
def _lines_are_of_the_evidence(evaluate: Evaluate, case: Case) -> Said:
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
def _points_follow_credit(evaluate: Evaluate, case: Case) -> Said:
    *_, table = ({}, *(amounts for start, amounts in PUBLISHED_RATES if start <= case.day))
    multipliers = {each.id: each.points_multiplier for each in case.portfolio.clients}
    for (partner, client), (credit, currency, points, _) in evaluate(case.portfolio, case.day).items():
        rate = table.get(currency)
        right = None if rate is None else credit / rate * multipliers.get(client, 1)
        if points != right:
            made, wanted = points_text(points), points_text(right)
            yield f"{partner} at {client} has {made} points for {currency} {credit}: expected {wanted}"


@_law("the credits of the partners that share a client add up to what it pays", "A5", "B6", policies=SERVICING)
def _split_conserves(evaluate: Evaluate, case: Case) -> Said:
    for client, lines in by_client(evaluate(case.portfolio, case.day)).items():
        whole, paid = (
            sum((each[0] for each in lines.values()), Fraction(0)),
            paid_a_month(case.portfolio, client, case.day),
        )
        if whole != paid:
            yield f"the credits for {client} add up to {whole}: expected {paid}, which is what it pays"


@_law("partners that share a client get equal parts", "A5", policies=SERVICING)
def _split_is_even(evaluate: Evaluate, case: Case) -> Said:
    for client, lines in by_client(evaluate(case.portfolio, case.day)).items():
        partners = tuple(sorted(lines))
        if len({each[0] for each in lines.values()}) > 1:
            parts = ", ".join(f"{partner}: {lines[partner][0]}" for partner in partners)
            yield f"the credits for {client} are {parts}: expected equal ones"
        for partner, (_, _, _, sharing) in lines.items():
            if tuple(sharing) != partners:
                yield f"{partner} at {client} shares with {sharing}: expected {partners}, who have lines"


@_law("the partner of record shares with nobody", "B2", policies=OF_RECORD)
def _undivided(evaluate: Evaluate, case: Case) -> Said:
    for client, lines in by_client(evaluate(case.portfolio, case.day)).items():
        if len(lines) > 1:
            yield f"{' and '.join(sorted(lines))} have lines for {client}: expected one of them"
        for partner, (_, _, _, sharing) in lines.items():
            if tuple(sharing) != (partner,):
                yield f"{partner} at {client} shares with {sharing}: expected nobody else"


@_law("the partner of record is credited with no more than the client pays", "B3", "B4", "B6", policies=OF_RECORD)
def _no_more_than_is_paid(evaluate: Evaluate, case: Case) -> Said:
    for (partner, client), (credit, *_) in evaluate(case.portfolio, case.day).items():
        paid = paid_a_month(case.portfolio, client, case.day)
        if credit > paid:
            yield f"{partner} is credited with {credit} for {client}: expected at most {paid}, which it pays"


@_law(
    "the whole price counts from the first billing of a partner of record on, and not before", "B5", policies=OF_RECORD
)
def _counts_from_the_next_billing(evaluate: Evaluate, case: Case) -> Said:
    named = min(max(case.day, date.min + timedelta(days=10)), date.max - timedelta(days=62)).replace(day=11)
    billed = (named + timedelta(days=31)).replace(day=10)
    done = [on for on in (billed - DAY, billed) for _ in range(case.needed)]
    sold = Subscription.monthly("s1", client="c1", price=100, start=named - DAY)
    record = PartnerOfRecord("c1", partner="p1", start=named)
    world = managed_client("p1", "c1", start=named - DAY, activities=done).with_(sold, record)
    for on, right in ((billed - DAY, 0), (billed, 100)):
        credit = sum(credit for credit, *_ in evaluate(world, on).values())
        if credit != right:
            said = (
                f"p1, of record since {named}, is credited with {credit} on {on}: expected {right}, billed on {billed}"
            )
            yield WrongAnswer(said, world, on, f"sum(credit for credit, *_ in lines.values()) == {right}")


# When it begins and ends


@_law("an activity counts on its own day and until the window is over, not on the day after", "A14", policies=ACTIVE)
def _expires_at_the_window(evaluate: Evaluate, case: Case) -> Said:
    on = within_reach(case)
    yield from _until(evaluate, case, active(case, on), on, "the only activity")


@_law("an employee with the partner's e-mail domain needs no link by hand", "A11", policies=ACTIVE)
def _linked_by_domain(evaluate: Evaluate, case: Case) -> Said:
    on = within_reach(case)
    known = changed(
        active(case, on),
        links=lambda _: None,
        partners=lambda partner: attrs.evolve(partner, employee_domains=["p1.example"]),
        employees=lambda employee: attrs.evolve(employee, email="ann@P1.example"),
    )
    yield from _until(evaluate, case, known, on, "the only activity, by ann@P1.example of p1.example")


@_law("unlinking ends nothing until activities expire", "A18", policies=ACTIVE)
def _unlinking_ends_nothing(evaluate: Evaluate, case: Case) -> Said:
    on = within_reach(case)
    since = on + timedelta(days=1 + case.turn)
    loose = changed(active(case, on), links=lambda link: attrs.evolve(link, end=since))
    yield from _until(evaluate, case, loose, on, f"the only activity, unlinked on {since}")


@_law(
    "without an activity of one of its employees within the window a partner has no line", "A14", "A15", policies=ACTIVE
)
def _nothing_without_activity(evaluate: Evaluate, case: Case) -> Said:
    employers = {each.id: each.partner for each in case.portfolio.employees}
    once = {place if each.id is None else each.id: each for place, each in enumerate(case.portfolio.activities)}
    done = Counter(
        (employers[each.employee], each.client)
        for each in once.values()
        if 0 <= (case.day - each.on).days < case.window
    )
    for pair in evaluate(case.portfolio, case.day):
        if done[pair] < case.needed:
            yield (
                f"{pair[0]} has a line for {pair[1]}: expected none, "
                f"{done[pair]} activities within {case.window} days are fewer than {case.needed}"
            )


@_law("once all employees are removed from the client's account there is no line", "A18", policies=ACTIVE)
def _removal_from_the_client_ends_at_once(evaluate: Evaluate, case: Case) -> Said:
    gone = changed(case.portfolio, client_users=lambda user: ended(user, case.day))
    for partner, client in evaluate(gone, case.day):
        yield f"{partner} has a line for {client}: expected none on the day all are removed from its account"


@_law("once all employees are removed from the partner's account there is no line", "A18", policies=ACTIVE)
def _removal_from_the_partner_ends_at_once(evaluate: Evaluate, case: Case) -> Said:
    gone = changed(case.portfolio, partner_users=lambda user: ended(user, case.day))
    for partner, client in evaluate(gone, case.day):
        yield f"{partner} has a line for {client}: expected none on the day all are removed from the partner's account"


@_law("what is not paid, not recurring or not eligible makes no credit", "B3", "B4", "B5", "B8")
def _only_what_is_paid_counts(evaluate: Evaluate, case: Case) -> Said:
    if not any(credit for credit, *_ in evaluate(case.portfolio, case.day).values()):
        return
    for what, change in UNPAID:
        free = changed(case.portfolio, subscriptions=partial(change, day=case.day))
        for (partner, client), (credit, *_) in evaluate(free, case.day).items():
            if credit:
                yield f"{partner} is credited with {credit} for {client}: expected 0, as all {what}"


@_law("what was done before a relationship ended does not count in a new one", "A18", policies=ACTIVE)
def _no_revival(evaluate: Evaluate, case: Case) -> Said:
    removed = case.day - timedelta(days=1 + case.turn)
    back = [
        ClientUser(employee, client=client, start=removed + DAY)
        for employee, client in dict.fromkeys((each.employee, each.client) for each in case.portfolio.client_users)
    ]
    gone = changed(
        case.portfolio,
        client_users=lambda user: ended(user, removed),
        activities=lambda activity: activity if activity.on < removed else None,
    )
    for partner, client in evaluate(gone.with_(*back), case.day):
        yield (
            f"{partner} has a line for {client} on {case.day}: expected none, all were removed from its account on "
            f"{removed}, added again on {removed + DAY}, and did nothing since"
        )


@_law("deactivating everybody changes nothing until activities expire", "A19", policies=ACTIVE)
def _deactivation_ends_nothing(evaluate: Evaluate, case: Case) -> Said:
    since = case.day - timedelta(days=case.turn)
    before = changed(case.portfolio, activities=lambda activity: activity if activity.on < since else None)
    off = changed(
        before,
        partner_users=lambda user: deactivated(user, since),
        client_users=lambda user: deactivated(user, since),
    )
    yield from difference(
        evaluate(off, case.day), evaluate(before, case.day), f"with everybody deactivated since {since}"
    )


# What counts


@_law("logging in never counts", "A8", policies=ACTIVE)
def _logins_never_count(evaluate: Evaluate, case: Case) -> Said:
    idle = changed(case.portfolio, activities=lambda activity: attrs.evolve(activity, action="login"))
    for partner, client in evaluate(idle, case.day):
        yield f"{partner} has a line for {client}: expected none, all it ever did was to log in"


@_law("without a link or an e-mail domain nothing is attributed", "A10", "A12", policies=ACTIVE)
def _link_needed(evaluate: Evaluate, case: Case) -> Said:
    loose = changed(case.portfolio, links=lambda _: None, employees=lambda employee: attrs.evolve(employee, email=None))
    for partner, client in evaluate(loose, case.day):
        yield f"{partner} has a line for {client}: expected none, nobody was ever linked"


@_law("without a current agreement there is no line", "B1")
def _agreement_needed(evaluate: Evaluate, case: Case) -> Said:
    never = changed(case.portfolio, partners=lambda partner: attrs.evolve(partner, agreements=()))
    for partner, client in evaluate(never, case.day):
        yield f"{partner} has a line for {client}: expected none, it never had an agreement"


@_law("without being the partner of record there is no line", "B2", "B9", policies=OF_RECORD)
def _record_needed(evaluate: Evaluate, case: Case) -> Said:
    nobody = changed(case.portfolio, partners_of_record=lambda _: None)
    for partner, client in evaluate(nobody, case.day):
        yield f"{partner} has a line for {client}: expected none, it is not the partner of record"


@_law("prices times a number are credits and points times that number", "B6")
def _prices_scale(evaluate: Evaluate, case: Case) -> Said:
    factor = FACTORS[case.turn % len(FACTORS)]
    dearer = changed(
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
    yield from difference(evaluate(dearer, case.day), right, f"with all prices and discounts times {factor}")


@_law(
    "another qualifying activity never lowers a client's credit, nor raises another partner's part",
    "A5",
    "A14",
    policies=SERVICING,
)
def _more_activity_never_hurts(evaluate: Evaluate, case: Case) -> Said:
    there = list(dict.fromkeys((each.employee, each.client) for each in case.portfolio.client_users))
    if not there:
        return
    employee, client = there[case.turn % len(there)]
    on = case.day - timedelta(days=case.turn)
    more = case.portfolio.with_(Activity(employee=employee, client=client, on=on, tool="blog", action="publish"))
    was, now = (by_client(evaluate(each, case.day)).get(client, {}) for each in (case.portfolio, more))
    whole, before = (sum((each[0] for each in lines.values()), Fraction(0)) for lines in (now, was))
    partner = next(each.partner for each in case.portfolio.employees if each.id == employee)
    told = f"with another activity of {employee} at {client} on {on}"
    if whole < before:
        yield f"{told} the credit for {client} is {whole}: expected {before} or more"
    for other in sorted(set(now) - {partner}):
        if other not in was or now[other][0] > was[other][0]:
            yield f"{told} {other} has {now[other][0]}: expected no more than without"


@_law(
    "a partner more that services a client gets its part, and the others that much less", "A1", "A5", policies=SERVICING
)
def _newcomers_get_their_part(evaluate: Evaluate, case: Case) -> Said:
    if not case.portfolio.clients:
        return
    client = case.portfolio.clients[case.turn % len(case.portfolio.clients)].id
    who = "newcomer"
    more = case.portfolio.with_(
        Partner(who),
        Employee(who, partner=who),
        PartnerUser(who, start=case.day),
        ClientUser(who, client=client, start=case.day),
        Link(who, client=client, start=case.day),
        *[Activity(employee=who, client=client, on=case.day, tool="blog", action="publish")] * case.needed,
    )
    before, now = (set(by_client(evaluate(each, case.day)).get(client, {})) for each in (case.portfolio, more))
    if now != before | {who}:
        there, right = (", ".join(sorted(each)) or "nobody" for each in (now, before | {who}))
        yield f"with a newcomer active at {client} it is serviced by {there}: expected {right}"


# What has no say


@_law("what is dated after the day changes nothing", "A14")
def _later_facts_change_nothing(evaluate: Evaluate, case: Case) -> Said:
    known = case.portfolio.as_of(case.day)
    yield from difference(evaluate(case.portfolio, case.day), evaluate(known, case.day), "with facts dated later")


@_law("what happens at another client changes nothing", "A1")
def _other_clients_change_nothing(evaluate: Evaluate, case: Case) -> Said:
    if not case.portfolio.clients:
        return
    client = case.portfolio.clients[case.turn % len(case.portfolio.clients)].id
    alone = only(case.portfolio, client)
    lines = {pair: values for pair, values in evaluate(case.portfolio, case.day).items() if pair[1] == client}
    yield from difference(lines, evaluate(alone, case.day), f"with clients besides {client}")


@_law("a partner's credit is the sum of its credits for each client alone", "A1", "A17")
def _groups_add_up(evaluate: Evaluate, case: Case) -> Said:
    apart: Lines = {}
    for client in case.portfolio.clients:
        apart |= evaluate(only(case.portfolio, client.id), case.day)
    for partner in case.portfolio.partners:
        whole, parts = (total(lines, partner.id) for lines in (evaluate(case.portfolio, case.day), apart))
        if whole != parts:
            yield f"{partner.id} has {whole} in all: expected {parts}, which is the sum over its clients"


@_law("the order of records changes nothing", "A1")
def _order_changes_nothing(evaluate: Evaluate, case: Case) -> Said:
    turned = Portfolio(**{name: getattr(case.portfolio, name)[::-1] for name in LISTS})
    yield from difference(evaluate(turned, case.day), evaluate(case.portfolio, case.day), "with all records in reverse")


@_law("an activity given again under its id counts once", "A14")
def _repetition_changes_nothing(evaluate: Evaluate, case: Case) -> Said:
    named = [attrs.evolve(each, id=each.id or f"n{place}") for place, each in enumerate(case.portfolio.activities)]
    once = {each.id: each for each in named}
    lists: dict[str, Any] = {name: getattr(case.portfolio, name) for name in LISTS}
    known = Portfolio(**{**lists, "activities": once.values()})
    again = known.with_(*known.activities)
    yield from difference(evaluate(again, case.day), evaluate(known, case.day), "with every activity given twice")


@_law_of_timelines("on each day the timelines say what the lines of the day say", "A17")
def _timelines_are_every_day(evaluate: Evaluate, case: Case, remember: Remember) -> Said:
    runs = remember(case.portfolio)
    edges = {edge for told in runs.values() for start, end, _ in told for edge in (start, end) if edge is not None}
    near = {edge + away * DAY for edge in edges for away in (-1, 0, 1)}
    for day in sorted({case.day, *near, *_some(turning_days(case.portfolio, windows=[case.window]))}):
        here = [
            (pair, worth)
            for pair, each in runs.items()
            for start, end, worth in each
            if start <= day and (end is None or day < end)
        ]
        for (partner, client), count in Counter(pair for pair, _ in here).items():
            if count > 1:
                yield f"the timeline of {partner} at {client} has {count} segments on {day}: expected one"
        yield from difference(dict(here), evaluate(case.portfolio, day), f"in the timelines, on {day}")


def _some(days: list[date]) -> list[date]:
    """A dozen of the days, spread over all of them."""
    return days[:: len(days) // 12 + 1]


def _until(evaluate: Evaluate, case: Case, world: Portfolio, on: date, told: str) -> Said:
    """What is wrong with lines that are to begin on a day and end with the window."""
    for after, counts in ((0, True), (case.window - 1, True), (case.window, False), (case.window + 1, False)):
        if bool(evaluate(world, on + timedelta(days=after))) is not counts:
            there, wanted = ("no line", "one") if counts else ("a line", "none")
            said = f"there is {there} {after} days after {on}, the day of {told}: expected {wanted}"
            yield WrongAnswer(said, world, on + timedelta(days=after), "lines" if counts else "not lines")
