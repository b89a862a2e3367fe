import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from managed_mrr.columnar.tables.repeats import different, earlier, fingerprints, given_twice, marked

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


class TestFingerprints:
    @given(st.lists(TEXTS, unique=True), st.lists(TEXTS, max_size=2))
    @example(["", "a", "aa", "a" * 8, "a" * 9, "a" * 16, "\0", "\0\0"], ["b"])
    def test_text(self, texts: list[str], before: list[str]) -> None:
        """Different texts have different fingerprints, the same text the same wherever it stands."""
        prints = fingerprints(pa.array([*before, *texts, *texts], pa.string()).slice(len(before))).tolist()
        assert len(set(prints)) == len(texts)
        assert prints == 2 * fingerprints(pa.array(texts, pa.large_string())).tolist()

    def test_nothing(self) -> None:
        """Texts without a character are like each other, too."""
        assert len(set(fingerprints(pa.array(["", ""])).tolist())) == 1

    def test_numbers(self) -> None:
        """The fingerprint of a number is the number."""
        assert fingerprints(pa.array([1, 2**63], pa.uint64())).tolist() == [1, 2**63]
        assert fingerprints(pa.array([-1], pa.int8())).tolist() == [2**64 - 1]


class TestGivenTwice:
    @pytest.mark.parametrize("scale", [1, 10**12])
    @given(st.lists(st.integers(0, 20)))
    def test_any(self, scale: int, values: list[int]) -> None:
        """Exactly the numbers that occur more than once are found, however far apart they are."""
        found = given_twice(np.array([each * scale for each in values], np.uint64))
        assert found.tolist() == sorted({each * scale for each in values if values.count(each) > 1})

    @given(st.lists(st.sampled_from([3, 40, 41, 100, 104, 999]), max_size=8))
    def test_nearly_in_order(self, late: list[int]) -> None:
        """Of numbers in order, with few that come later, exactly those that occur again are found."""
        values = [*range(0, 200, 2), *late]
        found = given_twice(np.array(values, np.uint64))
        assert found.tolist() == sorted({each for each in values if values.count(each) > 1})


class TestMarked:
    @given(st.lists(st.integers(0, 2**20)), st.sets(st.integers(0, 2**20), min_size=1))
    def test_any(self, values: list[int], again: set[int]) -> None:
        """Exactly those are marked that are in the list, also where another has the same lowest bits."""
        several = [*values, *again, *(each + 2**40 for each in again)]
        found = marked(np.array(several, np.uint64), np.array(sorted(again), np.uint64))
        assert found.tolist() == [each in again for each in several]


class TestEarlier:
    @given(st.lists(st.integers(0, 3)))
    def test_any(self, codes: list[int]) -> None:
        """Each is led to the first like it."""
        assert earlier(np.array(codes, np.int64)).tolist() == [codes.index(each) for each in codes]


class TestDifferent:
    def test_null(self) -> None:
        """What is not there is like itself, and unlike anything else."""
        table = pa.table({"tool": ["crm", None, None, "crm"], "action": pa.array(["edit"] * 4).dictionary_encode()})
        assert different(table, np.array([0, 0, 1, 0])).tolist() == [False, True, False, False]
