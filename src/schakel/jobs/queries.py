"""Looking at the work: what waits, how far it is, what was given up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from schakel.jobs.models import Job, nobody_holds


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. ``size`` is 0 while it is not known how much there is to do."""

    number: int
    name: str
    key: str
    attempt: int
    progress: int
    size: int
    message: str
    due_at: datetime
    done_at: datetime | None
    gave_up_at: datetime | None


def is_something_due(names: Collection[str], *, now: datetime) -> bool:
    """Whether leasing is worth a try; asked often, so without a lock."""
    return _waiting().filter(nobody_holds(now), name__in=list(names), due_at__lte=now).exists()


def waiting_jobs() -> list[Progress]:
    """What is queued or being done, in the order in which it is due."""
    return [_progress(job) for job in _waiting().order_by("due_at", "pk")]


def given_up_jobs() -> list[Progress]:
    """What was tried as often as may be, the newest first: somebody has to look at it."""
    return [_progress(job) for job in Job.objects.exclude(gave_up_at=None).order_by("-gave_up_at", "-pk")]


def waiting_since(now: datetime) -> datetime | None:
    """Since when the oldest job that nobody does could have been done; None when nothing waits."""
    oldest = (
        _waiting()
        .filter(nobody_holds(now), due_at__lte=now)
        .order_by("due_at")
        .values_list("due_at", flat=True)
    )
    return oldest.first()


def newest_with_key(key: str) -> Progress | None:
    """How far the work with this key is, or how it ended."""
    job = Job.objects.filter(key=key).order_by("-pk").first()
    return None if job is None else _progress(job)


def _waiting() -> QuerySet[Job]:
    return Job.objects.filter(done_at=None, gave_up_at=None)


def _progress(job: Job) -> Progress:
    return Progress(
        number=job.pk,
        name=job.name,
        key=job.key,
        attempt=job.attempt,
        progress=job.progress,
        size=job.size,
        message=job.message,
        due_at=job.due_at,
        done_at=job.done_at,
        gave_up_at=job.gave_up_at,
    )
