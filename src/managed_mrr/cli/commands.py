"""Commands: every one of them is an entry here."""

from argparse import Namespace

from managed_mrr.by_subscription import CreditBySubscription
from managed_mrr.checks import check
from managed_mrr.cli.arguments import (
    AS_OF,
    EVIDENCE,
    FILE,
    PAIR,
    PARTNER,
    THE_PAIR,
    argument,
    day,
    one_of,
    policy_name,
    whole_number,
    within,
)
from managed_mrr.cli.asking import (
    history,
    of_portfolio,
    of_tiers,
    policy_called,
    policy_of,
    reaching,
    replaced,
    supposed,
    witnessed,
)
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.difference import diff, policy_table
from managed_mrr.example import DEMO_DAY, agency
from managed_mrr.explanation import explain
from managed_mrr.files import policy_to_text
from managed_mrr.files.answers import (
    by_subscription_csv,
    by_subscription_data,
    comparison_data,
    differences_csv,
    effects_data,
    expiring_csv,
    expiring_data,
    impact_csv,
    impact_data,
    ledger_data,
    movements_csv,
    policy_difference_data,
    renewals_csv,
    renewals_data,
    why_not_data,
    witness_data,
)
from managed_mrr.files.ranges import statement_range_data
from managed_mrr.files.results import (
    finding_data,
    report_data,
    statement_csv,
    statement_data,
    timelines_csv,
    timelines_data,
)
from managed_mrr.files.tier_answers import reach_data, standing_data, tier_timeline_data
from managed_mrr.findings import Finding
from managed_mrr.forecast import expiring, renewals
from managed_mrr.ledger import changes
from managed_mrr.policy import Policy
from managed_mrr.readings import evaluate_range
from managed_mrr.repairs import why_not
from managed_mrr.statement import Statement, evaluate
from managed_mrr.tiers import tier, tier_timeline

__all__ = ["COMMANDS"]


def __dir__() -> list[str]:
    return __all__


_stated = of_portfolio(evaluate, "as_of", "partner", "client")


def _with_assumptions(answer: Statement | CreditBySubscription, options: Namespace) -> str:
    if not options.assumptions:
        return str(answer)
    assumed = (f"  {each.question.name}: {each}" for each in answer.policy.assumptions())
    return "\n".join([str(answer), "Assumed:", *assumed])


def _outline(finding: Finding, options: Namespace) -> str:
    return finding.outline(parts=None) if options.full else finding.outline()


def _policy_file(policy: Policy, options: Namespace) -> str:
    return policy_to_text(policy, format=options.format, brief=options.brief)


COMMANDS = (
    Command(
        "statement",
        "every line of credit as of a day",
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
    ),
    Command(
        "range",
        "the lowest and the highest credit over what the sources leave open",
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
    ),
    Command(
        "timeline",
        "credit over time, for one pair or for all",
        [*EVIDENCE, *PAIR],
        [
            question(
                of_portfolio(history, "partner", "client"),
                table=text(lambda found: str(found.timelines)),
                json=data(lambda found: timelines_data(found.timelines.values(), found.policy)),
                csv=text(lambda found: timelines_csv(found.timelines.values())),
            )
        ],
    ),
    Command(
        "explain",
        "why there is credit on a day, or why not",
        [*EVIDENCE, AS_OF, *THE_PAIR, argument("--full", action="store_true", help="leave nothing out of the text")],
        [question(of_portfolio(explain, "partner", "client", "as_of"), table=_outline, json=data(finding_data))],
    ),
    Command(
        "check",
        "what is legal in the file, but suspicious",
        EVIDENCE,
        [
            question(
                of_portfolio(check),
                table=text(str),
                json=data(report_data),
                csv=text(lambda report: report.table().csv()),
            )
        ],
    ),
    Command(
        "why-not",
        "what is missing for credit on a day, and all that would repair it",
        [*EVIDENCE, AS_OF, *THE_PAIR],
        [question(of_portfolio(why_not, "partner", "client", "as_of"), table=text(str), json=data(why_not_data))],
    ),
    Command(
        "expiring",
        "the lines that end soon if nothing new happens",
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
    ),
    Command(
        "renewals",
        "the subscriptions that end or renew soon, and their credit",
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
    ),
    Command(
        "changes",
        "what changed between two days, and why",
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
    ),
    Command(
        "what-if",
        "what a scenario would change, over time or as of a day",
        [
            *EVIDENCE,
            argument("scenario", metavar="SCENARIO", help="a scenario file; - for standard input, if FILE is not"),
            argument("--as-of", type=day, metavar="DATE", help="only this day, with the causes"),
            *PAIR,
        ],
        [
            question(
                lambda options: supposed(options).as_of(options.as_of),
                when="as_of",
                table=text(str),
                json=data(effects_data),
                csv=text(lambda effects: movements_csv(effects.movements)),
            ),
            question(supposed, table=text(str), json=data(comparison_data), csv=text(differences_csv)),
        ],
    ),
    Command(
        "tier",
        "the tier of a partner as of a day, over time, or what would reach one",
        [
            *EVIDENCE,
            argument("--tiers", metavar="TIERS", required=True, help="a tier file, in JSON, or in TOML if it ends so"),
            argument("--partner", metavar="ID", required=True, help="this partner"),
            argument("--as-of", type=day, metavar="DATE", help="this day, as YYYY-MM-DD; all days if left out"),
            argument(
                "--reach", dest="tier", metavar="TIER", help="the fewest clients that would reach this tier on the day"
            ),
        ],
        [
            question(reaching, when="tier", table=text(str), json=data(reach_data)),
            question(of_tiers(tier, "as_of"), when="as_of", table=text(str), json=data(standing_data)),
            question(of_tiers(tier_timeline), table=text(str), json=data(tier_timeline_data)),
        ],
    ),
    Command(
        "policy",
        "the values of a policy",
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
    ),
    Command(
        "witness",
        "the smallest situation in which two policies differ",
        [
            argument("a", type=policy_name, metavar="A", help="the one policy: its name, or a policy file"),
            argument("b", type=policy_name, metavar="B", help="the other policy"),
            argument(
                "--departures",
                type=whole_number("departures", 0, 9),
                default=3,
                metavar="N",
                help="in how many things at once it may depart from the ordinary client (default: %(default)s)",
            ),
        ],
        [question(witnessed, table=text(str), json=data(witness_data))],
    ),
    Command(
        "impact",
        "who gains and who loses when one policy takes the place of another",
        [
            argument("before", type=policy_name, metavar="A", help="the policy replaced: its name, or a policy file"),
            argument("after", type=policy_name, metavar="B", help="the policy that takes its place"),
            FILE,
            *PAIR,
        ],
        [question(replaced, table=text(str), json=data(impact_data), csv=text(impact_csv))],
    ),
    Command(
        "demo",
        "the statement of the shipped example",
        [],
        [question(lambda _options: evaluate(agency(), as_of=DEMO_DAY), table=text(str))],
        description=None,
    ),
)
"""All commands, in the order of the help."""
