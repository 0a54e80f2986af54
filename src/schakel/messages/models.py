from django.db import models
from django.db.models import Q

from schakel.messages.rules import ENDED, Frequency, MailState


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, addressee: str) -> "NoticeQuerySet":
        """Somebody's own. Whether they may still see what each is about, its kind says: see ``queries``."""
        return self.filter(addressee=addressee)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """Somebody was told something. ``event`` names what happened: of one event somebody is told once."""

    event = models.CharField(max_length=160)
    kind = models.CharField(max_length=60)
    addressee = models.CharField(max_length=254)
    about = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        indexes = [models.Index(fields=["addressee", "-told_at"], name="notices_by_addressee")]
        constraints = [
            models.UniqueConstraint(fields=["event", "addressee"], name="one_notice_per_event_and_addressee")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class Mail(models.Model):
    """A mail to one addressee about one event, until long after it ended.

    ``addressee`` is a reference, or a bare address. ``payload`` is emptied when the mail ends: it may hold secrets.
    """

    event = models.CharField(max_length=160)
    kind = models.CharField(max_length=60)
    addressee = models.CharField(max_length=254)
    about = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    language = models.CharField(max_length=2, blank=True)
    """Of a bare address; that of a person is asked when the mail is made."""
    state = models.CharField(
        max_length=12,
        default=MailState.WAITING,
        choices=[(state.value, state.value) for state in MailState],
    )
    told_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    handed_over_at = models.DateTimeField(null=True)
    """When the last step of handing over began."""
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)
    """What the mail server said, or a word for what went wrong."""

    class Meta:
        ordering = ["-told_at", "-pk"]
        indexes = [
            models.Index(fields=["addressee", "kind", "-told_at"], name="mails_by_addressee_and_kind"),
            models.Index(
                fields=["due_at"],
                condition=~Q(state__in=[MailState.SENT.value, MailState.DROPPED.value]),
                name="mails_somebody_looks_at",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "addressee"], name="one_mail_per_event_and_addressee"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in MailState]), name="a_mail_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ENDED], ended_at__isnull=False)
                | (~Q(state__in=[state.value for state in ENDED]) & Q(ended_at=None)),
                name="a_mail_that_ended_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MailState.HANDING_OVER.value, MailState.SENT.value])
                | Q(handed_over_at__isnull=False),
                name="a_mail_is_sent_after_it_was_handed_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"

    @property
    def reference(self) -> str:
        """How the journal names this mail."""
        return f"mail:{self.pk}"


class MailChoice(models.Model):
    """When somebody wants mail about a kind; with an empty kind: about all for which they chose nothing else."""

    addressee = models.CharField(max_length=254)
    kind = models.CharField(max_length=60, blank=True)
    frequency = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Frequency])

    class Meta:
        ordering = ["addressee", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["addressee", "kind"], name="one_choice_per_addressee_and_kind"),
            models.CheckConstraint(
                condition=Q(frequency__in=[one.value for one in Frequency]), name="a_choice_is_a_known_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressee} {self.kind} {self.frequency}"


class Suppression(models.Model):
    """An address without an account wants no mail of a kind any more; with an empty kind: none at all.

    Of the address a keyed hash is kept, which is enough to know it again.
    """

    address_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address_hash", "kind"], name="one_suppression_per_address_and_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address_hash[:8]} {self.kind}"
