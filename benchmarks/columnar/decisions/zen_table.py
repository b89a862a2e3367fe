"""zen-engine: two decision tables, loaded once."""

import json
from collections.abc import Sequence

import zen

from benchmarks.columnar.decisions.asking import ACTIONS, TOOLS, Facts, answer


def _table(inputs: Sequence[str], rules: Sequence[Sequence[str]]) -> dict[str, object]:
    """A table of which the first row that fits decides."""
    rows = [
        {"_id": f"r{place}", "answer": "true", **{f"i{at}": cell for at, cell in enumerate(cells)}}
        for place, cells in enumerate(rules)
    ]
    other = {"_id": "other", "answer": "false", **{f"i{at}": "" for at in range(len(inputs))}}
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": f"i{at}", "name": name, "field": name} for at, name in enumerate(inputs)],
        "outputs": [{"id": "answer", "name": "answer", "field": "answer"}],
        "rules": [*rows, other],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b} for a, b in (("in", "table"), ("table", "out"))]
    return {"nodes": nodes, "edges": edges}


def _any(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


ABLE = ["true", "true", "true"]
TABLES = {
    "counts": _table(
        ["tool", "action", "active_here", "active_there", "linked"],
        [["'blog'", "'publish'", *ABLE], [_any(TOOLS), _any(ACTIONS), *ABLE]],
    ),
    "serves": _table(["days", "agreement"], [["< 60", "true"]]),
}
CONTENTS = {name: zen.ZenDecisionContent(json.dumps(table)) for name, table in TABLES.items()}
ENGINE = zen.ZenEngine({"loader": CONTENTS.__getitem__})


def _decided(name: str, facts: Facts) -> object:
    return ENGINE.evaluate(name, facts)["result"]["answer"]


if __name__ == "__main__":
    answer(lambda facts: _decided("counts", facts), lambda facts: _decided("serves", facts))
