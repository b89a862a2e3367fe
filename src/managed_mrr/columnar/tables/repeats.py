"""Repeats: activities that have the id of an earlier one, among tens of millions."""

import numpy as np
import pyarrow as pa
from pyarrow import types

from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.columnar.tables.known import numbers, one_piece

__all__ = ["different", "earlier", "fingerprints", "given_twice", "marked"]


def __dir__() -> list[str]:
    return __all__


MIXER = np.uint64(0x9E3779B97F4A7C15)
"""What words are multiplied with to mix their bits: any odd number will do, as ids that look alike are compared."""

DENSE = 4
"""Up to how many times as many numbers as ids it pays to keep a place for each."""

LATE = 8
"""Of how many ids at most one may be lower than one before it, if they are taken to be in order but for a few."""

WORD = 8
"""How many bytes are looked at in one go."""


def fingerprints(ids: pa.Array) -> Numbers:
    """
    A number for each id, the same for the same id, and seldom the same for two.

    Args:
        ids: Whole numbers or text; no nulls.

    Examples:
        >>> one, other, again = fingerprints(pa.array(["a1", "a2", "a1"]))
        >>> one == again, one == other
        (np.True_, np.False_)
    """
    if types.is_integer(ids.type):
        plain: Numbers = numbers(ids).astype(np.uint64)
        return plain
    if not len(ids):
        return np.zeros(0, np.uint64)
    plain_bytes = ids.cast(pa.large_binary())
    _, offsets, data = plain_bytes.buffers()
    edges = np.frombuffer(offsets, np.int64)[plain_bytes.offset : plain_bytes.offset + len(ids) + 1]
    return _mixed(np.frombuffer(data or b"", np.uint8)[edges[0] : edges[-1]], edges[:-1] - edges[0], np.diff(edges))


def _mixed(characters: Numbers, starts: Numbers, lengths: Numbers) -> Numbers:
    """Mix the bytes of many texts, eight of each at a time, until the longest is at its end."""
    padded = np.zeros(len(characters) + WORD, np.uint8)
    padded[: len(characters)] = characters
    words = np.ndarray(len(characters) + 1, np.dtype("<u8"), padded, strides=(1,))  # one begins at every byte
    made: Numbers = lengths.astype(np.uint64)
    rows = np.arange(len(lengths))
    for step in range(0, int(lengths.max(initial=0)), WORD):
        rows = rows[lengths[rows] > step]
        unused = np.maximum(WORD + step - lengths[rows], 0).astype(np.uint64) * np.uint64(8)
        found = words[starts[rows] + step] << unused
        mixed = (made[rows] ^ found) * MIXER
        made[rows] = mixed ^ (mixed >> np.uint64(29))
    return made


def given_twice(prints: Numbers) -> Numbers:
    """
    The numbers that occur more than once, in their order.

    Examples:
        >>> given_twice(np.array([3, 1, 2, 3, 1], np.uint64))
        array([1, 3], dtype=uint64)
    """
    if not len(prints):
        return prints
    highest = np.maximum.accumulate(prints)
    late = np.flatnonzero(prints[1:] <= highest[:-1]) + 1  # of two that are the same one is
    if len(late) <= len(prints) // LATE:
        several = np.sort(prints[late])
        twice = np.append(several[1:] == several[:-1], False)[: len(several)]
        return _different(several[twice | _found(several, highest)])  # the others are all among the highest so far
    low, high = int(prints.min()), int(highest[-1])
    if high - low <= DENSE * len(prints):
        return _different(np.sort(_overwritten(prints - np.uint64(low)) + np.uint64(low)))
    ordered = np.sort(prints)
    return _different(ordered[1:][ordered[1:] == ordered[:-1]])


def marked(prints: Numbers, again: Numbers) -> Flags:
    """
    Which of many numbers are among a few, which are in order.

    Examples:
        >>> marked(np.array([3, 1, 2, 3], np.uint64), np.array([1, 3], np.uint64))
        array([ True,  True, False,  True])
    """
    # A table that stays in the cache sorts out nearly all of them: it has a place for the lowest bits of each.
    places = np.uint64((1 << max(16, (4 * len(again)).bit_length())) - 1)
    some = np.zeros(int(places) + 1, np.bool_)
    some[again & places] = True
    found: Flags = some[prints & places]
    rows = np.flatnonzero(found)
    found[rows] = _found(prints[rows], again)
    return found


def _found(prints: Numbers, ascending: Numbers) -> Flags:
    places = np.minimum(np.searchsorted(ascending, prints), len(ascending) - 1)
    found: Flags = ascending[places] == prints
    return found


def _different(ordered: Numbers) -> Numbers:
    """The different ones of numbers in order."""
    new: Flags = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    found: Numbers = ordered[new]
    return found


def _overwritten(places: Numbers) -> Numbers:
    """Which of some small numbers occur again later: each writes its name at its place, and looks whether it lasts."""
    names = np.arange(len(places), dtype=np.int32 if len(places) < 1 << 31 else np.int64)
    last = np.empty(int(places.max()) + 1, names.dtype)
    last[places] = names
    found: Numbers = places[last[places] != names]
    return found


def earlier(codes: Numbers) -> Numbers:
    """
    For each of some codes the place where the same one stands first.

    Examples:
        >>> earlier(np.array([4, 7, 4]))
        array([0, 1, 0])
    """
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    begins = np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(codes)]
    firsts = np.empty_like(order)
    firsts[order] = order[np.flatnonzero(begins)[np.cumsum(begins) - 1]]
    return firsts


def different(table: pa.Table, firsts: Numbers) -> Flags:
    """
    Which rows differ from the rows that come first under their ids.

    Args:
        table: The rows.
        firsts: For each the place of the one to compare it with.

    Examples:
        >>> different(pa.table({"tool": ["crm", "ads", "ads"]}), np.array([0, 1, 0]))
        array([False, False,  True])
    """
    found = np.zeros(table.num_rows, np.bool_)
    for column in table.columns:
        plain = one_piece(column)
        if types.is_dictionary(plain.type):
            plain = plain.dictionary_decode()
        codes = numbers(plain.dictionary_encode(null_encoding="encode").indices)
        found |= codes != codes[firsts]
    return found
