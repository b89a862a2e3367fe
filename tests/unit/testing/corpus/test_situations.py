"""How situations are found, and become the files of a version."""

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from managed_mrr.conformance import CaseReading
from managed_mrr.evidence import Portfolio
from managed_mrr.testing.corpus.__main__ import main
from managed_mrr.testing.corpus.activities import activity_situations
from managed_mrr.testing.corpus.chance import chance_portfolio, chance_situations
from managed_mrr.testing.corpus.people import people_situations
from managed_mrr.testing.corpus.revenue import revenue_situations
from managed_mrr.testing.corpus.situation import EVERY_POLICY, Situation, changes
from managed_mrr.testing.corpus.told import told_situations
from managed_mrr.testing.corpus.writing import cases_of

SCENARIOS = Path(__file__).parents[3] / "scenarios"

BOUNDARIES = [*activity_situations(), *people_situations(), *revenue_situations()]


class TestTold:
    def test_further_readings(self, tmp_path: Path) -> None:
        """A scenario is asked about by the shipped policies, and by each of its readings that the corpus can tell."""
        for name in ("a/a16_minimum_activity.toml", "readings/a19_deactivation_as_removal.toml"):
            (tmp_path / name).parent.mkdir()
            shutil.copy(SCENARIOS / name, tmp_path / name)
        told = list(told_situations(tmp_path))
        assert CaseReading(minimum=(3, 30)) in {
            each.readings[0] for each in told if each.name == "a/a16_minimum_activity"
        }
        assert {each.readings for each in told if "a19_deactivation_as" in each.name} <= {
            (each,) for each in EVERY_POLICY
        }


class TestChance:
    def test_same_again(self) -> None:
        """The same seeds give the same situations."""
        assert [*chance_situations(range(5))] == [*chance_situations(range(5))]

    def test_seeds_without_lines(self) -> None:
        """A seed whose portfolio never has a line is left out."""
        seeds = range(30)
        drawn = [int(each.name) for each in chance_situations(seeds)]
        assert 20 < len(drawn) < 30

    def test_much_happens(self) -> None:
        """Of a hundred portfolios some have each of what may happen."""
        drawn = [chance_portfolio(seed) for seed in range(100)]
        assert any(len(each.partners) == 3 for each in drawn)
        assert any(each.refunded_on for portfolio in drawn for each in portfolio.subscriptions)
        assert any(each.deactivated for portfolio in drawn for each in portfolio.client_users)
        assert any(each.agreements for portfolio in drawn for each in portfolio.partners)

    def test_nothing_changes(self) -> None:
        """Nothing ever changes where nothing is mentioned."""
        assert changes(Portfolio(), CaseReading()) == []


class TestBoundaries:
    def test_names(self) -> None:
        """No two situations have the same name, which becomes their id."""
        times = Counter((each.topic, each.name) for each in BOUNDARIES)
        assert [name for name, count in times.items() if count > 1] == []

    @pytest.mark.parametrize("situation", BOUNDARIES, ids=lambda each: each.name)
    def test_both_sides(self, situation: Situation) -> None:
        """Of each change in the time that is asked about, the day and the day before are asked for."""
        for reading in situation.readings:
            days = {*situation.days}
            turns = [day for day in changes(situation.portfolio, reading) if min(days) < day <= max(days)]
            assert [day for day in turns if day not in days or day.fromordinal(day.toordinal() - 1) not in days] == []


class TestCases:
    def test_no_line(self) -> None:
        """By the first reading a case is made even without lines; by the others only with some."""
        never = next(each for each in people_situations() if each.name == "link/never")
        both = Situation(
            topic="people",
            name="x",
            title="X.",
            clauses=(),
            boundaries=(),
            portfolio=Portfolio.of(*never.portfolio.partners),
            days=(date(2024, 1, 1),),
        )
        assert [each["policy"] for each in cases_of(both)] == ["servicing"]


SCENARIO = """
title = "A sentence."
clause = "A1"
[situation]
partners = [{ id = "north" }]
clients = [{ id = "acme", currency = "USD" }]
partners_of_record = [{ client = "acme", partner = "north", start = 2024-01-01 }]
[[checks]]
on = 2024-01-01
"""


class TestMain:
    def test_new_version(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A version is written once, and never over another."""
        for make in (activity_situations, people_situations, revenue_situations):  # all of them would take long
            monkeypatch.setattr(f"managed_mrr.testing.corpus.{make.__name__}", lambda make=make: list(make())[:2])
        (tmp_path / "one.toml").write_text(SCENARIO, encoding="utf-8")
        folder = tmp_path / "v2"
        arguments = ["--scenarios", str(tmp_path), "--version", "2", "--seeds", "1", str(folder)]
        assert main(arguments) == 0
        assert "scenarios.json: 1 cases, " in capsys.readouterr().err
        index = json.loads((folder / "index.json").read_bytes())
        assert index["version"] == 2
        assert {path.name for path in folder.iterdir()} == {"index.json", *(each["file"] for each in index["files"])}
        assert main(arguments) == 2
        assert "exists; what is released is never written again, give a new folder" in capsys.readouterr().err
