import json
from datetime import date
from pathlib import Path

import pytest

import managed_mrr as mm
from managed_mrr import cli

TIERS = """
format = "managed-mrr-tiers/1"
[[tables]]
tiers = [{name = "gold", total = 100}, {name = "platinum", total = 250}]
[[sold]]
partner = "north"
points = 70
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A portfolio file, and a tier file."""
    acme = mm.managed_client("north", "acme", start=date(2024, 1, 1), price=9000, activities=[date(2024, 1, 15)])
    bolt = mm.managed_client("east", "bolt", start=date(2024, 1, 1), price=9000)
    mm.write_portfolio(acme | bolt, tmp_path / "portfolio.json")
    (tmp_path / "tiers.toml").write_text(TIERS, encoding="utf-8")
    return str(tmp_path / "portfolio.json"), str(tmp_path / "tiers.toml")


def run(capsys: pytest.CaptureFixture[str], files: tuple[str, str], *more: str) -> str:
    """What the command prints about one partner."""
    portfolio, tiers = files
    assert cli.main(["tier", portfolio, "--tiers", tiers, "--partner", "north", *more]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


class TestTier:
    def test_as_of_a_day(self, capsys: pytest.CaptureFixture[str], files: tuple[str, str]) -> None:
        """With a day it prints the standing, as text or as data."""
        assert run(capsys, files, "--as-of", "2024-02-01").startswith(
            "Tier of north as of 2024-02-01 (servicing): gold"
        )
        assert json.loads(run(capsys, files, "--as-of", "2024-02-01", "--format", "json"))["tier"] == "gold"

    def test_over_time(self, capsys: pytest.CaptureFixture[str], files: tuple[str, str]) -> None:
        """Without a day it prints when the tier changes."""
        assert "2024-01-15  2024-03-15  gold" in run(capsys, files)
        assert len(json.loads(run(capsys, files, "--format", "json"))["segments"]) == 3

    def test_reach(self, capsys: pytest.CaptureFixture[str], files: tuple[str, str]) -> None:
        """It prints what would reach a tier on a day."""
        wanted = ("--reach", "platinum", "--as-of", "2024-02-01")
        assert "bolt      USD 9,000.00   90.00" in run(capsys, files, *wanted)
        assert json.loads(run(capsys, files, *wanted, "--format", "json"))["reached"]

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            (["--reach", "platinum"], "managed-mrr: --reach is about one day: expected --as-of; add it\n"),
            (
                ["--reach", "platnum", "--as-of", "2024-02-01"],
                (
                    "managed-mrr: unknown tier 'platnum': expected the id of a tier in the table; "
                    "did you mean 'platinum'?\n"
                ),
            ),
        ],
    )
    def test_refuses(
        self, capsys: pytest.CaptureFixture[str], files: tuple[str, str], more: list[str], message: str
    ) -> None:
        """A goal without a day, and a tier that is not in the table, are bad input."""
        portfolio, tiers = files
        assert cli.main(["tier", portfolio, "--tiers", tiers, "--partner", "north", *more]) == 2
        printed = capsys.readouterr()
        assert (printed.out, printed.err) == ("", message)
