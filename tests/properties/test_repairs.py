"""
Repairs: applying one gives credit, leaving out any step of it does not, and no smaller or other one is missed.

Clauses A6, A9 to A16, A18, A19, B1 to B5, B9: what a person can do about each condition.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

from managed_mrr import (
    Billing,
    ClientUser,
    CurrentAgreement,
    DateRange,
    Employee,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    PartnerOfRecordStatus,
    PartnerUser,
    Policy,
    Portfolio,
    Subscription,
    evaluate,
    hubspot,
    managed_client,
    timeline,
)
from managed_mrr.dates import first_step_from
from managed_mrr.repairs import Repair, Verdict, WhyNot, why_not
from managed_mrr.scenario import Change, Scenario
from managed_mrr.testing import portfolios, reference_lines, turning_days
from managed_mrr.what_if import (
    Add,
    AgreementSigned,
    BecomesPartnerOfRecord,
    Leaves,
    Linked,
    Performed,
    Reactivated,
    Replace,
    ScenarioError,
    Settled,
)

SERVICING = hubspot.SERVICING
SHIPPED = list(hubspot.POLICIES.values())
MINIMUM = SERVICING.requiring(MinimumActivity(count=3, within=30))
STRICT = SERVICING.with_(activity_outlives_employee=False, unlinking_ends=True)
REVIVING = SERVICING.with_(activity_revives=True)
PRESENT = attrs.evolve(SERVICING.with_(active_required=False), name="presence is enough")
EITHER = attrs.evolve(SERVICING, name="either", eligibility=LiveActivity() | PartnerOfRecordStatus())
MANAGED = attrs.evolve(SERVICING, name="managed", eligibility=ManagedRelationship() & CurrentAgreement())
IDLE = attrs.evolve(SERVICING, name="idle", eligibility=ManagedRelationship() & ~LiveActivity())
OWN_BILLING = attrs.evolve(hubspot.PARTNER_OF_RECORD, name="own billing", eligibility=LiveActivity())
POLICIES = [*SHIPPED, MINIMUM, STRICT, REVIVING, PRESENT, EITHER, MANAGED, OWN_BILLING]

POST = [date(2024, 1, 15)]
UNPAID = managed_client("north", "acme", start=date(2024, 1, 1), activities=POST, employee="ann")
SOLD = Subscription.monthly("s1", client="acme", price=90, start=date(2024, 1, 1))
ANNUAL = UNPAID.with_(attrs.evolve(SOLD, billing=Billing(date(2024, 1, 1), every_months=12)))
"""The next billing is farther away than a window, and so must the activity be."""

HANDED_OVER = Scenario([Leaves("ann", on=date(2024, 2, 1))]).apply(
    UNPAID.with_(
        SOLD,
        Employee("bob", partner="north"),
        PartnerUser("bob", start=date(2024, 1, 1)),
        ClientUser("bob", client="acme", start=date(2024, 1, 1)),
    )
)
"""Whoever is set up on the day the last one leaves keeps live what was done before."""

small = portfolios(max_partners=2, max_clients=2, max_employees=2)
tiny = portfolios(max_partners=2, max_clients=1, max_employees=2)


Question = tuple[Portfolio, str, str, date, Policy]


@st.composite
def paid(draw: st.DrawFn, client: str, start: date) -> Subscription:
    """A subscription that pays, or would, were it billed or settled."""
    billing = draw(st.sampled_from((Billing(start), Billing(start, every_months=12), None)))
    sold = Subscription.monthly(f"paid-{client}", client=client, price=draw(st.sampled_from((90, 7))), start=start)
    bad = [DateRange(start)] if draw(st.sampled_from((False, False, True))) else []
    return attrs.evolve(sold, billing=billing, not_in_good_standing=bad)


@st.composite
def questions(
    draw: st.DrawFn, worlds: st.SearchStrategy[Portfolio] = small, policies: Iterable[Policy] = POLICIES
) -> Question:
    """A portfolio, a partner and a client in it, a day on which something may turn, and a policy."""
    portfolio = draw(worlds)
    days = turning_days(portfolio) or [date(2024, 1, 1)]
    clients = st.sampled_from([each.id for each in portfolio.clients])
    partner, client = draw(st.sampled_from(portfolio.partners)).id, draw(clients)
    if draw(st.integers(0, 3)):
        portfolio = portfolio.with_(draw(paid(client, days[0])))
    day = max(draw(st.sampled_from(days)), draw(st.sampled_from(days)))
    return portfolio, partner, client, day, draw(st.sampled_from(list(policies)))


def first_credit(portfolio: Portfolio, answer: WhyNot) -> date | None:
    """The first day on or after the one asked about on which the partner has credit; None if there is none."""
    found = timeline(portfolio, partner=answer.partner, client=answer.client, policy=answer.policy)
    for segment in found.segments:
        if segment.credit and (segment.end is None or segment.end > answer.as_of):
            return max(segment.start, answer.as_of)
    return None


def without(repair: Repair, left_out: int) -> Scenario:
    """A repair without one of its steps."""
    steps = [step for place, step in enumerate(repair.steps) if place != left_out]
    return Scenario([change for step in steps for change in step.changes])


def credit_on(portfolio: Portfolio, scenario: Scenario, answer: WhyNot, day: date) -> bool:
    """Whether there is credit on a day after a scenario; a scenario that cannot happen brings none."""
    try:
        applied = scenario.apply(portfolio)
    except (ScenarioError, LookupError):
        return False
    line = evaluate(applied, as_of=day, policy=answer.policy).line(answer.partner, answer.client)
    return line is not None and bool(line.credit)


def asked(question: Question) -> tuple[Portfolio, WhyNot]:
    """What is known on the day of a question, and the answer to it."""
    portfolio, partner, client, day, policy = question
    return portfolio.as_of(day), why_not(portfolio, partner=partner, client=client, as_of=day, policy=policy)


@given(questions())
def test_a_repair_brings_credit(question: Question) -> None:
    """Applied to what is known, a repair gives the credit it tells, from its day on and on no earlier day."""
    known, answer = asked(question)
    for repair in answer.repairs:
        repaired = repair.scenario().apply(known)
        assert first_credit(repaired, answer) == repair.effective
        line = evaluate(repaired, as_of=repair.effective, policy=answer.policy).line(answer.partner, answer.client)
        assert line is not None
        assert (line.credit, line.points) == (repair.credit, repair.points)


@given(questions(policies=SHIPPED))
def test_a_repair_brings_credit_day_by_day(question: Question) -> None:
    """Read aloud day by day, the repaired evidence gives credit on the day the repair tells."""
    known, answer = asked(question)
    for repair in answer.repairs:
        lines = reference_lines(repair.scenario().apply(known), repair.effective, policy=answer.policy.name)
        credit, currency, points, _ = lines[answer.partner, answer.client]
        assert (credit, currency, points) == (repair.credit.amount, repair.credit.currency, repair.points)


@given(questions())
def test_no_step_can_be_left_out(question: Question) -> None:
    """Without any one of its steps, or any one of the activities of a step, a repair gives no credit on its day."""
    known, answer = asked(question)
    for repair in answer.repairs:
        for place, step in enumerate(repair.steps):
            assert not credit_on(known, without(repair, place), answer, repair.effective)
            if len(step.changes) > 1:
                fewer = Scenario(step.changes[1:]) + without(repair, place)
                assert not credit_on(known, without(repair, place) + fewer, answer, repair.effective)


def asked_for(changes: Iterable[Change]) -> Counter[Change]:
    """What changes ask for, however often, whatever the day of an activity."""
    days = {each: attrs.evolve(each, on=date.min) for each in changes if isinstance(each, Performed)}
    return Counter(days.get(each, each) if isinstance(each, Performed) else each for each in changes)


def asks(repair: Repair) -> Counter[Change]:
    """What a repair asks for."""
    return asked_for(repair.scenario().changes)


@given(questions())
def test_no_repair_holds_another(question: Question) -> None:
    """No repair asks for all that another one asks for, and they are told with the fewest steps first."""
    _, answer = asked(question)
    for one, other in product(answer.repairs, repeat=2):
        assert one is other or not asks(one) <= asks(other)
    sizes = [len(each.steps) for each in answer.repairs]
    assert sizes == sorted(sizes)


def of_person(known: Portfolio, who: Employee, client: str, day: date) -> Iterator[Change]:
    """All that can be done to set up an employee, apart from what they do."""
    own = [each for each in known.partner_users if each.employee == who.id]
    there = [each for each in known.client_users if (each.employee, each.client) == (who.id, client)]
    user, guest = PartnerUser(who.id, start=day), ClientUser(who.id, client=client, start=day)
    stranger = who not in known.employees
    if not any(day in DateRange(each.start, each.end) for each in own):
        yield Add(who, user) if stranger else Add(user)
    else:
        yield Reactivated(who.id, on=day)
    if not any(day in DateRange(each.start, each.end) for each in there):
        yield Add(guest)
    else:
        yield Reactivated(who.id, on=day, client=client)
    yield Linked(who.id, client, on=day)


def of_others(known: Portfolio, partner: str, client: str, day: date) -> Iterator[Change]:
    """All that can be done about agreement, record and subscriptions."""
    yield AgreementSigned(partner, on=day)
    yield BecomesPartnerOfRecord(partner, client, on=day)
    for sold in known.subscriptions:
        if sold.client == client:
            if sold.billing is None:
                yield Replace(sold, attrs.evolve(sold, billing=Billing(day)))
            yield Settled(sold.id, on=day)


def people(known: Portfolio, partner: str, client: str) -> list[Employee]:
    """The partner's employees known at the client, or else all of them and a new one."""
    staff = [each for each in known.employees if each.partner == partner]
    seen = {each.employee for each in known.client_users if each.client == client}
    seen |= {each.employee for each in known.links if each.client == client}
    seen |= {each.employee for each in known.activities if each.client == client}
    there = [each for each in staff if each.id in seen]
    return there or [*staff, Employee("new-employee", partner=partner)]


def possible(known: Portfolio, changes: Iterable[Change]) -> list[Change]:
    """The changes that can happen at all."""
    found = []
    for change in changes:
        try:
            change.edits(known)
        except ScenarioError:
            continue
        except LookupError:  # about somebody who does not exist before another change
            pass
        found.append(change)
    return found


def every_repair(known: Portfolio, answer: WhyNot, most: int) -> list[Counter[Change]]:
    """The smallest sets of changes that give credit, found by trying them all; for small portfolios."""
    partner, client, day = answer.partner, answer.client, answer.as_of
    billed = (
        first_step_from(each.billing.first, each.billing.every_months, day)
        for each in known.subscriptions
        if each.client == client and each.billing is not None
    )
    acted = sorted({day, *(each for each in billed if each is not None)})
    unaided = first_credit(known, answer)
    rest = possible(known, of_others(known, partner, client, day))
    enough: list[Counter[Change]] = []
    for who in people(known, partner, client):
        setting_up = possible(known, of_person(known, who, client, day))
        sets: list[list[Change]] = [[]]
        for change in (*setting_up, *rest):
            sets += [[*each, change] for each in sets]
        for base, count in product(sorted(sets, key=len), range(most + 1)):
            for on in acted if count else [day]:
                changes: list[Change] = [*base, *[Performed(who.id, client, on=on)] * count]
                wanted = asked_for(changes)
                if any(each <= wanted for each in enough):
                    break
                try:
                    begins = first_credit(Scenario(changes).apply(known), answer)
                except (ScenarioError, LookupError):
                    continue
                if begins is not None and (unaided is None or begins < unaided):
                    enough.append(wanted)
    return [each for each in enough if not any(other < each for other in enough)]


@given(questions(worlds=tiny))
@example((ANNUAL, "north", "acme", date(2024, 2, 11), hubspot.COMBINED))
@example((ANNUAL, "north", "acme", date(2024, 2, 11), MINIMUM))
@example((HANDED_OVER, "north", "acme", date(2024, 2, 1), SERVICING))
def test_no_repair_is_missed(question: Question) -> None:
    """Of all sets of steps, with one employee at most in each, just the smallest that give credit are repairs."""
    known, answer = asked(question)
    if answer.credit is None:
        found = {frozenset(asks(each).items()) for each in answer.repairs}
        most = 3 if answer.policy == MINIMUM else 1
        assert found == {frozenset(each.items()) for each in every_repair(known, answer, most)}


@given(questions(policies=[*POLICIES, IDLE]))
def test_repairs_or_a_reason(question: Question) -> None:
    """There is credit, or there are repairs, or it is told why there are none; and credit as the statement has it."""
    portfolio, partner, client, day, policy = question
    known, answer = asked(question)
    line = evaluate(portfolio, as_of=day, policy=policy).line(partner, client)
    credit = line.credit if line is not None and line.credit else None
    assert answer.credit == credit
    assert (credit is not None) + bool(answer.repairs) + bool(answer.reason) == 1
    assert bool(answer.shortfalls) is (credit is None)
    assert answer.begins == (None if credit else first_credit(known, answer))


@given(questions(policies=[*POLICIES, IDLE]))
def test_only_what_fails_is_told(question: Question) -> None:
    """No condition is named that holds, and an agreement or a record is named where it alone is missing."""
    _, partner, client, day, policy = question
    known, answer = asked(question)
    facts = known.facts(partner, client)
    told = {each.verdict for each in answer.shortfalls}
    if day in CurrentAgreement().days(facts):
        assert Verdict.NOT_UNDER_AGREEMENT not in told
    if day in PartnerOfRecordStatus().days(facts):
        assert Verdict.NOT_OF_RECORD not in told
    if policy.revenue.mrr(facts).at(day):
        assert not told & {Verdict.PAYS_NOTHING, Verdict.NOT_YET_RECOGNISED}
    if day in LiveActivity().days(facts) and policy in SHIPPED:
        assert not told & {Verdict.NEVER_BEGAN, Verdict.RAN_OUT, Verdict.ENDED_AT_ONCE, Verdict.TOO_FEW}


@given(questions(policies=[*POLICIES, IDLE]))
def test_later_facts_change_nothing(question: Question) -> None:
    """What is dated after the day has no say, and neither has another client."""
    _, partner, client, day, policy = question
    known, answer = asked(question)
    assert why_not(known, partner=partner, client=client, as_of=day, policy=policy) == answer


@given(questions())
def test_answers_are_short(question: Question) -> None:
    """An answer is at most 12 lines, unless its first repair alone is longer."""
    _, answer = asked(question)
    first = str(answer.repairs[0]).count("\n") + 1 if answer.repairs else 1
    assert str(answer).count("\n") + 1 <= max(12, 1 + len(answer.shortfalls) + 1 + first + 1)
