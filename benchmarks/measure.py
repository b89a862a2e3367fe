"""
Measure: one question asked of one portfolio file, in a process of its own.

``python -m benchmarks.measure QUESTION FILE`` prints what was measured as JSON, name by name. Times of short
questions are medians over many of them.
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

import attrs

import managed_mrr as mm
from benchmarks.generate import FIRST_DAY, Size, portfolio_text
from managed_mrr.bulk import uncollected
from managed_mrr.evidence import LISTS
from managed_mrr.files.decode import Decoder
from managed_mrr.files.formats import PORTFOLIO

__all__ = ["QUESTIONS", "Figure", "peak"]


@attrs.frozen
class Figure:
    """
    One number that was measured.

    Attributes:
        unit: What it counts: ``s``, ``ms``, ``us``, ``MB``, ``1/s``, or nothing for plain numbers.
        value: The number; for times, that of the clock on the wall.
        cpu: For times, the time of the processor, in the same unit.
    """

    unit: str
    value: float
    cpu: float | None = None


Figures = dict[str, Figure]
T = TypeVar("T")

AS_OF = FIRST_DAY + timedelta(516)
"""A day on which most clients of a generated portfolio are served."""

MONTH = date(2025, 4, 30), date(2025, 5, 31)
"""The month of which the changes are asked: its last day, and that of the month before."""

SINGLE = 300
"""How many single questions are asked for a median."""

STRANGERS = 20
"""About how many partners that never were at a client the same is asked."""

BURSTS = 40
"""In how many runs of days, with nothing live between them, a client is busy at which activities arrive."""

SEGMENTS = 1_000
"""How many segments a long timeline has."""

VISITORS = Size(clients=200, partners=20, activities=10_000)
"""The portfolio whose clients are put into others, to ask about the same evidence everywhere."""


def reading(file: Path) -> Figures:
    """Read the file, two parts of that by themselves, and index what was read, as the first question does."""
    with uncollected():
        values, loading = _timed(lambda: json.loads(file.read_bytes()))
        made, making = _timed(partial(Decoder().fields, PORTFOLIO, values, ""))
    records = sum(len(values[name]) for name in LISTS)
    del values, made
    gc.collect()
    portfolio, whole = _timed(lambda: mm.read_portfolio(file))
    _, index = _timed(lambda: portfolio.by_client)
    return {
        "records": Figure("", records),
        "file size": Figure("MB", file.stat().st_size / 1e6),
        "read the file": whole,
        "of which decode JSON": loading,
        "of which make records of decoded rows": making,
        "index it by client": index,
        "records made of decoded rows": Figure("1/s", records / making.value),
        "records read and indexed": Figure("1/s", records / (whole.value + index.value)),
    }


def memory(file: Path) -> Figures:
    """The most memory a process ever held that reads the file and works out all timelines."""
    before = peak()
    portfolio = mm.read_portfolio(file)
    loaded = peak()
    kept = mm.timelines(portfolio)
    assert kept
    return {
        "peak memory, package only": Figure("MB", before),
        "peak memory, reading": Figure("MB", loaded),
        "peak memory, all timelines too": Figure("MB", peak()),
    }


def statement(file: Path) -> Figures:
    """The statement of one day, the first of a loaded portfolio and later ones, and its totals."""
    portfolio = mm.read_portfolio(file)
    made, first = _timed(lambda: mm.evaluate(portfolio, as_of=AS_OF))
    others = [AS_OF - timedelta(7 * week) for week in range(1, 4)]
    later = [_timed(lambda day=day: mm.evaluate(portfolio, as_of=day))[1] for day in others]  # type: ignore[misc] # a default's type
    _, totals = _timed(made.totals)
    return {
        "one statement, first": first,
        "one statement, later": _median(later),
        "totals of a statement": totals,
        "lines of a statement": Figure("", len(made)),
    }


def histories(file: Path) -> Figures:
    """All timelines of a loaded portfolio."""
    portfolio = mm.read_portfolio(file)
    made, first = _timed(lambda: mm.timelines(portfolio))
    return {
        "all timelines": first,
        "timelines": Figure("", len(made)),
        "segments of all timelines": Figure("", sum(map(len, made.values()))),
    }


def single(file: Path) -> Figures:
    """Questions about one partner at one client, spread over all pairs that ever have credit."""
    portfolio = mm.read_portfolio(file)
    made = mm.timelines(portfolio)
    pairs = list(made)[:: max(1, len(made) // SINGLE)]
    mm.evaluate(portfolio, as_of=AS_OF)

    def evaluated(partner: str, client: str) -> mm.Statement:
        return mm.evaluate(portfolio, as_of=AS_OF, partner=partner, client=client)

    def history(partner: str, client: str) -> mm.Timeline:
        return mm.timeline(portfolio, partner=partner, client=client)

    def looked_up(partner: str, client: str) -> mm.Segment | None:
        return made[partner, client].at(AS_OF)

    def explained(partner: str, client: str) -> mm.Finding:
        return mm.explain(portfolio, partner=partner, client=client, as_of=AS_OF)

    for pair in pairs:
        looked_up(*pair)
    return {
        "as of a day, one client": _each(evaluated, pairs),
        "as of a day, from its timeline": _each(looked_up, pairs),
        "one timeline": _each(history, pairs),
        "explain one line": _each(explained, pairs),
    }


def forecasts(file: Path) -> Figures:
    """Which lines end soon, and which only one employee keeps: all of them, asked of a portfolio in use."""
    portfolio = _in_use(file)
    ending, soon = _timed(lambda: mm.expiring(portfolio, as_of=AS_OF, within=30))
    people, alone = _timed(lambda: mm.single_points(portfolio, as_of=AS_OF))
    return {
        "expiring, within 30 days": soon,
        "lines that end": Figure("", len(ending)),
        "single points of failure": alone,
        "employees": Figure("", len(people)),
    }


def ledger(file: Path) -> Figures:
    """What changed in a month, and what the movements add up to."""
    portfolio = _in_use(file)
    start, end = MONTH
    made, whole = _timed(lambda: mm.changes(portfolio, start=start, end=end))
    _, grouped = _timed(lambda: made.total(by=["partner", "cause"]))
    return {
        "changes of a month": whole,
        "movements": Figure("", len(made)),
        "sums by partner and cause": grouped,
    }


def what_if(file: Path) -> Figures:
    """What one change would do, and what another policy would, which every client must be asked about."""
    portfolio = _in_use(file)
    line = mm.evaluate(portfolio, as_of=AS_OF).lines[0]
    removed = mm.Scenario([mm.what_if.RemovedFromClient(line.partner, line.client, on=AS_OF)])
    shorter = mm.Scenario(policy=mm.hubspot.SERVICING.with_(window=mm.ExpiryWindow(days=30)))
    _, applied = _timed(lambda: removed.apply(portfolio))
    compared, one = _timed(lambda: mm.compare(portfolio, removed))
    effects, why = _timed(lambda: compared.as_of(AS_OF))
    assert effects
    _, other = _timed(lambda: mm.compare(portfolio, shorter))
    return {
        "compare, one change": one,
        "apply the change alone": applied,
        "its causes as of a day": _in(why, "ms"),
        "compare, another policy": other,
    }


def reach(file: Path) -> Figures:
    """Questions about some clients that are put into the portfolio, the same ones whatever portfolio it is."""
    visitors = mm.portfolio_from_json(portfolio_text(VISITORS, prefix="visitor-"))
    portfolio = mm.read_portfolio(file).with_(*(record for name in LISTS for record in getattr(visitors, name)))
    return {
        "clients": Figure("", len(portfolio.clients)),
        "activities": Figure("", len(portfolio.activities)),
        **_about(portfolio, list(visitors.by_client)),
    }


def depth(file: Path) -> Figures:
    """Questions about all clients of a portfolio, the same clients however many activities they have."""
    portfolio = mm.read_portfolio(file)
    each = len(portfolio.activities) / len(portfolio.clients)
    return {"activities for each client": Figure("", each), **_about(portfolio, list(portfolio.by_client))}


def appending(file: Path) -> Figures:
    """One more activity in a portfolio of which all timelines are known, against working all of them out anew."""
    portfolio = mm.read_portfolio(file)
    prepared, ready = _timed(lambda: _all_worked_out(portfolio))
    step = max(1, len(portfolio.activities) // SINGLE)
    late = [
        attrs.evolve(each, id=f"late-{each.id}", on=each.on + timedelta(45)) for each in portfolio.activities[::step]
    ]
    changing = [each for each in late if _changes(prepared, each)]
    lists = {name: (*getattr(portfolio, name), *(changing[:1] if name == "activities" else ())) for name in LISTS}
    _, fresh = _timed(lambda: mm.timelines(mm.Portfolio.trusted(**lists)))
    assert prepared.with_(changing[0]).timelines() == mm.timelines(mm.Portfolio.trusted(**lists))
    one = _arriving(prepared, changing)
    return {
        "prepare, with all timelines": ready,
        "one more activity, prepared": one,
        "one more activity, index and timelines anew": fresh,
        "times faster": Figure("", (fresh.cpu or fresh.value) * 1e6 / one.value),
    }


def _all_worked_out(portfolio: mm.Portfolio) -> mm.Prepared:
    prepared = mm.prepare(portfolio)
    assert prepared.timelines()
    return prepared


def _changes(prepared: mm.Prepared, activity: mm.Activity) -> bool:
    """Whether an activity changes what any partner has at its client."""
    partners = [facts.partner.id for facts in prepared.portfolio.by_client[activity.client]]
    after = prepared.with_(activity)
    return any(
        after.segments(partner, activity.client) != prepared.segments(partner, activity.client) for partner in partners
    )


def _arriving(prepared: mm.Prepared, activities: Sequence[mm.Activity]) -> Figure:
    """Time taking in one of some activities, each by itself, and take the median; what became of it is thrown away."""
    by_id = {str(number): each for number, each in enumerate(activities)}
    return _each(lambda number, _: prepared.with_(by_id[number]), [(number, "") for number in by_id] * 3)


def arriving(file: Path) -> Figures:
    """An activity arrives at a client with as many activities as the file has, after a burst of them or inside one."""
    count = len(mm.read_portfolio(file).activities)
    start = FIRST_DAY - timedelta(182 * BURSTS)
    days = [start + timedelta(182 * (place % BURSTS) + place // BURSTS % 60) for place in range(count)]
    busy = mm.managed_client("north", "acme", start=start, price=900, employee="ann", activities=days)
    prepared = _all_worked_out(busy)

    def done(after: int) -> list[mm.Activity]:
        return [attrs.evolve(each, on=each.on + timedelta(after)) for each in busy.activities[:BURSTS]]

    for each in (done(125)[0], done(0)[-1]):
        assert prepared.with_(each).timelines() == mm.timelines(busy.with_(each))
    return {
        "activities before": Figure("", count),
        "arrives, and the timeline changes": _arriving(prepared, done(125) * 8),
        "arrives inside a window": _arriving(prepared, done(0) * 8),
        "its client worked out anew": _each(
            lambda partner, client: mm.timeline(busy, partner=partner, client=client), [("north", "acme")] * 9
        ),
    }


def long_history(_: Path) -> Figures:
    """As of a day, from a timeline with very many segments."""
    start = date(1600, 1, 1)
    days = [start + timedelta(120 * number) for number in range(SEGMENTS)]
    prepared = _all_worked_out(mm.managed_client("north", "acme", start=start, price=900, activities=days))
    made = prepared.timeline("north", "acme")
    assert len(made) == SEGMENTS
    asked = {str(day): day + timedelta(9) for day in days}
    made.at(start)
    return {
        f"as of a day, timeline of {SEGMENTS:,} segments": _each(
            lambda day, _: made.at(asked[day]), [(day, "") for day in asked]
        ),
        f"line of a prepared portfolio, {SEGMENTS:,} segments": _each(
            lambda day, client: prepared.line("north", client, asked[day]), [(day, "acme") for day in asked]
        ),
    }


def _about(portfolio: mm.Portfolio, clients: Sequence[str]) -> Figures:
    """Questions about some clients: their lines, partners without a line, and one that never was there."""
    known = [(facts.partner.id, client) for client in clients for facts in portfolio.by_client[client]]
    lines = {(line.partner, line.client) for line in mm.evaluate(portfolio, as_of=AS_OF).lines}
    have = [pair for pair in known if pair in lines]
    lack = [pair for pair in known if pair not in lines]
    elsewhere = [partner for partner, _ in reversed(known)]
    strangers = [pair for pair in zip(elsewhere, clients, strict=False) if pair not in known][:STRANGERS]

    def evaluated(partner: str, client: str) -> mm.Statement:
        return mm.evaluate(portfolio, as_of=AS_OF, partner=partner, client=client)

    def explained(partner: str, client: str) -> mm.Finding:
        return mm.explain(portfolio, partner=partner, client=client, as_of=AS_OF)

    def ahead(partner: str, client: str) -> mm.Outlook:
        return mm.outlook(portfolio, partner=partner, client=client, as_of=AS_OF)

    def changed(partner: str, client: str) -> mm.Ledger:
        start, end = MONTH
        return mm.changes(portfolio, start=start, end=end, partner=partner, client=client)

    def lacking(partner: str, client: str) -> mm.WhyNot:
        return mm.why_not(portfolio, partner=partner, client=client, as_of=AS_OF)

    return {
        "as of a day": _each(evaluated, have),
        "why": _each(explained, have),
        "until when": _each(ahead, have),
        "what changed in a month": _each(changed, have),
        "why not": _each(lacking, lack),
        "why not, a partner never there": _each(lacking, strangers),
    }


def day_loop(file: Path) -> Figures:
    """The same histories, by a statement for every day of some months."""
    portfolio = mm.read_portfolio(file)
    made, whole = _timed(lambda: mm.timelines(portfolio))
    figures = {"all timelines, whole history": _in(whole, "ms")}
    for months in (6, 12, 24):
        days = [FIRST_DAY + timedelta(day) for day in range(365 * months // 12)]
        statements, loop = _timed(lambda days=days: [mm.evaluate(portfolio, as_of=day) for day in days])  # type: ignore[misc] # the same
        assert all(_agree(each, made) for each in statements)
        figures[f"a statement a day, {months} months"] = _in(loop, "ms")
    return figures


def _agree(made: mm.Statement, timelines: mm.Timelines) -> bool:
    lines = {(line.partner, line.client): line.credit for line in made.lines}
    segments = {pair: segment.credit for pair, each in timelines.items() if (segment := each.at(made.as_of))}
    return lines == segments


def importing(_: Path) -> Figures:
    """Import the package, what most programs use of it, and attrs alone, in interpreters that find all compiled."""
    imports = {
        "import attrs": "import attrs",
        "import managed_mrr": "import managed_mrr",
        "import read_portfolio": "from managed_mrr import read_portfolio",
        "import read_portfolio, evaluate": "from managed_mrr import evaluate, read_portfolio",
        "import the command line": "from managed_mrr.cli.commands import command; command('statement')",
    }
    with TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        times = {name: [_to_run(code, environment) for _ in range(8)][1:] for name, code in imports.items()}
    return {name: Figure("ms", median(each) * 1e3) for name, each in times.items()}


def _to_run(statement: str, environment: Mapping[str, str]) -> float:
    code = f"from time import perf_counter as now; start = now(); {statement}; print(now() - start)"
    command = [sys.executable, "-c", code]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)  # noqa: S603 -- this interpreter


QUESTIONS: Mapping[str, Callable[[Path], Figures]] = {
    "importing": importing,
    "reading": reading,
    "memory": memory,
    "statement": statement,
    "histories": histories,
    "single": single,
    "forecasts": forecasts,
    "ledger": ledger,
    "what-if": what_if,
    "reach": reach,
    "depth": depth,
    "day-loop": day_loop,
    "appending": appending,
    "arriving": arriving,
    "long-history": long_history,
}
"""What can be measured, by name."""


def _in_use(file: Path) -> mm.Portfolio:
    """A portfolio that was asked something before."""
    portfolio = mm.read_portfolio(file)
    assert mm.evaluate(portfolio, as_of=AS_OF)
    return portfolio


def _timed(work: Callable[[], T]) -> tuple[T, Figure]:
    """Time some work as its first caller meets it: with the garbage collector in whatever state it is."""
    wall, cpu = perf_counter(), process_time()
    done = work()
    return done, Figure("s", perf_counter() - wall, process_time() - cpu)


def _each(work: Callable[[str, str], object], pairs: Sequence[tuple[str, str]]) -> Figure:
    """Time one piece of work for each of some pairs, and take the median."""
    times = []
    gc.collect()
    for partner, client in pairs:
        start = perf_counter()
        work(partner, client)
        times.append(perf_counter() - start)
    return Figure("us", median(times) * 1e6)


def _median(figures: Sequence[Figure]) -> Figure:
    return Figure(
        figures[0].unit,
        median(each.value for each in figures),
        median(each.cpu or 0.0 for each in figures),
    )


def _in(figure: Figure, unit: str) -> Figure:
    scale = {"ms": 1e3, "us": 1e6}[unit]
    return Figure(unit, figure.value * scale, None if figure.cpu is None else figure.cpu * scale)


def peak() -> float:
    """The most memory held since the program started; what its parent held counts in ``ru_maxrss``, so ask Linux."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    """Measure one question and print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.measure", description=main.__doc__)
    parser.add_argument("question", choices=QUESTIONS)
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    figures = QUESTIONS[given.question](given.file)
    print(json.dumps({name: attrs.asdict(figure) for name, figure in figures.items()}))


if __name__ == "__main__":
    main()
