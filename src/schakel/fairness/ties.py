"""What organisations do together, as far as other capabilities told this one how to find it."""

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
_FINDERS: dict[str, FindTies] = {}


def register_ties(what: str, find: FindTies) -> None:
    """From now on these are lines in the picture. ``what``: the code by which ``wording`` names it."""
    _FINDERS[what] = find


def ties_for(person: Person | None) -> Iterator[Tie]:
    """Everything that this person may see of who does something together."""
    for what in sorted(_FINDERS):
        for one, other in _FINDERS[what](person):
            yield Tie(one, other, what)


def tie_what_is_known() -> None:
    """Bodies in a bundle take something up together; those who were introduced met, and partners try something."""
    register_ties(BUNDLE, _bundled)
    register_ties(INTRODUCTION, introductions.introduced_pairs)
    register_ties(PILOT, pilots.partner_pairs)


def _bundled(person: Person | None) -> Iterator[tuple[int, int]]:
    for owners in standing_bundles(person):
        yield from combinations(sorted(set(owners)), 2)
