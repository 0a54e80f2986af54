"""What the worker does so that nobody who asks has to wait for it."""

import time
from datetime import timedelta

from django.utils import timezone

from schakel.jobs.public import Work, handles, queue
from schakel.matching import comparing
from schakel.matching.encoding import ItemVectors
from schakel.matching.indexing import hub_index
from schakel.matching.switching import THINKER
from schakel.search.semantic.model_folder import UnusableModelError

VECTORS = "vectors.refresh"
SHIFT = 30.0
"""Seconds after which encoding lets other work go first, and goes on afterwards."""


@handles("index.refresh", longest=timedelta(minutes=30), every=timedelta(seconds=30))
def refresh_index(_work: Work) -> None:
    """Bring the index up to the journal; after a change of the vocabulary every item is read anew."""
    hub_index().catch_up(today=timezone.localdate())


@handles(VECTORS, longest=timedelta(minutes=30), every=timedelta(seconds=30))
def refresh_vectors(work: Work) -> None:
    """Where meaning is switched on: make the vectors of what was written since the last time."""
    try:
        meaning = THINKER.meaning()
    except UnusableModelError:
        return  # said in the log when it was loaded, and by doctor
    if meaning is None:
        return
    vectors = ItemVectors(meaning)
    if vectors.is_behind and not _encode_for_a_while(vectors, work):
        with work.completion():
            queue(VECTORS, key=VECTORS, due_at=work.now())


def _encode_for_a_while(vectors: ItemVectors, work: Work) -> bool:
    """Whether all is done, by this process or by another one that is at it."""
    ends_at = time.monotonic() + SHIFT

    def report(done: int, wanted: int) -> None:
        work.report(done, size=wanted)
        if done < wanted and time.monotonic() > ends_at:
            raise _ShiftIsOverError

    try:
        vectors.catch_up(today=timezone.localdate(), report=report)
    except _ShiftIsOverError:
        return False
    return True


class _ShiftIsOverError(Exception):
    """Others first."""


@handles("challenges.compare", longest=timedelta(hours=1), every=timedelta(days=1))
def compare_challenges(work: Work) -> None:
    """Find challenges of different bodies that may be one."""
    comparing.compare_challenges(now=work.now(), report=lambda done, of: work.report(done, size=of))
