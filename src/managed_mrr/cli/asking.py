"""Asking: from the options of a command to the call that answers."""

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import IO, TypeVar

from managed_mrr import files, hubspot
from managed_mrr.evidence import Portfolio
from managed_mrr.policy import Policy

__all__ = ["STANDARD_INPUT", "named", "of_portfolio", "policy_called", "policy_of", "portfolio_of", "read"]


def __dir__() -> list[str]:
    return __all__


A = TypeVar("A")

STANDARD_INPUT = "-"


def of_portfolio(ask: Callable[..., A], *names: str) -> Callable[[Namespace], A]:
    """Ask a function about the portfolio, under the policy, with the options of these names."""
    return lambda options: ask(portfolio_of(options), policy=policy_of(options), **named(options, names))


def policy_of(options: Namespace) -> Policy:
    """The policy that was asked for."""
    return policy_called(options.policy)


def policy_called(name: str) -> Policy:
    """The shipped policy of a name, or else the policy of a file."""
    return hubspot.POLICIES[name] if name in hubspot.POLICIES else read(files.read_policy, name)


def portfolio_of(options: Namespace) -> Portfolio:
    """The portfolio of the file that was named."""
    return read(files.read_portfolio, options.file)


def read(read: Callable[[str | IO[bytes]], A], name: str) -> A:
    """Read a file, or standard input; an error to open it names it."""
    try:
        return read(sys.stdin.buffer if name == STANDARD_INPUT else name)
    except OSError as error:
        error.filename = error.filename or name  # that of an open file is not known
        raise


def named(options: Namespace, names: tuple[str, ...]) -> dict[str, str | None]:
    """The options of some names."""
    return {name: getattr(options, name) for name in names}
