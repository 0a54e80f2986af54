"""The terms of a question: what they weigh, and where a segment keeps their postings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from schakel.search.engine import Question, StreamSettings, Term
from schakel.search.engines.columnar.hashing import Hashes, hashes_of
from schakel.search.engines.columnar.ranges import Positions, pieces, rows_of, starts_of
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.segment import Postings, Segment
from schakel.search.engines.columnar.view import View
from schakel.search.engines.weighing import rarity, statistics_name, step_of, weighed_terms

Scores = NDArray[np.float64]

AT_ONCE = 1 << 14
"""Lists are laid together up to so many postings; a longer one is worth the handling of its own."""


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


@dataclass(frozen=True)
class Located:
    """The postings that one segment has of a question's terms: a list for each, in the order of the terms."""

    segment: Segment
    terms: Positions
    """The term that each list belongs to."""
    entries: Sequence[NDArray[np.uint32]]
    impacts: Sequence[NDArray[np.uint16]]
    starts: Positions
    """Where each list starts when they are laid one after another."""

    @staticmethod
    def of(asked: Asked, segment: Segment) -> "Located":
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
        return Located(
            segment,
            terms,
            [postings.entries[first:last] for postings, first, last in spans],
            [postings.impacts[first:last] for postings, first, last in spans],
            starts_of(lasts[terms] - firsts[terms]),
        )

    def add_up(self, scores: Scores, coefficients: Scores, scratch: Scratch) -> None:
        """Add to the score of every entry of the segment what the terms are worth in it."""
        worth = coefficients[self.terms]
        for first, last in pieces(self.starts, AT_ONCE):
            entries: NDArray[np.integer[Any]]
            if last == first + 1:
                entries, impacts = self.entries[first], self.impacts[first]
                amounts = scratch.column("amounts", np.float64, len(impacts))
                np.multiply(impacts, worth[first], out=amounts)
            else:
                entries = laid_out(self.entries[first:last], "entries", np.intp, scratch)
                amounts = laid_out(self.impacts[first:last], "amounts", np.float64, scratch)
                amounts *= np.repeat(worth[first:last], np.diff(self.starts[first : last + 1]))
            np.add.at(scores, entries, amounts)

    def parts(self, wanted: Positions, scratch: Scratch) -> Iterator[tuple[int, int, int]]:
        """Entry, term and impact for all that the wanted entries (in order) have, in the order of the terms."""
        is_wanted = np.zeros(self.segment.size, np.bool_)
        is_wanted[wanted] = True
        looked_for = wanted.astype(np.uint32)
        for first, last in pieces(self.starts, AT_ONCE):
            if last == first + 1:
                entries, impacts = self.entries[first], self.impacts[first]
                rows = np.minimum(entries.searchsorted(looked_for), len(entries) - 1)
                rows = rows[entries[rows] == looked_for]
                terms = [int(self.terms[first])] * len(rows)
            else:
                entries = laid_out(self.entries[first:last], "entries", np.intp, scratch)
                impacts = laid_out(self.impacts[first:last], "impacts", np.uint16, scratch)
                rows = np.flatnonzero(is_wanted[entries])
                places = np.searchsorted(self.starts, rows + self.starts[first], side="right") - 1
                terms = self.terms[places].tolist()
            yield from zip(entries[rows].tolist(), terms, impacts[rows].tolist(), strict=True)


def laid_out(lists: Sequence[NDArray[Any]], name: str, dtype: DTypeLike, scratch: Scratch) -> NDArray[Any]:
    """The lists one after another, in memory of the scratch."""
    column = scratch.column(name, dtype, sum(map(len, lists)))
    np.concatenate(lists, out=column)
    return column
