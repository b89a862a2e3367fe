"""Scenarios: situations told in data files, each with what the policies say about it on some days, and why."""

import io
import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pytest

import managed_mrr as mm
from managed_mrr.files import read_portfolio
from managed_mrr.testing import check_finding

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.rglob("*.toml"))

CLAUSES = {
    "A": [f"A{number}" for number in range(1, 21)],
    "B": [f"B{number}" for number in (1, *range(3, 10))],
}
"""The clauses of each source that are computed, and so need a scenario."""

SWITCHES = {"activity_outlives_employee", "deactivation_ends", "link_by_domain", "unlinking_ends"}
"""The readings that are true or false; a scenario calls them as the rules do."""


@attrs.frozen(kw_only=True)
class Check:
    """What one policy says on one day."""

    day: date
    policy: str
    reading: Mapping[str, Any]
    lines: tuple[mm.Line, ...]
    totals: Mapping[str, tuple[tuple[mm.Money, ...], Fraction | None]]
    explains: tuple[str, str, str] | None
    because: str


@attrs.frozen(kw_only=True)
class Scenario:
    """A situation, what is expected of it, and why."""

    title: str
    clause: str
    source: str
    why: str
    portfolio: mm.Portfolio
    checks: tuple[Check, ...]


def scenario_from_toml(text: str) -> Scenario:
    """Read a scenario strictly: a key that is not known is an error, so that nothing is silently dropped."""
    told = tomllib.loads(text)
    _keys(told, {"title", "clause", "source", "why", "situation", "checks"}, place="the file")
    for key in ("title", "why"):
        _sentence(told[key], key)
    if told["source"] not in CLAUSES or not told["clause"].startswith(told["source"]):
        msg = f"source is {told['source']!r}: expected A or B, the letter of the clause {told['clause']!r}"
        raise ValueError(msg)
    situation = told["situation"]
    checks = tuple(
        check for index, each in enumerate(told["checks"]) for check in _checks(each, situation, f"checks[{index}]")
    )
    return Scenario(
        title=told["title"],
        clause=told["clause"],
        source=told["source"],
        why=told["why"],
        portfolio=_portfolio(situation),
        checks=checks,
    )


def _portfolio(situation: Mapping[str, Any]) -> mm.Portfolio:
    """Read the situation as the portfolio file it would be, so that its keys are checked there."""
    text = json.dumps({"format": "managed-mrr/1", **situation}, default=date.isoformat)
    return read_portfolio(io.StringIO(text))


def _checks(told: Mapping[str, Any], situation: Mapping[str, Any], place: str) -> Iterator[Check]:
    optional = {"policy", "reading", "totals", "explains"}
    _keys(told, {"on", "lines", "because"}, optional, place=place)
    _sentence(told["because"], f"{place}.because")
    reading = told.get("reading", {})
    _keys(reading, (), {"window", "minimum", *SWITCHES}, place=f"{place}.reading")
    lines = tuple(_line(each, f"{place}.lines[{index}]") for index, each in enumerate(told["lines"]))
    totals = {partner: _total(each, f"{place}.totals.{partner}") for partner, each in told.get("totals", {}).items()}
    for day, policy in product(_several(told["on"]), _several(told.get("policy", "servicing"))):
        yield Check(
            day=day,
            policy=policy,
            reading=reading,
            lines=lines,
            totals=totals,
            explains=_explains(told.get("explains"), situation, f"{place}.explains"),
            because=told["because"],
        )


def _line(told: Mapping[str, Any], place: str) -> mm.Line:
    _keys(told, {"partner", "client", "credit", "currency", "points", "sharing"}, place=place)
    credit = mm.Money(_amount(told["credit"], place), told["currency"])
    points = _points(told["points"], place)
    return mm.Line(told["partner"], told["client"], credit, points, tuple(told["sharing"]))


def _total(told: Mapping[str, Any], place: str) -> tuple[tuple[mm.Money, ...], Fraction | None]:
    _keys(told, {"credit", "points"}, place=place)
    credit = tuple(mm.Money(_amount(each, place), code) for code, each in sorted(told["credit"].items()))
    return credit, _points(told["points"], place)


def _explains(told: object, situation: Mapping[str, Any], place: str) -> tuple[str, str, str] | None:
    """Whose line is explained, and in which words; words alone are about the only partner and client there are."""
    if told is None:
        return None
    if isinstance(told, str):
        (partner,), (client,) = situation["partners"], situation["clients"]
        return partner["id"], client["id"], told
    assert isinstance(told, dict)
    _keys(told, {"partner", "client", "words"}, place=place)
    return told["partner"], told["client"], told["words"]


def _keys(told: Mapping[str, Any], needed: Collection[str], optional: Collection[str] = (), *, place: str) -> None:
    unknown, missing = set(told) - {*needed, *optional}, set(needed) - set(told)
    if unknown or missing:
        msg = f"{place}: unknown keys {sorted(unknown)}, missing keys {sorted(missing)}"
        raise ValueError(msg)


def _sentence(told: str, place: str) -> None:
    if not told.strip().endswith("."):
        msg = f"{place} is {told!r}: expected a sentence"
        raise ValueError(msg)


def _several(told: object) -> list[Any]:
    return told if isinstance(told, list) else [told]


def _amount(told: object, place: str) -> Fraction:
    if not isinstance(told, str):
        msg = f"{place}: {told!r} is not an exact amount; expected text such as '1000/3'"
        raise TypeError(msg)
    return Fraction(told)


def _points(told: object, place: str) -> Fraction | None:
    return None if told == "unknown" else _amount(told, place)


def policy_of(check: Check) -> mm.Policy:
    """Make the policy a check names, with its reading."""
    policy = mm.hubspot.POLICIES[check.policy]
    values: dict[str, object] = {name: check.reading[name] for name in SWITCHES & set(check.reading)}
    if "minimum" in check.reading:  # before the switches, which then hold for the minimum too
        policy = policy.requiring(mm.MinimumActivity(**check.reading["minimum"]))
    if "window" in check.reading:
        values["window"] = mm.ExpiryWindow(days=check.reading["window"])
    return policy.with_(**values)


def _name(file: Path, check: Check) -> str:
    reading = json.dumps(check.reading).replace('"', "") if check.reading else ""
    return f"{file.stem}-{check.day}-{check.policy}{reading}"


SCENARIOS = {file: scenario_from_toml(file.read_text(encoding="utf-8")) for file in FILES}
CHECKS = [
    pytest.param(scenario.portfolio, check, id=_name(file, check))
    for file, scenario in SCENARIOS.items()
    for check in scenario.checks
]


@pytest.mark.parametrize(("portfolio", "check"), CHECKS)
class TestScenario:
    def test_statement(self, portfolio: mm.Portfolio, check: Check) -> None:
        """The statement of the day has exactly the lines and totals the scenario expects."""
        statement = mm.evaluate(portfolio, as_of=check.day, policy=policy_of(check))
        assert statement.lines == check.lines, check.because
        totals = statement.totals()
        for partner, expected in check.totals.items():
            assert (totals[partner].credit, totals[partner].points) == expected, check.because

    def test_timelines(self, portfolio: mm.Portfolio, check: Check) -> None:
        """The whole history of every partner and client says the same of the day."""
        policy = policy_of(check)
        expected = {(line.partner, line.client): line for line in check.lines}
        every = mm.timelines(portfolio, policy=policy)
        for pair in product((each.id for each in portfolio.partners), (each.id for each in portfolio.clients)):
            partner, client = pair
            history = mm.timeline(portfolio, partner=partner, client=client, policy=policy)
            segment = history.at(check.day)
            found = segment and mm.Line(partner, client, segment.credit, segment.points, segment.sharing)
            assert found == expected.get(pair), check.because
            assert history.segments == (every[pair].segments if pair in every else ())

    def test_explanation(self, portfolio: mm.Portfolio, check: Check) -> None:
        """
        An explanation exists for every pair and agrees with the lines.

        The one of the pair that the scenario names has its words, and lived through day by day the evidence says so.

        What explains that there is nothing is said without unfolding anything.
        """
        policy = policy_of(check)
        statement = mm.evaluate(portfolio, as_of=check.day, policy=policy)
        expected = {(line.partner, line.client) for line in check.lines}
        for pair in product((each.id for each in portfolio.partners), (each.id for each in portfolio.clients)):
            assert statement.explain(*pair).holds is (pair in expected)
        if check.explains is not None:
            partner, client, words = check.explains
            finding, line = statement.explain(partner, client), statement.line(partner, client)
            assert words in (str(finding) if line is None or not line.credit else finding.outline(parts=None))
            assert check_finding(finding, portfolio, policy) == []


class TestFolder:
    @pytest.mark.parametrize("clause", [*CLAUSES["A"], *CLAUSES["B"]])
    def test_every_clause_has_a_scenario(self, clause: str) -> None:
        """Every clause that is computed has a scenario in the folder of its source."""
        folder = FOLDER / clause[0].lower()
        assert [file for file, each in SCENARIOS.items() if each.clause == clause and file.parent == folder]

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_named_after_its_clause(self, file: Path) -> None:
        """A file is named after its clause, so that the folder reads as a list of clauses."""
        clause = SCENARIOS[file].clause
        assert file.name.startswith(f"{clause[0].lower()}{int(clause[1:]):02}_")

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_looks_at_both_sides(self, file: Path) -> None:
        """Every scenario has at least two days between which what is expected differs."""
        assert len({check.lines for check in SCENARIOS[file].checks}) > 1


SMALL = """
title = "A sentence."
clause = "A1"
source = "A"
why = "A reason."
[situation]
partners = [{ id = "north" }]
clients = [{ id = "acme", currency = "USD" }]
[[checks]]
on = 2024-01-01
lines = []
because = "Nothing was done."
"""


class TestFormat:
    def test_small(self) -> None:
        """What the following tests spoil can be read as it is."""
        (check,) = scenario_from_toml(SMALL).checks
        assert (check.day, check.policy, check.lines) == (date(2024, 1, 1), "servicing", ())

    def test_told_in_the_readme(self) -> None:
        """The example from which people learn the format is a scenario that holds."""
        text = (FOLDER / "README.md").read_text(encoding="utf-8")
        scenario = scenario_from_toml(text.partition("```toml\n")[2].partition("```")[0])
        for check in scenario.checks:
            assert mm.evaluate(scenario.portfolio, as_of=check.day, policy=policy_of(check)).lines == check.lines

    @pytest.mark.parametrize(
        ("before", "after", "message"),
        [
            ("why =", "whi =", r"the file: unknown keys \['whi'\], missing keys \['why'\]"),
            ("lines =", "lnes =", r"checks\[0\]: unknown keys \['lnes'\], missing keys \['lines'\]"),
            ("lines = []", "lines = [{ partner = 'north' }]", r"checks\[0\]\.lines\[0\]: unknown keys \[\], missing"),
            ("lines =", "reading.windw = 61\nlines =", r"checks\[0\]\.reading: unknown keys \['windw'\]"),
            ("lines =", "totals.north = {}\nlines =", r"checks\[0\]\.totals\.north: unknown keys \[\], missing"),
            ("lines =", "explains = {}\nlines =", r"checks\[0\]\.explains: unknown keys \[\], missing"),
            ("Nothing was done.", "Nothing was done", r"checks\[0\]\.because is 'Nothing was done': expected a"),
            ('source = "A"', 'source = "B"', r"source is 'B': expected A or B, the letter of the clause 'A1'"),
        ],
    )
    def test_refused(self, before: str, after: str, message: str) -> None:
        """A scenario with an unknown or missing key, or without its sentences, is refused."""
        assert before in SMALL
        with pytest.raises(ValueError, match=message):
            scenario_from_toml(SMALL.replace(before, after, 1))

    def test_situation_refused(self) -> None:
        """The situation is read as strictly as a portfolio file."""
        with pytest.raises(mm.PortfolioError) as raised:
            scenario_from_toml(SMALL.replace("clients =", "clints ="))
        assert [problem.path for problem in raised.value.problems] == ["clients", "clints"]

    def test_float_refused(self) -> None:
        """An expected amount that is not exact is refused."""
        line = "{partner='north', client='acme', credit=1.5, currency='USD', points='0', sharing=['north']}"
        with pytest.raises(TypeError, match=r"1\.5 is not an exact amount; expected text"):
            scenario_from_toml(SMALL.replace("lines = []", f"lines = [{line}]"))
