"""What the worker does so that nobody who asks has to wait for it."""

from datetime import timedelta

from django.utils import timezone

from schakel.jobs.public import Work, handles
from schakel.matching.indexing import hub_index


@handles("index.refresh", longest=timedelta(minutes=30), every=timedelta(seconds=30))
def refresh_index(_work: Work) -> None:
    """Bring the index up to the journal; after a change of the vocabulary every item is read anew."""
    hub_index().catch_up(today=timezone.localdate())
