from django.conf import settings
from django.db import models
from django.db.models import Q

from schakel.documents.rules import MEDIA_TYPES

HASH_LENGTH = 64
CODE_LENGTH = 16


class Attachment(models.Model):
    """A file that belongs to an item. The file itself stands in a folder under its own hash (``files``).

    ``text`` is what a job read in it; ``unreadable`` why it found nothing.
    """

    item = models.ForeignKey("library.Item", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    file_type = models.CharField(max_length=4, choices=[(code, code) for code in MEDIA_TYPES])
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=HASH_LENGTH)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_cut = models.BooleanField(default=False)
    unreadable = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["item", "name", "pk"]
        indexes = [models.Index(fields=["sha256"], name="attachment_by_hash")]
        constraints = [
            models.UniqueConstraint(fields=["item", "sha256"], name="a_file_is_attached_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="an_attachment_has_content"),
            models.CheckConstraint(
                condition=Q(text="") | Q(read_at__isnull=False), name="text_of_an_attachment_was_read"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """What stands in its address: of its content, so that it tells nothing of how many others there are."""
        return self.sha256[:CODE_LENGTH]


class LentDocument(models.Model):
    """The text of a document that somebody asks with, for as long as they are at it, and for them alone.

    ``holder`` is a hash of their session, ``key_hash`` one of the word in their address: who has the table has neither.
    """

    key_hash = models.CharField(max_length=HASH_LENGTH, unique=True)
    holder = models.CharField(max_length=HASH_LENGTH)
    name = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    people = models.JSONField(default=list, blank=True)
    is_cut = models.BooleanField(default=False)
    question = models.TextField(blank=True)
    is_settled = models.BooleanField(default=False)
    choices = models.JSONField(default=dict, blank=True)
    lent_at = models.DateTimeField()

    class Meta:
        ordering = ["lent_at", "pk"]
        indexes = [models.Index(fields=["lent_at"], name="lent_document_by_moment")]

    def __str__(self) -> str:
        return f"lent at {self.lent_at}"
