"""From a question and a state of the index to an answer.

Scores are added up in double precision, term after term as the question gives them, so that an entry's score
is the same number to the last bit in whatever segment it lies and whatever else is in the index.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, reduce
from itertools import pairwise
from operator import add

import numpy as np

from schakel.search.engine import Answer, Hit, Part, Question, StreamSettings
from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions
from schakel.search.engines.columnar.scoreboard import Scoreboard
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.terms import Asked, Located
from schakel.search.engines.columnar.view import View


class Asking:
    """One question, asked of one view of the index."""

    def __init__(
        self, question: Question, view: View, streams: Mapping[str, StreamSettings], scratch: Scratch
    ) -> None:
        self._question = question
        self._view = view
        self._scratch = scratch
        self._asked = Asked.of(question, streams)
        self._coefficients = self._asked.coefficients(view, streams)
        self._located = [Located.of(self._asked, live.segment) for live in view.segments]

    def answer(self, *, watermark: int) -> Answer:
        question, board = self._question, self._board
        visible = self._visible()
        best = board.best(visible)
        reached = board.reaching(question.share_of_best * best)
        reached &= visible
        matched = self._meeting(reached, question.conditions)
        total = int(np.count_nonzero(matched))
        page = self._page(matched)
        each = self._best_of_each(matched, total) if question.best_of else {}
        hits = self._hits({*page}.union(*each.values()))
        return Answer(
            hits=tuple(hits[entry] for entry in page),
            total=total,
            best=best,
            best_of_each={value: tuple(hits[entry] for entry in entries) for value, entries in each.items()},
            counts=self._counts(reached, matched),
            watermark=watermark,
        )

    def score(self, keys: Collection[str]) -> Mapping[str, Hit]:
        visible = self._visible()
        found = self._view.entries_of(set(keys) - self._question.without)
        hits = self._hits(entry for entry in found.values() if visible[entry])
        return {hit.key: hit for hit in hits.values()}

    @cached_property
    def _board(self) -> Scoreboard:
        scores = self._scratch.zeros("scores", np.float64, self._view.size)
        for first, located in zip(self._view.firsts, self._located, strict=False):
            located.add_up(scores[first : first + located.segment.size], self._coefficients, self._scratch)
        return Scoreboard(scores)

    def _visible(self) -> Mask:
        visible = self._view.visible_to(self._question.audiences)
        unwanted = self._view.entries_of(self._question.without) if self._question.without else {}
        if unwanted:
            visible = visible.copy()
            visible[list(unwanted.values())] = False
        return visible

    def _meeting(self, entries: Mask, conditions: Mapping[str, frozenset[str]]) -> Mask:
        for facet, accepted in conditions.items():
            entries = entries & self._view.having(facet, accepted)
        return entries

    def _page(self, matched: Mask) -> list[int]:
        if self._question.most <= 0:
            return []
        until = self._question.skip + self._question.most
        return self._ranked(self._board.nearly_best(matched, until), until)[self._question.skip :]

    def _ranked(self, entries: Positions, most: int) -> list[int]:
        """The best of these entries (in the order of their numbers): by score, highest first, then by key."""
        scores = self._board.scores[entries]
        if len(entries) > most:
            last = np.partition(scores, len(entries) - most)[len(entries) - most]
            surely, maybe = entries[scores > last], entries[scores == last]
            if len(surely) + len(maybe) > most:
                maybe = self._view.first_by_key(maybe, most - len(surely))
            entries = np.sort(np.concatenate([surely, maybe]))
            scores = self._board.scores[entries]
        ranked = sorted(zip((-scores).tolist(), self._view.keys(entries), entries.tolist(), strict=True))
        return [entry for _, _, entry in ranked]

    def _best_of_each(self, matched: Mask, total: int) -> dict[str, list[int]]:
        """The best entries of every value of the facet that has any."""
        facet, most = self._question.best_of, max(1, self._question.most_of_each)
        candidates = self._board.nearly_best(matched, 8 * most)
        by_value = self._view.by_value(facet, candidates)
        if len(candidates) < total:
            # A value with too few among the very best gets a look of its own.
            for value in self._view.values(facet):
                if len(by_value.get(value, ())) < most:
                    entries = np.flatnonzero(matched & self._view.having(facet, frozenset({value})))
                    by_value[value] = entries
        return {
            value: self._ranked(entries, most)[: self._question.most_of_each]
            for value, entries in by_value.items()
            if len(entries)
        }

    def _counts(self, reached: Mask, matched: Mask) -> dict[str, Mapping[str, int]]:
        """Per facet how many entries have each value; the facet's own condition is left out."""
        entries = np.flatnonzero(matched) if self._question.count else np.zeros(0, np.int64)
        counts = {}
        for facet in self._question.count:
            others = {name: values for name, values in self._question.conditions.items() if name != facet}
            is_free = len(others) == len(self._question.conditions)
            counted = entries if is_free else np.flatnonzero(self._meeting(reached, others))
            counts[facet] = self._view.counts(facet, counted)
        return counts

    def _hits(self, chosen: Iterable[int]) -> dict[int, Hit]:
        """The hits of these entries, each with the parts of its score."""
        entries = np.array(sorted(chosen), np.int64)
        located = dict(zip(self._view.segments, self._located, strict=True))
        hits = {}
        for live, first, owns in self._view.by_segment(entries):
            parts = located[live].parts(owns, self._scratch)
            order = np.argsort(parts.entries, kind="stable")
            terms = [self._asked.terms[term] for term in parts.terms[order].tolist()]
            amounts = (self._coefficients[parts.terms] * parts.impacts)[order].tolist()
            edges = np.searchsorted(parts.entries[order], [*owns.tolist(), live.segment.size]).tolist()
            for own, (start, end) in zip(owns.tolist(), pairwise(edges), strict=True):
                own_parts = tuple(map(Part, terms[start:end], amounts[start:end]))
                # From left to right, as the columns are added up: the same number to the last bit.
                score = reduce(add, amounts[start:end], 0.0)
                hits[first + own] = Hit(live.segment.key(own), score, own_parts)
        return hits
