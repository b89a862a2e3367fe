"""Scenarios: situations told in data files, each with what the policies say about it on some days, and why."""

import io
import json
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import pytest

import managed_mrr as mm
from managed_mrr.files import TierFile, read_portfolio, tiers_from_json
from managed_mrr.testing import check_finding
from managed_mrr.tiers import TierSegment

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.rglob("*.toml"))

CLAUSES = {"A": [f"A{number}" for number in range(1, 21)], "B": [f"B{number}" for number in range(1, 14)]}
"""The clauses of each source; each needs a scenario."""

SWITCHES = {"activity_outlives_employee", "deactivation_ends", "link_by_domain", "unlinking_ends"}
"""The readings that are true or false; a scenario calls them as the rules do."""

ROWS = {
    "parts": ("partner", "client", "subscription", "list_price", "net_price", "counts", "credit", "points"),
    "movements": ("on", "partner", "client", "subscription", "kind", "cause", "credit", "points"),
    "comes": ("on", "what", "client", "subscription"),
    "ends": ("on", "partner", "client"),
}
"""The lists beside the lines that a check may have, and the keys of their rows."""

AMOUNTS = {"list_price", "net_price", "counts", "credit", "points"}
"""The keys of rows that are amounts."""

Rows: TypeAlias = tuple[tuple[object, ...], ...]


@attrs.frozen(kw_only=True)
class Check:
    """What one policy says on one day."""

    day: date
    name: str
    policy: mm.Policy
    lines: tuple[mm.Line, ...] | None
    totals: Mapping[str, tuple[tuple[mm.Money, ...], Fraction | None]]
    parts: Rows | None
    changes: tuple[tuple[date, Rows], ...]
    renewals: tuple[tuple[int, Rows], ...]
    expiring: tuple[tuple[int, Rows], ...]
    tiers: Mapping[str, tuple[str, Mapping[str, Fraction | None]]]
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
    tiers: TierFile | None
    remarks: tuple[str, ...] | None
    checks: tuple[Check, ...]


def scenario_from_toml(text: str) -> Scenario:
    """Read a scenario strictly: a key that is not known is an error, so that nothing is silently dropped."""
    told = tomllib.loads(text)
    needed = {"title", "clause", "source", "why", "situation", "checks"}
    _keys(told, needed, {"programs", "tiers", "remarks"}, place="the file")
    for key in ("title", "why"):
        _sentence(told[key], key)
    if told["source"] not in CLAUSES or not told["clause"].startswith(told["source"]):
        msg = f"source is {told['source']!r}: expected A or B, the letter of the clause {told['clause']!r}"
        raise ValueError(msg)
    situation = told["situation"]
    programs = {name: _program(name, terms) for name, terms in told.get("programs", {}).items()}
    checks = tuple(
        check
        for index, each in enumerate(told["checks"])
        for check in _checks(each, situation, {**mm.hubspot.POLICIES, **programs}, f"checks[{index}]")
    )
    return Scenario(
        title=told["title"],
        clause=told["clause"],
        source=told["source"],
        why=told["why"],
        portfolio=_portfolio(situation),
        tiers=_tier_file(told["tiers"]) if "tiers" in told else None,
        remarks=tuple(told["remarks"]) if "remarks" in told else None,
        checks=checks,
    )


def _portfolio(situation: Mapping[str, Any]) -> mm.Portfolio:
    """Read the situation as the portfolio file it would be, so that its keys are checked there."""
    text = json.dumps({"format": "managed-mrr/1", **situation}, default=date.isoformat)
    return read_portfolio(io.StringIO(text))


def _tier_file(told: Mapping[str, Any]) -> TierFile:
    """Read the tiers as the tier file they would be, so that their keys are checked there."""
    return tiers_from_json(json.dumps({"format": "managed-mrr-tiers/1", **told}, default=date.isoformat))


def _program(name: str, terms: Iterable[Mapping[str, Any]]) -> mm.Program:
    """A program from the policies it has, each with its reading and the days on which it is in force."""
    return mm.Program(name=name, terms=[_term(each, f"programs.{name}[{index}]") for index, each in enumerate(terms)])


def _term(told: Mapping[str, Any], place: str) -> mm.Term[mm.Policy]:
    _keys(told, {"policy"}, {"reading", "start", "end"}, place=place)
    policy = policy_of(mm.hubspot.POLICIES[told["policy"]], told.get("reading", {}), place)
    return mm.Term(policy, mm.DateRange(told.get("start"), told.get("end")))


def policy_of(policy: mm.Policy, reading: Mapping[str, Any], place: str) -> mm.Policy:
    """Another reading of a policy."""
    _keys(reading, (), {"window", "minimum", *SWITCHES}, place=f"{place}.reading")
    values: dict[str, object] = {name: reading[name] for name in SWITCHES & set(reading)}
    if "minimum" in reading:  # before the switches, which then hold for the minimum too
        policy = policy.requiring(mm.MinimumActivity(**reading["minimum"]))
    if "window" in reading:
        values["window"] = mm.ExpiryWindow(days=reading["window"])
    return policy.with_(**values)


def _checks(
    told: Mapping[str, Any], situation: Mapping[str, Any], policies: Mapping[str, mm.Policy], place: str
) -> Iterator[Check]:
    optional = {"policy", "reading", "totals", "parts", "changes", "renewals", "expiring", "tiers", "explains"}
    _keys(told, {"on", "lines", "because"}, optional, place=place)
    _sentence(told["because"], f"{place}.because")
    reading = told.get("reading", {})
    for day, policy in product(_several(told["on"]), _several(told.get("policy", "servicing"))):
        yield Check(
            day=day,
            name=f"{policy}{json.dumps(reading).replace(chr(34), '') if reading else ''}",
            policy=policy_of(policies[policy], reading, place),
            lines=_lines(told["lines"], place),
            totals={who: _total(each, f"{place}.totals.{who}") for who, each in told.get("totals", {}).items()},
            parts=_rows(told["parts"], "parts", place) if "parts" in told else None,
            changes=_asked(told.get("changes", []), "since", "movements", f"{place}.changes"),
            renewals=_asked(told.get("renewals", []), "within", "comes", f"{place}.renewals"),
            expiring=_asked(told.get("expiring", []), "within", "ends", f"{place}.expiring"),
            tiers={who: _tier(each, f"{place}.tiers.{who}") for who, each in told.get("tiers", {}).items()},
            explains=_explains(told.get("explains"), situation, f"{place}.explains"),
            because=told["because"],
        )


def _asked(told: object, asked: str, rows: str, place: str) -> tuple[tuple[Any, Rows], ...]:
    """What is asked for, since a day or within some days, once or several times, each with the rows that answer it."""
    several = _several(told)
    for each in several:
        _keys(each, {asked, rows}, place=place)
    return tuple((each[asked], _rows(each[rows], rows, place)) for each in several)


def _rows(told: Iterable[Mapping[str, Any]], name: str, place: str) -> Rows:
    return tuple(_row(each, name, f"{place}.{name}[{index}]") for index, each in enumerate(told))


def _row(told: Mapping[str, Any], name: str, place: str) -> tuple[object, ...]:
    """A row in the order of its keys; what belongs to no subscription leaves that out."""
    _keys(told, set(ROWS[name]) - {"subscription"}, {"subscription"} & set(ROWS[name]), place=place)
    return tuple(_points(told[key], place) if key in AMOUNTS else told.get(key) for key in ROWS[name])


def _tier(told: Mapping[str, Any], place: str) -> tuple[str, Mapping[str, Fraction | None]]:
    _keys(told, {"met", "missing"}, place=place)
    return told["met"], {asked: _amount(each, place) for asked, each in told["missing"].items()}


def _lines(told: object, place: str) -> tuple[mm.Line, ...] | None:
    """The lines of a day; None if the terms of the day are unknown."""
    if told == "unknown":
        return None
    assert isinstance(told, list)
    return tuple(_line(each, f"{place}.lines[{index}]") for index, each in enumerate(told))


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


SCENARIOS = {file: scenario_from_toml(file.read_text(encoding="utf-8")) for file in FILES}


def checks_with(answer: Callable[[Check], object]) -> list[Any]:
    """The checks that have an answer, each with its scenario."""
    return [
        pytest.param(scenario, check, id=f"{file.stem}-{check.day}-{check.name}")
        for file, scenario in SCENARIOS.items()
        for check in scenario.checks
        if answer(check)
    ]


def pairs(portfolio: mm.Portfolio) -> Iterator[tuple[str, str]]:
    """The ids of every partner and client."""
    return product((each.id for each in portfolio.partners), (each.id for each in portfolio.clients))


@pytest.mark.parametrize(("scenario", "check"), checks_with(lambda check: check.lines is not None))
class TestScenario:
    def test_statement(self, scenario: Scenario, check: Check) -> None:
        """The statement of the day has exactly the lines and totals the scenario expects."""
        statement = mm.evaluate(scenario.portfolio, as_of=check.day, policy=check.policy)
        assert statement.lines == check.lines, check.because
        totals = statement.totals()
        for partner, expected in check.totals.items():
            assert (totals[partner].credit, totals[partner].points) == expected, check.because

    def test_timelines(self, scenario: Scenario, check: Check) -> None:
        """The whole history of every partner and client says the same of the day."""
        expected = {(line.partner, line.client): line for line in check.lines or ()}
        every = mm.timelines(scenario.portfolio, policy=check.policy)
        for partner, client in pairs(scenario.portfolio):
            history = mm.timeline(scenario.portfolio, partner=partner, client=client, policy=check.policy)
            segment = history.at(check.day)
            found = segment and mm.Line(partner, client, segment.credit, segment.points, segment.sharing)
            assert found == expected.get((partner, client)), check.because
            assert history.segments == (every[partner, client].segments if (partner, client) in every else ())

    def test_explanation(self, scenario: Scenario, check: Check) -> None:
        """
        An explanation exists for every pair and agrees with the lines.

        The one of the pair that the scenario names has its words, and lived through day by day the evidence says so.

        What explains that there is nothing is said without unfolding anything.
        """
        statement = mm.evaluate(scenario.portfolio, as_of=check.day, policy=check.policy)
        expected = {(line.partner, line.client) for line in check.lines or ()}
        for pair in pairs(scenario.portfolio):
            assert statement.explain(*pair).holds is (pair in expected)
        if check.explains is not None:
            partner, client, words = check.explains
            finding, line = statement.explain(partner, client), statement.line(partner, client)
            assert words in (str(finding) if line is None or not line.credit else finding.outline(parts=None))
            assert check_finding(finding, scenario.portfolio, check.policy) == []


class TestFurtherAnswers:
    @pytest.mark.parametrize(("scenario", "check"), checks_with(lambda check: check.parts))
    def test_parts(self, scenario: Scenario, check: Check) -> None:
        """The lines open into exactly the subscriptions the scenario expects (B10)."""
        statement = mm.evaluate(scenario.portfolio, as_of=check.day, policy=check.policy)
        found = tuple(
            (each.partner, each.client, each.subscription, *_amounts(each), each.points)
            for each in statement.by_subscription()
        )
        assert found == check.parts, check.because

    @pytest.mark.parametrize(("scenario", "check"), checks_with(lambda check: check.changes))
    def test_changes(self, scenario: Scenario, check: Check) -> None:
        """Since the day the scenario names, exactly the movements it expects have happened (B10, B11)."""
        for start, expected in check.changes:
            found = mm.changes(scenario.portfolio, start=start, end=check.day, policy=check.policy).movements
            moved = ((*_about(each), each.kind, each.cause, each.credit.amount, each.points) for each in found)
            assert tuple(moved) == expected, check.because

    @pytest.mark.parametrize(("scenario", "check"), checks_with(lambda check: check.renewals))
    def test_renewals(self, scenario: Scenario, check: Check) -> None:
        """Within the days the scenario names, exactly the renewals and ends it expects come up (B12)."""
        for within, expected in check.renewals:
            found = mm.renewals(scenario.portfolio, as_of=check.day, within=within, policy=check.policy)
            comes = ((each.on, each.kind, each.client, each.subscription) for each in found)
            assert tuple(comes) == expected, check.because

    @pytest.mark.parametrize(("scenario", "check"), checks_with(lambda check: check.expiring))
    def test_expiring(self, scenario: Scenario, check: Check) -> None:
        """Within the days the scenario names, exactly the lines it expects end if nothing new happens (B12)."""
        for within, expected in check.expiring:
            found = mm.expiring(scenario.portfolio, as_of=check.day, within=within, policy=check.policy)
            ends = ((each.expires_on, each.line.partner, each.line.client) for each in found)
            assert tuple(ends) == expected, check.because

    @pytest.mark.parametrize(("scenario", "check"), checks_with(lambda check: check.tiers))
    def test_tiers(self, scenario: Scenario, check: Check) -> None:
        """Each partner the scenario names has the tier it expects, on the day and in the whole history (A20)."""
        assert scenario.tiers is not None
        for partner, (met, missing) in check.tiers.items():
            asked = {**attrs.asdict(scenario.tiers, recurse=False), "partner": partner, "policy": check.policy}
            standing = mm.tier(scenario.portfolio, as_of=check.day, **asked)
            assert (str(standing.met), {each.asked: each.missing for each in standing.missing}) == (met, missing)
            assert mm.tier_timeline(scenario.portfolio, **asked).at(check.day) == standing, check.because


def _amounts(part: mm.SubscriptionCredit) -> Iterator[Fraction | None]:
    for amount in (part.list_price, part.net_price, part.mrr, part.credit):
        yield None if amount is None else amount.amount


def _about(movement: mm.Movement) -> tuple[object, ...]:
    return movement.on, movement.partner, movement.client, movement.subscription


@pytest.mark.parametrize(("scenario", "check"), checks_with(lambda check: check.lines is None))
class TestUnknownTerms:
    def test_nothing_is_said(self, scenario: Scenario, check: Check) -> None:
        """Of a day of which a program knows no terms neither a statement nor any history says anything (B13)."""
        unknown = f"knows no terms for {check.day}"
        with pytest.raises(mm.UnknownTermsError, match=unknown):
            mm.evaluate(scenario.portfolio, as_of=check.day, policy=check.policy)
        for history in mm.timelines(scenario.portfolio, policy=check.policy).values():
            with pytest.raises(mm.UnknownTermsError, match=unknown):
                history.at(check.day)


def turns(scenario: Scenario, policy: mm.Policy) -> set[date]:
    """The days on which something changes: a line, or where the scenario has tiers the tier of a partner."""
    runs: list[mm.Segment | TierSegment] = []
    for history in mm.timelines(scenario.portfolio, policy=policy).values():
        runs += history.segments
    if scenario.tiers is not None:
        asked = attrs.asdict(scenario.tiers, recurse=False)
        for partner in scenario.portfolio.partners:
            runs += mm.tier_timeline(scenario.portfolio, partner=partner.id, policy=policy, **asked).segments
    return {day for each in runs for day in (each.start, each.end) if day is not None}


class TestFolder:
    @pytest.mark.parametrize("clause", [*CLAUSES["A"], *CLAUSES["B"]])
    def test_every_clause_has_a_scenario(self, clause: str) -> None:
        """Every clause has a scenario in the folder of its source."""
        folder = FOLDER / clause[0].lower()
        assert [file for file, each in SCENARIOS.items() if each.clause == clause and file.parent == folder]

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_named_after_its_clause(self, file: Path) -> None:
        """A file is named after its clause, so that the folder reads as a list of clauses."""
        clause = SCENARIOS[file].clause
        assert file.name.startswith(f"{clause[0].lower()}{int(clause[1:]):02}_")

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_something_changes(self, file: Path) -> None:
        """Every scenario has at least two days between which what is expected differs."""
        assert len({check.lines for check in SCENARIOS[file].checks}) > 1

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_looks_at_both_sides(self, file: Path) -> None:
        """Of every change in the time a scenario looks at, by each policy, the day and the day before are checked."""
        scenario, day = SCENARIOS[file], timedelta(days=1)
        for name in {check.name for check in scenario.checks}:
            checks = [check for check in scenario.checks if check.name == name]
            days = {check.day for check in checks}
            seen = {turn for turn in turns(scenario, checks[0].policy) if min(days) <= turn <= max(days) + day}
            assert sorted(seen - days) == []
            assert sorted(turn for turn in seen if turn - day not in days) == []

    @pytest.mark.parametrize("file", [file for file in FILES if SCENARIOS[file].remarks is not None])
    def test_remarks(self, file: Path) -> None:
        """The records to look at are exactly those the scenario names."""
        found = mm.check(SCENARIOS[file].portfolio)
        assert tuple(f"{each.code} {each.path}" for each in found) == SCENARIOS[file].remarks


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
        assert (check.day, check.policy, check.lines) == (date(2024, 1, 1), mm.hubspot.SERVICING, ())

    def test_told_in_the_readme(self) -> None:
        """The example from which people learn the format is a scenario that holds."""
        text = (FOLDER / "README.md").read_text(encoding="utf-8")
        scenario = scenario_from_toml(text.partition("```toml\n")[2].partition("```")[0])
        for check in scenario.checks:
            assert mm.evaluate(scenario.portfolio, as_of=check.day, policy=check.policy).lines == check.lines

    @pytest.mark.parametrize(
        ("before", "after", "message"),
        [
            ("why =", "whi =", r"the file: unknown keys \['whi'\], missing keys \['why'\]"),
            ("lines =", "lnes =", r"checks\[0\]: unknown keys \['lnes'\], missing keys \['lines'\]"),
            ("lines = []", "lines = [{ partner = 'north' }]", r"checks\[0\]\.lines\[0\]: unknown keys \[\], missing"),
            ("lines =", "reading.windw = 61\nlines =", r"checks\[0\]\.reading: unknown keys \['windw'\]"),
            ("lines =", "totals.north = {}\nlines =", r"checks\[0\]\.totals\.north: unknown keys \[\], missing"),
            (
                "lines =",
                "parts = [{}]\nlines =",
                r"checks\[0\]\.parts\[0\]: unknown keys \[\], missing keys \['client'",
            ),
            (
                "lines =",
                "changes = {}\nlines =",
                r"checks\[0\]\.changes: unknown keys \[\], missing keys \['movements'",
            ),
            ("lines =", "tiers.north = {}\nlines =", r"checks\[0\]\.tiers\.north: unknown keys \[\], missing keys"),
            ("[sit", "[[programs.new]]\n[sit", r"programs\.new\[0\]: unknown keys \[\], missing keys \['policy'\]"),
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
