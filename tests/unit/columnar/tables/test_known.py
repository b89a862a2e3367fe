import numpy as np
import pyarrow as pa
import pytest

from managed_mrr.columnar.tables.known import known


class TestKnown:
    def test_nobody(self) -> None:
        """Where nobody is known, nobody has a code."""
        assert known(pa.array([], pa.string())).codes(pa.array([1, 2])).tolist() == [-1, -1]

    def test_text(self) -> None:
        """Text is looked up as it is, in any type of text."""
        people = known(pa.array(["ann", "bob"], pa.large_string()))
        assert people.codes(pa.array(["bob", "", None, "Ann"], pa.string())).tolist() == [1, -1, -1, -1]
        assert len(people) == 2

    @pytest.mark.parametrize(
        "ids",
        [
            [0, 1, 2, 3],
            [5, 6, 7, 8],
            [8, 5, 7, 6],
            [-3, 2, 90],
            [1, 10**6, 10**12],
            [-(2**62), 0, 2**62],
        ],
        ids=["from 0", "in a row", "in no order", "close", "far apart", "very far apart"],
    )
    def test_numbers(self, ids: list[int]) -> None:
        """The code of a number is its place, however the numbers lie."""
        people = known(pa.array(ids))
        near = [each + step for each in ids for step in (-1, 0, 1)]
        places = {each: place for place, each in enumerate(ids)}
        expected = [places.get(each, -1) for each in near]
        assert people.codes(pa.array(near)).tolist() == expected
        assert people.codes(pa.array([None, *near])).tolist() == [-1, *expected]
        assert people.codes(pa.array(ids)).tolist() == list(range(len(ids)))

    @pytest.mark.parametrize("stored", [pa.int8(), pa.uint8(), pa.int16(), pa.uint32(), pa.int64(), pa.uint64()])
    @pytest.mark.parametrize("first", [-100, 0, 1, 60, 2**40, 2**63])
    @pytest.mark.parametrize("order", [1, -1])
    def test_types(self, stored: pa.DataType, first: int, order: int) -> None:
        """Numbers of one type are found among those of another."""
        ids = [first, first + 50, first + 101][::order]
        people = known(pa.array(ids, pa.uint64() if first == 2**63 else pa.int64()))
        limits = np.iinfo(stored.to_pandas_dtype())
        given = [each for each in (0, *ids, 127) if limits.min <= each <= limits.max]
        expected = [ids.index(each) if each in ids else -1 for each in given]
        assert people.codes(pa.array(given, stored)).tolist() == expected

    def test_all_small(self) -> None:
        """A type that holds every id, but not how far they are from the lowest, is no obstacle."""
        ids = list(range(-128, 128))
        people = known(pa.array(ids, pa.int8()))
        assert people.codes(pa.array(ids, pa.int8())).tolist() == list(range(256))
