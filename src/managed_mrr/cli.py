"""The command line: the same questions, asked of a portfolio file."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date

from managed_mrr import hubspot
from managed_mrr.checks import check
from managed_mrr.comparison import compare
from managed_mrr.dates.text import parse_date
from managed_mrr.difference import diff, policy_table
from managed_mrr.errors import ManagedMRRError, nearest
from managed_mrr.evidence import Portfolio
from managed_mrr.example import DEMO_DAY, agency
from managed_mrr.explanation import explain
from managed_mrr.files import policy_to_text, read_policy, read_portfolio, read_scenario, read_tiers
from managed_mrr.files.answers import (
    by_subscription_csv,
    by_subscription_data,
    comparison_data,
    differences_csv,
    effects_data,
    expiring_csv,
    expiring_data,
    ledger_data,
    movements_csv,
    policy_difference_data,
    renewals_csv,
    renewals_data,
    why_not_data,
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
from managed_mrr.forecast import expiring, renewals
from managed_mrr.ledger import changes
from managed_mrr.policy import Policy
from managed_mrr.readings import evaluate_range
from managed_mrr.repairs import why_not
from managed_mrr.statement import evaluate
from managed_mrr.tiers import reach, tier, tier_timeline
from managed_mrr.timeline import Timelines, timeline, timelines

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__


PROGRAM = "managed-mrr"

DAYS = 100_000
"""How many days ahead one may look, at the most."""

GOOD, BAD = 0, 2
"""The exit codes: success; bad input or usage."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit code: 0 for success, 2 for bad input or usage.

    Errors go to standard error, with nothing on standard output.

    Args:
        arguments: The words after the program's name; those of the process if left out.

    Examples:
        >>> main(["check", "no-such-file.json"])
        2
    """
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has said what there is to say
        return int(stop.code or GOOD)
    command: Callable[[argparse.Namespace], str] = options.command
    try:
        text = command(options)
    except ManagedMRRError as error:
        return _refuse("\n  ".join([str(error), *getattr(error, "__notes__", ())]))
    except OSError as error:
        return _refuse(f"cannot read {error.filename or options.file}: {error.strerror or error}")
    return _show(text)


def _refuse(message: str) -> int:
    print(f"{PROGRAM}: {message}", file=sys.stderr)
    return BAD


def _show(text: str) -> int:
    try:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough, as `head` does; keep the interpreter from complaining when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UnicodeEncodeError as error:
        return _refuse(f"this terminal cannot show {error.object[error.start]!r}; set PYTHONUTF8=1")
    return GOOD


def _day(text: str) -> date:
    day = parse_date(text)
    if day is None:
        msg = f"not a day: {text!r}; expected YYYY-MM-DD, such as 2024-03-01"
        raise argparse.ArgumentTypeError(msg)
    return day


def _count(text: str) -> int:
    digits = text.isascii() and text.isdigit() and len(text) < len(str(DAYS))  # very many would be no int
    if not (digits and int(text) > 0):
        msg = f"not a number of days: {text!r}; expected a whole number from 1 to {DAYS - 1}"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _policy_name(text: str) -> str:
    if text not in hubspot.POLICIES and not text.lower().endswith((".toml", ".json")):
        near = nearest(text, hubspot.POLICIES)
        hint = f"; did you mean {near!r}?" if near else ""
        known = ", ".join(hubspot.POLICIES)
        msg = f"invalid choice: {text!r}; expected {known}, or a policy file that ends in .toml or .json{hint}"
        raise argparse.ArgumentTypeError(msg)
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Who earned how much managed MRR credit for which client, on any day, and why.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    statement = _command(commands, "statement", _statement, "every line of credit as of a day")
    _as_of(statement)
    _pair(statement, required=False)
    statement.add_argument("--assumptions", action="store_true", help="say below the table what was assumed")
    statement.add_argument("--by-subscription", action="store_true", help="a row for each subscription of a line")
    _formats(statement, "table", "json", "csv")
    ranging = _command(commands, "range", _range, "the lowest and the highest credit over what the sources leave open")
    _as_of(ranging)
    ranging.add_argument(
        "--question", dest="questions", action="append", metavar="NAME", help="only this question; may be repeated"
    )
    _pair(ranging, required=False)
    _formats(ranging, "table", "json")
    history = _command(commands, "timeline", _timeline, "credit over time, for one pair or for all")
    _pair(history, required=False)
    _formats(history, "table", "json", "csv")
    why = _command(commands, "explain", _explain, "why there is credit on a day, or why not")
    _as_of(why)
    _pair(why, required=True)
    why.add_argument("--full", action="store_true", help="leave nothing out of the text")
    _formats(why, "table", "json")
    checked = _command(commands, "check", _check, "what is legal in the file, but suspicious")
    _formats(checked, "table", "json", "csv")
    lacking = _command(
        commands, "why-not", _why_not, "what is missing for credit on a day, and all that would repair it"
    )
    _as_of(lacking)
    _pair(lacking, required=True)
    _formats(lacking, "table", "json")
    ending = _command(commands, "expiring", _expiring, "the lines that end soon if nothing new happens")
    _as_of(ending)
    ending.add_argument("--within", type=_count, default=30, metavar="DAYS", help="how soon (default: %(default)s)")
    ending.add_argument("--partner", metavar="ID", help="only this partner")
    _formats(ending, "table", "json", "csv", "calendar")
    coming = _command(commands, "renewals", _renewals, "the subscriptions that end or renew soon, and their credit")
    _as_of(coming)
    coming.add_argument("--within", type=_count, default=90, metavar="DAYS", help="how soon (default: %(default)s)")
    coming.add_argument("--partner", metavar="ID", help="only this partner")
    _formats(coming, "table", "json", "csv", "calendar")
    moved = _command(commands, "changes", _changes, "what changed between two days, and why")
    moved.add_argument("--start", type=_day, required=True, metavar="DATE", help="the day to start from")
    moved.add_argument("--end", type=_day, required=True, metavar="DATE", help="the day it led to")
    _pair(moved, required=False)
    _formats(moved, "table", "waterfall", "json", "csv")
    supposed = _command(commands, "what-if", _what_if, "what a scenario would change, over time or as of a day")
    supposed.add_argument("scenario", metavar="SCENARIO", help="a scenario file; only FILE may be standard input")
    supposed.add_argument("--as-of", type=_day, metavar="DATE", help="only this day, with the causes")
    _pair(supposed, required=False)
    _formats(supposed, "table", "json", "csv")
    tiers = _command(commands, "tier", _tier, "the tier of a partner as of a day, over time, or what would reach one")
    tiers.add_argument("--tiers", metavar="TIERS", required=True, help="a tier file, in JSON, or in TOML if it ends so")
    tiers.add_argument("--partner", metavar="ID", required=True, help="this partner")
    tiers.add_argument("--as-of", type=_day, metavar="DATE", help="this day, as YYYY-MM-DD; all days if left out")
    tiers.add_argument("--reach", metavar="TIER", help="the fewest clients that would reach this tier on the day")
    _formats(tiers, "table", "json")
    told = commands.add_parser("policy", help="the values of a policy", description="Show the values of a policy.")
    told.set_defaults(command=_policy_told, file="the policy")
    told.add_argument("policy", type=_policy_name, metavar="POLICY", help="a policy's name, or a policy file")
    told.add_argument("--diff", type=_policy_name, metavar="OTHER", help="only what differs in another policy")
    told.add_argument("--brief", action="store_true", help="leave out of a file what goes without saying")
    _formats(told, "text", "toml", "json")
    demo = commands.add_parser("demo", help="the statement of the shipped example")
    demo.set_defaults(command=_demo, file="the example")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], str],
    what: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=what, description=f"Show {what}.")
    command.set_defaults(command=run)
    command.add_argument("file", metavar="FILE", help="a portfolio file; - for standard input")
    command.add_argument(
        "--policy",
        type=_policy_name,
        default=hubspot.SERVICING.name,
        metavar="POLICY",
        help=f"the rules in force: {', '.join(hubspot.POLICIES)}, or a policy file (default: %(default)s)",
    )
    return command


def _as_of(command: argparse.ArgumentParser) -> None:
    command.add_argument("--as-of", type=_day, required=True, metavar="DATE", help="the day, as YYYY-MM-DD")


def _pair(command: argparse.ArgumentParser, *, required: bool) -> None:
    only = "" if required else "only "
    command.add_argument("--partner", metavar="ID", required=required, help=f"{only}this partner")
    command.add_argument("--client", metavar="ID", required=required, help=f"{only}this client")


def _formats(command: argparse.ArgumentParser, *formats: str) -> None:
    command.add_argument("--format", choices=formats, default=formats[0], help="how to print it (default: %(default)s)")


def _read(options: argparse.Namespace) -> Portfolio:
    return read_portfolio(sys.stdin.buffer if options.file == "-" else options.file)


def _policy(options: argparse.Namespace) -> Policy:
    return _policy_called(options.policy)


def _policy_called(name: str) -> Policy:
    return hubspot.POLICIES[name] if name in hubspot.POLICIES else read_policy(name)


def _json(data: object) -> str:
    return json.dumps(data, indent=2)


def _statement(options: argparse.Namespace) -> str:
    statement = evaluate(
        _read(options),
        as_of=options.as_of,
        policy=_policy(options),
        partner=options.partner,
        client=options.client,
    )
    if options.by_subscription:
        opened = statement.by_subscription()
        if options.format == "json":
            return _json(by_subscription_data(opened))
        return by_subscription_csv(opened) if options.format == "csv" else _with_assumptions(str(opened), options)
    if options.format == "json":
        return _json(statement_data(statement))
    if options.format == "csv":
        return statement_csv(statement)
    return _with_assumptions(str(statement), options)


def _with_assumptions(text: str, options: argparse.Namespace) -> str:
    if not options.assumptions:
        return text
    assumed = (f"  {each.question.name}: {each}" for each in _policy(options).assumptions())
    return "\n".join([text, "Assumed:", *assumed])


def _range(options: argparse.Namespace) -> str:
    found = evaluate_range(
        _read(options),
        as_of=options.as_of,
        policy=_policy(options),
        questions=options.questions,
        partner=options.partner,
        client=options.client,
    )
    return _json(statement_range_data(found)) if options.format == "json" else str(found)


def _timeline(options: argparse.Namespace) -> str:
    portfolio, policy = _read(options), _policy(options)
    found = _chosen(portfolio, policy, options.partner, options.client)
    if options.format == "json":
        return _json(timelines_data(found.values(), policy))
    return timelines_csv(found.values()) if options.format == "csv" else str(found)


def _chosen(portfolio: Portfolio, policy: Policy, partner: str | None, client: str | None) -> Timelines:
    if partner is not None and client is not None:
        return Timelines([timeline(portfolio, partner=partner, client=client, policy=policy)])
    if partner is not None:
        portfolio.partner(partner)
    if client is not None:
        portfolio.client(client)
    return Timelines(
        each
        for each in timelines(portfolio, policy=policy).values()
        if partner in (None, each.partner) and client in (None, each.client)
    )


def _explain(options: argparse.Namespace) -> str:
    finding = explain(
        _read(options),
        partner=options.partner,
        client=options.client,
        as_of=options.as_of,
        policy=_policy(options),
    )
    if options.format == "json":
        return _json(finding_data(finding))
    return finding.outline(parts=None) if options.full else finding.outline()


def _check(options: argparse.Namespace) -> str:
    report = check(_read(options), policy=_policy(options))
    if options.format == "json":
        return _json(report_data(report))
    return report.table().csv() if options.format == "csv" else str(report)


def _why_not(options: argparse.Namespace) -> str:
    answer = why_not(
        _read(options),
        partner=options.partner,
        client=options.client,
        as_of=options.as_of,
        policy=_policy(options),
    )
    return _json(why_not_data(answer)) if options.format == "json" else str(answer)


def _expiring(options: argparse.Namespace) -> str:
    found = expiring(
        _read(options),
        as_of=options.as_of,
        within=options.within,
        policy=_policy(options),
        partner=options.partner,
    )
    if options.format == "json":
        return _json(expiring_data(found))
    if options.format == "calendar":
        return found.calendar()
    return expiring_csv(found) if options.format == "csv" else str(found)


def _renewals(options: argparse.Namespace) -> str:
    found = renewals(
        _read(options),
        as_of=options.as_of,
        within=options.within,
        policy=_policy(options),
        partner=options.partner,
    )
    if options.format == "json":
        return _json(renewals_data(found))
    if options.format == "calendar":
        return found.calendar()
    return renewals_csv(found) if options.format == "csv" else str(found)


def _changes(options: argparse.Namespace) -> str:
    ledger = changes(
        _read(options),
        start=options.start,
        end=options.end,
        policy=_policy(options),
        partner=options.partner,
        client=options.client,
    )
    if options.format == "json":
        return _json(ledger_data(ledger))
    if options.format == "waterfall":
        return ledger.waterfall().text()
    return movements_csv(ledger) if options.format == "csv" else str(ledger)


def _what_if(options: argparse.Namespace) -> str:
    comparison = compare(
        _read(options),
        read_scenario(options.scenario),
        policy=_policy(options),
        partner=options.partner,
        client=options.client,
    )
    if options.as_of is None:
        if options.format == "json":
            return _json(comparison_data(comparison))
        return differences_csv(comparison) if options.format == "csv" else str(comparison)
    effects = comparison.as_of(options.as_of)
    if options.format == "json":
        return _json(effects_data(effects))
    return movements_csv(effects.movements) if options.format == "csv" else str(effects)


def _tier(options: argparse.Namespace) -> str:
    given, portfolio, policy = read_tiers(options.tiers), _read(options), _policy(options)
    partner, tiers, sold, day = options.partner, given.tiers, given.sold, options.as_of
    as_json = options.format == "json"
    if options.reach is not None:
        if day is None:
            raise ManagedMRRError("--reach is about one day: expected --as-of; add it")
        wanted = reach(portfolio, partner=partner, as_of=day, tiers=tiers, tier=options.reach, sold=sold, policy=policy)
        return _json(reach_data(wanted)) if as_json else str(wanted)
    if day is None:
        history = tier_timeline(portfolio, partner=partner, tiers=tiers, sold=sold, policy=policy)
        return _json(tier_timeline_data(history)) if as_json else str(history)
    standing = tier(portfolio, partner=partner, as_of=day, tiers=tiers, sold=sold, policy=policy)
    return _json(standing_data(standing)) if as_json else str(standing)


def _policy_told(options: argparse.Namespace) -> str:
    policy = _policy(options)
    if options.diff is not None:
        difference = diff(policy, _policy_called(options.diff))
        return _json(policy_difference_data(difference)) if options.format == "json" else str(difference)
    if options.format == "text":
        return policy_table(policy).text()
    return policy_to_text(policy, format=options.format, brief=options.brief)


def _demo(_options: argparse.Namespace) -> str:
    return str(evaluate(agency(), as_of=DEMO_DAY))
