"""The scores of all entries, and how the few best are found among very many without sorting them all.

Sorting or partitioning a million scores, most of which are zero, takes forty times as long as adding them
up. So the highest score of every block of entries is taken first: blocks tell which scores are worth a look.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions

Scores = NDArray[np.float64]

BLOCK = 1024
FEW_BLOCKS = 32
SPARE = (8, 32)
"""How many times as many as are wanted the first look tries to find, and the second."""


class Scoreboard:
    """``scores`` has the score of every entry by number, zero where it shares nothing with the question."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores

    @cached_property
    def _highest(self) -> Scores:
        """Per block its highest score."""
        highest: Scores = np.maximum.reduceat(self.scores, np.arange(0, len(self.scores), BLOCK))
        return highest

    def best(self, among: Mask) -> float:
        """The highest score among these; zero where there are none."""
        if not len(self.scores):
            return 0.0
        best = 0.0
        for block in np.argsort(-self._highest)[:FEW_BLOCKS].tolist():
            if self._highest[block] <= best:
                return best
            span = slice(block * BLOCK, (block + 1) * BLOCK)
            best = max(best, float(self.scores[span][among[span]].max(initial=0.0)))
        # Most of the high scores are hidden from whoever asks: then all have to be looked at.
        return float(self.scores[among].max(initial=0.0))

    def reaching(self, floor: float) -> Mask:
        """Which entries share something with the question and score the floor at least."""
        return self.scores >= floor if floor > 0 else self.scores > 0

    def nearly_best(self, among: Mask, most: int) -> Positions:
        """Entries of which the best ``most`` are part, in the order of their numbers."""
        for highest in self._guesses(most):
            good = self.scores >= highest
            good &= among
            entries = np.flatnonzero(good)
            if len(entries) >= most:
                return entries
        return np.flatnonzero(among)

    def _guesses(self, most: int) -> list[float]:
        """Scores that so many entries reach, and more: among them are those that nobody may see or wants."""
        if len(self.scores) < FEW_BLOCKS * BLOCK:
            return []
        falling = np.sort(self._highest)[::-1]
        ranks = [spare * most for spare in SPARE if spare * most < len(falling)]
        return [float(falling[rank]) for rank in ranks if falling[rank] > 0]
