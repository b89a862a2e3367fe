"""Reporting to pytest."""

from argparse import ArgumentTypeError
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

import managed_mrr as mm
from managed_mrr.pytest_plugin import fraction_of_rules, pytest_addoption, pytest_configure
from managed_mrr.rule_coverage import RuleCoverage
from managed_mrr.rule_coverage.reporting import RuleReporter
from managed_mrr.segments import Segmenter

ACME = mm.managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])


class Screen:
    """Keeps what is written to a terminal."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def section(self, title: str) -> None:
        """Begin a section."""
        self.lines.append(title)

    def write_line(self, line: str, **markup: bool) -> None:
        """Write a line, in whatever colours."""
        self.lines.append(line)


class Settings(SimpleNamespace):
    """The settings of a run, as far as they are asked for."""

    def getoption(self, name: str) -> object:
        """The value of an option; None if it was not given."""
        return self.options.get(name)


def settings(**options: object) -> Any:  # noqa: ANN401 -- stands in for pytest's own
    """The settings of a run with some options."""
    return Settings(options=options, option=SimpleNamespace(collectonly=options.get("collectonly", False)))


def finished(config: Any, *, exitstatus: int = 0, asking: bool = True) -> tuple[RuleReporter, Any, list[str]]:  # noqa: ANN401
    """A run that asks one question: what reported it, its session, and what it told."""
    reporter = RuleReporter(config)
    try:
        if asking:
            mm.evaluate(ACME, as_of=date(2024, 3, 14))
        session = SimpleNamespace(config=config, exitstatus=exitstatus)
        reporter.pytest_sessionfinish(session)  # type: ignore[arg-type] # stands in for a session
    finally:
        reporter.pytest_unconfigure()
    screen = Screen()
    reporter.pytest_terminal_summary(screen)  # type: ignore[arg-type] # stands in for a terminal
    return reporter, session, screen.lines


class TestFractionOfRules:
    @pytest.mark.parametrize(("text", "expected"), [("1", 1), ("17/18", Fraction(17, 18)), ("0.9", Fraction(9, 10))])
    def test_exact(self, text: str, expected: Fraction) -> None:
        """A threshold is taken exactly."""
        assert fraction_of_rules(text) == expected

    @pytest.mark.parametrize("text", ["", "all", "90", "-1", "1/0", "nan"])
    def test_no_part(self, text: str) -> None:
        """What is no part of anything is refused."""
        with pytest.raises(ArgumentTypeError, match="expected a number from 0 to 1, such as 9/10 or 1"):
            fraction_of_rules(text)


class TestPlugin:
    def test_options(self) -> None:
        """Every option is in one group, and silent by default."""
        parser = pytest.Parser(_ispytest=True)
        pytest_addoption(parser)
        parsed = vars(parser.parse_known_args([]))
        assert {name: value for name, value in parsed.items() if name.startswith("rule_coverage")} == {
            "rule_coverage": False,
            "rule_coverage_fail_under": None,
            "rule_coverage_policy": None,
            "rule_coverage_timelines": False,
        }

    @pytest.mark.parametrize(
        ("options", "on"),
        [
            ({}, False),
            ({"rule_coverage": True}, True),
            ({"rule_coverage_fail_under": Fraction(0)}, True),
            ({"rule_coverage_policy": ["servicing"]}, True),
            ({"rule_coverage_timelines": True}, True),
        ],
    )
    def test_any_option_switches_it_on(self, options: dict[str, object], on: bool) -> None:  # noqa: FBT001
        """Nothing records until one of the options is given."""
        config, registered = settings(**options), []
        config.pluginmanager = SimpleNamespace(register=lambda *each: registered.append(each))
        pytest_configure(config)
        assert [name for _, name in registered] == (["managed_mrr_rule_coverage"] if on else [])
        for reporter, _ in registered:
            reporter.pytest_unconfigure()


class TestRuleReporter:
    def test_without_a_threshold(self) -> None:
        """The report is told, and judges nothing."""
        _, session, lines = finished(settings())
        assert session.exitstatus == 0
        assert lines[0] == "coverage of rules"
        assert "servicing: 14/68 reached" in lines[1]
        assert len(lines) == 2

    @pytest.mark.parametrize(
        ("threshold", "exitstatus"), [(Fraction(14, 68), 0), (Fraction(15, 68), 1), (Fraction(0), 0), (Fraction(1), 1)]
    )
    def test_threshold(self, threshold: Fraction, exitstatus: int) -> None:
        """A run fails below the threshold, not at it."""
        _, session, lines = finished(settings(rule_coverage_fail_under=threshold))
        assert session.exitstatus == exitstatus
        assert any(
            line.startswith(f"rule coverage is not enough: expected at least {threshold}") for line in lines
        ) is (exitstatus == 1)

    def test_other_failures_stay(self) -> None:
        """A run that was interrupted, or only collected, is not judged."""
        _, session, _ = finished(settings(rule_coverage_fail_under=Fraction(1)), exitstatus=2)
        assert session.exitstatus == 2
        _, session, _ = finished(settings(rule_coverage_fail_under=Fraction(1), collectonly=True))
        assert session.exitstatus == 0

    def test_nothing_was_asked(self) -> None:
        """A threshold is not passed by asking nothing."""
        wanted = "rule coverage is not enough: expected at least 1"
        _, session, lines = finished(settings(rule_coverage_fail_under=Fraction(1)), asking=False)
        assert session.exitstatus == 1
        assert lines[-1] == f"{wanted}, but nothing was asked of any policy"
        named = settings(rule_coverage_fail_under=Fraction(1), rule_coverage_policy=["own"])
        assert finished(named)[2][-1] == f"{wanted} of own, but nothing was asked of it"

    def test_workers_hand_over(self) -> None:
        """A worker hands over what it recorded, and the one that reports takes it in."""
        worker = settings(rule_coverage_fail_under=Fraction(1))
        worker.workeroutput = {}
        _, session, _ = finished(worker)
        assert session.exitstatus == 0
        reporter = RuleReporter(settings())
        reporter.pytest_testnodedown(SimpleNamespace(workeroutput=worker.workeroutput))
        reporter.pytest_unconfigure()
        expected = RuleCoverage()
        expected.ask(ACME, as_of=date(2024, 3, 14))
        assert reporter.coverage.policies() == expected.policies()

    def test_a_worker_that_crashed(self) -> None:
        """What a crashed worker knew is lost, which is said."""
        reporter = RuleReporter(settings())
        reporter.pytest_testnodedown(SimpleNamespace())
        reporter.pytest_unconfigure()
        screen = Screen()
        reporter.pytest_terminal_summary(screen)  # type: ignore[arg-type] # stands in for a terminal
        assert screen.lines[-1] == "what 1 crashed workers recorded is lost"

    def test_recording_ends(self) -> None:
        """When the run is over nothing listens any more."""
        before = Segmenter.segments
        RuleReporter(settings()).pytest_unconfigure()
        assert Segmenter.segments is before
