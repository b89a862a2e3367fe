"""The tables that lead from each clause to what implements it, to its scenarios and to its tests; writes them anew."""

import ast
import importlib
import inspect
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from managed_mrr import hubspot

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
API = ROOT / "docs" / "reference" / "api"
PAGE = ROOT / "docs" / "reference" / "clauses.md"

CLAUSES: dict[str, dict[str, str]] = tomllib.loads((ROOT / "docs" / "clauses.toml").read_text(encoding="utf-8"))
"""What each clause says, and what its implementation cannot say of itself."""

CITED = re.compile(r"\b([AB])(\d{1,2})(?: to [AB](\d{1,2}))?\b")

HEADING = """\
| Id | What it says | What implements it | Scenarios | Tests |
| --- | --- | --- | --- | --- |
"""


def cited(text: str) -> set[str]:
    """The clauses that a text names, those of a range such as A9 to A16 one by one."""
    return {
        f"{source}{number}"
        for source, first, last in CITED.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def documented() -> dict[str, Any]:
    """Every class and function that the reference tells, and their methods, by the name it tells them by."""
    found: dict[str, Any] = {}
    for text in (page.read_text(encoding="utf-8") for page in sorted(API.glob("*.md"))):
        for name in re.findall(r"^\.\. auto(?:class|function):: ([\w.]+)", text, re.MULTILINE):
            module, _, attribute = name.rpartition(".")
            found[name] = getattr(importlib.import_module(module), attribute)
            if inspect.isclass(found[name]):
                methods = inspect.getmembers(found[name], inspect.isfunction)
                found |= {f"{name}.{own}": each for own, each in methods if own in vars(found[name])}
    return found


DOCUMENTED = documented()


def decides(name: str, clause: str) -> bool:
    """Whether this is a rule of the clause: a class that carries it."""
    carried = getattr(DOCUMENTED[name], "clauses", ())
    return isinstance(carried, tuple) and clause in carried


def answers(name: str, clause: str) -> bool:
    """Whether the docstring has the clause in its section of clauses."""
    said = inspect.getdoc(DOCUMENTED[name]) or ""
    section = re.search(r"^Clause:\n((?:    .*\n?)+)", said, re.MULTILINE)
    return section is not None and clause in cited(section[1])


def reference(name: str) -> str:
    """A link to what the reference tells."""
    role = "class" if inspect.isclass(DOCUMENTED[name]) else "meth" if name.split(".")[-2][0].isupper() else "func"
    return f"{{py:{role}}}`~{name}`"


def implementation(clause: str) -> str:
    """What implements a clause: its rules, what is said by hand, what else answers to it, what it leaves open."""
    note = CLAUSES[clause].get("note", "")
    rules = [name for name in DOCUMENTED if decides(name, clause)]
    others = [name for name in DOCUMENTED if answers(name, clause) and name not in rules and f"`~{name}`" not in note]
    asked = {each.name: each for policy in hubspot.POLICIES.values() for each in policy.questions}
    open_questions = [f"`{name}`" for name, each in asked.items() if clause in each.clauses]
    parts = [
        ", ".join(map(reference, rules)),
        note,
        f"{'also ' if rules or note else ''}{', '.join(map(reference, others))}" if others else "",
        f"open: {', '.join(open_questions)}" if open_questions else "",
    ]
    return "; ".join(filter(None, parts))


def scenarios(clause: str) -> Iterator[str]:
    """The scenarios of a clause, those in the folder of its source first."""
    files = (TESTS / "scenarios").rglob("*.toml")
    own = [file for file in files if tomllib.loads(file.read_text(encoding="utf-8"))["clause"] == clause]
    for file in sorted(own, key=lambda each: (len(each.parent.name), each)):
        yield f"`{file.parent.name}/{file.stem}`"


def citations(module: Path) -> set[str]:
    """The clauses that the docstrings of a test module cite."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    nodes = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    return {clause for node in nodes if isinstance(node, kinds) for clause in cited(ast.get_docstring(node) or "")}


CITATIONS = {
    module: citations(module)
    for folder in ("properties", "unit", "integration")
    for module in sorted((TESTS / folder).rglob("test_*.py"))
}


def own_tests(names: Iterable[str]) -> Iterator[Path]:
    """The test modules of the modules in which things are made, or of the packages these are in."""
    for name in (name for name in names if name in DOCUMENTED):
        *folders, module = DOCUMENTED[name].__module__.split(".")[1:]
        yield TESTS / "unit" / Path(*folders) / f"test_{module}.py"
        yield from (TESTS / "unit" / f"test_{each}.py" for each in (*folders, module))


def tests(clause: str) -> Iterator[str]:
    """The test modules of a clause: the laws, then the tests of its rules and others that cite it."""
    rules = [name for name in DOCUMENTED if decides(name, clause)]
    noted = re.findall(r"`~([\w.]+)`", CLAUSES[clause].get("note", ""))
    own = set(own_tests([*rules, *noted]))
    for module, clauses in CITATIONS.items():
        if clause in clauses or module in own:
            yield f"`{module.relative_to(TESTS).with_suffix('').as_posix()}`"


def row(clause: str) -> list[str]:
    """The cells of a clause."""
    return [
        clause,
        CLAUSES[clause]["says"],
        implementation(clause),
        ", ".join(scenarios(clause)),
        ", ".join(tests(clause)),
    ]


def table(source: str) -> str:
    """The rows of a source."""
    rows = (row(clause) for clause in CLAUSES if clause.startswith(source))
    return HEADING + "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def page() -> str:
    """The page as it is, with its tables, that of source A and that of source B, made anew."""
    text = PAGE.read_text(encoding="utf-8")
    tables = map(table, "AB")
    return re.sub(r"^\| Id \|.*\n(?:\|.*\n)*", lambda _: f"{next(tables)}\n", text, flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
