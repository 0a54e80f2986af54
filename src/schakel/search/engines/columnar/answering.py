"""From a question and a state of the index to an answer.

Scores are added up in double precision, term after term as the question gives them, so that an entry's score
is the same number to the last bit in whatever segment it lies and whatever else is in the index.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from schakel.search.engine import Answer, Hit, Part, Question, StreamSettings
from schakel.search.engines.columnar.hashing import hashes_of
from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions, rows_of
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.segment import LiveSegment
from schakel.search.engines.columnar.state import State
from schakel.search.engines.columnar.terms import Asked, Located, Scores


@dataclass(frozen=True)
class Found:
    """Entries of one segment that may be seen and share a term with the question, by number."""

    located: Located
    entries: Positions
    scores: Scores

    def where(self, mask: Mask) -> "Found":
        return Found(self.located, self.entries[mask], self.scores[mask])

    def best(self, most: int) -> "Found":
        """The best of these, in order."""
        if most <= 0:
            return self.where(np.zeros(len(self.entries), np.bool_))
        entries, scores = self.entries, self.scores
        if len(scores) > most:
            # All that equal the last one stay in, until the keys decide between them.
            good = scores >= np.partition(scores, len(scores) - most)[len(scores) - most]
            entries, scores = entries[good], scores[good]
        order = np.lexsort((self.located.live.segment.key_ranks[entries], -scores))[:most]
        return Found(self.located, entries[order], scores[order])


@dataclass(frozen=True, order=True, slots=True)
class Ranked:
    """An entry on its way to become a hit; sorts by score, highest first, then by key."""

    negative_score: float
    key: str
    segment: int
    entry: int


@dataclass(frozen=True)
class Asking:
    """One question, asked of one state of the index."""

    question: Question
    state: State
    streams: Mapping[str, StreamSettings]
    scratch: Scratch

    def answer(self) -> Answer:
        question = self.question
        found = [self._found(located) for located in self._located]
        best = max((float(part.scores.max()) for part in found if len(part.scores)), default=0.0)
        if question.share_of_best > 0:
            found = [part.where(part.scores >= question.share_of_best * best) for part in found]
        passing = [self._passing(part) for part in found]
        matched = [meeting(part, masks) for part, masks in zip(found, passing, strict=True)]
        page = self._ranked(matched, question.skip + question.most if question.most > 0 else 0)[
            question.skip :
        ]
        each = self._best_of_each(matched)
        hits = self._hits({*page}.union(*each.values()))
        return Answer(
            hits=tuple(hits[ranked.key] for ranked in page),
            total=sum(len(part.entries) for part in matched),
            best=best,
            best_of_each={value: tuple(hits[one.key] for one in ranked) for value, ranked in each.items()},
            counts={facet: self._counts(facet, found, passing) for facet in question.count},
            watermark=self.state.watermark,
        )

    def score(self, keys: Collection[str]) -> Mapping[str, Hit]:
        wanted = sorted(set(keys) - self.question.without)
        hashes = hashes_of(wanted)
        return self._hits(
            Ranked(0.0, key, segment, entry)
            for segment, live in enumerate(self.state.segments)
            for key, entry in live.entries_of(wanted, hashes)
            if live.visible_to(self.question.audiences)[entry]
        )

    @cached_property
    def _asked(self) -> Asked:
        return Asked.of(self.question, self.streams)

    @cached_property
    def _coefficients(self) -> Scores:
        return self._asked.coefficients(self.state.segments, self.streams)

    @cached_property
    def _located(self) -> Sequence[Located]:
        return [Located.of(self._asked, live, number) for number, live in enumerate(self.state.segments)]

    def _found(self, located: Located) -> Found:
        scores = located.scores(self._coefficients, self.scratch)
        entries = np.flatnonzero((scores > 0) & located.live.visible_to(self.question.audiences))
        if self.question.without:
            entries = np.delete(entries, self._rows_without(located.live, entries))
        return Found(located, entries, scores[entries])

    def _rows_without(self, live: LiveSegment, entries: Positions) -> Positions:
        keys = sorted(self.question.without)
        unwanted = np.array([entry for _, entry in live.entries_of(keys, hashes_of(keys))], np.int64)
        rows, there = rows_of(entries, unwanted)
        return rows[there]

    def _passing(self, found: Found) -> Mapping[str, Mask]:
        """Per condition: which of the found entries meet it."""
        live = found.located.live
        return {
            facet: live.having(facet, accepted)[found.entries]
            for facet, accepted in self.question.conditions.items()
        }

    def _ranked(self, found: Iterable[Found], most: int) -> list[Ranked]:
        """The best of several segments, in order."""
        ranked = []
        for part in found:
            best, key = part.best(most), part.located.live.segment.key
            ranked += [
                Ranked(-score, key(entry), part.located.segment, entry)
                for score, entry in zip(best.scores.tolist(), best.entries.tolist(), strict=True)
            ]
        return sorted(ranked)[:most]

    def _best_of_each(self, matched: Iterable[Found]) -> dict[str, list[Ranked]]:
        if not self.question.best_of:
            return {}
        by_value: dict[str, list[Found]] = {}
        for part in matched:
            labels = part.located.live.segment.facet(self.question.best_of)
            codes, owners = labels.codes_of(part.entries)
            for code in np.unique(codes).tolist():
                mine = owners[codes == code]
                having = Found(part.located, part.entries[mine], part.scores[mine])
                by_value.setdefault(labels.values[code], []).append(having)
        return {value: self._ranked(parts, self.question.most_of_each) for value, parts in by_value.items()}

    def _counts(
        self, facet: str, found: Sequence[Found], passing: Sequence[Mapping[str, Mask]]
    ) -> Mapping[str, int]:
        """How many entries have each value of the facet, its own condition left out."""
        counts: Counter[str] = Counter()
        for part, masks in zip(found, passing, strict=True):
            others = {name: mask for name, mask in masks.items() if name != facet}
            counts.update(part.located.live.segment.facet(facet).counts(meeting(part, others).entries))
        return dict(counts)

    def _hits(self, chosen: Iterable[Ranked]) -> dict[str, Hit]:
        """The hits of these entries, by key, each with the parts of its score."""
        keys: dict[tuple[int, int], str] = {(one.segment, one.entry): one.key for one in chosen}
        parts: dict[str, list[Part]] = {key: [] for key in keys.values()}
        coefficients = self._coefficients.tolist()
        for located in self._located:
            wanted = np.array([entry for segment, entry in keys if segment == located.segment], np.int64)
            if len(wanted):
                for entry, term, impact in located.parts(wanted, self.scratch):
                    part = Part(self._asked.terms[term], coefficients[term] * impact)
                    parts[keys[located.segment, entry]].append(part)
        return {key: Hit(key, added_up(these), tuple(these)) for key, these in parts.items()}


def meeting(found: Found, masks: Mapping[str, Mask]) -> Found:
    """Those that meet all conditions."""
    return found.where(np.logical_and.reduce(list(masks.values()))) if masks else found


def added_up(parts: Iterable[Part]) -> float:
    # From left to right, as the columns are added up: the same number to the last bit.
    score = 0.0
    for part in parts:
        score += part.amount
    return score
