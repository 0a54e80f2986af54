"""What the worker does so that nobody who asks has to wait for it."""

from datetime import timedelta

from django.utils import timezone

from schakel.jobs.public import Work, handles, queue
from schakel.matching.encoding import ItemVectors, is_behind
from schakel.matching.indexing import hub_index
from schakel.matching.switching import chosen, load, vectors_folder

ENCODE = "meaning.encode"


@handles("index.refresh", longest=timedelta(minutes=30), every=timedelta(seconds=30))
def refresh_index(work: Work) -> None:
    """Bring the index up to the journal; after a change of the vocabulary every item is read anew."""
    hub_index().catch_up(today=timezone.localdate())
    if chosen() is not None and is_behind(vectors_folder()):
        with work.completion():
            queue(ENCODE, key=ENCODE, due_at=work.now())


@handles(ENCODE, longest=timedelta(hours=24))
def encode_items(work: Work) -> None:
    """Make the vectors of what was written since the last time; answers use those that are there meanwhile."""
    choice = chosen()
    if choice is not None:
        vectors = ItemVectors(load(choice))
        vectors.catch_up(today=timezone.localdate(), report=lambda done, size: work.report(done, size=size))
