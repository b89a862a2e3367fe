"""Reporting to pytest: record while tests run, gather what other processes recorded, tell and judge it at the end."""

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction

import pytest

from managed_mrr.rule_coverage.recording import record_rules

__all__ = ["RuleReporter"]


def __dir__() -> list[str]:
    return __all__


_KEY = "managed_mrr_rule_coverage"


class RuleReporter:
    """
    What pytest calls while coverage of rules is reported.

    Under pytest-xdist each process records for itself; the workers hand what they have to the one that reports.

    Args:
        config: The settings of the run, with the options of :mod:`managed_mrr.pytest_plugin`.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.at_least: Fraction | None = config.getoption("rule_coverage_fail_under")
        self.lost = 0
        self._recording = ExitStack()
        names: list[str] | None = config.getoption("rule_coverage_policy")
        timelines: bool = config.getoption("rule_coverage_timelines")
        self.named = names is not None
        self.coverage = self._recording.enter_context(record_rules(names, timelines=timelines))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand over what was recorded, or fail a run that was fine but for its coverage."""
        self._recording.close()
        handed_over: dict[str, object] | None = getattr(session.config, "workeroutput", None)
        if handed_over is not None:
            handed_over[_KEY] = self.coverage.records()
        elif session.exitstatus == pytest.ExitCode.OK and not session.config.option.collectonly and any(self.faults()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        """Take over what a worker recorded; one that crashed says nothing."""
        output = getattr(node, "workeroutput", None) or {}
        self.coverage.add(output.get(_KEY, {}))
        self.lost += _KEY not in output

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell what was reached, what is missing, and whether that is enough."""
        terminalreporter.section("coverage of rules")
        terminalreporter.write_line(str(self.coverage))
        if self.lost:
            terminalreporter.write_line(f"what {self.lost} crashed workers recorded is lost", yellow=True)
        for fault in self.faults():
            terminalreporter.write_line(fault, red=True)

    def pytest_unconfigure(self) -> None:
        """Stop recording, however the run ended."""
        self._recording.close()

    def faults(self) -> Iterator[str]:
        """Why the coverage is not enough, policy by policy; nothing if no threshold was given."""
        if self.at_least is None:
            return
        wanted = f"rule coverage is not enough: expected at least {self.at_least}"
        policies = self.coverage.policies()
        low = (each for each in policies if each.fraction < self.at_least)
        yield from (f"{wanted} of {each.policy}, which has {each.counted}; what is missing is above" for each in low)
        never = self.coverage.never_asked() if self.named else ()
        yield from (f"{wanted} of {name}, but nothing was asked of it" for name in never)
        if not policies and not never:
            yield f"{wanted}, but nothing was asked of any policy"
