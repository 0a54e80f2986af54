"""What must be true of queued work."""

from collections.abc import Iterator

from django.db.models import F, Q

from schakel.jobs.models import Job
from schakel.kernel.invariants import Invariant


def ended_twice() -> Iterator[str]:
    for job in Job.objects.exclude(done_at=None).exclude(gave_up_at=None).order_by("pk"):
        yield f"job {job.pk} is done and given up"


def done_by_nobody() -> Iterator[str]:
    for job in Job.objects.filter(~Q(done_at=None) | ~Q(gave_up_at=None), attempt=0).order_by("pk"):
        yield f"job {job.pk} ended and was never begun"


def leased_after_the_end() -> Iterator[str]:
    ended = Job.objects.filter(~Q(done_at=None) | ~Q(gave_up_at=None)).exclude(leased_until=None)
    for job in ended.order_by("pk"):
        yield f"job {job.pk} ended and is still leased"


def forgiven_too_much() -> Iterator[str]:
    for job in Job.objects.filter(forgiven__gt=F("attempt")).order_by("pk"):
        yield f"job {job.pk} was begun {job.attempt} times and forgiven {job.forgiven} times"


_REMEDY = "Somebody changed the queue past the hub: queue the work anew, see: schakel jobs"

INVARIANTS = (
    Invariant("a job is done or given up, not both", ended_twice, _REMEDY),
    Invariant("a job that ended was begun", done_by_nobody, _REMEDY),
    Invariant("a job that ended is nobody's any more", leased_after_the_end, _REMEDY),
    Invariant("a job is not forgiven more often than it was begun", forgiven_too_much, _REMEDY),
)
