"""Asking: the cases from a file, decided one after the other; all that an engine's own environment needs."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

__all__ = ["ACTIONS", "TOOLS", "Facts", "answer", "answer_together", "answer_with"]

Facts = Mapping[str, object]
Decide = Callable[[Facts], object]

TOOLS = (
    "ads",
    "calls_to_action",
    "contacts",
    "crm",
    "email",
    "forms",
    "landing_pages",
    "lists",
    "reports",
    "social",
    "website_pages",
    "workflows",
)
ACTIONS = ("create", "edit", "publish")
"""What qualifies; and publishing in the tool blog."""


def answer(counts: Decide, serves: Decide) -> None:
    """
    Decide all cases of the file that the command line names, and print the answers and the microseconds of each.

    Args:
        counts: Whether an activity counts: ``tool``, ``action``, ``active_here``, ``active_there``, ``linked``.
        serves: Whether a partner serves a client on a day: ``days`` since the last attributed activity of the
            relationship, ``agreement``.
    """
    answer_with(_cases(), counts, serves)


def answer_with(
    cases: Mapping[str, Sequence[Any]], counts: Callable[[Any], object], serves: Callable[[Any], object]
) -> None:
    """Decide cases of any kind, and print the same."""
    found = {name: _decided(decide, cases[name]) for name, decide in (("counts", counts), ("serves", serves))}
    json.dump(found, sys.stdout)


def answer_together(decide: Callable[[str, Sequence[Facts]], Sequence[object]]) -> None:
    """
    Decide all cases at once, and print the same.

    Args:
        decide: The answers to one of the two questions, given by its name.
    """
    found = {}
    for name, cases in _cases().items():
        decide(name, cases[:100])
        start = perf_counter()
        answers = decide(name, cases)
        found[name] = _told(perf_counter() - start, answers)
    json.dump(found, sys.stdout)


def _cases() -> dict[str, list[Facts]]:
    cases: dict[str, list[Facts]] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    return cases


def _told(seconds: float, answers: Sequence[object]) -> dict[str, object]:
    return {"microseconds": seconds / len(answers) * 1e6, "answers": [bool(each) for each in answers]}


def _decided(decide: Callable[[Any], object], cases: Sequence[Any]) -> dict[str, object]:
    for facts in cases[:100]:
        decide(facts)
    start = perf_counter()
    answers = [decide(facts) for facts in cases]
    return _told(perf_counter() - start, answers)
