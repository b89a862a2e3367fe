"""The command `tier`: the tier of a partner as of a day, over time, or what would reach one."""

from argparse import Namespace
from collections.abc import Callable
from typing import TypeVar

from managed_mrr.cli.arguments import EVIDENCE, argument, day
from managed_mrr.cli.asking import named, policy_of, portfolio_of, read
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.errors import ManagedMRRError
from managed_mrr.files import read_tiers
from managed_mrr.files.tier_answers import reach_data, standing_data, tier_timeline_data
from managed_mrr.tiers import Reach, reach, tier, tier_timeline

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


A = TypeVar("A")


def of_tiers(ask: Callable[..., A], *names: str) -> Callable[[Namespace], A]:
    """Ask a function about a partner's tier, with the options of these names."""

    def answer(options: Namespace) -> A:
        given = read(read_tiers, options.tiers)
        portfolio, policy = portfolio_of(options), policy_of(options)
        return ask(portfolio, tiers=given.tiers, sold=given.sold, policy=policy, **named(options, ("partner", *names)))

    return answer


def reaching(options: Namespace) -> Reach:
    """Ask what would bring a partner to a tier; that is about one day."""
    if options.as_of is None:
        raise ManagedMRRError("--reach is about one day: expected --as-of; add it")
    return of_tiers(reach, "as_of", "tier")(options)


COMMAND = Command(
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
)
