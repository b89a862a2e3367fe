"""Documentation: every public name is in it, and what its pages show is what happens."""

import ast
import importlib
import importlib.util
import inspect
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import managed_mrr
from managed_mrr import Cause, Verdict, checks, policy_checks
from managed_mrr.cli import main
from managed_mrr.evidence import LISTS
from managed_mrr.files import policy_schema, scenario_schema
from managed_mrr.files.formats import PORTFOLIO, ListOf, ObjectOf

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "_build" not in page.parts]

PUBLIC_MODULES = [
    "managed_mrr.amounts",
    "managed_mrr.dates",
    "managed_mrr.dates.edges",
    "managed_mrr.tables",
    "managed_mrr.evidence",
    "managed_mrr.findings",
    "managed_mrr.rules",
    "managed_mrr.rules.remedies",
    "managed_mrr.hubspot",
    "managed_mrr.repairs",
    "managed_mrr.forecast",
    "managed_mrr.what_if",
    "managed_mrr.comparison",
    "managed_mrr.ledger",
    "managed_mrr.tiers",
    "managed_mrr.readings",
    "managed_mrr.waterfall",
    "managed_mrr.checks",
    "managed_mrr.remarks",
    "managed_mrr.files",
    "managed_mrr.files.results",
    "managed_mrr.files.answers",
    "managed_mrr.files.numbers",
    "managed_mrr.files.ranges",
    "managed_mrr.columnar",
    "managed_mrr.columnar.evidence",
    "managed_mrr.example",
    "managed_mrr.conformance",
    "managed_mrr.rule_coverage",
    "managed_mrr.testing",
]

KEYWORD = inspect.Parameter.KEYWORD_ONLY

SIGNATURES = [
    found
    for page in PAGES
    for found in re.findall(r"^\.\. auto\w+:: ([\w.]+)(\(.+\))$", page.read_text(encoding="utf-8"), re.MULTILINE)
    if found[1] != "()"  # a protocol, which nobody calls
]


READ = """
import json
import sys

from sphinx.application import Sphinx

pages, made = sys.argv[1:]
sphinx = Sphinx(pages, pages, made, made, "dummy", status=None)
sphinx.build()
names = sphinx.env.domains["py"].get_objects()
print(json.dumps({name: page for name, _, _, page, _, priority in names if priority != -1}))
"""
"""Reads the documentation without writing any of it, and prints the page of each name."""


@pytest.fixture(scope="session")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The names in the documentation that are not aliases of others, each with the page that tells it."""
    pytest.importorskip("sphinx", reason="the documentation is built with Sphinx, of the group docs")
    unwatched = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    build = [sys.executable, "-c", READ, str(DOCS), str(tmp_path_factory.mktemp("docs"))]
    names: dict[str, str] = json.loads(subprocess.run(build, check=True, capture_output=True, env=unwatched).stdout)
    return names


def is_module(name: str) -> bool:
    """Whether a name is that of a module and of nothing else, such as ``managed_mrr.rules``."""
    return name.rpartition(".")[2] not in managed_mrr.__all__ and importlib.util.find_spec(name) is not None


def is_same(module: str, name: str) -> bool:
    """Whether the package has by a name what a module has: ``managed_mrr.columnar`` asks some questions once more."""
    found = getattr(importlib.import_module(module), name)
    return not hasattr(managed_mrr, name) or getattr(managed_mrr, name) is found


class TestNames:
    def test_every_name_of_the_package_is_documented(self, inventory: dict[str, str]) -> None:
        """Whatever `import managed_mrr as mm` offers is told in the reference."""
        assert [name for name in managed_mrr.__all__ if f"managed_mrr.{name}" not in inventory] == []

    @pytest.mark.parametrize("module", PUBLIC_MODULES)
    def test_every_name_of_a_module_is_documented_once(self, inventory: dict[str, str], module: str) -> None:
        """A public name is told under its module, or under the package if that has it too, and never under both."""
        for name in importlib.import_module(module).__all__:
            shared = name in managed_mrr.__all__ and is_same(module, name)
            once = f"managed_mrr.{name}" if shared else f"{module}.{name}"
            places = [f"{module}.{name}"]
            if is_same(module, name) and not is_module(f"managed_mrr.{name}"):
                places.insert(0, f"managed_mrr.{name}")
            assert [each for each in places if each in inventory] == [once]

    @pytest.mark.parametrize(("name", "written"), SIGNATURES)
    def test_written_signatures_are_the_real_ones(self, name: str, written: str) -> None:
        """Where a page writes a signature out, to name a default that is long, it has the real parameters."""
        shown = ast.parse(f"def shown{written}: ...").body[0]
        assert isinstance(shown, ast.FunctionDef)
        module, _, attribute = name.rpartition(".")
        real = inspect.signature(getattr(importlib.import_module(module), attribute)).parameters.values()
        assert [each.arg for each in shown.args.args] == [each.name for each in real if each.kind is not KEYWORD]
        assert {each.arg for each in shown.args.kwonlyargs} == {each.name for each in real if each.kind is KEYWORD}

    def test_names_are_told_in_the_reference(self, inventory: dict[str, str]) -> None:
        """All names are told in the reference, and nowhere else."""
        assert {place.split("/")[0] for place in inventory.values()} == {"reference"}


def commands(page: Path) -> Iterator[tuple[str, str]]:
    """Each command that a page shows, with what it is shown to print."""
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


class TestCommands:
    @pytest.mark.parametrize("page", [page for page in PAGES if any(commands(page))], ids=lambda page: page.stem)
    def test_pages_show_what_commands_print(
        self, page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A command on a page prints what stands below it, run in the folder of the page."""
        monkeypatch.chdir(page.parent)
        code = 0
        for command, shown in commands(page):
            if command == "echo $?":
                assert shown == f"{code}\n"
                continue
            program, *arguments = shlex.split(command)
            assert program == "managed-mrr"
            code = main(arguments)
            printed = capsys.readouterr()
            assert printed.out + printed.err == shown, command


class TestPortfolioFile:
    def test_its_tables_have_every_key(self) -> None:
        """The page of the format has a table for each object, with all its keys in the order of the format."""
        text = (DOCS / "reference" / "portfolio-file.md").read_text(encoding="utf-8")
        tables = [
            re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
            for table in re.findall(r"^\| Key \|.*?\n\n", text, re.DOTALL | re.MULTILINE)
        ]
        assert tables == [list(shape.keys) for shape in objects(PORTFOLIO) if shape.name != "DateRange"]

    def test_the_small_file_has_every_key(self) -> None:
        """The complete small file shows each key of the format at least once."""
        text = (DOCS / "reference" / "small.json").read_text(encoding="utf-8")
        assert [key for shape in objects(PORTFOLIO) for key in shape.keys if f'"{key}"' not in text] == []


def objects(shape: ObjectOf) -> Iterator[ObjectOf]:
    """The kinds of object in a file, those inside others after them."""
    yield shape
    for key in shape.keys.values():
        kind = key.kind.element if isinstance(key.kind, ListOf) else key.kind
        if isinstance(kind, ObjectOf):
            yield from objects(kind)


SCENARIO: dict[str, Any] = scenario_schema()

CHANGES: dict[str, Any] = {
    SCENARIO["$defs"][made["properties"]["change"]["$ref"].removeprefix("#/$defs/")]["enum"][0]: made
    for made in SCENARIO["$defs"].values()
    if "change" in made.get("properties", {})
}


def keys(change: dict[str, Any]) -> str:
    """The keys of one kind of change as the page tells them; its lists of records, where it has some, are one."""
    lists = LISTS.keys() if "links" in change["properties"] else ()
    own = [key for key in change["properties"] if key != "change" and key not in lists]
    told = [f"`{key}`" if key in change["required"] else f"(`{key}`)" for key in own]
    return ", ".join(["(lists of records)", *told] if lists else told)


class TestScenarioFile:
    TEXT = (DOCS / "reference" / "scenario-file.md").read_text(encoding="utf-8")

    def test_its_first_table_has_every_key(self) -> None:
        """The page of the format tells every key of a scenario file, in the order of the format."""
        (table,) = re.findall(r"^\| Key \|.*?\n\n", self.TEXT, re.DOTALL | re.MULTILINE)
        assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(SCENARIO["properties"])

    def test_every_change_has_a_row_with_its_keys(self) -> None:
        """The table of changes has every change of the format, with its keys in order and the optional ones marked."""
        (table,) = re.findall(r"^\| `change` \|.*?\n(.*?\n)\n", self.TEXT, re.DOTALL | re.MULTILINE)
        told = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", table, re.MULTILINE))
        assert told == {word: keys(change) for word, change in CHANGES.items()}


POLICY: Any = policy_schema()["$defs"]


class TestPolicyFile:
    TEXT = (DOCS / "reference" / "policy-file.md").read_text(encoding="utf-8")

    def test_every_kind_has_a_row_with_its_keys(self) -> None:
        """The table of kinds has every part of the format, with its keys in order and the optional ones marked."""
        parts = [made for made in POLICY.values() if "kind" in made.get("properties", {})]
        expected = {}
        for made in parts:
            own = [key for key in made["properties"] if key not in ("format", "kind")]
            told = [f"`{key}`" if key in made["required"] else f"(`{key}`)" for key in own]
            expected[made["properties"]["kind"]["const"]] = ", ".join(told)
        (table,) = re.findall(r"^\| `kind` \|.*?\n(.*?\n)\n", self.TEXT, re.DOTALL | re.MULTILINE)
        assert dict(re.findall(r"^\| `(\w+)` \| (.*?) ?\|", table, re.MULTILINE)) == expected

    def test_every_place_has_its_kinds(self) -> None:
        """The table of places has, for each place where several classes may stand, all of them."""
        (table,) = re.findall(r"^\| Where \|.*?\n(.*?\n)\n", self.TEXT, re.DOTALL | re.MULTILINE)
        told = {tuple(re.findall(r"`(\w+)`", kinds)) for kinds in re.findall(r"\| ([^|]*) \|$", table, re.MULTILINE)}
        choices = [made["oneOf"] for name, made in POLICY.items() if "oneOf" in made]
        assert told - {()} == {tuple(each["$ref"].rpartition("/")[2] for each in choice) for choice in choices}


class TestCauses:
    def test_every_cause_and_verdict_is_told(self) -> None:
        """The reference lists every cause of a movement, and the guide to missing credit every verdict."""
        causes = (DOCS / "reference" / "api" / "changes.md").read_text(encoding="utf-8")
        verdicts = (DOCS / "how-to" / "why-not.md").read_text(encoding="utf-8")
        assert [cause for cause in Cause if f" {cause} " not in causes] == []
        rows = re.findall(r"^\| `(.*?)` \| .* \| (.*?) ?\|$", verdicts, re.MULTILINE)
        assert rows == [(verdict.value, ", ".join(verdict.clauses)) for verdict in Verdict]


class TestChecks:
    @pytest.mark.parametrize(("page", "module"), [("check-a-file", checks), ("check-a-policy", policy_checks)])
    def test_the_page_has_every_kind_of_remark(self, page: str, module: ModuleType) -> None:
        """The pages about checking a file and a policy tell every kind of remark there is."""
        text = (DOCS / "how-to" / f"{page}.md").read_text(encoding="utf-8")
        told = re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE)
        made = re.findall(r'"([a-z]+(?:-[a-z]+)+)"', inspect.getsource(module))
        assert sorted(told) == sorted(set(made))
