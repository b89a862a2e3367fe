"""Step functions of many groups."""

import numpy as np

from managed_mrr.columnar.kernel.steps import Steps


def column(*values: int) -> np.ndarray:
    """A column of whole numbers."""
    return np.array(values, np.int64)


class TestSteps:
    def test_none(self) -> None:
        """No periods have no steps, and leave a run whole."""
        steps = Steps.total(column(), column(), column())
        pieces = steps.cut(column(5), column(9))
        assert pieces.step.tolist() == [-1]
        assert steps.at(pieces.step).tolist() == [0]

    def test_nothing(self) -> None:
        """A period of 0 makes no step, and neither does one that ends where one of the same amount begins."""
        assert Steps.total(column(5), column(9), column(0)).starts.tolist() == []
        assert Steps.total(column(5, 7), column(7, 9), column(3, 3)).starts.tolist() == [5, 9]

    def test_cut(self) -> None:
        """A run that begins or ends on a step is not cut there."""
        steps = Steps.total(column(5, 7), column(9, 12), column(10, 1))
        pieces = steps.cut(column(5, 4), column(9, 20))
        assert pieces.run.tolist() == [0, 0, 1, 1, 1, 1, 1]
        assert pieces.starts.tolist() == [5, 7, 4, 5, 7, 9, 12]
        assert pieces.ends.tolist() == [7, 9, 5, 7, 9, 12, 20]
        assert steps.at(pieces.step, before=-1).tolist() == [10, 11, -1, 10, 11, 1, 0]

    def test_beyond_64_bits(self) -> None:
        """Sums beyond 64 bits go on in Python's own integers."""
        steps = Steps.total(column(1, 2, 3), column(9, 9, 9), column(2**62, 2**62, 2**62))
        assert steps.values.tolist() == [2**62, 2**63, 3 * 2**62, 0]
