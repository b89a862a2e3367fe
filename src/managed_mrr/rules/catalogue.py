"""Catalogues: which actions in which tools qualify, and the published one."""

from collections.abc import Iterable
from datetime import date

import attrs

from managed_mrr.dates import DateRange
from managed_mrr.errors import PolicyError
from managed_mrr.rules.dated import EVER, Source, period, to_source

__all__ = ["LOGIN", "PUBLISHED_CATALOGUE", "Catalogue", "CatalogueEntry"]


def __dir__() -> list[str]:
    return __all__


LOGIN = "login"
"""The action that never qualifies, in any tool (A8)."""

KNOWN_ACTIONS = frozenset({"create", "edit", "publish", LOGIN})
"""Actions that are classified in every listed tool, whether or not they qualify there."""


def _actions(values: Iterable[str]) -> frozenset[str]:
    actions = frozenset([values] if isinstance(values, str) else values)
    if LOGIN in actions:
        msg = "'login' cannot qualify: expected actions other than logging in (A8)"
        raise PolicyError(msg)
    return actions


def _repr_actions(actions: frozenset[str]) -> str:
    return f"frozenset({sorted(actions)!r})"


@attrs.frozen
class CatalogueEntry:
    """
    One tool and the actions in it that qualify, for a time.

    Args:
        tool: The tool's name, exact and in lower case.
        actions: The actions that qualify, likewise.
        period: The days of the activities this is about.

    Raises:
        PolicyError: Logging in is among the actions.

    Examples:
        >>> CatalogueEntry("blog", ["publish"]).actions
        frozenset({'publish'})
    """

    tool: str
    actions: frozenset[str] = attrs.field(converter=_actions, repr=_repr_actions)
    period: DateRange = attrs.field(default=EVER, converter=period)


def _entries(values: Iterable[CatalogueEntry]) -> tuple[CatalogueEntry, ...]:
    entries = tuple(values)
    for index, entry in enumerate(entries):
        if not isinstance(entry, CatalogueEntry):
            msg = f"not an entry of a catalogue: {entry!r}; expected CatalogueEntry objects"
            raise PolicyError(msg)
        for other in entries[:index]:
            if entry.tool == other.tool and entry.period.overlaps(other.period):
                msg = (
                    f"{entry.tool!r} is in the catalogue twice for the same days: {other.period} and {entry.period}; "
                    "expected one entry for a day"
                )
                raise PolicyError(msg)
    return entries


@attrs.frozen
class Catalogue:
    """
    Which actions in which tools are qualifying activities.

    Args:
        entries: The tools; one entry for each tool and day.
        source: Where the list comes from; a text is the title of a source.

    Raises:
        PolicyError: A tool is listed twice for the same days.

    Clause:
        A7, A8.

    Examples:
        >>> own = PUBLISHED_CATALOGUE.with_entry("sequences", ["create", "edit"])
        >>> (
        ...     own.qualifies("sequences", "edit", date(2024, 1, 1)),
        ...     own.qualifies("blog", "edit", date(2024, 1, 1)),
        ... )
        (True, False)
    """

    entries: tuple[CatalogueEntry, ...] = attrs.field(converter=_entries)
    source: Source | None = attrs.field(default=None, kw_only=True, converter=to_source)

    def with_entry(self, tool: str, actions: Iterable[str], period: DateRange = EVER) -> "Catalogue":
        """
        This catalogue with one more tool; an entry of that tool for just these days is replaced.

        Examples:
            >>> PUBLISHED_CATALOGUE.with_entry("blog", ["publish", "edit"]).qualifies("blog", "edit", date(2024, 1, 1))
            True
        """
        kept = [each for each in self.entries if (each.tool, each.period) != (tool, period)]
        return attrs.evolve(self, entries=[*kept, CatalogueEntry(tool, actions, period)])

    def qualifies(self, tool: str, action: str, on: date) -> bool:
        """
        Whether doing this on that day is a qualifying activity.

        Examples:
            >>> PUBLISHED_CATALOGUE.qualifies("crm", "login", date(2024, 1, 1))
            False
        """
        return any(each.tool == tool and action in each.actions and on in each.period for each in self.entries)

    def classifies(self, tool: str, action: str, on: date) -> bool:
        """
        Whether the catalogue has anything to say of this; if not, it is reported as unclassified.

        Examples:
            >>> published = PUBLISHED_CATALOGUE
            >>> (
            ...     published.classifies("blog", "edit", date(2024, 1, 1)),
            ...     published.classifies("fax", "edit", date(2024, 1, 1)),
            ... )
            (True, False)
        """
        return action == LOGIN or any(
            each.tool == tool and action in each.actions | KNOWN_ACTIONS and on in each.period for each in self.entries
        )


PUBLISHED_CATALOGUE = Catalogue(
    [
        CatalogueEntry("blog", ["publish"]),
        *(
            CatalogueEntry(tool, ["create", "edit", "publish"])
            for tool in (
                "ads",
                "calls_to_action",
                "contacts",
                "crm",
                "email",
                "forms",
                "landing_pages",
                "lists",
                "reports",
                "social",
                "website_pages",
                "workflows",
            )
        ),
    ],
    source=Source(
        "HubSpot, 'Earn Managed MRR Credit'; tools as listed by partners", read="7 February 2024", confidence="low"
    ),
)
"""Publishing for blog posts; creating, editing and publishing in the other tools (A7)."""
