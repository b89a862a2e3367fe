"""The command that tells the lowest and the highest credit, and the one that tells what was assumed."""

import json
from datetime import date
from pathlib import Path

import pytest

from managed_mrr import cli, hubspot, managed_client, write_portfolio

ACME = managed_client("north", "acme", start=date(2024, 1, 1), price=1000, activities=[date(2024, 1, 1)])


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A portfolio file with one activity."""
    path = tmp_path / "portfolio.json"
    write_portfolio(ACME, path)
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints."""
    assert cli.main(arguments) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


class TestRange:
    def test_table(self, file: str, capsys: pytest.CaptureFixture[str]) -> None:
        """The table has the lowest, the highest, and what decides."""
        text = run(capsys, "range", file, "--as-of", "2024-03-01", "--question", "window", "--question", "rates")
        assert text.splitlines()[0].endswith("over 4 readings of 2 questions")
        assert text.splitlines()[3] == "north    acme    USD       no line   no line  1,000.00   10.00  window"

    def test_json(self, file: str, capsys: pytest.CaptureFixture[str]) -> None:
        """As JSON it asks all questions unless some are named."""
        data = json.loads(run(capsys, "range", file, "--as-of", "2024-03-01", "--client", "acme", "--format", "json"))
        assert data["lines"][0]["alone"] == ["window"]
        assert len(data["questions"]) == 14

    def test_unknown(self, file: str, capsys: pytest.CaptureFixture[str]) -> None:
        """A question that is not asked is bad input."""
        assert cli.main(["range", file, "--as-of", "2024-03-01", "--question", "windw"]) == 2
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err == "managed-mrr: policy 'servicing' does not ask 'windw'; did you mean 'window'?\n"


class TestAssumptions:
    def test_below_the_table(self, file: str, capsys: pytest.CaptureFixture[str]) -> None:
        """What was assumed stands below the table if asked for, however the table is cut."""
        plain = run(capsys, "statement", file, "--as-of", "2024-02-01")
        assert "Assumed" not in plain
        for more in ((), ("--by-subscription",)):
            text = run(capsys, "statement", file, "--as-of", "2024-02-01", "--assumptions", *more)
            told = text.partition("\nAssumed:\n")[2].splitlines()
            assert told[0] == "  window: Is day 60 after an activity still inside? (A14) no"
            assert len(told) == len(hubspot.SERVICING.questions)

    def test_json(self, file: str, capsys: pytest.CaptureFixture[str]) -> None:
        """JSON always has it."""
        statement = json.loads(run(capsys, "statement", file, "--as-of", "2024-02-01", "--format", "json"))
        history = json.loads(run(capsys, "timeline", file, "--format", "json"))
        assert statement["assumptions"] == history["assumptions"]
        assert statement["assumptions"]["minimum_activity"] == "none"
