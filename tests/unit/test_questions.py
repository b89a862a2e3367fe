"""What the sources leave open, as data beside a policy."""

import re
from datetime import date
from pathlib import Path
from types import MappingProxyType

import attrs
import pytest

from managed_mrr import (
    AllOf,
    Answer,
    Assumption,
    CurrencyToPoints,
    CurrentAgreement,
    DateRange,
    EvenSplit,
    ExpiryWindow,
    LinkValidity,
    LiveActivity,
    ManagedRelationship,
    MinimumActivity,
    Policy,
    PolicyError,
    Program,
    Question,
    Rate,
    RecurringRevenue,
    Term,
    Undivided,
    evaluate,
    hubspot,
    managed_client,
    timeline,
    timelines,
)
from managed_mrr.questions import conditions, with_condition

SERVICING = hubspot.SERVICING
NO, YES = Answer("no", {"window": ExpiryWindow(days=60)}), Answer("yes", {"window": ExpiryWindow(days=61)})
LAST = Question("window", "Is day 60 inside?", [NO, YES], clauses=["A14"])
THREE = Answer("3 in 30 days", requiring=MinimumActivity(count=3, within=30), guess=True)
TIERED = SERVICING.asking(SERVICING.question("minimum_activity").with_answers(THREE))
CHANGE = date(2025, 1, 1)
STRICTER = SERVICING.with_(window=ExpiryWindow(days=30))
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "decisions.md"


def assumed(policy: Policy, name: str) -> Assumption:
    """What a policy assumes for one question."""
    (found,) = [each for each in policy.assumptions() if each.question.name == name]
    return found


class TestAnswer:
    def test_values_in_order(self) -> None:
        """The order in which values are given does not matter, nor whether as a mapping or as pairs."""
        assert Answer("x", {"b": 1, "a": 2}) == Answer("x", [("a", 2), ("b", 1)])

    def test_values_stay(self) -> None:
        """A list is kept as a tuple, and what could change later is refused."""
        assert Answer("x", {"rates": [1]}) == Answer("x", {"rates": (1,)})
        with pytest.raises(PolicyError) as caught:
            Answer("x", {"rates": {}})
        assert str(caught.value) == "rates = {} can change: expected a value that can be hashed, such as a tuple"

    def test_no_text(self) -> None:
        """An answer is told in words."""
        with pytest.raises(PolicyError, match=r"^an answer reads '': expected some words$"):
            Answer("")

    def test_no_rule(self) -> None:
        """What an answer requires is a rule."""
        with pytest.raises(PolicyError) as caught:
            Answer("x", requiring=CurrentAgreement)  # type: ignore[arg-type]
        assert str(caught.value) == f"Answer.requiring is {CurrentAgreement!r}: expected a rule, or None"

    def test_condition(self) -> None:
        """An answer may ask for a condition or leave one out, or do neither."""
        assert [each.condition for each in (THREE, Answer("no", without="CurrentAgreement"), YES)] == [
            "MinimumActivity",
            "CurrentAgreement",
            "",
        ]

    def test_changes(self) -> None:
        """An answer without values and conditions changes nothing."""
        assert [each.changes for each in (THREE, Answer("no", without="X"), YES, Answer("unknown"))] == [
            True,
            True,
            True,
            False,
        ]


class TestQuestion:
    def test_name(self) -> None:
        """A question is named as an argument is, because answers are given by its name."""
        with pytest.raises(PolicyError) as caught:
            Question("day 60", "Is it inside?", [])
        assert str(caught.value) == "a question is called 'day 60': expected a Python name, such as 'minimum_activity'"

    def test_no_answer(self) -> None:
        """Its answers are answers."""
        with pytest.raises(PolicyError, match=r"^not an answer: 'yes'; expected Answer objects$"):
            Question("window", "Is it inside?", ["yes"])  # type: ignore[list-item]

    def test_same_text(self) -> None:
        """No two answers read the same."""
        with pytest.raises(PolicyError) as caught:
            Question("window", "Is it inside?", [YES, Answer("yes")])
        assert str(caught.value) == (
            "a question has the answer 'yes' twice: expected each once; give the other a text of its own"
        )

    def test_unknown_answer(self) -> None:
        """An answer that the question does not have is refused with those it has."""
        with pytest.raises(PolicyError) as caught:
            LAST.answer("perhaps")
        assert str(caught.value) == "question 'window' has no answer 'perhaps': expected one of 'no', 'yes'"

    def test_text(self) -> None:
        """A question is shown with its clauses, if it has any."""
        assert (str(LAST), str(attrs.evolve(LAST, clauses=[]))) == ("Is day 60 inside? (A14)", "Is day 60 inside?")

    def test_names(self) -> None:
        """It is about the values that its answers change, and about others it says it is about."""
        assert attrs.evolve(LAST, about=["rates"]).names == {"window", "rates"}

    def test_with_answers(self) -> None:
        """An answer of the same text takes the place of the one there is."""
        later = Answer("yes", {"window": ExpiryWindow(days=62)})
        assert LAST.with_answers(later, Answer("never")).answers == (NO, later, Answer("never"))


class TestConditions:
    def test_of_one_rule(self) -> None:
        """A rule that is no conjunction is one condition."""
        assert conditions(LiveActivity()) == (LiveActivity(),)

    def test_in_place(self) -> None:
        """A condition takes the place of those of its kind, wherever they stand."""
        before = MinimumActivity(count=1, within=2) & CurrentAgreement()
        after = MinimumActivity(count=3, within=4)
        assert with_condition(before, "MinimumActivity", after) == after & CurrentAgreement()
        assert with_condition(before, "MinimumActivity", None) == CurrentAgreement()

    def test_none_left(self) -> None:
        """Without its only condition an eligibility always holds."""
        assert with_condition(CurrentAgreement(), "CurrentAgreement", None) == AllOf([])

    def test_nothing_to_do(self) -> None:
        """Where nothing changes it is the same rule."""
        rule = LiveActivity() & CurrentAgreement()
        assert with_condition(rule, "CurrentAgreement", CurrentAgreement()) is rule
        assert with_condition(rule, "MinimumActivity", None) is rule


class TestAsking:
    def test_no_question(self) -> None:
        """A policy asks questions only."""
        with pytest.raises(PolicyError, match=r"^not a question: 'window'; expected Question objects$"):
            SERVICING.asking("window")  # type: ignore[arg-type]

    def test_twice(self) -> None:
        """Each name is asked once."""
        with pytest.raises(PolicyError) as caught:
            Policy(name="x", eligibility=CurrentAgreement(), questions=[LAST, LAST])
        assert str(caught.value) == (
            "two questions are called 'window': expected names of their own; give the second another"
        )

    def test_in_place(self) -> None:
        """A question takes the place of the one of its name."""
        asking = SERVICING.asking(LAST)
        assert asking.question("window") is LAST
        assert [each.name for each in asking.questions] == [each.name for each in SERVICING.questions]

    def test_unknown(self) -> None:
        """A question that is not asked is refused with the nearest, or with all there are."""
        with pytest.raises(PolicyError, match=r"^policy 'servicing' does not ask 'windw'; did you mean 'window'\?$"):
            SERVICING.question("windw")
        plain = Policy(name="x", eligibility=CurrentAgreement())
        with pytest.raises(PolicyError, match=r"^policy 'x' does not ask 'window'; it asks none$"):
            plain.question("window")
        with pytest.raises(PolicyError, match=r"^policy 'x' does not ask 'rates'; it asks window$"):
            plain.asking(LAST).question("rates")

    def test_is_no_parameter(self) -> None:
        """What a policy asks changes no result: it is not compared, not shown and not among the parameters."""
        bare = attrs.evolve(SERVICING, questions=())
        assert (bare, hash(bare), repr(bare)) == (SERVICING, hash(SERVICING), repr(SERVICING))
        assert "questions" not in {each.name for each in SERVICING.parameters()}

    def test_kept(self) -> None:
        """Another reading of a policy asks the same."""
        assert SERVICING.with_(days=61).questions == SERVICING.questions
        assert SERVICING.requiring(MinimumActivity(count=3, within=30)).questions == SERVICING.questions


class TestAssuming:
    def test_value(self) -> None:
        """An answer that is a value gives what changing the value gives."""
        assert SERVICING.assuming(window="yes") == SERVICING.with_(window=ExpiryWindow(days=61))

    def test_condition(self) -> None:
        """An answer may leave a condition out, and another puts it back."""
        without = SERVICING.assuming(agreement="no")
        assert without.eligibility == LiveActivity()
        assert without.assuming(agreement="yes") == SERVICING

    def test_same_people(self) -> None:
        """A condition that is asked asks about the people of the policy, as with requiring."""
        manual = TIERED.assuming(link_by_domain="no", minimum_activity="3 in 30 days")
        assert manual == SERVICING.requiring(MinimumActivity(count=3, within=30)).with_(link_by_domain=False)
        assert manual.assuming(minimum_activity="none") == SERVICING.with_(link_by_domain=False)
        relationship = ManagedRelationship(link=LinkValidity(link_by_domain=False))
        assert MinimumActivity(count=3, within=30, relationship=relationship) in conditions(manual.eligibility)

    def test_nothing(self) -> None:
        """Without answers, or with what is in force, it is the same policy."""
        assert SERVICING.assuming() is SERVICING
        assert SERVICING.assuming(window="no", agreement="yes", minimum_activity="none") == SERVICING

    def test_together(self) -> None:
        """Answers are taken together: what one alone would contradict, another may put right."""
        strict = SERVICING.assuming(deactivation_ends="yes")
        with pytest.raises(PolicyError, match=r"^deactivation_ends contradicts active_required=False"):
            strict.assuming(active_required="yes")
        assert strict.assuming(active_required="yes", deactivation_ends="no") == SERVICING.with_(active_required=False)

    def test_contradiction(self) -> None:
        """Two questions that change one value in two ways are refused."""
        asking = SERVICING.asking(Question("other", "Which?", [Answer("short", {"window": ExpiryWindow(days=9)})]))
        with pytest.raises(PolicyError) as caught:
            asking.assuming(window="yes", other="short")
        assert str(caught.value) == (
            "the answers 'yes' and 'short' both change window: expected one value; "
            "put the answers of both questions together into one question"
        )
        same = Question("other", "Which?", [Answer("long", {"window": ExpiryWindow(days=61)})])
        assert SERVICING.asking(same).assuming(window="yes", other="long").assumptions()[0].answer == "yes"

    def test_contradicting_conditions(self) -> None:
        """So are two that ask for one kind of condition in two ways."""
        asking = TIERED.asking(Question("other", "How many?", [Answer("none", without="MinimumActivity")]))
        with pytest.raises(PolicyError, match=r"^the answers '3 in 30 days' and 'none' both change MinimumActivity: "):
            asking.assuming(minimum_activity="3 in 30 days", other="none")
        assert asking.assuming(minimum_activity="none", other="none") == TIERED


class TestAssumptions:
    def test_in_force(self) -> None:
        """A shipped policy assumes one of the answers it declares for each question."""
        for policy in hubspot.POLICIES.values():
            assert [each.question for each in policy.assumptions()] == list(policy.questions)
            assert all(each.declared for each in policy.assumptions())

    def test_other_answer(self) -> None:
        """Another declared answer is told as such, and a guess as a guess."""
        assert assumed(SERVICING.assuming(window="yes"), "window").labelled == "yes"
        assert assumed(SERVICING.assuming(agreement="no"), "agreement").labelled == "no"
        guessed = assumed(TIERED.assuming(minimum_activity="3 in 30 days"), "minimum_activity")
        assert str(guessed) == "Is there a minimum number of activities? (A16) 3 in 30 days (a guess)"

    def test_another_reading(self) -> None:
        """A reading that is not among the answers is told by what the policy has."""
        assert assumed(SERVICING.with_(days=45), "window").labelled == (
            "window = ExpiryWindow(days=45) (another reading)"
        )
        asked = SERVICING.requiring(MinimumActivity(count=2, within=9))
        assert assumed(asked, "minimum_activity").labelled == "at least 2 activities in 9 days (another reading)"
        asked = SERVICING.asking(Question("who", "Who?", [Answer("all", requiring=MinimumActivity(count=1, within=2))]))
        assert assumed(asked, "who").labelled == "not asked (another reading)"

    def test_long_values(self) -> None:
        """A long value is shortened."""
        own = SERVICING.with_(rates=[*hubspot.RATES, Rate("BRL", "540")])
        found = assumed(own, "rates")
        assert not found.declared
        assert len(found.answer) == len("rates = ") + 60
        assert found.answer.endswith("…")
        assert assumed(own, "missing_rates").answer == "unknown"

    def test_several_values(self) -> None:
        """A value that stands in several places in several ways is told with all of them."""
        policy = Policy(
            name="x",
            eligibility=LiveActivity() & MinimumActivity(count=1, within=9) & MinimumActivity(count=2, within=30),
            questions=[Question("within", "In how many days?", [Answer("9", {"within": 9})])],
        )
        assert assumed(policy, "within").labelled == "within = 9 or 30 (another reading)"

    def test_does_not_arise(self) -> None:
        """A question about a value that the policy does not have is left out."""
        named = attrs.evolve(SERVICING, eligibility=CurrentAgreement(), points=CurrencyToPoints([]))
        names = [each.question.name for each in named.assumptions()]
        assert "window" not in names
        assert names[:2] == ["minimum_activity", "agreement"]

    def test_results_have_them(self) -> None:
        """Statements and timelines tell what they assumed, in notebooks folded away."""
        acme = managed_client("north", "acme", start=date(2024, 1, 1), price=9, activities=[date(2024, 1, 15)])
        lasting = SERVICING.assuming(window="yes")
        statement = evaluate(acme, as_of=date(2024, 2, 1), policy=lasting)
        one = timeline(acme, partner="north", client="acme", policy=lasting)
        every = timelines(acme, policy=lasting)
        assert statement.assumptions == one.assumptions == every.assumptions == lasting.assumptions()
        for result in (statement, one, every):
            html = result._repr_html_()
            assert "<summary>Assumptions: 16</summary>" in html
            assert "<li>Is day 60 after an activity still inside? (A14) yes</li>" in html
            assert "Assumptions" not in str(result)
        assert timelines(managed_client("north", "acme", start=date(2024, 1, 1))).assumptions == ()

    def test_nothing_assumed(self) -> None:
        """A result of a policy without questions has nothing to fold away."""
        acme = managed_client("north", "acme", start=date(2024, 1, 1))
        plain = Policy(name="x", eligibility=CurrentAgreement())
        assert "Assumptions" not in evaluate(acme, as_of=date(2024, 2, 1), policy=plain)._repr_html_()


class TestProgram:
    program = Program(
        name="stricter",
        terms=[Term(TIERED, DateRange(None, CHANGE)), Term(STRICTER, DateRange(CHANGE))],
    )

    def test_questions(self) -> None:
        """A program asks what any of its policies asks, with all their answers."""
        assert {each.name for each in self.program.questions} == {each.name for each in SERVICING.questions}
        assert self.program.question("minimum_activity") == TIERED.question("minimum_activity")

    def test_assumptions(self) -> None:
        """Where its terms assume different things, each is told with its days."""
        assert assumed(self.program, "window").labelled == (
            "no in (ever, 2025-01-01); window = ExpiryWindow(days=30) in [2025-01-01, ever) (another reading)"
        )
        assert assumed(self.program, "agreement").labelled == "yes"

    def test_assuming(self) -> None:
        """An answer changes the terms that have one of the question's answers now, and no others."""
        lasting = self.program.assuming(window="yes")
        assert [term.value for term in lasting.terms] == [TIERED.assuming(window="yes"), STRICTER]
        tiered = self.program.assuming(minimum_activity="3 in 30 days")
        assert [term.value for term in tiered.terms] == [TIERED.assuming(minimum_activity="3 in 30 days"), STRICTER]
        with pytest.raises(PolicyError, match=r"^question 'window' has no answer 'perhaps'"):
            self.program.assuming(window="perhaps")

    def test_asking(self) -> None:
        """A question is asked in every term."""
        shared = Question("split", "Is credit shared?", [Answer("yes", {"split": EvenSplit()})])
        asking = self.program.asking(shared)
        assert all(term.value.question("split") == shared for term in asking.terms)
        assert asking == self.program

    def test_a_term_that_does_not_ask(self) -> None:
        """A term whose policy asks nothing assumes nothing and is never changed."""
        plain = Policy(name="plain", eligibility=CurrentAgreement(), split=Undivided())
        program = Program(name="x", terms=[Term(SERVICING, DateRange(None, CHANGE)), Term(plain, DateRange(CHANGE))])
        assert assumed(program, "window").answer == "no"
        assert program.assuming(agreement="no").in_force(CHANGE) == plain
        asking = program.asking(Question("other", "What?", [], about=["no such value"]))
        assert "other" not in {each.question.name for each in asking.assumptions()}


ROWS = re.findall(r"^\| `(\w+)` \| (.+?\?)(?: \(([AB, \d]+)\))? \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


class TestOpenQuestions:
    QUESTIONS = MappingProxyType({each.name: each for policy in hubspot.POLICIES.values() for each in policy.questions})

    def test_each_has_its_row(self) -> None:
        """The page of decisions tells every question of the shipped policies, in the same words."""
        told = {name: (text, clauses) for name, text, clauses in ROWS}
        assert told == {each.name: (each.text, ", ".join(each.clauses)) for each in self.QUESTIONS.values()}

    def test_early_rates(self) -> None:
        """The other answer about early rates keeps the figure that source A has itself, and every later rate."""
        points = hubspot.SERVICING.assuming(rates="unknown before 2025").points
        assert isinstance(points, CurrencyToPoints)
        periods = {rate.currency: rate.period for rate in points.rates if rate.period.end is not None}
        assert periods.pop("USD") == DateRange(None, date(2025, 7, 15))
        assert set(periods.values()) == {DateRange(date(2025, 1, 1), date(2025, 7, 15))}
        later = [rate for rate in hubspot.RATES if rate.period.start is not None]
        assert [rate for rate in points.rates if rate.period.end is None] == later

    def test_early_rates_matter_before_2025(self) -> None:
        """Points in another currency are unknown then, and in dollars known."""
        for code, known in (("EUR", False), ("USD", True)):
            acme = managed_client(
                "north", "acme", start=date(2024, 1, 1), price=9, currency=code, activities=[date(2024, 12, 31)]
            )
            policy = hubspot.SERVICING.assuming(rates="unknown before 2025")
            points = [evaluate(acme, as_of=day, policy=policy).lines[0].points for day in (date(2024, 12, 31), CHANGE)]
            assert [each is not None for each in points] == [known, True]

    def test_catalogue(self) -> None:
        """The narrower catalogue counts publishing for blog posts only."""
        narrow = hubspot.SERVICING.assuming(catalogue="publishing for blog posts only")
        assert "publish" not in str(narrow.parts(LiveActivity)[0].activity.catalogue.entries[1:])
        assert narrow.parts(LiveActivity)[0].activity.catalogue.qualifies("blog", "publish", CHANGE)

    def test_every_answer_can_be_given(self) -> None:
        """Each answer makes a policy that has it in force."""
        for policy in hubspot.POLICIES.values():
            for question in policy.questions:
                for answer in question.answers:
                    made = policy.assuming(**{question.name: answer.text})
                    assert assumed(made, question.name) == Assumption(question, answer.text)

    def test_revenue(self) -> None:
        """List price and unbilled subscriptions are answers about revenue alone."""
        made = hubspot.SERVICING.assuming(net_of_discount="list price", billing_required="yes")
        assert made.revenue == RecurringRevenue(net_of_discount=False, billing_required=False)
        assert attrs.evolve(made, revenue=RecurringRevenue()) == hubspot.SERVICING
