"""Edits: what a change does to the records of a portfolio, and the error when it cannot."""

from typing import Protocol, runtime_checkable

import attrs

from managed_mrr.errors import ManagedMRRError
from managed_mrr.evidence import Portfolio, Record

__all__ = ["Change", "Edit", "ScenarioError"]


def __dir__() -> list[str]:
    return __all__


class ScenarioError(ManagedMRRError, ValueError):
    """
    A change contradicts the evidence, or itself.

    Attributes:
        wrong: What is wrong, with the value.
        expected: What would have been right.
        hint: What to do about it, naming the nearest valid thing; may be empty.

    Examples:
        >>> print(ScenarioError("'ann' has no user on 2024-08-15", "a day inside a user period", "the last ended"))
        'ann' has no user on 2024-08-15: expected a day inside a user period; the last ended
    """

    def __init__(self, wrong: str, expected: str, hint: str = "") -> None:
        self.wrong = wrong
        self.expected = expected
        self.hint = hint
        super().__init__(f"{wrong}: expected {expected}{f'; {hint}' if hint else ''}")

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[str, str, str]]:
        return type(self), (self.wrong, self.expected, self.hint)


@attrs.frozen
class Edit:
    """
    One record of a portfolio added, removed, or replaced by another of its kind.

    Args:
        old: The record that is there; None when one is added.
        new: The record that takes its place; None when it is removed.

    Raises:
        ScenarioError: There is neither a record to take out nor one to put in, or they are of two kinds.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr.evidence import Link
        >>> Edit(None, Link("ann", client="acme", start=date(2024, 1, 1))).old is None
        True
    """

    old: Record | None
    new: Record | None

    def __attrs_post_init__(self) -> None:
        kinds = {type(each) for each in (self.old, self.new) if each is not None}
        if len(kinds) != 1:
            wrong = f"an edit from {self.old!r} to {self.new!r}"
            raise ScenarioError(wrong, "two records of one kind, or one record and None")


@runtime_checkable
class Change(Protocol):
    """
    Something that might happen: a frozen, hashable value that says in ``str()`` what it is.

    Write your own by giving it ``edits``; those of the library are in :mod:`managed_mrr.what_if`.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr.what_if import Leaves
        >>> isinstance(Leaves("ann", on=date(2024, 8, 15)), Change)
        True
    """

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """
        What the change does to a portfolio; all edits are about the portfolio as it is given.

        Args:
            portfolio: The evidence before the change; it stays as it is.

        Raises:
            ScenarioError: The change contradicts the evidence.
            UnknownIdError: It names a partner, client or other record that is not there.
        """
        ...
