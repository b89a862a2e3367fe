"""Scope: the evidence and the days a question is about, and how partners and employees at clients are numbered."""

from functools import cached_property

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Evidence, Numbers
from managed_mrr.columnar.kernel.days import BITS, Places, days_of, groups_of, places
from managed_mrr.dates.edges import FIRST, FOREVER
from managed_mrr.errors import ManagedMRRError

__all__ = ["Scope", "TooManyError"]


def __dir__() -> list[str]:
    return __all__


class TooManyError(ManagedMRRError, OverflowError):
    """
    There are more clients, partners and employees than can be numbered together.

    Examples:
        >>> issubclass(TooManyError, OverflowError)
        True
    """


@attrs.frozen(eq=False, slots=False)
class Scope:
    """
    Evidence, clients and days.

    A *pair* is the number of a partner at a client, a *seat* that of an employee at a client: the client's code, and
    below it the other's. So the pairs of one client are neighbours, in the order of the partners, and so are the seats
    of one pair.

    Attributes:
        evidence: The evidence.
        first: Ordinal of the first day that is wanted.
        after: Ordinal of the first day that no longer is.
        clients: Codes of the clients that are wanted: from the first up to, and without, the second.
    """

    evidence: Evidence
    first: int = FIRST
    after: int = FOREVER
    clients: tuple[int, int] = attrs.field(
        default=attrs.Factory(lambda self: (0, len(self.evidence.clients)), takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        counts = {name: len(getattr(self.evidence, name)) for name in ("clients", "partners", "employees")}
        bits = counts["clients"].bit_length() + max(self.partner_bits, self.employee_bits)
        if bits + BITS > 63:
            said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
            msg = f"{said} cannot be numbered together in 63 bits: expected fewer; take the clients in several parts"
            raise TooManyError(msg)

    @cached_property
    def partner_bits(self) -> int:
        """How many bits of a pair are the partner."""
        return max(len(self.evidence.partners) - 1, 1).bit_length()

    @cached_property
    def employee_bits(self) -> int:
        """How many bits of a seat are the employee."""
        return max(len(self.evidence.employees) - 1, 1).bit_length()

    def pairs(self, client: Numbers, partner: Numbers) -> Places:
        """The numbers of partners at clients."""
        found: Places = np.asarray(client, np.int64) << self.partner_bits
        return found | partner

    def seats(self, client: Numbers | int, employee: Numbers | int) -> Places:
        """The numbers of employees at clients."""
        found: Places = np.asarray(client, np.int64) << self.employee_bits
        return found | employee

    def partner_of(self, pairs: Places) -> Places:
        """The partners of pairs."""
        return pairs & ((1 << self.partner_bits) - 1)

    def client_of(self, pairs: Places) -> Places:
        """The clients of pairs."""
        return pairs >> self.partner_bits

    def employee_of(self, seats: Places) -> Places:
        """The employees of seats."""
        return seats & ((1 << self.employee_bits) - 1)

    def pair_of(self, seats: Places) -> Places:
        """The pairs that seats belong to."""
        return self.pairs(seats >> self.employee_bits, self.evidence.employee_partner[self.employee_of(seats)])

    def by_pair(self, where: Places) -> Places:
        """Places by seat as places by pair, nearly in order: the seats of one pair follow each other."""
        return places(self.pair_of(groups_of(where)), days_of(where))

    @property
    def everyone(self) -> bool:
        """Whether all clients are wanted."""
        return self.clients == (0, len(self.evidence.clients))

    def wanted(self, client: Numbers) -> Numbers:
        """Which rows are about clients that are wanted, by their numbers."""
        first, after = self.clients
        return np.arange(len(client)) if self.everyone else np.flatnonzero((client >= first) & (client < after))
