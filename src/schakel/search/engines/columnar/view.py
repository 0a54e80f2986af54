"""All entries of a state under one numbering: those of the first segment, then those of the next."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions
from schakel.search.engines.columnar.segment import LiveSegment, MaskCache
from schakel.search.engines.hashing import Hashes, hashes_of
from schakel.search.engines.lots import lots


class View:
    """Immutable, as the segments are. Dropped entries have a number too; no mask lets them through."""

    def __init__(self, segments: Sequence[LiveSegment]) -> None:
        self.segments = segments
        self.firsts = np.cumsum([0, *(live.segment.size for live in segments)]).tolist()
        self.size: int = self.firsts[-1]
        self._masks = MaskCache()

    @cached_property
    def members(self) -> Mapping[str, int]:
        """Per group of streams: how many public entries have a text in it."""
        members: dict[str, int] = {}
        for live in self.segments:
            for group, size in live.members.items():
                members[group] = members.get(group, 0) + size
        return members

    def visible_to(self, audiences: frozenset[str]) -> Mask:
        return self._mask(audiences, lambda live: live.visible_to(audiences))

    def having(self, facet: str, accepted: frozenset[str]) -> Mask:
        """Which entries have one of the accepted values; those that were dropped may be among them."""
        return self._mask((facet, accepted), lambda live: live.having(facet, accepted))

    def _mask(self, name: object, part: Callable[[LiveSegment], Mask]) -> Mask:
        if len(self.segments) == 1:
            return part(self.segments[0])
        return self._masks.get(
            name, lambda: np.concatenate([np.zeros(0, np.bool_), *map(part, self.segments)])
        )

    def entries_of(self, keys: Collection[str]) -> Mapping[str, int]:
        """The entries that have these keys now."""
        wanted = sorted(keys)
        hashes = hashes_of(wanted)
        return {
            key: first + entry
            for first, live in zip(self.firsts, self.segments, strict=False)
            for key, entry in live.entries_of(wanted, hashes)
        }

    def by_segment(self, entries: Positions) -> Iterator[tuple[LiveSegment, int, Positions]]:
        """Entries, which stand in order, by segment: its first number, and theirs counted from there."""
        edges = np.searchsorted(entries, self.firsts).tolist()
        for place, live in enumerate(self.segments):
            if edges[place] < edges[place + 1]:
                first, own = self.firsts[place], entries[edges[place] : edges[place + 1]]
                yield live, first, own - first if first else own

    def keys(self, entries: Positions) -> list[str]:
        """The keys of entries, which stand in order."""
        return [live.segment.key(own) for live, _, owns in self.by_segment(entries) for own in owns.tolist()]

    def lots(self, entries: Positions, salt: int) -> Hashes:
        """The lots of entries, which stand in order."""
        hashes = [live.segment.lots[owns] for live, _, owns in self.by_segment(entries)]
        return lots(salt, np.concatenate([np.zeros(0, np.uint64), *hashes]))

    def first_by_lot(self, entries: Positions, most: int, salt: int) -> Positions:
        """Of entries, which stand in order, those whose lots come first."""
        if most >= len(entries):
            return entries
        drawn = self.lots(entries, salt)
        chosen: Positions = entries[np.sort(np.argpartition(drawn, max(0, most - 1))[:most])]
        return chosen

    def values(self, facet: str) -> list[str]:
        """The values of the facet, each once."""
        return list(
            dict.fromkeys(value for live in self.segments for value in live.segment.facet(facet).values)
        )

    def by_value(self, facet: str, entries: Positions) -> dict[str, Positions]:
        """The entries (in order) that have each value of the facet (likewise)."""
        having: dict[str, list[Positions]] = {}
        for live, first, owns in self.by_segment(entries):
            labels = live.segment.facet(facet)
            codes, owners = labels.codes_of(owns), np.repeat(first + owns, labels.sizes(owns))
            order = np.argsort(codes, kind="stable")
            present, starts = np.unique(codes[order], return_index=True)
            for code, mine in zip(present.tolist(), np.split(owners[order], starts[1:]), strict=False):
                having.setdefault(labels.values[code], []).append(mine)
        return {value: np.concatenate(parts) for value, parts in having.items()}

    def counts(self, facet: str, entries: Positions) -> Mapping[str, int]:
        """How many of the entries, which stand in order, have each value; values that none has are left out."""
        counts: Counter[str] = Counter()
        for live, _, owns in self.by_segment(entries):
            counts.update(live.segment.facet(facet).counts(owns))
        return dict(counts)
