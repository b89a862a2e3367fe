"""
Corpus: how the cases of :mod:`managed_mrr.conformance` are made, their answers by the reference alone.

``python -m managed_mrr.testing.corpus --scenarios tests/scenarios --version 2 DIR`` writes a new version.
"""

from collections.abc import Iterator
from pathlib import Path

from managed_mrr.testing.corpus.activities import activity_situations
from managed_mrr.testing.corpus.chance import chance_situations
from managed_mrr.testing.corpus.people import people_situations
from managed_mrr.testing.corpus.revenue import revenue_situations
from managed_mrr.testing.corpus.situation import Situation, history
from managed_mrr.testing.corpus.told import told_situations
from managed_mrr.testing.corpus.writing import write_version

__all__ = ["Situation", "every_situation", "history", "write_version"]


def __dir__() -> list[str]:
    return __all__


def every_situation(scenarios: Path, seeds: range) -> Iterator[Situation]:
    """All situations of a version: those of scenario files, those at boundaries, and those drawn from seeds."""
    yield from told_situations(scenarios)
    yield from activity_situations()
    yield from people_situations()
    yield from revenue_situations()
    yield from chance_situations(seeds)
