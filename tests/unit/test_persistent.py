"""Mappings that never change."""

from managed_mrr.persistent import PersistentMap


class Clash:
    """A key whose hash is that of all others of its kind."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Clash) and self.name == other.name

    def __hash__(self) -> int:
        return 7


class TestPersistentMap:
    def test_begins_with(self) -> None:
        """What it begins with is found, and nothing else."""
        known = PersistentMap({"a": 1})
        assert (known.get("a"), known.get("b")) == (1, None)

    def test_versions(self) -> None:
        """A change is seen in the version that has it, and in those made from it."""
        first = PersistentMap({"a": 1})
        second = first.with_("a", 2)
        third = second.with_("b", 3)
        assert [(each.get("a"), each.get("b")) for each in (first, second, third)] == [(1, None), (2, None), (2, 3)]

    def test_many(self) -> None:
        """Of many changes none is lost, whatever the signs of their hashes."""
        known: PersistentMap[int, int] = PersistentMap({})
        for number in range(-2000, 2000):
            known = known.with_(number, -number)
        assert all(known.get(number) == -number for number in range(-2000, 2000))

    def test_clashing_hashes(self) -> None:
        """Keys whose hashes are the same are told apart all the same."""
        known: PersistentMap[Clash, int] = PersistentMap({})
        for number in range(100):
            known = known.with_(Clash(str(number)), number)
        assert [known.get(Clash(str(number))) for number in (0, 50, 99, 100)] == [0, 50, 99, None]
