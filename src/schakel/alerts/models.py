from django.conf import settings
from django.db import models
from django.db.models import Q

from schakel.alerts.rules import Rhythm

HASH_LENGTH = 64
CODE_LENGTH = 22


class Alert(models.Model):
    """A question that goes on being asked for somebody: a person, or an address without an account.

    ``asked`` is everything that is asked, as it stands in the address of its answer; an alert about a challenge asks
    what that says at the moment. ``looked_at`` is until when what is new has been told. Who has no account stops an
    alert by its being gone; one about a challenge stays, stopped, so that it is not made anew by itself.
    """

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=2)
    asked = models.TextField(blank=True)
    challenge = models.ForeignKey(
        "library.Item", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    asked_key = models.CharField(max_length=HASH_LENGTH, unique=True)
    rhythm = models.CharField(
        max_length=6,
        default=Rhythm.DAILY,
        choices=[(rhythm.value, rhythm.value) for rhythm in Rhythm],
    )
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["looked_at"], name="alert_by_last_look"),
            models.Index(fields=["address"], name="alert_by_address"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) & ~Q(address="") | Q(person__isnull=False, address=""),
                name="an_alert_is_for_a_person_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(challenge=None) & ~Q(asked="")
                | Q(challenge__isnull=False, person__isnull=False, asked=""),
                name="an_alert_asks_a_question_or_what_a_challenge_says",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(confirmed_at__isnull=False),
                name="an_alert_of_a_person_needs_no_yes_by_mail",
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=[rhythm.value for rhythm in Rhythm]),
                name="an_alert_has_a_known_rhythm",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the journal and the notices name this alert."""
        return f"alert:{self.pk}"

    @property
    def addressee(self) -> str:
        """Whom it tells: a reference, or an address."""
        return f"person:{self.person_id}" if self.person_id else self.address


class Finding(models.Model):
    """What was new at one look of an alert."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="findings")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["-found_at", "-pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What a notice about it is about."""
        return f"finding:{self.pk}"


class FindingItem(models.Model):
    """One item of a finding; an alert tells of an item once."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey("library.Item", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "item"], name="an_alert_tells_of_an_item_once")
        ]

    def __str__(self) -> str:
        return f"item:{self.item_id} for alert:{self.alert_id}"
