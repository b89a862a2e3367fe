"""Sets of partners that share; how they share is in ``test_timelines.py``."""

import numpy as np

from managed_mrr.columnar.kernel.shares import Sharing


def numbers(*values: int) -> np.ndarray:
    """A column of whole numbers."""
    return np.array(values, np.int64)


class TestSharing:
    def test_same(self) -> None:
        """Sets are the same if they have the same partners, however they are numbered."""
        sets = Sharing.of([[1, 2], [1], [], [1, 2], [1, 3], []])
        assert len(sets) == 6
        assert sets.same(numbers(0, 0, 0, 2, 2), numbers(3, 1, 4, 5, 1)).tolist() == [True, False, False, True, False]
        assert sets.same(numbers(), numbers()).tolist() == []

    def test_joined(self) -> None:
        """The sets of several follow each other, those of none included."""
        sets = Sharing.joined([Sharing.of([[4, 5]]), Sharing.of([]), Sharing.alone(2)])
        assert sets.offsets.tolist() == [0, 2, 3, 4]
        assert sets.partners.tolist() == [4, 5, 0, 1]
