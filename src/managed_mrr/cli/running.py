"""Running: from the words of a command to its exit code."""

import argparse
import os
import sys
from collections.abc import Sequence

from managed_mrr.cli.commands import COMMANDS, command
from managed_mrr.cli.questions import Command
from managed_mrr.errors import ManagedMRRError

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__


PROGRAM = "managed-mrr"

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
    words = sys.argv[1:] if arguments is None else arguments
    try:
        options = _parser(words).parse_args(words)
    except SystemExit as stop:  # argparse has said what there is to say
        return int(stop.code or GOOD)
    asked: Command = options.command
    try:
        text = asked.run(options)
    except ManagedMRRError as error:
        return _refuse("\n  ".join([str(error), *getattr(error, "__notes__", ())]))
    except OSError as error:
        return _refuse(f"cannot read {error.filename}: {error.strerror or error}")
    return _show(text)


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Who earned how much managed MRR credit for which client, on any day, and why.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, shown in COMMANDS.items():
        parser_of_command = commands.add_parser(name, help=shown, description=f"Show {shown}.")
        if name in words:  # the others are not loaded
            _add(command(name), parser_of_command)
    return parser


def _add(asked: Command, parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=asked)
    for add in asked.arguments:
        add(parser)
    formats = asked.formats
    if len(formats) > 1:
        parser.add_argument(
            "--format", choices=formats, default=formats[0], help="how to print it (default: %(default)s)"
        )


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
