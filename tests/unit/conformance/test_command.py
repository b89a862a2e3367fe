"""The corpus for other programs, from the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from managed_mrr.conformance import corpus_files
from managed_mrr.conformance.__main__ import main

NONE = {"format": "managed-mrr-conformance-answers/1", "version": 1, "answers": []}


class TestMain:
    def test_write(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """All files of the corpus are written as they are, with the schema, and each is told of on the error output."""
        assert main(["--write", str(tmp_path / "deep" / "corpus")]) == 0
        written = {path.name: path.read_bytes() for path in (tmp_path / "deep" / "corpus").iterdir()}
        assert "$defs" in json.loads(written.pop("conformance.schema.json"))
        assert written == dict(corpus_files())
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "index.json: " in printed.err

    def test_check(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Answers that leave something out fail, of only the policies that are asked for."""
        file = tmp_path / "answers.json"
        file.write_text(json.dumps(NONE), encoding="utf-8")
        assert main(["--check", str(file), "--policy", "combined"]) == 1
        assert "days have no answer" in capsys.readouterr().out

    def test_check_right(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Right answers end with 0; here to all of the cases, copied from them."""
        told = [
            {"id": case["id"], "answers": case["expected"]}
            for name, content in corpus_files()
            if name != "index.json"
            for case in json.loads(content)["cases"]
        ]
        file = tmp_path / "answers.json"
        file.write_text(json.dumps({**NONE, "answers": told}), encoding="utf-8")
        assert main(["--check", str(file)]) == 0
        assert capsys.readouterr().out.endswith(" days: all as expected\n")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"{", "Expecting property name"),
            (b"{}", "no file of answers"),
            (b'"\xff"', "codec can't decode"),
        ],
    )
    def test_unreadable(self, content: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A file that is not one of answers ends with 2 and says why."""
        file = tmp_path / "answers.json"
        file.write_bytes(content)
        assert main(["--check", str(file)]) == 2
        assert message in capsys.readouterr().err

    def test_as_a_program(self) -> None:
        """`python -m managed_mrr.conformance` is the program that the documentation names."""
        run = [sys.executable, "-m", "managed_mrr.conformance", "--help"]
        assert "--write DIR" in subprocess.run(run, check=True, capture_output=True, text=True).stdout
