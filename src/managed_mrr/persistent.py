"""Persistent: a mapping of which every change makes another one, and both share almost all of what they hold."""

from collections.abc import Hashable, Mapping
from typing import Any, Generic, TypeVar

__all__ = ["PersistentMap"]


def __dir__() -> list[str]:
    return __all__


K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_BITS = 5
_WIDTH = 1 << _BITS
"""How many branches a node has, and how many entries a leaf, at the most."""

_HASH_BITS = 60
"""After so many bits keys are no longer told apart by their hashes; Python's have 61 at least."""


class PersistentMap(Generic[K, V]):
    """
    A mapping that never changes; a change copies a few dozen pointers, however much there is.

    What it begins with stays where it is, in a dictionary that all versions share. What was put in later is in a tree
    by the bits of the hashes, of which a change copies the nodes on one path.

    Args:
        base: What it begins with; it is not copied, so it must not change.

    Examples:
        >>> before = PersistentMap({"a": 1})
        >>> after = before.with_("b", 2).with_("a", 3)
        >>> before.get("a"), before.get("b"), after.get("a"), after.get("b")
        (1, None, 3, 2)
    """

    __slots__ = ("_base", "_tree")

    def __init__(self, base: Mapping[K, V]) -> None:
        self._base = base
        self._tree: Any = {}

    def get(self, key: K) -> V | None:
        """The value of a key; None if there is none."""
        node, rest = self._tree, hash(key)
        while type(node) is list:
            node = node[rest % _WIDTH]
            rest >>= _BITS
        found: V | None = node.get(key)
        return self._base.get(key) if found is None else found

    def with_(self, key: K, value: V) -> "PersistentMap[K, V]":
        """This mapping with another value for a key; None is no value."""
        made: PersistentMap[K, V] = PersistentMap(self._base)
        made._tree = _put(self._tree, key, value, 0)
        return made


def _put(node: Any, key: Hashable, value: object, depth: int) -> Any:  # noqa: ANN401 -- a list of nodes, or a leaf
    made = node.copy()  # lists and dictionaries are copied in half the time that it takes to make a tuple of another
    if type(node) is list:
        place = (hash(key) >> depth) % _WIDTH
        made[place] = _put(node[place], key, value, depth + _BITS)
        return made
    made[key] = value
    return made if len(made) <= _WIDTH or depth >= _HASH_BITS else _split(made, depth)


def _split(leaf: Mapping[Hashable, object], depth: int) -> list[dict[Hashable, object]]:
    leaves: list[dict[Hashable, object]] = [{} for _ in range(_WIDTH)]
    for key, value in leaf.items():
        leaves[(hash(key) >> depth) % _WIDTH][key] = value
    return leaves
