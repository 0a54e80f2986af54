from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schakel.consultations.rules import State
from schakel.documents.public import MEDIA_TYPES

HASH_LENGTH = 64
CODE_LENGTH = 16


class Consultation(models.Model):
    """A market consultation about a challenge. ``text`` is what everybody reads, ``conclusion`` what came of it.

    ``closes_on`` is the last day on which one can take part, ``questions_until`` the last on which one can ask.
    """

    challenge = models.OneToOneField(
        "challenges.Challenge", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=10, default=State.PREPARED, choices=[(state.value, state.value) for state in State]
    )
    text = models.TextField()
    questions_until = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    conclusion = models.TextField(blank=True)
    prepared_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["state", "closes_on"], name="consultation_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]),
                name="a_consultation_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state=State.PREPARED.value)
                | Q(
                    opened_at__isnull=False,
                    closes_on__isnull=False,
                    questions_until__lt=F("closes_on"),
                ),
                name="an_open_consultation_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REPORTED.value) | ~Q(conclusion=""),
                name="a_reported_consultation_says_what_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the journal names what happens in it."""
        return f"consultation:{self.pk}"


class Participant(models.Model):
    """An organisation that registered its interest. What it wrote is read by the owner alone."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="participants")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    registered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "organisation"], name="an_organisation_takes_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"organisation:{self.organisation_id} in {self.consultation_id}"


class ConsultationFile(models.Model):
    """A file for everybody; or of a participant, for the owner alone."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="files")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="files"
    )
    name = models.CharField(max_length=120)
    file_type = models.CharField(max_length=4, choices=[(code, code) for code in MEDIA_TYPES])
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=HASH_LENGTH)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["sha256"], name="consultation_file_by_hash")]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "sha256"],
                condition=Q(participant=None),
                name="everybody_gets_a_file_once",
            ),
            models.UniqueConstraint(
                fields=["participant", "sha256"],
                condition=Q(participant__isnull=False),
                name="a_participant_hands_a_file_in_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """What stands in its address: of its content, so that it tells nothing of how many others there are."""
        return self.sha256[:CODE_LENGTH]


class Inquiry(models.Model):
    """A question somebody asked, which everybody reads with its answer; who asked is shown to nobody."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="inquiries")
    number = models.PositiveIntegerField()
    text = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="inquiries_of_a_consultation_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_has_words_and_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.consultation_id}"
