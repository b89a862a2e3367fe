"""Who is it that nobody could replace? Employees without whose activities lines would end."""

from collections.abc import Iterator
from datetime import date

import attrs

from managed_mrr.bulk import uncollected
from managed_mrr.dates.ranges import exact_date
from managed_mrr.evidence import Portfolio
from managed_mrr.forecast.forecaster import Forecaster
from managed_mrr.hubspot import SERVICING
from managed_mrr.policy import Policy
from managed_mrr.statement import Line, Total, Totals
from managed_mrr.tables import Table, printable

__all__ = [
    "SinglePoint",
    "SinglePoints",
    "single_points",
]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen
class SinglePoint:
    """
    An employee and the clients that only they keep.

    Attributes:
        partner: Id of the partner.
        employee: Id of the employee.
        lines: The lines there would not be without this employee's activities, by client.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> [each.clients for each in single_points(acme, as_of=date(2024, 3, 1))]
        [('acme',)]
    """

    partner: str
    employee: str
    lines: tuple[Line, ...]

    @property
    def clients(self) -> tuple[str, ...]:
        """Ids of the clients, sorted."""
        return tuple(line.client for line in self.lines)

    @property
    def total(self) -> Total:
        """What the lines add up to."""
        return Totals(self.lines)[self.partner]

    def __str__(self) -> str:
        those = "this client" if len(self.lines) == 1 else f"these {len(self.lines):,} clients"
        return printable(f"only {self.employee} keeps {those}: {', '.join(self.clients)}")


@attrs.frozen(repr=False)
class SinglePoints:
    """
    Every employee without whose activities lines would end at once.

    Attributes:
        as_of: The day.
        policy: The rules it was worked out by.
        people: The employees, by partner, then id.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=900, activities=[date(2024, 1, 15)])
        >>> single_points(acme, as_of=date(2024, 3, 1))
        <SinglePoints as of 2024-03-01, policy servicing, employees: 1>
    """

    as_of: date
    policy: Policy
    people: tuple[SinglePoint, ...]

    def __repr__(self) -> str:
        return f"<SinglePoints as of {self.as_of}, policy {self.policy.name}, employees: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        return self.table().html()

    def __len__(self) -> int:
        return len(self.people)

    def __iter__(self) -> Iterator[SinglePoint]:
        return iter(self.people)

    def table(self) -> Table:
        """The employees as a table for people."""
        rows = [
            [
                each.partner,
                each.employee,
                ", ".join(each.clients),
                " + ".join(map(str, each.total.credit)),
                each.total.points_text(),
            ]
            for each in self.people
        ]
        columns = ["partner", "employee", "clients only they keep", "credit a month", "points"]
        notes = [] if rows else ["No line depends on one employee."]
        title = f"Single points of failure as of {self.as_of} ({self.policy.name})"
        return Table(columns, rows, title=title, numbers=["credit a month", "points"], notes=notes)


def single_points(
    portfolio: Portfolio, *, as_of: date, policy: Policy = SERVICING, partner: str | None = None
) -> SinglePoints:
    """
    For each employee the clients only they keep: without their activities there would be no line on the day.

    Args:
        portfolio: The evidence.
        as_of: The day.
        policy: The rules in force.
        partner: Only employees of this partner; all partners if left out.

    Raises:
        DateError: ``as_of`` is not exactly a date.
        UnknownIdError: There is no such partner; the error names the nearest.
        UnknownTermsError: The policy is a program that does not know the terms of the day.

    Clause:
        A15, B12.

    Examples:
        >>> from managed_mrr import managed_client
        >>> acme = managed_client(
        ...     "north", "acme", start=date(2024, 1, 1), price=1000, employee="ann", activities=[date(2024, 1, 15)]
        ... )
        >>> print(*single_points(acme, as_of=date(2024, 3, 1)))
        only ann keeps this client: acme
    """
    day = exact_date(as_of)
    if partner is not None:
        portfolio.partner(partner)
    forecaster = Forecaster(policy, day)
    kept: dict[tuple[str, str], list[Line]] = {}
    with uncollected():
        for client in sorted(portfolio.by_client):
            pairs = {each.partner.id: each for each in portfolio.by_client[client]}
            for line in forecaster.lines(client, tuple(pairs.values())):
                if partner in (None, line.partner):
                    for employee in forecaster.needed(pairs[line.partner]):
                        kept.setdefault((line.partner, employee), []).append(line)
    return SinglePoints(day, policy, tuple(SinglePoint(*who, tuple(kept[who])) for who in sorted(kept)))
