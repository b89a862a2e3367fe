import pickle

from managed_mrr.files.excerpts import WrittenNumber, shortened, shown


class TestWrittenNumber:
    def test_looks_as_written(self) -> None:
        """A number is shown with the digits that were written, and equals the float nearest to it."""
        assert repr(WrittenNumber("800.10")) == "800.10"
        assert WrittenNumber("800.10") == float("800.1")

    def test_pickled(self) -> None:
        """The digits survive pickling, as an error does on its way between processes."""
        assert repr(pickle.loads(pickle.dumps(WrittenNumber("1e999")))) == "1e999"  # noqa: S301 -- our own


class TestShortened:
    def test_at_the_limit(self) -> None:
        """Eighty characters are repeated whole, one more is cut with the length said."""
        assert shortened("x" * 80) == "x" * 80
        assert shortened("x" * 81) == "x" * 80 + "… (81 characters)"


class TestShown:
    def test_plain_values(self) -> None:
        """Numbers, true, false and None are repeated as they are."""
        values = [1, True, False, None]
        assert [shown(value) for value in values] == values

    def test_long_lists(self) -> None:
        """A list is repeated as JSON text, cut when it is long, however large or deep it is."""
        deep: list[object] = []
        for _ in range(100_000):
            deep = [deep]
        assert shown(["é", 1]) == '["é", 1]'
        assert shown(deep) == "[" * 80 + "…"
        assert shown(list(range(10**6))) == f"{str(list(range(100)))[:80]}…"
        while deep:  # taken apart by hand: the interpreter would do it by recursion
            deep = deep.pop()  # type: ignore[assignment]
