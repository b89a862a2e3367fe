"""The lowest and the highest credit over the answers to what the sources leave open."""

from datetime import date, datetime
from fractions import Fraction

import attrs
import pytest

from managed_mrr import (
    Answer,
    Bounds,
    Client,
    CurrentAgreement,
    DateError,
    DateRange,
    ExpiryWindow,
    LineRange,
    ManagedRelationship,
    MinimumActivity,
    Money,
    Partner,
    PartnerAtClient,
    Policy,
    PolicyError,
    Portfolio,
    Program,
    Question,
    StatementRange,
    StepFunction,
    Subscription,
    Term,
    UnknownIdError,
    UnknownTermsError,
    WeightedSplit,
    evaluate,
    evaluate_range,
    hubspot,
    managed_client,
)
from managed_mrr.readings import choices, totals
from managed_mrr.readings.choices import groups_of, to_vary

JANUARY, FEBRUARY = date(2024, 1, 1), date(2024, 2, 1)
DAY_60 = date(2024, 3, 1)
SERVICING = hubspot.SERVICING
NORTH = managed_client("north", "acme", start=JANUARY, price=900, activities=[JANUARY])
SOUTH = managed_client("south", "acme", start=JANUARY, activities=[FEBRUARY])
BOTH = NORTH | SOUTH
GUESS = Answer("2 in 30 days", requiring=MinimumActivity(count=2, within=30), guess=True)
TIERED = SERVICING.asking(SERVICING.question("minimum_activity").with_answers(GUESS))
HOSTILE = "<img src=x onerror=alert(1)>"


def ranged(
    *questions: str, portfolio: Portfolio = BOTH, on: date = DAY_60, policy: Policy = SERVICING
) -> StatementRange:
    """The range over some questions."""
    return evaluate_range(portfolio, as_of=on, policy=policy, questions=questions)


def only(found: StatementRange, partner: str) -> LineRange:
    """The line of a partner."""
    (line,) = [each for each in found if each.partner == partner]
    return line


class TestLines:
    def test_no_line_under_some_reading(self) -> None:
        """A line that only some readings give is lowest at no line, and says under which reading it is there."""
        north = only(ranged("window"), "north")
        assert (north.line, north.credit) == (
            None,
            Bounds(None, Money(450, "USD"), (), (("window", "yes"),)),
        )
        assert north.points == Bounds(Fraction(9, 2), Fraction(9, 2), (("window", "yes"),), (("window", "yes"),))
        assert (north.alone, north.together, north.differs) == (("window",), (), True)

    def test_who_shares(self) -> None:
        """What one partner may have another may lose; the range is that of each line."""
        south = only(ranged("window"), "south")
        assert (south.credit.low, south.credit.high) == (Money(450, "USD"), Money(900, "USD"))
        assert (south.credit.low_reading, south.credit.high_reading) == ((("window", "yes"),), ())
        assert south.line == evaluate(BOTH, as_of=DAY_60).line("south", "acme")

    def test_the_same_under_every_reading(self) -> None:
        """A line that no answer changes depends on nothing."""
        found = ranged("unlinking_ends", "agreement", on=FEBRUARY)
        assert found.differing == ()
        assert [(line.credit.differs, line.alone, line.together) for line in found] == [(False, (), ())] * 2

    def test_unknown_points(self) -> None:
        """Points that are unknown under some reading are said to be, and are not taken for 0."""
        euro = managed_client("north", "acme", start=JANUARY, price=750, currency="EUR", activities=[JANUARY])
        (line,) = ranged("rates", portfolio=euro, on=FEBRUARY)
        assert (line.points, line.points_unknown) == (Bounds(Fraction(10), Fraction(10), (), ()), True)
        assert (line.alone, line.credit.differs, line.points_text()) == (("rates",), False, "10.00 or unknown")

    def test_never_known_points(self) -> None:
        """Where no reading knows the points there are no bounds of them."""
        real = managed_client("north", "acme", start=JANUARY, price=750, currency="BRL", activities=[JANUARY])
        (line,) = ranged("rates", portfolio=real, on=FEBRUARY)
        assert (line.points, line.points_unknown, line.points_text(), line.differs) == (None, True, "unknown", False)

    def test_only_together(self) -> None:
        """A question may make a difference only when another is answered otherwise too."""
        found = ranged("minimum_activity", "window", policy=TIERED)
        south, north = only(found, "south"), only(found, "north")
        assert (south.alone, south.together) == (("minimum_activity", "window"), ())
        assert (north.alone, north.together) == (("window",), ("minimum_activity",))

    def test_only_with_another(self) -> None:
        """So may all of them, none of which decides alone."""
        former = Partner("north", agreements=[])
        portfolio = Portfolio(
            partners=[former],
            clients=NORTH.clients,
            employees=NORTH.employees,
            partner_users=NORTH.partner_users,
            client_users=NORTH.client_users,
            links=NORTH.links,
            activities=NORTH.activities,
        )
        (line,) = ranged("agreement", "window", "net_of_discount", portfolio=portfolio)
        assert (line.alone, line.together, line.differs) == ((), ("agreement", "window"), True)
        assert line.credit.high_reading == (("agreement", "no"), ("window", "yes"))


class TestTotals:
    def test_one_reading_for_all(self) -> None:
        """The bounds of a total are those of a sum: what one line gains another may lose under the same reading."""
        bolt = managed_client("north", "bolt", start=JANUARY, price=300, activities=[FEBRUARY])
        rival = managed_client("east", "bolt", start=JANUARY, activities=[JANUARY])
        found = ranged("window", portfolio=BOTH | bolt | rival)
        assert [(str(line.credit.low), str(line.credit.high)) for line in found if line.partner == "north"] == [
            ("None", "USD 450.00"),
            ("USD 150.00", "USD 300.00"),
        ]
        (credit,) = found.totals()["north"].credit
        assert (credit.low, credit.high) == (Money(300, "USD"), Money(600, "USD"))
        assert (credit.low_reading, credit.high_reading) == ((), (("window", "yes"),))

    def test_currencies_are_apart(self) -> None:
        """Each currency has its own bounds; points are across all, and those unknown are named."""
        euro = managed_client("north", "bolt", start=JANUARY, price=750, currency="EUR", activities=[FEBRUARY])
        total = ranged("window", "rates", portfolio=NORTH | euro).totals()["north"]
        assert [(str(each.low), str(each.high)) for each in total.credit] == [
            ("EUR 750.00", "EUR 750.00"),
            ("USD 0.00", "USD 900.00"),
        ]
        assert (total.points.low, total.points.high, total.unknown) == (Fraction(0), Fraction(19), ("bolt",))
        assert str(total) == (
            "north: EUR 750.00 + USD 0.00 to 900.00; 0.00 to 19.00 points; unknown, under some reading, for bolt"
        )

    def test_lines_that_go_together(self) -> None:
        """Lines that the same answers change alike are added up once."""
        many = [managed_client("north", f"c{n}", start=JANUARY, price=100, activities=[JANUARY]) for n in range(9)]
        whole = many[0]
        for each in many[1:]:
            whole |= each
        (credit,) = ranged("window", portfolio=whole).totals()["north"].credit
        assert (credit.low, credit.high) == (Money(0, "USD"), Money(900, "USD"))


class TestQuestions:
    def test_all(self) -> None:
        """If none is named, all are asked that arise; a question with one answer is an assumption."""
        found = evaluate_range(BOTH, as_of=DAY_60)
        assert {each.question.name for each in found.assumptions} == {"minimum_activity", "missing_rates"}
        assert [each.name for each in found.questions] == sorted(
            {each.name for each in SERVICING.questions} - {"minimum_activity", "missing_rates"}
        )

    def test_contradicting_answers(self) -> None:
        """Answers that contradict each other are no reading."""
        assert ranged("deactivation_ends", "active_required").readings == 3

    def test_settled(self) -> None:
        """A question that the policy answers in a way of its own is settled, unless it is named."""
        policy = SERVICING.with_(days=45)
        assert "window" not in {each.name for each in evaluate_range(BOTH, as_of=DAY_60, policy=policy).questions}
        found = ranged("window", policy=policy)
        assert found.readings == 3
        assert only(found, "north").credit.high_reading == (("window", "yes"),)

    def test_own_question(self) -> None:
        """A question of one's own is asked without being on the policy, and takes the place of one of its name."""
        long = Question("window", "How long?", [Answer("60", {"window": ExpiryWindow()}), Answer("90", {"days": 90})])
        found = evaluate_range(BOTH, as_of=date(2024, 3, 30), questions=[long])
        assert only(found, "north").credit.high_reading == (("window", "90"),)
        assert found.policy.question("window") == long
        assert SERVICING.question("window") != long

    def test_unknown(self) -> None:
        """A question that the policy does not ask is refused."""
        with pytest.raises(PolicyError, match=r"^policy 'servicing' does not ask 'windows'; did you mean 'window'\?$"):
            ranged("windows")

    def test_does_not_arise(self) -> None:
        """A question about what the policy does not have makes no readings."""
        found = ranged(
            "recognition",
            policy=Policy(
                name="x",
                eligibility=CurrentAgreement(),
                questions=[Question("recognition", "When?", [Answer("never", {"no_such_value": 1})])],
            ),
        )
        assert (found.questions, found.readings) == ((), 1)

    @pytest.mark.parametrize(
        ("values", "place"),
        [
            ({"window": ExpiryWindow(days=9)}, "eligibility.rules[0].window"),
            ({"days": 9}, "eligibility.rules[0].window.days"),
            ({"eligibility": CurrentAgreement()}, "eligibility"),
        ],
    )
    def test_same_value(self, values: dict[str, object], place: str) -> None:
        """Two questions about one value, or about part of it, are refused: only one answer could hold."""
        policy = SERVICING.asking(
            Question("short", "Shorter?", [Answer("no", {"name": "servicing"}), Answer("yes", values)])
        )
        with pytest.raises(PolicyError) as caught:
            ranged("window", "short", policy=policy)
        assert str(caught.value) == (
            f"the questions 'short' and 'window' both change {place}: expected at most one that does; "
            "put the answers of both together into one question, or ask one of them"
        )

    def test_same_condition(self) -> None:
        """So are two about one kind of condition."""
        policy = SERVICING.asking(Question("bound", "Bound?", [Answer("no", without="CurrentAgreement")]))
        with pytest.raises(PolicyError, match=r"^the questions 'agreement' and 'bound' both change CurrentAgreement: "):
            ranged("agreement", "bound", policy=policy)

    def test_too_many_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Too many combinations about one part are refused, with the questions to leave some of out."""
        monkeypatch.setattr(choices, "MOST_VARIANTS", 3)
        choices._groups.cache_clear()
        with pytest.raises(PolicyError) as caught:
            ranged("window", "agreement")
        assert str(caught.value) == (
            "4 combinations of answers bear on eligibility: expected at most 3; ask fewer of agreement, window"
        )

    def test_too_many_sums(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """So are too many sums, with the questions that make them."""
        monkeypatch.setattr(totals, "MOST_SUMS", 1)
        with pytest.raises(PolicyError) as caught:
            ranged("window", "agreement", "net_of_discount")
        assert str(caught.value) == (
            "the total of north takes 2 sums: expected at most 1; "
            "ask fewer of agreement, window, or about fewer clients"
        )


@attrs.frozen
class ByHeads(WeightedSplit):
    """In proportion to how many employees there are, whoever they manage."""

    relationship: ManagedRelationship

    def weight(self, facts: PartnerAtClient) -> StepFunction[Fraction]:
        """The number of employees."""
        return StepFunction.constant(Fraction(len(facts.employees)))


class TestParts:
    def test_apart(self) -> None:
        """Questions about different parts of a policy are asked apart."""
        groups = groups_of(SERVICING, to_vary(SERVICING, ["window", "agreement", "net_of_discount", "rates"]))
        assert [(group.parts, group.questions, len(group.variants)) for group in groups] == [
            (("eligibility",), ("agreement", "window"), 4),
            (("revenue",), ("net_of_discount",), 2),
            (("split",), (), 1),
            (("points",), ("rates",), 2),
        ]

    def test_joined(self) -> None:
        """Parts that one question is about are asked together."""
        both = Question(
            "both",
            "Mild?",
            [Answer("no", {"days": 60, "multiplied": True}), Answer("yes", {"days": 9, "multiplied": False})],
        )
        policy = SERVICING.asking(both)
        groups = groups_of(policy, to_vary(policy, ["both", "agreement", "rates"]))
        assert [(group.parts, group.questions) for group in groups] == [
            (("eligibility", "points"), ("agreement", "both", "rates")),
            (("revenue",), ()),
            (("split",), ()),
        ]

    def test_joined_by_people(self) -> None:
        """A condition that is asked takes over the people of the policy, wherever in it they are named."""
        policy = attrs.evolve(TIERED, split=ByHeads(ManagedRelationship()))
        groups = groups_of(policy, to_vary(policy, ["minimum_activity"]))
        assert [group.parts for group in groups] == [("eligibility", "split"), ("revenue",), ("points",)]
        assert only(ranged("minimum_activity", policy=policy), "south").credit.high == Money(900, "USD")

    def test_program(self) -> None:
        """The questions of a program are those of the policy of the day, with all its terms."""
        program = Program(
            name="x",
            terms=[
                Term(hubspot.PARTNER_OF_RECORD, DateRange(None, DAY_60)),
                Term(SERVICING, DateRange(DAY_60, date(2025, 1, 1))),
            ],
        )
        assert only(ranged("window", policy=program), "north").credit.high == Money(450, "USD")
        with pytest.raises(UnknownTermsError, match=r"^program 'x' knows no terms for 2025-01-01"):
            evaluate_range(BOTH, as_of=date(2025, 1, 1), policy=program)


class TestAsking:
    def test_no_date(self) -> None:
        """The day is a date."""
        with pytest.raises(DateError):
            evaluate_range(BOTH, as_of=datetime(2024, 3, 1))

    def test_unknown_ids(self) -> None:
        """An unknown partner or client is refused."""
        with pytest.raises(UnknownIdError, match=r"^unknown partner 'nort'"):
            evaluate_range(BOTH, as_of=DAY_60, partner="nort")
        with pytest.raises(UnknownIdError, match=r"^unknown client 'acm'"):
            evaluate_range(BOTH, as_of=DAY_60, client="acm")

    def test_progress(self) -> None:
        """Long work tells how far it is, after each client."""
        bolt = managed_client("south", "bolt", start=JANUARY, price=300, activities=[FEBRUARY])
        told: list[tuple[int, int]] = []
        evaluate_range(BOTH | bolt, as_of=DAY_60, partner="north", progress=lambda *done: told.append(done))
        assert told == [(1, 2), (2, 2)]

    def test_last_day(self) -> None:
        """The last day there is can be asked about."""
        assert len(evaluate_range(BOTH, as_of=date.max, questions=["window"])) == 0


class TestShowing:
    def test_text(self) -> None:
        """The table tells each line from its lowest to its highest and what decides; guesses are labelled."""
        assert str(ranged("window", "minimum_activity", policy=TIERED)) == (
            "Range of managed MRR credit as of 2024-03-01 (servicing), over 4 readings of 2 questions\n"
            "partner  client  currency   lowest  in force  highest        points  depends on\n"
            "-------  ------  --------  -------  --------  -------  ------------  "
            "----------------------------------------------------\n"
            "north    acme    USD       no line   no line   450.00          4.50  "
            "window; minimum_activity (only together with others)\n"
            "south    acme    USD       no line    900.00   900.00  4.50 to 9.00  minimum_activity, window\n"
            "north: USD 0.00 to 450.00; 0.00 to 4.50 points\n"
            "south: USD 0.00 to 900.00; 0.00 to 9.00 points\n"
            "The same under every reading: 0 of 2 lines.\n"
            "A guess among the answers: minimum_activity = 2 in 30 days."
        )

    def test_nothing(self) -> None:
        """Where no reading gives credit that is said."""
        found = ranged("window", on=date(2023, 1, 1))
        assert len(found) == 0
        assert str(found).endswith("\nNo reading gives any partner credit on this day.")

    def test_html(self) -> None:
        """In a notebook the other assumptions are folded away, and hostile text is only text."""
        own = Portfolio.of(
            Client(HOSTILE, currency="USD"), Subscription.monthly("s", client=HOSTILE, price=1, start=JANUARY)
        )
        there = own | managed_client("north", "acme", start=JANUARY, activities=[JANUARY])
        html = evaluate_range(there, as_of=FEBRUARY)._repr_html_()
        assert "<summary>Assumptions: 2</summary>" in html
        assert "<img" not in html

    def test_repr(self) -> None:
        """A range is shown briefly to a programmer."""
        assert repr(ranged("window")) == "<StatementRange as of 2024-03-01, policy servicing, readings: 2, lines: 2>"
