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


def scenario(folder: Path, *changes: dict[str, str], **more: str) -> str:
    """A scenario file with some changes."""
    path = folder / "scenario.json"
    path.write_text(json.dumps({"format": "managed-mrr-scenario/1", **more, "changes": changes}), encoding="utf-8")
    return str(path)


LEAVES = {"change": "leaves", "employee": "ann", "on": "2024-02-01"}


@pytest.fixture
def leaving(tmp_path: Path) -> str:
    """A scenario file in which one partner loses its only employee."""
    return scenario(tmp_path, LEAVES, name="ann goes")


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

    def test_by_subscription(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Asked by subscription, a line opens into its parts, each with its prices."""
        asked = ["--as-of", "2024-02-01", "--partner", "west", "--by-subscription"]
        assert run(capsys, "statement", file, *asked).splitlines() == [
            "Managed MRR credit by subscription as of 2024-02-01 (servicing)",
            "partner  client  subscription       currency  list price  net price    counts  credit a month   points",
            "-------  ------  -----------------  --------  ----------  ---------  --------  --------------  -------",
            "west     acme    acme-subscription  USD         1,000.00   1,000.00  1,000.00          333.33     3.33",
            "west     bolt                       BRL                                  0.00            0.00  unknown",
        ]
        printed = json.loads(run(capsys, "statement", file, *asked, "--format", "json"))
        assert [part["subscription"] for part in printed["subscriptions"]] == ["acme-subscription", None]
        rows = list(csv.DictReader(io.StringIO(run(capsys, "statement", file, *asked, "--format", "csv"))))
        assert [(row["net_price_exact"], row["credit_exact"]) for row in rows] == [("1000", "1000/3"), ("", "0")]


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


class TestWhyNot:
    """``managed-mrr why-not``."""

    ASKED = ("--partner", "north", "--client", "acme", "--as-of")

    def test_text(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """What fails is told with the near miss, and then every repair step by step."""
        assert run(capsys, "why-not", file, *self.ASKED, "2024-03-15").splitlines() == [
            "north has no credit for acme on 2024-03-15 (servicing)",
            "  ran out (A14, A15, A19): the last activity expired today: ann's blog publish of 2024-01-15",
            "repair: from 2024-03-15 USD 333.33 a month, 3.33 points:",
            "  perform a qualifying activity at acme, such as blog publish [ann; A7, A14]",
        ]

    def test_json(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As JSON the credit a repair brings is exact, shared with those who have it."""
        printed = json.loads(run(capsys, "why-not", file, *self.ASKED, "2024-03-15", "--format", "json"))
        assert (printed["verdict"], printed["shortfalls"][0]["clauses"]) == ("ran out", ["A14", "A15", "A19"])
        (repair,) = printed["repairs"]
        assert (repair["effective"], repair["credit"]["exact"]) == ("2024-03-15", "1000/3")
        assert [step["who"] for step in repair["steps"]] == ["ann"]

    def test_policy(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Another policy asks for something else."""
        asked = [*self.ASKED, "2024-03-15", "--policy", "partner-of-record"]
        assert "name north partner of record [acme; B2, B9]" in run(capsys, "why-not", file, *asked)

    def test_credit(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Where there is credit after all, that is said; it is no error."""
        assert run(capsys, "why-not", file, *self.ASKED, "2024-02-15") == (
            "north has USD 333.33 credit a month for acme on 2024-02-15 (servicing)\n"
        )

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--partner", "nort", "--client", "acme", "--as-of", "2024-03-15"], "did you mean 'north'?"),
            (["--partner", "north", "--client", "acmee", "--as-of", "2024-03-15"], "did you mean 'acme'?"),
            (["--partner", "north", "--as-of", "2024-03-15"], "the following arguments are required: --client"),
            ([*ASKED, "soon"], "not a day: 'soon'; expected YYYY-MM-DD, such as 2024-03-01"),
            ([*ASKED, "2024-03-15", "--format", "csv"], "invalid choice: 'csv'"),
        ],
    )
    def test_refusals(self, capsys: pytest.CaptureFixture[str], file: str, arguments: list[str], said: str) -> None:
        """One pair and one day must be named, and be there."""
        assert said in refusal(capsys, "why-not", file, *arguments)


class TestExpiring:
    """``managed-mrr expiring``."""

    def test_table(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """By default the next 30 days are looked at, and what is at stake is summed up below."""
        assert run(capsys, "expiring", file, "--as-of", "2024-03-01").splitlines() == [
            "Lines that end within 30 days of 2024-03-01, if nothing new happens (servicing)",
            "ends on     partner  client  currency  credit a month  points  last day to act  kept by",
            "----------  -------  ------  --------  --------------  ------  ---------------  -------",
            "2024-03-15  north    acme    USD               333.33    3.33  2024-03-15       ann",
            "2024-03-20  east     acme    USD               333.33    3.33  2024-03-20       eve",
            "2024-03-20  west     acme    USD               333.33    3.33  2024-03-20       wim",
            "at stake for east: USD 333.33; 3.33 points",
            "at stake for north: USD 333.33; 3.33 points",
            "at stake for west: USD 333.33; 3.33 points",
        ]

    @pytest.mark.parametrize(
        ("within", "clients"), [("18", []), ("19", ["acme"]), ("30", ["acme"]), ("31", ["acme", "bolt"])]
    )
    def test_json(self, capsys: pytest.CaptureFixture[str], file: str, within: str, clients: list[str]) -> None:
        """As JSON the lines of a partner that end in the time asked for, the last of the days included."""
        asked = ["--as-of", "2024-03-01", "--partner", "west", "--within", within, "--format", "json"]
        printed = json.loads(run(capsys, "expiring", file, *asked))
        assert printed["within"] == int(within)
        assert [each["client"] for each in printed["expiring"]] == clients

    def test_csv(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As CSV a line is a row."""
        asked = ["--as-of", "2024-03-01", "--within", "14", "--format", "csv"]
        (row,) = csv.DictReader(io.StringIO(run(capsys, "expiring", file, *asked)))
        assert (row["expires_on"], row["partner"], row["employees"]) == ("2024-03-15", "north", "ann")

    def test_calendar(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As a calendar every line is an event on its last day to act."""
        printed = run(capsys, "expiring", file, "--as-of", "2024-03-01", "--format", "calendar")
        assert printed.startswith("BEGIN:VCALENDAR\r\n")
        assert printed.endswith("END:VCALENDAR\r\n")
        assert [line for line in printed.splitlines() if line.startswith("DTSTART")] == [
            "DTSTART;VALUE=DATE:20240315",
            "DTSTART;VALUE=DATE:20240320",
            "DTSTART;VALUE=DATE:20240320",
        ]

    def test_none(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Where no line ends, also on the last day there is, that is said."""
        printed = run(capsys, "expiring", file, "--as-of", "9999-12-31", "--within", "99999")
        assert printed.splitlines()[-1] == "No line ends in this time."

    @pytest.mark.parametrize(
        "within", ["0", "-1", "1.5", "٣", "100000", "month", "9" * 5000], ids=lambda within: within[:6]
    )
    def test_bad_number(self, capsys: pytest.CaptureFixture[str], file: str, within: str) -> None:
        """How soon is a whole number of days, at least one and not endless."""
        assert f"not a number of days: {within!r}; expected a whole number from 1 to 99999" in refusal(
            capsys, "expiring", file, "--as-of", "2024-03-01", "--within", within
        )

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--as-of", "2024-03-01", "--partner", "nort"], "unknown partner 'nort'"),
            (["--within", "30"], "the following arguments are required: --as-of"),
            (["--as-of", "2024-03-01", "--client", "acme"], "unrecognized arguments: --client acme"),
        ],
    )
    def test_refusals(self, capsys: pytest.CaptureFixture[str], file: str, arguments: list[str], said: str) -> None:
        """A day must be named, and a partner be there."""
        assert said in refusal(capsys, "expiring", file, *arguments)


class TestRenewals:
    """``managed-mrr renewals``."""

    def test_table(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """By default the next 90 days are looked at, and what rides is summed up below."""
        assert run(capsys, "renewals", file, "--as-of", "2024-02-01").splitlines() == [
            "Subscriptions that end or renew within 90 days of 2024-02-01 (servicing)",
            "on          what    client  subscription       partner  currency  credit a month  points",
            "----------  ------  ------  -----------------  -------  --------  --------------  ------",
            "2024-03-01  renews  acme    acme-subscription  east     USD               333.33    3.33",
            "2024-03-01  renews  acme    acme-subscription  north    USD               333.33    3.33",
            "2024-03-01  renews  acme    acme-subscription  west     USD               333.33    3.33",
            "renews for east: USD 333.33; 3.33 points",
            "renews for north: USD 333.33; 3.33 points",
            "renews for west: USD 333.33; 3.33 points",
        ]

    @pytest.mark.parametrize(("within", "found"), [("28", 0), ("29", 1)])
    def test_json(self, capsys: pytest.CaptureFixture[str], file: str, within: str, found: int) -> None:
        """As JSON what comes for one partner in the time asked for, the last of the days included."""
        asked = ["--as-of", "2024-02-01", "--partner", "west", "--within", within, "--format", "json"]
        printed = json.loads(run(capsys, "renewals", file, *asked))
        assert printed["within"] == int(within)
        assert [[part["partner"] for part in each["riding"]] for each in printed["renewals"]] == [["west"]] * found

    def test_csv(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As CSV a partner is a row, also under another policy, by which it may be nobody."""
        asked = ["--as-of", "2024-02-01", "--policy", "partner-of-record", "--format", "csv"]
        (row,) = csv.DictReader(io.StringIO(run(capsys, "renewals", file, *asked)))
        assert (row["on"], row["kind"], row["partner"], row["credit"]) == ("2024-03-01", "renews", "", "")

    def test_calendar(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As a calendar every subscription is an event on its day."""
        printed = run(capsys, "renewals", file, "--as-of", "2024-02-01", "--format", "calendar")
        assert [line for line in printed.splitlines() if line.startswith("DTSTART")] == ["DTSTART;VALUE=DATE:20240301"]

    def test_none(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Where nothing comes, that is said."""
        printed = run(capsys, "renewals", file, "--as-of", "9999-12-31", "--within", "99999")
        assert printed.splitlines()[-1] == "No subscription ends or renews in this time."

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--as-of", "2024-02-01", "--partner", "nort"], "unknown partner 'nort'"),
            (["--within", "30"], "the following arguments are required: --as-of"),
            (["--as-of", "2024-02-01", "--within", "0"], "not a number of days: '0'"),
        ],
    )
    def test_refusals(self, capsys: pytest.CaptureFixture[str], file: str, arguments: list[str], said: str) -> None:
        """A day must be named, a partner be there, and the number of days be at least one."""
        assert said in refusal(capsys, "renewals", file, *arguments)


class TestChanges:
    """``managed-mrr changes``."""

    DAYS = ("--start", "2024-02-15", "--end", "2024-03-20")

    def test_table(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Every movement has its day, kind and cause, and they add up to what is said below."""
        title, columns, _, *rows = run(capsys, "changes", file, *self.DAYS, "--partner", "east").splitlines()
        assert title == "What changed between 2024-02-15 and 2024-03-20 (servicing)"
        assert " ".join(columns.split()) == "on partner client subscription kind cause currency credit points"
        assert [" ".join(row.split()) for row in rows] == [
            "2024-03-15 east acme acme-subscription up number of sharing partners USD +166.67 +1.67",
            "2024-03-20 east acme acme-subscription lost activity lapsed USD -500.00 -5.00",
            "east: USD -333.33; -3.33 points",
        ]

    def test_waterfall(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As a waterfall the causes lead from one balance to the other, the largest first."""
        asked = [*self.DAYS, "--partner", "east", "--client", "acme", "--format", "waterfall"]
        assert run(capsys, "changes", file, *asked).splitlines() == [
            "What changed between 2024-02-15 and 2024-03-20 (servicing)",
            "partner  unit    step                         change  balance",
            "-------  ------  --------------------------  -------  -------",
            "east     USD     2024-02-15                            333.33",
            "east     USD     activity lapsed             -500.00  -166.67",
            "east     USD     number of sharing partners  +166.67     0.00",
            "east     USD     2024-03-20                              0.00",
            "east     points  2024-02-15                              3.33",
            "east     points  activity lapsed               -5.00    -1.67",
            "east     points  number of sharing partners    +1.67     0.00",
            "east     points  2024-03-20                              0.00",
        ]

    def test_json(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As JSON the movements are exact, and so are their sums."""
        printed = json.loads(run(capsys, "changes", file, *self.DAYS, "--format", "json"))
        movements = printed["movements"]
        assert [each["credit"]["exact"] for each in movements] == ["500/3", "-1000/3", "500/3", "-500", "-500"]
        assert [each["kind"] for each in movements] == ["up", "lost", "up", "lost", "lost"]
        assert {each["partner"]: each["credit"][0]["exact"] for each in printed["totals"]} == dict.fromkeys(
            ("east", "north", "west"), "-1000/3"
        )

    def test_csv(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """As CSV a movement is a row."""
        printed = run(capsys, "changes", file, *self.DAYS, "--client", "acme", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(printed)))
        assert [row["on"] for row in rows] == ["2024-03-15"] * 3 + ["2024-03-20"] * 2
        assert rows[1]["cause"] == "activity lapsed"

    def test_same_day(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """Between a day and itself nothing changed."""
        printed = run(capsys, "changes", file, "--start", "2024-03-15", "--end", "2024-03-15")
        assert printed.splitlines()[-1] == "Nothing changed."

    def test_wrong_way_round(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """A start after the end is refused, with what to do."""
        assert refusal(capsys, "changes", file, "--start", "2024-03-15", "--end", "2024-02-20") == (
            "managed-mrr: start 2024-03-15 is after end 2024-02-20: "
            "expected a start on or before the end; swap the two\n"
        )

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ([*DAYS, "--partner", "nort"], "did you mean 'north'?"),
            ([*DAYS, "--client", "acmee"], "did you mean 'acme'?"),
            (["--start", "2024-02-15"], "the following arguments are required: --end"),
            (["--start", "2024-02-15", "--end", "never"], "argument --end: not a day: 'never'"),
            ([*DAYS, "--format", "calendar"], "invalid choice: 'calendar'"),
        ],
    )
    def test_refusals(self, capsys: pytest.CaptureFixture[str], file: str, arguments: list[str], said: str) -> None:
        """Two days must be named, and whoever is named must be there."""
        assert said in refusal(capsys, "changes", file, *arguments)


class TestWhatIf:
    """``managed-mrr what-if``."""

    def test_over_time(self, capsys: pytest.CaptureFixture[str], file: str, leaving: str) -> None:
        """Without a day every run of days on which a line would be another is shown."""
        assert run(capsys, "what-if", file, leaving).splitlines() == [
            "What would be different: ann goes: ann leaves on 2024-02-01",
            "partner  client  start       end         currency  as it is  as it would be  difference  points",
            "-------  ------  ----------  ----------  --------  --------  --------------  ----------  ------",
            "east     acme    2024-02-01  2024-03-15  USD         333.33          500.00     +166.67   +1.67",
            "north    acme    2024-02-01  2024-03-15  USD         333.33               –     -333.33   -3.33",
            "west     acme    2024-02-01  2024-03-15  USD         333.33          500.00     +166.67   +1.67",
        ]

    def test_as_of(self, capsys: pytest.CaptureFixture[str], file: str, leaving: str) -> None:
        """As of a day the causes are told, and what they add up to."""
        asked = ["what-if", file, leaving, "--as-of", "2024-02-10", "--partner", "north", "--client", "acme"]
        printed = run(capsys, *asked).splitlines()
        assert printed[0] == "What would be different as of 2024-02-10: ann goes: ann leaves on 2024-02-01"
        assert printed[3].endswith("relationship ended -333.33")
        assert printed[4:] == ["north: USD -333.33; -3.33 points"]

    def test_json(self, capsys: pytest.CaptureFixture[str], file: str, leaving: str) -> None:
        """As JSON both sides of every difference are exact; a line that would be gone is null."""
        printed = json.loads(run(capsys, "what-if", file, leaving, "--format", "json"))
        assert (printed["scenario"], printed["policy"]) == ("ann goes: ann leaves on 2024-02-01", "servicing")
        east, north, _ = printed["differences"]
        assert (east["before"]["credit"]["exact"], east["after"]["credit"]["exact"]) == ("1000/3", "500")
        assert (north["after"], north["credit"]["exact"]) == (None, "-1000/3")

    def test_json_as_of(self, capsys: pytest.CaptureFixture[str], file: str, leaving: str) -> None:
        """As JSON of a day the causes are movements, and there are totals."""
        asked = ["what-if", file, leaving, "--as-of", "2024-02-10", "--client", "acme", "--format", "json"]
        printed = json.loads(run(capsys, *asked))
        assert [(each["partner"], each["cause"]) for each in printed["movements"]] == [
            ("east", "number of sharing partners"),
            ("north", "relationship ended"),
            ("west", "number of sharing partners"),
        ]
        assert [each["points"]["exact"] for each in printed["totals"]] == ["5/3", "-10/3", "5/3"]

    @pytest.mark.parametrize(("day", "column"), [([], "start"), (["--as-of", "2024-02-10"], "cause")])
    def test_csv(
        self, capsys: pytest.CaptureFixture[str], file: str, leaving: str, day: list[str], column: str
    ) -> None:
        """As CSV a difference is a row, and of a day every cause."""
        rows = list(csv.DictReader(io.StringIO(run(capsys, "what-if", file, leaving, *day, "--format", "csv"))))
        assert [row["partner"] for row in rows] == ["east", "north", "west"]
        assert all(row[column] for row in rows)

    def test_another_policy(self, capsys: pytest.CaptureFixture[str], file: str, tmp_path: Path) -> None:
        """A scenario may be another policy, and nothing else."""
        asked = ["what-if", file, scenario(tmp_path, policy="combined"), "--as-of", "2024-02-10", "--partner", "north"]
        printed = run(capsys, *asked).splitlines()
        assert printed[0].endswith(": under policy combined")
        assert printed[3].endswith("partner of record -333.33")

    def test_no_difference(self, capsys: pytest.CaptureFixture[str], file: str, tmp_path: Path) -> None:
        """A scenario that changes nothing makes no difference, and that is said."""
        printed = run(capsys, "what-if", file, scenario(tmp_path))
        assert printed.splitlines()[-1] == "No line would be different on any day."

    def test_standard_input(
        self, capsys: pytest.CaptureFixture[str], file: str, leaving: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The portfolio may come from standard input."""
        expected = run(capsys, "what-if", file, leaving)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(file).read_bytes())))
        assert run(capsys, "what-if", "-", leaving) == expected

    def test_scenario_from_standard_input(
        self, capsys: pytest.CaptureFixture[str], file: str, leaving: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The scenario may come from standard input, if the portfolio does not."""
        expected = run(capsys, "what-if", file, leaving)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(leaving).read_bytes())))
        assert run(capsys, "what-if", file, "-") == expected
        assert refusal(capsys, "what-if", "-", "-") == (
            "managed-mrr: FILE and SCENARIO are both '-': expected standard input for one of them; "
            "name a file for the other\n"
        )

    def test_broken_standard_input(
        self, capsys: pytest.CaptureFixture[str], file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Standard input that cannot be read is named as it was given."""
        with (tmp_path / "only written").open("w", encoding="utf-8") as unreadable:
            monkeypatch.setattr(sys, "stdin", unreadable)
            assert refusal(capsys, "what-if", file, "-").startswith("managed-mrr: cannot read -: ")

    def test_contradiction(self, capsys: pytest.CaptureFixture[str], file: str, tmp_path: Path) -> None:
        """A scenario that contradicts the evidence is refused, with the nearest day and the change it is about."""
        twice = scenario(tmp_path, LEAVES, {**LEAVES, "on": "2024-03-01"})
        assert refusal(capsys, "what-if", file, twice).splitlines() == [
            (
                "managed-mrr: employee 'ann' has no user on or after 2024-03-01: expected a day before the end of one; "
                "the nearest period is [2024-01-01, 2024-02-01)"
            ),
            "  changes[1]: ann leaves on 2024-03-01",
        ]

    def test_unknown_in_scenario(self, capsys: pytest.CaptureFixture[str], file: str, tmp_path: Path) -> None:
        """A scenario about somebody who is not there is refused, with the nearest and the change."""
        assert refusal(capsys, "what-if", file, scenario(tmp_path, {**LEAVES, "employee": "anm"})).splitlines() == [
            "managed-mrr: unknown employee 'anm': expected the id of an employee in the evidence; did you mean 'ann'?",
            "  changes[0]: anm leaves on 2024-02-01",
        ]

    def test_bad_scenario(self, capsys: pytest.CaptureFixture[str], file: str, tmp_path: Path) -> None:
        """A scenario file with errors is refused with every one of them."""
        bad = scenario(tmp_path, {**LEAVES, "change": "leave"}, {**LEAVES, "on": "2024-02-30"})
        assert refusal(capsys, "what-if", file, bad).splitlines() == [
            "managed-mrr: the scenario has 2 problems:",
            "  changes[0].change: got 'leave', expected a kind of change; did you mean 'leaves'?",
            "  changes[1].on: got '2024-02-30', expected a day that exists; 2024-02 has 29 days",
        ]

    def test_portfolio_for_scenario(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """A portfolio file in the place of the scenario is told by its format."""
        assert "format: got 'managed-mrr/1', expected 'managed-mrr-scenario/1'" in refusal(
            capsys, "what-if", file, file
        )

    def test_not_text(self, capsys: pytest.CaptureFixture[str], file: str, tmp_path: Path) -> None:
        """A scenario file that is no text is refused as such."""
        path = tmp_path / "noise.json"
        path.write_bytes(b"\x9c\x00")
        said = refusal(capsys, "what-if", file, str(path))
        assert said.startswith("managed-mrr: the scenario has 1 problem:\n  (file): got 'byte 0x9c', expected text")

    def test_no_file(self, capsys: pytest.CaptureFixture[str], file: str, leaving: str) -> None:
        """Of the two files the one that cannot be read is named, with the reason."""
        missing = "managed-mrr: cannot read nowhere.json: No such file or directory\n"
        assert refusal(capsys, "what-if", file, "nowhere.json") == missing
        assert refusal(capsys, "what-if", "nowhere.json", leaving) == missing
        assert refusal(capsys, "what-if", file, ".") == "managed-mrr: cannot read .: Is a directory\n"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--partner", "nort"], "did you mean 'north'?"),
            (["--client", "acmee"], "did you mean 'acme'?"),
            (["--as-of", "2024-02-30"], "not a day: '2024-02-30'"),
            (["--format", "waterfall"], "invalid choice: 'waterfall'"),
        ],
    )
    def test_refusals(
        self, capsys: pytest.CaptureFixture[str], file: str, leaving: str, arguments: list[str], said: str
    ) -> None:
        """Whoever is named must be there, and a day must exist."""
        assert said in refusal(capsys, "what-if", file, leaving, *arguments)

    def test_no_scenario(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """A scenario file must be named."""
        assert "the following arguments are required: SCENARIO" in refusal(capsys, "what-if", file)


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
        commands = [line.split()[0] for line in printed.splitlines() if line.startswith("    ") and line[4] != " "]
        assert " ".join(commands) == (
            "statement range timeline explain check why-not expiring renewals changes what-if tier policy "
            "witness impact demo"
        )

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


class TestPolicy:
    """``managed-mrr policy``, and policy files wherever a policy is named."""

    def test_text(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It shows every value of a policy, and its hash."""
        lines = run(capsys, "policy", "combined").splitlines()
        assert lines[0] == "Policy combined"
        assert "split                                                         undivided" in lines
        assert lines[-1] == f"hash {mm.policy_hash(mm.hubspot.COMBINED)}"

    @pytest.mark.parametrize("written", ["toml", "json"])
    def test_file(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, file: str, written: str) -> None:
        """What it prints is a policy file, and such a file may stand wherever a policy is named."""
        path = tmp_path / f"p.{written}"
        path.write_text(run(capsys, "policy", "combined", "--format", written), encoding="utf-8")
        assert mm.read_policy(path) == mm.hubspot.COMBINED
        assert run(capsys, "policy", str(path)) == run(capsys, "policy", "combined")
        asked = ["statement", file, "--as-of", "2024-02-01", "--format", "json", "--policy"]
        printed = json.loads(run(capsys, *asked, str(path)))
        named = json.loads(run(capsys, *asked, "combined"))
        assert (printed["lines"], printed["policy_hash"]) == (named["lines"], mm.policy_hash(mm.hubspot.COMBINED))

    def test_brief(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A brief file leaves out what goes without saying."""
        printed = json.loads(run(capsys, "policy", "servicing", "--format", "json", "--brief"))
        assert list(printed) == ["format", "kind", "name", "eligibility"]

    def test_diff(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It tells what differs in another policy."""
        asked = ["policy", "servicing", "--diff", "partner-of-record"]
        assert "credit is undivided instead of divided evenly" in run(capsys, *asked)
        printed = json.loads(run(capsys, *asked, "--format", "json"))
        assert printed["after"] == {
            "policy": "partner-of-record",
            "policy_hash": mm.policy_hash(mm.hubspot.PARTNER_OF_RECORD),
        }
        assert printed["differences"][-1] == {
            "place": "split",
            "name": "split",
            "before": "divided evenly",
            "after": "undivided",
            "sentence": "credit is undivided instead of divided evenly",
            "clauses": ["A5", "B2"],
            "period": {"start": None, "end": None},
        }
        assert (printed["differences"][0]["after"], printed["differences"][1]["before"]) == (None, None)

    def test_refusals(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, file: str) -> None:
        """An unknown policy is refused with the nearest, and a bad policy file with its problems."""
        assert "did you mean 'servicing'?" in refusal(capsys, "policy", "servicin")
        assert "expected servicing, partner-of-record, combined, or a policy file" in refusal(capsys, "policy", "x")
        path = tmp_path / "p.toml"
        assert f"cannot read {path}: No such file" in refusal(capsys, "policy", str(path))
        path.write_text("a = 1", encoding="utf-8")
        asked = ["statement", file, "--as-of", "2024-02-01", "--policy", str(path)]
        assert "the policy has 1 problem:\n  kind: got None" in refusal(capsys, *asked)

    def test_check(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """It tells what is legal in a policy, but suspicious; that cannot be a policy file."""
        path = tmp_path / "never.toml"
        never = mm.hubspot.SERVICING.requiring(~mm.LiveActivity())
        mm.write_policy(never, path)
        assert run(capsys, "policy", str(path), "--check").rstrip("\n") == str(mm.check(never))
        printed = json.loads(run(capsys, "policy", str(path), "--check", "--format", "json"))
        assert printed["remarks"][0]["code"] == "rule-never-holds"
        assert refusal(capsys, "policy", str(path), "--check", "--format", "toml") == (
            "managed-mrr: --check cannot be printed as toml: expected --format text or json\n"
        )
        both = ["--check", "--diff", "servicing"]
        assert "argument --diff: not allowed with argument --check" in refusal(capsys, "policy", str(path), *both)


@pytest.fixture
def longer(tmp_path: Path) -> str:
    """A policy file by which an activity counts one day longer."""
    path = tmp_path / "longer.toml"
    policy = mm.hubspot.SERVICING.with_(name="longer", window=mm.ExpiryWindow(days=61))
    mm.write_policy(policy, path)
    return str(path)


class TestWitness:
    """``managed-mrr witness``."""

    def test_found(self, capsys: pytest.CaptureFixture[str], longer: str) -> None:
        """The situation is told, and what differs in it."""
        first, *_, last = run(capsys, "witness", "servicing", longer).splitlines()
        assert first == "servicing and longer differ on one ordinary client"
        assert last.split()[:5] == ["north", "acme", "2024-03-11", "2024-03-12", "USD"]

    def test_json(self, capsys: pytest.CaptureFixture[str], longer: str, tmp_path: Path) -> None:
        """As JSON the evidence is that of a portfolio file, in which the policies do differ."""
        printed = json.loads(run(capsys, "witness", "servicing", longer, "--format", "json"))
        assert (printed["a"]["policy"], printed["b"]["policy"], printed["departures"]) == ("servicing", "longer", [])
        assert [(each["start"], each["before"]) for each in printed["differences"]] == [("2024-03-11", None)]
        path = tmp_path / "witness.json"
        path.write_text(json.dumps(printed["portfolio"]), encoding="utf-8")
        asked = ["statement", str(path), "--as-of", "2024-03-11", "--format", "json", "--policy"]
        lines = [json.loads(run(capsys, *asked, policy))["lines"] for policy in ("servicing", longer)]
        assert [len(each) for each in lines] == [0, 1]

    def test_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Where there is none it says how far it looked, which may be narrowed."""
        asked = ["witness", "servicing", "servicing", "--departures"]
        assert "do not differ in any of 1 situations" in run(capsys, *asked, "0")
        printed = json.loads(run(capsys, *asked, "1", "--format", "json"))
        assert (printed["portfolio"], printed["differences"], printed["most"]) == (None, [], 1)
        assert printed["tried"] == 1 + printed["ways"]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["servicing"], "the following arguments are required: B"),
            (["servicing", "combine"], "argument B: invalid choice: 'combine'"),
            (
                ["servicing", "combined", "--departures", "10"],
                "not a number of departures: '10'; expected a whole number from 0 to 9",
            ),
            (["servicing", "combined", "--departures", "-1"], "--departures"),
            (["servicing", "nowhere.toml"], "managed-mrr: cannot read nowhere.toml: No such file or directory"),
        ],
    )
    def test_refusals(self, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
        """Two policies must be named, and the departures be few."""
        assert said in refusal(capsys, "witness", *arguments)


class TestImpact:
    """``managed-mrr impact``."""

    def test_table(self, capsys: pytest.CaptureFixture[str], file: str, longer: str) -> None:
        """Every run of days on which somebody gains or loses is shown with why, and below it who does."""
        printed = run(capsys, "impact", "servicing", longer, file, "--client", "acme").splitlines()
        title, _, _, *rows, gains, losses = printed
        assert title == "longer in place of servicing"
        assert [row.split()[:6] for row in rows] == [
            ["east", "acme", "2024-03-15", "2024-03-16", "USD", "-166.67"],
            ["east", "acme", "2024-03-20", "2024-03-21", "USD", "+500.00"],
            ["north", "acme", "2024-03-15", "2024-03-16", "USD", "+333.33"],
            ["west", "acme", "2024-03-15", "2024-03-16", "USD", "-166.67"],
            ["west", "acme", "2024-03-20", "2024-03-21", "USD", "+500.00"],
        ]
        assert all(row.endswith("  eligibility.rules[0].window.days") for row in rows)
        assert gains == "east gains at acme; north gains at acme; west gains at acme"
        assert losses == "east loses at acme; west loses at acme"

    def test_json(self, capsys: pytest.CaptureFixture[str], file: str, longer: str) -> None:
        """As JSON both sides of every change are exact, with who is better off and by which values."""
        asked = ["impact", "servicing", longer, file, "--partner", "east", "--format", "json"]
        printed = json.loads(run(capsys, *asked))
        assert (printed["before"]["policy"], printed["after"]["policy"]) == ("servicing", "longer")
        first, second = printed["changes"]
        assert (first["gain"], first["after"]["credit"]["exact"]) == (-1, "1000/3")
        assert (second["gain"], second["before"]) == (1, None)
        assert second["because"] == ["eligibility.rules[0].window.days"]

    def test_csv(self, capsys: pytest.CaptureFixture[str], file: str, longer: str) -> None:
        """As CSV a change is a row."""
        printed = run(capsys, "impact", "servicing", longer, file, "--partner", "north", "--format", "csv")
        (row,) = csv.DictReader(io.StringIO(printed))
        assert (row["before_exact"], row["after_exact"], row["credit_exact"]) == ("", "1000/3", "1000/3")
        assert row["because"] == "eligibility.rules[0].window.days"

    def test_none(self, capsys: pytest.CaptureFixture[str], file: str) -> None:
        """In place of itself a policy changes nothing, and that is said."""
        printed = run(capsys, "impact", "servicing", "servicing", file)
        assert printed.splitlines()[-1] == "Nobody gains and nobody loses, on any day."

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--partner", "nort"], "did you mean 'north'?"),
            (["--client", "acmee"], "did you mean 'acme'?"),
            (["--policy", "combined"], "unrecognized arguments: --policy combined"),
        ],
    )
    def test_refusals(self, capsys: pytest.CaptureFixture[str], file: str, arguments: list[str], said: str) -> None:
        """Whoever is named must be there, and the two policies are all that is named."""
        assert said in refusal(capsys, "impact", "servicing", "combined", file, *arguments)
