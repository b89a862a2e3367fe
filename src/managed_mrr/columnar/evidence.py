"""Evidence: a whole portfolio as columns of numbers, ids replaced by their places and days by their ordinals."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

import attrs
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = [
    "Activities",
    "Amounts",
    "Batch",
    "Done",
    "Evidence",
    "Flags",
    "Ids",
    "Items",
    "Numbers",
    "Periods",
    "Subscriptions",
    "Users",
    "Words",
]


def __dir__() -> list[str]:
    return __all__


Numbers: TypeAlias = NDArray[Any]
"""A column of whole numbers, of some width in bits or of Python's own integers where 64 bits do not do."""

Flags: TypeAlias = NDArray[np.bool_]
"""A column of yes and no."""


@attrs.frozen(eq=False)
class Ids:
    """
    The ids of one kind; the code of an id is its place.

    Attributes:
        values: The ids, each once: text, or whole numbers. Partners and clients are sorted; employees are sorted by
            partner, and by id within one.
    """

    values: pa.Array

    def __len__(self) -> int:
        return len(self.values)


@attrs.frozen(eq=False)
class Periods:
    """
    Periods of days, each belonging to something.

    Attributes:
        owner: Whose period it is: a code, or the place of a row in another table.
        start: Ordinals of the first days.
        end: Ordinals of the first days after; :data:`~managed_mrr.dates.edges.FOREVER` where there is no end.
    """

    owner: Numbers
    start: Numbers
    end: Numbers

    def __len__(self) -> int:
        return len(self.owner)


@attrs.frozen(eq=False)
class Users:
    """
    User periods, links or records: periods of someone at something.

    Attributes:
        who: Codes of the employees; of the partners, where it is about partners of record.
        client: Codes of the clients; all zero where it is about the partner's own account.
        start: Ordinals of the first days.
        end: Ordinals of the first days after; ``FOREVER`` where there is no end.
        deactivated: Periods of deactivation, each owned by the row it was recorded with; none for links and records.
    """

    who: Numbers
    client: Numbers
    start: Numbers
    end: Numbers
    deactivated: Periods

    def __len__(self) -> int:
        return len(self.who)


@attrs.frozen(eq=False)
class Amounts:
    """
    Exact amounts of money in major units.

    Attributes:
        units: Whole numbers; divided by ``10 ** places`` they are the amounts.
        places: How many decimal places all of them have.
    """

    units: Numbers
    places: int


@attrs.frozen(eq=False)
class Subscriptions:
    """
    What clients buy.

    Attributes:
        client: Codes of the clients.
        start: Ordinals of the first days.
        end: Ordinals of the first days after; ``FOREVER`` where there is no end.
        first_billing: Ordinals of the first billing days; ``FOREVER`` where it is never billed.
        every_months: Months between billings; 1 where it is never billed.
        refunded_on: Ordinals of the days from which they are fully refunded; ``FOREVER`` where they are not.
        not_in_good_standing: Periods of bad standing, each owned by the row of its subscription.
    """

    client: Numbers
    start: Numbers
    end: Numbers
    first_billing: Numbers
    every_months: Numbers
    refunded_on: Numbers
    not_in_good_standing: Periods


@attrs.frozen(eq=False)
class Items:
    """
    The positions of subscriptions.

    Attributes:
        subscription: The rows of the subscriptions they belong to.
        start: Ordinals of the first days.
        end: Ordinals of the first days after; ``FOREVER`` where there is no end.
        price: List prices.
        discount: What is taken off them.
        months: How many months a price pays for.
        recurring: Which of them are recurring.
        eligible: Which of them are eligible.
    """

    subscription: Numbers
    start: Numbers
    end: Numbers
    price: Amounts
    discount: Amounts
    months: Numbers
    recurring: Flags
    eligible: Flags


@attrs.frozen(eq=False)
class Words:
    """
    A column of few different words.

    Attributes:
        codes: Places in ``words``.
        words: The different words.
    """

    codes: Numbers
    words: tuple[str, ...]


@attrs.frozen(eq=False)
class Done:
    """
    Activities: who did something where and when.

    Attributes:
        employee: Codes of the employees.
        client: Codes of the clients.
        on: Ordinals of the days.
        row: Their places in the whole list of activities.
    """

    employee: Numbers
    client: Numbers
    on: Numbers
    row: Numbers

    def __getitem__(self, rows: Numbers) -> "Done":
        return Done(self.employee[rows], self.client[rows], self.on[rows], self.row[rows])


@attrs.frozen(eq=False)
class Batch:
    """
    Some activities, as read in one go.

    Most of them do not qualify, so who did them is looked up only for those that are taken.

    Attributes:
        tool: The tools.
        action: The actions.
        take: Looks up the activities of some rows, given by their numbers within the batch.
    """

    tool: Words
    action: Words
    take: Callable[[Numbers], Done]

    def __len__(self) -> int:
        return len(self.tool.codes)

    def everything(self) -> Done:
        """The activities of all rows."""
        return self.take(np.arange(len(self)))


class Activities(Protocol):
    """The activities, which are too many to hold: they are read batch by batch, as often as they are asked for."""

    def __len__(self) -> int:
        """How many there are."""

    def outline(self) -> tuple[tuple[int, int, int], ...]:
        """What can be said without reading them: for each batch how many there are, of which first and last day."""

    def batches(self, start: int, end: int, *, each: bool) -> Sequence[Callable[[], Batch]]:
        """
        Functions that each read and check one batch; they may be called at the same time, and in any order.

        Args:
            start: Ordinal of the first day of interest; batches of earlier days alone may be left out.
            end: Ordinal of the first day that is no longer of interest; likewise.
            each: Whether it matters how many there are: then one given twice under one id is there once.
        """


@attrs.frozen(eq=False, kw_only=True)
class Evidence:
    """
    All the evidence there is, checked, as columns.

    Attributes:
        partners: The partners' ids, sorted.
        clients: The clients' ids, sorted.
        employees: The employees' ids, sorted by partner, then id.
        employee_partner: For each employee the code of its partner.
        by_domain: For each employee whether its e-mail domain is one of its partner's (A11).
        always_agreed: For each partner whether nothing is said about its agreements, so that it always has one.
        agreements: Agreements, owned by partners.
        currency: For each client the place of its currency in ``currencies``.
        currencies: The currency codes.
        multiplier: For each client the place of its multiplier in ``multipliers``.
        multipliers: The points multipliers.
        partner_users: User periods in the partner's account.
        client_users: User periods in clients' accounts.
        links: Manual links.
        records: Periods of partners of record; ``who`` are partners.
        subscriptions: What clients buy.
        items: The positions of that.
        activities: What employees did.
    """

    partners: Ids
    clients: Ids
    employees: Ids
    employee_partner: Numbers
    by_domain: Flags
    always_agreed: Flags
    agreements: Periods
    currency: Numbers
    currencies: tuple[str, ...]
    multiplier: Numbers
    multipliers: tuple[Fraction, ...]
    partner_users: Users
    client_users: Users
    links: Users
    records: Users
    subscriptions: Subscriptions
    items: Items
    activities: Activities
