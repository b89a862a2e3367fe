"""Coverage of rules as a test suite meets it: pytest run as a program, on a small suite of its own."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import managed_mrr

SOURCE = Path(managed_mrr.__file__).parents[1]

SUITE = '''
from datetime import date, timedelta

import pytest

import managed_mrr as mm

RULES = mm.LiveActivity(activity=mm.QualifyingActivity(mm.Catalogue([mm.CatalogueEntry("blog", ["publish"])])))
SMALL = mm.Policy(name="small", eligibility=RULES, points=mm.CurrencyToPoints([mm.Rate("EUR", 75)]))


def lines(day, *, done, removed=None, action="publish"):
    """The lines of a day with one thing done at a client that is linked from 1 February until 31 May."""
    start = date(2024, 1, 1)
    acme = mm.Portfolio(
        partners=[mm.Partner("north")],
        clients=[mm.Client("acme", currency="EUR")],
        employees=[mm.Employee("ann", partner="north")],
        partner_users=[mm.PartnerUser("ann", start=start)],
        client_users=[mm.ClientUser("ann", client="acme", start=start, end=removed)],
        links=[mm.Link("ann", client="acme", start=date(2024, 2, 1), end=date(2024, 6, 1))],
        activities=[mm.Activity(employee="ann", client="acme", on=done, tool="blog", action=action)],
    )
    return len(mm.evaluate(acme, as_of=day, policy=SMALL).lines)


def test_day_0():
    assert lines(date(2024, 2, 1), done=date(2024, 2, 1)) == 1


def test_day_59():
    assert lines(date(2024, 3, 31), done=date(2024, 2, 1)) == 1


def test_day_60():
    assert lines(date(2024, 4, 1), done=date(2024, 2, 1)) == 0


@pytest.mark.parametrize(("done", "live"), [(date(2024, 1, 31), 0), (date(2024, 5, 31), 1), (date(2024, 6, 1), 0)])
def test_link(done, live):
    assert lines(done + timedelta(days=10), done=done) == live


@pytest.mark.parametrize(("day", "live"), [(date(2024, 4, 30), 1), (date(2024, 5, 1), 0)])
def test_relationship(day, live):
    assert lines(day, done=date(2024, 4, 20), removed=date(2024, 5, 1)) == live


def test_login():
    assert lines(date(2024, 3, 1), done=date(2024, 2, 20), action="login") == 0
'''

QUIET = """
import sys


def test_nothing_else_is_there():
    assert "managed_mrr.rule_coverage" not in sys.modules
    assert "hypothesis" not in sys.modules
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with the small suite."""
    (tmp_path / "test_small.py").write_text(SUITE, encoding="utf-8")
    return tmp_path


def run(folder: Path, *options: str) -> tuple[int, str]:
    """Run pytest in a folder with the plug-in and few others; its exit code and what it printed."""
    named = ["-p", "managed_mrr.pytest_plugin", "-p", "xdist.plugin"]
    paths = [str(folder), str(SOURCE), os.environ.get("PYTHONPATH", "")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    env |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    env.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *named, *options]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


ENOUGH = ("--rule-coverage-policy=small", "--rule-coverage-fail-under=1")


class TestCoverageOfRules:
    @pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
    def test_all_of_it(self, suite: Path, workers: tuple[str, ...]) -> None:
        """A suite that asks for each answer and each boundary day reaches everything, in however many processes."""
        code, printed = run(suite, *ENOUGH, *workers)
        assert "small: 25/25 reached" in printed
        assert "missing:" not in printed
        assert code == 0, printed

    @pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
    @pytest.mark.parametrize("day", [0, 59, 60])
    def test_a_boundary_day_is_missed(self, suite: Path, day: int, workers: tuple[str, ...]) -> None:
        """Without the test of one day the coverage drops, names the day, and the run fails."""
        code, printed = run(suite, *ENOUGH, *workers, "-k", f"not day_{day}")
        assert re.search(rf"^missing: day {day} after an activity \(small: eligibility\)$", printed, re.MULTILINE)
        wanted = "expected at least 1 of small, which has 24/25; what is missing is above"
        assert f"rule coverage is not enough: {wanted}" in printed
        assert code == 1, printed

    def test_other_policies_are_left_out(self, suite: Path) -> None:
        """Unless it is named, a policy of one's own is not looked at; a threshold of nothing fails."""
        code, printed = run(suite, "--rule-coverage-fail-under=1/2")
        assert "rule coverage is not enough: expected at least 1/2, but nothing was asked of any policy" in printed
        assert code == 1

    def test_without_options(self, tmp_path: Path) -> None:
        """Without an option nothing is printed, and neither what measures nor Hypothesis is imported."""
        (tmp_path / "test_quiet.py").write_text(QUIET, encoding="utf-8")
        code, printed = run(tmp_path)
        assert "coverage of rules" not in printed
        assert code == 0, printed

    def test_only_where_asked_for(self) -> None:
        """Installing the package changes no run of pytest: the plug-in is no entry point."""
        settings = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text("utf-8"))
        assert "pytest11" not in settings["project"]["entry-points"]

    def test_no_such_fraction(self, suite: Path) -> None:
        """A threshold that is no part of anything is refused."""
        code, printed = run(suite, "--rule-coverage-fail-under=90")
        assert "not a part of the rules: '90'; expected a number from 0 to 1, such as 9/10 or 1" in printed
        assert code == 4
