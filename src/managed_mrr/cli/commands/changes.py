"""The command `changes`: what changed between two days, and why."""

from managed_mrr.cli.arguments import EVIDENCE, PAIR, argument, day
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.answers import ledger_data, movements_csv
from managed_mrr.ledger import changes

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


COMMAND = Command(
    [
        *EVIDENCE,
        argument("--start", type=day, required=True, metavar="DATE", help="the day to start from"),
        argument("--end", type=day, required=True, metavar="DATE", help="the day it led to"),
        *PAIR,
    ],
    [
        question(
            of_portfolio(changes, "start", "end", "partner", "client"),
            table=text(str),
            waterfall=text(lambda ledger: ledger.waterfall().text()),
            json=data(ledger_data),
            csv=text(movements_csv),
        )
    ],
)
