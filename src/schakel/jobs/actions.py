"""Queueing work, leasing it, and every way in which a lease ends."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from schakel.jobs import rules
from schakel.jobs.models import Job, Repetition, nobody_holds
from schakel.journal import public as journal

LONGEST_MESSAGE = 300


class LostLeaseError(Exception):
    """Another worker has taken the job up in the meantime: nothing of this attempt may count any more."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do one job for a while. The attempt is the fence: a newer one ends this right."""

    job: int
    attempt: int
    name: str
    key: str
    payload: Mapping[str, object]


def queue(name: str, *, key: str, due_at: datetime, payload: Mapping[str, object] | None = None) -> int:
    """Ask for work, in the transaction of what makes it necessary; returns the number of the job.

    While a job with this key waits untouched, that one stands for both (due at the earlier of the two
    moments). Raises TransactionManagementError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "jobs.queue() belongs in the transaction that needs the work"
        )
    while True:
        # Held until our commit: were the waiting job begun before that, it would miss what we have changed.
        waiting = _not_ended().select_for_update().filter(key=key, attempt=0).first()
        if waiting is not None:
            if due_at < waiting.due_at:
                _not_ended().filter(pk=waiting.pk).update(due_at=due_at)
            return waiting.pk
        try:
            with transaction.atomic():
                return Job.objects.create(name=name, key=key, due_at=due_at, payload=dict(payload or {})).pk
        except (
            IntegrityError
        ):  # somebody queued the same work between our two statements; theirs stands for ours
            continue


@transaction.atomic
def queue_again(*, number: int, now: datetime) -> int | None:
    """Queue anew what was given up; the old job stays as it was. None when there is no such job."""
    given_up = Job.objects.filter(pk=number).exclude(gave_up_at=None).first()
    if given_up is None:
        return None
    return queue(given_up.name, key=given_up.key, due_at=now, payload=given_up.payload)


def queue_repetitions(periods: Mapping[str, timedelta], *, now: datetime) -> None:
    """Queue the work that is repeated (name -> period) and came due; what was missed several times is done once."""
    occurrences = {name: rules.last_occurrence(now, every=every) for name, every in periods.items()}
    marks = dict(Repetition.objects.filter(name__in=list(periods)).values_list("name", "queued_until"))
    for name, occurrence in occurrences.items():
        if name not in marks or rules.is_due_again(occurrence, queued_until=marks[name]):
            _queue_occurrence(name, occurrence, before=occurrence - periods[name])


@transaction.atomic
def _queue_occurrence(name: str, occurrence: datetime, *, before: datetime) -> None:
    Repetition.objects.get_or_create(name=name, defaults={"queued_until": before})
    # Of the workers that get here at the same moment, one moves the mark and the others find it moved.
    moved = Repetition.objects.filter(
        Q(queued_until__lt=occurrence) | Q(queued_until__gt=occurrence + rules.MOST_AHEAD), name=name
    )
    if moved.update(queued_until=occurrence):
        queue(name, key=name, due_at=occurrence)


def lease(names: Collection[str], *, now: datetime, until: datetime) -> Lease | None:
    """Take the work of these names that is due the longest; None when there is none.

    What workers have died of as often as may be is given up here, as nobody was left to do it.
    """
    while True:
        with transaction.atomic():
            job = _free(names, now).select_for_update(skip_locked=True).first()
            if job is None:
                return None
            if rules.is_hopeless(attempt=job.attempt, forgiven=job.forgiven):
                _give_up(
                    _lease_of(job),
                    message=job.message or "every worker that did it ended before it did",
                    now=now,
                )
                continue
            job.attempt += 1
            job.leased_until = until
            job.save(update_fields=["attempt", "leased_until"])
            return _lease_of(job)


def renew(lease: Lease, *, until: datetime) -> bool:
    """Keep the lease for longer; False when it has been lost."""
    return bool(held(lease).update(leased_until=until))


def report(lease: Lease, *, progress: int, size: int, message: str) -> None:
    """Let others see how far long work is. Raises LostLeaseError."""
    _expect_held(held(lease).update(progress=progress, size=size, message=message[:LONGEST_MESSAGE]))


def finish(lease: Lease, *, now: datetime) -> None:
    """The job is done. Raises LostLeaseError, so that the transaction of its effect is undone."""
    _expect_held(held(lease).update(done_at=now, leased_until=None))


def give_back(lease: Lease, *, now: datetime) -> None:
    """The worker is being stopped: another one may begin at once, and this attempt does not count."""
    held(lease).update(leased_until=None, due_at=now, forgiven=F("forgiven") + 1)


@transaction.atomic
def fail(lease: Lease, *, message: str, now: datetime) -> None:
    """The work went wrong: try again after a pause, or give up when this was the last attempt."""
    job = held(lease).select_for_update().first()
    if job is None:
        return
    if rules.is_hopeless(attempt=job.attempt, forgiven=job.forgiven):
        _give_up(lease, message=message, now=now)
    else:
        pause = rules.pause_after(job.attempt - job.forgiven)
        held(lease).update(due_at=now + pause, leased_until=None, message=message[:LONGEST_MESSAGE])


def forget_done(*, before: datetime) -> int:
    """Remove the jobs that were done before this moment; returns how many."""
    return Job.objects.filter(done_at__lt=before).delete()[0]


def held(lease: Lease) -> QuerySet[Job]:
    """The job, while this lease is the newest one and the job has not ended: the fence around everything above."""
    return _not_ended().filter(pk=lease.job, attempt=lease.attempt)


def _not_ended() -> QuerySet[Job]:
    return Job.objects.filter(done_at=None, gave_up_at=None)


def _free(names: Iterable[str], now: datetime) -> QuerySet[Job]:
    return _not_ended().filter(nobody_holds(now), name__in=list(names), due_at__lte=now)


def _give_up(lease: Lease, *, message: str, now: datetime) -> None:
    held(lease).update(gave_up_at=now, leased_until=None, message=message[:LONGEST_MESSAGE])
    journal.record(
        "job.given-up",
        on=f"job:{lease.job}",
        by="",
        at=now,
        details={
            "name": lease.name,
            "key": lease.key,
            "attempt": lease.attempt,
            "message": message[:LONGEST_MESSAGE],
        },
    )


def _lease_of(job: Job) -> Lease:
    return Lease(job=job.pk, attempt=job.attempt, name=job.name, key=job.key, payload=job.payload)


def _expect_held(changed: int) -> None:
    if not changed:
        raise LostLeaseError
