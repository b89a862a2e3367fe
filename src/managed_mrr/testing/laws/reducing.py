"""
Reducing: from a case on which a law is broken to one on which every record left is needed for that.

Hypothesis can shrink what it drew, but only draw by draw, and each try draws everything anew. A portfolio can be made
smaller directly, from whichever strategy it came: whole clients, partners and employees go first, then single records,
then whatever is not as it would be anyway, and at last days that need not differ.
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from typing import Any, ParamSpec

import attrs

from managed_mrr.errors import ManagedMRRError
from managed_mrr.evidence import LISTS, Client, Employee, Partner, Portfolio, Subscription
from managed_mrr.testing.days import days_mentioned
from managed_mrr.testing.implementations import History, Implementation
from managed_mrr.testing.laws.law import Case, Law, Violation

__all__ = ["reduced"]


def __dir__() -> list[str]:
    return __all__


P = ParamSpec("P")

MOST_TRIES = 2000
"""After so many checks the smallest case so far must do: an implementation may be slow."""

PLAIN: dict[str, object] = {"price": 100, "currency": "USD"}
"""What is simplest where nothing is usual."""

CENT = Fraction(1, 100)
"""Fewer partners may share another price without a rest, but never a single cent."""


def reduced(
    law: Law, evaluate: Implementation, case: Case, *, timelines: History | None = None, tries: int = MOST_TRIES
) -> Violation:
    """
    The law broken in the same manner on evidence from which nothing more can be left out.

    Args:
        law: The law.
        evaluate: The implementation, which breaks it.
        case: The case on which it does.
        timelines: The implementation's timelines.
        tries: How many smaller cases to check at most.

    Raises:
        ValueError: The law is not broken on the case.

    Examples:
        >>> from datetime import date
        >>> from managed_mrr import hubspot, managed_client
        >>> from managed_mrr.testing import LAWS, engine
        >>> two = managed_client("north", "acme", start=date(2024, 1, 1), activities=[date(2024, 1, 15)], price=900)
        >>> two |= managed_client("south", "brown", start=date(2024, 1, 1), activities=[date(2024, 1, 15)])
        >>> anybody = engine(hubspot.SERVICING.with_(eligibility=hubspot.SERVICING.eligibility.rules[0]))
        >>> reduced(LAWS["agreement-needed"], anybody, Case(two, date(2024, 1, 20))).case.portfolio
        <Portfolio: 1 partner, 1 client, 1 employee, 1 partner user, 1 client user, 1 link, 1 activity>
    """
    search = _Search(law, evaluate, timelines, tries, law.violation(evaluate, case, timelines=timelines))
    before = None
    while search.found.case != before:
        before = search.found.case
        search.without_groups()
        search.without_records()
        search.plainer()
        search.fewer_days()
    search.renamed()
    return search.found


class _Search:
    """The smallest case found so far, and how many more may be tried."""

    def __init__(
        self,
        law: Law,
        evaluate: Implementation,
        timelines: History | None,
        tries: int,
        found: Violation | None,
    ) -> None:
        if found is None:
            msg = f"{law.name} is not broken on the case: expected one on which it is"
            raise ValueError(msg)
        self.found = found
        self._check: Callable[[Case], Violation | None] = lambda case: law.violation(
            evaluate, case, timelines=timelines
        )
        self._tries = tries

    def accepts(self, make: Callable[P, Case], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Whether a smaller case still breaks the law in the same manner; then it is the one to go on from."""
        try:
            case = make(*args, **kwargs)
        except (ManagedMRRError, ExceptionGroup):
            return False  # no valid evidence
        if case == self.found.case or self._tries == 0:
            return False
        self._tries -= 1
        found = self._check(case)
        if found is None or found.answered is not self.found.answered:
            return False
        if not found.answered and found.said.split(":")[1] != self.found.said.split(":")[1]:
            return False  # another error
        self.found = found
        return True

    def without_groups(self) -> None:
        """Leave out clients, partners and employees, each with all that is about it."""
        for about in _groups(self.found.case.portfolio):
            if not self.accepts(self._with, _without(about)):
                self.accepts(self._with, _without(about, price=CENT))

    def without_records(self) -> None:
        """Leave out single records, the last first."""
        for name in LISTS:
            for place in range(len(self._list(name)) - 1, -1, -1):
                records = self._list(name)
                self.accepts(self._having, name, [*records[:place], *records[place + 1 :]])

    def plainer(self) -> None:
        """Make whatever may be left unsaid what it would be anyway, and other values plain ones."""
        self.accepts(attrs.evolve, self.found.case, turn=0)
        for name in LISTS:
            for place in range(len(self._list(name))):
                while any(
                    self.accepts(self._having, name, _replaced(self._list(name), place, each))
                    for each in _plainer(self._list(name)[place])
                ):
                    pass

    def fewer_days(self) -> None:
        """Put one day for another wherever it stands."""
        days = days_mentioned(self.found.case.portfolio)
        for old in reversed(days):
            for new in dict.fromkeys([self.found.case.day, *days]):
                if old != new and self.accepts(self._with, partial(_moved, old=old, new=new)):
                    break

    def renamed(self) -> None:
        """Number the partners, clients and employees that are left."""
        for name in ("partners", "clients", "employees"):
            for number, each in enumerate(self._list(name), start=1):
                new = f"{name[0]}{number}"
                if new not in {one.id for one in self._list(name)}:
                    self.accepts(self._with, partial(_moved, old=each.id, new=new))

    def _list(self, name: str) -> tuple[Any, ...]:
        records: tuple[Any, ...] = getattr(self.found.case.portfolio, name)
        return records

    def _having(self, name: str, records: Iterable[Any]) -> Case:
        lists: dict[str, Any] = {each: self._list(each) for each in LISTS} | {name: records}
        return attrs.evolve(self.found.case, portfolio=Portfolio(**lists))

    def _with(self, change: Callable[[Any], Any]) -> Case:
        lists: dict[str, Any] = {
            name: [new for each in self._list(name) if (new := change(each)) is not None] for name in LISTS
        }
        return attrs.evolve(self.found.case, portfolio=Portfolio(**lists))


def _without(about: Callable[[Any], bool], *, price: Fraction | None = None) -> Callable[[Any], Any]:
    """Leave out what is about something, and give all items another price if there is one."""

    def change(record: Any) -> Any:  # noqa: ANN401 -- any record
        if about(record):
            return None
        if price is None or not isinstance(record, Subscription):
            return record
        return attrs.evolve(record, items=[attrs.evolve(item, price=price) for item in record.items])

    return change


def _groups(portfolio: Portfolio) -> Iterator[Callable[[Any], bool]]:
    """What is about each client, each partner and each employee."""
    for client in portfolio.clients:
        yield _about(client, client={client.id})
    for partner in portfolio.partners:
        staff = {each.id for each in portfolio.employees if each.partner == partner.id}
        yield _about(partner, partner={partner.id}, employee=staff)
    for employee in portfolio.employees:
        yield _about(employee, employee={employee.id})


def _about(record: Partner | Client | Employee, **ids: set[str]) -> Callable[[Any], bool]:
    return lambda each: each == record or any(getattr(each, name, None) in known for name, known in ids.items())


def _replaced(records: Iterable[Any], place: int, new: object) -> list[Any]:
    return [new if number == place else each for number, each in enumerate(records)]


def _plainer(record: Any) -> Iterator[Any]:  # noqa: ANN401 -- any class made with attrs
    """The same with one thing less to say."""
    for field in attrs.fields(type(record)):
        for value in _plainer_values(field, getattr(record, field.name)):
            try:
                yield attrs.evolve(record, **{field.name: value})
            except ManagedMRRError:
                continue  # a period must have a start, for one


def _plainer_values(field: Any, value: Any) -> Iterator[object]:  # noqa: ANN401 -- attrs has no type for it
    if field.default is not attrs.NOTHING and not isinstance(field.default, attrs.Factory):  # type: ignore[arg-type]
        yield field.default
    if field.name in PLAIN:
        yield PLAIN[field.name]
    if attrs.has(type(value)):
        yield from _plainer(value)
    for place in range(len(value)) if isinstance(value, tuple) else ():
        yield [*value[:place], *value[place + 1 :]]
        if attrs.has(type(value[place])):
            yield from (_replaced(value, place, each) for each in _plainer(value[place]))


def _moved(value: Any, old: object, new: object) -> Any:  # noqa: ANN401 -- a record, or anything in one
    """The same with one day or id for another."""
    if value == old:
        return new
    if isinstance(value, tuple):
        return tuple(_moved(each, old, new) for each in value)
    if not attrs.has(type(value)):
        return value
    told = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
    moved = {name: _moved(each, old, new) for name, each in told.items()}
    return value if moved == told else attrs.evolve(value, **moved)
