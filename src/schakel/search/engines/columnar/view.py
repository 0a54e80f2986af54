"""All entries of a state, or as many as matter, under one numbering: those of the first segment, then of the next."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions
from schakel.search.engines.columnar.segment import LiveSegment, MaskCache
from schakel.search.engines.hashing import Hashes, hashes_of
from schakel.search.engines.lots import lots

FEW_ENTRIES = 1 << 15
"""In a segment with fewer, leaving entries out takes longer than looking at them."""
WORTH_NARROWING = 0.75
"""Masks that are kept are for all entries; narrowed to a larger share than this, those for fewer cost more."""


@dataclass(frozen=True)
class Stretch:
    """The entries of one segment from ``begin`` until ``end``."""

    live: LiveSegment
    begin: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.begin

    @property
    def is_whole(self) -> bool:
        return self.size == self.live.segment.size

    @cached_property
    def edges(self) -> NDArray[np.uint32]:
        """Begin and end, of the type of postings: sought as another type, a list would be copied first."""
        return np.array([self.begin, self.end], np.uint32)

    def visible_to(self, audiences: frozenset[str]) -> Mask:
        return self.live.visible_to(audiences, self.begin, self.end)

    def having(self, facet: str, accepted: frozenset[str]) -> Mask:
        return self.live.having(facet, accepted, self.begin, self.end)


class Chosen:
    """Some of the entries, as a mask and as numbers; ``spans`` are stretches outside of which there are none."""

    def __init__(self, mask: Mask, spans: Sequence[tuple[int, int]]) -> None:
        self.mask = mask
        self._spans = spans

    @cached_property
    def entries(self) -> Positions:
        found = [np.flatnonzero(self.mask[begin:end]) + begin for begin, end in self._spans]
        return np.concatenate([np.zeros(0, np.int64), *found])


class View:
    """Immutable, as the segments are. Dropped entries have a number too; no mask lets them through."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = stretches
        self.firsts = np.cumsum([0, *(stretch.size for stretch in stretches)]).tolist()
        self.size: int = self.firsts[-1]
        self._masks = MaskCache()

    @staticmethod
    def of(segments: Sequence[LiveSegment]) -> "View":
        return View([Stretch(live, 0, live.segment.size) for live in segments])

    @cached_property
    def segments(self) -> Sequence[LiveSegment]:
        return [stretch.live for stretch in self.stretches]

    def narrowed(self, conditions: Mapping[str, frozenset[str]]) -> "View":
        """As few of the entries as can be told at once to be all that meet the conditions, or else the same view."""
        if not conditions:
            return self
        narrow = [part for stretch in self.stretches for part in _narrowed(stretch, conditions)]
        left = sum(stretch.size for stretch in narrow)
        return View(narrow) if left < WORTH_NARROWING * self.size else self

    @cached_property
    def members(self) -> Mapping[str, int]:
        """Per group of streams: how many public entries have a text in it."""
        members: dict[str, int] = {}
        for live in self.segments:
            for group, size in live.members.items():
                members[group] = members.get(group, 0) + size
        return members

    def visible_to(self, audiences: frozenset[str]) -> Mask:
        return self._mask(audiences, lambda stretch: stretch.visible_to(audiences))

    def having(self, facet: str, accepted: frozenset[str]) -> Mask:
        """Which entries have one of the accepted values; those that were dropped may be among them."""
        return self._mask((facet, accepted), lambda stretch: stretch.having(facet, accepted))

    def _mask(self, name: object, part: Callable[[Stretch], Mask]) -> Mask:
        if len(self.stretches) == 1:
            return part(self.stretches[0])
        return self._masks.get(
            name, lambda: np.concatenate([np.zeros(0, np.bool_), *map(part, self.stretches)])
        )

    def entries_of(self, keys: Collection[str]) -> Mapping[str, int]:
        """The entries that have these keys now."""
        wanted = sorted(keys)
        hashes = hashes_of(wanted)
        return {
            key: first + entry - stretch.begin
            for first, stretch in zip(self.firsts, self.stretches, strict=False)
            for key, entry in stretch.live.entries_of(wanted, hashes)
            if stretch.begin <= entry < stretch.end
        }

    def by_stretch(self, entries: Positions) -> Iterator[tuple[int, int, Positions]]:
        """Entries, which stand in order, by the place of their stretch; as they are numbered in its segment, and
        how much higher they are numbered here."""
        edges = np.searchsorted(entries, self.firsts).tolist()
        for place, stretch in enumerate(self.stretches):
            if edges[place] < edges[place + 1]:
                shift, own = self.firsts[place] - stretch.begin, entries[edges[place] : edges[place + 1]]
                yield place, shift, own - shift if shift else own

    def keys(self, entries: Positions) -> list[str]:
        """The keys of entries, which stand in order."""
        return [
            self.segments[place].segment.key(own)
            for place, _, owns in self.by_stretch(entries)
            for own in owns.tolist()
        ]

    def lots(self, entries: Positions, salt: int) -> Hashes:
        """The lots of entries, which stand in order."""
        hashes = [self.segments[place].segment.lots[owns] for place, _, owns in self.by_stretch(entries)]
        return lots(salt, np.concatenate([np.zeros(0, np.uint64), *hashes]))

    def values(self, facet: str) -> list[str]:
        """The values of the facet, each once."""
        return list(
            dict.fromkeys(value for live in self.segments for value in live.segment.facet(facet).values)
        )

    def by_value(self, facet: str, entries: Positions) -> dict[str, Positions]:
        """The entries (in order) that have each value of the facet (likewise)."""
        having: dict[str, list[Positions]] = {}
        for place, shift, owns in self.by_stretch(entries):
            labels = self.segments[place].segment.facet(facet)
            codes, owners = labels.codes_of(owns), np.repeat(shift + owns, labels.sizes(owns))
            order = np.argsort(codes, kind="stable")
            present, starts = np.unique(codes[order], return_index=True)
            for code, mine in zip(present.tolist(), np.split(owners[order], starts[1:]), strict=False):
                having.setdefault(labels.values[code], []).append(mine)
        return {value: np.concatenate(parts) for value, parts in having.items()}

    def spans(self, conditions: Mapping[str, frozenset[str]]) -> list[tuple[int, int]]:
        """Stretches of entries, in order, outside of which nothing meets the conditions."""
        return [
            (first + begin - stretch.begin, first + end - stretch.begin)
            for first, stretch in zip(self.firsts, self.stretches, strict=False)
            for begin, end in _spans(stretch, conditions)
        ]

    def counts(self, facet: str, chosen: Chosen) -> Mapping[str, int]:
        """How many of the chosen entries have each value; values that none has are left out."""
        counts: Counter[str] = Counter()
        all_labels = [live.segment.facet(facet) for live in self.segments]
        for first, stretch, labels in zip(self.firsts, self.stretches, all_labels, strict=False):
            mask = chosen.mask[first : first + stretch.size]
            for value, begin, end in labels.runs or ():
                having = mask[max(0, begin - stretch.begin) : max(0, end - stretch.begin)]
                if count := int(np.count_nonzero(having)):
                    counts[value] += count
        if any(labels.runs is None for labels in all_labels):
            for place, _, owns in self.by_stretch(chosen.entries):
                if all_labels[place].runs is None:
                    counts.update(all_labels[place].counts(owns))
        return dict(counts)


def _narrowed(stretch: Stretch, conditions: Mapping[str, frozenset[str]]) -> list[Stretch]:
    """The parts of a whole segment outside of which nothing meets the conditions."""
    if stretch.size < FEW_ENTRIES:
        return [stretch]
    return [Stretch(stretch.live, begin, end) for begin, end in _spans(stretch, conditions)]


def _spans(stretch: Stretch, conditions: Mapping[str, frozenset[str]]) -> list[tuple[int, int]]:
    """Begins and ends of the parts of a stretch outside of which nothing meets the conditions."""
    spans = [(stretch.begin, stretch.end)]
    for facet, accepted in conditions.items():
        spans = [
            (max(begin, other_begin), min(end, other_end))
            for begin, end in spans
            for other_begin, other_end in stretch.live.segment.facet(facet).spans(accepted)
            if max(begin, other_begin) < min(end, other_end)
        ]
    return spans
