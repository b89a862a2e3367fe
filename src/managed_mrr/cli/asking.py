"""Asking: from the options of a command to the call that answers."""

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import IO, TypeVar

import attrs

from managed_mrr import hubspot
from managed_mrr.comparison import Comparison, compare
from managed_mrr.errors import ManagedMRRError
from managed_mrr.evidence import Portfolio
from managed_mrr.files import read_policy, read_portfolio, read_scenario, read_tiers
from managed_mrr.impact import Impact, impact
from managed_mrr.policy import Policy
from managed_mrr.tiers import Reach, reach
from managed_mrr.timeline import Timelines, timeline, timelines
from managed_mrr.witness import Witness, witness

__all__ = [
    "STANDARD_INPUT",
    "History",
    "history",
    "of_portfolio",
    "of_tiers",
    "policy_called",
    "policy_of",
    "reaching",
    "replaced",
    "supposed",
    "witnessed",
]


def __dir__() -> list[str]:
    return __all__


A = TypeVar("A")

STANDARD_INPUT = "-"


def of_portfolio(ask: Callable[..., A], *names: str) -> Callable[[Namespace], A]:
    """Ask a function about the portfolio, under the policy, with the options of these names."""
    return lambda options: ask(_portfolio(options), policy=policy_of(options), **_named(options, names))


def of_tiers(ask: Callable[..., A], *names: str) -> Callable[[Namespace], A]:
    """Ask a function about a partner's tier, with the options of these names."""

    def answer(options: Namespace) -> A:
        given = _read(read_tiers, options.tiers)
        portfolio, policy = _portfolio(options), policy_of(options)
        return ask(portfolio, tiers=given.tiers, sold=given.sold, policy=policy, **_named(options, ("partner", *names)))

    return answer


def reaching(options: Namespace) -> Reach:
    """Ask what would bring a partner to a tier; that is about one day."""
    if options.as_of is None:
        raise ManagedMRRError("--reach is about one day: expected --as-of; add it")
    return of_tiers(reach, "as_of", "tier")(options)


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


def supposed(options: Namespace) -> Comparison:
    """Ask what a scenario would change; one of the two files may be standard input."""
    if options.file == options.scenario == STANDARD_INPUT:
        raise ManagedMRRError(
            "FILE and SCENARIO are both '-': expected standard input for one of them; name a file for the other"
        )
    portfolio, scenario = _portfolio(options), _read(read_scenario, options.scenario)
    return compare(portfolio, scenario, policy=policy_of(options), **_named(options, ("partner", "client")))


def witnessed(options: Namespace) -> Witness:
    """Ask for the smallest situation in which two policies differ."""
    a, b = policy_called(options.a), policy_called(options.b)
    return witness(a, b, departures_at_once=options.departures)


def replaced(options: Namespace) -> Impact:
    """Ask who gains and who loses when one policy takes the place of another."""
    before, after = policy_called(options.before), policy_called(options.after)
    return impact(before, after, _portfolio(options), **_named(options, ("partner", "client")))


def policy_of(options: Namespace) -> Policy:
    """The policy that was asked for."""
    return policy_called(options.policy)


def policy_called(name: str) -> Policy:
    """The shipped policy of a name, or else the policy of a file."""
    return hubspot.POLICIES[name] if name in hubspot.POLICIES else _read(read_policy, name)


def _portfolio(options: Namespace) -> Portfolio:
    return _read(read_portfolio, options.file)


def _read(read: Callable[[str | IO[bytes]], A], name: str) -> A:
    try:
        return read(sys.stdin.buffer if name == STANDARD_INPUT else name)
    except OSError as error:
        error.filename = error.filename or name  # that of an open file is not known
        raise


def _named(options: Namespace, names: tuple[str, ...]) -> dict[str, str | None]:
    return {name: getattr(options, name) for name in names}
