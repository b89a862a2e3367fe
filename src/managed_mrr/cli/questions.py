"""Questions: what a command asks, and how the answer is printed in each format."""

import json
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar

import attrs

from managed_mrr.cli.arguments import Argument
from managed_mrr.errors import ManagedMRRError

__all__ = ["Command", "Form", "Question", "data", "question", "text"]


def __dir__() -> list[str]:
    return __all__


A = TypeVar("A")

Form: TypeAlias = Callable[[A, Namespace], str]
"""How an answer is printed; the options given may have a say in it."""


def text(function: Callable[[A], str]) -> Form[A]:
    """Print what a function makes of an answer."""
    return lambda answer, _options: function(answer)


def data(function: Callable[[A], object]) -> Form[A]:
    """Print as JSON what a function makes of an answer."""
    return lambda answer, _options: json.dumps(function(answer), indent=2)


@attrs.frozen(eq=False)
class Question:
    """
    A question, and its answer in each format.

    Attributes:
        when: The option by which it is asked, as the name of its value; None if it is asked without any.
        formats: What prints the answer, by the name of the format.
    """

    when: str | None
    formats: Mapping[str, Callable[[Namespace], str]]

    def is_asked(self, options: Namespace) -> bool:
        """Whether the options ask for it."""
        return self.when is None or getattr(options, self.when) not in (None, False)


def question(ask: Callable[[Namespace], A], *, when: str | None = None, **forms: Form[A]) -> Question:
    """
    Declare a question.

    Args:
        ask: Finds the answer to what the options say.
        when: The option by which it is asked; without any if left out.
        forms: How the answer is printed, by the name of the format.
    """

    def printing(form: Form[A]) -> Callable[[Namespace], str]:
        return lambda options: form(ask(options), options)

    return Question(when, {name: printing(form) for name, form in forms.items()})


@attrs.frozen(eq=False)
class Command:
    """
    A command: what it is given, what it asks.

    Attributes:
        arguments: What it is given, in the order of its help.
        questions: What it may ask; the first that the options ask for is asked, and the last needs none.
    """

    arguments: Sequence[Argument]
    questions: Sequence[Question]

    def __attrs_post_init__(self) -> None:
        assert self.questions[-1].when is None

    @property
    def formats(self) -> list[str]:
        """The formats it prints, the one for people first."""
        return list(self.questions[-1].formats)

    def run(self, options: Namespace) -> str:
        """What it prints."""
        asked = next(each for each in self.questions if each.is_asked(options))
        wanted = getattr(options, "format", self.formats[0])
        if wanted not in asked.formats:
            known = " or ".join(asked.formats)
            raise ManagedMRRError(f"--{asked.when} cannot be printed as {wanted}: expected --format {known}")
        return asked.formats[wanted](options)
