"""The command `demo`: the statement of the shipped example."""

from managed_mrr.cli.questions import Command, question, text
from managed_mrr.example import DEMO_DAY, agency
from managed_mrr.statement import evaluate

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


COMMAND = Command([], [question(lambda _options: evaluate(agency(), as_of=DEMO_DAY), table=text(str))])
