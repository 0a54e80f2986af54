"""Columns in which every row owns a range of another column; ``starts`` has one more than there are rows."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]

IMPACT_BITS = 16
ENTRY_BITS = 25
"""So a segment can have 33 million entries, and what is sorted at once eight million tokens."""


def spread(firsts: NDArray[Any], counts: NDArray[Any]) -> Positions:
    """All positions of the ranges, one range after another."""
    ends = np.cumsum(counts, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(np.asarray(firsts, np.int64) - (ends - counts), counts) + np.arange(total)


def starts_of(counts: NDArray[Any]) -> Positions:
    """Where ranges of these lengths start when laid one after another, and where the last one ends."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def rows_of(sorted_values: NDArray[Any], wanted: NDArray[Any]) -> tuple[Positions, NDArray[np.bool_]]:
    """The row of every wanted value, and whether it is there at all (where not, the row means nothing)."""
    if not len(sorted_values):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    rows = np.minimum(np.searchsorted(sorted_values, wanted), len(sorted_values) - 1)
    return rows, sorted_values[rows] == wanted


def pieces(starts: NDArray[Any], at_once: int) -> Iterator[tuple[int, int]]:
    """The rows in stretches of at least one row and, unless that one is longer, at most so many positions."""
    first, rows = 0, len(starts) - 1
    while first < rows:
        last = int(np.searchsorted(starts, starts[first] + at_once, side="right")) - 1
        last = min(max(last, first + 1), rows)
        yield first, last
        first = last


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every value once, sorted."""
    every = np.sort(values)
    once: NDArray[np.uint64] = every[np.diff(every, prepend=every[:1] + 1) != 0]
    return once


def packed_postings(rows: NDArray[Any], entries: NDArray[Any], impacts: NDArray[Any]) -> NDArray[np.uint64]:
    """Row, entry and impact of every posting in one number: sorted as numbers they stand row by row."""
    packed: NDArray[np.uint64] = rows.astype(np.uint64) << np.uint64(ENTRY_BITS + IMPACT_BITS)
    packed |= entries.astype(np.uint64) << np.uint64(IMPACT_BITS)
    packed |= impacts.astype(np.uint64)
    return packed


def unpacked(packed: NDArray[np.uint64]) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The entries and the impacts of packed postings."""
    entries = (packed >> np.uint64(IMPACT_BITS)) & np.uint64((1 << ENTRY_BITS) - 1)
    return entries.astype(np.uint32), packed.astype(np.uint16)
