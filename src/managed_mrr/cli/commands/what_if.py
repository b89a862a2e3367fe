"""The command `what-if`: what a scenario would change, over time or as of a day."""

from argparse import Namespace

from managed_mrr.cli.arguments import EVIDENCE, PAIR, argument, day
from managed_mrr.cli.asking import STANDARD_INPUT, named, policy_of, portfolio_of, read
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.comparison import Comparison, compare
from managed_mrr.errors import ManagedMRRError
from managed_mrr.files import read_scenario
from managed_mrr.files.answers import comparison_data, differences_csv, effects_data, movements_csv

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


def supposed(options: Namespace) -> Comparison:
    """Ask what a scenario would change; one of the two files may be standard input."""
    if options.file == options.scenario == STANDARD_INPUT:
        raise ManagedMRRError(
            "FILE and SCENARIO are both '-': expected standard input for one of them; name a file for the other"
        )
    portfolio, scenario = portfolio_of(options), read(read_scenario, options.scenario)
    return compare(portfolio, scenario, policy=policy_of(options), **named(options, ("partner", "client")))


COMMAND = Command(
    [
        *EVIDENCE,
        argument("scenario", metavar="SCENARIO", help="a scenario file; - for standard input, if FILE is not"),
        argument("--as-of", type=day, metavar="DATE", help="only this day, with the causes"),
        *PAIR,
    ],
    [
        question(
            lambda options: supposed(options).as_of(options.as_of),
            when="as_of",
            table=text(str),
            json=data(effects_data),
            csv=text(lambda effects: movements_csv(effects.movements)),
        ),
        question(supposed, table=text(str), json=data(comparison_data), csv=text(differences_csv)),
    ],
)
