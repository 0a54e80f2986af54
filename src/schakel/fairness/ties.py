"""What organisations do together, as far as somebody may see it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from schakel.accounts.public import Person
from schakel.challenges.public import standing_bundles
from schakel.fairness.rules import Tie
from schakel.introductions import public as introductions
from schakel.pilots import public as pilots

FindTies = Callable[[Person | None], Iterable[tuple[int, int]]]
"""Pairs of organisations that do this together, as far as this person may see it."""
BUNDLE, INTRODUCTION, PILOT = "bundle", "introduction", "pilot"


def _bundled(person: Person | None) -> Iterator[tuple[int, int]]:
    for owners in standing_bundles(person):
        yield from combinations(sorted(set(owners)), 2)


FINDERS: dict[str, FindTies] = {
    BUNDLE: _bundled,
    INTRODUCTION: introductions.introduced_pairs,
    PILOT: pilots.partner_pairs,
}
"""By the code by which ``wording`` names it: who takes something up together, who met, who tries something."""


def ties_for(person: Person | None) -> Iterator[Tie]:
    """Everything that this person may see of who does something together."""
    for what in sorted(FINDERS):
        for one, other in FINDERS[what](person):
            yield Tie(one, other, what)
