"""Arguments: what commands are given, each declared once."""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from managed_mrr import hubspot
from managed_mrr.dates.text import parse_date
from managed_mrr.errors import nearest

__all__ = [
    "AS_OF",
    "CLIENT",
    "DAYS",
    "EVIDENCE",
    "FILE",
    "PAIR",
    "PARTNER",
    "THE_PAIR",
    "Argument",
    "argument",
    "day",
    "one_of",
    "policy_name",
    "whole_number",
    "within",
]


def __dir__() -> list[str]:
    return __all__


Argument: TypeAlias = Callable[["argparse._ActionsContainer"], object]  # noqa: SLF001 -- it has no public name
"""What adds itself to the arguments of a command."""


def argument(name: str, **settings: Any) -> Argument:  # noqa: ANN401 -- what argparse takes
    """Declare an argument in the words of :meth:`argparse.ArgumentParser.add_argument`."""
    return lambda command: command.add_argument(name, **settings)


def one_of(*arguments: Argument) -> Argument:
    """Declare arguments of which at most one may be given."""

    def add(command: "argparse._ActionsContainer") -> None:
        group = command.add_mutually_exclusive_group()
        for each in arguments:
            each(group)

    return add


def day(text: str) -> date:
    """Read a day."""
    found = parse_date(text)
    if found is None:
        msg = f"not a day: {text!r}; expected YYYY-MM-DD, such as 2024-03-01"
        raise argparse.ArgumentTypeError(msg)
    return found


def whole_number(things: str, least: int, most: int) -> Callable[[str], int]:
    """Make what reads a number of things, which is bounded."""

    def read(text: str) -> int:
        digits = text.isascii() and text.isdigit() and len(text) <= len(str(most))  # very many would be no int
        if not (digits and least <= int(text) <= most):
            msg = f"not a number of {things}: {text!r}; expected a whole number from {least} to {most}"
            raise argparse.ArgumentTypeError(msg)
        return int(text)

    return read


def policy_name(text: str) -> str:
    """Read the name of a policy or of a policy file, which is not opened yet."""
    if text not in hubspot.POLICIES and not text.lower().endswith((".toml", ".json")):
        near = nearest(text, hubspot.POLICIES)
        hint = f"; did you mean {near!r}?" if near else ""
        known = ", ".join(hubspot.POLICIES)
        msg = f"invalid choice: {text!r}; expected {known}, or a policy file that ends in .toml or .json{hint}"
        raise argparse.ArgumentTypeError(msg)
    return text


DAYS = 99_999
"""How many days ahead one may look, at the most."""


def within(default: int) -> Argument:
    """How many days to look ahead."""
    days = whole_number("days", 1, DAYS)
    return argument("--within", type=days, default=default, metavar="DAYS", help="how soon (default: %(default)s)")


FILE = argument("file", metavar="FILE", help="a portfolio file; - for standard input")

EVIDENCE = (
    FILE,
    argument(
        "--policy",
        type=policy_name,
        default=hubspot.SERVICING.name,
        metavar="POLICY",
        help=f"the rules in force: {', '.join(hubspot.POLICIES)}, or a policy file (default: %(default)s)",
    ),
)
"""A portfolio, and the policy under which it is looked at."""

AS_OF = argument("--as-of", type=day, required=True, metavar="DATE", help="the day, as YYYY-MM-DD")

PARTNER = argument("--partner", metavar="ID", help="only this partner")

CLIENT = argument("--client", metavar="ID", help="only this client")

PAIR = (PARTNER, CLIENT)
"""Narrows an answer to a partner, to a client, or to both."""

THE_PAIR = (
    argument("--partner", metavar="ID", required=True, help="this partner"),
    argument("--client", metavar="ID", required=True, help="this client"),
)
"""The one pair that a question is about."""
