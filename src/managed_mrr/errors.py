"""Errors: what is raised for malformed evidence, policies and questions, and for nothing else."""

from collections.abc import Iterable
from difflib import get_close_matches

import attrs

__all__ = [
    "ManagedMRRError",
    "MissingExtraError",
    "PolicyError",
    "PortfolioError",
    "Problem",
    "UnknownIdError",
    "UnknownTermsError",
    "nearest",
    "one",
]


def __dir__() -> list[str]:
    return __all__


COMPARISONS = 10_000
"""How many words a given one is compared with; of more, only those much like it at first sight."""


class ManagedMRRError(Exception):
    """
    The base of every error this library raises on purpose.

    Examples:
        >>> issubclass(PortfolioError, ManagedMRRError), issubclass(UnknownIdError, ManagedMRRError)
        (True, True)
    """


class PolicyError(ManagedMRRError, ValueError):
    """
    A policy or one of its rules is put together wrongly.

    Examples:
        >>> from managed_mrr import ExpiryWindow
        >>> try:
        ...     ExpiryWindow(days=0)
        ... except PolicyError as error:
        ...     print(error)
        ExpiryWindow.days is 0: expected a whole number of at least 1
    """


class UnknownIdError(ManagedMRRError, LookupError):
    """
    A question names a partner, client or other record that the evidence does not have.

    Attributes:
        kind: What was looked for, such as ``"partner"``.
        value: The id that was given.
        known: The ids there are.
        nearest: The closest id there is, or None.

    Examples:
        >>> str(UnknownIdError("client", "acmee", ["acme", "bolt"]))
        "unknown client 'acmee': expected the id of a client in the evidence; did you mean 'acme'?"
    """

    def __init__(self, kind: str, value: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.value = value
        self.known = tuple(known)
        self.nearest = nearest(value, self.known)
        hint = f"did you mean {self.nearest!r}?" if self.nearest else f"the evidence has no similar {kind}"
        super().__init__(f"unknown {kind} {value!r}: expected the id of {one(kind)} in the evidence; {hint}")

    def __reduce__(self) -> tuple[type["UnknownIdError"], tuple[str, str, tuple[str, ...]]]:
        return type(self), (self.kind, self.value, self.known)


class UnknownTermsError(ManagedMRRError, LookupError):
    """
    A program is asked about a day of which it does not know the terms.

    Examples:
        >>> issubclass(UnknownTermsError, LookupError)
        True
    """


class MissingExtraError(ManagedMRRError, ImportError):
    """
    Something takes a package that is not installed, as most users do not need it.

    Attributes:
        extra: The extra that installs it.

    Examples:
        >>> print(MissingExtraError("writing TOML", "tomli-w", extra="toml"))
        writing TOML takes tomli-w, which is not installed: expected the extra; install managed-mrr[toml]
    """

    def __init__(self, what: str, package: str, extra: str) -> None:
        self.what = what
        self.package = package
        self.extra = extra
        super().__init__(
            f"{what} takes {package}, which is not installed: expected the extra; install managed-mrr[{extra}]"
        )

    def __reduce__(self) -> tuple[type["MissingExtraError"], tuple[str, str, str]]:
        return type(self), (self.what, self.package, self.extra)


@attrs.frozen
class Problem:
    """
    One thing wrong with a portfolio: where, what stood there, what was expected, what to do.

    Attributes:
        path: The place, written as in ``client_users[3].end``; empty for the file as a whole.
        value: What stood there: text, number, true, false or None as given; lists and objects as JSON text.
        expected: What would have been right.
        hint: What to do about it; may be empty.

    Examples:
        >>> print(Problem("links[0].end", "2024-01-01", "a day after start 2024-02-01", "swap the two"))
        links[0].end: got '2024-01-01', expected a day after start 2024-02-01; swap the two
    """

    path: str
    value: object
    expected: str
    hint: str = ""

    def __str__(self) -> str:
        line = f"{self.path or '(file)'}: got {self.value!r}, expected {self.expected}"
        return f"{line}; {self.hint}" if self.hint else line


def _to_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problems)


class PortfolioError(ManagedMRRError, ValueError):
    """
    A portfolio has errors; all of them are in it, and nothing was computed.

    Attributes:
        problems: Every :class:`Problem` found, in the order of the portfolio.

    Examples:
        >>> print(PortfolioError([Problem("format", "managed-mrr/9", "'managed-mrr/1'")]))
        the portfolio has 1 problem:
          format: got 'managed-mrr/9', expected 'managed-mrr/1'
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = _to_problems(problems)
        count = len(self.problems)
        title = f"the portfolio has {count} problem{'s' if count != 1 else ''}:"
        super().__init__("\n  ".join([title, *map(str, self.problems)]))

    def __reduce__(self) -> tuple[type["PortfolioError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def one(noun: str) -> str:
    """
    A noun with its indefinite article.

    Examples:
        >>> one("client"), one("employee")
        ('a client', 'an employee')
    """
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def nearest(value: str, known: Iterable[str]) -> str | None:
    """
    The known word most like a given one, or None when nothing is similar.

    Examples:
        >>> nearest("clent", ["partner", "client"])
        'client'
    """
    words = list(known)
    if len(words) > COMPARISONS:
        words = [word for word in words if word[:1] == value[:1] and abs(len(word) - len(value)) <= 1][:COMPARISONS]
    matches = get_close_matches(value, words, n=1)
    return matches[0] if matches else None
