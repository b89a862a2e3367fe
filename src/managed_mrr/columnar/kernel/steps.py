"""
Steps: the step functions of many groups at once, on the axis of :mod:`managed_mrr.columnar.kernel.days`.

What a function is before its first step is the same for all groups, and every function is that again from where its
last period ends: so the step before a group's first one, which is another group's last, says what it should.
"""

import attrs
import numpy as np

from managed_mrr.columnar.evidence import Numbers
from managed_mrr.columnar.kernel.days import Places, changes, spans
from managed_mrr.columnar.kernel.exact import running

__all__ = ["Pieces", "Steps"]


def __dir__() -> list[str]:
    return __all__


@attrs.frozen(eq=False)
class Pieces:
    """
    Runs of days cut where a step function changes.

    Attributes:
        run: The number of the run that each piece is of.
        step: The number of the step that holds on it; -1 before the first of all.
        starts: The places of the first days.
        ends: The places of the first days after.
    """

    run: Places
    step: Places
    starts: Places
    ends: Places


@attrs.frozen(eq=False)
class Steps:
    """
    For each of many groups a value for every day.

    Attributes:
        starts: The places at which a value begins, ascending.
        values: The values from there until the next.

    Examples:
        >>> steps = Steps.total(np.array([5, 7]), np.array([9, 12]), np.array([10, 1]))
        >>> steps.starts.tolist(), steps.values.tolist()
        ([5, 7, 9, 12], [10, 11, 1, 0])
    """

    starts: Places
    values: Numbers

    @classmethod
    def total(cls, starts: Places, ends: Places, amounts: Numbers) -> "Steps":
        """At each place the sum of the amounts of the periods it is in; 0 where it is in none."""
        where = np.concatenate([starts, ends])
        order = np.argsort(where, kind="stable")
        where = where[order]
        sums = running(np.concatenate([amounts, -amounts])[order])
        last = np.ones(len(where), np.bool_)
        last[:-1] = changes(where)[1:]
        where, sums = where[last], sums[last]
        differs = changes(sums)
        if len(sums) and not sums[0]:
            differs[0] = False
        return cls(where[differs], sums[differs])

    def cut(self, starts: Places, ends: Places) -> Pieces:
        """
        Runs cut where the function changes.

        Args:
            starts: The places of the first days of the runs, in the groups of the function, in any order.
            ends: The places of the first days after them.
        """
        first = np.searchsorted(self.starts, starts, side="right") - 1
        last = np.searchsorted(self.starts, ends, side="left")
        counts = last - first
        if (counts == 1).all():
            return Pieces(np.arange(len(starts)), first, starts, ends)
        run, step = np.repeat(np.arange(len(starts)), counts), spans(first, last)
        edges = np.concatenate([[np.iinfo(np.int64).min], self.starts, [np.iinfo(np.int64).max]])
        return Pieces(run, step, np.maximum(starts[run], edges[step + 1]), np.minimum(ends[run], edges[step + 2]))

    def at(self, step: Places, before: int = 0) -> Numbers:
        """The values of some steps; that before the first of all is given."""
        return np.concatenate([self.values, [before]])[step]
