"""Scenarios: what might happen, as values that are applied to evidence and never change it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from managed_mrr.errors import ManagedMRRError, PortfolioError
from managed_mrr.evidence import LISTS, Portfolio, Record
from managed_mrr.policy import Policy
from managed_mrr.what_if import Change, Edit, ScenarioError

__all__ = ["Change", "Edit", "Scenario", "ScenarioError", "edited"]


def __dir__() -> list[str]:
    return __all__


TOLD = 5
"""How many changes a scenario tells in its text; the others it counts."""


def _changes(values: Iterable[Change]) -> tuple[Change, ...]:
    if not isinstance(values, Iterable):
        raise ScenarioError(f"not several changes: {values!r}", "a list of them", f"write [{values!r}]")
    changes = tuple(values)
    for index, value in enumerate(changes):
        if isinstance(value, type) or not isinstance(value, Change):
            raise ScenarioError(f"changes[{index}] is no change: {value!r}", "a value from managed_mrr.what_if")
    return changes


@attrs.frozen
class Scenario:
    """
    Changes that might happen, one after the other, and perhaps another policy.

    A scenario is a value: it is applied to any portfolio, as often as wanted, and the portfolio stays as it is.
    Each change is about the evidence as the changes before it leave it, so ``(a + b).apply(portfolio)`` is
    ``b.apply(a.apply(portfolio))``.

    Args:
        changes: What happens, in order; see :mod:`managed_mrr.what_if`.
        policy: The rules that would be in force; None for those that are.
        name: For people.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import evaluate, managed_client, what_if
        >>> day = date(2024, 8, 15)
        >>> base = managed_client(
        ...     "north", "acme", start=date(2024, 1, 1), activities=[date(2024, 8, 1)], employee="ann"
        ... )
        >>> leaving = Scenario([what_if.Leaves("ann", on=day)])
        >>> len(evaluate(base, as_of=day).lines), len(evaluate(leaving.apply(base), as_of=day).lines)
        (1, 0)
    """

    changes: tuple[Change, ...] = attrs.field(converter=_changes, default=())
    policy: Policy | None = attrs.field(kw_only=True, default=None)
    name: str = attrs.field(kw_only=True, default="")

    def __str__(self) -> str:
        told = [str(change) for change in self.changes[:TOLD]]
        told += [f"{len(self.changes) - TOLD:,} more"] if len(self.changes) > TOLD else []
        told += [f"under policy {self.policy.name}"] if self.policy is not None else []
        what = "; ".join(told) or "nothing changes"
        return f"{self.name}: {what}" if self.name else what

    def then(self, other: "Scenario") -> "Scenario":
        """
        This scenario, and after it another; a policy of the other one counts.

        Examples:
            >>> from datetime import date
            >>> from managed_mrr import what_if
            >>> print(Scenario([what_if.Leaves("ann", on=date(2024, 8, 15))]).then(Scenario(name="and no more")))
            and no more: ann leaves on 2024-08-15
        """
        return Scenario(
            (*self.changes, *other.changes),
            policy=self.policy if other.policy is None else other.policy,
            name=", then ".join(filter(None, (self.name, other.name))),
        )

    def __add__(self, other: "Scenario") -> "Scenario":
        """Compose; see :meth:`then`."""
        return self.then(other) if isinstance(other, Scenario) else NotImplemented

    def apply(self, portfolio: Portfolio) -> Portfolio:
        """
        The evidence as it would be; the portfolio itself if nothing changes.

        Args:
            portfolio: The evidence as it is. It stays so.

        Raises:
            ScenarioError: A change contradicts the evidence as the changes before it leave it.
            UnknownIdError: A change names a partner, client or other record that is not there.
        """
        for _, after in self.steps(portfolio):
            portfolio = after
        return portfolio

    def edits(self, portfolio: Portfolio) -> tuple[Edit, ...]:
        """
        What all changes do to the records, in order; each is about the evidence as those before it leave it.

        Args:
            portfolio: The evidence as it is.

        Raises:
            ScenarioError: As for :meth:`apply`.
            UnknownIdError: The same.
        """
        return tuple(edit for edits, _ in self.steps(portfolio) for edit in edits)

    def steps(self, portfolio: Portfolio) -> Iterator[tuple[tuple[Edit, ...], Portfolio]]:
        """
        For each change what it does to the records, and the evidence after it.

        Args:
            portfolio: The evidence as it is.
        """
        for index, change in enumerate(self.changes):
            try:
                edits = change.edits(portfolio)
                portfolio = edited(portfolio, edits)
            except ManagedMRRError as error:
                error.add_note(f"changes[{index}]: {change}")
                raise
            yield edits, portfolio


def edited(portfolio: Portfolio, edits: Iterable[Edit]) -> Portfolio:
    """
    A portfolio with some records added, removed and replaced; the portfolio given stays as it is.

    Args:
        portfolio: The evidence as it is.
        edits: All about that portfolio. What replaces a record stands in its place, what is added stands last.

    Raises:
        ScenarioError: A record that is taken out is not there, or what comes out does not fit together.

    Examples:
        >>> from managed_mrr import Client
        >>> edited(Portfolio(), [Edit(None, Client("acme", currency="EUR"))])
        <Portfolio: 1 client>
    """
    by_list: defaultdict[type, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_list[type(edit.new if edit.old is None else edit.old)].append(edit)
    if not by_list:
        return portfolio
    lists: dict[str, Any] = {
        name: _replaced(getattr(portfolio, name), by_list.get(kind, ())) for name, kind in LISTS.items()
    }
    try:
        return Portfolio(**lists)
    except PortfolioError as error:
        problems = "; ".join(map(str, error.problems))
        raise ScenarioError("what comes out does not fit together", "evidence without problems", problems) from None


def _replaced(records: tuple[Record, ...], edits: Sequence[Edit]) -> tuple[Record, ...]:
    waiting: defaultdict[Record, list[Record | None]] = defaultdict(list)
    for edit in edits:
        if edit.old is not None:
            waiting[edit.old].append(edit.new)
    # From the last one back, so that what was added last goes first, and adding and removing leaves all as it was.
    made = _backwards(records, waiting) if waiting else list(records)
    return (*made, *(edit.new for edit in edits if edit.old is None and edit.new is not None))


def _backwards(records: tuple[Record, ...], waiting: Mapping[Record, list[Record | None]]) -> list[Record]:
    made: list[Record] = []
    for record in reversed(records):
        new = waiting[record].pop() if waiting.get(record) else record
        made += [] if new is None else [new]
    for record, left in waiting.items():
        if left:
            raise ScenarioError(f"not in the evidence: {record!r}", "a record that is there")
    return made[::-1]
