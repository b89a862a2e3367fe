"""The shipped corpus: right by the reference and by the engine, complete, and never changed."""

import hashlib
import importlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import managed_mrr as mm
from managed_mrr.conformance import (
    VERSIONS,
    Case,
    CaseReading,
    as_lines,
    cases,
    check_conformance,
    conformance_schema,
    corpus_files,
    index,
)
from managed_mrr.conformance.schema import conformance_schema_text
from managed_mrr.testing.corpus import history

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src" / "managed_mrr" / "conformance"

RELEASED = {1: "d4e15f942310fa289a93058115aa5c0972237fb5ec78ab1537ee3ed1c0b0380b"}
"""The SHA-256 of the index of each released version, which holds that of each file; none of these ever changes."""

CLAUSES = [*(f"A{number}" for number in range(1, 21)), *(f"B{number}" for number in range(1, 14))]

BOUNDARIES = {
    *("agreement", "billing", "catalogue", "cents", "deactivation", "discount", "domain", "duplicates", "hand-over"),
    *("item", "link", "minimum", "months", "multiplier", "overlap", "presence", "rates", "record", "refund", "removal"),
    *("return", "split", "standing", "subscription", "touching", "window"),
}

TOPICS = ["scenarios", "activities", "people", "revenue", "record", "split", "points", "random"]


def of_topic(version: int, topic: str) -> list[Case]:
    """The cases of a topic."""
    return [case for case in cases(version) if case.id.startswith(f"{topic}/")]


def readings(every: Iterable[Case]) -> list[CaseReading]:
    """The readings of some cases."""
    return sorted({case.reading for case in every}, key=str)


@pytest.mark.parametrize("version", VERSIONS)
class TestAnswers:
    @pytest.mark.parametrize("topic", TOPICS)
    def test_reference(self, version: int, topic: str) -> None:
        """The reference says today, on every day of every case, what the corpus says."""
        for case in of_topic(version, topic):
            lived = history(case.portfolio, [each.as_of for each in case.expected], case.reading)
            assert lived == {each.as_of: as_lines(each.lines) for each in case.expected}, case.id

    @pytest.mark.parametrize("reading", readings(case for version in VERSIONS for case in cases(version)), ids=str)
    def test_engine(self, version: int, reading: CaseReading) -> None:
        """The engine passes every version, by every policy and reading."""
        policy = reading.as_policy()
        report = check_conformance(
            lambda portfolio, day: mm.evaluate(portfolio, as_of=day, policy=policy), policies=[reading], version=version
        )
        assert report.ok, report


@pytest.mark.parametrize("version", VERSIONS)
class TestFiles:
    def test_never_changed(self, version: int) -> None:
        """The files of a released version are byte for byte as they were released."""
        found = dict(corpus_files(version))
        assert hashlib.sha256(found["index.json"]).hexdigest() == RELEASED[version]
        assert {path.name for path in (FOLDER / f"v{version}").iterdir()} == set(found)

    def test_schema(self, version: int) -> None:
        """Every file is valid by the schema that is shipped."""
        schema: Any = conformance_schema()
        validator = Draft202012Validator(schema)
        for name, content in corpus_files(version):
            assert [error.message for error in validator.iter_errors(json.loads(content))] == [], name

    def test_ids(self, version: int) -> None:
        """No two cases have the same id, and each is in the file of its topic."""
        ids = [case.id for case in cases(version)]
        assert len(set(ids)) == len(ids)
        assert [each["topic"] for each in index(version)["files"]] == TOPICS
        assert sum(len(of_topic(version, topic)) for topic in TOPICS) == len(ids)

    def test_small(self, version: int) -> None:
        """A version is less than two megabytes."""
        assert sum(len(content) for _, content in corpus_files(version)) < 2_000_000


@pytest.mark.parametrize("version", VERSIONS)
class TestCoverage:
    def test_index(self, version: int) -> None:
        """The index counts what is in the files."""
        told, every = index(version), cases(version)
        assert told["totals"] == {
            "cases": len(every),
            "days": sum(len(case.expected) for case in every),
            "lines": sum(len(day.lines) for case in every for day in case.expected),
        }
        coverage = told["coverage"]
        assert coverage["clauses"] == {
            clause: sum(clause in case.clauses for case in every) for clause in coverage["clauses"]
        }
        assert coverage["policies"] == {
            str(reading): sum(case.reading == reading for case in every) for reading in readings(every)
        }
        assert coverage["boundaries"] == {
            kind: sum(kind in case.boundaries for case in every) for kind in coverage["boundaries"]
        }

    def test_every_clause(self, version: int) -> None:
        """Every clause of both sources has a case."""
        assert list(index(version)["coverage"]["clauses"]) == CLAUSES

    def test_every_policy(self, version: int) -> None:
        """Every shipped policy has at least a hundred cases."""
        counts = index(version)["coverage"]["policies"]
        assert [name for name in mm.hubspot.POLICIES if counts[name] < 100] == []

    def test_every_boundary(self, version: int) -> None:
        """Every kind of boundary has a case."""
        assert set(index(version)["coverage"]["boundaries"]) == BOUNDARIES

    def test_days_around_the_window(self, version: int) -> None:
        """Day 59 with a line, and day 60 and 61 without, are each asked for."""
        case = next(each for each in cases(version) if each.id == "activities/window/of-2024-01-15")
        done = case.portfolio.activities[0].on
        lines = {(each.as_of - done) // timedelta(days=1): bool(each.lines) for each in case.expected}
        assert lines == {-1: False, 0: True, 1: True, 59: True, 60: False, 61: False}

    def test_amounts(self, version: int) -> None:
        """There are currencies with 0, 2 and 3 digits, one without a rate, and both days of the change of rates."""
        points = {case.portfolio.clients[0].currency: case.expected for case in of_topic(version, "points/rates")}
        assert {"JPY", "USD", "KWD"} <= points.keys()
        assert {line.points for day in points["CHF"] for line in day.lines} == {None}
        assert [str(day.as_of) for day in points["EUR"]] == ["2025-07-14", "2025-07-15", "2025-07-16"]
        assert len({line.points for day in points["EUR"] for line in day.lines}) == 2


class TestShipped:
    def test_schema(self) -> None:
        """The schema beside the package is the one it makes."""
        assert (FOLDER / "conformance.schema.json").read_text(encoding="utf-8") == conformance_schema_text()

    def test_without_hypothesis(self) -> None:
        """The corpus is read and replayed without Hypothesis."""
        code = (
            "import sys; sys.modules['hypothesis'] = None\n"
            "from managed_mrr.conformance import check_conformance\n"
            "assert not check_conformance(lambda portfolio, day: {}, policies=['combined']).ok"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_wheel(self, tmp_path: Path) -> None:
        """A wheel has every file of every version, and they take less than 600 kB of it."""
        pytest.importorskip("flit_core", reason="wheels are built with flit_core, of the group build")
        wheel: Any = importlib.import_module("flit_core.wheel")
        built = wheel.make_wheel_in(ROOT / "pyproject.toml", tmp_path).file
        with zipfile.ZipFile(built) as archive:
            sizes = {
                each.filename: each.compress_size
                for each in archive.infolist()
                if each.filename.startswith("managed_mrr/conformance/") and each.filename.endswith(".json")
            }
            for version in VERSIONS:
                for name, content in corpus_files(version):
                    assert archive.read(f"managed_mrr/conformance/v{version}/{name}") == content
        assert "managed_mrr/conformance/conformance.schema.json" in sizes
        assert sum(sizes.values()) < 600_000
