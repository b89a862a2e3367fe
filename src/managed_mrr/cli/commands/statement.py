"""The command `statement`: every line of credit as of a day."""

from argparse import Namespace

from managed_mrr.by_subscription import CreditBySubscription
from managed_mrr.cli.arguments import AS_OF, EVIDENCE, PAIR, argument
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.files.answers import by_subscription_csv, by_subscription_data
from managed_mrr.files.results import statement_csv, statement_data
from managed_mrr.statement import Statement, evaluate

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


_stated = of_portfolio(evaluate, "as_of", "partner", "client")


def _with_assumptions(answer: Statement | CreditBySubscription, options: Namespace) -> str:
    if not options.assumptions:
        return str(answer)
    assumed = (f"  {each.question.name}: {each}" for each in answer.policy.assumptions())
    return "\n".join([str(answer), "Assumed:", *assumed])


COMMAND = Command(
    [
        *EVIDENCE,
        AS_OF,
        *PAIR,
        argument("--assumptions", action="store_true", help="say below the table what was assumed"),
        argument("--by-subscription", action="store_true", help="a row for each subscription of a line"),
    ],
    [
        question(
            lambda options: _stated(options).by_subscription(),
            when="by_subscription",
            table=_with_assumptions,
            json=data(by_subscription_data),
            csv=text(by_subscription_csv),
        ),
        question(_stated, table=_with_assumptions, json=data(statement_data), csv=text(statement_csv)),
    ],
)
