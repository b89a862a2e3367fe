"""The command `range`: the lowest and the highest credit over what the sources leave open."""

from managed_mrr.cli.arguments import AS_OF, EVIDENCE, PAIR, argument
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.ranges import statement_range_data
from managed_mrr.readings import evaluate_range

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


COMMAND = Command(
    [
        *EVIDENCE,
        AS_OF,
        argument(
            "--question",
            dest="questions",
            action="append",
            metavar="NAME",
            help="only this question; may be repeated",
        ),
        *PAIR,
    ],
    [
        question(
            of_portfolio(evaluate_range, "as_of", "questions", "partner", "client"),
            table=text(str),
            json=data(statement_range_data),
        )
    ],
)
