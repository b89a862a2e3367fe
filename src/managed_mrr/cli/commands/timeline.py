"""The command `timeline`: credit over time, for one pair or for all."""

import attrs

from managed_mrr.cli.arguments import EVIDENCE, PAIR
from managed_mrr.cli.asking import of_portfolio
from managed_mrr.cli.questions import Command, data, question, text
from managed_mrr.evidence import Portfolio
from managed_mrr.files.results import timelines_csv, timelines_data
from managed_mrr.policy import Policy
from managed_mrr.timeline import Timelines, timeline, timelines

__all__ = ["COMMAND"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class History:
    """
    Timelines, and what they were worked out by.

    Attributes:
        timelines: The timelines.
        policy: The rules they were all worked out by.
    """

    timelines: Timelines
    policy: Policy


def history(portfolio: Portfolio, *, policy: Policy, partner: str | None, client: str | None) -> History:
    """Ask for the timelines of one pair, of one partner or client, or of all."""
    return History(_timelines(portfolio, policy, partner, client), policy)


def _timelines(portfolio: Portfolio, policy: Policy, partner: str | None, client: str | None) -> Timelines:
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


COMMAND = Command(
    [*EVIDENCE, *PAIR],
    [
        question(
            of_portfolio(history, "partner", "client"),
            table=text(lambda found: str(found.timelines)),
            json=data(lambda found: timelines_data(found.timelines.values(), found.policy)),
            csv=text(lambda found: timelines_csv(found.timelines.values())),
        )
    ],
)
