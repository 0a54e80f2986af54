"""A number of entries as columns that never change, and the view on them with what was dropped since."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from schakel.search.engine import PUBLIC
from schakel.search.engines.columnar.labels import Labels, Mask, no_labels, read_labels
from schakel.search.engines.columnar.layout import Column, Columns
from schakel.search.engines.columnar.ranges import rows_of, spread
from schakel.search.engines.hashing import Hashes

Rows = NDArray[np.int64]


class MaskCache:
    """The last masks that were asked for: the same people ask again, under the same conditions."""

    MOST = 24

    def __init__(self) -> None:
        self._masks: dict[object, Mask] = {}
        self._lock = Lock()

    def get(self, name: object, make: Callable[[], Mask]) -> Mask:
        with self._lock:
            mask = self._masks.pop(name, None)
            if mask is not None:
                self._masks[name] = mask
                return mask
        mask = make()
        with self._lock:
            self._masks[name] = mask
            while len(self._masks) > self.MOST:
                del self._masks[next(iter(self._masks))]
        return mask


@dataclass(frozen=True)
class Postings:
    """The tokens of one stream, sorted by hash, and which entries have them how heavily."""

    hashes: Hashes
    starts: Column
    entries: Column
    impacts: Column


@dataclass(frozen=True)
class Statistics:
    """One group of streams that share their frequencies: its tokens by hash, and who counts."""

    hashes: Hashes
    """The tokens that public entries have."""
    members: Mask
    """Per entry: whether it has a text in one of the group's streams."""
    first_row: int
    """Where the group's tokens start among the rows of all groups."""


class Segment:
    """Immutable; entries are numbered from zero in the order in which they stand."""

    def __init__(self, columns: Columns) -> None:
        note, arrays = columns.note, columns.arrays
        self.columns = columns
        self.size: int = note["entries"]
        self.key_starts = arrays["keys.starts"]
        self.key_bytes = arrays["keys.bytes"]
        self.key_hashes = arrays["keys.hashes"]
        self.key_entries = arrays["keys.entries"]
        self.fingerprints = arrays["fingerprints"]
        self.lots = arrays["lots"]
        """Per entry the hash of what its place among equals is drawn by."""
        self.audiences = read_labels(note["audiences"], arrays, "audiences")
        self.facets = {
            facet: read_labels(values, arrays, f"facet.{number}")
            for number, (facet, values) in enumerate(note["facets"].items())
        }
        self.postings = {
            stream: Postings(
                arrays[f"stream.{number}.hashes"],
                arrays[f"stream.{number}.starts"],
                arrays[f"stream.{number}.entries"],
                arrays[f"stream.{number}.impacts"],
            )
            for number, stream in enumerate(note["streams"])
        }
        self.statistics: dict[str, Statistics] = {}
        first_row = 0
        for number, group in enumerate(note["groups"]):
            hashes = arrays[f"group.{number}.hashes"]
            self.statistics[group] = Statistics(hashes, arrays[f"group.{number}.members"], first_row)
            first_row += len(hashes)
        self.row_counts = arrays["rows.counts"]
        """Per row (a token of a group): how many public entries have it, those dropped later included."""
        self.row_starts = arrays["rows.starts"]
        self.rows = arrays["rows.rows"]
        self.masks = MaskCache()

    @cached_property
    def public(self) -> Mask:
        return self.audiences.mask({PUBLIC})

    def facet(self, name: str) -> Labels:
        return self.facets.get(name) or no_labels(self.size)

    def key(self, entry: int) -> str:
        content = self.key_bytes[self.key_starts[entry] : self.key_starts[entry + 1]]
        return content.tobytes().decode(errors="surrogatepass")

    def keys(self) -> list[str]:
        content = self.key_bytes.tobytes()
        starts = self.key_starts.tolist()
        return [content[start:end].decode(errors="surrogatepass") for start, end in pairwise(starts)]

    def digests(self) -> list[str]:
        """The fingerprints of all entries."""
        digits = self.fingerprints.tobytes().hex()
        return [digits[start : start + 32] for start in range(0, len(digits), 32)]

    def entries_of(self, keys: Sequence[str], hashes: Hashes) -> list[tuple[str, int]]:
        """The entries that have one of the keys, dropped ones included."""
        rows, there = rows_of(self.key_hashes, hashes)
        found = []
        for position in np.flatnonzero(there).tolist():
            row = int(rows[position])
            while row < self.size and self.key_hashes[row] == hashes[position]:
                entry = int(self.key_entries[row])
                if self.key(entry) == keys[position]:
                    found.append((keys[position], entry))
                row += 1
        return found

    def rows_of_public(self, entries: Column) -> Rows:
        """The rows (of all groups' tokens) that the public ones among these entries count in."""
        firsts = self.row_starts[entries]
        return self.rows[spread(firsts, self.row_starts[entries + 1] - firsts)].astype(np.int64)


class LiveSegment:
    """A segment with the entries that were dropped from it; immutable too."""

    def __init__(self, segment: Segment, dropped: Column, *, earlier: "LiveSegment | None" = None) -> None:
        """``dropped`` is sorted; ``earlier`` is the same segment with fewer drops, to start from."""
        self.segment = segment
        self.dropped = dropped
        self.size = segment.size - len(dropped)
        known = earlier.dropped if earlier is not None else np.zeros(0, np.uint32)
        counts = earlier.row_counts if earlier is not None else segment.row_counts
        self.row_counts: Column = _counts_without(
            segment, counts, np.setdiff1d(dropped, known, assume_unique=True)
        )
        self.masks = MaskCache()

    @cached_property
    def alive(self) -> Mask | None:
        """Which entries were not dropped; None where none was."""
        if not len(self.dropped):
            return None
        alive = np.ones(self.segment.size, np.bool_)
        alive[self.dropped] = False
        return alive

    @cached_property
    def members(self) -> Mapping[str, int]:
        """Per group: how many public entries have a text in it."""
        counting = self.segment.public if self.alive is None else self.segment.public & self.alive
        return {
            group: int(np.count_nonzero(counting & statistics.members))
            for group, statistics in self.segment.statistics.items()
        }

    def has(self, entry: int) -> bool:
        return self.alive is None or bool(self.alive[entry])

    def visible_to(self, audiences: frozenset[str], begin: int, end: int) -> Mask:
        """Which of the entries from ``begin`` until ``end`` somebody of these audiences may see now."""

        def make() -> Mask:
            name = (audiences, begin, end)
            seen = self.segment.masks.get(name, lambda: self.segment.audiences.mask(audiences, begin, end))
            return seen if self.alive is None else seen & self.alive[begin:end]

        return self.masks.get((audiences, begin, end), make)

    def having(self, facet: str, accepted: frozenset[str], begin: int, end: int) -> Mask:
        """Which of the entries from ``begin`` until ``end``, dropped ones included, have one of the values."""
        return self.segment.masks.get(
            (facet, accepted, begin, end), lambda: self.segment.facet(facet).mask(accepted, begin, end)
        )

    def entries_of(self, keys: Sequence[str], hashes: Hashes) -> list[tuple[str, int]]:
        """The entries that have one of the keys now."""
        return [(key, entry) for key, entry in self.segment.entries_of(keys, hashes) if self.has(entry)]

    def without(self, entries: Column) -> "LiveSegment":
        """The same with these entries dropped too."""
        if not len(entries):
            return self
        return LiveSegment(self.segment, np.union1d(self.dropped, entries).astype(np.uint32), earlier=self)

    def replaced_by(self, newer: Segment) -> Column:
        """The entries that have a key of the newer segment."""
        _, there = rows_of(newer.key_hashes, self.segment.key_hashes)
        hashes, entries = self.segment.key_hashes[there], self.segment.key_entries[there]
        keys = [self.segment.key(entry) for entry in entries.tolist()]
        confirmed = {key for key, _ in newer.entries_of(keys, hashes)}
        return entries[np.array([key in confirmed for key in keys], np.bool_)]


def newest(segments: Sequence[LiveSegment]) -> list[LiveSegment]:
    """The segments (oldest first) such that every key is left in the youngest one that has it."""
    kept: list[LiveSegment] = []
    for newer in segments:
        kept = [older.without(older.replaced_by(newer.segment)) for older in kept]
        kept.append(newer)
    return kept


def _counts_without(segment: Segment, counts: Column, dropped: Column) -> Column:
    """Per row: how many public entries have the token once ``dropped`` no longer do."""
    if not len(dropped):
        return counts
    remaining = counts.copy()
    np.subtract.at(remaining, segment.rows_of_public(dropped), 1)
    return remaining
