"""Writing: situations become cases, cases become the files of a version."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from managed_mrr.conformance import CaseReading, Lines, lines_data
from managed_mrr.conformance.corpus import CASES_FORMAT, INDEX_FORMAT
from managed_mrr.files import portfolio_to_json
from managed_mrr.testing.corpus.situation import Situation, history

__all__ = ["cases_of", "index_text", "topic_text", "write_version"]


def __dir__() -> list[str]:
    return __all__


def write_version(
    situations: Iterable[Situation], folder: Path, *, version: int, say: Callable[[str], object] = str
) -> None:
    """
    Write the files of a version: one for each topic, and the index.

    Args:
        situations: What becomes its cases.
        folder: A new folder.
        version: Its number.
        say: Is told of each file.

    Raises:
        FileExistsError: The folder exists; what is released is never written again.
    """
    folder.mkdir(parents=True)
    topics: dict[str, list[dict[str, Any]]] = {}
    for situation in situations:
        for case in cases_of(situation):
            topics.setdefault(situation.topic, []).append(case)
    texts = {topic: topic_text(topic, told) for topic, told in topics.items()}
    for topic, text in texts.items():
        (folder / f"{topic}.json").write_text(text, encoding="utf-8", newline="\n")
        say(f"{topic}.json: {len(topics[topic]):,} cases, {len(text):,} bytes")
    (folder / "index.json").write_text(index_text(topics, texts, version), encoding="utf-8", newline="\n")


def cases_of(situation: Situation) -> Iterator[dict[str, Any]]:
    """
    The cases of a situation: one for each reading by which there is any line.

    By the first of its readings a case is made even if there is never a line, for that is its answer.

    Examples:
        >>> from managed_mrr.testing.corpus.activities import activity_situations
        >>> [case["id"] for case in cases_of(next(activity_situations()))][:2]
        ['activities/window/of-2024-01-15', 'activities/window/of-2024-01-15/partner-of-record']
    """
    for number, reading in enumerate(situation.readings):
        lived = history(situation.portfolio, situation.days, reading)
        if any(lived.values()) or number == 0:
            yield _case(situation, reading, lived)


def _case(situation: Situation, reading: CaseReading, lived: dict[date, Lines]) -> dict[str, Any]:
    suffix = "" if reading == CaseReading() else f"/{reading}".replace(", ", ",").replace(" ", "-")
    return {
        "id": f"{situation.topic}/{situation.name}{suffix}",
        "title": situation.title,
        "clauses": list(situation.clauses),
        "boundaries": list(situation.boundaries),
        **reading.as_data(),
        "portfolio": json.loads(portfolio_to_json(situation.portfolio)),
        "expected": [{"as_of": day.isoformat(), "lines": lines_data(lived[day])} for day in situation.days],
    }


def topic_text(topic: str, told: Sequence[dict[str, Any]]) -> str:
    """
    The file of a topic: a key of a case, a list of records, and a day each on a line of its own.

    Examples:
        >>> print(topic_text("people", []), end="")
        {"format":"managed-mrr-conformance/1","topic":"people","cases":[
        <BLANKLINE>
        ]}
    """
    start = f'{{"format":{_json(CASES_FORMAT)},"topic":{_json(topic)},"cases":['
    return start + "\n" + ",\n".join(map(_case_text, told)) + "\n]}\n"


def _case_text(case: dict[str, Any]) -> str:
    portfolio = ",\n".join(f"{_json(name)}:{_json(records)}" for name, records in case["portfolio"].items())
    days = ",\n".join(map(_json, case["expected"]))
    head = [f"{_json(key)}:{_json(value)}" for key, value in case.items() if key not in ("portfolio", "expected")]
    return "{" + ",\n".join([*head, f'"portfolio":{{{portfolio}}}', f'"expected":[\n{days}]']) + "}"


def index_text(topics: dict[str, list[dict[str, Any]]], texts: dict[str, str], version: int) -> str:
    """
    The index of a version: how much is in its files, their SHA-256, and what they cover.

    Examples:
        >>> '"version": 3' in index_text({}, {}, 3)
        True
    """
    every = [case for told in topics.values() for case in told]
    told = {
        "format": INDEX_FORMAT,
        "version": version,
        "totals": _totals(every),
        "files": [
            {
                "file": f"{topic}.json",
                "topic": topic,
                "sha256": hashlib.sha256(texts[topic].encode()).hexdigest(),
                **_totals(cases),
            }
            for topic, cases in topics.items()
        ],
        "coverage": {
            "clauses": _counted((clause for case in every for clause in case["clauses"]), _clause_order),
            "policies": _counted((str(CaseReading.from_data(case)) for case in every), str),
            "boundaries": _counted((kind for case in every for kind in case["boundaries"]), str),
        },
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _totals(told: Sequence[dict[str, Any]]) -> dict[str, int]:
    days = [day for case in told for day in case["expected"]]
    return {"cases": len(told), "days": len(days), "lines": sum(len(day["lines"]) for day in days)}


def _counted(words: Iterable[str], order: Callable[[str], Any]) -> dict[str, int]:
    counts = Counter(words)
    return {word: counts[word] for word in sorted(counts, key=order)}


def _clause_order(clause: str) -> tuple[str, int]:
    return clause[0], int(clause[1:])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
