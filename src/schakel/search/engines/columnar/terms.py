"""The terms of a question: what they weigh, and where a segment keeps their postings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from schakel.search.engine import Question, StreamSettings, Term
from schakel.search.engines.columnar.hashing import Hashes, hashes_of
from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions, rows_of, starts_of
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.segment import Postings, Segment
from schakel.search.engines.columnar.view import View
from schakel.search.engines.weighing import rarity, statistics_name, step_of, weighed_terms

Scores = NDArray[np.float64]

AT_ONCE = 1 << 16
"""Short lists are laid together up to so many postings, so that they stay in the processor's cache."""
LONG = 1 << 13
"""A list of so many postings is worth handling alone: its numbers need not be laid out first."""


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
    """Entry, term and impact, in the order of the terms."""

    entries: NDArray[np.integer[Any]]
    terms: Positions
    impacts: NDArray[np.integer[Any]]


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

    @cached_property
    def _runs(self) -> list[tuple[int, int]]:
        """The lists in runs that are handled together: a long one alone, short ones side by side."""
        runs, first, together = [], 0, 0
        for place, size in enumerate(map(len, self.entries)):
            if size >= LONG or together + size > AT_ONCE:
                runs += [(first, place)] if first < place else []
                first, together = place, 0
            together += size
        runs += [(first, len(self.entries))] if self.entries else []
        return runs

    def add_up(self, scores: Scores, coefficients: Scores, scratch: Scratch) -> None:
        """Add to the score of every entry of the segment what the terms are worth in it."""
        worth = coefficients[self.terms]
        sizes = np.diff(self.starts)
        for first, last in self._runs:
            entries: NDArray[np.integer[Any]]
            if last == first + 1:
                entries, impacts = self.entries[first], self.impacts[first]
                amounts = scratch.column("amounts", np.float64, len(impacts))
                np.multiply(impacts, worth[first], out=amounts)
            else:
                entries = laid_out(self.entries[first:last], "entries", np.intp, scratch)
                amounts = laid_out(self.impacts[first:last], "amounts", np.float64, scratch)
                amounts *= np.repeat(worth[first:last], sizes[first:last])
            np.add.at(scores, entries, amounts)

    def parts(self, wanted: Positions, scratch: Scratch) -> Parts:
        """All that the wanted entries, which stand in order, have."""
        is_wanted = scratch.zeros("wanted", np.bool_, self.segment.size)
        is_wanted[wanted] = True
        found = [self._parts_of_run(first, last, wanted, is_wanted, scratch) for first, last in self._runs]
        nothing = Parts(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))
        return Parts(*(np.concatenate(columns) for columns in zip(nothing, *found, strict=True)))

    def _parts_of_run(
        self, first: int, last: int, wanted: Positions, is_wanted: Mask, scratch: Scratch
    ) -> Parts:
        entries: NDArray[np.integer[Any]]
        if last == first + 1:
            entries, impacts = self.entries[first], self.impacts[first]
            rows = np.minimum(entries.searchsorted(wanted.astype(entries.dtype)), len(entries) - 1)
            rows = rows[entries[rows] == wanted]
            return Parts(entries[rows], np.repeat(self.terms[first], len(rows)), impacts[rows])
        entries = laid_out(self.entries[first:last], "entries", np.intp, scratch)
        impacts = laid_out(self.impacts[first:last], "impacts", np.uint16, scratch)
        rows = np.flatnonzero(is_wanted[entries])
        lists = np.searchsorted(self.starts, rows + self.starts[first], side="right") - 1
        return Parts(entries[rows], self.terms[lists], impacts[rows])


def laid_out(lists: Sequence[NDArray[Any]], name: str, dtype: DTypeLike, scratch: Scratch) -> NDArray[Any]:
    """The lists one after another, in memory of the scratch."""
    column = scratch.column(name, dtype, sum(map(len, lists)))
    np.concatenate(lists, out=column)
    return column
