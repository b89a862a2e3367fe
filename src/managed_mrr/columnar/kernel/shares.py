"""How is it shared? The parts of all partners at all clients, over time, at once."""

from collections.abc import Sequence

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.columnar.kernel.days import DaySets, Places, changes, days_of, groups_of, merged, places, spans
from managed_mrr.columnar.kernel.exact import Fractions
from managed_mrr.columnar.kernel.scope import Scope

__all__ = ["Shared", "Sharing", "divided_evenly", "undivided"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(eq=False)
class Sharing:
    """
    Sets of partners that share a client.

    Attributes:
        offsets: Where each set begins among ``partners``, and where the last one ends.
        partners: Codes of the partners, set by set, ascending within one.
    """

    offsets: Places
    partners: Numbers

    @classmethod
    def of(cls, sets: Sequence[Sequence[int]]) -> "Sharing":
        """Some sets."""
        offsets = np.cumsum([0, *map(len, sets)], dtype=np.int64)
        return cls(offsets, np.fromiter((each for one in sets for each in one), np.int64))

    @classmethod
    def alone(cls, partners: int) -> "Sharing":
        """For each partner, by its code, the set of nobody else."""
        return cls(np.arange(partners + 1), np.arange(partners))

    @classmethod
    def joined(cls, several: "Sequence[Sharing]") -> "Sharing":
        """The sets of several, one after the other."""
        sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(each.offsets) for each in several)])
        return cls(np.cumsum(sizes), np.concatenate([each.partners for each in several]))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def same(self, one: Numbers, other: Numbers) -> Flags:
        """
        Which of some pairs of sets, given by their numbers, have the same partners.

        Examples:
            >>> Sharing.of([[1, 2], [1], [1, 2]]).same(np.array([0, 0]), np.array([2, 1])).tolist()
            [True, False]
        """
        sizes = np.diff(self.offsets)
        found: Flags = sizes[one] == sizes[other]
        row = np.flatnonzero(found)
        mine, theirs = (
            self.partners[spans(self.offsets[each[row]], self.offsets[each[row] + 1])] for each in (one, other)
        )
        found[np.repeat(row, sizes[one[row]])[mine != theirs]] = False
        return found


@attrs.frozen(eq=False, kw_only=True)
class Shared:
    """
    What partners get of clients' revenue, run of days by run of days.

    Attributes:
        starts: The places of the first days, by pair, ascending.
        ends: The places of the first days after.
        parts: The part of the revenue.
        set_number: Which set of partners shares.
        sharing: The sets.
    """

    starts: Places
    ends: Places
    parts: Fractions
    set_number: Numbers
    sharing: Sharing

    @classmethod
    def joined(cls, several: "Sequence[Shared]") -> "Shared":
        """All runs of several, which have no days of a pair in common."""
        starts = np.concatenate([each.starts for each in several])
        order = np.argsort(starts, kind="stable")
        offsets = np.cumsum([0, *(len(each.sharing) for each in several)])
        numbers = [each.set_number + offset for each, offset in zip(several, offsets, strict=False)]
        return cls(
            starts=starts[order],
            ends=np.concatenate([each.ends for each in several])[order],
            parts=Fractions.joined([each.parts for each in several])[order],
            set_number=np.concatenate(numbers)[order],
            sharing=Sharing.joined([each.sharing for each in several]),
        )


def undivided(scope: Scope, eligible: DaySets) -> Shared:
    """The whole for every partner; see :class:`~managed_mrr.Undivided`."""
    ones = np.ones(len(eligible), np.int64)
    return Shared(
        starts=eligible.starts,
        ends=eligible.ends,
        parts=Fractions(ones, ones),
        set_number=scope.partner_of(groups_of(eligible.starts)),
        sharing=Sharing.alone(len(scope.evidence.partners)),
    )


def divided_evenly(scope: Scope, eligible: DaySets) -> Shared:
    """The same part for every partner that is eligible on the same days; see :class:`~managed_mrr.EvenSplit`."""
    pairs = groups_of(eligible.starts)
    several = _with_others(scope, pairs)
    if not several.any():
        return undivided(scope, eligible)
    alone = undivided(scope, eligible.where(~several))
    return Shared.joined([alone, _among(scope, eligible.where(several))])


def _with_others(scope: Scope, pairs: Places) -> Numbers:
    """Which of some ascending pairs have other pairs of the same client among them."""
    new_pair, clients = changes(pairs), scope.client_of(pairs)
    first = np.flatnonzero(changes(clients))
    counts = np.add.reduceat(new_pair, first, dtype=np.int64) if len(first) else first
    found: Numbers = np.repeat(counts > 1, np.diff(np.append(first, len(pairs))))
    return found


def _among(scope: Scope, eligible: DaySets) -> Shared:
    """The parts at clients where several partners are eligible, on the same days or others."""
    pairs = groups_of(eligible.starts)
    clients = scope.client_of(pairs)
    starts, ends = places(clients, days_of(eligible.starts)), places(clients, days_of(eligible.ends))
    edges = merged(np.sort(starts), np.sort(ends))
    edges = edges[changes(edges)]
    first, last = np.searchsorted(edges, starts), np.searchsorted(edges, ends)
    run, edge = np.repeat(np.arange(len(pairs)), last - first), spans(first, last)
    heads = np.bincount(edge, minlength=len(edges))
    by_edge = np.argsort(edge, kind="stable")
    return Shared(
        starts=places(pairs[run], days_of(edges[edge])),
        ends=places(pairs[run], days_of(edges[edge + 1])),
        parts=Fractions(np.ones(len(run), np.int64), heads[edge]),
        set_number=edge,
        sharing=Sharing(np.concatenate([[0], np.cumsum(heads)]), scope.partner_of(pairs[run[by_edge]])),
    )
