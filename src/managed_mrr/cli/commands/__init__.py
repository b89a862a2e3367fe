"""Commands: a module for each, which is loaded when it is asked for."""

from importlib import import_module

from managed_mrr.cli.questions import Command

__all__ = ["COMMANDS", "command"]


def __dir__() -> list[str]:
    return __all__


COMMANDS = {
    "statement": "every line of credit as of a day",
    "range": "the lowest and the highest credit over what the sources leave open",
    "timeline": "credit over time, for one pair or for all",
    "explain": "why there is credit on a day, or why not",
    "check": "what is legal in the file, but suspicious",
    "why-not": "what is missing for credit on a day, and all that would repair it",
    "expiring": "the lines that end soon if nothing new happens",
    "renewals": "the subscriptions that end or renew soon, and their credit",
    "changes": "what changed between two days, and why",
    "what-if": "what a scenario would change, over time or as of a day",
    "tier": "the tier of a partner as of a day, over time, or what would reach one",
    "policy": "the values of a policy",
    "witness": "the smallest situation in which two policies differ",
    "impact": "who gains and who loses when one policy takes the place of another",
    "demo": "the statement of the shipped example",
}
"""The name of each command and what it shows, in the order of the help."""


def command(name: str) -> Command:
    """What a command is given and asks, from the module of its name."""
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    found: Command = module.COMMAND
    return found
