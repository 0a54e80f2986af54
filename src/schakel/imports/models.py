from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schakel.imports.source_models import ScheduledSource as ScheduledSource  # noqa: PLC0414 - a model of this app


class Run(models.Model):
    """One time that a file was read with a profile, and what came of it."""

    class State(models.TextChoices):
        RECEIVED = "received"  # the file is here; how it is read may still have to be said
        PLANNED = "planned"  # what would happen is worked out, and waits for a person
        DONE = "done"
        UNDONE = "undone"
        FAILED = "failed"  # the file could not be read

    profile = models.CharField(max_length=60)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    definition = models.JSONField(default=dict)
    """The profile itself where people here made it; empty for one that comes with the program."""
    stored_as = models.CharField(max_length=80, blank=True)
    """The name of the kept file; empty once it is thrown away."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.DONE)
    failure = models.JSONField(default=dict)
    plan_digest = models.CharField(max_length=64, blank=True)
    duplicates = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    counts = models.JSONField(default=dict)
    repairs = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.profile} {self.file_name}"

    @property
    def reference(self) -> str:
        """How the journal names this run."""
        return f"import:{self.pk}"


class PreviewRecord(models.Model):
    """What would become of one record of a run that waits for a person: a line of the preview."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="planned")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10)
    item = models.ForeignKey(
        "library.Item", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changes = models.JSONField(default=list)
    """[name, before, after] of each field."""
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_line_per_record_of_a_run")]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="planned_by_outcome")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class SourceRecord(models.Model):
    """What a source says of an item, as it was found and as it was understood the last time.

    A record that was found to be about an item of another source is attached to it: it is kept, and does not change it.
    """

    profile = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    item = models.ForeignKey("library.Item", on_delete=models.PROTECT, related_name="+")
    raw = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    is_attached = models.BooleanField(default=False)
    last_run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["profile", "key"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "key"], name="one_record_per_profile_and_key")
        ]

    def __str__(self) -> str:
        return f"{self.profile} {self.key}"


class SourceProfile(models.Model):
    """A source profile that people of the hub made, by saying which column holds what."""

    name = models.SlugField(max_length=60, unique=True)
    definition = models.JSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RunChange(models.Model):
    """What a run did to one item: what undoing it needs to know."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="changes")
    item = models.ForeignKey("library.Item", on_delete=models.PROTECT, related_name="+")
    created = models.BooleanField()
    before = models.JSONField(default=dict)
    """The item's fields before the run; empty when the run created it."""
    version_after = models.PositiveIntegerField()
    conflicts = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "item"], name="one_change_per_run_and_item")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.item_id}"


class LikelyDouble(models.Model):
    """Two items that may be one and the same, and what a person decided about it."""

    class Decision(models.TextChoices):
        OPEN = "open"
        SAME = "same"
        DIFFERENT = "different"

    one = models.ForeignKey("library.Item", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("library.Item", on_delete=models.CASCADE, related_name="+")
    evidence = models.JSONField(default=list)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["decision", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="a_pair_is_proposed_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="the_older_item_stands_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
