"""The ledger: all movements between two days, what they add up to, and the story they tell."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import overload

import attrs

from managed_mrr.dates.ranges import repr_date
from managed_mrr.evidence import Portfolio
from managed_mrr.ledger.movements import Movement, signed
from managed_mrr.ledger.sums import Sum, Sums, added, grouped
from managed_mrr.pictures import as_image
from managed_mrr.policy import Policy
from managed_mrr.statement import Line
from managed_mrr.tables import Table
from managed_mrr.waterfall import POINTS, Waterfall, waterfalls_svg

__all__ = ["Ledger"]


def __dir__() -> list[str]:
    return __all__


_CLIENTS = 3
"""How many clients one cause names in a story before it says how many more there are."""


def _movements(values: Iterable[Movement]) -> tuple[Movement, ...]:
    return tuple(values)


def _lines(values: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(values)


@attrs.frozen(kw_only=True, repr=False)
class Ledger:
    """
    All movements between two days; with them the lines of the first become the lines of the second, exactly.

    Attributes:
        start: The day the movements start from; nothing that changed on it is in the ledger.
        end: The day they lead to; what changed on it is in the ledger.
        movements: The movements, by day, partner, client, subscription and cause.
        opening: The lines as of ``start``.
        closing: The lines as of ``end``.
        policy: The rules they were worked out by.
        portfolio: The evidence; two ledgers with equal movements are equal whatever they rest on.
        names: What the two sides are called in texts; the two days if left out.
    """

    start: date = attrs.field(repr=repr_date)
    end: date = attrs.field(repr=repr_date)
    movements: tuple[Movement, ...] = attrs.field(converter=_movements)
    opening: tuple[Line, ...] = attrs.field(converter=_lines)
    closing: tuple[Line, ...] = attrs.field(converter=_lines)
    policy: Policy
    portfolio: Portfolio = attrs.field(eq=False)
    names: tuple[str, str] = attrs.field(
        default=attrs.Factory(lambda self: (str(self.start), str(self.end)), takes_self=True)
    )

    def __repr__(self) -> str:
        between = " and ".join(self.names)
        return f"<Ledger between {between}, policy {self.policy.name}, movements: {len(self):,}>"

    def __str__(self) -> str:
        return self.table().text()

    def _repr_html_(self) -> str:
        pictures = waterfalls_svg(self.waterfalls())
        return self.waterfall().html(as_image(pictures, self._title()) if self.movements else "")

    def __len__(self) -> int:
        return len(self.movements)

    def __iter__(self) -> Iterator[Movement]:
        return iter(self.movements)

    @overload
    def total(self, by: None = None) -> Sum: ...

    @overload
    def total(self, by: str | Sequence[str]) -> Sums: ...

    def total(self, by: str | Sequence[str] | None = None) -> Sum | Sums:
        """
        What the movements add up to.

        Args:
            by: One or more of ``partner``, ``client``, ``subscription``, ``kind``, ``cause``, ``day``, ``month`` and
                ``currency``, to get a sum for each group; the sum of all movements if left out.

        Raises:
            GroupingError: There is no such grouping; the error names the nearest.
        """
        return added(self.movements) if by is None else grouped(self.movements, by)

    def table(self) -> Table:
        """The movements as a table for people, with what they add up to below."""
        rows = [
            [
                str(each.on),
                each.partner,
                each.client,
                each.subscription or "",
                str(each.kind),
                str(each.cause),
                each.credit.currency,
                signed(each.credit),
                "unknown" if each.points is None else signed(each.points),
            ]
            for each in self.movements
        ]
        columns = ["on", "partner", "client", "subscription", "kind", "cause", "currency", "credit", "points"]
        by_partner = self.total(by="partner")
        notes = [f"{partner}: {total}" for partner, total in by_partner.items()] or ["Nothing changed."]
        return Table(columns, rows, title=self._title(), numbers=["credit", "points"], notes=notes)

    def _title(self) -> str:
        return f"What changed between {self.names[0]} and {self.names[1]} ({self.policy.name})"

    def waterfalls(self, partner: str | None = None) -> tuple[Waterfall, ...]:
        """
        For each partner and currency, and for its known points: the start, what each cause did, and the end.

        Args:
            partner: Only those of this partner; of all partners if left out.
        """
        sides = [_balances(self.opening), _balances(self.closing)]
        steps: dict[tuple[str, str], dict[str, Fraction]] = {}
        for each in self.movements:
            for unit, amount in ((each.credit.currency, each.credit.amount), (POINTS, each.known_points)):
                causes = steps.setdefault((each.partner, unit), {})
                causes[str(each.cause)] = causes.get(str(each.cause), Fraction(0)) + amount
        zero = Fraction(0)
        return tuple(
            Waterfall(
                *key,
                start=sides[0].get(key, zero),
                steps=sorted(steps.get(key, {}).items(), key=lambda step: (-abs(step[1]), step[0])),
                end=sides[1].get(key, zero),
                names=self.names,
            )
            for key in sorted({*sides[0], *sides[1], *steps}, key=lambda key: (key[0], key[1] == POINTS, key[1]))
            if partner in (None, key[0])
        )

    def waterfall(self, partner: str | None = None) -> Table:
        """
        The waterfalls as one table for people: the start, what each cause did and what was left, the end.

        Args:
            partner: Only those of this partner; of all partners if left out.
        """
        rows = [[each.partner, each.unit, *row] for each in self.waterfalls(partner) for row in each.rows()]
        unknown = sorted({line.client for line in (*self.opening, *self.closing) if line.points is None})
        notes = [] if rows else ["No partner has or had credit."]
        notes += [f"Points are unknown, and not counted, for {', '.join(unknown)}."] if unknown else []
        columns = ["partner", "unit", "step", "change", "balance"]
        return Table(columns, rows, title=self._title(), numbers=["change", "balance"], notes=notes)

    def story(self, partner: str) -> tuple[str, ...]:
        """
        What happened to one partner's points and credit, and why, the largest cause first.

        Args:
            partner: Id of the partner.

        Returns:
            A sentence for the points, then one for each currency.

        Raises:
            UnknownIdError: There is no such partner; the error names the nearest.
        """
        self.portfolio.partner(partner)
        falls = sorted(self.waterfalls(partner), key=lambda each: each.unit != POINTS)
        told = [self._sentence(fall) for fall in falls]
        lines = (*self.opening, *self.closing)
        unknown = sorted({line.client for line in lines if line.partner == partner and line.points is None})
        if unknown:
            told.append(f"points are unknown, and not counted, for {_few(unknown)}")
        return tuple(told) or (f"there was no credit between {' and '.join(self.names)}",)

    def _sentence(self, fall: Waterfall) -> str:
        name = POINTS if fall.unit == POINTS else f"credit in {fall.unit}"
        between = f"between {' and '.join(self.names)}"
        start, end = fall.text(fall.start), fall.text(fall.end)
        if fall.start == fall.end:
            said = f"{name} stayed at {start} {between}"
        else:
            said = f"{name} {'rose' if fall.end > fall.start else 'fell'} from {start} to {end} {between}"
        causes = [f"{fall.signed(amount)} {cause} ({self._who(fall, cause)})" for cause, amount in fall.steps]
        return f"{said}: {', '.join(causes)}" if causes else said

    def _who(self, fall: Waterfall, cause: str) -> str:
        """The clients at which a cause had its effect, those with most of it first."""
        amounts: dict[str, Fraction] = {}
        for each in self.movements:
            if each.partner == fall.partner and each.cause == cause:
                if fall.unit == POINTS:
                    amounts[each.client] = amounts.get(each.client, Fraction(0)) + each.known_points
                elif fall.unit == each.credit.currency:
                    amounts[each.client] = amounts.get(each.client, Fraction(0)) + each.credit.amount
        return _few(sorted(amounts, key=lambda client: (-abs(amounts[client]), client)))


def _few(clients: Sequence[str]) -> str:
    more = len(clients) - _CLIENTS
    return ", ".join([*clients[:_CLIENTS], *([f"{more:,} more"] if more > 0 else [])])


def _balances(lines: Iterable[Line]) -> dict[tuple[str, str], Fraction]:
    """What lines add up to for each partner and currency, and in points as far as they are known."""
    found: dict[tuple[str, str], Fraction] = {}
    for line in lines:
        for unit, amount in ((line.credit.currency, line.credit.amount), (POINTS, line.points or Fraction(0))):
            key = (line.partner, unit)
            found[key] = found.get(key, Fraction(0)) + amount
    return found
