"""What the worker does for introductions: what was promised, each once at its moment."""

from datetime import timedelta

from django.db import transaction

from schakel.introductions import actions, queries
from schakel.jobs import public as jobs
from schakel.jobs.public import Work, handles

REMIND = "introduction.remind"


@handles("introduction.look", every=timedelta(minutes=15))
def look_for_due(work: Work) -> None:
    """Each that is due gets work of its own: one that fails keeps no other waiting."""
    for one in queries.introductions_due(now=work.now()):
        with transaction.atomic():
            jobs.queue(REMIND, key=one.reference, due_at=work.now(), payload={"introduction": one.pk})


@handles(REMIND, longest=timedelta(minutes=5))
def remind(work: Work) -> None:
    """What is due for one introduction; done twice it is done once."""
    number = work.payload["introduction"]
    found = queries.introduction_with(number) if isinstance(number, int) else None
    if found is not None:
        actions.remind_introduction(introduction=found, now=work.now())


@handles("introduction.forget", every=timedelta(days=1))
def forget(work: Work) -> None:
    """Forget people without an account, long after the end."""
    actions.forget_guests(now=work.now())
