"""What is raised for malformed evidence, policies and questions."""

import pickle

import attrs
import pytest

from managed_mrr.errors import (
    COMPARISONS,
    ManagedMRRError,
    PolicyError,
    PortfolioError,
    Problem,
    UnknownIdError,
    nearest,
    one,
)

SWAPPED = Problem("links[0].end", "2024-01-01", "a day after start 2024-02-01", "swap the two")
FORMAT = Problem("format", "managed-mrr/9", "'managed-mrr/1'")


class TestBases:
    @pytest.mark.parametrize(
        ("kind", "builtin"),
        [(PolicyError, ValueError), (UnknownIdError, LookupError), (PortfolioError, ValueError)],
    )
    def test_builtin(self, kind: type[Exception], builtin: type[Exception]) -> None:
        """Every error is this library's, and a builtin one at the same time."""
        assert issubclass(kind, ManagedMRRError)
        assert issubclass(kind, builtin)


class TestUnknownIdError:
    def test_similar(self) -> None:
        """The nearest id is suggested, in the message and as an attribute."""
        error = UnknownIdError("client", "acmee", ["acme", "bolt"])
        assert str(error) == (
            "unknown client 'acmee': expected the id of a client in the evidence; did you mean 'acme'?"
        )
        assert (error.kind, error.value, error.known, error.nearest) == (
            "client",
            "acmee",
            ("acme", "bolt"),
            "acme",
        )

    def test_article(self) -> None:
        """A kind that begins with a vowel has its own article."""
        assert str(UnknownIdError("employee", "anm", ["ann"])) == (
            "unknown employee 'anm': expected the id of an employee in the evidence; did you mean 'ann'?"
        )

    def test_nothing_similar(self) -> None:
        """Where no id is similar, that is said."""
        error = UnknownIdError("partner", "zzz", iter(["north"]))
        assert str(error) == (
            "unknown partner 'zzz': expected the id of a partner in the evidence; the evidence has no similar partner"
        )
        assert error.nearest is None

    def test_pickle(self) -> None:
        """The error survives being sent to another process."""
        error = UnknownIdError("client", "acmee", ["acme", "bolt"])
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 -- made here
        assert (str(copy), copy.known) == (str(error), error.known)


class TestProblem:
    @pytest.mark.parametrize(
        ("problem", "expected"),
        [
            (
                SWAPPED,
                "links[0].end: got '2024-01-01', expected a day after start 2024-02-01; swap the two",
            ),
            (FORMAT, "format: got 'managed-mrr/9', expected 'managed-mrr/1'"),
            (Problem("", None, "an object"), "(file): got None, expected an object"),
        ],
        ids=["hint", "no hint", "whole file"],
    )
    def test_text(self, problem: Problem, expected: str) -> None:
        """A problem is one line: the place, what stood there, what was expected, what to do."""
        assert str(problem) == expected

    def test_frozen(self) -> None:
        """A problem never changes."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            SWAPPED.hint = ""  # type: ignore[misc]


class TestPortfolioError:
    @pytest.mark.parametrize(
        ("problems", "title"),
        [([SWAPPED], "the portfolio has 1 problem:"), ([SWAPPED, FORMAT], "the portfolio has 2 problems:")],
    )
    def test_message(self, problems: list[Problem], title: str) -> None:
        """The message has every problem on a line of its own."""
        error = PortfolioError(iter(problems))
        assert error.problems == tuple(problems)
        assert str(error).splitlines() == [title, *(f"  {problem}" for problem in problems)]

    def test_pickle(self) -> None:
        """The error survives being sent to another process."""
        copy = pickle.loads(pickle.dumps(PortfolioError([SWAPPED, FORMAT])))  # noqa: S301 -- made here
        assert copy.problems == (SWAPPED, FORMAT)
        assert str(copy) == str(PortfolioError([SWAPPED, FORMAT]))


class TestOne:
    @pytest.mark.parametrize(
        ("noun", "expected"),
        [
            ("activity", "an activity"),
            ("client", "a client"),
            ("employee", "an employee"),
            ("item", "an item"),
            ("partner user", "a partner user"),
            ("subscription", "a subscription"),
        ],
    )
    def test_article(self, noun: str, expected: str) -> None:
        """Before a vowel the article is another one."""
        assert one(noun) == expected


class TestNearest:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [("clent", "client"), ("client", "client"), ("zzz", None), ("", None)],
    )
    def test_similar(self, value: str, expected: str | None) -> None:
        """The most similar word is found, or none where nothing is similar."""
        assert nearest(value, iter(["partner", "client"])) == expected

    def test_among_very_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of very many words only some are compared: those of the same first letter and about the same length."""
        compared: list[str] = []

        def compare(value: str, words: list[str], n: int) -> list[str]:
            compared.extend(words)
            return words[:n]

        monkeypatch.setattr("managed_mrr.errors.get_close_matches", compare)
        words = [f"{letter}-{index:06}" for letter in "abcd" for index in range(COMPARISONS)]
        assert nearest("c-00x00", [*words, "c-1", "c-00x01"]) == "c-000000"
        assert len(compared) == COMPARISONS
        assert {word[0] for word in compared} == {"c"}

    def test_similar_among_very_many(self) -> None:
        """The nearest one of very many is still found."""
        words = [f"other-{index:06}" for index in range(COMPARISONS)]
        assert nearest("acmee", [*words, "acme"]) == "acme"
