from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of work. ``key`` names the work: while it waits, the same work is not queued twice."""

    name = models.CharField(max_length=80)
    key = models.CharField(max_length=160)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    progress = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(done_at=None, gave_up_at=None), name="jobs_that_wait_by_due_moment"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(done_at=None, gave_up_at=None), name="one_waiting_job_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
