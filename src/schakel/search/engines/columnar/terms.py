"""The terms of a question: what they weigh, and where a segment keeps their postings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from schakel.search.engine import Question, StreamSettings, Term
from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions, rows_of
from schakel.search.engines.columnar.scoreboard import Ruler, Scores, Steps
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.view import Stretch, View
from schakel.search.engines.hashing import Hashes, hashes_of
from schakel.search.engines.weighing import rarity, statistics_name, step_of, weighed_terms

if TYPE_CHECKING:
    from schakel.search.engines.columnar.segment import Postings

LONG = 1 << 13
"""A list of so many postings is handled alone."""
AT_ONCE = 1 << 15
"""Shorter lists are laid together up to so many postings, so that they stay in the processor's cache."""
MANY_TIMES = 32
"""In a list so many times as long as what is sought in it, looking that up is faster than reading all."""


@dataclass(frozen=True)
class StreamTerms:
    """The terms of a question that ask one stream."""

    stream: str
    group: str
    numbers: Positions
    """Their places among all terms of the question."""
    hashes: Hashes


@dataclass(frozen=True)
class Asked:
    """The terms of a question, made ready to be looked up."""

    terms: tuple[Term, ...]
    by_stream: tuple[StreamTerms, ...]

    @staticmethod
    def of(question: Question, streams: Mapping[str, StreamSettings]) -> "Asked":
        terms = weighed_terms(question, streams)
        numbers: dict[str, list[int]] = {}
        for number, term in enumerate(terms):
            numbers.setdefault(term.stream, []).append(number)
        hashes = hashes_of(term.token for term in terms)
        return Asked(
            terms,
            tuple(
                StreamTerms(
                    stream, statistics_name(stream, streams[stream]), np.array(places), hashes[places]
                )
                for stream, places in numbers.items()
            ),
        )

    def coefficients(self, view: View, streams: Mapping[str, StreamSettings]) -> Scores:
        """Per term: what one step of impact adds to a score."""
        frequencies = np.zeros(len(self.terms), np.int64)
        for live in view.segments:
            for asked in self.by_stream:
                statistics = live.segment.statistics.get(asked.group)
                if statistics is not None:
                    rows, there = rows_of(statistics.hashes, asked.hashes)
                    frequencies[asked.numbers[there]] += live.row_counts[rows[there] + statistics.first_row]
        coefficients = np.zeros(len(self.terms))
        for asked in self.by_stream:
            step, entries = step_of(streams[asked.stream]), view.members.get(asked.group, 0)
            for number, frequency in zip(
                asked.numbers.tolist(), frequencies[asked.numbers].tolist(), strict=True
            ):
                coefficients[number] = (
                    self.terms[number].weight * rarity(frequency=frequency, entries=entries) * step
                )
        return coefficients


class Parts(NamedTuple):
    """Entry, term and impact of postings."""

    entries: NDArray[np.integer[Any]]
    terms: NDArray[np.integer[Any]]
    impacts: NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Located:
    """The postings that a stretch of a segment has of a question's terms: a list for each, in the order of the
    terms. Entries are numbered as in the segment."""

    stretch: Stretch
    terms: Positions
    """The term that each list belongs to."""
    entries: Sequence[NDArray[np.uint32]]
    impacts: Sequence[NDArray[np.uint16]]

    @staticmethod
    def of(asked: Asked, stretch: Stretch) -> "Located":
        segment = stretch.live.segment
        firsts = np.zeros(len(asked.terms), np.int64)
        lasts = np.zeros(len(asked.terms), np.int64)
        owners: dict[int, Postings] = {}
        for stream in asked.by_stream:
            postings = segment.postings.get(stream.stream)
            if postings is not None:
                rows, there = rows_of(postings.hashes, stream.hashes)
                numbers, rows = stream.numbers[there], rows[there]
                firsts[numbers], lasts[numbers] = postings.starts[rows], postings.starts[rows + 1]
                owners |= dict.fromkeys(numbers.tolist(), postings)
        terms = np.flatnonzero(lasts)
        edges = zip(terms.tolist(), firsts[terms].tolist(), lasts[terms].tolist(), strict=True)
        spans = [(owners[term], first, last) for term, first, last in edges]
        if not stretch.is_whole:
            spans = [(postings, *_within(stretch, postings.entries, *span)) for postings, *span in spans]
        return Located(
            stretch,
            terms,
            [postings.entries[first:last] for postings, first, last in spans],
            [postings.impacts[first:last] for postings, first, last in spans],
        )

    def add_up(self, steps: Steps, ruler: Ruler, scratch: Scratch) -> None:
        """Add to every entry of the stretch the steps that the terms are worth in it."""
        worth = ruler.steps_per_impact[self.terms]
        for place, first, last in self._stretches():
            impacts = self.impacts[place][first:last]
            entries = scratch.column("entries", np.intp, len(impacts))
            np.copyto(entries, self.entries[place][first:last])
            if self.stretch.begin:
                entries -= self.stretch.begin
            amounts = scratch.column("amounts", np.float32, len(impacts))
            np.multiply(impacts, worth[place], out=amounts)
            np.add.at(steps, entries, ruler.rounded(amounts, scratch))
        for places in self._bundles(place for place, own in enumerate(self.entries) if len(own) < LONG):
            entries = self._laid_out_entries(places, scratch)
            amounts = laid_out(self.impacts, places, "amounts", np.float32, scratch)
            amounts *= np.repeat(worth[places], [len(self.entries[place]) for place in places])
            np.add.at(steps, entries, ruler.rounded(amounts, scratch))

    def _stretches(self) -> Iterator[tuple[int, int, int]]:
        """The long lists, in stretches that stay in the processor's cache."""
        for place, size in enumerate(map(len, self.entries)):
            if size >= LONG:
                for first in range(0, size, AT_ONCE):
                    yield place, first, min(first + AT_ONCE, size)

    def parts(self, wanted: Positions, scratch: Scratch) -> Parts:
        """All that the wanted entries, which stand in order, have; in any order."""
        few = MANY_TIMES * len(wanted)
        looked_up = [place for place, entries in enumerate(self.entries) if len(entries) > few]
        read = [place for place, entries in enumerate(self.entries) if len(entries) <= few]
        is_wanted = scratch.zeros("wanted", np.bool_, self.stretch.size)
        is_wanted[wanted - self.stretch.begin] = True
        found = [self._parts_read(places, is_wanted, scratch) for places in self._bundles(read)]
        return Parts(
            *map(np.concatenate, zip(NO_PARTS, self._parts_looked_up(looked_up, wanted), *found, strict=True))
        )

    def _parts_looked_up(self, places: Sequence[int], wanted: Positions) -> Parts:
        """What lists that are much longer hold of the wanted entries."""
        if not places:
            return NO_PARTS
        sought = wanted.astype(np.uint32)
        rows = [self.entries[place].searchsorted(sought) for place in places]
        # A row beyond the end becomes the last, which is not the one that was sought.
        taken = zip(places, rows, strict=True)
        entries = np.concatenate([self.entries[place].take(row, mode="clip") for place, row in taken])
        taken = zip(places, rows, strict=True)
        impacts = np.concatenate([self.impacts[place].take(row, mode="clip") for place, row in taken])
        terms = np.repeat(self.terms[places], len(wanted))
        there = entries == np.tile(sought, len(places))
        return Parts(entries[there], terms[there], impacts[there])

    def _parts_read(self, places: Sequence[int], is_wanted: Mask, scratch: Scratch) -> Parts:
        """What lists hold of the wanted entries, where all that they hold is looked at."""
        entries = self._laid_out_entries(places, scratch)
        impacts = laid_out(self.impacts, places, "impacts", np.uint16, scratch)
        rows = np.flatnonzero(is_wanted[entries])
        ends = np.cumsum([len(self.entries[place]) for place in places])
        terms = self.terms[places][np.searchsorted(ends, rows, side="right")]
        return Parts(entries[rows] + self.stretch.begin, terms, impacts[rows])

    def _laid_out_entries(self, places: Sequence[int], scratch: Scratch) -> Positions:
        """The entries of some of the lists, one list after another, counted from where the stretch begins."""
        entries = laid_out(self.entries, places, "entries", np.intp, scratch)
        if self.stretch.begin:
            entries -= self.stretch.begin
        return entries

    def _bundles(self, places: Iterable[int]) -> list[list[int]]:
        """The lists in these places, in bundles to be laid out together."""
        bundles: list[list[int]] = []
        room = 0
        for place in places:
            size = len(self.entries[place])
            if not bundles or size > room:
                bundles.append([])
                room = AT_ONCE
            bundles[-1].append(place)
            room -= size
        return bundles


def _within(stretch: Stretch, entries: NDArray[Any], first: int, last: int) -> tuple[int, int]:
    """Where in a list of postings, which stands from ``first`` until ``last``, the stretch begins and ends."""
    edges = entries[first:last].searchsorted(stretch.edges).tolist()
    return first + edges[0], first + edges[1]


NO_PARTS = Parts(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


def laid_out(
    lists: Sequence[NDArray[Any]], places: Sequence[int], name: str, dtype: DTypeLike, scratch: Scratch
) -> NDArray[Any]:
    """Some of the lists one after another, in memory of the scratch."""
    chosen = [lists[place] for place in places]
    column = scratch.column(name, dtype, sum(map(len, chosen)))
    np.concatenate(chosen, out=column)
    return column
