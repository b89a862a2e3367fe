"""The command `renewals`: the subscriptions that end or renew soon, and their credit."""

from managed_mrr.cli.arguments import AS_OF, EVIDENCE, PARTNER, within
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.answers import renewals_csv, renewals_data
from managed_mrr.forecast import renewals

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


COMMAND = Command(
    [*EVIDENCE, AS_OF, within(90), PARTNER],
    [
        question(
            of_portfolio(renewals, "as_of", "within", "partner"),
            table=text(str),
            json=data(renewals_data),
            csv=text(renewals_csv),
            calendar=text(lambda found: found.calendar()),
        )
    ],
)
