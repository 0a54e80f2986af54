"""What organisations do together, as far as other capabilities told this one how to find it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from schakel.accounts.public import Person
from schakel.challenges.public import standing_bundles
from schakel.fairness.rules import Tie

FindTies = Callable[[Person | None], Iterable[tuple[int, int]]]
"""Pairs of organisations that do this together, as far as this person may see it."""
BUNDLE = "bundle"
_FINDERS: dict[str, FindTies] = {}


def register_ties(what: str, find: FindTies) -> None:
    """From now on these are lines in the picture. ``what``: the code by which ``wording`` names it."""
    _FINDERS[what] = find


def ties_for(person: Person | None) -> Iterator[Tie]:
    """Everything that this person may see of who does something together."""
    for what in sorted(_FINDERS):
        for one, other in _FINDERS[what](person):
            yield Tie(one, other, what)


def tie_bundles() -> None:
    """Owners of challenges in one bundle that stands take something up together."""
    register_ties(BUNDLE, _bundled)


def _bundled(person: Person | None) -> Iterator[tuple[int, int]]:
    for owners in standing_bundles(person):
        yield from combinations(sorted(set(owners)), 2)
