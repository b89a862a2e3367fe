"""Scenario files: read strictly, with all problems at once."""

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from managed_mrr import Activity, Item, Link, PortfolioError, hubspot, what_if
from managed_mrr.files.scenarios import (
    ScenarioFileError,
    read_scenario,
    scenario_from_json,
    scenario_schema,
    scenario_schema_text,
)
from managed_mrr.scenario import Change, Scenario

MAY, JUNE = date(2024, 5, 1), date(2024, 6, 1)
POST: Any = {"employee": "ann", "client": "acme", "on": "2024-05-01", "tool": "blog", "action": "publish"}
LINK: Any = {"employee": "ann", "client": "acme", "start": "2024-05-01"}
ITEM: Any = {"product": "Hub", "price": "9.50", "start": "2024-05-01"}
ANN_ACME: Any = {"employee": "ann", "client": "acme", "on": "2024-05-01"}
S1: Any = {"subscription": "s1", "on": "2024-05-01"}
VALIDATOR = Draft202012Validator(scenario_schema())

EVERY: list[tuple[dict[str, Any], Change]] = [
    (
        {"change": "add", "activities": [POST]},
        what_if.Add(Activity(employee="ann", client="acme", on=MAY, tool="blog", action="publish")),
    ),
    ({"change": "remove", "links": [LINK]}, what_if.Remove(Link("ann", client="acme", start=MAY))),
    (
        {"change": "end", "links": [LINK], "on": "2024-06-01"},
        what_if.End(Link("ann", client="acme", start=MAY), on=JUNE),
    ),
    ({"change": "move", "activity": "a1", "to": "2024-05-01"}, what_if.Move("a1", to=MAY)),
    ({"change": "leaves", "employee": "ann", "on": "2024-05-01"}, what_if.Leaves("ann", on=MAY)),
    (
        {"change": "removed_from_client", "partner": "north", "client": "acme", "on": "2024-05-01"},
        what_if.RemovedFromClient("north", "acme", on=MAY),
    ),
    (
        {"change": "removed_from_partner", "partner": "north", "on": "2024-05-01", "employees": ["ann", "bo"]},
        what_if.RemovedFromPartner("north", on=MAY, employees=["ann", "bo"]),
    ),
    (
        {"change": "deactivated", "until": "2024-06-01", **ANN_ACME},
        what_if.Deactivated("ann", on=MAY, until=JUNE, client="acme"),
    ),
    (
        {"change": "deactivated", "until": None, "employee": "ann", "on": "2024-05-01"},
        what_if.Deactivated("ann", on=MAY),
    ),
    ({"change": "reactivated", "employee": "ann", "on": "2024-05-01"}, what_if.Reactivated("ann", on=MAY)),
    ({"change": "linked", **ANN_ACME}, what_if.Linked("ann", "acme", on=MAY)),
    ({"change": "unlinked", **ANN_ACME}, what_if.Unlinked("ann", "acme", on=MAY)),
    ({"change": "performed", **ANN_ACME}, what_if.Performed("ann", "acme", on=MAY)),
    (
        {"change": "performed", "tool": "crm", "action": "edit", **ANN_ACME},
        what_if.Performed("ann", "acme", on=MAY, tool="crm", action="edit"),
    ),
    ({"change": "agreement_signed", "partner": "north", "on": "2024-05-01"}, what_if.AgreementSigned("north", on=MAY)),
    ({"change": "agreement_ended", "partner": "north", "on": "2024-05-01"}, what_if.AgreementEnded("north", on=MAY)),
    (
        {"change": "becomes_partner_of_record", "partner": "north", "client": "acme", "on": "2024-05-01"},
        what_if.BecomesPartnerOfRecord("north", "acme", on=MAY),
    ),
    ({"change": "record_ended", "client": "acme", "on": "2024-05-01"}, what_if.RecordEnded("acme", on=MAY)),
    (
        {"change": "item_added", "subscription": "s1", "item": ITEM},
        what_if.ItemAdded("s1", Item("Hub", price="9.50", start=MAY)),
    ),
    ({"change": "item_removed", "product": "Hub", **S1}, what_if.ItemRemoved("s1", "Hub", on=MAY)),
    (
        {"change": "item_changed", "product": "Hub", "price": "9.50", **S1},
        what_if.ItemChanged("s1", "Hub", on=MAY, price=Fraction(19, 2)),
    ),
    (
        {"change": "item_changed", "product": "Hub", "discount": 3, **S1},
        what_if.ItemChanged("s1", "Hub", on=MAY, discount=3),
    ),
    ({"change": "settled", **S1}, what_if.Settled("s1", on=MAY)),
    ({"change": "cancelled", **S1}, what_if.Cancelled("s1", on=MAY)),
    ({"change": "refunded", **S1}, what_if.Refunded("s1", on=MAY)),
]


def written(*changes: Any, **more: Any) -> str:  # noqa: ANN401 -- decoded JSON values
    """The text of a scenario file."""
    return json.dumps({"format": "managed-mrr-scenario/1", "changes": changes, **more})


def problems(text: str) -> list[str]:
    """What is wrong with a scenario file."""
    with pytest.raises(ScenarioFileError) as caught:
        scenario_from_json(text)
    return list(map(str, caught.value.problems))


class TestReadScenario:
    @pytest.mark.parametrize(("raw", "change"), EVERY, ids=str)
    def test_every_change(self, raw: dict[str, Any], change: Change) -> None:
        """Every change can be written in a file, and the schema accepts it."""
        assert scenario_from_json(written(raw)) == Scenario([change])
        VALIDATOR.validate(json.loads(written(raw)))

    def test_every_change_there_is(self) -> None:
        """No change of the library is missing in files, but a replacement, which is a removal and an addition."""
        written_ones = {type(change).__name__ for _, change in EVERY}
        others = {"Replace", "Change", "Edit", "ScenarioError"}
        assert written_ones | others == set(what_if.__all__)

    def test_whole_file(self) -> None:
        """A file has a name, a policy and changes in order."""
        text = written(EVERY[4][0], EVERY[0][0], name="Ann leaves", policy="combined")
        assert scenario_from_json(text) == Scenario(
            [EVERY[4][1], EVERY[0][1]], policy=hubspot.COMBINED, name="Ann leaves"
        )

    def test_sources(self, tmp_path: Path) -> None:
        """A path, a text file and a file of bytes are read alike."""
        path = tmp_path / "scenario.json"
        path.write_text(written(EVERY[4][0]), encoding="utf-8")
        expected = Scenario([EVERY[4][1]])
        for source in (path, str(path), StringIO(path.read_text(encoding="utf-8")), BytesIO(path.read_bytes())):
            assert read_scenario(source) == expected

    def test_no_changes(self) -> None:
        """A file may have no changes, only a policy."""
        assert scenario_from_json(written(policy="servicing")) == Scenario(policy=hubspot.SERVICING)

    def test_several_records_end(self) -> None:
        """Several records may end in one change."""
        scenario = scenario_from_json(
            written({"change": "end", "links": [LINK, {**LINK, "client": "b"}], "on": "2024-06-01"})
        )
        assert len(scenario.changes) == 2


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("", "(file): got 'the end of the file', expected JSON; line 1, column 1: expecting value"),
            ("[]", "(file): got '[]', expected an object; one in curly brackets"),
            (
                written(format="managed-mrr/1"),
                "format: got 'managed-mrr/1', expected 'managed-mrr-scenario/1'; this version reads no other format",
            ),
            (
                written(polici="combined"),
                "polici: got 'combined', expected no key 'polici' here; did you mean 'policy'?",
            ),
            (
                written(policy="combine"),
                (
                    "policy: got 'combine', expected 'servicing' or 'partner-of-record' or 'combined'; "
                    "did you mean 'combined'?"
                ),
            ),
            (
                '{"format": "managed-mrr-scenario/1", "changes": {}}',
                (
                    "changes: got '{}', expected a list of changes, in the order in which they happen; "
                    "put it in square brackets"
                ),
            ),
            (
                '{"format": "managed-mrr-scenario/1", "changes": 1}',
                "changes: got 1, expected a list of changes, in the order in which they happen",
            ),
            (written("leaves"), "changes[0]: got 'leaves', expected an object; one in curly brackets"),
            (
                written({"change": "leave"}),
                "changes[0].change: got 'leave', expected a kind of change; did you mean 'leaves'?",
            ),
            (
                written({"change": "add"}),
                (
                    """changes[0]: got '{"change": "add"}', expected records in at least one list; """
                    "it names no record; add a list such as activities"
                ),
            ),
            (
                written({"change": "add", "activities": [{**POST, "on": "2024-02-30"}]}),
                "changes[0].activities[0].on: got '2024-02-30', expected a day that exists; 2024-02 has 29 days",
            ),
            (
                written({"change": "end", "links": [{**LINK, "end": "2024-05-01"}], "on": "2024-06-01"}),
                (
                    "changes[0].links[0].end: got '2024-05-01', expected a day after the start, 2024-05-01; "
                    "a period of one day ends on the day after it"
                ),
            ),
            (
                written({"change": "cancelled", **S1, "client": "acme"}),
                (
                    "changes[0].client: got 'acme', expected no key 'client' here; leave it out; "
                    "the keys are change, subscription, on"
                ),
            ),
            (
                written({"change": "reactivated", "employee": "ann", "on": "2024-05-01", "client": None}),
                (
                    "changes[0].client: got None, expected an id: text of at least one character; "
                    "null is not accepted here; leave the key out"
                ),
            ),
        ],
        ids=lambda value: str(value)[-60:],
    )
    def test_problem(self, text: str, problem: str) -> None:
        """What is wrong is told with its path, the value, what was expected, and what to do."""
        assert problems(text) == [problem]

    @pytest.mark.parametrize("word", [None, 5, "?"])
    def test_no_such_change(self, word: object) -> None:
        """Where no change is similar all are listed."""
        (problem,) = problems(written({"change": word}))
        assert problem.startswith(
            f"changes[0].change: got {word!r}, expected a kind of change; the changes are add, rem"
        )

    @pytest.mark.parametrize(
        ("raw", "expected"),
        [
            (
                {"change": "deactivated", "employee": "ann", "on": "2024-06-01", "until": "2024-05-01"},
                "expected a later end; the end 2024-05-01 is not after the start 2024-06-01",
            ),
            (
                {"change": "item_changed", "product": "Hub", **S1},
                "expected a price or a discount; 'Hub' of 's1' stays as it is",
            ),
        ],
        ids=str,
    )
    def test_change_that_contradicts_itself(self, raw: dict[str, Any], expected: str) -> None:
        """A change that contradicts itself is a problem of the file."""
        (problem,) = problems(written(raw))
        assert problem.startswith("changes[0]: got '{")
        assert problem.endswith(expected)

    def test_all_at_once(self) -> None:
        """All problems are told together, those of the changes in order."""
        text = written(
            {"change": "leaves", "on": "x"},
            {"change": "settled", "subscription": ""},
            policy="none",
            changed=1,
        )
        assert [each.partition(":")[0] for each in problems(text)] == [
            *("policy", "changed", "changes[0].employee", "changes[0].on", "changes[1].subscription", "changes[1].on"),
        ]

    def test_repeated_key(self) -> None:
        """A key that stands twice is a problem."""
        text = '{"format": "managed-mrr-scenario/1", "changes": [{"change": "settled", "change": "settled"}]}'
        assert "changes[0].change: got 'settled', expected the key 'change' once; " in "\n".join(problems(text))

    def test_error(self) -> None:
        """The error says that it is the scenario, and is caught like a portfolio's."""
        with pytest.raises(PortfolioError, match=r"^the scenario has 2 problems:\n  format: .*\n  changes: "):
            scenario_from_json("{}")

    def test_not_utf8(self) -> None:
        """Bytes that are no UTF-8 are refused with the place."""
        with pytest.raises(ScenarioFileError, match="expected text in UTF-8; line 1, byte 1"):
            read_scenario(BytesIO(b"\xff"))

    def test_no_file(self, tmp_path: Path) -> None:
        """A file that is not there is the system's own error."""
        with pytest.raises(FileNotFoundError):
            read_scenario(tmp_path / "none.json")


REFUSED: dict[str, Callable[[Any], object]] = {
    "another format": lambda file: file.update(format="managed-mrr/1"),
    "unknown key": lambda file: file.update(polici="combined"),
    "unknown policy": lambda file: file.update(policy="none"),
    "unknown change": lambda file: file["changes"][0].update(change="leave"),
    "unknown key of a change": lambda file: file["changes"][0].update(client="acme"),
    "no employee": lambda file: file["changes"][0].pop("employee"),
    "no list": lambda file: file.update(changes={}),
}


class TestSchema:
    def test_shipped(self) -> None:
        """The schema beside the module is the one that is made."""
        shipped = files("managed_mrr.files").joinpath("scenario.schema.json").read_text(encoding="utf-8")
        assert shipped == scenario_schema_text()

    def test_valid(self) -> None:
        """It is a valid schema itself."""
        Draft202012Validator.check_schema(scenario_schema())

    @pytest.mark.parametrize("name", REFUSED)
    def test_refuses(self, name: str) -> None:
        """What it refuses, reading refuses too."""
        file = json.loads(written(EVERY[4][0]))
        REFUSED[name](file)
        assert not VALIDATOR.is_valid(file)
        assert problems(json.dumps(file))
