from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Self

import pytest
from hypothesis import strategies as st

from managed_mrr import (
    Activity,
    Billing,
    Client,
    DateRange,
    Item,
    MinimumActivity,
    Money,
    Partner,
    Portfolio,
    Segment,
    Subscription,
    UnknownIdError,
    hubspot,
    managed_client,
    timelines,
)
from managed_mrr.testing import (
    LAWS,
    AnswerError,
    Case,
    LawBroken,
    LawsBroken,
    Readings,
    as_lines,
    as_runs,
    cases,
    check_laws,
    differential,
    engine,
    implementations,
    laws,
    reference_model,
    thorough,
)
from managed_mrr.testing.laws import book, checking, evidence, law, reducing, writing
from managed_mrr.testing.laws.reducing import reduced
from managed_mrr.testing.laws.writing import as_test, written
from managed_mrr.testing.reference import Lines

DAY = date(2024, 3, 1)
NORTH = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
SOUTH = managed_client("south", "brown", start=date(2024, 1, 1), price=700, activities=[date(2024, 1, 15)])


def nobody(portfolio: Portfolio, day: date) -> Lines:
    """No lines at all."""
    return {}


class TestCheckLaws:
    def test_an_unknown_law(self) -> None:
        """The name of a law there is not is told, with the nearest that there is."""
        with pytest.raises(UnknownIdError, match="split-is-even"):
            check_laws(engine(), laws=["split-is-evn"])

    def test_an_unknown_policy(self) -> None:
        """So is that of a policy."""
        with pytest.raises(UnknownIdError, match="partner-of-record"):
            check_laws(engine(), policy="partner-of-recrd")

    def test_all_hold(self) -> None:
        """Where nothing is broken the report says how many laws hold."""
        assert str(check_laws(engine(), laws=["split-conserves"], examples=2)) == "1 law holds."
        assert str(check_laws(engine(), laws=["split-conserves", "split-is-even"], examples=2)) == "2 laws hold."

    def test_evidence_of_ones_own(self) -> None:
        """The laws can be tried on evidence drawn from any strategy, also on none."""
        given = st.sampled_from([NORTH, Portfolio()])
        assert check_laws(engine(), portfolios=given, examples=5).violations == ()

    def test_all_that_is_wrong_is_told(self) -> None:
        """What is raised has the whole report, with each law, what was said, and a test."""
        with pytest.raises(
            LawsBroken, match=r"(?s)^2 of 2 laws broken.*linked-by-domain.*newcomers.*def test_new"
        ) as told:
            check_laws(nobody, laws=["linked-by-domain", "newcomers-get-their-part"], examples=20)
        assert [each.law.name for each in told.value.report.violations] == list(told.value.report.checked)

    def test_no_answer_is_told_once(self) -> None:
        """What raises is told of one law, and the others by what they find where it does not raise."""

        def raising(portfolio: Portfolio, day: date) -> object:
            if len(portfolio.activities) == 1:
                raise ZeroDivisionError
            return {}

        report = check_laws(raising, strict=False)
        silent = [each for each in report.violations if not each.answered]
        assert [each.said for each in silent] == ["there is no answer: ZeroDivisionError: "]
        assert "newcomers-get-their-part" in [each.law.name for each in report.violations if each.answered]

    def test_a_law_of_timelines_needs_some(self) -> None:
        """Without timelines the law about them asks nothing."""
        assert LAWS["timelines-are-every-day"].violation(nobody, Case(NORTH, DAY)) is None
        assert LAWS["timelines-are-every-day"].violation(engine(), Case(NORTH, DAY), timelines=timelines) is None

    def test_a_law_that_is_broken_raises(self) -> None:
        """A single check raises what the test to paste would."""
        with pytest.raises(LawBroken, match="there is no line 0 days after 2024-03-01") as told:
            LAWS["expires-at-the-window"].check(nobody, Case(Portfolio(), DAY))
        assert told.value.violation.wrong is not None

    def test_laws_of_nothing_say_nothing(self) -> None:
        """On no evidence the laws that choose a client or an employee find nothing wrong."""
        for name in ("newcomers-get-their-part", "more-activity-never-hurts", "other-clients-change-nothing"):
            LAWS[name].check(engine(), Case(Portfolio(), DAY, turn=3))


class TestWrongLines:
    @pytest.mark.parametrize(
        ("lines", "law", "said"),
        [
            ({("east", "acme"): (1, "USD", None, ["east"])}, "lines-are-of-the-evidence", "a line of east at acme"),
            ({("north", "acme"): (1, "EUR", None, ["north"])}, "lines-are-of-the-evidence", "credited in EUR"),
            ({("north", "acme"): (-1, "USD", None, ["north"])}, "lines-are-of-the-evidence", "credited with -1"),
            ({("north", "acme"): (1, "USD", None, ["south"])}, "lines-are-of-the-evidence", "shares with"),
            ({("north", "acme"): (1, "USD", None, ["north"])}, "points-follow-credit", "unknown points for USD 1"),
            ({("north", "acme"): (1, "USD", None, ["north", "x"])}, "split-is-even", "shares with"),
            ({("north", "acme"): (1, "USD", None, ["north", "x"])}, "undivided", "expected nobody else"),
        ],
    )
    def test_what_is_wrong_is_said(self, lines: object, law: str, said: str) -> None:
        """Whatever a line may have wrong is said in the words of the law."""
        found = LAWS[law].violation(lambda portfolio, day: lines, Case(NORTH, DAY))
        assert found is not None
        assert said in found.said

    def test_more_that_hurts(self) -> None:
        """An activity that lowers the credit of a client, or gives a partner a part of it, is found."""
        both = managed_client("south", "acme", start=date(2024, 1, 1)) | NORTH.with_()
        more = len(both.activities)

        def less(portfolio: Portfolio, day: date) -> Lines:
            return {} if len(portfolio.activities) > more else as_lines(engine()(portfolio, day))

        def others(portfolio: Portfolio, day: date) -> Lines:
            extra: Lines = {("east", "acme"): (Fraction(1), "USD", None, ("east",))}
            return as_lines(engine()(portfolio, day)) | (extra if len(portfolio.activities) > more else {})

        law = LAWS["more-activity-never-hurts"]
        case = Case(both, DAY)
        lower, part = law.violation(less, case), law.violation(others, case)
        assert lower is not None
        assert part is not None
        assert "expected 900 or more" in lower.said
        assert "east has 1: expected no more than without" in part.said


class TestDifferential:
    def test_what_differs(self) -> None:
        """Two implementations that differ are shown on evidence on which they do, as a test that compares them."""
        report = differential(nobody, engine(), strict=False)
        (violation,) = report.violations
        assert "lines == as_lines(other(portfolio, date(" in violation.test
        with pytest.raises(LawsBroken, match="1 of 1 law broken"):
            differential(nobody, engine())

    def test_on_evidence_and_days_of_ones_own(self) -> None:
        """They can be compared on any evidence and any days."""
        given = st.just(NORTH)
        assert differential(nobody, engine(), portfolios=given, days=lambda _: [date(2023, 1, 1)]).violations == ()


class TestReduced:
    def test_nothing_to_reduce(self) -> None:
        """A case on which the law holds cannot be made smaller."""
        with pytest.raises(ValueError, match="split-is-even is not broken on the case"):
            reduced(LAWS["split-is-even"], engine(), Case(NORTH, DAY))

    def test_no_more_tries(self) -> None:
        """When there are no more tries the case stays as it is."""
        law = checking.differential_law(nobody)
        found = reduced(law, engine(), Case(NORTH | SOUTH, DAY), tries=0)
        assert found.case.portfolio == NORTH | SOUTH

    def test_the_same_error(self) -> None:
        """A case with one error is not made one with another."""

        def raising(portfolio: Portfolio, day: date) -> object:
            raise (KeyError if portfolio.subscriptions else IndexError)("x")

        found = reduced(LAWS["split-is-even"], raising, Case(NORTH, DAY))
        assert found.said == "there is no answer: KeyError: 'x'"
        assert found.case.portfolio == Portfolio.of(
            Client("c1", currency="USD"), Subscription("acme-subscription", client="c1", start=DAY, items=[])
        )

    def test_everything_is_made_plain(self) -> None:
        """What is not needed goes, whatever it is: lists, periods, parts of parts, other days and names."""
        sold = Subscription(
            "s",
            client="acme",
            start=date(2024, 1, 1),
            items=[
                Item("A", price=7, discount=3, start=date(2024, 1, 1), end=date(2025, 1, 1)),
                Item("B", price=Decimal("1.5"), start=date(2024, 2, 1)),
            ],
            billing=Billing(date(2024, 1, 1), every_months=3),
            not_in_good_standing=[DateRange(date(2024, 5, 1)), DateRange(date(2023, 5, 1), date(2023, 6, 1))],
        )

        def paid(portfolio: Portfolio, day: date) -> object:
            items = [item for each in portfolio.subscriptions for item in each.items if each.billing]
            return {("x", "x"): (1, "USD", None, ["x"])} if items else {}

        law = LAWS["lines-are-of-the-evidence"]
        found = reduced(law, paid, Case(NORTH.with_(sold), date(2024, 6, 1), turn=4))
        assert found.case.turn == 0
        assert found.case.portfolio.partners == ()
        (kept,) = found.case.portfolio.subscriptions
        assert kept.items[0].price == 100
        assert kept.not_in_good_standing == ()

    def test_what_is_needed_stays(self) -> None:
        """Parts of a record that are needed stay, and what no record can be without is not left out of it."""
        bad = [DateRange(date(2024, 2, 1), date(2024, 5, 1))]
        sold = Subscription("s", client="acme", start=date(2024, 1, 1), items=[], not_in_good_standing=bad)
        partner = Partner("p", employee_domains=["p.example"])

        def paid(portfolio: Portfolio, day: date) -> object:
            domains = any(each.employee_domains for each in portfolio.partners)
            standing = any(each.not_in_good_standing for each in portfolio.subscriptions)
            return {("x", "x"): (1, "USD", None, ["x"])} if domains and standing else {}

        case = Case(NORTH.with_(sold, partner), date(2024, 2, 1))
        left = reduced(LAWS["lines-are-of-the-evidence"], paid, case).case.portfolio
        assert left.subscriptions[0].not_in_good_standing == (DateRange(date(2024, 2, 1)),)
        assert left.partners == (Partner("p1", employee_domains=["p.example"]),)


class TestWriting:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (Item("a", price=100, start=DAY), 'Item("a", price=100, start=date(2024, 3, 1))'),
            (Item("a", price=Decimal("0.10"), start=DAY), 'Item("a", price="0.1", start=date(2024, 3, 1))'),
            (Item("a", price=Fraction(1, 3), start=DAY), 'Item("a", price=Fraction(1, 3), start=date(2024, 3, 1))'),
            (DateRange(DAY), "DateRange(date(2024, 3, 1))"),
            (DateRange(None, DAY), "DateRange(end=date(2024, 3, 1))"),
            (Partner("a", agreements=[]), 'Partner("a", agreements=[])'),
            (Partner("a", name='"A"'), 'Partner("a", name="\\"A\\"")'),
            (
                Item("a", price=1, start=DAY, eligible=False),
                'Item("a", price=1, start=date(2024, 3, 1), eligible=False)',
            ),
        ],
    )
    def test_as_one_would_write_it(self, value: object, text: str) -> None:
        """A value is written without what it would be anyway, and makes the same value."""
        assert written(value) == text
        names = {"Item": Item, "DateRange": DateRange, "Partner": Partner, "date": date, "Fraction": Fraction}
        assert eval(text, names) == value  # noqa: S307 -- what users paste must make what was found

    def test_a_test_with_choices(self) -> None:
        """A test names the choices of its case, imports what it needs, and is as wide as a page."""
        sold = Subscription("s", client="acme", start=DAY, items=[Item("a", price=Fraction(1, 3), start=DAY)])
        test = as_test("split-is-even", NORTH.with_(sold), DAY, timelines=True, turn=3, policy="combined")
        assert 'case = Case(portfolio, date(2024, 3, 1), turn=3, policy="combined")' in test
        assert 'LAWS["split-is-even"].check(evaluate, case, timelines=timelines)' in test
        assert "from fractions import Fraction\n" in test
        assert max(map(len, test.splitlines())) <= 100

    def test_a_violation_names_its_choices(self) -> None:
        """The test of a violation has the choices that are not the usual ones."""
        found = LAWS["agreement-needed"].violation(engine(hubspot.PARTNER_OF_RECORD), Case(NORTH, DAY))
        assert found is None
        violation = law.Violation(LAWS["no-revival"], Case(NORTH, DAY, turn=2, needed=2, window=30), "wrong")
        assert "turn=2, window=30, needed=2)" in violation.test


class TestAsRuns:
    def test_segments(self) -> None:
        """Segments are read as they are, and so are those of Timelines."""
        segment = Segment(DAY, None, Money(9, "USD"), None, ("north",))
        assert as_runs({("north", "acme"): [segment]}) == as_runs(
            {("north", "acme"): [(DAY, None, 9, "USD", None, ["north"])]}
        )
        assert list(as_runs(timelines(NORTH))) == [("north", "acme")]

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ([], r"the timelines are \[\]: expected Timelines"),
            ({("a", "b"): [None]}, "a run of .'a', 'b'. is None: expected its first day"),
            ({("a", "b"): [(DAY, None, 0.5, "USD", None, ["a"])]}, "expected an exact number"),
        ],
    )
    def test_other_forms(self, answer: object, said: str) -> None:
        """Timelines in any other form are refused."""
        with pytest.raises(AnswerError, match=said):
            as_runs(answer)


class TestThorough:
    def test_cases_are_counted(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """The command goes on until there were enough cases, and says how many."""
        monkeypatch.setattr(thorough, "compared", partial(thorough.compared, portfolios_at_once=2))
        assert thorough.main(["--cases", "1", "--processes", "1"]) == 0
        assert ": 0 differences" in capsys.readouterr().out

    def test_in_several_processes(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """So it does in several processes."""

        class Here:
            """A pool that works here: what happens in another process no test can watch."""

            def __init__(self, processes: int) -> None:
                self.map = map

            def __enter__(self) -> Self:
                return self

            def __exit__(self, *_: object) -> None:
                pass

        monkeypatch.setattr(thorough, "ProcessPoolExecutor", Here)
        monkeypatch.setattr(thorough, "compared", lambda number: thorough.Tally(1, 10, (f"difference {number}",)))
        assert thorough.main(["--cases", "60", "--processes", "1"]) == 1
        assert thorough.main(["--cases", "60", "--processes", "2"]) == 1
        told = capsys.readouterr().out
        assert told.count("60 cases (6 portfolios, 6 policies)") == 2
        assert "6 differences\n\ndifference 0\n\ndifference 1\n\ndifference 2\n" in told

    def test_differences_are_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the two differ, a test shows it."""
        minimum = hubspot.SERVICING.requiring(MinimumActivity(count=9, within=60))
        monkeypatch.setattr(thorough, "READ", ((minimum, Readings()),))
        tally = thorough.compared(0, portfolios_at_once=12)
        assert "lines == as_lines(other(" in tally.differences[0]


class TestCases:
    def test_they_have_the_choices(self) -> None:
        """A case drawn has the window and the minimum it was asked for."""
        drawn = checking._drawn(cases(window=30, needed=2, policy="combined"), 5)
        assert {(each.window, each.needed, each.policy) for each in drawn} == {(30, 2, "combined")}


def test_names() -> None:
    """What the modules offer is just what they name."""
    for module in (implementations, laws, book, checking, evidence, law, reducing, writing, thorough):
        assert dir(module) == sorted(module.__all__)


def test_the_reference_reads_as_it_is_told() -> None:
    """The reference as an implementation takes the readings of the reference."""
    done = NORTH.with_(
        Activity(employee="north-employee", client="acme", on=date(2024, 1, 16), tool="crm", action="edit")
    )
    assert ("north", "acme") in as_lines(reference_model(minimum=(2, 60))(done, date(2024, 1, 20)))
