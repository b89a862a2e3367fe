"""datalogic-py: two compiled rules in JsonLogic."""

from datalogic_py import Engine

from benchmarks.columnar.decisions.asking import ACTIONS, TOOLS, answer


def _is(name: str, *words: str) -> dict[str, object]:
    return {"in": [{"var": name}, [*words]]}


QUALIFIES = {
    "or": [
        {"and": [_is("tool", "blog"), _is("action", "publish")]},
        {"and": [_is("tool", *TOOLS), _is("action", *ACTIONS)]},
    ]
}
ENGINE = Engine()
COUNTS = ENGINE.compile({"and": [QUALIFIES, {"var": "active_here"}, {"var": "active_there"}, {"var": "linked"}]})
SERVES = ENGINE.compile({"and": [{"<": [{"var": "days"}, 60]}, {"var": "agreement"}]})

if __name__ == "__main__":
    answer(COUNTS.evaluate, SERVES.evaluate)
