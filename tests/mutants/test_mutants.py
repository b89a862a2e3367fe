import ast
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from tests.mutants.mutant import PACKAGE, Mutant, difference
from tests.mutants.operators import MODULES, mutants_of
from tests.mutants.running import ENOUGH, REFERENCE, Entered
from tests.mutants.seeded import Seed, seeds
from tests.mutants.survivors import survivors

ROOT = Path(__file__).parents[2]

SEEDS = seeds()

STEP_BY_STEP = """
import sys, pytest
from tests.mutants.mutant import put_into_imports
from tests.mutants.running import ENOUGH, REFERENCE, Entered
from tests.mutants.seeded import seeds
put_into_imports(next(each for each in seeds() if each.name == sys.argv[1]).mutant())
plain = ["--assert=plain", "-p", "tests.mutants.profile", "-p", "no:cacheprovider", "-qq"]
sys.exit(pytest.main([*plain, "tests/properties/test_stateful.py"]))
"""


def mutant(path: str, old: str, new: str) -> Mutant:
    """A module with one text in the place of another."""
    text = (PACKAGE / path).read_text().replace(old, new)
    return Mutant(name="changed", path=path, what="", tree=ast.parse(text))


class TestSeeded:
    @pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
    def test_still_applies(self, seed: Seed) -> None:
        """A seeded mistake can still be made, changes something, and names a guard that is there."""
        changed = difference(seed.mutant())
        assert changed.functions or changed.definitions
        assert (ROOT / seed.guard).exists()

    def test_enough(self) -> None:
        """There are at least forty."""
        assert len(SEEDS) >= 40

    def test_text_that_is_not_there(self) -> None:
        """A mistake that no longer fits the module is refused, with its name."""
        seed = Seed(name="gone", path="segments.py", old="no such text", new="", what="", guard="")
        with pytest.raises(ValueError, match=r"gone: 'no such text' stands 0 times in segments\.py; expected once"):
            seed.mutant()

    def test_some_are_found(self) -> None:
        """Mistakes inside and outside of functions are found by the tests about them."""
        names = ["touching-runs-stay-apart", "month-end-chained", "end-day-inside", "same-day-adds-nothing"]
        told = _mutants("seeded", *names, "--tests", "tests/unit/dates")
        assert told[-1].startswith("4 of 4 mutants found")
        assert [line.split(" by ")[0] for line in told[:-1]] == [f"found {name}" for name in names]

    @pytest.mark.parametrize("name", ["window-a-day-longer", "refund-a-day-late", "points-before-the-split"])
    def test_found_step_by_step(self, name: str) -> None:
        """Editing a portfolio step by step is enough to find what is wrong about windows, refunds and shares."""
        told = subprocess.run([sys.executable, "-c", STEP_BY_STEP, name], cwd=ROOT, capture_output=True, check=False)
        assert told.returncode == pytest.ExitCode.TESTS_FAILED, told.stdout

    def test_one_in_a_definition_is_found(self) -> None:
        """A wrong default is found by tests that import it."""
        told = _mutants("seeded", "day-60-inside", "--tests", "tests/unit/rules/test_expiry.py")
        assert told[0].startswith("found day-60-inside by tests/unit/rules/test_expiry.py")

    def test_one_that_survives_is_told(self) -> None:
        """What no test finds is said to survive."""
        told = _mutants("seeded", "halves-go-up", "--tests", "tests/unit/dates", expected=1)
        assert told == ["SURVIVED halves-go-up", told[-1]]
        assert told[-1].startswith("0 of 1 mutants found")


class TestDifference:
    def test_same_meaning(self) -> None:
        """Another layout changes nothing."""
        changed = difference(mutant("dates/text.py", "def parse_date", "\n\ndef parse_date"))
        assert (dict(changed.functions), changed.definitions) == ({}, False)

    def test_inside_a_function(self) -> None:
        """A change inside a function is told by the function's name and line as they are now."""
        changed = difference(mutant("dates/edges.py", "% 2 == 1", "% 2 == 0"))
        assert [name for name, _ in changed.functions] == ["contains"]
        assert not changed.definitions

    def test_inside_a_nested_one(self) -> None:
        """A change inside a generator or lambda belongs to the function around it."""
        changed = difference(mutant("dates/steps.py", "(start, join(mine, theirs))", "(begin, join(mine, theirs))"))
        assert [name for name, _ in changed.functions] == ["StepFunction.combine"]

    def test_a_default(self) -> None:
        """A default is no part of a function's code."""
        assert difference(mutant("dates/edges.py", "count: int = 1", "count: int = 2")).definitions

    def test_a_function_more(self) -> None:
        """Functions that come or go are a change of definitions."""
        assert difference(mutant("dates/text.py", "def parse_date", "def more(): ...\n\ndef parse_date")).definitions


class TestSelection:
    def test_what_is_always_asked(self) -> None:
        """However long others take, the reference, the module's own unit tests and the guard are asked."""
        slow, own, guard = (f"tests/unit/test_{name}.py::test" for name in ("slow", "segments", "guard"))
        other, reference = "tests/unit/test_other.py::test", f"{REFERENCE}::test"
        function = (str(PACKAGE / "segments.py"), "Segmenter.segments")
        changed = mutant("segments.py", "bounds = self.within.edges", "bounds = ()")
        entered = Entered(
            seconds={slow: ENOUGH + 1, own: 1, guard: 1, other: 1, reference: 1},
            functions={
                slow: frozenset({function}),
                **{test: frozenset({function, ("", "more")}) for test in (own, guard, other, reference)},
            },
        )
        told = entered.tests_of(attrs.evolve(changed, guard="tests/unit/test_guard.py"), difference(changed))
        assert told == [own, guard, reference]


class TestEverywhere:
    def test_small_mistakes(self) -> None:
        """Each place of a function has its mistakes, told by what stands there and what would."""
        told = [each.name for each in mutants_of("dates/months.py")]
        assert "dates/months.py:first_step_from: reached >= day  →  reached > day" in told
        assert "dates/months.py:first_step_from: steps + 1  →  steps + 2" in told
        assert not any("__dir__" in name for name in told)

    @pytest.mark.parametrize("path", MODULES)
    def test_each_differs(self, path: str) -> None:
        """Every name is given once, and a few mutants, looked at closely, do differ from the module."""
        mutants = mutants_of(path)
        assert len({each.name for each in mutants}) == len(mutants)
        for each in mutants[:: max(len(mutants) // 5, 1)]:
            changed = difference(each)
            assert changed.functions or changed.definitions, each.name

    def test_survivors_are_mutants(self) -> None:
        """What is known to survive can still be made, and each has its reason."""
        known = survivors()
        made = {each.name for path in {name.partition(":")[0] for name in known} for each in mutants_of(path)}
        assert known.keys() <= made
        assert all(known.values())


def _mutants(*arguments: str, expected: int = 0) -> list[str]:
    """The lines that the command prints."""
    command = [sys.executable, "-m", "tests.mutants", *arguments]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == expected, told.stdout + told.stderr
    return [line for line in told.stdout.splitlines() if line]
