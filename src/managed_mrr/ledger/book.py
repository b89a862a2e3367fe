"""The ledger: all movements between two days, what they add up to, and the story they tell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TypeAlias, overload

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

_ZERO = Fraction(0)

_Causes: TypeAlias = dict[str, dict[str, Fraction]]


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

    Clause:
        B10, B11.

    Examples:
        >>> from managed_mrr import managed_client
        >>> from managed_mrr.ledger import changes
        >>> acme = managed_client("north", "acme", start=date(2024, 1, 1), price=90, activities=[date(2024, 1, 15)])
        >>> print(changes(acme, start=date(2024, 2, 29), end=date(2024, 3, 31)).waterfall().text())
        What changed between 2024-02-29 and 2024-03-31 (servicing)
        partner  unit    step             change  balance
        -------  ------  ---------------  ------  -------
        north    USD     2024-02-29                 90.00
        north    USD     activity lapsed  -90.00     0.00
        north    USD     2024-03-31                  0.00
        north    points  2024-02-29                  0.90
        north    points  activity lapsed   -0.90     0.00
        north    points  2024-03-31                  0.00
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
        falls = self.waterfalls()
        table = _fallen(falls, self._title(), self.unknown)
        return table.html(as_image(waterfalls_svg(falls), table.title) if self.movements else "")

    def __len__(self) -> int:
        return len(self.movements)

    def __iter__(self) -> Iterator[Movement]:
        return iter(self.movements)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the clients with lines whose points are unknown, sorted."""
        return tuple(sorted({line.client for line in (*self.opening, *self.closing) if line.points is None}))

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

        Raises:
            UnknownIdError: There is no such partner; the error names the nearest.
        """
        mine = self._of(partner)
        opening, closing, effects = _balances(mine.opening), _balances(mine.closing), _effects(mine.movements)
        keys = sorted({*opening, *closing, *effects}, key=lambda key: (key[0], key[1] == POINTS, key[1]))
        return tuple(
            Waterfall(
                *key,
                start=opening.get(key, _ZERO),
                steps=sorted(
                    ((cause, sum(clients.values(), _ZERO)) for cause, clients in effects.get(key, {}).items()),
                    key=lambda step: (-abs(step[1]), step[1] < 0, step[0]),
                ),
                end=closing.get(key, _ZERO),
                names=self.names,
            )
            for key in keys
        )

    def waterfall(self, partner: str | None = None) -> Table:
        """
        The waterfalls as one table for people: the start, what each cause did and what was left, the end.

        Args:
            partner: Only those of this partner; of all partners if left out.

        Raises:
            UnknownIdError: There is no such partner; the error names the nearest.
        """
        mine = self._of(partner)
        return _fallen(mine.waterfalls(), self._title(), mine.unknown)

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
        mine = self._of(partner)
        effects = _effects(mine.movements)
        falls = sorted(mine.waterfalls(), key=lambda each: each.unit != POINTS)
        sentences = [self._sentence(fall, effects.get((partner, fall.unit), {})) for fall in falls]
        if unknown := mine.unknown:
            sentences.append(f"points are unknown, and not counted, for {_few(unknown)}")
        return tuple(sentences) or (f"there was no credit between {' and '.join(self.names)}",)

    def _of(self, partner: str | None) -> "Ledger":
        """The part of the ledger that is about one partner; all of it for None."""
        if partner is None:
            return self
        self.portfolio.partner(partner)
        return attrs.evolve(
            self,
            movements=(each for each in self.movements if each.partner == partner),
            opening=(line for line in self.opening if line.partner == partner),
            closing=(line for line in self.closing if line.partner == partner),
        )

    def _sentence(self, fall: Waterfall, effects: _Causes) -> str:
        name = POINTS if fall.unit == POINTS else f"credit in {fall.unit}"
        between = f"between {' and '.join(self.names)}"
        start, end = fall.text(fall.start), fall.text(fall.end)
        if fall.start == fall.end:
            said = f"{name} stayed at {start} {between}"
        else:
            said = f"{name} {'rose' if fall.end > fall.start else 'fell'} from {start} to {end} {between}"
        causes = [f"{fall.signed(amount)} {cause} ({_few(_by_size(effects[cause]))})" for cause, amount in fall.steps]
        return f"{said}: {', '.join(causes)}" if causes else said


def _fallen(falls: Iterable[Waterfall], title: str, unknown: Sequence[str]) -> Table:
    rows = [[each.partner, each.unit, *row] for each in falls for row in each.rows()]
    notes = [] if rows else ["No partner has or had credit."]
    if unknown:
        notes.append(f"Points are unknown, and not counted, for {_few(unknown)}.")
    columns = ["partner", "unit", "step", "change", "balance"]
    return Table(columns, rows, title=title, numbers=["change", "balance"], notes=notes)


def _by_size(amounts: Mapping[str, Fraction]) -> list[str]:
    return sorted(amounts, key=lambda client: (-abs(amounts[client]), client))


def _few(clients: Sequence[str]) -> str:
    more = len(clients) - _CLIENTS
    return ", ".join([*clients[:_CLIENTS], *([f"{more:,} more"] if more > 0 else [])])


def _balances(lines: Iterable[Line]) -> dict[tuple[str, str], Fraction]:
    """What lines add up to for each partner and currency, and in points as far as they are known."""
    found: dict[tuple[str, str], Fraction] = {}
    for line in lines:
        for unit, amount in ((line.credit.currency, line.credit.amount), (POINTS, line.points or _ZERO)):
            key = (line.partner, unit)
            found[key] = found.get(key, _ZERO) + amount
    return found


def _effects(movements: Iterable[Movement]) -> dict[tuple[str, str], _Causes]:
    """For each partner and currency, and in known points, what each cause did at each client."""
    found: dict[tuple[str, str], _Causes] = {}
    for each in movements:
        amounts = (each.credit.currency, each.credit.amount), (POINTS, each.known_points)
        for unit, amount in amounts:
            # A movement of points alone says nothing about credit; one of nothing at all is worth a word in both.
            if amount or not (each.credit or each.known_points):
                clients = found.setdefault((each.partner, unit), {}).setdefault(str(each.cause), {})
                clients[each.client] = clients.get(each.client, _ZERO) + amount
    return found
