"""The command `why-not`: what is missing for credit on a day, and all that would repair it."""

from managed_mrr.cli.arguments import AS_OF, EVIDENCE, THE_PAIR
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.answers import why_not_data
from managed_mrr.repairs import why_not

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


COMMAND = Command(
    [*EVIDENCE, AS_OF, *THE_PAIR],
    [question(of_portfolio(why_not, "partner", "client", "as_of"), table=text(str), json=data(why_not_data))],
)
