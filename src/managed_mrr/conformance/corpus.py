"""Corpus: the cases as they are shipped, read from their files."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import attrs

from managed_mrr.amounts import Money
from managed_mrr.conformance.answers import lines_from_data
from managed_mrr.conformance.readings import CaseReading
from managed_mrr.errors import ManagedMRRError
from managed_mrr.evidence import Portfolio
from managed_mrr.files import portfolio_from_json
from managed_mrr.statement import Line

__all__ = [
    "ANSWERS_FORMAT",
    "CASES_FORMAT",
    "INDEX_FORMAT",
    "VERSIONS",
    "Case",
    "ConformanceError",
    "Expectation",
    "case_from_data",
    "cases",
    "corpus_files",
    "index",
]


def __dir__() -> list[str]:
    return __all__


CASES_FORMAT = "managed-mrr-conformance/1"
"""The name of the format of a file of cases, which the file states."""

INDEX_FORMAT = "managed-mrr-conformance-index/1"
"""The name of the format of the index of a version."""

ANSWERS_FORMAT = "managed-mrr-conformance-answers/1"
"""The name of the format in which another program gives its answers."""

VERSIONS = (1,)
"""The versions of the corpus that are shipped; the files of a version never change."""


class ConformanceError(ManagedMRRError, ValueError):
    """
    A version of the corpus does not exist, was altered, or a file of answers does not belong to it.

    Examples:
        >>> try:
        ...     index(version=99)
        ... except ConformanceError as error:
        ...     print(error)
        version 99 of the corpus: expected one of 1
    """


@attrs.frozen
class Expectation:
    """
    The lines that are right on one day.

    Attributes:
        as_of: The day.
        lines: All lines of the day, by partner, then client.

    Examples:
        >>> Expectation(date(2024, 3, 15), ())
        Expectation(as_of=datetime.date(2024, 3, 15), lines=())
    """

    as_of: date
    lines: tuple[Line, ...]


@attrs.frozen(kw_only=True)
class Case:
    """
    A portfolio, a reading of the programme, and the lines it gives on some days.

    Attributes:
        id: The topic and a name, which stay the same in every later version.
        title: What it shows, in one sentence.
        clauses: The clauses it rests on; none where nothing in particular is shown.
        boundaries: The kinds of boundary whose two sides are among its days.
        reading: The policy, and the readings of it.
        portfolio: The evidence.
        expected: The right answer on each of its days, in order.

    Examples:
        >>> case = cases()[0]
        >>> case.reading.policy, case.expected[0].as_of.year > 2000
        ('servicing', True)
    """

    id: str
    title: str
    clauses: tuple[str, ...]
    boundaries: tuple[str, ...]
    reading: CaseReading
    portfolio: Portfolio
    expected: tuple[Expectation, ...]


@cache
def index(version: int = 1) -> Mapping[str, Any]:
    """
    The index of a version: its files with their SHA-256, how much is in them, and what they cover.

    Raises:
        ConformanceError: There is no such version.

    Examples:
        >>> sorted(index())
        ['coverage', 'files', 'format', 'totals', 'version']
    """
    if version not in VERSIONS:
        msg = f"version {version} of the corpus: expected one of {', '.join(map(str, VERSIONS))}"
        raise ConformanceError(msg)
    told: Mapping[str, Any] = json.loads(_folder(version).joinpath("index.json").read_bytes())
    return told


def corpus_files(version: int = 1) -> Iterator[tuple[str, bytes]]:
    """
    The files of a version by name, the index first, each checked against it.

    Raises:
        ConformanceError: There is no such version, or a file is not as it was released.

    Examples:
        >>> [name for name, _ in corpus_files()][:2]
        ['index.json', 'scenarios.json']
    """
    told = index(version)
    yield "index.json", _folder(version).joinpath("index.json").read_bytes()
    for each in told["files"]:
        content = _folder(version).joinpath(each["file"]).read_bytes()
        yield each["file"], _unaltered(content, each)


@cache
def cases(version: int = 1) -> tuple[Case, ...]:
    """
    All cases of a version, in the order of its files.

    Raises:
        ConformanceError: There is no such version, or a file is not as it was released.

    Examples:
        >>> len(cases()) == index()["totals"]["cases"]
        True
    """
    texts = [content for name, content in corpus_files(version) if name != "index.json"]
    return tuple(case_from_data(each) for text in texts for each in json.loads(text)["cases"])


def case_from_data(told: Mapping[str, Any]) -> Case:
    """A case from its JSON object in a file of the corpus."""
    return Case(
        id=told["id"],
        title=told["title"],
        clauses=tuple(told["clauses"]),
        boundaries=tuple(told["boundaries"]),
        reading=CaseReading.from_data(told),
        portfolio=portfolio_from_json(json.dumps(told["portfolio"])),
        expected=tuple(
            Expectation(date.fromisoformat(each["as_of"]), _lines(each["lines"], told["id"]))
            for each in told["expected"]
        ),
    )


def _lines(told: object, place: str) -> tuple[Line, ...]:
    return tuple(
        Line(partner, client, Money(credit, currency), points, sharing)
        for (partner, client), (credit, currency, points, sharing) in lines_from_data(told, place).items()
    )


def _unaltered(content: bytes, told: Mapping[str, Any]) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != told["sha256"]:
        msg = f"{told['file']} of the corpus has SHA-256 {found}: expected {told['sha256']}; install the package anew"
        raise ConformanceError(msg)
    return content


def _folder(version: int) -> Traversable:
    return files("managed_mrr.conformance").joinpath(f"v{version}")
