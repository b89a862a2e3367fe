"""Known: the ids there are, and the code of each."""

from collections.abc import Hashable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from managed_mrr.columnar.evidence import Ids, Numbers

__all__ = ["Known", "KnownNumbers", "KnownTexts", "in_order", "known", "numbers", "one_piece"]


def __dir__() -> list[str]:
    return __all__


SPARSE = 8
"""Up to how many times as many numbers as ids a table is made that has the code of each number."""

SMALL = 1 << 16
"""The size up to which such a table is made in any case."""


def one_piece(column: pa.ChunkedArray) -> pa.Array:
    """
    A column as one array, without copying one that is.

    Examples:
        >>> one_piece(pa.chunked_array([[1], [2]])).to_pylist()
        [1, 2]
    """
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def numbers(column: pa.Array) -> Numbers:
    """
    The whole numbers of a column without nulls; not copied.

    Examples:
        >>> numbers(pa.array([1, 2], pa.int32()))
        array([1, 2], dtype=int32)
    """
    made: Numbers = column.to_numpy(zero_copy_only=False)
    return made


class Known:
    """
    The ids of one kind, each with a code.

    Attributes:
        ids: The ids, in the order of their codes.
    """

    def __init__(self, values: pa.Array) -> None:
        self.ids = Ids(values)

    def codes(self, column: pa.Array) -> Numbers:
        """
        The code of each id in a column; -1 where nobody has it, and where there is none.

        Args:
            column: Ids, as numbers or as text, just as the known ones are; or no column of ids at all.
        """
        return np.full(len(column), -1, np.int32)

    def texts(self) -> set[Hashable]:
        """All ids as text, to find similar ones among."""
        return set(self.ids.values.cast(pa.large_string()).to_pylist())

    def __len__(self) -> int:
        return len(self.ids)


class KnownTexts(Known):
    """Ids that are text."""

    def codes(self, column: pa.Array) -> Numbers:
        """
        The code of each id in a column, by looking up each different one.

        Examples:
            >>> KnownTexts(pa.array(["acme", "bolt"])).codes(pa.array(["bolt", None, "cog"]))
            array([ 1, -1, -1], dtype=int32)
        """
        values = self.ids.values
        found = pc.index_in(column.cast(values.type), value_set=values)
        made: Numbers = pc.fill_null(found, -1).to_numpy(zero_copy_only=False)
        return made


class KnownNumbers(Known):
    """Ids that are whole numbers."""

    def __init__(self, values: pa.Array) -> None:
        super().__init__(values)
        ids = numbers(values)
        self.low, self.high = int(ids.min()), int(ids.max())
        span = self.high - self.low + 1
        self.in_row = span == len(ids) and bool((ids[1:] > ids[:-1]).all())
        self.table: pa.Array | None = None
        if span <= max(SPARSE * len(ids), SMALL):
            codes = np.full(span, -1, np.int32)
            codes[numbers(self._from_low(values))] = np.arange(len(ids), dtype=np.int32)
            self.table = pa.array(codes)
        else:
            self.order = np.argsort(ids).astype(np.int32)
            self.sorted = ids[self.order]

    def codes(self, column: pa.Array) -> Numbers:
        """
        The code of each id in a column, from its place among the numbers there are.

        Examples:
            >>> KnownNumbers(pa.array([7, 5])).codes(pa.array([5, 6, None, 7, 8]))
            array([ 1, -1, -1,  0, -1], dtype=int32)
        """
        if not types.is_integer(column.type):
            return super().codes(column)
        extremes = pc.min_max(column)
        low, high = extremes["min"].as_py(), extremes["max"].as_py()
        if low is not None and self.low <= low and high <= self.high and not column.null_count:
            return self._inside(column)
        codes = super().codes(column)
        ids = numbers(column.fill_null(0))  # which NumPy compares with whole numbers of any size
        inside = (self.low <= ids) & (ids <= self.high) & column.is_valid().to_numpy(zero_copy_only=False)
        if inside.any():
            codes[inside] = self._inside(column.filter(pa.array(inside)))
        return codes

    # All that has as many values as a column is made by Arrow, whose memory is used again: new pages cost more than
    # what is written to them.

    def _inside(self, column: pa.Array) -> Numbers:
        if self.in_row:
            return numbers(self._from_low(column).cast(pa.int32()))
        if self.table is not None:
            return numbers(pc.take(self.table, self._from_low(column), boundscheck=False))
        ids = numbers(column.cast(self.ids.values.type))
        places = np.searchsorted(self.sorted, ids)
        return np.where(self.sorted[places] == ids, self.order[places], np.int32(-1))

    def _from_low(self, column: pa.Array) -> pa.Array:
        """Count from the lowest id; what is inside the span has a place in it, if not always in its own type."""
        if self.low == 0:
            return column
        limits = np.iinfo(column.type.to_pandas_dtype())
        if limits.min <= self.low and self.high - self.low <= limits.max:
            return pc.subtract(column, pa.scalar(self.low, column.type))
        return pc.subtract(column.cast(pa.int64()), self.low)


def in_order(column: pa.Array, first_by: Numbers | None = None) -> pa.Array:
    """
    The places of ids in their order: numbers as numbers, text by its characters.

    Args:
        column: The ids.
        first_by: For each a number to sort by first.

    Examples:
        >>> in_order(pa.array([10, 9])).to_pylist(), in_order(pa.array(["10", "9"])).to_pylist()
        ([1, 0], [0, 1])
    """
    places = pc.array_sort_indices(column)
    if first_by is None:
        return places
    return places.take(pa.array(np.argsort(first_by[numbers(places)], kind="stable")))


def known(values: pa.Array) -> Known:
    """
    The ids in a column, with their places as their codes.

    Args:
        values: The ids; no nulls.

    Examples:
        >>> len(known(pa.array(["acme", "bolt"])))
        2
    """
    if not len(values):
        return Known(values)
    return KnownNumbers(values) if types.is_integer(values.type) else KnownTexts(values)
