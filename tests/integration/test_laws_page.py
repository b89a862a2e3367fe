"""The pages about the book of laws: what they say is broken, and how, is what is found."""

import doctest
import re
from pathlib import Path
from typing import Any

from managed_mrr import hubspot
from managed_mrr.testing import LAWS, check_laws

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "how-to" / "test-your-own-implementation.md").read_text(encoding="utf-8")
REFERENCE = (DOCS / "reference" / "api" / "testing.md").read_text(encoding="utf-8")


def test_the_tests_shown_are_those_found() -> None:
    """The guide shows the very tests that are given for the mistakes it plants."""
    blocks = re.findall(r"^```python\n(.*?)\n```$", GUIDE, re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    for block in blocks:
        if not doctest.DocTestParser().get_examples(block) and "def test_" not in block:
            exec(block, names)  # noqa: S102 -- the page's own functions
    found = {}
    for law, evaluate, window in (("split-conserves", "cut", 60), ("expires-at-the-window", "my_evaluate", 61)):
        names["WINDOW"] = window
        (violation,) = check_laws(names[evaluate], laws=[law], strict=False).violations
        assert violation.said in GUIDE
        found[law] = violation.test
    assert [block for block in blocks if block.startswith("from datetime import date\n")] == list(found.values())


def test_the_reference_has_every_law() -> None:
    """The reference has a row for each law, with its sentence, its clauses, and the policies it is true of."""
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \| (.*?) \| (.*?) \|$", REFERENCE, re.MULTILINE)
    expected = [
        (
            law.name,
            law.sentence,
            ", ".join(law.clauses),
            "all" if law.policies == {*hubspot.POLICIES} else ", ".join(sorted(law.policies, reverse=True)),
        )
        for law in LAWS.values()
    ]
    assert rows[: len(expected)] == expected
