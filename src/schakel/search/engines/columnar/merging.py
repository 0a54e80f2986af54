"""Several segments into one, without the entries that were dropped; written as it goes, in little memory.

The entries of the merged segment stand in the order of one facet, and for one value of it in the order of the
sources: who asks for that value then finds all that it may be in one stretch of every list of postings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schakel.search.engine import StreamSettings
from schakel.search.engines.columnar.building import place_column, place_keys
from schakel.search.engines.columnar.labels import Labels, in_order, leading, place_labels
from schakel.search.engines.columnar.layout import Sink
from schakel.search.engines.columnar.ranges import (
    ENTRY_BITS,
    Positions,
    distinct,
    packed_postings,
    pieces,
    spread,
    starts_of,
    unpacked,
)
from schakel.search.engines.columnar.segment import LiveSegment, Postings
from schakel.search.engines.hashing import Hashes
from schakel.search.engines.weighing import statistics_name

WORTH_REWRITING = 0.25
"""The share of dropped entries above which a segment is rewritten."""


@dataclass(frozen=True)
class Source:
    """One segment that goes in."""

    live: LiveSegment
    kept: Positions
    """The entries that go on, as they are numbered in the source."""
    number: Positions
    """Per entry of the source: its number in the merged segment (-1 where it was dropped)."""

    def newly_dropped(self, now: LiveSegment) -> Positions:
        """The merged numbers of the entries that were dropped since."""
        since: Positions = self.number[np.setdiff1d(now.dropped, self.live.dropped, assume_unique=True)]
        return since


def numbered(segments: Sequence[LiveSegment], *, sorted_by: str = "") -> list[Source]:
    """The segments with the numbers that their entries get when they are merged: by their value of the facet
    ``sorted_by``, and where that is the same in the order of the segments."""
    all_kept = [
        np.arange(live.segment.size) if live.alive is None else np.flatnonzero(live.alive)
        for live in segments
    ]
    labels = [live.segment.facet(sorted_by) for live in segments]
    values = sorted({value for column in labels for value in column.values})
    places = {value: place for place, value in enumerate(values)}
    leads = [
        leading(column.values, column.sizes(kept), column.codes_of(kept), places)
        for column, kept in zip(labels, all_kept, strict=True)
    ]
    order = np.argsort(np.concatenate([np.zeros(0, np.int64), *leads]), kind="stable")
    numbers = np.argsort(order)
    sources, first = [], 0
    for live, kept in zip(segments, all_kept, strict=True):
        number = np.full(live.segment.size, -1, np.int64)
        number[kept] = numbers[first : first + len(kept)]
        sources.append(Source(live, kept, number))
        first += len(kept)
    return sources


def merge(
    sources: Sequence[Source], streams: Mapping[str, StreamSettings], sink: Sink, *, at_once: int
) -> Mapping[str, Any]:
    """Fill the sink with the merged segment and return the note that belongs to it.

    Raises ``OverflowError`` for more entries than can be told apart.
    """
    size = sum(len(source.kept) for source in sources)
    if size > 1 << ENTRY_BITS:
        raise OverflowError(f"{size} entries are too many for one segment")
    # All that go on, source after source, as they will stand.
    order = np.argsort(np.concatenate([np.zeros(0, np.int64), *(s.number[s.kept] for s in sources)]))
    _merge_keys(sources, order, sink)
    audiences = _merge_labels(
        [source.live.segment.audiences for source in sources], sources, order, "audiences", sink
    )
    facets = sorted({facet for source in sources for facet in source.live.segment.facets})
    values = {
        facet: _merge_labels(
            [s.live.segment.facet(facet) for s in sources], sources, order, f"facet.{number}", sink
        )
        for number, facet in enumerate(facets)
    }
    present = sorted({stream for source in sources for stream in source.live.segment.postings})
    for number, stream in enumerate(present):
        _merge_postings(stream, sources, f"stream.{number}", sink, at_once)
    groups = sorted({statistics_name(stream, streams[stream]) for stream in present})
    _merge_statistics(groups, sources, size, sink, at_once)
    return {"entries": size, "audiences": audiences, "facets": values, "streams": present, "groups": groups}


def _merge_keys(sources: Sequence[Source], order: Positions, sink: Sink) -> None:
    keys: list[str] = []
    for source in sources:
        all_keys = source.live.segment.keys()
        keys += all_keys if source.live.alive is None else [all_keys[entry] for entry in source.kept.tolist()]
    place_keys(sink, [keys[place] for place in order.tolist()])
    fingerprints = [source.live.segment.fingerprints[source.kept] for source in sources]
    lots = [source.live.segment.lots[source.kept] for source in sources]
    place_column(sink, "fingerprints", np.concatenate([np.zeros((0, 16), np.uint8), *fingerprints])[order])
    place_column(sink, "lots", np.concatenate([np.zeros(0, np.uint64), *lots])[order])


def _merge_labels(
    labels: Sequence[Labels], sources: Sequence[Source], order: Positions, name: str, sink: Sink
) -> list[str]:
    """Write one facet of all sources and return its values."""
    codes: dict[str, int] = {}
    all_counts, all_codes = [], []
    for column, source in zip(labels, sources, strict=True):
        counts, kept_codes = column.sizes(source.kept), column.codes_of(source.kept)
        renumbered = np.zeros(len(column.values), np.int64)
        for code in np.unique(kept_codes).tolist():
            renumbered[code] = codes.setdefault(column.values[code], len(codes))
        all_counts.append(counts.astype(np.int64))
        all_codes.append(renumbered[kept_codes])
    counts, merged = in_order(np.concatenate(all_counts), np.concatenate(all_codes), order)
    place_labels(sink, name, counts=counts, codes=merged, values=len(codes))
    return list(codes)


@dataclass(frozen=True)
class PostingsSource:
    """The postings that one source has of a stream."""

    source: Source
    postings: Postings
    counts: NDArray[np.int64]
    """Per token: how many entries that go on have it."""
    places: Positions
    """Per token: its place among the merged tokens; rising."""


def _merge_postings(stream: str, sources: Sequence[Source], name: str, sink: Sink, at_once: int) -> None:
    having = [source for source in sources if stream in source.live.segment.postings]
    all_postings = [source.live.segment.postings[stream] for source in having]
    all_counts = [_counts_kept(*pair, at_once) for pair in zip(all_postings, having, strict=True)]
    hashes, all_places, totals = _united([postings.hashes for postings in all_postings], all_counts)
    starts = starts_of(totals)
    place_column(sink, f"{name}.hashes", hashes)
    place_column(sink, f"{name}.starts", starts)
    entries = sink.place(f"{name}.entries", np.uint32, int(starts[-1]))
    impacts = sink.place(f"{name}.impacts", np.uint16, int(starts[-1]))
    parts = list(map(PostingsSource, having, all_postings, all_counts, all_places))
    for first, last in pieces(starts, at_once):
        piece_entries, piece_impacts = _merged_piece(parts, starts, first, last)
        entries.fill(int(starts[first]), piece_entries)
        impacts.fill(int(starts[first]), piece_impacts)
        for source in having:
            source.live.segment.columns.forget()


def _merged_piece(
    parts: Sequence[PostingsSource], starts: Positions, first: int, last: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """Entries and impacts of the merged tokens from ``first`` until ``last``."""
    packed = np.zeros(starts[last] - starts[first], np.uint64)
    filled = 0
    for part in parts:
        begin, end = np.searchsorted(part.places, [first, last]).tolist()
        span = slice(int(part.postings.starts[begin]), int(part.postings.starts[end]))
        numbers, impacts = part.source.number[part.postings.entries[span]], part.postings.impacts[span]
        if part.source.live.alive is not None:
            kept = numbers >= 0
            numbers, impacts = numbers[kept], impacts[kept]
        rows = np.repeat(part.places[begin:end] - first, part.counts[begin:end])
        packed[filled : filled + len(rows)] = packed_postings(rows, numbers, impacts)
        filled += len(rows)
    packed.sort()
    return unpacked(packed)


def _counts_kept(postings: Postings, source: Source, at_once: int) -> NDArray[np.int64]:
    """Per token: how many entries that go on have it."""
    if source.live.alive is None:
        return np.diff(postings.starts)
    counts = np.zeros(len(postings.hashes), np.int64)
    for first, last in pieces(postings.starts, at_once):
        span = postings.entries[postings.starts[first] : postings.starts[last]]
        kept = starts_of(source.live.alive[span])
        edges = postings.starts[first : last + 1] - postings.starts[first]
        counts[first:last] = np.diff(kept[edges])
    return counts


def _united(
    columns: Sequence[Hashes], counts: Sequence[NDArray[np.int64]]
) -> tuple[Hashes, list[Positions], NDArray[np.int64]]:
    """All hashes that count somewhere, sorted; per column the places of its hashes among them; and the totals.

    A hash that counts nowhere gets the place where it would have stood, so that all lists of places rise.
    """
    counting = [column[count > 0] for column, count in zip(columns, counts, strict=True)]
    united = distinct(np.concatenate([np.zeros(0, np.uint64), *counting]))
    places = [np.searchsorted(united, column) for column in columns]
    totals = np.zeros(len(united), np.int64)
    for place, count in zip(places, counts, strict=True):
        totals[place[count > 0]] += count[count > 0]
    return united, places, totals


def _merge_statistics(
    groups: Sequence[str], sources: Sequence[Source], size: int, sink: Sink, at_once: int
) -> None:
    all_counts: list[NDArray[np.int64]] = []
    row_of = [np.zeros(len(source.live.row_counts), np.int64) for source in sources]
    first_row = 0
    for number, group in enumerate(groups):
        members = np.zeros(size, np.bool_)
        parts = []
        for source, rows in zip(sources, row_of, strict=True):
            statistics = source.live.segment.statistics.get(group)
            if statistics is not None:
                span = slice(statistics.first_row, statistics.first_row + len(statistics.hashes))
                members[source.number[source.kept]] = statistics.members[source.kept]
                parts.append((statistics.hashes, source.live.row_counts[span].astype(np.int64), rows[span]))
        hashes, places, totals = _united([part[0] for part in parts], [part[1] for part in parts])
        for place, (_, _, rows) in zip(places, parts, strict=True):
            rows[:] = place + first_row
        place_column(sink, f"group.{number}.hashes", hashes)
        place_column(sink, f"group.{number}.members", members)
        all_counts.append(totals)
        first_row += len(hashes)
    place_column(sink, "rows.counts", np.concatenate([np.zeros(0, np.int64), *all_counts]).astype(np.uint32))
    _merge_rows(sources, row_of, sink, at_once)


def _merge_rows(sources: Sequence[Source], row_of: Sequence[Positions], sink: Sink, at_once: int) -> None:
    counts = np.zeros(sum(len(source.kept) for source in sources), np.int64)
    for source in sources:
        counts[source.number[source.kept]] = np.diff(source.live.segment.row_starts)[source.kept]
    starts = starts_of(counts)
    place_column(sink, "rows.starts", starts)
    rows = sink.place("rows.rows", np.uint32, int(starts[-1]))
    for first, last in pieces(starts, at_once):
        piece = np.zeros(starts[last] - starts[first], np.uint32)
        for source, renumbered in zip(sources, row_of, strict=True):
            segment = source.live.segment
            mine = np.flatnonzero((source.number >= first) & (source.number < last))
            firsts, targets = segment.row_starts[mine], starts[source.number[mine]] - starts[first]
            sizes = segment.row_starts[mine + 1] - firsts
            piece[spread(targets, sizes)] = renumbered[segment.rows[spread(firsts, sizes)]]
            segment.columns.forget()
        rows.fill(int(starts[first]), piece)


def due(sealed: Mapping[str, LiveSegment]) -> list[str]:
    """The segments (oldest first) that are better merged now; none when all is well.

    From the first one on that is less than twice as large as all younger ones together, or has lost more than
    a quarter of its entries. So there are never more than a dozen segments, even of a million entries, and
    every entry is merged about that often.
    """
    younger = sum(live.size for live in sealed.values())
    for place, live in enumerate(sealed.values()):
        younger -= live.size
        if live.size < 2 * younger or len(live.dropped) > live.segment.size * WORTH_REWRITING:
            return list(sealed)[place:]
    return []
