"""Survivors: the mutants that no test can or need find, each with the reason."""

import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("survivors.toml")


def survivors() -> dict[str, str]:
    """The reason for each mutant that is known to survive, by its name."""
    told = tomllib.loads(FILE.read_text())
    return {mutant: group["because"] for group in told.get("group", []) for mutant in group["mutants"]}
