"""Policy files: policies and programs read from and written to TOML and JSON."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Literal, TypeAlias

from managed_mrr.errors import PolicyError, PortfolioError, Problem
from managed_mrr.evidence.consistency import MISSING
from managed_mrr.files import values
from managed_mrr.files.formats import Key
from managed_mrr.files.policy_decode import PolicyDecoder
from managed_mrr.files.policy_encode import policy_values
from managed_mrr.files.policy_forms import POLICY_FORMAT, with_own
from managed_mrr.files.text import json_values, text_of
from managed_mrr.files.toml import toml_text, toml_values
from managed_mrr.files.write import write_text
from managed_mrr.policy import Policy

__all__ = ["PolicyFileError", "PolicyFormat", "policy_from_text", "policy_to_text", "read_policy", "write_policy"]


def __dir__() -> list[str]:
    return __all__


PolicyFormat: TypeAlias = Literal["toml", "json"]
"""How a policy is written."""


class PolicyFileError(PortfolioError):
    """
    A policy file has errors; all of them are in it.

    Attributes:
        problems: Every :class:`~managed_mrr.Problem` found, in the order of the file.

    Examples:
        >>> print(PolicyFileError([Problem("split.kind", "EvenSplitt", "a class that belongs here")]))
        the policy has 1 problem:
          split.kind: got 'EvenSplitt', expected a class that belongs here
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(problems)
        self.args = (str(self).replace("the portfolio has", "the policy has", 1),)


def read_policy(
    source: str | os.PathLike[str] | IO[str] | IO[bytes],
    *,
    rules: Iterable[type] = (),
    format: PolicyFormat | None = None,  # noqa: A002 -- the word of the file itself
) -> Policy:
    """
    Read a policy or program from a policy file, whole and strictly.

    Only the classes of this library and those given are ever made; nothing that a file names is imported or run.

    Args:
        source: The path of the file, or the file open for reading, as text or bytes, in the format
            ``managed-mrr-policy/1``.
        rules: Classes of your own that the file may name.
        format: How it is written; if left out, the ending of the path says it.

    Raises:
        PolicyFileError: The file has errors; the exception has all of them, each with its path.
        PolicyError: Nothing says how it is written, or one of your classes has values that no file can hold.
        OSError: There is no such file, or it cannot be read.

    Examples:
        >>> from io import StringIO
        >>> text = '''
        ... format = "managed-mrr-policy/1"
        ... kind = "Policy"
        ... name = "longer"
        ... eligibility = { kind = "LiveActivity", window = { days = 90 } }
        ... '''
        >>> print(read_policy(StringIO(text), format="toml").eligibility)
        a live activity (counted 90 days)
    """
    written = _format(source, format)
    try:
        text = text_of(source)
    except PortfolioError as error:
        raise PolicyFileError(error.problems) from None
    return policy_from_text(text, format=written, rules=rules)


def policy_from_text(
    text: str,
    *,
    format: PolicyFormat,  # noqa: A002 -- the word of the file itself
    rules: Iterable[type] = (),
) -> Policy:
    """
    Read a policy or program from the text of a policy file; see :func:`managed_mrr.read_policy`.

    Raises:
        PolicyFileError: The text has errors; the exception has all of them, each with its path.
        PolicyError: One of your classes has values that no file can hold.

    Examples:
        >>> rule = '{"kind": "LifeActivity"}'
        >>> text = '{"format": "managed-mrr-policy/1", "kind": "Policy", "name": "ours", "eligibility": %s}' % rule
        >>> try:
        ...     policy_from_text(text, format="json")
        ... except PolicyFileError as error:
        ...     print(error.problems[0])
        eligibility.kind: got 'LifeActivity', expected a class that belongs here; did you mean 'LiveActivity'?
    """
    decoder = PolicyDecoder(with_own(rules))
    try:
        raw = toml_values(text) if format == "toml" else json_values(text)
    except PortfolioError as error:
        raise PolicyFileError(error.problems) from None
    policy = decoder.policy(raw, _FORMAT_KEY)
    if decoder.problems:
        raise PolicyFileError(decoder.problems)
    assert policy is not MISSING
    assert isinstance(policy, Policy)
    return policy


def write_policy(
    policy: Policy,
    target: str | os.PathLike[str] | IO[str],
    *,
    format: PolicyFormat | None = None,  # noqa: A002 -- the word of the file itself
    brief: bool = False,
) -> None:
    """
    Write a policy file, from which the same policy or program is read again.

    A file at a path is replaced in one step once all is written. Writing TOML takes the extra ``toml``.

    Args:
        policy: The policy or program.
        target: The path of the file, or a file open for writing text in UTF-8.
        format: How to write it; if left out, the ending of the path says it.
        brief: Whether to leave out what is as it would be without the key. A file that is not brief says
            everything, and means the same in a later version, whatever the values are there by themselves.

    Raises:
        PolicyError: The policy holds what no file can hold, or nothing says how to write it.
        MissingExtraError: It is to be TOML, and the extra ``toml`` is not installed.
        OSError: The file cannot be written.

    Examples:
        >>> from io import StringIO
        >>> from managed_mrr.hubspot import SERVICING
        >>> file = StringIO()
        >>> write_policy(SERVICING, file, format="json")
        >>> policy_from_text(file.getvalue(), format="json") == SERVICING
        True
    """
    write_text(policy_to_text(policy, format=_format(target, format), brief=brief), target)


def policy_to_text(
    policy: Policy,
    *,
    format: PolicyFormat,  # noqa: A002 -- the word of the file itself
    brief: bool = False,
) -> str:
    """
    The text of a policy file; see :func:`managed_mrr.write_policy`.

    Raises:
        PolicyError: The policy holds what no file can hold.
        MissingExtraError: It is to be TOML, and the extra ``toml`` is not installed.

    Examples:
        >>> from managed_mrr.hubspot import SERVICING
        >>> print(policy_to_text(SERVICING, format="toml", brief=True), end="")
        format = "managed-mrr-policy/1"
        kind = "Policy"
        name = "servicing"
        <BLANKLINE>
        [eligibility]
        kind = "AllOf"
        rules = [
            { kind = "LiveActivity" },
            { kind = "CurrentAgreement" },
        ]
    """
    data = {"format": POLICY_FORMAT, **policy_values(policy, brief=brief)}
    return toml_text(data) if format == "toml" else json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _format(place: object, given: PolicyFormat | None) -> PolicyFormat:
    """How a policy is written, as was given or as the ending of a path says."""
    if given is not None:
        if given not in _FORMATS:
            msg = f"unknown format {given!r}: expected {' or '.join(map(repr, _FORMATS))}"
            raise PolicyError(msg)
        return given
    ending = Path(place).suffix.lower() if isinstance(place, str | os.PathLike) else None
    for each in _FORMATS:
        if ending == f".{each}":
            return each
    shown = "an open file" if ending is None else repr(os.fspath(place))  # type: ignore[call-overload] # a path
    msg = f"cannot tell how {shown} is written: expected a path that ends in .toml or .json; give the format"
    raise PolicyError(msg)


_FORMATS: tuple[PolicyFormat, ...] = ("toml", "json")

_FORMAT_KEY = Key(
    name="format",
    kind=values.constant("format", POLICY_FORMAT, "this version reads no other format"),
    required=True,
)
