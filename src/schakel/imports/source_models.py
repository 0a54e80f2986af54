from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from schakel.imports.source_rules import Timing


class ScheduledSource(models.Model):
    """A place whose file is read with a profile again and again, and how that went the last time.

    ``place`` is an address, or the path of a file or folder below the folder for sources.
    """

    name = models.SlugField(max_length=60, unique=True)
    profile = models.CharField(max_length=60)
    place = models.CharField(max_length=2000)
    every_hours = models.PositiveIntegerField()
    looked_after_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_paused = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    """Of what was imported last."""
    tried_at = models.DateTimeField(null=True, blank=True)
    fresh_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.JSONField(default=dict)
    """The refusal of the last try (``code``, ``details``); empty when it went well."""
    outcome = models.JSONField(default=dict)
    """The counts of the last import, and the number of its run."""
    nudged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(every_hours__gte=1), name="a_source_is_read_hourly_at_most")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """How the journal names this source."""
        return f"source:{self.pk}"

    @property
    def timing(self) -> Timing:
        return Timing(
            every=timedelta(hours=self.every_hours),
            added_at=self.added_at,
            is_paused=self.is_paused,
            tried_at=self.tried_at,
            fresh_at=self.fresh_at,
            failing_since=self.failing_since,
            failures=self.failures,
            nudged_at=self.nudged_at,
        )
