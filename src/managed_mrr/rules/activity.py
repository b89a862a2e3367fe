"""What did they do? Activities that qualify."""

from datetime import date
from functools import cached_property
from typing import ClassVar

import attrs

from managed_mrr.dates import DateRange, DateSet
from managed_mrr.dates.edges import Edges, union
from managed_mrr.evidence import Activity, EmployeeAtClient
from managed_mrr.rules.catalogue import LOGIN, PUBLISHED_CATALOGUE, Catalogue
from managed_mrr.rules.remedies import NO_WAY, Remedy, RemedyKind, Ways
from managed_mrr.rules.rule import EVER, Rule

__all__ = ["QualifyingActivity"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class QualifyingActivity(Rule[EmployeeAtClient]):
    """
    An employee did something at the client that the catalogue counts.

    Args:
        catalogue: Which actions in which tools qualify.

    Clause:
        A7, A8.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> portfolio = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> print(QualifyingActivity().days(portfolio.facts("north", "acme").employees[0]))
        [2024-01-15, 2024-01-16)
    """

    clauses: ClassVar[tuple[str, ...]] = ("A7", "A8")

    catalogue: Catalogue = PUBLISHED_CATALOGUE

    def __str__(self) -> str:
        return "a qualifying activity"

    @cached_property
    def _always(self) -> frozenset[tuple[str, str]] | None:
        """The tool and action pairs that qualify, if they do so on every day; else None."""
        if any(entry.period != EVER for entry in self.catalogue.entries):
            return None
        return frozenset((entry.tool, action) for entry in self.catalogue.entries for action in entry.actions)

    def qualifies(self, activity: Activity) -> bool:
        """
        Whether one activity qualifies.

        Examples:
            >>> from datetime import date
            >>> login = Activity(employee="ann", client="acme", on=date(2024, 1, 15), tool="crm", action="login")
            >>> QualifyingActivity().qualifies(login)
            False
        """
        if self._always is None:
            return self.catalogue.qualifies(activity.tool, activity.action, activity.on)
        return (activity.tool, activity.action) in self._always

    def numbers(self, facts: EmployeeAtClient, start: int, end: int) -> list[int]:
        """
        The ordinals of the days of the qualifying activities between two places of the employee's list.

        A day with several activities is in it as often.
        """
        done = zip(facts.days[start:end], facts.activities[start:end], strict=True)
        if (always := self._always) is not None:
            return [day for day, activity in done if (activity.tool, activity.action) in always]
        return [day for day, activity in done if self.qualifies(activity)]

    def days(self, facts: EmployeeAtClient, within: DateRange = EVER) -> DateSet:
        single: list[Edges] = [(day, day + 1) for day in self.numbers(facts, 0, len(facts.days))]
        return DateSet.from_edges(union(*single))

    def repairs(self, facts: EmployeeAtClient, on: date) -> Ways:
        for entry in self.catalogue.entries:
            if entry.actions and on in entry.period:
                done = Remedy(RemedyKind.ACTIVITY, facts.employee.id, tool=entry.tool, action=max(entry.actions))
                return frozenset([frozenset([done])])
        return NO_WAY

    def objection(self, activity: Activity) -> tuple[str, tuple[str, ...]] | None:
        """
        Why an activity does not qualify, as the code of a sentence, and by which clauses; None if it does.

        Examples:
            >>> from datetime import date
            >>> post = Activity(employee="ann", client="acme", on=date(2024, 1, 15), tool="blog", action="edit")
            >>> QualifyingActivity().objection(post)
            ('activity.not-qualifying', ('A7',))
        """
        if self.qualifies(activity):
            return None
        if activity.action == LOGIN:
            return "activity.login", ("A8",)
        if self.catalogue.classifies(activity.tool, activity.action, activity.on):
            return "activity.not-qualifying", ("A7",)
        return "activity.unclassified", ("A7",)
