"""The command `impact`: who gains and who loses when one policy takes the place of another."""

from argparse import Namespace

from managed_mrr.cli.arguments import FILE, PAIR, argument, policy_name
from managed_mrr.cli.asking import named, policy_called, portfolio_of
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.answers import impact_csv, impact_data
from managed_mrr.impact import Impact, impact

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


def replaced(options: Namespace) -> Impact:
    """Ask who gains and who loses when one policy takes the place of another."""
    before, after = policy_called(options.before), policy_called(options.after)
    return impact(before, after, portfolio_of(options), **named(options, ("partner", "client")))


COMMAND = Command(
    [
        argument("before", type=policy_name, metavar="A", help="the policy replaced: its name, or a policy file"),
        argument("after", type=policy_name, metavar="B", help="the policy that takes its place"),
        FILE,
        *PAIR,
    ],
    [question(replaced, table=text(str), json=data(impact_data), csv=text(impact_csv))],
)
