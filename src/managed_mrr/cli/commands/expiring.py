"""The command `expiring`: the lines that end soon if nothing new happens."""

from managed_mrr.cli.arguments import AS_OF, EVIDENCE, PARTNER, within
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.answers import expiring_csv, expiring_data
from managed_mrr.forecast import expiring

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


COMMAND = Command(
    [*EVIDENCE, AS_OF, within(30), PARTNER],
    [
        question(
            of_portfolio(expiring, "as_of", "within", "partner"),
            table=text(str),
            json=data(expiring_data),
            csv=text(expiring_csv),
            calendar=text(lambda found: found.calendar()),
        )
    ],
)
