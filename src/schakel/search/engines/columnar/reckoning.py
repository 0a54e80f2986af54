"""The exact scores of some entries, with the parts they consist of.

An entry's parts are added up in double precision in the order of the question, so that its score is the same
number to the last bit in whatever segment it lies and whatever else is in the index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from schakel.search.engine import Hit, Part, Term
from schakel.search.engines.columnar.ranges import Positions
from schakel.search.engines.columnar.scoreboard import Scores
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.columnar.terms import Located
from schakel.search.engines.columnar.view import View
from schakel.search.engines.hashing import Hashes


@dataclass(frozen=True)
class Reckoned:
    entries: Positions
    """In the order of their numbers."""
    scores: Scores
    lots: Hashes
    owners: Positions
    """Per part the place of its entry; rising, and for one entry in the order of the terms."""
    terms: Positions
    amounts: Scores

    @staticmethod
    def of(
        entries: Positions,
        *,
        view: View,
        located: Sequence[Located],
        coefficients: Scores,
        salt: int,
        scratch: Scratch,
    ) -> "Reckoned":
        """``located`` has what each stretch of the view has; ``entries`` stand in order, each once."""
        keys, impacts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for place, shift, owns in view.by_stretch(entries):
            parts = located[place].parts(owns, scratch)
            owners = np.searchsorted(entries, parts.entries + np.int64(shift))
            keys.append(owners * len(coefficients) + parts.terms)
            impacts.append(parts.impacts.astype(np.int64))
        all_keys = np.concatenate(keys)
        order = np.argsort(all_keys, kind="stable")
        owners, terms = np.divmod(all_keys[order], max(1, len(coefficients)))
        amounts = coefficients[terms] * np.concatenate(impacts)[order]
        scores = np.zeros(len(entries))
        # Adds up from the first to the last, unlike ``add.reduceat``, which adds up halves of halves.
        np.add.at(scores, owners, amounts)
        return Reckoned(entries, scores, view.lots(entries, salt), owners, terms, amounts)

    def places_of(self, entries: Positions) -> Positions:
        """Where some of the entries stand among all."""
        return self.entries.searchsorted(entries)

    def hits(self, entries: Iterable[int], *, view: View, terms: Sequence[Term]) -> dict[int, Hit]:
        """The hits of some of the entries, by number."""
        chosen = np.array(sorted(entries), np.int64)
        places = self.places_of(chosen)
        starts = np.searchsorted(self.owners, places).tolist()
        ends = np.searchsorted(self.owners, places, side="right").tolist()
        rows = zip(
            chosen.tolist(), view.keys(chosen), self.scores[places].tolist(), starts, ends, strict=True
        )
        return {
            entry: Hit(key, score, tuple(self._parts(start, end, terms)))
            for entry, key, score, start, end in rows
        }

    def _parts(self, start: int, end: int, terms: Sequence[Term]) -> Iterable[Part]:
        numbers, amounts = self.terms[start:end].tolist(), self.amounts[start:end].tolist()
        return map(Part, [terms[number] for number in numbers], amounts)
