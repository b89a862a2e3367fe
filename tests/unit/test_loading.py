"""The names of packages that load them when they are asked for."""

import ast
import copy
import inspect
import pickle
import subprocess
import sys
from types import FunctionType

import pytest

import managed_mrr as mm
from managed_mrr import files
from managed_mrr.files import answers
from managed_mrr.loading import Package

HEAVY = {"attr", "attrs", "dateutil", "decimal", "fractions"}
"""What the package uses, and need not be there before it is used."""

FOREIGN = {"duckdb", "hypothesis", "narwhals", "numpy", "pandas", "polars", "pyarrow", "pyspark"}
"""What only parts of it use, if any."""

PACKAGES = [mm, files, answers]

NAMED_LIKE_THEIR_MODULE = ["impact", "policy_hash", "timeline", "witness"]


def loaded_by(statement: str) -> set[str]:
    """The names of the modules that a statement loads in a fresh process."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*(set(sys.modules) - before))"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


def imports(package: Package) -> dict[str, str]:
    """The module of each name, as type checkers are told it."""
    tree = ast.parse(inspect.getsource(package))
    (told,) = [each for each in tree.body if isinstance(each, ast.If)]
    assert ast.unparse(told.test) == "TYPE_CHECKING"
    found: dict[str, str] = {}
    for each in told.body:
        assert isinstance(each, ast.ImportFrom)
        assert each.module
        found |= {name.name: each.module for name in each.names}
    return found


class TestPackage:
    def test_import_is_light(self) -> None:
        """Importing the package loads none of its modules, and nothing that they need."""
        loaded = loaded_by("import managed_mrr")
        assert {name for name in loaded if name.startswith("managed_mrr")} == {"managed_mrr", "managed_mrr.loading"}
        assert not loaded & (HEAVY | FOREIGN)

    def test_command_loads_itself(self) -> None:
        """A command loads neither the other commands nor what only they need."""
        loaded = loaded_by("from managed_mrr.cli import main; main(['demo'])")
        assert "managed_mrr.cli.commands.demo" in loaded
        others = {
            "cli.commands.impact",
            "comparison",
            "forecast",
            "ledger",
            "repairs",
            "scenario",
            "what_if",
            "witness",
        }
        assert not loaded & {f"managed_mrr.{name}" for name in others}
        assert not loaded & FOREIGN

    @pytest.mark.parametrize("package", PACKAGES, ids=lambda each: each.__name__)
    def test_told_alike(self, package: Package) -> None:
        """Type checkers are told the same home of each name as is loaded, and all that is public is told."""
        told = imports(package)
        inside = {name: module for name, module in told.items() if module != package.__name__}
        assert package._homes == inside
        assert set(told) == set(dir(package))

    @pytest.mark.parametrize("name", NAMED_LIKE_THEIR_MODULE)
    def test_named_like_its_module(self, name: str) -> None:
        """A function that has the name of its module is found, whether or not the module was imported before."""
        code = f"import managed_mrr.{name}; from managed_mrr import {name}; print(type({name}), {name})"
        shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        assert shown.startswith(f"{FunctionType} <function {name} at")

    def test_modules(self) -> None:
        """The modules of the package are loaded as its names are."""
        assert mm.files.read_portfolio is mm.read_portfolio
        assert "managed_mrr.what_if" in loaded_by("import managed_mrr; managed_mrr.what_if")

    def test_all_at_once(self) -> None:
        """All public names can be imported at once."""
        names: dict[str, object] = {}
        exec("from managed_mrr import *", names)  # noqa: S102 -- nowhere else can it be written
        assert set(names) - {"__builtins__"} == set(mm.__all__)

    @pytest.mark.parametrize("name", ["evalute", "_anything", "__wrapped__"])
    def test_no_such_name(self, name: str) -> None:
        """Any other name is missing in the words Python has for it, so that it can suggest another."""
        with pytest.raises(AttributeError, match=f"^module 'managed_mrr' has no attribute '{name}'$") as caught:
            getattr(mm, name)
        assert (caught.value.name, caught.value.obj) == (name, mm)

    def test_sent_elsewhere(self) -> None:
        """The package can be sent to another process, as part of what a function there uses, and is imported there."""
        assert pickle.loads(pickle.dumps(mm)) is mm  # noqa: S301 -- made here
        assert copy.deepcopy(mm) is mm

    def test_can_be_replaced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A name can be given another value, as tests do."""
        with monkeypatch.context() as patched:
            patched.setattr(mm, "evaluate", None)
            assert mm.evaluate is None
        assert callable(mm.evaluate)
