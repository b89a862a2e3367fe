"""Running: the tests against one mutant after another, each in a process of its own."""

import gc
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import _lru_cache_wrapper, partial
from itertools import accumulate
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import attrs
import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.mutant import (
    PACKAGE,
    Difference,
    Mutant,
    difference,
    functions,
    put_into_functions,
    put_into_imports,
)

ROOT = Path(__file__).parents[2]

TESTS = (
    *(f"tests/unit/{name}" for name in ("amounts", "dates", "evidence", "rules")),
    *(f"tests/unit/test_{name}.py" for name in ("explanation", "hubspot", "policy", "prepared", "repairs", "segments")),
    *(f"tests/unit/test_{name}.py" for name in ("statement", "tiers", "timeline")),
    "tests/scenarios",
    *(
        f"tests/properties/test_{name}.py"
        for name in (
            "agrees_with_reference",
            "amounts_over_days",
            "billing_days",
            "bounds",
            "causality",
            "days_are_sets",
            "expiry",
            "form_of_the_evidence",
            "prepared",
            "rounding",
            "split",
            "timeline_is_every_day",
        )
    ),
)
"""The tests that are about the engine."""

ENOUGH = 8
"""For how many seconds, as the slow first run counts them, a mutant is tried; then only these have a word left."""

REFERENCE = "tests/properties/test_agrees_with_reference.py"
"""The law that has a word about every mutant, as have the unit tests of its module and the guard it names."""

SECONDS = 25
"""After how much time of the processor a mutant counts as found: it runs on and on."""

MEMORY = 4 << 30
"""How many bytes it may fill while it does."""


@attrs.frozen(kw_only=True)
class Outcome:
    """
    What the tests said to a mutant.

    Attributes:
        mutant: The mutant.
        killer: The test that failed first; None if none did.
        tried: How many tests were run.
        seconds: How long it took.
    """

    mutant: Mutant
    killer: str | None
    tried: int
    seconds: float


@attrs.frozen(kw_only=True)
class Entered:
    """How long each test takes, and which functions it enters: file, name and first line."""

    seconds: Mapping[str, float]
    functions: Mapping[str, frozenset[tuple[str, str]]]

    def tests_of(self, mutant: Mutant, changed: Difference) -> list[str]:
        """The tests that enter one of the changed functions, those first that enter few others, then the quickest."""
        always = {REFERENCE, mutant.unit_tests, mutant.guard}
        wanted = {(str(mutant.file), name) for name, _ in changed.functions}
        entering = (test for test, entered in self.functions.items() if wanted & entered)
        nearest = sorted(entering, key=lambda test: (len(self.functions[test]), self.seconds[test]))
        spent = accumulate(self.seconds[test] for test in nearest)
        return [
            test
            for test, seconds in zip(nearest, spent, strict=True)
            if seconds < ENOUGH or test.partition("::")[0] in always
        ]


class _Runner:
    """A plug-in that collects the tests once and then runs them against each mutant in a forked process."""

    def __init__(self, mutants: Sequence[Mutant], report: Callable[[Outcome], None]) -> None:
        self.mutants = mutants
        self.report = report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run all tests once, to see what each enters, and then against each mutant those that matter."""
        items = {item.nodeid: item for item in session.items}
        remembered = [
            each
            for each in gc.get_objects()
            if isinstance(each, _lru_cache_wrapper) and str(each.__module__).startswith("managed_mrr")
        ]
        answered = _forked(lambda: _entered(list(items.values()), remembered), seconds=0)
        entered = Entered(
            seconds={test: seconds for test, seconds, _ in answered},
            functions={test: frozenset((file, name) for file, name in found) for test, _, found in answered},
        )
        there = functions()
        gc.collect()
        gc.freeze()  # so that the processes to come share what is here
        for mutant in self.mutants:
            started = time.perf_counter()
            changed = difference(mutant)
            tests = entered.tests_of(mutant, changed)

            def failing(mutant: Mutant = mutant, changed: Difference = changed, tests: list[str] = tests) -> str | None:
                put_into_functions(mutant, changed, there)
                for each in remembered:  # so that nothing is answered from what was worked out before
                    each.cache_clear()
                results = _results([items[test] for test in tests])
                return next((test for test, failed, _ in results if failed), None)

            killer = _forked(failing)
            seconds = time.perf_counter() - started
            self.report(Outcome(mutant=mutant, killer=killer, tried=len(tests), seconds=seconds))
        return True


def run(mutants: Sequence[Mutant], report: Callable[[Outcome], None], tests: Sequence[str] = TESTS) -> None:
    """
    Run tests against each mutant and report what they say, one outcome after another.

    Args:
        mutants: The mutants.
        report: What is told of each.
        tests: The tests, as files or folders.
    """
    outside = [mutant for mutant in mutants if difference(mutant).definitions]
    inside = [mutant for mutant in mutants if mutant not in outside]
    failing = _forked(lambda: _imported(None, tests), seconds=0) if outside else []
    known = [f"--deselect={test}" for test in failing]
    for mutant in outside:
        started = time.perf_counter()
        found = _forked(partial(_imported, mutant, tests, "--exitfirst", *known))
        killer = found if found is _NO_END else next(iter(found), None)
        report(Outcome(mutant=mutant, killer=killer, tried=1, seconds=time.perf_counter() - started))
    if inside:
        _pytest(tests, _Runner(inside, report))


def _pytest(tests: Sequence[str], plugin: object, *more: str) -> pytest.ExitCode:
    os.chdir(ROOT)
    # Assertions are left plain: pytest would read the modules that it rewrites anew, past what is put in their place.
    arguments = ["--assert=plain", "-p", "tests.mutants.profile", "-p", "no:cacheprovider", "-p", "no:xdist"]
    arguments += ["--capture=sys", "-qq", *more, *tests]
    return pytest.ExitCode(pytest.main(arguments, [plugin]))


class _Failures:
    """A plug-in that keeps the names of the tests that fail."""

    def __init__(self) -> None:
        self.tests: list[str] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot even be imported has failed."""
        self._keep(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test has run."""
        self._keep(report)

    def _keep(self, report: pytest.CollectReport | pytest.TestReport) -> None:
        if report.failed:
            self.tests.append(report.nodeid)


def _imported(mutant: Mutant | None, tests: Sequence[str], *more: str) -> list[str]:
    """The tests that fail when a mutant is what is imported."""
    if mutant is not None:
        put_into_imports(mutant)
    failures = _Failures()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    told = _pytest(tests, failures, *more)
    return failures.tests or ([] if told is pytest.ExitCode.OK else ["the import"])


def _results(items: Sequence[pytest.Item]) -> Iterator[tuple[str, bool, float]]:
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        started = time.perf_counter()
        reports = runtestprotocol(item, log=False, nextitem=following)
        yield item.nodeid, any(each.failed for each in reports), time.perf_counter() - started


def _entered(
    items: Sequence[pytest.Item], remembered: "Sequence[_lru_cache_wrapper[Any]]"
) -> list[tuple[str, float, list[tuple[str, str]]]]:
    """Of each test that passes, how long it takes and which functions of the package it enters."""
    seen: set[CodeType] = set()

    def entering(frame: FrameType, event: str, arg: object) -> None:
        seen.add(frame.f_code)

    found: list[tuple[str, float, list[tuple[str, str]]]] = []
    results = _results(items)
    while True:
        for each in remembered:  # so that a test enters what an earlier one has got an answer from
            each.cache_clear()
        seen.clear()
        sys.settrace(entering)
        result = next(results, None)
        sys.settrace(None)
        if result is None:
            return found
        test, failed, seconds = result
        ours = {
            (code.co_filename, code.co_qualname.split(".<locals>")[0])
            for code in seen
            if code.co_filename.startswith(str(PACKAGE))
        }
        if not failed:
            found.append((test, seconds, sorted(ours)))


_NO_END = "no end"


def _forked(work: Callable[[], Any], seconds: int = SECONDS) -> Any:  # noqa: ANN401 -- JSON of the work's own making
    """What some work answers in so many seconds (0: any), done in a copy of this process, where it leaves no trace."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            gc.disable()  # going through all that the tests hold, again and again, takes most of the time
            signal.setitimer(signal.ITIMER_PROF, seconds)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            answer = json.dumps(work()).encode()
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answered = pipe.read()
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGPROF:
        return _NO_END
    assert answered, f"the process that ran the tests ended with {ended}"
    return json.loads(answered)
