"""The map of modules in the project's settings, against the modules there are."""

import re
import tomllib
from pathlib import Path

import managed_mrr

PACKAGE = Path(managed_mrr.__file__).parent
SETTINGS = PACKAGE.parents[1] / "pyproject.toml"


def layers() -> list[list[str]]:
    """The names in each layer of the map, from the floor up."""
    contracts = tomllib.loads(SETTINGS.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (contract,) = [each for each in contracts if each["id"] == "map"]
    assert contract["type"] == "layers"
    return [re.findall(r"\w+", layer) for layer in reversed(contract["layers"])]


def on_disk() -> set[str]:
    """The names of the modules and packages right inside the package."""
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    return modules | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


class TestMap:
    def test_names(self) -> None:
        """Every module has its place on the map, and every place its module."""
        names = [name for layer in layers() for name in layer]
        assert sorted(names) == sorted(on_disk())

    def test_floor_up(self) -> None:
        """Read from the floor up the map tells the pipeline: from days and amounts to what a day comes to."""
        names = [name for layer in layers() for name in layer]
        story = ["errors", "dates", "evidence", "findings", "rules", "policy", "hubspot", "timeline", "statement"]
        assert [name for name in names if name in story] == story
        assert names.index("amounts") < names.index("evidence")

    def test_no_package_is_a_grab_bag(self) -> None:
        """No module has a name that says nothing."""
        names = {path.stem for path in PACKAGE.rglob("*.py")} | on_disk()
        assert not names & {"base", "common", "core", "helpers", "misc", "models", "types", "util", "utils"}
