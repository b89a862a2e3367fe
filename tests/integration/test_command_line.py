"""The command line, called in this process and as a program."""

import csv
import io
import json
import os
import runpy
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import managed_mrr as mm
from managed_mrr import cli

ACME = mm.managed_client("north", "acme", start=date(2024, 1, 1), price=1000, employee="ann").with_(
    mm.Activity(employee="ann", client="acme", on=date(2024, 1, 15), tool="blog", action="publish", id="a1")
)
THIRDS = (
    ACME
    | mm.managed_client("east", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 20)], employee="eve")
    | mm.managed_client("west", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 20)], employee="wim")
    | mm.managed_client(
        "west", "bolt", start=date(2024, 1, 1), activities=[date(2024, 2, 1)], employee="wim", currency="BRL"
    )
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A portfolio file in which three partners share one client, and one of them has another."""
    path = tmp_path / "portfolio.json"
    mm.write_portfolio(THIRDS, path)
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints."""
    assert cli.main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that is refused says; it prints nothing else."""
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


class TestStatement:
    """``managed-mrr statement``."""

    def test_table(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """By default the statement is a table, with every partner's totals below."""
        assert run(capsys, "statement", file, "--as-of", "2024-02-01").splitlines() == [
            "Managed MRR credit as of 2024-02-01 (servicing)",
            "partner  client  currency  credit a month   points  shared with",
            "-------  ------  --------  --------------  -------  -----------",
            "east     acme    USD               333.33     3.33  north, west",
            "north    acme    USD               333.33     3.33  east, west",
            "west     acme    USD               333.33     3.33  east, north",
            "west     bolt    BRL                 0.00  unknown",
            "east: USD 333.33; 3.33 points",
            "north: USD 333.33; 3.33 points",
            "west: BRL 0.00 + USD 333.33; 3.33 + unknown for bolt points",
        ]

    def test_json(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As JSON every number is both rounded and exact, and unknown points are null."""
        printed = json.loads(run(capsys, "statement", file, "--as-of", "2024-02-01", "--format", "json"))
        assert (printed["as_of"], printed["policy"]) == ("2024-02-01", "servicing")
        first, *_, last = printed["lines"]
        assert first == {
            "partner": "east",
            "client": "acme",
            "credit": {"amount": "333.33", "exact": "1000/3", "currency": "USD"},
            "points": {"amount": "3.33", "exact": "10/3"},
            "sharing": ["east", "north", "west"],
        }
        assert (last["credit"], last["points"]) == ({"amount": "0.00", "exact": "0", "currency": "BRL"}, None)
        assert printed["totals"][2] == {
            "partner": "west",
            "credit": [
                {"amount": "0.00", "exact": "0", "currency": "BRL"},
                {"amount": "333.33", "exact": "1000/3", "currency": "USD"},
            ],
            "points": None,
            "known_points": {"amount": "3.33", "exact": "10/3"},
            "unknown": ["bolt"],
        }

    def test_csv(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As CSV a line is a row, with the same numbers."""
        printed = run(capsys, "statement", file, "--as-of", "2024-02-01", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(printed)))
        assert [row["credit_exact"] for row in rows] == ["1000/3", "1000/3", "1000/3", "0"]
        assert rows[3]["points"] == ""
        assert rows[0]["sharing"] == "east;north;west"

    def test_filters(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Only the lines of a partner or for a client are shown, shared as before."""
        day = ["statement", file, "--as-of", "2024-02-01", "--format", "json"]
        mine = json.loads(run(capsys, *day, "--partner", "west", "--client", "acme"))["lines"]
        assert [(line["client"], line["sharing"]) for line in mine] == [("acme", ["east", "north", "west"])]

    def test_policy(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Another shipped policy is chosen by name."""
        printed = run(capsys, "statement", file, "--as-of", "2024-02-01", "--policy", "partner-of-record")
        assert printed.splitlines()[-1] == "No partner has credit on this day."

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--as-of", "2024-02-30"], "not a day: '2024-02-30'; expected YYYY-MM-DD, such as 2024-03-01"),
            (["--as-of", "2024-02-01", "--partner", "nort"], "did you mean 'north'?"),
            (["--as-of", "2024-02-01", "--client", "ACME"], "unknown client 'ACME'"),
            (["--as-of", "2024-02-01", "--policy", "all"], "invalid choice: 'all'"),
            ([], "the following arguments are required: --as-of"),
        ],
    )
    def test_refusals(self, capsys: pytest.CaptureFixture[str], file: str, arguments: list[str], said: str) -> None:
        """Bad usage is refused on standard error with what was expected."""
        assert said in refusal(capsys, "statement", file, *arguments)


class TestTimeline:
    """``managed-mrr timeline``."""

    def test_pair(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """The history of one pair is a row for every segment."""
        printed = run(capsys, "timeline", file, "--partner", "north", "--client", "acme", "--format", "csv")
        rows = [row[2:6] for row in csv.reader(io.StringIO(printed))]
        assert rows[1:] == [
            ["2024-01-15", "2024-01-20", "USD", "1000.00"],
            ["2024-01-20", "2024-03-15", "USD", "333.33"],
        ]

    def test_all(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Without a pair all timelines are shown, by partner and client."""
        printed = json.loads(run(capsys, "timeline", file, "--format", "json"))
        pairs = [(each["partner"], each["client"]) for each in printed["timelines"]]
        assert pairs == [("east", "acme"), ("north", "acme"), ("west", "acme"), ("west", "bolt")]
        assert printed["timelines"][3]["segments"] == [
            {
                "start": "2024-02-01",
                "end": "2024-04-01",
                "credit": {"amount": "0.00", "exact": "0", "currency": "BRL"},
                "points": None,
                "sharing": ["west"],
            }
        ]

    @pytest.mark.parametrize(
        ("chosen", "count"), [(["--partner", "west"], 2), (["--client", "acme"], 3), (["--partner", "north"], 1)]
    )
    def test_filters(self, capsys: pytest.CaptureFixture[str], file: str, chosen: list[str], count: int) -> None:
        """A partner or a client alone narrows the pairs."""
        printed = json.loads(run(capsys, "timeline", file, "--format", "json", *chosen))
        assert len(printed["timelines"]) == count

    def test_table(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """By default the segments are a table."""
        printed = run(capsys, "timeline", file, "--partner", "west", "--client", "bolt").splitlines()
        assert printed[0] == "Managed MRR credit over time"
        assert printed[-1].split() == ["west", "bolt", "2024-02-01", "2024-04-01", "BRL", "0.00", "unknown"]

    @pytest.mark.parametrize("unknown", [["--partner", "x"], ["--client", "x"], ["--partner", "x", "--client", "acme"]])
    def test_unknown(self, capsys: pytest.CaptureFixture[str], file: str, unknown: list[str]) -> None:
        """An id that nobody has is bad input."""
        assert "'x'" in refusal(capsys, "timeline", file, *unknown)


class TestExplain:
    """``managed-mrr explain``."""

    def test_text(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """The explanation names the answer, the reason and the record."""
        printed = run(capsys, "explain", file, "--as-of", "2024-03-15", "--partner", "north", "--client", "acme")
        assert printed.startswith("no   north has no credit for acme on 2024-03-15 (servicing)\n")
        assert "ann's blog publish of 2024-01-15: expired on 2024-03-15, today (A14)  [activities[0] (a1)]" in printed

    def test_full(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """The text folds what goes on and on, unless all of it is wanted."""
        busy = mm.managed_client(
            "north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, day) for day in range(1, 21)]
        )
        path = tmp_path / "busy.json"
        mm.write_portfolio(busy, path)
        asked = ["explain", str(path), "--as-of", "2024-02-01", "--partner", "north", "--client", "acme"]
        assert "and 15 more" in run(capsys, *asked)
        assert run(capsys, *asked, "--full").count("blog publish") == 20

    def test_json(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As JSON the explanation is the whole tree."""
        asked = ["--as-of", "2024-02-01", "--partner", "north", "--client", "acme", "--format", "json"]
        root = json.loads(run(capsys, "explain", file, *asked))
        assert (root["holds"], root["value"]["exact"]) == (True, "1000/3")
        assert [part["rule"] for part in root["parts"]] == [
            "AllOf",
            "RecurringRevenue",
            "EvenSplit",
            "CurrencyToPoints",
        ]
        live = root["parts"][0]["parts"][0]
        assert (live["value"], live["threshold"], live["steady"]) == (
            1,
            1,
            {"start": "2024-01-15", "end": "2024-03-15"},
        )
        assert [part["rule"] for part in live["parts"]] == ["ManagedRelationship", "Activity"]
        assert live["parts"][1]["cites"] == [{"path": "activities[0]", "id": "a1"}]


class TestCheck:
    """``managed-mrr check``."""

    def test_formats(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """The remarks come as text, JSON or CSV; they are no errors."""
        assert run(capsys, "check", file).startswith(
            "client-without-subscription: clients[1]: bolt has no subscription"
        )
        remarks = json.loads(run(capsys, "check", file, "--format", "json"))["remarks"]
        assert [each["code"] for each in remarks] == ["client-without-subscription", "currency-without-rate"]
        assert len(run(capsys, "check", file, "--format", "csv").splitlines()) == 3

    def test_errors(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A file with errors is refused with every one of them."""
        path = tmp_path / "bad.json"
        path.write_text('{"format": "managed-mrr/1", "partners": [{"id": 1}], "clints": []}')
        said = refusal(capsys, "check", str(path)).splitlines()
        assert said[0] == "managed-mrr: the portfolio has 3 problems:"
        assert len(said) == 4

    def test_no_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A file that cannot be read is named, with the reason."""
        assert refusal(capsys, "check", "nowhere.json") == (
            "managed-mrr: cannot read nowhere.json: No such file or directory\n"
        )

    def test_standard_input(
        self, capsys: pytest.CaptureFixture[str], file: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A dash stands for standard input."""
        text = io.TextIOWrapper(io.BytesIO(Path(file).read_bytes()))
        monkeypatch.setattr(sys, "stdin", text)
        assert "currency-without-rate" in run(capsys, "check", "-")


class TestProgram:
    """The command as other programs call it."""

    def program(self, *arguments: str, **options: str) -> "subprocess.CompletedProcess[str]":
        """Run the command in an interpreter of its own."""
        return subprocess.run(
            [sys.executable, "-m", "managed_mrr", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **options},
        )

    def test_demo(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The demo shows the shipped example's statement, also as a module of Python."""
        printed = self.program("demo")
        assert (printed.returncode, printed.stderr) == (0, "")
        assert printed.stdout == run(capsys, "demo")
        assert printed.stdout.startswith("Managed MRR credit as of ")

    def test_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Asking for help succeeds and lists the commands."""
        printed = run(capsys, "--help")
        assert all(command in printed for command in ("statement", "timeline", "explain", "check", "demo"))

    def test_no_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Without a command the usage is shown as an error."""
        assert "usage: managed-mrr" in refusal(capsys)

    def test_as_module(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As a module of Python it ends with the command's own code."""
        monkeypatch.setattr(sys, "argv", ["managed-mrr", "statement", file, "--as-of", "soon"])
        with pytest.raises(SystemExit) as ended:
            runpy.run_module("managed_mrr", run_name="__main__")
        assert ended.value.code == 2
        assert "not a day: 'soon'" in capsys.readouterr().err

    def test_nobody_reads(self, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
        """Writing into a pipe that nobody reads any more succeeds, and so does closing it."""
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w", encoding="utf-8") as pipe:
            monkeypatch.setattr(sys, "stdout", pipe)
            assert cli.main(["timeline", file]) == 0

    def test_ascii_terminal(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        """A character that the terminal does not have is named."""
        path = tmp_path / "umlaut.json"
        mm.write_portfolio(mm.managed_client("nörd", "acme", start=date(2024, 1, 1), of_record=True), path)
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
        asked = ["timeline", str(path), "--policy", "partner-of-record"]
        assert cli.main(asked) == 2
        assert capsys.readouterr().err == "managed-mrr: this terminal cannot show '\xf6'; set PYTHONUTF8=1\n"

    def test_closed_pipe(self, file: str) -> None:
        """A reader that stops early, as head does, is no error."""
        command = f"{sys.executable} -m managed_mrr timeline {file} | head -n 1"
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")

    def test_narrow_terminal(self, tmp_path: Path) -> None:
        """What a terminal cannot show is refused by name, and JSON can always be shown."""
        path = tmp_path / "umlaut.json"
        mm.write_portfolio(
            mm.managed_client("nörd", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 2)]), path
        )
        asked = ["statement", str(path), "--as-of", "2024-01-03"]
        table = self.program(*asked, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert (table.returncode, table.stdout) == (2, "")
        assert table.stderr == "managed-mrr: this terminal cannot show '\\xf6'; set PYTHONUTF8=1\n"
        data = self.program(*asked, "--format", "json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        assert json.loads(data.stdout)["lines"][0]["partner"] == "nörd"
