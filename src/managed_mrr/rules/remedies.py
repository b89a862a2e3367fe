"""What can be done when a rule does not hold: remedies, and the ways of combining them."""

from collections.abc import Iterable
from enum import Enum
from itertools import product
from typing import TypeAlias

import attrs

__all__ = ["NOTHING_TO_DO", "NO_WAY", "Remedy", "RemedyKind", "Ways", "one_of", "together"]


def __dir__() -> list[str]:
    return __all__


class RemedyKind(Enum):
    """What a person can do about missing credit, in the order in which one would do it."""

    PARTNER_USER = "create the user in the partner's account"
    PARTNER_REACTIVATION = "reactivate the user in the partner's account"
    CLIENT_USER = "create the user in the client's account"
    CLIENT_REACTIVATION = "reactivate the user in the client's account"
    LINK = "link the client to the employee"
    ACTIVITY = "perform qualifying activities"
    AGREEMENT = "sign the agreement"
    RECORD = "become partner of record"
    BILLING = "bill the subscription"
    STANDING = "settle the subscription"

    @property
    def of_employee(self) -> bool:
        """
        Whether it is about one employee.

        Examples:
            >>> RemedyKind.LINK.of_employee, RemedyKind.AGREEMENT.of_employee
            (True, False)
        """
        return list(RemedyKind).index(self) <= list(RemedyKind).index(RemedyKind.ACTIVITY)


@attrs.frozen
class Remedy:
    """
    One thing that may have to be done.

    Args:
        kind: What.
        of: Id of the employee, the partner or the subscription it is about.
        count: How many activities, for that kind.
        tool: The tool of the activity.
        action: The action of the activity.

    Examples:
        >>> Remedy(RemedyKind.LINK, "ann").count
        1
    """

    kind: RemedyKind
    of: str
    count: int = attrs.field(kw_only=True, default=1)
    tool: str = attrs.field(kw_only=True, default="")
    action: str = attrs.field(kw_only=True, default="")


Ways: TypeAlias = frozenset[frozenset[Remedy]]
"""Sets of remedies; doing all of any one set is enough."""

NOTHING_TO_DO: Ways = frozenset([frozenset()])
"""The one way of a rule that holds."""

NO_WAY: Ways = frozenset()
"""There is nothing a person can do, or nothing that the rule knows of."""


def one_of(ways: Iterable[Ways]) -> Ways:
    """
    The ways of which any one is enough.

    Examples:
        >>> one_of([NO_WAY, NOTHING_TO_DO]) == NOTHING_TO_DO
        True
    """
    return frozenset().union(*ways)


def together(ways: Iterable[Ways]) -> Ways:
    """
    One of each of the ways, in every combination in which one employee at most has to do with it.

    Of the same activities asked for twice the larger number is kept.

    Examples:
        >>> ann, bob = (frozenset([frozenset([Remedy(RemedyKind.LINK, each)])]) for each in ("ann", "bob"))
        >>> together([ann, bob]) == NO_WAY, together([ann, NOTHING_TO_DO]) == ann
        (True, True)
    """
    done = NOTHING_TO_DO
    for more in ways:
        done = frozenset(
            _merged(one | other) for one, other in product(done, more) if len(_employees(one | other)) <= 1
        )
    return done


def _employees(way: frozenset[Remedy]) -> set[str]:
    return {each.of for each in way if each.kind.of_employee}


def _merged(way: frozenset[Remedy]) -> frozenset[Remedy]:
    most: dict[Remedy, int] = {}
    for each in way:
        alike = attrs.evolve(each, count=1)
        most[alike] = max(each.count, most.get(alike, 1))
    return frozenset(attrs.evolve(each, count=count) for each, count in most.items())
