import io
from pathlib import Path

import pytest

from managed_mrr.errors import PortfolioError, Problem
from managed_mrr.files.excerpts import WrittenNumber
from managed_mrr.files.text import RepeatedKeys, json_values, text_of


def problem_of(text: str) -> Problem:
    """The one problem of a text that is not JSON."""
    with pytest.raises(PortfolioError) as raised:
        json_values(text)
    (problem,) = raised.value.problems
    return problem


class TestTextOf:
    def test_byte_order_mark(self, tmp_path: Path) -> None:
        """A byte order mark is passed over, in bytes and in text."""
        (tmp_path / "marked.json").write_bytes(b"\xef\xbb\xbf{}")
        assert text_of(tmp_path / "marked.json") == "{}"
        assert text_of(io.StringIO("\ufeff{}")) == "{}"

    @pytest.mark.parametrize("content", [b'{\n"caf\xe9": 1}', b'{"x": 1,\r\n"c\xc3"}'])
    def test_not_utf8(self, content: bytes) -> None:
        """Bytes that are not UTF-8 are one problem that names the byte and its place."""
        with pytest.raises(PortfolioError) as raised:
            text_of(io.BytesIO(content))
        (problem,) = raised.value.problems
        assert problem.path == ""
        assert problem.value in ("byte 0xe9", "byte 0xc3")
        assert problem.expected == "text in UTF-8"
        place = "byte 5" if problem.value == "byte 0xe9" else "byte 3"
        assert problem.hint == f"line 2, {place} of it: save the file as UTF-8"

    def test_file_open_as_text(self) -> None:
        """A file open as text that is not UTF-8 has the same problem."""
        with pytest.raises(PortfolioError, match="got 'byte 0xff', expected text in UTF-8"):
            text_of(io.TextIOWrapper(io.BytesIO(b"\xff\xfe{}"), encoding="utf-8"))


class TestJsonValues:
    def test_syntax(self) -> None:
        """Where a text stops being JSON, the line, the column and what stands there are told."""
        problem = problem_of('{"format": "managed-mrr/1",\n "partners": [}')
        assert (problem.path, problem.value, problem.expected) == ("", "}", "JSON")
        assert problem.hint.startswith("line 2, column 15: ")

    def test_cut_off(self) -> None:
        """A text that ends too early is told apart from one with a wrong character."""
        assert problem_of("").value == "the end of the file"
        assert problem_of("[").value == "the end of the file"

    @pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
    def test_hostile_nesting(self, text: str) -> None:
        """Nesting that would exhaust the interpreter is a problem like any other."""
        assert str(problem_of(text)) == (
            "(file): got 'lists and objects nested too deeply', "
            "expected at most five levels, as in a portfolio; take out what is nested deeper"
        )

    def test_numbers(self) -> None:
        """Short integers are numbers; all others keep their digits."""
        digits = "9" * 40
        values = json_values(f"[0, -{digits}, 1{digits}, 8.0, 1e5, NaN, -Infinity, {'7' * 5000}]")
        assert isinstance(values, list)
        assert values[:2] == [0, -int(digits)]
        assert [type(value) for value in values] == [int, int, *[WrittenNumber] * 6]
        assert [value.text for value in values[2:7]] == [f"1{digits}", "8.0", "1e5", "NaN", "-Infinity"]

    def test_repeated_keys(self) -> None:
        """An object says which of its keys stand more than once, and has the last value of each."""
        values = json_values('{"a": 1, "b": 2, "a": 3, "c": {"d": 1}}')
        assert isinstance(values, RepeatedKeys)
        assert values == {"a": 3, "b": 2, "c": {"d": 1}}
        assert values.repeated == {"a"}
        assert type(values["c"]) is dict
