"""From entries to a segment."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from schakel.search.engine import PUBLIC, Entry, StreamSettings, fingerprint
from schakel.search.engines.columnar.labels import Mask, in_order, leading, place_labels
from schakel.search.engines.columnar.layout import Column, Columns, MemorySink, Sink
from schakel.search.engines.columnar.ranges import (
    ENTRY_BITS,
    IMPACT_BITS,
    Positions,
    distinct,
    packed_postings,
    starts_of,
    unpacked,
)
from schakel.search.engines.columnar.segment import LiveSegment, Segment
from schakel.search.engines.hashing import Hashes, hashes_of_many
from schakel.search.engines.weighing import STEPS, check_streams, statistics_name, text_length


class Numbering(dict[str, int]):
    """Gives every new word the next number."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


@dataclass(slots=True)
class StreamTexts:
    """The texts of one stream, token after token, as they come in."""

    tokens: "array[int]" = field(default_factory=lambda: array("q"))
    frequencies: "array[float]" = field(default_factory=lambda: array("d"))
    entries: "array[int]" = field(default_factory=lambda: array("q"))
    sizes: "array[int]" = field(default_factory=lambda: array("q"))
    lengths: "array[float]" = field(default_factory=lambda: array("d"))


@dataclass(slots=True)
class LabelTexts:
    """The values of one facet, as they come in."""

    values: Numbering = field(default_factory=Numbering)
    codes: "array[int]" = field(default_factory=lambda: array("q"))
    entries: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, entry: int, values: frozenset[str]) -> None:
        # Sorted, so that equal entries make equal columns in every process.
        self.codes.extend(map(self.values.__getitem__, sorted(values)))
        self.entries.extend([entry] * len(values))


class SegmentBuilder:
    """Makes one segment of the entries it is given; of entries with the same key, the last one counts.

    Entries are numbered as they come in, and in the segment by their value of the facet ``sorted_by``.
    """

    def __init__(self, streams: Mapping[str, StreamSettings], *, sorted_by: str = "") -> None:
        self._streams = streams
        self._sorted_by = sorted_by
        self._vocabulary = Numbering()
        self._texts = {stream: StreamTexts() for stream in streams}
        self._audiences = LabelTexts()
        self._facets: dict[str, LabelTexts] = {}
        self._keys: list[str] = []
        self._latest: dict[str, int] = {}
        self._superseded: list[int] = []
        self._fingerprints = bytearray()
        self._lots: list[str] = []
        self.load = 0
        """How many tokens and entries it holds."""

    @property
    def is_empty(self) -> bool:
        return not self._keys

    def add(self, entry: Entry) -> None:
        check_streams(entry, self._streams)
        number = len(self._keys)
        lengths = {stream: text_length(tokens.values()) for stream, tokens in entry.streams.items()}
        for stream, tokens in entry.streams.items():
            if tokens:
                texts = self._texts[stream]
                # An array takes another array in one piece, and numbers from an iterator one by one.
                texts.tokens += array("q", list(map(self._vocabulary.__getitem__, tokens)))
                texts.frequencies += array("d", list(tokens.values()))
                texts.entries.append(number)
                texts.sizes.append(len(tokens))
                texts.lengths.append(lengths[stream])
                self.load += len(tokens)
        for facet, values in entry.facets.items():
            if values:
                self._facets.setdefault(facet, LabelTexts()).add(number, values)
        self._audiences.add(number, entry.audiences)
        if entry.key in self._latest:
            self._superseded.append(self._latest[entry.key])
        self._latest[entry.key] = number
        self._keys.append(entry.key)
        self.load += 1
        self._fingerprints += bytes.fromhex(fingerprint(entry))
        self._lots.append(entry.lot or entry.key)

    def built(self) -> LiveSegment:
        order = self._order()
        numbers = np.argsort(order)
        dropped = np.sort(numbers[np.array(self._superseded, np.int64)]).astype(np.uint32)
        return LiveSegment(Segment(self._columns(order, numbers)), dropped)

    def _order(self) -> Positions:
        """The entries in the order in which they stand in the segment."""
        size, labels = len(self._keys), self._facets.get(self._sorted_by)
        if labels is None:
            return np.arange(size)
        counts = np.bincount(as_integers(labels.entries), minlength=size)
        values = list(labels.values)
        places = {value: place for place, value in enumerate(sorted(values))}
        return np.argsort(leading(values, counts, as_integers(labels.codes), places), kind="stable")

    def _columns(self, order: Positions, numbers: Positions) -> Columns:
        sink = MemorySink()
        size = len(self._keys)
        place_keys(sink, [self._keys[entry] for entry in order.tolist()])
        fingerprints = np.frombuffer(bytes(self._fingerprints), np.uint8).reshape(size, 16)
        place_column(sink, "fingerprints", fingerprints[order])
        place_column(sink, "lots", hashes_of_many(self._lots)[order])
        self._place_labels(sink, "audiences", self._audiences, order)
        for number, facet in enumerate(sorted(self._facets)):
            self._place_labels(sink, f"facet.{number}", self._facets[facet], order)
        hashes = hashes_of_many(self._vocabulary)
        present = [stream for stream in sorted(self._texts) if self._texts[stream].tokens]
        for number, stream in enumerate(present):
            self._place_postings(sink, f"stream.{number}", stream, hashes, numbers)
        groups = self._place_statistics(sink, present, hashes, numbers)
        return sink.columns(
            {
                "entries": size,
                "audiences": list(self._audiences.values),
                "facets": {facet: list(self._facets[facet].values) for facet in sorted(self._facets)},
                "streams": present,
                "groups": groups,
            }
        )

    def _place_labels(self, sink: Sink, name: str, labels: LabelTexts, order: Positions) -> None:
        came_in = np.bincount(as_integers(labels.entries), minlength=len(self._keys))
        counts, codes = in_order(came_in, as_integers(labels.codes), order)
        place_labels(sink, name, counts=counts, codes=codes, values=len(labels.values))

    def _place_postings(self, sink: Sink, name: str, stream: str, hashes: Hashes, numbers: Positions) -> None:
        texts = self._texts[stream]
        sizes = as_integers(texts.sizes)
        entries = np.repeat(numbers[as_integers(texts.entries)], sizes)
        tokens, ranks = ranked(as_integers(texts.tokens), hashes)
        # One number per posting (token, entry, impact), so that one plain sort puts everything in its place.
        packed = np.sort(packed_postings(ranks, entries, impacts_of(texts, sizes, self._streams[stream])))
        owners = packed >> np.uint64(IMPACT_BITS)
        # An entry stands in a list once, also where two of its tokens have one hash: the heavier counts.
        last = np.append(owners[1:] != owners[:-1], np.True_)
        if not last.all():
            packed, owners = packed[last], owners[last]
        counts = np.bincount((owners >> np.uint64(ENTRY_BITS)).astype(np.int64), minlength=len(tokens))
        place_column(sink, f"{name}.hashes", tokens)
        place_column(sink, f"{name}.starts", starts_of(counts))
        entries_of, impacts = unpacked(packed)
        place_column(sink, f"{name}.entries", entries_of)
        place_column(sink, f"{name}.impacts", impacts)

    def _place_statistics(
        self, sink: Sink, present: list[str], hashes: Hashes, numbers: Positions
    ) -> list[str]:
        """Write who counts in which group, and return the groups."""
        public = self._public()
        groups = sorted({statistics_name(stream, self._streams[stream]) for stream in present})
        pairs, counts, first_row = [], [], 0
        for number, group in enumerate(groups):
            sharing = [s for s in present if statistics_name(s, self._streams[s]) == group]
            members = np.zeros(len(self._keys), np.bool_)
            came_in, tokens_of = [], []
            for texts in (self._texts[stream] for stream in sharing):
                members[numbers[as_integers(texts.entries)]] = True
                came_in.append(np.repeat(as_integers(texts.entries), as_integers(texts.sizes)))
                tokens_of.append(as_integers(texts.tokens))
            owners, words = np.concatenate(came_in), np.concatenate(tokens_of)
            counting = public[owners]
            tokens, rows = ranked(words[counting], hashes)
            # An entry counts once for a token, in however many of the streams it has it.
            row_pairs = distinct(
                (numbers[owners[counting]].astype(np.uint64) << np.uint64(32)) | rows.astype(np.uint64)
            )
            place_column(sink, f"group.{number}.hashes", tokens)
            place_column(sink, f"group.{number}.members", members)
            counts.append(
                np.bincount((row_pairs & np.uint64(0xFFFFFFFF)).astype(np.int64), minlength=len(tokens))
            )
            pairs.append(row_pairs + np.uint64(first_row))
            first_row += len(tokens)
        place_rows(sink, np.concatenate([np.zeros(0, np.uint64), *pairs]), counts, size=len(self._keys))
        return groups

    def _public(self) -> Mask:
        """Which entries are public, as they came in."""
        public = np.zeros(len(self._keys), np.bool_)
        code = self._audiences.values.get(PUBLIC)
        if code is not None:
            public[as_integers(self._audiences.entries)[as_integers(self._audiences.codes) == code]] = True
        return public


def place_rows(sink: Sink, pairs: NDArray[np.uint64], counts: list[NDArray[np.int64]], *, size: int) -> None:
    """Write which tokens (rows of all groups) every public entry counts in, and how many count in each."""
    pairs = np.sort(pairs)
    owners = (pairs >> np.uint64(32)).astype(np.int64)
    place_column(sink, "rows.counts", np.concatenate([np.zeros(0, np.int64), *counts]).astype(np.uint32))
    place_column(sink, "rows.starts", starts_of(np.bincount(owners, minlength=size)))
    place_column(sink, "rows.rows", pairs.astype(np.uint32))


def place_keys(sink: Sink, keys: list[str]) -> None:
    encoded = [key.encode(errors="surrogatepass") for key in keys]
    hashes = hashes_of_many(keys)
    by_hash = np.argsort(hashes, kind="stable")
    place_column(sink, "keys.starts", starts_of(np.fromiter(map(len, encoded), np.int64)))
    place_column(sink, "keys.bytes", np.frombuffer(b"".join(encoded), np.uint8))
    place_column(sink, "keys.hashes", hashes[by_hash])
    place_column(sink, "keys.entries", by_hash.astype(np.uint32))


def place_column(sink: Sink, name: str, column: Column) -> None:
    sink.place(name, column.dtype, column.shape).fill(0, column)


def ranked(tokens: NDArray[np.int64], hashes: Hashes) -> tuple[Hashes, NDArray[np.int64]]:
    """The hashes of the tokens that occur, sorted, and for every token its place among them."""
    occurring = np.flatnonzero(np.bincount(tokens, minlength=len(hashes)))
    # Tokens with one hash become one token here: a merge could not tell them apart either.
    sorted_hashes, ranks = np.unique(hashes[occurring], return_inverse=True)
    rank_of = np.zeros(len(hashes), np.int64)
    rank_of[occurring] = ranks
    return sorted_hashes, rank_of[tokens]


def impacts_of(texts: StreamTexts, sizes: NDArray[np.int64], settings: StreamSettings) -> NDArray[np.uint64]:
    """``weighing.impact`` for all tokens at once: the same arithmetic, so the same numbers."""
    frequencies = np.frombuffer(texts.frequencies, np.float64)
    lengths = np.frombuffer(texts.lengths, np.float64)
    held_back = settings.k1 * (1 - settings.b + settings.b * lengths / settings.pivot)
    share = frequencies / (frequencies + np.repeat(held_back, sizes))
    return np.maximum(np.rint(share * STEPS), 1).astype(np.uint64)


def as_integers(numbers: "array[int]") -> NDArray[np.int64]:
    return np.frombuffer(numbers, np.int64) if numbers else np.zeros(0, np.int64)


def built_from(
    entries: Iterable[Entry], streams: Mapping[str, StreamSettings], *, load: int, sorted_by: str = ""
) -> Iterator[LiveSegment]:
    """The entries as segments of about this load, each made once the former was taken."""
    builder = SegmentBuilder(streams, sorted_by=sorted_by)
    for entry in entries:
        builder.add(entry)
        if builder.load >= load:
            yield builder.built()
            builder = SegmentBuilder(streams, sorted_by=sorted_by)
    if not builder.is_empty:
        yield builder.built()
