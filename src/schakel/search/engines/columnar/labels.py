"""The values an entry carries for one facet (or its audiences): a column in both directions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schakel.search.engines.columnar.layout import Column, Sink
from schakel.search.engines.columnar.ranges import Positions, spread, starts_of

Mask = NDArray[np.bool_]

OFTEN = 1 / 16
"""A value that a larger share of the entries has gets a mask that is kept: there can be few of them."""
AT_ONCE = 1 << 15
"""Entries are counted in stretches, so that what is made on the way stays in the processor's cache."""


@dataclass(frozen=True)
class Labels:
    """``codes[starts[e]:starts[e + 1]]`` are the values of entry ``e``, as positions in ``values``."""

    values: Sequence[str]
    starts: Column
    codes: Column
    value_starts: Column
    value_entries: Column

    @cached_property
    def code_of(self) -> Mapping[str, int]:
        return {value: code for code, value in enumerate(self.values)}

    @cached_property
    def one_each(self) -> bool:
        """Whether every entry has exactly one value, so that ``codes`` can be read by entry."""
        size = len(self.starts) - 1
        return len(self.codes) == size and bool((np.diff(self.starts) == 1).all())

    def mask(self, values: Collection[str], begin: int = 0, end: int | None = None) -> Mask:
        """Which entries have at least one of the values; of those from ``begin`` until ``end``, where it is given."""
        size = len(self.starts) - 1
        end = size if end is None else end
        codes = {self.code_of[value] for value in values if value in self.code_of}
        often = [code for code in codes if len(self._having(code)) > OFTEN * size]
        # Setting them one by one takes ten times as long as laying masks over each other.
        match [self._kept_mask(code)[begin:end] for code in often]:
            case []:
                mask = np.zeros(end - begin, np.bool_)
            case [one]:
                mask = one.copy()
            case [one, another, *others]:
                mask = one | another
                for other in others:
                    mask |= other
        for code in codes.difference(often):
            having = self._having(code)
            if (begin, end) == (0, size):
                mask[having] = True
            else:
                mask[cut(having, begin, end) - np.uint32(begin)] = True
        return mask

    def spans(self, values: Collection[str]) -> list[tuple[int, int]]:
        """Stretches of entries, in order, outside of which none has one of the values.

        In a segment that is sorted by this facet they are as narrow as can be, in another nearly everything.
        """
        codes = (self.code_of[value] for value in values if value in self.code_of)
        ends = sorted(
            (int(having[0]), int(having[-1]) + 1) for code in codes if len(having := self._having(code))
        )
        spans: list[tuple[int, int]] = []
        for begin, end in ends:
            if spans and begin <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(spans[-1][1], end)
            else:
                spans.append((begin, end))
        return spans

    @cached_property
    def runs(self) -> Sequence[tuple[str, int, int]] | None:
        """Per value where its entries begin and end, if those of every value stand side by side."""
        present = np.flatnonzero(np.diff(self.value_starts))
        begins = self.value_entries[self.value_starts[present]].astype(np.int64)
        ends = self.value_entries[self.value_starts[present + 1] - 1].astype(np.int64) + 1
        if not np.array_equal(ends - begins, np.diff(self.value_starts)[present]):
            return None
        rows = zip(present.tolist(), begins.tolist(), ends.tolist(), strict=True)
        return [(self.values[code], begin, end) for code, begin, end in rows]

    def _having(self, code: int) -> Column:
        having: Column = self.value_entries[self.value_starts[code] : self.value_starts[code + 1]]
        return having

    def _kept_mask(self, code: int) -> Mask:
        mask = self._kept_masks.get(code)
        if mask is None:
            mask = np.zeros(len(self.starts) - 1, np.bool_)
            mask[self._having(code)] = True
            self._kept_masks[code] = mask
        return mask

    @cached_property
    def _kept_masks(self) -> dict[int, Mask]:
        return {}

    def codes_of(self, entries: Column) -> Column:
        """All values of the entries, one entry after another."""
        positions = entries if self.one_each else spread(self.starts[entries], self.sizes(entries))
        codes: Column = self.codes[positions]
        return codes

    def sizes(self, entries: Column) -> Column:
        """How many values each of the entries has."""
        sizes: Column = self.starts[entries + 1] - self.starts[entries]
        return sizes

    def counts(self, entries: Column) -> Mapping[str, int]:
        """How many of the entries have each value; values that none has are left out."""
        counts = np.zeros(len(self.values), np.int64)
        for first in range(0, len(entries), AT_ONCE):
            some = entries[first : first + AT_ONCE]
            counts += np.bincount(self.codes_of(some), minlength=len(self.values))
        present = np.flatnonzero(counts)
        pairs = zip(present.tolist(), counts[present].tolist(), strict=True)
        return {self.values[code]: count for code, count in pairs}


def cut(entries: Column, begin: int, end: int) -> Column:
    """Those of a sorted column of entries that stand from ``begin`` until ``end``."""
    first, last = entries.searchsorted(np.array([begin, end], entries.dtype))
    return entries[first:last]


def no_labels(entries: int) -> Labels:
    """A facet that no entry of the segment has."""
    nothing = np.zeros(0, np.uint32)
    return Labels((), np.zeros(entries + 1, np.uint32), nothing, np.zeros(1, np.uint32), nothing)


def in_order(counts: NDArray[Any], codes: NDArray[Any], order: Positions) -> tuple[Positions, Column]:
    """How many values each entry has, and which, with the entries in this order."""
    firsts, sizes = starts_of(counts)[order], counts[order].astype(np.int64)
    return sizes, codes[spread(firsts, sizes)]


def leading(
    values: Sequence[str], counts: NDArray[Any], codes: NDArray[Any], places: Mapping[str, int]
) -> Positions:
    """Per entry the place of its first value; entries without one come behind all others."""
    lead = np.full(len(counts), len(places), np.int64)
    place_of = np.array([places.get(value, 0) for value in values], np.int64)
    lead[counts > 0] = place_of[codes[starts_of(counts)[:-1][counts > 0]]]
    return lead


def place_labels(sink: Sink, name: str, *, counts: NDArray[Any], codes: NDArray[Any], values: int) -> None:
    """Write the columns of a facet of which every entry has ``counts`` values, standing one after another."""
    order = np.argsort(codes, kind="stable")
    owners = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    columns = {
        "starts": starts_of(counts).astype(np.uint32),
        "codes": codes.astype(np.uint32),
        "value_starts": starts_of(np.bincount(codes, minlength=values)).astype(np.uint32),
        "value_entries": owners[order],
    }
    for part, column in columns.items():
        sink.place(f"{name}.{part}", column.dtype, column.shape).fill(0, column)


def read_labels(values: Sequence[str], arrays: Mapping[str, Column], name: str) -> Labels:
    return Labels(
        values,
        arrays[f"{name}.starts"],
        arrays[f"{name}.codes"],
        arrays[f"{name}.value_starts"],
        arrays[f"{name}.value_entries"],
    )
