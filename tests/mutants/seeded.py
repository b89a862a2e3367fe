"""Seeded mutants: the mistakes someone might really make in the engine, each named and told in a data file."""

import ast
import tomllib
from collections.abc import Mapping
from pathlib import Path

import attrs

from tests.mutants.mutant import PACKAGE, Mutant

FILE = Path(__file__).with_name("seeded.toml")


@attrs.frozen(kw_only=True)
class Seed:
    """
    A mistake as the data file tells it.

    Attributes:
        name: What it is called.
        path: The module's file, relative to the package.
        old: The text that is there, once.
        new: The text that takes its place.
        what: What is then wrong, and for which clause.
        guard: The law or scenario that is there to find it.
    """

    name: str
    path: str
    old: str
    new: str
    what: str
    guard: str

    def mutant(self) -> Mutant:
        """The mutant; the text must stand in the module exactly once."""
        text = (PACKAGE / self.path).read_text()
        count = text.count(self.old)
        if count != 1:
            msg = f"{self.name}: {self.old!r} stands {count} times in {self.path}; expected once"
            raise ValueError(msg)
        tree = ast.parse(text.replace(self.old, self.new))
        return Mutant(name=self.name, path=self.path, what=self.what, guard=self.guard, tree=tree)


def seeds() -> list[Seed]:
    """The mistakes in the data file."""
    told: Mapping[str, Mapping[str, str]] = tomllib.loads(FILE.read_text())
    return [Seed(name=name, **each) for name, each in told.items()]


def seeded() -> list[Mutant]:
    """The mutants they make."""
    return [seed.mutant() for seed in seeds()]
