"""The command `explain`: why there is credit on a day, or why not."""

from argparse import Namespace

from managed_mrr.cli.arguments import AS_OF, EVIDENCE, THE_PAIR, argument
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question
from managed_mrr.explanation import explain
from managed_mrr.files.results import finding_data
from managed_mrr.findings import Finding

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


def _outline(finding: Finding, options: Namespace) -> str:
    return finding.outline(parts=None) if options.full else finding.outline()


COMMAND = Command(
    [*EVIDENCE, AS_OF, *THE_PAIR, argument("--full", action="store_true", help="leave nothing out of the text")],
    [question(of_portfolio(explain, "partner", "client", "as_of"), table=_outline, json=data(finding_data))],
)
