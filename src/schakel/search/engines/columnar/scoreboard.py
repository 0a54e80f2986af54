"""How many steps all entries score, and how the few best are found among very many without sorting them all.

Exact scores would take eight bytes for each of a million entries, and adding up would wait for memory most of
the time. So scores are first added up in whole steps of two or four bytes. How far off a number of steps can
be is known (``Ruler``); the few entries that may matter are then looked at exactly. What comes out is the
same as if all had been added up exactly.

Sorting a million numbers, most of which are zero, would take longer than all the rest. So the highest of
every block of entries is taken first: the blocks tell which numbers are worth a look.
"""

import math
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.ranges import Positions
from schakel.search.engines.columnar.scratch import Scratch
from schakel.search.engines.weighing import STEPS

Scores = NDArray[np.float64]
Steps = NDArray[np.unsignedinteger[Any]]

MANY_ENTRIES = 1 << 16
"""From here on the steps of all entries fit the processor's cache only when they are rough."""
MANY_TERMS = 1 << 12
"""From here on rough steps are not enough to add up so many terms."""
FINE, ROUGH = np.uint32, np.uint16
MOST_STEPS = 1 << 24
"""Up to here numbers of four bytes with a floating point are not further off than half a step."""
OFF = 3.0
"""How many steps a sum can be off by multiplying in such numbers: two roundings, each of half a step of the
whole, make two; the third is for the sums in eight bytes that it is compared with."""
BLOCK = 1024
FEW_BLOCKS = 32
FEW_OF_BLOCKS = 0.5
"""Looking at a larger share of the blocks one by one takes longer than looking at all entries at once."""
SPARE = (8, 32)
"""How many times as many as are wanted the first look tries to find, and the second."""


class Ruler:
    """Measures scores in whole steps; what a term adds is rounded up, so that no term adds nothing."""

    def __init__(self, coefficients: Scores, *, entries: int, compares: bool = False) -> None:
        """``coefficients`` says what one step of impact adds to a score, per term.

        With ``compares`` all entries are compared with one score, and rough steps would leave too many in doubt.
        """
        is_rough = entries >= MANY_ENTRIES and len(coefficients) < MANY_TERMS and not compares
        self.dtype: type[np.unsignedinteger[Any]] = ROUGH if is_rough else FINE
        self._slack = len(coefficients) + OFF
        highest = float(coefficients.sum()) * STEPS
        capacity = min(np.iinfo(self.dtype).max, MOST_STEPS) - self._slack - 1
        self._per_score = capacity / highest if highest else 0.0
        self.steps_per_impact = (coefficients * self._per_score).astype(np.float32)

    def rounded(self, amounts: NDArray[np.float32], scratch: Scratch) -> Steps:
        """The amounts in whole steps, in memory of the scratch."""
        steps: Steps = scratch.column("steps", self.dtype, len(amounts))
        np.copyto(steps, amounts, casting="unsafe")
        steps += self.dtype(1)
        return steps

    def fewest(self, score: float) -> int:
        """Who scores this much has at least so many steps."""
        return max(1, math.floor(score * self._per_score - OFF))

    def enough(self, score: float) -> int:
        """Who has so many steps scores at least this much."""
        return math.ceil(score * self._per_score + self._slack)

    def doubtful(self, steps: int) -> int:
        """Who has fewer steps than this scores less than who has ``steps``."""
        return max(1, math.floor(steps - self._slack - OFF))


class Top(NamedTuple):
    """All of some entries that have at least so many steps, in the order of their numbers."""

    entries: Positions
    fewest: int


class Scoreboard:
    """``steps`` has the steps of every entry by number, zero where it shares nothing with the question."""

    def __init__(self, steps: Steps, ruler: Ruler) -> None:
        self.steps = steps
        self._ruler = ruler

    def part(self, first: int, last: int) -> "Scoreboard":
        """The same of the entries from ``first`` until ``last``, counted from there."""
        return Scoreboard(self.steps[first:last], self._ruler)

    def reaching(self, fewest: int) -> Mask:
        """Which entries have at least so many steps."""
        if fewest > np.iinfo(self.steps.dtype).max:
            return np.zeros(len(self.steps), np.bool_)
        reaching: Mask = self.steps >= self.steps.dtype.type(fewest)
        return reaching

    def top(self, among: Mask, most: int) -> Top:
        """Enough of these entries to be sure that the best ``most`` are with them."""
        for fewest in (*self._guesses(most), 1):
            entries = self._having(among, fewest)
            if len(entries) >= most or fewest == 1:
                needed = self.needed(entries, most)
                if needed < fewest:
                    return Top(self._having(among, needed), needed)
                return Top(entries[self.steps[entries] >= needed], needed)
        raise AssertionError("the last guess is the last")

    def best_of(self, entries: Positions, most: int) -> Positions:
        """Enough of these entries to be sure that the best ``most`` are with them."""
        return entries[self.steps[entries] >= self.needed(entries, most)]

    def needed(self, entries: Positions, most: int) -> int:
        """Who has fewer steps is not one of the best ``most`` of these entries."""
        if len(entries) < most:
            return 1
        last = np.partition(self.steps[entries], len(entries) - most)[len(entries) - most]
        return self._ruler.doubtful(int(last))

    def _having(self, among: Mask, fewest: int) -> Positions:
        """Which of these entries have so many steps; only blocks are looked at in which somebody has."""
        blocks = np.flatnonzero(self._highest >= fewest)
        if len(blocks) > FEW_OF_BLOCKS * len(self._highest):
            reaching = self.reaching(fewest)
            reaching &= among
            return np.flatnonzero(reaching)
        whole = len(self.steps) // BLOCK
        chosen = blocks[blocks < whole]
        reaching = self._in_blocks(self.steps)[chosen] >= self.steps.dtype.type(fewest)
        reaching &= self._in_blocks(among)[chosen]
        # In one dimension this takes a tenth of the time.
        places, offsets = np.divmod(np.flatnonzero(reaching), BLOCK)
        entries: Positions = chosen[places] * BLOCK + offsets
        if len(chosen) < len(blocks):
            rest = slice(whole * BLOCK, None)
            reaching = (self.steps[rest] >= self.steps.dtype.type(fewest)) & among[rest]
            entries = np.concatenate([entries, whole * BLOCK + np.flatnonzero(reaching)])
        return entries

    def _in_blocks(self, column: NDArray[Any]) -> NDArray[Any]:
        """A block in each row; a last one that is not full is left out."""
        return column[: len(column) // BLOCK * BLOCK].reshape(-1, BLOCK)

    def _guesses(self, most: int) -> list[int]:
        """Numbers of steps that at least some times ``most`` entries have, wanted or not."""
        blocks = len(self._highest)
        if blocks < FEW_BLOCKS:
            return []
        falling = np.sort(self._highest)[::-1]
        ranks = [min(spare * most, blocks - 1) for spare in SPARE]
        # With those who may score as much as who has so many, there is seldom need of another look.
        return [self._ruler.doubtful(int(falling[rank])) for rank in ranks if falling[rank] > 0]

    @cached_property
    def _highest(self) -> Steps:
        """The highest number of steps in every block."""
        highest: Steps = np.maximum.reduceat(self.steps, np.arange(0, len(self.steps), BLOCK))
        return highest
