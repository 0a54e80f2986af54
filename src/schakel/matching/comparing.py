"""Finding challenges of different bodies that say much the same: somebody can propose to take them up together."""

from collections.abc import Callable
from datetime import datetime

from schakel.challenges import public as challenges
from schakel.library import public as library
from schakel.library.public import Kind
from schakel.matching.asking import similar

ALIKE = 4
"""Dots, of five, from which two challenges may be one."""
LOOKED_THROUGH = 12
_CHALLENGES = frozenset({Kind.CHALLENGE})


def compare_challenges(*, now: datetime, report: Callable[[int, int], None]) -> int:
    """Compare every challenge at work that can be bundled with the others; returns how many pairs are new.

    `report` is told how many of how many were compared.
    """
    every = challenges.challenges_to_compare()
    can_be_bundled = {challenge.pk for challenge, _ in every}
    found: dict[tuple[int, int], int] = {}
    for done, (challenge, person) in enumerate(every, 1):
        value = library.value_of(challenge.item, today=now.date())
        likest = similar(
            value,
            person=person,
            now=now,
            screen_language=value.original_language,
            most=LOOKED_THROUGH,
            kinds=_CHALLENGES,
        )
        for match in likest:
            other = match.item
            if match.dots >= ALIKE and other.owner.pk != value.owner.pk and other.pk in can_be_bundled:
                pair = (min(value.pk, other.pk), max(value.pk, other.pk))
                found[pair] = max(found.get(pair, 0), match.dots)
        report(done, len(every))
    return len(challenges.store_alike(found=found, now=now))
