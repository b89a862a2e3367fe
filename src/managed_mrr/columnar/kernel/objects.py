"""Objects: where rules without a columnar form are asked, pair by pair, with the evidence made into records."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby

import numpy as np
import pyarrow as pa

from managed_mrr.bulk import uncollected
from managed_mrr.columnar.evidence import Numbers
from managed_mrr.columnar.kernel.days import DaySets, Places, days_of, groups_of, places
from managed_mrr.columnar.kernel.exact import Fractions, whole_numbers
from managed_mrr.columnar.kernel.revenue import Payments
from managed_mrr.columnar.kernel.scope import Scope
from managed_mrr.columnar.kernel.shares import Shared, Sharing
from managed_mrr.dates import DateRange, StepFunction
from managed_mrr.dates.edges import FIRST, FOREVER, Edges
from managed_mrr.dates.ranges import day_of
from managed_mrr.errors import PolicyError
from managed_mrr.evidence import PartnerAtClient, Portfolio
from managed_mrr.rules import PointsRule, RevenueRule, Rule, Share, SplitRule
from managed_mrr.segments import stranger, together

__all__ = ["Objects"]


def __dir__() -> list[str]:
    return __all__


class Objects:
    """
    The evidence of a scope as records, made when the first rule asks for it.

    Args:
        scope: The evidence, the clients and the days.
        portfolio: Makes the records of some clients, given by their codes.
    """

    def __init__(self, scope: Scope, portfolio: Callable[[Sequence[int]], Portfolio]) -> None:
        self.scope = scope
        self._portfolio = portfolio
        first, after = scope.first, scope.after
        self.within = DateRange(None if first == FIRST else day_of(first), day_of(after))

    @cached_property
    def _records(self) -> Portfolio:
        return self._portfolio(range(*self.scope.clients))

    @cached_property
    def _facts(self) -> dict[int, PartnerAtClient]:
        evidence = self.scope.evidence
        partners = {str(id): code for code, id in enumerate(evidence.partners.values.to_pylist())}
        clients = {str(id): code for code, id in enumerate(evidence.clients.values.to_pylist())}
        return {
            clients[client] << self.scope.partner_bits | partners[facts.partner.id]: facts
            for client, pairs in self._records.by_client.items()
            for facts in pairs
        }

    def days(self, rule: Rule[PartnerAtClient], pairs: Places) -> DaySets:
        """For each of some pairs the days on which a rule holds."""
        with uncollected():
            answers = [rule.days(self._facts[pair], self.within).edges for pair in pairs.tolist()]
        return DaySets(*_laid_out(pairs, answers))

    def payments(self, rule: RevenueRule, pairs: Places) -> Payments:
        """What a rule counts at some pairs."""
        with uncollected():
            answers = [_runs(rule.mrr(self._facts[pair]), Fraction(0)) for pair in pairs.tolist()]
        starts, ends = _laid_out(pairs, [tuple(edge for run in runs for edge in run[:2]) for runs in answers])
        return Payments(starts, ends, Fractions.of([amount for runs in answers for _, _, amount in runs]))

    def per_unit(self, rule: PointsRule, clients: Numbers) -> list[StepFunction[Fraction | None]]:
        """For each of some clients, given by their codes, the points that one unit of its currency makes over time."""
        records = {client.id: client for client in self._records.clients}
        ids = self.scope.evidence.clients.values.take(pa.array(clients)).to_pylist()
        return [rule.points_per_unit(records[str(id)]) for id in ids]

    def shares(self, rule: SplitRule, eligible: DaySets) -> Shared:
        """
        How partners share on the days on which they are eligible.

        Raises:
            PolicyError: The rule names a partner that it was not asked about, or that there is none of.
        """
        with uncollected():
            found = [each for each in self._shares(rule, eligible) if each[1] < each[2]]
        found.sort(key=lambda each: (each[0], each[1]))
        pairs = whole_numbers([pair for pair, *_ in found])
        starts = places(pairs, whole_numbers([start for _, start, *_ in found]))
        ends = places(pairs, whole_numbers([end for _, _, end, _ in found]))
        codes = {str(id): code for code, id in enumerate(self.scope.evidence.partners.values.to_pylist())}
        sets = list(dict.fromkeys(share.sharing for *_, share in found))
        numbers = {each: number for number, each in enumerate(sets)}
        if unknown := sorted({partner for each in sets for partner in each} - codes.keys()):
            msg = f"{type(rule).__name__}.shares says that {unknown[0]!r} shares a client: expected ids of partners"
            raise PolicyError(msg)
        return Shared(
            starts=starts,
            ends=ends,
            parts=Fractions.of([share.fraction for *_, share in found]),
            set_number=whole_numbers([numbers[share.sharing] for *_, share in found]),
            sharing=Sharing.of([[codes[partner] for partner in each] for each in sets]),
        )

    def _shares(self, rule: SplitRule, eligible: DaySets) -> Iterator[tuple[int, int, int, Share]]:
        """For each pair and run of days what it gets."""
        pairs = groups_of(eligible.starts)
        columns = (self.scope.client_of(pairs), pairs, days_of(eligible.starts), days_of(eligible.ends))
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for _, mine in groupby(rows, key=lambda row: row[0]):
            edges: dict[int, Edges] = {}
            for _, pair, start, end in mine:
                edges[pair] = (*edges.get(pair, ()), start, end)
            by_id = {self._facts[pair].partner.id: pair for pair in edges}
            for start, end, partners in together({who: edges[pair] for who, pair in by_id.items()}):
                over_time = rule.shares([self._facts[by_id[who]] for who in partners])
                for first, after, shares in over_time.runs(start, end):
                    for share in shares:
                        if share.partner not in partners:
                            client = self._facts[by_id[partners[0]]].client.id
                            raise stranger(rule, share.partner, client, partners)
                        yield by_id[share.partner], first, after, share


def _laid_out(groups: Places, answers: Sequence[Edges]) -> tuple[Places, Places]:
    """The edges of sets of days as places, starts and ends."""
    counts = [len(edges) // 2 for edges in answers]
    owner = np.repeat(groups, counts)
    edges = np.fromiter((edge for edges in answers for edge in edges), np.int64)
    return places(owner, edges[::2]), places(owner, edges[1::2])


def _runs(steps: StepFunction[Fraction], nothing: Fraction) -> list[tuple[int, int, Fraction]]:
    return [run for run in steps.runs(FIRST, FOREVER) if run[2] != nothing]
