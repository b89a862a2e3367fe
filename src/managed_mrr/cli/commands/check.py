"""The command `check`: what is legal in the file, but suspicious."""

from managed_mrr.checks import check
from managed_mrr.cli.arguments import EVIDENCE
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.results import report_data

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


COMMAND = Command(
    EVIDENCE,
    [
        question(
            of_portfolio(check),
            table=text(str),
            json=data(report_data),
            csv=text(lambda report: report.table().csv()),
        )
    ],
)
