"""Repeats: activities that have the id of an earlier one, among tens of millions."""

import numpy as np
import pyarrow as pa
from pyarrow import types

from managed_mrr.columnar.evidence import Flags, Numbers
from managed_mrr.columnar.known import numbers, one_piece

__all__ = ["different", "earlier", "fingerprints", "given_twice"]


def __dir__() -> list[str]:
    return __all__


SEED = 20240207
"""What the weights of characters are drawn with; any will do, as equal fingerprints are looked at again."""


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
    ids = ids.cast(pa.large_binary())
    _, offsets, data = ids.buffers()
    edges = np.frombuffer(offsets, np.int64)[ids.offset : ids.offset + len(ids) + 1]
    lengths = np.diff(edges)
    made = lengths.astype(np.uint64) if len(ids) else np.zeros(0, np.uint64)
    characters = np.frombuffer(data, np.uint8)[edges[0] : edges[-1]] if len(ids) and data is not None else made[:0]
    if len(characters):
        longest = int(lengths.max())
        weights = np.random.default_rng(SEED).integers(1, 2**63, longest, np.uint64) * np.uint64(2) + np.uint64(1)
        places = np.arange(len(characters)) - np.repeat(edges[:-1] - edges[0], lengths)
        weighted = (characters + np.uint64(1)) * weights[places]
        filled = lengths > 0
        made[filled] += np.add.reduceat(weighted, (edges[:-1] - edges[0])[filled])
    return made


def given_twice(prints: Numbers) -> Numbers:
    """
    The numbers that occur more than once, in their order.

    Examples:
        >>> given_twice(np.array([3, 1, 2, 3, 1]))
        array([1, 3])
    """
    ordered = np.sort(prints)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    new: Flags = np.ones(len(again), np.bool_)
    new[1:] = again[1:] != again[:-1]
    found: Numbers = again[new]
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
        codes = numbers(one_piece(column).dictionary_encode(null_encoding="encode").indices)
        found |= codes != codes[firsts]
    return found
