"""``python -m tests.mutants``: see whether the tests find mistakes that are put into the engine."""

import argparse
import sys
import time

from tests.mutants.operators import MODULES, mutants_of
from tests.mutants.running import TESTS, Outcome, run
from tests.mutants.seeded import seeded
from tests.mutants.survivors import survivors


def main() -> int:
    """Run the mutants that are asked for, and fail if one is neither found nor known to survive."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    named = kinds.add_parser("seeded", help="the mistakes named in seeded.toml")
    named.add_argument("names", nargs="*", help="only these")
    everywhere = kinds.add_parser("everywhere", help="every small mistake in every place of a module")
    everywhere.add_argument("modules", nargs="*", default=MODULES, help="only these, such as rules/expiry.py")
    everywhere.add_argument("--all", action="store_true", help="tell also of those that are found")
    for each in (named, everywhere):
        each.add_argument("--tests", nargs="+", default=TESTS, help="run only these tests")
    asked = parser.parse_args()
    known = {} if asked.kind == "seeded" else survivors()
    if asked.kind == "seeded":
        mutants = [each for each in seeded() if not asked.names or each.name in asked.names]
    else:
        mutants = [each for path in asked.modules for each in mutants_of(path)]
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        name = outcome.mutant.name
        if outcome.killer is None:
            print("known to survive" if name in known else "SURVIVED", name, file=sys.__stdout__, flush=True)
        elif asked.kind == "seeded" or asked.all or name in known:
            print("found", name, "by", outcome.killer, file=sys.__stdout__, flush=True)

    started = time.perf_counter()
    run(mutants, tell, asked.tests)
    found = sum(outcome.killer is not None for outcome in outcomes)
    alive = [outcome.mutant.name for outcome in outcomes if outcome.killer is None]
    seconds = time.perf_counter() - started
    print(f"{found} of {len(outcomes)} mutants found in {seconds:.0f} s; {len(alive)} survive", file=sys.__stdout__)
    return int(any(name not in known for name in alive) or len(outcomes) < len(mutants))


if __name__ == "__main__":
    sys.exit(main())
