"""
A range holds what every reading says, and says nothing that no reading says.

The sources leave things open (A16 gives no numbers, A3 not every rate), so a result is as sure as the answers assumed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from managed_mrr import (
    Activity,
    Answer,
    Billing,
    Client,
    ClientUser,
    DateRange,
    Employee,
    EvenSplit,
    Item,
    Line,
    Link,
    MinimumActivity,
    Partner,
    PartnerOfRecord,
    PartnerUser,
    Policy,
    PolicyError,
    Portfolio,
    Program,
    Question,
    Statement,
    Subscription,
    Term,
    TotalRange,
    Undivided,
    evaluate,
    evaluate_range,
    hubspot,
)
from managed_mrr.evidence import Record
from managed_mrr.testing import days, portfolios

TWO = Answer("2 in 30 days", requiring=MinimumActivity(count=2, within=30), guess=True)
SPLIT = Question(
    "split", "Is credit shared?", [Answer("yes", {"split": EvenSplit()}), Answer("no", {"split": Undivided()})]
)
STRICT = Question(
    "strict",
    "How strict is all of it?",
    [
        Answer("as usual", {"days": 60, "good_standing_required": True, "multiplied": True}),
        Answer("in part", {"days": 2, "good_standing_required": True, "multiplied": False}),
        Answer("less", {"days": 90, "good_standing_required": False, "multiplied": True}),
    ],
)


def asking_more(policy: Policy) -> Policy:
    """A policy with questions about activity asks for a minimum as well, and two of one's own."""
    return policy.asking(policy.question("minimum_activity").with_answers(TWO), SPLIT, STRICT)


SERVICING = asking_more(hubspot.SERVICING)
CHANGE = date(2024, 2, 20)
PROGRAM = Program(
    name="of record from a day on",
    terms=[Term(SERVICING, DateRange(None, CHANGE)), Term(asking_more(hubspot.COMBINED), DateRange(CHANGE))],
)
POLICIES = (SERVICING, SERVICING, asking_more(hubspot.COMBINED), hubspot.PARTNER_OF_RECORD, PROGRAM)
APART = frozenset({"strict", "window", "good_standing_required", "multiplied"})


@st.composite
def asked(draw: st.DrawFn) -> tuple[Policy, tuple[str, ...]]:
    """A policy and a few of its questions that do not change the same values."""
    policy = draw(st.sampled_from(POLICIES))
    names = draw(
        st.lists(st.sampled_from([question.name for question in policy.questions]), min_size=2, max_size=4, unique=True)
    )
    if "strict" in names:
        names = [name for name in names if name == "strict" or name not in APART]
    return policy, tuple(names)


START = date(2024, 1, 1)
LATER = tuple(START + timedelta(days=step) for step in (0, 10, 30, 59, 60, 61, 70, 90))
TOOLS = (("blog", "publish"), ("crm", "edit"), ("crm", "publish"))


def spans() -> st.SearchStrategy[DateRange]:
    """Periods that begin at the start or a little later, and end soon or never."""
    ends = st.none() | st.sampled_from(LATER[2:])
    return st.builds(DateRange, st.sampled_from(LATER[:2]), ends)


@st.composite
def services(draw: st.DrawFn, partner: str, client: str) -> list[Record]:
    """One partner's employees at one client, set up in ways that readings take differently."""
    found: list[Record] = []
    for place in range(draw(st.integers(1, 2))):
        name = f"{partner}-{client}-{place}"
        found.append(Employee(name, partner=partner, email=draw(st.sampled_from((None, f"{name}@{partner}.example")))))
        off = draw(st.sampled_from(((), (DateRange(LATER[2], LATER[4]),), (DateRange(LATER[2], None),))))
        found.append(PartnerUser(name, start=START, deactivated=off))
        there = draw(st.sampled_from(((DateRange(START),), (DateRange(START, LATER[2]), DateRange(LATER[3])))))
        found += [ClientUser(name, client=client, start=each.start or START, end=each.end) for each in there]
        linked = draw(spans())
        found.append(Link(name, client=client, start=linked.start or START, end=linked.end))
        for on in draw(st.lists(st.sampled_from(LATER[:4]), min_size=1, max_size=3)):
            tool, action = draw(st.sampled_from(TOOLS))
            found.append(Activity(employee=name, client=client, on=on, tool=tool, action=action))
    return found


@st.composite
def sales(draw: st.DrawFn, client: str) -> Subscription:
    """A subscription that is discounted, unbilled or in bad standing, or nothing of that."""
    item = Item("Hub", price=draw(st.sampled_from((100, 90))), discount=draw(st.sampled_from((0, 10))), start=START)
    return Subscription(
        f"{client}-sold",
        client=client,
        start=START,
        items=[item],
        billing=draw(st.none() | st.sampled_from((Billing(START), Billing(date(2023, 12, 31))))),
        not_in_good_standing=draw(st.sampled_from(((), (DateRange(LATER[2]),)))),
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[Portfolio, date]:
    """A portfolio in which much is open, and a day on which something may just still count."""
    agreements = st.sampled_from((None, None, (DateRange(START, LATER[3]),)))
    records: list[Record] = [
        Partner(each, employee_domains=[f"{each}.example"], agreements=draw(agreements)) for each in ("p1", "p2")
    ]
    for client in ("c1", "c2")[: draw(st.integers(1, 2))]:
        currency = draw(st.sampled_from(("USD", "EUR", "BRL")))
        records.append(Client(client, currency=currency, points_multiplier=draw(st.sampled_from((1, 2)))))
        for partner in draw(st.lists(st.sampled_from(("p1", "p2")), min_size=1, max_size=2, unique=True)):
            records += draw(services(partner, client))
        records.append(draw(sales(client)))
        records.append(PartnerOfRecord(client, partner=draw(st.sampled_from(("p1", "p2"))), start=LATER[1]))
    return Portfolio.of(*records), draw(st.sampled_from(LATER[1:]))


def readings(policy: Policy, names: Sequence[str]) -> Iterator[Policy]:
    """The policy under every combination of answers that does not contradict itself, one by one."""
    questions = [policy.question(name) for name in names]
    for chosen in product(*(question.answers for question in questions)):
        texts = {question.name: answer.text for question, answer in zip(questions, chosen, strict=True)}
        try:
            yield policy.assuming(**texts)
        except PolicyError:
            continue


def line_of(statement: Statement, pair: tuple[str, str]) -> Line | None:
    """The line of a pair on a statement."""
    return next((line for line in statement.lines if (line.partner, line.client) == pair), None)


def credit_of(statement: Statement, partner: str, currency: str) -> Fraction:
    """What a partner's lines in one currency add up to."""
    lines = (line.credit for line in statement.lines if line.partner == partner)
    return sum((each.amount for each in lines if each.currency == currency), Fraction(0))


def points_of(statement: Statement, partner: str) -> Fraction:
    """What the known points of a partner's lines add up to."""
    lines = (line.points for line in statement.lines if line.partner == partner)
    return sum((each for each in lines if each is not None), Fraction(0))


@given(situations(), asked())
def test_every_reading_is_within_and_both_bounds_are_some_readings(
    situation: tuple[Portfolio, date], asked: tuple[Policy, tuple[str, ...]]
) -> None:
    """The bounds of each line are the least and the greatest of the plain statements of all readings."""
    (portfolio, day), (policy, names) = situation, asked
    found = evaluate_range(portfolio, as_of=day, policy=policy, questions=names)
    plain = [evaluate(portfolio, as_of=day, policy=each) for each in readings(policy, names)]
    in_force = evaluate(portfolio, as_of=day, policy=policy)
    assert [(line.partner, line.client) for line in found] == sorted(
        {(line.partner, line.client) for each in plain for line in each.lines}
    )
    for line in found:
        pair = (line.partner, line.client)
        lines = [line_of(each, pair) for each in plain]
        there = [each for each in lines if each is not None]
        known = [each.points for each in there if each.points is not None]
        assert line.line == line_of(in_force, pair)
        assert line.credit.low == (None if None in lines else min(each.credit for each in there))
        assert line.credit.high == max(each.credit for each in there)
        assert line.points_unknown == (len(known) < len(there))
        assert line.points is None if not known else (line.points and line.points.low) == min(known)
        assert line.points is None if not known else (line.points and line.points.high) == max(known)
        assert line.differs == (len(set(lines)) > 1)
    check_totals(found.totals(), plain)


def check_totals(totals: Mapping[str, TotalRange], plain: Sequence[Statement]) -> None:
    """The bounds of each total are the least and the greatest of the sums under one reading each."""
    assert list(totals) == sorted({line.partner for each in plain for line in each.lines})
    for partner, total in totals.items():
        lines = [line for each in plain for line in each.lines if line.partner == partner]
        assert [each.low.currency for each in total.credit] == sorted({line.credit.currency for line in lines})
        for bounds in total.credit:
            sums = [credit_of(each, partner, bounds.low.currency) for each in plain]
            assert (bounds.low.amount, bounds.high.amount) == (min(sums), max(sums))
        points = [points_of(each, partner) for each in plain]
        assert (total.points.low, total.points.high) == (min(points), max(points))
        assert total.unknown == tuple(sorted({line.client for line in lines if line.points is None}))


@given(situations(), asked())
def test_a_bound_says_under_which_reading_it_is_attained(
    situation: tuple[Portfolio, date], asked: tuple[Policy, tuple[str, ...]]
) -> None:
    """Under the reading beside a bound the plain statement has just that value, for lines and for totals."""
    (portfolio, day), (policy, names) = situation, asked
    found = evaluate_range(portfolio, as_of=day, policy=policy, questions=names)

    def under(reading: tuple[tuple[str, str], ...]) -> Statement:
        return evaluate(portfolio, as_of=day, policy=policy.assuming(**dict(reading)))

    for line in found:
        pair = (line.partner, line.client)
        low, high = line_of(under(line.credit.low_reading), pair), line_of(under(line.credit.high_reading), pair)
        assert (low and low.credit, high and high.credit) == (line.credit.low, line.credit.high)
        if line.points is not None:
            low, high = line_of(under(line.points.low_reading), pair), line_of(under(line.points.high_reading), pair)
            assert (low and low.points, high and high.points) == (line.points.low, line.points.high)
    for partner, total in found.totals().items():
        for bounds in total.credit:
            assert credit_of(under(bounds.low_reading), partner, bounds.low.currency) == bounds.low.amount
            assert credit_of(under(bounds.high_reading), partner, bounds.high.currency) == bounds.high.amount
        assert points_of(under(total.points.low_reading), partner) == total.points.low
        assert points_of(under(total.points.high_reading), partner) == total.points.high


@given(situations(), asked())
def test_the_questions_that_decide(situation: tuple[Portfolio, date], asked: tuple[Policy, tuple[str, ...]]) -> None:
    """A question decides alone if answering it alone otherwise changes the line; one that is not named changes none."""
    (portfolio, day), (policy, names) = situation, asked
    found = evaluate_range(portfolio, as_of=day, policy=policy, questions=names)
    for line in found:
        pair = (line.partner, line.client)
        alone = {
            name
            for name in names
            for each in readings(policy, [name])
            if line_of(evaluate(portfolio, as_of=day, policy=each), pair) != line.line
        }
        assert set(line.alone) == alone
        idle = [name for name in names if name not in (*line.alone, *line.together)]
        decide = [name for name in names if name not in idle]
        lines = {line_of(evaluate(portfolio, as_of=day, policy=each), pair) for each in readings(policy, decide)}
        assert lines == {line_of(evaluate(portfolio, as_of=day, policy=each), pair) for each in readings(policy, names)}


@given(portfolios(max_employees=2), days(), asked())
def test_any_portfolio(portfolio: Portfolio, day: date, asked: tuple[Policy, tuple[str, ...]]) -> None:
    """What is in force lies within the range, whatever the evidence."""
    policy, names = asked
    found = evaluate_range(portfolio, as_of=day, policy=policy, questions=names)
    assert {line.line for line in found} - {None} == set(evaluate(portfolio, as_of=day, policy=policy).lines)


@given(situations(), st.sampled_from(POLICIES))
def test_without_questions_it_is_the_statement(situation: tuple[Portfolio, date], policy: Policy) -> None:
    """With nothing left open the lowest, the highest and the plain statement are one."""
    portfolio, day = situation
    found = evaluate_range(portfolio, as_of=day, policy=policy, questions=[])
    plain = evaluate(portfolio, as_of=day, policy=policy)
    assert [line.line for line in found] == list(plain.lines)
    assert found.readings == 1
    assert found.differing == ()
    for line in found:
        assert line.line is not None
        assert (line.credit.low, line.credit.high) == (line.line.credit, line.line.credit)
    assert found.assumptions == policy.assumptions() == plain.assumptions


@given(situations(), asked())
def test_the_order_of_questions_does_not_matter(
    situation: tuple[Portfolio, date], asked: tuple[Policy, tuple[str, ...]]
) -> None:
    """The same questions in another order, on the policy or in the call, give the same range."""
    (portfolio, day), (policy, names) = situation, asked
    found = evaluate_range(portfolio, as_of=day, policy=policy, questions=names)
    assert evaluate_range(portfolio, as_of=day, policy=policy, questions=names[::-1]) == found
    if not isinstance(policy, Program):
        turned = Policy(
            name=policy.name,
            eligibility=policy.eligibility,
            revenue=policy.revenue,
            split=policy.split,
            points=policy.points,
            questions=policy.questions[::-1],
        )
        again = evaluate_range(portfolio, as_of=day, policy=turned, questions=names)
        assert (again.lines, again.partner_totals) == (found.lines, found.partner_totals)


@given(situations(), asked())
def test_parts_of_a_range(situation: tuple[Portfolio, date], asked: tuple[Policy, tuple[str, ...]]) -> None:
    """Asked about one partner or one client, the lines are those of the whole."""
    (portfolio, day), (policy, names) = situation, asked
    found = evaluate_range(portfolio, as_of=day, policy=policy, questions=names)
    for who in portfolio.partners:
        of_one = evaluate_range(portfolio, as_of=day, policy=policy, questions=names, partner=who.id)
        assert of_one.lines == tuple(line for line in found if line.partner == who.id)
        assert of_one.totals() == {partner: total for partner, total in found.totals().items() if partner == who.id}
    for client in portfolio.clients:
        of_one = evaluate_range(portfolio, as_of=day, policy=policy, questions=names, client=client.id)
        assert of_one.lines == tuple(line for line in found if line.client == client.id)
