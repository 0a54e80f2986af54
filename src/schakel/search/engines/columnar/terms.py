"""The terms of a question: what they weigh, and where a segment keeps their postings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from schakel.search.engine import Question, StreamSettings, Term
from schakel.search.engines.columnar.hashing import Hashes, hashes_of
from schakel.search.engines.columnar.ranges import Positions, pieces, rows_of, starts_of
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.segment import LiveSegment, Postings
from schakel.search.engines.weighing import rarity, statistics_name, step_of, weighed_terms

Scores = NDArray[np.float64]

AT_ONCE = 1 << 18
"""How many postings are added up at once: few enough to stay in the processor's cache."""


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

    def coefficients(self, segments: Iterable[LiveSegment], streams: Mapping[str, StreamSettings]) -> Scores:
        """Per term: what one step of impact adds to a score."""
        frequencies = np.zeros(len(self.terms), np.int64)
        members: dict[str, int] = {}
        for live in segments:
            for group, size in live.members.items():
                members[group] = members.get(group, 0) + size
            for asked in self.by_stream:
                statistics = live.segment.statistics.get(asked.group)
                if statistics is not None:
                    rows, there = rows_of(statistics.hashes, asked.hashes)
                    frequencies[asked.numbers[there]] += live.row_counts[rows[there] + statistics.first_row]
        coefficients = np.zeros(len(self.terms))
        for asked in self.by_stream:
            step, entries = step_of(streams[asked.stream]), members.get(asked.group, 0)
            for number, frequency in zip(
                asked.numbers.tolist(), frequencies[asked.numbers].tolist(), strict=True
            ):
                coefficients[number] = (
                    self.terms[number].weight * rarity(frequency=frequency, entries=entries) * step
                )
        return coefficients


@dataclass(frozen=True)
class Located:
    """The postings that one segment has of a question's terms, in the order of the terms."""

    live: LiveSegment
    segment: int
    """The place of the segment in the state."""
    numbers: Positions
    """The term that each list belongs to."""
    entries: Sequence[NDArray[np.uint32]]
    impacts: Sequence[NDArray[np.uint16]]
    starts: Positions
    """Where each list starts when they are laid one after another."""

    @staticmethod
    def of(asked: Asked, live: LiveSegment, segment: int) -> "Located":
        firsts = np.zeros(len(asked.terms), np.int64)
        lasts = np.zeros(len(asked.terms), np.int64)
        owners: dict[int, Postings] = {}
        for terms in asked.by_stream:
            postings = live.segment.postings.get(terms.stream)
            if postings is not None:
                rows, there = rows_of(postings.hashes, terms.hashes)
                numbers, rows = terms.numbers[there], rows[there]
                firsts[numbers], lasts[numbers] = postings.starts[rows], postings.starts[rows + 1]
                owners |= dict.fromkeys(numbers.tolist(), postings)
        numbers = np.flatnonzero(lasts)
        spans = [
            (owners[number], first, last)
            for number, first, last in zip(
                numbers.tolist(), firsts[numbers].tolist(), lasts[numbers].tolist(), strict=True
            )
        ]
        return Located(
            live,
            segment,
            numbers,
            [postings.entries[first:last] for postings, first, last in spans],
            [postings.impacts[first:last] for postings, first, last in spans],
            starts_of(lasts[numbers] - firsts[numbers]),
        )

    def scores(self, coefficients: Scores, scratch: Scratch) -> Scores:
        """The score of every entry of the segment, in memory of the scratch."""
        scores: Scores = scratch.zeros("scores", np.float64, self.live.segment.size)
        for first, last in pieces(self.starts, AT_ONCE):
            amounts = self._laid_out(self.impacts[first:last], "amounts", np.float64, scratch)
            amounts *= np.repeat(
                coefficients[self.numbers[first:last]], np.diff(self.starts[first : last + 1])
            )
            np.add.at(scores, self._laid_out(self.entries[first:last], "entries", np.intp, scratch), amounts)
        return scores

    def parts(self, wanted: Positions, scratch: Scratch) -> Iterator[tuple[int, int, int]]:
        """Entry, term and impact of every posting of the wanted entries, in the order of the terms."""
        is_wanted = np.zeros(self.live.segment.size, np.bool_)
        is_wanted[wanted] = True
        for first, last in pieces(self.starts, AT_ONCE):
            entries = self._laid_out(self.entries[first:last], "entries", np.intp, scratch)
            impacts = self._laid_out(self.impacts[first:last], "impacts", np.uint16, scratch)
            rows = np.flatnonzero(is_wanted[entries])
            terms = self.numbers[np.searchsorted(self.starts, rows + self.starts[first], side="right") - 1]
            yield from zip(entries[rows].tolist(), terms.tolist(), impacts[rows].tolist(), strict=True)

    def _laid_out(
        self, lists: Sequence[NDArray[Any]], name: str, dtype: DTypeLike, scratch: Scratch
    ) -> NDArray[Any]:
        column = scratch.column(name, dtype, sum(map(len, lists)))
        np.concatenate(lists, out=column)
        return column
