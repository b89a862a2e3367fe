"""
The example: two years of five partners and their clients, in which every clause happens somewhere.

:func:`agency` makes the portfolio; :data:`STORIES` says what to look at in it. The same portfolio is made
every time, and ``python -m managed_mrr.example FILE`` writes it to a file.

The listing: ``cast`` has the people and clients, ``rhythm`` how they work, ``everyday`` what needs no story, and
``people``, ``activities`` and ``money`` a story for each thing that does.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

import attrs

from managed_mrr.evidence import LISTS, Activity, Portfolio, Record
from managed_mrr.example import activities, money, people
from managed_mrr.example.cast import cast
from managed_mrr.example.everyday import everyday
from managed_mrr.example.shorthand import day
from managed_mrr.example.story import NO_LINE, Story

__all__ = ["DEMO_DAY", "NO_LINE", "STORIES", "Story", "agency"]


def __dir__() -> list[str]:
    return __all__


STORIES: tuple[Story, ...] = tuple(
    sorted(
        (*people.STORIES, *activities.STORIES, *money.STORIES),
        key=lambda story: (story.clause[0], int(story.clause[1:])),
    )
)
"""What happens in the example, by clause: A1 to A20, then the clauses of source B that evidence can show."""

DEMO_DAY = day("2024-03-01")
"""The day on which most of it can be seen at once on one statement."""

_EXPORTED_TWICE = day("2024-03-05")
"""The last day of one export of activities and the first of the next: its activities stand twice."""


def agency() -> Portfolio:
    """
    A believable portfolio of five partners from July 2023 to September 2025.

    Examples:
        >>> portfolio = agency()
        >>> [partner.name for partner in portfolio.partners][:2]
        ['Lighthouse Digital', 'Copperfield & Rowe']
        >>> portfolio == agency()
        True
    """
    records = [*cast(), *everyday(), *chain.from_iterable(story.records() for story in STORIES)]
    done = [record for record in records if isinstance(record, Activity)]
    others = [record for record in records if not isinstance(record, Activity)]
    return Portfolio.of(*_in_order(others), *_numbered(done))


def _in_order(records: Iterable[Record]) -> list[Record]:
    """Put the records of one client, or one person, next to each other, as an export would."""
    kinds = list(LISTS.values())
    return sorted(records, key=lambda record: (kinds.index(type(record)), _place(record)))


def _place(record: Record) -> tuple[object, ...]:
    return tuple(getattr(record, name, "") for name in ("client", "employee", "start") if not hasattr(record, "name"))


def _numbered(done: Iterable[Activity]) -> Iterator[Activity]:
    """Number the activities by day, as their ids."""
    numbered = [
        attrs.evolve(each, id=f"a{number}")
        for number, each in enumerate(sorted(done, key=lambda each: (each.on, each.client, each.employee)), start=1)
    ]
    yield from numbered
    yield from (each for each in numbered if each.on == _EXPORTED_TWICE)
