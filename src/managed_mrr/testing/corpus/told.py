"""Told: the situations of scenario files, asked about by every policy on the days around everything that changes."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from managed_mrr.conformance import CaseReading
from managed_mrr.files import portfolio_from_json
from managed_mrr.testing.corpus.situation import EVERY_POLICY, Situation, around, changes

__all__ = ["told_situations"]


def __dir__() -> list[str]:
    return __all__


def told_situations(folder: Path) -> Iterator[Situation]:
    """
    A situation for each scenario file in a folder and each reading in which the corpus can ask and anything changes.

    Args:
        folder: With scenario files, ``*.toml``, in it or further down.
    """
    for path in sorted(folder.rglob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        text = json.dumps({"format": "managed-mrr/1", **told["situation"]}, default=date.isoformat)
        portfolio = portfolio_from_json(text)
        checked = {day for check in told["checks"] for day in _several(check["on"])}
        for reading in _readings(told["checks"]):
            found = changes(portfolio, reading)
            if found:
                yield Situation(
                    topic="scenarios",
                    name=f"{path.parent.name}/{path.stem}",
                    title=told["title"],
                    clauses=(told["clause"],),
                    boundaries=(),
                    portfolio=portfolio,
                    days=tuple(sorted({*checked, *around(found)})),
                    readings=(reading,),
                )


def _readings(checks: Iterable[Mapping[str, Any]]) -> list[CaseReading]:
    """The policies in their usual reading, and the further readings the checks have, in order."""
    further = {
        _reading(policy, check["reading"]): None
        for check in checks
        if check.get("reading", {}).keys() - {"window", "minimum", "activity_outlives_employee"} == set()
        and "reading" in check
        for policy in _several(check.get("policy", "servicing"))
    }
    return [*EVERY_POLICY, *further]


def _reading(policy: str, told: Mapping[str, Any]) -> CaseReading:
    minimum = told.get("minimum")
    return CaseReading(
        policy=policy,
        window=told.get("window", 60),
        minimum=minimum and (minimum["count"], minimum["within"]),
        activity_outlives_employee=told.get("activity_outlives_employee", True),
    )


def _several(value: Any) -> list[Any]:  # noqa: ANN401 -- as the files have it
    return value if isinstance(value, list) else [value]
