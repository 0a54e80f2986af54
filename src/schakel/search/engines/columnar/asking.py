"""From a question and a state of the index to an answer.

Scores are added up in double precision, term after term as the question gives them, so that an entry's score
is the same number to the last bit in whatever segment it lies and whatever else is in the index.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schakel.search.engine import Answer, Hit, Part, Question, StreamSettings, Term
from schakel.search.engines.columnar.hashing import Hashes, hashes_of
from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import rows_of
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.segment import LiveSegment
from schakel.search.engines.columnar.state import State
from schakel.search.engines.weighing import rarity, statistics_name, step_of, weighed_terms

Scores = NDArray[np.float64]
Entries = NDArray[np.int64]


@dataclass(frozen=True)
class StreamTerms:
    """The terms of a question that ask one stream."""

    stream: str
    group: str
    numbers: NDArray[np.int64]
    """Their places among all terms of the question."""
    hashes: Hashes


@dataclass(frozen=True)
class Asked:
    """The terms of a question, made ready to be looked up."""

    terms: tuple[Term, ...]
    streams: tuple[StreamTerms, ...]

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
                StreamTerms(stream, statistics_name(stream, streams[stream]), np.array(places), hashes[places])
                for stream, places in numbers.items()
            ),
        )

    def coefficients(self, segments: Iterable[LiveSegment], streams: Mapping[str, StreamSettings]) -> Scores:
        """Per term: what one step of impact adds to a score."""
        frequencies = np.zeros(len(self.terms), np.int64)
        entries: dict[str, int] = {}
        for live in segments:
            for group, members in live.members.items():
                entries[group] = entries.get(group, 0) + members
            for asked in self.streams:
                statistics = live.segment.statistics.get(asked.group)
                if statistics is not None:
                    rows, there = rows_of(statistics.hashes, asked.hashes)
                    frequencies[asked.numbers[there]] += live.row_counts[rows[there] + statistics.first_row]
        counts = frequencies.tolist()
        coefficients = np.zeros(len(self.terms))
        for asked in self.streams:
            step, of_all = step_of(streams[asked.stream]), entries.get(asked.group, 0)
            for number in asked.numbers.tolist():
                weight = self.terms[number].weight
                coefficients[number] = weight * rarity(frequency=counts[number], entries=of_all) * step
        return coefficients


@dataclass(frozen=True)
class Located:
    """Where one segment keeps the postings of a question's terms, in the order of the terms."""

    live: LiveSegment
    entries: Sequence[NDArray[np.uint32]]
    impacts: Sequence[NDArray[np.uint16]]
    numbers: NDArray[np.int64]
    """The term that each of these lists belongs to."""

    @staticmethod
    def of(asked: Asked, live: LiveSegment) -> "Located":
        firsts = np.zeros(len(asked.terms), np.int64)
        lasts = np.zeros(len(asked.terms), np.int64)
        columns: list[Any] = [None] * len(asked.terms)
        for terms in asked.streams:
            postings = live.segment.postings.get(terms.stream)
            if postings is not None:
                rows, there = rows_of(postings.hashes, terms.hashes)
                numbers = terms.numbers[there]
                firsts[numbers] = postings.starts[rows[there]]
                lasts[numbers] = postings.starts[rows[there] + 1]
                for number in numbers.tolist():
                    columns[number] = postings
        numbers = np.flatnonzero(lasts)
        spans = list(zip(numbers.tolist(), firsts[numbers].tolist(), lasts[numbers].tolist(), strict=True))
        return Located(
            live,
            [columns[number].entries[first:last] for number, first, last in spans],
            [columns[number].impacts[first:last] for number, first, last in spans],
            numbers,
        )


@dataclass(frozen=True)
class Found:
    """The entries of one segment that may be seen and share a term with the question, and their scores."""

    located: Located
    entries: Entries
    scores: Scores

    def where(self, mask: Mask) -> "Found":
        return Found(self.located, self.entries[mask], self.scores[mask])


@dataclass(frozen=True, order=True, slots=True)
class Ranked:
    """One entry on its way to become a hit; sorts by score, highest first, then by key."""

    negative_score: float
    key: str
    segment: int
    entry: int


@dataclass(frozen=True)
class Asking:
    """One question to one state."""

    question: Question
    state: State
    streams: Mapping[str, StreamSettings]
    scratch: Scratch

    def answer(self) -> Answer:
        question = self.question
        asked = Asked.of(question, self.streams)
        coefficients = asked.coefficients(self.state.segments, self.streams)
        found = [self._found(Located.of(asked, live), coefficients) for live in self.state.segments]
        best = max((float(part.scores.max()) for part in found if len(part.scores)), default=0.0)
        if question.share_of_best > 0:
            found = [part.where(part.scores >= question.share_of_best * best) for part in found]
        passing = [self._passing(part) for part in found]
        matched = [part.where(all_of(masks)) if masks else part for part, masks in zip(found, passing, strict=True)]
        page = self._best(matched, question.skip + question.most)[question.skip :]
        each = self._best_of_each(matched)
        chosen = {ranked for ranked in page}.union(*each.values())
        hits = self._hits(chosen, matched, asked, coefficients)
        return Answer(
            hits=tuple(hits[ranked] for ranked in page),
            total=sum(len(part.entries) for part in matched),
            best=best,
            best_of_each={value: tuple(hits[ranked] for ranked in best) for value, best in each.items()},
            counts={facet: self._counts(facet, found, passing) for facet in question.count},
            watermark=self.state.watermark,
        )
