"""The command `witness`: the smallest situation in which two policies differ."""

from argparse import Namespace

from managed_mrr.cli.arguments import argument, policy_name, whole_number
from managed_mrr.cli.asking import policy_called
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.answers import witness_data
from managed_mrr.witness import Witness, witness

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


def witnessed(options: Namespace) -> Witness:
    """Ask for the smallest situation in which two policies differ."""
    a, b = policy_called(options.a), policy_called(options.b)
    return witness(a, b, departures_at_once=options.departures)


COMMAND = Command(
    [
        argument("a", type=policy_name, metavar="A", help="the one policy: its name, or a policy file"),
        argument("b", type=policy_name, metavar="B", help="the other policy"),
        argument(
            "--departures",
            type=whole_number("departures", 0, 9),
            default=3,
            metavar="N",
            help="in how many things at once it may depart from the ordinary client (default: %(default)s)",
        ),
    ],
    [question(witnessed, table=text(str), json=data(witness_data))],
)
