"""From a question and a view of the index to an answer.

All entries are scored roughly, and those that may matter exactly (see ``scoreboard``).
"""

from collections.abc import Collection, Mapping

import numpy as np

from schakel.search.engine import Answer, Hit, Question, StreamSettings
from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions
from schakel.search.engines.columnar.reckoning import Reckoned
from schakel.search.engines.columnar.scoreboard import Ruler, Scoreboard
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.terms import Asked, Located
from schakel.search.engines.columnar.view import Chosen, View
from schakel.search.engines.lots import salt_of

MANY_ENTRIES = 1 << 15
"""Of so many the best are sought; of fewer all are taken at first."""
NONE = np.zeros(0, np.int64)


class Asking:
    """One question, asked of one view of the index."""

    def __init__(
        self, question: Question, view: View, streams: Mapping[str, StreamSettings], scratch: Scratch
    ) -> None:
        self._question = question
        self._scratch = scratch
        self._salt = salt_of(question)
        self._asked = Asked.of(question, streams)
        self._coefficients = self._asked.coefficients(view, streams)
        # What a term is worth is counted over all; what need not be looked at is left out from here on.
        self._view = view if question.looks_beyond_conditions else view.narrowed(question.conditions)
        self._located = [Located.of(self._asked, stretch) for stretch in self._view.stretches]
        self._ruler = Ruler(self._coefficients, entries=self._view.size, compares=question.share_of_best > 0)

    def answer(self, *, watermark: int) -> Answer:
        question, board = self._question, self._board()
        found = board.reaching(1)
        found &= self._visible()
        matched = self._meeting(found, question.conditions)
        until = question.skip + question.most if question.most > 0 else 0
        leaders = board.top(found, 1).entries if question.needs_best else NONE
        page = board.top(matched, until).entries if until else NONE
        each = self._best_of_each(board, matched) if question.best_of else {}
        reckoned = self._reckoned(np.concatenate([leaders, page, *each.values()]))
        best = float(reckoned.scores[reckoned.places_of(leaders)].max(initial=0.0))
        floor = question.share_of_best * best
        if floor > 0:
            found = self._reaching(floor, board, found)
            matched = self._meeting(found, question.conditions)
        ranked = self._ranked(page, reckoned, floor, until)[question.skip :]
        ranked_each = {
            value: self._ranked(entries, reckoned, floor, max(1, question.most_of_each))
            for value, entries in each.items()
        }
        hits = self._hits(reckoned, {*ranked}.union(*ranked_each.values()))
        return Answer(
            hits=tuple(hits[entry] for entry in ranked),
            total=int(np.count_nonzero(matched)),
            best=best,
            best_of_each={
                value: tuple(hits[entry] for entry in entries[: question.most_of_each])
                for value, entries in ranked_each.items()
                if entries
            },
            counts=self._counts(found, matched),
            watermark=watermark,
        )

    def score(self, keys: Collection[str]) -> Mapping[str, Hit]:
        visible = self._visible()
        wanted = self._view.entries_of(set(keys) - self._question.without)
        entries = np.array([entry for entry in wanted.values() if visible[entry]], np.int64)
        hits = self._hits(self._reckoned(entries), set(entries.tolist()))
        return {hit.key: hit for hit in hits.values()}

    def _board(self) -> Scoreboard:
        steps = self._scratch.zeros("board", self._ruler.dtype, self._view.size)
        for first, located in zip(self._view.firsts, self._located, strict=False):
            located.add_up(steps[first : first + located.stretch.size], self._ruler, self._scratch)
        return Scoreboard(steps, self._ruler)

    def _reckoned(self, entries: Positions) -> Reckoned:
        return Reckoned.of(
            np.unique(entries),
            view=self._view,
            located=self._located,
            coefficients=self._coefficients,
            salt=self._salt,
            scratch=self._scratch,
        )

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

    def _reaching(self, floor: float, board: Scoreboard, found: Mask) -> Mask:
        """Those of the found entries that score at least so much."""
        reached = board.reaching(self._ruler.fewest(floor))
        reached &= found
        surely = board.reaching(self._ruler.enough(floor))
        doubtful = np.flatnonzero(np.greater(reached, surely, out=surely))
        if len(doubtful):
            reached[doubtful] = self._reckoned(doubtful).scores >= floor
        return reached

    def _best_of_each(self, board: Scoreboard, matched: Mask) -> dict[str, Positions]:
        """Per value of the facet enough of its entries to be sure that the best are with them."""
        facet, most = self._question.best_of, max(1, self._question.most_of_each)
        top = board.top(matched, 8 * most)
        each = self._view.by_value(facet, top.entries)
        if top.fewest > 1:
            # A value with too few among the very best gets a look of its own, if there are more.
            wanting = [
                value
                for value in self._view.values(facet)
                if board.needed(each.get(value, NONE), most) < top.fewest
            ]
            there_are = self._view.counts(facet, self._chosen(matched)) if wanting else {}
            for value in wanting:
                if there_are.get(value, 0) > len(each.get(value, NONE)):
                    each[value] = self._best_of_value(facet, value, board, matched)
        return {value: board.best_of(entries, most) for value, entries in each.items()}

    def _best_of_value(self, facet: str, value: str, board: Scoreboard, matched: Mask) -> Positions:
        """Enough of the matched entries with this value to be sure that the best of them are there."""
        most, accepted = max(1, self._question.most_of_each), frozenset({value})
        having = self._view.having(facet, accepted)
        best = [NONE]
        for first, last in self._view.spans({facet: accepted}):
            own = matched[first:last] & having[first:last]
            few = last - first < MANY_ENTRIES
            best.append(
                first + (np.flatnonzero(own) if few else board.part(first, last).top(own, most).entries)
            )
        return np.concatenate(best)

    def _chosen(self, matched: Mask) -> Chosen:
        """Entries that meet the conditions."""
        return Chosen(matched, self._view.spans(self._question.conditions))

    def _ranked(self, entries: Positions, reckoned: Reckoned, floor: float, most: int) -> list[int]:
        """The best of the entries that score so much, in order: by score, highest first, then by lot, then by key."""
        places = reckoned.places_of(entries)
        places = places[reckoned.scores[places] >= floor]
        scores, drawn = reckoned.scores[places], reckoned.lots[places]
        if len(places) > most:
            last = np.partition(scores, len(scores) - most)[len(scores) - most]
            surely, maybe = scores > last, scores == last
            left = most - np.count_nonzero(surely)
            chosen = surely | (maybe & (drawn <= np.partition(drawn[maybe], left - 1)[left - 1]))
            places, scores, drawn = places[chosen], scores[chosen], drawn[chosen]
        entries = reckoned.entries[places]
        standing = list(zip((-scores).tolist(), drawn.tolist(), strict=True))
        # Keys decide only between those that draw by the same name.
        keys = self._view.keys(entries) if len(set(standing)) < len(standing) else [""] * len(standing)
        ranked = sorted(zip(standing, keys, entries.tolist(), strict=True))
        return [entry for *_, entry in ranked[:most]]

    def _counts(self, found: Mask, matched: Mask) -> dict[str, Mapping[str, int]]:
        """Per facet how many entries have each value; the facet's own condition is left out."""
        chosen = self._chosen(matched)
        counts = {}
        for facet in self._question.count:
            others = {name: values for name, values in self._question.conditions.items() if name != facet}
            is_free = len(others) == len(self._question.conditions)
            counted = chosen if is_free else Chosen(self._meeting(found, others), self._view.spans(others))
            counts[facet] = self._view.counts(facet, counted)
        return counts

    def _hits(self, reckoned: Reckoned, entries: Collection[int]) -> dict[int, Hit]:
        return reckoned.hits(entries, view=self._view, terms=self._asked.terms)
