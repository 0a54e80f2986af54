from datetime import datetime

from django.db import models
from django.db.models import Q

from schakel.jobs.rules import MOST_AHEAD

_NOT_ENDED = Q(done_at=None, gave_up_at=None)


def nobody_holds(now: datetime) -> Q:
    """The jobs without a lease that counts."""
    return Q(leased_until=None) | Q(leased_until__lte=now) | Q(leased_until__gt=now + MOST_AHEAD)


class Job(models.Model):
    """One piece of work. ``key`` names the work: while it waits untouched, the same work is not queued twice.

    ``attempt`` counts how often it was leased and is the fence: whoever holds an older attempt cannot finish it.
    """

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=160)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=0)
    forgiven = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    progress = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["due_at"], condition=_NOT_ENDED, name="jobs_that_wait_by_due_moment")]
        constraints = [
            # Only while nobody has begun: what changes after that is not seen by whoever is at work, so that
            # the same work has to be queued once more.
            models.UniqueConstraint(
                fields=["key"], condition=_NOT_ENDED & Q(attempt=0), name="one_untouched_job_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


class Repetition(models.Model):
    """How far work that is repeated has been queued; what was missed while the hub was off is done once."""

    name = models.CharField(max_length=80, primary_key=True)
    queued_until = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} until {self.queued_until}"
