"""The command `policy`: the values of a policy."""

from argparse import Namespace

from managed_mrr.checks import check
from managed_mrr.cli.arguments import argument, one_of, policy_name
from managed_mrr.cli.asking import policy_called, policy_of
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.difference import diff, policy_table
from managed_mrr.files import policy_to_text
from managed_mrr.files.answers import policy_difference_data
from managed_mrr.files.results import report_data
from managed_mrr.policy import Policy

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


def _policy_file(policy: Policy, options: Namespace) -> str:
    return policy_to_text(policy, format=options.format, brief=options.brief)


COMMAND = Command(
    [
        argument("policy", type=policy_name, metavar="POLICY", help="a policy's name, or a policy file"),
        one_of(
            argument("--diff", type=policy_name, metavar="OTHER", help="only what differs in another policy"),
            argument("--check", action="store_true", help="only what is legal in it, but suspicious"),
        ),
        argument("--brief", action="store_true", help="leave out of a file what goes without saying"),
    ],
    [
        question(
            lambda options: diff(policy_of(options), policy_called(options.diff)),
            when="diff",
            text=text(str),
            toml=text(str),
            json=data(policy_difference_data),
        ),
        question(lambda options: check(policy_of(options)), when="check", text=text(str), json=data(report_data)),
        question(
            policy_of, text=text(lambda policy: policy_table(policy).text()), toml=_policy_file, json=_policy_file
        ),
    ],
)
