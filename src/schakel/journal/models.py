from django.db import models

from schakel.journal.rules import Row


class Entry(models.Model):
    """One row; the database refuses to change or remove it (see the first migration)."""

    name = models.CharField(max_length=80)
    subject = models.CharField(max_length=80)
    actor = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject", "id"], name="journal_by_subject")]

    def __str__(self) -> str:
        return f"{self.pk} {self.name} {self.subject}"

    @property
    def row(self) -> Row:
        return Row(
            number=self.pk,
            name=self.name,
            subject=self.subject,
            actor=self.actor,
            at=self.at,
            details=self.details,
            previous=self.previous,
            hash=self.hash,
        )


class Bookmark(models.Model):
    """How far a reader has read; moved in the transaction of what the reader did with the rows."""

    reader = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.reader} at {self.position}"
