"""
Thorough: the engine against the reference on as many cases as one has time for, counted.

``python -m managed_mrr.testing.thorough --cases 1000000`` says how many there were, how long it took, and how many
of them differ; it ends with 1 if any does. A case is one portfolio on one day under one policy.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice
from time import perf_counter

import attrs
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from managed_mrr.evidence import Portfolio
from managed_mrr.hubspot import COMBINED, PARTNER_OF_RECORD, SERVICING
from managed_mrr.policy import Policy
from managed_mrr.rules import ExpiryWindow, MinimumActivity
from managed_mrr.statement import evaluate
from managed_mrr.testing.days import turning_days
from managed_mrr.testing.implementations import as_lines, engine, reference_model
from managed_mrr.testing.laws.checking import differential_law
from managed_mrr.testing.laws.law import Case
from managed_mrr.testing.laws.reducing import reduced
from managed_mrr.testing.readings import Readings
from managed_mrr.testing.reference import reference_history
from managed_mrr.testing.strategies import portfolios, serviced_portfolios

__all__ = ["READ", "Tally", "compared", "main"]


def __dir__() -> list[str]:
    return __all__


READ: tuple[tuple[Policy, Readings], ...] = (
    (SERVICING, Readings()),
    (PARTNER_OF_RECORD, Readings("partner-of-record")),
    (COMBINED, Readings("combined")),
    (SERVICING.with_(window=ExpiryWindow(days=30)), Readings(window=30)),
    (SERVICING.requiring(MinimumActivity(count=2, within=60)), Readings(minimum=(2, 60))),
    (SERVICING.with_(activity_outlives_employee=False), Readings(ends_with_employee=True)),
)
"""The policies and readings compared, each as the engine and as the reference have it."""

AT_ONCE = 50
"""How many portfolios one process compares before it says how it went."""


@attrs.frozen
class Tally:
    """
    How many cases were compared, and what differed.

    Attributes:
        portfolios: How many portfolios.
        cases: How many cases: portfolios times days times policies.
        differences: What differed, each as a test that shows it on few records.

    Examples:
        >>> Tally(1, 60) + Tally(1, 40)
        Tally(portfolios=2, cases=100, differences=())
    """

    portfolios: int = 0
    cases: int = 0
    differences: tuple[str, ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.portfolios + other.portfolios, self.cases + other.cases, self.differences + other.differences)


def compared(number: int, *, portfolios_at_once: int = AT_ONCE) -> Tally:
    """
    Compare the engine with the reference on some portfolios.

    Args:
        number: Which ones; the same number draws the same.
        portfolios_at_once: How many.

    Examples:
        >>> compared(1, portfolios_at_once=2).differences
        ()
    """
    tallies: list[Tally] = []

    @seed(number)
    @settings(
        max_examples=portfolios_at_once,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(portfolios(), portfolios(), serviced_portfolios()))
    def compare(portfolio: Portfolio) -> None:
        tallies.extend(_compared(portfolio, policy, readings) for policy, readings in READ)

    compare()
    policies = len(READ)
    whole = sum(tallies, Tally())
    return attrs.evolve(whole, portfolios=len(tallies) // policies)


def _compared(portfolio: Portfolio, policy: Policy, readings: Readings) -> Tally:
    days = turning_days(portfolio, windows={60, readings.window})
    for day, lines in reference_history(portfolio, days, readings).items():
        if as_lines(evaluate(portfolio, as_of=day, policy=policy)) != lines:
            law = differential_law(reference_model(**readings._asdict()))
            return Tally(0, len(days), (reduced(law, engine(policy), Case(portfolio, day)).test,))
    return Tally(0, len(days))


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Compare until there were enough cases, and print how it went.

    Args:
        arguments: Those of the command line; the program's own if left out.

    Examples:
        >>> main(["--cases", "0"])
        0 cases (0 portfolios, 6 policies) in 0 s: 0 differences
        0
    """
    parser = argparse.ArgumentParser(prog="python -m managed_mrr.testing.thorough", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many cases at least (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="in how many processes (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the number to begin drawing with (default: %(default)s)")
    asked = parser.parse_args(arguments)
    began, whole = perf_counter(), Tally()
    tallies = _tallies(asked.first, asked.processes)
    while whole.cases < asked.cases:
        whole += next(tallies)
    sys.stdout.write(
        f"{whole.cases:,} cases ({whole.portfolios:,} portfolios, {len(READ)} policies) "
        f"in {perf_counter() - began:,.0f} s: {len(whole.differences)} differences\n"
    )
    for difference in whole.differences[:3]:
        sys.stdout.write(f"\n{difference}\n")
    return int(bool(whole.differences))


def _tallies(first: int, processes: int) -> Iterator[Tally]:
    """One tally after another, without end."""
    if processes == 1:
        yield from map(compared, count(first))
    numbers = count(first)
    with ProcessPoolExecutor(processes) as pool:
        while True:
            yield from pool.map(compared, islice(numbers, 4 * processes))


if __name__ == "__main__":
    sys.exit(main())
