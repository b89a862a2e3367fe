"""Sums: what movements add up to, altogether or group by group."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from managed_mrr.amounts import Money
from managed_mrr.errors import ManagedMRRError, nearest
from managed_mrr.ledger.movements import Movement, signed
from managed_mrr.tables import Table

__all__ = ["GROUPINGS", "GroupingError", "Sum", "Sums", "added", "grouped"]


def __dir__() -> list[str]:
    return __all__


GROUPINGS: Mapping[str, Callable[[Movement], str]] = {
    "partner": lambda each: each.partner,
    "client": lambda each: each.client,
    "subscription": lambda each: each.subscription or "",
    "kind": lambda each: str(each.kind),
    "cause": lambda each: str(each.cause),
    "day": lambda each: each.on.isoformat(),
    "month": lambda each: each.on.isoformat()[:7],
    "currency": lambda each: each.credit.currency,
}
"""By what movements can be grouped, and what each of them is called in the grouping."""


class GroupingError(ManagedMRRError, ValueError):
    """
    Movements cannot be grouped by this.

    Examples:
        >>> str(GroupingError("cuase"))
        "cannot group by 'cuase': expected one or more of partner, client, subscription, kind, cause, day, month, \
currency; did you mean 'cause'?"
    """

    def __init__(self, value: str) -> None:
        self.value = value
        near = nearest(value, GROUPINGS)
        hint = f"; did you mean {near!r}?" if near else ""
        super().__init__(f"cannot group by {value!r}: expected one or more of {', '.join(GROUPINGS)}{hint}")

    def __reduce__(self) -> tuple[type["GroupingError"], tuple[str]]:
        return type(self), (self.value,)


@attrs.frozen
class Sum:
    """
    What some movements add up to: a change, not a balance.

    Attributes:
        credit: The change of credit, one amount for each currency, by currency code.
        points: The change of all points, exactly; None if those of any movement are unknown.
        known_points: The change of the points that are known.
        unknown: Ids of the clients with movements whose points are unknown, sorted.
        count: How many movements there are.

    Examples:
        >>> print(Sum((Money(-1000, "USD"),), Fraction(-10), Fraction(-10), (), 1))
        USD -1,000.00; -10.00 points
    """

    credit: tuple[Money, ...]
    points: Fraction | None
    known_points: Fraction
    unknown: tuple[str, ...]
    count: int

    def __str__(self) -> str:
        credit = " ".join(f"{each.currency} {signed(each)}" for each in self.credit) or "no change"
        return f"{credit}; {self.points_text()} points" if self.credit else credit

    def points_text(self) -> str:
        """The change of points for people, and for which clients it is unknown."""
        known = signed(self.known_points)
        return f"{known} + unknown for {', '.join(self.unknown)}" if self.unknown else known


def added(movements: Iterable[Movement]) -> Sum:
    """
    What movements add up to.

    Examples:
        >>> print(added([]))
        no change
    """
    credit: dict[str, Fraction] = {}
    known, count = Fraction(0), 0
    unknown: set[str] = set()
    for each in movements:
        currency = each.credit.currency
        credit[currency] = credit.get(currency, Fraction(0)) + each.credit.amount
        known += each.known_points
        count += 1
        if each.points is None:
            unknown.add(each.client)
    amounts = tuple(Money.trusted(credit[code], code) for code in sorted(credit))
    return Sum(amounts, None if unknown else known, known, tuple(sorted(unknown)), count)


def grouped(movements: Iterable[Movement], by: str | Sequence[str]) -> "Sums":
    """
    What movements add up to, group by group.

    Args:
        movements: The movements.
        by: One or more of :data:`GROUPINGS`.

    Raises:
        GroupingError: There is no such grouping.

    Examples:
        >>> len(grouped([], by=["partner", "cause"]))
        0
    """
    names = (by,) if isinstance(by, str) else tuple(by)
    for name in names:
        if name not in GROUPINGS:
            raise GroupingError(name)
    groups: dict[tuple[str, ...], list[Movement]] = {}
    for each in movements:
        groups.setdefault(tuple(GROUPINGS[name](each) for name in names), []).append(each)
    return Sums(names, {key: added(groups[key]) for key in sorted(groups)})


class Sums(Mapping[str | tuple[str, ...], Sum]):
    """
    What movements add up to for each group, in the order of the groups; a group of one name is asked for by it.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import managed_client
        >>> from managed_mrr.ledger import changes
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> sums = changes(acme, start=date(2024, 2, 29), end=date(2024, 3, 31)).total(by="cause")
        >>> print(sums["activity lapsed"])
        USD -90.00; -0.90 points
    """

    def __init__(self, by: tuple[str, ...], sums: Mapping[tuple[str, ...], Sum]) -> None:
        self.by = by
        self._sums = dict(sums)

    def __getitem__(self, group: str | tuple[str, ...]) -> Sum:
        return self._sums[(group,) if isinstance(group, str) else group]

    def __iter__(self) -> Iterator[str | tuple[str, ...]]:
        return (key[0] if len(key) == 1 else key for key in self._sums)

    def __len__(self) -> int:
        return len(self._sums)

    def __repr__(self) -> str:
        return f"<Sums by {', '.join(self.by)}, groups: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def table(self) -> Table:
        """The sums as a table, a row for each group and currency."""
        rows = [
            [*key, each.currency, signed(each), total.points_text() if place == 0 else ""]
            for key, total in self._sums.items()
            for place, each in enumerate(total.credit)
        ]
        return Table([*self.by, "currency of credit", "credit", "points"], rows, numbers=["credit", "points"])
