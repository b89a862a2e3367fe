"""Stories: what happens in the example to make a clause visible, and where to look."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from managed_mrr.evidence import Record
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy

__all__ = ["NO_LINE", "Story"]


def __dir__() -> list[str]:
    return __all__


NO_LINE = "no line"
"""What stands in a story for a day on which the partner has no line for the client."""


def _sights(values: Mapping[str, str] | Iterable[tuple[date, str]]) -> tuple[tuple[date, str], ...]:
    if isinstance(values, Mapping):
        return tuple((date.fromisoformat(day), credit) for day, credit in values.items())
    return tuple(values)


def _repr_sights(sights: tuple[tuple[date, str], ...]) -> str:
    return repr({day.isoformat(): credit for day, credit in sights})


def _nothing() -> Iterable[Record]:
    return ()


@attrs.frozen(kw_only=True)
class Story:
    """
    One thing that happens in the example, and the days to look at to see it.

    Args:
        clause: The clause that it shows, such as ``A14``.
        title: What it is called.
        partner: Id of the partner to look at.
        client: Id of the client to look at.
        sights: The days to look at, each with the credit of that day's line as text, or :data:`NO_LINE`.
        see: What to see there, in one sentence.
        policy: The policy to look with.
        records: What happened: the records that this story adds to the portfolio. A story about records that
            others add has none of its own.

    Examples:
        >>> story = Story(
        ...     clause="A8",
        ...     title="Only logging in",
        ...     partner="north",
        ...     client="acme",
        ...     sights={"2024-03-01": NO_LINE},
        ...     see="Logging in every week never starts a line.",
        ... )
        >>> story.days
        (datetime.date(2024, 3, 1),)
        >>> print(story)
        A8  Only logging in (north at acme): Logging in every week never starts a line.
    """

    clause: str
    title: str
    partner: str
    client: str
    sights: tuple[tuple[date, str], ...] = attrs.field(converter=_sights, repr=_repr_sights)
    see: str
    policy: Policy = SERVICING
    records: Callable[[], Iterable[Record]] = attrs.field(default=_nothing, repr=False, eq=False)

    def __str__(self) -> str:
        return f"{self.clause}  {self.title} ({self.partner} at {self.client}): {self.see}"

    @property
    def days(self) -> tuple[date, ...]:
        """The days to look at."""
        return tuple(day for day, _ in self.sights)

    def told_by(self, records: Callable[[], Iterable[Record]]) -> "Story":
        """
        This story with the function that makes its records, so that both stand together; a decorator.

        Examples:
            >>> from managed_mrr.evidence import Client
            >>> @Story(clause="A4", title="", partner="north", client="acme", sights={}, see="").told_by
            ... def story():
            ...     yield Client("acme", currency="EUR")
            >>> [record.id for record in story.records()]
            ['acme']
        """
        return attrs.evolve(self, records=records)
